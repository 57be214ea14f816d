//! Access as other rooms use it.

mod password;
mod secret;
mod throttle;
mod viewer;
