//! Inviting people, and taking invitations back.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::invite::{self, InviteError, Invited, Unsent, Wanted};
use doorward_app::people::{self, By};
use doorward_app::{Invitation, Role, StoreError};
use doorward_core::invitation::USUAL_DAYS;
use doorward_pages::admin::{
    InvitationRow, Invitations, MadeInvitation, Section, TypedInvitation, UnsentLetter,
};
use doorward_pages::{ConfirmStep, Notice};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{links, page};

const HERE: Section = Section::Invitations;

/// `GET /admin/invitations`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if let Err(response) = super::administrator(&state, &headers, HERE.path()).await {
        return response;
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let notice = query.get("notice").and_then(Notice::parse);
    let view = view(&state).await.map(|view| Invitations { notice, ..view });
    shown(&state, StatusCode::OK, view)
}

/// `POST /admin/invitations`: needs a proof, not older than ten minutes, of who the administrator is, as
/// making an administrator does.
pub(crate) async fn create(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let live = match super::administrator(&state, &headers, HERE.path()).await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let mut fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let typed = match links::typed(&state, &client, &live, &mut fields) {
        Ok(typed) => typed,
        Err(refused) => return refused,
    };
    let proved = match people::prove(state.app(), &live, typed).await {
        Ok(proved) => proved,
        Err(error) => {
            let step = (ConfirmStep::Invite, state.href(HERE.path()));
            return links::not_done(&state, &live, step, &error).await;
        }
    };
    // Whoever comes from proving who they are has yet to say whom to invite.
    if fields.get("days").is_none() {
        return super::told(&state, HERE, Notice::Confirmed);
    }
    let by = By::Administrator(proved, &client);
    match invite::create(state.app(), wanted(&fields), &by).await {
        Ok(invited) => {
            let made = Some(made(invited));
            shown(
                &state,
                StatusCode::OK,
                view(&state).await.map(|view| Invitations { made, ..view }),
            )
        }
        Err(error) => refused(&state, &fields, &error).await,
    }
}

/// `POST /admin/invitations/{id}/revoke`: needs such a proof too.
pub(crate) async fn revoke(
    state: State,
    Path(id): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let live = match super::administrator(&state, &headers, HERE.path()).await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let typed = match links::proof_fields(&state, (&client, &live), &headers, body).await {
        Ok(fields) => fields.typed,
        Err(response) => return response,
    };
    if let Err(error) = people::prove(state.app(), &live, typed).await {
        let action = state.href(&format!("{}/{id}/revoke", HERE.path()));
        return links::not_done(&state, &live, (ConfirmStep::RevokeInvitation, action), &error)
            .await;
    }
    match invite::revoke(state.app(), &id, Some(live.user.id)).await {
        Ok(true) => super::told(&state, HERE, Notice::InvitationRevoked),
        Ok(false) => page::error(&state, Failure::InvitationGone),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

fn wanted(fields: &Fields) -> Wanted {
    let address = Some(fields.text("email").trim()).filter(|text| !text.is_empty());
    Wanted {
        address: address.map(str::to_owned),
        role: role(fields),
        // What is no number is no number of days either.
        days: fields.text("days").trim().parse().unwrap_or(0),
        passkey: false,
    }
}

fn role(fields: &Fields) -> Role {
    fields.get("role").and_then(Role::parse).unwrap_or(Role::User)
}

/// A link that went out by mail is its receiver's alone, since it proves whose the address is.
fn made(invited: Invited) -> MadeInvitation {
    let Invited { invitation, link } = invited;
    MadeInvitation {
        email: invitation.email.as_ref().map(ToString::to_string),
        link: (!invitation.mailed).then_some(link),
    }
}

async fn refused(state: &State, fields: &Fields, error: &InviteError) -> Response {
    let failure = Failure::from(error);
    if failure == Failure::Internal {
        return page::failed(state, failure, error);
    }
    problem::log(failure, error);
    let typed = TypedInvitation {
        email: fields.text("email").to_owned(),
        role: role(fields),
        days: fields.text("days").to_owned(),
    };
    let error = Some(page::form_error(state, failure));
    let view = view(state).await.map(|view| Invitations { error, typed, ..view });
    shown(state, failure.row().status, view)
}

fn shown(state: &State, status: StatusCode, view: Result<Invitations, StoreError>) -> Response {
    match view {
        Ok(view) => page::html(status, view.render()),
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}

async fn view(state: &State) -> Result<Invitations, StoreError> {
    let rows = invite::list(state.app()).await?;
    let unsent = invite::unsent(state.app()).await?;
    Ok(Invitations {
        frame: page::frame(state),
        here: HERE,
        notice: None,
        made: None,
        error: None,
        typed: TypedInvitation {
            email: String::new(),
            role: Role::User,
            days: USUAL_DAYS.to_string(),
        },
        rows: rows
            .into_iter()
            .map(|one| {
                let unsent = unsent.get(&one.id).copied();
                row(state, one, unsent)
            })
            .collect(),
    })
}

fn row(state: &State, invitation: Invitation, unsent: Option<Unsent>) -> InvitationRow {
    InvitationRow {
        standing: invite::standing(state.app(), &invitation),
        id: invitation.id,
        email: invitation.email.as_ref().map(ToString::to_string),
        role: invitation.role,
        created_at: invitation.created_at,
        expires_at: invitation.expires_at,
        unsent: unsent.map(|unsent| match unsent {
            Unsent::Waits => UnsentLetter::Waits,
            Unsent::GivenUp => UnsentLetter::GivenUp,
        }),
    }
}

impl From<&InviteError> for Failure {
    fn from(error: &InviteError) -> Self {
        match error {
            InviteError::NotAnAddress(_) => Self::InviteAddress,
            InviteError::NotAdmitted => Self::InviteNotAdmitted,
            InviteError::HasAccount => Self::InviteHasAccount,
            InviteError::Days => Self::InviteDays,
            InviteError::TooMany => Self::TooMany,
            InviteError::Mail(_) | InviteError::Mint(_) | InviteError::Store(_) => Self::Internal,
        }
    }
}
