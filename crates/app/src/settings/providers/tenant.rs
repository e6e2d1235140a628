//! Microsoft's issuer, which is made of a tenant unless it is written out.

use doorward_core::provider::{Entry, Part, prefix};

use super::entry::names;
use super::issuer::{Found, Sought, segment, written};
use crate::settings::complaint::{Code, Severity};
use crate::settings::openid;
use crate::settings::reader::{Fault, Name, NameKind, Names, Reader};

/// Reads the issuer, in the order of `LobeChat`: the one that is written to count before all, that of the
/// tenant, the one that is written out otherwise, and `common`, which lets every tenant in.
pub(super) fn read(env: &mut Reader<'_>, entry: &Entry, base: &str, sought: &Sought<'_>) -> Found {
    let above = entry.names.issuer.and_then(|name| {
        let found = written(env, name, sought)?;
        Some((found, name.to_owned()))
    });
    let tenant = tenant(env, entry, base, sought);
    let others = names(entry, Part::Issuer, sought.listed);
    let other = others.first().unwrap_or_default();
    let below = written(env, others, sought).map(|found| (found, other));
    let by_tenant = tenant.is_set.then(|| (Found::At(tenant.issuer.clone()), tenant.name.clone()));
    let mut set: Vec<_> = [above, by_tenant, below].into_iter().flatten().collect();
    warn_of_difference(env, &set);
    if set.is_empty() {
        if sought.wanted {
            warn_of_everybody(env, &tenant.name);
        }
        return Found::At(tenant.issuer);
    }
    set.swap_remove(0).0
}

/// A tenant as the settings have it.
struct Tenant {
    /// The first of its names.
    name: String,
    is_set: bool,
    /// Its issuer; that of `common` when it is not set.
    issuer: String,
}

fn tenant(env: &mut Reader<'_>, entry: &Entry, base: &str, sought: &Sought<'_>) -> Tenant {
    let own = |entry: &Entry| {
        let prefix = prefix(entry.id);
        let older = entry.names.older.then(|| (format!("{prefix}_TENANT_ID"), NameKind::Older));
        older.into_iter().chain([(format!("AUTH_{prefix}_TENANT_ID"), NameKind::Current)])
    };
    let borrowed = entry.names.borrows.filter(|_| sought.listed).and_then(Entry::find);
    let names = own(entry).chain(borrowed.into_iter().flat_map(own));
    let names = Names::in_order(names.map(|(text, kind)| Name { text: text.into(), kind }));
    let name = names.first().unwrap_or_default();
    let meaning = "Our directory at Microsoft; without one, people of every organisation get in.";
    let tenant = env.parsed(names, ("common", meaning), segment);
    let meaning = "Where Microsoft is asked, for national clouds.";
    let allow_http = sought.around.reach.allow_http;
    let written =
        env.parsed(format!("AUTH_{}_BASE_URL", prefix(entry.id)), (base, meaning), |text| {
            openid::base(text, allow_http).map(|_| text.to_owned())
        });
    let base = written.as_deref().unwrap_or(base).trim_end_matches('/');
    let segment = tenant.as_deref().unwrap_or("common");
    Tenant { name, is_set: tenant.is_some(), issuer: format!("{base}/{segment}/v2.0") }
}

/// Says that settings name different issuers, the first of which counts.
fn warn_of_difference(env: &mut Reader<'_>, set: &[(Found, String)]) {
    let Some(((Found::At(used), name), rest)) = set.split_first() else { return };
    let bare = |issuer: &str| issuer.trim_end_matches('/').to_owned();
    for (found, other) in rest {
        if matches!(found, Found::At(issuer) if bare(issuer) != bare(used)) {
            let what = format!("{name} and {other} name different issuers; {used} is used.");
            let fault = Fault::new(Code::TWO_NAMES, what, format!("Remove {other}."));
            env.object(Severity::Warning, other, fault);
        }
    }
}

fn warn_of_everybody(env: &mut Reader<'_>, name: &str) {
    let what = format!("{name} is not set: everybody with a Microsoft account can come in.");
    let remedy = "Write the id of your directory, or common if that is what you want.";
    env.object(Severity::Warning, name, Fault::new(Code::PROVIDER_INCOMPLETE, what, remedy));
}
