//! What the settings of a provider are called, in every generation of the chat apps.

/// The spellings of a provider's settings beyond the one that every provider has, `AUTH_{ID}_ID` and
/// `AUTH_{ID}_SECRET`, with `AUTH_{ID}_ISSUER` for `OpenID` providers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names {
    /// Whether `LobeChat`'s older names work: `{ID}_CLIENT_ID`, `{ID}_CLIENT_SECRET`, `{ID}_ISSUER`.
    pub older: bool,
    /// Whether `LibreChat` has it: `{ID}_CLIENT_ID`, `{ID}_CLIENT_SECRET`, `{ID}_CALLBACK_URL`.
    pub librechat: bool,
    /// Further names of our name there.
    pub client_id: &'static [&'static str],
    /// Further names of our secret there.
    pub client_secret: &'static [&'static str],
    /// The name of the issuer that counts even where a tenant is set.
    pub issuer: Option<&'static str>,
    /// Another provider whose names count too when this one is asked for by name.
    pub borrows: Option<&'static str>,
}

/// One name of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The name.
    pub name: String,
    /// Where it comes from.
    pub family: Family,
}

/// Where the name of a setting comes from: it says which callback address people registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `LibreChat`: `/oauth/{id}/callback`.
    LibreChat,
    /// `LobeChat` and Auth.js, as they are today: `{basePath}/callback/{id}`.
    AuthJs,
    /// The same, by an older name.
    AuthJsOlder,
    /// Both had this name.
    Shared,
}

/// Which setting is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Our name at the provider.
    ClientId,
    /// Our secret at the provider.
    ClientSecret,
    /// The issuer.
    Issuer,
}

impl Part {
    const fn older(self) -> &'static str {
        match self {
            Self::ClientId => "CLIENT_ID",
            Self::ClientSecret => "CLIENT_SECRET",
            Self::Issuer => "ISSUER",
        }
    }

    const fn current(self) -> &'static str {
        match self {
            Self::ClientId => "ID",
            Self::ClientSecret => "SECRET",
            Self::Issuer => "ISSUER",
        }
    }
}

/// `microsoft-entra-id` as the names of settings have it: `MICROSOFT_ENTRA_ID`.
pub fn prefix(id: &str) -> String {
    id.to_ascii_uppercase().replace('-', "_")
}

impl Names {
    /// The names of one setting of the provider `id`; of those that are set, the first counts, as it
    /// did in the chat apps.
    pub fn of(&self, id: &str, part: Part) -> Vec<Spelling> {
        let prefix = prefix(id);
        let own = self
            .original(part)
            .map(|family| Spelling { name: format!("{prefix}_{}", part.older()), family });
        let current =
            Spelling { name: format!("AUTH_{prefix}_{}", part.current()), family: Family::AuthJs };
        let more = match part {
            Part::ClientId => self.client_id,
            Part::ClientSecret => self.client_secret,
            Part::Issuer => &[],
        };
        let more =
            more.iter().map(|name| Spelling { name: (*name).to_owned(), family: Family::AuthJs });
        own.into_iter().chain([current]).chain(more).collect()
    }

    /// Whose name `{ID}_CLIENT_ID` is.
    fn original(&self, part: Part) -> Option<Family> {
        match (self.librechat && part != Part::Issuer, self.older) {
            (true, true) => Some(Family::Shared),
            (true, false) => Some(Family::LibreChat),
            (false, true) => Some(Family::AuthJsOlder),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: Names, id: &str, part: Part) -> Vec<String> {
        of.of(id, part).into_iter().map(|spelling| spelling.name).collect()
    }

    #[test]
    fn the_older_name_counts_first() {
        let old = Names { older: true, ..Names::default() };
        assert_eq!(names(old, "auth0", Part::ClientId), ["AUTH0_CLIENT_ID", "AUTH_AUTH0_ID"]);
        let issuer = ["CLOUDFLARE_ZERO_TRUST_ISSUER", "AUTH_CLOUDFLARE_ZERO_TRUST_ISSUER"];
        assert_eq!(names(old, "cloudflare-zero-trust", Part::Issuer), issuer);
    }

    #[test]
    fn a_name_that_both_had_belongs_to_both() {
        let both = Names { older: true, librechat: true, ..Names::default() };
        let family = |part| both.of("github", part).first().map(|spelling| spelling.family);
        assert_eq!(family(Part::ClientSecret), Some(Family::Shared));
        assert_eq!(family(Part::Issuer), Some(Family::AuthJsOlder));
    }
}
