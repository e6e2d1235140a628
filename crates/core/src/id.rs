//! Identifiers. Their random part comes in as an argument.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hex;
use crate::time::Timestamp;

/// An identifier that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

/// Names a person.
///
/// Twelve bytes, written as 24 hexadecimal digits: four bytes of seconds, then eight random ones.
/// That is the form which back ends of `LibreChat` look up (`users._id`), so that an access token
/// of ours can name one of their rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId([u8; 12]);

impl UserId {
    /// A new identifier, ordered by time to the second.
    pub fn new(now: Timestamp, random: [u8; 8]) -> Self {
        let [_, _, _, _, seconds @ ..] = now.seconds().to_be_bytes();
        let mut bytes = [0; 12];
        for (to, from) in bytes.iter_mut().zip(seconds.into_iter().chain(random)) {
            *to = from;
        }
        Self(bytes)
    }

    /// The twelve bytes.
    pub const fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }
}

/// Names a session: a `UUIDv7` (RFC 9562 §5.7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; 16]);

impl SessionId {
    /// A new identifier, ordered by time to the millisecond.
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        let [_, _, millis @ ..] = now.0.to_be_bytes();
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(millis.into_iter().chain(random)) {
            *to = from;
        }
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }

    /// When it was made: the first 48 bits (RFC 9562 §5.7).
    pub fn made_at(&self) -> Timestamp {
        let mut millis = [0; 8];
        for (to, from) in millis.iter_mut().skip(2).zip(self.0) {
            *to = from;
        }
        Timestamp(i64::from_be_bytes(millis))
    }

    /// The sixteen bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The identifier with these sixteen bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl UserId {
    /// The 24 digits.
    fn text(self) -> String {
        let mut text = String::with_capacity(24);
        text.extend(hex::digits(&self.0));
        text
    }
}

impl SessionId {
    /// The 32 digits and four hyphens of RFC 9562 §4.
    fn text(self) -> String {
        let mut text = String::with_capacity(36);
        for (index, digit) in hex::digits(&self.0).enumerate() {
            if matches!(index, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        text
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

/// Identifiers are text in JSON; they are read without an allocation, since every request does.
impl<'de> Deserialize<'de> for UserId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText(PhantomData))
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText(PhantomData))
    }
}

impl Serialize for UserId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl Serialize for SessionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// Reads a value that has a text form out of a JSON string.
struct FromText<T>(PhantomData<T>);

impl<T: FromStr> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an identifier")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|_| E::custom("not an identifier"))
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for UserId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        hex::read(text.as_bytes()).map(Self).ok_or(NotAnId)
    }
}

impl FromStr for SessionId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut digits = [0_u8; 32];
        let groups = text.split('-').map(str::len);
        if !groups.eq([8, 4, 4, 4, 12]) {
            return Err(NotAnId);
        }
        let characters = text.bytes().filter(|byte| *byte != b'-');
        for (to, from) in digits.iter_mut().zip(characters) {
            *to = from;
        }
        hex::read(&digits).map(Self).ok_or(NotAnId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_knows_when_it_was_made() {
        let at = Timestamp(1_767_225_600_123);
        assert_eq!(SessionId::new(at, [255; 10]).made_at(), at);
    }

    #[test]
    fn a_user_id_is_24_hex_digits_that_begin_with_the_time() {
        let id = UserId::new(Timestamp(1_763_686_800_123), [0xab; 8]);
        assert_eq!(id.to_string(), "691fb990abababababababab");
        assert_eq!("691FB990abababababababab".parse(), Ok(id));
    }

    #[test]
    fn a_session_id_is_a_uuid_of_version_7() {
        let id = SessionId::new(Timestamp(1_763_686_800_123), [0xff; 10]);
        assert_eq!(id.to_string(), "019aa3ec-dafb-7fff-bfff-ffffffffffff");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn anything_else_is_no_id() {
        for text in [
            "",
            "x",
            "691fb990ababababababab",
            "691fb990abababababababag",
            "é91fb990abababababababa",
        ] {
            assert_eq!(text.parse::<UserId>(), Err(NotAnId), "{text}");
        }
        for text in [
            "",
            "019aa3e8-4efb-7fff-bfff-fffffffffffg",
            "019aa3e84efb7fffbfffffffffffffff",
            "019aa3e8-4efb-7fff-bfff-ffffffffff\u{e9}",
        ] {
            assert_eq!(text.parse::<SessionId>(), Err(NotAnId), "{text}");
        }
    }
}
