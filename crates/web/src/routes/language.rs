//! Choosing the language of the pages.

use axum::body::Body;
use axum::response::Response;
use doorward_app::language as app_language;
use doorward_core::origin::own_path;
use doorward_pages::Language;
use http::HeaderMap;

use crate::problem::Failure;
use crate::request::{Browser, State, browser};
use crate::routes::page;
use crate::{cookies, fields};

/// `POST /language`: for this browser, and for the account of whoever is signed in.
pub(crate) async fn choose(state: State, headers: HeaderMap, body: Body) -> Response {
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let Some(language) = Language::parse(fields.text("language")) else {
        return page::error(&state, Failure::BodyMalformed);
    };
    if let Ok(Browser::SignedIn(live)) = browser(&state, &headers).await
        && let Err(error) = app_language::choose(state.app(), live.user.id, language).await
    {
        return page::failed(&state, Failure::Internal, &error);
    }
    let back = fields.get("return_to").and_then(own_path).unwrap_or("/");
    let mut response = page::see_other(&state.href(back));
    cookies::set_language(&state, response.headers_mut(), language);
    response
}
