//! Static word vectors: a table that was not trained with the networks, and which words have which row of it.
//!
//! They come in two forms. [`WordVectors`] is spaCy's, as long as the vectors were made. [`Projected`] is the one that
//! `cargo xtask model` packs: each encoder that uses the vectors first multiplies them with a matrix of its own, and
//! what is packed are those products, in whole numbers of some bits and a scale for each row.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::error::ModelError;
use crate::msgpack::Value;
use crate::packed::{bits_at, signed};
use crate::weights::half_to_float;

/// The vectors of a model, `vocab/vectors` and `vocab/key2row`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WordVectors {
    pub(crate) width: usize,
    /// Row-major.
    pub(crate) values: Vec<f32>,
    /// String ids of words, and their rows.
    pub(crate) rows: HashMap<u64, u32>,
}

/// The vectors of a model as its encoders see them, read in place: `vocab/projected`.
///
/// | section | content |
/// |---|---|
/// | head | [`MAGIC`], then little-endian `u32`: words, words told by their whole id, rows, encoders, numbers a row has for each encoder, bits of a bucket's number, bits by which a word is told from others in its bucket, bits of a row's number; then for each encoder the bits of a number |
/// | buckets | how many words each bucket holds, four bits each, the first in the low ones |
/// | words | by bucket: the bits by which it is told, below them its row, one word after the other without a gap |
/// | whole | a word's id (`u64`) and its row (`u32`), in the order of the ids: words that a bucket cannot tell apart |
/// | scales | a 16-bit float for each row and encoder |
/// | values | encoder by encoder, row by row, its signed numbers without a gap ([`signed`]); times the scale they are the numbers |
///
/// A word is known by some bits of the hash of its id only, so that a word without a vector is now and then taken for one
/// that has: the packed English model takes one unknown word in nine hundred for another.
#[derive(Clone, Debug)]
pub(crate) struct Projected {
    bytes: Cow<'static, [u8]>,
    width: usize,
    rows: usize,
    bucket_bits: u32,
    tag_bits: u32,
    row_bits: u32,
    /// Bits of a number of each encoder, and where its first row begins.
    encoders: Vec<(u32, usize)>,
    /// Where each bucket begins among the words.
    starts: Vec<u32>,
    words_at: usize,
    whole_at: usize,
    scales_at: usize,
}

/// How the file of [`Projected`] begins.
pub const MAGIC: &[u8; 8] = b"VARVEC2\n";

