//! Points in time as a page shows them.

use doorward_core::time::Timestamp;

use crate::language::Language;
use crate::messages::Html;

/// A point in time, in UTC. A server does not know the reader's zone; the script rewrites the visible
/// text for it.
pub(crate) struct Moment {
    at: jiff::Timestamp,
}

/// A point outside the years -9999 to 9999 comes out as the epoch.
pub(crate) fn moment(at: Timestamp) -> Moment {
    Moment { at: jiff::Timestamp::from_second(at.seconds()).unwrap_or_default() }
}

impl Moment {
    /// For people, without a script: the day alone if the style is `day`, else the minute.
    pub(crate) fn text(&self, language: Language, style: &str) -> String {
        let written = |format: &str| self.at.strftime(format).to_string();
        let date = self.at.to_zoned(jiff::tz::TimeZone::UTC).date();
        // A year is no count: its thousands are not set apart.
        let (day, month, year) = (date.day(), date.month(), written("%Y"));
        let day = language.say("common-day", &[("day", &day), ("month", &month), ("year", &year)]);
        if style == "day" {
            return day;
        }
        language.t2("common-moment", "day", day, "time", written("%H:%M"))
    }

    /// As an element that the script words anew as `date`, as `day` or as `ago`.
    pub(crate) fn html(&self, language: Language, style: &str) -> Html {
        let text = self.text(language, style);
        // The texts are ours, and a style is a word of a template.
        Html::trusted(format!("<time datetime=\"{}\" data-time=\"{style}\">{text}</time>", self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_machines_and_for_people() {
        let shown = |at, style| moment(Timestamp(at)).html(Language::English, style).to_string();
        assert_eq!(
            shown(1_795_229_100_999, "date"),
            "<time datetime=\"2026-11-21T02:45:00Z\" data-time=\"date\">21 November 2026, 02:45 UTC</time>"
        );
        assert!(shown(1_795_229_100_999, "day").contains(">21 November 2026<"));
        assert!(shown(i64::MAX, "ago").contains(">1 January 1970, 00:00 UTC<"));
    }
}
