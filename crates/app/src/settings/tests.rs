mod names;
mod values;

use super::*;

fn read(text: &str) -> Reading {
    Settings::read(&Sources::from_text(text), 4)
}

pub(super) fn codes(text: &str) -> Vec<Code> {
    read(text).complaints.iter().map(|complaint| complaint.code).collect()
}

pub(super) fn draft(text: &str) -> Draft {
    let reading = read(text);
    assert!(reading.draft.is_some(), "{:?}", reading.complaints);
    reading.draft.unwrap()
}

/// A source of bytes that must not be asked.
fn none(_: &mut [u8]) -> Result<(), RandomFailed> {
    Err(RandomFailed)
}

#[test]
fn nothing_set_at_all_works_without_a_word() {
    let reading = read("");
    assert_eq!(reading.complaints, []);
    let draft = reading.draft.unwrap();
    assert_eq!(draft.first_admin, FirstAdmin::First);
    assert!(!draft.secure_cookies);
    assert!(draft.providers.list.is_empty());
    assert!(draft.secrets.jwt.is_none());
}

#[test]
fn all_complaints_come_at_once_the_gravest_first() {
    let reading = read("ALLOW_REGISTRATION=yes\nSESSION_EXPIRY=15m\nPORT=x\nUSE_REDIS=true\njunk");
    assert!(reading.draft.is_none());
    let seen: Vec<_> = reading.complaints.iter().map(|c| (c.severity, c.code)).collect();
    let expected = [
        (Severity::Error, Code::NOT_NUMBER),
        (Severity::Error, Code::NOT_DURATION),
        (Severity::Warning, Code::LINE_UNREADABLE),
        (Severity::Warning, Code::NOT_BOOLEAN),
        (Severity::Note, Code::NOT_USED_YET),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn secrets_that_are_set_need_no_file() {
    let text = "JWT_SECRET=8f14e45fceea167a5a36dedd4bea2543\n\
                JWT_REFRESH_SECRET=c9f0f895fb98ab9159f51fd0297e236d\n\
                DOORWARD_DATA=/nowhere/at/all";
    let settings = draft(text).complete(none).unwrap();
    assert_eq!(settings.secrets.jwt.expose(), "8f14e45fceea167a5a36dedd4bea2543");
    assert_eq!(settings.secrets.jwt_refresh.expose(), "c9f0f895fb98ab9159f51fd0297e236d");
}

#[test]
fn no_complaint_and_no_listing_shows_a_secret() {
    let canary = "canary-4f2a";
    let ends =
        ["_SECRET", "_PASSWORD", "_PASS", "_API_KEY", "_SECRET_KEY", "JWKS_KEY", "_SIGNING_KEY"];
    let others =
        ["CREDS_KEY", "CREDS_IV", "MONGO_URI", "REDIS_URI", "ACCESS_CODE", "AUTH_SECRET_1"];
    let is_secret = |name: &str| {
        let ends_so = ends.iter().any(|end| name.ends_with(end));
        (ends_so || others.contains(&name)) && name != "AUTH_DISABLE_EMAIL_PASSWORD"
    };
    let mut text = format!(
        "DATABASE_URL=mysql://u:{canary}@h/d\nDOMAIN_CLIENT=https://u:{canary}@h\nJWT_SECRT={canary}\n\
         LDAP_BIND_CREDENTIALS={canary}\nADMIN_PANEL_URL=http://{canary}@h\nPROXY=http://u:{canary}@h\n"
    );
    let asked = read("").asked;
    let secrets = asked.iter().filter(|asked| is_secret(&asked.name));
    text.extend(secrets.map(|asked| format!("{}=' {canary}'\n", asked.name)));
    let reading = read(&text);
    assert!(reading.complaints.len() > 50);
    let everything = format!(
        "{}{}{}{:?}",
        Check::of(&reading.complaints).text(),
        show(&reading.asked),
        serde_json::to_string(&(&reading.complaints, &reading.asked)).unwrap(),
        reading
    );
    let leaks: Vec<_> = everything.lines().filter(|line| line.contains(canary)).collect();
    assert_eq!(leaks, Vec::<&str>::new());
}

#[test]
fn check_says_where_and_what_to_write() {
    let reading = read("# my settings\nSESSION_EXPIRY=15m\nOPENID_ISUER=x\n");
    assert_eq!(
        Check::of(&reading.complaints).text(),
        "error DW-CFG-022 .env:2\n  \
         SESSION_EXPIRY=\"15m\" is not a duration in milliseconds (an operator or the end was \
         expected at character 3). Write \"1000 * 60 * 15\".\n\
         warning DW-CFG-010 .env:3\n  \
         OPENID_ISUER is not a setting, so it is ignored. Did you mean OPENID_ISSUER?\n\
         1 error, 1 warning, 0 notes.\n"
    );
    let json = serde_json::to_value(Check::of(&reading.complaints)).unwrap();
    assert_eq!(json["ok"], false);
    assert_eq!(json["complaints"][0]["code"], "DW-CFG-022");
    assert_eq!(json["complaints"][0]["severity"], "error");
    assert_eq!(json["complaints"][0]["source"], ".env:2");
}

#[test]
fn show_tells_value_and_source() {
    let text = "PORT=4000\nALLOW_REGISTRATION=TRUE\nJWT_SECRET=8f14e45fceea167a5a36dedd4bea2543\n\
                LOGIN_MAX=many\nUSE_REDIS=true";
    let shown = show(&read(text).asked);
    let line = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("PORT"), "4000 [.env:1]");
    assert_eq!(line("HOST"), "127.0.0.1 [default]");
    assert_eq!(line("ALLOW_REGISTRATION"), "true [.env:2]");
    assert_eq!(line("LOGIN_MAX"), "7 [default]");
    assert_eq!(line("USE_REDIS"), "true [.env:5, not used yet]");
    assert!(line("JWT_SECRET").starts_with("32 characters, fingerprint "));
    assert!(!shown.contains("SAML_CERT"));
}

#[test]
fn the_documentation_names_every_setting_once() {
    let text = describe();
    for asked in &read("").asked {
        let row = format!("| `{}`", asked.name);
        let rows = text.lines().filter(|line| {
            line.strip_prefix(&row).is_some_and(|rest| rest.starts_with([' ', '<']))
        });
        assert_eq!(rows.count(), 1, "{}", asked.name);
    }
    assert!(text.contains(
        "| `SESSION_EXPIRY` | `1000 * 60 * 15` | How long an access token lives. | now |"
    ));
    assert!(text.contains("| `SAML_CERT` |"));
}
