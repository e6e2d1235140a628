//! The settings of a provider that need more than a line each.

use doorward_core::oidc::endpoint::{self, Transport};
use doorward_core::oidc::issuer::Issuer;
use doorward_core::secret::Secret;
use doorward_jose::algorithm::Algorithm;
use url::Url;

use crate::settings::complaint::{Code, Severity};
use crate::settings::published;
use crate::settings::reader::{About, Fault, Names, Reader, url};

/// Where metadata lies (`OpenID` Connect Discovery §4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
/// The most that clocks may differ, in seconds.
const MAX_TOLERANCE_S: u32 = 60;

pub(in crate::settings) fn client_secret(
    env: &mut Reader<'_>,
    names: impl Into<Names>,
) -> Option<Secret<String>> {
    let about = About { secret: true, ..About::used("", "Our secret at the provider.") };
    env.ask(names, about, |text| {
        let secret = text.trim();
        published::check_example(secret).map_err(|fault| Fault {
            remedy: "Take the one that the provider shows for this client.".to_owned(),
            ..fault
        })?;
        Ok(Secret::new(secret.to_owned()))
    })
}

/// The issuer with its scheme, and whether it is set at all.
pub(in crate::settings) fn issuer(
    env: &mut Reader<'_>,
    names: impl Into<Names>,
    allow_http: bool,
) -> (Option<String>, bool) {
    let meaning = "The provider's issuer, or the URL of its metadata.";
    let Some(found) = env.find(names, About::used("", meaning)) else {
        return (None, false);
    };
    let text = found.text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    if let Err(fault) = check_issuer(&whole, allow_http) {
        env.complain(Severity::Error, &found, fault);
        env.forget();
        return (None, true);
    }
    if whole != text {
        let remedy = format!("It is read as {whole}. Write that.");
        let fault = Fault::new(Code::OPENID_ISSUER_SCHEME, "has no scheme", remedy);
        env.complain(Severity::Note, &found, fault);
        env.show_as(whole.as_str());
    }
    (Some(whole), true)
}

fn check_issuer(text: &str, allow_http: bool) -> Result<(), Fault> {
    // The address of the metadata may have a query; the issuer itself may not.
    let place = text.split_once('?').filter(|(path, _)| path.ends_with(WELL_KNOWN));
    base(place.map_or(text, |(path, _)| path), allow_http).map_err(|fault| match fault.code {
        Code::NOT_URL => Fault { code: Code::OPENID_ISSUER, ..fault },
        _ => fault,
    })?;
    Issuer::parse(text, transport(allow_http)).map(drop).map_err(|_| {
        let remedy = "Write the issuer as the provider shows it, such as https://id.example.com.";
        Fault::new(Code::OPENID_ISSUER, "is not an issuer that can be asked", remedy)
    })
}

/// The address of a provider, or the beginning of its addresses.
pub(in crate::settings) fn base(text: &str, allow_http: bool) -> Result<Url, Fault> {
    let parsed = url(text)?;
    if endpoint::allowed(&parsed, transport(allow_http)) {
        return Ok(parsed);
    }
    Err(Fault::new(
        Code::OPENID_ISSUER_HTTP,
        "is plain http",
        "Write https. For a provider in a closed network, DOORWARD_ALLOW_HTTP_ISSUER=true \
         accepts it: whoever can alter that traffic can then sign in as anybody.",
    ))
}

const fn transport(allow_http: bool) -> Transport {
    if allow_http { Transport::PlainAllowed } else { Transport::Secure }
}

/// How far clocks may differ, in seconds. More than a minute is cut short, not refused: the original
/// documents 300 and passes it over.
pub(super) fn clock_tolerance_s(env: &mut Reader<'_>) -> u32 {
    let name = "OPENID_CLOCK_TOLERANCE";
    let meaning = "How far the provider's clock may differ, in seconds; at most 60.";
    let tolerance_s = env.number(name, 30, 0..=u32::MAX, meaning);
    if tolerance_s > MAX_TOLERANCE_S {
        let what = format!("{name}=\"{tolerance_s}\" is more than {MAX_TOLERANCE_S} seconds.");
        let remedy = format!("{MAX_TOLERANCE_S} is used. Write that, and let the clocks be set.");
        env.object(Severity::Warning, name, Fault::new(Code::OPENID_CLOCK, what, remedy));
        env.show_as(MAX_TOLERANCE_S.to_string());
    }
    tolerance_s.min(MAX_TOLERANCE_S)
}

