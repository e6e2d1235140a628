//! Messages from Clerk.

use serde_json::{Value, json};

use crate::clerk_api::{ADA, ClerkApi, Fault, ada, person};
use crate::harness::clerk::{
    Message, WEBHOOK_SECRET, ask_the_library, settings, sign_in, signed_in,
};
use crate::harness::provider::HOME;
use crate::harness::{BEGIN, Doorward, together};

fn refused() -> (u16, Value) {
    (400, json!({"error": "webhook verification failed or payload was malformed"}))
}

fn bob() -> Value {
    person("user_bob", "bob@example.com", "Bob", "Builder")
}

/// A service with an administrator, since no message makes one.
async fn open(api: &ClerkApi) -> Doorward {
    let door = Doorward::start(&settings(api)).await;
    door.signed_in("root@example.com").await;
    door
}

async fn tell(door: &Doorward, id: &str, kind: &str, data: &Value) -> (u16, Value) {
    Message::new(id, door.now().seconds(), kind, data).deliver(door).await
}

#[tokio::test]
async fn people_come_change_and_go_with_clerks_messages() {
    let api = ClerkApi::start();
    let door = open(&api).await;
    let created = (200, json!({"message": "user created", "success": true}));
    api.describe("user_bob", bob());
    assert_eq!(tell(&door, "msg_1", "user.created", &bob()).await, created);
    let again = (200, json!({"message": "user not created", "success": false}));
    assert_eq!(tell(&door, "msg_2", "user.created", &bob()).await, again);
    let renamed = person("user_bob", "bob@example.com", "Robert", "Builder");
    api.describe("user_bob", renamed.clone());
    let updated = (200, json!({"message": "user updated", "success": true}));
    assert_eq!(tell(&door, "msg_3", "user.updated", &renamed).await, updated);
    let unknown = (200, json!({"message": "user not found", "success": false}));
    assert_eq!(tell(&door, "msg_4", "user.updated", &ada()).await, unknown);
    let mut browser = signed_in(&door, "user_bob", "sess_bob").await;
    let who = browser.get("/api/user").await.json();
    assert_eq!((&who["name"], &who["role"]), (&"Robert Builder".into(), &"USER".into()));
    let deleted = (200, json!({"message": "user deleted"}));
    let gone = json!({"id": "user_bob", "object": "user", "deleted": true});
    assert_eq!(tell(&door, "msg_5", "user.deleted", &gone).await, deleted);
    assert_eq!(browser.who().await, None);
    browser.refresh().await.expect_status(401);
    assert_eq!(tell(&door, "msg_6", "user.deleted", &gone).await, deleted);
    let nobody = json!({"object": "user", "deleted": true});
    assert_eq!(
        tell(&door, "msg_7", "user.deleted", &nobody).await,
        (200, json!({"message": "ok"}))
    );
    door.stop().await;
}

/// Checklist item 80: no message makes the administrator.
#[tokio::test]
async fn the_first_account_is_made_by_a_person() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    api.describe("user_bob", bob());
    let answer = tell(&door, "msg_1", "user.created", &bob()).await;
    assert_eq!(answer.1["success"], false);
    let mut ada = signed_in(&door, ADA, "sess_1").await;
    assert_eq!(ada.get("/api/user").await.json()["role"], "ADMIN");
    // Who administers this service is not deleted by a message either, but signed out.
    let gone = json!({"id": ADA, "object": "user", "deleted": true});
    assert_eq!(tell(&door, "msg_2", "user.deleted", &gone).await.0, 200);
    assert_eq!(ada.who().await, None);
    signed_in(&door, ADA, "sess_2").await;
    door.stop().await;
}

/// Checklist item 48: a message gives nobody the account of an address.
#[tokio::test]
async fn a_message_does_not_touch_accounts_of_others() {
    let api = ClerkApi::start();
    let door = open(&api).await;
    let mut bob_here = door.signed_in("bob@example.com").await;
    api.describe("user_bob", bob());
    let answer = tell(&door, "msg_1", "user.created", &bob()).await;
    assert_eq!(answer, (200, json!({"message": "user not created", "success": false})));
    let gone = json!({"id": "user_bob", "deleted": true});
    tell(&door, "msg_2", "user.deleted", &gone).await;
    assert_eq!(bob_here.who().await.as_deref(), Some("bob@example.com"));
    door.stop().await;
}

