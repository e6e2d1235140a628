//! Who is trusted to say whose an address is.

use doorward_core::address::Email;
use doorward_core::link::Trusted;

use super::Providers;
use super::complaint::{Code, Severity};
use super::reader::{Fault, Reader};

const NAME: &str = "DOORWARD_TRUSTED_EMAIL_DOMAINS";

/// How accounts are linked to providers.
#[derive(Clone, Debug, Default)]
pub struct Linking {
    /// Domains whose verified addresses a provider speaks for.
    pub trusted: Vec<Trusted>,
}

impl Linking {
    pub(super) fn read(env: &mut Reader<'_>, providers: &Providers) -> Self {
        env.group("Linking accounts");
        let meaning = "Providers that speak for a domain's addresses, as a list of `provider:domain` \
                       such as `google:example.com`. A verified address of the domain then opens \
                       the account that has proved it, without asking for another proof.";
        let trusted = env.parsed(NAME, ("", meaning), rules).unwrap_or_default();
        for rule in trusted.iter().filter(|rule| providers.get(&rule.provider).is_none()) {
            let what =
                format!("{NAME} names {}, which is no provider that is set up.", rule.provider);
            let remedy =
                "That rule does nothing. `doorward providers` shows the names of those that are.";
            env.object(Severity::Warning, NAME, Fault::new(Code::NOT_A_RULE, what, remedy));
        }
        Self { trusted }
    }
}

fn rules(text: &str) -> Result<Vec<Trusted>, Fault> {
    let items = text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty());
    items.map(|item| rule(item).ok_or_else(|| fault(item))).collect()
}

/// Only the domain of an address can match, so it is read as one.
fn rule(item: &str) -> Option<Trusted> {
    let (provider, domain) = item.split_once(':')?;
    let (provider, domain) = (provider.trim(), domain.trim());
    let domain = Email::parse(&format!("x@{domain}")).ok()?.domain().to_owned();
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    is_name(provider).then(|| Trusted { provider: provider.to_owned(), domain })
}

fn fault(item: &str) -> Fault {
    Fault::new(
        Code::NOT_A_RULE,
        format!("holds \"{item}\", which is no provider and domain"),
        "Write the name of a provider, a colon and a whole domain, such as google:example.com.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_pairs_of_provider_and_whole_domain() {
        let read = rules(" google:Example.com，work : corp.example ,").unwrap();
        let pairs: Vec<_> =
            read.iter().map(|rule| (rule.provider.as_str(), rule.domain.as_str())).collect();
        assert_eq!(pairs, [("google", "example.com"), ("work", "corp.example")]);
        for wrong in ["google", "google:", ":example.com", "google:*", "google:@example.com"] {
            assert!(rules(wrong).is_err(), "{wrong}");
        }
        for wrong in ["google:*.example.com", "google:com", "a b:example.com", "google:a,b.com"] {
            assert!(rules(wrong).is_err(), "{wrong}");
        }
    }
}
