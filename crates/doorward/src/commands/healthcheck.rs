//! `doorward healthcheck`

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use doorward_app::settings::{MOUNT, Settings};

/// How long the server may take.
const DEADLINE: Duration = Duration::from_secs(3);

pub(super) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let address = settings.general.listen.first().copied().context("no address to ask")?;
    let address = reachable(address);
    let mut stream = TcpStream::connect_timeout(&address, DEADLINE)
        .with_context(|| format!("nothing answers at {address}; is the server running?"))?;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.set_write_timeout(Some(DEADLINE))?;
    // Where an app has the origin, what is not below the mount is the app's.
    let mount = if settings.has_gateway() { MOUNT } else { "" };
    write!(stream, "GET {mount}/readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).context("the server gave no answer")?;
    // Whoever speaks plain http to a server of https is told so, which says at least that it answers.
    let well = if settings.tls.is_some() { b"HTTP/1.1 400" } else { b"HTTP/1.1 200" };
    ensure!(&head == well, "the server is not ready; its log says why");
    Ok(ExitCode::SUCCESS)
}

/// "Every address" cannot be connected to; loopback is one of them.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
