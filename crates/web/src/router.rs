//! Every route on one screen.

mod table;

use std::collections::BTreeSet;

use axum::Router;
use axum::handler::Handler;
use doorward_core::forward_auth::RETURN;

use crate::dialects::{authjs, clerk, librechat, lobechat};
use crate::gateway;
use crate::request::State;
use crate::routes::{
    access, account, admin, assets, authenticator, backchannel, clerk as clerk_pages, doctor,
    enrolment, health, language, link, links, oauth, onward, page, passkeys, readdress, recovery,
    register, second_factor, sign_in, sign_out, verification,
};

use crate::routes::onward::ONWARD;
pub use table::Route;
pub(crate) use table::Template;
use table::{Methods, Table, any, delete, get, post};

/// What answers requests.
pub(crate) fn router(state: State) -> Router {
    let (router, _) = table(&state).into_parts();
    router
        .method_not_allowed_fallback(page::method_not_allowed)
        .fallback(page::not_found)
        .with_state(state)
}

/// What there is to ask for.
pub(crate) fn routes(state: &State) -> Vec<Route> {
    table(state).into_parts().1
}

/// All routes.
fn table(state: &State) -> Table {
    let table = with_own_callbacks(Table::new(state.app().tracer.is_some()), state);
    let table = match base(state) {
        Some(base) => with_authjs(table, base),
        None => table.route("/api/auth/callback/{provider}", callback()),
    };
    let settings = &state.app().settings;
    let table = if settings.has_gateway() { with_gateway(table) } else { table };
    let leads_back = settings.forward_auth.is_some() || settings.cookie_domain.is_some();
    let table = if leads_back { with_way_back(table) } else { table };
    let table = if state.app().guards.is_empty() {
        table
    } else {
        table.route(gateway::JWKS, get(onward::jwks))
    };
    second_factors(with_account(with_console(with_passkeys(with_mailed_links(table)))))
        // Pages.
        .route("/", get(account::show))
        .route("/login", get(sign_in::show).post(sign_in::submit))
        .route("/access", get(access::show).post(access::submit))
        .route("/register", get(register::show).post(register::submit))
        .route("/register/{provider}", post(register::by_provider))
        .route("/logout", get(sign_out::ask).post(sign_out::submit))
        .route("/language", post(language::choose))
        .route("/link", get(link::show).post(link::submit))
        .route("/link/{provider}", only_get(link::by_provider))
        .route("/.well-known/change-password", get(account::change_password))
        .route("/assets/{file}", get(assets::serve))
        .route("/favicon.ico", get(assets::icon))
        // For proxies in front of LobeChat.
        .route("/access/check", get(lobechat::access::check).post(lobechat::access::check))
        // Providers.
        .route("/oauth/error", get(oauth::error))
        .route("/oauth/{provider}", only_get(oauth::start))
        .route("/oauth/{provider}/callback", callback())
        .route("/oauth/{provider}/backchannel-logout", post(backchannel::logout))
        .route("/oauth/clerk", only_get(clerk_pages::start))
        .route("/oauth/clerk/callback", only_get(clerk_pages::back))
        .route("/api/auth/clerk", post(clerk::exchange))
        .route("/api/webhooks/clerk", post(clerk::receive))
        // LibreChat's API.
        .route("/api/auth/login", post(librechat::auth::login))
        .route("/api/auth/register", post(librechat::auth::register))
        .route("/api/auth/refresh", post(librechat::auth::refresh))
        .route("/api/auth/logout", post(librechat::auth::logout))
        .route("/api/user", get(librechat::user::show))
        .route("/api/user/delete", delete(librechat::user::delete))
        .route("/api/config", get(librechat::config::show))
        .route("/api/banner", get(librechat::config::banner))
        .route("/api/roles/{name}", get(librechat::roles::show))
        .route("/api/admin/login/local", post(librechat::admin::login))
        .route("/api/admin/verify", get(librechat::admin::verify))
        .route("/api/admin/users", get(librechat::admin::list))
        .route("/api/admin/users/search", get(librechat::admin::search))
        .route("/api", get(librechat::unknown))
        .route("/api/{*rest}", any(librechat::unknown))
        // For the doctor, who has a pass.
        .route("/doctor", only_get(doctor::show))
        .route("/doctor/login", only_get(doctor::login::open))
        .route("/doctor/report", post(doctor::report))
        .route("/doctor/echo", get(doctor::echo))
        .route("/doctor/socket", only_get(doctor::socket))
        .route("/doctor/stream", get(doctor::stream))
        // For whoever watches the process.
        .route("/health", get(health::live))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
}

