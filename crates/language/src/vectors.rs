//! Static word vectors: a table that was not trained with the networks, and which words have which row of it.
//!
//! They come in two forms. [`WordVectors`] is spaCy's, as long as the vectors were made. [`Projected`] is the one that
//! `cargo xtask model` packs: each encoder that uses the vectors first multiplies them with a matrix of its own, and
//! what is packed are those products, 8 bits a number.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::error::ModelError;
use crate::msgpack::Value;
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
/// | head | [`MAGIC`], then five little-endian `u32`: words, rows, encoders, numbers a row has for each encoder, bits |
/// | buckets | how many words each of the `1 << bits` buckets holds, four bits each, the first in the low ones |
/// | words | a `u32` for each word, by bucket: [`TAG_BITS`] bits by which it is told, then its row |
/// | scales | a 16-bit float for each row and encoder |
/// | values | a signed byte for each row, encoder and number; times the scale it is the number |
#[derive(Clone, Debug)]
pub(crate) struct Projected {
    bytes: Cow<'static, [u8]>,
    encoders: usize,
    width: usize,
    bits: u32,
    rows: usize,
    /// Where each bucket begins among the words.
    starts: Vec<u32>,
    words_at: usize,
    scales_at: usize,
    values_at: usize,
}

/// How the file of [`Projected`] begins.
const MAGIC: &[u8; 8] = b"VARVEC1\n";

/// Bits by which the words of a bucket are told apart. Together with those of the bucket's number they are those of the
/// word's hash that are kept: an unknown word is taken for a known one about once in 60,000 unknown words.
const TAG_BITS: u32 = 17;

/// Bits for a row.
const ROW_BITS: u32 = 32 - TAG_BITS;

impl Projected {
    pub(crate) fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let wrong = |what: &str| ModelError::new(format!("vocab/projected: {what}"));
        let head = bytes.strip_prefix(MAGIC).and_then(|rest| rest.get(..20)).ok_or_else(|| wrong("not such a file"))?;
        let field = |i: usize| u32::from_le_bytes([head[4 * i], head[4 * i + 1], head[4 * i + 2], head[4 * i + 3]]);
        let [words, rows, encoders, width] = [0, 1, 2, 3].map(|i| field(i) as usize);
        let bits = field(4);
        if !(1..=24).contains(&bits) || rows > 1 << ROW_BITS || encoders == 0 || width == 0 {
            return Err(wrong("sizes that are not possible"));
        }
        let buckets_at = MAGIC.len() + 20;
        let words_at = buckets_at + (1 << bits) / 2;
        let size = |of: usize, each: usize| of.checked_mul(each).ok_or_else(|| wrong("sizes that are not possible"));
        let scales_at = words_at.saturating_add(size(words, 4)?);
        let values_at = scales_at.saturating_add(size(size(rows, encoders)?, 2)?);
        if values_at.saturating_add(size(size(rows, encoders)?, width)?) != bytes.len() {
            return Err(wrong("size and contents differ"));
        }
        let scales = bytes[scales_at..values_at].as_chunks::<2>().0;
        if scales.iter().any(|&scale| !half_to_float(u16::from_le_bytes(scale)).is_finite()) {
            return Err(wrong("scales that are not finite"));
        }
        let mut starts = Vec::with_capacity((1 << bits) + 1);
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
        Ok(Projected { encoders, width, bits, rows, starts, words_at, scales_at, values_at, bytes })
    }

    /// Numbers that each encoder gets.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many encoders have a part of their own in each row.
    pub(crate) fn encoders(&self) -> usize {
        self.encoders
    }

    /// Writes what an encoder sees of the word with this string id; nothing of a word without a vector.
    pub(crate) fn copy(&self, key: u64, encoder: usize, out: &mut [f32]) {
        let Some(row) = self.row(key).filter(|&row| row < self.rows) else { return };
        let part = row * self.encoders + encoder;
        let scale = &self.bytes[self.scales_at + 2 * part..][..2];
        let scale = half_to_float(u16::from_le_bytes([scale[0], scale[1]]));
        for (out, &byte) in out.iter_mut().zip(&self.bytes[self.values_at + part * self.width..][..self.width]) {
            *out = f32::from(byte as i8) * scale;
        }
    }

    fn row(&self, key: u64) -> Option<usize> {
        // Multiplying spreads the keys: those of the symbol table are small numbers.
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bucket = (hash >> (64 - self.bits)) as usize;
        let tag = (hash << self.bits >> (64 - TAG_BITS)) as u32;
        let words = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        let words = &self.bytes[self.words_at + 4 * words.start..self.words_at + 4 * words.end];
        let mut words = words.as_chunks::<4>().0.iter().map(|&word| u32::from_le_bytes(word));
        words.find(|word| word >> ROW_BITS == tag).map(|word| (word & ((1 << ROW_BITS) - 1)) as usize)
    }
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
    use super::{MAGIC, Projected, ROW_BITS, TAG_BITS, WordVectors};

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
        let (key, bits) = (7u64, 3);
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (bucket, tag) = ((hash >> (64 - bits)) as usize, (hash << bits >> (64 - TAG_BITS)) as u32);
        let mut file = MAGIC.to_vec();
        file.extend([1u32, 2, 2, 3, bits].into_iter().flat_map(u32::to_le_bytes));
        file.extend((0..4).map(|pair| u8::from(pair == bucket / 2) << (4 * (bucket % 2))));
        file.extend((tag << ROW_BITS | 1).to_le_bytes());
        // One, a half, one, two as 16-bit floats.
        file.extend([0x3c00u16, 0x3800, 0x3c00, 0x4000].into_iter().flat_map(u16::to_le_bytes));
        file.extend((1..=12).map(|value: i8| -value as u8));
        let read = |file: &[u8]| Projected::read(file.to_vec().into());
        let vectors = read(&file).unwrap();
        let seen = |key, encoder| {
            let mut seen = [0.0; 3];
            vectors.copy(key, encoder, &mut seen);
            seen
        };
        assert_eq!(seen(7, 0), [-7.0, -8.0, -9.0]);
        assert_eq!(seen(7, 1), [-20.0, -22.0, -24.0]);
        assert_eq!(seen(8, 0), [0.0; 3]);
        for end in 0..file.len() {
            assert!(read(&file[..end]).is_err());
        }
        file[8..12].fill(255);
        assert!(read(&file).is_err());
    }
}
