//! What holds for every page: its shape, its weight, its silence about inline code, its escaping.

use std::collections::BTreeSet;
use std::fs;

use crate::{assets, samples};

mod escaping;
mod forms;

/// How many bytes a page may weigh together with its stylesheet and its script.
const WEIGHT_LIMIT: usize = 60_000;

/// A document whose asset names do not change with the assets.
fn stable(document: &str) -> String {
    assets().iter().fold(document.to_owned(), |document, asset| {
        let (stem, rest) = asset.path.split_once('.').unwrap();
        let (_, extension) = rest.split_once('.').unwrap();
        document.replace(asset.path, &format!("{stem}.[hash].{extension}"))
    })
}

/// The opening tags of every element called `name`.
fn tags<'a>(document: &'a str, name: &str) -> Vec<&'a str> {
    let inside = |tag: &&str| {
        tag.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '\n', '>', '/']))
    };
    let tag = |start: &'a str| start.split_inclusive('>').next().unwrap();
    document.split('<').skip(1).filter(inside).map(tag).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[test]
fn every_page_looks_as_reviewed_and_no_snapshot_is_left_over() {
    let pages = samples::all();
    for (name, document) in &pages {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(*name, stable(document));
        });
    }
    let made: BTreeSet<String> = pages.iter().map(|(name, _)| format!("{name}.snap")).collect();
    let kept: BTreeSet<String> =
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/snapshots"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
    assert_eq!(kept, made);
}

#[test]
fn every_page_has_one_heading_one_main_and_a_named_step() {
    for (name, document) in samples::all() {
        assert_eq!(tags(&document, "h1").len(), 1, "{name}");
        assert_eq!(tags(&document, "main").len(), 1, "{name}");
        let html = tags(&document, "html")[0];
        assert!(attribute(html, "lang").is_some() && attribute(html, "dir").is_some(), "{name}");
        let title = document.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0;
        assert!(title.ends_with(" · Lindgården Chat"), "{name}: {title}");
        let failed = document.contains("class=\"summary\"");
        assert_eq!(title.starts_with("Error: "), failed, "{name}: {title}");
        assert!(document.contains("href=\"#main\""), "{name}");
    }
}

#[test]
fn every_field_has_a_label_and_says_what_fills_it() {
    for (name, document) in samples::all() {
        for input in tags(&document, "input") {
            if attribute(input, "type") == Some("hidden") {
                continue;
            }
            let id = attribute(input, "id").unwrap();
            assert!(document.contains(&format!("<label for=\"{id}\">")), "{name}: {id}");
            assert!(attribute(input, "autocomplete").is_some(), "{name}: {id}");
            for described in attribute(input, "aria-describedby").unwrap_or_default().split(' ') {
                let target = format!("id=\"{described}\"");
                assert!(described.is_empty() || document.contains(&target), "{name}: {described}");
            }
        }
    }
}

#[test]
fn no_page_needs_inline_code_or_style() {
    for (name, document) in samples::all() {
        for script in tags(&document, "script") {
            assert!(attribute(script, "src").is_some(), "{name}");
        }
        assert!(!document.contains("<style"), "{name}");
        for tag in document.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            assert!(!tag.contains(" style="), "{name}: {tag}");
            let handler =
                tag.split_whitespace().any(|word| word.starts_with("on") && word.contains('='));
            assert!(!handler, "{name}: {tag}");
        }
    }
}

#[test]
fn every_page_is_light() {
    let shared: usize = assets().iter().map(|asset| asset.body.len()).sum();
    for (name, document) in samples::all() {
        let weight = document.len() + shared;
        assert!(weight < WEIGHT_LIMIT, "{name} weighs {weight}");
    }
}

#[test]
fn paths_stand_below_the_prefix() {
    let (_, document) =
        samples::all().into_iter().find(|(name, _)| *name == "sign_in_right_to_left").unwrap();
    assert!(document.contains("action=\"/chat/login\""));
    // The doctor's script is on its own page alone.
    let shared = assets().iter().filter(|asset| !asset.path.starts_with("/assets/doctor."));
    for asset in shared {
        assert!(document.contains(&format!("=\"/chat{}\"", asset.path)));
    }
}
