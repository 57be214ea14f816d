//! Ways in that run by themselves: watched folders, streams, APIs that are asked. Each is a task that ends when it is told
//! to, and brings facts to the lake through the one door that the lake has.

mod backoff;
mod door;
mod drop;
mod pull;
mod status;
mod stream;

pub use backoff::Backoff;
pub use door::{Clock, Door};
pub use drop::{DropFolder, DropSettings};
pub use pull::{Environment, PullFeed, PullSettings};
pub use status::{SourceStatus, Statuses, Trouble, WayIn};
pub use stream::{Stream, StreamSettings};

use status::Report;
