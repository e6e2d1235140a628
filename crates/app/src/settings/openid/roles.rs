//! Roles that the provider hands out: who may come in, who is administrator.

use doorward_core::account::Role;

use crate::settings::complaint::{Code, Severity};
use crate::settings::reader::{Fault, Reader};

/// What follows from the roles that a person has at the provider.
#[derive(Clone, Debug, Default)]
pub struct RoleRules {
    /// Who may come in; everybody when it is unset.
    pub required: Option<RoleRule>,
    /// Who is administrator; left alone when it is unset.
    pub admin: Option<RoleRule>,
    /// Which role the others get; left alone when it is unset.
    pub sync: Option<RoleSync>,
}

/// Roles, and where a person's own are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    /// The roles, of which one is enough.
    pub roles: Vec<String>,
    /// Where a person's are.
    pub source: RoleSource,
}

/// Where a person's roles are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSource {
    /// In what.
    pub token: TokenKind,
    /// Members with dots between.
    pub path: String,
}

/// What the provider says of a person in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The access token, if it is a JWT that the provider signed.
    Access,
    /// The ID token.
    Id,
    /// The ID token with what the userinfo endpoint adds.
    Userinfo,
}

/// Taking roles over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSync {
    /// Where a person's are.
    pub source: RoleSource,
    /// Which count; the first that a person has wins.
    pub priority: Vec<String>,
    /// The role of everybody else.
    pub fallback: Option<String>,
}

/// The names of the tokens.
const KINDS: [(&str, TokenKind); 3] =
    [("access", TokenKind::Access), ("id", TokenKind::Id), ("userinfo", TokenKind::Userinfo)];

impl RoleRules {
    /// Whether anybody's roles are looked at.
    pub fn are_read(&self) -> bool {
        self.required.is_some() || self.admin.is_some() || self.sync.is_some()
    }

    /// Whether any rule reads what the userinfo endpoint adds.
    pub fn need_userinfo(&self) -> bool {
        let rules = self.required.iter().chain(&self.admin).map(|rule| &rule.source);
        let mut sources = rules.chain(self.sync.as_ref().map(|sync| &sync.source));
        sources.any(|source| source.token == TokenKind::Userinfo)
    }

    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        Self { required: required(env), admin: admin(env), sync: sync(env) }
    }
}

fn required(env: &mut Reader<'_>) -> Option<RoleRule> {
    let name = "OPENID_REQUIRED_ROLE";
    let text = env.optional(name, "", "Roles of which a person needs one to come in, as a list.");
    let path = env.optional(
        "OPENID_REQUIRED_ROLE_PARAMETER_PATH",
        "",
        "Where those roles are: members with dots between, such as realm_access.roles.",
    );
    let kind = "OPENID_REQUIRED_ROLE_TOKEN_KIND";
    let token = token_kind(env, kind, ("", "In what they are: access, id or userinfo."));
    rule(env, name, Parts { roles: text.as_deref().map(items), path, token })
}

fn admin(env: &mut Reader<'_>) -> Option<RoleRule> {
    let name = "OPENID_ADMIN_ROLE";
    let role = env.optional(
        name,
        "",
        "Who has this role at the provider is administrator, and who loses it no longer is.",
    );
    let path = env.optional("OPENID_ADMIN_ROLE_PARAMETER_PATH", "", "Where that role is.");
    let kind = "OPENID_ADMIN_ROLE_TOKEN_KIND";
    let token = token_kind(env, kind, ("", "In what it is: access, id or userinfo."));
    let named = |role: String| if items(&role).is_empty() { Vec::new() } else { vec![role] };
    rule(env, name, Parts { roles: role.map(named), path, token })
}

/// What the three settings of a rule say.
struct Parts {
    roles: Option<Vec<String>>,
    path: Option<String>,
    token: Option<TokenKind>,
}

/// A rule needs all three settings. A part of one would let in, or keep out, somebody else than meant.
fn rule(env: &mut Reader<'_>, name: &'static str, parts: Parts) -> Option<RoleRule> {
    let what = match parts {
        Parts { roles: None, path: None, token: None } => return None,
        Parts { roles: Some(roles), path: Some(path), token: Some(token) } if !roles.is_empty() => {
            return Some(RoleRule { roles, source: RoleSource { token, path } });
        }
        Parts { roles: None, .. } => {
            format!("It is set where the role of {name} is found, but not which role.")
        }
        Parts { roles: Some(roles), .. } if roles.is_empty() => format!("{name} names no role."),
        _ => format!("{name} is set, but not where the role is found."),
    };
    let remedy =
        format!("Set {name}, {name}_PARAMETER_PATH and {name}_TOKEN_KIND, or remove all three.");
    env.object(Severity::Error, name, Fault::new(Code::OPENID_ROLE, what, remedy));
    None
}

fn sync(env: &mut Reader<'_>) -> Option<RoleSync> {
    let name = "OPENID_ROLE_SYNC_ENABLED";
    let on = env.flag(name, false, "Takes a person's role over from the provider at each sign-in.");
    let kind = "OPENID_ROLE_SYNC_SOURCE";
    let token = token_kind(env, kind, ("id", "In what it is: access, id or userinfo."));
    let path = env.optional("OPENID_ROLE_SYNC_CLAIM", "", "The claim that holds it.");
    let priority_name = "OPENID_ROLE_SYNC_ROLE_PRIORITY";
    let priority = list(env, priority_name, "Roles in order of preference, as a list.");
    let fallback_name = "OPENID_ROLE_SYNC_FALLBACK_ROLE";
    let fallback = env.optional(fallback_name, "", "The role when none fits.");
    if !on {
        return None;
    }
    for role in &priority {
        check_role(env, priority_name, role);
    }
    if let Some(role) = &fallback {
        check_role(env, fallback_name, role);
    }
    let Some(path) = path else {
        let what = "OPENID_ROLE_SYNC_ENABLED is on, but OPENID_ROLE_SYNC_CLAIM is not set.";
        let remedy = "Set it to the claim that holds the roles, such as roles.";
        env.object(Severity::Error, name, Fault::new(Code::OPENID_ROLE, what, remedy));
        return None;
    };
    let source = RoleSource { token: token.unwrap_or(TokenKind::Id), path };
    Some(RoleSync { source, priority, fallback })
}

/// Role sync gives out roles that exist, and never the administrator's.
fn check_role(env: &mut Reader<'_>, name: &'static str, role: &str) {
    let what = match Role::parse(&role.to_ascii_uppercase()) {
        Some(Role::User) => return,
        Some(Role::Admin) => format!("{name} names ADMIN, which role sync does not give out."),
        None => format!("{name} names {role:?}, which is no role here."),
    };
    let remedy =
        "The role that can be given out is USER. For administrators set OPENID_ADMIN_ROLE.";
    env.object(Severity::Error, name, Fault::new(Code::OPENID_ROLE, what, remedy));
}

fn list(env: &mut Reader<'_>, name: &'static str, meaning: &'static str) -> Vec<String> {
    env.optional(name, "", meaning).as_deref().map(items).unwrap_or_default()
}

/// The items of a list.
fn items(text: &str) -> Vec<String> {
    let items = text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn token_kind(
    env: &mut Reader<'_>,
    name: &'static str,
    about: (&str, &'static str),
) -> Option<TokenKind> {
    env.parsed(name, about, |text| {
        let known = KINDS.iter().find(|(name, _)| *name == text);
        known.map(|(_, kind)| *kind).ok_or_else(|| {
            let remedy = "Write access, id or userinfo.";
            Fault::new(Code::NOT_A_CHOICE, "is no kind of token", remedy)
        })
    })
}
