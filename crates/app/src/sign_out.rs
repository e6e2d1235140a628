//! Signing out: here, and where the settings say so, at the provider too.

use doorward_core::account::User;
use doorward_core::id::SessionId;
use doorward_store::{Origin, StoreError};
use url::Url;

use crate::app::App;
use crate::kept::{self, Column};
use crate::live::Live;
use crate::sessions;
use crate::tokens;

/// The way on to the provider.
#[derive(Clone, Debug)]
pub struct Onward {
    /// Where to send the browser.
    pub url: Url,
    /// What the provider sends back with it. A return without it is not one from there.
    pub state: String,
}

/// Ends a session, and the one that a `refreshToken` cookie belongs to: it may be another one, begun in
/// another tab, and the cookie is taken away.
///
/// Gives the way on to the provider, if the session comes from one that wants it. A provider that
/// cannot be asked holds nobody up.
pub async fn sign_out(
    app: &App,
    live: Option<&Live>,
    refresh_token: Option<&str>,
) -> Result<Option<Onward>, StoreError> {
    let origin = match live {
        Some(live) => origin(app, live.id).await?,
        None => None,
    };
    if let Some(live) = live {
        sessions::end(app, live.user.id, live.id).await?;
    }
    if let Some(token) = refresh_token {
        sessions::end_by_refresh_token(app, token).await?;
    }
    Ok(match (live, origin) {
        (Some(live), Some(origin)) => onward(app, &live.user, &origin).await,
        _ => None,
    })
}

/// Where the session comes from, if its provider wants to hear of its end.
async fn origin(app: &App, session: SessionId) -> Result<Option<Origin>, StoreError> {
    if !app.providers.end_sessions() {
        return Ok(None);
    }
    app.store.origin(session).await
}

async fn onward(app: &App, user: &User, origin: &Origin) -> Option<Onward> {
    let of = &origin.origin;
    let provider =
        app.providers.openid(&of.provider).filter(|provider| provider.ends_sessions())?;
    let id_token = of.kept.id_token.as_ref();
    let id_token =
        id_token.and_then(|token| kept::open(&app.keys, origin.session, Column::IdToken, token));
    let hint = match &user.email {
        Some(email) => email.as_str(),
        None if !user.username.is_empty() => &user.username,
        None => &of.subject,
    };
    let state = tokens::opaque().ok()?;
    let id_token = id_token.as_ref().map(|token| token.expose().as_str());
    match provider.sign_out_url(id_token, hint, &state, app.clock.now()).await {
        Ok(url) => url.map(|url| Onward { url, state }),
        Err(error) => {
            tracing::warn!(
                code = error.code(),
                provider = %of.provider,
                %error,
                "signed out here, but the provider could not be asked where to sign out there"
            );
            None
        }
    }
}
