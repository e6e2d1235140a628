//! Groups that a provider counts somebody to: which names are kept with a session, and how apps are told them.

use std::borrow::Cow;
use std::sync::Arc;

/// Most groups that are kept with one session.
pub const MOST: usize = 100;

/// Most bytes of the name of a group.
pub const NAME_MAX: usize = 256;

/// How names begin that only we give: our roles, and what [`told`] writes before others.
const OURS: [&str; 2] = ["ROLE:", "GROUP:"];

/// The names of our roles, which stand in the same list.
const ROLES: [&str; 2] = ["ADMIN", "USER"];

/// The groups of a session, as its provider spells them. Sessions without any take no memory for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups(Option<Arc<[String]>>);

impl Groups {
    /// No groups, as for most sessions.
    pub const NONE: Self = Self(None);

    /// Those of `names` that can be kept, each once and in their order, and how many had to be left out.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> (Self, usize) {
        let (mut kept, mut left_out) = (Vec::<String>::new(), 0);
        for name in names {
            if kept.iter().any(|one| one == name) {
                continue;
            }
            if kept.len() < MOST && is_usable(name) {
                kept.push(name.to_owned());
            } else {
                left_out += 1;
            }
        }
        (if kept.is_empty() { Self::NONE } else { Self(Some(kept.into())) }, left_out)
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        self.0.as_deref().unwrap_or_default()
    }

    /// The names as a JSON array; `None` when there are none.
    pub fn to_json(&self) -> Option<String> {
        self.0.as_deref().map(|names| serde_json::Value::from(names).to_string())
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let names: Vec<String> = serde_json::from_str(text)?;
        Ok(Self::of(names.iter().map(String::as_str)).0)
    }
}

/// Whether a group of this name can be kept and told: in a list with commas, where others may cut off
/// blanks at both ends, it must stay the one name that it is.
pub fn is_usable(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= NAME_MAX
        && name.trim() == name
        && !name.contains(|c: char| c.is_control() || c == ',')
}

/// How apps are told of a group. A name that could be taken for a role of ours, in letters of any case, has
/// `group:` before it (checklist item 108); so has one that begins like that, so that no two groups have
/// one name.
pub fn told(name: &str) -> Cow<'_, str> {
    let upper = name.to_uppercase();
    if ROLES.contains(&upper.as_str()) || OURS.iter().any(|ours| upper.starts_with(ours)) {
        Cow::Owned(format!("group:{name}"))
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 108.
    #[test]
    fn no_group_is_told_as_a_role_of_ours() {
        for (name, expected) in [
            ("staff", "staff"),
            ("admins", "admins"),
            ("superuser", "superuser"),
            ("my role:x", "my role:x"),
            ("admin", "group:admin"),
            ("Admin", "group:Admin"),
            ("ADMIN", "group:ADMIN"),
            ("user", "group:user"),
            ("uſer", "group:uſer"),
            ("admın", "group:admın"),
            ("role:admin", "group:role:admin"),
            ("Role:x", "group:Role:x"),
            ("group:admin", "group:group:admin"),
            ("Group:x", "group:Group:x"),
        ] {
            assert_eq!(told(name), expected);
        }
    }

    #[test]
    fn what_cannot_be_one_name_in_a_list_is_left_out() {
        let long = "x".repeat(NAME_MAX + 1);
        let names = [
            "staff", "", "a,b", "a\nb", "a\u{85}b", " admin", "admin ", "\u{a0}x", &long,
            "my team", "staff",
        ];
        let (groups, left_out) = Groups::of(names);
        assert_eq!(
            (groups.names(), left_out),
            (&["staff".to_owned(), "my team".to_owned()][..], 8)
        );
        assert!(is_usable(&long[1..]));
        assert_eq!(Groups::of(["", ","]), (Groups::NONE, 2));
    }

    #[test]
    fn the_first_hundred_are_kept() {
        let names: Vec<String> = (0..MOST + 7).map(|n| n.to_string()).collect();
        let (groups, left_out) = Groups::of(names.iter().map(String::as_str));
        assert_eq!((groups.names(), left_out), (&names[..MOST], 7));
    }

    #[test]
    fn they_are_written_as_json_and_read_again() {
        let (groups, _) = Groups::of(["staff", "Zoë's \"team\""]);
        let text = groups.to_json().unwrap();
        assert_eq!(text, r#"["staff","Zoë's \"team\""]"#);
        assert_eq!(Groups::from_json(&text).unwrap(), groups);
        assert_eq!(
            (Groups::NONE.to_json(), Groups::from_json("[]").unwrap()),
            (None, Groups::NONE)
        );
        assert!(Groups::from_json("{}").is_err());
    }
}
