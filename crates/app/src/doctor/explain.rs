//! What a code means, offline.

use doorward_core::clerk::Reason;
use doorward_core::oidc::Refusal;

use super::catalogue::Entry;
use super::code::Code;
use super::{complaints, refusals};
use crate::settings;

/// What there is to say about a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: String,
    /// What happened, in a sentence.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
    /// The entries of the catalogue that it names.
    pub catalogue: Vec<Entry>,
}

/// Explains a code of settings, of sign-ins at providers, or of the doctor; upper or lower case.
pub fn explain(code: &str) -> Option<Explanation> {
    let code = code.trim().to_ascii_uppercase();
    all().into_iter().find(|one| one.code == code)
}

/// Every code that is known here.
pub fn all() -> Vec<Explanation> {
    let named = |numbers: &[u8]| numbers.iter().copied().map(Entry).collect();
    let settings = settings::Code::ALL.iter().map(|(code, meaning)| Explanation {
        code: code.to_string(),
        meaning: (*meaning).to_owned(),
        remedy: "`doorward config check` names the setting, its line and what to write.".to_owned(),
        catalogue: named(complaints::entries(*code)),
    });
    let refusals = Refusal::ALL.iter().map(|why| Explanation {
        code: why.code().to_owned(),
        meaning: refusals::sentence(why.meaning()),
        remedy: why.remedy().to_owned(),
        catalogue: named(refusals::entries(*why)),
    });
    let own = Code::ALL.iter().map(|code| Explanation {
        code: code.to_string(),
        meaning: code.meaning.to_owned(),
        remedy: code.remedy.to_owned(),
        catalogue: named(code.catalogue),
    });
    let clerk = Reason::ALL.iter().map(|(code, meaning)| Explanation {
        code: (*code).to_owned(),
        meaning: (*meaning).to_owned(),
        remedy: "Compare CLERK_SECRET_KEY and NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY with Clerk's dashboard, and \
                 this machine's clock with the time.".to_owned(),
        catalogue: Vec::new(),
    });
    settings.chain(refusals).chain(clerk).chain(own).collect()
}
