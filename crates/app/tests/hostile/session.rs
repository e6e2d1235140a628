//! The hostile provider's sessions: refresh tokens that count once, and logout tokens, good and forged.

use std::collections::HashMap;

use axum::response::Response;
use serde_json::{Value, json};

use super::keys::{FOREIGN, RSA, Signer};
use super::{
    CLIENT_ID, CLIENT_SECRET, Fault, Hostile, REFRESH_TOKEN, SUBJECT, Shared, answers, id_token,
};

/// What it does with refresh tokens.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    /// Whether it gives one out at sign-in.
    pub(crate) offers: bool,
    /// Whether a redeemed one is replaced.
    pub(crate) rotates: bool,
    /// Whether it still accepts them.
    pub(crate) accepts: bool,
    /// How many there have been.
    pub(crate) number: u32,
}

impl Renewal {
    pub(super) const fn new() -> Self {
        Self { offers: true, rotates: true, accepts: true, number: 0 }
    }

    /// The one that counts.
    pub(super) fn current(&self) -> Value {
        if !self.offers {
            return Value::Null;
        }
        match self.number {
            0 => json!(REFRESH_TOKEN),
            number => json!(format!("{REFRESH_TOKEN}-{number}")),
        }
    }
}

/// How a logout token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// As the standard has it.
    Well,
    /// With this `typ`.
    Typed(&'static str),
    /// Without a `typ`.
    Untyped,
    /// Without a signature.
    Unsigned,
    /// With a key that is not published.
    ForeignKey,
    /// With our secret, which was not agreed.
    Hs256,
}

impl Hostile {
    /// Changes what it does with refresh tokens.
    pub(crate) fn renewal(&self, change: impl FnOnce(&mut Renewal)) {
        self.shared.with(|script| change(&mut script.renewal));
    }

    /// Adds claims to its ID tokens.
    pub(crate) fn say_in_id_token(&self, claims: &Value) {
        self.shared.with(|script| script.said = claims.clone());
    }

    /// A logout token for Alice's session `s1`; `change` is laid over its claims, and null takes one
    /// away.
    pub(crate) fn logout_token(&self, change: &Value, made: Made) -> String {
        let (issuer, now_s) = self.shared.with(|script| {
            script.logouts += 1;
            (self.shared.issuer(script.fault), script.now_s)
        });
        let number = self.shared.with(|script| script.logouts);
        let mut claims = json!({
            "iss": issuer, "aud": CLIENT_ID, "iat": now_s, "exp": now_s + 120, "jti": format!("j{number}"),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            "sub": SUBJECT, "sid": "s1",
        });
        for (name, value) in change.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        let signer = match made {
            Made::Unsigned => Signer::Nothing,
            Made::ForeignKey => Signer::Rs256(&FOREIGN),
            Made::Hs256 => Signer::Hs256(CLIENT_SECRET.as_bytes().to_vec()),
            Made::Well | Made::Typed(_) | Made::Untyped => Signer::Rs256(&RSA),
        };
        let mut header = json!({"alg": signer.alg(), "kid": "rsa-1", "typ": "logout+jwt"});
        match made {
            Made::Typed(typ) => header["typ"] = json!(typ),
            Made::Untyped => drop(header.as_object_mut().unwrap().remove("typ")),
            _ => {}
        }
        signer.token(&header, &claims.to_string())
    }
}

/// Answers a refresh token. Each counts once, as with providers that look for copies.
pub(super) fn refreshed(shared: &Shared, fault: Fault, form: &HashMap<String, String>) -> Response {
    let good = shared.with(|script| {
        let renewal = &mut script.renewal;
        let good = renewal.accepts && renewal.current() == form["refresh_token"].as_str();
        renewal.number += u32::from(good && renewal.rotates);
        good
    });
    if !good {
        return answers::json_answer(400, r#"{"error":"invalid_grant"}"#.to_owned());
    }
    let (now_s, person, said) =
        shared.with(|script| (script.now_s, script.person.clone(), script.said.clone()));
    let order = id_token::Order {
        fault,
        issuer: &shared.issuer(fault),
        base: &shared.base,
        person: &person,
        nonce: None,
        said: &said,
        now_s,
    };
    let (status, mut answer) = answers::tokens(fault, &id_token::make(&order));
    let (current, rotates) =
        shared.with(|script| (script.renewal.current(), script.renewal.rotates));
    answer["refresh_token"] = if rotates { current } else { Value::Null };
    answers::json_answer(status, answer.to_string())
}
