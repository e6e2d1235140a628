//! A dry run: a sign-in at a provider up to the moment before anything is written, and what it would have
//! come to.
//!
//! Everything that a sign-in asks and checks is asked and checked by the same code. Then, in place of an
//! account, a link or a session, there is a report for whoever asked for it.

mod claims;
mod decision;

use doorward_core::doctor::groups as weight;
use doorward_core::group;
use doorward_core::oidc::roles::Found;
use doorward_core::oidc::{Object, Refused};
use doorward_core::secret::{Digest, Sealed};
use doorward_store::{Event, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CallbackError, Finished, find, with_countable_address};
use crate::app::App;
use crate::establish::Client;
use crate::openid::OpenIdError;
use crate::providers::Provider;
use crate::settings::{self, Kind};
use crate::tokens::MintError;
use crate::witness::{Seen, Witness};

pub use claims::{Claim, Source};
pub use decision::{Account, Decision, Why};

/// What a dry run came to. Nothing of it is secret, and some of it is about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The provider.
    pub provider: String,
    /// What it says of the person.
    pub claims: Vec<Claim>,
    /// For whom the ID token is; `None` without one whose signature is good.
    pub audience: Option<Audience>,
    /// What is made of the address; `None` when the provider's part failed.
    pub address: Option<Address>,
    /// What the ID token says of time.
    pub clock: Option<Clocks>,
    /// What came beside it.
    pub tokens: Tokens,
    /// Why the userinfo endpoint said nothing, as a code and what was seen.
    pub userinfo_failed: Option<(String, String)>,
    /// Where roles were looked for, and what was there.
    pub roles: Vec<Roles>,
    /// How large the person's groups make requests to apps, the largest.
    #[serde(default)]
    pub groups: Option<Groups>,
    /// What would have become of the person.
    pub end: End,
}

/// How large somebody's groups make requests to an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// How many there are.
    pub number: usize,
    /// The app.
    pub app: String,
    /// About how many bytes the largest field has.
    pub field_bytes: usize,
    /// About how many bytes the whole head has.
    pub head_bytes: usize,
    /// Whether that is more than many apps take.
    pub heavy: bool,
}

/// For whom an ID token is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// `aud`, as it stands there.
    pub aud: Value,
    /// `azp`, as it stands there.
    pub azp: Option<Value>,
    /// The audiences that are accepted: the client id must be among them, the others may be.
    pub accepted: Vec<String>,
}

/// What is made of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The address.
    pub email: Option<String>,
    /// `email_verified`, as it stands there.
    pub said: Option<Value>,
    /// Whether it counts as checked by the provider.
    pub verified: bool,
    /// Whether it was taken from a name.
    pub from_name: bool,
    /// Whether it was left out, because there is a list of those who may come in and nobody vouches for it.
    pub left_out: bool,
}

/// What an ID token says of time, in seconds of our clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// How far `iat` is ahead.
    pub issued_ahead_s: Option<i64>,
    /// How far `nbf` is ahead.
    pub begins_ahead_s: Option<i64>,
    /// How much is tolerated.
    pub tolerance_s: u32,
}

/// What came beside the ID token. The tokens themselves are nowhere here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Whether the access token is a JWT.
    pub access_is_jwt: Option<bool>,
    /// Whether there is a refresh token.
    pub refresh: Option<bool>,
    /// Whether sessions shall be renewed at the provider.
    pub renews: bool,
}

/// Where roles were looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// The claim, as members with dots between.
    pub path: String,
    /// What was there: kinds and numbers.
    pub found: String,
    /// Whether names, or a plain `true` or `false`, were there.
    pub usable: bool,
}

/// What would have become of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The provider's part failed.
    Failed {
        /// The code of the failure.
        code: String,
        /// What was seen.
        seen: String,
    },
    /// Something failed here.
    Broken {
        /// What.
        seen: String,
    },
    /// The report is there, but sealed with another key than that of whoever asks for it.
    Sealed,
    /// It went well, and this is what would have been done.
    Decided(Decision),
}

