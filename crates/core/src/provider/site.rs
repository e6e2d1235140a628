//! Where an OAuth 2.0 provider lives: at its public address, or elsewhere by the operator's word.

use url::Url;

use super::OAuth2;

/// Where else a provider is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// All of it is below this address, with the usual paths: a gateway in a closed network.
    Moved(Url),
    /// GitHub Enterprise Server, whose API is below `/api/v3`.
    Enterprise(Url),
}

/// The addresses of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// What stands for the issuer in links.
    pub issuer: String,
    /// The only `iss` that its answers may carry, when it is known.
    pub response_issuer: Option<String>,
    /// Where the browser is sent.
    pub authorization_endpoint: Url,
    /// Where the code is exchanged.
    pub token_endpoint: Url,
    /// Where the profile is.
    pub profile_endpoint: Url,
    /// Where more of it is.
    pub more_endpoint: Option<Url>,
}

impl OAuth2 {
    /// The addresses of the provider `id`. `None` when `base` cannot carry a path.
    ///
    /// Somewhere else it is another issuer, and one that no other provider below the same address
    /// has: subjects of two places are never mistaken for one another.
    pub fn site(&self, id: &str, base: Option<&Base>) -> Option<Site> {
        let place = |url: &str| match base {
            None => Url::parse(url).ok(),
            Some(Base::Moved(base)) => below(base, url, ""),
            Some(Base::Enterprise(base)) => below(base, url, "/api/v3"),
        };
        let response_issuer = match self.response_issuer {
            Some(issuer) if base.is_some() => Some(String::from(place(issuer)?)),
            issuer => issuer.map(str::to_owned),
        };
        let issuer = match base {
            None => self.issuer.to_owned(),
            Some(Base::Moved(base)) => format!("{}/{id}", bare(base)),
            Some(Base::Enterprise(_)) => place(self.issuer)?.into(),
        };
        let more_endpoint = match self.more_endpoint {
            Some(url) => Some(place(url)?),
            None => None,
        };
        Some(Site {
            issuer,
            response_issuer,
            authorization_endpoint: place(self.authorization_endpoint)?,
            token_endpoint: place(self.token_endpoint)?,
            profile_endpoint: place(self.profile_endpoint)?,
            more_endpoint,
        })
    }
}

/// The path and query of `url` below `base`; those of an `api.` host below `api` there.
fn below(base: &Url, url: &str, api: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let api = if url.host_str()?.starts_with("api.") { api } else { "" };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Url::parse(&format!("{}{api}{}{query}", bare(base), url.path())).ok()
}

fn bare(base: &Url) -> &str {
    base.as_str().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Entry, Protocol};

    fn site(id: &str, base: Option<&Base>) -> Site {
        let Protocol::OAuth2(oauth2) = Entry::find(id).unwrap().protocol else { panic!("{id}") };
        oauth2.site(id, base).unwrap()
    }

    #[test]
    fn the_public_address_is_the_usual_one() {
        let github = site("github", None);
        assert_eq!(github.issuer, "https://github.com/login/oauth");
        assert_eq!(github.response_issuer.as_deref(), Some("https://github.com/login/oauth"));
        assert_eq!(github.more_endpoint.unwrap().as_str(), "https://api.github.com/user/emails");
    }

    #[test]
    fn github_enterprise_has_its_api_below_a_path() {
        for base in ["https://git.example", "https://git.example/"] {
            let base = Base::Enterprise(Url::parse(base).unwrap());
            let github = site("github", Some(&base));
            assert_eq!(github.issuer, "https://git.example/login/oauth");
            assert_eq!(github.response_issuer.as_deref(), Some("https://git.example/login/oauth"));
            for (url, path) in [
                (&github.authorization_endpoint, "/login/oauth/authorize"),
                (&github.token_endpoint, "/login/oauth/access_token"),
                (&github.profile_endpoint, "/api/v3/user"),
                (github.more_endpoint.as_ref().unwrap(), "/api/v3/user/emails"),
            ] {
                assert_eq!(url.as_str(), format!("https://git.example{path}"));
            }
        }
    }

    /// Checklist item 47.
    #[test]
    fn somewhere_else_it_is_another_issuer() {
        let base = Base::Moved(Url::parse("http://127.0.0.1:9000/way/").unwrap());
        let facebook = site("facebook", Some(&base));
        assert_eq!(facebook.issuer, "http://127.0.0.1:9000/way/facebook");
        let profile = "http://127.0.0.1:9000/way/v24.0/me?fields=id,name,email,picture";
        assert_eq!(facebook.profile_endpoint.as_str(), profile);
        assert_ne!(facebook.issuer, site("discord", Some(&base)).issuer);
        let github = site("github", Some(&base));
        assert_eq!(github.profile_endpoint.path(), "/way/user");
    }
}
