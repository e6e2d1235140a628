//! Choosing the language of the pages.

use axum::body::Body;
use axum::response::Response;
use doorward_core::origin::return_path;
use doorward_pages::Language;
use http::HeaderMap;

use crate::problem::Failure;
use crate::request::State;
use crate::routes::page;
use crate::{cookies, fields};

/// `POST /language`
pub(crate) async fn choose(state: State, headers: HeaderMap, body: Body) -> Response {
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let Some(language) = Language::parse(fields.text("language")) else {
        return page::error(&state, Failure::BodyIncomplete);
    };
    let back = fields.get("return_to").and_then(return_path).unwrap_or("/");
    let mut response = page::see_other(&state.href(back));
    cookies::set_language(&state, response.headers_mut(), language);
    response
}
