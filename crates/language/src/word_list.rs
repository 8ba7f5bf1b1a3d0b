//! A set of words that is only asked whether it holds a word: as a hash set, or packed and read in place.

use std::collections::HashSet;

use crate::msgpack::Value;

/// A set of words.
#[derive(Debug)]
pub(crate) enum WordList {
    /// As spaCy writes it: a list of strings.
    Loose(HashSet<Box<str>>),
    /// As `cargo xtask model` packs it: the words in the order of their bytes, in blocks of [`BLOCK`]. Each begins with a
    /// byte that says how many bytes it shares with the word before it in the block (high half) and how many of its own
    /// follow (low half; 15: one byte follows that says it). After the last block come the places where the blocks
    /// begin, 32 bits each, and last of all how many blocks there are.
    Packed(Box<[u8]>),
}

/// Words in a block.
pub const BLOCK: usize = 16;

/// The most bytes that a word shares; and how many of its own take a second byte to count.
pub const LONG: usize = 15;

impl WordList {
    /// Reads either form; nothing if it is neither.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        match value.as_array() {
            Some(words) => {
                words.iter().map(|word| word.as_str().map(Box::from)).collect::<Option<_>>().map(WordList::Loose)
            }
            None => value.as_bytes().map(|bytes| WordList::Packed(bytes.into())),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            WordList::Loose(words) => words.is_empty(),
            WordList::Packed(bytes) => bytes.is_empty(),
        }
    }

    pub(crate) fn contains(&self, word: &str) -> bool {
        match self {
            WordList::Loose(words) => words.contains(word),
            WordList::Packed(bytes) => contains(bytes, word.as_bytes()).unwrap_or(false),
        }
    }
}

impl Default for WordList {
    fn default() -> Self {
        WordList::Loose(HashSet::new())
    }
}

/// Looks a word up in a packed list; nothing if the list is damaged.
fn contains(bytes: &[u8], word: &[u8]) -> Option<bool> {
    let number = |at: usize| bytes.get(at..)?.first_chunk::<4>().map(|number| u32::from_le_bytes(*number) as usize);
    let count_at = bytes.len().checked_sub(4)?;
    let blocks = number(count_at)?;
    let starts_at = count_at.checked_sub(blocks.checked_mul(4)?)?;
    let start = |block: usize| number(starts_at + 4 * block);
    let first = |block: usize| entry(bytes, start(block)?).map(|(_, own, _)| own);
    // The last block that does not begin after the word.
    let (mut low, mut high) = (0, blocks);
    while low < high {
        let middle = low + (high - low) / 2;
        if first(middle)? <= word { low = middle + 1 } else { high = middle }
    }
    let Some(block) = low.checked_sub(1) else { return Some(false) };
    let mut at = start(block)?;
    let mut current = Vec::with_capacity(word.len() + 16);
    for _ in 0..BLOCK {
        if at >= starts_at {
            return Some(false);
        }
        let (shared, own, end) = entry(bytes, at)?;
        current.truncate(shared);
        current.extend_from_slice(own);
        if current.as_slice() >= word {
            return Some(current == word);
        }
        at = end;
    }
    Some(false)
}

/// How much the entry at a place shares with the one before, its own bytes, and where it ends.
fn entry(bytes: &[u8], at: usize) -> Option<(usize, &[u8], usize)> {
    let head = *bytes.get(at)?;
    let (length, own_at) = match usize::from(head) & LONG {
        LONG => (usize::from(*bytes.get(at + 1)?), at + 2),
        length => (length, at + 1),
    };
    Some((usize::from(head >> 4), bytes.get(own_at..own_at.checked_add(length)?)?, own_at + length))
}

#[cfg(test)]
mod tests {
    use super::{WordList, contains};

    /// One block, with words that have more than fifteen bytes, of their own and in common.
    fn packed() -> Vec<u8> {
        let mut bytes = b"\x03car\x31d\x31t\x03dog\x0f\x10extraterritorial\xf3lly\xf5lness".to_vec();
        bytes.extend([0, 0, 0, 0, 1, 0, 0, 0]);
        bytes
    }

    #[test]
    fn finds_what_it_holds() {
        let list = WordList::Packed(packed().into());
        for word in ["car", "card", "cart", "dog", "extraterritorial", "extraterritorially", "extraterritorialness"] {
            assert!(list.contains(word), "{word}");
        }
        for word in ["", "c", "ca", "care", "cards", "carton", "d", "dot", "extra", "extraterritorialn", "zoo", "a"] {
            assert!(!list.contains(word), "{word}");
        }
    }

    #[test]
    fn damaged() {
        let bytes = packed();
        for end in 0..bytes.len() {
            contains(&bytes[..end], b"cart");
        }
        for at in 0..bytes.len() {
            let mut bytes = packed();
            bytes[at] = 255;
            contains(&bytes, b"cart");
        }
    }
}
