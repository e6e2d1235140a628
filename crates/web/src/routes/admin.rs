//! Pages for administrators.

use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::Role;
use doorward_app::settings::{Kind, Provider};
use doorward_pages::{ProviderRow, Providers};
use http::{HeaderMap, StatusCode};

use crate::problem::Failure;
use crate::request::State;
use crate::routes::{account, page};

/// Where the page of providers is.
pub(crate) const PROVIDERS: &str = "/admin/providers";

/// `GET /admin/providers`. To everybody else there is no such page.
pub(crate) async fn providers(AxumState(state): AxumState<State>, headers: HeaderMap) -> Response {
    let live = match account::signed_in(&state, &headers, PROVIDERS).await {
        Ok(live) => live,
        Err(response) => return response,
    };
    if live.user.role != Role::Admin {
        return page::error(&state, Failure::NotFound);
    }
    let settings = &state.app().settings;
    let rows = settings.providers.list.iter().map(|provider| row(&state, provider)).collect();
    let view = Providers { frame: page::frame(&state), rows, back_href: state.href("/") };
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
