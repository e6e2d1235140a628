//! Names that stand in the same files and environments but are for others: no complaint about them.

/// Names that resemble ours or are read by the chat app alone.
const NAMES: [&str; 21] = [
    "ALLOW_SHARED_LINKS",
    "ALLOW_SHARED_LINKS_PUBLIC",
    "CI",
    "DEBUG_CONSOLE",
    "DEBUG_LOGGING",
    "HOSTNAME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NODE_ENV",
    "NODE_OPTIONS",
    "NO_PROXY",
    "SESSION_MANAGER",
    "SESSION_NAME",
    "XDG_SESSION_ID",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "REDIS_DB",
    "REDIS_HOST",
    "REDIS_PORT",
];

/// Whether `name` is known to be somebody else's.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}
