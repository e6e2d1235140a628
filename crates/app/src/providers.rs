//! The providers that people sign in at, each with what is known of it so far.

use doorward_core::oidc::Refusal;
use doorward_core::provider::{Directory, Protocol as Known, ResponseMode};
use doorward_core::time::Timestamp;
use doorward_jose::mac::MacKey;
use url::Url;

use crate::identity::Identity;
use crate::metrics::Metrics;
use crate::oauth2;
use crate::openid::{self, OpenIdError};
use crate::settings::{self, Kind};
use crate::witness::Witness;

/// All of them.
#[derive(Debug, Default)]
pub struct Providers(Vec<Provider>);

/// One of them.
#[derive(Debug)]
pub struct Provider {
    /// Its name in paths and rows.
    pub id: String,
    /// Whether new people may come in by it.
    pub registration_open: bool,
    /// Whether the browser brings the answer in a POST from the provider's page.
    pub answers_by_post: bool,
    protocol: Protocol,
}

#[derive(Debug)]
enum Protocol {
    OpenId(Box<openid::Provider>),
    OAuth2(Box<oauth2::Provider>),
}

impl Providers {
    /// Prepares every provider; no request is made. Errs when an issuer is no usable URL.
    pub(crate) fn new(
        settings: &settings::Providers,
        metrics: &Metrics,
    ) -> Result<Self, OpenIdError> {
        let counted = |settings: &settings::Provider| Provider::new(settings, metrics);
        settings.list.iter().map(counted).collect::<Result<_, _>>().map(Self)
    }

