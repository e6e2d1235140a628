//! An `OpenID` provider, asked by the code that signs people in.

use std::sync::Arc;

use doorward_core::doctor::authorization::Verdict;
use doorward_core::doctor::date::{self, Drift};
use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::time::Timestamp;
use doorward_jose::algorithm::Algorithm;
use serde::Deserialize;

use super::code::Code;
use super::finding::{Finding, Severity};
use super::place::Places;
use super::{refusals, statics};
use crate::app::App;
use crate::openid::{OpenIdError, Provider};
use crate::settings;
use crate::upstream::chain;

/// What else of the discovery document is looked at.
#[derive(Default, Deserialize)]
struct Listed {
    scopes_supported: Option<Vec<String>>,
}

/// One provider, with what is known of it.
struct Examined<'a> {
    app: &'a App,
    set: &'a settings::Provider,
    openid: &'a settings::OpenId,
    provider: &'a Provider,
    places: Places<'a>,
    subject: String,
}

/// Asks one provider everything.
pub(super) async fn findings(
    app: &App,
    (set, provider): (&settings::Provider, &Provider),
    places: Places<'_>,
) -> Vec<Finding> {
    let settings::Kind::OpenId(openid) = &set.kind else { return Vec::new() };
    let subject = statics::subject(set);
    let examined = Examined { app, set, openid, provider, places, subject };
    let metadata = match provider.metadata(app.clock.now()).await {
        Ok(metadata) => metadata,
        Err(error) => return vec![examined.no_metadata(&error).await],
    };
    let mut findings = examined.document(&metadata).await;
    match provider.fetch_keys(&metadata, app.clock.now()).await {
        Ok(usable) => {
            let seen = format!("issuer {}, {usable} usable key(s)", metadata.issuer);
            findings.push(examined.about(Code::PROVIDER_ANSWERS, Severity::Ok).seeing(seen));
        }
        Err(refused) => findings.push(examined.refused(&refused, &["ISSUER"])),
    }
    findings.push(examined.authorization().await);
    findings.push(examined.token(&metadata).await);
    findings
}

