//! External sign-in: what is left of `OpenID`, social providers, SAML and LDAP.

use super::Kind::{Flag, Reference, Secret, Text, Url};
use super::{Row, row};

pub(super) const OPENID: &[Row] = &[
    row(
        "OPENID_SESSION_SECRET",
        Secret,
        "",
        "Not needed: sign-ins under way are kept in the store.",
    ),
    row("OPENID_ROLE_SYNC_API_ENABLED", Flag, "false", "Does so for remote agents too."),
    row("OPENID_ON_BEHALF_FLOW_FOR_USERINFO_REQUIRED", Flag, "false", "Exchanges the token first."),
    row("OPENID_ON_BEHALF_FLOW_USERINFO_SCOPE", Text, "user.read", "The scope of that exchange."),
    row(
        "OPENID_AVATAR_AUTHORIZED_ORIGINS",
        Text,
        "",
        "Origins that may see the token for pictures.",
    ),
    row("OPENID_GRAPH_SCOPES", Text, "", "Scopes for Microsoft Graph."),
    row("USE_ENTRA_ID_FOR_PEOPLE_SEARCH", Flag, "false", "Searches people in Entra ID."),
    row("ENTRA_ID_INCLUDE_OWNERS_AS_MEMBERS", Flag, "false", "Counts owners of groups as members."),
    row("ENABLE_SHAREPOINT_FILEPICKER", Flag, "false", "Offers files of SharePoint."),
    row("SHAREPOINT_BASE_URL", Url, "", "Where SharePoint is."),
    row("SHAREPOINT_PICKER_GRAPH_SCOPE", Text, "", "Scope of its file picker for Graph."),
    row("SHAREPOINT_PICKER_SHAREPOINT_SCOPE", Text, "", "Scope of its file picker."),
];

pub(super) const SAML: &[Row] = &[
    row("SAML_ENTRY_POINT", Url, "", "The identity provider's sign-in URL."),
    row("SAML_ISSUER", Text, "", "Our entity identifier."),
    row("SAML_CERT", Text, "", "The provider's certificate, as PEM, base64 or a file."),
    row("SAML_CALLBACK_URL", Reference, "/oauth/saml/callback", "Where assertions are posted to."),
    row("SAML_SESSION_SECRET", Secret, "", "Not needed: sign-ins under way are kept in the store."),
    row("SAML_EMAIL_CLAIM", Text, "email", "The attribute with the mail address."),
    row("SAML_USERNAME_CLAIM", Text, "username", "The attribute with the user name."),
    row("SAML_GIVEN_NAME_CLAIM", Text, "given_name", "The attribute with the given name."),
    row("SAML_FAMILY_NAME_CLAIM", Text, "family_name", "The attribute with the family name."),
    row("SAML_PICTURE_CLAIM", Text, "picture", "The attribute with the picture."),
    row("SAML_NAME_CLAIM", Text, "", "The attribute with the display name."),
    row("SAML_BUTTON_LABEL", Text, "", "The text of the sign-in button."),
    row("SAML_IMAGE_URL", Reference, "", "The picture on it."),
    row("SAML_USE_AUTHN_RESPONSE_SIGNED", Flag, "false", "Wants the response signed as a whole."),
];

pub(super) const LDAP: &[Row] = &[
    row("LDAP_URL", Text, "", "The directory, as ldap:// or ldaps://."),
    row("LDAP_USER_SEARCH_BASE", Text, "", "Where people are searched."),
    row("LDAP_BIND_DN", Text, "", "Who searches."),
    row("LDAP_BIND_CREDENTIALS", Secret, "", "The password of the searcher."),
    row("LDAP_SEARCH_FILTER", Text, "mail={{username}}", "How people are found."),
    row("LDAP_CA_CERT_PATH", Text, "", "A file of authorities to trust for it."),
    row("LDAP_TLS_REJECT_UNAUTHORIZED", Flag, "true", "Certificates are always verified."),
    row("LDAP_STARTTLS", Flag, "false", "Encrypts a plain connection."),
    row("LDAP_LOGIN_USES_USERNAME", Flag, "false", "People sign in with a user name."),
    row("LDAP_ID", Text, "", "The attribute with the identifier."),
    row("LDAP_USERNAME", Text, "", "The attribute with the user name."),
    row("LDAP_EMAIL", Text, "", "The attribute with the mail address."),
    row("LDAP_FULL_NAME", Text, "", "The attributes with the full name, as a list."),
];
