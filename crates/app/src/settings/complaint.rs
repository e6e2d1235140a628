//! What the settings have to say to the operator: how grave, which setting, where, and what to write.

use std::fmt;

use serde::{Serialize, Serializer};

/// How grave a complaint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The start is refused.
    Error,
    /// It works, but probably not as meant.
    Warning,
    /// Good to know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// Names a kind of complaint for ever. Numbers are never reused and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DW-CFG-{:03}", self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

macro_rules! codes {
    ($($number:literal $name:ident $meaning:literal)*) => {
        #[expect(missing_docs, reason = "each code carries its meaning in ALL, for `doorward explain`")]
        impl Code {
            $(pub const $name: Self = Self($number);)*

            /// Every code with its meaning in one sentence.
            pub const ALL: &[(Self, &str)] = &[$((Self::$name, $meaning)),*];
        }
    };
}

codes! {
    1 FILE_MISSING "The settings file that was named does not exist."
    2 FILE_UNREADABLE "The settings file exists but cannot be read."
    3 FILE_ENCODING "The settings file is not UTF-8 text."
    4 LINE_UNREADABLE "A line of the settings file holds no name and value."
    5 LINE_QUOTES "A quote in the settings file does not close where the value ends."
    6 LINE_REPEATED "A setting stands in the file more than once with different values."
    10 UNKNOWN "A setting with a name of ours does not exist; it may be misspelt."
    11 OTHER_NAME "A setting is given by another of its names."
    12 TWO_NAMES "A setting is given by two of its names with different values."
    13 NOT_USED_YET "A setting is known but this release does not use it."
    14 QUOTES_KEPT "An environment variable's value has quotes around it, which are part of the value."
    15 BLANKS "A secret has blanks around it."
    20 NOT_BOOLEAN "A switch is neither true nor false, and counts as false."
    21 NOT_NUMBER "A value is not a whole number in its range."
    22 NOT_DURATION "A value is not a duration in milliseconds."
    23 NOT_A_CHOICE "A value is none of those that the setting knows."
    24 NOT_URL "A value is not an http or https URL of the wanted form."
    25 NOT_PATH "A value is not a path on this server."
    26 NOT_ADDRESS "A value is not an IP address or network."
    27 NOT_TEXT "A value has characters that it must not have."
    28 NOT_A_RULE "A value is not a list of providers, each with a domain."
    30 DOMAINS_DIFFER "The two public URLs are on different sites."
    31 DOMAIN_DERIVED "One public URL is unset and follows the other."
    32 PLAIN_HTTP "The public URL is plain http outside this machine."
    33 PROXY_UNSET "The public URL is https, but no proxy is trusted."
    34 PROXY_EVERYBODY "A trusted network is so large that everybody could forge addresses."
    35 SECURE_ON_HTTP "Cookies would be for https only, but the public URL is http."
    36 INSECURE_ON_HTTPS "Cookies would travel over plain http although the public URL is https."
    40 ACCESS_OUTLIVES "The access token would outlive the session."
    41 ACCESS_SHORT "The access token is so short that the stock client refreshes it on every call."
    42 IDLE_SHORT "Sessions would end sooner without use than is written down."
    50 SECRET_SHORT "A secret is too short."
    51 SECRET_PUBLISHED "A secret is an example from public documentation."
    52 SECRETS_EQUAL "Two secrets that must differ are equal."
    53 SECRET_GUESSABLE "A secret has so little variety that it can be guessed."
    54 SECRETS_FILE "The file of generated secrets cannot be used."
    55 SECRETS_FILE_OPEN "The file of generated secrets can be read by other users of the machine."
    60 RESET_WITHOUT_MAIL "Password reset is on, but no mail can be sent, so it is off."
    61 NO_WAY_IN "Every way to sign in is switched off."
    62 PASSWORDS_OFF "Passwords are switched off altogether, so another switch counts as off too."
    63 ADMISSION_ITEM "The list of those who may come in has an item that is neither an address nor a domain."
    64 ADMISSION_EMPTY "The list of those who may come in is set, and empty."
    65 ADMISSION_UNPROVEN "Addresses on the list of those who may come in are not proven when accounts are made."
    66 CODE_EMPTY "The list of access codes is set, and empty."
    67 CODE_WEAK "An access code can be guessed."
    68 CODE_BLANKS "An access code has blanks around it, which are part of it."
    69 CODE_COMMA "An access code has a full-width comma in it, which parts nothing."
    56 ANONYMOUS_GUARDED "People without an account are let in, but access codes are set, so they need one."
    58 CODE_WITH_CLERK "Access codes are set, but Clerk is on, so they count for nothing."
    57 ANONYMOUS "Everybody is let in without signing in."
    70 OPENID_INCOMPLETE "OpenID sign-in is configured in part."
    71 OPENID_SWITCHED_OFF "OpenID sign-in is configured, but external sign-in is switched off."
    72 OPENID_ISSUER "The OpenID issuer cannot be used."
    73 OPENID_ISSUER_SCHEME "The OpenID issuer had no scheme; https was added."
    74 OPENID_ISSUER_HTTP "The address of a provider is plain http."
    75 OPENID_SCOPE "The OpenID scope lacks openid."
    76 OPENID_ALWAYS_ON "A protection cannot be switched off."
    77 OPENID_CALLBACK "The OpenID callback was given as a whole URL; its path is used."
    78 OPENID_OFFLINE "Sessions shall be renewed at the provider, but no refresh token is asked for."
    94 OPENID_CLOCK "The tolerance for clocks is larger than it may be; the largest one is used."
    79 OPENID_ROLE "A rule about roles at the provider is incomplete or names a role that does not exist."
    100 PROVIDER_INCOMPLETE "A provider is configured in part, so it is not offered."
    101 PROVIDER_UNKNOWN "A list of providers names one that does not exist."
    102 PROVIDER_UNLISTED "A provider is configured, but the list of providers does not name it."
    103 PROVIDER_SWITCHED_OFF "A provider is configured, but external sign-in is switched off."
    104 PROVIDER_TWICE "A list names a provider twice."
    105 PROVIDER_CALLBACK "A provider's callback path belongs to another provider."
    106 PROVIDER_ID "A provider's id cannot be used."
    107 PROVIDER_KEY "The private key of a provider cannot be used."
    109 CA_FILE "A file of certificate authorities cannot be used."
    110 ALWAYS_VERIFIED "The verification of certificates cannot be switched off."
    108 REGISTRATION_OPENID "New people are kept out of OpenID sign-in too, unlike in LibreChat."
    80 HASH_WEAK "The password hashing cost is below the accepted minimum."
    81 HASH_COST "The password hashing cost cannot be read or is too high."
    90 MONGO_IGNORED "The chat app's database is not used."
    91 DATABASE_URL "The database URL cannot be used."
    120 CLERK_KEY "Clerk's publishable key cannot be read."
    121 CLERK_INCOMPLETE "Clerk is configured in part."
    122 CLERK_SECRET "Clerk's secret key cannot be one."
    123 CLERK_MIXED "Clerk's two keys belong to different instances."
    124 CLERK_WEBHOOK "The signing secret of Clerk's webhooks cannot be used."
    125 CLERK_JWT_KEY "The public key for Clerk's tokens cannot be used."
    126 CLERK_PAGE "Clerk's sign-in page is given as a path of another app."
    140 AUTHJS_URL "The address of Auth.js's API was written in another form than is meant."
    141 AUTHJS_ORIGIN "The address of Auth.js's API is on another origin than the public URL."
    142 AUTHJS_NO_SECRET "Auth.js's API is switched on without a secret."
    143 AUTHJS_OFF "Auth.js's API is switched off although a secret is set."
    150 PASSKEYS_OFF "The public URL is one at which browsers offer no passkeys, so they are off."
    151 PASSKEY_RP_ID "The domain of passkeys does not cover the public URL."
    144 AUTHJS_NO_EFFECT "A setting of Auth.js changes nothing here."
    160 BREACHED_FILE "The list of breached passwords cannot be read."
    170 MAIL_INCOMPLETE "Mail is configured in part."
    171 MAIL_SERVICE "A mail service is not known."
    172 MAIL_FROM "The sender of mails is not a mail address."
    173 MAIL_PORT "The port of the mail server and the encryption do not fit together."
    174 MAIL_PLAIN "The password of the mail server may be sent in clear."
    175 MAIL_SELF_SIGNED "The certificate of the mail server is not checked."
    190 UPSTREAM_UNPROVEN "The app behind the gateway is told addresses that nobody has proven."
    191 FORWARD_AUTH_UNTRUSTED "Proxies shall ask before they forward, but none is trusted."
    192 UPSTREAM_CA "Authorities are named for an app that is asked without certificates."
    200 APPS_FILE "The file of apps cannot be read."
    201 APPS_KEY "The file of apps has something that is not understood."
    202 APPS_TWICE "Apps are set up in two ways that exclude each other."
    203 APPS_PLACE "An app in the file of apps has no place of its own."
    204 COOKIE_DOMAIN "The domain of the session cookie cannot be used."
    205 APPS_AUDIENCE "Two apps have one audience, so what is signed for one counts at the other."
    220 TLS_INCOMPLETE "A certificate is named without its key, a key without its certificate, or two ways to https at once."
    221 TLS_FILE "The file of our certificate or of its key cannot be used."
    222 TLS_KEY_OPEN "The key of our certificate can be read by other users of the machine."
    223 TLS_MISMATCH "The key is not that of our certificate."
    224 TLS_TIME "Our certificate has expired, or is not valid yet."
    225 TLS_NAME "Our certificate is not for the host of the public URL."
    226 TLS_CHAIN "Certificates between ours and its authority may be missing, or stand in the wrong order."
    227 TLS_PUBLIC_URL "We speak https, but the public URL is http."
    228 TLS_SELF_SIGNED "Our certificate is signed by nobody but itself."
    229 TLS_ENDING "Our certificate expires soon, and has not been renewed."
    230 TLS_HOPS "Proxies are trusted by their number, although people connect to us directly."
    241 EVENTS_SECRET "The secret that events are signed with cannot be used."
    240 METRICS_OPEN "Metrics can be read from other machines without a token."
    245 TRACES_LIST "A list for traces is not one of names and values."
    180 LANGUAGE "Pages are not written in this language."
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing sets it.
    Default,
    /// The process environment.
    Environment,
    /// A line of the settings file.
    File {
        /// The file as it was named.
        path: String,
        /// The line, counted from 1.
        line: usize,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Environment => f.write_str("environment"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One thing to tell the operator. It never holds the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// How grave it is.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// The setting's name as it was written, where there is one.
    pub setting: Option<String>,
    /// Where the setting stands.
    pub source: Option<Origin>,
    /// What happened: a sentence.
    pub what: String,
    /// What to write or to do: a sentence or more.
    pub remedy: String,
}

impl fmt::Display for Complaint {
    /// One line: what happened and what to do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_print_with_three_digits() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|(code, _)| *code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), Code::ALL.len());
        assert_eq!(Code::FILE_MISSING.to_string(), "DW-CFG-001");
    }
}
