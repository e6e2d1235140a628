//! The sign-in request that the browser carries to the provider (`OpenID` Connect Core §3.1.2.1).

use url::Url;

/// What is asked. Everything but `response_mode`, `audience` and `anew` is always sent.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub client_id: &'a str,
    /// Where the answer goes.
    pub redirect_uri: &'a str,
    /// What is asked for; `openid` is in it.
    pub scope: &'a str,
    /// Binds the answer to this sign-in (RFC 9700 §4.7).
    pub state: &'a str,
    /// Binds the ID token to this sign-in (Core §3.1.2.1).
    pub nonce: &'a str,
    /// The base64url SHA-256 of the code verifier (RFC 7636 §4.2, method `S256`).
    pub code_challenge: &'a str,
    /// How the answer is to come back, unless in a query.
    pub response_mode: Option<&'a str>,
    /// The API that the access token is for, for providers that know `audience`.
    pub audience: Option<&'a str>,
    /// Whether the person must sign in anew, whatever the provider remembers of them; it says in
    /// `auth_time` when they did (`prompt` and `max_age`).
    pub anew: bool,
}

impl Request<'_> {
    /// The address to send the browser to. A query that the endpoint has is kept.
    pub fn url(&self, endpoint: &Url) -> Url {
        let mut url = endpoint.clone();
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client_id)
            .append_pair("redirect_uri", self.redirect_uri)
            .append_pair("scope", self.scope)
            .append_pair("state", self.state)
            .append_pair("nonce", self.nonce)
            .append_pair("code_challenge", self.code_challenge)
            .append_pair("code_challenge_method", "S256");
        if let Some(mode) = self.response_mode {
            query.append_pair("response_mode", mode);
        }
        if let Some(audience) = self.audience {
            query.append_pair("audience", audience);
        }
        if self.anew {
            query.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        drop(query);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_state_nonce_and_pkce() {
        let endpoint = Url::parse("https://op.example/authorize?tenant=1").unwrap();
        let request = Request {
            client_id: "a&b",
            redirect_uri: "https://chat.example/oauth/openid/callback",
            scope: "openid profile email",
            state: "s",
            nonce: "n",
            code_challenge: "c",
            response_mode: None,
            audience: None,
            anew: false,
        };
        assert_eq!(
            request.url(&endpoint).as_str(),
            "https://op.example/authorize?tenant=1&response_type=code&client_id=a%26b\
             &redirect_uri=https%3A%2F%2Fchat.example%2Foauth%2Fopenid%2Fcallback\
             &scope=openid+profile+email&state=s&nonce=n&code_challenge=c\
             &code_challenge_method=S256"
        );
        let with = Request { response_mode: Some("form_post"), ..request };
        assert!(with.url(&endpoint).as_str().ends_with("&response_mode=form_post"));
        let with = Request { audience: Some("https://api.example"), ..request };
        assert!(with.url(&endpoint).as_str().ends_with("&audience=https%3A%2F%2Fapi.example"));
        let anew = Request { anew: true, ..request };
        assert!(anew.url(&endpoint).as_str().ends_with("&prompt=login&max_age=0"));
    }
}
