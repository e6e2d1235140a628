//! `doorward access`
//!
//! Status 0: the request is let through, or may be after signing in; 1: it is refused; 2: it is none.

use std::process::ExitCode;

use anyhow::bail;
use doorward_app::reach::{self, Outcome, Report, Target};
use doorward_app::settings::Settings;
use doorward_app::{App, people};

use crate::cli::Access;
use crate::output;

pub(super) async fn run(asked: &Access, settings: Settings) -> anyhow::Result<ExitCode> {
    if settings.apps.is_empty() {
        bail!(
            "there is no app to reach: set DOORWARD_UPSTREAM, DOORWARD_UPSTREAMS_FILE or \
             DOORWARD_FORWARD_AUTH"
        );
    }
    let app = super::open(settings).await?;
    let outcome = judge(&app, asked).await;
    Box::pin(app.close()).await;
    tell(asked, &outcome?)
}

async fn judge(app: &App, asked: &Access) -> anyhow::Result<Report> {
    if app.settings.has_gateway() && is_ours(app, &asked.target) {
        bail!("{} is Doorward's own, which no rule of an app speaks of", asked.target.path);
    }
    let user = match &asked.r#as {
        Some(who) => Some(people::find(app, who).await?),
        None => None,
    };
    Ok(reach::report(app, (&asked.method, &asked.target), user.as_ref()).await?)
}

fn is_ours(app: &App, target: &Target) -> bool {
    doorward_web::is_ours(app, target.authority.as_deref(), &target.path)
}

fn tell(asked: &Access, report: &Report) -> anyhow::Result<ExitCode> {
    if asked.json {
        output::json(report)?;
    } else {
        output::say(&report.text());
    }
    let refused = report.outcome == Outcome::Refuse;
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
