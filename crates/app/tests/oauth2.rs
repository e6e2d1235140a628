//! Signing in at a provider that speaks OAuth 2.0 only and misbehaves: what it costs in time, and what is
//! said of it in the log.

#![cfg(test)]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use doorward_app::oauth2::{Provider, ProviderConfig};
use doorward_core::oidc::Refusal;
use doorward_core::provider::{Base, Entry, Protocol};
use doorward_core::secret::Secret;
use doorward_jose::mac::MacKey;
use url::Url;

const SECRET: &str = "a-secret-nobody-may-read";
const STATE: &str = "a-state";

/// What the provider does with every request.
#[derive(Clone, Copy, Debug)]
enum Play {
    Silence,
    Redirect,
    Garbage,
    Echo,
    Trouble,
}

/// Starts a provider, and gives where it listens.
#[expect(clippy::disallowed_methods, reason = "the provider is a task of the test")]
async fn start(play: Play) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(move |uri: Uri| answer(play, uri));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

async fn answer(play: Play, uri: Uri) -> Response {
    match play {
        Play::Silence => std::future::pending().await,
        Play::Redirect => {
            let to = format!("http://127.0.0.1:1{uri}");
            (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
        }
        Play::Garbage => "\u{0}<html>".into_response(),
        // A provider that repeats what it was sent, in the places where errors are.
        Play::Echo => {
            let text = format!(r#"{{"errcode":7,"errmsg":"{}"}}"#, uri.path());
            text.into_response()
        }
        Play::Trouble => StatusCode::BAD_GATEWAY.into_response(),
    }
}

fn provider(id: &str, address: SocketAddr) -> Provider {
    let entry = Entry::find(id).unwrap();
    let Protocol::OAuth2(kind) = entry.protocol else { panic!("{id}") };
    let back = Url::parse("https://chat.example.test/oauth/x/callback").unwrap();
    let config = ProviderConfig {
        base: Some(Base::Moved(Url::parse(&format!("http://{address}")).unwrap())),
        client_id: "client".to_owned(),
        client_secret: Secret::new(SECRET.to_owned()),
        deadline: Duration::from_millis(200),
        ..ProviderConfig::new(id, kind, entry.scope, back)
    };
    Provider::new(config).unwrap()
}

/// Checklist items 51 and 53: whatever it does, it is over soon, and neither our secret nor the code is
/// in what is logged, also where they travel in a URL.
#[tokio::test]
async fn trouble_has_an_end_and_gives_nothing_away() {
    let keys = MacKey::new(b"keys");
    let answer = format!("code=the-code&state={STATE}");
    for (play, why) in [
        (Play::Silence, Refusal::TokenSlow),
        (Play::Redirect, Refusal::TokenRedirect),
        (Play::Garbage, Refusal::TokenMalformed),
        (Play::Echo, Refusal::TokenError),
        (Play::Trouble, Refusal::TokenStatus),
    ] {
        let address = start(play).await;
        for id in ["github", "discord", "facebook", "wechat", "feishu"] {
            let error = provider(id, address).finish(&answer, STATE, &keys).await.unwrap_err();
            assert_eq!(error.why(), why, "{id} {play:?}");
            let said = format!("{error} {error:?}");
            assert!(!said.contains(SECRET) && !said.contains("the-code"), "{id}: {said}");
        }
    }
    let nobody = SocketAddr::from(([127, 0, 0, 1], 1));
    let error = provider("wechat", nobody).finish(&answer, STATE, &keys).await.unwrap_err();
    assert_eq!(error.why(), Refusal::TokenUnreachable);
    assert!(error.is_upstream_outage() && !error.to_string().contains(SECRET), "{error}");
}

/// Checklist item 51: plain http beyond this machine is for whoever says so.
#[test]
fn a_base_on_plain_http_is_refused() {
    let entry = Entry::find("github").unwrap();
    let Protocol::OAuth2(kind) = entry.protocol else { panic!() };
    let back = Url::parse("https://chat.example.test/x").unwrap();
    for (base, allow_http, usable) in [
        ("http://git.example.test", false, false),
        ("http://git.example.test", true, true),
        ("https://git.example.test", false, true),
        ("file:///etc", true, false),
        ("mailto:a@b.cd", true, false),
    ] {
        let base = Base::Enterprise(Url::parse(base).unwrap());
        let config = ProviderConfig {
            base: Some(base.clone()),
            allow_http,
            ..ProviderConfig::new("github", kind, entry.scope, back.clone())
        };
        assert_eq!(Provider::new(config).is_ok(), usable, "{base:?}");
    }
}
