//! The two hash functions of spaCy: MurmurHash64A for strings, MurmurHash3 (x86-128 layout over 8-byte keys) for
//! the rows of the embedding tables. And the strings that are numbered instead of hashed.

use std::collections::HashMap;
use std::sync::LazyLock;

/// spaCy's identity of a string: 0 for the empty string, a small number for the strings of its symbol table, else
/// MurmurHash64A with seed 1.
pub fn string_id(string: &str) -> u64 {
    if string.is_empty() {
        return 0;
    }
    // No symbol is longer than 24 bytes.
    if string.len() <= 24
        && let Some(&id) = SYMBOLS.get(string)
    {
        return id;
    }
    murmur64a(string.as_bytes(), 1)
}

/// The string of spaCy's symbol table with a number.
pub(crate) fn string_of(id: u64) -> Option<&'static str> {
    SYMBOLS.iter().find(|(_, known)| **known == id).map(|(string, _)| *string)
}

static SYMBOLS: LazyLock<HashMap<&'static str, u64>> = LazyLock::new(|| symbols().collect());

/// The strings of spaCy's symbol table with their numbers.
pub fn symbols() -> impl Iterator<Item = (&'static str, u64)> {
    include_str!("../../../data/models/spacy/symbols.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(id, string)| Some((string, id.parse().ok()?)))
}

fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;
    const SHIFT: u32 = 47;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut key = chunk.iter().rev().fold(0, |key, &byte| key << 8 | u64::from(byte));
        key = key.wrapping_mul(MULTIPLIER);
        key ^= key >> SHIFT;
        key = key.wrapping_mul(MULTIPLIER);
        hash = (hash ^ key).wrapping_mul(MULTIPLIER);
    }
    let tail = chunks.remainder();
    if !tail.is_empty() {
        hash ^= tail.iter().rev().fold(0, |key, &byte| key << 8 | u64::from(byte));
        hash = hash.wrapping_mul(MULTIPLIER);
    }
    hash ^= hash >> SHIFT;
    hash = hash.wrapping_mul(MULTIPLIER);
    hash ^ hash >> SHIFT
}

/// The four numbers which pick a key's rows in an embedding table.
pub(crate) fn row_hashes(key: u64, seed: u32) -> [u32; 4] {
    fn mix(mut key: u64) -> u64 {
        key ^= key >> 33;
        key = key.wrapping_mul(0xff51_afd7_ed55_8ccd);
        key ^= key >> 33;
        key = key.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        key ^ key >> 33
    }
    let mut first = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    first ^= u64::from(seed) ^ 8;
    let mut second = u64::from(seed) ^ 8;
    first = first.wrapping_add(second);
    second = second.wrapping_add(first);
    first = mix(first);
    second = mix(second);
    first = first.wrapping_add(second);
    second = second.wrapping_add(first);
    [first as u32, (first >> 32) as u32, second as u32, (second >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn string_ids_are_those_of_spacy() {
        // From `spacy.strings.StringStore()[…]`.
        for (string, id) in
            [("", 0), ("punct", 445), ("apple", 8_566_208_034_543_834_098), ("noun", 16_833_663_260_455_505_849)]
        {
            assert_eq!(string_id(string), id, "{string}");
        }
    }
}
