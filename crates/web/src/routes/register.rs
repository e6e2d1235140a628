//! The page that makes an account.

use axum::body::Body;
use axum::response::Response;
use doorward_app::login::{self, LoginInput};
use doorward_app::register::{self, Door, RegisterError};
use doorward_app::{Limiter, mail};
use doorward_core::account::Role;
use doorward_core::registration::{Fault, Field, Form, Invalid};
use doorward_core::secret::Secret;
use doorward_pages::{
    Language, Mailed, Notice, Register, RegisterError as FieldError, RegisterField, RegisterMode,
};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::limiter;
use crate::problem::{self, Failure};
use crate::request::{Asker, Browser, State, browser};
use crate::routes::{page, recovery, second_factor, sign_in};

/// `GET /register`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if let Ok(Browser::SignedIn(_)) = browser(&state, &headers).await {
        return page::see_other(&state.href("/"));
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    match register::door(state.app()).await {
        Ok(door) => {
            let view = view(&state, mode(door, query.get("setup")), &query);
            page::html(StatusCode::OK, view.render())
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /register`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::Register, &client);
    let now = state.app().clock.now();
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    if !verdict.allowed {
        return limiter::annotate(page::error(&state, Failure::TooMany), verdict, now);
    }
    // One field with a "show" button, so there is nothing to compare it with.
    let form = Form {
        name: fields.get("name"),
        username: fields.get("username"),
        email: fields.get("email"),
        password: fields.get("password"),
        confirmation: fields.get("password"),
    };
    let setup = fields.get("setup_token").filter(|token| !token.is_empty());
    let response = match register::with_password(state.app(), &form, setup).await {
        // The first one has nobody to hide: in, right away.
        Ok(user) if user.role == Role::Admin => enter(&state, &headers, &fields, &client).await,
        // Strangers are not told who has an account: a new address and a taken one look the same.
        Ok(_) | Err(RegisterError::AddressTaken) if mail::is_on(state.app()) => {
            recovery::check_mail(&state, Mailed::Verification, fields.text("email"))
        }
        Ok(_) | Err(RegisterError::AddressTaken) => page::sign_in(&state, Notice::AccountCreated),
        Err(error) => form_again(&state, &fields, &error).await,
    };
    limiter::annotate(response, verdict, now)
}

/// Signs the first person in: they have just chosen the password.
async fn enter(
    state: &State,
    headers: &HeaderMap,
    fields: &Fields,
    client: &doorward_app::Client,
) -> Response {
    if !state.app().settings.switches.email_login {
        return page::sign_in(state, Notice::AccountCreated);
    }
    let input = LoginInput {
        email: fields.text("email").to_owned(),
        password: Secret::new(fields.text("password").to_owned()),
        return_to: sign_in::destination(fields).to_owned(),
    };
    match login::with_password(state.app(), input, client).await {
        Ok(outcome) => {
            second_factor::entered(state, headers, outcome, sign_in::destination(fields))
        }
        Err(_) => page::sign_in(state, Notice::AccountCreated),
    }
}

async fn form_again(state: &State, fields: &Fields, error: &RegisterError) -> Response {
    let failure = Failure::from(error);
    let (status, errors) = match error {
        RegisterError::Invalid(complaints) => {
            let errors =
                complaints.iter().filter_map(|one| field_error(state.language(), *one)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
        RegisterError::NotAdmitted => {
            let row = failure.row();
            let text = format!("{} ({})", row.sentences(state.language()), row.code);
            (row.status, vec![FieldError { field: RegisterField::Email, text }])
        }
        _ => return page::failed(state, failure, error),
    };
    problem::log(failure, &problem::request_id(), error);
    let door = match register::door(state.app()).await {
        Ok(door) => door,
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    let mode = mode(door, fields.get("setup_token"));
    let view = Register { errors, ..view(state, mode, fields) };
    page::html(status, view.render())
}

fn mode(door: Door, setup: Option<&str>) -> RegisterMode {
    let setup = setup.filter(|token| !token.is_empty()).map(str::to_owned);
    match door {
        Door::Open => RegisterMode::Open,
        Door::First => RegisterMode::First { setup_token: setup },
        Door::Link if setup.is_some() => RegisterMode::First { setup_token: setup },
        Door::Link => RegisterMode::NeedsLink,
        Door::Closed => RegisterMode::Closed,
    }
}

fn view(state: &State, mode: RegisterMode, typed: &Fields) -> Register {
    let return_to = sign_in::destination(typed);
    Register {
        frame: page::frame(state),
        mode,
        name: typed.text("name").to_owned(),
        username: typed.text("username").to_owned(),
        email: typed.text("email").to_owned(),
        errors: Vec::new(),
        min_password_length: state.app().settings.switches.min_password_length,
        sign_in_href: state.href(&sign_in::with_return("/login", return_to)),
        return_to: return_to.to_owned(),
    }
}

/// Says at a field how to put it right. The confirmation is no field of this page.
fn field_error(language: Language, invalid: Invalid) -> Option<FieldError> {
    let field = match invalid.field {
        Field::Name => RegisterField::Name,
        Field::Username => RegisterField::Username,
        Field::Email => RegisterField::Email,
        Field::Password => RegisterField::Password,
        Field::Confirmation | Field::Passwords => return None,
    };
    Some(FieldError { field, text: remedy(language, invalid)? })
}

/// How to put a field right, in a sentence.
pub(crate) fn remedy(language: Language, invalid: Invalid) -> Option<String> {
    let key = match invalid.field {
        Field::Name => name_fault(invalid.fault),
        Field::Username => username_fault(invalid.fault),
        Field::Email => email_fault(invalid.fault),
        Field::Password => password_fault(invalid.fault),
        Field::Confirmation | Field::Passwords => None,
    }?;
    Some(match invalid.fault {
        Fault::TooShort(count) | Fault::TooLong(count) => language.t1(key, "count", count),
        _ => language.t(key),
    })
}

const fn name_fault(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Missing => Some("register-name-missing"),
        Fault::TooShort(_) => Some("register-name-too-short"),
        Fault::TooLong(_) => Some("register-name-too-long"),
        _ => None,
    }
}

const fn username_fault(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Missing => Some("register-username-missing"),
        Fault::TooShort(_) => Some("register-username-too-short"),
        Fault::TooLong(_) => Some("register-username-too-long"),
        Fault::Characters => Some("register-username-characters"),
        Fault::Injection => Some("register-username-injection"),
        _ => None,
    }
}

const fn email_fault(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Missing => Some("register-email-missing"),
        Fault::TooShort(_) => Some("register-email-too-short"),
        Fault::TooLong(_) => Some("register-email-too-long"),
        Fault::NotAnAddress => Some("register-email-invalid"),
        _ => None,
    }
}

const fn password_fault(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Missing => Some("register-password-missing"),
        Fault::TooShort(_) => Some("register-password-too-short"),
        Fault::TooLong(_) => Some("register-password-too-long"),
        Fault::OnlySpaces => Some("register-password-blank"),
        Fault::Guessable => Some("register-password-guessable"),
        Fault::Breached => Some("register-password-breached"),
        _ => None,
    }
}
