use super::*;
use crate::settings::complaint::Complaint;
use crate::settings::provider::Kind;
use crate::settings::source::Sources;

fn read(text: &str) -> (Providers, Vec<Complaint>) {
    let sources = Sources::from_text(text);
    let mut env = Reader::new(&sources);
    let general = General::read(&mut env, None, false);
    let switches = Switches::read(&mut env);
    let providers =
        Providers::read(&mut env, &general, &switches, BASE_PATH, &Authorities::default());
    (providers, env.finish().1)
}

fn ids(text: &str) -> Vec<String> {
    read(text).0.list.into_iter().map(|provider| provider.id).collect()
}

fn codes(text: &str) -> Vec<Code> {
    read(text).1.iter().map(|complaint| complaint.code).collect()
}

fn issuer(text: &str) -> String {
    let (providers, complaints) = read(text);
    let Some(Kind::OpenId(openid)) = providers.list.first().map(|provider| &provider.kind) else {
        panic!("{complaints:?}")
    };
    openid.issuer.clone()
}

/// The lines that set up a provider of `LobeChat`'s, as its guide writes them today.
fn lobechat(id: &str) -> String {
    let id = doorward_core::provider::prefix(id);
    format!("AUTH_{id}_ID=a\nAUTH_{id}_SECRET=b\nAUTH_{id}_ISSUER=https://id.example.com\n")
}

#[test]
fn every_openid_provider_works_by_todays_names() {
    for entry in TABLE.iter().filter(|entry| entry.is_openid() && entry.id != "openid") {
        let (providers, complaints) = read(&lobechat(entry.id));
        assert_eq!(complaints, [], "{}", entry.id);
        let [provider] = &providers.list[..] else { panic!("{}", entry.id) };
        assert_eq!(provider.id, entry.id);
        assert_eq!(provider.callback_path, format!("/api/auth/callback/{}", entry.id));
        assert!(provider.registration_open);
    }
}

#[test]
fn older_names_count_first_and_say_so() {
    let older = "AUTH0_CLIENT_ID=old\nAUTH0_CLIENT_SECRET=s\nAUTH0_ISSUER=https://t.auth0.com\n";
    let (providers, complaints) = read(&format!("{older}AUTH_AUTH0_ID=new\n"));
    assert_eq!(providers.list[0].client_id, "old");
    let mut seen: Vec<_> = complaints.iter().map(|c| c.code).collect();
    seen.sort();
    assert_eq!(seen, [Code::OTHER_NAME, Code::OTHER_NAME, Code::OTHER_NAME, Code::TWO_NAMES]);
    assert!(complaints.iter().any(|c| c.to_string()
        == "AUTH0_CLIENT_ID is an older name of AUTH_AUTH0_ID. It works. Rename it to \
            AUTH_AUTH0_ID when convenient."));
}

#[test]
fn the_list_decides_which_and_in_what_order() {
    let both = lobechat("auth0") + &lobechat("okta");
    assert_eq!(ids(&both), ["auth0", "okta"]);
    assert_eq!(ids(&format!("{both}NEXT_AUTH_SSO_PROVIDERS=okta，auth0")), ["okta", "auth0"]);
    assert_eq!(ids(&format!("{both}AUTH_SSO_PROVIDERS= okta ")), ["okta"]);
    assert_eq!(codes(&format!("{both}NEXT_AUTH_SSO_PROVIDERS=okta")), [Code::PROVIDER_UNLISTED]);
    assert_eq!(
        codes(&format!("{both}NEXT_AUTH_SSO_PROVIDERS=okta,auth0,okta")),
        [Code::PROVIDER_TWICE]
    );
}

#[test]
fn what_does_not_exist_or_is_not_complete_is_named() {
    let (_, complaints) = read("NEXT_AUTH_SSO_PROVIDERS=Azure AD");
    assert_eq!(complaints[0].code, Code::PROVIDER_UNKNOWN);
    assert!(complaints[0].remedy.contains("azure-ad"), "{}", complaints[0]);
    let (providers, complaints) = read("NEXT_AUTH_SSO_PROVIDERS=authentik");
    assert!(providers.list.is_empty());
    assert_eq!(
        complaints[0].what,
        "Authentik is not offered, because AUTH_AUTHENTIK_ID is not set."
    );
    for (line, missing) in [
        ("AUTHENTIK_CLIENT_ID=a", "AUTH_AUTHENTIK_SECRET"),
        ("AUTHENTIK_CLIENT_SECRET=a", "AUTH_AUTHENTIK_ID"),
        ("AUTH_AUTHENTIK_ID=a\nAUTH_AUTHENTIK_SECRET=b", "AUTH_AUTHENTIK_ISSUER"),
        ("APPLE_CLIENT_ID=a\nAPPLE_TEAM_ID=T\nAPPLE_KEY_ID=K", "APPLE_PRIVATE_KEY_PATH"),
    ] {
        let (providers, complaints) = read(line);
        assert!(providers.list.is_empty());
        let found = complaints.iter().find(|c| c.code == Code::PROVIDER_INCOMPLETE);
        assert!(found.is_some_and(|c| c.what.contains(missing)), "{line}: {complaints:?}");
    }
}

