//! Whether a `User-Agent` is a browser's (reference 4.4): for a gateway in front of the chat app.
//!
//! `LibreChat` asks a parser for the name of a browser, which finds one wherever a known name stands
//! before a version. It proves nothing: whoever wants to be taken for a browser says so.

use super::Score;

/// Names that stand before `/` and a version in the `User-Agent` of a browser, in lower case.
const BROWSERS: [&str; 30] = [
    "chrome",
    "chromium",
    "crios",
    "headlesschrome",
    "firefox",
    "fxios",
    "focus",
    "klar",
    "edg",
    "edge",
    "edga",
    "edgios",
    "opr",
    "opera",
    "opios",
    "vivaldi",
    "brave",
    "yabrowser",
    "samsungbrowser",
    "ucbrowser",
    "duckduckgo",
    "silk",
    "konqueror",
    "epiphany",
    "falkon",
    "seamonkey",
    "palemoon",
    "waterfox",
    "lynx",
    "links",
];

/// Whether it names a browser.
pub fn is_browser(user_agent: &str) -> bool {
    let text = user_agent.to_ascii_lowercase();
    let named = text.split_ascii_whitespace().any(|word| {
        let (name, version) = word.split_once('/').unwrap_or((word, ""));
        let name = name.trim_start_matches(['(', ';']);
        BROWSERS.contains(&name) && version.starts_with(|c: char| c.is_ascii_digit())
    });
    named || is_webkit(&text) || text.contains("msie ") || text.contains("trident/")
}

/// Safari, and the views of `WebKit` inside other apps: on devices that show pages in nothing else.
fn is_webkit(text: &str) -> bool {
    let safari = text.contains("version/") && text.contains("safari/");
    let inside = text.contains("applewebkit/")
        && text.contains("mobile/")
        && ["iphone", "ipad", "ipod"].iter().any(|device| text.contains(device));
    safari || inside
}

/// The answer to what is no browser: `LibreChat` sends it with status 200 and without a content type.
pub const ANSWER: &str = "event: error\ndata: {\"message\":\"Illegal request\"}\n\n";

/// What is noted of a request: nothing for a browser's.
pub fn judge(user_agent: &str, score: Score) -> Option<Score> {
    (!is_browser(user_agent)).then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_their_names_and_scripts_by_having_none() {
        let mozilla = "Mozilla/5.0 (X11; Linux x86_64)";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)";
        let webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for user_agent in [
            &format!(
                "{mozilla} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
            ),
            &format!(
                "{mozilla} AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36"
            ),
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
            &format!("{iphone} {webkit} Version/17.5 Mobile/15E148 Safari/604.1"),
            &format!("{iphone} {webkit} Mobile/15E148"),
            "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8",
            "whatever Chrome/1",
            "curl/8 Chrome/1",
        ] {
            assert!(is_browser(user_agent), "{user_agent}");
            assert_eq!(judge(user_agent, Score::points(20)), None);
        }
        for user_agent in [
            "",
            "Mozilla/5.0",
            "curl/8.5.0",
            "Wget/1.21.4",
            "python-requests/2.32.3",
            "PostmanRuntime/7.39.0",
            "insomnia/9.2.0",
            "okhttp/4.12.0",
            "axios/1.7.2",
            "node",
            "Go-http-client/1.1",
            "Dart/3.4 (dart:io)",
            "reqwest/0.12.5",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Chrome",
            "NotChrome/1",
        ] {
            assert!(!is_browser(user_agent), "{user_agent}");
            assert_eq!(judge(user_agent, Score::points(20)), Some(Score::points(20)));
        }
    }
}
