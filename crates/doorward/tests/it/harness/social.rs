//! The stand-ins of `tests/peers` for providers other than plain `OpenID` ones, and people who sign in there.

use serde_json::Value;
use url::{Url, form_urlencoded};

use super::browser::Browser;
use super::http::{self, Answer};
use super::node::Node;
use super::peer::{address, between};
use super::provider::{HOME, local};

/// Discord, Facebook, GitHub Enterprise, `WeChat` and Feishu, each below its own path.
pub(crate) struct Social {
    #[expect(dead_code, reason = "it ends when it is dropped")]
    node: Node,
    pub(crate) base: String,
}

impl Social {
    pub(crate) fn start() -> Self {
        let (node, lines) = Node::start("social.mjs", &[], &[]);
        let base = lines[0].strip_prefix("up ").unwrap().to_owned();
        Self { node, base }
    }

    /// The settings that make every one of them a way in, by the documented names.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        let base = &self.base;
        let credentials = |id: &str, names: [&str; 2]| {
            [
                (names[0].to_owned(), format!("{id}-client")),
                (names[1].to_owned(), format!("{id}-secret")),
            ]
        };
        let mut settings = vec![
            ("ALLOW_SOCIAL_LOGIN".to_owned(), "true".to_owned()),
            ("ALLOW_SOCIAL_REGISTRATION".to_owned(), "true".to_owned()),
            ("GITHUB_ENTERPRISE_BASE_URL".to_owned(), format!("{base}/github")),
            ("GITHUB_ENTERPRISE_USER_AGENT".to_owned(), "our-chat".to_owned()),
            ("DOORWARD_DISCORD_BASE_URL".to_owned(), format!("{base}/discord")),
            ("DOORWARD_FACEBOOK_BASE_URL".to_owned(), format!("{base}/facebook")),
            ("DOORWARD_WECHAT_BASE_URL".to_owned(), format!("{base}/wechat")),
            ("DOORWARD_FEISHU_BASE_URL".to_owned(), format!("{base}/feishu")),
        ];
        settings.extend(credentials("github", ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"]));
        settings.extend(credentials("discord", ["DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET"]));
        settings.extend(credentials("facebook", ["FACEBOOK_CLIENT_ID", "FACEBOOK_CLIENT_SECRET"]));
        settings.extend(credentials("wechat", ["AUTH_WECHAT_ID", "AUTH_WECHAT_SECRET"]));
        settings.extend(credentials("feishu", ["AUTH_FEISHU_APP_ID", "AUTH_FEISHU_APP_SECRET"]));
        settings
    }

    /// Signs in as `who` at the page of `request`, or cancels when that is empty. Gives the path of ours at which
    /// it ends.
    pub(crate) async fn visit(&self, request: &str, who: &str) -> String {
        let request = request.split('#').next().unwrap();
        let page = self.get(request).await.expect_status(200);
        let text = page.text().replace("&amp;", "&");
        let rest = between(&text, &format!("/_choose?who={who}&"), "\"");
        let provider = request.strip_prefix(&self.base).unwrap().split('/').nth(1).unwrap();
        let choice = format!("{}/{provider}/_choose?who={who}&{rest}", self.base);
        let back = self.get(&choice).await.expect_status(302);
        local(back.location()).split('#').next().unwrap().to_owned()
    }

    /// Signs in from the start to our answer to the way back.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, id: &str, who: &str) -> Answer {
        let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
        let back = self.visit(started.location(), who).await;
        browser.get(&back).await.expect_status(302)
    }

    /// From now on `path` is answered with this fault.
    pub(crate) async fn fault(&self, path: &str, kind: &str) {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("path", path)
            .append_pair("kind", kind)
            .finish();
        self.get(&format!("{}/_fault?{query}", self.base)).await.expect_status(200);
    }

    /// What it was asked for at `path` so far: method, path, query, headers, body.
    pub(crate) async fn asked(&self, path: &str) -> Vec<Value> {
        let log = self.get(&format!("{}/_log", self.base)).await.json();
        log.as_array().unwrap().iter().filter(|entry| entry["path"] == path).cloned().collect()
    }

    async fn get(&self, url: &str) -> Answer {
        let path = url.strip_prefix(&self.base).unwrap_or_else(|| panic!("{url} is elsewhere"));
        http::send(address(&self.base), "GET", path, &[], b"").await
    }
}

/// The stand-ins of npm `emulate`.
pub(crate) struct Emulated {
    #[expect(dead_code, reason = "it ends when it is dropped")]
    node: Node,
    lines: Vec<String>,
}

/// How a provider sends a browser back to us.
pub(crate) enum Back {
    /// To this path.
    Redirect(String),
    /// With this form, posted to this path.
    Form(String, Vec<(String, String)>),
}

impl Emulated {
    pub(crate) fn start(services: &[&str]) -> Self {
        let (node, lines) = Node::start("emulate.mjs", services, &[("RP", HOME)]);
        Self { node, lines }
    }

    /// The address of one of them.
    pub(crate) fn base(&self, service: &str) -> &str {
        let start = format!("up {service} ");
        self.lines.iter().find_map(|line| line.strip_prefix(&start)).unwrap()
    }

    /// Chooses the account whose form mentions `who`.
    pub(crate) async fn visit(&self, request: &str, who: &str) -> Back {
        let url = Url::parse(request).unwrap();
        let base = url.origin().ascii_serialization();
        let page = http::send(address(&base), "GET", &request[base.len()..], &[], b"").await;
        let page = page.expect_status(200);
        let text = page.text();
        let form = text.split("<form").skip(1).find(|form| form.contains(who));
        let form = form.unwrap_or_else(|| panic!("{who} is not on {text}"));
        let body =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(fields(form)).finish();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let action = between(form, "action=\"", "\"").replace("&amp;", "&");
        let path = action.strip_prefix(&base).unwrap_or(&action);
        let answer = http::send(address(&base), "POST", path, &headers, body.as_bytes()).await;
        if answer.status == 302 {
            return Back::Redirect(local(answer.location()).to_owned());
        }
        let text = answer.text();
        let action = between(text, "action=\"", "\"");
        Back::Form(local(&action).to_owned(), fields(text))
    }
}

/// The hidden fields of a form.
fn fields(form: &str) -> Vec<(String, String)> {
    let form = form.split("</form").next().unwrap();
    let inputs = form.split("<input").skip(1);
    let unescape = |text: String| {
        text.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace("&amp;", "&")
    };
    inputs
        .map(|input| {
            let (name, value) = (between(input, "name=\"", "\""), between(input, "value=\"", "\""));
            (unescape(name), unescape(value))
        })
        .collect()
}

/// Settings as a story gives them.
pub(crate) fn borrowed(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
