//! What can be seen in the settings alone, offline.

use doorward_core::doctor::groups;
use doorward_core::group;
use doorward_core::oidc::endpoint::{Transport, parse};
use doorward_core::provider::{Protocol, ResponseMode};
use url::Url;

use super::code::Code;
use super::finding::{Finding, Severity};
use super::place::Places;
use crate::settings::{Credential, Draft, General, Kind, OpenId, Origin, Provider};

/// Claims that people may choose for themselves, or that pass on to others.
const CHOSEN: [&str; 5] = ["preferred_username", "upn", "nickname", "name", "username"];

/// Looks at the settings.
pub(super) fn findings(draft: &Draft, places: Places<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for provider in &draft.providers.list {
        findings.extend(of_provider(provider, &draft.general, places));
    }
    findings.extend(keys(draft, places));
    findings.extend(app(draft));
    findings.extend(groups(draft, places));
    findings
}

fn of_provider(provider: &Provider, general: &General, places: Places<'_>) -> Vec<Finding> {
    let subject = subject(provider);
    let uri = Finding::new(Code::REDIRECT_URI, Severity::Ok, &subject)
        .at(places.of_provider(&provider.id, &["CALLBACK_URL"]))
        .seeing(provider.redirect_uri.as_str());
    let mut findings = vec![uri];
    findings.extend(post_over_http(provider, general));
    if let Kind::OpenId(openid) = &provider.kind {
        let about = About { provider, openid, places, subject: &subject };
        findings.extend(
            [
                about.document(),
                about.loopback(general),
                about.email(),
                about.audience(),
                about.secret(),
                about.framed(),
                about.chosen(),
            ]
            .into_iter()
            .flatten(),
        );
        findings.extend(about.microsoft());
    }
    findings
}

/// What a provider's findings are about.
pub(super) fn subject(provider: &Provider) -> String {
    format!("provider {}", provider.id)
}

/// M28.
fn post_over_http(provider: &Provider, general: &General) -> Option<Finding> {
    let Protocol::OpenId(known) = provider.entry.protocol else { return None };
    let posts = known.response_mode == ResponseMode::FormPost;
    (posts && !general.server.is_https()).then(|| {
        Finding::new(Code::POST_OVER_HTTP, Severity::Failure, &subject(provider))
            .seeing(format!("the public URL is {}", general.server))
    })
}

/// One `OpenID` provider.
struct About<'a> {
    provider: &'a Provider,
    openid: &'a OpenId,
    places: Places<'a>,
    subject: &'a str,
}

impl About<'_> {
    fn about(&self, code: Code, severity: Severity, ends: &[&str]) -> Finding {
        let place = self.places.of_provider(&self.provider.id, ends);
        Finding::new(code, severity, self.subject).at(place)
    }

    fn issuer(&self) -> Option<Url> {
        let text = &self.openid.issuer;
        let whole = if text.contains("://") { text.clone() } else { format!("https://{text}") };
        parse(&whole, Transport::PlainAllowed)
    }

    /// M4: understood all the same.
    fn document(&self) -> Option<Finding> {
        let issuer = self.openid.issuer.split("/.well-known/openid-configuration").next()?;
        (issuer.len() < self.openid.issuer.len()).then(|| {
            self.about(Code::ISSUER_IS_DOCUMENT, Severity::Ok, &["ISSUER"])
                .seeing(self.openid.issuer.clone())
        })
    }

    /// M15.
    fn loopback(&self, general: &General) -> Option<Finding> {
        let issuer = self.issuer()?;
        let host = issuer.host_str()?;
        let is_local = host == "localhost" || host.starts_with("127.") || host == "[::1]";
        (is_local && !general.server.is_loopback()).then(|| {
            let seen = format!("the issuer is {issuer}, the public URL {}", general.server);
            self.about(Code::ISSUER_ON_LOOPBACK, Severity::Failure, &["ISSUER"]).seeing(seen)
        })
    }

    /// M8.
    fn email(&self) -> Option<Finding> {
        let scope = &self.provider.scope;
        let asks = scope.split(' ').any(|one| one == "email");
        (!asks).then(|| {
            self.about(Code::SCOPE_WITHOUT_EMAIL, Severity::Warning, &["SCOPE"])
                .seeing(format!("the scope is \"{scope}\""))
                .fix(format!("Write \"{scope} email\"."))
        })
    }

    /// M6: tokens that nobody renews are not looked at by whoever they are for.
    fn audience(&self) -> Option<Finding> {
        let is_auth0 = self.issuer()?.host_str()?.ends_with(".auth0.com");
        let reused = self.openid.session.reuse.is_some();
        (is_auth0 && reused && self.openid.audience.is_empty())
            .then(|| self.about(Code::AUTH0_WITHOUT_AUDIENCE, Severity::Warning, &["AUDIENCE"]))
    }

    /// M18: Microsoft shows the id of a secret beside its value.
    fn secret(&self) -> Option<Finding> {
        let Credential::Secret(secret) = &self.provider.credential else { return None };
        let groups: Vec<usize> = secret.expose().split('-').map(str::len).collect();
        let is_uuid = groups == [8, 4, 4, 4, 12]
            && secret.expose().bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        (is_uuid && is_microsoft(&self.issuer()?)).then(|| {
            let place = ["CLIENT_SECRET", "SECRET"];
            self.about(Code::SECRET_IS_ID, Severity::Failure, &place)
                .seeing("36 characters, hexadecimal in groups of 8, 4, 4, 4 and 12")
        })
    }

    /// M18.
    fn framed(&self) -> Option<Finding> {
        let Credential::Secret(secret) = &self.provider.credential else { return None };
        let secret = secret.expose();
        let is_framed = secret.trim_matches(['"', '\'', '\u{201c}', '\u{201d}']).trim() != secret;
        is_framed.then(|| {
            let length = secret.chars().count();
            self.about(Code::SECRET_FRAMED, Severity::Warning, &["CLIENT_SECRET", "SECRET"])
                .seeing(format!("{length} characters, those around it among them"))
        })
    }

    /// M21.
    fn microsoft(&self) -> Vec<Finding> {
        let Some(issuer) = self.issuer() else { return Vec::new() };
        let host = issuer.host_str().unwrap_or_default();
        let first = issuer.path_segments().and_then(|mut segments| segments.next());
        let tenant = first.filter(|tenant| !tenant.is_empty());
        if host == "sts.windows.net" || is_microsoft(&issuer) && !issuer.path().contains("/v2.0") {
            let tenant = tenant.unwrap_or("{tenant}");
            let right = format!("https://login.microsoftonline.com/{tenant}/v2.0");
            return vec![
                self.about(Code::ENTRA_VERSION_1, Severity::Failure, &["ISSUER"])
                    .seeing(issuer.as_str())
                    .fix(format!("Write {right}")),
            ];
        }
        let everybody = is_microsoft(&issuer) && matches!(tenant, Some("common" | "organizations"));
        let finding = || {
            self.about(Code::ENTRA_EVERYBODY, Severity::Note, &["ISSUER"]).seeing(issuer.as_str())
        };
        everybody.then(finding).into_iter().collect()
    }

    /// M37.
    fn chosen(&self) -> Option<Finding> {
        let claim = self.openid.claims.email.as_deref()?;
        CHOSEN.contains(&claim).then(|| {
            self.about(Code::CHOSEN_ADDRESS, Severity::Warning, &["EMAIL_CLAIM"])
                .seeing(format!("the address is read from the claim {claim}"))
        })
    }
}

