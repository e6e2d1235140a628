//! The reader: each setting is one call that names it, its default and its meaning.
//!
//! A call always returns a usable value. What is wrong becomes a complaint, so that all of them come
//! at once; what was asked is kept, so that the same calls write the documentation.

mod kinds;
mod names;
mod unknown;

use std::borrow::Cow;

use serde::Serialize;

use super::complaint::{Code, Complaint, Origin, Severity};
use super::guard::Written;
use super::source::Sources;

pub(super) use kinds::{duration, flag_fault, number_fault, url};
pub(super) use names::{Kind as NameKind, Name, Names};

/// A setting that was asked for: a row of `config show` and of the documentation.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// The table it belongs to.
    pub group: &'static str,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Other names that work too.
    pub aliases: Vec<Cow<'static, str>>,
    /// What holds when it is unset, as text.
    pub default: String,
    /// What it is for.
    pub meaning: &'static str,
    /// Whether this release uses it.
    pub used: bool,
    /// The value in effect; of a secret its length and fingerprint only.
    pub value: String,
    /// Where the value comes from.
    pub source: Origin,
    #[serde(skip)]
    pub(super) secret: bool,
}

/// A value as it was found.
pub(super) struct Found {
    pub(super) name: Cow<'static, str>,
    pub(super) text: String,
    pub(super) origin: Origin,
    secret: bool,
}

/// What is wrong with a value: its kind, the rest of the sentence that begins with the setting, and
/// what to write instead.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) what: String,
    pub(super) remedy: String,
}

impl Fault {
    pub(super) fn new(code: Code, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, what: what.into(), remedy: remedy.into() }
    }
}

/// What a call says about its setting.
pub(super) struct About {
    pub(super) default: String,
    pub(super) meaning: &'static str,
    pub(super) used: bool,
    pub(super) secret: bool,
}

impl About {
    pub(super) fn used(default: impl Into<String>, meaning: &'static str) -> Self {
        Self { default: default.into(), meaning, used: true, secret: false }
    }
}

