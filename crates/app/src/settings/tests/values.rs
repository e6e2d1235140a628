use super::*;

#[test]
fn durations_of_the_guides_are_read() {
    let draft = draft(
        "SESSION_EXPIRY=1000 * 60 * 15 # a quarter of an hour\n\
         REFRESH_TOKEN_EXPIRY=\"(1000 * 60 * 60 * 24) * 7\"\nDOORWARD_SESSION_IDLE=1000 * 60 (60)",
    );
    assert_eq!(draft.lifetimes.access_ms, 900_000);
    assert_eq!(draft.lifetimes.absolute_ms, 604_800_000);
    assert_eq!(draft.lifetimes.idle_ms, 3_600_000);
    assert_eq!(self::draft("").lifetimes.idle_ms, 604_800_000);
}

#[test]
fn durations_that_cannot_be_meant_say_what_to_write() {
    for (value, remedy) in [
        ("15m", "Write \"1000 * 60 * 15\"."),
        ("7d", "Write \"1000 * 60 * 60 * 24 * 7\"."),
        ("2 weeks", "Write \"1000 * 60 * 60 * 24 * 7 * 2\"."),
        ("30 s", "Write \"1000 * 30\"."),
        ("1e3", "Write a positive number, or a product such as \"1000 * 60 * 15\"."),
        ("-900000", "Write a positive number, or a product such as \"1000 * 60 * 15\"."),
        ("900", "Write a positive number, or a product such as \"1000 * 60 * 15\"."),
        ("0", "Write a positive number, or a product such as \"1000 * 60 * 15\"."),
        ("1/0", "Write a positive number, or a product such as \"1000 * 60 * 15\"."),
        ("99999999999999999", "Write a positive number, or a product such as \"1000 * 60 * 15\"."),
    ] {
        let complaint = read(&format!("SESSION_EXPIRY={value}")).complaints.remove(0);
        assert_eq!(
            (complaint.code, complaint.remedy.as_str()),
            (Code::NOT_DURATION, remedy),
            "{value}"
        );
    }
}

#[test]
fn lifetimes_are_compared() {
    assert_eq!(codes("REFRESH_TOKEN_EXPIRY=1000 * 60 * 5"), [Code::ACCESS_OUTLIVES]);
    assert_eq!(codes("SESSION_EXPIRY=120000"), [Code::ACCESS_SHORT]);
    assert_eq!(codes("SESSION_EXPIRY=121000"), []);
}

#[test]
fn only_true_is_true() {
    for (value, on, complaint) in [
        ("true", true, false),
        ("TRUE", true, false),
        ("' true '", true, false),
        ("false", false, false),
        ("0", false, false),
        ("no", false, false),
        ("1", false, true),
        ("yes", false, true),
        ("on", false, true),
        ("treu", false, true),
    ] {
        let text = format!("ALLOW_REGISTRATION={value}\nALLOW_EMAIL_LOGIN={value}");
        let reading = read(&format!("{text}\nALLOW_SOCIAL_LOGIN=true"));
        let switches = reading.draft.unwrap().switches;
        assert_eq!((switches.registration, switches.email_login), (on, on), "{value}");
        let complaints: Vec<_> = reading.complaints.iter().map(|c| c.code).collect();
        let expected = if complaint { vec![Code::NOT_BOOLEAN; 2] } else { vec![] };
        assert_eq!(complaints, expected, "{value}");
    }
    let one = read("ALLOW_REGISTRATION=1").complaints.remove(0);
    assert_eq!(
        one.to_string(),
        "ALLOW_REGISTRATION=\"1\" counts as false, as in LibreChat. Write true to switch it on."
    );
}

#[test]
fn switches_have_the_defaults_of_librechat() {
    let switches = draft("").switches;
    assert!(switches.email_login && switches.account_deletion);
    assert!(!switches.registration && !switches.social_login);
    assert_eq!(switches.social_registration, None);
    assert!(!switches.password_reset && !switches.unverified_email_login);
    assert_eq!(switches.min_password_length, 15);
    assert_eq!(codes("MIN_PASSWORD_LENGTH=129"), [Code::NOT_NUMBER]);
    assert_eq!(codes("MIN_PASSWORD_LENGTH=0"), [Code::NOT_NUMBER]);
    assert_eq!(codes("ALLOW_EMAIL_LOGIN=false"), [Code::NO_WAY_IN]);
    assert_eq!(codes("ALLOW_PASSWORD_RESET=true"), [Code::RESET_WITHOUT_MAIL]);
    assert_eq!(draft("DOORWARD_FIRST_ADMIN=link").first_admin, FirstAdmin::Link);
    assert_eq!(codes("DOORWARD_FIRST_ADMIN=me"), [Code::NOT_A_CHOICE]);
}

