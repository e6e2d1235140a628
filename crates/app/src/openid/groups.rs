//! The groups that the provider counts a person to.

use doorward_core::group::{Groups, MOST, NAME_MAX};
use doorward_core::oidc::{Object, Refusal, groups};

use super::Provider;

impl Provider {
    /// The groups in these claims; `None` when the claims say nothing of groups. The log names the provider
    /// and a number: groups are about the person.
    pub(super) fn groups(&self, claims: &Object) -> Option<Groups> {
        let path = &self.config.groups_claim;
        if groups::are_too_many(claims, path) {
            let refused = Refusal::RoleOverage.seeing(path.as_str());
            tracing::warn!(code = refused.why.code(), provider = %self.config.id, %refused,
                remedy = refused.why.remedy(), "groups at the provider cannot be read");
        }
        let claimed = groups::at(claims, path)?;
        if claimed.left_out > 0 {
            let remedy = format!(
                "let the provider name at most {MOST} groups, by texts of at most {NAME_MAX} bytes \
                 without commas, control characters and blanks at their ends"
            );
            tracing::warn!(provider = %self.config.id, left_out = claimed.left_out, remedy,
                "groups at the provider were left out");
        }
        Some(claimed.groups)
    }
}
