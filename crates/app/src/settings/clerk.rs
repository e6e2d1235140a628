//! Sign-in by Clerk: `CLERK_*` and `NEXT_PUBLIC_CLERK_*`.

#[cfg(test)]
mod tests;

use doorward_core::clerk::instance::{BadKey, Instance, Kind};
use doorward_core::clerk::webhook;
use doorward_core::oidc::endpoint::{self, Transport};
use doorward_core::secret::Secret;
use doorward_jose::algorithm::Algorithm;
use doorward_jose::digest::sha1;
use doorward_jose::jwk::Key;
use url::Url;

use super::complaint::{Code, Severity};
use super::general::General;
use super::published;
use super::reader::{About, Fault, Reader};
use crate::upstream::authorities::Authorities;

/// The name that switches Clerk on, and its other spelling.
const PUBLISHABLE: (&str, &[&str]) =
    ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", &["CLERK_PUBLISHABLE_KEY"]);
const SECRET: &str = "CLERK_SECRET_KEY";
const WEBHOOK: (&str, &[&str]) = ("CLERK_WEBHOOK_SECRET", &["CLERK_WEBHOOK_SIGNING_SECRET"]);
const API: &str = "https://api.clerk.com";

/// One instance of Clerk, and what we are to it.
#[derive(Clone, Debug)]
pub struct Clerk {
    /// What the publishable key says.
    pub instance: Instance,
    /// Opens the Backend API. Without it keys are read from the frontend API, profiles from tokens,
    /// and sessions there do not end with ours.
    pub secret_key: Option<Secret<String>>,
    /// The public key that tokens are verified with, in PEM, instead of a fetched one.
    pub jwt_key: Option<String>,
    /// The key of messages from Clerk; without it none is accepted.
    pub webhook_secret: Option<Secret<Vec<u8>>>,
    /// The base of the Backend API.
    pub api_url: Url,
    /// The base of the frontend API: the instance's own, or a proxy before it.
    pub frontend_url: Url,
    /// Where people sign in.
    pub sign_in_url: Url,
    /// Where people make an account.
    pub sign_up_url: Url,
    /// The origins whose pages may have asked for a token.
    pub parties: Vec<String>,
    /// Who may have signed its certificates, beside the system's authorities.
    pub authorities: Authorities,
}

impl Clerk {
    /// Reads all of Clerk's settings; `None` when it is not set up.
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &General,
        authorities: &Authorities,
    ) -> Option<Self> {
        env.group("Clerk");
        let key = env.parsed(PUBLISHABLE, ("", "Switches Clerk on."), publishable);
        let secret_key = secret_key(env);
        let webhook_secret = webhook_secret(env);
        let jwt_key = jwt_key(env);
        let api_url = base(env, "CLERK_API_URL", (API, "Where Clerk's Backend API is."));
        let proxy = base(
            env,
            ("NEXT_PUBLIC_CLERK_PROXY_URL", &["CLERK_PROXY_URL"][..]),
            ("", "A proxy of one's own before Clerk's frontend API."),
        );
        let sign_in = page(env, "NEXT_PUBLIC_CLERK_SIGN_IN_URL", "Where people sign in.");
        let sign_up = page(env, "NEXT_PUBLIC_CLERK_SIGN_UP_URL", "Where people make an account.");
        let parties = parties(env, general);
        let Some(instance) = key else {
            without_key(env, secret_key.is_some() || webhook_secret.is_some());
            return None;
        };
        check_together(env, &instance, secret_key.as_ref(), webhook_secret.is_some());
        let own = |path: &str| Url::parse(&format!("{}{path}", instance.portal())).ok();
        Some(Self {
            secret_key,
            jwt_key,
            webhook_secret,
            api_url: api_url.or_else(|| Url::parse(API).ok())?,
            frontend_url: proxy.or_else(|| Url::parse(&instance.issuer()).ok())?,
            sign_in_url: sign_in.or_else(|| own("/sign-in"))?,
            sign_up_url: sign_up.or_else(|| own("/sign-up"))?,
            parties,
            authorities: authorities.clone(),
            instance,
        })
    }
}

fn publishable(text: &str) -> Result<Instance, Fault> {
    Instance::parse(text, sha1).map_err(|bad| {
        let what = match bad {
            BadKey::Form if text.starts_with("sk_") => "is a secret key".to_owned(),
            bad => bad.to_string(),
        };
        let remedy = "Take the publishable key from Clerk's dashboard, under API keys.";
        Fault::new(Code::CLERK_KEY, what, remedy)
    })
}

fn secret_key(env: &mut Reader<'_>) -> Option<Secret<String>> {
    let about = About { secret: true, ..About::used("", "Opens Clerk's Backend API.") };
    env.ask(SECRET, about, |text| {
        let text = text.trim();
        published::check_example(text)
            .map_err(|fault| Fault { remedy: DASHBOARD.into(), ..fault })?;
        let kind = ["sk_test_", "sk_live_"].iter().any(|start| text.starts_with(start));
        if kind && text.bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(Secret::new(text.to_owned()));
        }
        let what = "does not begin with sk_test_ or sk_live_";
        Err(Fault::new(Code::CLERK_SECRET, what, DASHBOARD))
    })
}

const DASHBOARD: &str = "Take the secret key from Clerk's dashboard, under API keys.";

