//! Where the settings of a provider stand.

use crate::settings::{Asked, Origin};

/// Every setting with its source, as `config show` prints it.
#[derive(Clone, Copy)]
pub(super) struct Places<'a>(pub(super) &'a [Asked]);

impl Places<'_> {
    /// The setting called `name`.
    pub(super) fn of(self, name: &str) -> Option<(String, Origin)> {
        let row = self
            .0
            .iter()
            .find(|row| row.name == name || row.aliases.iter().any(|alias| *alias == name))?;
        Some((row.name.to_string(), row.source.clone()))
    }

    /// The setting of a provider whose name ends with one of `ends`; the ones that are set go first.
    pub(super) fn of_provider(self, id: &str, ends: &[&str]) -> Option<(String, Origin)> {
        let id = id.to_ascii_uppercase().replace('-', "_");
        let prefixes = ["", "AUTH_", "DOORWARD_OPENID_", "DOORWARD_"];
        let names = prefixes.iter().flat_map(|prefix| ends.iter().map(move |end| (prefix, end)));
        let names: Vec<_> = names.map(|(prefix, end)| format!("{prefix}{id}_{end}")).collect();
        let found = names.iter().filter_map(|name| self.of(name));
        let (set, unset): (Vec<_>, Vec<_>) = found.partition(|(_, at)| *at != Origin::Default);
        set.into_iter().chain(unset).next()
    }
}
