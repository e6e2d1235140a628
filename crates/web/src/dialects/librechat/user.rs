//! `/api/user` (reference 1.3) and the shapes of a person in JSON (reference 6.1).

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::{ResolveError, TokenError, account};
use doorward_core::account::User;
use doorward_core::id::UserId;
use doorward_core::time::Timestamp;
use http::{HeaderMap, StatusCode};
use serde::{Serialize, Serializer};

use super::{failed, json, message, two_factor};
use crate::problem::Failure;
use crate::request::{Asker, BearerError, State, bearer};
use crate::{cookies, fields};

/// A point in time as JavaScript writes it.
pub(crate) struct Iso(pub(crate) Timestamp);

impl Serialize for Iso {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = jiff::Timestamp::from_millisecond(self.0.0).unwrap_or(jiff::Timestamp::MAX);
        serializer.collect_str(&format_args!("{at:.3}"))
    }
}

/// A person, with the fields that `GET /api/user` names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person<'a> {
    #[serde(rename = "_id")]
    object_id: UserId,
    /// Missing in the answer of a refresh, as in the original.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<UserId>,
    name: &'a str,
    username: &'a str,
    email: &'a str,
    email_verified: bool,
    avatar: Option<&'a str>,
    provider: &'a str,
    role: &'static str,
    plugins: [(); 0],
    two_factor_enabled: bool,
    terms_accepted: bool,
    created_at: Iso,
    updated_at: Iso,
}

impl<'a> Person<'a> {
    /// As `login` and `GET /api/user` show a person.
    pub(crate) fn with_id(user: &'a User) -> Self {
        Self { id: Some(user.id), ..Self::without_id(user) }
    }

    /// As `refresh` shows a person.
    pub(crate) fn without_id(user: &'a User) -> Self {
        Self {
            object_id: user.id,
            id: None,
            name: &user.name,
            username: &user.username,
            email: user.email.as_ref().map_or("", |email| email.as_str()),
            email_verified: user.email_verified,
            avatar: user.avatar.as_deref(),
            provider: &user.provider,
            role: user.role.as_str(),
            plugins: [],
            two_factor_enabled: user.totp_since.is_some(),
            terms_accepted: false,
            created_at: Iso(user.created_at),
            updated_at: Iso(user.updated_at),
        }
    }
}

/// `GET /api/user`
pub(crate) async fn show(AxumState(state): AxumState<State>, headers: HeaderMap) -> Response {
    match bearer(&state, &headers).await {
        Ok(live) => json(StatusCode::OK, &Person::with_id(&live.user)),
        Err(error) => unauthorized(&error),
    }
}

/// `DELETE /api/user/delete`
pub(crate) async fn delete(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let live = match bearer(&state, &headers).await {
        Ok(live) => live,
        Err(error) => return unauthorized(&error),
    };
    if live.user.totp_since.is_some() && account::may_delete(state.app(), &live) {
        let fields = match fields::read(&headers, body).await {
            Ok(fields) => fields,
            Err(error) => return failed(error.into(), &error),
        };
        let missing = "TOTP token or backup code is required to delete account with 2FA enabled";
        let proved = two_factor::prove(&state, &client, &live.user, &fields, missing).await;
        if let Err(refused) = proved {
            return *refused;
        }
    }
    match account::delete(state.app(), &live).await {
        Ok(()) => {
            let mut response = message(StatusCode::OK, "User deleted");
            cookies::clear_session(&state, &headers, response.headers_mut());
            cookies::clear_last_used(&state, response.headers_mut());
            response
        }
        Err(error) => failed(Failure::from(&error), &error),
    }
}

/// The refusal of a bearer request, in the JWT library's words (reference 0.2).
pub(crate) fn unauthorized(error: &BearerError) -> Response {
    let text = match error {
        BearerError::Missing => "No auth token",
        BearerError::Refused(ResolveError::Store(error)) => {
            return failed(Failure::Internal, error);
        }
        BearerError::Refused(ResolveError::Over) => "Unauthorized",
        BearerError::Refused(ResolveError::Token(error)) => match error {
            TokenError::Expired => "jwt expired",
            TokenError::Malformed => "jwt malformed",
            TokenError::Algorithm => "invalid algorithm",
            TokenError::Signature => "invalid signature",
            TokenError::Claims => "invalid token",
        },
    };
    message(StatusCode::UNAUTHORIZED, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_javascript_writes_them() {
        let text = |ms| serde_json::to_string(&Iso(Timestamp(ms))).unwrap();
        assert_eq!(text(1_763_686_800_120), "\"2025-11-21T01:00:00.120Z\"");
        assert_eq!(text(0), "\"1970-01-01T00:00:00.000Z\"");
        assert!(!text(i64::MAX).is_empty());
    }
}
