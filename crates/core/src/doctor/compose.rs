//! Which ports a compose file publishes: read line by line, as far as people write such files by hand.

use std::net::IpAddr;

/// A port of a service that can be reached at the machine's own addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The line that says so, from 1.
    pub line: usize,
    /// The service.
    pub service: String,
    /// The address of the machine at which it can be reached; all of them if none is named.
    pub address: Option<IpAddr>,
    /// The port there; `None` where any free one is taken.
    pub port: Option<u16>,
    /// The port of the container.
    pub target: u16,
}

impl Published {
    /// Whether others than this machine can reach it.
    pub fn is_open(&self) -> bool {
        !self.address.is_some_and(|address| address.is_loopback())
    }
}

/// Where in the file a line is.
#[derive(Default)]
struct Place {
    /// Whether the lines belong to `services`.
    services: bool,
    /// The indent of the names of services, and the current one.
    service: Option<(usize, String)>,
    /// The indent of `ports`, while its list lasts.
    ports: Option<usize>,
}

/// Every port that `text` publishes. What is not understood is passed over.
pub fn published(text: &str) -> Vec<Published> {
    let mut place = Place::default();
    let mut all: Vec<Published> = Vec::new();
    for (line, raw) in (1..).zip(text.lines()) {
        let bare = raw.split(" #").next().unwrap_or_default().trim_end();
        let content = bare.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indent = bare.len() - content.len();
        let Some(service) = place.enter(indent, content) else { continue };
        if let Some(item) = content.strip_prefix("- ") {
            let item = item.trim().trim_matches(['"', '\'']);
            let target = value(item, "target").and_then(|port| port.parse().ok());
            let long = target.map(|target| (None, None, target));
            if let Some((address, port, target)) = long.or_else(|| short(item)) {
                all.push(Published { line, service, address, port, target });
            }
        } else if let Some(last) = all.last_mut().filter(|last| last.service == service) {
            last.complete(content);
        }
    }
    all
}

impl Place {
    /// The service whose ports a line lists, if it does.
    fn enter(&mut self, indent: usize, content: &str) -> Option<String> {
        if indent == 0 && !content.starts_with("- ") {
            *self = Self { services: content == "services:", ..Self::default() };
            return None;
        }
        if !self.services {
            return None;
        }
        let level = self.service.as_ref().map_or(indent, |(level, _)| *level);
        if indent <= level {
            let name = content.trim_end_matches(':').trim_matches(['"', '\'']).to_owned();
            (self.service, self.ports) = (Some((indent, name)), None);
            return None;
        }
        match self.ports {
            Some(at) if indent > at || indent == at && content.starts_with("- ") => {
                return self.service.as_ref().map(|(_, name)| name.clone());
            }
            _ => self.ports = (content == "ports:").then_some(indent),
        }
        None
    }
}

impl Published {
    /// Takes over a further line of the long form.
    fn complete(&mut self, content: &str) {
        if let Some(port) = value(content, "published") {
            self.port = port.parse().ok();
        }
        if let Some(address) = value(content, "host_ip") {
            self.address = address.parse().ok();
        }
    }
}

fn value<'a>(content: &'a str, name: &str) -> Option<&'a str> {
    let rest = content.strip_prefix(name)?.strip_prefix(':')?;
    Some(rest.trim().trim_matches(['"', '\'']))
}

/// `[[ADDRESS:]PORT:]TARGET[/tcp]`.
fn short(item: &str) -> Option<(Option<IpAddr>, Option<u16>, u16)> {
    let item = item.strip_suffix("/tcp").unwrap_or(item);
    let (before, target) = match item.rsplit_once(':') {
        Some((before, target)) => (before, target),
        None => ("", item),
    };
    let target = target.parse().ok()?;
    let (address, port) = match before.rsplit_once(':') {
        Some((address, port)) => (address.trim_matches(['[', ']']).parse().ok(), port),
        None => (None, before),
    };
    Some((address, port.parse().ok(), target))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
version: '3'
services:
  door:
    image: doorward
    ports:
      - \"443:3080\"  # the way in
  lobe:
    image: lobehub/lobe-chat
    environment:
      - PORT=3210
    ports:
    - 3210:3210
    - '127.0.0.1:3211:3211/tcp'
    depends_on:
      - db
  db:
    ports:
      - target: 5432
        published: \"5433\"
        host_ip: 127.0.0.1
      - \"9000\"
      - \"8000-8010:8000-8010\"
volumes:
  ports:
    - 1:1
";

    #[test]
    fn what_is_published_is_found_with_its_service_and_line() {
        let found = published(FILE);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.line, one.service.as_str(), one.port, one.target, one.is_open()))
            .collect();
        assert_eq!(
            told,
            [
                (6, "door", Some(443), 3080, true),
                (12, "lobe", Some(3210), 3210, true),
                (13, "lobe", Some(3211), 3211, false),
                (18, "db", Some(5433), 5432, false),
                (21, "db", None, 9000, true),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_file_panics(text in "([ -~]{0,20}\n){0,20}") {
            published(&text);
            published(&format!("services:\n  a:\n    ports:\n{text}"));
        }
    }
}
