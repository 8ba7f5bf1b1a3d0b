//! Matrix multiplication: many rows of numbers times one fixed, pre-packed weight matrix. It is where the time goes.
//!
//! The matrix is cut into panels of [`PANEL`] outputs. A kernel multiplies a few rows with one panel while all its sums
//! stay in registers. Which kernel is chosen when the program runs, by what the processor has: `tiles` for AMX, where
//! the weights allow it, `x86` for AVX-512 and AVX2, [`portable`] for all else. Every kernel adds up a sum in the same
//! order for every row, so that a row's result depends on nothing but the row; different kernels round differently.

use crate::machine;
#[cfg(target_arch = "x86_64")]
use tiles::Tiles;

/// Outputs per panel of a packed matrix.
const PANEL: usize = 32;

/// Rows that are taken through all panels before the next rows: as many as stay in the second-level cache, and whole
/// numbers of what the kernels for AVX-512 (12) and AMX (32) take at once.
const ROWS: usize = 96;

/// A weight matrix, transposed and cut into panels so that a kernel reads it in one sweep.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    inputs: usize,
    outputs: usize,
    /// `panels × inputs`, the last panel filled up with zeros; nothing if there are tiles.
    panels: Vec<[f32; PANEL]>,
    #[cfg(target_arch = "x86_64")]
    tiles: Option<Tiles>,
}

/// Memory that multiplications work in.
#[derive(Debug, Default)]
pub(crate) struct Room {
    block: Vec<f32>,
    /// The rows' numbers in two parts each; see `tiles`.
    parts: Vec<Line>,
}

/// Rows of numbers that begin `stride` apart, and so may overlap: a window over a sequence is such an overlap.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) count: usize,
}

/// A line of the processor's cache: what is read line by line must not lie across two.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([u16; 32]);

impl Line {
    fn numbers(lines: &mut [Line]) -> &mut [u16] {
        // SAFETY: a line is 32 numbers and nothing else.
        unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), 32 * lines.len()) }
    }
}

impl Weights {
    /// Packs a row-major `outputs × inputs` matrix.
    pub(crate) fn pack(matrix: &[f32], outputs: usize, inputs: usize) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(tiles) = Tiles::pack(matrix, outputs, inputs) {
            return Weights { inputs, outputs, panels: Vec::new(), tiles: Some(tiles) };
        }
        let panels = into_panels(matrix, outputs, inputs);
        Weights {
            inputs,
            outputs,
            panels,
            #[cfg(target_arch = "x86_64")]
            tiles: None,
        }
    }

    /// Whether multiplying is so fast that little is worth being remembered to save it.
    pub(crate) fn are_tiles(&self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return self.tiles.is_some();
        #[cfg(not(target_arch = "x86_64"))]
        false
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Multiplies rows; `out` gets rows of as many numbers as there are outputs, which begin `stride` apart.
    pub(crate) fn multiply(&self, rows: Rows, room: &mut Room, out: &mut [f32], stride: usize) {
        assert!(rows.count == 0 || rows.values.len() >= (rows.count - 1) * rows.stride + self.inputs);
        assert!(stride >= self.outputs && out.len() >= rows.count * stride);
        for first in (0..rows.count).step_by(ROWS) {
            self.multiply_block(rows.part(first), &mut room.parts, &mut out[first * stride..], stride);
        }
    }

    /// Multiplies rows block by block and hands each block of `rows × outputs` numbers over while it is in the cache,
    /// with the number of its first row.
    pub(crate) fn multiply_in_blocks(&self, rows: Rows, room: &mut Room, mut each: impl FnMut(usize, &[f32])) {
        assert!(rows.count == 0 || rows.values.len() >= (rows.count - 1) * rows.stride + self.inputs);
        let Room { block, parts } = room;
        block.resize(ROWS.min(rows.count) * self.outputs, 0.0);
        for first in (0..rows.count).step_by(ROWS) {
            let part = rows.part(first);
            let block = &mut block[..part.count * self.outputs];
            self.multiply_block(part, parts, block, self.outputs);
            each(first, block);
        }
    }

    fn multiply_block(&self, rows: Rows, parts: &mut Vec<Line>, out: &mut [f32], stride: usize) {
        #[cfg(target_arch = "x86_64")]
        if let Some(tiles) = &self.tiles {
            return tiles.multiply(rows, self.outputs, parts, out, stride);
        }
        let _ = parts;
        let multiply_panel = kernel();
        for (index, panel) in self.panels.chunks_exact(self.inputs.max(1)).enumerate() {
            let column = index * PANEL;
            let width = PANEL.min(self.outputs - column);
            multiply_panel(rows, panel, Columns { values: out, stride, first: column, width });
        }
    }
}

