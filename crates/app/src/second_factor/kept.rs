//! What the first step of a sign-in proved, as it is kept, sealed, while the second one is waited for.

use doorward_core::factor::Way;
use doorward_core::secret::Secret;
use doorward_store::NewOrigin;
use serde::{Deserialize, Serialize};

use crate::establish::Entrance;
use crate::identity::Upstream;

/// The first proof as it is kept, sealed, while the sign-in waits.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) method: String,
    pub(super) amr: String,
    pub(super) way: KeptWay,
    pub(super) proved_at: Option<i64>,
    pub(super) origin: Option<KeptOrigin>,
    pub(super) settles: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum KeptWay {
    Password,
    Passkey,
    Provider,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptOrigin {
    provider: String,
    issuer: String,
    subject: String,
    sid: Option<String>,
    nonce: Option<String>,
    id_token: Option<String>,
    refresh_token: Option<String>,
}

impl From<Entrance<'_>> for Kept {
    fn from(entrance: Entrance<'_>) -> Self {
        let Entrance { method, proved_at, way, methods, origin, upstream, settles, .. } = entrance;
        let text = |secret: &Option<Secret<String>>| secret.as_ref().map(|s| s.expose().clone());
        Self {
            method: method.to_owned(),
            amr: methods.to_text(),
            way: match way {
                Way::Password | Way::Continued => KeptWay::Password,
                Way::Passkey { .. } => KeptWay::Passkey,
                Way::Provider { .. } => KeptWay::Provider,
            },
            proved_at: proved_at.map(|at| at.0),
            settles: settles.map(|handle| handle.to_hex()),
            origin: origin.map(|origin| KeptOrigin {
                provider: origin.provider,
                issuer: origin.issuer,
                subject: origin.subject,
                sid: origin.sid,
                nonce: upstream.nonce.clone(),
                id_token: text(&upstream.id_token),
                refresh_token: text(&upstream.refresh_token),
            }),
        }
    }
}

impl From<KeptWay> for Way {
    fn from(way: KeptWay) -> Self {
        // Whoever waits has proved no more than one factor.
        match way {
            KeptWay::Password => Self::Password,
            KeptWay::Passkey => Self::Passkey { verified: false },
            KeptWay::Provider => Self::Provider { several: false },
        }
    }
}

impl From<KeptOrigin> for (NewOrigin, Upstream) {
    fn from(kept: KeptOrigin) -> Self {
        let upstream = Upstream {
            nonce: kept.nonce,
            id_token: kept.id_token.map(Secret::new),
            refresh_token: kept.refresh_token.map(Secret::new),
        };
        let origin = NewOrigin {
            provider: kept.provider,
            issuer: kept.issuer,
            subject: kept.subject,
            sid: kept.sid,
            nonce: None,
            kept: doorward_store::Kept::default(),
        };
        (origin, upstream)
    }
}
