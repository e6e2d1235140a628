//! What a request by HTTP/2 is in HTTP/1.1 (RFC 9113 §8.3, RFC 9110 §7.2).
//!
//! What the library refuses by itself ends the stream: fields of one connection such as `Transfer-Encoding`,
//! characters that no field may hold, a path that is none, a length that is not that of the body.

use std::fmt;

use axum::body::Body;
use http::header::{COOKIE, HOST};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};

use crate::connection::http1::FIELDS_MAX;

/// Why a request is not understood as one of HTTP/1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It names no host, one with a user, or two.
    Host,
    /// It has too many fields.
    Fields,
}

impl Refused {
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::BAD_REQUEST,
            Self::Fields => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "it does not say clearly which host it is for",
            Self::Fields => "it has too many fields",
        })
    }
}

/// The request with its host in a field and its target as a path, as everything behind expects it.
pub(super) fn adopt(mut request: Request<Body>) -> Result<Request<Body>, Refused> {
    let authority = request.uri().authority().map(|authority| authority.as_str().to_owned());
    let headers = request.headers_mut();
    name_host(headers, authority.as_deref())?;
    join_cookies(headers);
    if headers.len() > FIELDS_MAX {
        return Err(Refused::Fields);
    }
    // That of CONNECT is an authority, and refused by whoever sees it.
    if request.method() != Method::CONNECT
        && let Some(path) = request.uri().path_and_query().cloned()
    {
        *request.uri_mut() = Uri::from(path);
    }
    Ok(request)
}

/// Writes the host that the request is for. Where it is named twice, both must be the same.
fn name_host(headers: &mut HeaderMap, authority: Option<&str>) -> Result<(), Refused> {
    let mut named = headers.get_all(HOST).iter();
    let host = named.next().map(|host| host.to_str().map_err(|_| Refused::Host)).transpose()?;
    if named.next().is_some() {
        return Err(Refused::Host);
    }
    let host = match (host, authority) {
        (Some(host), Some(authority)) if !host.eq_ignore_ascii_case(authority) => None,
        (host, authority) => authority.or(host),
    };
    let host = host.filter(|host| !host.is_empty() && !host.contains('@')).ok_or(Refused::Host)?;
    let host = HeaderValue::from_str(host).map_err(|_| Refused::Host)?;
    headers.insert(HOST, host);
    Ok(())
}

/// Joins what a client may send as several fields, for the sake of compression (RFC 9113 §8.2.3).
fn join_cookies(headers: &mut HeaderMap) {
    let crumbs: Vec<_> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    if crumbs.len() < 2 {
        return;
    }
    // Values of fields stay values of fields when they are joined so.
    if let Ok(whole) = HeaderValue::from_bytes(&crumbs.join(&b"; "[..])) {
        headers.insert(COOKIE, whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adopted(uri: &str, fields: &[(&str, &str)]) -> Result<Request<Body>, Refused> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        adopt(request.body(Body::empty()).unwrap())
    }

    #[test]
    fn the_host_becomes_a_field_and_the_target_a_path() {
        let request = adopted("https://chat.example.test/a?b", &[]).unwrap();
        assert_eq!(request.headers()[HOST], "chat.example.test");
        assert_eq!(request.uri().to_string(), "/a?b");
        let same = adopted("https://a.test:8443/", &[("host", "A.test:8443")]).unwrap();
        assert_eq!(same.headers()[HOST], "a.test:8443");
    }

    /// Checklist item 111.
    #[test]
    fn a_host_that_is_unclear_is_refused() {
        for (uri, fields) in [
            ("https://a.test/", &[("host", "b.test")][..]),
            ("https://a.test/", &[("host", "a.test"), ("host", "a.test")]),
            ("https://a.test/", &[("host", "")]),
            ("https://user@a.test/", &[]),
            ("/", &[]),
        ] {
            assert_eq!(adopted(uri, fields).unwrap_err(), Refused::Host, "{uri} {fields:?}");
        }
    }

    #[test]
    fn cookies_are_joined_and_fields_counted() {
        let request =
            adopted("https://a.test/", &[("cookie", "a=1"), ("cookie", "b=2; c=3")]).unwrap();
        let cookies: Vec<_> = request.headers().get_all(COOKIE).iter().collect();
        assert_eq!(cookies, ["a=1; b=2; c=3"]);
        let many: Vec<_> = (0..FIELDS_MAX).map(|n| format!("x-{n}")).collect();
        let many: Vec<_> = many.iter().map(|name| (name.as_str(), "1")).collect();
        assert_eq!(adopted("https://a.test/", &many).unwrap_err(), Refused::Fields);
    }
}
