//! Settings: out of the `.env` files that people already have, with all complaints at once.
//!
//! A setting is a field and a line in the file of its group. [`Settings::read`] never stops at a
//! fault; [`Draft::complete`] adds the secrets that nobody set. Nothing here reads the process
//! environment: the binary hands it in.

mod access_code;
mod admission;
mod apps;
mod arithmetic;
mod audit;
mod authjs;
mod authorities;
mod chat_routes;
mod clerk;
mod complaint;
mod cookies;
mod dotenv;
mod events;
mod foreign;
mod forward_auth;
mod gateway;
mod general;
pub mod generated;
mod guard;
mod hashing;
mod later;
mod lifetimes;
mod limits;
mod linking;
mod logging;
mod mail;
mod moderation;
mod openid;
mod passkeys;
mod provider;
mod providers;
mod proxy;
mod published;
mod reader;
mod report;
mod second_factor;
mod secrets;
mod source;
mod storage;
mod switches;
#[cfg(test)]
mod tests;
mod tls;
mod tracing;
mod watching;

use doorward_core::admission::Admission;
use doorward_jose::random::RandomFailed;

use crate::upstream::authorities::Authorities;

pub use access_code::AccessCode;
pub use apps::Guarded;
pub use audit::Audit;
pub use authjs::AuthJs;
pub use chat_routes::ChatRoutes;
pub use clerk::Clerk;
pub use complaint::{Code, Complaint, Origin, Severity};
pub use events::Events;
pub use forward_auth::ForwardAuth;
pub use gateway::{MOUNT, Upstream};
pub use general::{General, PublicUrl};
pub use guard::{Guard, Written};
pub use hashing::Hashing;
pub use lifetimes::Lifetimes;
pub use limits::{Chat, Limits, Pair};
pub use linking::Linking;
pub use logging::{LogFormat, Logging};
pub use mail::{Carrier, Encryption, Mail, Smtp};
pub use moderation::Moderation;
pub use openid::{
    EndSession, ProviderSession, Reuse, RoleRule, RoleRules, RoleSource, RoleSync, TokenKind,
};
pub use passkeys::Passkeys;
pub use provider::{Button, Credential, Kind, OAuth2, OpenId, Provider, TeamKey};
pub use providers::Providers;
pub use proxy::TrustProxy;
pub use reader::Asked;
pub use report::{Check, show};
pub use second_factor::SecondFactor;
pub use secrets::{GivenSecrets, Secrets};
pub use source::Sources;
pub use storage::Storage;
pub use switches::{FirstAdmin, Switches};
pub use tls::Tls;
pub use tracing::{Sampler, Tracing};
pub use watching::Watching;

use apps::Apps;
use reader::Reader;

