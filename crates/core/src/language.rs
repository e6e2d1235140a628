//! Which language somebody wants to read, by what their browser says.

use std::cmp::Reverse;

/// How many ranges of one list are looked at; a browser sends a handful.
const MOST_RANGES: usize = 20;

/// The language ranges of an `Accept-Language` value, the most wanted first (RFC 9110 §12.5.4). What is
/// given the weight 0 is not wanted and left out; what has a weight that is none is passed over.
pub fn wanted(accept_language: &str) -> Vec<&str> {
    let weighed = |item| {
        let (range, weight) = weigh(item)?;
        (weight > 0 && !range.is_empty()).then_some((range, weight))
    };
    let mut ranges: Vec<_> =
        accept_language.split(',').take(MOST_RANGES).filter_map(weighed).collect();
    // The sort is stable: of equally wanted ones the first stays first.
    ranges.sort_by_key(|(_, weight)| Reverse(*weight));
    ranges.into_iter().map(|(range, _)| range).collect()
}

/// A range and its weight in thousandths.
fn weigh(item: &str) -> Option<(&str, u16)> {
    let Some((range, parameter)) = item.split_once(';') else {
        return Some((item.trim(), 1000));
    };
    let (name, value) = parameter.split_once('=')?;
    let weight = value.trim().parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    // Within bounds, as was just made sure.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
    let thousandths = (weight * 1000.0) as u16;
    name.trim().eq_ignore_ascii_case("q").then_some((range.trim(), thousandths))
}

/// The language ranges of a `ui_locales` parameter, which names them in the order of preference (`OpenID`
/// Connect Core §3.1.2.1).
pub fn listed(ui_locales: &str) -> impl Iterator<Item = &str> {
    ui_locales.split_whitespace().take(MOST_RANGES)
}

/// Looks a range up: as it is, then without its last subtag, and so on (RFC 4647 §3.4). The wildcard stands
/// for no language in particular and finds nothing.
pub fn lookup<T>(range: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut rest = range;
    loop {
        if let Some(found) = find(rest) {
            return Some(found);
        }
        rest = rest.rsplit_once('-')?.0;
        // A single letter introduces what followed it, and goes with it.
        if let Some((shorter, last)) = rest.rsplit_once('-')
            && last.len() == 1
        {
            rest = shorter;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_come_in_the_order_in_which_they_are_wanted() {
        assert_eq!(wanted("de-AT, fr;q=0.5, en;q=0.9"), ["de-AT", "en", "fr"]);
        assert_eq!(wanted("en;q=0.8,es;q=0.8"), ["en", "es"], "equals keep their places");
        assert_eq!(wanted("ar;q=0, zh ; q=1.000"), ["zh"]);
        assert_eq!(wanted(", de;q=2, fr;q=x, es;v=1, *;q=0.1"), ["*"]);
        assert_eq!(wanted(""), Vec::<&str>::new());
        assert_eq!(wanted(&"de,".repeat(10_000)).len(), MOST_RANGES);
    }

    #[test]
    fn a_range_is_shortened_until_it_is_found() {
        let known = |tag: &str| ["de", "zh-hant"].into_iter().find(|k| k.eq_ignore_ascii_case(tag));
        assert_eq!(lookup("de", known), Some("de"));
        assert_eq!(lookup("DE-at-1996", known), Some("de"));
        // The example of RFC 4647.
        assert_eq!(lookup("zh-Hant-CN-x-private1-private2", known), Some("zh-hant"));
        assert_eq!(lookup("zh-Hans", known), None);
        assert_eq!(lookup("*", known), None);
        assert_eq!(lookup("-", known), None);
    }
}
