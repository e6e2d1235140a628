//! The recorded verdicts of Clerk's own libraries, under the clock of the recording. What we answer
//! more strictly is named here and in docs/DIFFERENCES.md.

use doorward_app::clerk::webhook::verify;
use doorward_app::clerk::{Authenticated, Clerk, Incoming, Outcome};
use doorward_app::settings;
use doorward_core::clerk::Instance;
use doorward_core::clerk::cookies::SESSION;
use doorward_core::clerk::webhook::{self, Headers};
use doorward_core::time::Timestamp;
use doorward_jose::digest::sha1;
use doorward_jose::mac::MacKey;
use serde_json::Value;
use url::Url;

use crate::clerk_api::{ClerkApi, Fault};

/// Tokens that we refuse although Clerk's libraries accept them, and our reason.
const STRICTER: [(&str, &str); 2] =
    [("iss-other-instance", "token-invalid-issuer"), ("iss-missing", "token-invalid-issuer")];

/// Requests that we answer otherwise: we allow clocks five seconds and not an hour, and serve no
/// satellites, whose redirects would lead anywhere.
const OTHERWISE: [(&str, &str); 2] = [
    ("prod-lobechat-skew", "session-token-expired-refresh-non-eligible-no-refresh-cookie"),
    ("dev-primary-responds", "session-token-and-uat-missing"),
];

