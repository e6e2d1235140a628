//! One-time tokens that travel in mailed links: what each is for, how long it counts and what it is
//! bound to.

use crate::address::Email;
use crate::hex;
use crate::id::UserId;
use crate::secret::{Digest, Secret};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};

/// Random bytes of a token; its link shows them as twice as many hexadecimal digits.
pub const TOKEN_BYTES: usize = 32;

/// The token that these random bytes make, as links have it: 64 hexadecimal digits, like `LibreChat`'s.
pub fn text(random: &[u8; TOKEN_BYTES]) -> Secret<String> {
    let mut text = String::with_capacity(2 * TOKEN_BYTES);
    text.extend(hex::digits(random));
    Secret::new(text)
}

/// How far the clocks of two nodes may differ, in milliseconds.
const CLOCKS_MS: i64 = MINUTE_MS;

/// What a token does. None does what another is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Gives the account a new password.
    ResetPassword,
    /// Proves that the account's address is its holder's.
    VerifyAddress,
    /// Gives the account the address that the token was mailed to.
    ChangeAddress,
    /// Gives the account back the address that it had.
    UndoAddress,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] =
        [Self::ResetPassword, Self::VerifyAddress, Self::ChangeAddress, Self::UndoAddress];

    /// The name in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset-password",
            Self::VerifyAddress => "verify-address",
            Self::ChangeAddress => "change-address",
            Self::UndoAddress => "undo-address",
        }
    }

    /// Reads a name from storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    /// How long a token counts, in milliseconds. A password is reset within `LibreChat`'s 15 minutes; a
    /// new person may read their mail tomorrow, and an owner of a mailbox may be away for a week.
    pub const fn lifetime_ms(self) -> i64 {
        match self {
            Self::ResetPassword => 15 * MINUTE_MS,
            Self::VerifyAddress => DAY_MS,
            Self::ChangeAddress => HOUR_MS,
            Self::UndoAddress => 7 * DAY_MS,
        }
    }
}

/// How long a reset link counts that the operator hands over, in milliseconds: it has to be carried to
/// the person first. Longer than an hour is too long (NIST SP 800-63B-4 §4.2).
pub const HANDED_OVER_MS: i64 = HOUR_MS;

/// For how long an account keeps the address that it got back, in milliseconds: whoever undoes a change has
/// the time to find out who else is in.
pub const UNDONE_REST_MS: i64 = DAY_MS;

/// A token as it is kept. The token itself is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Digest of the token.
    pub digest: Digest,
    /// What it does.
    pub purpose: Purpose,
    /// Whose account it concerns.
    pub user: UserId,
    /// The address that it was mailed to; `None` when the operator hands it over.
    pub email: Option<Email>,
    /// The address that the account had when a change of it was asked for.
    pub from: Option<Email>,
    /// Digest of the password's hash that the account had, where the token is bound to it.
    pub password: Option<Digest>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops counting.
    pub expires_at: Timestamp,
}

/// What an account is when a token is presented.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// Its address.
    pub email: Option<&'a Email>,
    /// Digest of its password's hash, if it has a password.
    pub password: Option<Digest>,
}

/// Why a token does not count. For the log: whoever presents it learns only that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is for something else.
    #[error("the token is for something else")]
    Purpose,
    /// Its time is over.
    #[error("the token's time is over")]
    Expired,
    /// It was made in the future: the clock was set back, and its time could be over.
    #[error("the token was made after now")]
    FromTheFuture,
    /// The account has another address by now.
    #[error("the account has another address by now")]
    AddressChanged,
    /// The account has another password by now.
    #[error("the account has another password by now")]
    PasswordChanged,
}

impl Token {
    /// Whether the token counts for `purpose`, at `now`, on the account as it is.
    pub fn judge(
        &self,
        purpose: Purpose,
        holder: Holder<'_>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.purpose != purpose {
            return Err(Refusal::Purpose);
        }
        if self.expires_at <= now {
            return Err(Refusal::Expired);
        }
        if self.created_at > now.plus(CLOCKS_MS) {
            return Err(Refusal::FromTheFuture);
        }
        let same_address = match purpose {
            Purpose::ResetPassword => self.email.is_none() || self.email.as_ref() == holder.email,
            Purpose::VerifyAddress => self.email.as_ref() == holder.email,
            Purpose::ChangeAddress => self.from.as_ref() == holder.email,
            // Whoever changed the address once may have changed it twice.
            Purpose::UndoAddress => true,
        };
        if !same_address {
            return Err(Refusal::AddressChanged);
        }
        let bound = matches!(purpose, Purpose::ResetPassword | Purpose::ChangeAddress);
        if bound && self.password != holder.password {
            return Err(Refusal::PasswordChanged);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap()
    }

