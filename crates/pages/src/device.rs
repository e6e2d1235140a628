//! A browser's `User-Agent` header as two words that a person recognises.

use crate::Language;

/// Browsers by the token that gives them away. The first match wins, so those that also claim to be
/// another browser stand before the one that they claim to be.
const BROWSERS: [(&str, &str); 16] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("python-requests/", "Python"),
];

/// Systems by their token, the more exact before the less exact: Android also says `Linux`, and
/// an iPhone says `like Mac OS X`.
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

/// Names the device behind a `User-Agent` header, such as `Firefox on Linux`.
///
/// The header is whatever the client wrote. The name is a reminder for the account's owner, never
/// evidence of anything.
pub fn device_name(language: Language, user_agent: &str) -> String {
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(token, _)| user_agent.contains(token)).map(|(_, name)| *name)
    };
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            language.t2("account-device", "browser", browser, "system", system)
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => language.t("account-device-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/";
    const IOS: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15";
    const WIN: &str =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
    const DROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";

    #[test]
    fn common_browsers_are_recognised() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
                "Firefox on Linux",
            ),
            (
                format!("{MAC}605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"),
                "Safari on macOS",
            ),
            (
                format!("{MAC}537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"),
                "Chrome on macOS",
            ),
            (format!("{WIN} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"), "Edge on Windows"),
            (format!("{WIN} Chrome/141.0.0.0 Safari/537.36 OPR/120.0.0.0"), "Opera on Windows"),
            (
                format!("{IOS} (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"),
                "Safari on iPhone",
            ),
            (
                format!("{IOS} (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1"),
                "Chrome on iPhone",
            ),
            (
                format!("{IOS} (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/604.1"),
                "Firefox on iPhone",
            ),
            (format!("{DROID} Chrome/141.0.0.0 Mobile Safari/537.36"), "Chrome on Android"),
            (
                format!("{DROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"),
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/141.0.0.0 Safari/537.36"
                    .to_owned(),
                "Chrome on ChromeOS",
            ),
            ("curl/8.16.0".to_owned(), "curl"),
            ("Mozilla/5.0 (X11; Linux x86_64)".to_owned(), "Linux"),
            (String::new(), "Unknown device"),
            ("<script>".to_owned(), "Unknown device"),
        ];
        for (user_agent, expected) in cases {
            assert_eq!(device_name(Language::English, &user_agent), expected, "{user_agent}");
        }
    }
}