impl Examined<'_> {
    fn about(&self, code: Code, severity: Severity) -> Finding {
        Finding::new(code, severity, &self.subject)
    }

    fn at(&self, finding: Finding, ends: &[&str]) -> Finding {
        finding.at(self.places.of_provider(&self.set.id, ends))
    }

    fn refused(&self, refused: &Refused, ends: &[&str]) -> Finding {
        self.at(refusals::refused(refused, &self.subject), ends)
    }

    /// M3, M4, M15, M16.
    async fn no_metadata(&self, error: &OpenIdError) -> Finding {
        let finding = refusals::finding(error.why(), error.detail(), &self.subject);
        let finding = self.at(finding, &["ISSUER"]);
        match error.why() {
            Refusal::IssuerMismatch => {
                let stated = error.detail().strip_prefix("stated: ");
                let stated = stated.and_then(|rest| rest.split(", configured: ").next());
                let name = finding.setting.clone().unwrap_or_default();
                match stated {
                    Some(stated) => {
                        finding.fix(format!("If that is the right provider, write {name}={stated}"))
                    }
                    None => finding,
                }
            }
            Refusal::DiscoveryUnreachable | Refusal::DiscoverySlow => {
                let resolved = self.resolved().await;
                let seen = finding.evidence.clone().unwrap_or_default();
                finding.seeing(format!("{seen}; {resolved}"))
            }
            Refusal::CertificateUntrusted => self.untrusted(finding).await,
            _ => finding,
        }
    }

    /// The certificates that the provider shows, and the setting that trusts their authority here alone.
    async fn untrusted(&self, finding: Finding) -> Finding {
        let url = self.provider.issuer().discovery_url();
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let shown = chain::shown(host, url.port_or_known_default().unwrap_or_default()).await;
        let place = self.places.of_provider(&self.set.id, &["CA_FILE"]);
        let (Some((name, _)), Some(last)) = (&place, shown.last()) else { return finding };
        let fix = format!(
            "If the authority behind \"{last}\" is your own, save its certificate as PEM and write {name}=FILE, \
             which counts for this provider alone. One that has expired or is for another host has to be replaced \
             at the provider."
        );
        let seen = finding.evidence.clone().into_iter().chain(shown).collect::<Vec<_>>().join("; ");
        finding.at(place).seeing(seen).fix(fix)
    }

    /// Where the name of the issuer leads.
    async fn resolved(&self) -> String {
        let url = self.provider.issuer().discovery_url();
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        match tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await {
            Ok(addresses) => {
                let all: Vec<_> = addresses.map(|address| address.ip().to_string()).collect();
                format!("{host} is {}", all.join(", "))
            }
            Err(_) => format!("this machine knows no address of {host}"),
        }
    }

    /// M5, M8, M17, M20, M36: what the document says beside what a sign-in reads of it.
    async fn document(&self, metadata: &Metadata) -> Vec<Finding> {
        let sent = self.app.clock.now();
        let Ok(visit) = self.provider.document().await else { return Vec::new() };
        let answered = self.app.clock.now();
        let listed: Listed = serde_json::from_slice(visit.body()).unwrap_or_default();
        let date = date::parse(visit.header("date"));
        let drift = date.and_then(|date| self.drift(date, (sent, answered)));
        let all =
            [self.scopes(&listed), self.algorithms(metadata), self.end_session(metadata), drift];
        all.into_iter().flatten().collect()
    }

    fn scopes(&self, listed: &Listed) -> Option<Finding> {
        let known = listed.scopes_supported.as_ref()?;
        let asked = self.set.scope.split(' ').filter(|one| !one.is_empty());
        let unknown: Vec<_> = asked.filter(|one| !known.iter().any(|name| name == one)).collect();
        let finding = || {
            let seen = format!("not listed: {}; listed: {}", unknown.join(" "), known.join(" "));
            self.at(self.about(Code::SCOPE_UNKNOWN, Severity::Warning), &["SCOPE"]).seeing(seen)
        };
        // Providers need not list all that they have (Discovery §3): only what sign-ins stand on is said.
        let matters = ["openid", "email", "offline_access"];
        unknown.iter().any(|one| matters.contains(one)).then(finding)
    }

    fn algorithms(&self, metadata: &Metadata) -> Option<Finding> {
        let offered = metadata.signing_algorithms.as_ref()?;
        let mut named = offered.iter().filter_map(|name| Algorithm::from_name(name));
        let fits = match self.openid.id_token_alg {
            Some(wanted) => named.any(|one| one == wanted),
            None => named.any(|one| one != Algorithm::Hs256),
        };
        (!fits).then(|| {
            self.at(self.about(Code::ALGORITHMS, Severity::Failure), &["ID_TOKEN_ALG"])
                .seeing(format!("it offers {}", offered.join(", ")))
        })
    }

    fn end_session(&self, metadata: &Metadata) -> Option<Finding> {
        let wanted = self.openid.session.end_session.is_some();
        (wanted && metadata.end_session_endpoint.is_none()).then(|| {
            let finding = self.about(Code::NO_END_SESSION, Severity::Warning);
            finding.at(self.places.of("OPENID_USE_END_SESSION_ENDPOINT"))
        })
    }

    fn drift(&self, date: Timestamp, (sent, answered): (Timestamp, Timestamp)) -> Option<Finding> {
        let tolerance = i64::from(self.provider.clock_tolerance_s());
        let (code, severity, seconds) = match date::judge(date, sent, answered, tolerance) {
            Drift::None => return None,
            Drift::Tolerated(seconds) => (Code::CLOCK_APART, Severity::Warning, seconds),
            Drift::Refused(seconds) => (Code::CLOCK_WRONG, Severity::Failure, seconds),
        };
        let side = if seconds > 0 { "behind" } else { "ahead" };
        let seen = format!("our clock is {} s {side}; {tolerance} s are tolerated", seconds.abs());
        Some(self.about(code, severity).seeing(seen))
    }

    /// M1, M18, M19: the request that starts a sign-in.
    async fn authorization(&self) -> Finding {
        let asked = self.provider.ask_for_nobody(&self.app.keys.login, self.app.clock.now()).await;
        match asked {
            Ok(verdict) => authorization(self.set, &verdict, self.places),
            Err(error) => {
                let finding = refusals::finding(error.why(), error.detail(), &self.subject);
                self.at(finding, &["ISSUER"])
            }
        }
    }

    /// M18, M19: a code that nobody gave out.
    async fn token(&self, metadata: &Arc<Metadata>) -> Finding {
        let (keys, now) = (&self.app.keys.login, self.app.clock.now());
        let tried = self.provider.try_code(metadata, keys, now).await;
        if let Some(way) = tried.other_way {
            let seen = format!("it accepts {way}, which its configuration does not name");
            return self.about(Code::OTHER_WAY, Severity::Failure).seeing(seen);
        }
        token(self.set, tried.refused.as_ref(), self.places)
    }
}

