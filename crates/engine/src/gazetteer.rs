//! Names of places with coordinates, from GeoNames; the only place knowledge of the program.

/// A table of place names. Immutable, cheap to share.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {}

impl Gazetteer {
    /// The built-in table: cities above 15,000 people, regions, countries.
    pub fn built_in() -> Self {
        Gazetteer {}
    }
}
