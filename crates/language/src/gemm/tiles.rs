//! The matrix unit of newer Intel processors (AMX), for weights that two bfloat16 numbers hold exactly.
//!
//! The unit multiplies tiles of bfloat16 numbers, which have eight significant bits, and adds up in 32 bits, many times
//! as fast as AVX-512 multiplies 32-bit numbers. So that eight bits are enough, every number goes in as the sum of two:
//! what rounding leaves of the first is the second (Henry, Tang and Heinecke, "Leveraging the bfloat16 Artificial
//! Intelligence Datatype for Higher-Precision Computations", 2019). The packed weights have eleven bits and lose nothing;
//! an input is off by at most 2⁻¹⁸ of itself, and the product of the two second parts, which is left out, is at most
//! 2⁻¹⁸ of the whole. Weights of 24 bits would lose some: they go to the other kernels.

use std::arch::asm;
use std::arch::x86_64::*;

use super::{Line, PANEL, Rows};
use crate::machine;

/// Inputs that one step takes: a tile's row has 64 bytes.
const STEP: usize = 32;

/// Rows that one step takes: two tiles' of 16.
const STEP_ROWS: usize = 32;

/// Sixteen outputs of a step: for each pair of inputs, the pair of weights for each output.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Tile([u16; 512]);

/// A weight matrix cut into tiles.
#[derive(Clone, Debug)]
pub(super) struct Tiles {
    steps: usize,
    /// `panels × steps` times the first parts of 32 outputs, then the second parts.
    values: Vec<[Tile; 4]>,
}

impl Tiles {
    /// Packs a row-major `outputs × inputs` matrix, if this machine and the weights allow it.
    pub(super) fn pack(matrix: &[f32], outputs: usize, inputs: usize) -> Option<Self> {
        if inputs == 0 || !inputs.is_multiple_of(STEP) || !machine::has_tiles() {
            return None;
        }
        let steps = inputs / STEP;
        let mut values = vec![[Tile([0; 512]); 4]; outputs.div_ceil(PANEL) * steps];
        for (output, row) in matrix.chunks_exact(inputs).take(outputs).enumerate() {
            let (panel, half, column) = (output / PANEL, output % PANEL / 16, output % 16);
            for (input, &weight) in row.iter().enumerate() {
                let (first, second) = split(weight)?;
                let tiles = &mut values[panel * steps + input / STEP];
                let at = (input % STEP / 2 * 16 + column) * 2 + input % 2;
                tiles[half].0[at] = first;
                tiles[2 + half].0[at] = second;
            }
        }
        Some(Tiles { steps, values })
    }

    /// Multiplies rows; `out` gets rows of `outputs` numbers, which begin `stride` apart. `parts` is memory to work in.
    pub(super) fn multiply(&self, rows: Rows, outputs: usize, parts: &mut Vec<Line>, out: &mut [f32], stride: usize) {
        let length = (rows.count.max(1) - 1) * rows.stride + self.steps * STEP;
        let values = &rows.values[..length];
        // Whole tiles are read and whole vectors written, even where there are fewer rows.
        let padded = (rows.count.next_multiple_of(STEP_ROWS) - 1) * rows.stride + self.steps * STEP;
        let lines = padded.div_ceil(STEP);
        parts.resize(2 * lines, Line([0; STEP]));
        let (first, second) = parts.split_at_mut(lines);
        let [first, second] = [first, second].map(Line::numbers);
        // SAFETY: tiles are only packed where the processor has what these functions are compiled for and the system
        // lets the process use it.
        unsafe {
            split_all(values, first, second);
            configure();
        }
        // The rows' parts stay in the first-level cache, the weights come from the second.
        for row in (0..rows.count).step_by(STEP_ROWS) {
            for (panel, weights) in self.values.chunks_exact(self.steps).enumerate() {
                let column = panel * PANEL;
                let width = PANEL.min(outputs - column);
                let count = STEP_ROWS.min(rows.count - row);
                let at = row * rows.stride;
                // The last row of the last tile must lie in the parts.
                assert!(at + (STEP_ROWS - 1) * rows.stride + self.steps * STEP <= padded);
                let (first, second) = (first[at..].as_ptr(), second[at..].as_ptr());
                let place = &mut out[row * stride + column..(row + count - 1) * stride + column + width];
                if count == STEP_ROWS && width == PANEL {
                    // SAFETY: as above; 32 rows of 32 numbers, `stride` apart, lie in `place`.
                    unsafe { step(first, second, rows.stride, weights, place.as_mut_ptr(), stride) };
                } else {
                    let mut whole = [0f32; STEP_ROWS * PANEL];
                    // SAFETY: as above; 32 rows of 32 numbers lie in `whole`.
                    unsafe { step(first, second, rows.stride, weights, whole.as_mut_ptr(), PANEL) };
                    for (place, row) in place.chunks_mut(stride).zip(whole.chunks_exact(PANEL)) {
                        place[..width].copy_from_slice(&row[..width]);
                    }
                }
            }
        }
        // SAFETY: as above. What is left in the tiles need not be kept when threads change.
        unsafe { asm!("tilerelease", options(nostack)) };
    }
}

