//! What else `LibreChat` names: Redis, static files, its administration panel.

use super::Kind::{Arithmetic, Flag, OneOf, Secret, Text, Url};
use super::{Row, aliased, row};

pub(super) const REDIS: &[Row] = &[
    row("USE_REDIS", Flag, "false", "Shares counters among several servers."),
    aliased(&["REDIS_URL"], row("REDIS_URI", Secret, "", "Where it is; a list is a cluster.")),
    row("USE_REDIS_CLUSTER", Flag, "false", "It is a cluster."),
    row("REDIS_USERNAME", Text, "", "Our name there."),
    row("REDIS_PASSWORD", Secret, "", "Our password there."),
    row("REDIS_CA", Text, "", "A file of authorities to trust for it."),
    row("REDIS_KEY_PREFIX", Text, "", "What our keys begin with."),
    row("REDIS_KEY_PREFIX_VAR", Text, "", "The variable that holds that."),
    row("REDIS_MAX_LISTENERS", Arithmetic, "40", "Listeners per connection."),
    row("REDIS_PING_INTERVAL", Arithmetic, "0", "Seconds between signs of life."),
    row(
        "REDIS_RETRY_MAX_DELAY",
        Arithmetic,
        "3000",
        "Longest pause between tries, in milliseconds.",
    ),
    row("REDIS_RETRY_MAX_ATTEMPTS", Arithmetic, "10", "Most tries."),
    row("REDIS_CONNECT_TIMEOUT", Arithmetic, "10000", "Longest wait to connect, in milliseconds."),
    row("REDIS_ENABLE_OFFLINE_QUEUE", Flag, "true", "Keeps commands while it is away."),
    row("REDIS_USE_ALTERNATIVE_DNS_LOOKUP", Flag, "false", "For clusters behind TLS."),
    row("REDIS_CLUSTER_SAFE_DELETE", Flag, "false", "Deletes key by key."),
    row("REDIS_DELETE_CHUNK_SIZE", Arithmetic, "1000", "Keys deleted at once."),
    row("REDIS_UPDATE_CHUNK_SIZE", Arithmetic, "1000", "Keys changed at once."),
    row("REDIS_SCAN_COUNT", Arithmetic, "1000", "Keys listed at once."),
    row("USE_REDIS_STREAMS", Flag, "as USE_REDIS", "Keeps streams of answers there."),
    row("FORCED_IN_MEMORY_CACHE_NAMESPACES", Text, "", "What stays in memory all the same."),
];

pub(super) const ROWS: &[Row] = &[
    row(
        "ALLOW_EMAIL_LOGIN_OVERRIDE",
        Flag,
        "false",
        "Password sign-in by the API while its form is off.",
    ),
    row("DISABLE_COMPRESSION", Flag, "false", "Sends answers uncompressed."),
    row("INDEX_CACHE_CONTROL", Text, "", "The chat app's page: Cache-Control."),
    row("INDEX_PRAGMA", Text, "", "The chat app's page: Pragma."),
    row("INDEX_EXPIRES", Text, "", "The chat app's page: Expires."),
    row(
        "AUTH_USER_CACHE_MODE",
        OneOf(&["on", "off"]),
        "off",
        "Keeps people in memory for five seconds.",
    ),
    row("ADMIN_PANEL_URL", Url, "http://localhost:3000", "Where the administration panel is."),
    row("ADMIN_PANEL_SESSION_SECRET", Secret, "", "For the panel itself."),
    row("ADMIN_PANEL_PORT", Text, "", "For the panel itself."),
    row("TENANT_ISOLATION_STRICT", Flag, "false", "Refuses people without a tenant."),
    row("PROXY", Secret, "", "A proxy for outgoing requests."),
    row("ANALYTICS_GTM_ID", Text, "", "The chat app's analytics."),
    row("SHOW_BIRTHDAY_ICON", Flag, "false", "An icon in the chat app."),
    row("LIBRECHAT_TEMP_CREDENTIALS_PATH", Text, "", "LibreChat's file of generated secrets."),
];
