//! Bodies in chunks (RFC 9112 §7.1), as they are read.

use bytes::{Buf as _, Bytes, BytesMut};
use httparse::{EMPTY_HEADER, Status, parse_chunk_size, parse_headers};

use super::Malformed;

/// The most bytes of the line that begins a chunk. What it says beside the size means nothing to anybody.
const LINE_MAX: usize = 4 * 1024;

/// The most bytes of the fields after the last chunk, and how many there may be.
const TRAILER_MAX: usize = 16 * 1024;
const TRAILERS_MAX: usize = 64;

/// Where in a body in chunks its reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chunks {
    /// Before the size of a chunk.
    Size,
    /// In a chunk of which so many bytes are still to come.
    Data(u64),
    /// After a chunk, before the end of its line.
    Line,
    /// After the last chunk.
    Trailer,
}

/// What a reader makes of the bytes that are there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Some of the body.
    Data(Bytes),
    /// Nothing yet.
    More,
    /// The body ends here.
    End,
}

impl Chunks {
    /// Takes what can be understood from `bytes`.
    ///
    /// Fields after the last chunk are read and left out: no app is asked for them (RFC 9110 §6.5.1).
    pub(crate) fn take(&mut self, bytes: &mut BytesMut) -> Result<Piece, Malformed> {
        loop {
            match *self {
                Self::Size => match size(bytes)? {
                    None => return Ok(Piece::More),
                    Some(0) => *self = Self::Trailer,
                    Some(length) => *self = Self::Data(length),
                },
                Self::Data(0) => *self = Self::Line,
                Self::Data(left) => {
                    if bytes.is_empty() {
                        return Ok(Piece::More);
                    }
                    let data = first(bytes, left);
                    *self = Self::Data(left - data.len() as u64);
                    return Ok(Piece::Data(data));
                }
                Self::Line => match bytes.get(..2) {
                    Some(b"\r\n") => {
                        bytes.advance(2);
                        *self = Self::Size;
                    }
                    None if matches!(**bytes, [] | [b'\r']) => return Ok(Piece::More),
                    _ => return Err(Malformed::Chunk),
                },
                Self::Trailer => {
                    let mut fields = [EMPTY_HEADER; TRAILERS_MAX];
                    return match parse_headers(bytes, &mut fields)? {
                        Status::Complete((length, _)) => {
                            bytes.advance(length);
                            Ok(Piece::End)
                        }
                        Status::Partial if bytes.len() > TRAILER_MAX => Err(Malformed::Large),
                        Status::Partial => Ok(Piece::More),
                    };
                }
            }
        }
    }
}

/// Pieces up to this, in bytes, are copied: they would hold on to all the room that they were read into.
const SHORT: usize = 1024;

/// The first of `bytes`, at most `most`.
pub(crate) fn first(bytes: &mut BytesMut, most: u64) -> Bytes {
    let length = usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len());
    let first = bytes.split_to(length);
    if length <= SHORT { Bytes::copy_from_slice(&first) } else { first.freeze() }
}

/// The size of the chunk that begins, if all of its line is there.
fn size(bytes: &mut BytesMut) -> Result<Option<u64>, Malformed> {
    // The parser takes a line without any digit for a zero.
    if bytes.first().is_some_and(|first| !first.is_ascii_hexdigit()) {
        return Err(Malformed::Chunk);
    }
    match parse_chunk_size(bytes).map_err(|_| Malformed::Chunk)? {
        Status::Complete((length, size)) => {
            bytes.advance(length);
            Ok(Some(size))
        }
        Status::Partial if bytes.len() > LINE_MAX => Err(Malformed::Large),
        Status::Partial => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of `parts`, which come one by one: the body, if it ends, and what is left behind it.
    fn taken(parts: &[&[u8]]) -> Result<(Vec<u8>, Option<Vec<u8>>), Malformed> {
        let (mut chunks, mut bytes, mut body) = (Chunks::Size, BytesMut::new(), Vec::new());
        for (at, part) in parts.iter().enumerate() {
            bytes.extend_from_slice(part);
            loop {
                match chunks.take(&mut bytes)? {
                    Piece::Data(data) => body.extend_from_slice(&data),
                    Piece::More => break,
                    Piece::End => {
                        bytes.extend(parts[at + 1..].concat());
                        return Ok((body, Some(bytes.to_vec())));
                    }
                }
            }
        }
        Ok((body, None))
    }

    #[test]
    fn a_body_is_read_however_its_bytes_arrive() {
        for (whole, body, left) in [
            (&b"0\r\n\r\n"[..], &b""[..], &b""[..]),
            (b"5\r\nhello\r\n0\r\n\r\nHTTP", b"hello", b"HTTP"),
            (b"1;a=b\r\nx\r\nA\r\n0123456789\r\n000\r\n\r\n", b"x0123456789", b""),
            (b"2\r\n\r\n\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n", b"\r\n", b""),
        ] {
            let expected = Ok((body.to_vec(), Some(left.to_vec())));
            assert_eq!(taken(&[whole]), expected);
            for at in 1..whole.len() {
                assert_eq!(taken(&[&whole[..at], &whole[at..]]), expected, "cut at {at}");
            }
            let bytes: Vec<_> = whole.chunks(1).collect();
            assert_eq!(taken(&bytes), expected);
        }
    }

    #[test]
    fn a_body_without_its_end_has_none() {
        for part in
            [&b""[..], b"5\r\nhel", b"5\r\nhello\r\n", b"5\r\nhello\r\n0\r\n", b"0\r\nX: 1\r\n"]
        {
            assert_eq!(taken(&[part]).unwrap().1, None, "{part:?}");
        }
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        for bad in [
            &b"\r\n"[..],
            b";a\r\n",
            b" 5\r\nhello",
            b"x\r\n",
            b"-1\r\n",
            b"0x5\r\nhello\r\n",
            b"5\nhello\n",
            b"5\r\nhelloX",
            b"5\r\nhello\n",
            b"10000000000000000\r\n",
            b"0\r\n: 1\r\n\r\n",
            b"0\r\nX 1\r\n\r\n",
        ] {
            assert!(taken(&[bad]).is_err(), "{bad:?}");
        }
        let endless = [b"1;".to_vec(), vec![b'a'; 2 * LINE_MAX]].concat();
        assert_eq!(taken(&[&endless]), Err(Malformed::Large));
        let endless = [b"0\r\nX: ".to_vec(), vec![b'a'; 2 * TRAILER_MAX]].concat();
        assert_eq!(taken(&[&endless]), Err(Malformed::Large));
    }
}
