//! What there is to say about a dry run.

use doorward_core::oidc::Refusal;
use serde_json::Value;

use super::super::code::Code;
use super::super::finding::{Finding, Severity};
use super::super::place::Places;
use super::super::refusals;
use crate::callback::dry_run::{Account, Claim, Decision, End, Outcome, Why};

/// From how many seconds on it is said that a token was issued in the future.
const AHEAD_S: i64 = 2;

/// Why an account is not joined although the provider is trusted with its address.
const UNPROVEN: &str = "; the provider is trusted with the domain, but the account has not proved the address \
     here: doorward user verify ADDRESS";

/// One outcome.
struct About<'a> {
    outcome: &'a Outcome,
    places: Places<'a>,
    subject: String,
}

/// All that there is to say.
pub(super) fn of(outcome: &Outcome, places: Places<'_>) -> Vec<Finding> {
    let subject = format!("provider {}", outcome.provider);
    let about = About { outcome, places, subject };
    let mut findings = vec![about.end()];
    findings.extend(about.address());
    findings.extend(about.userinfo());
    findings.extend(about.subject_is_address());
    findings.extend(about.tokens());
    findings.extend(about.roles());
    findings.extend(about.groups());
    findings.extend(about.clock());
    findings
}

/// Whether a finding says what would become of the person, with the account in its evidence.
pub(super) fn is_verdict(finding: &Finding) -> bool {
    let verdicts = [
        Code::LOGIN_NEW,
        Code::LOGIN_KNOWN,
        Code::LOGIN_JOIN,
        Code::LOGIN_LINK_FIRST,
        Code::LOGIN_CLOSED,
        Code::LOGIN_NO_ADDRESS,
        Code::LOGIN_NOT_ADMITTED,
        Code::LOGIN_DISABLED,
        Code::LOGIN_OTHER_PROVIDER,
    ];
    verdicts.iter().any(|verdict| verdict.to_string() == finding.code)
}

