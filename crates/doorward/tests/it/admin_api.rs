//! `LibreChat`'s routes for administrators (reference 1.5 and 1.6).

use serde_json::json;

use crate::harness::Doorward;

#[tokio::test]
async fn administrators_list_and_search_people_by_bearer_token() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    door.signed_in("alina@example.test").await;
    for path in ["/api/admin/verify", "/api/admin/users", "/api/admin/users/search?q=al"] {
        let refused = alice.get(path).await.expect_status(403);
        assert_eq!(refused.json(), json!({"message": "Forbidden"}));
        assert_eq!(door.browser().get(path).await.expect_status(401).message(), "No auth token");
    }
    let who = root.get("/api/admin/verify").await.expect_status(200).json();
    assert_eq!(who["user"]["email"], "root@example.test");
    let all = root.get("/api/admin/users?limit=2&offset=1").await.expect_status(200).json();
    assert_eq!((&all["total"], &all["limit"], &all["offset"]), (&3.into(), &2.into(), &1.into()));
    let rows = all["users"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    let mut fields: Vec<_> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let named = "avatar createdAt email id name provider role updatedAt username";
    assert_eq!(fields, named.split(' ').collect::<Vec<_>>());
    let capped = root.get("/api/admin/users?limit=9999&offset=-1").await.json();
    assert_eq!((&capped["limit"], &capped["offset"]), (&200.into(), &0.into()));
    let found = root.get("/api/admin/users/search?q=ALI&limit=50").await.expect_status(200).json();
    assert_eq!((&found["total"], &found["capped"]), (&2.into(), &false.into()));
    let one = root.get("/api/admin/users/search?q=al&limit=1").await.json();
    assert_eq!((&one["total"], &one["capped"]), (&1.into(), &true.into()));
    for query in ["", "?q=", "?q=a", &format!("?q={}", "a".repeat(201))] {
        let refused = root.get(&format!("/api/admin/users/search{query}")).await;
        assert!(refused.expect_status(400).json()["error"].is_string());
    }
    door.stop().await;
}
