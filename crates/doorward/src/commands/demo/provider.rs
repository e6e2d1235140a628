//! A small company's identity provider: two people, one client, the authorization code flow with PKCE (`OpenID`
//! Connect Core §3.1, RFC 7636).

mod grants;

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use doorward_app::Secret;
use doorward_app::demo::{SignError, SigningKey, same_secret};
use doorward_app::openid::code_challenge;
use doorward_app::ports::Clock;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::page::{Page, escape, refusal};
use super::random_text;
use grants::{Grant, Grants};

/// The name of its one client.
pub(super) const CLIENT: &str = "doorward";

/// How long an ID token counts, in seconds.
const ID_TOKEN_S: i64 = 300;

/// Somebody who works there.
#[derive(Debug)]
struct Person {
    id: &'static str,
    name: &'static str,
    email: &'static str,
}

const PEOPLE: [Person; 2] = [
    Person { id: "nora", name: "Nora Novak", email: "nora@company.example" },
    Person { id: "otto", name: "Otto Okafor", email: "otto@company.example" },
];

/// The provider.
pub(super) struct Provider {
    issuer: String,
    client_secret: Secret<String>,
    /// Where it answers, and nowhere else.
    redirect_uri: Url,
    key: SigningKey,
    codes: Grants,
    tokens: Grants,
}

impl Provider {
    /// A provider whose client shows `client_secret` and is answered at `redirect_uri`.
    pub(super) fn new(
        issuer: String,
        client_secret: Secret<String>,
        redirect_uri: Url,
    ) -> anyhow::Result<Self> {
        let mut seed = [0; 32];
        doorward_app::fill_random(&mut seed)?;
        let key = SigningKey::from_seed(&seed)?;
        let (codes, tokens) = (Grants::default(), Grants::default());
        Ok(Self { issuer, client_secret, redirect_uri, key, codes, tokens })
    }

    /// Its routes.
    pub(super) fn router(self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/authorize", get(choose).post(chosen))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .route("/end-session", get(end_session))
            .with_state(Arc::new(self))
    }

    /// Checks a request for a sign-in (RFC 6749 §4.1.1); gives what is wrong with it.
    fn check(&self, asked: &Fields) -> Result<(), &'static str> {
        if asked.get("client_id") != CLIENT
            || asked.get("redirect_uri") != self.redirect_uri.as_str()
        {
            return Err("No such client, or it is not answered there.");
        }
        if asked.get("response_type") != "code"
            || !asked.get("scope").split(' ').any(|s| s == "openid")
        {
            return Err("Only the authorization code flow of OpenID Connect is spoken here.");
        }
        if asked.get("code_challenge").len() != 43 || asked.get("code_challenge_method") != "S256" {
            return Err("PKCE with S256 is needed.");
        }
        Ok(())
    }

    /// Redeems a code (RFC 6749 §4.1.3); errs with the error's name.
    fn redeem(&self, form: &Fields) -> Result<Value, &'static str> {
        if form.get("grant_type") != "authorization_code" {
            return Err("unsupported_grant_type");
        }
        let grant = self.codes.take(form.get("code")).ok_or("invalid_grant")?;
        let proven = same_secret(&code_challenge(form.get("code_verifier")), &grant.challenge);
        if !proven || form.get("redirect_uri") != self.redirect_uri.as_str() {
            return Err("invalid_grant");
        }
        let id_token = self.id_token(&grant).map_err(|_| "server_error")?;
        let access_token = self.tokens.put(grant).map_err(|_| "server_error")?;
        Ok(json!({
            "access_token": access_token, "token_type": "Bearer", "expires_in": grants::LIFE_S,
            "id_token": id_token, "scope": "openid profile email",
        }))
    }

    fn id_token(&self, grant: &Grant) -> Result<String, SignError> {
        let now = Clock::System.now().seconds();
        let mut claims = claims(grant.person);
        for (name, value) in [
            ("iss", json!(self.issuer)),
            ("aud", json!(CLIENT)),
            ("iat", json!(now)),
            ("auth_time", json!(grant.at.seconds())),
            ("exp", json!(now + ID_TOKEN_S)),
            ("nonce", json!(grant.nonce)),
        ] {
            claims.insert(name.to_owned(), value);
        }
        self.key.sign(&claims)
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = shown.and_then(|shown| shown.strip_prefix("Basic "));
        let pair = basic.and_then(|basic| STANDARD.decode(basic).ok());
        // RFC 6749 §2.3.1 has both parts encoded; ours have no character that changes by it.
        let pair = pair.and_then(|pair| String::from_utf8(pair).ok()).unwrap_or_default();
        same_secret(&pair, &format!("{CLIENT}:{}", self.client_secret.expose()))
    }
}

