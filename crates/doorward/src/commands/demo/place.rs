//! Where everything is, and the settings that say so to Doorward: an ordinary file, as anybody writes one.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use doorward_app::settings::{Check, MOUNT, Settings, Sources};
use doorward_app::{Secret, fill_random};
use url::Url;

use super::folder::Folder;
use super::{chat, provider};
use crate::output;

/// The text of the button that leads to the company.
pub(super) const BUTTON: &str = "Continue with Example Company";

/// Where everything is.
pub(super) struct Place {
    /// The public origin: the chat app, and Doorward's own pages below [`MOUNT`].
    pub(super) origin: String,
    pub(super) port: u16,
    pub(super) provider: String,
    /// The chat app itself, which nobody should ask directly.
    pub(super) chat: String,
    pub(super) mails: String,
    pub(super) smtp: u16,
    pub(super) client_secret: Secret<String>,
    pub(super) env_file: PathBuf,
}

impl Place {
    /// The address of Doorward's own pages.
    pub(super) fn account(&self) -> String {
        format!("{}{MOUNT}/", self.origin)
    }

    /// Where the chat app finds what assertions are verified with.
    pub(super) fn keys(&self) -> anyhow::Result<Url> {
        Ok(Url::parse(&self.origin)?.join("/.well-known/doorward/jwks.json")?)
    }

    /// Writes the settings and reads them as the server does. The environment has no say: a demonstration is
    /// the same everywhere.
    pub(super) fn settle(&self, folder: &Folder) -> anyhow::Result<Settings> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&self.env_file);
        let written = file.and_then(|mut file| file.write_all(self.lines(folder)?.as_bytes()));
        written.with_context(|| format!("{} cannot be written", self.env_file.display()))?;
        let nothing: [(&str, &str); 0] = [];
        let reading =
            Settings::read(&Sources::gather(Some(&self.env_file), nothing), super::super::cores());
        if !reading.complaints.is_empty() {
            output::complain(Check::of(&reading.complaints).text().trim_end());
        }
        let draft = reading.draft.context("the settings of the demonstration are wrong")?;
        draft.complete(fill_random).map_err(|complaint| anyhow!("{complaint}"))
    }

    fn lines(&self, folder: &Folder) -> std::io::Result<String> {
        let data = folder.path().join("data");
        let data = data.to_str().filter(|path| !path.contains(['\'', '\n'])).ok_or_else(|| {
            std::io::Error::other("the folder's name holds a quote, or is not UTF-8")
        })?;
        let (origin, port, secret) = (&self.origin, self.port, self.client_secret.expose());
        let (issuer, chat, smtp) = (&self.provider, &self.chat, self.smtp);
        let (client, public, audience) = (provider::CLIENT, chat::HEALTH, chat::AUDIENCE);
        Ok(format!(
            "# The settings of a demonstration. They are ordinary ones.\n\
             HOST=localhost\nPORT={port}\nDOMAIN_CLIENT={origin}\nDOMAIN_SERVER={origin}\n\
             APP_TITLE='Toy chat'\nDOORWARD_DATA='{data}'\nDOORWARD_LOG=warn\n\n\
             # The chat app behind the gateway.\n\
             DOORWARD_UPSTREAM={chat}\nDOORWARD_PUBLIC_PATHS={public}\n\
             DOORWARD_ASSERTION_AUDIENCE={audience}\n\n\
             # The company's identity provider.\n\
             ALLOW_SOCIAL_LOGIN=true\nALLOW_SOCIAL_REGISTRATION=true\nOPENID_ISSUER={issuer}\n\
             OPENID_CLIENT_ID={client}\nOPENID_CLIENT_SECRET={secret}\n\
             OPENID_BUTTON_LABEL='{BUTTON}'\nOPENID_USE_END_SESSION_ENDPOINT=true\n\n\
             # Mail, which all goes to the mailbox.\n\
             EMAIL_HOST=127.0.0.1\nEMAIL_PORT={smtp}\nEMAIL_FROM=doorward@company.example\n\n\
             # Who may come in, and how.\n\
             ALLOW_REGISTRATION=true\nALLOW_PASSWORD_RESET=true\nALLOW_UNVERIFIED_EMAIL_LOGIN=false\n"
        ))
    }
}
