use doorward_core::factor::Methods;
use doorward_core::group::Groups;

use super::*;

fn keys() -> Keys {
    Keys::new(&Secret::new("a".repeat(64)), &Secret::new("b".repeat(64)))
}

fn session() -> Session {
    Session {
        id: SessionId::new(Timestamp(1_000_000), [3; 10]),
        user: UserId::new(Timestamp(0), [7; 8]),
        method: "local".to_owned(),
        created_at: Timestamp(1_000_000),
        proved_at: None,
        methods: Methods::NONE,
        factor_at: None,
        passkey: None,
        last_seen_at: Timestamp(1_000_000),
        expires_at: Timestamp(9_000_000),
        user_agent: String::new(),
        address: String::new(),
        groups: Groups::NONE,
    }
}

#[test]
fn the_same_refresh_token_always_leads_to_the_same_successor_and_to_no_other() {
    let (keys, now) = (keys(), Timestamp(1_000_000));
    let first = mint_refresh(&keys, &session()).unwrap();
    assert_ne!(first, mint_refresh(&keys, &session()).unwrap());
    let claims = read_refresh(&keys, &first, now).unwrap();
    let second = successor(&keys, &claims).unwrap();
    assert_eq!(second, successor(&keys, &claims).unwrap());
    let third = successor(&keys, &read_refresh(&keys, &second, now).unwrap()).unwrap();
    assert_ne!(second, third);
    assert_eq!(read_refresh(&keys, &third, now).unwrap().generation, 2);
}

#[test]
fn a_token_ends_with_its_time_and_an_access_token_with_its_session() {
    let (keys, session) = (keys(), session());
    let refresh = mint_refresh(&keys, &session).unwrap();
    assert!(read_refresh(&keys, &refresh, Timestamp(8_999_999)).is_ok());
    assert_eq!(
        read_refresh(&keys, &refresh, Timestamp(9_000_000)).unwrap_err(),
        TokenError::Expired
    );
    let user = User {
        id: session.user,
        email: None,
        email_verified: false,
        name: String::new(),
        username: String::new(),
        avatar: None,
        provider: "local".to_owned(),
        role: doorward_core::account::Role::User,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        disabled_at: None,
        totp_since: None,
        language: None,
        waiting_since: None,
        banned_until: None,
    };
    let of = (session.id, session.expires_at);
    let access = mint_access(&keys, &user, of, Timestamp(8_500_000), 900_000).unwrap();
    assert!(read_access(&keys, &access, Timestamp(8_999_000)).is_ok());
    assert_eq!(read_access(&keys, &access, Timestamp(9_000_000)).unwrap_err(), TokenError::Expired);
}

/// Checklist item 32, as far as these kinds of token go.
#[test]
fn no_token_passes_for_one_of_another_kind() {
    let (keys, session, now) = (keys(), session(), Timestamp(1_000_000));
    let refresh = mint_refresh(&keys, &session).unwrap();
    let cookie = mint_cookie(session.id).unwrap();
    assert!(read_access(&keys, &refresh, now).is_err());
    assert!(read_access(&keys, &cookie, now).is_err());
    assert!(read_refresh(&keys, &cookie, now).is_err());
    assert_eq!(read_cookie(&refresh), None);
    assert_eq!(read_cookie(&cookie), Some(session.id));
    assert_eq!(read_cookie(&opaque().unwrap()), None);
    // Whatever its claims are: the second step has a key of its own.
    let second_step = keys.second_step.sign(&serde_json::json!({
        "id": session.user, "sid": session.id, "sessionId": session.id, "gen": 0, "jti": "x",
        "userId": session.user, "twoFAPending": true, "iat": 1, "exp": 9_000_000,
    }));
    let second_step = second_step.unwrap();
    assert!(read_access(&keys, &second_step, now).is_err());
    assert!(read_refresh(&keys, &second_step, now).is_err());
    for other in [&refresh, &cookie] {
        assert!(keys.second_step.verify::<serde_json::Value>(other).is_err());
    }
}

#[test]
fn what_is_not_a_cookie_of_ours_is_not_read() {
    for text in ["", "x", &"a".repeat(63), &"é".repeat(32), &"=".repeat(64), &"a".repeat(65)] {
        assert_eq!(read_cookie(text), None, "{text}");
    }
}

/// Checklist item 38: 256 bits in cookies and states, 128 in refresh tokens beside their signature.
#[test]
fn tokens_are_long_and_never_the_same_twice() {
    let mut seen = std::collections::HashSet::new();
    for _ in 0..1000 {
        let cookie = mint_cookie(session().id).unwrap();
        assert_eq!(cookie.len(), 64);
        assert!(seen.insert(cookie.split_at(22).1.to_owned()));
        let state = opaque().unwrap();
        assert_eq!(state.len(), 43);
        assert!(seen.insert(state));
        assert!(seen.insert(mint_refresh(&keys(), &session()).unwrap()));
    }
}

#[test]
fn no_two_requests_have_one_name() {
    let names: std::collections::HashSet<_> = (0..1000).map(|_| request_id()).collect();
    assert_eq!(names.len(), 1000);
    assert!(names.iter().all(|name| name.len() == 32 && *name != "0".repeat(32)));
}
