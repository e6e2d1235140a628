//! Judging a request: what a handshake brought, the token that counts, the decision, and the refresh.

use doorward_core::clerk::cookies::{
    Chosen, DEV_BROWSER, HANDSHAKE, HANDSHAKE_NONCE, REDIRECT_COUNT,
};
use doorward_core::clerk::decision::{Decision, Request, choose, decide};
use doorward_core::clerk::handshake::{self, Ask, Brought};
use doorward_core::clerk::instance::Kind;
use doorward_core::clerk::reason::Unrefreshed;
use doorward_core::clerk::session::Session;
use doorward_core::clerk::{Reason, token};
use doorward_core::time::Timestamp;
use doorward_jose::compact::Compact;
use serde_json::Value;
use url::Url;

use super::api::Renewal;
use super::{Clerk, Incoming};

/// What became of a request.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who it is, or why nobody.
    pub outcome: Outcome,
    /// `Set-Cookie` lines that the answer carries.
    pub cookies: Vec<String>,
    /// Where the browser goes: to the handshake, or to the same page without what the handshake left in
    /// its address.
    pub location: Option<Url>,
}

/// Who a request is from.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Somebody with this session.
    SignedIn(Box<Session>),
    /// Nobody.
    SignedOut(Reason),
    /// The browser has to go to the handshake first.
    Handshake(Reason),
}

impl From<Result<Session, Reason>> for Outcome {
    fn from(verdict: Result<Session, Reason>) -> Self {
        match verdict {
            Ok(session) => Self::SignedIn(Box::new(session)),
            Err(reason) => Self::SignedOut(reason),
        }
    }
}

impl Authenticated {
    fn bare(outcome: Outcome) -> Self {
        Self { outcome, cookies: Vec::new(), location: None }
    }
}

impl Clerk {
    /// Says who a request is from.
    pub async fn authenticate(&self, incoming: &Incoming, now: Timestamp) -> Authenticated {
        match self.returned(incoming, now).await {
            Ok(Some(brought)) => return self.brought(incoming, brought, now).await,
            // A broken handshake is an attempt to forge one, or of another key; in production the
            // request counts as if it were not there.
            Err(reason) if self.is_development() => {
                return Authenticated::bare(Outcome::SignedOut(reason));
            }
            Ok(None) | Err(_) => {}
        }
        let instance = self.instance();
        let peeked = incoming.peek(instance);
        let request = incoming.view(instance, &peeked);
        let chosen = choose(&request, instance, now);
        let verdict = match request.carried(&chosen) {
            Some(carried) => self.verify(carried.token(), now).await,
            None => Err(Reason::SessionTokenAndUatMissing),
        };
        let judged = verdict.as_ref().map(|_| ()).map_err(Clone::clone);
        let decision = decide(&request, instance, &chosen, &judged);
        self.follow(&request, &chosen, (decision, verdict), now).await
    }

    fn is_development(&self) -> bool {
        self.instance().kind == Kind::Development
    }

