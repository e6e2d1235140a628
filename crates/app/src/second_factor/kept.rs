//! What the first step of a sign-in proved, as it is kept, sealed, while the second one is waited for.

use doorward_core::factor::Way;
use doorward_core::group::Groups;
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
    /// Sign-ins that were waiting when this came have none.
    #[serde(default)]
    groups: Vec<String>,
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
                groups: upstream.groups.names().to_vec(),
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
            groups: Groups::of(kept.groups.iter().map(String::as_str)).0,
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

#[cfg(test)]
mod tests {
    use doorward_core::time::Timestamp;

    use super::*;

    #[test]
    fn groups_wait_with_the_first_proof() {
        let origin = NewOrigin {
            provider: "openid".to_owned(),
            issuer: "https://id.example.test".to_owned(),
            subject: "alice".to_owned(),
            sid: None,
            nonce: None,
            kept: doorward_store::Kept::default(),
        };
        let (groups, _) = Groups::of(["staff", "My Team"]);
        let upstream = Upstream { groups: groups.clone(), ..Upstream::NONE };
        let entrance = Entrance::provider("openid", origin, Some(Timestamp(1))).keeping(upstream);
        let text = serde_json::to_string(&Kept::from(entrance)).unwrap();
        let read = |text: &str| {
            let kept: Kept = serde_json::from_str(text).unwrap();
            <(NewOrigin, Upstream)>::from(kept.origin.unwrap()).1.groups
        };
        assert_eq!(read(&text), groups);
        let before = text.replace(r#","groups":["staff","My Team"]"#, "");
        assert_ne!(before, text);
        assert_eq!(read(&before), Groups::NONE);
    }
}
