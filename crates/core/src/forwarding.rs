//! Which headers of a request are not for the app behind the gateway, and which say who asks.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::access::Asker;
use crate::account::Role;
use crate::group;

/// Fields that end at the next hop (RFC 9110 §7.6.1), and those that only a proxy is told.
const HOP: [&str; 11] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "proxy-authenticate",
    "proxy-authorization",
    "expect",
    "http2-settings",
];

/// Fields by which proxies say where a request comes from and whose it is, as they begin, and those that put
/// another target or method in place of what the rules were asked about.
const CLAIMS: [&str; 18] = [
    "forwarded",
    "x-forwarded",
    "x-forwarded-",
    "x-real-ip",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "x-original-",
    "x-rewrite-url",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-remote-",
    "remote-",
    "x-auth-request-",
    "x-webauth-",
    "x-oauth-authorized",
    "x-doorward-",
];

/// Whether a field ends at the next hop. `name` is in lower case.
pub fn ends_here(name: &str) -> bool {
    HOP.contains(&name)
}

/// Whether a field from outside would say to the app who asks, from where or for what else, in one of the
/// spellings that apps take for the same. `name` is in lower case; `own` are the headers, in lower case, by which the app
/// is told, each with what it tells.
///
/// Names of anything but letters, digits and hyphens are never let through: many servers hand `X_User`,
/// `X.User` and `X-User` on under one name.
pub fn claims(name: &str, own: &[(String, Field)]) -> bool {
    !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        || CLAIMS.iter().any(|known| {
            name.strip_prefix(known).is_some_and(|rest| known.ends_with('-') || rest.is_empty())
        })
        || own.iter().any(|(own, _)| own == name)
}

/// What a header tells the app of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name of the account, which never changes and is nobody else's, ever.
    Id,
    /// The mail address, if it is proven to be the person's.
    Email,
    /// The mail address, whoever's it may be.
    UnprovenEmail,
    /// The display name.
    Name,
    /// The user name, which people choose and change: it says how to call somebody, and not who it is.
    Username,
    /// The role, in lower case.
    Role,
    /// The role, in lower case, and then the groups of the session, with commas between: for apps that know
    /// groups. No group can be taken for the role; see [`group::told`].
    Groups,
}

/// It is nothing that is known of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is none of id, email, unproven-email, name, username, role and groups")]
pub struct NotField;

impl FromStr for Field {
    type Err = NotField;

    fn from_str(text: &str) -> Result<Self, NotField> {
        match text {
            "id" => Ok(Self::Id),
            "email" => Ok(Self::Email),
            "unproven-email" => Ok(Self::UnprovenEmail),
            "name" => Ok(Self::Name),
            "username" => Ok(Self::Username),
            "role" => Ok(Self::Role),
            "groups" => Ok(Self::Groups),
            _ => Err(NotField),
        }
    }
}

/// What a header value cannot carry, and the sign that says so.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%');

impl Field {
    /// What it says of `asker`, as a header value: what is not ASCII is percent-encoded UTF-8. `None` is for
    /// what is not known.
    pub fn of(self, asker: Asker<'_>) -> Option<String> {
        let Asker { user, groups } = asker;
        let email = user.email.as_ref().map(crate::address::Email::as_str);
        let text = match self {
            Self::Id => return Some(user.id.to_string()),
            Self::Role => return Some(user.role.as_str().to_ascii_lowercase()),
            Self::Groups => return Some(role_and_groups(user.role, groups)),
            Self::Email => email.filter(|_| user.email_verified)?,
            Self::UnprovenEmail => email?,
            Self::Name => user.name.trim(),
            Self::Username => &user.username,
        };
        (!text.is_empty()).then(|| utf8_percent_encode(text, ENCODED).to_string())
    }
}

/// A role in lower case and groups behind it, as a header value.
pub fn role_and_groups(role: Role, groups: &[String]) -> String {
    let mut all = role.as_str().to_ascii_lowercase();
    for name in groups {
        all.push(',');
        all.extend(utf8_percent_encode(&group::told(name), ENCODED));
    }
    all
}