/// The two parts of a number, if they hold all of it.
fn split(value: f32) -> Option<(u16, u16)> {
    let bits = value.to_bits();
    let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1)) & 0xffff_0000;
    let rest = value - f32::from_bits(rounded);
    // The unit takes subnormal numbers for zeros.
    let fits = |part: f32| part == 0.0 || part.is_normal();
    (fits(f32::from_bits(rounded)) && fits(rest) && rest.to_bits() & 0xffff == 0)
        .then_some(((rounded >> 16) as u16, (rest.to_bits() >> 16) as u16))
}

/// The two parts of each number. `first` and `second` have room for a whole vector after the last.
#[target_feature(enable = "avx512f,avx512bf16")]
fn split_all(values: &[f32], first: &mut [u16], second: &mut [u16]) {
    assert!(first.len() >= values.len().next_multiple_of(16) && second.len() >= values.len().next_multiple_of(16));
    for at in (0..values.len()).step_by(16) {
        let mask = u16::MAX >> 16usize.saturating_sub(values.len() - at);
        // SAFETY: the mask lets through only what there is; there is room for 16 numbers in both, as asserted.
        unsafe {
            let value = _mm512_maskz_loadu_ps(mask, values.as_ptr().add(at));
            let rounded = _mm512_cvtneps_pbh(value);
            let rest = _mm512_cvtneps_pbh(_mm512_sub_ps(value, _mm512_cvtpbh_ps(rounded)));
            first.as_mut_ptr().add(at).cast::<__m256bh>().write_unaligned(rounded);
            second.as_mut_ptr().add(at).cast::<__m256bh>().write_unaligned(rest);
        }
    }
}

/// Sets up eight tiles of 16 rows of 64 bytes.
///
/// # Safety
/// The machine must have tiles.
unsafe fn configure() {
    #[repr(C, align(64))]
    struct Configuration {
        palette: u8,
        start_row: u8,
        reserved: [u8; 14],
        row_bytes: [u16; 16],
        rows: [u8; 16],
    }
    static EIGHT: Configuration = Configuration {
        palette: 1,
        start_row: 0,
        reserved: [0; 14],
        row_bytes: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
        rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
    };
    // SAFETY: the caller's; the instruction reads 64 bytes.
    unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const EIGHT, options(nostack)) };
}

/// Multiplies 32 rows, `stride` numbers apart, with one panel of 32 outputs: first the rows' second parts, then their
/// first, then the weights' second; so each tile is read once in each step. Writes rows `out_stride` numbers apart.
///
/// # Safety
/// The machine must have tiles, set up by [`configure`]; all 32 rows must be readable and writable.
#[inline(always)]
unsafe fn step(
    first: *const u16,
    second: *const u16,
    stride: usize,
    weights: &[[Tile; 4]],
    out: *mut f32,
    out_stride: usize,
) {
    // SAFETY: the caller's.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm6, [{second} + {stride}]",
            "tileloadd tmm4, [{weights} + {row}]",
            "tileloadd tmm5, [{weights} + {row} + 1024]",
            "tdpbf16ps tmm0, tmm6, tmm4",
            "tdpbf16ps tmm1, tmm6, tmm5",
            "tileloadd tmm7, [{lower_second} + {stride}]",
            "tdpbf16ps tmm2, tmm7, tmm4",
            "tdpbf16ps tmm3, tmm7, tmm5",
            "tileloadd tmm6, [{first} + {stride}]",
            "tdpbf16ps tmm0, tmm6, tmm4",
            "tdpbf16ps tmm1, tmm6, tmm5",
            "tileloadd tmm7, [{lower_first} + {stride}]",
            "tdpbf16ps tmm2, tmm7, tmm4",
            "tdpbf16ps tmm3, tmm7, tmm5",
            "tileloadd tmm4, [{weights} + {row} + 2048]",
            "tileloadd tmm5, [{weights} + {row} + 3072]",
            "tdpbf16ps tmm0, tmm6, tmm4",
            "tdpbf16ps tmm1, tmm6, tmm5",
            "tdpbf16ps tmm2, tmm7, tmm4",
            "tdpbf16ps tmm3, tmm7, tmm5",
            "add {first}, 64",
            "add {second}, 64",
            "add {lower_first}, 64",
            "add {lower_second}, 64",
            "add {weights}, 4096",
            "dec {steps}",
            "jnz 2b",
            "tilestored [{out} + {out_stride}], tmm0",
            "tilestored [{out} + {out_stride} + 64], tmm1",
            "tilestored [{lower_out} + {out_stride}], tmm2",
            "tilestored [{lower_out} + {out_stride} + 64], tmm3",
            first = inout(reg) first => _,
            second = inout(reg) second => _,
            lower_first = inout(reg) first.add(16 * stride) => _,
            lower_second = inout(reg) second.add(16 * stride) => _,
            stride = in(reg) 2 * stride,
            weights = inout(reg) weights.as_ptr() => _,
            row = in(reg) 64usize,
            steps = inout(reg) weights.len() => _,
            out = in(reg) out,
            lower_out = in(reg) out.add(16 * out_stride),
            out_stride = in(reg) 4 * out_stride,
            options(nostack),
        );
    }
}
