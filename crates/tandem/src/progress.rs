//! Progress bars with time left, on standard error, and only where somebody looks.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over bytes.
pub fn bytes(total: Option<u64>, what: &str) -> ProgressBar {
    bar(
        total,
        what,
        "{msg:22} {wide_bar} {bytes}/{total_bytes}, {eta} left",
    )
}

/// A bar over parts of a whole, in thousandths.
pub fn share(what: &str) -> ProgressBar {
    bar(
        Some(1_000),
        what,
        "{msg:22} {wide_bar} {percent} %, {eta} left",
    )
}

/// Moves a bar of [`share`] to a fraction between 0 and 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a fraction of a thousand"
)]
pub fn move_to(bar: &ProgressBar, fraction: f64) {
    bar.set_position((fraction.clamp(0.0, 1.0) * 1_000.0) as u64);
}

fn bar(total: Option<u64>, what: &str, template: &str) -> ProgressBar {
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
