//! Matrix multiplication: many rows of numbers times one fixed, pre-packed weight matrix. It is where the time goes.
//!
//! The matrix is cut into panels of [`PANEL`] outputs. A kernel multiplies a few rows with one panel while all its sums
//! stay in registers. Weights that were packed as 16-bit floats are multiplied by `tiles` where the processor has AMX,
//! else in whole numbers ([`integers`]), which gives the same bits on all other machines. Weights of 24 bits are
//! multiplied as they are: `x86` for AVX-512 and AVX2, [`portable`] for all else, each of which rounds differently. Every
//! kernel adds up a sum in the same order for every row, so that a row's result depends on nothing but the row.

use crate::machine;
use integers::{Integers, Scaled};
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
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    #[cfg(target_arch = "x86_64")]
    Tiles(Tiles),
    Integers(Integers),
    /// `panels × inputs`, the last panel filled up with zeros.
    Floats(Vec<[f32; PANEL]>),
}

/// Memory that multiplications work in.
#[derive(Debug, Default)]
pub(crate) struct Room {
    block: Vec<f32>,
    rows: PackedRows,
}

/// Rows as the kernels want them.
#[derive(Debug, Default)]
struct PackedRows {
    /// The rows' numbers in two parts each; see `tiles`.
    parts: Vec<Line>,
    scaled: Scaled,
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
    /// Packs a row-major `outputs × inputs` matrix. `part` successive inputs are of one kind and may be scaled together;
    /// rows that overlap must do so by whole parts.
    pub(crate) fn pack(matrix: &[f32], outputs: usize, inputs: usize, part: usize) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(tiles) = Tiles::pack(matrix, outputs, inputs) {
            return Weights { inputs, outputs, form: Form::Tiles(tiles) };
        }
        let form = match Integers::pack(matrix, outputs, inputs, part) {
            Some(integers) => Form::Integers(integers),
            None => Form::Floats(into_panels(matrix, outputs, inputs)),
        };
        Weights { inputs, outputs, form }
    }

    /// Whether multiplying is so fast that little is worth being remembered to save it.
    pub(crate) fn are_tiles(&self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return matches!(self.form, Form::Tiles(_));
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
            self.multiply_block(rows.part(first), &mut room.rows, &mut out[first * stride..], stride);
        }
    }

    /// Multiplies rows block by block and hands each block of `rows × outputs` numbers over while it is in the cache,
    /// with the number of its first row.
    pub(crate) fn multiply_in_blocks(&self, rows: Rows, room: &mut Room, mut each: impl FnMut(usize, &[f32])) {
        assert!(rows.count == 0 || rows.values.len() >= (rows.count - 1) * rows.stride + self.inputs);
        let Room { block, rows: packed } = room;
        block.resize(ROWS.min(rows.count) * self.outputs, 0.0);
        for first in (0..rows.count).step_by(ROWS) {
            let part = rows.part(first);
            let block = &mut block[..part.count * self.outputs];
            self.multiply_block(part, packed, block, self.outputs);
            each(first, block);
        }
    }

    fn multiply_block(&self, rows: Rows, packed: &mut PackedRows, out: &mut [f32], stride: usize) {
        match &self.form {
            #[cfg(target_arch = "x86_64")]
            Form::Tiles(tiles) => tiles.multiply(rows, self.outputs, &mut packed.parts, out, stride),
            Form::Integers(integers) => integers.multiply(rows, self.outputs, &mut packed.scaled, out, stride),
            Form::Floats(panels) => {
                let multiply_panel = kernel();
                for (index, panel) in panels.chunks_exact(self.inputs.max(1)).enumerate() {
                    let column = index * PANEL;
                    let width = PANEL.min(self.outputs - column);
                    multiply_panel(rows, panel, Columns { values: out, stride, first: column, width });
                }
            }
        }
    }
}

