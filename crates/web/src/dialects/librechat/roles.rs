//! `GET /api/roles/:name` (reference 6.5): what the stock client asks before it shows a chat.

use std::collections::BTreeMap;

use axum::extract::{Path, State as AxumState};
use axum::response::Response;
use doorward_core::account::Role;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::user::unauthorized;
use super::{json, message};
use crate::request::{State, bearer};

/// The features of the app, and what may be done with each.
const FEATURES: [(&str, &[&str]); 16] = [
    ("PROMPTS", &["USE", "CREATE", "SHARE", "SHARE_PUBLIC"]),
    ("BOOKMARKS", &["USE"]),
    ("MEMORIES", &["USE", "CREATE", "UPDATE", "READ", "OPT_OUT"]),
    ("AGENTS", &["USE", "CREATE", "SHARE", "SHARE_PUBLIC"]),
    ("MULTI_CONVO", &["USE"]),
    ("TEMPORARY_CHAT", &["USE"]),
    ("RUN_CODE", &["USE"]),
    ("WEB_SEARCH", &["USE"]),
    ("FILE_SEARCH", &["USE"]),
    ("FILE_CITATIONS", &["USE"]),
    ("PEOPLE_PICKER", &["VIEW_USERS", "VIEW_GROUPS", "VIEW_ROLES"]),
    ("MARKETPLACE", &["USE"]),
    ("MCP_SERVERS", &["USE", "CREATE", "SHARE", "SHARE_PUBLIC", "CONFIGURE_OBO"]),
    ("REMOTE_AGENTS", &["USE", "CREATE", "SHARE", "SHARE_PUBLIC"]),
    ("SKILLS", &["USE", "CREATE", "SHARE", "SHARE_PUBLIC"]),
    ("SHARED_LINKS", &["CREATE", "SHARE", "SHARE_PUBLIC"]),
];

/// What shows something to others, or shows others: not for everybody.
const ADMIN_ONLY: [&str; 6] =
    ["SHARE", "SHARE_PUBLIC", "CONFIGURE_OBO", "VIEW_USERS", "VIEW_GROUPS", "VIEW_ROLES"];

#[derive(Serialize)]
struct Permissions {
    name: &'static str,
    permissions: BTreeMap<&'static str, BTreeMap<&'static str, bool>>,
}

/// What a role may do.
fn permissions(role: Role) -> Permissions {
    let granted =
        |action: &&'static str| (*action, role == Role::Admin || !ADMIN_ONLY.contains(action));
    let features =
        FEATURES.iter().map(|(name, actions)| (*name, actions.iter().map(granted).collect()));
    Permissions { name: role.as_str(), permissions: features.collect() }
}

/// `GET /api/roles/{name}`: one's own role and `USER`; the others are for administrators.
pub(crate) async fn show(
    AxumState(state): AxumState<State>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let live = match bearer(&state, &headers).await {
        Ok(live) => live,
        Err(error) => return unauthorized(&error),
    };
    let own = live.user.role;
    match Role::parse(&name) {
        Some(role) if role == own || role == Role::User || own == Role::Admin => {
            json(StatusCode::OK, &permissions(role))
        }
        None if own == Role::Admin => message(StatusCode::NOT_FOUND, "Role not found"),
        _ => message(StatusCode::FORBIDDEN, "Unauthorized"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_may_use_features_and_only_administrators_show_things_to_others() {
        let (user, admin) = (permissions(Role::User), permissions(Role::Admin));
        assert!(user.permissions["PROMPTS"]["USE"]);
        assert!(!user.permissions["PROMPTS"]["SHARE_PUBLIC"]);
        assert!(admin.permissions.values().flat_map(BTreeMap::values).all(|granted| *granted));
    }
}
