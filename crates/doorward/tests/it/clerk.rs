//! Signing in by Clerk, as a browser and as an API client.

use serde_json::{Value, json};
use url::Url;

use crate::clerk_api::{ADA, ClerkApi, Fault, ISSUER, KID, PUBLISHABLE_KEY, SECRET_KEY, person};
use crate::harness::clerk::{
    Message, NAVIGATES, ask_the_library, back, back_with, go, settings, sign_in, signed_in,
};
use crate::harness::provider::{HOME, failed_with, holds_no_session, settings as openid};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

/// Whether nobody is signed in, whatever Clerk left in the jar.
fn nobody(browser: &crate::harness::browser::Browser) -> bool {
    let mut ours = browser.clone();
    ours.jar.retain(|name, _| !name.starts_with("__"));
    holds_no_session(&ours)
}

/// From the button to the page that somebody wanted, by way of the handshake.
#[tokio::test]
async fn a_browser_signs_in_by_clerks_pages() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let mut ada = door.browser();
    let path = go(&mut ada, "/oauth/clerk?return_to=/c/new").await;
    // Clerk's pages set this one cookie for the whole domain.
    ada.jar.insert("__client_uat".to_owned(), (BEGIN.seconds() - 5).to_string());
    let asked = back(&mut ada, &path).await.expect_status(307);
    assert_eq!(asked.header("x-clerk-auth-status"), Some("handshake"));
    assert_eq!(asked.header("cache-control"), Some("no-store"));
    let handshake = Url::parse(asked.location()).unwrap();
    assert!(asked.location().starts_with(&format!("{}/v1/client/handshake?", api.base())));
    let (_, again) = handshake.query_pairs().find(|(name, _)| name == "redirect_url").unwrap();
    assert_eq!(again, format!("{HOME}{path}"));
    let token = ClerkApi::token(BEGIN.seconds(), &json!({}));
    api.leave("n1", json!([format!("__session={token}; Path=/; SameSite=Lax")]));
    let came = back(&mut ada, &format!("{path}&__clerk_handshake_nonce=n1")).await;
    assert_eq!(came.expect_status(302).location(), format!("{HOME}/c/new"));
    assert_eq!(ada.jar["__session"], token);
    ada.refresh().await.expect_status(200);
    let who = ada.get("/api/user").await.expect_status(200).json();
    for (name, value) in [
        ("email", "ada@example.com"),
        ("name", "Ada Lovelace"),
        ("username", "ada"),
        ("provider", "clerk"),
        ("role", "ADMIN"),
        ("avatar", "https://img.clerk.com/x"),
    ] {
        assert_eq!(who[name], value, "{name}");
    }
    assert_eq!(who["emailVerified"], true);
    let page = door.browser().get("/login").await.expect_status(200);
    assert!(page.text().contains("Continue with Clerk"));
    door.stop().await;
}

/// Checklist items 42 and 69: no link signs anybody in whose browser did not begin it, and none twice.
#[tokio::test]
async fn the_way_back_counts_in_one_browser_and_once() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let token = ClerkApi::token(BEGIN.seconds(), &json!({}));
    let mut attacker = door.browser();
    let path = go(&mut attacker, "/oauth/clerk").await;
    let mut victim = door.browser();
    let refused = back_with(&mut victim, &path, &token).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-LOGIN-002"));
    let bare = back_with(&mut victim, "/oauth/clerk/callback", &token).await.expect_status(302);
    assert_eq!(bare.location(), failed_with("DW-OIDC-032"));
    let made_up = back_with(&mut victim, "/oauth/clerk/callback?state=x", &token).await;
    assert_eq!(made_up.expect_status(302).location(), failed_with("DW-LOGIN-002"));
    assert!(nobody(&victim), "{:?}", victim.jar);
    // A cookie that somebody made up for it does not help, and does not make us ask Clerk either.
    for (name, _) in attacker.jar.iter().filter(|(name, _)| name.contains("-login-")) {
        victim.jar.insert(name.clone(), "made-up".to_owned());
    }
    victim.jar.insert("__session".to_owned(), token.clone());
    let nonce = format!("{path}&__clerk_handshake_nonce=n1");
    let refused = back(&mut victim, &nonce).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-LOGIN-002"));
    assert_eq!(api.asked(), Vec::<String>::new(), "nothing was looked at");
    let kept = attacker.jar.clone();
    back_with(&mut attacker, &path, &token).await.expect_status(302);
    attacker.refresh().await.expect_status(200);
    attacker.jar = kept;
    let again = back_with(&mut attacker, &path, &token).await.expect_status(302);
    assert_eq!(again.location(), failed_with("DW-LOGIN-001"));
    door.stop().await;
}

