//! Who somebody is at a provider of either kind.

use doorward_core::address::Email;
use doorward_core::group::Groups;
use doorward_core::oidc::roles::Found;
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;

/// A person as the provider vouches for them. `issuer` and `subject` together are the key of their
/// account; nothing else here is (`OpenID` Connect Core §5.7).
#[derive(Clone, Debug)]
pub struct Identity {
    /// The issuer as the provider states it; what stands for it where there is none.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
    /// The provider's name for its session, which it ends by back-channel logout.
    pub sid: Option<String>,
    /// When they signed in there, if the provider says so.
    pub auth_time: Option<Timestamp>,
    /// Whether the provider says that it has seen several factors.
    pub several_factors: bool,
    /// Their address.
    pub email: Option<Email>,
    /// Whether the provider says that it checked the address.
    pub email_verified: bool,
    /// Whether the provider says that it has not.
    pub email_doubted: bool,
    /// Whether the address was taken from a name, which people may choose at some providers.
    pub email_from_name: bool,
    /// A name to show; empty when there is none.
    pub name: String,
    /// A name to be found by; empty when there is none.
    pub username: String,
    /// An https address of a picture.
    pub picture: Option<String>,
    /// What follows from the roles that they have there.
    pub standing: Standing,
    /// What is kept of their session there.
    pub upstream: Upstream,
}

/// What a provider's roles make of a person here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether they are administrator; `None` when no rule says so, or the provider cannot tell.
    pub admin: Option<bool>,
    /// The roles that role sync reads; `None` when it is off.
    pub roles: Option<Found>,
}

/// What a provider gave that is kept of its session. Tokens are sealed at rest, and never sent to a browser
/// but for the ID token, which takes a person back to the provider when they sign out.
#[derive(Clone, Debug, Default)]
pub struct Upstream {
    /// The nonce of the sign-in.
    pub nonce: Option<String>,
    /// The last ID token.
    pub id_token: Option<Secret<String>>,
    /// What renews the session.
    pub refresh_token: Option<Secret<String>>,
    /// The groups that it counts the person to.
    pub groups: Groups,
}

impl Upstream {
    /// Nothing, as for most sessions.
    pub const NONE: Self =
        Self { nonce: None, id_token: None, refresh_token: None, groups: Groups::NONE };
}