    /// The provider with this id, if it is set up.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.id == id)
    }

    /// All of them, in the order of the sign-in page.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// The provider with this id, if it is set up and speaks `OpenID` Connect.
    pub(crate) fn openid(&self, id: &str) -> Option<&openid::Provider> {
        self.get(id).and_then(Provider::openid)
    }

    /// Whether sessions of any provider are renewed there.
    pub(crate) fn renew_sessions(&self) -> bool {
        self.0.iter().filter_map(Provider::openid).any(|openid| openid.reuse().is_some())
    }

    /// Whether signing out leads on to any provider.
    pub(crate) fn end_sessions(&self) -> bool {
        self.0.iter().filter_map(Provider::openid).any(openid::Provider::ends_sessions)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Provider {
    fn new(settings: &settings::Provider, metrics: &Metrics) -> Result<Self, OpenIdError> {
        let trips = metrics.trips(&settings.id);
        let protocol = match (&settings.kind, settings.entry.protocol) {
            (Kind::OAuth2(own), Known::OAuth2(known)) => {
                let config = oauth2::ProviderConfig::of(settings, (known, own));
                Protocol::OAuth2(Box::new(oauth2::Provider::new(config)?.counted(trips)))
            }
            (Kind::OpenId(openid), _) => {
                let config = openid::ProviderConfig::of(settings, openid)?;
                Protocol::OpenId(Box::new(openid::Provider::new(config)?.counted(trips)))
            }
            // Settings are read from the entry, so they agree with it.
            (Kind::OAuth2(_), Known::OpenId(_)) => return Err(Refusal::IssuerUnusable.into()),
        };
        Ok(Self {
            id: settings.id.clone(),
            registration_open: settings.registration_open,
            answers_by_post: answers_by_post(settings),
            protocol,
        })
    }

    /// Whether it can be asked to let somebody sign in anew, and says when they did.
    pub const fn can_prove_anew(&self) -> bool {
        match &self.protocol {
            Protocol::OpenId(provider) => provider.proves_anew(),
            Protocol::OAuth2(_) => false,
        }
    }

    /// Whose people it vouches for.
    pub(crate) const fn directory(&self) -> Directory {
        match &self.protocol {
            Protocol::OpenId(provider) => provider.directory(),
            Protocol::OAuth2(provider) => provider.directory(),
        }
    }

    /// The provider, if it speaks `OpenID` Connect.
    pub(crate) fn openid(&self) -> Option<&openid::Provider> {
        match &self.protocol {
            Protocol::OpenId(provider) => Some(provider),
            Protocol::OAuth2(_) => None,
        }
    }

    /// The provider, if it speaks OAuth 2.0 without `OpenID` Connect.
    pub(crate) fn oauth2(&self) -> Option<&oauth2::Provider> {
        match &self.protocol {
            Protocol::OpenId(_) => None,
            Protocol::OAuth2(provider) => Some(provider),
        }
    }

    /// The address that starts a sign-in; see [`openid::Provider::start`].
    pub(crate) async fn start(
        &self,
        state: &str,
        keys: &MacKey,
        now: Timestamp,
        anew: bool,
    ) -> Result<Url, OpenIdError> {
        match &self.protocol {
            Protocol::OpenId(provider) => provider.start(state, keys, now, anew).await,
            Protocol::OAuth2(provider) => Ok(provider.start(state, keys)),
        }
    }

    /// Says who somebody is, by the answer that their browser brought, as a query string.
    pub(crate) async fn finish(
        &self,
        answer: &str,
        proof: (&str, &MacKey),
        now: Timestamp,
        witness: &Witness,
    ) -> Result<Identity, OpenIdError> {
        match &self.protocol {
            Protocol::OpenId(openid) => openid.finish_before(answer, proof, now, witness).await,
            Protocol::OAuth2(oauth2) => oauth2.finish_before(answer, proof, witness).await,
        }
    }
}

/// Whether this provider's answers come in a POST (Form Post Response Mode §2).
fn answers_by_post(settings: &settings::Provider) -> bool {
    match settings.entry.protocol {
        Known::OpenId(openid) => openid.response_mode == ResponseMode::FormPost,
        Known::OAuth2(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Sources};

    /// Checklist item 49.
    #[test]
    fn the_issuer_that_is_written_decides_whose_people_they_are() {
        const COMMON: &str = "https://login.microsoftonline.com/common/v2.0";
        const TENANT: &str = "https://login.microsoftonline.com/t.example/v2.0";
        for (issuer, expected) in [
            (COMMON, Directory::Everybody),
            ("login.microsoftonline.com/common/v2.0", Directory::Everybody),
            ("https://accounts.google.com", Directory::Everybody),
            (TENANT, Directory::Tenant),
            ("https://id.example.com", Directory::Own),
        ] {
            let text = format!(
                "ALLOW_SOCIAL_LOGIN=true\n\
                 OPENID_CLIENT_ID=a\nOPENID_CLIENT_SECRET=b\nOPENID_ISSUER={issuer}\n\
                 AUTH_GENERIC_OIDC_ID=a\nAUTH_GENERIC_OIDC_SECRET=b\nAUTH_GENERIC_OIDC_ISSUER={issuer}\n\
                 DOORWARD_OPENID_PROVIDERS=work\nDOORWARD_OPENID_WORK_CLIENT_ID=a\n\
                 DOORWARD_OPENID_WORK_CLIENT_SECRET=b\nDOORWARD_OPENID_WORK_ISSUER={issuer}\n"
            );
            let draft = Settings::read(&Sources::from_text(&text), 4).draft.unwrap();
            let providers =
                Providers::new(&draft.providers, &Metrics::new(&[], Timestamp(0))).unwrap();
            assert_eq!(providers.iter().count(), 3);
            for provider in providers.iter() {
                assert_eq!(provider.directory(), expected, "{} {issuer}", provider.id);
            }
        }
    }

    /// A gateway to GitHub lets in whom GitHub lets in; a server of one's own does not.
    #[test]
    fn what_was_moved_is_still_everybodys() {
        for (line, expected) in [
            ("", Directory::Everybody),
            ("DOORWARD_GITHUB_BASE_URL=https://gateway.example", Directory::Everybody),
            ("GITHUB_ENTERPRISE_BASE_URL=https://git.example", Directory::Own),
        ] {
            let text = format!("AUTH_GITHUB_ID=a\nAUTH_GITHUB_SECRET=b\n{line}");
            let draft = Settings::read(&Sources::from_text(&text), 4).draft.unwrap();
            let providers =
                Providers::new(&draft.providers, &Metrics::new(&[], Timestamp(0))).unwrap();
            assert_eq!(providers.get("github").unwrap().directory(), expected, "{line}");
        }
    }
}