/// The bits of a word's id spread evenly: those of the symbol table are small numbers. The first pick the bucket, the next
/// tell the word from others there.
pub fn spread(id: u64) -> u64 {
    id.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Projected {
    pub(crate) fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        const FIELDS: usize = 8;
        let wrong = |what: &str| ModelError::new(format!("vocab/projected: {what}"));
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| wrong("not such a file"))?;
        let fields = rest.as_chunks::<4>().0;
        let field = |i: usize| {
            let field = fields.get(i).map(|&field| u32::from_le_bytes(field));
            field.ok_or_else(|| wrong("cut off"))
        };
        let impossible = || wrong("sizes that are not possible");
        let [words, whole, rows, count, width] = [field(0)?, field(1)?, field(2)?, field(3)?, field(4)?];
        let [words, whole, rows, count, width] = [words, whole, rows, count, width].map(|field| field as usize);
        let (bucket_bits, tag_bits, row_bits) = (field(5)?, field(6)?, field(7)?);
        if !(1..=24).contains(&bucket_bits)
            || !(1..=24).contains(&tag_bits)
            || !(1..=24).contains(&row_bits)
            || !(1..=16).contains(&count)
            || width == 0
        {
            return Err(impossible());
        }
        let size = |of: usize, each: usize| of.checked_mul(each).ok_or_else(impossible);
        let buckets_at = MAGIC.len() + 4 * (FIELDS + count);
        let words_at = buckets_at + (1 << bucket_bits) / 2;
        let whole_at = words_at.saturating_add(size(words, (tag_bits + row_bits) as usize)?.div_ceil(8));
        let scales_at = whole_at.saturating_add(size(whole, 12)?);
        let mut end = scales_at.saturating_add(size(size(rows, count)?, 2)?);
        let values_at = end;
        let mut encoders = Vec::with_capacity(count);
        for encoder in 0..count {
            let bits = field(FIELDS + encoder)?;
            if !(2..=16).contains(&bits) {
                return Err(impossible());
            }
            encoders.push((bits, end));
            end = end.saturating_add(size(rows, row_bytes(width, bits).ok_or_else(impossible)?)?);
        }
        if end != bytes.len() {
            return Err(wrong("size and contents differ"));
        }
        let scales = bytes[scales_at..values_at].as_chunks::<2>().0;
        if scales.iter().any(|&scale| !half_to_float(u16::from_le_bytes(scale)).is_finite()) {
            return Err(wrong("scales that are not finite"));
        }
        let mut starts = Vec::with_capacity((1 << bucket_bits) + 1);
        let mut start = 0u32;
        for &pair in &bytes[buckets_at..words_at] {
            starts.push(start);
            starts.push(start + u32::from(pair & 15));
            start += u32::from(pair & 15) + u32::from(pair >> 4);
        }
        starts.push(start);
        if start as usize != words {
            return Err(wrong("the buckets do not hold as many words as there are"));
        }
        let ids = bytes[whole_at..scales_at].as_chunks::<12>().0;
        if !ids.is_sorted_by_key(|entry| id_and_row(entry).0) {
            return Err(wrong("ids out of order"));
        }
        Ok(Projected {
            width,
            rows,
            bucket_bits,
            tag_bits,
            row_bits,
            encoders,
            starts,
            words_at,
            whole_at,
            scales_at,
            bytes,
        })
    }

    /// Numbers that each encoder gets.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many encoders have a part of their own in each row.
    pub(crate) fn encoders(&self) -> usize {
        self.encoders.len()
    }

    /// Writes what an encoder sees of the word with this string id; nothing of a word without a vector.
    pub(crate) fn copy(&self, key: u64, encoder: usize, out: &mut [f32]) {
        let Some(row) = self.row(key).filter(|&row| row < self.rows) else { return };
        let scale = &self.bytes[self.scales_at + 2 * (row * self.encoders.len() + encoder)..][..2];
        let scale = half_to_float(u16::from_le_bytes([scale[0], scale[1]]));
        let (bits, at) = self.encoders[encoder];
        let length = row_bytes(self.width, bits).unwrap_or_default();
        let numbers = &self.bytes[at + row * length..][..length];
        for (out, number) in out.iter_mut().zip(signed(numbers, bits)) {
            *out = number as f32 * scale;
        }
    }

    fn row(&self, key: u64) -> Option<usize> {
        let whole = self.bytes[self.whole_at..self.scales_at].as_chunks::<12>().0;
        if let Ok(at) = whole.binary_search_by_key(&key, |entry| id_and_row(entry).0) {
            return Some(id_and_row(&whole[at]).1);
        }
        let hash = spread(key);
        let bucket = (hash >> (64 - self.bucket_bits)) as usize;
        let tag = (hash << self.bucket_bits >> (64 - self.tag_bits)) as u32;
        let words = &self.bytes[self.words_at..];
        let at = |word: usize| word * (self.tag_bits + self.row_bits) as usize;
        let own_tag = |word: usize| bits_at(words, at(word) + self.row_bits as usize, self.tag_bits);
        let word =
            (self.starts[bucket] as usize..self.starts[bucket + 1] as usize).find(|&word| own_tag(word) == tag)?;
        Some(bits_at(words, at(word), self.row_bits) as usize)
    }
}

fn id_and_row(entry: &[u8; 12]) -> (u64, usize) {
    let [a, b, c, d, e, f, g, h, row @ ..] = *entry;
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes(row) as usize)
}

/// Bytes that so many numbers of so many bits take.
fn row_bytes(numbers: usize, bits: u32) -> Option<usize> {
    Some(numbers.checked_mul(bits as usize)?.div_ceil(8))
}