/// Checklist item 43: a sign-in that was begun at Clerk ends nowhere else, and the reverse.
#[tokio::test]
async fn clerk_and_another_provider_are_not_mixed_up() {
    let (api, hostile) = (ClerkApi::start(), Hostile::start(BEGIN.seconds()));
    let mut all = settings(&api);
    all.extend(openid(&hostile));
    let door = Doorward::start(&all).await;
    let mut browser = door.browser();
    let path = go(&mut browser, "/oauth/clerk").await;
    let state = path.split_once("state=").unwrap().1;
    let elsewhere = format!("/oauth/openid/callback?state={state}&code=x");
    browser.get(&elsewhere).await.expect_status(404);
    let out = browser.get("/oauth/openid").await.expect_status(302);
    let way_back = crate::harness::provider::way_back(out.location(), &hostile);
    let query = way_back.split_once('?').unwrap().1;
    let token = ClerkApi::token(BEGIN.seconds(), &json!({}));
    let mixed = format!("/oauth/clerk/callback?{query}");
    let refused = back_with(&mut browser, &mixed, &token).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-LOGIN-001"));
    assert!(nobody(&browser));
    door.stop().await;
}

/// Checklist items 32, 33 and 45.
#[tokio::test]
async fn each_bad_token_ends_at_the_sign_in_page() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let now_s = BEGIN.seconds();
    let template = json!({"alg": "RS256", "typ": "JWT", "kid": KID, "cat": "cl_B7d4PD222AAA"});
    let critical = json!({"alg": "RS256", "typ": "JWT", "kid": KID, "crit": ["x"], "x": 1});
    let plain = json!({"iss": ISSUER, "sub": ADA, "iat": now_s, "exp": now_s + 60});
    for (token, code) in [
        (ClerkApi::forged(now_s, &json!({})), "DW-CLERK-003"),
        (ClerkApi::token(now_s, &json!({"azp": "https://evil.example"})), "DW-CLERK-004"),
        (ClerkApi::token(now_s, &json!({"azp": null})), "DW-CLERK-004"),
        (ClerkApi::token(now_s, &json!({"iss": "https://clerk.evil.example"})), "DW-CLERK-015"),
        (ClerkApi::token(now_s, &json!({"sts": "pending"})), "DW-CLERK-023"),
        (ClerkApi::signed(&template, &plain), "DW-CLERK-009"),
        (ClerkApi::signed(&critical, &plain), "DW-CLERK-001"),
        ("x".to_owned(), "DW-CLERK-001"),
    ] {
        let mut browser = door.browser();
        let path = go(&mut browser, "/oauth/clerk").await;
        let answer = back_with(&mut browser, &path, &token).await.expect_status(302);
        assert_eq!(answer.location(), failed_with(code), "{token:.40}");
        assert_eq!(answer.header("x-clerk-auth-status"), Some("signed-out"));
        assert!(nobody(&browser), "{code}: {:?}", browser.jar);
    }
    door.stop().await;
}

#[tokio::test]
async fn an_api_client_exchanges_its_token() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let token = ClerkApi::token(BEGIN.seconds(), &json!({}));
    let exchange = async |authorization: String| {
        let mut client = door.browser();
        let headers = [("Authorization", authorization.as_str())];
        let answer = client.send("POST", "/api/auth/clerk", &headers, b"").await;
        (answer, client)
    };
    let (answer, mut client) = exchange(format!("Bearer {token}")).await;
    let body = answer.expect_status(200).json();
    assert_eq!(body["user"]["email"], "ada@example.com");
    assert_eq!(client.who().await.as_deref(), Some("ada@example.com"));
    for authorization in [
        format!("bearer {token}"),
        format!("Basic {token}"),
        "Bearer ".to_owned(),
        "Bearer x.y.z".to_owned(),
        format!("Bearer {}", ClerkApi::forged(BEGIN.seconds(), &json!({}))),
        format!("Bearer {}", ClerkApi::token(BEGIN.seconds() - 100, &json!({}))),
    ] {
        let (answer, client) = exchange(authorization.clone()).await;
        assert_eq!(answer.status, 401, "{authorization:.30}");
        assert!(holds_no_session(&client));
    }
    let headers =
        [("Authorization", &*format!("Bearer {token}")), ("Origin", "https://evil.example")];
    door.browser().send("POST", "/api/auth/clerk", &headers, b"").await.expect_status(403);
    let off = Doorward::start(&[]).await;
    let headers = [("Authorization", &*format!("Bearer {token}"))];
    off.browser().send("POST", "/api/auth/clerk", &headers, b"").await.expect_status(404);
    off.browser().get("/oauth/clerk").await.expect_status(404);
    off.stop().await;
    door.stop().await;
}