/// Checklist item 66.
#[tokio::test]
async fn a_session_that_ends_there_ends_here_at_once() {
    let api = ClerkApi::start();
    let door = open(&api).await;
    let kinds = ["session.ended", "session.removed", "session.revoked"];
    for (n, kind) in kinds.into_iter().enumerate() {
        let sid = format!("sess_{n}");
        let mut ended = signed_in(&door, ADA, &sid).await;
        let mut other = signed_in(&door, ADA, "sess_other").await;
        let data = json!({"id": sid, "object": "session", "user_id": ADA, "status": "ended"});
        let answer = tell(&door, &format!("msg_{n}"), kind, &data).await;
        assert_eq!(answer, (200, json!({"message": "ok"})), "{kind}");
        assert_eq!(ended.who().await, None, "{kind}");
        assert!(other.who().await.is_some(), "{kind}");
    }
    // A token of a session that was ended opens nothing, for as long as it is about.
    let token = ClerkApi::token(BEGIN.seconds(), &json!({"sid": "sess_0"}));
    let mut late = door.browser();
    let headers = [("Authorization", &*format!("Bearer {token}"))];
    assert_ne!(late.send("POST", "/api/auth/clerk", &headers, b"").await.status, 200);
    sign_in(&mut late, BEGIN.seconds(), &json!({"sid": "sess_0"})).await;
    assert_eq!(late.who().await, None);
    let mut banned = signed_in(&door, ADA, "sess_9").await;
    let mut user = ada();
    user["banned"] = true.into();
    api.describe(ADA, user.clone());
    assert_eq!(tell(&door, "msg_ban", "user.updated", &user).await.0, 200);
    assert_eq!(banned.who().await, None);
    door.stop().await;
}

#[tokio::test]
async fn what_is_not_signed_not_new_or_not_known_is_refused() {
    let api = ClerkApi::start();
    let door = open(&api).await;
    let now_s = BEGIN.seconds();
    let good = || Message::new("msg_1", now_s, "user.created", &bob());
    for bad in [
        Message { body: good().body.replace("bob@", "mallory@"), ..good() },
        Message { id: "msg_2".to_owned(), ..good() },
        Message { seconds: now_s + 1, ..good() },
        Message { signature: "v1,AAAA".to_owned(), ..good() },
        Message { signature: good().signature.replace("v1,", "v2,"), ..good() },
        Message::new("msg_3", now_s - 301, "user.created", &bob()),
        Message::new("msg_4", now_s + 301, "user.created", &bob()),
        Message::new("msg_5", now_s, "user.created", &json!({"object": "user"})),
    ] {
        assert_eq!(bad.deliver(&door).await, refused(), "{}", bad.id);
    }
    let headers = [("Content-Type", "application/json")];
    let bare = door.browser().send("POST", "/api/webhooks/clerk", &headers, b"{}").await;
    assert_eq!((bare.status, bare.json()), refused());
    let large = vec![b' '; 300_000];
    let large = door.browser().send("POST", "/api/webhooks/clerk", &headers, &large).await;
    assert_eq!((large.status, large.json()), refused());
    let other = tell(&door, "msg_6", "organization.created", &json!({"id": "org_1"})).await;
    assert_eq!(other, (400, json!({"error": "unrecognised payload type: organization.created"})));
    let edge = Message::new("msg_7", now_s - 300, "session.created", &json!({"id": "sess_1"}));
    assert_eq!(edge.deliver(&door).await.0, 200);
    door.stop().await;
}

/// One message acts once: after itself, beside itself, on another node, and when it comes late.
#[tokio::test]
async fn a_message_acts_once() {
    let api = ClerkApi::start();
    api.describe("user_bob", bob());
    let door = open(&api).await;
    let node = door.another().await;
    let now_s = BEGIN.seconds();
    let copies: Vec<_> = (0..8)
        .map(|n| {
            let message = Message::new("msg_1", now_s, "user.created", &bob());
            let address = if n % 2 == 0 { door.address } else { node.address };
            together::begin(async move { deliver_to(address, &message).await })
        })
        .collect();
    let mut made = 0;
    for copy in copies {
        let (status, body) = copy.await.unwrap();
        made += usize::from(body == json!({"message": "user created", "success": true}));
        // Until the one is done, the others are told to come again.
        let later = status == 503 && body == json!({"error": "try again"});
        let told = status == 200 && (body["success"] == true || body == json!({"message": "ok"}));
        assert!(later || told, "{status} {body}");
    }
    assert_eq!(made, 1);
    assert_eq!(api.hits("GET /v1/users/user_bob"), 1);
    let replayed = Message::new("msg_1", now_s, "user.created", &bob()).deliver(&door).await;
    assert_eq!(replayed, (200, json!({"message": "ok"})));
    // A message that ended a session does not end the next one of the same name.
    let ended = Message::new("msg_2", now_s, "session.ended", &json!({"id": "s", "user_id": ADA}));
    ended.deliver(&door).await;
    door.clock.advance(120_000);
    let mut ada = signed_in(&door, ADA, "s").await;
    ended.deliver(&node).await;
    assert!(ada.who().await.is_some());
    door.clock.advance(181_000);
    assert_eq!(ended.deliver(&door).await, refused());
    node.stop().await;
    door.stop().await;
}

async fn deliver_to(address: std::net::SocketAddr, message: &Message) -> (u16, Value) {
    let seconds = message.seconds.to_string();
    let headers = [
        ("svix-id", message.id.as_str()),
        ("svix-timestamp", seconds.as_str()),
        ("svix-signature", message.signature.as_str()),
    ];
    let path = "/api/webhooks/clerk";
    let body = message.body.as_bytes();
    let answer = crate::harness::http::send(address, "POST", path, &headers, body).await;
    (answer.status, answer.json())
}

