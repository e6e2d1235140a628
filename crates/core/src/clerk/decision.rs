//! What a request leads to, once the token in it has been verified: the table that every server of
//! Clerk's applies.

use url::Url;

use super::cookies::{Chosen, Cookies, DEV_BROWSER, Sent};
use super::instance::Kind;
use super::reason::Unrefreshed;
use super::{Instance, Reason};
use crate::time::Timestamp;

/// How often in a row a browser is sent to the handshake before we give up.
pub const REDIRECTS_MAX: u32 = 3;

/// A request, as far as the decision looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Its address, of which scheme and host come from the settings.
    pub url: &'a Url,
    /// Whether it is a `GET`.
    pub get: bool,
    /// `Authorization`.
    pub authorization: Option<&'a str>,
    /// `Sec-Fetch-Dest`.
    pub fetch_dest: Option<&'a str>,
    /// `Accept`.
    pub accept: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
    /// Its cookies.
    pub cookies: Cookies<'a>,
}

/// The token that counts, and where it was found.
#[derive(Clone, Copy, Debug)]
pub enum Carried<'a> {
    /// `Authorization`: it wins over cookies, and nothing makes up for a bad one.
    Header(&'a str),
    /// The session cookie.
    Cookie(Sent<'a>),
}

impl<'a> Carried<'a> {
    /// The token.
    pub const fn token(&self) -> &'a str {
        match self {
            Self::Header(token) => token,
            Self::Cookie(sent) => sent.token,
        }
    }
}

/// What a request leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The token says who it is.
    SignedIn,
    /// Nobody is signed in.
    SignedOut(Reason),
    /// The browser has to fetch fresh cookies at the frontend API.
    Handshake(Reason),
    /// The session has expired, and the refresh cookie may renew it.
    Refresh,
}

impl<'a> Request<'a> {
    /// The token that counts. `Bearer` is compared exactly; a value without a blank is the token.
    pub fn carried(&self, chosen: &Chosen<'a>) -> Option<Carried<'a>> {
        let value = self.authorization.filter(|value| !value.is_empty());
        let in_header = value.and_then(|value| {
            let mut parts = value.split(' ');
            match (parts.next(), parts.next().filter(|token| !token.is_empty())) {
                (Some("Bearer"), Some(token)) | (Some(token), None) => Some(token),
                _ => None,
            }
        });
        in_header.map(Carried::Header).or(chosen.session.map(Carried::Cookie))
    }

    /// Whether a person is looking at a page: only then a redirect helps.
    fn is_navigation(&self) -> bool {
        let html = || self.accept.is_some_and(|accept| accept.starts_with("text/html"));
        let document = match self.fetch_dest {
            Some(dest) => matches!(dest, "document" | "iframe"),
            None => html(),
        };
        self.get && document
    }

    /// Whether a link on a page of another origin, which is not Clerk's own, led here.
    fn crosses_origins(&self, instance: &Instance) -> bool {
        let Some(Ok(referer)) = self.referer.map(Url::parse) else { return false };
        let own = [instance.issuer(), instance.portal()];
        let known = own.iter().filter_map(|base| Url::parse(base).ok());
        referer.origin() != self.url.origin()
            && !known.into_iter().any(|base| base.origin() == referer.origin())
    }

    /// Goes to the handshake, unless it cannot help or has not helped.
    fn ask(&self, reason: Reason) -> Decision {
        if self.is_navigation() && self.cookies.redirect_count < REDIRECTS_MAX {
            Decision::Handshake(reason)
        } else {
            Decision::SignedOut(reason)
        }
    }

    /// What a failed refresh leads to; `code` is the Backend API's.
    pub fn after_failed_refresh(&self, code: &str) -> Decision {
        self.ask(Reason::SessionTokenExpired(Unrefreshed::Refused(code.to_owned())))
    }
}

/// Decides. `verdict` is that of the token that [`Request::carried`] names, verified; without a token
/// it is not looked at.
pub fn decide(
    request: &Request<'_>,
    instance: &Instance,
    chosen: &Chosen<'_>,
    verdict: &Result<(), Reason>,
) -> Decision {
    match request.carried(chosen) {
        Some(Carried::Header(_)) => by_header(request, verdict),
        Some(Carried::Cookie(sent)) => by_cookie(request, instance, chosen, Some((sent, verdict))),
        None => by_cookie(request, instance, chosen, None),
    }
}

fn by_header(request: &Request<'_>, verdict: &Result<(), Reason>) -> Decision {
    match verdict {
        Ok(()) => Decision::SignedIn,
        Err(reason) => Decision::SignedOut(reason.clone().of_request(unrefreshed(request))),
    }
}

fn by_cookie(
    request: &Request<'_>,
    instance: &Instance,
    chosen: &Chosen<'_>,
    sent: Option<(Sent<'_>, &Result<(), Reason>)>,
) -> Decision {
    if let Some(reason) = unknown_dev_browser(request, instance, chosen) {
        return request.ask(reason);
    }
    let (sent, verdict) = match (sent, chosen.client_uat > 0) {
        (None, false) => return Decision::SignedOut(Reason::SessionTokenAndUatMissing),
        (None, true) => return request.ask(Reason::ClientUatButNoSessionToken),
        (Some(_), false) => return request.ask(Reason::SessionTokenButNoClientUat),
        (Some(sent), true) => sent,
    };
    // A token of another kind says nothing about the session, whatever its time.
    let is_session = *verdict != Err(Reason::TokenTypeMismatch);
    if is_session && sent.issued_at.is_some_and(|iat| iat < chosen.client_uat) {
        return request.ask(Reason::SessionTokenIatBeforeClientUat);
    }
    match verdict {
        Ok(()) => judged_good(request, instance),
        Err(reason) => judged_bad(request, reason),
    }
}

fn unknown_dev_browser(
    request: &Request<'_>,
    instance: &Instance,
    chosen: &Chosen<'_>,
) -> Option<Reason> {
    if instance.kind == Kind::Production {
        return None;
    }
    if request.url.query_pairs().any(|(name, _)| name == DEV_BROWSER) {
        return Some(Reason::DevBrowserSync);
    }
    chosen.dev_browser.is_none().then_some(Reason::DevBrowserMissing)
}

fn judged_good(request: &Request<'_>, instance: &Instance) -> Decision {
    let top_level = request.fetch_dest == Some("document");
    let first = request.cookies.redirect_count == 0;
    if top_level && first && request.crosses_origins(instance) {
        // Where the handshake is of no use, the token still is.
        if let Decision::Handshake(why) = request.ask(Reason::PrimaryDomainCrossOriginSync) {
            return Decision::Handshake(why);
        }
    }
    Decision::SignedIn
}

fn judged_bad(request: &Request<'_>, reason: &Reason) -> Decision {
    match reason {
        Reason::TokenExpired if request.get && request.cookies.refresh.is_some() => {
            Decision::Refresh
        }
        Reason::TokenExpired | Reason::TokenNotActiveYet | Reason::TokenIatInTheFuture => {
            request.ask(reason.clone().of_request(unrefreshed(request)))
        }
        _ => Decision::SignedOut(reason.clone()),
    }
}

const fn unrefreshed(request: &Request<'_>) -> Unrefreshed {
    if request.get { Unrefreshed::NoCookie } else { Unrefreshed::NonGet }
}

/// The cookies of a request that count at `now`.
pub fn choose<'a>(request: &Request<'a>, instance: &Instance, now: Timestamp) -> Chosen<'a> {
    request.cookies.choose(instance, now)
}
