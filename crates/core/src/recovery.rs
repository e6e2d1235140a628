//! What somebody gets who says that they have forgotten the password of an account.

/// What is known of the account.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Whether an administrator has switched it off.
    pub disabled: bool,
    /// Whether it has a password.
    pub has_password: bool,
}

/// What is mailed to the account's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A link that sets a new password.
    Link,
    /// How the person signs in: at a provider. A password would lead past that provider and all that
    /// it asks for, and nobody who is signed in has wished for one.
    WaysIn,
    /// Nothing.
    Nothing,
}

/// Decides what is mailed. Whoever asks is told the same in each case.
pub const fn answer(known: Known) -> Answer {
    match known {
        Known { disabled: true, .. } => Answer::Nothing,
        Known { has_password: true, .. } => Answer::Link,
        Known { has_password: false, .. } => Answer::WaysIn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_account_with_a_password_gets_a_new_one_by_mail() {
        let answer = |disabled, has_password| answer(Known { disabled, has_password });
        assert_eq!(answer(false, true), Answer::Link);
        assert_eq!(answer(false, false), Answer::WaysIn);
        assert_eq!(answer(true, true), Answer::Nothing);
        assert_eq!(answer(true, false), Answer::Nothing);
    }
}
