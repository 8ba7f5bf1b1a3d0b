//! The bytes of a gazetteer: written once, read in place, trusted in nothing.
//!
//! All numbers are little endian. A pack is read where it lies: opening it only cuts it into sections. Every
//! read is checked, so that a damaged or hostile pack gives fewer or other rows but never a panic.
//!
//! | section | content |
//! |---|---|
//! | head | magic, then six `u32`: countries, rows, name blocks, bytes of names, key blocks, bytes of keys |
//! | codes | two ASCII letters for each country; country `i` is row `i` |
//! | rows | [`ROW`] bytes each: id `u24`, lat `i24`, lon `i24`, population (11-bit mantissa, 5-bit exponent), kind `u8` (high bit: a country's capital), parent `u24` |
//! | names | block offsets, then the rows' names, front-coded in blocks of [`BLOCK`] |
//! | keys | block offsets, then the folded names in byte order, front-coded in blocks, each with the number of its postings (`u8`; 255: a `u16` follows) and the postings: row `u22`, how `u2` |
//!
//! A front-coded entry begins with a byte that says how many bytes it shares with the one before (high half) and how
//! many of its own follow (low half; 15: a byte follows that says it).

use super::{How, Kind};

pub(super) const MAGIC: &[u8; 8] = b"VARGAZ2\n";
pub(super) const ROW: usize = 15;
pub(super) const BLOCK: usize = 16;
const HEAD: usize = 8 + 6 * 4;
/// The most bytes that an entry shares, and how many of its own take a second byte to count.
const LONG: usize = 15;
const NONE: u32 = 0xFF_FFFF;
/// Set in the kind of a country's capital.
const CAPITAL: u8 = 0x80;
/// Degrees are stored as 24-bit numbers: steps of about two metres.
const DEGREE: f64 = 8_388_607.0 / 180.0;

/// A row as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) id: u32,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) population: u32,
    pub(super) kind: Kind,
    pub(super) capital: bool,
    pub(super) parent: Option<u32>,
}

/// Where the sections of a pack begin and end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Layout {
    pub(super) countries: usize,
    pub(super) rows: usize,
    codes_at: usize,
    rows_at: usize,
    names: Front,
    keys: Front,
}

/// A front-coded list: block offsets, then bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Front {
    blocks: usize,
    at: usize,
    bytes: usize,
}

