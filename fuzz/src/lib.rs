//! What fuzz targets share.

use std::panic::{set_hook, take_hook};

/// Libraries may panic over files in columns: that is caught, and told as damage. From here on only our own panics, and
/// those that nobody catches, are findings.
pub fn only_our_panics() {
    let found = take_hook();
    set_hook(Box::new(move |panic| {
        let ours = panic.location().is_some_and(|at| at.file().contains("/crates/"));
        if ours {
            found(panic);
        }
    }));
}
