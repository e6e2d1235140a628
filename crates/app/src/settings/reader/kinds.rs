//! The kinds of values that settings have.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use doorward_core::secret::Secret;
use url::Url;

use super::{About, Code, Fault, Names, Reader, Severity};
use crate::settings::arithmetic;

/// The longest duration accepted: ten years. Beyond it times near the end of the calendar appear.
const MAX_MILLIS: i64 = 10 * 366 * 24 * 60 * 60 * 1000;

impl Reader<'_> {
    /// A text; blanks around it are dropped.
    pub(in crate::settings) fn text(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        meaning: &'static str,
    ) -> String {
        self.optional(names, default, meaning).unwrap_or_else(|| default.to_owned())
    }

    /// A text that may be unset; `default` says what holds then.
    pub(in crate::settings) fn optional(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        meaning: &'static str,
    ) -> Option<String> {
        self.ask(names, About::used(default, meaning), plain_text)
    }

    /// A value with a parser of its own; unset and wrong ones are `None`.
    pub(in crate::settings) fn parsed<T>(
        &mut self,
        names: impl Into<Names>,
        (default, meaning): (&str, &'static str),
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        self.ask(names, About::used(default, meaning), |text| read(text.trim()))
    }

    /// A switch: on only for `true`, in any case, as `LibreChat` has it.
    pub(in crate::settings) fn flag(
        &mut self,
        names: impl Into<Names>,
        default: bool,
        meaning: &'static str,
    ) -> bool {
        let about = About::used(default.to_string(), meaning);
        let Some(found) = self.find(names, about) else { return default };
        let on = found.text.trim().eq_ignore_ascii_case("true");
        if let Some(fault) = flag_fault(&found.text) {
            self.complain(Severity::Warning, &found, fault);
        }
        self.show_as(on.to_string());
        on
    }

    /// A switch that may be unset; `default` says what holds then.
    pub(in crate::settings) fn optional_flag(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        meaning: &'static str,
    ) -> Option<bool> {
        let found = self.find(names, About::used(default, meaning))?;
        let on = found.text.trim().eq_ignore_ascii_case("true");
        if let Some(fault) = flag_fault(&found.text) {
            self.complain(Severity::Warning, &found, fault);
        }
        self.show_as(on.to_string());
        Some(on)
    }

    /// A whole number within `range`.
    pub(in crate::settings) fn number<N>(
        &mut self,
        names: impl Into<Names>,
        default: N,
        range: RangeInclusive<N>,
        meaning: &'static str,
    ) -> N
    where
        N: FromStr + Display + PartialOrd + Copy,
    {
        let shown = default.to_string();
        self.optional_number(names, &shown, range, meaning).unwrap_or(default)
    }

    /// A whole number within `range` that may be unset; `default` says what holds then.
    pub(in crate::settings) fn optional_number<N>(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        range: RangeInclusive<N>,
        meaning: &'static str,
    ) -> Option<N>
    where
        N: FromStr + Display + PartialOrd + Copy,
    {
        self.ask(names, About::used(default, meaning), |text| {
            let number = text.trim().parse().ok().filter(|number| range.contains(number));
            number.ok_or_else(|| number_fault(range.start(), range.end()))
        })
    }

    /// A duration in milliseconds, of whole seconds, written as arithmetic.
    pub(in crate::settings) fn millis(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        meaning: &'static str,
    ) -> i64 {
        let read = self.optional_millis(names, default, meaning);
        read.unwrap_or_else(|| duration(default).unwrap_or_default())
    }

    /// A duration that may be unset; `default` says what holds then.
    pub(in crate::settings) fn optional_millis(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        meaning: &'static str,
    ) -> Option<i64> {
        self.ask(names, About::used(default, meaning), duration)
    }

    /// A secret. Its value appears in no complaint and no listing.
    pub(in crate::settings) fn secret(
        &mut self,
        names: impl Into<Names>,
        default: &str,
        meaning: &'static str,
    ) -> Option<Secret<String>> {
        let about = About { secret: true, ..About::used(default, meaning) };
        let found = self.find(names, about)?;
        if found.text.trim() != found.text {
            let fault = Fault::new(
                Code::BLANKS,
                "has blanks or line ends around it",
                "They count as part of the secret. Remove them.",
            );
            self.complain(Severity::Warning, &found, fault);
        }
        Some(Secret::new(found.text))
    }
}

