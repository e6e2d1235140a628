//! What the chat app's own routes may do: for a gateway in front of them.

use doorward_core::limit::Rule;

use super::{Reader, rule};
use crate::settings::arithmetic;
use crate::settings::complaint::Code;
use crate::settings::reader::{About, Fault};

/// The limits of messages, forks, imports, uploads and speech.
#[derive(Clone, Copy, Debug)]
pub struct Chat {
    /// Messages per address, if they are limited.
    pub message_address: Option<Rule>,
    /// Messages per person, if they are limited.
    pub message_person: Option<Rule>,
    /// Answers being written at once for one person, if they are limited.
    pub concurrent: Option<u32>,
    /// Copies of conversations.
    pub fork: Pair,
    /// Imported conversations.
    pub import: Pair,
    /// Uploaded files.
    pub file_upload: Pair,
    /// Uses of files, per person.
    pub file_usage: Rule,
    /// Texts to be spoken.
    pub tts: Pair,
    /// Speech to be written.
    pub stt: Pair,
}

/// A limit per address and one per person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Per address.
    pub address: Rule,
    /// Per person.
    pub person: Rule,
}

impl Chat {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Limits of the chat app");
        let concurrent = concurrent(env);
        let by_address = env.flag("LIMIT_MESSAGE_IP", false, "Limits messages per address.");
        let most = "Messages per window and address.";
        let address = rule(env, ("MESSAGE_IP_MAX", 40, most), ("MESSAGE_IP_WINDOW", 1));
        let by_person = env.flag("LIMIT_MESSAGE_USER", false, "Limits messages per person.");
        let most = "Messages per window and person.";
        let person = rule(env, ("MESSAGE_USER_MAX", 40, most), ("MESSAGE_USER_WINDOW", 1));
        let uses = "Uses of files per window and person.";
        Self {
            message_address: by_address.then_some(address),
            message_person: by_person.then_some(person),
            concurrent,
            fork: fork(env),
            import: import(env),
            file_upload: file_upload(env),
            file_usage: rule(
                env,
                ("FILE_USAGE_USER_MAX", 120, uses),
                ("FILE_USAGE_USER_WINDOW", 15),
            ),
            tts: tts(env),
            stt: stt(env),
        }
    }
}

fn concurrent(env: &mut Reader<'_>) -> Option<u32> {
    let on = env.flag("LIMIT_CONCURRENT_MESSAGES", false, "Limits answers being written at once.");
    let about = About::used("2", "Most answers being written at once for one person.");
    let most = env.ask("CONCURRENT_MESSAGE_MAX", about, |text| {
        let number = arithmetic::evaluate(text).ok().filter(|number| (1.0..=1e6).contains(number));
        let fault = || {
            let what = "is not a number from 1 to 1000000";
            Fault::new(Code::NOT_NUMBER, what, "Write digits or a product such as \"2 * 2\".")
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in its range")]
        number.map(|number| number as u32).ok_or_else(fault)
    });
    on.then_some(most.unwrap_or(2))
}

const PER_ADDRESS: &str = "How often per window and address.";
const PER_PERSON: &str = "How often per window and person.";

fn fork(env: &mut Reader<'_>) -> Pair {
    Pair {
        address: rule(env, ("FORK_IP_MAX", 30, PER_ADDRESS), ("FORK_IP_WINDOW", 1)),
        person: rule(env, ("FORK_USER_MAX", 7, PER_PERSON), ("FORK_USER_WINDOW", 1)),
    }
}

fn import(env: &mut Reader<'_>) -> Pair {
    Pair {
        address: rule(env, ("IMPORT_IP_MAX", 100, PER_ADDRESS), ("IMPORT_IP_WINDOW", 15)),
        person: rule(env, ("IMPORT_USER_MAX", 50, PER_PERSON), ("IMPORT_USER_WINDOW", 15)),
    }
}

fn file_upload(env: &mut Reader<'_>) -> Pair {
    let address = (("FILE_UPLOAD_IP_MAX", 100, PER_ADDRESS), ("FILE_UPLOAD_IP_WINDOW", 15));
    let person = (("FILE_UPLOAD_USER_MAX", 50, PER_PERSON), ("FILE_UPLOAD_USER_WINDOW", 15));
    Pair { address: rule(env, address.0, address.1), person: rule(env, person.0, person.1) }
}

fn tts(env: &mut Reader<'_>) -> Pair {
    Pair {
        address: rule(env, ("TTS_IP_MAX", 100, PER_ADDRESS), ("TTS_IP_WINDOW", 1)),
        person: rule(env, ("TTS_USER_MAX", 50, PER_PERSON), ("TTS_USER_WINDOW", 1)),
    }
}

fn stt(env: &mut Reader<'_>) -> Pair {
    Pair {
        address: rule(env, ("STT_IP_MAX", 100, PER_ADDRESS), ("STT_IP_WINDOW", 1)),
        person: rule(env, ("STT_USER_MAX", 50, PER_PERSON), ("STT_USER_WINDOW", 1)),
    }
}
