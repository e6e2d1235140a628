//! What is done after the answer: looking up an address and posting a mail to it must not show in the
//! time of an answer (checklist item 83).

use std::error::Error;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::app::App;

/// How many errands may be under way at once. They end within milliseconds.
const MOST: usize = 256;

/// As many errands as there may be are under way already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many errands are under way")]
pub struct TooManyErrands;

/// The errands of one process.
#[derive(Debug)]
pub(crate) struct Errands(Arc<Semaphore>);

impl Default for Errands {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}

/// Does something after the answer. What fails then is logged as a failure of `what`.
///
/// It errs for everybody alike, whatever they asked for.
pub(crate) fn run<E: Error + 'static>(
    app: &Arc<App>,
    what: &'static str,
    errand: impl Future<Output = Result<(), E>> + Send + 'static,
) -> Result<(), TooManyErrands> {
    let permit = Arc::clone(&app.errands.0).try_acquire_owned().map_err(|_| TooManyErrands)?;
    app.tasks.spawn(async move {
        if let Err(error) = errand.await {
            tracing::error!(what, error = &error as &dyn Error, "an errand failed");
        }
        drop(permit);
    });
    Ok(())
}
