//! Where the issuer of a provider comes from.

use doorward_core::provider::{Entry, Issuer, Part, prefix};

use super::Surroundings;
use super::entry::names;
use crate::settings::complaint::{Code, Severity};
use crate::settings::openid;
use crate::settings::reader::{Fault, Name, NameKind, Names, Reader, url};

/// What came of looking for an issuer.
pub(super) enum Found {
    /// It is here.
    At(String),
    /// It is set to something unusable, which has been said.
    Unusable,
    /// It is not set.
    Missing,
    /// There is none.
    NotNeeded,
}

/// Reads the issuer of a table entry.
pub(super) fn read(
    env: &mut Reader<'_>,
    entry: &Entry,
    source: Issuer,
    around: &Surroundings<'_>,
) -> Found {
    let listed = around.order.lists(entry.id);
    let names = names(entry, Part::Issuer, listed);
    let written = match openid::issuer(env, names, around.reach.allow_http) {
        (Some(issuer), _) => Some(Found::At(issuer)),
        (None, true) => Some(Found::Unusable),
        (None, false) => None,
    };
    let made = match source {
        Issuer::Set => None,
        Issuer::Fixed(issuer) => Some(Found::At(issuer.to_owned())),
        Issuer::Tenant { base } => Some(tenant(env, entry, base, listed)),
        Issuer::UserPool => user_pool(env, entry),
    };
    written.or(made).unwrap_or(Found::Missing)
}

/// Microsoft's issuer of one tenant; without one, `common` lets every tenant in.
fn tenant(env: &mut Reader<'_>, entry: &Entry, base: &str, listed: bool) -> Found {
    let own = |entry: &Entry| {
        let prefix = prefix(entry.id);
        let older = entry.names.older.then(|| (format!("{prefix}_TENANT_ID"), NameKind::Older));
        older.into_iter().chain([(format!("AUTH_{prefix}_TENANT_ID"), NameKind::Current)])
    };
    let borrowed = entry.names.borrows.filter(|_| listed).and_then(Entry::find);
    let names = own(entry).chain(borrowed.into_iter().flat_map(own));
    let names = Names::in_order(names.map(|(text, kind)| Name { text: text.into(), kind }));
    let name = names.first().unwrap_or_default();
    let meaning = "Our directory at Microsoft; without one, people of every organisation get in.";
    let tenant = env.parsed(names, ("common", meaning), segment);
    let meaning = "Where Microsoft is asked, for national clouds.";
    let name_of_base = format!("AUTH_{}_BASE_URL", prefix(entry.id));
    let base = env
        .parsed(name_of_base, (base, meaning), |text| url(text).map(|_| text.to_owned()))
        .unwrap_or_else(|| base.to_owned());
    if tenant.is_none() && listed {
        let what = format!("{name} is not set: everybody with a Microsoft account can come in.");
        let remedy = "Write the id of your directory, unless that is what you want.";
        let fault = Fault::new(Code::PROVIDER_INCOMPLETE, what, remedy);
        env.object(Severity::Warning, &name, fault);
    }
    let tenant = tenant.as_deref().unwrap_or("common");
    Found::At(format!("{}/{tenant}/v2.0", base.trim_end_matches('/')))
}

/// Amazon's issuer, out of the user pool, whose id begins with its region.
fn user_pool(env: &mut Reader<'_>, entry: &Entry) -> Option<Found> {
    let prefix = prefix(entry.id);
    let pool = env.parsed(
        format!("AUTH_{prefix}_USERPOOL_ID"),
        ("", "The user pool, where the issuer is not written."),
        segment,
    );
    let region = env.parsed(
        format!("AUTH_{prefix}_REGION"),
        ("as the user pool says", "The region of the user pool."),
        segment,
    );
    let pool = pool?;
    let region = region.or_else(|| Some(pool.split_once('_')?.0.to_owned()))?;
    Some(Found::At(format!("https://cognito-idp.{region}.amazonaws.com/{pool}")))
}

/// One segment of a path.
fn segment(text: &str) -> Result<String, Fault> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if !text.is_empty() && text.bytes().all(plain) && !text.starts_with('.') {
        return Ok(text.to_owned());
    }
    Err(Fault::new(Code::NOT_TEXT, "holds characters that it cannot have", "Copy it once more."))
}
