//! The dry run of a sign-in: the link of the command line, and the page at its end.

use axum::response::Response;
use doorward_app::callback::dry_run::{Decision, End, Outcome};
use doorward_app::doctor::Finding;
use doorward_app::doctor::login::{self, Opened};
use doorward_core::limit::Verdict;
use doorward_pages::{DryRun, DryRunClaim, DryRunEnd};
use http::{HeaderMap, StatusCode, Uri};

use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::{account, oauth, page};
use crate::{fields, limiter};

/// `GET /doctor/login`: the way out to the provider, to whoever opens the link first.
pub(crate) async fn open(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let state = state.passing();
    let verdict: Verdict = match oauth::admit(&state, &headers, &client) {
        Ok(verdict) => verdict,
        Err(response) => return *response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let response = match login::open(state.app(), query.text("token"), &client).await {
        Ok(Some(Opened::Leave(started))) => oauth::leave(&state, &started),
        Ok(Some(Opened::Ended(outcome))) => show(&state, *outcome),
        Ok(None) => page::error(&state, Failure::NotFound),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    };
    limiter::annotate(response, verdict, state.app().clock.now())
}

/// What a dry run came to, for the browser that went the way.
pub(crate) fn show(state: &State, outcome: Outcome) -> Response {
    let judged = login::judge(outcome, &state.app().settings.report).for_browser();
    let outcome = judged.login;
    let claims = outcome.claims.iter().map(|claim| DryRunClaim {
        name: claim.name.clone(),
        from: claim.from.as_str(),
        kind: claim.r#type.clone(),
        value: claim.value.clone(),
    });
    let view = DryRun {
        frame: page::frame(state),
        provider: account::way(state, &outcome.provider),
        end: end(&outcome.end),
        claims: claims.collect(),
        findings: judged.report.findings.iter().map(told).collect(),
    };
    page::html(StatusCode::OK, view.render())
}

fn end(end: &End) -> DryRunEnd {
    match end {
        End::Failed { .. } | End::Broken { .. } | End::Sealed => DryRunEnd::Failed,
        End::Decided(Decision::New { .. }) => DryRunEnd::New,
        End::Decided(Decision::Known { account }) => DryRunEnd::Known(account.name.clone()),
        End::Decided(Decision::Join { account }) => DryRunEnd::Joined(account.name.clone()),
        End::Decided(Decision::LinkFirst { account, .. }) => {
            DryRunEnd::LinkFirst(account.name.clone())
        }
        End::Decided(Decision::Refuse { .. }) => DryRunEnd::Refused,
    }
}

fn told(finding: &Finding) -> String {
    let head = format!("{}: {}", finding.code, finding.what);
    let parts = [Some(head), finding.evidence.clone(), finding.fix.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