/// A matrix of rows of weights, one an output, as panels: `N` outputs beside each other for each input, the last filled up with
/// zeros.
pub(crate) fn into_panels<const N: usize>(matrix: &[f32], outputs: usize, inputs: usize) -> Vec<[f32; N]> {
    let mut panels = vec![[0.0; N]; outputs.div_ceil(N) * inputs];
    for (output, row) in matrix.chunks_exact(inputs.max(1)).take(outputs).enumerate() {
        let panel = &mut panels[output / N * inputs..][..inputs];
        for (column, &weight) in panel.iter_mut().zip(row) {
            column[output % N] = weight;
        }
    }
    panels
}

impl<'a> Rows<'a> {
    /// [`ROWS`] rows, or as many as there are, from `first` on.
    fn part(self, first: usize) -> Rows<'a> {
        Rows { values: &self.values[first * self.stride..], stride: self.stride, count: ROWS.min(self.count - first) }
    }
}

/// Numbers in a block of [`row_times_block`].
pub(crate) const BLOCK: usize = 64;

/// Multiplies one row with a block of a matrix, which has [`BLOCK`] outputs for each number of the row, and adds what
/// `sums` holds.
#[inline]
pub(crate) fn row_times_block(row: &[f32], block: &[[f32; BLOCK]], sums: &mut [f32; BLOCK]) {
    #[cfg(target_arch = "x86_64")]
    if machine::has_avx512() {
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
        if machine::has_avx512() {
            // SAFETY: the processor has what the kernel is compiled for.
            return |rows, panel, out| unsafe { x86::avx512(rows, panel, out) };
        }
        if machine::has_avx2() {
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
mod tiles;
#[cfg(target_arch = "x86_64")]
mod x86;

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
        let sizes = [
            (1, 1, 1, 1),
            (5, 7, 33, 7),
            (25, 48, 96, 16),
            (13, 12, 50, 4),
            (1, 32, 5, 32),
            (33, 64, 40, 32),
            (70, 96, 96, 96),
            (130, 288, 64, 95),
        ];
        for (count, inputs, outputs, stride) in sizes {
            let values: Vec<f32> = (0..(count - 1) * stride + inputs).map(|i| (i * 37 % 19) as f32 - 9.0).collect();
            let matrix: Vec<f32> = (0..inputs * outputs).map(|i| (i * 53 % 23) as f32 - 11.0).collect();
            let check = |name: &str, out: &[f32]| {
                for row in 0..count {
                    for output in 0..outputs {
                        let expected: f32 =
                            (0..inputs).map(|i| values[row * stride + i] * matrix[output * inputs + i]).sum();
                        assert_eq!(out[row * outputs + output], expected, "{name} {count}×{inputs}×{outputs}");
                    }
                }
            };
            let weights = Weights::pack(&matrix, outputs, inputs);
            let rows = Rows { values: &values, stride, count };
            let mut out = vec![f32::NAN; count * outputs];
            weights.multiply(rows, &mut Room::default(), &mut out, outputs);
            check("packed", &out);
            for (name, kernel) in &kernels {
                let mut out = vec![f32::NAN; count * outputs];
                for (index, panel) in into_panels::<PANEL>(&matrix, outputs, inputs).chunks_exact(inputs).enumerate() {
                    let first = index * PANEL;
                    kernel(
                        rows,
                        panel,
                        Columns { values: &mut out, stride: outputs, first, width: PANEL.min(outputs - first) },
                    );
                }
                check(name, &out);
            }
        }
    }
}
