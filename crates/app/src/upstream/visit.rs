//! Looking at an answer whatever it is, as the doctor does: by the same client, under the same guard and
//! deadline as everything else.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{HeaderMap, LOCATION};
use tokio::time::{Instant, timeout};
use url::Url;

use super::http::{FetchError, Http, why};

/// How much of a body is read, in bytes.
const READ: usize = 256 * 1024;

/// How many redirects are followed.
const HOPS: usize = 5;

/// Headers to send.
pub(crate) type Headers<'a> = &'a [(&'static str, &'a str)];

/// An answer.
#[derive(Debug)]
pub(crate) struct Visit {
    /// Where it is from.
    pub(crate) url: Url,
    /// The HTTP status.
    pub(crate) status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Visit {
    /// A header's first value as text; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// All values of a header.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
    }

    /// Where it redirects to.
    pub(crate) fn location(&self) -> Option<Url> {
        let to = Some(self.header(LOCATION.as_str())).filter(|to| !to.is_empty())?;
        self.url.join(to).ok()
    }

    /// The begin of the body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The begin of the body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Http {
    /// Asks for `url`. Redirects and errors are answers too; of a large body the begin is read.
    pub(crate) async fn visit(&self, url: &Url, headers: Headers<'_>) -> Result<Visit, FetchError> {
        let mut response = self.open(url, headers).await?;
        let mut visit = head(url, &response);
        while let Some(piece) = response.chunk().await.map_err(why)? {
            visit.body.extend_from_slice(&piece);
            if visit.body.len() >= READ {
                visit.body.truncate(READ);
                break;
            }
        }
        Ok(visit)
    }

    /// Asks for `url` and follows redirects as far as `stop`, each of them under the guard.
    pub(crate) async fn follow(
        &self,
        url: &Url,
        stop: impl Fn(&Url) -> bool,
    ) -> Result<Visit, FetchError> {
        let mut visit = self.visit(url, &[]).await?;
        for _ in 0..HOPS {
            match visit.location() {
                Some(to) if !stop(&to) => visit = self.visit(&to, &[]).await?,
                _ => break,
            }
        }
        Ok(visit)
    }

    /// Listens to a stream of events for as long as `patience`. Gives its head, and after how many milliseconds each event came.
    pub(crate) async fn listen(
        &self,
        url: &Url,
        headers: Headers<'_>,
        patience: Duration,
    ) -> Result<(Visit, Vec<u64>), FetchError> {
        let mut response = self.open(url, headers).await?;
        let mut visit = head(url, &response);
        let (began, mut arrived) = (Instant::now(), Vec::new());
        let listening = async {
            while let Ok(Some(piece)) = response.chunk().await {
                let after = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
                visit.body.extend_from_slice(&piece);
                let events = visit.body.windows(2).filter(|two| two == b"\n\n").count();
                arrived.resize(events, after);
            }
        };
        // What came until then is judged.
        drop(timeout(patience, listening).await);
        Ok((visit, arrived))
    }

    async fn open(&self, url: &Url, headers: Headers<'_>) -> Result<Response, FetchError> {
        let client = self.client_for(url).await?;
        let request = client.get(url.clone());
        let request = headers.iter().fold(request, |all, (name, value)| all.header(*name, *value));
        client.execute(request.build().map_err(why)?).await.map_err(why)
    }
}

fn head(url: &Url, response: &Response) -> Visit {
    Visit {
        url: url.clone(),
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: Vec::new(),
    }
}
