//! Whose address lets them in: `LobeHub`'s `AUTH_ALLOWED_EMAILS`.

use doorward_core::admission::Admission;

use super::complaint::{Code, Severity};
use super::reader::{Fault, Reader};
use super::switches::Switches;

/// What the list is called.
const NAME: &str = "AUTH_ALLOWED_EMAILS";

/// Reads the list. One that cannot be read stops the start: to guess would let in too many.
pub(super) fn read(env: &mut Reader<'_>, switches: &Switches) -> Admission {
    let meaning = "Addresses and domains that may come in, as a list; sub-domains count apart. Holds for \
                   everybody and at all times, running sessions included.";
    let read = env.parsed((NAME, &["DOORWARD_ALLOWED_EMAILS"][..]), ("", meaning), |text| {
        let admission = Admission::parse(text).map_err(|item| {
            let what = format!("has \"{}\", which is neither an address nor a domain", item.0);
            let remedy = "Write a list such as \"alice@example.org, example.com\".";
            Fault::new(Code::ADMISSION_ITEM, what, remedy)
        })?;
        if admission.is_open() {
            let remedy = "Write an address or a domain, or remove the setting to let everybody in.";
            return Err(Fault::new(Code::ADMISSION_EMPTY, "holds nothing", remedy));
        }
        Ok(admission)
    });
    let admission = read.unwrap_or_default();
    // Whoever may make an account types an address of their choice.
    if !admission.is_open() && switches.registration {
        let what =
            format!("{NAME} is set and ALLOW_REGISTRATION is true, but no address is proven.");
        let remedy = "Anybody can type an address that is on the list. Write ALLOW_REGISTRATION=false, \
                      and let a provider or `doorward user create` make the accounts.";
        env.object(Severity::Warning, NAME, Fault::new(Code::ADMISSION_UNPROVEN, what, remedy));
    }
    admission
}

#[cfg(test)]
mod tests {
    use doorward_core::address::Email;

    use crate::settings::{Code, Settings, Severity, Sources};

    fn read(text: &str) -> crate::settings::Reading {
        Settings::read(&Sources::from_text(text), 2)
    }

    #[test]
    fn the_list_is_read_by_both_of_its_names() {
        for name in ["AUTH_ALLOWED_EMAILS", "DOORWARD_ALLOWED_EMAILS"] {
            let draft = read(&format!("{name}=a@example.org，example.com")).draft.unwrap();
            let admits = |text| draft.admission.admits(Some(&Email::parse(text).unwrap()));
            assert!(admits("a@example.org") && admits("b@example.com") && !admits("b@example.org"));
        }
        assert!(read("").draft.unwrap().admission.is_open());
        assert!(read("AUTH_ALLOWED_EMAILS=").draft.unwrap().admission.is_open());
    }

    #[test]
    fn a_list_that_cannot_be_read_stops_the_start() {
        for (list, code) in [
            ("*.example.com", Code::ADMISSION_ITEM),
            ("example.com;example.org", Code::ADMISSION_ITEM),
            (",", Code::ADMISSION_EMPTY),
        ] {
            let reading = read(&format!("AUTH_ALLOWED_EMAILS={list}"));
            assert!(reading.draft.is_none(), "{list}");
            assert_eq!(reading.complaints.first().map(|c| c.code), Some(code), "{list}");
        }
    }

    #[test]
    fn open_registration_beside_a_list_is_pointed_at() {
        let reading = read("AUTH_ALLOWED_EMAILS=example.com\nALLOW_REGISTRATION=true");
        let told: Vec<_> = reading.complaints.iter().map(|c| (c.severity, c.code)).collect();
        assert_eq!(told, [(Severity::Warning, Code::ADMISSION_UNPROVEN)]);
    }
}