    /// What the handshake brought, if the browser comes back from there.
    async fn returned(
        &self,
        incoming: &Incoming,
        now: Timestamp,
    ) -> Result<Option<Brought>, Reason> {
        if let Some(nonce) = incoming.given(HANDSHAKE_NONCE) {
            let Some(api) = &self.api else { return Ok(None) };
            return match api.handshake(&nonce, now).await {
                Ok(brought) => Ok(Some(brought)),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "a handshake could not be fetched");
                    Ok(None)
                }
            };
        }
        let Some(text) = incoming.given(HANDSHAKE) else { return Ok(None) };
        let read = Compact::read(&text).map_err(|_| Reason::TokenInvalid)?;
        self.verify_signature(&read, now).await?;
        // It counts for as long as it says; Clerk's libraries do not look.
        token::times(&read.claims, now, self.skew_ms)?;
        Ok(handshake::of_claims(&read.claims))
    }

    async fn brought(
        &self,
        incoming: &Incoming,
        brought: Brought,
        now: Timestamp,
    ) -> Authenticated {
        let outcome = if brought.session.is_empty() {
            Outcome::SignedOut(Reason::SessionTokenMissing)
        } else {
            let verdict = self.verify(&brought.session, now).await;
            verdict.map_err(|reason| reason.of_request(Unrefreshed::NoCookie)).into()
        };
        // Production brings it in cookies, so only a development instance leaves traces.
        let location = self.is_development().then(|| handshake::cleaned(&incoming.url));
        Authenticated { outcome, cookies: brought.lines, location }
    }

    async fn follow(
        &self,
        request: &Request<'_>,
        chosen: &Chosen<'_>,
        (decision, verdict): (Decision, Result<Session, Reason>),
        now: Timestamp,
    ) -> Authenticated {
        match decision {
            Decision::SignedIn => Authenticated::bare(verdict.into()),
            Decision::SignedOut(reason) => Authenticated::bare(Outcome::SignedOut(reason)),
            Decision::Handshake(reason) => self.ask(request, chosen, reason),
            Decision::Refresh => match self.refresh(request, chosen, now).await {
                Ok(refreshed) => refreshed,
                Err(code) => match request.after_failed_refresh(&code) {
                    Decision::Handshake(reason) => self.ask(request, chosen, reason),
                    Decision::SignedOut(reason) => Authenticated::bare(Outcome::SignedOut(reason)),
                    Decision::SignedIn | Decision::Refresh => Authenticated::bare(verdict.into()),
                },
            },
        }
    }

    fn ask(&self, request: &Request<'_>, chosen: &Chosen<'_>, reason: Reason) -> Authenticated {
        let in_query = request.url.query_pairs().find(|(name, _)| name == DEV_BROWSER);
        let in_query = in_query.map(|(_, value)| value.into_owned());
        let location = handshake::location(&Ask {
            base: &self.settings.frontend_url,
            back: request.url,
            reason: &reason,
            suffixed: chosen.suffixed,
            session: request.carried(chosen).map(|carried| carried.token()),
            dev_browser: in_query
                .as_deref()
                .or(chosen.dev_browser)
                .filter(|_| self.is_development()),
        });
        let count = request.cookies.redirect_count + 1;
        let line = format!("{REDIRECT_COUNT}={count}; SameSite=Lax; HttpOnly; Max-Age=2");
        Authenticated {
            outcome: Outcome::Handshake(reason),
            cookies: vec![line],
            location: Some(location),
        }
    }

    /// Renews an expired session. The error is the code for the handshake's reason.
    async fn refresh(
        &self,
        request: &Request<'_>,
        chosen: &Chosen<'_>,
        now: Timestamp,
    ) -> Result<Authenticated, String> {
        let expired = chosen.session.map(|sent| sent.token).unwrap_or_default();
        let claims = Compact::read(expired).map(|read| read.claims).unwrap_or_default();
        let session = claims.get("sid").and_then(Value::as_str);
        let Some(session) = session else {
            return Err("expired-session-token-missing-sid-claim".to_owned());
        };
        let Some(api) = &self.api else { return Err("missing-api-client".to_owned()) };
        let origin = request.url.origin().ascii_serialization();
        let renewal = Renewal {
            session,
            suffixed: chosen.suffixed,
            expired_token: expired,
            refresh_token: request.cookies.refresh.unwrap_or_default(),
            origin: &origin,
        };
        let renewed = api.refresh(renewal, now).await;
        let brought = renewed.map_err(|error| error.refresh_code().to_owned())?;
        let verdict = self.verify(&brought.session, now).await;
        let session = verdict.map_err(|_| "invalid-session-token".to_owned())?;
        let outcome = Outcome::SignedIn(Box::new(session));
        Ok(Authenticated { outcome, cookies: brought.lines, location: None })
    }
}