impl Outcome {
    /// One in which the provider's part failed.
    pub(crate) fn failed(provider: &str, error: &OpenIdError) -> Self {
        let (code, seen) = (error.code().to_owned(), error.detail().to_owned());
        Self::new(provider, End::Failed { code, seen })
    }

    /// One in which something failed here.
    fn broken(provider: &str, error: &CallbackError) -> Self {
        Self::new(provider, End::Broken { seen: error.to_string() })
    }

    fn new(provider: &str, end: End) -> Self {
        Self {
            end,
            provider: provider.to_owned(),
            claims: Vec::new(),
            audience: None,
            address: None,
            clock: None,
            tokens: Tokens::default(),
            userinfo_failed: None,
            roles: Vec::new(),
            groups: None,
        }
    }
}

/// Ends a dry run with the provider's `answer` to a request with this `state`. Whatever comes of it, there is
/// a report: the command line waits for one.
pub(crate) async fn conclude(
    app: &App,
    (provider, ticket): (&str, Digest),
    (answer, state): (&str, &str),
    client: &Client,
) -> Result<Finished, CallbackError> {
    let rehearsed = match find(app, provider) {
        Ok(provider) => rehearse(app, provider, (answer, state), client).await,
        Err(error) => Err(error),
    };
    match rehearsed {
        Ok(outcome) => {
            keep(app, &ticket, &outcome, client).await?;
            Ok(Finished::DryRun(Box::new(outcome)))
        }
        Err(error) => Err(broke(app, (provider, &ticket), error, client).await),
    }
}

/// Keeps the report of a dry run that ended in an error of ours, and gives the error back.
pub(crate) async fn broke(
    app: &App,
    (provider, ticket): (&str, &Digest),
    error: CallbackError,
    client: &Client,
) -> CallbackError {
    let outcome = Outcome::broken(provider, &error);
    if let Err(second) = keep(app, ticket, &outcome, client).await {
        let second: &dyn std::error::Error = &second;
        tracing::error!(error = second, "the report of a dry run could not be kept");
    }
    error
}

/// Goes through a sign-in up to the moment before anything is written.
async fn rehearse(
    app: &App,
    provider: &Provider,
    (answer, state): (&str, &str),
    client: &Client,
) -> Result<Outcome, CallbackError> {
    let now = app.clock.now();
    let witness = Witness::attending();
    let said = provider.finish(answer, (state, &app.keys.login), now, &witness).await;
    let seen = witness.seen();
    let mut outcome = match said {
        Err(error) => Outcome::failed(&provider.id, &error),
        Ok(stated) => {
            let who = with_countable_address(app, provider.directory(), stated.clone());
            let address = Address {
                email: stated.email.as_ref().map(ToString::to_string),
                said: said_of_address(&seen),
                verified: stated.email_verified,
                from_name: stated.email.is_some() && stated.email_from_name,
                left_out: stated.email.is_some() && who.email.is_none(),
            };
            let decision = decision::of(app, provider, &who, client).await?;
            let outcome = Outcome::new(&provider.id, End::Decided(decision));
            Outcome { address: Some(address), groups: groups(app, &who.upstream.groups), ..outcome }
        }
    };
    if let Some(set) = app.settings.providers.get(&provider.id) {
        outcome.tell(&seen, set, now.seconds());
    }
    Ok(outcome)
}

impl Outcome {
    /// Adds what was seen on the way.
    fn tell(&mut self, seen: &Seen, set: &settings::Provider, now_s: i64) {
        let openid = match &set.kind {
            Kind::OpenId(openid) => Some(openid),
            Kind::OAuth2(_) => None,
        };
        self.claims = claims::of(seen, openid.map(Box::as_ref));
        self.tokens.access_is_jwt = seen.access_is_jwt;
        self.tokens.refresh = seen.refresh;
        if let Some(Err(refused)) = &seen.userinfo {
            self.userinfo_failed = Some((refused.why.code().to_owned(), refused.detail.clone()));
        }
        self.roles = seen.roles.iter().map(roles).collect();
        let (Some(openid), Some(id)) = (openid, &seen.id_token) else { return };
        self.tokens.renews = openid.session.reuse.is_some();
        let accepted = std::iter::once(&set.client_id).chain(&openid.audience);
        self.audience = Some(Audience {
            aud: id.get("aud").cloned().unwrap_or_default(),
            azp: id.get("azp").cloned(),
            accepted: accepted.cloned().collect(),
        });
        let ahead = |name: &str| id.get(name).and_then(Value::as_i64).map(|at| at - now_s);
        self.clock = Some(Clocks {
            issued_ahead_s: ahead("iat"),
            begins_ahead_s: ahead("nbf"),
            tolerance_s: openid.clock_tolerance_s,
        });
    }
}

