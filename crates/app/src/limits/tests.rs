use super::table::MOST;
use super::*;

const RULE: Rule = Rule { max: 1, window_ms: 1000 };

fn allowed(limits: &Limits, limiter: Limiter, address: &str, ms: i64) -> bool {
    let rules = Rules { own: RULE, all: None };
    limits.count(limiter, rules, address.parse().unwrap(), Timestamp(ms)).allowed
}

#[test]
fn addresses_count_apart_and_a_whole_64_counts_together() {
    let limits = Limits::default();
    let allowed = |address| allowed(&limits, Limiter::Login, address, 0);
    assert!(allowed("192.0.2.1"));
    assert!(allowed("192.0.2.2"));
    assert!(!allowed("192.0.2.1"));
    assert!(!allowed("::ffff:192.0.2.1"));
    assert!(allowed("2001:db8::1"));
    assert!(!allowed("2001:db8::ffff"));
    assert!(allowed("2001:db8:0:1::1"));
    assert!(self::allowed(&limits, Limiter::Register, "192.0.2.1", 0));
}

#[test]
fn every_limiter_has_a_table_of_its_own() {
    let limits = Limits::default();
    for limiter in [Limiter::Login, Limiter::TwoFactor, Limiter::ProviderLogout] {
        assert!(allowed(&limits, limiter, "192.0.2.1", 0), "{limiter:?}");
    }
}

#[test]
fn what_is_forgiven_does_not_count() {
    let limits = Limits::default();
    let address = "192.0.2.1";
    for _ in 0..3 {
        assert!(allowed(&limits, Limiter::AccessCode, address, 0));
        limits.forgive(Limiter::AccessCode, address.parse().unwrap());
    }
    assert!(allowed(&limits, Limiter::AccessCode, address, 0));
    assert!(!allowed(&limits, Limiter::AccessCode, address, 0));
    limits.forgive(Limiter::AccessCode, "192.0.2.2".parse().unwrap());
    assert!(!allowed(&limits, Limiter::AccessCode, address, 0));
}

/// Checklist item 103.
#[test]
fn many_addresses_together_have_a_bound_that_one_of_them_cannot_use_up() {
    let limits = Limits::default();
    let rules = Rules { own: RULE, all: Some(RULE.times(2)) };
    let count =
        |address: &str| limits.count(Limiter::Login, rules, address.parse().unwrap(), Timestamp(0));
    assert!(count("192.0.2.1").allowed);
    for _ in 0..10 {
        assert!(!count("192.0.2.1").allowed, "its own bound, which costs the others nothing");
    }
    assert!(count("192.0.2.2").allowed);
    let refused = count("192.0.2.3");
    assert!(!refused.allowed);
    assert_eq!((refused.limit, refused.remaining, refused.resets_at), (1, 0, Timestamp(1000)));
    let unbounded = Rules { all: None, ..rules };
    let address = "192.0.2.3".parse().unwrap();
    assert!(limits.count(Limiter::Login, unbounded, address, Timestamp(0)).allowed);
}

#[test]
fn a_flood_of_addresses_neither_grows_the_table_for_ever_nor_locks_out_other_regions() {
    let limits = Limits::default();
    let rules = Rules { own: RULE, all: None };
    for n in 0..u32::try_from(MOST + 500).unwrap() {
        let address = IpAddr::V4((0x0a00_0000 + n).into());
        limits.count(Limiter::Login, rules, address, Timestamp(0));
    }
    let held = || limits.table(Limiter::Login).len();
    assert!(held() < MOST + 10);
    let allowed = |limiter, address, ms| allowed(&limits, limiter, address, ms);
    assert!(!allowed(Limiter::Login, "10.1.200.200", 0), "its region is flooded");
    assert!(allowed(Limiter::Login, "203.0.113.1", 0));
    assert!(allowed(Limiter::Register, "10.1.200.200", 0));
    allowed(Limiter::Login, "198.51.100.1", 2000);
    assert_eq!(held(), 1);
}
