//! An `OpenID` provider by hand, as badly set up as a story wants it: a document, and what three addresses
//! answer.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::proxy::reply;

/// How it is set up. `{base}` stands for its own address, `{back}` for the redirect URI that was sent.
#[derive(Clone)]
pub(crate) struct Setup {
    /// Members that its document has in the place of the usual ones; `null` takes one out.
    pub(crate) document: Value,
    /// What the authorization endpoint answers: status, header lines, body.
    pub(crate) authorize: [&'static str; 3],
    /// What the token endpoint answers.
    pub(crate) token: [&'static str; 3],
    /// What it answers to a secret in the header, unless the same.
    pub(crate) token_basic: Option<[&'static str; 3]>,
    /// Its keys.
    pub(crate) keys: &'static str,
    /// Its `Date`; without one it sends none.
    pub(crate) date: Option<&'static str>,
}

const KEY: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig",
    "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

const JSON: &str = "Content-Type: application/json\r\n";

/// A provider that is set up well.
pub(crate) fn well() -> Setup {
    Setup {
        document: json!({}),
        authorize: ["303 See Other", "Location: {back}?error=login_required\r\n", ""],
        token: ["400 Bad Request", JSON, r#"{"error":"invalid_grant"}"#],
        token_basic: None,
        keys: KEY,
        date: None,
    }
}

/// Starts one and gives its base URL.
#[expect(clippy::disallowed_methods, reason = "the provider is a task of the story")]
pub(crate) async fn start(setup: Setup) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let setup = Arc::new(setup);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, address, Arc::clone(&setup)));
        }
    });
    format!("http://{address}")
}

async fn serve(mut stream: TcpStream, address: SocketAddr, setup: Arc<Setup>) {
    let mut buffer = vec![0; 16384];
    let read = stream.read(&mut buffer).await.unwrap_or_default();
    let asked = String::from_utf8_lossy(&buffer[..read]).into_owned();
    let target = asked.split(' ').nth(1).unwrap_or_default();
    let base = format!("http://{address}");
    let date = setup.date.map(|date| format!("Date: {date}\r\n")).unwrap_or_default();
    let [status, headers, body] = match target.split('?').next().unwrap_or_default() {
        "/.well-known/openid-configuration" => {
            let body = document(&base, &setup.document);
            ["200 OK".to_owned(), JSON.to_owned(), body]
        }
        "/authorize" => setup.authorize.map(str::to_owned),
        "/token" => {
            let basic = asked.to_ascii_lowercase().contains("authorization: basic");
            let other = setup.token_basic.filter(|_| basic);
            other.unwrap_or(setup.token).map(str::to_owned)
        }
        "/jwks" => ["200 OK", JSON, setup.keys].map(str::to_owned),
        _ => ["404 Not Found", "", ""].map(str::to_owned),
    };
    let pairs =
        url::form_urlencoded::parse(target.split_once('?').unwrap_or_default().1.as_bytes());
    let back = pairs.into_iter().find(|(name, _)| name == "redirect_uri");
    let back = back.map(|(_, value)| value.into_owned()).unwrap_or_default();
    let fill = |text: String| text.replace("{base}", &base).replace("{back}", &back);
    let answer = reply(&status, &fill(format!("{date}{headers}")), &fill(body));
    drop(stream.write_all(answer.as_bytes()).await);
}

fn document(base: &str, changes: &Value) -> String {
    let mut document = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/jwks"),
        "end_session_endpoint": format!("{base}/end"),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
    });
    let members = document.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(members.remove(name)),
            _ => drop(members.insert(name.clone(), value.clone())),
        }
    }
    document.to_string()
}
