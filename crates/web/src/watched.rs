//! What is noted of each request, whoever answers it.

use axum::body::Body;
use axum::response::Response;
use doorward_app::metrics::Group;
use http::Request;
use tokio::time::Instant;

use crate::envelope::{self, Service};
use crate::request::Peer;

/// Answers a request, and notes how that went.
pub(crate) async fn answer(service: &Service, peer: Peer, request: Request<Body>) -> Response {
    let begun = Instant::now();
    let (group, response) = envelope::serve(service, peer, request).await;
    service.state.app().metrics.answered(group, response.status().as_u16(), begun);
    response
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
