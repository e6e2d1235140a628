//! The provider's answer by way of the browser (Core §3.1.2.5 to §3.1.2.7, RFC 6749 §4.1.2, RFC 9207).
//!
//! Everything in it is a stranger's text until the state has matched.

use std::collections::HashSet;

use serde_json::Value;
use subtle::ConstantTimeEq as _;
use url::{Url, form_urlencoded};

use crate::oidc::{Refusal, Refused};

/// The longest query that is looked at, in bytes.
pub const MAX_QUERY: usize = 16 * 1024;
/// The longest code that is handed on, in bytes.
const MAX_CODE: usize = 8 * 1024;
/// The most parameters that are looked at.
const MAX_PARAMETERS: usize = 32;

/// The parameters of an answer, each of them at most once.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    user: Option<String>,
}

/// From whom an answer has to come (RFC 9207 §2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender<'a> {
    /// From this issuer; the answer names it, as was promised.
    Promised(&'a str),
    /// From this issuer, when the answer names one.
    Named(&'a str),
    /// From an issuer on the host of this URL, when the answer names one: for providers that have
    /// not said who their issuer is and may begin to.
    HostOf(&'a Url),
}

impl Response {
    /// Reads the query of the callback, or a form that was posted to it. A parameter that occurs
    /// twice is refused (RFC 6749 §3.1), known or not.
    pub fn parse(query: &str) -> Result<Self, Refused> {
        if query.len() > MAX_QUERY {
            return Err(Refusal::ResponseTooLarge.into());
        }
        let mut response = Self::default();
        let mut seen = HashSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !seen.insert(name.clone()) {
                return Err(match name.as_ref() {
                    "state" => Refusal::StateRepeated.into(),
                    _ => Refusal::ParameterRepeated.seeing(name),
                });
            }
            if seen.len() > MAX_PARAMETERS {
                return Err(Refusal::ResponseTooLarge.into());
            }
            // An empty parameter counts as absent (RFC 6749 §3.1).
            let value = Some(value.into_owned()).filter(|value| !value.is_empty());
            match name.as_ref() {
                "code" => response.code = value,
                "state" => response.state = value,
                "iss" => response.iss = value,
                "error" => response.error = value,
                "error_description" => response.error_description = value,
                "user" => response.user = value,
                _ => {}
            }
        }
        Ok(response)
    }

    /// The state, by which the pending sign-in is found.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Given name and family name that Apple sends along with the first sign-in of a person, in the
    /// form field `user` (Sign in with Apple JS, "Authorization response"). It comes by way of the
    /// browser, so it proves nothing; what cannot be read is no name.
    pub fn sent_along(&self) -> [Option<String>; 2] {
        let user = self.user.as_deref().and_then(|user| serde_json::from_str::<Value>(user).ok());
        let name = user.as_ref().and_then(|user| user.get("name"));
        ["firstName", "lastName"].map(|part| {
            let text = name.and_then(|name| name.get(part)).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        })
    }

    /// Gives the code, when the answer belongs to the sign-in with this `state` and comes from `sender`.
    pub fn into_code(self, state: &str, sender: Sender<'_>) -> Result<String, Refused> {
        self.check_state(state)?;
        self.check_issuer(sender)?;
        match (self.code, self.error) {
            (Some(_), Some(_)) => Err(Refusal::CodeAndError.into()),
            (Some(code), None) if code.len() > MAX_CODE => Err(Refusal::ResponseTooLarge.into()),
            (Some(code), None) => Ok(code),
            (None, Some(error)) => Err(provider_error(&error, self.error_description.as_deref())),
            (None, None) => Err(Refusal::CodeMissing.into()),
        }
    }

    fn check_state(&self, expected: &str) -> Result<(), Refused> {
        let state = self.state.as_deref().ok_or(Refusal::StateMissing)?;
        if bool::from(state.as_bytes().ct_eq(expected.as_bytes())) {
            Ok(())
        } else {
            Err(Refusal::StateMismatch.into())
        }
    }

    /// RFC 9207 §2.4: compared exactly when it is there, required when it was promised.
    fn check_issuer(&self, sender: Sender<'_>) -> Result<(), Refused> {
        let matches = |iss: &str| match sender {
            Sender::Promised(issuer) | Sender::Named(issuer) => iss == issuer,
            Sender::HostOf(url) => Url::parse(iss).is_ok_and(|iss| iss.origin() == url.origin()),
        };
        match (&self.iss, sender) {
            (Some(iss), _) if matches(iss) => Ok(()),
            (Some(iss), _) => Err(Refusal::ResponseIssuerMismatch.seeing(iss)),
            (None, Sender::Promised(_)) => Err(Refusal::ResponseIssuerMissing.into()),
            (None, _) => Ok(()),
        }
    }
}

fn provider_error(error: &str, description: Option<&str>) -> Refused {
    // The second is Apple's word for it.
    let denied = matches!(error, "access_denied" | "user_cancelled_authorize");
    let why = if denied { Refusal::Denied } else { Refusal::ProviderError };
    match description {
        Some(description) => why.seeing(format!("{error}: {description}")),
        None => why.seeing(error),
    }
}

#[cfg(test)]
mod tests;
