//! The nouns of Variorum and their wire form.
//!
//! Every other crate speaks in these types: ingest makes [`Report`]s, the engine turns each into an
//! [`AnnotatedReport`] and many of those into [`Story`]s; store, pages and the command line show
//! them. There is no I/O and no algorithm here beyond counting characters: what a span *means* on
//! the wire (bytes, code points, UTF-16 units) is the one conversion this crate owns.

mod facts;
mod finer;
mod report;
mod span;
mod story;
pub mod wire;

pub use facts::*;
pub use report::*;
pub use span::*;
pub use story::*;

/// The number of the wire format, raised when a name or a meaning changes.
pub const FORMAT: u32 = 1;

/// The version of the program that writes records.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
