//! Pure analysis: one report to its facts, many reports to stories and rows.
//!
//! No I/O, no clock, no environment, no mutable global state: what is not in the arguments cannot
//! influence a result. Analysis cannot fail; what could not be understood is listed as a problem.
//! [`pipeline`] reads as the program; every stage it names is one module here.

pub mod analysis;
mod background;
pub mod cast;
pub mod collate;
mod extent;
pub mod extract;
pub mod gazetteer;
pub mod group;
mod holders;
mod months;
pub mod parts;
pub mod pipeline;
pub mod quotes;
mod roots;
mod shown;
pub mod syntax;
pub mod truecase;
mod window;
mod words;

pub use analysis::Analysis;
pub use pipeline::Engine;
