//! A value that is too long for one cookie stands in several: `name.0`, `name.1`, ...

/// The cookies that `value` goes into, `size` bytes each: one with the plain name, or several.
///
/// Values are ASCII, so that every byte is a character.
pub fn split<'a>(name: &str, value: &'a str, size: usize) -> Vec<(String, &'a str)> {
    if value.len() <= size {
        return vec![(name.to_owned(), value)];
    }
    let mut rest = value;
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
        chunks.push((format!("{name}.{}", chunks.len()), chunk));
        rest = after;
    }
    chunks
}

/// The value under `name` among the request's cookies; `None` when there is none, or one with a gap
/// in it, which belongs to nothing.
///
/// The plain name goes before chunks: whoever writes one takes the other away, so chunks beside it
/// are left over.
pub fn join<'a>(
    name: &str,
    cookies: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Option<String> {
    if let Some((_, value)) = cookies.clone().find(|(key, value)| *key == name && !value.is_empty())
    {
        return Some(value.to_owned());
    }
    let mut parts: Vec<_> = cookies
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(key, value)| Some((index(name, key)?, value)))
        .collect();
    parts.sort_by_key(|(index, _)| *index);
    parts.dedup_by_key(|(index, _)| *index);
    let whole = parts.iter().enumerate().all(|(place, (index, _))| *index == place);
    (whole && !parts.is_empty()).then(|| parts.iter().map(|(_, part)| *part).collect())
}

/// Whether a cookie holds the value under `name` or a part of it.
pub fn belongs(name: &str, key: &str) -> bool {
    key == name || index(name, key).is_some()
}

/// The place of a chunk. Only the digits that [`split`] writes are read.
fn index(name: &str, key: &str) -> Option<usize> {
    let digits = key.strip_prefix(name)?.strip_prefix('.')?;
    let plain = digits.len() <= 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_value_is_cut_where_the_contract_cuts_it() {
        let value = "x".repeat(13_427);
        let sizes: Vec<_> = split("s", &value, 3936).iter().map(|(_, part)| part.len()).collect();
        assert_eq!(sizes, [3936, 3936, 3936, 1619]);
        assert_eq!(split("s", &value[..3936], 3936), [("s".to_owned(), &value[..3936])]);
        assert_eq!(split("s", &value[..3937], 3936)[1], ("s.1".to_owned(), "x"));
    }

    #[test]
    fn only_what_was_written_is_put_together() {
        let join = |cookies: &[(&'static str, &'static str)]| join("s", cookies.iter().copied());
        assert_eq!(join(&[]), None);
        assert_eq!(join(&[("s", "")]), None);
        assert_eq!(join(&[("s.1", "b"), ("t", "x"), ("s.0", "a")]).as_deref(), Some("ab"));
        assert_eq!(join(&[("s.1", "b")]), None, "a part is missing");
        assert_eq!(join(&[("s.0", "a"), ("s", "w")]).as_deref(), Some("w"));
        assert_eq!(join(&[("s.0", "a"), ("s.0", "b")]).as_deref(), Some("a"), "the first counts");
        for other in ["s.x", "s.00", "s.", "s.0.1", "s-0", "S.0", "ss.0", "s.99999", "s.-1"] {
            assert_eq!(join(&[(other, "a")]), None, "{other}");
            assert!(!belongs("s", other), "{other}");
        }
        assert!(belongs("s", "s") && belongs("s", "s.12"));
    }

    proptest! {
        #[test]
        fn what_is_split_is_joined(value in "[A-Za-z0-9._-]{1,400}", size in 1_usize..500) {
            let parts = split("s", &value, size);
            prop_assert!(parts.iter().all(|(_, part)| part.len() <= size && !part.is_empty()));
            let cookies = parts.iter().rev().map(|(name, part)| (name.as_str(), *part));
            prop_assert_eq!(join("s", cookies), Some(value.clone()));
        }

        /// Checklist item 121.
        #[test]
        fn no_cookies_make_it_panic(
            cookies in proptest::collection::vec(("s(\\.[0-9]{0,6})?|\\PC*", "\\PC*"), 0..12),
        ) {
            let cookies = cookies.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            drop(join("s", cookies));
        }
    }
}