/// What the groups come to at the app that is told them in the most headers.
fn groups(app: &App, known: &group::Groups) -> Option<Groups> {
    let names = known.names();
    let guards = app.guards.all().iter().map(|guard| guard.settings());
    let most = guards.max_by_key(|guarded| guarded.guard.headers_of_groups())?;
    let weight = weight::weigh(most.guard.headers_of_groups(), names);
    (!names.is_empty()).then(|| Groups {
        number: names.len(),
        app: most.name.clone(),
        field_bytes: weight.field,
        head_bytes: weight.head,
        heavy: weight.is_heavy(),
    })
}

fn roles((path, found): &(String, Result<Found, Refused>)) -> Roles {
    Roles {
        path: path.clone(),
        usable: matches!(found, Ok(Found::Names(_) | Found::Switch(_))),
        found: match found {
            Ok(found) => found.describe(),
            Err(refused) => refused.why.meaning().to_owned(),
        },
    }
}

/// `email_verified`, from where sign-ins read it.
fn said_of_address(seen: &Seen) -> Option<Value> {
    let said = |claims: &Object| claims.get("email_verified").cloned();
    let userinfo = seen.userinfo.as_ref().and_then(|said| said.as_ref().ok());
    let all = [seen.id_token.as_ref(), userinfo, seen.profile.as_ref()];
    all.into_iter().flatten().find_map(said)
}

/// Keeps the report for the command line, sealed for its ticket.
pub(crate) async fn keep(
    app: &App,
    ticket: &Digest,
    outcome: &Outcome,
    client: &Client,
) -> Result<(), CallbackError> {
    // It is made of texts, numbers and JSON values.
    let text = serde_json::to_vec(outcome).unwrap_or_default();
    let sealed = app.keys.seal.seal(&place(&ticket.to_hex()), &text).map_err(MintError::from)?;
    let event = Event {
        address: client.address.to_string(),
        detail: format!("{}: {}", outcome.provider, outcome.end.word()),
        ..Event::new("doctor.login", app.clock.now())
    };
    if !app.store.report_dry_run(ticket, &Sealed::new(sealed), &event).await? {
        tracing::info!("nobody waits for the report of a dry run");
    }
    Ok(())
}

/// The report of a ticket at `provider`, once there is one. It is read once.
pub(crate) async fn take(
    app: &App,
    (provider, ticket): (&str, &Digest),
) -> Result<Option<Outcome>, StoreError> {
    let Some(sealed) = app.store.take_dry_run(ticket).await? else { return Ok(None) };
    let opened = app.keys.seal.open(&place(&ticket.to_hex()), sealed.as_str()).ok();
    let outcome = opened.and_then(|text| serde_json::from_slice(&text).ok());
    Ok(Some(outcome.unwrap_or_else(|| Outcome::new(provider, End::Sealed))))
}

const fn place(ticket: &str) -> [&str; 3] {
    ["dry_runs", ticket, "report"]
}

impl End {
    /// One word for the record.
    const fn word(&self) -> &'static str {
        match self {
            Self::Failed { .. } => "the provider's part failed",
            Self::Broken { .. } | Self::Sealed => "it broke off",
            Self::Decided(Decision::New { .. }) => "would make an account",
            Self::Decided(Decision::Known { .. }) => "would sign in",
            Self::Decided(Decision::Join { .. }) => "would link and sign in",
            Self::Decided(Decision::LinkFirst { .. }) => "would ask to link",
            Self::Decided(Decision::Refuse { .. }) => "would refuse",
        }
    }
}
