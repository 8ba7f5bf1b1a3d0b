//! Matrix multiplication: many rows of numbers times one fixed, pre-packed weight matrix. It is where the time goes.
//!
//! The matrix is cut into panels of [`PANEL`] outputs. A kernel multiplies a few rows with one panel while all its sums
//! stay in registers. Kernels for AVX-512 and AVX2 are chosen when the program runs; the portable one serves all else.
//! Every kernel adds up a sum in the order of the inputs, so that a row's result depends on nothing but the row.

/// Outputs per panel of a packed matrix.
const PANEL: usize = 32;

/// Rows that are taken through all panels before the next rows: as many as stay in the second-level cache.
const ROWS: usize = 120;

/// A weight matrix, transposed and cut into panels so that a kernel reads it in one sweep.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    inputs: usize,
    outputs: usize,
    /// `panels × inputs`, the last panel filled up with zeros.
    panels: Vec<[f32; PANEL]>,
}

/// Rows of numbers that begin `stride` apart, and so may overlap: a window over a sequence is such an overlap.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) count: usize,
}

impl Weights {
    /// Packs a row-major `outputs × inputs` matrix.
    pub(crate) fn pack(matrix: &[f32], outputs: usize, inputs: usize) -> Self {
        let mut panels = vec![[0.0; PANEL]; outputs.div_ceil(PANEL) * inputs];
        for (output, row) in matrix.chunks_exact(inputs.max(1)).take(outputs).enumerate() {
            let panel = &mut panels[output / PANEL * inputs..][..inputs];
            for (column, &weight) in panel.iter_mut().zip(row) {
                column[output % PANEL] = weight;
            }
        }
        Weights { inputs, outputs, panels }
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// One weight.
    pub(crate) fn weight(&self, output: usize, input: usize) -> f32 {
        self.panels[output / PANEL * self.inputs + input][output % PANEL]
    }

    /// Multiplies rows; `out` gets `rows × outputs` numbers.
    pub(crate) fn multiply(&self, rows: Rows, out: &mut [f32]) {
        assert!(rows.count == 0 || rows.values.len() >= (rows.count - 1) * rows.stride + self.inputs);
        let multiply_panel = kernel();
        for first in (0..rows.count).step_by(ROWS) {
            let count = ROWS.min(rows.count - first);
            let part = Rows { values: &rows.values[first * rows.stride..], stride: rows.stride, count };
            let out = &mut out[first * self.outputs..][..count * self.outputs];
            for (index, panel) in self.panels.chunks_exact(self.inputs.max(1)).enumerate() {
                let column = index * PANEL;
                let width = PANEL.min(self.outputs - column);
                multiply_panel(part, panel, Columns { values: out, stride: self.outputs, first: column, width });
            }
        }
    }

    /// Multiplies rows block by block and hands each block of `rows × outputs` numbers over while it is in the cache,
    /// with the number of its first row. `block` is memory for one.
    pub(crate) fn multiply_in_blocks(&self, rows: Rows, block: &mut Vec<f32>, mut each: impl FnMut(usize, &[f32])) {
        block.resize(ROWS.min(rows.count) * self.outputs, 0.0);
        for first in (0..rows.count).step_by(ROWS) {
            let count = ROWS.min(rows.count - first);
            let block = &mut block[..count * self.outputs];
            self.multiply(Rows { values: &rows.values[first * rows.stride..], stride: rows.stride, count }, block);
            each(first, block);
        }
    }
}

/// Numbers in a block of [`row_times_block`].
pub(crate) const BLOCK: usize = 64;

/// Multiplies one row with a block of a matrix, which has [`BLOCK`] outputs for each number of the row, and adds what
/// `sums` holds.
#[inline]
pub(crate) fn row_times_block(row: &[f32], block: &[[f32; BLOCK]], sums: &mut [f32; BLOCK]) {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { x86::avx512_row_times_block(row, block, sums) };
    }
    for (&value, weights) in row.iter().zip(block) {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += value * weight;
        }
    }
}

/// Where a kernel writes: `width` columns from `first` on in rows of `stride` numbers.
struct Columns<'a> {
    values: &'a mut [f32],
    stride: usize,
    first: usize,
    width: usize,
}