/// Checklist items 47 and 48.
#[tokio::test]
async fn a_person_of_clerks_never_gets_somebody_elses_account() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    door.signed_in("ada@example.com").await;
    let mut ada = door.browser();
    let asked = sign_in(&mut ada, BEGIN.seconds(), &json!({})).await;
    assert!(asked.location().starts_with(&format!("{HOME}/link?handle=")), "{}", asked.location());
    assert_eq!(ada.who().await, None);
    let token = format!("Bearer {}", ClerkApi::token(BEGIN.seconds(), &json!({})));
    let headers = [("Authorization", token.as_str())];
    door.browser().send("POST", "/api/auth/clerk", &headers, b"").await.expect_status(409);
    // The owner of the account proves that both are theirs, and from then on Clerk is a way in.
    let handle = asked.location().split_once("handle=").unwrap().1;
    let proved = ada.form("/link", &[("handle", handle), ("password", PASSWORD)]).await;
    proved.expect_status(303);
    let mut again = signed_in(&door, ADA, "sess_1").await;
    assert_eq!(again.get("/api/user").await.json()["provider"], "local");
    api.describe("user_bob", person("user_bob", "bob@example.com", "Bob", "B"));
    let mut bob = signed_in(&door, "user_bob", "sess_2").await;
    let who = bob.get("/api/user").await.json();
    api.describe("user_bob", person("user_bob", "robert@example.com", "Robert", "B"));
    let mut again = signed_in(&door, "user_bob", "sess_3").await;
    let now = again.get("/api/user").await.json();
    assert_eq!((&now["id"], &now["email"]), (&who["id"], &"robert@example.com".into()));
    api.describe("user_bob", json!({"id": "user_bob", "banned": true}));
    let mut banned = door.browser();
    let claims = json!({"sub": "user_bob"});
    let refused = sign_in(&mut banned, BEGIN.seconds(), &claims).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-AUTH-002"));
    door.stop().await;
}

/// The switch that closes every other provider to new people closes Clerk too.
#[tokio::test]
async fn nobody_new_comes_in_where_registration_is_closed() {
    let api = ClerkApi::start();
    let mut all = settings(&api);
    all.push(("ALLOW_SOCIAL_REGISTRATION", "false"));
    let door = Doorward::start(&all).await;
    door.signed_in("root@example.com").await;
    let mut ada = door.browser();
    let answer = sign_in(&mut ada, BEGIN.seconds(), &json!({})).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-AUTH-004"));
    let told = Message::new("msg_1", BEGIN.seconds(), "user.created", &crate::clerk_api::ada());
    assert_eq!(told.deliver(&door).await.1["success"], false);
    door.stop().await;
}

/// A handshake may bring the news that nobody is signed in; the browser is told so.
#[tokio::test]
async fn a_handshake_that_signs_out_takes_the_cookies_away() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let mut ada = door.browser();
    let path = go(&mut ada, "/oauth/clerk").await;
    ada.jar.insert("__client_uat".to_owned(), "5".to_owned());
    api.leave("n1", json!(["__session=; Path=/", "__client_uat=0; Path=/"]));
    let out = back(&mut ada, &format!("{path}&__clerk_handshake_nonce=n1")).await;
    assert_eq!(out.expect_status(302).header("x-clerk-auth-status"), Some("signed-out"));
    assert_eq!(ada.jar["__client_uat"], "0");
    door.stop().await;
}

