//! Microsoft Entra ID: one discovery document for many tenants.

use serde_json::Value;

use crate::harness::Doorward;
use crate::harness::browser::Browser;
use crate::harness::node::Node;
use crate::harness::peer::{Person, address, visit};
use crate::harness::provider::{HOME, failed_with, holds_no_session};

const ALICE: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

struct Entra {
    #[expect(dead_code, reason = "it ends when it is dropped")]
    node: Node,
    base: String,
}

impl Entra {
    fn start() -> Self {
        let (node, lines) = Node::start("entra.mjs", &[], &[]);
        Self { node, base: lines[0].strip_prefix("up ").unwrap().to_owned() }
    }

    /// Doorward with the settings of the guide; without a tenant, everybody may come.
    async fn door(&self, tenant: Option<&str>) -> Doorward {
        let mut settings = vec![
            ("AUTH_MICROSOFT_ENTRA_ID_ID", "entra"),
            ("AUTH_MICROSOFT_ENTRA_ID_SECRET", "entra-secret-0123456789abcdef"),
            ("AUTH_MICROSOFT_ENTRA_ID_BASE_URL", self.base.as_str()),
        ];
        settings.extend(tenant.map(|tenant| ("AUTH_MICROSOFT_ENTRA_ID_TENANT_ID", tenant)));
        Doorward::start_today(&settings).await
    }

    /// Signs in, and gives where that ends.
    async fn sign_in(&self, browser: &mut Browser, who: &str) -> String {
        let started = browser.get("/oauth/microsoft-entra-id").await.expect_status(302);
        let mut there = Browser::new(address(&self.base));
        let back = visit(&mut there, started.location(), Person::Agrees(who)).await;
        browser.get(&back).await.expect_status(302).location().to_owned()
    }
}

/// Checklist items 44 and 49: the issuer is that of the token's own tenant, and only the owner of a domain
/// proves its addresses.
#[tokio::test]
async fn people_of_every_tenant_may_come_where_no_tenant_is_set() {
    let entra = Entra::start();
    let door = entra.door(None).await;
    for (who, email, verified) in [
        ("alice", "alice@contoso.test", true),
        ("bob", "bob@fabrikam.test", false),
        ("carol", "carol@outlook.test", false),
    ] {
        let mut ids = Vec::new();
        for _ in 0..2 {
            let mut browser = door.browser();
            assert_eq!(entra.sign_in(&mut browser, who).await, format!("{HOME}/"), "{who}");
            browser.refresh().await.expect_status(200);
            let account = browser.get("/api/user").await.json();
            assert_eq!(account["email"], email);
            assert_eq!(account["emailVerified"], Value::Bool(verified), "{who}");
            ids.push(account["id"].clone());
        }
        assert_eq!(ids[0], ids[1]);
    }
    door.stop().await;
}

/// Checklist item 45: a token of one tenant that names another, and people of tenants that are not let in;
/// this provider also says `iss` in its answers.
#[tokio::test]
async fn a_tenant_lets_in_its_own_people_only() {
    let entra = Entra::start();
    for (tenant, who, end) in [
        ("common", "mallory", "DW-OIDC-081"),
        ("common", "trudy", "DW-OIDC-142"),
        ("organizations", "carol", "DW-OIDC-141"),
        ("organizations", "alice", ""),
        ("consumers", "alice", "DW-OIDC-035"),
        ("consumers", "carol", ""),
        (ALICE, "bob", "DW-OIDC-035"),
        (ALICE, "alice", ""),
    ] {
        let door = entra.door(Some(tenant)).await;
        let mut browser = door.browser();
        let expected = if end.is_empty() { format!("{HOME}/") } else { failed_with(end) };
        assert_eq!(entra.sign_in(&mut browser, who).await, expected, "{tenant} {who}");
        assert_eq!(holds_no_session(&browser), !end.is_empty());
        door.stop().await;
    }
}
