//! What the doctor asks of a provider: the requests of a sign-in, made by the code of a sign-in, with nobody
//! behind them.

use std::sync::Arc;

use doorward_core::doctor::authorization::{self, Seen, Verdict};
use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::issuer::Issuer;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::time::Timestamp;
use doorward_jose::mac::MacKey;
use url::Url;

use super::{OpenIdError, Proof, Provider};
use crate::upstream::http::FetchError;
use crate::upstream::visit::Visit;

/// What stands in the place of a state and of a code.
const MADE_UP: &str = "doorward-doctor-made-this-up";

/// What the token endpoint says to a code that nobody gave out.
#[derive(Debug)]
pub(crate) struct CodeTried {
    /// What a sign-in would have been told; `None` in the odd case that the code was taken.
    pub(crate) refused: Option<Refused>,
    /// The other way to show the secret, if the client is accepted by that one alone.
    pub(crate) other_way: Option<&'static str>,
}

impl Provider {
    /// The issuer as the operator wrote it.
    pub(crate) const fn issuer(&self) -> &Issuer {
        self.discovery.issuer()
    }

    /// How far clocks may differ, in seconds.
    pub(crate) const fn clock_tolerance_s(&self) -> u32 {
        self.config.clock_tolerance_s
    }

    /// The discovery document as it comes, with its headers.
    pub(crate) async fn document(&self) -> Result<Visit, FetchError> {
        self.http.visit(self.issuer().discovery_url(), &[]).await
    }

    /// Fetches the keys, as the first sign-in does.
    pub(crate) async fn fetch_keys(
        &self,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<usize, Refused> {
        Ok(self.jwks.get(&self.http, &metadata.jwks_uri, now).await?.usable())
    }

    /// Sends the request that starts a sign-in, asking that nobody be asked (`OpenID` Connect Core §3.1.2.1).
    pub(crate) async fn ask_for_nobody(
        &self,
        keys: &MacKey,
        now: Timestamp,
    ) -> Result<Verdict, OpenIdError> {
        let mut url = self.start(MADE_UP, keys, now, false).await?;
        url.query_pairs_mut().append_pair("prompt", "none");
        let ours = &self.config.redirect_uri;
        let visit = self.http.follow(&url, |to| is_same_place(to, ours)).await;
        Ok(visit.map_or(Verdict::Inconclusive, |visit| judged(&visit, ours)))
    }

    /// Redeems a code that nobody gave out.
    pub(crate) async fn try_code(
        &self,
        metadata: &Arc<Metadata>,
        keys: &MacKey,
        now: Timestamp,
    ) -> CodeTried {
        let proof = Proof::derive(keys, &self.config.id, MADE_UP);
        let refused = self.exchange(metadata, MADE_UP, &proof, now).await.err();
        let about_us = refused.as_ref().is_some_and(|refused| {
            matches!(refused.why, Refusal::ClientRejected | Refusal::ClientNotAllowed)
        });
        let other = if about_us {
            self.try_other_place(metadata, (MADE_UP, &proof), now).await
        } else {
            None
        };
        let works = other.filter(|(_, refused)| refused.why == Refusal::CodeRejected);
        CodeTried { refused, other_way: works.map(|(way, _)| way) }
    }
}

/// Whether the browser would be sent to our callback.
pub(crate) fn is_same_place(to: &Url, ours: &Url) -> bool {
    to.origin() == ours.origin() && to.path() == ours.path()
}

/// What an answer of an authorization endpoint means.
pub(crate) fn judged(visit: &Visit, ours: &Url) -> Verdict {
    let (location, text) = (visit.location(), visit.text());
    let seen = Seen { status: visit.status, location: location.as_ref(), text: &text };
    authorization::judge(seen, ours)
}
