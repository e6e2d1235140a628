//! Sending the browser to the provider to sign out there (`OpenID` Connect RP-Initiated Logout 1.0 §2).

use url::Url;

/// Who signs out, and where they come back to.
#[derive(Clone, Copy, Debug)]
pub struct SignOut<'a> {
    /// Our own name at the provider.
    pub client_id: &'a str,
    /// The last ID token of the session, where it was kept.
    pub id_token: Option<&'a str>,
    /// What the provider may know the person by: address, user name or subject.
    pub hint: &'a str,
    /// Where the provider sends the browser afterwards: the text that is registered there, which it
    /// compares byte for byte.
    pub return_to: &'a str,
    /// What comes back with the browser, unchanged.
    pub state: &'a str,
    /// The longest URL, in characters: proxies refuse longer ones, and ID tokens can be long.
    pub longest: usize,
}

impl SignOut<'_> {
    /// The URL at `endpoint`. The ID token says best whose session is meant; when it is too long, the
    /// address of the person and our name have to do, and without one our name alone.
    pub fn url(&self, endpoint: &Url) -> Url {
        let Some(token) = self.id_token else {
            return self.with(endpoint, &[("client_id", self.client_id)]);
        };
        let whole = self.with(endpoint, &[("id_token_hint", token)]);
        if whole.as_str().len() <= self.longest {
            return whole;
        }
        self.with(endpoint, &[("logout_hint", self.hint), ("client_id", self.client_id)])
    }

    fn with(&self, endpoint: &Url, parameters: &[(&str, &str)]) -> Url {
        let mut url = endpoint.clone();
        url.query_pairs_mut()
            .append_pair("post_logout_redirect_uri", self.return_to)
            .append_pair("state", self.state)
            .extend_pairs(parameters);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(id_token: Option<&str>) -> String {
        let sign_out = SignOut {
            client_id: "door",
            id_token,
            hint: "alice@example.test",
            return_to: "https://chat.example/login",
            state: "s",
            longest: 200,
        };
        sign_out.url(&Url::parse("https://id.example/logout?tenant=1").unwrap()).to_string()
    }

    #[test]
    fn the_id_token_is_sent_where_it_fits_and_what_stands_in_for_it_where_not() {
        const START: &str = "https://id.example/logout?tenant=1&post_logout_redirect_uri=\
                             https%3A%2F%2Fchat.example%2Flogin&state=s";
        assert_eq!(url(Some("a.b.c")), format!("{START}&id_token_hint=a.b.c"));
        let fits = "x".repeat(200 - START.len() - "&id_token_hint=".len());
        assert_eq!(url(Some(&fits)), format!("{START}&id_token_hint={fits}"));
        let hint = "&logout_hint=alice%40example.test&client_id=door";
        assert_eq!(url(Some(&format!("{fits}x"))), format!("{START}{hint}"));
        assert_eq!(url(None), format!("{START}&client_id=door"));
    }
}
