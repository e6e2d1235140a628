//! Why a sign-in at an `OpenID` provider was refused.

mod table;

use std::fmt;

pub use table::Refusal;

/// The most of a foreign text that a message shows, in characters.
const SHOWN: usize = 200;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// How many bytes of a secret's beginning are taken for it, at the end of a text that was cut.
const TELLING: usize = 6;

/// A refusal with what was seen: for the operator's log, never for the person's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which rule was broken.
    pub why: Refusal,
    /// What was seen, cut and escaped; empty when there is nothing to add. Never a secret.
    pub detail: String,
}

impl Refused {
    /// The same without `secret`, which the other side was sent and may say again: where it stands, and what is
    /// left of it where the text was cut.
    #[must_use]
    pub fn without(self, secret: &str) -> Self {
        let secret: String = secret.chars().flat_map(char::escape_debug).collect();
        if secret.is_empty() {
            return self;
        }
        let mut detail = self.detail.replace(&secret, MASK);
        let begins = |at: &usize| detail.get(*at..).is_some_and(|end| secret.starts_with(end));
        let cut = (0..detail.len()).find(begins).filter(|at| detail.len() - at >= TELLING);
        if let Some(at) = cut {
            detail.truncate(at);
            detail.push_str(MASK);
        }
        Self { detail, ..self }
    }
}

impl Refusal {
    /// This refusal with what was seen. The text may come from anywhere: it is cut to 200
    /// characters, and control characters and quotation marks are escaped.
    pub fn seeing(self, detail: impl AsRef<str>) -> Refused {
        let detail = detail.as_ref().chars().take(SHOWN).flat_map(char::escape_debug).collect();
        Refused { why: self, detail }
    }

    /// Whether the provider, or the way to it, is down: trying again later may help.
    pub const fn is_outage(self) -> bool {
        use Refusal as R;
        matches!(
            self,
            R::CertificateUntrusted
                | R::DiscoveryUnreachable
                | R::DiscoverySlow
                | R::DiscoveryStatus
                | R::KeysUnreachable
                | R::KeysSlow
                | R::KeysStatus
                | R::TokenUnreachable
                | R::TokenSlow
                | R::TokenStatus
                | R::UserinfoUnreachable
                | R::UserinfoSlow
                | R::UserinfoStatus
                | R::ProfileUnreachable
                | R::ProfileSlow
                | R::ProfileStatus
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.meaning())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.detail.as_str() {
            "" => write!(f, "{}: {}", self.why.code(), self.why),
            detail => write!(f, "{}: {} ({detail})", self.why.code(), self.why),
        }
    }
}

impl std::error::Error for Refused {}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self { why, detail: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_is_used_once_and_has_its_form() {
        let codes: HashSet<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
        for refusal in Refusal::ALL {
            let digits = refusal.code().strip_prefix("DW-OIDC-").unwrap();
            assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()));
            assert!(!refusal.meaning().ends_with('.') && refusal.remedy().ends_with('.'));
        }
    }

    #[test]
    fn foreign_text_is_cut_and_escaped() {
        let refused =
            Refusal::ProviderError.seeing("a\nb\u{1b}[31m\"<b>".to_owned() + &"x".repeat(999));
        assert!(!refused.detail.contains(['\n', '\u{1b}']));
        assert!(refused.detail.chars().count() < 220);
        assert!(
            refused.to_string().starts_with("DW-OIDC-040: the provider answered with an error (")
        );
    }
}
