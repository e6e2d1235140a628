//! The settings in effect.

use axum::response::Response;
use doorward_app::settings::{Asked, Origin};
use doorward_pages::admin::{Section, SettingGroup, SettingRow, SettingsPage};
use http::{HeaderMap, StatusCode};

use crate::request::State;
use crate::routes::page;

/// `GET /admin/settings`: what `config show` prints.
pub(crate) async fn show(state: State, headers: HeaderMap) -> Response {
    let here = Section::Settings;
    if let Err(response) = super::administrator(&state, &headers, here.path()).await {
        return response;
    }
    let mut groups: Vec<SettingGroup> = Vec::new();
    let report = &state.app().settings.report;
    for asked in report.iter().filter(|row| row.used || row.source != Origin::Default) {
        if let Some(group) = groups.last_mut().filter(|group| group.title == asked.group) {
            group.rows.push(row(asked));
        } else {
            let title = asked.group.to_owned();
            groups.push(SettingGroup { title, rows: vec![row(asked)] });
        }
    }
    let view = SettingsPage { frame: page::frame(&state), here, groups };
    page::html(StatusCode::OK, view.render())
}

fn row(asked: &Asked) -> SettingRow {
    SettingRow {
        name: asked.name.to_string(),
        value: asked.value.clone(),
        source: (asked.source != Origin::Default).then(|| asked.source.to_string()),
    }
}
