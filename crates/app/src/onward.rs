//! Where a link leads whoever has used it.

/// Ends a link whose page has more to do than what the link is for: whoever has used it, and signed in, gets to
/// the place where a passkey is added. It is a wish and proves nothing; the page takes any local path.
pub const TO_PASSKEYS: &str = "&return_to=%2F%23passkeys";
