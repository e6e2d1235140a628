//! When the token is valid. Providers write times as integers, and some as fractions.

use serde_json::Value;

use crate::oidc::{Object, Refusal, Refused};
use crate::time::{DAY_MS, Timestamp};

/// The last second of the year 9999: what comes after is no time that a provider means.
const LAST_SECOND: i64 = 253_402_300_799;

/// The token has not expired (Core §3.1.3.7, rule 9).
pub fn exp(claims: &Object, now: Timestamp, tolerance_s: u32) -> Result<(), Refused> {
    let expires = match seconds(claims.get("exp")) {
        Time::At(expires) => expires,
        Time::Absurd => return Err(Refusal::ExpAbsurd.into()),
        Time::Absent | Time::Unusable => return Err(Refusal::ExpUnusable.into()),
    };
    let late_s = now.seconds() - expires;
    if late_s < i64::from(tolerance_s) {
        return Ok(());
    }
    Err(Refusal::Expired.seeing(format!("{late_s} s ago by our clock")))
}

/// The token was issued just now: not later than now, and within the last day (Core §3.1.3.7, rule 10).
pub fn iat(claims: &Object, now: Timestamp, tolerance_s: u32) -> Result<(), Refused> {
    let Time::At(issued) = seconds(claims.get("iat")) else {
        return Err(Refusal::IatUnusable.into());
    };
    let ahead_s = issued - now.seconds();
    if ahead_s > i64::from(tolerance_s) {
        return Err(Refusal::IatFuture.seeing(format!("{ahead_s} s ahead of our clock")));
    }
    if -ahead_s > DAY_MS / 1000 + i64::from(tolerance_s) {
        return Err(Refusal::IatAncient.into());
    }
    Ok(())
}

/// The token, when it says so, is valid already (RFC 7519 §4.1.5).
pub fn nbf(claims: &Object, now: Timestamp, tolerance_s: u32) -> Result<(), Refused> {
    let begins = match seconds(claims.get("nbf")) {
        Time::Absent => return Ok(()),
        Time::At(begins) => begins,
        Time::Absurd | Time::Unusable => return Err(Refusal::NbfUnusable.into()),
    };
    let ahead_s = begins - now.seconds();
    if ahead_s <= i64::from(tolerance_s) {
        return Ok(());
    }
    Err(Refusal::NotYetValid.seeing(format!("in {ahead_s} s by our clock")))
}

/// When the person signed in at the provider (Core §2), where the token says so.
pub fn auth_time(claims: &Object) -> Option<Timestamp> {
    match seconds(claims.get("auth_time")) {
        Time::At(at) => Some(Timestamp::from_seconds(at)),
        Time::Absent | Time::Absurd | Time::Unusable => None,
    }
}

enum Time {
    At(i64),
    Absent,
    /// A number, but of no calendar.
    Absurd,
    Unusable,
}

/// Whole seconds since 1970, rounded down (RFC 7519 §2, `NumericDate`).
fn seconds(value: Option<&Value>) -> Time {
    let Some(value) = value else { return Time::Absent };
    #[expect(clippy::cast_precision_loss, reason = "the bound is far below 2^53")]
    let last = LAST_SECOND as f64;
    match (value.as_i64(), value.as_f64()) {
        (Some(whole), _) if (0..=LAST_SECOND).contains(&whole) => Time::At(whole),
        (None, Some(real)) if (0.0..=last).contains(&real) => {
            #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
            let whole = real as i64;
            Time::At(whole)
        }
        (_, Some(real)) if real > last => Time::Absurd,
        _ => Time::Unusable,
    }
}
