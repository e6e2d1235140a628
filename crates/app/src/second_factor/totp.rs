//! The codes of authenticator apps (RFC 6238), and their seeds at rest.

use doorward_core::factor::{TOTP_STEP_S, countable_steps};
use doorward_core::id::UserId;
use doorward_core::secret::{Sealed, Secret};
use doorward_core::time::Timestamp;
use doorward_jose::seal::SealError;
use totp_rs::{Algorithm, Builder, Totp};

use crate::tokens::{Keys, digest};

/// Bytes of a seed: as many as SHA-1 gives (RFC 4226 §4).
pub(super) const SEED: usize = 20;

/// Digits of a code.
const DIGITS: u8 = 6;

/// Which table a seed is kept in. It opens there only, and only for its account (checklist item 125).
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    /// The app that counts.
    Totp,
    /// The app that is being set up.
    Pending,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Pending => "pending_totp",
        }
    }
}

/// A seed.
pub(super) struct Seed(Secret<[u8; SEED]>);

impl Seed {
    /// Takes random bytes as a seed.
    pub(super) const fn new(bytes: [u8; SEED]) -> Self {
        Self(Secret::new(bytes))
    }

    /// Seals it for the row of an account.
    pub(super) fn seal(
        &self,
        keys: &Keys,
        table: Table,
        user: UserId,
    ) -> Result<Sealed, SealError> {
        let place = [table.name(), &user.to_string(), "seed"];
        keys.seal.seal(&place, self.0.expose()).map(Sealed::new)
    }

    /// Opens one that was sealed for the row of this account.
    pub(super) fn open(
        keys: &Keys,
        table: Table,
        user: UserId,
        sealed: &Sealed,
    ) -> Result<Self, SealError> {
        let place = [table.name(), &user.to_string(), "seed"];
        let bytes = keys.seal.open(&place, sealed.as_str())?;
        bytes.try_into().map(Self::new).map_err(|_| SealError::Open)
    }

    /// The time step whose code this is, if it counts now and none up to `last_step` does any more. Every
    /// step is compared, in constant time, whichever fits.
    pub(super) fn step_of(&self, code: &str, now: Timestamp, last_step: i64) -> Option<i64> {
        let typed = digest(&digits(code)?);
        let totp = self.totp("", "");
        let fits = |step: &i64| {
            let at = u64::try_from(step.saturating_mul(TOTP_STEP_S)).unwrap_or_default();
            digest(&totp.generate(at).to_string()) == typed
        };
        countable_steps(now.seconds(), last_step).filter(fits).last()
    }

    /// The text that a person types where they cannot scan: Base32 (RFC 4648 §6).
    pub(super) fn to_base32(&self) -> String {
        self.totp("", "").secret().to_base32()
    }

    /// The address that an authenticator app reads. Colons divide its parts, so names lose theirs.
    pub(super) fn to_url(&self, issuer: &str, account: &str) -> String {
        let plain = |text: &str| text.replace(':', " ").trim().to_owned();
        let account = Some(plain(account)).filter(|name| !name.is_empty());
        let totp = self.totp(&plain(issuer), &account.unwrap_or_else(|| "account".to_owned()));
        // It errs only without a name or with a colon in it.
        totp.to_url().unwrap_or_default()
    }

    fn totp(&self, issuer: &str, account: &str) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_secret(*self.0.expose())
            .with_account_name(account)
            .with_issuer(Some(issuer).filter(|issuer| !issuer.is_empty()))
            .build_noncompliant()
    }
}

/// The digits of a typed code, which may be set off by blanks or dashes; `None` when it can be no code.
fn digits(code: &str) -> Option<String> {
    let typed: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_code = typed.len() == usize::from(DIGITS) && typed.bytes().all(|b| b.is_ascii_digit());
    is_code.then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed of RFC 6238 appendix B.
    fn seed() -> Seed {
        Seed::new(*b"12345678901234567890")
    }

    /// RFC 6238 appendix B, whose eight digits end in our six.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            let now = Timestamp::from_seconds(seconds);
            assert_eq!(seed().step_of(code, now, -1), Some(seconds / 30));
        }
    }

    /// Checklist item 95: one step of drift to each side, each code once.
    #[test]
    fn a_code_counts_around_its_step_and_once() {
        let at = |seconds, last| seed().step_of(" 287 082", Timestamp::from_seconds(seconds), last);
        assert_eq!(at(59, 0), Some(1));
        assert_eq!(at(89, 0), Some(1), "their clock is behind");
        assert_eq!(at(29, 0), Some(1), "their clock is ahead");
        assert_eq!(at(90, 0), None);
        assert_eq!(at(59, 1), None, "it was used");
        for wrong in ["", "28708", "2870822", "28708a", "２８７０８２"] {
            assert_eq!(seed().step_of(wrong, Timestamp::from_seconds(59), 0), None, "{wrong}");
        }
    }

    /// Checklist items 95 and 125: a seed opens in the row that it was sealed for, and nowhere else.
    #[test]
    fn a_seed_that_is_moved_to_another_row_does_not_open() {
        let keys = Keys::new(&"jwt".to_owned().into(), &"refresh".to_owned().into());
        let [one, two] = [1, 2].map(|n| UserId::new(Timestamp(1), [n; 8]));
        let sealed = seed().seal(&keys, Table::Totp, one).unwrap();
        assert!(!sealed.as_str().contains("1234"));
        assert!(Seed::open(&keys, Table::Totp, one, &sealed).is_ok());
        assert!(Seed::open(&keys, Table::Totp, two, &sealed).is_err());
        assert!(Seed::open(&keys, Table::Pending, one, &sealed).is_err());
    }

    #[test]
    fn apps_are_told_by_an_address_that_they_all_read() {
        let url = seed().to_url("My: Chat", "anna@example.org");
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(seed().to_base32(), secret);
        let start = "otpauth://totp/My%20%20Chat:anna%40example.org?";
        assert_eq!(url, format!("{start}secret={secret}&issuer=My%20%20Chat"));
        assert!(seed().to_url("", ":").starts_with("otpauth://totp/account?"));
    }
}