#[test]
fn librechats_providers_have_librechats_switch_order_and_callback() {
    let google = "GOOGLE_CLIENT_ID=a\nGOOGLE_CLIENT_SECRET=b\n";
    assert_eq!(codes(google), [Code::PROVIDER_SWITCHED_OFF]);
    let on = format!("{google}ALLOW_SOCIAL_LOGIN=true\n");
    let (providers, complaints) = read(&on);
    assert_eq!(complaints, []);
    let provider = &providers.list[0];
    assert_eq!(provider.redirect_uri.as_str(), "http://localhost:3080/oauth/google/callback");
    assert!(!provider.registration_open);
    let open = read(&format!("{on}ALLOW_SOCIAL_REGISTRATION=true")).0;
    assert!(open.list[0].registration_open);
    let openid = "OPENID_CLIENT_ID=a\nOPENID_CLIENT_SECRET=b\nOPENID_ISSUER=https://a.example\n";
    let both = format!("{on}{openid}");
    assert_eq!(ids(&both), ["google", "openid"]);
    assert_eq!(ids(&format!("{both}DOORWARD_SOCIAL_LOGINS=openid,google")), ["openid", "google"]);
    assert_eq!(ids(&format!("{both}DOORWARD_SOCIAL_LOGINS=google")), ["google"]);
}

#[test]
fn a_callback_that_is_anothers_path_is_reported() {
    let (providers, complaints) = read(
        "ALLOW_SOCIAL_LOGIN=true\nGOOGLE_CLIENT_ID=a\nGOOGLE_CLIENT_SECRET=b\n\
         GOOGLE_CALLBACK_URL=/oauth/github/callback",
    );
    assert_eq!(complaints[0].code, Code::PROVIDER_CALLBACK);
    assert_eq!(providers.list[0].callback_path, "/oauth/github/callback");
}

#[test]
fn microsofts_issuer_is_made_of_the_tenant() {
    let azure = "AZURE_AD_CLIENT_ID=a\nAZURE_AD_CLIENT_SECRET=b\n";
    assert_eq!(issuer(azure), "https://login.microsoftonline.com/common/v2.0");
    let tenant = format!("{azure}AZURE_AD_TENANT_ID=11111111-2222\n");
    assert_eq!(issuer(&tenant), "https://login.microsoftonline.com/11111111-2222/v2.0");
    // The old names serve the new id too, when it is asked for.
    let listed = format!("{tenant}NEXT_AUTH_SSO_PROVIDERS=microsoft-entra-id");
    assert_eq!(ids(&listed), ["microsoft-entra-id"]);
    assert_eq!(issuer(&listed), "https://login.microsoftonline.com/11111111-2222/v2.0");
    let cloud = "AUTH_MICROSOFT_ENTRA_ID_ID=a\nAUTH_MICROSOFT_ENTRA_ID_SECRET=b\n\
                 AUTH_MICROSOFT_ENTRA_ID_TENANT_ID=t\n\
                 AUTH_MICROSOFT_ENTRA_ID_BASE_URL=https://login.microsoftonline.us/";
    assert_eq!(issuer(cloud), "https://login.microsoftonline.us/t/v2.0");
}

