//! How large the groups of a person make the head of a request to an app.

use crate::account::Role;
use crate::{forwarding, group};

/// What many servers take of one field, in bytes: 8 190 are Gunicorn's and Apache's.
pub const FIELD_MAX: usize = 8190;

/// What many take of a whole head, in bytes: 16 kB are those of Node.
pub const HEAD_MAX: usize = 16 * 1024;

/// What the rest of a head comes to, in bytes: a browser's fields, who asks, a few cookies of the app.
const REST: usize = 1500;

/// What the rest of the assertion comes to, in bytes, encoded and with its signature.
const ASSERTED: usize = 800;

/// How long a name is by which directories know a group: a UUID.
const LENGTH: usize = 36;

/// How large a head is that tells groups, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Its largest field.
    pub field: usize,
    /// The whole.
    pub head: usize,
}

impl Weight {
    /// Whether many apps would not take it.
    pub const fn is_heavy(self) -> bool {
        self.field > FIELD_MAX || self.head > HEAD_MAX
    }
}

/// Weighs a head that tells groups of these `names` in so many `headers`, and in the assertion.
pub fn weigh(headers: usize, names: &[String]) -> Weight {
    let header = forwarding::role_and_groups(Role::User, names).len();
    let told: Vec<_> = names.iter().map(|name| group::told(name)).collect();
    // Texts have a form in JSON, which base64 makes longer by a third.
    let listed = serde_json::to_string(&told).map_or(0, |text| text.len()) * 4 / 3;
    let assertion = ASSERTED + listed;
    let field = if headers > 0 { header.max(assertion) } else { assertion };
    Weight { field, head: REST + assertion + headers * header }
}

/// Weighs a head that tells `number` groups with names as directories give them.
pub fn estimate(headers: usize, number: usize) -> Weight {
    weigh(headers, &vec!["x".repeat(LENGTH); number])
}

/// How many groups of that kind apps take, if not as many as a session may have.
pub fn fit(headers: usize) -> Option<usize> {
    let heavy = (0..=group::MOST).find(|number| estimate(headers, *number).is_heavy())?;
    Some(heavy.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_groups_fit_into_two_headers_and_not_into_three() {
        assert_eq!([0, 1, 2].map(fit), [None; 3]);
        let most = fit(3).unwrap();
        assert!((80..group::MOST).contains(&most), "{most}");
        assert!(!estimate(3, most).is_heavy() && estimate(3, most + 1).is_heavy());
    }

    #[test]
    fn names_weigh_what_they_are_told_as() {
        let none = weigh(1, &[]);
        for (name, header, listed) in [("staff", ",staff", 8), ("Zoë", ",Zo%C3%AB", 6)] {
            let Weight { head, .. } = weigh(1, &[name.to_owned()]);
            let grown = head - none.head;
            assert!((header.len() + listed..header.len() + listed + 4).contains(&grown), "{name}");
        }
        let long: Vec<_> = (0..30).map(|n| format!("{n:0256}")).collect();
        assert!(weigh(0, &long).is_heavy(), "one field is too much for some");
    }
}
