//! What is said, in each language: the message files of `words/`, and the one way to their sentences.
//!
//! The files are Fluent's (<https://projectfluent.org>): one folder for each language, one file for each
//! area. A sentence that a translation lacks is said in English; one that nobody knows shows its key.
//! Nothing here fails.

mod html;
mod numbers;
mod sources;

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::language::{Direction, Language};
pub use html::Html;
pub(crate) use html::escaped;
pub use value::{Part, Value};

mod value;

type Bundle = FluentBundle<FluentResource>;

/// One for each language, made when it is first needed.
static BUNDLES: [OnceLock<Bundle>; Language::ALL.len()] =
    [const { OnceLock::new() }; Language::ALL.len()];

/// A value and the name by which messages call it.
pub type Named<'a> = (&'static str, &'a dyn Value);

impl Language {
    /// The message called `key`, which is its id, or the id and an attribute: `failures-dw-auth-001.title`.
    pub fn t(self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The message called `key` with one value in it.
    pub fn t1(self, key: &str, name: &'static str, value: impl Value) -> String {
        self.say(key, &[(name, &value)])
    }

    /// The message called `key` with two values in it.
    #[expect(clippy::too_many_arguments, reason = "templates read best with names before values")]
    pub fn t2(
        self,
        key: &str,
        name: &'static str,
        value: impl Value,
        name2: &'static str,
        value2: impl Value,
    ) -> String {
        self.say(key, &[(name, &value), (name2, &value2)])
    }

    /// The message called `key` with any number of values in it, as plain text.
    pub fn say(self, key: &str, values: &[Named<'_>]) -> String {
        self.fill(key, values, |value| match value {
            Part::Text(text) | Part::Html(text) => FluentValue::String(text),
            Part::Number(number) => number.into(),
        })
    }

    /// The message called `key`, which has markup of its own, with any number of values in it. The values
    /// are escaped; the message is ours, and is not.
    pub fn mark(self, key: &str, values: &[Named<'_>]) -> Html {
        let markup = self.fill(key, values, |value| match value {
            Part::Text(text) => escaped(&text).into(),
            Part::Html(markup) => FluentValue::String(markup),
            Part::Number(number) => number.into(),
        });
        Html::trusted(html::plain_tags(&markup))
    }

    fn fill<'a>(
        self,
        key: &str,
        values: &'a [Named<'_>],
        value: fn(Part<'a>) -> FluentValue<'a>,
    ) -> String {
        let args = values.iter().map(|(name, given)| (*name, value(given.part()))).collect();
        let said = [self, Self::English].into_iter().find_map(|one| formatted(one, key, &args));
        said.unwrap_or_else(|| key.to_owned())
    }
}

/// The message in this very language, if it is there and nothing in it is missing.
fn formatted(language: Language, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = bundle(language)?;
    let pattern = match key.split_once('.') {
        Some((id, attribute)) => bundle.get_message(id)?.get_attribute(attribute)?.value(),
        None => bundle.get_message(key)?.value()?,
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

fn bundle(language: Language) -> Option<&'static Bundle> {
    Some(BUNDLES.get(language as usize)?.get_or_init(|| load(language)))
}

fn load(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.tag().parse().into_iter().collect());
    // Marks around values matter only where the directions of two scripts meet.
    bundle.set_use_isolating(language.direction() == Direction::Rtl);
    bundle.set_formatter(Some(numbers::formatter(language)));
    for (_, source) in sources::of(language) {
        // Of a file with a mistake the rest counts; tests let none pass.
        let resource = FluentResource::try_new((*source).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(rest, _)| rest));
    }
    bundle
}

#[cfg(test)]
mod tests;
