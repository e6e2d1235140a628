//! Whether cookies are for https only.

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