impl Layout {
    /// Cuts a pack into sections; an error says what does not fit.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.len() < HEAD || &bytes[..8] != MAGIC {
            return Err("not a gazetteer pack of this version");
        }
        let field = |i: usize| number(bytes, 8 + 4 * i, 4).map_or(0, |n| n as usize);
        let (countries, rows) = (field(0), field(1));
        let codes_at = HEAD;
        let rows_at = codes_at.saturating_add(countries.saturating_mul(2));
        let names_at = rows_at.saturating_add(rows.saturating_mul(ROW));
        let names = Front { blocks: field(2), at: names_at, bytes: field(3) };
        let keys = Front { blocks: field(4), at: names.end(), bytes: field(5) };
        if keys.end() != bytes.len() {
            return Err("the pack is cut short or has bytes to spare");
        }
        if countries > rows {
            return Err("more countries than rows");
        }
        Ok(Layout { countries, rows, codes_at, rows_at, names, keys })
    }

    pub(super) fn code<'b>(&self, bytes: &'b [u8], country: usize) -> Option<&'b str> {
        let at = self.codes_at + 2 * country;
        (country < self.countries)
            .then(|| bytes.get(at..at + 2))
            .flatten()
            .and_then(|code| std::str::from_utf8(code).ok())
    }

    pub(super) fn row(&self, bytes: &[u8], i: u32) -> Option<Stored> {
        if i as usize >= self.rows {
            return None;
        }
        let row = bytes.get(self.rows_at + i as usize * ROW..)?.get(..ROW)?;
        let u24 = |at: usize| u32::from_le_bytes([row[at], row[at + 1], row[at + 2], 0]);
        let i24 = |at: usize| i32::from_le_bytes([0, row[at], row[at + 1], row[at + 2]]) >> 8;
        let packed = u16::from_le_bytes([row[9], row[10]]);
        let population = (u64::from(packed >> 5) << (packed & 31)).min(u64::from(u32::MAX)) as u32;
        let parent = Some(u24(12)).filter(|parent| *parent != NONE && *parent != i && (*parent as usize) < self.rows);
        let degrees = |at: usize| (f64::from(i24(at)) / DEGREE * 1e5).round() / 1e5;
        Some(Stored {
            id: u24(0),
            lat: degrees(3).clamp(-90.0, 90.0),
            lon: degrees(6),
            population,
            kind: Kind::from_byte(row[11] & !CAPITAL),
            capital: row[11] & CAPITAL != 0,
            parent,
        })
    }

    pub(super) fn name(&self, bytes: &[u8], i: u32) -> Option<String> {
        if i as usize >= self.rows {
            return None;
        }
        let mut at = self.names.block(bytes, i as usize / BLOCK)?;
        let mut name = Vec::new();
        for _ in 0..=i as usize % BLOCK {
            at = unfold(bytes, at, &mut name)?;
        }
        Some(String::from_utf8_lossy(&name).into_owned())
    }

    /// The postings of a folded name.
    pub(super) fn find(&self, bytes: &[u8], key: &[u8]) -> Vec<(u32, How)> {
        self.postings(bytes, key).unwrap_or_default()
    }

    fn postings(&self, bytes: &[u8], key: &[u8]) -> Option<Vec<(u32, How)>> {
        // The last block whose first key is not greater.
        let (mut low, mut high) = (0, self.keys.blocks);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.keys.first(bytes, middle)? <= key { low = middle + 1 } else { high = middle }
        }
        let mut at = self.keys.block(bytes, low.checked_sub(1)?)?;
        let end = if low < self.keys.blocks { self.keys.block(bytes, low)? } else { self.keys.end() };
        let mut current = Vec::new();
        while at < end {
            at = unfold(bytes, at, &mut current)?;
            let mut count = number(bytes, at, 1)? as usize;
            at += 1;
            if count == 255 {
                count = number(bytes, at, 2)? as usize;
                at += 2;
            }
            if current == key {
                let list = bytes.get(at..)?.get(..count * 3)?;
                let posting = |p: &[u8]| u32::from_le_bytes([p[0], p[1], p[2], 0]);
                let postings = list.chunks_exact(3).map(|p| (posting(p) >> 2, How::from_bits(posting(p))));
                return Some(postings.filter(|(row, _)| (*row as usize) < self.rows).collect());
            }
            if current.as_slice() > key {
                return None;
            }
            at = at.checked_add(count * 3)?;
        }
        None
    }
}

impl Front {
    fn end(&self) -> usize {
        self.at.saturating_add(self.blocks.saturating_mul(4)).saturating_add(self.bytes)
    }

    fn block(&self, bytes: &[u8], i: usize) -> Option<usize> {
        let at = (i < self.blocks).then_some(self.at + 4 * i)?;
        let offset = number(bytes, at, 4)? as usize;
        (offset < self.bytes).then_some(self.at + 4 * self.blocks + offset)
    }

    /// The first entry of a block, which shares nothing with the one before.
    fn first<'b>(&self, bytes: &'b [u8], i: usize) -> Option<&'b [u8]> {
        entry_at(bytes, self.block(bytes, i)?).map(|(_, own)| own)
    }
}

/// Reads one front-coded entry over the one before; gives where it ends.
fn unfold(bytes: &[u8], at: usize, entry: &mut Vec<u8>) -> Option<usize> {
    let (shared, own) = entry_at(bytes, at)?;
    entry.truncate(shared);
    entry.extend_from_slice(own);
    Some(at + if own.len() < LONG { 1 } else { 2 } + own.len())
}

/// How many bytes the entry at a place shares with the one before, and its own.
fn entry_at(bytes: &[u8], at: usize) -> Option<(usize, &[u8])> {
    let head = usize::from(*bytes.get(at)?);
    let own = match head & LONG {
        LONG => bytes.get(at + 2..)?.get(..usize::from(*bytes.get(at + 1)?).max(LONG))?,
        len => bytes.get(at + 1..)?.get(..len)?,
    };
    Some((head >> 4, own))
}

fn number(bytes: &[u8], at: usize, len: usize) -> Option<u32> {
    let mut all = [0; 4];
    all[..len].copy_from_slice(bytes.get(at..)?.get(..len)?);
    Some(u32::from_le_bytes(all))
}

