//! Invitations: how long they count, for whom, and what has become of one.

use std::ops::RangeInclusive;

use crate::address::Email;
use crate::time::Timestamp;

/// For how many days an invitation may count.
pub const DAYS: RangeInclusive<i64> = 1..=365;

/// For how many days it counts unless it is told otherwise, as `LibreChat`'s do.
pub const USUAL_DAYS: i64 = 7;

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be redeemed.
    Open,
    /// It made an account.
    Redeemed,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

impl Standing {
    /// What lists call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Redeemed => "redeemed",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// Says what has become of an invitation by `now`.
pub fn standing(redeemed: bool, revoked: bool, expires_at: Timestamp, now: Timestamp) -> Standing {
    match (redeemed, revoked) {
        (true, _) => Standing::Redeemed,
        (false, true) => Standing::Revoked,
        (false, false) if expires_at <= now => Standing::Expired,
        (false, false) => Standing::Open,
    }
}

/// Whether an invitation for `invited` is one for somebody with this address. One that names no address is
/// for everybody.
pub fn is_for(invited: Option<&Email>, address: Option<&Email>) -> bool {
    invited.is_none() || invited == address
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 90.
    #[test]
    fn an_invitation_counts_until_it_is_used_taken_back_or_over() {
        let (end, before) = (Timestamp(100), Timestamp(99));
        assert_eq!(standing(false, false, end, before), Standing::Open);
        assert_eq!(standing(false, false, end, end), Standing::Expired);
        assert_eq!(standing(true, false, end, before), Standing::Redeemed);
        assert_eq!(standing(false, true, end, before), Standing::Revoked);
    }

    /// Checklist item 90.
    #[test]
    fn an_invitation_that_names_an_address_is_for_nobody_else() {
        let [alice, bob] =
            ["alice@example.test", "bob@example.test"].map(|a| Email::parse(a).unwrap());
        assert!(is_for(None, None) && is_for(None, Some(&bob)));
        assert!(is_for(Some(&alice), Some(&alice)));
        assert!(!is_for(Some(&alice), Some(&bob)) && !is_for(Some(&alice), None));
    }
}