/// What there is while apps have the rest of the origin.
fn with_gateway(table: Table) -> Table {
    table
        .route(&format!("{ONWARD}/{{*path}}"), get(onward::go))
        .route(&format!("{ONWARD}/"), get(onward::go))
}

/// The way back to apps on hosts of their own. What proxies ask is answered before any route is looked for.
fn with_way_back(table: Table) -> Table {
    table.route(&format!("{RETURN}/{{*path}}"), get(onward::back))
}

/// What mailed links lead to, and where they are asked for.
fn with_mailed_links(table: Table) -> Table {
    table
        .route("/forgot-password", get(recovery::forgot).post(recovery::request))
        .route("/reset-password", get(recovery::show).post(recovery::submit))
        .route("/verify", get(verification::show).post(verification::submit))
        .route("/verify/resend", post(verification::resend))
        .route("/account/address/confirm", get(readdress::show_confirm).post(readdress::confirm))
        .route("/account/address/undo", get(readdress::show_undo).post(readdress::undo))
        .route("/api/auth/requestPasswordReset", post(librechat::recovery::request))
        .route("/api/auth/resetPassword", post(librechat::recovery::reset))
        .route("/api/user/verify", post(librechat::recovery::verify))
        .route("/api/user/verify/resend", post(librechat::recovery::resend))
}

/// What people do with their own account.
fn with_account(table: Table) -> Table {
    table
        .route("/account/sessions/{id}/end", post(account::end))
        .route("/account/sessions/end-others", post(account::end_others))
        .route("/account/trusted/{id}/end", post(account::trusted::end))
        .route("/account/trusted/end-all", post(account::trusted::end_all))
        .route("/account/address", post(readdress::ask))
        .route("/account/profile", post(account::profile::submit))
        .route("/account/password", post(account::password::submit))
        .route("/account/activity", get(account::activity::show))
        .route("/account/export", get(account::export::show).post(account::export::submit))
        .route("/account/delete", post(account::delete))
        .route("/account/links/{provider}", post(links::begin))
        .route("/account/links/{name}/remove", post(links::remove))
        .route("/account/confirm/{provider}", post(links::confirm))
}

/// The console.
fn with_console(table: Table) -> Table {
    table
        .route(admin::CONSOLE, get(admin::start))
        .route("/admin/invitations", get(admin::invitations::show).post(admin::invitations::create))
        .route("/admin/invitations/{id}/revoke", post(admin::invitations::revoke))
        .route("/admin/approvals", get(admin::approvals::show))
        .route("/admin/approvals/{id}/approve", post(admin::approvals::judge))
        .route("/admin/approvals/{id}/reject", post(admin::approvals::judge))
        .route("/admin/approvals/{id}/withdraw", post(admin::approvals::judge))
        .route("/admin/bans", get(admin::bans::show).post(admin::bans::submit))
        .route("/admin/bans/{id}/lift", post(admin::bans::lift))
        .route("/admin/mail", get(admin::outbox::show))
        .route("/admin/mail/retry", post(admin::outbox::retry_all))
        .route("/admin/mail/test", post(admin::outbox::test))
        .route("/admin/mail/{id}/retry", post(admin::outbox::retry))
        .route("/admin/people", get(admin::people::list))
        .route("/admin/people/{id}", get(admin::person::show))
        .route("/admin/people/{id}/export", get(admin::person::download))
        .route("/admin/people/{id}/{act}", post(admin::acts::submit))
        .route("/admin/people/{id}/sessions/{session}/end", post(admin::acts::end_session))
        .route("/admin/providers", get(admin::providers::show))
        .route("/admin/audit", get(admin::audit::show))
        .route("/admin/audit/export", get(admin::audit::download))
        .route("/admin/settings", get(admin::settings::show))
}

