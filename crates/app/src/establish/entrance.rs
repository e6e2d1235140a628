//! What a session begins with: how somebody proved who they are.

use doorward_core::account::{LOCAL, PASSKEY};
use doorward_core::factor::{Method, Methods, Way};
use doorward_core::id::SessionId;
use doorward_core::secret::{Digest, Secret};
use doorward_core::session::Session;
use doorward_core::time::Timestamp;
use doorward_store::NewOrigin;

use crate::app::App;
use crate::identity::Upstream;
use crate::kept;
use crate::tokens::MintError;

/// How somebody proved who they are.
#[derive(Debug)]
pub(crate) struct Entrance<'a> {
    /// The way in, as rows and pages call it: `local`, `passkey`, or the name of a provider.
    pub(crate) method: &'a str,
    /// The stored hash of the password that was typed: no session begins with a password that was
    /// changed while it was being checked.
    pub(crate) proven: Option<&'a Secret<String>>,
    /// When they did; `None` when a provider let them through that knew them from before.
    pub(crate) proved_at: Option<Timestamp>,
    /// The provider's session that the new one stands on, and ends with.
    pub(crate) origin: Option<NewOrigin>,
    /// What is kept of that session.
    pub(crate) upstream: Upstream,
    /// What kind of proof it was.
    pub(crate) way: Way,
    /// By which methods.
    pub(crate) methods: Methods,
    /// When a second factor was proved.
    pub(crate) factor_at: Option<Timestamp>,
    /// The passkey that was one of them.
    pub(crate) passkey: Option<Digest>,
    /// The second step that led here, which is spent with the session.
    pub(crate) step: Option<Digest>,
    /// The link that is to be made before the session, by the digest of its handle.
    pub(crate) settles: Option<Digest>,
}

impl<'a> Entrance<'a> {
    /// By the password that has this hash, just now.
    pub(crate) const fn password(proven: Option<&'a Secret<String>>, now: Timestamp) -> Self {
        Self {
            method: LOCAL,
            proven,
            proved_at: Some(now),
            origin: None,
            upstream: Upstream::NONE,
            way: Way::Password,
            methods: Methods::one(Method::Password),
            factor_at: None,
            passkey: None,
            step: None,
            settles: None,
        }
    }

    /// By the passkey `id`, whose authenticator made sure of its person, just now.
    pub(crate) fn passkey(id: Digest, now: Timestamp) -> Self {
        Self {
            method: PASSKEY,
            proven: None,
            way: Way::Passkey { verified: true },
            methods: Methods::one(Method::Passkey).with(Method::UserVerified),
            factor_at: Some(now),
            passkey: Some(id),
            ..Self::password(None, now)
        }
    }

    /// By the word of a provider.
    pub(crate) const fn provider(
        id: &'a str,
        origin: NewOrigin,
        proved_at: Option<Timestamp>,
    ) -> Self {
        Self {
            method: id,
            proven: None,
            proved_at,
            origin: Some(origin),
            upstream: Upstream::NONE,
            way: Way::Provider { several: false },
            methods: Methods::NONE,
            factor_at: None,
            passkey: None,
            step: None,
            settles: None,
        }
    }

    /// The same, keeping what the provider gave.
    pub(crate) fn keeping(self, upstream: Upstream) -> Self {
        Self { upstream, ..self }
    }

    /// The same, by a provider that says whether it has seen several factors.
    pub(crate) fn by_several(self, several: bool) -> Self {
        let methods = if several { Methods::one(Method::Several) } else { Methods::NONE };
        Self { way: Way::Provider { several }, methods, ..self }
    }

    /// The same, in a browser in which no second factor is asked for.
    pub(crate) fn in_trusted_browser(self) -> Self {
        Self { methods: self.methods.with(Method::TrustedBrowser), ..self }
    }

    /// The same, in place of a session that its person had and whose proofs stay theirs.
    pub(crate) fn continuing(self, before: &Session) -> Self {
        let Session { factor_at, passkey, .. } = *before;
        let methods = before.methods.and(self.methods);
        Self { way: Way::Continued, methods, factor_at, passkey, ..self }
    }

    /// Where a session comes from, with what is kept sealed for it.
    pub(super) fn rooted(
        self,
        app: &App,
        session: SessionId,
    ) -> Result<Option<NewOrigin>, MintError> {
        let Self { origin, upstream, .. } = self;
        let Some(origin) = origin else { return Ok(None) };
        let kept = kept::seal(&app.keys, session, &upstream)?;
        Ok(Some(NewOrigin { nonce: upstream.nonce, kept, ..origin }))
    }
}