#[test]
fn cookies_follow_the_public_url_unless_told_otherwise() {
    let https = "DOMAIN_CLIENT=https://a.example\nDOMAIN_SERVER=https://a.example\nTRUST_PROXY=1\n";
    let lan = "DOMAIN_CLIENT=http://10.0.0.9\nDOMAIN_SERVER=http://10.0.0.9\n";
    assert!(draft(https).secure_cookies);
    assert!(!draft(lan).secure_cookies);
    let forced = |base: &str, value: &str| codes(&format!("{base}SESSION_COOKIE_SECURE={value}"));
    let lan_codes = [Code::SECURE_ON_HTTP, Code::PLAIN_HTTP, Code::PASSKEYS_OFF];
    assert_eq!(forced(lan, "true"), lan_codes);
    assert_eq!(forced("", "true"), []);
    assert_eq!(forced(https, "false"), [Code::INSECURE_ON_HTTPS]);
    assert_eq!(forced(https, "yes"), [Code::NOT_BOOLEAN]);
}

#[test]
fn signing_secrets_are_judged() {
    let published = "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef";
    assert_eq!(codes(&format!("JWT_SECRET={published}")), [Code::SECRET_PUBLISHED]);
    assert_eq!(codes("CREDS_IV=e2341419ec3dd3d19b13a1a87fafcbfb"), [Code::SECRET_PUBLISHED]);
    assert_eq!(codes("CREDS_IV=e2341419"), [Code::NOT_TEXT]);
    assert_eq!(codes("JWT_SECRET=short"), [Code::SECRET_SHORT]);
    let good = "8f14e45fceea167a5a36dedd4bea2543";
    let equal = format!("JWT_SECRET={good}\nJWT_REFRESH_SECRET={good}");
    assert_eq!(codes(&equal), [Code::SECRETS_EQUAL]);
    assert_eq!(codes(&format!("JWT_SECRET=' {good}'")), [Code::BLANKS]);
    let complaint = read("JWT_SECRET=short").complaints.remove(0);
    assert_eq!(complaint.what, "JWT_SECRET is shorter than 32 characters.");
    assert!(read("JWT_SECRET=short").draft.is_none());
}

#[test]
fn limits_are_rules_per_minutes() {
    let limits = draft("LOGIN_MAX=9\nLOGIN_WINDOW=2").limits;
    assert_eq!((limits.login.max, limits.login.window_ms), (9, 120_000));
    assert_eq!((limits.register.max, limits.register.window_ms), (5, 3_600_000));
    assert_eq!(codes("LOGIN_WINDOW=1000 * 60"), [Code::NOT_NUMBER]);
}

#[test]
fn quotes_that_docker_keeps_are_left_out_except_of_secrets() {
    let secret = "'8f14e45fceea167a5a36dedd4bea2543'";
    let environment = [("APP_TITLE", "\"Our chat\""), ("JWT_SECRET", secret)];
    let nowhere = std::env::temp_dir().join("doorward-no-settings-here");
    let mut sources = Sources::gather(Some(&nowhere), environment);
    sources.complaints.clear();
    let reading = Settings::read(&sources, 1);
    let draft = reading.draft.unwrap();
    assert_eq!(draft.general.app_title, "Our chat");
    assert_eq!(draft.secrets.jwt.unwrap().expose(), secret);
    assert!(reading.complaints.iter().all(|complaint| complaint.code == Code::QUOTES_KEPT));
    assert_eq!(reading.complaints.len(), 2);
}

#[test]
fn later_settings_are_checked_but_stop_nothing() {
    for (line, code) in [
        ("USE_REDIS=1", Code::NOT_BOOLEAN),
        ("ENABLE_AUTH_PROTECTION=1", Code::NOT_USED_YET),
        ("ENABLE_AUTH_PROTECTION=true", Code::NOT_BOOLEAN),
    ] {
        let reading = read(line);
        assert_eq!(reading.complaints[0].code, code, "{line}");
        assert!(reading.draft.is_some(), "{line}");
    }
}
