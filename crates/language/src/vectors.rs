//! Static word vectors: a table that was not trained with the networks, and which words have which row of it.

use std::collections::HashMap;

use crate::error::ModelError;
use crate::msgpack::Value;

/// The vectors of a model, `vocab/vectors` and `vocab/key2row`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WordVectors {
    pub(crate) width: usize,
    /// Row-major.
    pub(crate) values: Vec<f32>,
    /// String ids of words, and their rows.
    pub(crate) rows: HashMap<u64, u32>,
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
    use super::WordVectors;

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
}
