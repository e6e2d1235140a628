//! `doorward serve`

mod manager;
mod traces;

use std::process::ExitCode;
use std::sync::Arc;

use doorward_app::settings::Settings;
use doorward_app::tls::Keeper;
use doorward_app::traces::Tracer;
use doorward_app::{App, setup};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};

use manager::Manager;
use traces::Traces;

use crate::log;

pub(super) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    log::start(&settings.logging);
    allow_many_connections();
    let runtime = super::runtime(super::cores())?;
    let traces = Traces::start(settings, runtime.handle());
    let served = runtime.block_on(serve(settings.clone(), traces.tracer()));
    // While there is a runtime yet to send the last ones by.
    traces.stop();
    served
}

/// Asks for as many descriptors as the system lets this process have: each connection takes one, each stream
/// through the gateway two, and the usual 1024 of a shell or a service are soon used up.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

async fn serve(settings: Settings, tracer: Option<Arc<dyn Tracer>>) -> anyhow::Result<ExitCode> {
    // From here on it ends nothing.
    let hangups = signal(SignalKind::hangup())?;
    // Before the store is opened: two servers on one port is the commonest mistake.
    let server = doorward_web::bind(&settings.general.listen).await.map_err(explain)?;
    let watching = settings.watching.as_ref().map(|watching| watching.listen);
    let server = server.watched(watching).await.map_err(unwatched)?;
    let public = settings.general.client.clone();
    let manager = Manager::of(settings.general.notify_socket.as_deref());
    let mut app = super::open(settings).await?;
    app.tracer = tracer;
    let app = Arc::new(app);
    let (stop, insist) = (asked_to_stop(1)?, asked_to_stop(2)?);
    let scheme = if app.tls.is_some() { "https" } else { "http" };
    for address in server.addresses() {
        tracing::info!("listening on {scheme}://{address}");
    }
    tracing::info!("people reach it at {public}");
    if let Some(address) = server.metrics_address() {
        tracing::info!("metrics are at http://{address}/metrics");
    }
    offer_setup(&app).await;
    let reload = reload_certificate(app.tls.clone(), hangups);
    manager.tell("READY=1");
    let stop = async {
        stop.await;
        manager.tell("STOPPING=1");
    };
    tokio::select! {
        () = reload => {}
        () = Box::pin(server.run(app, stop)) => tracing::info!("stopped"),
        () = insist => tracing::warn!("asked again: stopped without waiting for requests under way"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Says how to make the first account, while there is none. A database that goes away at this very moment
/// may come back: the server waits for it as at any other time.
async fn offer_setup(app: &App) {
    match setup::link(app).await {
        Ok(Some(link)) => {
            tracing::info!("there is no account yet; make the administrator's at {link}");
        }
        Ok(None) => {}
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "whether there is an account could not be looked up");
        }
    }
}

/// Has the certificate read anew at each SIGHUP. Never resolves. Where there is none, nothing is read anew, and
/// nothing ends either: whoever sends the signal to all services means well.
async fn reload_certificate(keeper: Option<Arc<Keeper>>, mut hangups: Signal) {
    while hangups.recv().await.is_some() {
        if let Some(keeper) = &keeper {
            keeper.look_now();
        } else {
            tracing::info!(
                "SIGHUP: nothing was read anew: there is no certificate, and settings are read at the start"
            );
        }
    }
    std::future::pending::<()>().await;
}

/// Resolves when the process has been asked to stop so many times.
pub(super) fn asked_to_stop(times: usize) -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        for _ in 0..times {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
    })
}

fn unwatched(error: doorward_web::BindError) -> anyhow::Error {
    anyhow::Error::new(error).context("check DOORWARD_METRICS_LISTEN: another program may be there")
}

pub(super) fn explain(error: doorward_web::BindError) -> anyhow::Error {
    let hint = match error.source.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program listens there; stop it, or set PORT to a free port"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a privilege; set PORT to 3080 and put a proxy in front"
        }
        std::io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address; set HOST to one that it has"
        }
        _ => "check HOST and PORT",
    };
    anyhow::Error::new(error).context(hint)
}
