//! The provider's tokens at rest: sealed, each for its session and column (checklist item 125).

use doorward_core::id::SessionId;
use doorward_core::secret::{Sealed, Secret};
use doorward_jose::seal::SealError;
use doorward_store::Kept;

use crate::identity::Upstream;
use crate::tokens::Keys;

/// Where they are kept.
const TABLE: &str = "session_origins";

/// Which of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    /// The last ID token.
    IdToken,
    /// The refresh token.
    RefreshToken,
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// Seals what a provider gave for a session.
pub(crate) fn seal(
    keys: &Keys,
    session: SessionId,
    upstream: &Upstream,
) -> Result<Kept, SealError> {
    let seal = |column: Column, token: &Option<Secret<String>>| {
        let token = token.as_ref().map(|token| token.expose().as_bytes());
        let place = [TABLE, &session.to_string(), column.name()];
        token.map(|token| keys.seal.seal(&place, token).map(Sealed::new)).transpose()
    };
    Ok(Kept {
        id_token: seal(Column::IdToken, &upstream.id_token)?,
        refresh_token: seal(Column::RefreshToken, &upstream.refresh_token)?,
    })
}

/// Opens one of them; `None` when it was sealed with another secret or for another place.
pub(crate) fn open(
    keys: &Keys,
    session: SessionId,
    column: Column,
    sealed: &Sealed,
) -> Option<Secret<String>> {
    let place = [TABLE, &session.to_string(), column.name()];
    let opened = keys.seal.open(&place, sealed.as_str()).ok()?;
    String::from_utf8(opened).ok().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use doorward_core::time::Timestamp;

    use super::*;

    /// Checklist item 125: a token that is moved to another row or column opens nothing there.
    #[test]
    fn tokens_open_in_their_row_and_column_only() {
        let keys = |secret: &str| Keys::new(&"jwt".to_owned().into(), &secret.to_owned().into());
        let [one, two] = [1, 2].map(|n| SessionId::new(Timestamp(1), [n; 10]));
        let token = |text: &str| Some(Secret::new(text.to_owned()));
        let upstream =
            Upstream { id_token: token("id"), refresh_token: token("refresh"), ..Upstream::NONE };
        let kept = seal(&keys("a"), one, &upstream).unwrap();
        let sealed = kept.refresh_token.unwrap();
        let opened = |secret, session, column| {
            open(&keys(secret), session, column, &sealed).map(|token| token.expose().clone())
        };
        assert_eq!(opened("a", one, Column::RefreshToken).as_deref(), Some("refresh"));
        assert_eq!(opened("a", two, Column::RefreshToken), None);
        assert_eq!(opened("a", one, Column::IdToken), None);
        assert_eq!(opened("b", one, Column::RefreshToken), None);
    }
}
