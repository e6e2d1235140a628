//! Changing one's own profile.

use axum::body::Body;
use axum::response::Response;
use doorward_app::Live;
use doorward_app::profile::{self, ProfileError, ProfileInput};
use doorward_core::registration::{Field, Invalid};
use doorward_pages::{Notice, ProfileForm};
use http::{HeaderMap, StatusCode};

use crate::fields::Fields;
use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::{page, register};

/// What the account page shows of it; `None` where the profile follows a provider.
pub(super) fn section(live: &Live) -> Option<ProfileForm> {
    let user = &live.user;
    profile::is_offered(user).then(|| ProfileForm {
        name: user.name.clone(),
        username: user.username.clone(),
        picture: user.avatar.clone().unwrap_or_default(),
        ..ProfileForm::default()
    })
}

/// `POST /account/profile`
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match super::asker(&state, &headers, body, "/").await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let input = ProfileInput {
        name: fields.text("profile-name"),
        username: fields.text("profile-username"),
        picture: fields.text("picture"),
    };
    match profile::edit(state.app(), &live, input, &client).await {
        Ok(()) => page::account(&state, Notice::ProfileSaved),
        Err(error) => refused(&state, &live, &fields, &error).await,
    }
}

/// The page once more, with what was typed and how to put it right.
async fn refused(state: &State, live: &Live, fields: &Fields, error: &ProfileError) -> Response {
    let failure = match error {
        ProfileError::Followed => Failure::ProfileFollowed,
        ProfileError::Changed => Failure::AccountChanged,
        ProfileError::Store(_) => Failure::Internal,
        ProfileError::Invalid(_) | ProfileError::Picture => {
            let form = corrected(state, fields, error);
            return match super::view(state, live, None).await {
                Ok(mut view) => {
                    view.profile_form = Some(form);
                    page::html(StatusCode::UNPROCESSABLE_ENTITY, view.render())
                }
                Err(error) => page::failed(state, Failure::Internal, &error),
            };
        }
    };
    page::failed(state, failure, error)
}

fn corrected(state: &State, fields: &Fields, error: &ProfileError) -> ProfileForm {
    let complaints: &[Invalid] = match error {
        ProfileError::Invalid(complaints) => complaints,
        _ => &[],
    };
    let of = |field: Field| {
        let found = complaints.iter().find(|one| one.field == field);
        found.and_then(|one| register::remedy(state.language(), *one))
    };
    let wrong = matches!(error, ProfileError::Picture);
    ProfileForm {
        name: fields.text("profile-name").to_owned(),
        username: fields.text("profile-username").to_owned(),
        picture: fields.text("picture").to_owned(),
        name_error: of(Field::Name),
        username_error: of(Field::Username),
        picture_error: wrong.then(|| state.language().t("account-picture-wrong")),
    }
}