impl Columns<'_> {
    fn row(&mut self, row: usize) -> &mut [f32] {
        &mut self.values[row * self.stride + self.first..][..self.width]
    }
}

type Kernel = fn(Rows, &[[f32; PANEL]], Columns);

/// The best kernel of this machine.
fn kernel() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    {
        if std::is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has what the kernel is compiled for.
            return |rows, panel, out| unsafe { x86::avx512(rows, panel, out) };
        }
        if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
            // SAFETY: as above.
            return |rows, panel, out| unsafe { x86::avx2(rows, panel, out) };
        }
    }
    portable
}

fn portable(rows: Rows, panel: &[[f32; PANEL]], mut out: Columns) {
    for row in 0..rows.count {
        let input = &rows.values[row * rows.stride..][..panel.len()];
        let mut sums = [0f32; PANEL];
        for (&x, weights) in input.iter().zip(panel) {
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += x * weight;
            }
        }
        let out = out.row(row);
        out.copy_from_slice(&sums[..out.len()]);
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
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
            let out = out.row(first + row);
            let mask = u32::MAX >> (PANEL - out.len());
            // SAFETY: the masks let through only as many numbers as `out` has room for.
            unsafe {
                _mm512_mask_storeu_ps(out.as_mut_ptr(), mask as u16, sums[0]);
                _mm512_mask_storeu_ps(out.as_mut_ptr().wrapping_add(16), (mask >> 16) as u16, sums[1]);
            }
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
            let mut whole = [0f32; PANEL];
            for (quarter, &sum) in sums.iter().enumerate() {
                // SAFETY: the four quarters make up the 32 numbers of `whole`.
                unsafe { _mm256_storeu_ps(whole.as_mut_ptr().add(8 * quarter), sum) };
            }
            let out = out.row(first + row);
            out.copy_from_slice(&whole[..out.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row() {
        for length in [0, 1, 2, 7, 64] {
            let row: Vec<f32> = (0..length).map(|i| (i * 37 % 19) as f32 - 9.0).collect();
            let block: Vec<[f32; BLOCK]> =
                (0..length).map(|i| std::array::from_fn(|at| ((i * 53 + at * 7) % 23) as f32 - 11.0)).collect();
            let mut sums = [1.0; BLOCK];
            row_times_block(&row, &block, &mut sums);
            for (at, sum) in sums.iter().enumerate() {
                let expected: f32 = 1.0 + row.iter().zip(&block).map(|(x, weights)| x * weights[at]).sum::<f32>();
                assert_eq!(*sum, expected, "{length} {at}");
            }
        }
    }

    /// All kernels of this machine give what the definition gives, for sizes that do and do not fill their blocks.
    #[test]
    fn kernels_agree() {
        let mut kernels: Vec<(&str, Kernel)> = vec![("portable", portable), ("chosen", kernel())];
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
            // SAFETY: just checked.
            kernels.push(("avx2", |rows, panel, out| unsafe { x86::avx2(rows, panel, out) }));
        }
        for (count, inputs, outputs, stride) in [(1, 1, 1, 1), (5, 7, 33, 7), (25, 48, 96, 16), (13, 12, 50, 4)] {
            let values: Vec<f32> = (0..(count - 1) * stride + inputs).map(|i| (i * 37 % 19) as f32 - 9.0).collect();
            let matrix: Vec<f32> = (0..inputs * outputs).map(|i| (i * 53 % 23) as f32 - 11.0).collect();
            let weights = Weights::pack(&matrix, outputs, inputs);
            let rows = Rows { values: &values, stride, count };
            for (name, kernel) in &kernels {
                let mut out = vec![f32::NAN; count * outputs];
                for (index, panel) in weights.panels.chunks_exact(inputs).enumerate() {
                    let first = index * PANEL;
                    kernel(
                        rows,
                        panel,
                        Columns { values: &mut out, stride: outputs, first, width: PANEL.min(outputs - first) },
                    );
                }
                for row in 0..count {
                    for output in 0..outputs {
                        let expected: f32 =
                            (0..inputs).map(|i| values[row * stride + i] * matrix[output * inputs + i]).sum();
                        assert_eq!(out[row * outputs + output], expected, "{name} {count}×{inputs}×{outputs}");
                    }
                }
            }
        }
    }
}
