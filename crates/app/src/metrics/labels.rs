//! What metrics are told apart by, and counters that are found by it without looking anything up.
//!
//! Every value is one of a few that are known when the process starts: never an address, a path or an account,
//! of which there is no end.

use std::borrow::Cow;
use std::marker::PhantomData;

use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The labels of one series.
pub(super) type Labels = Vec<(&'static str, Cow<'static, str>)>;

/// A label: its name, and each value that it can have.
pub(crate) trait Label: Copy + 'static {
    /// The name.
    const NAME: &'static str;
    /// Every value, in order.
    const ALL: &'static [Self];
    /// The value as text.
    fn text(self) -> &'static str;
    /// The place in [`Self::ALL`].
    fn place(self) -> usize;
}

/// An enum that is a label: each variant with its text.
macro_rules! label {
    ($(#[$about:meta])* $visible:vis enum $name:ident as $label:literal
        { $($(#[$what:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visible enum $name { $($(#[$what])* $variant),+ }

        impl $crate::metrics::labels::Label for $name {
            const NAME: &'static str = $label;
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            fn place(self) -> usize {
                self as usize
            }
        }
    };
}
pub(super) use label;

/// Every series of a metric, one for each value of a label, made at once so that none appears late.
#[derive(Debug)]
pub(crate) struct By<L, M> {
    series: Box<[M]>,
    label: PhantomData<L>,
}

impl<L: Label, M: Clone> By<L, M> {
    /// The series of a family, whose further labels are `more`.
    pub(super) fn of(mut one: impl FnMut(Labels) -> M, more: &[(&'static str, &str)]) -> Self {
        let more = more.iter().map(|(name, value)| (*name, Cow::Owned((*value).to_owned())));
        let more: Labels = more.collect();
        let labels = |value: &L| {
            let own = (L::NAME, Cow::Borrowed(value.text()));
            more.iter().cloned().chain([own]).collect()
        };
        let series = L::ALL.iter().map(|value| one(labels(value))).collect();
        Self { series, label: PhantomData }
    }

    /// The series of a value.
    pub(crate) fn get(&self, value: L) -> Option<&M> {
        self.series.get(value.place())
    }
}

impl<L: Label> By<L, Counter> {
    /// Registers a counter by one label.
    pub(super) fn register(registry: &mut Registry, name: &'static str, help: &str) -> Self {
        let family = family::<Counter>(registry, name, help);
        Self::of(|labels| family.get_or_create_owned(&labels), &[])
    }

    /// Counts one.
    pub(crate) fn count(&self, value: L) {
        if let Some(counter) = self.get(value) {
            counter.inc();
        }
    }
}

/// Registers a family of metrics.
pub(super) fn family<M>(
    registry: &mut Registry,
    name: &'static str,
    help: &str,
) -> Family<Labels, M>
where
    M: Clone + Default + std::fmt::Debug + Send + Sync + 'static,
    M: prometheus_client::encoding::EncodeMetric + prometheus_client::metrics::TypedMetric,
{
    let family = Family::<Labels, M>::default();
    // What measures time does so in seconds.
    if matches!(M::TYPE, MetricType::Histogram) {
        registry.register_with_unit(name, help, super::Unit::Seconds, family.clone());
    } else {
        registry.register(name, help, family.clone());
    }
    family
}
