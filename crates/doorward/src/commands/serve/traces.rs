//! Tracing while the server runs, where this binary was built with it.

use std::sync::Arc;

use doorward_app::settings::Settings;
use doorward_app::traces::Tracer;
use tokio::runtime::Handle;

/// What traces requests, if they are traced.
pub(super) struct Traces {
    #[cfg(feature = "otlp")]
    on: Option<crate::traces::Traces>,
}

impl Traces {
    /// Begins, if the settings say so.
    #[cfg(feature = "otlp")]
    pub(super) fn start(settings: &Settings, runtime: &Handle) -> Self {
        Self { on: crate::traces::start(settings, runtime) }
    }

    /// Says that there are none.
    #[cfg(not(feature = "otlp"))]
    pub(super) fn start(settings: &Settings, _: &Handle) -> Self {
        if settings.tracing.is_some() {
            tracing::warn!(
                "requests are not traced: this binary was built without the feature otlp"
            );
        }
        Self {}
    }

    /// What begins spans.
    pub(super) fn tracer(&self) -> Option<Arc<dyn Tracer>> {
        #[cfg(feature = "otlp")]
        return self.on.as_ref().map(crate::traces::Traces::tracer);
        #[cfg(not(feature = "otlp"))]
        None
    }

    /// Sends what is left.
    pub(super) fn stop(self) {
        #[cfg(feature = "otlp")]
        if let Some(on) = self.on {
            on.stop();
        }
    }
}
