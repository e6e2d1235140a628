use super::*;

fn understood(text: &str, method: &Method) -> Result<Option<(Head, usize)>, Malformed> {
    let mut bytes = BytesMut::from(text);
    let head = read(&mut bytes, method)?;
    Ok(head.map(|head| (head, bytes.len())))
}

/// The framing of an answer to a GET, and whether the connection is kept.
fn framed(text: &str) -> Result<(Framing, bool), Malformed> {
    let text = text.replace('\n', "\r\n") + "\r\n";
    let (head, left) = understood(&text, &Method::GET)?.unwrap();
    assert_eq!(left, 0);
    Ok((head.framing, head.keeps))
}

#[test]
fn where_an_answer_ends() {
    for (text, expected) in [
        ("HTTP/1.1 200 OK\nContent-Length: 5\n", (Framing::Length(5), true)),
        ("HTTP/1.1 200\nContent-Length: 5\nContent-Length: 5, 5\n", (Framing::Length(5), true)),
        ("HTTP/1.1 200 OK\nContent-Length: 5\nConnection: x, Close\n", (Framing::Length(5), false)),
        ("HTTP/1.0 200 OK\nContent-Length: 5\n", (Framing::Length(5), false)),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n", (Framing::Chunked, true)),
        ("HTTP/1.1 200 OK\n", (Framing::Close, false)),
        ("HTTP/1.0 200 OK\n", (Framing::Close, false)),
        ("HTTP/1.1 204 No Content\nTransfer-Encoding: chunked\n", (Framing::Length(0), true)),
        ("HTTP/1.1 304 Not Modified\nContent-Length: 9\n", (Framing::Length(0), true)),
        ("HTTP/1.1 103 Early Hints\nLink: a\n", (Framing::Length(0), true)),
    ] {
        assert_eq!(framed(text), Ok(expected), "{text}");
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    let (head, _) = understood(head, &Method::HEAD).unwrap().unwrap();
    assert_eq!(
        (head.framing, head.headers[CONTENT_LENGTH].as_bytes()),
        (Framing::Length(0), &b"9"[..])
    );
}

/// Checklist item 111.
#[test]
fn an_end_that_can_be_understood_in_two_ways_is_refused() {
    for (text, expected) in [
        ("Content-Length: 5\nContent-Length: 6\n", Malformed::Length),
        ("Content-Length: 5, 6\n", Malformed::Length),
        ("Content-Length: +5\n", Malformed::Length),
        ("Content-Length: 5,\n", Malformed::Length),
        ("Content-Length: \n", Malformed::Length),
        ("Content-Length: 99999999999999999999\n", Malformed::Length),
        ("Content-Length: 5\nTransfer-Encoding: chunked\n", Malformed::Length),
        ("Transfer-Encoding: gzip, chunked\n", Malformed::Encoding),
        ("Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n", Malformed::Encoding),
        ("Transfer-Encoding: identity\n", Malformed::Encoding),
    ] {
        assert_eq!(framed(&format!("HTTP/1.1 200 OK\n{text}")), Err(expected), "{text}");
    }
    let old = framed("HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n");
    assert_eq!(old, Err(Malformed::Encoding));
}

#[test]
fn a_length_goes_on_once() {
    let text = "HTTP/1.1 200 OK\r\nContent-Length: 05, 5\r\nContent-Length: 5\r\n\r\n";
    let (head, _) = understood(text, &Method::GET).unwrap().unwrap();
    let lengths: Vec<_> = head.headers.get_all(CONTENT_LENGTH).iter().collect();
    assert_eq!(lengths, ["5"]);
}

#[test]
fn a_head_is_taken_once_it_is_whole() {
    let text = "HTTP/1.1 200 OK\r\nA: 1\r\nB: \r\na:  2 \r\nContent-Length: 2\r\n\r\nok";
    for at in 0..text.len() - 2 {
        assert!(understood(&text[..at], &Method::GET).unwrap().is_none(), "cut at {at}");
    }
    let (head, left) = understood(text, &Method::GET).unwrap().unwrap();
    assert_eq!((head.status, left), (StatusCode::OK, 2));
    let values: Vec<_> = head.headers.get_all("a").iter().collect();
    assert_eq!(values, ["1", "2"]);
    assert_eq!(head.headers["b"], "");
}

#[test]
fn what_is_no_answer_is_refused() {
    for text in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 99 Low\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA b: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
    ] {
        assert!(understood(text, &Method::GET).is_err(), "{text}");
    }
    let many: Vec<_> = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", many.concat());
    assert_eq!(
        understood(&many, &Method::GET).unwrap_err(),
        httparse::Error::TooManyHeaders.into()
    );
    let long = format!("HTTP/1.1 200 OK\r\nX: {}", "a".repeat(HEAD_MAX));
    assert_eq!(understood(&long, &Method::GET).unwrap_err(), Malformed::Large);
}

#[test]
fn a_request_says_where_it_ends_and_nothing_else_does() {
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("app.test"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("77"));
    headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("gzip"));
    let written = |method, framing| {
        let head = request(&method, "/a?b=c", &headers, framing);
        String::from_utf8(head.to_vec()).unwrap()
    };
    let get = written(Method::GET, Framing::Length(0));
    assert_eq!(get, "GET /a?b=c HTTP/1.1\r\nhost: app.test\r\n\r\n");
    let post = written(Method::POST, Framing::Length(0));
    assert_eq!(post, "POST /a?b=c HTTP/1.1\r\nhost: app.test\r\ncontent-length: 0\r\n\r\n");
    let get = written(Method::GET, Framing::Length(5));
    assert_eq!(get, "GET /a?b=c HTTP/1.1\r\nhost: app.test\r\ncontent-length: 5\r\n\r\n");
    let put = written(Method::PUT, Framing::Chunked);
    assert_eq!(put, "PUT /a?b=c HTTP/1.1\r\nhost: app.test\r\ntransfer-encoding: chunked\r\n\r\n");
}

#[test]
fn an_answer_says_that_it_comes_in_chunks() {
    let mut headers = HeaderMap::new();
    headers.insert("x", HeaderValue::from_static("1"));
    let head = answer(StatusCode::CREATED, &headers);
    assert_eq!(head, "HTTP/1.1 201 Created\r\nx: 1\r\ntransfer-encoding: chunked\r\n\r\n");
}
