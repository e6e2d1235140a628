//! `ACCESS_CODE`: codes that let people in without an account, as `LobeChat` has them.

use std::collections::BTreeSet;

use doorward_core::access_code::{Codes, Mode};
use doorward_core::limit::Rule;
use doorward_core::time::MINUTE_MS;

use super::complaint::{Code, Severity};
use super::reader::{About, Fault, Reader};

/// The fewest characters of a code that is not warned of.
const MIN_LENGTH: usize = 8;

/// The fewest different characters of such a code.
const MIN_VARIETY: usize = 4;

/// How many guests may come in for each wrong code that may be tried: many share an address.
const GUESTS_PER_TRY: u32 = 10;

/// What is set about access codes.
#[derive(Clone, Debug)]
pub struct AccessCode {
    /// The codes.
    pub codes: Codes,
    /// Whether people come in who neither sign in nor know a code.
    pub anonymous: bool,
    /// How many wrong codes one address may try.
    pub limit: Rule,
}

impl AccessCode {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Access codes");
        let meaning = "Codes that let people in without an account, as a list with plain commas. Blanks \
                       count as part of a code.";
        let about = About { secret: true, ..About::used("", meaning) };
        let text = env.ask("ACCESS_CODE", about, |text| Ok(text.to_owned()));
        let codes = Codes::parse(text.as_deref().unwrap_or_default());
        let anonymous = env.flag(
            "DOORWARD_ALLOW_ANONYMOUS",
            false,
            "Lets everybody use the chat app without signing in, as LobeChat does without a code.",
        );
        let access = Self { codes, anonymous, limit: limit(env) };
        access.check(env, text.is_some());
        access
    }

    /// How many guests may come in from one address: whoever knows a code could otherwise fill the store.
    pub const fn guest_limit(&self) -> Rule {
        Rule { max: self.limit.max.saturating_mul(GUESTS_PER_TRY), window_ms: self.limit.window_ms }
    }

    /// Who gets in besides people who have signed in.
    pub fn mode(&self) -> Mode {
        Mode::of(!self.codes.is_empty(), self.anonymous)
    }

    /// Says that codes count for nothing where Clerk is on, as in `LobeChat`.
    pub(super) fn overruled(&self, env: &mut Reader<'_>) {
        if !self.codes.is_empty() {
            let what = "ACCESS_CODE is set, but Clerk is on, so no code lets anybody in.";
            let fault = Fault::new(Code::CODE_WITH_CLERK, what, "Remove one of the two.");
            env.object(Severity::Warning, "ACCESS_CODE", fault);
        }
    }

    fn check(&self, env: &mut Reader<'_>, is_set: bool) {
        let mut object = |severity, name, code, what: &str, remedy: &str| {
            env.object(severity, name, Fault::new(code, what, remedy));
        };
        let name = "ACCESS_CODE";
        if is_set && self.codes.is_empty() {
            let what = "ACCESS_CODE is set, but holds no code.";
            let remedy = "No code lets anybody in. Write one, or remove the setting.";
            object(Severity::Warning, name, Code::CODE_EMPTY, what, remedy);
        }
        if self.codes.iter().any(is_weak) {
            let what = "ACCESS_CODE has a code that can be guessed.";
            let remedy =
                "Write codes of eight or more varied characters, such as a few unrelated words.";
            object(Severity::Warning, name, Code::CODE_WEAK, what, remedy);
        }
        if self.codes.iter().any(|code| code.trim() != code) {
            let what = "ACCESS_CODE has a code with blanks around it.";
            let remedy = "They are part of that code, and people must type them. Leave out the blanks \
                          around commas.";
            object(Severity::Warning, name, Code::CODE_BLANKS, what, remedy);
        }
        if self.codes.iter().any(|code| code.contains('，')) {
            let what = "ACCESS_CODE has a code with a full-width comma in it.";
            let remedy =
                "It parts nothing, so it is part of that code. Write plain commas between codes.";
            object(Severity::Warning, name, Code::CODE_COMMA, what, remedy);
        }
        let anonymous = "DOORWARD_ALLOW_ANONYMOUS";
        if self.anonymous && !self.codes.is_empty() {
            let what = "DOORWARD_ALLOW_ANONYMOUS is true, but ACCESS_CODE is set.";
            let remedy = "People need a code or a sign-in. Remove one of the two settings.";
            object(Severity::Warning, anonymous, Code::ANONYMOUS_GUARDED, what, remedy);
        } else if self.anonymous {
            let what = "DOORWARD_ALLOW_ANONYMOUS is true: whoever finds the address gets in.";
            let remedy = "Remove it unless that is meant.";
            object(Severity::Warning, anonymous, Code::ANONYMOUS, what, remedy);
        }
    }
}

fn limit(env: &mut Reader<'_>) -> Rule {
    let max = env.number(
        "DOORWARD_ACCESS_CODE_MAX",
        10,
        1..=1_000_000,
        "Wrong access codes per window and address; ten times as many guests may come in.",
    );
    let window = env.number(
        "DOORWARD_ACCESS_CODE_WINDOW",
        5,
        1..=525_600,
        "Length of that window, in minutes.",
    );
    Rule { max, window_ms: window * MINUTE_MS }
}

fn is_weak(code: &str) -> bool {
    let variety: BTreeSet<char> = code.chars().collect();
    code.chars().count() < MIN_LENGTH || variety.len() < MIN_VARIETY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Sources};

    fn told(text: &str) -> Vec<(Severity, Code)> {
        let reading = Settings::read(&Sources::from_text(text), 2);
        assert!(reading.draft.is_some(), "{:?}", reading.complaints);
        for complaint in &reading.complaints {
            assert!(!complaint.to_string().contains("opensesame"), "{complaint}");
        }
        reading.complaints.iter().map(|c| (c.severity, c.code)).collect()
    }

    #[test]
    fn good_codes_are_taken_without_a_word() {
        assert_eq!(told("ACCESS_CODE=opensesame-7,correct horse battery"), []);
    }

    #[test]
    fn codes_that_are_probably_not_meant_so_are_pointed_at() {
        for (value, code) in [
            ("opensesame-7,abc", Code::CODE_WEAK),
            ("aaaaaaaaaaaa", Code::CODE_WEAK),
            ("opensesame-7, opensesame-8", Code::CODE_BLANKS),
            ("opensesame-7，opensesame-8", Code::CODE_COMMA),
            (",,", Code::CODE_EMPTY),
        ] {
            assert_eq!(
                told(&format!("ACCESS_CODE={value}")),
                [(Severity::Warning, code)],
                "{value}"
            );
        }
    }

    #[test]
    fn letting_everybody_in_is_said_aloud_and_codes_go_before_it() {
        let anonymous = "DOORWARD_ALLOW_ANONYMOUS=true";
        assert_eq!(told(anonymous), [(Severity::Warning, Code::ANONYMOUS)]);
        let both = format!("{anonymous}\nACCESS_CODE=opensesame-7");
        assert_eq!(told(&both), [(Severity::Warning, Code::ANONYMOUS_GUARDED)]);
        let mode = |text: &str| {
            let draft = Settings::read(&Sources::from_text(text), 2).draft.unwrap();
            draft.access_code.mode()
        };
        assert_eq!(mode(&both), Mode::CodeOrSignIn);
        assert_eq!(mode(anonymous), Mode::Open);
        assert_eq!(mode(""), Mode::SignInOnly);
    }

    #[test]
    fn a_code_alone_is_a_way_in() {
        assert_eq!(told("ALLOW_EMAIL_LOGIN=false\nACCESS_CODE=opensesame-7"), []);
    }
}
