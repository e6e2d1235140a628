use super::*;
use crate::settings::tests::{codes, draft};

fn mail(text: &str) -> Mail {
    draft(text).mail.unwrap()
}

fn smtp(text: &str) -> Smtp {
    let with_sender = format!("{text}\nEMAIL_FROM=door@example.org");
    match mail(&with_sender).carrier {
        Carrier::Smtp(smtp) => smtp,
        other => panic!("{other:?}"),
    }
}

fn reached(text: &str) -> (String, u16, Encryption) {
    let smtp = smtp(text);
    (smtp.host, smtp.port, smtp.encryption)
}

#[test]
fn the_examples_of_the_chat_apps_set_no_mail_up_and_say_nothing() {
    let example = "EMAIL_SERVICE=\nEMAIL_HOST=\nEMAIL_PORT=25\nEMAIL_ENCRYPTION=\n\
                   EMAIL_ENCRYPTION_HOSTNAME=\nEMAIL_ALLOW_SELFSIGNED=\nEMAIL_USERNAME=\n\
                   EMAIL_PASSWORD=\nEMAIL_FROM_NAME=\nEMAIL_FROM=noreply@librechat.ai";
    assert!(draft(example).mail.is_none());
    assert_eq!(codes(example), []);
}

#[test]
fn a_server_is_reached_as_port_and_encryption_say() {
    use Encryption::{Implicit, Opportunistic, StartTls};
    for (text, port, encryption) in [
        ("", 25, Opportunistic),
        ("EMAIL_PORT=587\nEMAIL_ENCRYPTION=starttls", 587, StartTls),
        ("EMAIL_ENCRYPTION=tls", 465, Implicit),
        ("EMAIL_ENCRYPTION=STARTTLS", 25, StartTls),
        ("EMAIL_PORT=465", 465, Implicit),
        ("EMAIL_PORT=465\nEMAIL_ENCRYPTION=tls", 465, Implicit),
        ("EMAIL_PORT=2525\nEMAIL_ENCRYPTION=none", 2525, Opportunistic),
        ("EMAIL_ENCRYPTION=ssl", 25, Opportunistic),
    ] {
        let text = format!("EMAIL_HOST=mail.example.org\n{text}");
        assert_eq!(reached(&text), ("mail.example.org".to_owned(), port, encryption), "{text}");
    }
}

#[test]
fn a_well_known_service_wins_over_host_and_port() {
    let text = "EMAIL_SERVICE=gmail\nEMAIL_HOST=mail.example.org\nEMAIL_PORT=25";
    assert_eq!(reached(text), ("smtp.gmail.com".to_owned(), 465, Encryption::Implicit));
    assert_eq!(reached("EMAIL_SERVICE=outlook").2, Encryption::Opportunistic);
    let strict = "EMAIL_SERVICE=outlook\nEMAIL_ENCRYPTION=starttls";
    assert_eq!(reached(strict).2, Encryption::StartTls);
    assert_eq!(reached("EMAIL_SERVICE=loopia").2, Encryption::Implicit);
    assert!(smtp("EMAIL_SERVICE=zoho").login_only);
    assert_eq!(codes("EMAIL_SERVICE=gmial\nEMAIL_FROM=a@b.cd"), [Code::MAIL_SERVICE]);
}

#[test]
fn lobechats_names_are_understood() {
    let text = "SMTP_HOST=mail.example.org\nSMTP_USER=u\nSMTP_PASS=p\nSMTP_FROM=Door <d@e.fg>";
    let read = mail(text);
    assert_eq!((read.from.as_str(), read.from_name.as_str()), ("d@e.fg", "Door"));
    let Carrier::Smtp(smtp) = read.carrier else { panic!("no SMTP") };
    assert_eq!((smtp.port, smtp.encryption), (587, Encryption::Opportunistic));
    assert_eq!(smtp.credentials.unwrap().0, "u");
    let secure = "SMTP_HOST=a.example.org\nSMTP_PORT=465\nSMTP_SECURE=true";
    assert_eq!(reached(secure).2, Encryption::Implicit);
}