    fn token(purpose: Purpose) -> Token {
        Token {
            digest: Digest::new([1; 32]),
            purpose,
            user: UserId::new(Timestamp(0), [1; 8]),
            email: Some(email("ada@example.test")),
            from: (purpose == Purpose::ChangeAddress).then(|| email("old@example.test")),
            password: Some(Digest::new([2; 32])),
            created_at: Timestamp(1000),
            expires_at: Timestamp(2000),
        }
    }

    fn holder(address: &Email) -> Holder<'_> {
        Holder { email: Some(address), password: Some(Digest::new([2; 32])) }
    }

    /// Checklist item 32: of all pairs, a token counts only for what it is for.
    #[test]
    fn a_token_counts_for_its_own_purpose_only() {
        for is in Purpose::ALL {
            for wanted in Purpose::ALL {
                let address = email(match wanted {
                    Purpose::ChangeAddress => "old@example.test",
                    _ => "ada@example.test",
                });
                let verdict = token(is).judge(wanted, holder(&address), Timestamp(1500));
                let expected = if is == wanted { Ok(()) } else { Err(Refusal::Purpose) };
                assert_eq!(verdict, expected, "{is:?} as {wanted:?}");
            }
            assert_eq!(Purpose::parse(is.as_str()), Some(is));
        }
        assert_eq!(Purpose::parse("invite"), None);
    }

    /// Checklist item 81: no reset token lives for more than an hour.
    #[test]
    fn a_token_counts_from_its_making_until_its_end() {
        let address = email("ada@example.test");
        let at = |ms| {
            token(Purpose::VerifyAddress).judge(
                Purpose::VerifyAddress,
                holder(&address),
                Timestamp(ms),
            )
        };
        assert_eq!(at(1000), Ok(()));
        assert_eq!(at(1999), Ok(()));
        assert_eq!(at(2000), Err(Refusal::Expired));
        assert_eq!(at(1000 - CLOCKS_MS), Ok(()), "the clock of another node");
        assert_eq!(at(999 - CLOCKS_MS), Err(Refusal::FromTheFuture));
        assert_eq!(Purpose::ResetPassword.lifetime_ms(), 900_000);
        assert_eq!(HANDED_OVER_MS, HOUR_MS);
    }

    /// Checklist items 81 and 87.
    #[test]
    fn a_token_ends_with_the_address_and_the_password_that_it_is_bound_to() {
        let (ada, old, other) =
            (email("ada@example.test"), email("old@example.test"), email("other@example.test"));
        let judge = |purpose, holder| token(purpose).judge(purpose, holder, Timestamp(1500));
        for purpose in [Purpose::ResetPassword, Purpose::VerifyAddress] {
            assert_eq!(judge(purpose, holder(&ada)), Ok(()));
            assert_eq!(judge(purpose, holder(&other)), Err(Refusal::AddressChanged));
        }
        assert_eq!(judge(Purpose::ChangeAddress, holder(&old)), Ok(()));
        assert_eq!(judge(Purpose::ChangeAddress, holder(&ada)), Err(Refusal::AddressChanged));
        assert_eq!(judge(Purpose::UndoAddress, holder(&other)), Ok(()));
        let changed = |address| Holder { password: Some(Digest::new([3; 32])), ..holder(address) };
        assert_eq!(judge(Purpose::ResetPassword, changed(&ada)), Err(Refusal::PasswordChanged));
        assert_eq!(judge(Purpose::ChangeAddress, changed(&old)), Err(Refusal::PasswordChanged));
        assert_eq!(judge(Purpose::VerifyAddress, changed(&ada)), Ok(()));
        assert_eq!(judge(Purpose::UndoAddress, changed(&ada)), Ok(()));
    }

    #[test]
    fn a_token_is_64_digits() {
        assert_eq!(*text(&[0xa5; 32]).expose(), "a5".repeat(32));
    }

    #[test]
    fn a_token_that_was_handed_over_is_bound_to_no_address() {
        let token = Token { email: None, ..token(Purpose::ResetPassword) };
        let nobody = Holder { email: None, password: Some(Digest::new([2; 32])) };
        assert_eq!(token.judge(Purpose::ResetPassword, nobody, Timestamp(1500)), Ok(()));
    }
}
