//! Progress bars with time left, on standard error, and only where somebody looks.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

/// A bar over bytes.
pub fn bytes(total: Option<u64>, what: &str) -> ProgressBar {
    bar(
        total,
        what,
        "{msg:22} {wide_bar} {bytes}/{total_bytes}{left}",
    )
}

/// A bar over rows, whose number is told when it is known.
pub fn rows(what: &str) -> ProgressBar {
    bar(
        Some(0),
        what,
        "{msg:22} {wide_bar} {human_pos}/{human_len} rows{left}",
    )
}

/// A bar over parts of a whole, in thousandths.
pub fn share(what: &str) -> ProgressBar {
    bar(Some(1_000), what, "{msg:22} {wide_bar} {percent} %{left}")
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
        let style = style.with_key("left", |state: &ProgressState, out: &mut dyn Write| {
            // A terminal that is gone is no reason to stop.
            let _ = out.write_str(&left(state.fraction(), state.elapsed(), state.eta()));
        });
        bar.set_style(style.progress_chars("━━─"));
    }
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// The time left, as soon as enough is done to tell it by.
fn left(fraction: f32, elapsed: Duration, eta: Duration) -> String {
    let told = fraction >= 0.02 && elapsed >= Duration::from_secs(1) && eta > Duration::ZERO;
    if told {
        format!(
            ", {:#} left",
            HumanDuration(eta.max(Duration::from_secs(1)))
        )
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_when_it_is_known() {
        let seconds = Duration::from_secs;
        for (fraction, elapsed, eta) in [(0.0, 5, 0), (0.0, 5, 9), (0.5, 0, 9), (0.01, 2, 9)] {
            assert_eq!(left(fraction, seconds(elapsed), seconds(eta)), "");
        }
        assert_eq!(left(0.5, seconds(4), seconds(4)), ", 4s left");
        assert_eq!(
            left(0.99, seconds(4), Duration::from_millis(40)),
            ", 1s left"
        );
        assert_eq!(left(1.0, seconds(4), Duration::ZERO), "");
    }
}
