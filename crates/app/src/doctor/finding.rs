//! What the doctor says.

use std::fmt::Write as _;

use serde::Serialize;

use super::catalogue::Entry;
use super::code::Code;
use crate::settings::Origin;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It keeps people out, or lets the wrong ones in.
    Failure,
    /// It is probably not as meant.
    Warning,
    /// Good to know.
    Note,
    /// It was looked at, and is well.
    Ok,
}

impl Severity {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Ok => "ok",
        }
    }
}

/// One thing that was found. It never holds the value of a secret.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The stable code: `DW-DOC-027`, or the one that settings or a sign-in would have told.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What it is about: `settings`, `provider openid`, `public URL`, `mail`, `database`,
    /// `metrics`, `webhook`, `browser`.
    pub subject: String,
    /// The setting to look at.
    pub setting: Option<String>,
    /// Where it stands: a file and its line, `environment` or `default`.
    pub source: Option<Origin>,
    /// What was found: a sentence.
    pub what: String,
    /// What was seen.
    pub evidence: Option<String>,
    /// What to write or do.
    pub fix: Option<String>,
    /// The entries of the catalogue: `M1`.
    pub catalogue: Vec<Entry>,
}

impl Finding {
    /// A finding with a code of the doctor's own.
    pub(super) fn new(code: Code, severity: Severity, subject: &str) -> Self {
        let fix = (severity != Severity::Ok).then(|| code.remedy.to_owned());
        Self {
            code: code.to_string(),
            severity,
            subject: subject.to_owned(),
            setting: None,
            source: None,
            what: code.meaning.to_owned(),
            evidence: None,
            fix,
            catalogue: code.catalogue.iter().copied().map(Entry).collect(),
        }
    }

    pub(super) fn seeing(self, evidence: impl Into<String>) -> Self {
        let evidence = evidence.into();
        Self { evidence: (!evidence.is_empty()).then_some(evidence), ..self }
    }

    pub(super) fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }

    pub(super) fn at(self, place: Option<(String, Origin)>) -> Self {
        match place {
            Some((setting, source)) => {
                Self { setting: Some(setting), source: Some(source), ..self }
            }
            None => self,
        }
    }
}

/// All that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of this form: fields are added, and never renamed.
    pub schema: u32,
    /// From where it was looked: `static`, `server`, `browser`.
    pub vantage: Vec<&'static str>,
    /// How many failures there are.
    pub failures: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many notes.
    pub notes: usize,
    /// Everything, the gravest first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Sorts and counts.
    pub fn of(vantage: Vec<&'static str>, mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| finding.severity);
        let count = |severity| findings.iter().filter(|one| one.severity == severity).count();
        let [failures, warnings, notes] =
            [Severity::Failure, Severity::Warning, Severity::Note].map(count);
        Self { schema: 1, vantage, failures, warnings, notes, findings }
    }

    /// The text for a terminal, with a line end at its end.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for finding in &self.findings {
            // Writing to a String cannot fail, here and below.
            _ = write!(
                text,
                "{:7} {}  {}",
                finding.severity.as_str(),
                finding.code,
                finding.subject
            );
            let entries: Vec<_> = finding.catalogue.iter().map(ToString::to_string).collect();
            if finding.severity != Severity::Ok && !entries.is_empty() {
                _ = write!(text, "  [{}]", entries.join(", "));
            }
            _ = writeln!(text, "\n        {}", finding.what);
            let place = match (&finding.setting, &finding.source) {
                (Some(setting), Some(source)) => Some(format!("{setting} ({source})")),
                (Some(setting), None) => Some(setting.clone()),
                (None, source) => source.as_ref().map(ToString::to_string),
            };
            let lines = [("where", &place), ("seen", &finding.evidence), ("do", &finding.fix)];
            for (name, line) in lines {
                if let Some(line) = line {
                    _ = writeln!(text, "        {name:5} {line}");
                }
            }
        }
        let Self { failures, warnings, notes, .. } = self;
        _ = writeln!(text, "{failures} failure(s), {warnings} warning(s), {notes} note(s).");
        text
    }
}
