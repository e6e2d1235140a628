//! The labels of what is counted, each with the few values that it can have.

use super::labels::{Label as _, label};

label! {
    /// What a request is for: routes that are watched together.
    pub enum Group as "group" {
        /// Pages for people, and their forms.
        Pages = "pages",
        /// The console.
        Admin = "admin",
        /// Ways to providers and back.
        Providers = "providers",
        /// The APIs of chat apps.
        Api = "api",
        /// Stylesheet, scripts and pictures.
        Assets = "assets",
        /// What supervisors ask.
        Health = "health",
        /// What goes to an app.
        Gateway = "gateway",
        /// What proxies ask.
        ForwardAuth = "forward_auth",
    }
}

label! {
    /// The class of an answer's status (RFC 9110 §15).
    pub enum Status as "status" {
        /// Another protocol goes on.
        Informational = "1xx",
        /// It worked.
        Success = "2xx",
        /// It is elsewhere.
        Redirection = "3xx",
        /// The client's fault.
        ClientError = "4xx",
        /// Ours, or the app's.
        ServerError = "5xx",
    }
}

label! {
    /// How an app behind the gateway failed.
    pub enum UpstreamFailure as "kind" {
        /// No connection.
        Connect = "connect",
        /// No answer within its time.
        Timeout = "timeout",
        /// What came was no answer.
        Protocol = "protocol",
        /// An answer broke off.
        Broken = "broken",
    }
}

impl UpstreamFailure {
    /// Its name, as metrics and traces have it.
    pub fn name(self) -> &'static str {
        self.text()
    }
}

label! {
    /// What has a limit of its own, whichever addresses it comes from. The series stand beside those of
    /// [`crate::limits::Limiter`].
    pub(crate) enum Bounded as "limiter" {
        /// Wrong passwords of an account.
        Account = "account",
        /// Codes of an account, within a time.
        AccountCodes = "account_two_factor",
        /// Wrong codes of an account in a row.
        CodesInARow = "wrong_codes_in_a_row",
        /// Mails to a mailbox.
        Mailbox = "mailbox",
        /// Messages from an address.
        MessagesOfAddress = "message_ip",
        /// Messages of a person.
        MessagesOfPerson = "message_user",
        /// Messages of a person that are being answered.
        MessagesAtOnce = "message_concurrent",
    }
}

label! {
    /// What came of a refresh token.
    pub(crate) enum Refresh as "outcome" {
        Rotated = "rotated",
        Replayed = "replayed",
        Reused = "reused",
        Refused = "refused",
        Failed = "failed",
    }
}

label! {
    /// What came of a try to send a mail.
    pub(crate) enum Mailed as "outcome" {
        Sent = "sent",
        Postponed = "postponed",
        GivenUp = "given_up",
    }
}

label! {
    /// What came of a try to tell an event to the webhook.
    pub(crate) enum Told as "outcome" {
        Delivered = "delivered",
        Failed = "failed",
    }
}

label! {
    /// What keeps letters.
    pub(crate) enum Letters as "state" {
        Waiting = "waiting",
        GivenUp = "given_up",
    }
}

label! {
    /// Whom a ban strikes.
    pub(crate) enum Struck as "subject" {
        Person = "person",
        Address = "address",
    }
}
