//! What is noted of each request, whoever answers it.

use axum::body::Body;
use axum::response::Response;
use doorward_app::metrics::Group;
use doorward_app::traces::{Asked, Incoming};
use http::Request;
use tokio::time::Instant;

use crate::envelope::{self, Service};
use crate::request::Peer;
use crate::request_id::{self, may_name};
use crate::router::Template;
use crate::traces;

/// Answers a request under its name, and notes how that went.
pub(crate) async fn answer(service: &Service, peer: Peer, mut request: Request<Body>) -> Response {
    let begun = Instant::now();
    let app = service.state.app();
    let trusted = may_name(&app.settings.general.trust_proxy, peer);
    let id = request_id::name(request.headers_mut(), trusted);
    let told =
        app.settings.logging.access.then(|| (request.method().clone(), request.uri().clone()));
    let traced = Incoming::begin(app.tracer.as_ref(), || Asked {
        method: request.method().as_str(),
        scheme: scheme(app.settings.general.client.origin()),
        id: id.as_str(),
        parent: traces::parent(request.headers()),
    });
    let serving = traced.within(envelope::serve(service, peer, request));
    let answering = request_id::within(id.clone(), serving);
    let (group, mut response) = answering.await;
    let status = response.status().as_u16();
    let template = response.extensions().get::<Template>();
    traced.answered(group, template.map(|Template(path)| &**path), status);
    app.metrics.answered(group, status, begun);
    if let Some((method, uri)) = told {
        // The query is left out: it may carry a token.
        let (method, path) = (method.as_str(), uri.path());
        let duration_ms = begun.elapsed().as_secs_f64() * 1000.0;
        request_id::within_now(&id, || {
            tracing::info!(method, path, status, duration_ms, "access");
        });
    }
    request_id::tell(response.headers_mut(), &id);
    response
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
