//! Whose address lets them in: `AUTH_ALLOWED_EMAILS` of `LobeHub`, `registration.allowedDomains` of `LibreChat`.
//!
//! The list holds on every path that leads to a session and for as long as the session lasts: an
//! address that is taken off the list is out, whatever it could do before.

use std::collections::BTreeSet;

use crate::address::Email;
use crate::provider::Directory;

/// The addresses and domains that may come in.
#[derive(Clone, Debug, Default)]
pub struct Admission {
    addresses: BTreeSet<String>,
    domains: BTreeSet<String>,
}

/// An item of the list that is neither an address nor a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnItem(pub String);

impl Admission {
    /// Reads a list with commas, full-width ones too, between whole addresses and bare domains.
    ///
    /// An `@` in front of a domain is what people write and is passed over. Blanks around an item
    /// do not count, empty items are dropped. Errs with the first item that is neither.
    pub fn parse(text: &str) -> Result<Self, NotAnItem> {
        let mut admission = Self::default();
        for item in text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty()) {
            match (Email::parse(item), domain(item)) {
                (Ok(address), _) => admission.addresses.insert(address.as_str().to_owned()),
                (Err(_), Some(domain)) => admission.domains.insert(domain),
                (Err(_), None) => return Err(NotAnItem(item.to_owned())),
            };
        }
        Ok(admission)
    }

    /// Whether there is no list, so that everybody may come in.
    pub fn is_open(&self) -> bool {
        self.addresses.is_empty() && self.domains.is_empty()
    }

    /// Whether somebody with this address may come in. Where there is a list, nobody comes in
    /// without an address.
    ///
    /// A domain is the whole part after the `@`, in any case: its sub-domains are other domains.
    pub fn admits(&self, address: Option<&Email>) -> bool {
        self.is_open()
            || address.is_some_and(|address| {
                self.addresses.contains(address.as_str()) || self.domains.contains(address.domain())
            })
    }
}

/// What a provider says of an address that it states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Whose people the provider vouches for.
    pub directory: Directory,
    /// Whether it says that it has checked the address.
    pub verified: bool,
    /// Whether it says that it has not.
    pub doubted: bool,
    /// Whether it was taken from a name, which people may choose for themselves at some providers.
    pub from_name: bool,
}

impl Stated {
    /// Whether the address may let somebody in where there is a list. What a provider of the operator's
    /// own states without a word is taken as its directory has it; Entra ID never says more, and has
    /// names in place of many addresses, which its tenants' administrators give out.
    pub const fn counts(self) -> bool {
        let by_directory = match self.directory {
            Directory::Everybody => false,
            Directory::Tenant => true,
            Directory::Own => !self.from_name,
        };
        self.verified || by_directory && !self.doubted
    }
}

/// A bare domain in its canonical form. What an address at it would be decides whether it is one.
fn domain(item: &str) -> Option<String> {
    let bare = item.strip_prefix('@').unwrap_or(item);
    let address = Email::parse(&format!("a@{bare}")).ok()?;
    (!bare.contains('@')).then(|| address.domain().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn admits(list: &str, address: &str) -> bool {
        Admission::parse(list).unwrap().admits(Some(&Email::parse(address).unwrap()))
    }

    #[test]
    fn without_a_list_everybody_comes_in() {
        for list in ["", " ", ",", "，,"] {
            let admission = Admission::parse(list).unwrap();
            assert!(admission.is_open() && admission.admits(None), "{list:?}");
        }
    }

    /// Checklist item 92.
    #[test]
    fn addresses_and_domains_are_compared_as_a_whole_and_in_any_case() {
        let list = "Alice@Example.ORG，example.com ,@club.test";
        for address in ["alice@example.org", "ALICE@example.org", "x@EXAMPLE.com", "y@club.test"] {
            assert!(admits(list, address), "{address}");
        }
        for address in [
            "bob@example.org",
            "x@sub.example.com",
            "x@example.com.evil.test",
            "x@notexample.com",
            "alice@example.org.evil.test",
            "example.com@evil.test",
        ] {
            assert!(!admits(list, address), "{address}");
        }
    }

    /// Checklist item 92.
    #[test]
    fn nobody_without_an_address_comes_in_where_there_is_a_list() {
        assert!(!Admission::parse("example.com").unwrap().admits(None));
    }

    #[test]
    fn what_is_neither_address_nor_domain_is_named() {
        for item in ["*.example.com", "example", "a@", "@", "@@example.com", "a b@c.de", "x.1", "*"]
        {
            let error = Admission::parse(&format!("ok.example, {item}")).unwrap_err();
            assert_eq!(error, NotAnItem(item.to_owned()));
        }
    }

    proptest! {
        /// Checklist item 121.
        #[test]
        fn no_list_panics(text in "\\PC*") {
            drop(Admission::parse(&text));
        }

        /// No list lets in more than its own items: an address that comes in is on it, or its domain is.
        #[test]
        fn only_what_is_listed_comes_in(domain in "[a-z]{1,5}\\.[a-z]{2,3}", other in "[a-z.]{1,9}") {
            let list = Admission::parse(&domain).unwrap();
            if let Ok(address) = Email::parse(&format!("x@{other}")) {
                prop_assert_eq!(list.admits(Some(&address)), address.domain() == domain);
            }
        }
    }

    /// Checklist item 92: nobody gets in by an address that they merely claim.
    #[test]
    fn an_address_that_nobody_has_checked_lets_nobody_in() {
        use Directory::{Everybody, Own, Tenant};
        for (directory, verified, doubted, from_name, counts) in [
            (Everybody, true, false, false, true),
            (Everybody, false, false, false, false),
            (Everybody, false, true, false, false),
            (Own, true, false, false, true),
            (Own, false, false, false, true),
            (Own, false, true, false, false),
            (Own, false, false, true, false),
            (Tenant, false, false, true, true),
            (Tenant, false, true, false, false),
        ] {
            let stated = Stated { directory, verified, doubted, from_name };
            assert_eq!(stated.counts(), counts, "{stated:?}");
        }
    }
}