fn read(name: &str) -> Value {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Status and reason, as the vectors have them.
fn outcome(outcome: &Outcome) -> (&'static str, Value) {
    match outcome {
        Outcome::SignedIn(_) => ("signed-in", Value::Null),
        Outcome::SignedOut(reason) => ("signed-out", reason.name().into_owned().into()),
        Outcome::Handshake(reason) => ("handshake", reason.name().into_owned().into()),
    }
}

#[test]
fn publishable_keys_name_their_hosts() {
    for row in read("clerk-publishable-keys.json")["rows"].as_array().unwrap() {
        let (name, key) = (&row["name"], text(&row["key"]));
        let parsed = Instance::parse(&key, sha1);
        // What it encodes is no host name, so nothing could ever be asked there.
        let valid = row["valid"] == true && name != "lobechat-doc-dev";
        assert_eq!(parsed.is_ok(), valid, "{name}");
        let Ok(instance) = parsed else { continue };
        assert_eq!(instance.host, text(&row["frontend_api"]), "{name}");
        assert_eq!(instance.portal(), text(&row["accounts_base_url"]), "{name}");
        let suffixed = format!("__session_{}", text(&row["cookie_suffix"]));
        assert_eq!(instance.suffixed(SESSION), suffixed, "{name}");
        let jwks = format!("{}/.well-known/jwks.json", instance.issuer());
        assert_eq!(jwks, text(&row["jwks_url_frontend"]), "{name}");
    }
}

/// An instance that was set up as the options of a vector say.
fn clerk(key: &str, options: &Value, (pem, api): (&str, &ClerkApi)) -> Clerk {
    let parties =
        options["authorizedParties"].as_array().map(|list| list.iter().map(text).collect());
    let secret = options["secretKey"].as_str();
    let local = secret.is_none().then(|| pem.to_owned());
    api.play(match secret {
        Some("sk_live_bad") => Fault::KeyInvalid,
        Some("sk_live_empty") => Fault::NoKeys,
        _ => Fault::None,
    });
    let settings = crate::settings(key, api.base());
    let frontend_url = match options["proxyUrl"].as_str() {
        Some(proxy) => Url::parse(proxy).unwrap(),
        None => Url::parse(&settings.instance.issuer()).unwrap(),
    };
    let parties = parties.unwrap_or_default();
    Clerk::new(settings::Clerk { jwt_key: local, parties, frontend_url, ..settings })
}

/// Checklist items 33, 34 and 45.
#[tokio::test]
async fn tokens_get_their_recorded_verdicts() {
    let file = read("clerk-tokens.json");
    let pem = text(&file["public_key_pem"]);
    let api = ClerkApi::start();
    api.publish(file["jwks"].clone());
    for row in file["vectors"].as_array().unwrap() {
        let name = text(&row["name"]);
        // We do not configure audiences: the sessions of an instance are all its own.
        let clerk = clerk(crate::PUBLISHABLE_KEY, &row["options"], (&pem, &api));
        let now = Timestamp::from_seconds(row["now"].as_i64().unwrap());
        let mut incoming = crate::visit(&[]);
        (incoming.fetch_dest, incoming.accept) = (None, None);
        incoming.authorization = Some(format!("Bearer {}", text(&row["token"])));
        let Authenticated { outcome: got, .. } = clerk.authenticate(&incoming, now).await;
        let recorded = &row["authenticate_request_bearer"];
        let stricter = STRICTER.iter().find(|(stricter, _)| *stricter == name);
        let expected = match stricter {
            Some((_, reason)) => ("signed-out", Value::from(*reason)),
            None => (recorded["status"].as_str().unwrap(), recorded["reason"].clone()),
        };
        assert_eq!(outcome(&got), expected, "{name}");
        if let Outcome::SignedIn(session) = got {
            check_session(&name, &session, &recorded["auth"]);
        }
    }
}

fn check_session(name: &str, session: &doorward_core::clerk::session::Session, auth: &Value) {
    assert_eq!(auth["userId"], session.user.as_str(), "{name}");
    assert_eq!(auth["sessionId"].as_str(), session.id.as_deref(), "{name}");
    assert_eq!(auth["actor"].as_object(), session.actor.as_ref(), "{name}");
    let organisation = session.organisation.as_ref();
    assert_eq!(auth["orgId"].as_str(), organisation.map(|o| o.id.as_str()), "{name}");
    assert_eq!(auth["orgSlug"].as_str(), organisation.and_then(|o| o.slug.as_deref()), "{name}");
    assert_eq!(auth["orgRole"].as_str(), organisation.and_then(|o| o.role.as_deref()), "{name}");
    let permissions = auth["orgPermissions"].as_array().cloned().unwrap_or_default();
    let ours: Vec<Value> = organisation
        .map(|o| o.permissions.iter().map(|p| p.as_str().into()).collect())
        .unwrap_or_default();
    assert_eq!(permissions, ours, "{name}");
}

fn incoming(request: &Value) -> Incoming {
    let header = |name: &str| request["headers"][name].as_str().map(str::to_owned);
    Incoming {
        url: Url::parse(&text(&request["url"])).unwrap(),
        get: request["method"] == "GET",
        authorization: header("authorization"),
        fetch_dest: header("sec-fetch-dest"),
        accept: header("accept"),
        referer: header("referer"),
        cookies: request["cookies"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
    }
}

#[tokio::test]
async fn requests_lead_where_they_were_recorded_to_lead() {
    let pem = text(&read("clerk-tokens.json")["public_key_pem"]);
    let file = read("clerk-requests.json");
    let now = Timestamp::from_seconds(file["now"].as_i64().unwrap());
    let api = ClerkApi::start();
    for row in file["rows"].as_array().unwrap() {
        let name = text(&row["name"]);
        let clerk = clerk(&text(&row["publishable_key"]), &row["options"], (&pem, &api));
        let got = clerk.authenticate(&incoming(&row["request"]), now).await;
        let result = &row["result"];
        let (status, reason) = outcome(&got.outcome);
        if let Some((_, ours)) = OTHERWISE.iter().find(|(otherwise, _)| *otherwise == name) {
            assert_eq!(reason, *ours, "{name}");
            continue;
        }
        if result["threw"].is_string() {
            // The original answers 500.
            assert_eq!(
                (status, reason),
                ("signed-out", "token-invalid-signature".into()),
                "{name}"
            );
            continue;
        }
        assert_eq!(
            (status, &reason),
            (result["status"].as_str().unwrap(), &result["reason"]),
            "{name}"
        );
        check_location(&name, got.location.as_ref(), &result["location"]);
        let cookies: Vec<Value> = got.cookies.iter().map(|line| line.as_str().into()).collect();
        assert_eq!(Value::from(cookies), result["set_cookie"], "{name}");
        let asked: Vec<Value> = api.asked().into_iter().map(Value::from).collect();
        assert_eq!(Value::from(asked), result["backend_calls"], "{name}");
    }
}

fn check_location(name: &str, location: Option<&Url>, recorded: &Value) {
    let Some(url) = location else {
        assert!(recorded.is_null(), "{name}: {recorded}");
        return;
    };
    let bare = url.as_str().split('?').next().unwrap();
    assert_eq!(recorded["origin_path"], bare, "{name}");
    let query = recorded["query"].as_object().unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(pairs.len(), query.len(), "{name}: {url}");
    for (key, value) in pairs {
        // Long tokens are cut in the recording.
        match text(&query[&key]).split_once('…') {
            Some((start, _)) => assert!(value.starts_with(start), "{name}: {key}"),
            None => assert_eq!(query[&key], value, "{name}: {key}"),
        }
    }
}

#[test]
fn messages_get_their_recorded_verdicts() {
    let file = read("clerk-webhooks.json");
    let now = Timestamp::from_seconds(file["now"].as_i64().unwrap());
    for row in file["vectors"].as_array().unwrap() {
        let key = MacKey::new(&webhook::key(&text(&row["secret"])).unwrap());
        let header = |name: &str| row["headers"][name].as_str();
        let headers = Headers {
            id: header("svix-id"),
            timestamp: header("svix-timestamp"),
            signature: header("svix-signature"),
        };
        let got = verify(&key, headers, text(&row["body"]).as_bytes(), now);
        let recorded = &row["clerk_verifyWebhook"];
        assert_eq!(got.is_ok(), recorded["verdict"] == "accept", "{}: {got:?}", row["name"]);
        if let Ok(event) = got {
            assert_eq!(recorded["type"], event.kind, "{}", row["name"]);
        }
    }
}
