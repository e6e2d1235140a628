//! Who somebody is, by the answers of a provider that speaks OAuth 2.0 only.

use serde_json::Value;

use crate::oidc::profile::{Mapping, Profile};
use crate::oidc::{Object, Refusal, Refused, checks};

/// What an OAuth 2.0 provider has answered.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The token answer, without its tokens.
    pub token: Object,
    /// The profile.
    pub profile: Object,
    /// What [`OAuth2::more_endpoint`] gave: any JSON; none when it may not be read.
    ///
    /// [`OAuth2::more_endpoint`]: super::OAuth2::more_endpoint
    pub more: Option<Value>,
}

/// Who somebody is at an OAuth 2.0 provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The provider's stable name for them; never a mail address or a user name.
    pub subject: String,
    /// Name, address, picture.
    pub profile: Profile,
}

impl Person {
    /// The person whom the provider names `subject`, with what it says of them in the words of
    /// `OpenID`. Errs when nothing, or nothing usable, names them.
    pub(crate) fn new(subject: Option<String>, claims: Value) -> Result<Self, Refused> {
        let Value::Object(mut claims) = claims else {
            return Err(Refusal::ProfileMalformed.into());
        };
        claims.insert("sub".to_owned(), subject.into());
        let subject = checks::sub(&claims).map_err(|_| Refusal::ProfileSubject)?.to_owned();
        Ok(Self { subject, profile: Profile::read(&claims, &Mapping::default()) })
    }
}

/// The member `name`, when it is a text and not empty.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}
