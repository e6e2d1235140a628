//! Opening, and what the operator is told when it fails.

use std::fs;

use doorward_core::secret::Secret;
use doorward_store::{Kind, Location, OpenError, Store};
use futures_util::future::try_join_all;

use crate::place::Place;
use crate::samples::{create, login, user_id};

pub(crate) async fn refused(location: &Location) -> OpenError {
    match Store::open(location).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

pub(crate) async fn a_closed_store_refuses_politely(store: &Store) {
    create(store, 1).await;
    store.close().await;
    assert_eq!(store.user(user_id(1)).await.unwrap_err().kind, Kind::Unavailable);
    assert_eq!(store.begin_login(&login(1)).await.unwrap_err().kind, Kind::Unavailable);
    store.close().await;
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let store = place.open().await;
        let made = create(&store, 1).await;
        store.close().await;
        let again = place.open().await;
        assert_eq!(again.user(made.id).await.unwrap(), Some(made));
        again.close().await;
        place.remove().await;
    }
}

#[tokio::test]
async fn several_nodes_may_open_an_empty_place_at_once() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let stores = try_join_all((0..8).map(|_| Store::open(&place.location))).await.unwrap();
        create(&stores[0], 1).await;
        for store in &stores {
            assert!(store.has_users().await.unwrap());
            store.close().await;
        }
        place.remove().await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn file_and_folder_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::sqlite();
    let store = place.open().await;
    create(&store, 1).await;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = place.file().parent().unwrap();
    assert_eq!(mode(folder), 0o700);
    let mut files = 0;
    for file in fs::read_dir(folder).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
        files += 1;
    }
    assert!(files >= 2, "the database and its log");
    store.close().await;
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "closing folds the log into the file");
    place.remove().await;
}

#[tokio::test]
async fn a_damaged_file_is_named_and_left_alone() {
    let place = Place::sqlite();
    fs::create_dir_all(place.file().parent().unwrap()).unwrap();
    let rubbish = "this is a shopping list, ".repeat(400);
    fs::write(place.file(), &rubbish).unwrap();
    let error = refused(&place.location).await;
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("doorward.db"), "{error}");
    assert_eq!(fs::read_to_string(place.file()).unwrap(), rubbish);
    place.remove().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let place = Place::sqlite();
    let folder = place.file().parent().unwrap();
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    fs::write(folder, "a file is in the way").unwrap();
    let error = refused(&place.location).await;
    assert!(matches!(error, OpenError::Folder { .. }), "{error}");
    let below = Location::Sqlite(folder.join("deeper").join("doorward.db"));
    assert!(matches!(refused(&below).await, OpenError::Folder { .. }));
    place.remove().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let place = Place::sqlite();
    fs::create_dir_all(place.file()).unwrap();
    let error = refused(&place.location).await;
    assert!(matches!(error, OpenError::File { .. }), "{error}");
    place.remove().await;
}

const FROM_THE_FUTURE: &str = "INSERT INTO schema_migrations (version, name) VALUES (999, 'x')";

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let file = Place::sqlite();
    file.open().await.close().await;
    rusqlite::Connection::open(file.file()).unwrap().execute_batch(FROM_THE_FUTURE).unwrap();
    let server = Place::postgres().await;
    server.open().await.close().await;
    server.client().await.batch_execute(FROM_THE_FUTURE).await.unwrap();
    for place in [file, server] {
        let error = refused(&place.location).await;
        assert!(matches!(error, OpenError::Newer { found: 999, known: 1.., .. }), "{error}");
        place.remove().await;
    }
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let file = Place::sqlite();
    fs::create_dir_all(file.file().parent().unwrap()).unwrap();
    let theirs = "CREATE TABLE sessions (theirs TEXT)";
    rusqlite::Connection::open(file.file()).unwrap().execute_batch(theirs).unwrap();
    let server = Place::postgres().await;
    server.client().await.batch_execute(theirs).await.unwrap();
    let users = "SELECT count(*) FROM users";
    for place in [&file, &server] {
        let error = refused(&place.location).await;
        assert!(matches!(error, OpenError::Migration { .. }), "{error}");
    }
    assert!(rusqlite::Connection::open(file.file()).unwrap().execute_batch(users).is_err());
    assert!(server.client().await.batch_execute(users).await.is_err());
    file.remove().await;
    server.remove().await;
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_explained_without_its_password() {
    let place = Place::postgres().await;
    let Location::Postgres(good) = &place.location else { unreachable!() };
    let (server, _) = good.expose().rsplit_once('/').unwrap();
    let absent = format!("{server}/no_such_database").replace("postgres@", "postgres:hunter2@");
    let error = refused(&Location::Postgres(Secret::from(absent))).await;
    assert!(matches!(error, OpenError::Absent { .. }), "{error}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let stranger = good.expose().replace("postgres@", "nobody_here:hunter2@");
    let error = refused(&Location::Postgres(Secret::from(stranger))).await;
    assert!(matches!(error, OpenError::Refused { .. }), "{error}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let plain = format!("{}?sslmode=verify-full", good.expose());
    let error = refused(&Location::Postgres(Secret::from(plain))).await;
    assert!(matches!(error, OpenError::Connect { .. }), "{error}");
    place.remove().await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_explained() {
    // Bound and dropped: nobody listens there any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://ann:hunter2@127.0.0.1:{port}/door");
    let error = refused(&Location::Postgres(Secret::from(url))).await;
    assert!(matches!(error, OpenError::Connect { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains(&port.to_string()) && !text.contains("hunter2"), "{text}");
}
