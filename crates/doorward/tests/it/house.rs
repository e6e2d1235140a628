//! The shape of the house: which crate may know which, who may name a database driver, and how
//! long a file may become. A new arrow needs a change here and a decision in `docs/decisions`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The picture: each crate, and the crates of ours that it may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("doorward", &["doorward-app", "doorward-web"]),
    ("doorward-web", &["doorward-app", "doorward-core", "doorward-pages"]),
    ("doorward-app", &["doorward-core", "doorward-jose", "doorward-pages", "doorward-store"]),
    ("doorward-store", &["doorward-core"]),
    ("doorward-pages", &["doorward-core"]),
    ("doorward-core", &[]),
    ("doorward-jose", &[]),
];

/// What only the store may depend on.
const DRIVERS: &[&str] = &["deadpool-postgres", "rusqlite", "tokio-postgres"];

/// How those drivers are written in code.
const DRIVER_PATHS: &[&str] = &["deadpool_postgres", "rusqlite", "tokio_postgres"];

/// The only modules whose code may name a driver.
const DRIVER_HOME: &str = "crates/store/src/db";

/// The most lines that a source file may have.
const LONGEST_FILE: usize = 400;

#[test]
fn the_arrows_between_the_crates_are_those_of_the_picture() {
    let drawn: BTreeSet<String> = ARROWS
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| format!("{from} -> {to}")))
        .collect();
    let names: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let mut found = BTreeSet::new();
    for package in packages() {
        let from = name(&package);
        assert!(names.contains(&from), "the crate {from} is not in the picture");
        for to in dependencies(&package).filter(|to| to.starts_with("doorward")) {
            found.insert(format!("{from} -> {to}"));
        }
    }
    let new: Vec<_> = found.difference(&drawn).collect();
    let gone: Vec<_> = drawn.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "the workspace differs from the picture\n  arrows that are not drawn: {new:#?}\n  \
         arrows that are drawn and do not exist: {gone:#?}"
    );
}

#[test]
fn no_crate_but_the_store_depends_on_a_database_driver() {
    for package in packages().iter().filter(|package| name(package) != "doorward-store") {
        let drivers: Vec<_> = dependencies(package).filter(|to| DRIVERS.contains(to)).collect();
        assert!(drivers.is_empty(), "{} depends on {drivers:?}", name(package));
    }
}

#[test]
fn inside_the_store_only_db_names_a_driver() {
    let strangers: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| path.starts_with("crates/store/src") && !is_under(path, DRIVER_HOME))
        .filter(|(_, text)| DRIVER_PATHS.iter().any(|driver| names_driver(text, driver)))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(strangers.is_empty(), "these files name a database driver: {strangers:#?}");
}

#[test]
fn no_file_is_longer_than_it_can_be_read() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "files over {LONGEST_FILE} lines: {long:#?}");
}

/// The packages of the workspace, as cargo describes them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    metadata["packages"].as_array().expect("packages are a list").clone()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a package has a name")
}

/// What a package is built from; what only its tests need does not bend the house.
fn dependencies(package: &Value) -> impl Iterator<Item = &str> {
    let all = package["dependencies"].as_array().expect("dependencies are a list");
    all.iter().filter(|dependency| dependency["kind"] != "dev").map(name)
}

/// Every Rust file of the workspace's crates, by its path from the root, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let root = root();
    let mut folders = vec![root.join("crates")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("source is UTF-8");
                let path = path.strip_prefix(&root).expect("it lies under the root").to_owned();
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}

/// Whether `path` is the module `home`: `home.rs`, or a file in `home/`.
fn is_under(path: &Path, home: &str) -> bool {
    path.starts_with(home) || path == Path::new(home).with_extension("rs")
}

/// Whether code, comments aside, names the crate `driver`.
fn names_driver(text: &str, driver: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| line.contains(&format!("{driver}::")))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the root exists")
}
