//! Accounts, sessions and the like to test with. Each number makes another one.

use doorward_core::account::{LOCAL, Role, User};
use doorward_core::address::Email;
use doorward_core::factor::{Method, Methods};
use doorward_core::group::Groups;
use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::{Digest, Sealed, Secret};
use doorward_core::session::Session;
use doorward_core::time::Timestamp;
use doorward_store::{
    Event, Grounds, Kept, NewLink, NewOrigin, NewRole, NewSession, NewUser, PendingLink,
    PendingLogin, Purpose, Store,
};

/// The time at which the samples are made.
pub(crate) const NOW: Timestamp = Timestamp(1_763_686_800_000);

/// The issuer of the sample provider.
pub(crate) const ISSUER: &str = "https://id.example";

/// How long sample sessions and logins last.
pub(crate) const LIFE_MS: i64 = 1000;

pub(crate) fn user_id(n: u64) -> UserId {
    UserId::new(NOW, n.to_be_bytes())
}

pub(crate) fn session_id(n: u64) -> SessionId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    SessionId::new(NOW, random)
}

pub(crate) fn email(n: u64) -> Email {
    Email::parse(&format!("person{n}@example.com")).unwrap()
}

pub(crate) fn digest(n: u64) -> Digest {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    Digest::new(bytes)
}

pub(crate) fn hash(text: &str) -> Secret<String> {
    Secret::from(text.to_owned())
}

pub(crate) fn event() -> Event {
    Event::new("test.event", NOW)
}

pub(crate) fn new_user(n: u64) -> NewUser {
    NewUser {
        id: user_id(n),
        email: Some(email(n)),
        email_verified: false,
        name: format!("Person {n}"),
        username: format!("person{n}"),
        avatar: None,
        provider: LOCAL.to_owned(),
        password_hash: Some(hash("first")),
        role: NewRole::Exactly(Role::User),
        waits: false,
        language: None,
        created_at: NOW,
    }
}

pub(crate) async fn create(store: &Store, n: u64) -> User {
    store.create_user(&new_user(n), None, Grounds::Open, &event()).await.unwrap()
}

pub(crate) fn new_session(user: u64, n: u64) -> NewSession {
    NewSession {
        session: Session {
            id: session_id(n),
            user: user_id(user),
            method: LOCAL.to_owned(),
            created_at: NOW,
            proved_at: Some(NOW),
            methods: Methods::one(Method::Password),
            factor_at: None,
            passkey: None,
            last_seen_at: NOW,
            expires_at: NOW.plus(LIFE_MS),
            user_agent: "a browser".to_owned(),
            address: "192.0.2.1".to_owned(),
            groups: Groups::NONE,
        },
        cookie: digest(n),
        refresh: digest(1000 + n),
        origin: None,
        step: None,
    }
}

pub(crate) async fn begin(store: &Store, user: u64, n: u64) {
    assert!(store.begin_session(&new_session(user, n), None, &event()).await.unwrap());
}

/// Session `n`, as the provider calls it `sid-{n}`, of its `subject-{user}`.
pub(crate) fn from_provider(user: u64, n: u64) -> NewSession {
    let origin = NewOrigin {
        provider: "openid".to_owned(),
        issuer: ISSUER.to_owned(),
        subject: format!("subject-{user}"),
        sid: Some(format!("sid-{n}")),
        nonce: Some("a nonce".to_owned()),
        kept: Kept { id_token: Some(sealed("id", n)), refresh_token: Some(sealed("refresh", n)) },
    };
    NewSession { origin: Some(origin), ..new_session(user, n) }
}

pub(crate) fn sealed(what: &str, n: u64) -> Sealed {
    Sealed::new(format!("{what} {n}"))
}

pub(crate) fn link(n: u64) -> NewLink {
    NewLink {
        issuer: ISSUER.to_owned(),
        subject: format!("subject-{n}"),
        provider: "openid".to_owned(),
    }
}

pub(crate) fn login(n: u64) -> PendingLogin {
    PendingLogin {
        handle: digest(n),
        browser: digest(5000 + n),
        provider: "openid".to_owned(),
        return_to: "/c/new".to_owned(),
        created_at: NOW,
        expires_at: NOW.plus(LIFE_MS),
        purpose: Purpose::SignIn,
        invitation: None,
    }
}

/// A link to account `user` that waits for its proof.
pub(crate) fn pending_link(user: u64, n: u64) -> PendingLink {
    PendingLink {
        handle: digest(n),
        browser: digest(5000 + n),
        user: user_id(user),
        link: link(n),
        email: email(user),
        email_verified: true,
        return_to: "/c/new".to_owned(),
        created_at: NOW,
        expires_at: NOW.plus(LIFE_MS),
    }
}
