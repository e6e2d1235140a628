//! What can be done with accounts.

use clap::{Args, Subcommand, ValueEnum};
use doorward_app::Role;

use super::Terms;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Makes an account. Without a password option the password is asked for, or read from standard
    /// input.
    Create(Create),
    /// Lists accounts, newest first; those found by a word in the order of their words.
    List(List),
    /// Shows one account.
    Show {
        /// The address or identifier.
        who: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Deletes an account with its sessions.
    Delete {
        /// The address or identifier.
        who: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Bans a person: their sessions and tokens end at once, and they are told why when they sign in.
    Ban {
        /// The address or identifier.
        who: String,
        #[command(flatten)]
        terms: Terms,
    },
    /// Lifts every ban of a person.
    Unban {
        /// The address or identifier.
        who: String,
    },
    /// Switches an account off: its sessions and tokens end at once.
    Disable {
        /// The address or identifier.
        who: String,
    },
    /// Switches an account on again.
    Enable {
        /// The address or identifier.
        who: String,
    },
    /// Gives an account a role.
    Role {
        /// The address or identifier.
        who: String,
        /// The role.
        role: RoleName,
    },
    /// Prints everything that is kept about a person, as JSON.
    Export {
        /// The address or identifier.
        who: String,
    },
    /// Invites somebody: prints a link by which one person can make an account, whether registration is
    /// open or not. It goes out by mail too where mail is set up.
    Invite(Invite),
    /// Counts the address of an account as proven.
    Verify {
        /// The address or identifier.
        who: String,
    },
    /// Lets somebody in who waits for approval (`DOORWARD_APPROVAL`). Without a name, lists those who wait.
    Approve {
        /// The address or identifier.
        who: Option<String>,
        /// Print the list as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Turns somebody away who waits for approval, and deletes their account.
    Reject {
        /// The address or identifier.
        who: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Prints a link with which somebody sets a new password themselves. It works once, for an hour,
    /// also where no mail is sent.
    ResetLink {
        /// The address or identifier.
        who: String,
        /// Lead the person on to adding a passkey, once they have signed in with the new password.
        #[arg(long)]
        passkey: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sets a password and ends every session of the account. The password is asked for, or read
    /// from standard input.
    SetPassword {
        /// The address or identifier.
        who: String,
    },
    /// Takes every second factor and every passkey of an account away and ends its sessions, for who has
    /// lost them all.
    ResetFactors {
        /// The address or identifier.
        who: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Lists the sessions of an account, or ends them.
    Sessions {
        /// The address or identifier.
        who: String,
        /// End all of them.
        #[arg(long)]
        end: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// A new account.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The mail address.
    pub(crate) email: String,
    /// The display name; the part of the address before the `@` if missing.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The user name.
    #[arg(long, default_value = "")]
    pub(crate) username: String,
    /// The role. Without it, the first account is the administrator.
    #[arg(long)]
    pub(crate) role: Option<RoleName>,
    /// Count the address as proven.
    #[arg(long)]
    pub(crate) email_verified: bool,
    /// An argon2id or bcrypt hash instead of a password: an account that moves in from elsewhere.
    #[arg(long, value_name = "HASH")]
    pub(crate) password_hash: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which accounts.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those whose address, user name, name or a later word of it begins so.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) search: String,
    /// Only those with this role.
    #[arg(long)]
    pub(crate) role: Option<RoleName>,
    /// Only those that are switched off.
    #[arg(long)]
    pub(crate) disabled: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// An invitation.
#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// The mail address that it is for, and for no other; without one, whoever holds the link may use it.
    pub(crate) address: Option<String>,
    /// The role of the account.
    #[arg(long, default_value = "user")]
    pub(crate) role: RoleName,
    /// For how many days it counts.
    #[arg(long, default_value_t = 7)]
    pub(crate) days: i64,
    /// Lead the person on to adding a passkey, once they have made the account.
    #[arg(long)]
    pub(crate) passkey: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A role.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleName {
    /// Runs the place.
    Admin,
    /// Everybody else.
    User,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::User => Self::User,
        }
    }
}
