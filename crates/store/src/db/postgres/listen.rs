//! Hears what other nodes changed, over `LISTEN`.
//!
//! A node that hears nothing must not live on what it remembers: as long as the connection is away,
//! it is told to forget everything, again and again.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{interval, sleep, timeout};
use tokio_postgres::{AsyncMessage, Client};

use super::connect::{Server, Wire};
use crate::changes::{Announcer, Change};
use crate::error::OpenError;

/// The channel, which the statement that notifies names as well.
const LISTEN: &str = "LISTEN doorward_changes";

/// How often the server is asked whether it is still there. A connection can be dead for many
/// minutes before the system notices: a router forgot it, or the other machine lost its power.
const BEAT: Duration = Duration::from_millis(500);

/// How long its answer is waited for. Shorter would take a busy server for a dead one.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often everything is forgotten while nothing is heard.
const FORGET_EVERY: Duration = Duration::from_millis(200);

/// The first and the longest pause between attempts to connect again.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A connection that listens, and connects again for as long as it is polled.
pub(super) struct Ear {
    server: Server,
    announcer: Announcer,
    /// The client is held because dropping it would end the connection.
    connection: (Client, Wire),
}

impl Ear {
    /// Connects and listens. What is committed after this returns is heard.
    pub(super) async fn open(server: Server, announcer: Announcer) -> Result<Self, OpenError> {
        let connection = connect(&server, &announcer).await?;
        Ok(Self { server, announcer, connection })
    }

    /// Announces what is heard, for ever.
    pub(super) async fn listen(self) {
        let Self { server, announcer, mut connection } = self;
        loop {
            hear(&mut connection, &announcer).await;
            tracing::warn!("the connection that hears of changes was lost");
            connection = connect_again(&server, &announcer).await;
            tracing::info!("changes are heard again");
            announcer.announce(Change::Everything);
        }
    }
}

/// Announces what is heard until the connection ends or falls silent.
async fn hear((client, wire): &mut (Client, Wire), announcer: &Announcer) {
    loop {
        tokio::select! {
            () = drive(wire, announcer) => return,
            () = sleep(BEAT) => {}
        }
        tokio::select! {
            // First whatever has arrived: on a busy machine the answer may lie there in time and be
            // looked at late.
            biased;
            () = drive(wire, announcer) => return,
            answer = timeout(PATIENCE, client.batch_execute("")) => match answer {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return,
            },
        }
    }
}

/// Drives the connection to its end.
async fn drive(wire: &mut Wire, announcer: &Announcer) {
    while let Some(message) = next(wire).await {
        announce(announcer, &message);
    }
}

/// Connects as soon as it can be done. Until then nothing may be remembered.
async fn connect_again(server: &Server, announcer: &Announcer) -> (Client, Wire) {
    let mut connected = pin!(attempts(server, announcer));
    let mut forget = interval(FORGET_EVERY);
    loop {
        tokio::select! {
            connection = &mut connected => return connection,
            _ = forget.tick() => announcer.announce(Change::Everything),
        }
    }
}

async fn attempts(server: &Server, announcer: &Announcer) -> (Client, Wire) {
    let mut pause = FIRST_PAUSE;
    loop {
        sleep(pause).await;
        if let Ok(connection) = connect(server, announcer).await {
            return connection;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Connects, and drives the connection while it is told to listen.
async fn connect(server: &Server, announcer: &Announcer) -> Result<(Client, Wire), OpenError> {
    let (client, mut wire) = server.connect().await?;
    {
        let mut listening = pin!(client.batch_execute(LISTEN));
        let mut ended = false;
        loop {
            tokio::select! {
                result = &mut listening => break result.map_err(|error| server.explain(&error))?,
                message = next(&mut wire), if !ended => match message {
                    Some(message) => announce(announcer, &message),
                    None => ended = true,
                },
            }
        }
    }
    Ok((client, wire))
}

/// The next message of the server; `None` when the connection has ended.
async fn next(wire: &mut Wire) -> Option<AsyncMessage> {
    poll_fn(|context| wire.poll_message(context)).await.and_then(Result::ok)
}

fn announce(announcer: &Announcer, message: &AsyncMessage) {
    if let AsyncMessage::Notification(notification) = message {
        announcer.announce(change(notification.payload()));
    }
}

/// A change as it travels.
pub(super) fn payload(change: Change) -> String {
    match change {
        Change::User(id) => format!("user {id}"),
        Change::Session(id) => format!("session {id}"),
        Change::Bans => "bans".to_owned(),
        Change::Letters => "letters".to_owned(),
        Change::Everything => "everything".to_owned(),
    }
}

/// Reads a payload. One that is not understood, from a newer node perhaps, may mean anything.
fn change(payload: &str) -> Change {
    match payload.split_once(' ') {
        Some(("user", id)) => id.parse().map_or(Change::Everything, Change::User),
        Some(("session", id)) => id.parse().map_or(Change::Everything, Change::Session),
        None if payload == "bans" => Change::Bans,
        None if payload == "letters" => Change::Letters,
        _ => Change::Everything,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_core::id::{SessionId, UserId};
    use doorward_core::time::Timestamp;

    #[test]
    fn a_change_arrives_as_it_was_sent_and_an_unknown_one_as_everything() {
        let user = Change::User(UserId::new(Timestamp(1), [7; 8]));
        let session = Change::Session(SessionId::new(Timestamp(1), [7; 10]));
        for sent in [user, session, Change::Bans, Change::Letters, Change::Everything] {
            assert_eq!(change(&payload(sent)), sent);
        }
        for text in ["", "user", "user x", "session ", "role 1"] {
            assert_eq!(change(text), Change::Everything, "{text:?}");
        }
    }
}
