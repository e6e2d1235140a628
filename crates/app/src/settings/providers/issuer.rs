//! Where the issuer of a provider comes from.

use doorward_core::provider::{Entry, Issuer, Part, prefix};

use super::entry::names;
use super::{Surroundings, tenant};
use crate::settings::complaint::Code;
use crate::settings::openid;
use crate::settings::reader::{Fault, Names, Reader};

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

/// For which provider an issuer is looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    pub(super) around: &'a Surroundings<'a>,
    /// Whether `NEXT_AUTH_SSO_PROVIDERS` names it.
    pub(super) listed: bool,
    /// Whether somebody wants it: it is listed, or our name there is set.
    pub(super) wanted: bool,
}

/// Reads the issuer of a table entry.
pub(super) fn read(
    env: &mut Reader<'_>,
    entry: &Entry,
    source: Issuer,
    sought: &Sought<'_>,
) -> Found {
    if let Issuer::Tenant { base } = source {
        return tenant::read(env, entry, base, sought);
    }
    let written = written(env, names(entry, Part::Issuer, sought.listed), sought);
    let made = match source {
        Issuer::Fixed(issuer) => Some(Found::At(issuer.to_owned())),
        Issuer::UserPool => user_pool(env, entry),
        Issuer::Set | Issuer::Tenant { .. } => None,
    };
    written.or(made).unwrap_or(Found::Missing)
}

/// An issuer that is written out; `None` when it is not set.
pub(super) fn written(
    env: &mut Reader<'_>,
    names: impl Into<Names>,
    sought: &Sought<'_>,
) -> Option<Found> {
    match openid::issuer(env, names, sought.around.reach.allow_http) {
        (Some(issuer), _) => Some(Found::At(issuer)),
        (None, true) => Some(Found::Unusable),
        (None, false) => None,
    }
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
pub(super) fn segment(text: &str) -> Result<String, Fault> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if !text.is_empty() && text.bytes().all(plain) && !text.starts_with('.') {
        return Ok(text.to_owned());
    }
    Err(Fault::new(Code::NOT_TEXT, "holds characters that it cannot have", "Copy it once more."))
}
