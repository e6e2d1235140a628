//! Giving an account another address: asked for with a fresh proof, confirmed at the new address, told to
//! the old one, and undone from there (checklist item 87).

use std::sync::Arc;

use doorward_core::account::{LOCAL, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::one_time::{Purpose, Token};
use doorward_core::secret::Secret;
use doorward_jose::random::RandomFailed;
use doorward_store::{Event, StoreError, Undo};

use crate::app::App;
use crate::clerk::departure;
use crate::errands::{self, TooManyErrands};
use crate::establish::Client;
use crate::linking::{self, LinkingError, Typed};
use crate::live::Live;
use crate::lockout;
use crate::mail::{self, Letter, MailError, Message};
use crate::one_time::{self, LinkError, Minted};

/// Why a change was not asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no mail, or the account's address is what its provider says.
    #[error("the address of this account cannot be changed here")]
    NotHere,
    /// What was typed is no mail address.
    #[error("not a mail address")]
    NotAnAddress,
    /// The account has this address.
    #[error("the account has this address already")]
    Same,
    /// A change was undone within the last day.
    #[error("a change of this address was undone within a day")]
    Rests,
    /// The list of those who may come in does not have the address.
    #[error("the address is not on the list of those who may come in")]
    NotAdmitted,
    /// The person has to prove anew who they are, or failed to.
    #[error(transparent)]
    Proof(#[from] LinkingError),
    /// Too many asked at once.
    #[error(transparent)]
    Busy(#[from] TooManyErrands),
    /// Storage.
    #[error("the account could not be read")]
    Store(#[from] StoreError),
}

/// Whether a person can change their address here. One that a provider states comes back with the next
/// sign-in there.
pub fn is_offered(app: &App, user: &User) -> bool {
    mail::is_on(app) && user.provider == LOCAL
}

/// Has a link mailed to the address that the person of a session wants. They are not told whether another
/// account has it.
pub async fn ask(
    app: &Arc<App>,
    live: &Live,
    address: &str,
    typed: Typed<'_>,
) -> Result<(), AskError> {
    if !is_offered(app, &live.user) {
        return Err(AskError::NotHere);
    }
    let to = Email::parse(address).map_err(|_| AskError::NotAnAddress)?;
    if live.user.email.as_ref() == Some(&to) {
        return Err(AskError::Same);
    }
    if !app.settings.admission.admits(Some(&to)) {
        return Err(AskError::NotAdmitted);
    }
    let client = typed.client;
    linking::prove_here(app, live, typed).await?;
    if app.store.does_address_rest(live.user.id, app.clock.now()).await? {
        return Err(AskError::Rests);
    }
    let (keeper, user, session) = (Arc::clone(app), live.user.id, live.id);
    let event = Event {
        actor: Some(user),
        session: Some(session),
        ..event("address.change_ask", user, client, app)
    };
    let errand = async move { send(&keeper, user, to, event).await };
    Ok(errands::run(app, "the mail that confirms an address", errand)?)
}

/// Why no mail was sent.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("no token could be made")]
    Mint(#[from] RandomFailed),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("the account could not be read, or the token kept")]
    Store(#[from] StoreError),
}

async fn send(app: &App, user: UserId, to: Email, event: Event) -> Result<(), SendError> {
    let has_owner = app.store.credentials_by_email(&to).await?.is_some()
        || app.store.is_address_held(&to, user, app.clock.now()).await?;
    let Some(known) = app.store.credentials(user).await? else { return Ok(()) };
    if !lockout::may_mail(app, Purpose::ChangeAddress.as_str(), &to) {
        return Ok(());
    }
    let Minted { token, text } = one_time::mint(Purpose::ChangeAddress, &known, app.clock.now())?;
    let token = Token { email: Some(to.clone()), from: known.user.email.clone(), ..token };
    let message = Message::AddressChange { link: link(app, CONFIRM, &text) };
    let letter = Letter::to_person(to, &known.user, message).carrying(token.digest);
    // An address that somebody has gets nothing: what was asked for before is void all the same.
    let letter = if has_owner { None } else { mail::seal(app, &letter)? };
    app.store.keep_token(&token, &event, letter.as_ref()).await?;
    Ok(())
}

/// Where a new address is confirmed.
const CONFIRM: &str = "/account/address/confirm";

/// Where a change is undone.
const UNDO: &str = "/account/address/undo";

fn link(app: &App, page: &str, token: &Secret<String>) -> String {
    app.settings.general.client.join(&format!("{page}?token={}", token.expose()))
}

fn event(kind: &'static str, user: UserId, client: &Client, app: &App) -> Event {
    Event {
        subject: Some(user),
        address: client.address.to_string(),
        ..Event::new(kind, app.clock.now())
    }
}

/// The account whose address a token would change, as its owner knows it again; `None` if it has no address.
/// Whoever opens a link that somebody else asked for sees that it is not about their account.
pub async fn about(app: &App, presented: &str) -> Result<Option<String>, LinkError> {
    let (_, known) = one_time::find(app, Purpose::ChangeAddress, presented).await?;
    Ok(known.user.email.as_ref().map(Email::masked))
}

/// Gives the account the address that the token was mailed to, and tells the old one.
pub async fn confirm(app: &App, presented: &str, client: &Client) -> Result<(), LinkError> {
    let (token, known) = one_time::find(app, Purpose::ChangeAddress, presented).await?;
    if !app.settings.admission.admits(token.email.as_ref()) {
        return Err(LinkError::Overtaken);
    }
    let minted = one_time::mint(Purpose::UndoAddress, &known, app.clock.now())?;
    // Whoever loses the address is told in the same write.
    let letter = match &known.user.email {
        Some(former) => mail::seal(app, &farewell(app, former, &known.user, &minted))?,
        None => None,
    };
    let undo = Undo { token: &minted.token, letter: letter.as_ref() };
    let undo = known.user.email.is_some().then_some(undo);
    let event = event("address.change", token.user, client, app);
    one_time::spent(app.store.redeem_address(&token, undo, &event).await?)?;
    app.live.forget_user(token.user);
    Ok(())
}

/// Tells the former address of the change, and how it is undone.
fn farewell(app: &App, to: &Email, person: &User, Minted { token, text }: &Minted) -> Letter {
    let message = Message::AddressChanged { undo: link(app, UNDO, text) };
    Letter::to_person(to.clone(), person, message).carrying(token.digest)
}

/// Gives the account back the address that the token was mailed to, and puts everybody out: somebody else may
/// be in. Its password is void until its owner sets a new one by mail.
pub async fn undo(app: &App, presented: &str, client: &Client) -> Result<(), LinkError> {
    let (token, _) = one_time::find(app, Purpose::UndoAddress, presented).await?;
    let theirs = departure::under_sessions_of(app, token.user, None).await?;
    let event = event("address.undo", token.user, client, app);
    one_time::spent(app.store.redeem_undo(&token, &event).await?)?;
    app.live.forget_user(token.user);
    departure::note(app, theirs);
    Ok(())
}
