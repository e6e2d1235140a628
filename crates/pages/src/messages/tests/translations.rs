//! Every language has what English has: the same messages with the same attributes, variables and tags.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::Language;
use crate::messages::sources;

/// What is in a text besides words: its variables, and its tags in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    variables: BTreeSet<String>,
    tags: BTreeSet<String>,
}

/// Every message of a language: what is in each of its texts, by attribute; the value has none.
pub(super) type Messages = BTreeMap<String, BTreeMap<String, Frame>>;

pub(super) fn messages(language: Language) -> Messages {
    let mut found = Messages::new();
    for (area, source) in sources::of(language) {
        let resource = parser::parse(*source)
            .unwrap_or_else(|(_, errors)| panic!("{} {area}: {errors:?}", language.tag()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            assert!(id.starts_with(&format!("{area}-")), "{id} stands in {area}");
            let value = message.value.iter().map(|value| (String::new(), frame(value)));
            let attributes =
                message.attributes.iter().map(|a| (a.id.name.to_owned(), frame(&a.value)));
            let twice = found.insert(id, value.chain(attributes).collect());
            assert_eq!(twice, None, "{} {area} says something twice", language.tag());
        }
    }
    found
}

fn frame(pattern: &Pattern<&str>) -> Frame {
    let mut frame = Frame::default();
    look(pattern, &mut frame);
    frame
}

fn look(pattern: &Pattern<&str>, frame: &mut Frame) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                let tags =
                    value.split('<').skip(1).map(|tag| tag.split([' ', '>']).next().unwrap());
                frame.tags.extend(tags.map(str::to_owned));
            }
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => variable(inline, frame),
                Expression::Select { selector, variants } => {
                    variable(selector, frame);
                    for variant in variants {
                        look(&variant.value, frame);
                    }
                }
            },
        }
    }
}

fn variable(expression: &InlineExpression<&str>, frame: &mut Frame) {
    match expression {
        InlineExpression::VariableReference { id } => {
            frame.variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                variable(inner, frame);
            }
        }
        _ => {}
    }
}

#[test]
fn every_file_is_read_without_a_mistake() {
    for language in Language::ALL {
        messages(language);
    }
}

#[test]
fn every_language_says_all_that_english_says() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let tag = language.tag();
        let translated = messages(language);
        let missing: Vec<_> = english.keys().filter(|id| !translated.contains_key(*id)).collect();
        assert!(missing.is_empty(), "{tag} lacks {missing:?}");
        for (id, texts) in &translated {
            assert_eq!(english.get(id), Some(texts), "{id} in English and in {tag}");
        }
    }
}