/// A known set of headers: what tells it in a setting, and which headers tell what.
pub type Set = (&'static str, &'static [(&'static str, Field)]);

/// The known sets.
pub const SETS: [Set; 3] = [
    (
        "x-forwarded",
        &[
            ("x-forwarded-user", Field::Id),
            ("x-forwarded-email", Field::Email),
            ("x-forwarded-name", Field::Name),
            ("x-forwarded-preferred-username", Field::Username),
            ("x-forwarded-groups", Field::Groups),
        ],
    ),
    (
        "remote",
        &[
            ("remote-user", Field::Id),
            ("remote-email", Field::Email),
            ("remote-name", Field::Name),
            ("remote-groups", Field::Groups),
        ],
    ),
    (
        "auth-request",
        &[
            ("x-auth-request-user", Field::Id),
            ("x-auth-request-email", Field::Email),
            ("x-auth-request-preferred-username", Field::Username),
            ("x-auth-request-groups", Field::Groups),
        ],
    ),
];

/// Our own cookies begin like this, behind the prefix that https gives them; the app is not told them and
/// cannot set them.
const COOKIES: [&str; 3] = ["doorward", "__Host-doorward", "__Secure-doorward"];

/// `LibreChat`'s refresh token. The app may be `LibreChat`, and have one of its own.
const REFRESH: &str = "refreshToken";

/// What ours says that `LibreChat`'s own does not.
#[derive(serde::Deserialize)]
struct OwnRefresh {
    #[serde(rename = "gen")]
    _generation: i64,
    #[serde(rename = "jti")]
    _id: String,
}

/// Whether a cookie opens a session of ours, and is not for the app.
fn is_own_cookie(name: &str, value: &[u8]) -> bool {
    let ours = |own: &str| {
        name.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    COOKIES.into_iter().any(ours) || (name == REFRESH && is_own_refresh(value))
}

/// Whether a refresh token is one of ours. That opens nothing, so nobody looks at the signature.
fn is_own_refresh(value: &[u8]) -> bool {
    let payload = value.split(|byte| *byte == b'.').nth(1).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
    serde_json::from_slice::<OwnRefresh>(&payload).is_ok()
}

/// A `Cookie` field without our own cookies; `None` when nothing is left. The app's may be any bytes.
pub fn without_own_cookies(line: &[u8]) -> Option<Vec<u8>> {
    let pairs = line.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let (ours, mut left): (Vec<_>, Vec<_>) =
        pairs.filter(|pair| !pair.is_empty()).partition(|pair| is_own_pair(pair));
    if ours.iter().any(|pair| pair.starts_with(REFRESH.as_bytes())) {
        // It says of which kind that token is.
        left.retain(|pair| !pair.starts_with(b"token_provider="));
    }
    (!left.is_empty()).then(|| left.join(&b"; "[..]))
}

/// Whether a pair of a `Cookie` or `Set-Cookie` field is, or would become, a cookie of ours. One without a
/// name is: what it holds may look like a pair when it comes back (RFC 6265bis §5.7).
pub fn is_own_pair(pair: &[u8]) -> bool {
    let mut parts = pair.splitn(2, |byte| *byte == b'=').map(<[u8]>::trim_ascii);
    let (name, value) = match (parts.next(), parts.next()) {
        (Some(name), Some(value)) => (name, value),
        _ => (&b""[..], &b""[..]),
    };
    name.is_empty() || std::str::from_utf8(name).is_ok_and(|name| is_own_cookie(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 108.
    #[test]
    fn what_says_who_asks_is_known_in_all_spellings() {
        let own = [("x-openwebui-user-email".to_owned(), Field::Email)];
        for name in [
            "x-forwarded-user",
            "x_forwarded_user",
            "x-forwarded_email",
            "x-forwarded-for",
            "forwarded",
            "remote-user",
            "remote_user",
            "x-remote-groups",
            "x-auth-request-email",
            "x-webauth-user",
            "x-original-url",
            "x-rewrite-url",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x_http_method_override",
            "x-real-ip",
            "x-oauth-authorized",
            "x-doorward-assertion",
            "x-openwebui-user-email",
            "x_openwebui_user_email",
            "x.forwarded.user",
            "true-client-ip",
        ] {
            assert!(claims(name, &own), "{name}");
        }
        for name in
            ["accept", "authorization", "x-requested-with", "forwarded-x", "x-real-ipx", "cookie"]
        {
            assert!(!claims(name, &own), "{name}");
        }
    }

    #[test]
    fn the_app_is_not_told_our_cookies() {
        let token = |claims: &str| format!("eyJh.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
        let (ours, theirs) = (
            token(r#"{"id":"1","sessionId":"2","gen":3,"jti":"4","iat":5,"exp":6}"#),
            token(r#"{"id":"1","sessionId":"2","iat":5,"exp":6}"#),
        );
        let line = "__Host-doorward=a; __Secure-doorward=s; theme=dark; doorward-step=b; \
                    __Host-doorward-device=c; \
                    x; =doorward=e; name=小明";
        let left = |line: &str| without_own_cookies(line.as_bytes());
        assert_eq!(left(line).as_deref(), Some("theme=dark; name=小明".as_bytes()));
        assert_eq!(left("doorward=a;"), None);
        assert_eq!(left(&format!("refreshToken={ours}; token_provider=librechat")), None);
        assert_eq!(left(&format!("refreshToken = {ours} ;")), None);
        for theirs in [theirs.as_str(), "d", "..", "", "e30.e30.e30"] {
            let line = format!("refreshToken={theirs}; token_provider=openid");
            assert_eq!(left(&line), Some(line.into_bytes()));
        }
        for ours in ["__Secure-doorward", "doorward-shared", "__Host-doorward", "doorward"] {
            assert_eq!(left(&format!("{ours}=a; theme=dark")).as_deref(), Some(&b"theme=dark"[..]));
            // Nor can it set them, as a `Set-Cookie` line begins.
            assert!(is_own_pair(format!("{ours}=a").as_bytes()), "{ours}");
        }
        assert_eq!(left(" doorwards=a ").as_deref(), Some(&b"doorwards=a"[..]));
        assert_eq!(without_own_cookies(b"a=\xff; doorward=b").as_deref(), Some(&b"a=\xff"[..]));
    }

    /// Checklist item 108: groups of a provider stand behind the role and cannot be taken for it.
    #[test]
    fn groups_are_told_behind_the_role() {
        let user = crate::access::tests::user("a@example.com", true, Role::User);
        for (groups, expected) in [
            (&[][..], "user"),
            (&["staff", "My Team"], "user,staff,My Team"),
            (&["admin", "Role:admin"], "user,group:admin,group:Role:admin"),
            (&["é", "100%"], "user,%C3%A9,100%25"),
        ] {
            let groups: Vec<_> = groups.iter().map(|&name: &&str| name.to_owned()).collect();
            let asker = Asker { user: &user, groups: &groups };
            assert_eq!(Field::Groups.of(asker).as_deref(), Some(expected));
            assert_eq!(Field::Role.of(asker).as_deref(), Some("user"));
        }
    }
}
