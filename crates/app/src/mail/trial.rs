//! Sending one mail at once, to see what happens.

use doorward_core::address::Email;
use doorward_core::outbox::LetterId;
use doorward_core::time::Timestamp;
use doorward_pages::mail::Message;

use super::compose::Mail;
use super::failure::Failure;
use super::{Carrier, Letter, Mailer};
use crate::settings::Settings;

/// What happened when a mail was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// What was done, in order, a clause each.
    pub steps: Vec<String>,
    /// Why it went no further; `None` when the server took the mail.
    pub failure: Option<Failure>,
}

/// Sends a mail to `to` as letters are sent, but at once and without the outbox. `None` when no mail is set
/// up. `random` makes its `Message-ID`.
pub async fn send(
    settings: &Settings,
    to: Email,
    now: Timestamp,
    random: [u8; 10],
) -> Option<Trial> {
    let mailer = Mailer::new(settings.mail.as_ref()?, &settings.general);
    let id = LetterId::new(now, random);
    let letter = Letter::to_address(to, Message::Test);
    let mut steps = Vec::new();
    let failure = hand_over(&mailer, &Mail::new(&mailer, id, &letter, now), &mut steps).await.err();
    Some(Trial { steps, failure })
}

/// Goes as far as the server will without a mail: connects, encrypts, signs in, names the sender, and takes
/// it back. `None` when no mail server is set up.
pub async fn ask(settings: &Settings) -> Option<Trial> {
    let mailer = Mailer::new(settings.mail.as_ref()?, &settings.general);
    let Carrier::Smtp(server) = &mailer.carrier else { return None };
    let mut steps = Vec::new();
    let asked = async {
        let mut connection = server.connect(&mut steps).await?;
        connection.name_sender(server, &mailer.settings.from).await?;
        connection.close().await;
        Ok(())
    };
    let failure = asked.await.err();
    if failure.is_none() {
        steps.push(format!("the sender {} was accepted", mailer.settings.from));
    }
    Some(Trial { steps, failure })
}

async fn hand_over(
    mailer: &Mailer,
    mail: &Result<Mail, Failure>,
    steps: &mut Vec<String>,
) -> Result<(), Failure> {
    let mail = mail.as_ref().map_err(Clone::clone)?;
    let said = match &mailer.carrier {
        Carrier::Api(api) => api.hand_over(mail).await?,
        Carrier::Smtp(server) => {
            let mut connection = server.connect(steps).await?;
            let said = connection.hand_over(server, mail).await?;
            connection.close().await;
            said
        }
    };
    steps.push(format!("the mail from {} was taken: {said}", mailer.settings.from));
    Ok(())
}
