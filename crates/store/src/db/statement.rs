//! Statements: one text with `$1` placeholders, which both databases run.

use std::sync::LazyLock;

/// A statement with its name, for messages, and its text in both spellings.
#[derive(Debug)]
pub(crate) struct Statement {
    /// The name of the constant.
    pub(crate) name: &'static str,
    /// With `$1`, as written.
    pub(crate) postgres: &'static str,
    /// With `?1`: to `SQLite`, `$1` would be a name, numbered by where it first occurs.
    pub(crate) sqlite: LazyLock<String>,
}

/// Declares statements, and `ALL` (or the name in brackets) as the list of them.
macro_rules! statements {
    ($($(#[$doc:meta])* $vis:vis $name:ident = $sql:expr;)+) => {
        $crate::db::statements! { [ALL] $($(#[$doc])* $vis $name = $sql;)+ }
    };
    ([$all:ident] $($(#[$doc:meta])* $vis:vis $name:ident = $sql:expr;)+) => {
        $(
            $(#[$doc])*
            $vis static $name: $crate::db::Statement = $crate::db::Statement {
                name: stringify!($name),
                postgres: $sql,
                sqlite: std::sync::LazyLock::new(|| $sql.replace('$', "?")),
            };
        )+

        /// Every statement declared here.
        pub(crate) const $all: &[&$crate::db::Statement] = &[$(&$name),+];
    };
}

pub(crate) use statements;
