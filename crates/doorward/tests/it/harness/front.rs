//! A real proxy in front of an app, set up as docs/proxies says and nothing else.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::process::PATIENCE;
use super::server::free_port;
use super::{Doorward, Folder};
use crate::harness::app::ChatApp;

/// A proxy of Debian's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Nginx,
    Caddy,
    HaProxy,
}

/// The running proxy. It ends when it is dropped, and with whoever started it.
pub(crate) struct Front {
    child: Child,
    folder: Folder,
}

/// A server, a proxy and an app, at the addresses that they know of each other.
pub(crate) struct Place {
    pub(crate) app: ChatApp,
    pub(crate) door: Doorward,
    pub(crate) front: SocketAddr,
    #[expect(dead_code, reason = "it ends when it is dropped")]
    proxy: Front,
}

impl Place {
    /// Starts all three.
    pub(crate) async fn start(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let app = ChatApp::start().await;
        let front = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let public = format!("http://{front}/doorward");
        let mut all = vec![
            ("DOORWARD_FORWARD_AUTH", kind.name()),
            ("TRUST_PROXY", "loopback"),
            ("DOMAIN_CLIENT", public.as_str()),
        ];
        all.extend(settings);
        let door = Doorward::start(&all).await;
        let proxy = Front::start(kind, front, (door.address, app.address));
        Self { app, door, front, proxy }
    }
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Nginx, Self::Caddy, Self::HaProxy];

    const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::HaProxy => "haproxy",
        }
    }
}

impl Front {
    fn start(kind: Kind, front: SocketAddr, (door, app): (SocketAddr, SocketAddr)) -> Self {
        let folder = Folder::new();
        let path = folder.path();
        let written = |name: &str| {
            let text = std::fs::read_to_string(documents().join(name)).unwrap();
            text.replace("127.0.0.1:3080", &door.to_string())
                .replace("127.0.0.1:3210", &app.to_string())
        };
        let words: Vec<String> = match kind {
            Kind::Nginx => {
                let site = written("nginx.conf").replace("listen 80;", &format!("listen {front};"));
                nginx(path, &site)
            }
            Kind::Caddy => {
                let site = written("Caddyfile");
                let site = site.replace("chat.example.com {", &format!("http://{front} {{"));
                caddy(path, &site)
            }
            Kind::HaProxy => {
                let file = written("haproxy.cfg").replace("bind :80 ", &format!("bind {front} "));
                std::fs::write(path.join("haproxy.cfg"), file).unwrap();
                std::fs::write(path.join("haproxy.lua"), written("haproxy.lua")).unwrap();
                ["haproxy", "-db", "-f", "haproxy.cfg"].map(str::to_owned).to_vec()
            }
        };
        let log = std::fs::File::create(path.join("log")).unwrap();
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .args(words)
            .current_dir(path)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("setpriv of util-linux runs");
        let proxy = Self { child, folder };
        proxy.wait(kind, front);
        proxy
    }

    /// Waits until it listens.
    #[expect(clippy::disallowed_methods, reason = "a process starts in the machine's own time")]
    fn wait(&self, kind: Kind, front: SocketAddr) {
        let began = Instant::now();
        while TcpStream::connect(front).is_err() {
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap();
            assert!(began.elapsed() < PATIENCE, "{kind:?} (of Debian) does not start:\n{}", log());
            std::thread::yield_now();
        }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Where the configurations are that the documents print.
pub(crate) fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/proxies")
}

/// What Debian's nginx.conf has around a site, in a folder of its own and in one process.
fn nginx(path: &Path, site: &str) -> Vec<String> {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {}/{name};\n", path.display()))
        .concat();
    let around = format!(
        "daemon off;\nmaster_process off;\npid pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}include site.conf;\n}}\n"
    );
    std::fs::write(path.join("site.conf"), site).unwrap();
    std::fs::write(path.join("nginx.conf"), around).unwrap();
    let path = format!("{}/", path.display());
    ["nginx", "-p", &path, "-c", "nginx.conf", "-e", "stderr"].map(str::to_owned).to_vec()
}

/// A site without the certificates that Caddy would fetch, and without its administration.
fn caddy(path: &Path, site: &str) -> Vec<String> {
    let around = format!("{{\n\tadmin off\n\tauto_https off\n}}\n{site}");
    std::fs::write(path.join("Caddyfile"), around).unwrap();
    ["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"].map(str::to_owned).to_vec()
}
