//! The service manager that has started the server, and waits to be told how far it is (`sd_notify(3)`).

use std::io;
use std::os::unix::net::UnixDatagram;

/// The service manager, if it waits for anything.
pub(super) struct Manager(Option<UnixDatagram>);

impl Manager {
    /// `socket` is where it waits: a path, or a name without one behind `@`, which is Linux's own.
    pub(super) fn of(socket: Option<&str>) -> Self {
        let connected = socket.map(connect).transpose();
        Self(connected.unwrap_or_else(|error| {
            tracing::warn!(%error, "the service manager cannot be told how far the server is");
            None
        }))
    }

    /// Tells it. That it does not listen is nothing to stop for.
    pub(super) fn tell(&self, state: &str) {
        if let Some(Err(error)) = self.0.as_ref().map(|socket| socket.send(state.as_bytes())) {
            tracing::warn!(%error, "the service manager was not told: {state}");
        }
    }
}

fn connect(to: &str) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    match to.strip_prefix('@') {
        #[cfg(target_os = "linux")]
        Some(name) => {
            use std::os::linux::net::SocketAddrExt as _;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            socket.connect_addr(&address)?;
        }
        _ => socket.connect(to)?,
    }
    Ok(socket)
}
