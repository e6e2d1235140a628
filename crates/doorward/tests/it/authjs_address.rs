//! Auth.js's API where the operator wants it, beside all other routes.

use std::collections::BTreeSet;

use doorward_app::settings::{Settings, Sources};

use crate::harness::Doorward;
use crate::harness::authjs::SECRET;

/// The lines in which every route stands.
const ROUTER: &str = include_str!("../../../web/src/router.rs");

/// The paths of all routes and those above them, with a name in place of each parameter.
fn paths() -> BTreeSet<String> {
    let literals = ROUTER.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut all = BTreeSet::new();
    for literal in literals {
        let mut path = String::new();
        for part in literal.split('/').skip(1) {
            path.push('/');
            path.push_str(if part.starts_with('{') { "x" } else { part });
            all.insert(path.clone());
        }
    }
    all
}

/// A base path either is refused when the settings are read, or the service starts under it and the
/// API is there.
#[tokio::test]
async fn no_base_path_that_the_settings_accept_stops_the_start() {
    let all = paths();
    assert!(all.len() > 40 && all.contains("/api/roles/x"), "{all:?}");
    let mut refused = 0;
    for path in all.iter().filter(|path| path.len() > 1) {
        let url = format!("http://localhost:3210{path}");
        let settings = [("NEXT_AUTH_SECRET", SECRET), ("AUTH_URL", url.as_str())];
        let owned = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let reading = Settings::read(&Sources::gather(None, owned.to_vec()), 2);
        let Some(draft) = reading.draft else {
            refused += 1;
            continue;
        };
        let base = draft.authjs.unwrap().base_path;
        let door = Doorward::start(&settings).await;
        let answer = door.browser().get(&format!("{base}/csrf")).await.expect_status(200);
        assert!(answer.json()["csrfToken"].is_string(), "{path}");
        door.stop().await;
    }
    assert!(refused > 30, "{refused}");
}
