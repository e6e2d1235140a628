//! Metrics, and who else can read them (M44).

use std::time::Duration;

use doorward_core::oidc::endpoint::Transport;
use url::Url;

use super::base;
use super::code::Code;
use super::finding::{Finding, Severity};
use super::place::Places;
use crate::app::App;
use crate::settings::Watching;
use crate::upstream::http::{Http, Policy};

const SUBJECT: &str = "metrics";

/// How long an answer may take. A port that a firewall guards gives none.
const DEADLINE: Duration = Duration::from_secs(3);

/// What our metrics have, and those of an app behind the gateway have not.
const OURS: &[u8] = b"doorward_build";

/// Asks for the metrics as a stranger does, where strangers come: without a token, at the public URL and at the
/// public host.
pub(super) async fn findings(app: &App, places: Places<'_>) -> Vec<Finding> {
    let Some(watching) = &app.settings.watching else { return Vec::new() };
    let mut findings = Vec::new();
    let public = base(app);
    let ways = [
        // Whoever reaches the one reaches the other.
        (Url::parse(&format!("{}/metrics", public.origin())).ok(), Severity::Failure),
        // Where the host is this very machine, nobody else comes by it.
        (
            at_port(app, watching),
            if public.is_loopback() { Severity::Note } else { Severity::Failure },
        ),
    ];
    for (url, severity) in ways {
        let Some(url) = url else { continue };
        if tells(app, &url).await {
            let found = Finding::new(Code::METRICS_EXPOSED, severity, SUBJECT)
                .at(places.of("DOORWARD_METRICS_LISTEN"))
                .seeing(format!("{url} tells them to whoever asks"));
            findings.push(found);
        }
    }
    findings
}

/// The port at the public host, if others could reach it there.
fn at_port(app: &App, watching: &Watching) -> Option<Url> {
    let listen = watching.listen;
    let beyond = !listen.ip().to_canonical().is_loopback();
    let url = format!("http://{}:{}/metrics", base(app).host(), listen.port());
    beyond.then(|| Url::parse(&url).ok()).flatten()
}

async fn tells(app: &App, url: &Url) -> bool {
    let policy = Policy {
        trusted: url.clone(),
        allow_private: false,
        transport: Transport::PlainAllowed,
        deadline: DEADLINE,
        authorities: app.settings.authorities.clone(),
    };
    let visit = Http::new(&policy).visit(url, &[]).await;
    visit.is_ok_and(|visit| {
        visit.status == 200 && visit.body().windows(OURS.len()).any(|part| part == OURS)
    })
}
