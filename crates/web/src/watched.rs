//! What is noted of each request, whoever answers it.

use axum::body::Body;
use axum::response::Response;
use doorward_app::App;
use doorward_app::metrics::Group;
use doorward_app::traces::{Asked, Incoming};
use http::{Method, Request, Uri};
use tokio::time::Instant;

use crate::envelope::{self, Service};
use crate::request::Peer;
use crate::request_id::{self, Name, may_name};
use crate::router::Template;
use crate::traces;

/// The status of a request whose client hung up before the head of its answer was there. It is sent to
/// nobody; nginx calls it so, too.
const HUNG_UP: u16 = 499;

/// Answers a request under its name, and notes how that went.
pub(crate) async fn answer(service: &Service, peer: Peer, mut request: Request<Body>) -> Response {
    let begun = Instant::now();
    let app = service.state.app();
    let trusted = may_name(&app.settings.general.trust_proxy, peer);
    let id = request_id::name(request.headers_mut(), trusted);
    let traced = Incoming::begin(app.tracer.as_ref(), || Asked {
        method: request.method().as_str(),
        scheme: scheme(app.settings.general.client.origin()),
        id: id.as_str(),
        parent: traces::parent(request.headers()),
    });
    let told =
        app.settings.logging.access.then(|| (request.method().clone(), request.uri().clone()));
    let mut pending =
        Pending { app, begun, id, told, traced, group: Group::Pages, answered: false };
    let serving = envelope::serve(service, peer, request, &mut pending.group);
    let serving = pending.traced.within(serving);
    let answering = request_id::within(pending.id.clone(), serving);
    let mut response = answering.await;
    request_id::tell(response.headers_mut(), &pending.id);
    pending.answered(&response);
    response
}

/// A request that has no answer yet. If it never gets one, because nobody waits for it any more, that is noted.
struct Pending<'a> {
    app: &'a App,
    begun: Instant,
    id: Name,
    /// What the log is told of it, if anything.
    told: Option<(Method, Uri)>,
    traced: Incoming,
    group: Group,
    answered: bool,
}

impl Pending<'_> {
    fn answered(mut self, response: &Response) {
        self.answered = true;
        let template = response.extensions().get::<Template>();
        self.note(template.map(|Template(path)| &**path), response.status().as_u16());
    }

    fn note(&mut self, route: Option<&str>, status: u16) {
        self.traced.answered(self.group, route, status);
        self.app.metrics.answered(self.group, status, self.begun);
        let Some((method, uri)) = &self.told else { return };
        // The query is left out: it may carry a token.
        let (method, path) = (method.as_str(), uri.path());
        let duration_ms = self.begun.elapsed().as_secs_f64() * 1000.0;
        request_id::within_now(&self.id, || {
            tracing::info!(method, path, status, duration_ms, "access");
        });
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        if !self.answered {
            // Or nobody could answer it.
            let status = if std::thread::panicking() { 500 } else { HUNG_UP };
            self.note(None, status);
        }
    }
}

/// The scheme of an origin.
fn scheme(origin: &str) -> &str {
    origin.split_once("://").map_or("http", |(scheme, _)| scheme)
}

/// What a path of ours is for.
pub(crate) fn group(path: &str) -> Group {
    let rest = path.strip_prefix('/').unwrap_or(path);
    match rest.split('/').next().unwrap_or_default() {
        "api" | "access" => Group::Api,
        "assets" | "favicon.ico" => Group::Assets,
        "health" | "livez" | "readyz" => Group::Health,
        "oauth" => Group::Providers,
        "admin" => Group::Admin,
        _ => Group::Pages,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_watched_with_its_like() {
        for (path, expected) in [
            ("/", Group::Pages),
            ("/login", Group::Pages),
            ("/api/auth/login", Group::Api),
            ("/apiary", Group::Pages),
            ("/assets/x.css", Group::Assets),
            ("/readyz", Group::Health),
            ("/oauth/openid/callback", Group::Providers),
            ("/admin", Group::Admin),
            ("*", Group::Pages),
        ] {
            assert_eq!(group(path), expected, "{path}");
        }
    }
}
