//! Of whom a second factor is required.

use doorward_core::factor::Policy;

use super::complaint::Code;
use super::reader::{Fault, Reader};

/// What second factors are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct SecondFactor {
    /// Of whom one is required.
    pub policy: Policy,
}

impl SecondFactor {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Second factors");
        let meaning = "Who must have a second factor, as a list of `admin` and `user`; `none` is nobody. \
                       Whoever has none gets one while signing in, before anything else opens.";
        let required = env.parsed("DOORWARD_REQUIRE_SECOND_FACTOR", ("none", meaning), roles);
        let (admins, users) = required.unwrap_or_default();
        let trusts_providers = env.flag(
            "DOORWARD_TRUST_PROVIDER_FACTORS",
            false,
            "Where a second factor is required: takes a sign-in at a provider for two factors, whatever \
             the provider says of it.",
        );
        Self { policy: Policy { admins, users, trusts_providers } }
    }
}

fn roles(text: &str) -> Result<(bool, bool), Fault> {
    let (mut admins, mut users) = (false, false);
    for item in text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty()) {
        match item.to_ascii_lowercase().as_str() {
            "admin" => admins = true,
            "user" => users = true,
            "none" => {}
            _ => {
                let what = format!("holds \"{item}\", which is no role");
                let remedy = "Write admin, or user,admin for everybody, or none.";
                return Err(Fault::new(Code::NOT_A_CHOICE, what, remedy));
            }
        }
    }
    Ok((admins, users))
}

#[cfg(test)]
mod tests {
    use super::roles;

    #[test]
    fn roles_are_read_as_a_list() {
        assert_eq!(roles("admin").unwrap(), (true, false));
        assert_eq!(roles(" User，ADMIN ").unwrap(), (true, true));
        assert_eq!(roles("none").unwrap(), (false, false));
        assert!(roles("everybody").is_err());
    }
}