impl About<'_> {
    fn found(&self, code: Code, severity: Severity) -> Finding {
        Finding::new(code, severity, &self.subject)
    }

    fn at(&self, finding: Finding, ends: &[&str]) -> Finding {
        finding.at(self.places.of_provider(&self.outcome.provider, ends))
    }

    fn end(&self) -> Finding {
        match &self.outcome.end {
            End::Failed { code, seen } => self.failed(code, seen),
            End::Broken { seen } => {
                self.found(Code::LOGIN_BROKEN, Severity::Failure).seeing(seen.as_str())
            }
            End::Sealed => self.found(Code::LOGIN_SEALED, Severity::Failure),
            End::Decided(decision) => self.decided(decision),
        }
    }

    /// The same code as a sign-in that fails.
    fn failed(&self, code: &str, seen: &str) -> Finding {
        let why = Refusal::ALL.iter().find(|why| why.code() == code);
        let why = why.copied().unwrap_or(Refusal::ProviderError);
        let finding = refusals::finding(why, seen, &self.subject);
        match (why, &self.outcome.audience) {
            (
                Refusal::AudMissing | Refusal::AudWrong | Refusal::AudForeign | Refusal::AzpWrong,
                Some(said),
            ) => {
                let azp = said.azp.as_ref().map_or_else(|| "absent".to_owned(), Value::to_string);
                let accepted = said.accepted.join(", ");
                let seen = format!("aud {}, azp {azp}; accepted: {accepted}", said.aud);
                self.at(finding, &["AUDIENCE", "CLIENT_ID"]).seeing(seen)
            }
            _ => finding,
        }
    }

    fn decided(&self, decision: &Decision) -> Finding {
        match decision {
            Decision::New { role, waits } => {
                let waits = if *waits { ", waiting for an administrator" } else { "" };
                self.found(Code::LOGIN_NEW, Severity::Ok).seeing(format!("role {role}{waits}"))
            }
            Decision::Known { account } => {
                self.found(Code::LOGIN_KNOWN, Severity::Ok).seeing(described(account))
            }
            Decision::Join { account } => {
                self.found(Code::LOGIN_JOIN, Severity::Ok).seeing(described(account))
            }
            Decision::LinkFirst { account, unproven } => self
                .found(Code::LOGIN_LINK_FIRST, Severity::Warning)
                .at(self.places.of("DOORWARD_TRUSTED_EMAIL_DOMAINS"))
                .seeing(described(account) + if *unproven { UNPROVEN } else { "" }),
            Decision::Refuse { why, account } => self.refused(*why, account.as_ref()),
        }
    }

    fn refused(&self, why: Why, account: Option<&Account>) -> Finding {
        let new = |code| self.found(code, Severity::Failure);
        let finding = match why {
            Why::Closed => new(Code::LOGIN_CLOSED).at(self.places.of("ALLOW_SOCIAL_REGISTRATION")),
            Why::NoAddress => self.at(new(Code::LOGIN_NO_ADDRESS), &["SCOPE"]),
            Why::NotAdmitted => {
                new(Code::LOGIN_NOT_ADMITTED).at(self.places.of("AUTH_ALLOWED_EMAILS"))
            }
            Why::Disabled => return self.kept_out("the account is switched off", account),
            Why::Banned => return self.kept_out("the account is banned", account),
            Why::Waiting => {
                return self.kept_out("the account waits for an administrator", account);
            }
            Why::OwnProviderOnly => new(Code::LOGIN_OTHER_PROVIDER),
        };
        match (account, self.outcome.address.as_ref().and_then(|address| address.email.as_ref())) {
            (Some(account), _) => finding.seeing(described(account)),
            (None, Some(email)) => finding.seeing(email.as_str()),
            (None, None) => finding,
        }
    }

    fn kept_out(&self, how: &str, account: Option<&Account>) -> Finding {
        let seen = account.map_or_else(String::new, |account| format!(": {}", account.name));
        self.found(Code::LOGIN_DISABLED, Severity::Failure).seeing(format!("{how}{seen}"))
    }

    /// M7.
    fn address(&self) -> Vec<Finding> {
        let Some(address) = &self.outcome.address else { return Vec::new() };
        let Some(email) = &address.email else { return Vec::new() };
        let mut findings = Vec::new();
        let said = match &address.said {
            None => "email_verified is absent".to_owned(),
            Some(value @ Value::String(_)) => format!("email_verified is the text {value}"),
            Some(value) => format!("email_verified is {value}"),
        };
        let from_name =
            if address.from_name { ", and the address is taken from a name" } else { "" };
        let seen = format!("{email}: {said}{from_name}");
        if address.left_out {
            let finding = self.found(Code::ADDRESS_LEFT_OUT, Severity::Failure);
            findings.push(finding.at(self.places.of("AUTH_ALLOWED_EMAILS")).seeing(seen));
        } else if !address.verified {
            // Some providers never say it, which is no mistake; saying it wrongly is.
            let severity = if address.said.is_some() { Severity::Warning } else { Severity::Note };
            findings.push(self.found(Code::ADDRESS_UNPROVEN, severity).seeing(seen));
        }
        findings
    }

    fn userinfo(&self) -> Option<Finding> {
        let (code, seen) = self.outcome.userinfo_failed.as_ref()?;
        // Where it kept the person out, that is what is said.
        if matches!(self.outcome.end, End::Failed { .. }) {
            return None;
        }
        let why = Refusal::ALL.iter().find(|why| why.code() == code)?;
        let finding = refusals::finding(*why, seen, &self.subject);
        Some(Finding { severity: Severity::Warning, ..finding })
    }

    /// M37.
    fn subject_is_address(&self) -> Option<Finding> {
        let subject = self.claim("sub")?.value.as_deref()?;
        let email = self.claim("email").and_then(|claim| claim.value.as_deref());
        let same =
            subject.contains('@') && email.is_some_and(|email| subject.eq_ignore_ascii_case(email));
        same.then(|| self.found(Code::SUBJECT_IS_ADDRESS, Severity::Warning).seeing(subject))
    }

    fn claim(&self, name: &str) -> Option<&Claim> {
        self.outcome.claims.iter().find(|claim| claim.name == name)
    }

    /// M5 and M6.
    fn tokens(&self) -> Vec<Finding> {
        let tokens = &self.outcome.tokens;
        let mut findings = Vec::new();
        if tokens.renews && tokens.refresh == Some(false) {
            findings
                .push(self.at(self.found(Code::REFRESH_MISSING, Severity::Warning), &["SCOPE"]));
        }
        if tokens.renews && tokens.access_is_jwt == Some(false) {
            let finding = self.found(Code::ACCESS_OPAQUE, Severity::Note);
            findings.push(self.at(finding, &["AUDIENCE"]));
        }
        findings
    }

    /// M39.
    fn roles(&self) -> Vec<Finding> {
        let unusable = self.outcome.roles.iter().filter(|roles| !roles.usable);
        let told = unusable.map(|roles| {
            self.found(Code::ROLES_NOT_THERE, Severity::Warning)
                .seeing(format!("{}: {}", roles.path, roles.found))
        });
        told.collect()
    }

    /// M25.
    fn groups(&self) -> Option<Finding> {
        let groups = self.outcome.groups.as_ref().filter(|groups| groups.heavy)?;
        let seen = format!(
            "{} groups make a request to \"{}\" about {} bytes, {} of them in one header",
            groups.number, groups.app, groups.head_bytes, groups.field_bytes
        );
        let place = self.places.of("DOORWARD_IDENTITY_HEADERS");
        Some(self.found(Code::GROUPS_HEAVY, Severity::Warning).at(place).seeing(seen))
    }

    /// M17.
    fn clock(&self) -> Option<Finding> {
        let clock = self.outcome.clock.as_ref()?;
        let ahead = clock.issued_ahead_s.max(clock.begins_ahead_s)?;
        let tolerated = (AHEAD_S..=i64::from(clock.tolerance_s)).contains(&ahead);
        let seen = format!("by {ahead} s of our clock; {} s are tolerated", clock.tolerance_s);
        tolerated.then(|| self.found(Code::TOKEN_AHEAD, Severity::Warning).seeing(seen))
    }
}

fn described(account: &Account) -> String {
    let ways = if account.ways_in.is_empty() {
        String::new()
    } else {
        format!(", ways in: {}", account.ways_in.join(", "))
    };
    let factor = if account.second_factor { ", a second factor would be asked for" } else { "" };
    format!("{}, role {}{ways}{factor}", account.name, account.role)
}
