//! From an analysed report to its facts: one module per kind of fact.

pub mod events;
pub mod figures;
pub mod places;
pub mod positions;
pub mod statements;
pub mod times;