pub(in crate::settings) fn scope(
    env: &mut Reader<'_>,
    name: impl Into<Names>,
    default: &str,
) -> String {
    let meaning = "What the provider is asked for.";
    env.parsed(name, (default, meaning), |text| {
        let scopes: Vec<_> = text.split_whitespace().collect();
        if !scopes.contains(&"openid") {
            let remedy = format!("Write \"openid {}\".", scopes.join(" "));
            return Err(Fault::new(Code::OPENID_SCOPE, "lacks openid", remedy));
        }
        let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\');
        if !scopes.iter().all(|scope| scope.bytes().all(plain)) {
            let remedy = "Write scopes with one blank between, such as \"openid profile email\".";
            return Err(Fault::new(Code::NOT_TEXT, "holds characters that no scope has", remedy));
        }
        Ok(scopes.join(" "))
    })
    .unwrap_or_else(|| default.to_owned())
}

pub(in crate::settings) fn image(env: &mut Reader<'_>, name: impl Into<Names>) -> Option<String> {
    let meaning = "The picture on the sign-in button: a URL, or a path on this server.";
    env.parsed(name, ("", meaning), |text| {
        let local = text.starts_with('/') && !text.starts_with("//");
        if !local {
            url(text)?;
        }
        if text.bytes().all(|b| b.is_ascii_graphic() && !b"\"'\\<>;".contains(&b)) {
            return Ok(text.to_owned());
        }
        let remedy = "Write such characters as %XX.";
        Err(Fault::new(Code::NOT_URL, "holds characters that no URL has", remedy))
    })
}

pub(super) fn audience(env: &mut Reader<'_>) -> Vec<String> {
    let meaning = "What access tokens are for, as a list; the first is asked for. Auth0 needs it.";
    list(&env.optional("OPENID_AUDIENCE", "", meaning).unwrap_or_default())
}

/// The items of a list: commas between them, full-width ones too, blanks around them dropped.
pub(in crate::settings) fn list(text: &str) -> Vec<String> {
    let items = text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

pub(super) fn algorithm(env: &mut Reader<'_>) -> Option<Algorithm> {
    let meaning = "The only algorithm that ID tokens may be signed with.";
    env.parsed("DOORWARD_OPENID_ID_TOKEN_ALG", ("what the provider states", meaning), |text| {
        Algorithm::from_name(text).ok_or_else(|| {
            let remedy = "Write a name such as RS256, PS256, ES256 or EdDSA.";
            Fault::new(Code::NOT_A_CHOICE, "is not an algorithm for ID tokens", remedy)
        })
    })
}

/// Every sign-in has a nonce.
pub(super) fn nonce(env: &mut Reader<'_>) {
    let name = "OPENID_GENERATE_NONCE";
    let meaning = "Ties ID tokens to their sign-in. Always on.";
    let about = About::used("true", meaning);
    let Some(found) = env.find(name, about) else { return };
    if !found.text.trim().eq_ignore_ascii_case("true") {
        let what = "OPENID_GENERATE_NONCE does not switch the nonce off.";
        let fault = Fault::new(Code::OPENID_ALWAYS_ON, what, "Remove it.");
        env.object(Severity::Note, name, fault);
    }
    env.show_as("true");
}

pub(super) fn incomplete(env: &mut Reader<'_>, missing: &[&str]) {
    let what = format!("OpenID sign-in is off, because {} is not set.", missing.join(" and "));
    let remedy = if missing == ["OPENID_CLIENT_SECRET"] {
        "Set it, or OPENID_USE_PKCE=true for a client without a secret."
    } else {
        "Set it, or remove OPENID_CLIENT_ID, OPENID_CLIENT_SECRET and OPENID_ISSUER."
    };
    let first = missing.first().copied().unwrap_or_default();
    let fault = Fault::new(Code::OPENID_INCOMPLETE, what, remedy);
    env.object(Severity::Warning, first, fault);
}

pub(super) fn switched_off(env: &mut Reader<'_>) {
    let what = "OpenID sign-in is set up, but ALLOW_SOCIAL_LOGIN is not true, so it is off.";
    let fault = Fault::new(Code::OPENID_SWITCHED_OFF, what, "Write ALLOW_SOCIAL_LOGIN=true.");
    env.object(Severity::Warning, "ALLOW_SOCIAL_LOGIN", fault);
}
