//! `doorward user export`

use anyhow::Context as _;
use doorward_app::{App, export, people};

use crate::output;

pub(super) async fn run(app: &App, who: &str) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    let kept = export::of(app, user.id).await?.context("the account was deleted just now")?;
    output::json(&kept)
}
