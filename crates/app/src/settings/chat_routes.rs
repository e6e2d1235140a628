//! Which requests to the app behind the gateway are messages, so that the limits of chat apply to them.

use doorward_core::access::Pattern;

use super::guard::patterns;
use super::reader::Reader;

/// Where the chat apps that people run take messages.
const USUAL: &str = "/api/ask/*, /api/edit/*, /api/agents/chat/*, /api/chat/*, /webapi/chat/*, /trpc/chat/*, \
                     /v1/chat/*, /ollama/api/chat";

const PATHS: &str = "The paths of the app that take messages, as a list: a POST to one of them counts for \
                     LIMIT_MESSAGE_IP, LIMIT_MESSAGE_USER and LIMIT_CONCURRENT_MESSAGES.";
const BROWSERS: &str = "Refuses messages of programs that do not call themselves a browser, and counts \
                        NON_BROWSER_VIOLATION_SCORE for each.";

/// The requests that are messages.
#[derive(Clone, Debug)]
pub struct ChatRoutes {
    /// Their paths, where the file of apps does not say others.
    pub paths: Vec<Pattern>,
    /// Whether only browsers may send any.
    pub browsers_only: bool,
}

impl ChatRoutes {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Gateway");
        let paths = env.parsed("DOORWARD_CHAT_PATHS", (USUAL, PATHS), patterns);
        let browsers_only = env.flag("DOORWARD_CHAT_BROWSERS_ONLY", false, BROWSERS);
        let paths = paths.or_else(|| patterns(USUAL).ok()).unwrap_or_default();
        Self { paths, browsers_only }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Code, Settings, Sources};

    #[test]
    fn messages_are_known_by_their_paths() {
        let read = |text| Settings::read(&Sources::from_text(text), 2);
        let usual = read("").draft.unwrap().chat_routes;
        assert!(usual.paths.iter().any(|path| path.to_string() == "/api/agents/chat/*"));
        let own = read("DOORWARD_CHAT_PATHS=/say，/talk/*").draft.unwrap().chat_routes;
        assert_eq!(own.paths.len(), 2);
        let wrong = read("DOORWARD_CHAT_PATHS=say");
        assert!(wrong.draft.is_none());
        assert_eq!(wrong.complaints[0].code, Code::NOT_PATH);
    }
}