/// Checklist item 53.
#[tokio::test]
async fn an_outage_of_clerk_leaves_the_password_alone() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    door.signed_in("root@example.com").await;
    for fault in [Fault::Broken, Fault::KeyInvalid, Fault::TooMany, Fault::NoKeys] {
        let door = Doorward::start(&settings(&api)).await;
        api.play(fault);
        for _ in 0..3 {
            let mut ada = door.browser();
            let answer = sign_in(&mut ada, BEGIN.seconds(), &json!({})).await.expect_status(302);
            assert_eq!(answer.location(), failed_with("DW-LOGIN-004"), "{fault:?}");
            assert!(nobody(&ada));
        }
        assert_eq!(api.hits("GET"), 1, "{fault:?}: {:?}", api.asked());
        door.signed_in("root@example.com").await;
        door.stop().await;
    }
    api.play(Fault::None);
    signed_in(&door, ADA, "sess_1").await;
    door.stop().await;
}

/// `LobeChat` asks for no access code where Clerk is on; ours lets nobody in by one.
#[tokio::test]
async fn clerk_goes_before_access_codes() {
    let api = ClerkApi::start();
    let mut all = settings(&api);
    all.push(("ACCESS_CODE", "correct horse battery staple"));
    let door = Doorward::start(&all).await;
    signed_in(&door, ADA, "sess_1").await;
    let page = door.browser().get("/login").await.expect_status(200);
    assert!(!page.text().contains("/access"));
    door.stop().await;
}

/// A link to a page of ours that somebody opens from another site is no reason for anything.
#[tokio::test]
async fn other_pages_do_not_look_at_clerks_cookies() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let mut visitor = door.browser();
    let token = ClerkApi::token(BEGIN.seconds(), &json!({}));
    visitor.jar.insert("__session".to_owned(), token);
    for path in ["/", "/login", "/api/user", "/api/config"] {
        visitor.send("GET", path, &NAVIGATES, b"").await;
    }
    assert!(nobody(&visitor));
    assert_eq!(api.asked(), Vec::<String>::new());
    door.stop().await;
}

/// Clerk's own library and ours agree on tokens of this very moment, and the stand-in of these stories
/// answers that library as it expects.
#[tokio::test]
async fn clerks_own_library_gives_the_same_verdicts() {
    let api = ClerkApi::start();
    let door = Doorward::start_today(&settings(&api)).await;
    let now_s = door.now().seconds();
    let tokens: Vec<_> = [
        json!({}),
        json!({"v": 2, "fea": "o:chat", "o": {"id": "org_1", "rol": "member", "per": "read", "fpm": "1"}}),
        json!({"exp": now_s - 60}),
        json!({"nbf": now_s + 300}),
        json!({"iat": now_s + 300}),
        json!({"azp": "https://evil.example"}),
        json!({"azp": null}),
        json!({"exp": "never"}),
        json!({"exp": null}),
    ]
    .iter()
    .map(|claims| ClerkApi::token(now_s, claims))
    .chain([ClerkApi::forged(now_s, &json!({}))])
    .collect();
    let options =
        json!({"secretKey": SECRET_KEY, "apiUrl": api.base(), "authorizedParties": [HOME]});
    let how =
        json!({"secretKey": SECRET_KEY, "apiUrl": api.base(), "publishableKey": PUBLISHABLE_KEY});
    let with = |act: &str, more: Value| {
        let mut all = how.clone();
        all["act"] = act.into();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let asked = tokens.iter().map(|t| json!({"act": "token", "token": t, "options": options}));
    api.leave("n1", json!(["__session=; Path=/"]));
    let calls = [
        with("user", json!({"id": ADA})),
        with("revoke", json!({"id": "sess_9"})),
        with("link", json!({"id": ADA})),
        with("handshake", json!({"nonce": "n1"})),
        with("user", json!({"id": "user_none"})),
    ];
    let answers = ask_the_library(asked.chain(calls).collect()).await;
    let (verdicts, calls) = answers.split_at(tokens.len());
    for (token, verdict) in tokens.iter().zip(verdicts) {
        let headers = [("Authorization", &*format!("Bearer {token}"))];
        let answer = door.browser().send("POST", "/api/auth/clerk", &headers, b"").await;
        assert_eq!(answer.status == 200, verdict["ok"] == ADA, "{verdict}: {}", answer.status);
    }
    assert_eq!(
        calls,
        [
            json!({"ok": "ada@example.com"}),
            json!({"ok": "revoked"}),
            json!({"ok": "pending"}),
            json!({"ok": ["__session=; Path=/"]}),
            json!({"error": "not_found"}),
        ]
    );
    door.stop().await;
}
