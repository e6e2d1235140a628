//! Groups that a provider counts people to: in rules, in what an app is told, and when they change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use crate::commands::doorward;
use crate::gateway::{in_front, member};
use crate::gateway_streams::Wire;
use crate::harness::app::{ChatApp, header};
use crate::harness::browser::Browser;
use crate::harness::provider::settings;
use crate::harness::{BEGIN, Doorward};
use crate::hostile::{Fault, Hostile};

/// Where the server is, in the eyes of browsers.
const PUBLIC: &str = "http://localhost:3080";

/// A provider and an app behind the gateway. The first account, an administrator, is taken.
async fn start(more: &[(&str, &str)]) -> (Hostile, ChatApp, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend_from_slice(more);
    let (app, door) = in_front(&all).await;
    member(&door, "root@example.test").await;
    (hostile, app, door)
}

/// Signs in at the provider in a new browser.
async fn alice(door: &Doorward, hostile: &Hostile) -> Browser {
    let mut browser = door.browser();
    let started = browser.get("/doorward/oauth/openid").await.expect_status(302);
    let request = Url::parse(started.location()).unwrap();
    let (_, back) = request.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    let back = back.strip_prefix(PUBLIC).unwrap();
    let back = format!("{back}?{}", hostile.visit(&request));
    browser.get(&back).await.expect_status(302);
    browser
}

/// What the app is told: the groups in the header, and those of the assertion with its roles.
async fn told(browser: &mut Browser) -> (String, Value, Value) {
    let said = browser.get("/who").await.expect_status(200);
    let listed = header(said.text(), "x-forwarded-groups").unwrap().to_owned();
    let token = header(said.text(), "x-doorward-assertion").unwrap();
    let payload = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    (listed, claims["groups"].clone(), claims["roles"].clone())
}

#[tokio::test]
async fn a_group_lets_in_by_the_session_that_has_it_and_the_app_is_told() {
    let (hostile, app, door) = start(&[("DOORWARD_UPSTREAM_WHO", "group:staff")]).await;
    let mut root = member(&door, "ann@example.test").await;
    root.get("/who").await.expect_status(403);
    hostile.say_in_id_token(&json!({"groups": ["Staff", "staff "]}));
    alice(&door, &hostile).await.get("/who").await.expect_status(403);
    assert_eq!(app.heads(), Vec::<String>::new());
    hostile.say_in_id_token(&json!({"groups": ["staff", "Zoë's team", "staff"]}));
    let mut staff = alice(&door, &hostile).await;
    let groups = json!(["staff", "Zoë's team"]);
    let expected = ("user,staff,Zo%C3%AB's team".to_owned(), groups, json!(["USER"]));
    assert_eq!(told(&mut staff).await, expected);
    let asked = ["access", "/who", "--as", "alice@example.test"];
    let access = doorward(
        door.folder.path(),
        &[("DOORWARD_UPSTREAM", &app.url()), ("DOORWARD_UPSTREAM_WHO", "group:staff")],
        &asked,
        "",
    );
    let said = String::from_utf8_lossy(&access.stdout).into_owned();
    assert!(said.contains("Whether group:staff fits is not known"), "{said}");
    door.stop().await;
}

/// Checklist item 108: neither what a client claims nor what a provider calls a group passes for our role.
#[tokio::test]
async fn no_group_passes_for_a_role() {
    let who = [
        ("DOORWARD_UPSTREAM_WHO", "signed-in"),
        ("DOORWARD_IDENTITY_HEADERS", "x-forwarded, remote"),
    ];
    let (hostile, _app, door) = start(&who).await;
    hostile.say_in_id_token(
        &json!({"groups": ["admin", "ADMIN", "role:admin", "a,admin", " admin", "x\nadmin"]}),
    );
    let mut alice = alice(&door, &hostile).await;
    let expected = json!(["group:admin", "group:ADMIN", "group:role:admin"]);
    let listed = "user,group:admin,group:ADMIN,group:role:admin";
    assert_eq!(told(&mut alice).await, (listed.to_owned(), expected, json!(["USER"])));
    let forged =
        [("X-Forwarded-Groups", "root"), ("X_Forwarded_Groups", "root"), ("Remote-Groups", "root")];
    let said = alice.send("GET", "/who", &forged, b"").await.expect_status(200);
    assert_eq!(header(said.text(), "remote-groups"), Some(listed));
    assert!(!said.text().contains("root"), "{}", said.text());
    door.stop().await;
}

#[tokio::test]
async fn the_claim_is_found_where_the_operator_says() {
    let claim = [("DOORWARD_GROUPS_CLAIM", "realm.groups")];
    let (hostile, _app, door) = start(&claim).await;
    hostile.vouch_for(&json!({"groups": ["no"], "realm": {"groups": "staff"}}));
    assert_eq!(told(&mut alice(&door, &hostile).await).await.0, "user,staff");
    door.stop().await;
}

/// Groups are judged anew when the provider renews a session: in running streams and in assertions too.
#[tokio::test]
async fn a_renewed_session_has_the_groups_of_now() {
    for in_id_token in [true, false] {
        let (hostile, mut app, door) = start(&[
            ("DOORWARD_UPSTREAM_WHO", "group:staff"),
            ("OPENID_REUSE_TOKENS", "true"),
            ("OPENID_REUSE_MAX_SESSION_AGE_MS", "1000"),
            ("OPENID_SCOPE", "openid profile email offline_access"),
        ])
        .await;
        let give = |groups: &[&str]| {
            let claims = json!({ "groups": groups });
            if in_id_token { hostile.say_in_id_token(&claims) } else { hostile.vouch_for(&claims) }
        };
        let renew = async |browser: &mut Browser| {
            door.clock.advance(2000);
            hostile.set_clock(door.now().seconds());
            browser.post("/doorward/api/auth/refresh", &Value::Null).await.expect_status(200);
        };
        give(&["staff"]);
        let mut alice = alice(&door, &hostile).await;
        assert_eq!(told(&mut alice).await.1, json!(["staff"]));
        give(&["staff", "more"]);
        renew(&mut alice).await;
        assert_eq!(told(&mut alice).await.1, json!(["staff", "more"]), "{in_id_token}");
        if !in_id_token {
            hostile.play(Fault::Userinfo500);
            renew(&mut alice).await;
            assert_eq!(told(&mut alice).await.1, json!(["staff", "more"]));
            hostile.play(Fault::None);
        }
        let stream = Wire::ask(door.address, &alice, "/events", "").await;
        assert_eq!(app.told.recv().await, Some("began"));
        give(&["more"]);
        renew(&mut alice).await;
        stream.ended().await;
        assert_eq!(app.told.recv().await, Some("gone"));
        alice.get("/who").await.expect_status(403);
        door.stop().await;
    }
}