/// Messages overtake one another: with a key to the Backend API it says what holds, and without one what
/// is older than what was heard before says nothing.
#[tokio::test]
async fn an_old_message_undoes_nothing() {
    let api = ClerkApi::start();
    let door = open(&api).await;
    let unknown = (200, json!({"message": "user not created", "success": false}));
    assert_eq!(tell(&door, "msg_1", "user.created", &bob()).await, unknown, "gone by now");
    let mut all = settings(&api);
    all.retain(|(name, _)| *name != "CLERK_SECRET_KEY");
    let door = door.restart_with(&all).await;
    let at = |n: i64, name: &str| {
        let mut user = person("user_bob", "bob@example.com", name, "Builder");
        user["updated_at"] = (BEGIN.0 + n).into();
        user
    };
    assert_eq!(tell(&door, "msg_2", "user.created", &at(1, "Bob")).await.1["success"], true);
    assert_eq!(tell(&door, "msg_3", "user.updated", &at(3, "Robert")).await.1["success"], true);
    assert_eq!(tell(&door, "msg_4", "user.updated", &at(2, "Rob")).await.1["success"], false);
    let token = ClerkApi::token(BEGIN.seconds(), &json!({"sub": "user_bob"}));
    let headers = [("Authorization", &*format!("Bearer {token}"))];
    let answer = door.browser().send("POST", "/api/auth/clerk", &headers, b"").await;
    assert_ne!(answer.expect_status(200).json()["user"]["name"], "Rob Builder");
    let gone = json!({"id": "user_bob", "object": "user", "deleted": true});
    assert_eq!(tell(&door, "msg_5", "user.deleted", &gone).await.0, 200);
    assert_eq!(tell(&door, "msg_6", "user.created", &at(4, "Bob")).await, unknown);
    door.stop().await;
}

/// A flood of what nobody signed is not answered at length; what Clerk signs is never limited.
#[tokio::test]
async fn refused_messages_are_limited_and_others_are_not() {
    let api = ClerkApi::start();
    let mut all = settings(&api);
    all.push(("LOGIN_MAX", "3"));
    let door = Doorward::start(&all).await;
    let now_s = BEGIN.seconds();
    let good = |n: i32| Message::new(&format!("msg_{n}"), now_s, "session.created", &json!({}));
    for n in 0..5 {
        let forged = Message { signature: "v1,AAAA".to_owned(), ..good(n) };
        assert_eq!(forged.deliver(&door).await.0, if n < 3 { 400 } else { 429 });
        assert_eq!(good(n).deliver(&door).await.0, 200);
    }
    door.stop().await;
}

/// Clerk signs its messages with the library `svix`; its own server library reads ours.
#[tokio::test]
async fn what_the_real_library_signs_is_accepted_and_the_reverse() {
    let api = ClerkApi::start();
    let door = Doorward::start_today(&settings(&api)).await;
    door.signed_in("root@example.com").await;
    api.describe("user_bob", bob());
    let now_s = door.now().seconds();
    let mut ours = Message::new("msg_1", now_s, "user.created", &bob());
    let answers = ask_the_library(json!([
        {"act": "sign", "secret": WEBHOOK_SECRET, "id": "msg_1", "seconds": now_s, "body": ours.body},
        {"act": "sign", "secret": "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXI=", "id": "msg_1",
         "seconds": now_s, "body": ours.body},
        {"act": "message", "secret": WEBHOOK_SECRET, "body": ours.body, "headers": {
            "svix-id": "msg_1", "svix-timestamp": now_s.to_string(), "svix-signature": ours.signature}},
    ]))
    .await;
    assert_eq!(answers[2], json!({"ok": "user.created"}));
    let (right, wrong) = (answers[0]["ok"].as_str().unwrap(), answers[1]["ok"].as_str().unwrap());
    ours.signature = wrong.to_owned();
    assert_eq!(ours.deliver(&door).await, refused());
    // While a secret changes, messages carry the signatures of both.
    ours.signature = format!("{wrong} {right}");
    assert_eq!(ours.deliver(&door).await.1["success"], true);
    door.stop().await;
}

/// What nothing proves is not heard, and where Clerk is off there is nothing to hear.
#[tokio::test]
async fn without_a_secret_no_message_is_heard() {
    let api = ClerkApi::start();
    api.play(Fault::None);
    let mut all = settings(&api);
    all.retain(|(name, _)| *name != "CLERK_WEBHOOK_SECRET");
    let door = Doorward::start(&all).await;
    assert_eq!(tell(&door, "msg_1", "user.created", &bob()).await, refused());
    let mut ada = door.browser();
    let answer = sign_in(&mut ada, BEGIN.seconds(), &json!({})).await;
    assert_eq!(answer.location(), format!("{HOME}/"));
    let off = door.restart_with(&[]).await;
    assert_eq!(tell(&off, "msg_1", "user.created", &bob()).await.0, 404);
    off.stop().await;
}
