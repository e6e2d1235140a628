//! Whether cookies are for https only, and for which hosts.

use doorward_core::site::{cookie_domain, is_below};

use super::apps::Guarded;
use super::complaint::{Code, Severity};
use super::general::General;
use super::reader::{Fault, Reader};

/// Reads `SESSION_COOKIE_SECURE`; unset, the scheme of the public URL decides.
pub(super) fn secure(env: &mut Reader<'_>, general: &General) -> bool {
    let name = "SESSION_COOKIE_SECURE";
    let meaning = "Whether cookies are for https only.";
    let server = &general.server;
    let forced = env.parsed(name, ("as the scheme of DOMAIN_SERVER", meaning), |text| {
        match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Fault::new(
                Code::NOT_BOOLEAN,
                "is neither true nor false",
                "Write true or false.",
            )),
        }
    });
    let (severity, fault) = match forced {
        Some(true) if !server.is_https() && !server.is_loopback() => (
            Severity::Error,
            Fault::new(
                Code::SECURE_ON_HTTP,
                format!("SESSION_COOKIE_SECURE is true, but DOMAIN_SERVER is {server}."),
                "Browsers drop such cookies over plain http, so nobody could stay signed in. \
                 Remove it, or serve https and write so in DOMAIN_SERVER.",
            ),
        ),
        Some(false) if server.is_https() => (
            Severity::Warning,
            Fault::new(
                Code::INSECURE_ON_HTTPS,
                format!("SESSION_COOKIE_SECURE is false, but DOMAIN_SERVER is {server}."),
                "Sessions would travel over any plain http request to that host. Remove it.",
            ),
        ),
        _ => return forced.unwrap_or(server.is_https()),
    };
    env.object(severity, name, fault);
    forced.unwrap_or(server.is_https())
}

const DOMAIN_NAME: &str = "DOORWARD_COOKIE_DOMAIN";

const DOMAIN: &str = "The domain that the session's cookie is for, such as `example.org`, so that apps on several hosts \
                      below it share one sign-in. Unset, it is for the public URL's host alone.";

/// Reads for which domain the session's cookie is, and looks whether the hosts of apps are below it.
pub(super) fn domain(env: &mut Reader<'_>, general: &General, apps: &[Guarded]) -> Option<String> {
    env.group("Access to apps");
    let host = general.client.host();
    let domain = env.parsed(DOMAIN_NAME, ("", DOMAIN), |text| {
        let remedy = "Write the domain that the hosts have in common, such as example.org.";
        let bad = |what: String| Fault::new(Code::COOKIE_DOMAIN, what, remedy);
        let domain = cookie_domain(text).map_err(|why| bad(why.to_string()))?;
        if is_below(host, &domain) {
            return Ok(domain);
        }
        Err(bad(format!("is not the domain of the public URL's host, {host}")))
    });
    for app in apps {
        let Some(own) = app.place.host().filter(|own| *own != host) else { continue };
        let (severity, what) = match &domain {
            Some(domain) if is_below(own, domain) => continue,
            Some(domain) => (
                Severity::Error,
                format!("The app \"{}\" is at {own}, which is not below {domain}.", app.name),
            ),
            // There our pages would be on the app's own host, and its scripts could act on them.
            None if app.upstream.is_some() => (
                Severity::Error,
                format!(
                    "The app \"{}\" is at {own}, and our own pages would be there too, within reach of its scripts.",
                    app.name
                ),
            ),
            None => (
                Severity::Warning,
                format!(
                    "The app \"{}\" is at {own}, where nobody is signed in who has signed in at {host}.",
                    app.name
                ),
            ),
        };
        let remedy = format!("Write the domain that all hosts have in common into {DOMAIN_NAME}.");
        env.object_at(severity, &app.written, Fault::new(Code::COOKIE_DOMAIN, what, remedy));
    }
    domain
}
