//! The heads of requests and answers (RFC 9112 §2 to §6).

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode};
use httparse::{EMPTY_HEADER, Response, Status};

/// The most bytes of the head of an app's answer.
const HEAD_MAX: usize = 64 * 1024;

/// The most fields of an app's answer.
const FIELDS_MAX: usize = 128;

/// Bytes of a usual head.
const USUAL: usize = 1024;

/// Where a body ends (RFC 9112 §6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// After so many bytes.
    Length(u64),
    /// After the last of its chunks.
    Chunked,
    /// With the connection.
    Close,
}

/// What an app says is not HTTP/1.1, or could be read in two ways.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("the head of the answer is not understood: {0}")]
    Head(#[from] httparse::Error),
    #[error("the head or a line of the answer is too large")]
    Large,
    #[error("the answer's status is none")]
    Status,
    #[error("the answer states no length that can be understood")]
    Length,
    #[error("the answer has a transfer encoding that was not asked for")]
    Encoding,
    #[error("the body of the answer is not in chunks as it says")]
    Chunk,
}

/// The head of an answer.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Where its body ends.
    pub(crate) framing: Framing,
    /// Whether the connection can be used again afterwards.
    pub(crate) keeps: bool,
}

/// Writes the head of a request for `target`, a path with its query.
pub(crate) fn request(
    method: &Method,
    target: &str,
    headers: &HeaderMap,
    framing: Framing,
) -> Bytes {
    let mut head = Vec::with_capacity(USUAL);
    for part in [method.as_str(), " ", target, " HTTP/1.1\r\n"] {
        head.extend_from_slice(part.as_bytes());
    }
    fields(&mut head, headers);
    match framing {
        // Methods whose requests have bodies say that there is none (RFC 9110 §8.6).
        Framing::Length(0) if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) => {}
        Framing::Length(length) => {
            field(&mut head, &CONTENT_LENGTH, length.to_string().as_bytes());
        }
        Framing::Chunked | Framing::Close => field(&mut head, &TRANSFER_ENCODING, b"chunked"),
    }
    head.extend_from_slice(b"\r\n");
    head.into()
}

/// Writes the head of an answer whose body comes in chunks.
pub(crate) fn answer(status: StatusCode, headers: &HeaderMap) -> Bytes {
    let mut head = Vec::with_capacity(USUAL);
    let reason = status.canonical_reason().unwrap_or_default();
    for part in ["HTTP/1.1 ", status.as_str(), " ", reason, "\r\n"] {
        head.extend_from_slice(part.as_bytes());
    }
    fields(&mut head, headers);
    field(&mut head, &TRANSFER_ENCODING, b"chunked");
    head.extend_from_slice(b"\r\n");
    head.into()
}

/// Writes fields, except those that say where the body ends.
fn fields(head: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        if *name != CONTENT_LENGTH && *name != TRANSFER_ENCODING {
            field(head, name, value.as_bytes());
        }
    }
}

fn field(head: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    for part in [name.as_str().as_bytes(), b": ", value, b"\r\n"] {
        head.extend_from_slice(part);
    }
}

/// Takes the head of the answer to a `method` request from `bytes`, if all of it is there.
pub(crate) fn read(bytes: &mut BytesMut, method: &Method) -> Result<Option<Head>, Malformed> {
    let mut found = [EMPTY_HEADER; FIELDS_MAX];
    let mut answer = Response::new(&mut found);
    let Status::Complete(end) = answer.parse(bytes)? else {
        return if bytes.len() > HEAD_MAX { Err(Malformed::Large) } else { Ok(None) };
    };
    let status = answer.code.and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or(Malformed::Status)?;
    let old = answer.version == Some(0);
    let start = bytes.as_ptr().addr();
    let places: Vec<_> = answer
        .headers
        .iter()
        .map(|field| {
            let name = HeaderName::from_bytes(field.name.as_bytes());
            let from = field.value.as_ptr().addr() - start;
            name.map(|name| (name, from..from + field.value.len()))
        })
        .collect::<Result<_, _>>()
        .map_err(|_| httparse::Error::HeaderName)?;
    let head = bytes.split_to(end).freeze();
    let mut headers = HeaderMap::with_capacity(places.len());
    for (name, place) in places {
        let value = HeaderValue::from_maybe_shared(head.slice(place));
        headers.append(name, value.map_err(|_| httparse::Error::HeaderValue)?);
    }
    let length = length(&headers)?;
    if let Some(length) = length {
        // Once, and as a number alone, however the app has written it.
        headers.insert(CONTENT_LENGTH, length.into());
    }
    let framing = framing((status, method), &headers, length, old)?;
    let keeps = !old && framing != Framing::Close && !closes(&headers);
    Ok(Some(Head { status, headers, framing, keeps }))
}

/// Where the body of an answer ends.
///
/// Stricter than RFC 9112 §6.3 asks for: what two readers may understand in two ways is refused.
fn framing(
    (status, method): (StatusCode, &Method),
    headers: &HeaderMap,
    length: Option<u64>,
    old: bool,
) -> Result<Framing, Malformed> {
    let empty = status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        || *method == Method::HEAD;
    let mut encodings = headers.get_all(TRANSFER_ENCODING).iter();
    let encoding = encodings.next();
    match (encoding, length) {
        _ if empty => Ok(Framing::Length(0)),
        (None, Some(length)) => Ok(Framing::Length(length)),
        (None, None) => Ok(Framing::Close),
        (Some(_), Some(_)) => Err(Malformed::Length),
        (Some(encoding), None) => {
            let chunked = encoding.as_bytes().eq_ignore_ascii_case(b"chunked");
            let plain = chunked && !old && encodings.next().is_none();
            if plain { Ok(Framing::Chunked) } else { Err(Malformed::Encoding) }
        }
    }
}

/// The length that an answer states. It may do so more than once, but not differently.
fn length(headers: &HeaderMap) -> Result<Option<u64>, Malformed> {
    let mut stated = None;
    for line in headers.get_all(CONTENT_LENGTH) {
        for one in line.as_bytes().split(|byte| *byte == b',') {
            let one = one.trim_ascii();
            let digits = !one.is_empty() && one.iter().all(u8::is_ascii_digit);
            let one = str::from_utf8(one).ok().filter(|_| digits).and_then(|one| one.parse().ok());
            if one.is_none() || stated.is_some_and(|stated| Some(stated) != one) {
                return Err(Malformed::Length);
            }
            stated = one;
        }
    }
    Ok(stated)
}

/// Whether an answer is the last on its connection.
fn closes(headers: &HeaderMap) -> bool {
    headers.get_all(CONNECTION).iter().any(|line| {
        let mut words = line.as_bytes().split(|byte| *byte == b',');
        words.any(|word| word.trim_ascii().eq_ignore_ascii_case(b"close"))
    })
}

#[cfg(test)]
mod tests;