/// A forgotten line must not let everybody in, nor one that is left over from before.
#[test]
fn a_tenant_counts_before_an_issuer_and_its_absence_is_said() {
    const ENTRA: &str = "AUTH_MICROSOFT_ENTRA_ID_ID=a\nAUTH_MICROSOFT_ENTRA_ID_SECRET=b\n";
    const COMMON: &str = "https://login.microsoftonline.com/common/v2.0";
    let with = |lines: &str| format!("{ENTRA}{lines}");
    assert_eq!(codes(ENTRA), [Code::PROVIDER_INCOMPLETE]);
    assert_eq!(issuer(ENTRA), COMMON);
    let chosen = with("AUTH_MICROSOFT_ENTRA_ID_TENANT_ID=common\n");
    assert_eq!((codes(&chosen), issuer(&chosen)), (Vec::new(), COMMON.to_owned()));
    let tenant = format!(
        "AUTH_MICROSOFT_ENTRA_ID_TENANT_ID=t.example\nAUTH_MICROSOFT_ENTRA_ID_ISSUER={COMMON}\n"
    );
    let both = with(&tenant);
    assert_eq!(issuer(&both), "https://login.microsoftonline.com/t.example/v2.0");
    assert_eq!(codes(&both), [Code::TWO_NAMES]);
    let all = with(&format!("{tenant}MICROSOFT_ENTRA_ID_ISSUER=https://sts.example/x\n"));
    assert_eq!(issuer(&all), "https://sts.example/x");
    assert_eq!(codes(&all), [Code::TWO_NAMES, Code::TWO_NAMES]);
    let agreeing = "AUTH_MICROSOFT_ENTRA_ID_TENANT_ID=t\n\
                    AUTH_MICROSOFT_ENTRA_ID_ISSUER=https://login.microsoftonline.com/t/v2.0/\n";
    assert_eq!(codes(&with(agreeing)), []);
    assert_eq!(codes("AUTH_MICROSOFT_ENTRA_ID_BASE_URL=https://a.example"), []);
}

#[test]
fn what_could_not_be_opened_is_named_while_the_settings_are_read() {
    for name in
        ["GITHUB_ENTERPRISE_BASE_URL", "DOORWARD_DISCORD_BASE_URL", "AUTH_MICROSOFT_BASE_URL"]
    {
        let line = format!("{name}=http://id.example.com\n");
        assert_eq!(codes(&line), [Code::OPENID_ISSUER_HTTP], "{name}");
        assert_eq!(codes(&format!("{line}DOORWARD_ALLOW_HTTP_ISSUER=true")), [], "{name}");
        assert_eq!(codes(&format!("{name}=http://127.0.0.1:9")), [], "{name}");
    }
}

/// `GITHUB_CLIENT_ID` was a name of both; the list of providers is `LobeChat`'s alone.
#[test]
fn a_shared_name_on_lobechats_list_lets_new_people_in() {
    let github = "GITHUB_CLIENT_ID=a\nGITHUB_CLIENT_SECRET=b\n";
    let listed = format!("{github}NEXT_AUTH_SSO_PROVIDERS=github\n");
    let open = |text: &str| read(text).0.list[0].registration_open;
    assert!(open(&listed));
    assert!(!open(&format!("{listed}ALLOW_SOCIAL_REGISTRATION=false")));
    assert!(!open(&format!("{github}ALLOW_SOCIAL_LOGIN=true")));
}

#[test]
fn amazons_issuer_is_made_of_the_user_pool() {
    let cognito =
        "AUTH_COGNITO_ID=a\nAUTH_COGNITO_SECRET=b\nAUTH_COGNITO_USERPOOL_ID=eu-west-1_x\n";
    assert_eq!(issuer(cognito), "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x");
}

#[test]
fn the_operator_names_further_providers() {
    let text = "DOORWARD_OPENID_PROVIDERS=office, school\n\
                DOORWARD_OPENID_OFFICE_ISSUER=https://office.example\nDOORWARD_OPENID_OFFICE_CLIENT_ID=a\n\
                DOORWARD_OPENID_OFFICE_CLIENT_SECRET=b\nDOORWARD_OPENID_OFFICE_LABEL=Work account\n\
                DOORWARD_OPENID_SCHOOL_ISSUER=https://school.example\n\
                DOORWARD_OPENID_SCHOOL_CLIENT_ID=c\nDOORWARD_OPENID_SCHOOL_PUBLIC=true\n";
    let (providers, complaints) = read(text);
    assert_eq!(complaints, []);
    let seen: Vec<_> =
        providers.list.iter().map(|p| (&*p.id, &*p.button.label, &*p.callback_path)).collect();
    assert_eq!(
        seen,
        [
            ("office", "Work account", "/oauth/office/callback"),
            ("school", "Continue with school", "/oauth/school/callback"),
        ]
    );
    assert_eq!(ids(&format!("{text}NEXT_AUTH_SSO_PROVIDERS=school,office")), ["school", "office"]);
    assert_eq!(
        codes("DOORWARD_OPENID_PROVIDERS=Work,github2,error,google"),
        [Code::PROVIDER_ID, Code::PROVIDER_ID, Code::PROVIDER_ID, Code::PROVIDER_INCOMPLETE]
    );
}
