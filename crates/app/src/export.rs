//! What is kept about a person, as one file for them (checklist item 94). Secrets are no part of it.

use doorward_core::id::UserId;
use doorward_core::time::Timestamp;
use doorward_store::{EventFilter, StoreError};
use serde::Serialize;

use crate::app::App;
use crate::live::Live;
use crate::proof::{self, ProofError, Typed};
use crate::{audit, invite, moderation, sessions};

/// How many events are read at a time.
const PAGE: u32 = 500;

/// Everything that is kept about a person. Times are in milliseconds since 1970, as stored.
#[derive(Clone, Debug, Serialize)]
pub struct Export {
    /// When it was written.
    pub exported_at: i64,
    /// The account.
    pub account: Account,
    /// The providers that lead into it.
    pub providers: Vec<Provider>,
    /// The second factors, without what opens anything.
    pub factors: Factors,
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
    /// The bans, over or not.
    pub bans: Vec<Ban>,
    /// Where the person is signed in.
    pub sessions: Vec<Session>,
    /// The invitations that the person sent, and the one that brought them here.
    pub invitations: Vec<Invitation>,
    /// What happened to the account, the newest first.
    pub events: Vec<Event>,
}

/// An account.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Account {
    pub id: String,
    pub email: Option<String>,
    pub email_verified: bool,
    pub name: String,
    pub username: String,
    pub avatar: Option<String>,
    pub made_by: String,
    pub role: &'static str,
    pub created_at: i64,
    pub updated_at: i64,
    pub disabled_at: Option<i64>,
    pub waiting_since: Option<i64>,
    pub language: Option<String>,
    pub has_password: bool,
}

/// A provider that leads into an account.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Provider {
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub linked_at: i64,
}

/// The second factors.
#[derive(Clone, Debug, Serialize)]
pub struct Factors {
    /// Since when there is an authenticator app, if there is one.
    pub authenticator_since: Option<i64>,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
}

/// A passkey.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Passkey {
    pub name: String,
    pub signs_in: bool,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

/// A ban.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Ban {
    pub reason: String,
    pub violation: Option<String>,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub lifted_at: Option<i64>,
}

/// A session.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Session {
    pub method: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub expires_at: i64,
    pub address: String,
    pub user_agent: String,
    pub groups: Vec<String>,
}

/// An invitation that a person sent, or came by.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Invitation {
    pub email: Option<String>,
    pub role: &'static str,
    pub sent: bool,
    pub created_at: i64,
    pub expires_at: i64,
    pub redeemed_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

/// An event that concerns a person.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub struct Event {
    pub at: i64,
    pub kind: String,
    pub address: String,
    pub detail: String,
    pub outcome: String,
}

/// What is kept about somebody; `None` when there is no such account.
pub async fn of(app: &App, user: UserId) -> Result<Option<Export>, StoreError> {
    let Some(known) = app.store.credentials(user).await? else { return Ok(None) };
    let links = app.store.links_of(user).await?;
    let providers = links.into_iter().map(|link| Provider {
        provider: link.provider,
        issuer: link.issuer,
        subject: link.subject,
        linked_at: link.created_at.0,
    });
    let sessions = sessions::list(app, user).await?.into_iter().map(|session| Session {
        method: session.method,
        created_at: session.created_at.0,
        last_seen_at: session.last_seen_at.0,
        expires_at: session.expires_at.0,
        address: session.address,
        user_agent: session.user_agent,
        groups: session.groups.names().to_vec(),
    });
    let has_password = known.password_hash.is_some();
    let user = known.user;
    Ok(Some(Export {
        exported_at: app.clock.now().0,
        providers: providers.collect(),
        sessions: sessions.collect(),
        events: events(app, user.id).await?,
        factors: Factors {
            authenticator_since: user.totp_since.map(|Timestamp(at)| at),
            recovery_codes: app.store.factors(user.id).await?.recovery_codes,
        },
        passkeys: passkeys(app, user.id).await?,
        invitations: invitations(app, user.id).await?,
        bans: bans(app, user.id).await?,
        account: Account {
            id: user.id.to_string(),
            email: user.email.as_ref().map(ToString::to_string),
            email_verified: user.email_verified,
            name: user.name,
            username: user.username,
            avatar: user.avatar,
            made_by: user.provider,
            role: user.role.as_str(),
            created_at: user.created_at.0,
            updated_at: user.updated_at.0,
            disabled_at: user.disabled_at.map(|Timestamp(at)| at),
            waiting_since: user.waiting_since.map(|Timestamp(at)| at),
            language: user.language,
            has_password,
        },
    }))
}

