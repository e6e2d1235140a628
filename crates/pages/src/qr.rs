//! QR codes as drawings in the page: no script, no style, no further request.

use qrcode::{Color, EcLevel, QrCode};

use crate::messages::{Html, escaped};

/// Modules of white around the code, without which cameras do not find it (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// Draws a text, called `label` for who cannot see it; `None` when it is too long for any code.
///
/// The drawing is black on white whatever the page looks like: cameras expect it so.
pub(crate) fn draw(text: &str, label: &str) -> Option<Html> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::with_capacity(colors.len() * 4);
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, length) = (x + QUIET, y + QUIET, run.len());
                path.extend([format!("M{left} {top}h{length}v1h-{length}z")]);
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET;
    let label = escaped(label);
    Some(Html::trusted(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_code_has_a_name_and_a_white_border_and_is_small() {
        let url = format!("otpauth://totp/Chat:{}?secret={}", "a".repeat(60), "A".repeat(32));
        let drawn = draw(&url, "A \"code\" <b>").unwrap().to_string();
        assert!(drawn.contains("aria-label=\"A &#34;code&#34; &#60;b&#62;\""), "{drawn:.200}");
        assert!(!drawn.contains("M0 4") && drawn.contains("M4 4h7"));
        assert!(drawn.len() < 16_000, "{}", drawn.len());
        assert!(draw(&"x".repeat(8000), "").is_none());
    }
}
