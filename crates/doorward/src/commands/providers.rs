//! `doorward providers`

use std::process::ExitCode;

use doorward_app::settings::{Check, Kind, Provider, Reading, Settings, Sources};
use serde::Serialize;

use crate::output;

/// A provider, as the command line prints it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    label: &'a str,
    protocol: &'static str,
    /// What to register at the provider.
    redirect_uri: &'a str,
    /// Further addresses at which an answer of it is understood.
    also_accepted: Vec<String>,
    client_id: &'a str,
    scope: &'a str,
    new_people: bool,
}

impl<'a> Row<'a> {
    fn of(provider: &'a Provider, base: impl Fn(&str) -> String) -> Self {
        let others = provider.callback_paths().into_iter().skip(1);
        Self {
            id: &provider.id,
            label: &provider.button.label,
            protocol: match provider.kind {
                Kind::OpenId(_) => "OpenID Connect",
                Kind::OAuth2(_) => "OAuth 2.0",
            },
            redirect_uri: provider.redirect_uri.as_str(),
            also_accepted: others.map(|path| base(&path)).collect(),
            client_id: &provider.client_id,
            scope: &provider.scope,
            new_people: provider.registration_open,
        }
    }
}

pub(super) fn run(json: bool, sources: &Sources) -> anyhow::Result<ExitCode> {
    let Reading { draft, complaints, .. } = Settings::read(sources, super::cores());
    if !complaints.is_empty() {
        output::complain(Check::of(&complaints).text().trim_end());
    }
    let Some(draft) = draft else { return Ok(ExitCode::FAILURE) };
    let base = |path: &str| draft.general.server.join(path);
    let rows = draft.providers.list.iter().map(|provider| Row::of(provider, base));
    if json {
        output::json(&rows.collect::<Vec<_>>())?;
    } else if draft.providers.list.is_empty() {
        output::say("No provider is set up. README.md shows the settings of each.");
    } else {
        output::table(
            ["ID", "LABEL", "PROTOCOL", "REDIRECT URI TO REGISTER", "NEW PEOPLE"],
            rows.map(|row| {
                let new = if row.new_people { "yes" } else { "no" };
                [row.id, row.label, row.protocol, row.redirect_uri, new].map(str::to_owned)
            }),
        );
    }
    Ok(ExitCode::SUCCESS)
}
