//! Why a request counts as signed out, or goes to the handshake: by the names of Clerk's libraries,
//! which stand in logs and in `x-clerk-auth-reason`.

use std::borrow::Cow;
use std::fmt;

/// Why an expired session was not refreshed on the spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unrefreshed {
    /// The request is no `GET`.
    NonGet,
    /// The browser has no refresh cookie.
    NoCookie,
    /// The Backend API refused, with this code.
    Refused(String),
}

macro_rules! reasons {
    ($($name:ident $text:literal $code:literal $meaning:literal)*) => {
        /// Why somebody is not signed in.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Reason {
            $(#[doc = $meaning] $name,)*
            /// The session token in the cookie has expired.
            SessionTokenExpired(Unrefreshed),
        }

        impl Reason {
            /// Every code with its meaning.
            pub const ALL: &[(&'static str, &'static str)] = &[
                $(($code, $meaning),)*
                ("DW-CLERK-020", "The session token has expired and was not refreshed."),
            ];

            /// The name in Clerk's libraries; where they have none, one of ours.
            pub fn name(&self) -> Cow<'static, str> {
                match self {
                    $(Self::$name => Cow::Borrowed($text),)*
                    Self::SessionTokenExpired(why) => {
                        let why = match why {
                            Unrefreshed::NonGet => "non-eligible-non-get",
                            Unrefreshed::NoCookie => "non-eligible-no-refresh-cookie",
                            Unrefreshed::Refused(code) => code,
                        };
                        Cow::Owned(format!("session-token-expired-refresh-{why}"))
                    }
                }
            }

            /// The stable code of ours, for pages and logs.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    Self::SessionTokenExpired(_) => "DW-CLERK-020",
                }
            }

            /// What it means, for logs.
            pub const fn meaning(&self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                    Self::SessionTokenExpired(_) => "The session token has expired and was not refreshed.",
                }
            }
        }
    };
}

reasons! {
    TokenInvalid "token-invalid" "DW-CLERK-001" "The token has not the form of one."
    TokenInvalidAlgorithm "token-invalid-algorithm" "DW-CLERK-002" "The token's algorithm is not RS256, RS384 or RS512."
    TokenInvalidSignature "token-invalid-signature" "DW-CLERK-003" "The token's signature is wrong."
    TokenInvalidAuthorizedParties "token-invalid-authorized-parties" "DW-CLERK-004" "The token was made for a page of another origin than those that are allowed."
    TokenExpired "token-expired" "DW-CLERK-005" "The token has expired."
    TokenNotActiveYet "token-not-active-yet" "DW-CLERK-006" "The token does not count yet: one of the clocks is wrong."
    TokenIatInTheFuture "token-iat-in-the-future" "DW-CLERK-007" "The token was made in the future: one of the clocks is wrong."
    TokenVerificationFailed "token-verification-failed" "DW-CLERK-008" "A claim of the token is missing or has a wrong type, or its key is for another algorithm."
    TokenTypeMismatch "token-type-mismatch" "DW-CLERK-009" "The token is not a session token."
    TokenInvalidIssuer "token-invalid-issuer" "DW-CLERK-010" "The token is of another instance than the publishable key's."
    JwkKidMismatch "jwk-kid-mismatch" "DW-CLERK-011" "No published key has the name that the token gives."
    JwkRemoteFailedToLoad "jwk-remote-failed-to-load" "DW-CLERK-012" "Clerk's keys could not be fetched."
    JwkFailedToResolve "jwk-failed-to-resolve" "DW-CLERK-013" "The key that the token names cannot be used."
    SecretKeyInvalid "secret-key-invalid" "DW-CLERK-014" "Clerk does not accept our secret key."
    SessionTokenAndUatMissing "session-token-and-uat-missing" "DW-CLERK-015" "Nobody is signed in at Clerk in this browser."
    SessionTokenMissing "session-token-missing" "DW-CLERK-016" "The handshake says that nobody is signed in."
    ClientUatButNoSessionToken "client-uat-but-no-session-token" "DW-CLERK-017" "Somebody is signed in at Clerk, but this site has no session token yet."
    SessionTokenButNoClientUat "session-token-but-no-client-uat" "DW-CLERK-018" "There is a session token, but Clerk does not say that somebody is signed in."
    SessionTokenIatBeforeClientUat "session-token-iat-before-client-uat" "DW-CLERK-019" "The session token is older than the last change at Clerk."
    SessionTokenNbf "session-token-nbf" "DW-CLERK-021" "The session token does not count yet: one of the clocks is wrong."
    SessionTokenIatInTheFuture "session-token-iat-in-the-future" "DW-CLERK-022" "The session token was made in the future: one of the clocks is wrong."
    SessionTokenPending "session-token-pending" "DW-CLERK-023" "The person has something left to do at Clerk before the session counts."
    DevBrowserMissing "dev-browser-missing" "DW-CLERK-024" "This browser is unknown to the development instance yet."
    DevBrowserSync "dev-browser-sync" "DW-CLERK-025" "The development instance hands its browser token over."
    PrimaryDomainCrossOriginSync "primary-domain-cross-origin-sync" "DW-CLERK-026" "The request comes from a page of another origin."
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.meaning())
    }
}

impl std::error::Error for Reason {}

impl Reason {
    /// Whether Clerk is down or does not know us: trying again later may help, and the person cannot
    /// help it.
    pub const fn is_outage(&self) -> bool {
        matches!(self, Self::JwkRemoteFailedToLoad | Self::SecretKeyInvalid)
    }

    /// The same reason as the authentication of a request names it.
    #[must_use]
    pub fn of_request(self, refresh: Unrefreshed) -> Self {
        match self {
            Self::TokenExpired => Self::SessionTokenExpired(refresh),
            Self::TokenNotActiveYet => Self::SessionTokenNbf,
            Self::TokenIatInTheFuture => Self::SessionTokenIatInTheFuture,
            other => other,
        }
    }
}
