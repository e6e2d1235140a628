//! Clients by HTTP/2 that ask and do not take what they have asked for.

use std::time::Duration;

use tokio::net::TcpStream;

use crate::gateway::in_front;
use crate::harness::Doorward;
use crate::harness::app::ChatApp;
use crate::harness::h2::{H2, INITIAL_WINDOW, Outcome, Standing};
use crate::http2::get;

/// How much time passes at once, in seconds: less than a client has to answer a ping.
const STEP: u64 = 10;

async fn open() -> (ChatApp, Doorward) {
    in_front(&[("DOORWARD_H2C", "true"), ("DOORWARD_PUBLIC_PATHS", "/*")]).await
}

/// A client that has room for so many bytes of each body.
async fn with_room(door: &Doorward, window: u32) -> H2<TcpStream> {
    let stream = TcpStream::connect(door.address).await.unwrap();
    H2::begin_with(stream, &[(INITIAL_WINDOW, window)]).await
}

async fn pass() {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(STEP)).await;
    tokio::time::resume();
}

/// Lets time pass until a connection stands so; gives how many seconds that was, at most an hour.
async fn until_it_is(standing: Standing, client: &mut H2<TcpStream>) -> u64 {
    for seconds in (0..3600).step_by(usize::try_from(STEP).unwrap()) {
        if client.standing().await == standing {
            return seconds;
        }
        pass().await;
    }
    3600
}

/// Checklist item 109: by a window that stays shut, and by one that is shut before the last byte, when the
/// answer is whole on our side.
#[tokio::test]
async fn an_answer_that_is_never_taken_ends_its_connection() {
    let (_app, door) = open().await;
    for window in [0, 1] {
        let mut client = with_room(&door, window).await;
        client.head(1, &get("/c/1"), true).await;
        assert_eq!(client.outcome(1).await, Outcome::Answered(200));
        // Whoever goes on asking keeps nothing alive by that.
        let (mut asked, mut told) = (3, 0);
        while client.standing().await == Standing::Open {
            let mut more = get("/doorward/livez");
            more[0].1 = b"HEAD";
            client.head(asked, &more, true).await;
            asked += 2;
            pass().await;
            told += STEP;
            assert!(told < 600, "it goes on, with room for {window}");
        }
        assert!((120..=200).contains(&told), "{told}");
        let over = until_it_is(Standing::Over, &mut client).await;
        assert!(over <= 40, "{over}");
    }
    door.stop().await;
}

/// Checklist item 113: an app that has nothing to say is waited for.
#[tokio::test]
async fn a_stream_that_is_quiet_for_half_an_hour_stays() {
    let (mut app, door) = open().await;
    let mut client = with_room(&door, 65_535).await;
    client.head(1, &get("/events"), true).await;
    assert_eq!(app.told.recv().await, Some("began"));
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    app.say("one");
    client.until("data: one\n\n").await;
    for _ in (0..1800).step_by(usize::try_from(STEP).unwrap()) {
        pass().await;
        assert_eq!(client.standing().await, Standing::Open);
    }
    app.say("two");
    client.until("data: two\n\n").await;
    door.stop().await;
}

/// What others do on the same connection has its time to end, and not for ever.
#[tokio::test]
async fn a_stream_goes_on_for_a_while_beside_an_answer_that_is_not_taken() {
    let (mut app, door) = open().await;
    let mut client = with_room(&door, 0).await;
    client.head(1, &get("/c/1"), true).await;
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    client.head(3, &get("/events"), true).await;
    client.widen(3, 65_535).await;
    assert_eq!(app.told.recv().await, Some("began"));
    let told = until_it_is(Standing::Told, &mut client).await;
    assert!((120..=200).contains(&told), "{told}");
    app.say("still here");
    client.until("still here").await;
    let over = until_it_is(Standing::Over, &mut client).await;
    assert!((480..=640).contains(&over), "{over}");
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}
