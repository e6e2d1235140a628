//! Which of a browser's cookies count. Each has two names: one of old, and one with the instance's
//! suffix, so that two instances can live on one host.

use super::Instance;
use super::instance::Kind;
use crate::time::Timestamp;

/// The session token.
pub const SESSION: &str = "__session";
/// When something last changed at Clerk, in seconds; `0` says that nobody is signed in.
pub const CLIENT_UAT: &str = "__client_uat";
/// The browser's token at a development instance: a cookie, or a parameter of a URL.
pub const DEV_BROWSER: &str = "__clerk_db_jwt";
/// The refresh token, whose name always has the suffix.
pub const REFRESH: &str = "__refresh";
/// How often this browser was sent to the handshake just now.
pub const REDIRECT_COUNT: &str = "__clerk_redirect_count";
/// The handshake's answer: a cookie, or a parameter of a URL.
pub const HANDSHAKE: &str = "__clerk_handshake";
/// The name under which the handshake's answer is fetched.
pub const HANDSHAKE_NONCE: &str = "__clerk_handshake_nonce";

/// One cookie under both of its names; empty values count as absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair<T> {
    /// Under its plain name.
    pub plain: Option<T>,
    /// Under its name with the suffix.
    pub suffixed: Option<T>,
}

impl<T: Copy> Pair<T> {
    const fn chosen(&self, suffixed: bool) -> Option<T> {
        if suffixed { self.suffixed } else { self.plain }
    }
}

/// A session cookie, with what its token says of itself before it is verified. That only helps to
/// choose between two cookies: what is chosen is verified afterwards.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    /// The token.
    pub token: &'a str,
    /// Its `iss`.
    pub issuer: Option<&'a str>,
    /// Its `iat`, in seconds.
    pub issued_at: Option<i64>,
    /// Its `exp`, in seconds.
    pub expires_at: Option<i64>,
}

/// The cookies of one request that say something about Clerk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cookies<'a> {
    /// [`SESSION`].
    pub session: Pair<Sent<'a>>,
    /// [`CLIENT_UAT`].
    pub client_uat: Pair<&'a str>,
    /// [`DEV_BROWSER`].
    pub dev_browser: Pair<&'a str>,
    /// [`REFRESH`].
    pub refresh: Option<&'a str>,
    /// [`REDIRECT_COUNT`].
    pub redirect_count: u32,
}

/// The cookies that count.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// Whether they are those with the suffix.
    pub suffixed: bool,
    /// The session token.
    pub session: Option<Sent<'a>>,
    /// When something last changed, in seconds; 0 when nobody is signed in.
    pub client_uat: i64,
    /// The browser's token at a development instance.
    pub dev_browser: Option<&'a str>,
}

impl<'a> Cookies<'a> {
    /// Chooses between the two sets.
    pub fn choose(&self, instance: &Instance, now: Timestamp) -> Chosen<'a> {
        let suffixed = self.prefer_suffixed(instance, now);
        let uat = self.client_uat.chosen(suffixed);
        Chosen {
            suffixed,
            session: self.session.chosen(suffixed),
            client_uat: uat.map_or(0, leading_number),
            dev_browser: self.dev_browser.chosen(suffixed),
        }
    }

    /// Whether the cookies that count say that nobody is signed in at Clerk. A session token beside
    /// that is for the handshake to explain, so then they do not say it.
    pub fn say_left(&self, instance: &Instance, now: Timestamp) -> bool {
        let suffixed = self.prefer_suffixed(instance, now);
        self.client_uat.chosen(suffixed) == Some("0") && self.session.chosen(suffixed).is_none()
    }

    fn prefer_suffixed(&self, instance: &Instance, now: Timestamp) -> bool {
        let (plain, suffixed) = (self.session.plain, self.session.suffixed);
        let (uat, suffixed_uat) = (self.client_uat.plain, self.client_uat.suffixed);
        if let Some(plain) = plain {
            match plain.issuer {
                // A broken token leads to "signed out", not to a handshake that cannot mend it.
                None => return false,
                Some(issuer) if !belongs_to(issuer, instance) => return true,
                Some(_) => {}
            }
        }
        if suffixed_uat.is_none() && suffixed.is_none() {
            return false;
        }
        let says_out = |uat: Option<&str>| uat == Some("0");
        let issued = |sent: Option<Sent<'_>>| sent.and_then(|s| s.issued_at).unwrap_or(0);
        if !says_out(suffixed_uat) && !says_out(uat) && issued(plain) > issued(suffixed) {
            return false;
        }
        if says_out(suffixed_uat) && !says_out(uat) {
            return false;
        }
        let over = suffixed.and_then(|s| s.expires_at).is_some_and(|exp| exp <= now.seconds());
        if instance.kind == Kind::Development && !says_out(suffixed_uat) && says_out(uat) && over {
            return false;
        }
        suffixed_uat.is_some()
    }
}

