//! Several people at once.

use tokio::task::JoinHandle;

/// Lets somebody act beside the story.
#[expect(clippy::disallowed_methods, reason = "a story waits for everybody it began")]
pub(crate) fn begin<T: Send + 'static>(
    acting: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<T> {
    tokio::task::spawn(acting)
}
