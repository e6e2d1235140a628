//! The `state` of a sign-in: the value that travels to the provider and back.

use doorward_core::oidc;
use url::form_urlencoded;

use crate::openid::OpenIdError;
use crate::tokens;

/// Characters of the tag in a cookie's name.
const TAG: usize = 12;

/// Which cookie belongs to the sign-in that the provider's answer is about.
///
/// Each has one of its own, so that any number of tabs can be on their way at once. The tag is a
/// part of the digest of its `state`: it finds the cookie and proves nothing.
pub fn cookie_tag(query: &str) -> Option<String> {
    single_state(query).ok().map(|state| tag(&state))
}

/// The tag of one sign-in, in the name of its cookie.
pub(crate) fn tag(state: &str) -> String {
    tokens::digest(state).to_hex().chars().take(TAG).collect()
}

/// The `state` of an answer: without one, or with several, nothing says whose sign-in it is.
pub(crate) fn single_state(query: &str) -> Result<String, OpenIdError> {
    let mut states = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "state");
    match (states.next(), states.next()) {
        (Some((_, state)), None) if !state.is_empty() => Ok(state.into_owned()),
        (Some(_), Some(_)) => Err(oidc::Refusal::StateRepeated.into()),
        _ => Err(oidc::Refusal::StateMissing.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_counts_only_when_it_stands_alone() {
        assert_eq!(single_state("code=a&state=b").unwrap(), "b");
        for (query, why) in [
            ("", oidc::Refusal::StateMissing),
            ("code=a", oidc::Refusal::StateMissing),
            ("state=", oidc::Refusal::StateMissing),
            ("state=a&state=b", oidc::Refusal::StateRepeated),
            ("state=a&state=a", oidc::Refusal::StateRepeated),
        ] {
            assert_eq!(single_state(query).unwrap_err().why(), why, "{query}");
        }
    }
}