fn webhook_secret(env: &mut Reader<'_>) -> Option<Secret<Vec<u8>>> {
    let about = About { secret: true, ..About::used("", "Proves messages from Clerk.") };
    let remedy = "Take the signing secret of the endpoint from Clerk's dashboard, under webhooks.";
    env.ask(WEBHOOK, about, |text| {
        published::check_example(text).map_err(|fault| Fault { remedy: remedy.into(), ..fault })?;
        let key = webhook::key(text).filter(|key| key.len() >= 16);
        let what = "is not whsec_ followed by at least 16 encoded bytes";
        key.map(Secret::new).ok_or_else(|| Fault::new(Code::CLERK_WEBHOOK, what, remedy))
    })
}

fn jwt_key(env: &mut Reader<'_>) -> Option<String> {
    let meaning = "The public key that tokens are verified with, in PEM; none is fetched then.";
    env.parsed("CLERK_JWT_KEY", ("", meaning), |text| {
        Key::from_rsa_pem(text, Algorithm::Rs256).map(|_| text.to_owned()).map_err(|_| {
            let remedy =
                "Take the JWT public key from Clerk's dashboard, with its BEGIN and END lines.";
            Fault::new(Code::CLERK_JWT_KEY, "is not an RSA public key in PEM", remedy)
        })
    })
}

fn base(
    env: &mut Reader<'_>,
    names: impl Into<super::reader::Names>,
    about: (&str, &'static str),
) -> Option<Url> {
    env.parsed(names, about, |text| {
        let url = endpoint::parse(text, Transport::Secure).filter(|url| url.query().is_none());
        url.ok_or_else(|| {
            let remedy = "Write an https URL, without a query.";
            Fault::new(Code::NOT_URL, "is not an https URL", remedy)
        })
    })
}

/// A page of Clerk's. `LobeChat` has one of its own, at a path that means nothing here.
fn page(env: &mut Reader<'_>, name: &'static str, meaning: &'static str) -> Option<Url> {
    let found = env.find(name, About::used("Clerk's account portal", meaning))?;
    let text = found.text.trim();
    if text.starts_with('/') {
        let remedy = "It is not used: people go to Clerk's account portal. Remove it.";
        let fault = Fault::new(Code::CLERK_PAGE, "is a path of the chat app's own page", remedy);
        env.complain(Severity::Note, &found, fault);
        env.forget();
        return None;
    }
    let url = endpoint::parse(text, Transport::Secure);
    if url.is_none() {
        let remedy = "Write an https URL.";
        env.complain(Severity::Error, &found, Fault::new(Code::NOT_URL, "is not one", remedy));
        env.forget();
    }
    url
}

fn parties(env: &mut Reader<'_>, general: &General) -> Vec<String> {
    let meaning = "The origins whose pages may ask for a token, as a list.";
    let mut ours = vec![general.client.origin().to_owned(), general.server.origin().to_owned()];
    ours.dedup();
    let given = env.parsed("CLERK_AUTHORIZED_PARTIES", ("the public URLs", meaning), |text| {
        let items = text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty());
        items.map(origin).collect::<Result<Vec<_>, _>>()
    });
    given.filter(|list| !list.is_empty()).unwrap_or(ours)
}

fn origin(text: &str) -> Result<String, Fault> {
    let url = super::reader::url(text)?;
    Ok(url.origin().ascii_serialization())
}

fn without_key(env: &mut Reader<'_>, others: bool) {
    if others {
        let what = "Clerk is off, because NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY is not set.";
        let remedy = "Set it, or remove CLERK_SECRET_KEY and CLERK_WEBHOOK_SECRET.";
        let fault = Fault::new(Code::CLERK_INCOMPLETE, what, remedy);
        env.object(Severity::Warning, PUBLISHABLE.0, fault);
    }
}

fn check_together(
    env: &mut Reader<'_>,
    instance: &Instance,
    secret: Option<&Secret<String>>,
    webhooks: bool,
) {
    let start = match instance.kind {
        Kind::Development => "sk_test_",
        Kind::Production => "sk_live_",
    };
    match secret {
        Some(secret) if !secret.expose().starts_with(start) => {
            let what = "CLERK_SECRET_KEY belongs to another instance than the publishable key.";
            let remedy = format!("Take the one that begins with {start}.");
            env.object(Severity::Error, SECRET, Fault::new(Code::CLERK_MIXED, what, remedy));
        }
        Some(_) => {}
        None => {
            let what = "CLERK_SECRET_KEY is not set: profiles come from tokens only, and signing \
                        out here leaves people signed in at Clerk.";
            let remedy = "Set it. Without it, add the claim email to Clerk's session token.";
            let fault = Fault::new(Code::CLERK_INCOMPLETE, what, remedy);
            env.object(Severity::Warning, SECRET, fault);
        }
    }
    if !webhooks {
        let what = "CLERK_WEBHOOK_SECRET is not set, so messages from Clerk are refused: who is \
                    deleted or signed out there stays signed in here.";
        let remedy = "Make an endpoint for /api/webhooks/clerk in Clerk's dashboard and set its \
                      signing secret.";
        let fault = Fault::new(Code::CLERK_INCOMPLETE, what, remedy);
        env.object(Severity::Warning, WEBHOOK.0, fault);
    }
}
