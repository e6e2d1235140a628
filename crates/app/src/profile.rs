//! What people say of themselves: their name, user name and picture.

use doorward_core::account::{LOCAL, User};
use doorward_core::registration::{self, Invalid};
use doorward_pages::safe_image;
use doorward_store::{Event, StoreError, UpdateUserError, UserChanges};

use crate::app::App;
use crate::establish::Client;
use crate::live::Live;

/// The longest address of a picture, in bytes.
const PICTURE_MAX: usize = 2048;

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The profile is what a provider says of the person.
    #[error("the profile follows a provider")]
    Followed,
    /// What was typed does not do.
    #[error("the profile is not valid")]
    Invalid(Vec<Invalid>),
    /// The address of the picture is none of an `https` site.
    #[error("the address of the picture is no https address")]
    Picture,
    /// It was changed elsewhere meanwhile.
    #[error("the profile was changed meanwhile")]
    Changed,
    /// Storage.
    #[error("the profile could not be stored")]
    Store(#[from] StoreError),
}

impl From<UpdateUserError> for ProfileError {
    fn from(error: UpdateUserError) -> Self {
        match error {
            // The address stays, so nobody else can have it.
            UpdateUserError::AddressTaken => Self::Changed,
            UpdateUserError::Store(error) => Self::Store(error),
        }
    }
}

/// What somebody types.
#[derive(Clone, Copy, Debug)]
pub struct ProfileInput<'a> {
    /// The display name.
    pub name: &'a str,
    /// The user name; may be empty.
    pub username: &'a str,
    /// The address of a picture; empty for none.
    pub picture: &'a str,
}

/// Whether people may change their profile here. What a provider says of somebody comes back with the next
/// sign-in there.
pub fn is_offered(user: &User) -> bool {
    user.provider == LOCAL
}

/// Changes the profile of the person of a session.
pub async fn edit(
    app: &App,
    live: &Live,
    input: ProfileInput<'_>,
    client: &Client,
) -> Result<(), ProfileError> {
    if !is_offered(&live.user) {
        return Err(ProfileError::Followed);
    }
    let (name, username) =
        registration::check_names(input.name, input.username).map_err(ProfileError::Invalid)?;
    let picture = picture(input.picture.trim())?;
    let old = UserChanges::from(&*live.user);
    let new = UserChanges { name, username, avatar: picture, ..old.clone() };
    if old == new {
        return Ok(());
    }
    let event = Event {
        actor: Some(live.user.id),
        subject: Some(live.user.id),
        session: Some(live.id),
        address: client.address.to_string(),
        ..Event::new("user.profile", app.clock.now())
    };
    let edited = app.store.edit_profile(live.user.id, (&old, &new), &event).await?;
    app.live.forget_user(live.user.id);
    if edited { Ok(()) } else { Err(ProfileError::Changed) }
}

/// A picture that every page of ours can show, whichever scheme it has itself.
fn picture(typed: &str) -> Result<Option<String>, ProfileError> {
    let good = |url: &&str| {
        url.len() <= PICTURE_MAX
            && url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
    };
    match safe_image(typed).filter(good) {
        Some(url) => Ok(Some(url.to_owned())),
        None if typed.is_empty() => Ok(None),
        None => Err(ProfileError::Picture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_an_https_address_or_none() {
        assert!(matches!(picture(""), Ok(None)));
        assert!(matches!(picture("https://pictures.example/a.png"), Ok(Some(_))));
        let long = format!("https://pictures.example/{}", "a".repeat(PICTURE_MAX));
        for bad in ["http://pictures.example/a", "javascript:alert(1)", "/a.png", "é", &long] {
            assert!(matches!(picture(bad), Err(ProfileError::Picture)), "{bad}");
        }
    }
}