fn is_microsoft(issuer: &Url) -> bool {
    matches!(
        issuer.host_str(),
        Some(
            "login.microsoftonline.com"
                | "login.microsoftonline.us"
                | "login.partner.microsoftonline.cn"
        )
    )
}

/// M41: a database that several nodes share, and keys that each makes for itself.
fn keys(draft: &Draft, places: Places<'_>) -> Option<Finding> {
    let shared = places.of("DATABASE_URL").is_some_and(|(_, at)| at != Origin::Default);
    let made = draft.secrets.jwt.is_none() || draft.secrets.jwt_refresh.is_none();
    (shared && made).then(|| {
        Finding::new(Code::KEYS_PER_NODE, Severity::Warning, "settings").at(places.of("JWT_SECRET"))
    })
}

/// M25: as many groups as a session may have, told in every header that is set for them.
fn groups(draft: &Draft, places: Places<'_>) -> Option<Finding> {
    let known = draft.providers.list.iter().any(|one| matches!(one.kind, Kind::OpenId(_)));
    known.then_some(())?;
    draft.apps.iter().find_map(|app| {
        let headers = app.guard.headers_of_groups();
        let fit = groups::fit(headers)?;
        let set = places.of("DOORWARD_IDENTITY_HEADERS");
        let set = set.filter(|(_, at)| *at != Origin::Default);
        let written = || (app.written.setting.clone(), app.written.source.clone());
        let head = groups::estimate(headers, group::MOST).head;
        let seen = format!(
            "{headers} headers and the assertion tell \"{}\" of groups: {} with names of 36 letters make {head} \
             bytes, {fit} fit into {}",
            app.name,
            group::MOST,
            groups::HEAD_MAX
        );
        let finding = Finding::new(Code::GROUPS_HEAVY, Severity::Warning, "gateway");
        Some(finding.at(Some(set.unwrap_or_else(written))).seeing(seen))
    })
}

/// M42.
fn app(draft: &Draft) -> Option<Finding> {
    let public = &draft.general.client;
    let is_public = |url: &Url| url.host_str() == Some(public.host()) && !public.is_loopback();
    draft.apps.iter().find_map(|app| {
        let upstream = app.upstream.as_ref().filter(|upstream| is_public(&upstream.url))?;
        let place = (app.written.setting.clone(), app.written.source.clone());
        let finding = Finding::new(Code::APP_ON_PUBLIC_HOST, Severity::Failure, "gateway");
        let seen = format!("{} is {}, the public URL {public}", place.0, upstream.url);
        Some(finding.at(Some(place)).seeing(seen))
    })
}
