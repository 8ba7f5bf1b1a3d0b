//! Numbers of any few bits, one after the other without a gap: the form in which `cargo xtask model` packs what need not
//! be as fine as a float. The first bit of a number is the lowest that is free in the first byte that is not full.

/// The `bits` (at most 32) that begin at bit `at`; what lies behind the end is zeros.
pub(crate) fn bits_at(bytes: &[u8], at: usize, bits: u32) -> u32 {
    let rest = bytes.get(at / 8..).unwrap_or_default();
    let eight = match rest.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
    };
    ((eight >> (at % 8)) & ((1 << bits) - 1)) as u32
}

/// Signed numbers of `bits` (1 to 32) each, in order; behind the last there may be zeros that fill its byte.
pub(crate) fn signed(bytes: &[u8], bits: u32) -> impl Iterator<Item = i32> {
    let unused = 64 - bits;
    let mut bytes = bytes.iter();
    let (mut waiting, mut count) = (0u64, 0);
    std::iter::from_fn(move || {
        while count < bits {
            waiting |= u64::from(*bytes.next()?) << count;
            count += 8;
        }
        let number = ((waiting << unused) as i64 >> unused) as i32;
        waiting >>= bits;
        count -= bits;
        Some(number)
    })
}

/// Appends numbers, of which the low `bits` are kept, and fills the last byte with zeros.
pub fn append(numbers: impl IntoIterator<Item = u32>, bits: u32, out: &mut Vec<u8>) {
    let (mut waiting, mut count) = (0u64, 0);
    for number in numbers {
        waiting |= (u64::from(number) & ((1 << bits) - 1)) << count;
        count += bits;
        while count >= 8 {
            out.push(waiting as u8);
            waiting >>= 8;
            count -= 8;
        }
    }
    if count > 0 {
        out.push(waiting as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::{append, bits_at, signed};

    #[test]
    fn what_is_appended_is_read() {
        for bits in [2, 3, 8, 9, 11, 16, 26, 32] {
            let numbers: Vec<i32> = (0..50).map(|n: i32| n.wrapping_mul(0x1234_5677) >> (32 - bits)).collect();
            let mut bytes = Vec::new();
            append(numbers.iter().map(|&number| number as u32), bits, &mut bytes);
            assert_eq!(bytes.len(), (50 * bits as usize).div_ceil(8));
            let read: Vec<i32> = signed(&bytes, bits).take(50).collect();
            assert_eq!(read, numbers, "{bits} bits");
            let low = |number: i32| (number as u32) << (32 - bits) >> (32 - bits);
            assert_eq!(bits_at(&bytes, 7 * bits as usize, bits), low(numbers[7]));
            assert_eq!(bits_at(&bytes, 1_000_000 * bits as usize, bits), 0);
        }
    }
}