/// What a pack is made from: one place with every name it is known by.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// GeoNames id; 0 for a place of another origin.
    pub id: u32,
    /// The name to show.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Index of the place it lies in.
    pub parent: Option<usize>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People living there; stored to eleven bits.
    pub population: u32,
    /// ISO 3166-1 alpha-2 code of a country; empty for anything else.
    pub code: String,
    /// Whether it is the capital of its country.
    pub capital: bool,
    /// Other names, with what they are.
    pub names: Vec<(String, How)>,
}

/// Writes a pack. Countries must come first; names longer than 255 bytes are left out.
pub fn encode(sources: &[Source]) -> Vec<u8> {
    let countries = sources.iter().take_while(|source| source.kind == Kind::Country).count();
    let mut rows = Vec::new();
    for source in sources {
        let u24 = |n: u32| n.to_le_bytes()[..3].to_vec();
        let i24 = |degrees: f64| ((degrees * DEGREE).round() as i32).to_le_bytes()[..3].to_vec();
        let shift = (32 - source.population.leading_zeros()).saturating_sub(11);
        let packed = ((source.population >> shift) as u16) << 5 | shift as u16;
        rows.extend(u24(source.id));
        rows.extend(i24(source.lat));
        rows.extend(i24(source.lon));
        rows.extend(packed.to_le_bytes());
        rows.push(source.kind as u8 | if source.capital { CAPITAL } else { 0 });
        rows.extend(u24(source.parent.map_or(NONE, |parent| parent as u32)));
    }
    let names = sources.iter().map(|source| (clip(&source.name).as_bytes().to_vec(), Vec::new())).collect::<Vec<_>>();
    let mut keys: std::collections::BTreeMap<Vec<u8>, Vec<(u32, How)>> = std::collections::BTreeMap::new();
    for (i, source) in sources.iter().enumerate() {
        for (name, how) in
            std::iter::once((&source.name, How::Name)).chain(source.names.iter().map(|(name, how)| (name, *how)))
        {
            let key = super::fold(name).into_bytes();
            if key.is_empty() || key.len() > 255 {
                continue;
            }
            let postings = keys.entry(key).or_default();
            if !postings.iter().any(|(row, known)| *row == i as u32 && (*known == how || *known == How::Name)) {
                postings.push((i as u32, how));
            }
        }
    }
    let keys: Vec<_> = keys
        .into_iter()
        .map(|(key, postings)| {
            let postings = &postings[..postings.len().min(usize::from(u16::MAX))];
            let mut tail = match u8::try_from(postings.len()) {
                Ok(count) if count < 255 => vec![count],
                _ => [&[255], &(postings.len() as u16).to_le_bytes()[..]].concat(),
            };
            for (row, how) in postings {
                tail.extend(&(row << 2 | *how as u32).to_le_bytes()[..3]);
            }
            (key, tail)
        })
        .collect();
    let (names, keys) = (front(&names), front(&keys));
    let mut bytes = MAGIC.to_vec();
    for field in [countries, sources.len(), names.0.len(), names.1.len(), keys.0.len(), keys.1.len()] {
        bytes.extend((field as u32).to_le_bytes());
    }
    for source in &sources[..countries] {
        let code: [u8; 2] = source.code.as_bytes().try_into().unwrap_or(*b"--");
        bytes.extend(code);
    }
    bytes.extend(rows);
    for (offsets, content) in [names, keys] {
        offsets.iter().for_each(|offset| bytes.extend(offset.to_le_bytes()));
        bytes.extend(content);
    }
    bytes
}

fn clip(name: &str) -> &str {
    let end = (0..=name.len().min(255)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}

fn front(entries: &[(Vec<u8>, Vec<u8>)]) -> (Vec<u32>, Vec<u8>) {
    let (mut offsets, mut bytes) = (Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for (i, (entry, tail)) in entries.iter().enumerate() {
        if i % BLOCK == 0 {
            offsets.push(bytes.len() as u32);
            before = &[];
        }
        let shared = before.iter().zip(entry).take(LONG).take_while(|(a, b)| a == b).count();
        let own = &entry[shared..];
        bytes.push((shared << 4 | own.len().min(LONG)) as u8);
        if own.len() >= LONG {
            bytes.push(own.len() as u8);
        }
        bytes.extend(own);
        bytes.extend(tail);
        before = entry;
    }
    (offsets, bytes)
}
