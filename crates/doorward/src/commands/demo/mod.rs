//! `doorward demo`: the real server with a company, a mailbox and a chat app around it, on this machine alone.

mod chat;
mod folder;
mod mailbox;
mod page;
mod people;
mod place;
mod provider;
mod words;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use doorward_app::demo::Verifier;
use doorward_app::settings::Settings;
use doorward_app::{App, Secret, fill_random};
use serde_json::Value;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::serve::{asked_to_stop, explain};
use crate::cli::Demo;
use folder::Folder;
use mailbox::Mailbox;
use place::Place;
use provider::Provider;

pub(super) fn run(demo: &Demo) -> anyhow::Result<ExitCode> {
    // Outside the runtime: it is removed when nothing runs any more.
    let folder = Folder::make(demo.keep.as_deref())?;
    super::runtime(super::cores())?.block_on(Box::pin(show(demo, &folder)))?;
    Ok(ExitCode::SUCCESS)
}

async fn show(demo: &Demo, folder: &Folder) -> anyhow::Result<()> {
    let (stop, insist) = (asked_to_stop(1)?, asked_to_stop(2)?);
    let listen = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        .map(|address| SocketAddr::new(address, demo.port));
    let server = doorward_web::bind(&listen).await.map_err(explain)?;
    let port = server.addresses().first().context("nothing is listened on")?.port();
    let around = Around::bind().await?;
    let place = around.place(port, folder)?;
    let settings = place.settle(folder)?;
    start_logging(&settings);
    let services = around.serve(&place, &settings)?;
    let app: Arc<App> = Arc::new(super::open(settings).await?);
    let people = people::make(&app).await?;
    words::print(&place, &people, demo.json)?;
    tokio::select! {
        () = Box::pin(server.run(app, stop)) => Ok(()),
        () = insist => Ok(()),
        ended = services => Ok(ended?),
    }
}

/// The sockets of everything around Doorward.
struct Around {
    provider: TcpListener,
    chat: TcpListener,
    mails: TcpListener,
    smtp: TcpListener,
}

impl Around {
    async fn bind() -> anyhow::Result<Self> {
        let free = async || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let bound = tokio::try_join!(free(), free(), free(), free());
        let (provider, chat, mails, smtp) = bound.context("no free port on 127.0.0.1")?;
        Ok(Self { provider, chat, mails, smtp })
    }

    fn place(&self, port: u16, folder: &Folder) -> anyhow::Result<Place> {
        // An address, not a name: cookies of `localhost` are not for the others to see.
        let url = |listener: &TcpListener| -> anyhow::Result<String> {
            Ok(format!("http://{}", listener.local_addr()?))
        };
        Ok(Place {
            origin: format!("http://localhost:{port}"),
            port,
            provider: url(&self.provider)?,
            chat: url(&self.chat)?,
            mails: url(&self.mails)?,
            smtp: self.smtp.local_addr()?.port(),
            client_secret: Secret::new(random_text()?),
            env_file: folder.path().join(".env"),
        })
    }

    /// What serves them, for as long as it is polled.
    fn serve(
        self,
        place: &Place,
        settings: &Settings,
    ) -> anyhow::Result<impl Future<Output = std::io::Result<()>> + use<>> {
        let registered = settings.providers.list.first().context("the provider is not set up")?;
        let redirect_uri = registered.redirect_uri.clone();
        let provider =
            Provider::new(place.provider.clone(), place.client_secret.clone(), redirect_uri)?;
        let issuer = settings.general.client.origin().to_owned();
        let verifier = Verifier::new(place.keys()?, issuer, chat::AUDIENCE.to_owned());
        let mailbox = Mailbox::default();
        Ok(async move {
            let pages = mailbox.router();
            tokio::try_join!(
                web(self.provider, provider.router()),
                web(self.chat, chat::router(verifier)),
                web(self.mails, pages),
                mailbox.receive(self.smtp),
            )?;
            Ok(())
        })
    }
}

async fn web(listener: TcpListener, router: Router) -> std::io::Result<()> {
    axum::serve(listener, router.layer(from_fn(page::only_loopback))).await
}

/// Complaints go to standard error; the rest is not for newcomers.
fn start_logging(settings: &Settings) {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&settings.logging.filter))
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
}

/// An answer in JSON.
fn json(status: StatusCode, value: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, value.to_string()).into_response()
}

/// A text that nobody can guess: 128 bits, in hexadecimal.
fn random_text() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    fill_random(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
