//! The pages of the console.

use doorward_pages::admin::{ProviderRow, Providers, Section};

use super::{Sample, frame};

pub(super) fn all() -> Vec<Sample> {
    let row = |id: &str, name: &str, protocol, new_people| ProviderRow {
        id: id.to_owned(),
        name: name.to_owned(),
        protocol,
        redirect_uri: format!("https://chat.example.org/oauth/{id}/callback"),
        also_accepted: vec![format!("https://chat.example.org/api/auth/callback/{id}")],
        new_people,
    };
    let rows = vec![
        row("openid", "Keycloak", "OpenID Connect", true),
        row("github", "GitHub", "OAuth 2.0", false),
    ];
    let full = Providers { frame: frame(), rows, here: Section::Providers };
    let none = Providers { rows: Vec::new(), ..full.clone() };
    vec![("providers", full.render()), ("providers_none", none.render())]
}