fn claims(person: &Person) -> serde_json::Map<String, Value> {
    let claims = [
        ("sub", json!(person.id)),
        ("name", json!(person.name)),
        ("preferred_username", json!(person.id)),
        ("email", json!(person.email)),
        ("email_verified", json!(true)),
    ];
    claims.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// A form or a query.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// A value; empty when there is none.
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

type Shared = State<Arc<Provider>>;

async fn discovery(State(provider): Shared) -> Response {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": at("/end-session"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    super::json(StatusCode::OK, &document)
}

async fn jwks(State(provider): Shared) -> Response {
    super::json(StatusCode::OK, &json!({ "keys": [provider.key.jwk()] }))
}

/// The one page: who are you?
async fn choose(State(provider): Shared, RawQuery(query): RawQuery) -> Response {
    let asked = Fields::read(&query.unwrap_or_default());
    if let Err(what) = provider.check(&asked) {
        return refusal(StatusCode::BAD_REQUEST, what);
    }
    let kept = asked.0.iter().filter(|(name, _)| name != "person").map(|(name, value)| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value))
    });
    let people = PEOPLE.iter().map(|person| {
        format!("<button name=\"person\" value=\"{}\">{}</button>\n", person.id, person.name)
    });
    let body = format!(
        "<p>This is the company's identity provider. Who are you?</p>\n\
         <form method=\"post\" action=\"/authorize\">\n{}{}</form>\n",
        kept.collect::<String>(),
        people.collect::<String>()
    );
    let forms_to = provider.redirect_uri.origin().ascii_serialization();
    Page { title: "Example Company", body: &body, forms_to: &forms_to, ..Page::default() }
        .answer(StatusCode::OK)
}

async fn chosen(State(provider): Shared, body: String) -> Response {
    let asked = Fields::read(&body);
    if let Err(what) = provider.check(&asked) {
        return refusal(StatusCode::BAD_REQUEST, what);
    }
    let Some(person) = PEOPLE.iter().find(|person| person.id == asked.get("person")) else {
        return refusal(StatusCode::BAD_REQUEST, "Nobody of that name works here.");
    };
    let grant = Grant {
        person,
        nonce: asked.get("nonce").to_owned(),
        challenge: asked.get("code_challenge").to_owned(),
        at: Clock::System.now(),
    };
    let Ok(code) = provider.codes.put(grant) else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "No code could be made.");
    };
    let mut to = provider.redirect_uri.clone();
    to.query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", asked.get("state"))
        .append_pair("iss", &provider.issuer);
    Redirect::to(to.as_str()).into_response()
}

async fn token(State(provider): Shared, headers: HeaderMap, body: String) -> Response {
    if !provider.knows(&headers) {
        let error = super::json(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_client" }));
        return ([(WWW_AUTHENTICATE, "Basic")], error).into_response();
    }
    match provider.redeem(&Fields::read(&body)) {
        Ok(tokens) => super::json(StatusCode::OK, &tokens),
        Err(error) => super::json(StatusCode::BAD_REQUEST, &json!({ "error": error })),
    }
}

async fn userinfo(State(provider): Shared, headers: HeaderMap) -> Response {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = shown.and_then(|shown| shown.strip_prefix("Bearer ")).unwrap_or_default();
    match provider.tokens.person(token) {
        Some(person) => super::json(StatusCode::OK, &Value::Object(claims(person))),
        None => super::json(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_token" })),
    }
}

/// It remembers nobody, so there is nothing to end: it sends people back (RP-Initiated Logout §3).
async fn end_session(State(provider): Shared, RawQuery(query): RawQuery) -> Response {
    let asked = Fields::read(&query.unwrap_or_default());
    let back = Url::parse(asked.get("post_logout_redirect_uri")).ok();
    match back.filter(|back| back.origin() == provider.redirect_uri.origin()) {
        Some(mut back) => {
            back.query_pairs_mut().append_pair("state", asked.get("state"));
            Redirect::to(back.as_str()).into_response()
        }
        None => refusal(StatusCode::OK, "You are signed out of the company."),
    }
}
