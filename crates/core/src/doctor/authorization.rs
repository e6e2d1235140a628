//! What an authorization endpoint says to a request that nobody stands behind (`prompt=none`).

use url::Url;

/// How much of a page is searched, in bytes.
const SEARCHED: usize = 64 * 1024;

/// How pages call an address that is not registered, in lower case.
const ADDRESS: [&str; 8] = [
    "redirect_uri",
    "redirect uri",
    "redirect url",
    "redirect-uri",
    "redirection uri",
    "callback url",
    "reply url",
    "aadsts50011",
];

/// How pages call a client that is not known, in lower case.
const CLIENT: [&str; 7] = [
    "invalid_client",
    "client_not_found",
    "client not found",
    "unknown client",
    "client_id",
    "client identifier",
    "aadsts700016",
];

/// Errors that say only that somebody would have to be asked (`OpenID` Connect Core §3.1.2.6).
const NOBODY_THERE: [&str; 4] =
    ["login_required", "interaction_required", "consent_required", "account_selection_required"];

/// The answer to the request.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The HTTP status.
    pub status: u16,
    /// Where it redirects to, as a whole URL.
    pub location: Option<&'a Url>,
    /// The page.
    pub text: &'a str,
}

/// What it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The client and its redirect URI are registered.
    Registered,
    /// They are, but the provider does not take the rest of the request: the error that it states.
    Refused(String),
    /// The redirect URI is not registered.
    RedirectUri,
    /// The client is not known.
    Client,
    /// The provider shows an error page that says neither.
    ErrorPage,
    /// Nothing can be said: some providers look only after the sign-in.
    Inconclusive,
}

/// Judges the answer to a request with `redirect_uri`.
pub fn judge(seen: Seen<'_>, redirect_uri: &Url) -> Verdict {
    if let Some(location) = seen.location.filter(|location| is_at(location, redirect_uri)) {
        let error = location.query_pairs().find(|(name, _)| name == "error");
        return stated(error.map(|(_, value)| value.into_owned()));
    }
    let end = seen.text.floor_char_boundary(SEARCHED.min(seen.text.len()));
    let text = seen.text.get(..end).unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match seen.status {
        // A form that the browser would post to us (Form Post Response Mode §2).
        200 if text.contains("<form") && posts_to(&text, redirect_uri) => Verdict::Registered,
        400..500 if has(&ADDRESS) => Verdict::RedirectUri,
        400..500 if has(&CLIENT) => Verdict::Client,
        400..500 => Verdict::ErrorPage,
        _ => Verdict::Inconclusive,
    }
}

fn stated(error: Option<String>) -> Verdict {
    match error {
        Some(error) if !NOBODY_THERE.contains(&error.as_str()) => {
            Verdict::Refused(error.chars().take(100).flat_map(char::escape_debug).collect())
        }
        _ => Verdict::Registered,
    }
}

fn is_at(location: &Url, redirect_uri: &Url) -> bool {
    location.origin() == redirect_uri.origin() && location.path() == redirect_uri.path()
}

fn posts_to(text: &str, redirect_uri: &Url) -> bool {
    let target = redirect_uri.as_str().to_lowercase();
    text.contains(&format!("action=\"{target}\"")) || text.contains(&format!("action='{target}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Url {
        Url::parse("https://chat.example/oauth/openid/callback").unwrap()
    }

    fn redirected(to: &str) -> Verdict {
        let location = Url::parse(to).unwrap();
        judge(Seen { status: 303, location: Some(&location), text: "" }, &ours())
    }

    fn page(status: u16, text: &str) -> Verdict {
        judge(Seen { status, location: None, text }, &ours())
    }

    #[test]
    fn an_answer_that_comes_to_us_means_that_we_are_registered() {
        for error in NOBODY_THERE {
            let to = format!("{}?error={error}&state=s", ours());
            assert_eq!(redirected(&to), Verdict::Registered, "{error}");
        }
        assert_eq!(redirected(&format!("{}?code=c", ours())), Verdict::Registered);
        let form = format!("<form method=post action=\"{}\">", ours());
        assert_eq!(page(200, &form), Verdict::Registered);
        let to = format!("{}?error=invalid_scope", ours());
        assert_eq!(redirected(&to), Verdict::Refused("invalid_scope".to_owned()));
    }

    #[test]
    fn error_pages_are_told_apart_by_what_they_name() {
        for text in [
            r#"{"error":"invalid_redirect_uri","error_description":"redirect_uri did not match any \
               of the client's registered redirect_uris"}"#,
            "AADSTS50011: The redirect URI specified in the request does not match",
            "<p>Invalid parameter: redirect_uri</p>",
            "Callback URL mismatch.",
        ] {
            assert_eq!(page(400, text), Verdict::RedirectUri, "{text}");
        }
        for text in [r#"{"error":"invalid_client"}"#, "Client not found.", "AADSTS700016: no app"] {
            assert_eq!(page(400, text), Verdict::Client, "{text}");
        }
        assert_eq!(page(403, "No."), Verdict::ErrorPage);
    }

    #[test]
    fn everything_else_says_nothing() {
        assert_eq!(page(200, "<form action=\"/login\">"), Verdict::Inconclusive);
        assert_eq!(page(502, "redirect_uri"), Verdict::Inconclusive);
        assert_eq!(redirected("https://op.example/login"), Verdict::Inconclusive);
        assert_eq!(redirected("https://chat.example/other?error=x"), Verdict::Inconclusive);
    }

    proptest::proptest! {
        #[test]
        fn no_page_panics(text in ".*", status in 100_u16..600) {
            page(status, &text);
        }
    }
}
