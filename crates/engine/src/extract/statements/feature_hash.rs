//! How a feature of the chooser of contents is told, and what it has: the build script packs the numbers by this.

/// How many numbers a feature has.
pub(crate) const WIDTH: usize = 32;

/// FNV-1a of the parts joined by `|`.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            hash = step(hash, b'|');
        }
        hash = part.bytes().fold(hash, step);
    }
    hash
}

/// The bucket in which a hash is kept: its highest bits.
pub(crate) fn bucket(hash: u64) -> usize {
    (hash >> 52) as usize
}

/// How many buckets there are.
pub(crate) const BUCKETS: usize = 1 << 12;