pub(super) struct Reader<'a> {
    sources: &'a Sources,
    group: &'static str,
    asked: Vec<Asked>,
    complaints: Vec<Complaint>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        let complaints = sources.complaints.clone();
        Self { sources, group: "", asked: Vec::new(), complaints }
    }

    /// Begins a table: what is asked from now on belongs to it.
    pub(super) fn group(&mut self, title: &'static str) {
        self.group = title;
    }

    /// Reads one setting; `None` when it is unset or wrong. Every other way to read ends here.
    pub(super) fn ask<T>(
        &mut self,
        names: impl Into<Names>,
        about: About,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let found = self.find(names, about)?;
        match read(&found.text) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.complain(Severity::Error, &found, fault);
                self.forget();
                None
            }
        }
    }

    /// Looks a setting up by all of its names and remembers that it was asked for.
    pub(super) fn find(&mut self, names: impl Into<Names>, about: About) -> Option<Found> {
        let names = names.into();
        let (first, others) = names.split()?;
        let mut set = names.iter().filter_map(|name| {
            self.sources.get(&name.text).map(|(text, origin)| (name.clone(), text, origin))
        });
        let winner = set.next();
        let rivals: Vec<_> = set.collect();
        let shown = winner.as_ref().map(|(_, text, _)| without_password(text.trim(), about.secret));
        self.asked.push(Asked {
            group: self.group,
            name: first,
            aliases: others,
            value: shown.unwrap_or_else(|| about.default.clone()),
            source: winner.as_ref().map_or(Origin::Default, |(_, _, origin)| origin.clone()),
            default: about.default,
            meaning: about.meaning,
            used: about.used,
            secret: about.secret && winner.is_some(),
        });
        let (written, text, origin) = winner?;
        let found = Found {
            name: written.text.clone(),
            text: text.to_owned(),
            origin,
            secret: about.secret,
        };
        if let Some(fault) = names.hint(&written) {
            self.complain_of_name(Severity::Note, &found, fault);
        }
        self.check_rivals(&found, rivals);
        Some(self.without_kept_quotes(found))
    }

    fn check_rivals(&mut self, found: &Found, rivals: Vec<(Name, &str, Origin)>) {
        for (rival, text, origin) in rivals {
            if text != found.text {
                let what =
                    format!("is ignored, because {} is set too, to another value", found.name);
                let remedy = format!("Remove {}.", rival.text);
                let rival = Found { name: rival.text, text: String::new(), origin, secret: true };
                let fault = Fault::new(Code::TWO_NAMES, what, remedy);
                self.complain_of_name(Severity::Warning, &rival, fault);
            }
        }
    }

    /// `docker run --env-file` hands quotes on as part of the value.
    fn without_kept_quotes(&mut self, mut found: Found) -> Found {
        let text = found.text.trim();
        let inner = ['"', '\'']
            .into_iter()
            .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
            .filter(|_| found.origin == Origin::Environment)
            .map(str::to_owned);
        if let Some(inner) = inner {
            let what = "has quotes around it in the environment";
            // A shared secret must stay what the other party takes it for.
            let remedy = if found.secret {
                "They count as part of the secret. Remove them unless the chat app has them too."
            } else {
                "They are left out. Remove them: `docker run --env-file` does not."
            };
            let fault = Fault::new(Code::QUOTES_KEPT, what, remedy);
            self.complain_of_name(Severity::Warning, &found, fault);
            if !found.secret {
                found.text = inner;
            }
        }
        found
    }

    /// Complains of a value, and shows it unless it is secret.
    pub(super) fn complain(&mut self, severity: Severity, found: &Found, fault: Fault) {
        if found.secret {
            return self.complain_of_name(severity, found, fault);
        }
        let shown = without_password(found.text.trim(), false);
        let what = format!("{}=\"{shown}\" {}.", found.name, fault.what);
        self.push(severity, (&found.name, found.origin.clone()), Fault { what, ..fault });
    }

    fn complain_of_name(&mut self, severity: Severity, found: &Found, fault: Fault) {
        let what = format!("{} {}.", found.name, fault.what);
        self.push(severity, (&found.name, found.origin.clone()), Fault { what, ..fault });
    }

    /// Complains of a setting that has been asked for, in a whole sentence.
    pub(super) fn object(&mut self, severity: Severity, name: &str, fault: Fault) {
        self.push(severity, (name, self.source(name)), fault);
    }

    /// Complains of what stands elsewhere, in a file that a setting names: in a whole sentence.
    pub(super) fn object_at(&mut self, severity: Severity, at: &Written, fault: Fault) {
        self.push(severity, (&at.setting, at.source.clone()), fault);
    }

    /// Where the value of a setting that has been asked for comes from.
    pub(super) fn source(&self, name: &str) -> Origin {
        let asked = self.asked.iter().find(|asked| asked.name == name);
        asked.map_or(Origin::Default, |asked| asked.source.clone())
    }

    /// Says of a setting that was found that it does nothing yet.
    pub(super) fn not_used_yet(&mut self, name: &str) {
        let what = format!("{name} is set, but this release does not use it.");
        let fault = Fault::new(Code::NOT_USED_YET, what, "It may stay: a later release will.");
        self.object(Severity::Note, name, fault);
    }

    fn push(&mut self, severity: Severity, (setting, source): (&str, Origin), fault: Fault) {
        self.complaints.push(Complaint {
            severity,
            code: fault.code,
            setting: Some(setting.to_owned()),
            source: Some(source),
            what: fault.what,
            remedy: fault.remedy,
        });
    }

    /// Shows `value` as what is in effect for the setting asked for last.
    pub(super) fn show_as(&mut self, value: impl Into<String>) {
        if let Some(asked) = self.asked.last_mut() {
            asked.value = value.into();
        }
    }

    /// The setting asked for last was wrong: its default is in effect.
    pub(super) fn forget(&mut self) {
        if let Some(asked) = self.asked.last_mut() {
            asked.value.clone_from(&asked.default);
            asked.source = Origin::Default;
            asked.secret = false;
        }
    }

    /// Ends the reading: what was asked, and all complaints, the gravest first.
    pub(super) fn finish(mut self) -> (Vec<Asked>, Vec<Complaint>) {
        self.complaints.extend(unknown::complaints(self.sources, &self.asked));
        self.complaints.sort_by_key(|complaint| complaint.severity);
        for asked in self.asked.iter_mut().filter(|asked| asked.secret) {
            asked.value = super::report::fingerprint(&asked.value);
        }
        (self.asked, self.complaints)
    }
}

/// A value as it may be shown: URLs sometimes carry a password. A secret is shown later, as a
/// fingerprint of the whole.
pub(super) fn without_password(text: &str, secret: bool) -> String {
    match text.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((_, rest)))) if !secret => format!("{scheme}://[redacted]@{rest}"),
        _ => text.to_owned(),
    }
}
