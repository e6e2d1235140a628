//! Routes as a table that can be read again: the router is built of it, and so is the test that asks of
//! each route who may use it.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{self, MethodRouter};

use crate::request::State;

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its path, with `{name}` for what varies.
    pub path: String,
    /// The methods that it answers, or `ANY`. `HEAD` is left out where it goes with `GET`.
    pub methods: Vec<&'static str>,
}

/// What answers at a path.
pub(super) struct Methods {
    handlers: MethodRouter<State>,
    named: Vec<&'static str>,
}

/// The routes so far.
pub(super) struct Table {
    router: Router<State>,
    routes: Vec<Route>,
    /// Whether answers say whose they are.
    traced: bool,
}

/// The path of the route that has answered, as the table has it: what traces say instead of the path.
#[derive(Clone)]
pub(crate) struct Template(pub(crate) Arc<str>);

/// Makes the function that begins, and the method that goes on with, one method of HTTP.
macro_rules! methods {
    ($($name:ident $written:literal)+) => {
        $(
            #[doc = concat!("Answers ", $written, " with `handler`.")]
            pub(super) fn $name<H: Handler<T, State>, T: 'static>(handler: H) -> Methods {
                Methods { handlers: routing::$name(handler), named: vec![$written] }
            }
        )+
    };
}

methods! {
    any "ANY"
    delete "DELETE"
    get "GET"
    post "POST"
}

impl Methods {
    /// Answers `POST` too.
    pub(super) fn post<H: Handler<T, State>, T: 'static>(mut self, handler: H) -> Self {
        self.named.push("POST");
        Self { handlers: self.handlers.post(handler), ..self }
    }

    /// Answers `HEAD` otherwise than `GET`.
    pub(super) fn head<H: Handler<T, State>, T: 'static>(self, handler: H) -> Self {
        Self { handlers: self.handlers.head(handler), ..self }
    }
}

impl Table {
    /// No routes. If requests are `traced`, answers carry the [`Template`] of their route.
    pub(super) fn new(traced: bool) -> Self {
        Self { router: Router::new(), routes: Vec::new(), traced }
    }

    /// Adds a route.
    pub(super) fn route(mut self, path: &str, methods: Methods) -> Self {
        self.routes.push(Route { path: path.to_owned(), methods: methods.named });
        let handlers = if self.traced { told(path, methods.handlers) } else { methods.handlers };
        Self { router: self.router.route(path, handlers), ..self }
    }

    /// What answers, and what there is.
    pub(super) fn into_parts(self) -> (Router<State>, Vec<Route>) {
        (self.router, self.routes)
    }
}

/// Has answers say whose they are.
fn told(path: &str, handlers: MethodRouter<State>) -> MethodRouter<State> {
    let template = Template(path.into());
    handlers.layer(map_response(move |mut response: Response| {
        response.extensions_mut().insert(template.clone());
        std::future::ready(response)
    }))
}
