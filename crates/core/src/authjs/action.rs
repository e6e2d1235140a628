//! What a path under the base path asks for.

/// What is asked for. The text is the provider's identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// `providers`
    Providers,
    /// `session`
    Session,
    /// `csrf`
    Csrf,
    /// `signin`, `signin/{id}`
    SignIn(Option<&'a str>),
    /// `signout`
    SignOut,
    /// `callback/{id}`
    Callback(Option<&'a str>),
    /// `verify-request`
    VerifyRequest,
    /// `error`
    Error,
    /// `webauthn-options`, `webauthn-options/{id}`
    WebauthnOptions,
    /// `_log`: what the older browser client complains about.
    Log,
}

/// Reads the path behind the base path: one or two parts, and perhaps a slash at the end. `None` for
/// whatever the contract does not know.
pub fn parse(path: &str) -> Option<Action<'_>> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let (action, provider) = match path.split_once('/') {
        None => (path, None),
        Some((action, provider)) if !provider.contains('/') => (action, Some(provider)),
        Some(_) => return None,
    };
    let id = provider.filter(|id| !id.is_empty() && *id != "undefined");
    match (action, provider) {
        ("signin", _) => Some(Action::SignIn(id)),
        ("callback", _) => Some(Action::Callback(id)),
        ("webauthn-options", _) => Some(Action::WebauthnOptions),
        ("providers", None) => Some(Action::Providers),
        ("session", None) => Some(Action::Session),
        ("csrf", None) => Some(Action::Csrf),
        ("signout", None) => Some(Action::SignOut),
        ("verify-request", None) => Some(Action::VerifyRequest),
        ("error", None) => Some(Action::Error),
        ("_log", None) => Some(Action::Log),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_parts_are_known_and_nothing_else() {
        for (path, action) in [
            ("csrf", Some(Action::Csrf)),
            ("session/", Some(Action::Session)),
            ("signin", Some(Action::SignIn(None))),
            ("signin/github", Some(Action::SignIn(Some("github")))),
            ("signin/undefined", Some(Action::SignIn(None))),
            ("callback/github/", Some(Action::Callback(Some("github")))),
            ("callback", Some(Action::Callback(None))),
            ("webauthn-options/passkey", Some(Action::WebauthnOptions)),
            ("_log", Some(Action::Log)),
            ("csrf/github", None),
            ("session/undefined", None),
            ("callback/a/b", None),
            ("session//", None),
            ("nope", None),
            ("", None),
            ("/", None),
            ("/session", None),
            ("SESSION", None),
        ] {
            assert_eq!(parse(path), action, "{path}");
        }
    }
}
