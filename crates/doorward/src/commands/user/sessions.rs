//! `doorward user sessions`

use doorward_app::{App, Session, people, sessions};
use serde::Serialize;

use super::super::iso;
use crate::output;

/// A session, as the command line prints it.
#[derive(Serialize)]
struct Row {
    id: String,
    method: String,
    created_at: String,
    last_seen_at: String,
    expires_at: String,
    address: String,
    user_agent: String,
}

impl From<Session> for Row {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            method: session.method,
            created_at: iso(session.created_at),
            last_seen_at: iso(session.last_seen_at),
            expires_at: iso(session.expires_at),
            address: session.address,
            user_agent: session.user_agent,
        }
    }
}

/// Lists them, or ends them all.
pub(super) async fn run(app: &App, who: &str, (end, json): (bool, bool)) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    if end {
        let ended = sessions::end_all(app, user.id, None).await?;
        output::say(&format!("Ended {ended} session(s)."));
        return Ok(());
    }
    print(sessions::list(app, user.id).await?, json)
}

fn print(sessions: Vec<Session>, json: bool) -> anyhow::Result<()> {
    let rows: Vec<Row> = sessions.into_iter().map(Row::from).collect();
    if json {
        return output::json(&rows);
    }
    let rows = rows.into_iter().map(|r| [r.id, r.method, r.created_at, r.last_seen_at, r.address]);
    output::table(["ID", "METHOD", "CREATED", "LAST SEEN", "ADDRESS"], rows);
    Ok(())
}
