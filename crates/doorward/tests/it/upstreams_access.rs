//! `doorward access`: the words for what the gateway would do.

use std::process::Output;

use serde_json::Value;

use crate::commands::doorward;
use crate::gateway::member;
use crate::upstreams::House;

fn access(house: &House, words: &[&str]) -> (Option<i32>, String, String) {
    let settings = house.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (&**name, &**value)).collect();
    let words: Vec<_> = ["access"].iter().chain(words).copied().collect();
    let Output { status, stdout, stderr } =
        doorward(house.door.folder.path(), &settings, &words, "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[tokio::test]
async fn the_rule_that_decides_is_named_with_its_line_and_with_whom_it_lets_in() {
    let house = House::start(&[]).await;
    member(&house.door, "root@example.test").await;
    member(&house.door, "ann@example.test").await;
    for (words, status, parts) in [
        (
            vec!["http://chat.house.test:3080/admin/users"],
            0,
            vec![
                "app.rule",
                "apps.toml:7",
                "administrators",
                "1 of 2: root@example.test",
                "sign in",
            ],
        ),
        (vec!["http://chat.house.test/admin", "--as", "root@example.test"], 0, vec!["allowed"]),
        (
            vec!["http://chat.house.test/admin", "--as", "ann@example.test"],
            1,
            vec!["ann@example.test refused. Does not fit role:admin: the role is another."],
        ),
        (vec!["http://chat.house.test/health"], 0, vec!["allowed", "everybody", "apps.toml:5"]),
        (vec!["http://chat.house.test/closed/x"], 1, vec!["lets nobody through", "0 of 2"]),
        (vec!["/wiki", "--method", "POST"], 0, vec!["POST house.test:3080/wiki", "wiki at */wiki"]),
        (vec!["/"], 0, vec!["rest at */", "whoever is signed in", "2 of 2", "(app.who)"]),
        (vec!["/a/../b"], 1, vec!["400"]),
        (vec!["/Wiki"], 1, vec!["400", "another case"]),
        (vec!["/doorward/login"], 1, vec!["Doorward's own"]),
        (vec!["/", "--as", "nobody@example.test"], 1, vec!["nobody@example.test"]),
        (vec!["chat.house.test/x"], 2, vec!["neither a URL"]),
        (vec!["/", "--method", "post"], 2, vec!["in capitals"]),
    ] {
        let (code, said, complaints) = access(&house, &words);
        let said = said + &complaints;
        assert_eq!(code, Some(status), "{words:?}: {said}");
        for part in parts {
            assert!(said.contains(part), "{words:?}: {part} in {said}");
        }
    }
    house.door.stop().await;
}

#[tokio::test]
async fn an_account_that_cannot_sign_in_is_told_why() {
    let house = House::start(&[]).await;
    member(&house.door, "root@example.test").await;
    member(&house.door, "ann@example.test").await;
    let words = ["user", "disable", "ann@example.test"];
    let done = doorward(house.door.folder.path(), &[], &words, "");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (code, said, _) = access(&house, &["/", "--as", "ann@example.test", "--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &told["outcome"]), (Some(1), &Value::from("refuse")));
    assert_eq!(told["why"], "The account is switched off.");
    assert_eq!(told["app"]["what"], "rest at */");
    let (_, said, _) = access(&house, &["/", "--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&told["accounts"]["pass"], &told["accounts"]["all"]), (&1.into(), &2.into()));
    house.door.stop().await;
}