fn belongs_to(issuer: &str, instance: &Instance) -> bool {
    let host = issuer.strip_prefix("https://").or_else(|| issuer.strip_prefix("http://"));
    host.unwrap_or(issuer) == instance.host
}

/// The number that a text begins with, as Clerk's libraries read it; 0 when there is none.
fn leading_number(text: &str) -> i64 {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(100_000);

    fn instance(kind: &str) -> Instance {
        let key = format!("pk_{kind}_Y2xlcmsuZXhhbXBsZS5jb20k");
        Instance::parse(&key, |_| [0; 20]).unwrap()
    }

    fn sent(iat: i64) -> Sent<'static> {
        Sent {
            token: "t",
            issuer: Some("https://clerk.example.com"),
            issued_at: Some(iat),
            expires_at: Some(iat + 60),
        }
    }

    fn suffixed(kind: &str, session: Pair<Sent<'_>>, uat: (Option<&str>, Option<&str>)) -> bool {
        let client_uat = Pair { plain: uat.0, suffixed: uat.1 };
        let cookies = Cookies { session, client_uat, ..Cookies::default() };
        cookies.choose(&instance(kind), NOW).suffixed
    }

    /// The rules a to g of the contract, in order.
    #[test]
    fn each_rule_of_the_choice_holds() {
        let both = |a, b| Pair { plain: Some(sent(a)), suffixed: Some(sent(b)) };
        let none = Some(Sent { token: "t", ..Sent::default() });
        let other = Some(Sent { issuer: Some("https://clerk.other.example"), ..sent(90) });
        let on = Some("90");
        assert!(!suffixed("live", Pair { plain: none, suffixed: Some(sent(90)) }, (on, on)), "a");
        assert!(suffixed("live", Pair { plain: other, suffixed: Some(sent(90)) }, (on, on)), "b");
        assert!(!suffixed("live", Pair { plain: Some(sent(90)), suffixed: None }, (on, None)), "c");
        assert!(!suffixed("live", both(91, 90), (on, on)), "d");
        assert!(suffixed("live", both(90, 90), (on, on)), "d");
        assert!(!suffixed("live", both(90, 90), (on, Some("0"))), "e");
        assert!(!suffixed("test", both(10, 10), (Some("0"), on)), "f");
        assert!(suffixed("live", both(10, 10), (Some("0"), on)), "f");
        assert!(
            !suffixed("live", Pair { plain: None, suffixed: Some(sent(90)) }, (None, None)),
            "g"
        );
        assert!(
            suffixed("live", Pair { plain: None, suffixed: Some(sent(90)) }, (None, on)),
            "else"
        );
    }

    /// What decides is what a sign-in would go by: another instance's cookies, and those of another
    /// host, say nothing.
    #[test]
    fn the_chosen_cookies_say_whether_somebody_has_left() {
        let left = |session, plain, suffixed| {
            let cookies =
                Cookies { session, client_uat: Pair { plain, suffixed }, ..Cookies::default() };
            cookies.say_left(&instance("live"), NOW)
        };
        let none = || Pair { plain: None, suffixed: None };
        let both = || Pair { plain: Some(sent(90)), suffixed: Some(sent(90)) };
        assert!(left(none(), Some("0"), Some("0")));
        assert!(left(none(), Some("0"), None));
        assert!(left(Pair { plain: Some(sent(90)), suffixed: None }, Some("0"), Some("0")));
        for (session, plain, suffixed) in [
            (none(), None, None),
            (none(), None, Some("0")),
            (none(), Some("90"), Some("0")),
            (none(), Some("0"), Some("90")),
            (none(), Some("x"), None),
            (both(), Some("0"), Some("0")),
            (both(), Some("90"), Some("0")),
            (Pair { plain: Some(sent(90)), suffixed: None }, Some("0"), None),
        ] {
            assert!(!left(session, plain, suffixed), "{session:?} {plain:?} {suffixed:?}");
        }
    }

    #[test]
    fn a_time_is_read_as_far_as_it_is_a_number() {
        for (text, number) in
            [("0", 0), ("17x", 17), ("x", 0), ("-3", 0), ("99999999999999999999", 0)]
        {
            assert_eq!(leading_number(text), number, "{text}");
        }
    }
}
