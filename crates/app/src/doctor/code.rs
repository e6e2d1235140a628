//! The doctor's own codes. Numbers are never reused and never change their meaning.

use std::fmt;

/// What a finding is about, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code {
    number: u16,
    /// What it means, in a sentence.
    pub(super) meaning: &'static str,
    /// What to do about it, in a sentence or two.
    pub(super) remedy: &'static str,
    /// The entries of the catalogue that it finds.
    pub(super) catalogue: &'static [u8],
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DW-DOC-{:03}", self.number)
    }
}

macro_rules! codes {
    ($($number:literal $name:ident [$($entry:literal),*] $meaning:literal $remedy:literal)*) => {
        impl Code {
            $(pub(super) const $name: Self = Self {
                number: $number, meaning: $meaning, remedy: $remedy, catalogue: &[$($entry),*],
            };)*

            /// Every code.
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

codes! {
    // Providers, by the settings alone.
    1 REDIRECT_URI [1]
        "This is the address to register at the provider, to the letter."
        "Copy it into the list of redirect URIs (callback URLs, reply URLs) of the application there."
    2 ISSUER_IS_DOCUMENT [4]
        "The issuer is given as the address of its configuration document."
        "It is understood. The issuer alone is what the standard calls by that name."
    3 ISSUER_ON_LOOPBACK [15]
        "The provider is given as an address of this machine, but people come from elsewhere."
        "Their browsers are sent there too: write the name by which they reach the provider. In a container, localhost is the container itself."
    4 SCOPE_WITHOUT_EMAIL [8]
        "No mail address is asked for."
        "Add email to the scope: accounts without an address cannot be found, reset or linked by it."
    5 AUTH0_WITHOUT_AUDIENCE [6]
        "Auth0 gives opaque access tokens unless an audience is asked for, and they are to be renewed."
        "Set OPENID_AUDIENCE to the identifier of your API at Auth0, and allow offline access for it."
    6 SECRET_IS_ID [18]
        "The client secret has the form of a secret's id."
        "At Microsoft Entra ID a secret has a Value and a Secret ID: copy the Value, which is shown once, when the secret is made."
    7 ENTRA_VERSION_1 [21]
        "The issuer is that of version 1 of Microsoft's endpoints."
        "Write https://login.microsoftonline.com/{tenant}/v2.0: tokens of version 1 have another issuer."
    8 ENTRA_EVERYBODY [21]
        "The issuer takes people of every organisation at Microsoft."
        "To let in your own people only, write your tenant's id in the place of common or organizations."
    9 POST_OVER_HTTP [28]
        "The provider answers by a form from its own site, and over plain http the cookie of the sign-in does not come along."
        "Serve the public URL by https: browsers send cookies to such a form only if they are Secure."
    10 CHOSEN_ADDRESS [37]
        "The mail address is taken from a claim that people may choose for themselves, or that passes on to others."
        "Remove the setting, so that the claim email is used."
    11 OUTGOING_PROXY [35]
        "A proxy for outgoing requests is set, but Doorward does not use one."
        "Let Doorward reach its providers directly: a proxy would resolve names itself, past the check of addresses."
    12 KEYS_PER_NODE [10, 41]
        "Each node makes the keys of sessions itself, although the database can be shared."
        "Write the same JWT_SECRET and JWT_REFRESH_SECRET for all nodes; `doorward secrets generate` makes them."
    14 APP_ON_PUBLIC_HOST [42]
        "The app behind the gateway is given by the public name, so that the way to it leads past the gateway."
        "Write its inner address in DOORWARD_UPSTREAM, such as http://127.0.0.1:3210, and publish its port nowhere."
    15 SECRET_FRAMED [18]
        "The client secret has blanks or quotes around it, which are part of it."
        "Remove them, unless the provider shows them too."

    // Providers, asked.
    20 PROVIDER_ANSWERS []
        "The provider's configuration and keys were read."
        "Nothing."
    21 SCOPE_UNKNOWN [5, 8]
        "The provider does not list a scope that is asked for."
        "Allow the scope for this application at the provider, or ask for one that it has."
    22 ALGORITHMS [20]
        "The provider signs ID tokens by no algorithm that is accepted."
        "Give the application a signing key (RS256 or ES256) at the provider, or set the algorithm here on purpose."
    23 NO_END_SESSION [36]
        "Signing out shall lead on to the provider, which names no address for it."
        "Remove OPENID_USE_END_SESSION_ENDPOINT, or switch RP-initiated logout on at the provider."
    24 CLOCK_APART [17]
        "The provider's clock and ours are apart, within what is tolerated."
        "Let both machines follow a time server (timedatectl set-ntp true)."
    25 CLOCK_WRONG [17]
        "The provider's clock and ours are so far apart that its tokens are refused."
        "Let both machines follow a time server (timedatectl set-ntp true)."
    26 REGISTERED []
        "The provider knows the client and its redirect URI."
        "Nothing."
    27 REDIRECT_URI_UNKNOWN [1]
        "The provider does not know the redirect URI."
        "Register it at the provider, to the letter: scheme, host, port, path and the slash at its end count."
    28 CLIENT_UNKNOWN [18]
        "The provider does not know the client id."
        "Copy the client id of the application at the provider; it may be of another tenant or realm."
    29 REQUEST_REFUSED [19]
        "The provider knows the client, but refuses the request."
        "The error is the provider's own. unauthorized_client: switch on the authorization code flow for the application; invalid_scope: check the scope."
    30 ERROR_PAGE [1, 18]
        "The provider answers the request with an error page that gives no reason."
        "Compare client id and redirect URI with what is registered; the provider's log says more."
    31 NOT_TOLD [1]
        "Whether the redirect URI is registered cannot be told without a sign-in."
        "Sign in by this provider once: a failure shows a code that `doorward explain` knows."
    32 SECRET_ACCEPTED []
        "The provider accepts the client id and the secret."
        "Nothing."
    33 SECRET_REFUSED [18]
        "The provider does not accept the client id and the secret."
        "Copy the secret again: the value, not its id, without quotes, and not an expired one."
    34 OTHER_WAY [18]
        "The provider accepts the secret only in a way that it does not announce."
        "Set the application's authentication method at the provider to the one that its configuration names."
    35 GRANT_OFF [19]
        "The provider does not let this application redeem codes."
        "Switch on the authorization code flow for the application, and make it a confidential (web) client if a secret is used; some providers say so of a wrong secret too."
    36 CODE_NOT_JUDGED [18]
        "What the token endpoint thinks of the secret cannot be told without a sign-in."
        "Sign in by this provider once: a failure shows a code that `doorward explain` knows."
    37 PUBLIC_CLIENT [19]
        "The application is a public one at the provider, but a secret is sent."
        "Register it as a web application (confidential client), or remove the secret here."

    // The public URL.
    40 PUBLIC_URL []
        "The public URL leads here."
        "Nothing."
    41 PUBLIC_UNREACHABLE [15]
        "The public URL cannot be reached from this machine."
        "From outside it may work all the same (the router may not lead back): open the page that `doorward doctor --browser` prints."
    42 PUBLIC_ELSEWHERE [13]
        "At the public URL something else answers."
        "Write into DOMAIN_CLIENT and DOMAIN_SERVER what stands in the browser's address line, and let the proxy pass every path on."
    43 PUBLIC_REDIRECTS [2]
        "The public URL redirects to another one."
        "Write the address that it leads to into DOMAIN_CLIENT and DOMAIN_SERVER."
    44 FORGED_ADDRESS [22]
        "A forged X-Forwarded-For is believed."
        "Write into TRUST_PROXY how many proxies there are, or their addresses; and let the outermost replace the header."
    45 EVERYBODY_IS_PROXY [22]
        "All requests seem to come from the proxy."
        "Write TRUST_PROXY=1 behind one proxy, or its address."
    46 HOST_CHANGED [14]
        "The proxy passes on another Host than the public one."
        "Pass the name on: proxy_set_header Host $host in nginx. Addresses and issuers here come from the settings alone."
    47 SCHEME_CHANGED [2]
        "The proxy tells another scheme than that of the public URL."
        "Write the scheme that browsers see into DOMAIN_CLIENT and DOMAIN_SERVER, or mend X-Forwarded-Proto."
    48 STREAM_HELD [23]
        "Streamed answers are held back on their way."
        "Switch buffering and compression off for streams: proxy_buffering off and gzip off in nginx; flush_interval -1 in Caddy."
    49 STREAM_CUT [23]
        "A streamed answer breaks off on its way."
        "Raise the proxy's timeout: proxy_read_timeout 1h in nginx."
    50 UPGRADE_DROPPED [23]
        "The proxy does not pass WebSocket upgrades on."
        "In nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade and proxy_set_header Connection $connection_upgrade."
    51 REFERRER_POLICY [24]
        "The proxy sets a Referrer-Policy under which browsers send forms without their origin."
        "Remove no-referrer from the proxy's headers: pages here have a policy of their own."
    52 HEADERS_REFUSED [25]
        "The proxy refuses requests with cookies of a size that occurs."
        "Raise its limit: large_client_header_buffers 4 16k in nginx."
    53 CACHED [26]
        "Answers that must not be kept are kept on the way."
        "Let the proxy or CDN cache nothing below the paths of Doorward."
    54 COOKIE_CHANGED [27]
        "The proxy changes cookies."
        "Remove proxy_cookie_path, proxy_cookie_domain and proxy_cookie_flags, or what resembles them."
    55 API_GETS_PAGE [40]
        "A program that is not signed in is answered with something else than 401 and JSON."
        "Let the proxy pass answers of Doorward on as they are: no error pages of its own, no sign-in in front."
    56 APP_EXPOSED [42]
        "The app behind the gateway can be reached past it."
        "Let the app listen on 127.0.0.1, or publish no port of its container."
    57 NOT_RUNNING []
        "The server does not run, so what is in front of it could not be looked at."
        "Start it with `doorward serve`, and ask again."
    58 OTHER_SERVER [41]
        "The server behind the public URL does not know what was written here a moment ago."
        "Run the doctor with the settings of the server; several nodes need the same JWT_REFRESH_SECRET and one database."

    59 ORIGIN_DIFFERS [13]
        "The page was opened at another address than the public URL."
        "Open the public URL, or write into DOMAIN_CLIENT and DOMAIN_SERVER what stands in the address line."

    67 CERTIFICATE []
        "The certificate at the public URL is good."
        "Nothing."
    68 CERTIFICATE_ENDS [43]
        "The certificate at the public URL expires soon, and has not been renewed."
        "Renew it where https ends, and see why that was not done by itself."
    69 CERTIFICATE_REFUSED [16, 43]
        "The certificate at the public URL is not accepted."
        "Let the server send the certificates in between too (fullchain.pem). If the authority is your own, name it in DOORWARD_CA_FILE; browsers have to know it too."

    // What else there is to reach.
    60 MAIL_ACCEPTED []
        "The mail server lets us in and accepts the sender."
        "Nothing."
    61 MAIL_REFUSED [29]
        "The mail server cannot be used."
        "What is to be changed is said with it; `doorward mail test ADDRESS` sends a real mail."
    62 MAIL_UNTRIED []
        "Mail goes by an API, which is not tried without a mail."
        "`doorward mail test ADDRESS` sends one."
    63 WEBHOOK_ANSWERS []
        "The webhook is there."
        "`doorward events test` sends it an event."
    64 WEBHOOK_UNREACHABLE [45]
        "The webhook cannot be reached."
        "Check DOORWARD_EVENTS_URL, and that this machine may connect there. Events wait for five days; `doorward events list` says how many."
    65 WEBHOOK_UNTRUSTED [16, 45]
        "The webhook's certificate is not accepted, so that it is told nothing."
        "Renew it there, or have it made for the host of DOORWARD_EVENTS_URL. If its authority is your own, name that in DOORWARD_CA_FILE."
    66 METRICS_EXPOSED [44]
        "Metrics can be read by whoever reaches the public host."
        "Listen on 127.0.0.1 or on an inner address, or set DOORWARD_METRICS_TOKEN; and let no proxy lead there."
    80 BROWSER []
        "The browser gets everything as it is sent."
        "Nothing."
    81 INSECURE [11, 34]
        "The browser does not count the page as secure, so that it offers no passkeys and drops Secure cookies."
        "Serve the public URL by https."
    82 COOKIE_LOST [10, 11, 12]
        "The browser does not bring a cookie back that it was given with the attributes of sessions."
        "Open the public URL by its scheme, and let nothing on the way change cookies or their domain."
    83 ORIGIN_HIDDEN [24]
        "The browser sends forms without their origin."
        "Remove Referrer-Policy: no-referrer from the proxy's headers; some extensions of browsers do it too."

    // A dry run of a sign-in.
    90 LOGIN_NEW []
        "A new account would be made."
        "Nothing."
    91 LOGIN_KNOWN []
        "The account that is linked would be signed in to."
        "Nothing."
    92 LOGIN_JOIN []
        "The account with this address would be linked, by the operator's trust in the provider, and signed in to."
        "Nothing."
    93 LOGIN_LINK_FIRST [38]
        "The address has an account already, by another way in: its owner would be asked to prove that it is theirs."
        "Sign in the way you did before and link the provider on the account page. To spare everybody the question, trust the provider with the domain: DOORWARD_TRUSTED_EMAIL_DOMAINS."
    94 LOGIN_CLOSED []
        "Somebody who has no account here would be refused: new people may not come in by this provider."
        "Write ALLOW_SOCIAL_REGISTRATION=true, or make the account first: doorward user invite."
    95 LOGIN_NO_ADDRESS [8]
        "Somebody without an address that counts would be refused, since new accounts need one."
        "Let the provider state the claim email: ask for it in the scope, and allow it for the application there."
    96 LOGIN_NOT_ADMITTED []
        "The address is not on the list of those who may come in."
        "Add the address or its domain to AUTH_ALLOWED_EMAILS."
    97 LOGIN_DISABLED []
        "The account is switched off, banned, or waits for an administrator."
        "doorward user enable ADDRESS, doorward user unban ADDRESS, or let it in on the page of administrators."
    98 LOGIN_OTHER_PROVIDER []
        "The account was made by a provider whose roles decide who comes in, and this is another one."
        "Sign in by the provider that made the account."
    99 ADDRESS_UNPROVEN [7]
        "The provider does not say, by the JSON boolean true, that it has checked the address."
        "People sign in all the same, but their address counts as unproven. Let the provider send email_verified as the boolean true for addresses that it has checked."
    100 ADDRESS_LEFT_OUT [7]
        "The address was left out: there is a list of those who may come in, and the provider does not vouch for the address."
        "Let the provider send email_verified as the boolean true for addresses that it has checked."
    101 SUBJECT_IS_ADDRESS [37]
        "The provider knows people by their mail address, which may pass on to somebody else."
        "Let the provider send an identifier as sub that is never given to anybody else; in authentik that is the subject mode of the provider."
    102 REFRESH_MISSING [5]
        "Sessions shall be renewed at the provider, but it gave no refresh token."
        "Add offline_access to the scope, and allow the refresh token grant for the application at the provider."
    103 ACCESS_OPAQUE [6]
        "The access token is opaque, although roles or apps shall read it."
        "Set OPENID_AUDIENCE to the identifier of an API at the provider, or read roles from the ID token: OPENID_REQUIRED_ROLE_TOKEN_KIND=id."
    104 ROLES_NOT_THERE [39]
        "Where roles are looked for, there are none."
        "Let the provider put the claim into the token that is read, or correct its path in the settings."
    105 TOKEN_AHEAD [17]
        "The ID token was issued in our future, within what is tolerated."
        "Let both machines follow a time server (timedatectl set-ntp true)."
    106 QUIET_CUT [23]
        "A stream on which nothing is said for a while is cut off on its way."
        "Raise the idle timeouts of what stands in between: proxy_read_timeout 1h in nginx, timeout server and timeout tunnel 1h in HAProxy."
    107 APP_PUBLISHED [42]
        "A compose file publishes the port of the app behind the gateway to everybody."
        "Remove the port from the service, or bind it to 127.0.0.1."
    108 LOGIN_BROKEN []
        "The dry run broke off here, before there was a decision."
        "Look into the log of the server, put right what it says, and run the command again."
    109 LOGIN_SEALED []
        "The report of the dry run was sealed with another key than the one that this command has."
        "Run the command with the settings and the data folder of the server that people sign in to: all of its secrets must be the same."
    110 GROUPS_HEAVY [25]
        "Who has many groups makes requests to an app larger than many apps take."
        "Tell the groups in fewer headers (the assertion has them as well), let the provider send only those that apps need, or raise the app's limit: --max-http-header-size=65536 for Node."

    70 STORE_ANSWERS []
        "The database answers."
        "Nothing."
    71 STORE_DOWN []
        "The database cannot be used."
        "Check DATABASE_URL, or that DOORWARD_DATA is a folder that can be written to."
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::TITLES;
    use super::*;

    #[test]
    fn codes_are_unique_and_name_entries_that_there_are() {
        let mut numbers: Vec<_> = Code::ALL.iter().map(|code| code.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.meaning.ends_with('.') && code.remedy.ends_with('.'), "{code}");
            let known = |entry: &u8| (1..=TITLES.len()).contains(&usize::from(*entry));
            assert!(code.catalogue.iter().all(known), "{code}");
        }
        assert_eq!(Code::REDIRECT_URI.to_string(), "DW-DOC-001");
    }
}
