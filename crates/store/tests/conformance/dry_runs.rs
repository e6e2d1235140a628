//! Trial sign-ins.

use doorward_core::secret::Sealed;
use doorward_store::Store;

use crate::samples::{LIFE_MS, NOW, digest, event};

pub(crate) async fn a_ticket_is_opened_once_and_its_report_is_read_once(store: &Store) {
    let (ticket, until) = (digest(1), NOW.plus(LIFE_MS));
    store.begin_dry_run(&ticket, "openid", until, &event()).await.unwrap();
    let report = Sealed::new("sealed".to_owned());
    assert!(!store.report_dry_run(&ticket, &report, &event()).await.unwrap(), "nobody opened it");
    assert_eq!(store.open_dry_run(&ticket, until, until.plus(1)).await.unwrap(), None);
    let opened = store.open_dry_run(&ticket, NOW, until.plus(1)).await.unwrap();
    assert_eq!(opened.as_deref(), Some("openid"));
    assert_eq!(store.open_dry_run(&ticket, NOW, until).await.unwrap(), None);
    assert!(store.take_dry_run(&ticket).await.unwrap().is_none());
    assert!(store.report_dry_run(&ticket, &report, &event()).await.unwrap());
    assert!(!store.report_dry_run(&ticket, &report, &event()).await.unwrap());
    let taken = store.take_dry_run(&ticket).await.unwrap().unwrap();
    assert_eq!(taken.as_str(), "sealed");
    assert!(store.take_dry_run(&ticket).await.unwrap().is_none());
}

pub(crate) async fn what_nobody_came_back_for_is_swept(store: &Store) {
    let until = NOW.plus(LIFE_MS);
    store.begin_dry_run(&digest(1), "openid", until, &event()).await.unwrap();
    store.begin_dry_run(&digest(2), "openid", until, &event()).await.unwrap();
    store.open_dry_run(&digest(2), NOW, until.plus(1)).await.unwrap().unwrap();
    assert_eq!(store.sweep(until, LIFE_MS).await.unwrap(), 1);
    assert_eq!(store.sweep(until.plus(1), LIFE_MS).await.unwrap(), 1);
}
