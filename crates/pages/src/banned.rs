//! What a banned person is told.

use doorward_core::moderation::Notice;

use crate::Language;
use crate::moment::moment;

/// Why and until when somebody is banned, in a sentence. It is for nobody else.
pub fn banned(language: Language, notice: &Notice) -> String {
    match (&notice.reason, notice.until) {
        (Some(reason), Some(until)) => {
            let date = moment(until).text(language, "date");
            language.t2("moderation-banned-until", "date", date, "reason", reason)
        }
        (Some(reason), None) => language.t1("moderation-banned-for-good", "reason", reason),
        (None, _) => language.t("moderation-banned"),
    }
}
