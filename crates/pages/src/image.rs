//! Which picture addresses a page may carry.

/// The picture's URL if a page may show it: absolute, `http` or `https`, and free of blanks, quotes
/// and control characters. Everything else (`javascript:`, `data:`, a path of our own) is dropped.
///
/// Escaping already keeps a URL inside its attribute; this keeps other schemes out of it.
pub fn safe_image(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let clean =
        !url.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\".contains(c));
    (known && clean && !host.is_empty()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::safe_image;

    #[test]
    fn only_absolute_web_addresses_are_shown() {
        for good in ["https://cdn.example/a.png", "HTTP://example:8080/a?b#c", "https://h"] {
            assert_eq!(safe_image(good), Some(good));
        }
        for bad in [
            "",
            "/logo.png",
            "//example/a.png",
            "https://",
            "https:///a.png",
            "https://?a",
            "javascript://example/%0aalert(1)",
            "data:image/svg+xml,<svg/>",
            "ftp://example/a.png",
            " https://example/a.png",
            "https://example/a b.png",
            "https://example/\"onerror=",
            "https://example\\@evil",
            "https://example/\u{0}",
        ] {
            assert_eq!(safe_image(bad), None, "{bad}");
        }
    }
}
