//! What to register at each provider.

use axum::response::Response;
use doorward_app::settings::{Kind, Provider};
use doorward_pages::admin::{ProviderRow, Providers, Section};
use http::{HeaderMap, StatusCode};

use crate::request::State;
use crate::routes::page;

/// `GET /admin/providers`
pub(crate) async fn show(state: State, headers: HeaderMap) -> Response {
    let here = Section::Providers;
    if let Err(response) = super::administrator(&state, &headers, here.path()).await {
        return response;
    }
    let settings = &state.app().settings;
    let rows = settings.providers.list.iter().map(|provider| row(&state, provider)).collect();
    let view = Providers { frame: page::frame(&state), rows, here };
    page::html(StatusCode::OK, view.render())
}

fn row(state: &State, provider: &Provider) -> ProviderRow {
    let server = &state.app().settings.general.server;
    let others = provider.callback_paths().into_iter().skip(1);
    ProviderRow {
        id: provider.id.clone(),
        name: provider.name().to_owned(),
        protocol: match provider.kind {
            Kind::OpenId(_) => "OpenID Connect",
            Kind::OAuth2(_) => "OAuth 2.0",
        },
        redirect_uri: provider.redirect_uri.to_string(),
        also_accepted: others.map(|path| server.join(&path)).collect(),
        new_people: provider.registration_open,
    }
}
