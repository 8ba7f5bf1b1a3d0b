//! The record in one SQLite file that everyone can open.
//!
//! [`Writer`] streams reports and stories into a new database; [`check`] re-reads every span of a
//! database and compares it with the words stored beside it. Offsets are Unicode code points, because
//! that is what SQLite's `substr` counts.

mod check;
mod settle;
mod writer;

pub use check::check;
pub use settle::settle;
pub use writer::Writer;

/// What went wrong with a database, in a sentence that names it.
#[derive(Debug)]
pub struct StoreError {
    context: String,
    cause: rusqlite::Error,
}

impl StoreError {
    fn new(context: impl Into<String>) -> impl FnOnce(rusqlite::Error) -> StoreError {
        let context = context.into();
        move |cause| StoreError { context, cause }
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.context, self.cause)
    }
}

/// It has no source: what SQLite says stands in its own sentence, and would be said twice.
impl std::error::Error for StoreError {}