/// Everything that can be set, as the rest of the program sees it.
#[derive(Clone, Debug)]
pub struct Settings<S = Secrets> {
    /// Where the service listens and how the world reaches it.
    pub general: General,
    /// The certificate that people are shown, if we speak https ourselves.
    pub tls: Option<Tls>,
    /// Who may do what.
    pub switches: Switches,
    /// The codes that let people in without an account.
    pub access_code: AccessCode,
    /// Whose address lets them in.
    pub admission: Admission,
    /// How the first administrator comes to be.
    pub first_admin: FirstAdmin,
    /// How long tokens and sessions live.
    pub lifetimes: Lifetimes,
    /// Whether cookies are for https only.
    pub secure_cookies: bool,
    /// The domain that the session's cookie is for; the public URL's host alone if there is none.
    pub cookie_domain: Option<String>,
    /// What signs sessions.
    pub secrets: S,
    /// The instance of Clerk, if one is set up.
    pub clerk: Option<Clerk>,
    /// Auth.js's contract, if it is on.
    pub authjs: Option<AuthJs>,
    /// The apps that are guarded, behind the gateway and by proxies that ask.
    pub apps: Vec<Guarded>,
    /// The proxies that ask before they forward, if any.
    pub forward_auth: Option<ForwardAuth>,
    /// The providers that people can sign in at.
    pub providers: Providers,
    /// Who may have signed certificates of others, beside the system's authorities.
    pub authorities: Authorities,
    /// How accounts are linked to providers.
    pub linking: Linking,
    /// How mail is sent, if it is.
    pub mail: Option<Mail>,
    /// Where passkeys are valid, if anywhere.
    pub passkeys: Option<Passkeys>,
    /// Rate limits.
    pub limits: Limits,
    /// Which requests through the gateway are messages.
    pub chat_routes: ChatRoutes,
    /// Of whom a second factor is required.
    pub second_factor: SecondFactor,
    /// Violations and bans.
    pub moderation: Moderation,
    /// Password hashing.
    pub hashing: Hashing,
    /// Where data is kept.
    pub storage: Storage,
    /// The log.
    pub logging: Logging,
    /// The record of events.
    pub audit: Audit,
    /// The webhook that is told of them, if there is one.
    pub events: Option<Events>,
    /// The listener for whoever watches, if anybody does.
    pub watching: Option<Watching>,
    /// How requests are traced, if they are.
    pub tracing: Option<Tracing>,
    /// Every setting with its effective value and source, as `config show` prints it.
    pub report: Vec<Asked>,
}

impl<S> Settings<S> {
    /// Whether there is a gateway: an app that requests are forwarded to.
    pub fn has_gateway(&self) -> bool {
        self.apps.iter().any(|app| app.upstream.is_some())
    }

    /// The origins that people may be led back to after signing in: the public URL's own, those that are
    /// listed, and those of apps with a host.
    pub fn return_origins(&self) -> impl Iterator<Item = &str> {
        let listed = self.forward_auth.iter().flat_map(|asking| &asking.origins);
        listed.chain(self.apps.iter().map(|app| &app.origin)).map(String::as_str)
    }

    /// Whether an app is on a host of its own, where the sign-in of the public URL holds too: our pages are
    /// not there.
    pub fn is_apart(&self, app: &Guarded) -> bool {
        let public = [&self.general.client, &self.general.server];
        self.cookie_domain.is_some() && public.iter().all(|url| url.origin() != app.origin)
    }
}

/// Reads where the service is and what it is reached by.
fn listening(env: &mut Reader<'_>, address: Option<&authjs::Address>) -> (Option<Tls>, General) {
    let tls = Tls::read(env);
    let general = General::read(env, address, tls.is_some());
    if let Some(tls) = &tls {
        tls.check(env, &general);
    }
    (tls, general)
}

/// Settings whose secrets may be unset.
pub type Draft = Settings<GivenSecrets>;

/// The outcome of reading.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The settings; `None` when a complaint is an error.
    pub draft: Option<Draft>,
    /// All complaints, the gravest first.
    pub complaints: Vec<Complaint>,
    /// Every setting with its effective value, for `config show`.
    pub asked: Vec<Asked>,
}

