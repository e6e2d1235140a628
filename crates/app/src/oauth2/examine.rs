//! What the doctor asks of a provider; see [`openid`](crate::openid).

use doorward_core::doctor::authorization::Verdict;
use doorward_core::oidc::Refused;
use doorward_jose::mac::MacKey;

use super::Provider;
use crate::openid::examine::{is_same_place, judged};
use crate::openid::proof::Proof;

/// What stands in the place of a state and of a code.
const MADE_UP: &str = "doorward-doctor-made-this-up";

impl Provider {
    /// Sends the request that starts a sign-in. Many providers look at it only after the sign-in.
    pub(crate) async fn ask_for_nobody(&self, keys: &MacKey) -> Verdict {
        let mut url = self.start(MADE_UP, keys);
        url.query_pairs_mut().append_pair("prompt", "none");
        let ours = &self.config.redirect_uri;
        let visit = self.http.follow(&url, |to| is_same_place(to, ours)).await;
        visit.map_or(Verdict::Inconclusive, |visit| judged(&visit, ours))
    }

    /// Redeems a code that nobody gave out; `None` in the odd case that it was taken.
    pub(crate) async fn try_code(&self, keys: &MacKey) -> Option<Refused> {
        let proof = Proof::derive(keys, &self.config.id, MADE_UP);
        self.exchange(MADE_UP, &proof).await.err()
    }
}
