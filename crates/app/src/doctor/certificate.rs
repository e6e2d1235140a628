//! The certificate that people are shown at the public URL, whoever shows it (M16, M43).

use doorward_core::time::rfc3339;
use rustls::pki_types::CertificateDer;

use super::base;
use super::code::Code;
use super::finding::{Finding, Severity};
use super::public::SUBJECT;
use crate::app::App;
use crate::tls::{Doubt, Validity, doubts_of};
use crate::upstream::chain;

/// How long the certificate is good that was accepted. `None` without https.
pub(super) async fn accepted(app: &App) -> Option<Finding> {
    let shown = shown(app).await;
    let validity = Validity::of(shown.first()?)?;
    let seen = format!("{} shows one until {}", base(app), rfc3339(validity.ends()));
    let (code, severity) = if validity.is_near_end(app.clock.now()) {
        (Code::CERTIFICATE_ENDS, Severity::Warning)
    } else {
        (Code::CERTIFICATE, Severity::Ok)
    };
    Some(Finding::new(code, severity, SUBJECT).seeing(seen))
}

/// What is wrong with the certificate that was not accepted, `why` being what the client says.
///
/// One that has expired, or is for another host, is taken by nobody. An authority that this machine does not
/// know may be known to the people who come.
pub(super) async fn refused(app: &App, why: &str) -> Finding {
    let shown = shown(app).await;
    let found = doubts_of(&shown, base(app).host(), app.clock.now());
    let worst = [Doubt::Expired, Doubt::NotYet, Doubt::OtherName]
        .into_iter()
        .find(|doubt| found.contains(doubt));
    let severity = if worst.is_some() { Severity::Failure } else { Severity::Warning };
    let seen: Vec<_> =
        std::iter::once(format!("{}: {why}", base(app))).chain(chain::described(&shown)).collect();
    let finding =
        Finding::new(Code::CERTIFICATE_REFUSED, severity, SUBJECT).seeing(seen.join("; "));
    match worst {
        Some(Doubt::Expired) => finding
            .fix("Renew it where https ends: at the proxy, or in the file of DOORWARD_TLS_CERT."),
        Some(Doubt::NotYet) => {
            finding.fix("Set the clock of this machine, or that of whoever made it.")
        }
        Some(Doubt::OtherName) => {
            finding.fix(format!("Have one made for {}, where https ends.", base(app).host()))
        }
        _ => finding,
    }
}

async fn shown(app: &App) -> Vec<CertificateDer<'static>> {
    let public = base(app);
    if !public.is_https() {
        return Vec::new();
    }
    chain::certificates(public.host().trim_matches(['[', ']']), public.port()).await
}
