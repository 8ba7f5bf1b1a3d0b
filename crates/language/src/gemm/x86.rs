//! Kernels for AVX-512 and AVX2: as many rows at a time as leave all sums in registers.

use std::arch::x86_64::*;

use super::{BLOCK, Columns, PANEL, Rows};

/// Even and odd numbers of the row are summed up apart, so that a sum need not wait for the one before.
#[target_feature(enable = "avx512f")]
pub(super) fn avx512_row_times_block(row: &[f32], block: &[[f32; BLOCK]], out: &mut [f32; BLOCK]) {
    let mut sums = [[_mm512_setzero_ps(); 4]; 2];
    // SAFETY: each of the four registers is a quarter of a block's 64 numbers.
    unsafe {
        for (quarter, sum) in sums[0].iter_mut().enumerate() {
            *sum = _mm512_loadu_ps(out.as_ptr().add(16 * quarter));
        }
        let (pairs, last) = row.as_chunks::<2>();
        let (blocks, last_block) = block.as_chunks::<2>();
        for (values, weights) in pairs.iter().zip(blocks) {
            for strand in 0..2 {
                let value = _mm512_set1_ps(values[strand]);
                for quarter in 0..4 {
                    let weights = _mm512_loadu_ps(weights[strand].as_ptr().add(16 * quarter));
                    sums[strand][quarter] = _mm512_fmadd_ps(value, weights, sums[strand][quarter]);
                }
            }
        }
        for (value, weights) in last.iter().zip(last_block) {
            for quarter in 0..4 {
                let weights = _mm512_loadu_ps(weights.as_ptr().add(16 * quarter));
                sums[0][quarter] = _mm512_fmadd_ps(_mm512_set1_ps(*value), weights, sums[0][quarter]);
            }
        }
        for quarter in 0..4 {
            let sum = _mm512_add_ps(sums[0][quarter], sums[1][quarter]);
            _mm512_storeu_ps(out.as_mut_ptr().add(16 * quarter), sum);
        }
    }
}

/// Calls `$kernel::<N>` with as many rows at a time as registers allow, then with what is left.
macro_rules! by_rows {
    ($rows:ident, $panel:ident, $out:ident, $kernel:ident, $most:literal, $($fewer:literal)*) => {
        let mut row = 0;
        while row < $rows.count {
            let taken = match $rows.count - row {
                $($fewer => { $kernel::<$fewer>($rows, row, $panel, &mut $out); $fewer })*
                _ => { $kernel::<$most>($rows, row, $panel, &mut $out); $most }
            };
            row += taken;
        }
    };
}

pub(super) use by_rows;

#[target_feature(enable = "avx512f")]
pub(super) fn avx512(rows: Rows, panel: &[[f32; PANEL]], mut out: Columns) {
    by_rows!(rows, panel, out, avx512_rows, 12, 1 2 3 4 5 6 7 8 9 10 11);
}

#[target_feature(enable = "avx512f")]
#[inline]
fn avx512_rows<const R: usize>(rows: Rows, first: usize, panel: &[[f32; PANEL]], out: &mut Columns) {
    let inputs: [*const f32; R] =
        std::array::from_fn(|row| rows.values[(first + row) * rows.stride..][..panel.len()].as_ptr());
    let mut sums = [[_mm512_setzero_ps(); 2]; R];
    for (at, weights) in panel.iter().enumerate() {
        // SAFETY: `weights` are 32 numbers; each input row is `panel.len()` long, as sliced above.
        unsafe {
            let low = _mm512_loadu_ps(weights.as_ptr());
            let high = _mm512_loadu_ps(weights.as_ptr().add(16));
            for row in 0..R {
                let x = _mm512_set1_ps(*inputs[row].add(at));
                sums[row][0] = _mm512_fmadd_ps(x, low, sums[row][0]);
                sums[row][1] = _mm512_fmadd_ps(x, high, sums[row][1]);
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        store_512(out.row(first + row), sums);
    }
}

/// Writes the sums of a row, as many as there is room for: at most two registers of them.
#[target_feature(enable = "avx512f")]
#[inline]
pub(super) fn store_512(out: &mut [f32], sums: &[__m512; 2]) {
    let mask = u32::MAX >> (PANEL - out.len());
    // SAFETY: the masks let through only as many numbers as `out` has room for.
    unsafe {
        _mm512_mask_storeu_ps(out.as_mut_ptr(), mask as u16, sums[0]);
        _mm512_mask_storeu_ps(out.as_mut_ptr().wrapping_add(16), (mask >> 16) as u16, sums[1]);
    }
}

#[target_feature(enable = "avx2,fma")]
pub(super) fn avx2(rows: Rows, panel: &[[f32; PANEL]], mut out: Columns) {
    by_rows!(rows, panel, out, avx2_rows, 3, 1 2);
}

#[target_feature(enable = "avx2,fma")]
#[inline]
fn avx2_rows<const R: usize>(rows: Rows, first: usize, panel: &[[f32; PANEL]], out: &mut Columns) {
    let inputs: [*const f32; R] =
        std::array::from_fn(|row| rows.values[(first + row) * rows.stride..][..panel.len()].as_ptr());
    let mut sums = [[_mm256_setzero_ps(); 4]; R];
    for (at, weights) in panel.iter().enumerate() {
        // SAFETY: `weights` are 32 numbers; each input row is `panel.len()` long, as sliced above.
        unsafe {
            let mut x = [_mm256_setzero_ps(); R];
            for row in 0..R {
                x[row] = _mm256_set1_ps(*inputs[row].add(at));
            }
            for quarter in 0..4 {
                let weights = _mm256_loadu_ps(weights.as_ptr().add(8 * quarter));
                for row in 0..R {
                    sums[row][quarter] = _mm256_fmadd_ps(x[row], weights, sums[row][quarter]);
                }
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        store_256(out.row(first + row), sums);
    }
}

/// Writes the sums of a row, as many as there is room for: at most four registers of them.
#[target_feature(enable = "avx")]
#[inline]
pub(super) fn store_256(out: &mut [f32], sums: &[__m256; 4]) {
    let mut whole = [0f32; PANEL];
    for (quarter, &sum) in sums.iter().enumerate() {
        // SAFETY: the four quarters make up the 32 numbers of `whole`.
        unsafe { _mm256_storeu_ps(whole.as_mut_ptr().add(8 * quarter), sum) };
    }
    out.copy_from_slice(&whole[..out.len()]);
}
