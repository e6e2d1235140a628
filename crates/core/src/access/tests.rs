use super::*;
use crate::id::UserId;
use crate::time::Timestamp;

fn user(email: &str, verified: bool, role: Role) -> User {
    User {
        id: UserId::new(Timestamp(0), [0; 8]),
        email: Email::parse(email).ok(),
        email_verified: verified,
        name: String::new(),
        username: String::new(),
        avatar: None,
        provider: "local".to_owned(),
        role,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        disabled_at: None,
        totp_since: None,
        language: None,
        waiting_since: None,
        banned_until: None,
    }
}

fn rule(who: &[&str], methods: &[&str], path: &str) -> Rule {
    Rule {
        who: who.iter().map(|who| who.parse().unwrap()).collect(),
        methods: methods.iter().map(|&method| method.to_owned()).collect(),
        path: path.parse().unwrap(),
    }
}

fn rules() -> Vec<Rule> {
    vec![
        rule(&["anyone"], &["GET"], "/health"),
        rule(&["anyone"], &[], "/assets/*"),
        rule(&["role:admin"], &[], "/admin/*"),
        rule(&["domain:example.com", "address:bob@example.org"], &[], "/staff/*"),
        rule(&[], &[], "/internal/*"),
        rule(&["signed-in"], &["GET", "POST"], "/*"),
    ]
}

fn decided(method: &str, path: &str, user: Option<&User>) -> Decision {
    decide(&rules(), Request { method, path }, user)
}

#[test]
fn the_first_rule_that_speaks_of_a_request_decides() {
    let alice = user("alice@example.com", true, Role::User);
    let unproven = user("mallory@example.com", false, Role::User);
    let bob = user("bob@example.org", true, Role::User);
    let admin = user("root@example.net", true, Role::Admin);
    for (method, path, who, expected) in [
        ("GET", "/health", None, Decision::Allow(0)),
        ("POST", "/health", None, Decision::SignIn(5)),
        ("GET", "/assets/a/b.js", None, Decision::Allow(1)),
        ("GET", "/assets", None, Decision::Allow(1)),
        ("GET", "/assetsx", None, Decision::SignIn(5)),
        ("GET", "/admin", None, Decision::SignIn(2)),
        ("GET", "/admin/users", Some(&alice), Decision::Deny(Some(2))),
        ("GET", "/admin/users", Some(&admin), Decision::Allow(2)),
        ("GET", "/staff/x", Some(&alice), Decision::Allow(3)),
        ("GET", "/staff/x", Some(&bob), Decision::Allow(3)),
        ("GET", "/staff/x", Some(&unproven), Decision::Deny(Some(3))),
        ("GET", "/staff/x", Some(&admin), Decision::Deny(Some(3))),
        ("GET", "/internal/x", None, Decision::Deny(Some(4))),
        ("GET", "/internal/x", Some(&admin), Decision::Deny(Some(4))),
        ("GET", "/", Some(&alice), Decision::Allow(5)),
        ("GET", "/", None, Decision::SignIn(5)),
        ("DELETE", "/c/1", Some(&admin), Decision::Deny(None)),
        ("get", "/", Some(&alice), Decision::Deny(None)),
    ] {
        assert_eq!(decided(method, path, who), expected, "{method} {path}");
    }
    assert_eq!(
        decide(&[], Request { method: "GET", path: "/" }, Some(&admin)),
        Decision::Deny(None)
    );
}

/// Many apps take letters of any case and a slash at the end; what opens something is taken as written.
#[test]
fn a_rule_that_guards_is_read_widely_and_one_that_opens_narrowly() {
    let alice = user("alice@example.com", true, Role::User);
    for path in ["/Admin", "/ADMIN/users", "/admin/", "/aDmIn/"] {
        assert_eq!(decided("GET", path, Some(&alice)), Decision::Deny(Some(2)), "{path}");
    }
    for path in ["/Assets/a.js", "/Health", "/health/"] {
        assert_eq!(decided("GET", path, None), Decision::SignIn(5), "{path}");
    }
}

#[test]
fn rules_are_read_as_they_are_written() {
    for text in [
        "anyone",
        "signed-in",
        "verified",
        "role:admin",
        "domain:example.com",
        "address:a@example.com",
    ] {
        assert_eq!(text.parse::<Who>().unwrap().to_string(), text);
    }
    for text in
        ["", "everyone", "role:root", "domain:", "domain:a@b.c", "address:a", "group:x", "role:"]
    {
        assert_eq!(text.parse::<Who>(), Err(NotWho), "{text}");
    }
    for text in ["/", "/*", "/a", "/a/*", "/a/b/*"] {
        assert_eq!(text.parse::<Pattern>().unwrap().to_string(), text);
    }
    for text in ["", "*", "a", "a/*", "/a*", "/*/a", "/a/*/b", "/a?b", "/../a", "/a//b", "/%61"] {
        assert_eq!(text.parse::<Pattern>(), Err(NotPattern), "{text}");
    }
    let proven = user("a@example.com", true, Role::User);
    assert!(Who::Verified.is(Some(&proven)) && !Who::Verified.is(None));
}
