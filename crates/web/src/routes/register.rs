//! The page that makes an account.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::login::{self, LoginInput};
use doorward_app::register::{self, Door, Key, RegisterError};
use doorward_app::{Invitation, Limiter, StoreError, callback, invite, mail};
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
use crate::routes::{account, links, oauth, page, recovery, second_factor, sign_in};

/// `GET /register`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if let Ok(Browser::SignedIn(_)) = browser(&state, &headers).await {
        return page::see_other(&state.href("/"));
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let setup = query.get("setup");
    match mode(&state, (setup, query.get("token"))).await {
        Ok(Some(mode)) => page::html(StatusCode::OK, view(&state, mode, &query).render()),
        Ok(None) => page::error(&state, Failure::NotInvited),
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
        language: Some(state.language().tag()),
    };
    let is_expected = match is_expected(&state, &fields).await {
        Ok(expected) => expected,
        Err(error) => return page::failed(&state, Failure::Internal, &error),
    };
    let response = match register::with_password(state.app(), &form, key(&fields)).await {
        // The first one has nobody to hide, and whom an invitation names is expected: in, right away.
        Ok(user) if user.role == Role::Admin || is_expected => {
            enter(&state, &headers, &fields, &client).await
        }
        // Strangers are not told who has an account: a new address and a taken one look the same.
        Ok(_) | Err(RegisterError::AddressTaken) => made(&state, &fields),
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
        return made(state, fields);
    }
    let input = LoginInput {
        email: fields.text("email").to_owned(),
        password: Secret::new(fields.text("password").to_owned()),
        return_to: sign_in::destination(state, fields).to_owned(),
        only: None,
    };
    match login::with_password(state.app(), input, client).await {
        Ok(outcome) => {
            second_factor::entered(state, headers, outcome, sign_in::destination(state, fields))
        }
        Err(_) => made(state, fields),
    }
}

/// Says that the account is made, and what comes next.
fn made(state: &State, fields: &Fields) -> Response {
    if mail::is_on(state.app()) {
        return recovery::check_mail(state, Mailed::Verification, fields.text("email"));
    }
    let waits = state.app().settings.switches.approval;
    let notice = if waits { Notice::AccountWaits } else { Notice::AccountCreated };
    page::sign_in_for(state, notice, sign_in::destination(state, fields))
}

/// Whether the form comes with an invitation that names an address.
async fn is_expected(state: &State, fields: &Fields) -> Result<bool, StoreError> {
    let Key::Invitation(token) = key(fields) else { return Ok(false) };
    let invitation = invite::open(state.app(), token).await?;
    Ok(invitation.is_some_and(|invitation| invitation.email.is_some()))
}

/// What a form carries that opens the door.
fn key(fields: &Fields) -> Key<'_> {
    let given = |name| fields.get(name).filter(|token| !token.is_empty());
    match (given("token"), given("setup_token")) {
        (Some(token), _) => Key::Invitation(token),
        (None, Some(token)) => Key::SetUp(token),
        (None, None) => Key::None,
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
    problem::log(failure, error);
    let mode = match mode(state, (fields.get("setup_token"), fields.get("token"))).await {
        Ok(Some(mode)) => mode,
        Ok(None) => return page::error(state, Failure::NotInvited),
        Err(error) => return page::failed(state, Failure::Internal, &error),
    };
    let view = Register { errors, ..view(state, mode, fields) };
    page::html(status, view.render())
}

/// Who may make an account here, with the tokens of a set-up link and of an invitation, if there are
/// any. `None` when the invitation does not count.
async fn mode(
    state: &State,
    (setup, token): (Option<&str>, Option<&str>),
) -> Result<Option<RegisterMode>, StoreError> {
    if let Some(token) = token.filter(|token| !token.is_empty()) {
        let invitation = invite::open(state.app(), token).await?;
        return Ok(invitation.map(|invitation| invited(state, token, &invitation)));
    }
    let setup = setup.filter(|token| !token.is_empty()).map(str::to_owned);
    Ok(Some(match register::door(state.app()).await? {
        Door::Open => RegisterMode::Open,
        Door::First => RegisterMode::First { setup_token: setup },
        Door::Link if setup.is_some() => RegisterMode::First { setup_token: setup },
        Door::Link => RegisterMode::NeedsLink,
        Door::Closed => RegisterMode::Closed,
    }))
}

fn invited(state: &State, token: &str, invitation: &Invitation) -> RegisterMode {
    let settings = &state.app().settings;
    let buttons = settings.providers.list.iter();
    RegisterMode::Invited {
        token: token.to_owned(),
        email: invitation.email.as_ref().map(ToString::to_string),
        password_form: !settings.switches.external_only,
        providers: buttons.map(|one| (one.id.clone(), one.button.label.clone())).collect(),
    }
}

/// `POST /register/{provider}`: an invited person sets out for a provider.
pub(crate) async fn by_provider(
    state: State,
    Path(provider): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::Provider, &client);
    let fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let response = if verdict.allowed {
        let (token, return_to) = (fields.text("token"), sign_in::destination(&state, &fields));
        match callback::start_invited(state.app(), &provider, return_to, token).await {
            Ok(started) => links::onward(&state, &started, account::way(&state, &provider)),
            Err(error) => oauth::not_signed_in(&state, &error),
        }
    } else {
        page::error(&state, Failure::TooMany)
    };
    limiter::annotate(response, verdict, state.app().clock.now())
}

fn view(state: &State, mode: RegisterMode, typed: &Fields) -> Register {
    let return_to = sign_in::destination(state, typed);
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
