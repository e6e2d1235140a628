//! A provider that answers in almost no time: `provider PORT`, on 127.0.0.1. It plays `OpenID` Connect
//! (ID tokens with ES256, signed for each request) and GitHub.
//!
//! It remembers nothing. Whoever plays the browser makes the code up: `FLOW.PERSON.NONCE`, a name of
//! this sign-in, a number, and the nonce that was asked for; the access token is that code again.
//! Each answer gives a line of output, `PATH FLOW MICROSECONDS`: from the arrival of the request until
//! the answer is ready to be sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

type Fault = Box<dyn std::error::Error + Send + Sync>;

struct Provider {
    base: String,
    key: EcdsaKeyPair,
}

struct Request {
    path: String,
    authorization: String,
    body: String,
    /// When its first line had been read.
    arrived: Instant,
}

/// A sign-in, as the code and the access token tell it.
struct Flow<'a> {
    name: &'a str,
    person: u64,
    nonce: &'a str,
}

impl<'a> Flow<'a> {
    fn of(request: &'a Request) -> Option<Self> {
        let in_form = || request.body.split('&').find_map(|field| field.strip_prefix("code="));
        let code = request.authorization.strip_prefix("Bearer ").or_else(in_form)?;
        let mut parts = code.split('.');
        let (name, person, nonce) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { name, person: person.parse().ok()?, nonce })
    }

    fn address(&self) -> String {
        format!("person{}@example.test", self.person)
    }
}

impl Provider {
    fn new(port: u16) -> Result<Self, Fault> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
        Ok(Self { base: format!("http://127.0.0.1:{port}"), key })
    }

    /// The body for a request, of which the flow is known when it belongs to a sign-in.
    fn answer(&self, path: &str, flow: Option<&Flow<'_>>) -> Option<Value> {
        Some(match (path, flow) {
            ("/ready", _) => json!({}),
            ("/.well-known/openid-configuration", _) => self.discovery(),
            ("/jwks", _) => self.jwks(),
            ("/token", Some(flow)) => json!({
                "access_token": format!("{}.{}.{}", flow.name, flow.person, flow.nonce),
                "token_type": "Bearer", "expires_in": 3600, "id_token": self.id_token(flow)?,
            }),
            ("/userinfo", Some(flow)) => json!({
                "sub": flow.person.to_string(), "email": flow.address(), "email_verified": true,
                "name": "Somebody", "preferred_username": format!("person{}", flow.person),
            }),
            ("/login/oauth/access_token", Some(flow)) => json!({
                "access_token": format!("{}.{}.{}", flow.name, flow.person, flow.nonce),
                "token_type": "bearer", "scope": "read:user,user:email",
            }),
            ("/user", Some(flow)) => json!({
                "id": flow.person, "login": format!("person{}", flow.person), "name": "Somebody",
                "avatar_url": format!("{}/picture", self.base), "email": null,
            }),
            ("/user/emails", Some(flow)) => json!([
                { "email": format!("hub-{}", flow.address()), "primary": true, "verified": true },
            ]),
            _ => return None,
        })
    }

    fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.base);
        json!({
            "issuer": self.base,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        })
    }

    fn jwks(&self) -> Value {
        // An uncompressed point: a byte that says so, then both coordinates.
        let point = self.key.public_key().as_ref();
        let coordinate = |at: usize| URL_SAFE_NO_PAD.encode(&point[at..at + 32]);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
            "x": coordinate(1), "y": coordinate(33),
        }] })
    }

    fn id_token(&self, flow: &Flow<'_>) -> Option<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let claims = json!({
            "iss": self.base, "aud": "bench", "sub": flow.person.to_string(),
            "iat": now, "exp": now + 600, "nonce": flow.nonce,
        });
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": "one" });
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }

    /// Answers the requests of one connection until its other end closes it.
    fn serve(&self, stream: TcpStream) -> Result<(), Fault> {
        stream.set_nodelay(true)?;
        let mut peer = BufReader::new(stream);
        while let Some(request) = read(&mut peer)? {
            let flow = Flow::of(&request);
            let answer = self.answer(&request.path, flow.as_ref());
            let status = if answer.is_some() { "200 OK" } else { "404 Not Found" };
            let body = answer.unwrap_or(Value::Null).to_string();
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let took = request.arrived.elapsed().as_secs_f64() * 1e6;
            // Before it is sent: whoever has the last answer may read the whole log.
            println!("{} {} {took:.1}", request.path, flow.map_or("-", |flow| flow.name));
            peer.get_mut().write_all(answer.as_bytes())?;
        }
        Ok(())
    }
}

fn read(peer: &mut BufReader<TcpStream>) -> Result<Option<Request>, Fault> {
    let mut line = String::new();
    if peer.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let arrived = Instant::now();
    let path = line.split(' ').nth(1).ok_or("no request line")?.to_owned();
    let (mut authorization, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        peer.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => value.clone_into(&mut authorization),
            "content-length" => length = value.parse()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    peer.read_exact(&mut body)?;
    Ok(Some(Request { path, authorization, body: String::from_utf8(body)?, arrived }))
}

fn main() -> Result<(), Fault> {
    let port = std::env::args().nth(1).ok_or("usage: provider PORT")?.parse()?;
    let provider = Arc::new(Provider::new(port)?);
    for stream in TcpListener::bind(("127.0.0.1", port))?.incoming() {
        let (provider, stream) = (Arc::clone(&provider), stream?);
        // A connection that breaks ends its thread; who waited for an answer says so.
        std::thread::spawn(move || provider.serve(stream).ok());
    }
    Ok(())
}
