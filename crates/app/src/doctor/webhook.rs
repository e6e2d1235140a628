//! The webhook that is told of events: whether it is there (M45). A connection and a handshake, and no event.

use std::sync::Arc;

use rustls::Error;
use url::Url;

use super::code::Code;
use super::finding::{Finding, Severity};
use super::place::Places;
use crate::settings::{Events, Settings};
use crate::upstream::greet::{GreetError, greet};
use crate::upstream::tls;

const SUBJECT: &str = "webhook";

/// Looks for the webhook, if one is set up.
pub(super) async fn finding(settings: &Settings, places: Places<'_>) -> Option<Finding> {
    let Events { url, .. } = settings.events.as_ref()?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = url.port_or_known_default().unwrap_or_default();
    let tried = tried(url, (host, port));
    let met = match config(url, settings).await {
        Ok(config) => greet((host, port), config).await,
        Err(error) => Err(GreetError::Refused(error)),
    };
    let new = |code, severity| Finding::new(code, severity, SUBJECT);
    let Err(error) = met else {
        return Some(new(Code::WEBHOOK_ANSWERS, Severity::Ok).seeing(tried));
    };
    let seen = format!("tried {tried}; {error}");
    let found = match error {
        GreetError::Refused(Error::InvalidCertificate(_)) => {
            new(Code::WEBHOOK_UNTRUSTED, Severity::Warning)
        }
        _ => new(Code::WEBHOOK_UNREACHABLE, Severity::Warning),
    };
    Some(found.at(places.of("DOORWARD_EVENTS_URL")).seeing(seen))
}

fn tried(url: &Url, (host, port): (&str, u16)) -> String {
    let handshake = if url.scheme() == "https" { " and a TLS handshake" } else { "" };
    format!("a connection to {host}:{port}{handshake}, without an event")
}

/// What events are sent by; `None` in clear.
async fn config(
    url: &Url,
    settings: &Settings,
) -> Result<Option<Arc<rustls::ClientConfig>>, Error> {
    if url.scheme() != "https" {
        return Ok(None);
    }
    let authorities = settings.authorities.clone();
    // It reads the system's certificates.
    let made = tokio::task::spawn_blocking(move || tls::trusting(&authorities)).await;
    let made = made.map_err(|error| Error::General(error.to_string()))?;
    made.map(|config| Some(Arc::new(config)))
}
