//! Which language a visitor is answered in.

use doorward_core::language::{listed, wanted};
use doorward_pages::Language;
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, Uri};

use crate::request::State;
use crate::{cookies, fields};

/// The language that this browser chose; else the one that the link wishes (`ui_locales`, `OpenID` Connect
/// Core §3.1.2.1); else the one that the browser wishes; else the one of the place.
pub(crate) fn of(state: &State, uri: &Uri, headers: &HeaderMap) -> Language {
    let chosen = || cookies::language(state, headers).as_deref().and_then(Language::parse);
    chosen()
        .or_else(|| linked(uri))
        .or_else(|| accepted(headers))
        .unwrap_or(state.app().settings.general.language)
}

fn linked(uri: &Uri) -> Option<Language> {
    // Most links wish nothing, and need not be read for that.
    let query = uri.query().filter(|query| query.contains("ui_locales="))?;
    let query = fields::form(query.as_bytes()).ok()?;
    listed(query.get("ui_locales")?).find_map(Language::parse)
}

fn accepted(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    wanted(accepted).into_iter().find_map(Language::parse)
}