#[test]
fn an_api_wins_over_smtp_once_it_is_complete() {
    let text = "EMAIL_HOST=h.example.org\nEMAIL_FROM=a@b.cd\nMAILGUN_API_KEY=k\n\
                MAILGUN_DOMAIN=mg.example.org";
    let Carrier::Mailgun { url, .. } = mail(text).carrier else { panic!("no Mailgun") };
    assert_eq!(url.as_str(), "https://api.mailgun.net/v3/mg.example.org/messages");
    let half = "EMAIL_HOST=h.example.org\nEMAIL_FROM=a@b.cd\nMAILGUN_API_KEY=k";
    assert!(matches!(mail(half).carrier, Carrier::Smtp(_)));
    assert_eq!(codes(half), [Code::MAIL_INCOMPLETE]);
    let resend = "EMAIL_SERVICE_PROVIDER=resend\nRESEND_API_KEY=k\nRESEND_FROM=r@b.cd";
    let read = mail(resend);
    assert!(matches!(read.carrier, Carrier::Resend { .. }));
    assert_eq!(read.from.as_str(), "r@b.cd");
}

#[test]
fn what_does_not_fit_together_is_said() {
    let server = "EMAIL_HOST=mail.example.org\nEMAIL_FROM=a@b.cd";
    let secret = "EMAIL_USERNAME=u\nEMAIL_PASSWORD=p";
    for (text, expected) in [
        ("EMAIL_HOST=mail.example.org".to_owned(), &[Code::MAIL_INCOMPLETE][..]),
        (format!("{server}\nEMAIL_USERNAME=u"), &[Code::MAIL_INCOMPLETE]),
        (format!("{server}\nEMAIL_PASSWORD=p"), &[Code::MAIL_INCOMPLETE]),
        (format!("{server}\nEMAIL_PORT=587\nEMAIL_ENCRYPTION=tls"), &[Code::MAIL_PORT]),
        (format!("{server}\nEMAIL_PORT=465\nEMAIL_ENCRYPTION=starttls"), &[Code::MAIL_PORT]),
        (format!("{server}\nEMAIL_PORT=465"), &[Code::MAIL_PORT]),
        (format!("{server}\n{secret}"), &[Code::MAIL_PLAIN]),
        (format!("{server}\n{secret}\nEMAIL_ENCRYPTION=starttls"), &[]),
        (format!("EMAIL_HOST=localhost\nEMAIL_FROM=a@b.cd\n{secret}"), &[]),
        (format!("{server}\nEMAIL_ALLOW_SELFSIGNED=true"), &[Code::MAIL_SELF_SIGNED]),
        (format!("{server}\nEMAIL_ENCRYPTION=ssl"), &[Code::NOT_A_CHOICE]),
        (format!("{server}\nEMAIL_PORT=0"), &[Code::NOT_NUMBER]),
        ("EMAIL_FROM=nobody".to_owned(), &[Code::MAIL_FROM]),
        ("EMAIL_FROM=a@b.cd, e@f.gh".to_owned(), &[Code::MAIL_FROM]),
        ("MAILGUN_HOST=api.mailgun.net".to_owned(), &[Code::NOT_URL]),
    ] {
        assert_eq!(codes(&text), expected, "{text}");
    }
}

/// Checklist item 89.
#[test]
fn without_mail_nobody_resets_a_password_by_it() {
    let on = "ALLOW_PASSWORD_RESET=true";
    assert!(!draft(on).switches.password_reset);
    assert_eq!(codes(on), [Code::RESET_WITHOUT_MAIL]);
    let with_mail = format!("{on}\nEMAIL_HOST=localhost\nEMAIL_FROM=a@b.cd");
    assert!(draft(&with_mail).switches.password_reset);
    assert_eq!(codes(&with_mail), []);
}
