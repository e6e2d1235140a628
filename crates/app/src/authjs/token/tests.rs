use serde_json::{Value, json};

use super::*;

const SECRET: &str = "8f14e45fceea167a5a36dedd4bea2543";
const OTHER: &str = "45c48cce2e2d7fbdea1afc51c7c6ad26";
const NOW: Timestamp = Timestamp(1_795_219_400_000);

fn user() -> User {
    User {
        id: UserId::new(NOW, [7; 8]),
        email: None,
        email_verified: false,
        name: "Ada \u{1f511}".to_owned(),
        username: String::new(),
        avatar: Some("https://pics.example.test/a.png".to_owned()),
        provider: "local".to_owned(),
        role: doorward_core::account::Role::User,
        created_at: NOW,
        updated_at: NOW,
        disabled_at: None,
        totp_since: None,
        language: None,
        waiting_since: None,
        banned_until: None,
    }
}

fn holder(user: &User) -> Holder<'_> {
    let session = SessionId::new(NOW, [9; 10]);
    Holder { user, session, session_ends: NOW.plus(7 * 86_400_000) }
}

/// Checklist item 32: the tokens of the two generations are no tokens of one another.
#[test]
fn what_is_minted_is_read_in_its_own_generation_only() {
    let user = user();
    for generation in Generation::ALL {
        let keys = Keys::new(&[SECRET], true);
        let token = keys.mint(generation, &holder(&user), NOW).unwrap();
        let claims = keys.read(generation, &token, NOW).unwrap();
        assert_eq!((claims.sub, claims.sid), (user.id, holder(&user).session));
        for other in Generation::ALL.into_iter().filter(|other| *other != generation) {
            assert!(keys.read(other, &token, NOW).is_err(), "{generation:?} at {other:?}");
        }
        assert!(Keys::new(&[OTHER], true).read(generation, &token, NOW).is_err());
        let plain = keys.decrypt(generation, &token).unwrap();
        let plain: Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(plain["userId"], plain["sub"]);
        assert_eq!(plain["email"], Value::Null, "what is not known is null, not left out");
        assert_eq!(plain["jti"].as_str().unwrap().len(), 36);
    }
}

#[test]
fn the_cookie_of_plain_http_is_none_under_https() {
    let token = Keys::new(&[SECRET], false).mint(Generation::V5, &holder(&user()), NOW).unwrap();
    let read = Keys::new(&[SECRET], true).read(Generation::V5, &token, NOW);
    assert_eq!(read.unwrap_err(), TokenError::Signature);
}

#[test]
fn a_secret_can_be_changed_without_signing_anybody_out() {
    let user = user();
    for generation in Generation::ALL {
        let old = Keys::new(&[OTHER], false).mint(generation, &holder(&user), NOW).unwrap();
        let keys = Keys::new(&[SECRET, OTHER], false);
        assert!(keys.read(generation, &old, NOW).is_ok(), "{generation:?}");
        let new = keys.mint(generation, &holder(&user), NOW).unwrap();
        assert!(Keys::new(&[SECRET], false).read(generation, &new, NOW).is_ok());
    }
}

fn minted(claims: &Value) -> Result<Claims, TokenError> {
    let keys = Keys::new(&[SECRET], false);
    let token = keys.first.v5.encrypt(claims).unwrap();
    keys.read(Generation::V5, &token, NOW)
}

/// Checklist item 34. The original takes a token without an end, and one with an end at any distance.
#[test]
fn a_token_has_an_end_within_reach_and_a_session() {
    let (id, sid) = (UserId::new(NOW, [7; 8]), SessionId::new(NOW, [9; 10]));
    let now = NOW.seconds();
    let with = |exp: i64| json!({"sub": id, "sid": sid, "exp": exp});
    let month = MAX_AGE_MS / 1000;
    for exp in [now + 1, now, now - 14, now + month, now + month + 15] {
        assert!(minted(&with(exp)).is_ok(), "{}", exp - now);
    }
    for exp in [now - 15, now - 86_400, i64::MIN] {
        assert_eq!(minted(&with(exp)).unwrap_err(), TokenError::Expired, "{exp}");
    }
    for exp in [now + month + 16, i64::MAX] {
        assert_eq!(minted(&with(exp)).unwrap_err(), TokenError::Claims, "{exp}");
    }
    for claims in [
        json!({"sub": id, "sid": sid}),
        json!({"sub": id, "exp": now + 1}),
        json!({"sid": sid, "exp": now + 1}),
        json!({"sub": id, "sid": "nope", "exp": now + 1}),
        json!({"sub": id, "sid": sid, "exp": "soon"}),
        json!({"sub": id, "sid": sid, "exp": 1e300}),
        json!(["a"]),
        json!("text"),
    ] {
        assert_eq!(minted(&claims).unwrap_err(), TokenError::Claims, "{claims}");
    }
    let begins = |nbf: i64| json!({"sub": id, "sid": sid, "exp": now + 99, "nbf": nbf});
    assert!(minted(&begins(now + 15)).is_ok());
    assert_eq!(minted(&begins(now + 16)).unwrap_err(), TokenError::Expired);
}

/// All verdicts of the real library, but for the two things that are stricter here: the token must
/// name a session of ours, and its end must be within reach.
#[test]
fn tokens_of_the_original_have_its_verdicts() {
    let text = include_str!("../../../../jose/tests/vectors/authjs-session-tokens.json");
    let file: Value = serde_json::from_str(text).unwrap();
    let mut judged = 0;
    for vector in file["vectors"].as_array().unwrap() {
        let name = vector["name"].as_str().unwrap();
        let generation = if name.starts_with("v4") { Generation::V4 } else { Generation::V5 };
        let salt = vector["decode_salt"].as_str().or(vector["salt"].as_str()).unwrap();
        let secure = salt.starts_with("__Secure-");
        if !salt.is_empty() && salt != generation.session_cookie(secure) {
            continue;
        }
        let secrets: Vec<_> = match &vector["decode_with"] {
            Value::Array(all) => all.iter().map(|one| one.as_str().unwrap()).collect(),
            one => vec![one.as_str().unwrap()],
        };
        let keys = Keys::new(&secrets, secure);
        let token = vector["token"].as_str().unwrap();
        let plain = keys.decrypt(generation, token);
        let verdict = plain.map_err(TokenError::from).and_then(|plain| {
            let claims: Value = serde_json::from_slice(&plain).unwrap();
            check(claims["exp"].as_i64().unwrap(), claims["nbf"].as_i64(), NOW).map(|()| claims)
        });
        match vector["expect"].as_str().unwrap() {
            "accept" => assert_eq!(verdict.unwrap(), vector["decoded_claims"], "{name}"),
            _ => assert!(verdict.is_err(), "{name}"),
        }
        assert!(keys.read(generation, token, NOW).is_err(), "{name} names no session of ours");
        judged += 1;
    }
    assert_eq!(judged, 10, "all but the cookie of a sign-in under way");
}
