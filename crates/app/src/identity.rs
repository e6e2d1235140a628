//! Who somebody is at a provider of either kind.

use doorward_core::address::Email;
use doorward_core::time::Timestamp;

/// A person as the provider vouches for them. `issuer` and `subject` together are the key of their
/// account; nothing else here is (`OpenID` Connect Core §5.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer as the provider states it; what stands for it where there is none.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
    /// The provider's name for its session, which it ends by back-channel logout.
    pub sid: Option<String>,
    /// When they signed in there, if the provider says so.
    pub auth_time: Option<Timestamp>,
    /// Their address.
    pub email: Option<Email>,
    /// Whether the provider says that it checked the address.
    pub email_verified: bool,
    /// A name to show; empty when there is none.
    pub name: String,
    /// A name to be found by; empty when there is none.
    pub username: String,
    /// An https address of a picture.
    pub picture: Option<String>,
}