impl Draft {
    /// Reads all settings for a machine of `cores` cores.
    pub fn read(sources: &Sources, cores: usize) -> Reading {
        let mut env = Reader::new(sources);
        let address = authjs::Address::read(&mut env);
        let (tls, mut general) = listening(&mut env, address.as_ref());
        let mut switches = Switches::read(&mut env);
        let first_admin = switches::first_admin(&mut env);
        let admission = admission::read(&mut env, &switches);
        let access_code = AccessCode::read(&mut env);
        let lifetimes = Lifetimes::read(&mut env);
        let secure_cookies = cookies::secure(&mut env, &general);
        let secrets = GivenSecrets::read(&mut env);
        let authorities = authorities::read(&mut env);
        let clerk = Clerk::read(&mut env, &general, &authorities);
        if clerk.is_some() {
            access_code.overruled(&mut env);
        }
        let mail = Mail::read(&mut env, &general, &authorities);
        switches.without_mail(&mut env, mail.is_some());
        switches.check(&mut env, clerk.is_some() || !access_code.codes.is_empty());
        let authjs = AuthJs::read(&mut env, &general, address.as_ref());
        let told = (&switches, mail.is_some());
        let Apps { list: apps, forward_auth, cookie_domain, chat_routes } =
            Apps::read(&mut env, &mut general, &authorities, told);
        let base_path = authjs.as_ref().map_or(providers::BASE_PATH, |authjs| &authjs.route);
        let providers = Providers::read(&mut env, &general, &switches, base_path, &authorities);
        let linking = Linking::read(&mut env, &providers);
        let passkeys = Passkeys::read(&mut env, &general);
        let draft = Self {
            chat_routes,
            limits: Limits::read(&mut env),
            second_factor: SecondFactor::read(&mut env),
            moderation: Moderation::read(&mut env),
            hashing: Hashing::read(&mut env, cores),
            storage: Storage::read(&mut env),
            logging: Logging::read(&mut env),
            audit: Audit::read(&mut env),
            watching: Watching::read(&mut env),
            events: Events::read(&mut env),
            tracing: Tracing::read(&mut env),
            report: Vec::new(),
            general,
            tls,
            switches,
            access_code,
            admission,
            first_admin,
            lifetimes,
            secure_cookies,
            cookie_domain,
            secrets,
            clerk,
            authjs,
            apps,
            forward_auth,
            providers,
            authorities,
            linking,
            mail,
            passkeys,
        };
        draft.with_report(env)
    }

    /// Ends the reading: without an error, these are the settings.
    fn with_report(self, mut env: Reader<'_>) -> Reading {
        later::read(&mut env);
        let (asked, complaints) = env.finish();
        let refused = complaints.iter().any(|complaint| complaint.severity == Severity::Error);
        let draft = (!refused).then(|| Self { report: asked.clone(), ..self });
        Reading { draft, complaints, asked }
    }

    /// Adds the secrets that nobody set, making them on the first start.
    ///
    /// `random` fills its argument with random bytes. The error says what is wrong with the file
    /// of generated secrets and what to do.
    pub fn complete(
        self,
        random: impl FnMut(&mut [u8]) -> Result<(), RandomFailed>,
    ) -> Result<Settings, Complaint> {
        let secrets = match (self.secrets.jwt, self.secrets.jwt_refresh) {
            (Some(jwt), Some(jwt_refresh)) => Secrets { jwt, jwt_refresh },
            (jwt, jwt_refresh) => {
                let kept = generated::load(&self.storage.data, random)?;
                Secrets {
                    jwt: jwt.unwrap_or(kept.jwt),
                    jwt_refresh: jwt_refresh.unwrap_or(kept.jwt_refresh),
                }
            }
        };
        Ok(Settings {
            secrets,
            general: self.general,
            tls: self.tls,
            switches: self.switches,
            access_code: self.access_code,
            admission: self.admission,
            first_admin: self.first_admin,
            lifetimes: self.lifetimes,
            secure_cookies: self.secure_cookies,
            cookie_domain: self.cookie_domain,
            clerk: self.clerk,
            authjs: self.authjs,
            apps: self.apps,
            forward_auth: self.forward_auth,
            providers: self.providers,
            authorities: self.authorities,
            linking: self.linking,
            mail: self.mail,
            passkeys: self.passkeys,
            chat_routes: self.chat_routes,
            limits: self.limits,
            second_factor: self.second_factor,
            moderation: self.moderation,
            hashing: self.hashing,
            storage: self.storage,
            logging: self.logging,
            audit: self.audit,
            watching: self.watching,
            events: self.events,
            tracing: self.tracing,
            report: self.report,
        })
    }
}

/// The text of docs/SETTINGS.md: every setting, as reading asks for it.
pub fn describe() -> String {
    report::document(&Settings::read(&Sources::none(), 2).asked)
}