/// A matrix of rows of weights, one an output, as panels: `N` outputs beside each other for each input, the last filled up with
/// zeros.
fn into_panels<const N: usize>(matrix: &[f32], outputs: usize, inputs: usize) -> Vec<[f32; N]> {
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

/// Outputs in a block of [`row_times_block`].
const BLOCK: usize = 64;

/// A weight matrix that is multiplied with one row at a time.
#[derive(Clone, Debug)]
pub(crate) struct RowWeights {
    inputs: usize,
    outputs: usize,
    form: RowForm,
}

#[derive(Clone, Debug)]
enum RowForm {
    Integers(Integers),
    /// `blocks × inputs`, the last block filled up with zeros.
    Floats(Vec<[f32; BLOCK]>),
}

impl RowWeights {
    /// Packs a row-major `outputs × inputs` matrix.
    pub(crate) fn pack(matrix: &[f32], outputs: usize, inputs: usize) -> Self {
        let form = match Integers::pack(matrix, outputs, inputs, inputs) {
            Some(integers) => RowForm::Integers(integers),
            None => RowForm::Floats(into_panels(matrix, outputs, inputs)),
        };
        RowWeights { inputs, outputs, form }
    }

    /// Multiplies a row; `out` gets the first `count` outputs, and perhaps more.
    pub(crate) fn multiply(&self, row: &[f32], count: usize, room: &mut Room, out: &mut Vec<f32>) {
        let row = &row[..self.inputs];
        let count = count.min(self.outputs);
        match &self.form {
            RowForm::Integers(integers) => {
                out.resize(self.outputs.next_multiple_of(PANEL), 0.0);
                integers.multiply_row(row, count, &mut room.rows.scaled, out);
            }
            RowForm::Floats(blocks) => {
                out.clear();
                for block in blocks.chunks_exact(self.inputs.max(1)).take(count.div_ceil(BLOCK)) {
                    let mut sums = [0.0; BLOCK];
                    row_times_block(row, block, &mut sums);
                    out.extend_from_slice(&sums);
                }
            }
        }
        out.truncate(self.outputs);
    }
}

/// Multiplies one row with a block of a matrix, which has [`BLOCK`] outputs for each number of the row, and adds what
/// `sums` holds.
#[inline]
fn row_times_block(row: &[f32], block: &[[f32; BLOCK]], sums: &mut [f32; BLOCK]) {
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

mod integers;
#[cfg(target_arch = "x86_64")]
mod tiles;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern, as wide apart as weights are.
    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        (0..count).map(|_| next() + next() * next() * 8.0).collect()
    }

    #[test]
    fn one_row() {
        for (inputs, outputs) in [(1, 1), (2, 3), (7, 64), (64, 107), (64, 40), (16, 300)] {
            let matrix: Vec<f32> = (0..inputs * outputs).map(|i| (i * 53 % 23) as f32 - 11.0).collect();
            let row: Vec<f32> = (0..inputs).map(|i| (i * 37 % 19) as f32 - 9.0).collect();
            let mut out = Vec::new();
            for count in [1, outputs / 2, outputs] {
                RowWeights::pack(&matrix, outputs, inputs).multiply(&row, count, &mut Room::default(), &mut out);
                for output in 0..count {
                    let expected: f32 = row.iter().zip(&matrix[output * inputs..]).map(|(x, weight)| x * weight).sum();
                    let scale: f32 = row.iter().zip(&matrix[output * inputs..]).map(|(x, w)| (x * w).abs()).sum();
                    assert!((out[output] - expected).abs() <= scale * 1e-4, "{inputs}×{outputs}: {output}");
                }
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
            let rows = Rows { values: &values, stride, count };
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

    /// Weights of 24 bits are multiplied as they are, those of 11 with little loss, whatever their and the rows' sizes.
    #[test]
    fn packed_weights() {
        for (count, inputs, outputs, stride, part) in
            [(1, 2, 1, 2, 2), (25, 48, 96, 16, 16), (13, 64, 50, 64, 64), (130, 288, 64, 96, 96), (5, 10, 33, 7, 5)]
        {
            let values = numbers((count - 1) * stride + inputs, 1);
            let fine = numbers(inputs * outputs, 2);
            let coarse: Vec<f32> = fine.iter().map(|weight| f32::from_bits(weight.to_bits() & !0x1fff)).collect();
            for (matrix, loss) in [(fine, 1e-5), (coarse, 1e-3)] {
                // Rows and outputs of very different sizes lose no more.
                for size in [1.0, 2f32.powi(-40), 2f32.powi(40)] {
                    let matrix: Vec<f32> = matrix.iter().map(|weight| weight * size).collect();
                    let values: Vec<f32> = values.iter().map(|value| value * size).collect();
                    let weights = Weights::pack(&matrix, outputs, inputs, part);
                    let mut out = vec![f32::NAN; count * outputs];
                    weights.multiply(Rows { values: &values, stride, count }, &mut Room::default(), &mut out, outputs);
                    for row in 0..count {
                        for output in 0..outputs {
                            let pairs = values[row * stride..].iter().zip(&matrix[output * inputs..][..inputs]);
                            let expected: f64 = pairs.clone().map(|(x, w)| f64::from(*x) * f64::from(*w)).sum();
                            let most: f64 = pairs.map(|(x, w)| f64::from(x * w).powi(2)).sum::<f64>().sqrt();
                            let off = (f64::from(out[row * outputs + output]) - expected).abs();
                            assert!(off <= loss * most, "{count}×{inputs}×{outputs}: {off} of {most}");
                        }
                    }
                }
            }
        }
    }
}