/// What an authorization endpoint's verdict means for a provider.
pub(super) fn authorization(
    set: &settings::Provider,
    verdict: &Verdict,
    places: Places<'_>,
) -> Finding {
    let subject = statics::subject(set);
    let new = |code, severity| Finding::new(code, severity, &subject);
    let at = |finding: Finding, ends| finding.at(places.of_provider(&set.id, ends));
    match verdict {
        Verdict::Registered => new(Code::REGISTERED, Severity::Ok),
        Verdict::RedirectUri => {
            at(new(Code::REDIRECT_URI_UNKNOWN, Severity::Failure), &["CALLBACK_URL"])
                .seeing(format!("we sent {}", set.redirect_uri))
                .fix(format!("Register {} at the provider, to the letter.", set.redirect_uri))
        }
        Verdict::Client => {
            let finding = new(Code::CLIENT_UNKNOWN, Severity::Failure);
            at(finding, &["CLIENT_ID", "ID"]).seeing(format!("we sent {}", set.client_id))
        }
        Verdict::Refused(error) => {
            let finding = new(Code::REQUEST_REFUSED, Severity::Failure);
            at(finding, &["SCOPE"]).seeing(format!("the provider says {error}"))
        }
        Verdict::ErrorPage => {
            let finding = new(Code::ERROR_PAGE, Severity::Failure);
            at(finding, &["CLIENT_ID", "ID"])
        }
        Verdict::Inconclusive => new(Code::NOT_TOLD, Severity::Note),
    }
}

/// What a refused code means for a provider.
pub(super) fn token(
    set: &settings::Provider,
    refused: Option<&Refused>,
    places: Places<'_>,
) -> Finding {
    let subject = statics::subject(set);
    let ends = ["CLIENT_SECRET", "SECRET"];
    let new = |code, severity| {
        Finding::new(code, severity, &subject).at(places.of_provider(&set.id, &ends))
    };
    let Some(refused) = refused else { return new(Code::CODE_NOT_JUDGED, Severity::Note) };
    let seen = |finding: Finding| finding.seeing(refused.detail.clone());
    match refused.why {
        Refusal::CodeRejected => Finding::new(Code::SECRET_ACCEPTED, Severity::Ok, &subject),
        Refusal::ClientRejected if is_public_there(&refused.detail) => {
            seen(new(Code::PUBLIC_CLIENT, Severity::Failure))
        }
        Refusal::ClientRejected => seen(new(Code::SECRET_REFUSED, Severity::Failure)),
        Refusal::ClientNotAllowed => seen(new(Code::GRANT_OFF, Severity::Failure)),
        Refusal::TokenError | Refusal::TokenStatus => {
            seen(new(Code::CODE_NOT_JUDGED, Severity::Note))
        }
        _ => refusals::refused(refused, &subject),
    }
}

/// Microsoft's words for an application that must not show a secret, or may redeem from browsers only.
fn is_public_there(detail: &str) -> bool {
    ["AADSTS700025", "AADSTS9002327", "Public clients", "public client"]
        .iter()
        .any(|word| detail.contains(word))
}
