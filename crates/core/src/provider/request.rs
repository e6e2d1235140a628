//! The requests of an OAuth 2.0 sign-in, in the form that each provider wants.

use serde_json::json;
use url::{Url, form_urlencoded};

use super::Dialect;
use super::person::text;
use crate::oidc::Object;

/// The sign-in request that the browser carries (RFC 6749 §4.1.1). State and PKCE are always sent,
/// also to providers that only hand the state back.
#[derive(Clone, Copy, Debug)]
pub struct Authorization<'a> {
    /// Who asks.
    pub client_id: &'a str,
    /// Where the answer goes.
    pub redirect_uri: &'a str,
    /// What is asked for.
    pub scope: &'a str,
    /// Binds the answer to this sign-in (RFC 9700 §4.7).
    pub state: &'a str,
    /// The base64url SHA-256 of the code verifier (RFC 7636 §4.2, method `S256`).
    pub code_challenge: &'a str,
}

impl Authorization<'_> {
    /// The address to send the browser to. A query that the endpoint has is kept.
    pub fn url(&self, dialect: Dialect, endpoint: &Url) -> Url {
        let mut url = endpoint.clone();
        let mut query = url.query_pairs_mut();
        match dialect {
            Dialect::Standard => query.append_pair("client_id", self.client_id),
            Dialect::WeChat => query.append_pair("appid", self.client_id),
            Dialect::Feishu => {
                query.append_pair("client_id", self.client_id).append_pair("app_id", self.client_id)
            }
        };
        query
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", self.redirect_uri)
            .append_pair("scope", self.scope)
            .append_pair("state", self.state)
            .append_pair("code_challenge", self.code_challenge)
            .append_pair("code_challenge_method", "S256");
        drop(query);
        if dialect == Dialect::WeChat {
            url.set_fragment(Some("wechat_redirect"));
        }
        url
    }
}

/// What exchanges a code for tokens (RFC 6749 §4.1.3). It holds secrets.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    /// Who asks.
    pub client_id: &'a str,
    /// Our secret.
    pub client_secret: &'a str,
    /// The code.
    pub code: &'a str,
    /// Where the code came to.
    pub redirect_uri: &'a str,
    /// What the challenge was made of (RFC 7636 §4.5).
    pub code_verifier: &'a str,
}

/// A request to make. It holds secrets, also in its URL.
pub struct Call {
    /// Where to.
    pub url: Url,
    /// A body to post; without one it is a GET.
    pub body: Option<Body>,
}

/// The body of a request.
pub enum Body {
    /// `application/x-www-form-urlencoded`.
    Form(String),
    /// `application/json`.
    Json(String),
}

impl Exchange<'_> {
    /// The token request.
    pub fn call(&self, dialect: Dialect, endpoint: &Url) -> Call {
        let mut url = endpoint.clone();
        let code = [
            ("grant_type", "authorization_code"),
            ("code", self.code),
            ("redirect_uri", self.redirect_uri),
            ("code_verifier", self.code_verifier),
        ];
        let us = [("client_id", self.client_id), ("client_secret", self.client_secret)];
        let body = match dialect {
            Dialect::Standard => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                Some(Body::Form(form.extend_pairs(code).extend_pairs(us).finish()))
            }
            Dialect::Feishu => {
                let body: Object = code
                    .into_iter()
                    .chain(us)
                    .map(|(name, value)| (name.to_owned(), json!(value)))
                    .collect();
                Some(Body::Json(serde_json::Value::Object(body).to_string()))
            }
            Dialect::WeChat => {
                let us = [("appid", self.client_id), ("secret", self.client_secret)];
                let code = [("code", self.code), ("grant_type", "authorization_code")];
                url.query_pairs_mut().extend_pairs(us).extend_pairs(code);
                None
            }
        };
        Call { url, body }
    }
}

/// Where the profile is, given the token and the rest of its answer, and whether the token goes into
/// the header `Authorization`. `WeChat` wants it in the query.
pub fn profile(dialect: Dialect, endpoint: &Url, access: &str, token: &Object) -> (Url, bool) {
    let mut url = endpoint.clone();
    if dialect != Dialect::WeChat {
        return (url, true);
    }
    let openid = text(token, "openid").unwrap_or_default();
    url.query_pairs_mut().append_pair("access_token", access).append_pair("openid", openid);
    (url, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Authorization<'_> = Authorization {
        client_id: "a&b",
        redirect_uri: "https://chat.example/oauth/x/callback",
        scope: "r:u e",
        state: "s",
        code_challenge: "c",
    };
    const COMMON: &str = "response_type=code\
        &redirect_uri=https%3A%2F%2Fchat.example%2Foauth%2Fx%2Fcallback&scope=r%3Au+e&state=s\
        &code_challenge=c&code_challenge_method=S256";

    fn endpoint() -> Url {
        Url::parse("https://p.example/a?prompt=none").unwrap()
    }

    /// Checklist item 42.
    #[test]
    fn every_request_has_state_and_pkce() {
        for (dialect, us, end) in [
            (Dialect::Standard, "client_id=a%26b", ""),
            (Dialect::WeChat, "appid=a%26b", "#wechat_redirect"),
            (Dialect::Feishu, "client_id=a%26b&app_id=a%26b", ""),
        ] {
            let url = ASKED.url(dialect, &endpoint());
            let expected = format!("https://p.example/a?prompt=none&{us}&{COMMON}{end}");
            assert_eq!(url.as_str(), expected);
        }
    }

    #[test]
    fn the_code_travels_in_the_form_that_is_wanted() {
        let exchange = Exchange {
            client_id: "i",
            client_secret: "s&s",
            code: "c",
            redirect_uri: "https://r/",
            code_verifier: "v",
        };
        let form = "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fr%2F\
                    &code_verifier=v&client_id=i&client_secret=s%26s";
        let call = exchange.call(Dialect::Standard, &endpoint());
        assert!(matches!(call.body, Some(Body::Form(body)) if body == form));
        assert_eq!(call.url, endpoint());
        let Some(Body::Json(body)) = exchange.call(Dialect::Feishu, &endpoint()).body else {
            panic!("Feishu wants JSON")
        };
        let body: Object = serde_json::from_str(&body).unwrap();
        assert_eq!((body.len(), &body["client_secret"]), (6, &json!("s&s")));
        let call = exchange.call(Dialect::WeChat, &endpoint());
        assert!(call.body.is_none());
        let query = "prompt=none&appid=i&secret=s%26s&code=c&grant_type=authorization_code";
        assert_eq!(call.url.query(), Some(query));
    }

    #[test]
    fn the_profile_is_asked_for_with_the_token() {
        let mut token = Object::new();
        token.insert("openid".to_owned(), json!("o"));
        let (url, bearer) = profile(Dialect::WeChat, &endpoint(), "t", &token);
        assert_eq!((url.query(), bearer), (Some("prompt=none&access_token=t&openid=o"), false));
        let (url, bearer) = profile(Dialect::Feishu, &endpoint(), "t", &token);
        assert_eq!((url, bearer), (endpoint(), true));
    }
}