impl WordVectors {
    /// Reads NumPy's array file and the MessagePack map beside it.
    pub(crate) fn read(array: &[u8], keys: &[u8]) -> Result<Self, ModelError> {
        let wrong = |what: &str| ModelError::new(format!("vocab/vectors: {what}"));
        // Magic, version, length of the header in two bytes (version 1) or four; the header is a Python dictionary.
        let rest = array.strip_prefix(b"\x93NUMPY").ok_or_else(|| wrong("not a NumPy array"))?;
        let (length, rest) = match rest {
            [1, _, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
            [2 | 3, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
            _ => return Err(wrong("a version of NumPy's format that is not read")),
        };
        let (header, data) = rest.split_at_checked(length).ok_or_else(|| wrong("cut off"))?;
        let header = std::str::from_utf8(header).map_err(|_| wrong("a header that is not text"))?;
        let after = |key: &str| header.split_once(key).map(|(_, rest)| rest.trim_start_matches(['\'', ':', ' ']));
        let shape: Option<Vec<usize>> = after("'shape'")
            .and_then(|rest| rest.strip_prefix('(')?.split_once(')'))
            .and_then(|(shape, _)| shape.split(',').map(|size| size.trim().parse().ok()).collect());
        let Some([count, width]) = shape.as_deref() else { return Err(wrong("not a table of two dimensions")) };
        if !after("'descr'").is_some_and(|rest| rest.starts_with("<f4")) || header.contains("'fortran_order': True") {
            return Err(wrong("not rows of 32-bit floats"));
        }
        if count.checked_mul(*width).and_then(|size| size.checked_mul(4)) != Some(data.len()) || *width == 0 {
            return Err(wrong("size and contents differ"));
        }
        let values = data.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let keys = Value::read(keys, "vocab/key2row")?;
        let pairs = keys.as_map().ok_or_else(|| ModelError::new("vocab/key2row: not a map"))?;
        let rows = pairs
            .iter()
            .filter_map(|(key, row)| Some((key.as_u64()?, u32::try_from(row.as_u64()?).ok()?)))
            .filter(|(_, row)| (*row as usize) < *count)
            .collect();
        Ok(WordVectors { width: *width, values, rows })
    }

    /// The vector of a word by its string id.
    pub(crate) fn get(&self, key: u64) -> Option<&[f32]> {
        let row = *self.rows.get(&key)? as usize;
        Some(&self.values[row * self.width..][..self.width])
    }
}

#[cfg(test)]
mod tests {
    use super::{MAGIC, Projected, WordVectors, spread};

    #[test]
    fn numpy_file() {
        let header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header);
        file.extend((0..6).flat_map(|number| (number as f32).to_le_bytes()));
        let vectors = WordVectors::read(&file, &[0x81, 7, 1]).unwrap();
        assert_eq!(vectors.get(7), Some(&[3.0, 4.0, 5.0][..]));
        assert_eq!(vectors.get(8), None);
        for end in 0..file.len() {
            assert!(WordVectors::read(&file[..end], &[0x80]).is_err());
        }
    }

    #[test]
    fn packed_file() {
        let (key, other, bucket_bits, tag_bits) = (7u64, 1u64 << 63, 3, 12);
        let (bucket, tag) =
            ((spread(key) >> (64 - bucket_bits)) as usize, spread(key) << bucket_bits >> (64 - tag_bits));
        let mut file = MAGIC.to_vec();
        file.extend([1u32, 1, 2, 2, 3, bucket_bits, tag_bits, 4, 8, 10].into_iter().flat_map(u32::to_le_bytes));
        file.extend((0..4).map(|pair| u8::from(pair == bucket / 2) << (4 * (bucket % 2))));
        file.extend(((tag << 4 | 1) as u16).to_le_bytes());
        file.extend(other.to_le_bytes());
        file.extend(0u32.to_le_bytes());
        // One, a half, one, two as 16-bit floats.
        file.extend([0x3c00u16, 0x3800, 0x3c00, 0x4000].into_iter().flat_map(u16::to_le_bytes));
        file.extend([-1i8, -2, -3, -7, -8, -9].map(|value| value as u8));
        for row in [[-4, 5, -6], [-300, 11, -12]] {
            let bits = row.iter().rev().fold(0u64, |bits, value: &i64| bits << 10 | (*value & 0x3ff) as u64);
            file.extend(&bits.to_le_bytes()[..4]);
        }
        let read = |file: &[u8]| Projected::read(file.to_vec().into());
        let vectors = read(&file).unwrap();
        let seen = |key, encoder| {
            let mut seen = [0.0; 3];
            vectors.copy(key, encoder, &mut seen);
            seen
        };
        assert_eq!(seen(7, 0), [-7.0, -8.0, -9.0]);
        assert_eq!(seen(7, 1), [-600.0, 22.0, -24.0]);
        assert_eq!(seen(other, 1), [-2.0, 2.5, -3.0]);
        assert_eq!(seen(8, 0), [0.0; 3]);
        for end in 0..file.len() {
            assert!(read(&file[..end]).is_err());
        }
        for field in 0..10 {
            let mut file = file.clone();
            file[8 + 4 * field..][..4].fill(255);
            assert!(read(&file).is_err());
        }
    }
}