/// All passkeys, also where they are switched off today.
async fn passkeys(app: &App, user: UserId) -> Result<Vec<Passkey>, StoreError> {
    let row = |key: doorward_store::Passkey| Passkey {
        name: key.name,
        signs_in: key.signs_in,
        created_at: key.created_at.0,
        last_used_at: key.last_used_at.map(|Timestamp(at)| at),
    };
    Ok(app.store.passkeys_of(user).await?.into_iter().map(row).collect())
}

async fn invitations(app: &App, user: UserId) -> Result<Vec<Invitation>, StoreError> {
    let row = |one: doorward_store::Invitation| Invitation {
        sent: one.invited_by == Some(user),
        email: one.email.as_ref().map(ToString::to_string),
        role: one.role.as_str(),
        created_at: one.created_at.0,
        expires_at: one.expires_at.0,
        redeemed_at: one.redeemed_at.map(|Timestamp(at)| at),
        revoked_at: one.revoked_at.map(|Timestamp(at)| at),
    };
    Ok(app.store.invitations_of(user, invite::MOST).await?.into_iter().map(row).collect())
}

async fn bans(app: &App, user: UserId) -> Result<Vec<Ban>, StoreError> {
    let row = |ban: moderation::Ban| Ban {
        reason: ban.reason,
        violation: ban.violation,
        created_at: ban.created_at.0,
        expires_at: ban.expires_at.map(|Timestamp(at)| at),
        lifted_at: ban.lifted.map(|(Timestamp(at), _)| at),
    };
    let all = moderation::history(app, moderation::Subject::Person(user)).await?;
    Ok(all.into_iter().map(row).collect())
}

/// Why nothing was handed over.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The person has to prove anew who they are, or failed to.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The account went away meanwhile.
    #[error("the account is gone")]
    Gone,
    /// Storage.
    #[error("what is kept could not be read")]
    Store(#[from] StoreError),
}

/// What is kept about the person of a session, for themselves: after a fresh proof, since it is all there
/// is in one file.
pub async fn for_owner(app: &App, live: &Live, typed: Typed<'_>) -> Result<Export, ExportError> {
    let client = typed.client;
    proof::demand(app, live, typed).await?;
    let user = live.user.id;
    let kept = of(app, user).await?.ok_or(ExportError::Gone)?;
    let event = doorward_store::Event {
        actor: Some(user),
        subject: Some(user),
        session: Some(live.id),
        address: client.address.to_string(),
        ..doorward_store::Event::new("user.export", app.clock.now())
    };
    app.store.record(&event).await?;
    Ok(kept)
}

/// What happened to somebody. Where an administrator came from is not theirs to know.
async fn events(app: &App, user: UserId) -> Result<Vec<Event>, StoreError> {
    let filter = EventFilter { person: Some(user), ..EventFilter::default() };
    let (mut events, mut before) = (Vec::new(), None);
    loop {
        let page = audit::page(app, &filter, before, PAGE).await?;
        events.extend(page.events.into_iter().filter(|event| event.subject == Some(user)).map(
            |event| Event {
                at: event.at.0,
                kind: event.kind,
                address: if event.actor.is_none_or(|actor| actor == user) {
                    event.address
                } else {
                    String::new()
                },
                detail: event.detail,
                outcome: event.outcome,
            },
        ));
        before = page.next;
        if before.is_none() {
            return Ok(events);
        }
    }
}