/// The second step of a sign-in, and what it takes.
fn second_factors(table: Table) -> Table {
    table
        .route(second_factor::PAGE, get(second_factor::show).post(second_factor::submit))
        .route(enrolment::PAGE, get(enrolment::show).post(enrolment::begin))
        .route("/login/2fa/setup/confirm", post(enrolment::confirm))
        .route(authenticator::PAGE, get(authenticator::show).post(authenticator::begin))
        .route("/account/authenticator/confirm", post(authenticator::confirm))
        .route("/account/authenticator/recovery-codes", post(authenticator::regenerate))
        .route("/account/authenticator/remove", post(authenticator::remove))
        // LibreChat's API.
        .route("/api/auth/2fa/enable", post(librechat::two_factor::enable))
        .route("/api/auth/2fa/verify", post(librechat::two_factor::verify))
        .route("/api/auth/2fa/confirm", post(librechat::two_factor::confirm))
        .route("/api/auth/2fa/disable", post(librechat::two_factor::disable))
        .route("/api/auth/2fa/backup/regenerate", post(librechat::two_factor::regenerate))
        .route("/api/auth/2fa/verify-temp", post(librechat::two_factor::verify_temp))
}

/// Passkeys: the ceremonies, which our script performs, and the forms of the account page.
fn with_passkeys(table: Table) -> Table {
    table
        .route("/passkeys/sign-in/begin", post(passkeys::ceremonies::begin_sign_in))
        .route("/passkeys/sign-in/finish", post(passkeys::ceremonies::finish_sign_in))
        .route("/passkeys/register/begin", post(passkeys::ceremonies::begin_registration))
        .route("/passkeys/register/finish", post(passkeys::ceremonies::finish_registration))
        .route("/passkeys/second-factor/begin", post(passkeys::ceremonies::begin_second_factor))
        .route("/passkeys/second-factor/finish", post(passkeys::ceremonies::finish_second_factor))
        .route("/passkeys/prove/begin", post(passkeys::ceremonies::begin_proof))
        .route("/passkeys/prove/finish", post(passkeys::ceremonies::finish_proof))
        .route("/account/passkeys/add", post(passkeys::section::add))
        .route("/account/passkeys/{id}/rename", post(passkeys::section::rename))
        .route("/account/passkeys/{id}/remove", post(passkeys::section::remove))
        .route("/.well-known/passkey-endpoints", get(passkeys::endpoints))
}

/// `GET` alone: `HEAD`, which is safe (RFC 9110 §9.2.1), would otherwise start or spend a sign-in.
fn only_get<H, T>(handler: H) -> Methods
where
    H: Handler<T, State>,
    T: 'static,
{
    get(handler).head(page::method_not_allowed)
}

/// The base path of Auth.js's API, if that is on.
fn base(state: &State) -> Option<&str> {
    state.app().settings.authjs.as_ref().map(|authjs| authjs.route.as_str())
}

/// Auth.js's API under its base path, and the pages that it leads to.
fn with_authjs(table: Table, base: &str) -> Table {
    table
        .route(base, any(authjs::serve))
        .route(&format!("{base}/"), any(authjs::serve))
        .route(&format!("{base}/{{*action}}"), any(authjs::serve))
        .route("/next-auth/signin", get(authjs::pages::sign_in))
        .route("/next-auth/error", get(authjs::pages::error))
}

/// A provider's way back.
fn callback() -> Methods {
    only_get(oauth::callback).post(oauth::posted_callback)
}

/// An operator may have registered other addresses at the providers.
fn with_own_callbacks(table: Table, state: &State) -> Table {
    own_callbacks(state).iter().fold(table, |table, path| table.route(path, callback()))
}

/// The callback paths that are none of those which are routed anyway.
fn own_callbacks(state: &State) -> BTreeSet<String> {
    let is_usual = |path: &str| {
        let librechat =
            path.strip_prefix("/oauth/").and_then(|rest| rest.strip_suffix("/callback"));
        let base = base(state).unwrap_or("/api/auth");
        let authjs = path.strip_prefix(base).and_then(|rest| rest.strip_prefix("/callback/"));
        librechat.or(authjs).is_some_and(|provider| !provider.contains('/'))
    };
    let providers = &state.app().settings.providers.list;
    let paths = providers.iter().map(|provider| provider.callback_path.clone());
    paths.filter(|path| !is_usual(path)).collect()
}
