//! The frame of the demonstration's own pages: no assets, nothing from elsewhere, everything escaped.

use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

const STYLE: &str = include_str!("page.css");

/// A page.
#[derive(Default)]
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    /// HTML, escaped where it must be.
    pub(super) body: &'a str,
    pub(super) script: &'a str,
    /// An origin that forms may lead to, beside the page's own.
    pub(super) forms_to: &'a str,
}

impl Page<'_> {
    /// The answer that carries it.
    pub(super) fn answer(&self, status: StatusCode) -> Response {
        let nonce = super::random_text().unwrap_or_default();
        let title = escape(self.title);
        let script = match self.script {
            "" => String::new(),
            script => format!("<script nonce=\"{nonce}\">{script}</script>"),
        };
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"icon\" href=\"data:,\">\n\
             <title>{title}</title>\n<style nonce=\"{nonce}\">{STYLE}</style>\n\
             <main>\n<h1>{title}</h1>\n{}</main>\n{script}\n</html>\n",
            self.body
        );
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; \
             connect-src 'self'; form-action 'self' {}; frame-ancestors 'none'; base-uri 'none'",
            self.forms_to
        );
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_SECURITY_POLICY, policy.as_str()),
            (CACHE_CONTROL, "no-store"),
            (HeaderName::from_static("x-content-type-options"), "nosniff"),
            (HeaderName::from_static("referrer-policy"), "same-origin"),
        ];
        (status, headers, html).into_response()
    }
}

/// A page with one sentence, for what went wrong.
pub(super) fn refusal(status: StatusCode, what: &str) -> Response {
    let body = format!("<p>{}</p>", escape(what));
    Page { title: "That did not work", body: &body, ..Page::default() }.answer(status)
}

/// Text as HTML, in elements and in attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// Refuses whoever comes by another name: a page elsewhere whose name suddenly means this machine could read
/// everything here.
pub(super) async fn only_loopback(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
        next.run(request).await
    } else {
        refusal(StatusCode::MISDIRECTED_REQUEST, "This is only for browsers on this machine.")
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
    }
}
