//! Every key that templates and views name is there, and every message is named somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::translations::{Messages, messages};
use crate::Language;

/// What names a message by its first argument.
const CALLS: [&str; 11] = [
    ".t(", ".t1(", ".t2(", ".h(", ".h1(", ".h2(", ".say(", ".mark(", ".title(", ".text(", ".attr(",
];

/// Where messages are named: the files of these folders of the workspace.
const FOLDERS: [&str; 4] =
    ["crates/pages/src", "crates/pages/templates", "crates/web/src", "crates/app/src"];

/// All texts of a folder, by path, but for tests.
fn texts(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if name != "tests" && name != "snapshots" {
                texts(&path, found);
            }
        } else if name != "tests.rs" {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            found.insert(path.display().to_string(), code);
        }
    }
}

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = BTreeMap::new();
    for folder in FOLDERS {
        texts(&root.join(folder), &mut found);
    }
    found
}

fn is_key(text: &str) -> bool {
    text.contains('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
}

/// The keys that are given to a call as they are, with the files that do.
fn named() -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (path, text) in sources() {
        for call in CALLS {
            for (_, rest) in
                text.match_indices(call).map(|(at, call)| text.split_at(at + call.len()))
            {
                let literal = rest.trim_start().strip_prefix('"').and_then(|l| l.split('"').next());
                if let Some(key) = literal.filter(|key| is_key(key)) {
                    keys.insert(key.to_owned(), path.clone());
                }
            }
        }
    }
    keys
}

/// Whether there is the message, with the attribute where one is named.
fn is_there(messages: &Messages, key: &str) -> bool {
    let (id, attribute) = key.split_once('.').unwrap_or((key, ""));
    messages.get(id).is_some_and(|message| message.contains_key(attribute))
}

#[test]
fn every_key_that_is_named_is_in_the_english_files() {
    let areas: BTreeSet<&str> =
        super::super::sources::of(Language::English).iter().map(|(area, _)| *area).collect();
    let (named, english) = (named(), messages(Language::English));
    assert!(named.len() > 100, "the keys are found at all");
    for (key, path) in named {
        let is_ours = areas.iter().any(|area| key.starts_with(&format!("{area}-")));
        assert!(!is_ours || is_there(&english, &key), "{path} says {key}, which is not there");
    }
}

#[test]
fn every_message_is_named_somewhere() {
    let texts = sources();
    let is_named = |id: &String| {
        // A failure's key is made of its code, and a mail's of its kind.
        let code = id.strip_prefix("failures-").map(str::to_ascii_uppercase);
        let kind = id.strip_prefix("mail-").map(str::to_owned);
        let written = [Some(id.clone()), code, kind];
        let literals: Vec<_> = written
            .iter()
            .flatten()
            .flat_map(|id| [format!("\"{id}\""), format!("\"{id}.")])
            .collect();
        texts.values().any(|text| literals.iter().any(|literal| text.contains(literal)))
    };
    let english = messages(Language::English);
    let unnamed: Vec<_> = english.keys().filter(|id| !is_named(id)).collect();
    assert!(unnamed.is_empty(), "nothing says {unnamed:?}");
}
