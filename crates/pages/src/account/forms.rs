//! The sections of the account page in which people change what is theirs.

use crate::FormError;

/// The form that changes the profile. It posts `profile-name`, `profile-username` and `picture` to
/// `/account/profile`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileForm {
    /// The display name, as it is or was typed.
    pub name: String,
    /// The user name.
    pub username: String,
    /// The address of the picture.
    pub picture: String,
    /// How to put the display name right.
    pub name_error: Option<String>,
    /// How to put the user name right.
    pub username_error: Option<String>,
    /// How to put the address of the picture right.
    pub picture_error: Option<String>,
}

impl ProfileForm {
    /// The fields that are to be put right, by their `id`, and how.
    pub(crate) fn wrong(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("profile-name", &self.name_error),
            ("profile-username", &self.username_error),
            ("picture", &self.picture_error),
        ];
        fields.into_iter().filter_map(|(id, error)| Some((id, error.as_deref()?)))
    }

    pub(crate) fn failed(&self) -> bool {
        self.wrong().next().is_some()
    }
}

/// The form that changes the password, or sets the first one. It posts `new-password` and, where there is
/// one, `current-password` to `/account/password`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasswordForm {
    /// Whether the account has one, which must then be given.
    pub has_one: bool,
    /// The person's address, for password managers.
    pub email: Option<String>,
    /// How many characters a new one needs.
    pub min_length: usize,
    /// How to put the new one right.
    pub fault: Option<String>,
    /// Why the last try failed otherwise.
    pub error: Option<FormError>,
}

impl PasswordForm {
    pub(crate) const fn failed(&self) -> bool {
        self.fault.is_some() || self.error.is_some()
    }
}
