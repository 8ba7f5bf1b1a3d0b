//! Foreign formats to reports: the only crate that parses what others wrote.
//!
//! [`read`] walks files, folders and standard input and yields one [`Item`] at a time, in input order: a
//! [`Report`](variorum_record::Report), a [`Refusal`] for what could not be read, or a note on what a person
//! would want to know (skipped, renamed, seen before). Nothing is dropped in silence and no input stops the
//! run. Memory is bounded by [`Limits`]: one input file (JSON Lines: one line) is held at a time, beside the
//! list of paths, and a hash and a name per report already seen.
//!
//! What a module owns: `files` which paths there are, `bytes` what kind of bytes they hold and their
//! decoding, `lines` JSON Lines, `html` pages, `identity` the ids of reports and repeated bytes,
//! `language` which language a text is in, `dates` what was written as a date.

mod bytes;
mod dates;
mod files;
mod html;
mod identity;
mod language;
mod lines;
mod reader;

pub use html::{Page, page};
pub use language::identify as identify_language;
pub use reader::{Item, Limits, Reader, Refusal, read, read_stream};
