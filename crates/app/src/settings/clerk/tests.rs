use super::*;
use crate::settings::complaint::Complaint;
use crate::settings::source::Sources;

const KEYS: &str = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_Y2xlcmsuZXhhbXBsZS5jb20k\n\
                    CLERK_SECRET_KEY=sk_live_0123456789abcdef\n\
                    CLERK_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZg==\n\
                    DOMAIN_SERVER=https://chat.example.com\n";

fn read(text: &str) -> (Option<Clerk>, Vec<Complaint>) {
    let sources = Sources::from_text(text);
    let mut env = Reader::new(&sources);
    let general = General::read(&mut env, None, false);
    let clerk = Clerk::read(&mut env, &general, &Authorities::default());
    let complaints = env.finish().1;
    let own = |c: &Complaint| c.setting.as_deref().is_some_and(|name| name.contains("CLERK"));
    (clerk, complaints.into_iter().filter(own).collect())
}

fn codes(text: &str) -> Vec<Code> {
    read(text).1.iter().map(|complaint| complaint.code).collect()
}

#[test]
fn three_lines_are_enough() {
    let (clerk, complaints) = read(KEYS);
    let clerk = clerk.unwrap();
    assert_eq!(complaints, []);
    assert_eq!(clerk.api_url.as_str(), "https://api.clerk.com/");
    assert_eq!(clerk.frontend_url.as_str(), "https://clerk.example.com/");
    assert_eq!(clerk.sign_in_url.as_str(), "https://accounts.example.com/sign-in");
    assert_eq!(clerk.sign_up_url.as_str(), "https://accounts.example.com/sign-up");
    assert_eq!(clerk.parties, ["https://chat.example.com"]);
    assert_eq!(clerk.webhook_secret.unwrap().expose(), b"0123456789abcdef");
}

#[test]
fn the_other_names_work() {
    let text = KEYS
        .replace("NEXT_PUBLIC_CLERK_PUB", "CLERK_PUB")
        .replace("WEBHOOK_SECRET", "WEBHOOK_SIGNING_SECRET");
    let (clerk, complaints) = read(&text);
    assert!(clerk.unwrap().webhook_secret.is_some());
    assert!(complaints.iter().all(|complaint| complaint.code == Code::OTHER_NAME));
}

#[test]
fn without_keys_clerk_is_off_and_half_of_them_is_said() {
    assert!(read("").0.is_none());
    assert_eq!(codes(""), []);
    assert_eq!(codes("CLERK_SECRET_KEY=sk_live_0123456789abcdef"), [Code::CLERK_INCOMPLETE]);
    let (clerk, complaints) = read("CLERK_PUBLISHABLE_KEY=pk_live_Y2xlcmsuZXhhbXBsZS5jb20k");
    assert!(clerk.is_some());
    let named: Vec<_> = complaints.iter().filter_map(|c| c.setting.as_deref()).collect();
    assert_eq!(named, ["CLERK_SECRET_KEY", "CLERK_WEBHOOK_SECRET", "CLERK_PUBLISHABLE_KEY"]);
}

#[test]
fn each_wrong_value_is_named() {
    for (old, new, code) in [
        ("pk_live_Y2", "sk_live_Y2", Code::CLERK_KEY),
        ("pk_live_Y2xl", "pk_live_!!", Code::CLERK_KEY),
        ("=sk_live_", "=sk_test_", Code::CLERK_MIXED),
        ("=sk_live_", "=pk_live_", Code::CLERK_SECRET),
        ("whsec_MDEyMzQ1Njc4OWFiY2RlZg==", "whsec_MDEy", Code::CLERK_WEBHOOK),
        (
            "whsec_MDEyMzQ1Njc4OWFiY2RlZg==",
            "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY",
            Code::SECRET_PUBLISHED,
        ),
    ] {
        assert!(codes(&KEYS.replace(old, new)).contains(&code), "{new}");
    }
    for (line, code) in [
        ("CLERK_API_URL=http://api.example.com", Code::NOT_URL),
        ("CLERK_JWT_KEY=abc", Code::CLERK_JWT_KEY),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_URL=/login", Code::CLERK_PAGE),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_URL=ftp://a", Code::NOT_URL),
        ("CLERK_AUTHORIZED_PARTIES=chat.example.com", Code::NOT_URL),
    ] {
        assert_eq!(codes(&format!("{KEYS}{line}")), [code], "{line}");
    }
}

#[test]
fn a_list_of_parties_replaces_ours() {
    let line = "CLERK_AUTHORIZED_PARTIES=https://a.example/, https://b.example:443";
    let (clerk, _) = read(&format!("{KEYS}{line}"));
    assert_eq!(clerk.unwrap().parties, ["https://a.example", "https://b.example"]);
}
