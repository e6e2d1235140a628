//! The table of refusals: code, what it means, what the operator can do. Codes are never reused.

/// Makes the enum and its texts out of the table below.
macro_rules! refusals {
    ($($name:ident $code:literal $meaning:literal $remedy:literal)*) => {
        /// Why a sign-in at an `OpenID` provider was refused. Each rule has its own stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Refusal {
            $(#[doc = concat!("`DW-OIDC-", $code, "`: ", $meaning, ".")] $name,)*
        }

        impl Refusal {
            /// Every refusal, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, such as `DW-OIDC-009`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => concat!("DW-OIDC-", $code),)* }
            }

            /// What happened, for the operator: lower case, no full stop.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// What the operator can do, in whole sentences.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy,)* }
            }
        }
    };
}

refusals! {
    // The provider's description of itself.
    IssuerUnusable "001" "the configured issuer is not a usable URL"
        "Write the issuer as an https URL without user, query or fragment, such as https://login.example.com/realms/main."
    DiscoveryUnreachable "002" "the discovery document could not be fetched"
        "Check the host name, the network and the certificate from the machine that Doorward runs on."
    DiscoverySlow "003" "the discovery document did not arrive in time"
        "Check the provider and the network; the document is tried again at the next sign-in."
    DiscoveryStatus "004" "the discovery document was answered with an error status"
        "404 mostly means that the issuer lacks its path (realm, tenant, application); 5xx is the provider's own trouble."
    DiscoveryRedirect "005" "the discovery document was answered with a redirect"
        "Write the issuer as the provider states it; redirects are not followed."
    DiscoveryTooLarge "006" "the discovery document is larger than 1 MiB"
        "The address is not that of a provider's configuration; check the issuer."
    DiscoveryMalformed "007" "the discovery document is not the JSON that the standard describes"
        "Open the address in a browser: a proxy or a login page may be answering instead of the provider."
    IssuerMissing "008" "the discovery document states no issuer"
        "The provider does not speak OpenID Connect Discovery at this address; check the issuer."
    IssuerMismatch "009" "the discovery document states another issuer than the configured one"
        "If the stated issuer is the right one, copy it into OPENID_ISSUER."
    EndpointMissing "010" "the discovery document lacks an endpoint that sign-in needs"
        "Check that the issuer is an OpenID Connect provider and has the authorization code flow switched on."
    EndpointUnusable "011" "the discovery document names an endpoint that is not safe to use"
        "Endpoints need https, no user and no fragment. Plain http is accepted on loopback only, unless it is allowed for this provider."
    AddressForbidden "012" "the provider sends us to an address that is not public"
        "Only the issuer's own host may be private. If its other hosts are on your network, write DOORWARD_ALLOW_PRIVATE_PROVIDER=true."

    // Its keys.
    KeysUnreachable "020" "the provider's key set could not be fetched"
        "Check that the host of jwks_uri can be reached from the machine that Doorward runs on."
    KeysSlow "021" "the provider's key set did not arrive in time"
        "Check the provider and the network; the keys are tried again at the next sign-in."
    KeysStatus "022" "the provider's key set was answered with an error status"
        "This is the provider's own trouble, or its jwks_uri is wrong."
    KeysRedirect "023" "the provider's key set was answered with a redirect"
        "Redirects are not followed; the provider has to publish the final jwks_uri."
    KeysTooLarge "024" "the provider's key set is larger than 1 MiB or holds more than 100 keys"
        "This is not what a provider publishes; check its jwks_uri."
    KeysMalformed "025" "the provider's key set is not the JSON that the standard describes"
        "Open jwks_uri in a browser: a proxy or an error page may be answering instead of the provider."
    KeysEmpty "026" "the provider's key set holds no key"
        "The provider has not been given a signing key yet, or has lost it; its administration shows the keys."

    // Its answer to the browser.
    ResponseTooLarge "030" "the answer to the sign-in request is too long"
        "No provider sends this; somebody may be trying the callback address."
    ParameterRepeated "031" "the answer to the sign-in request repeats a parameter"
        "No provider sends this; somebody may be trying the callback address."
    StateMissing "032" "the answer to the sign-in request has no state"
        "The person opened the callback address directly, or a proxy drops the query."
    StateMismatch "033" "the answer belongs to another sign-in"
        "The person should start again; if it happens to all, check that cookies reach this address."
    ResponseIssuerMissing "034" "the answer lacks the issuer that the provider promises"
        "The provider announces RFC 9207 but does not send iss; that has to be mended there."
    ResponseIssuerMismatch "035" "the answer comes from another issuer"
        "Somebody may be mixing up providers. Nothing was sent to this one."
    CodeAndError "036" "the answer holds both a code and an error"
        "No provider sends this; somebody may be trying the callback address."
    CodeMissing "037" "the answer holds neither a code nor an error"
        "Check that the application at the provider uses the authorization code flow and answers by query."
    Denied "038" "the person, or a rule at the provider, said no"
        "If the person did not cancel, look for a rule at the provider that keeps them out."
    StateRepeated "039" "the answer to the sign-in request has several states"
        "No provider sends this; somebody may be trying the callback address."
    ProviderError "040" "the provider answered with an error"
        "The text is the provider's; its log says more. invalid_scope: check OPENID_SCOPE. invalid_target, or an unknown service or API: check OPENID_AUDIENCE."

    // Its token answer.
    TokenUnreachable "041" "the token endpoint could not be reached"
        "Check that the host of token_endpoint can be reached from the machine that Doorward runs on."
    TokenSlow "042" "the token endpoint did not answer in time"
        "Check the provider and the network, then try again."
    TokenStatus "043" "the token endpoint answered with an error status"
        "This is the provider's own trouble; its log says more."
    TokenRedirect "044" "the token endpoint answered with a redirect"
        "Redirects are not followed; the provider has to publish the final token_endpoint."
    TokenTooLarge "045" "the token answer is larger than 1 MiB"
        "This is not what a provider answers; check its token_endpoint."
    TokenMalformed "046" "the token answer is not the JSON that the standard describes"
        "A proxy or an error page may be answering instead of the provider."
    ClientRejected "047" "the provider does not accept our client id and secret"
        "Check OPENID_CLIENT_ID and OPENID_CLIENT_SECRET: the value, not its id; no quotes; not expired."
    CodeRejected "048" "the provider does not accept the code"
        "The code was used or expired, or OPENID_CALLBACK_URL differs from what is registered there."
    TokenError "049" "the token endpoint answered with an OAuth error"
        "The text is the provider's; unauthorized_client means that the code flow is off for this application."
    AccessTokenMissing "050" "the token answer has no access token"
        "This is a fault of the provider."
    TokenTypeMissing "051" "the token answer has no token type"
        "This is a fault of the provider."
    TokenTypeUnsupported "052" "the token answer is of a type other than Bearer"
        "Switch off DPoP, MAC or bound tokens for this application at the provider."
    IdTokenMissing "053" "the token answer has no ID token"
        "Put openid into OPENID_SCOPE."

    // The ID token's form and signature.
    IdTokenMalformed "060" "the ID token is not a JWT"
        "This is a fault of the provider, or an attack."
    IdTokenTooLarge "061" "the ID token is longer than 64 KiB"
        "Let the provider put fewer groups or claims into it."
    IdTokenEncrypted "062" "the ID token is encrypted"
        "Switch ID token encryption off for this application at the provider."
    IdTokenHeader "063" "the ID token's header cannot be read"
        "This is a fault of the provider, or an attack."
    IdTokenCritical "064" "the ID token demands an extension that is not understood"
        "Switch the extension off at the provider."
    IdTokenEmbeddedKey "065" "the ID token brings its own key"
        "This is an attack, or a provider that sends jwk, jku, x5u or x5c, which is to be switched off there."
    IdTokenUnsigned "066" "the ID token is not signed"
        "Choose a signing key or RS256 for this application at the provider."
    IdTokenAlgorithm "067" "the ID token is signed with an algorithm that was not agreed"
        "Choose RS256 or ES256 at the provider; HS256 has to be set here on purpose."
    IdTokenKind "068" "the token is of another kind than an ID token"
        "This is a fault of the provider, or an attack."
    IdTokenKeyUnknown "069" "no key of the provider fits the ID token"
        "If the provider has just changed its keys, try again in half a minute."
    IdTokenKeyUnusable "070" "the key that the ID token names cannot be used"
        "Let the provider sign with RSA, P-256, P-384 or Ed25519."
    IdTokenSignature "071" "the ID token's signature is wrong"
        "This is an attack, or a provider that changed a key without changing its name."
    IdTokenClaims "072" "the ID token's claims are not a JSON object of distinct members"
        "This is a fault of the provider, or an attack."
    IdTokenSymmetric "073" "the ID token is signed with a shared secret, which was not agreed"
        "Choose RS256 for this application at the provider, or set DOORWARD_OPENID_ID_TOKEN_ALG=HS256 and OPENID_CLIENT_SECRET; else this is an attack."
    IdTokenKeyUnnamed "074" "the ID token names no key, and none of the provider's made its signature"
        "If the provider has just changed its keys, try again in half a minute; else this is an attack."
    IdTokenKeyWeak "075" "the key that the ID token names is too weak"
        "Let the provider sign with an RSA key of at least 2048 bits, or with P-256, P-384 or Ed25519."
    IdTokenKeyPurpose "076" "the key that the ID token names is not published for signatures"
        "Let the provider sign with a key whose use is sig."
    IdTokenKeyAlgorithm "077" "the key that the ID token names is for another algorithm"
        "This is a fault of the provider, or an attack."

    // The ID token's claims.
    IssMissing "080" "the ID token has no issuer"
        "This is a fault of the provider."
    IssWrong "081" "the ID token comes from another issuer"
        "If the token's issuer is the right one, copy it into OPENID_ISSUER."
    SubUnusable "082" "the ID token's subject is missing, empty, too long or no text"
        "This is a fault of the provider, or of a claim mapping there."
    AudMissing "083" "the ID token has no audience"
        "This is a fault of the provider."
    AudWrong "084" "the ID token is for another client"
        "Check that OPENID_CLIENT_ID is this application's, and the audience mapping at the provider."
    AudForeign "085" "the ID token is also for a party that is not trusted"
        "If the second party is yours, add it to OPENID_AUDIENCE; else mend the audience mapping at the provider."
    AzpWrong "086" "the ID token was issued to another client"
        "Check that OPENID_CLIENT_ID is this application's."
    ExpUnusable "087" "the ID token's expiry is missing or no time"
        "This is a fault of the provider."
    ExpAbsurd "088" "the ID token's expiry is beyond every calendar"
        "This is a fault of the provider, or an attack."
    Expired "089" "the ID token has expired"
        "Compare the clocks of the provider and of this machine."
    IatUnusable "090" "the ID token's time of issue is missing or no time"
        "This is a fault of the provider."
    IatFuture "091" "the ID token was issued in the future"
        "Compare the clocks of the provider and of this machine."
    IatAncient "092" "the ID token was issued more than a day ago"
        "A fresh sign-in gives a fresh token: compare the clocks, or mend the provider."
    NbfUnusable "093" "the ID token's begin is no time"
        "This is a fault of the provider."
    NotYetValid "094" "the ID token is not valid yet"
        "Compare the clocks of the provider and of this machine."
    NonceMissing "095" "the ID token lacks the nonce that was sent"
        "Let the provider, or the broker in front of it, hand the nonce on."
    NonceWrong "096" "the ID token belongs to another sign-in"
        "The person should start again; if it repeats, somebody may be replaying tokens."
    AtHashWrong "097" "the ID token does not belong to the access token beside it"
        "This is a fault of the provider, or an attack."
    IssSpelling "098" "the ID token spells its issuer otherwise than the discovery document"
        "The two differ by a slash at the end or by http and https: set the provider's public address right there."

    // The userinfo answer.
    UserinfoUnreachable "100" "the userinfo endpoint could not be reached"
        "Check that its host can be reached from here, or let the provider put the address into the ID token."
    UserinfoSlow "101" "the userinfo endpoint did not answer in time"
        "Check the provider and the network, then try again."
    UserinfoStatus "102" "the userinfo endpoint answered with an error status"
        "401 and 403 mostly mean an access token for another audience: leave OPENID_AUDIENCE empty, or grant openid."
    UserinfoRedirect "103" "the userinfo endpoint answered with a redirect"
        "Redirects are not followed; the provider has to publish the final userinfo_endpoint."
    UserinfoTooLarge "104" "the userinfo answer is larger than 1 MiB"
        "Let the provider put fewer claims into it."
    UserinfoMalformed "105" "the userinfo answer is not a JSON object of distinct members"
        "A proxy or an error page may be answering instead of the provider."
    UserinfoSubMissing "106" "the userinfo answer has no subject"
        "This is a fault of the provider."
    UserinfoSubDiffers "107" "the userinfo answer is about somebody else"
        "This is an attack, or a provider that mixes up people."
    UserinfoUnverifiable "108" "the signed userinfo answer cannot be verified"
        "Switch signed userinfo off for this application, or let the provider sign with a published key."
    UserinfoForAnother "109" "the signed userinfo answer is for another client"
        "This is an attack, or a provider that mixes up its applications."

    // Renewing a session at the provider.
    RefreshRejected "110" "the provider does not accept the refresh token any more"
        "The session at the provider was ended, or its refresh token expired or was used by somebody else. The person signs in again."
    RenewedSubDiffers "111" "the renewed ID token is about somebody else"
        "This is an attack, or a provider that mixes up people. The session was ended."
    RenewedNonceDiffers "112" "the renewed ID token has another nonce than the one of the sign-in"
        "This is an attack, or a provider that mixes up sign-ins. The session was ended."
    RefreshRefused "113" "the provider refuses to renew sessions"
        "The text is the provider's. unauthorized_client: allow the refresh token grant for this application. invalid_scope: check OPENID_SCOPE. invalid_target or an unknown API: check OPENID_REFRESH_AUDIENCE."

    // Ours.
    OutgoingRequest "120" "the outgoing connection could not be prepared"
        "This is a fault here: the log names the cause."
    ClientKey "121" "the key that proves who we are cannot sign"
        "Give the private key as the provider made it: for Apple the .p8 file that APPLE_PRIVATE_KEY_PATH names."

    // The profile of a provider that speaks OAuth 2.0 only.
    ProfileUnreachable "130" "the provider's profile could not be fetched"
        "Check that the provider's API can be reached from the machine that Doorward runs on."
    ProfileSlow "131" "the provider's profile did not arrive in time"
        "Check the provider and the network, then try again."
    ProfileStatus "132" "the provider's profile was answered with an error status"
        "401 and 403 mostly mean that the application lacks a permission; 5xx is the provider's own trouble."
    ProfileRedirect "133" "the provider's profile was answered with a redirect"
        "Redirects are not followed; check the address that is set for this provider."
    ProfileTooLarge "134" "the provider's profile is larger than 1 MiB"
        "This is not what a provider answers; check the address that is set for it."
    ProfileMalformed "135" "the provider's profile is not a JSON object of distinct members"
        "A proxy or an error page may be answering instead of the provider."
    ProfileError "136" "the provider answered the request for the profile with an error"
        "The text is the provider's; check the permissions of the application there."
    ProfileSubject "137" "the provider's profile does not say who the person is"
        "This is a fault of the provider, or the address that is set for it is another's."
    ProfileForAnother "138" "the provider's profile is about somebody else"
        "This is an attack, or a provider that mixes up people."

    // Tenants of one provider.
    TenantMissing "140" "the ID token does not name its tenant"
        "This is a fault of the provider: tokens of a provider for many tenants carry tid."
    TenantWrong "141" "the ID token comes from a tenant that is not let in"
        "Set the tenant id that is shown, or common for all, organizations for companies, consumers for private accounts."

    // Logout tokens (Back-Channel Logout 1.0).
    LogoutTokenMissing "150" "the logout request has no logout_token, or several"
        "No provider sends this; somebody may be trying the address."
    LogoutEvents "151" "the logout token does not say that it is one"
        "events lacks the back-channel logout event, or has a wrong type. This is a fault of the provider, or an attack."
    LogoutNonce "152" "the logout token has a nonce"
        "Only ID tokens have one: this is an attack, or a fault of the provider."
    LogoutNobody "153" "the logout token names neither a session nor a person"
        "Switch on sid or sub in logout tokens at the provider."
    LogoutSid "154" "the logout token's sid is empty, too long or no text"
        "This is a fault of the provider."
    LogoutIdMissing "155" "the logout token has no jti"
        "This is a fault of the provider."
    LogoutReplayed "156" "the logout token was used before"
        "A provider that repeats a request makes a new token. Somebody may be replaying it."
    LogoutSidOfAnother "157" "the logout token names a session of another person"
        "This is an attack, or a provider that mixes up people."
    LogoutUnsupported "158" "the provider has no logout tokens"
        "Only OpenID Connect providers that are set up here can send them."

    // Roles.
    RoleMissing "160" "the person has none of the roles that are required"
        "Give the person one of the roles of OPENID_REQUIRED_ROLE at the provider, or change the setting."
    RoleClaimMissing "161" "the claim with the roles is not there"
        "Check OPENID_REQUIRED_ROLE_PARAMETER_PATH and OPENID_REQUIRED_ROLE_TOKEN_KIND, and let the provider put the claim into that token."
    RoleClaimUnusable "162" "the claim with the roles is neither a text nor a list of texts"
        "Check OPENID_REQUIRED_ROLE_PARAMETER_PATH: it has to lead to the names themselves."
    RoleOverage "163" "the provider left the groups out because there are too many"
        "Entra names up to 200 groups. Let it send only the groups assigned to the application, or use app roles: OPENID_REQUIRED_ROLE_PARAMETER_PATH=roles."
    AccessTokenOpaque "164" "the access token is no JWT, so roles cannot be read from it"
        "Ask for an API with OPENID_AUDIENCE, for which the provider makes JWTs, or read roles from the ID token: OPENID_REQUIRED_ROLE_TOKEN_KIND=id."
    AccessTokenUnverified "165" "the access token is not one that this provider signed for this person"
        "Tokens for Microsoft Graph and the like cannot be verified by anybody else. Ask for an API of your own with OPENID_SCOPE or OPENID_AUDIENCE, or read roles from the ID token."
}