fn plain_text(text: &str) -> Result<String, Fault> {
    if text.trim().contains(|c: char| c.is_control() || c == '\u{fffd}') {
        let what = "holds control characters or damaged text";
        return Err(Fault::new(Code::NOT_TEXT, what, "Write it on one line, in UTF-8."));
    }
    Ok(text.trim().to_owned())
}

/// What to say of a switch that is neither `true` nor plainly off.
pub(in crate::settings) fn flag_fault(text: &str) -> Option<Fault> {
    let text = text.trim().to_ascii_lowercase();
    if ["true", "false", "0", "no", "off"].contains(&text.as_str()) {
        return None;
    }
    let what = "counts as false, as in LibreChat";
    let remedy = if ["1", "yes", "on", "y", "t", "enabled"].contains(&text.as_str()) {
        "Write true to switch it on."
    } else {
        "Write true or false."
    };
    Some(Fault::new(Code::NOT_BOOLEAN, what, remedy))
}

pub(in crate::settings) fn number_fault(least: impl Display, most: impl Display) -> Fault {
    let what = format!("is not a whole number from {least} to {most}");
    Fault::new(Code::NOT_NUMBER, what, "Write digits only, without a unit.")
}

/// Reads a duration in milliseconds: positive and of whole seconds, since cookies and tokens count
/// in those.
pub(in crate::settings) fn duration(text: &str) -> Result<i64, Fault> {
    let value = arithmetic::evaluate(text).map_err(|fault| {
        let what = format!("is not a duration in milliseconds ({fault})");
        Fault::new(Code::NOT_DURATION, what, advice(text))
    })?;
    let refuse = |what| Err(Fault::new(Code::NOT_DURATION, what, advice(text)));
    if value <= 0.0 {
        return refuse("is not longer than nothing");
    }
    #[expect(clippy::cast_precision_loss, reason = "the bound is far below 2^53")]
    if value > MAX_MILLIS as f64 {
        return refuse("is longer than ten years");
    }
    if value % 1000.0 != 0.0 {
        return refuse("is not a whole number of seconds, in milliseconds");
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above: whole and small")]
    Ok(value as i64)
}

/// What to write instead of a duration with a unit, or of one in seconds.
fn advice(text: &str) -> String {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let factor = match text.get(digits.len()..).unwrap_or_default().trim() {
        "s" | "sec" | "secs" | "second" | "seconds" => "1000",
        "m" | "min" | "mins" | "minute" | "minutes" => "1000 * 60",
        "h" | "hr" | "hrs" | "hour" | "hours" => "1000 * 60 * 60",
        "d" | "day" | "days" => "1000 * 60 * 60 * 24",
        "w" | "week" | "weeks" => "1000 * 60 * 60 * 24 * 7",
        _ => "",
    };
    if digits.parse::<u32>().is_ok() && !factor.is_empty() {
        return format!("Write \"{factor} * {digits}\".");
    }
    "Write a positive number, or a product such as \"1000 * 60 * 15\".".to_owned()
}

/// Reads an http or https URL without user, query and fragment.
pub(in crate::settings) fn url(text: &str) -> Result<Url, Fault> {
    let text = text.trim();
    let bad = |what: &str, remedy: String| Fault::new(Code::NOT_URL, what, remedy);
    if !text.contains("://") {
        let local = text.starts_with("localhost") || text.starts_with("127.");
        let scheme = if local { "http" } else { "https" };
        return Err(bad("has no scheme", format!("Write \"{scheme}://{text}\".")));
    }
    let example = || "Write a URL such as \"https://chat.example.com\".".to_owned();
    let url =
        Url::parse(text).map_err(|error| bad(&format!("is not a URL ({error})"), example()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("is neither http nor https", example()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("holds a user name or password", example()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("goes on with a \"?\" or \"#\"", "Leave that part out.".to_owned()));
    }
    Ok(url)
}
