//! Numbers as each language writes them.

use fluent_bundle::FluentValue;

use crate::language::Language;

/// What writes the numbers in the messages of a language. `M` is the bundle's memory, which is not needed.
pub(super) fn formatter<M>(language: Language) -> fn(&FluentValue<'_>, &M) -> Option<String> {
    match language {
        Language::English | Language::Chinese | Language::Arabic => {
            |value, _| number(value, ",", 1)
        }
        Language::German => |value, _| number(value, ".", 1),
        Language::French => |value, _| number(value, "\u{202f}", 1),
        Language::Spanish => |value, _| number(value, ".", 2),
    }
}

/// The digits in groups of three, if more than `least` of them stand before the last three (as in Unicode
/// CLDR, `minimumGroupingDigits`).
fn number(value: &FluentValue<'_>, separator: &str, least: usize) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let plain = number.as_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", &*plain), |digits| ("-", digits));
    if digits.len() < 3 + least || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(plain.into_owned());
    }
    let mut written = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push_str(separator);
        }
        written.push(digit);
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_as_each_language_does() {
        let written = |language, value: i64| formatter::<()>(language)(&value.into(), &()).unwrap();
        assert_eq!(written(Language::English, 1_234_567), "1,234,567");
        assert_eq!(written(Language::English, -1_234), "-1,234");
        assert_eq!(written(Language::English, 999), "999");
        assert_eq!(written(Language::German, 1_234), "1.234");
        assert_eq!(written(Language::French, 1_234), "1\u{202f}234");
        assert_eq!(written(Language::Spanish, 1_234), "1234");
        assert_eq!(written(Language::Spanish, 12_345), "12.345");
    }
}
