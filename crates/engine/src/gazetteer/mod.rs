//! Names of places with coordinates, from GeoNames and small tables of our own; the only place knowledge of the program.
//!
//! A gazetteer answers "which places bear this name" and nothing else: which of them a report means is decided in
//! [`crate::extract::places`]. The built-in pack is made by `cargo xtask gazetteer`; others, larger or more local,
//! are read with [`Gazetteer::from_bytes`].

mod fold;
mod pack;

pub use fold::fold;
pub use pack::{Source, encode};

use std::sync::Arc;

/// A table of places, read in place. Immutable, cheap to clone and share.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    bytes: Bytes,
    layout: pack::Layout,
}

/// What a place is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A country or territory with an ISO 3166-1 code.
    Country = 0,
    /// A first-order region of a country: state, province, oblast.
    Region = 1,
    /// A second-order region: county, district, raion.
    District = 2,
    /// A populated place: city, town, village, quarter.
    #[default]
    City = 3,
    /// A continent.
    Continent = 4,
    /// An ocean, sea, gulf, strait, canal.
    Sea = 5,
    /// A lake.
    Lake = 6,
    /// A river.
    River = 7,
    /// A range or a mountain.
    Mountains = 8,
    /// An area that no administration draws: "Middle East", "Donbas", "New England".
    Area = 9,
    /// A single spot: a plant, a dam, a square.
    Site = 10,
}

impl Kind {
    /// The kind that a word in a table names.
    pub fn from_word(word: &str) -> Option<Kind> {
        Some(match word {
            "country" => Kind::Country,
            "region" => Kind::Region,
            "district" => Kind::District,
            "city" => Kind::City,
            "continent" => Kind::Continent,
            "sea" | "ocean" => Kind::Sea,
            "lake" => Kind::Lake,
            "river" => Kind::River,
            "mountains" => Kind::Mountains,
            "area" => Kind::Area,
            "site" => Kind::Site,
            _ => return None,
        })
    }

    fn from_byte(byte: u8) -> Kind {
        use Kind::{Area, City, Continent, Country, District, Lake, Mountains, Region, River, Sea, Site};
        let all = [Country, Region, District, City, Continent, Sea, Lake, River, Mountains, Area, Site];
        all.get(usize::from(byte)).copied().unwrap_or(City)
    }
}

/// How a name is a name of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum How {
    /// Its name.
    Name = 0,
    /// Another, older or foreign name.
    Alternate = 1,
    /// An abbreviation that means little by itself ("Ind.", "OH").
    Abbreviation = 2,
    /// What its people or things are called ("Georgian").
    Demonym = 3,
}

impl How {
    fn from_bits(bits: u32) -> How {
        [How::Name, How::Alternate, How::Abbreviation, How::Demonym][(bits & 3) as usize]
    }
}

/// A place: one row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which row.
    pub index: u32,
    /// GeoNames id, where the place has one.
    pub geonames: Option<u32>,
    /// What it is.
    pub kind: Kind,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People living there, to three figures; 0 when not known.
    pub population: u32,
    /// Whether it is the capital of its country.
    pub capital: bool,
    /// The place it lies in.
    pub parent: Option<u32>,
}

impl Row {
    /// Great-circle distance to a point, in kilometres.
    pub fn distance(&self, lat: f64, lon: f64) -> f64 {
        kilometres((self.lat, self.lon), (lat, lon))
    }
}

/// Great-circle distance between two points in degrees north and east, in kilometres (haversine, mean earth radius).
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half(b.0 - a.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(b.1 - a.1);
    2.0 * 6371.009 * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Why bytes are no gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError(&'static str);

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "gazetteer: {}", self.0)
    }
}

impl std::error::Error for PackError {}

impl Gazetteer {
    /// The built-in table: towns from 1,000 people, first- and second-order regions, countries, seas, rivers, areas.
    pub fn built_in() -> Self {
        static PACK: &[u8] = include_bytes!("../../../../data/gazetteer/gazetteer.bin");
        let layout = pack::Layout::read(PACK).unwrap_or_default();
        Gazetteer { bytes: Bytes::Static(PACK), layout }
    }

    /// A table from a pack that [`encode`] wrote. Bytes that are no pack are an error; a damaged pack may give wrong
    /// or no rows, never a panic.
    pub fn from_bytes(bytes: impl Into<Arc<[u8]>>) -> Result<Self, PackError> {
        let bytes = bytes.into();
        let layout = pack::Layout::read(&bytes).map_err(PackError)?;
        Ok(Gazetteer { bytes: Bytes::Shared(bytes), layout })
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.layout.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places that bear a name, with how it is theirs, in the table's order. Case, diacritics, hyphens,
    /// apostrophes and a leading article do not matter; demonyms and abbreviations are included.
    pub fn lookup(&self, name: &str) -> Vec<(Row, How)> {
        self.lookup_folded(&fold(name))
    }

    /// [`Gazetteer::lookup`] for a name already [`fold`]ed.
    pub fn lookup_folded(&self, folded: &str) -> Vec<(Row, How)> {
        let postings = self.layout.find(self.bytes.get(), folded.as_bytes());
        postings.into_iter().filter_map(|(row, how)| Some((self.row(row)?, how))).collect()
    }

    /// Whether some place bears a name as its own or another name (not as an abbreviation or demonym).
    pub fn knows(&self, name: &str) -> bool {
        self.lookup(name).iter().any(|(_, how)| matches!(how, How::Name | How::Alternate))
    }

    /// The place whose people or things a word names: `Ukrainian` → Ukraine. The most populous where several share it.
    pub fn demonym(&self, word: &str) -> Option<Row> {
        let of = |word: &str| {
            let found = self.lookup(word).into_iter().filter(|(_, how)| *how == How::Demonym).map(|(row, _)| row);
            found.max_by_key(|row| (row.population, std::cmp::Reverse(row.index)))
        };
        of(word).or_else(|| of(word.strip_suffix('s')?))
    }

    /// A row by its index.
    pub fn row(&self, index: u32) -> Option<Row> {
        let stored = self.layout.row(self.bytes.get(), index)?;
        let pack::Stored { id, lat, lon, population, kind, capital, parent } = stored;
        Some(Row { index, geonames: (id != 0).then_some(id), kind, lat, lon, population, capital, parent })
    }

    /// A place's own name.
    pub fn name(&self, row: &Row) -> String {
        self.layout.name(self.bytes.get(), row.index).unwrap_or_default()
    }

    /// The places around a place, innermost first, itself not included.
    pub fn around(&self, row: &Row) -> impl Iterator<Item = Row> + '_ {
        let up = |row: &Row| row.parent.and_then(|parent| self.row(parent));
        std::iter::successors(up(row), move |row| up(row)).take(4)
    }

    /// ISO 3166-1 alpha-2 code of the country a place lies in (or is).
    pub fn country(&self, row: &Row) -> Option<&str> {
        let country = std::iter::once(*row).chain(self.around(row)).find(|row| row.kind == Kind::Country)?;
        self.layout.code(self.bytes.get(), country.index as usize)
    }

    /// The first-order region a place lies in (or is).
    pub fn region(&self, row: &Row) -> Option<Row> {
        std::iter::once(*row).chain(self.around(row)).find(|row| row.kind == Kind::Region)
    }
}

#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }
}

impl Default for Bytes {
    fn default() -> Self {
        Bytes::Static(&[])
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.get().len())
    }
}

#[cfg(test)]
mod tests;
