//! The pages of second factors.

use doorward_core::time::DAY_MS;
use doorward_pages::{
    Authenticator, AuthenticatorPhase, AuthenticatorSection, SecondStep, StepMethod, TrustedBrowser,
};

use super::{NOW, Sample, form_error, frame};

/// The section of an account that has an authenticator app.
pub(super) fn section() -> AuthenticatorSection {
    AuthenticatorSection {
        since: Some(NOW.plus(-30 * DAY_MS)),
        codes_left: 8,
        few: false,
        removable: true,
        trusted: 2,
        href: "/account/authenticator".to_owned(),
    }
}

/// The browsers that are trusted.
pub(super) fn trusted() -> Vec<TrustedBrowser> {
    let browser = |id: &str, user_agent: &str, days: i64| TrustedBrowser {
        id: id.to_owned(),
        user_agent: user_agent.to_owned(),
        added_at: NOW.plus(-days * DAY_MS),
        last_used_at: NOW.plus(-DAY_MS),
        until: NOW.plus((30 - days) * DAY_MS),
    };
    vec![browser("t1", "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", 2), browser("t2", "", 20)]
}

/// The samples.
pub(super) fn all() -> Vec<Sample> {
    let mut all = steps();
    all.extend(pages());
    all
}

fn steps() -> Vec<Sample> {
    let step = SecondStep {
        frame: frame(),
        asked: StepMethod::Totp,
        others: vec![StepMethod::Passkey, StepMethod::RecoveryCode],
        passkeys: None,
        error: None,
    };
    let failed = SecondStep {
        error: Some(form_error("The code is wrong, or was used before.")),
        ..step.clone()
    };
    let recovery = SecondStep {
        asked: StepMethod::RecoveryCode,
        others: vec![StepMethod::Totp],
        ..step.clone()
    };
    let passkey = SecondStep {
        asked: StepMethod::Passkey,
        others: vec![StepMethod::Totp],
        passkeys: Some(super::passkeys::prompt("/passkeys/second-factor")),
        ..step.clone()
    };
    vec![
        ("second_step_passkey", passkey.render()),
        ("second_step", step.render()),
        ("second_step_failed", failed.render()),
        ("second_step_recovery", recovery.render()),
    ]
}

fn pages() -> Vec<Sample> {
    let off = Authenticator {
        frame: frame(),
        phase: AuthenticatorPhase::Off,
        demanded: false,
        base: "/account/authenticator".to_owned(),
        error: None,
        onward: "/".to_owned(),
    };
    let with = |phase| Authenticator { phase, ..off.clone() };
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let pending = with(AuthenticatorPhase::Pending {
        secret: secret.to_owned(),
        url: format!("otpauth://totp/Chat:anna%40example.org?secret={secret}&issuer=Chat"),
    });
    let demanded = Authenticator {
        demanded: true,
        base: "/login/2fa/setup".to_owned(),
        onward: "/login?redirect=false".to_owned(),
        ..off.clone()
    };
    let on = with(AuthenticatorPhase::On(section()));
    let few = with(AuthenticatorPhase::On(AuthenticatorSection {
        codes_left: 1,
        few: true,
        removable: false,
        trusted: 0,
        ..section()
    }));
    let codes = (0..10).map(|n| format!("0123-4567-89a{n}-z")).collect();
    let codes = with(AuthenticatorPhase::Codes(codes));
    vec![
        ("authenticator_off", off.render()),
        ("authenticator_demanded", demanded.render()),
        ("authenticator_pending", pending.render()),
        ("authenticator_on", on.render()),
        ("authenticator_few_codes", few.render()),
        ("authenticator_codes", codes.render()),
    ]
}
