use proptest::prelude::*;

use super::place::{Place, choose};
use super::*;
use crate::id::UserId;
use crate::time::Timestamp;

pub(crate) fn user(email: &str, verified: bool, role: Role) -> User {
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
    decide(&rules(), Request { method, path }, user.map(Asker::from))
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
        decide(&[], Request { method: "GET", path: "/" }, Some((&admin).into())),
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

/// Checklist item 110: what is encoded that may stand bare leads around no rule.
#[test]
fn what_is_encoded_is_judged_as_what_it_means() {
    let rules = [
        rule(&["role:admin"], &[], "/@admin/*"),
        rule(&[], &[], "/models/x%3Adelete"),
        rule(&["anyone"], &[], "/open:x"),
        rule(&["signed-in"], &[], "/*"),
    ];
    let alice = user("alice@example.com", true, Role::User);
    let decided = |path, who: Option<&User>| {
        decide(&rules, Request { method: "GET", path }, who.map(Asker::from))
    };
    for path in ["/@admin", "/%40admin", "/%40Admin/users", "/@admin/a%3Ab"] {
        assert_eq!(decided(path, Some(&alice)), Decision::Deny(Some(0)), "{path}");
    }
    for path in
        ["/models/x:delete", "/models/x%3adelete", "/models/x%3ADELETE", "/models/x:delete/"]
    {
        assert_eq!(decided(path, Some(&alice)), Decision::Deny(Some(1)), "{path}");
    }
    for path in ["/open:x", "/open%3Ax"] {
        assert_eq!(decided(path, None), Decision::Allow(2), "{path}");
    }
    assert_eq!(decided("/models/llama3%3A8b", Some(&alice)), Decision::Allow(3));
    let place = Place::new(None, "/%40admin").unwrap();
    assert!(rules[0].path.meets(&place) && !rules[1].path.meets(&place));
}

/// Checklist item 110: an app that tells letters by their case, or a path by the slash at its end, has
/// something else where a rule that lets some through only nearly fits.
#[test]
fn a_rule_that_only_nearly_fits_makes_nothing_looser() {
    let rules = [
        rule(&["signed-in"], &[], "/docs/*"),
        rule(&["verified"], &[], "/page"),
        rule(&["role:admin"], &[], "/slash/"),
        rule(&["role:admin"], &[], "/*"),
    ];
    let alice = user("alice@example.com", true, Role::User);
    let admin = user("root@example.net", true, Role::Admin);
    for (path, of_alice, of_admin) in [
        ("/docs/x", Decision::Allow(0), Decision::Allow(0)),
        ("/DOCS/x", Decision::Deny(Some(3)), Decision::Allow(0)),
        ("/page", Decision::Allow(1), Decision::Allow(1)),
        ("/page/", Decision::Deny(Some(3)), Decision::Allow(1)),
        ("/Page", Decision::Deny(Some(3)), Decision::Allow(1)),
        ("/slash/", Decision::Deny(Some(2)), Decision::Allow(2)),
        ("/slash", Decision::Deny(Some(2)), Decision::Allow(2)),
    ] {
        let decided =
            |who: &User| decide(&rules, Request { method: "GET", path }, Some(who.into()));
        assert_eq!((decided(&alice), decided(&admin)), (of_alice, of_admin), "{path}");
    }
    let only = [rule(&["signed-in"], &[], "/docs/*")];
    let request = Request { method: "GET", path: "/Docs" };
    assert_eq!(decide(&only, request, Some((&alice).into())), Decision::Deny(None));
}

proptest! {
    /// Checklist item 110: whoever encodes gets neither another app nor another answer.
    #[test]
    fn encoding_changes_no_decision(
        patterns in prop::collection::vec("/[ab@:+]{0,2}(/[ab@:]{1,2}|%40|%3a)?(/\\*)?", 1..4),
        path in "/([abAB@:+/]|%40|%3A|%3a|%2B|%20){0,6}",
        signed_in in any::<bool>(),
    ) {
        let guards = [&["role:admin"][..], &[], &["signed-in"], &["anyone"]];
        let patterns: Vec<_> = patterns.iter().filter(|text| text.parse::<Pattern>().is_ok()).collect();
        let mut rules: Vec<_> =
            patterns.iter().zip(guards).map(|(path, who)| rule(who, &[], path)).collect();
        rules.push(rule(&["signed-in"], &[], "/*"));
        let places: Vec<_> =
            patterns.iter().filter_map(|path| Place::new(None, path).ok()).collect();
        prop_assume!(target::check(&path).is_ok());
        let plain = String::from_utf8_lossy(&decoded(&path)).into_owned();
        let alice = signed_in.then(|| user("alice@example.com", true, Role::User));
        let decided = |path: &str| decide(&rules, Request { method: "GET", path }, alice.as_ref().map(Asker::from));
        prop_assert_eq!(decided(&path), decided(&plain));
        prop_assert_eq!(choose(&places, None, &path), choose(&places, None, &plain));
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
        "group:Staff of the house",
    ] {
        assert_eq!(text.parse::<Who>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "everyone",
        "role:root",
        "domain:",
        "domain:a@b.c",
        "address:a",
        "group:",
        "group: x",
        "role:",
    ] {
        assert_eq!(text.parse::<Who>(), Err(NotWho), "{text}");
    }
    for text in ["/", "/*", "/a", "/a/*", "/a/b/*"] {
        assert_eq!(text.parse::<Pattern>().unwrap().to_string(), text);
    }
    for text in ["", "*", "a", "a/*", "/a*", "/*/a", "/a/*/b", "/a?b", "/../a", "/a//b", "/%61"] {
        assert_eq!(text.parse::<Pattern>(), Err(NotPattern), "{text}");
    }
    let proven = user("a@example.com", true, Role::User);
    assert!(Who::Verified.is(Some((&proven).into())) && !Who::Verified.is(None));
}

#[test]
fn a_group_lets_in_whose_session_has_it_letter_by_letter() {
    let rules = [rule(&["group:staff", "role:admin"], &[], "/*")];
    let (ann, root) =
        (user("a@example.com", true, Role::User), user("b@example.com", true, Role::Admin));
    for (user, groups, expected) in [
        (&ann, &["other", "staff"][..], Decision::Allow(0)),
        (&ann, &["Staff", "staff ", "staf", "group:staff"], Decision::Deny(Some(0))),
        // A group is no role, whatever it is called.
        (&ann, &["admin", "role:admin", "ADMIN"], Decision::Deny(Some(0))),
        (&ann, &[], Decision::Deny(Some(0))),
        (&root, &[], Decision::Allow(0)),
    ] {
        let groups: Vec<_> = groups.iter().map(|&name| name.to_owned()).collect();
        let asker = Asker { user, groups: &groups };
        let decided = decide(&rules, Request { method: "GET", path: "/" }, Some(asker));
        assert_eq!(decided, expected, "{groups:?}");
    }
    assert_eq!(Who::Group("x".to_owned()).lack((&ann).into()), Some(Lack::Group));
    assert_eq!(decide(&rules, Request { method: "GET", path: "/" }, None), Decision::SignIn(0));
}
