//! Multiplication in whole numbers of 16 bits, for weights that were packed as 16-bit floats: processors multiply and add
//! twice as many of them at a time as 32-bit floats (VNNI, and the older `pmaddwd`).
//!
//! Numbers are scaled together by parts: some successive weights of one output, some successive numbers of one row. The
//! scale brings a part's largest number to at most 2¹⁵ and its length (the root of the sum of squares) to at most
//! [`LENGTH`], so that by the inequality of Cauchy and Schwarz no sum of products over a part leaves 32 bits. Sums of
//! whole numbers are exact in any order, and what is done in floating point is done in the same order everywhere: all
//! kernels, and so all machines that use this module, give the same bits.
//!
//! What is rounded: numbers of a part of 96 are typically ±4,700, so each is off by some 6·10⁻⁵ of what is typical there,
//! less than what rounding weights to 16-bit floats took from them (10⁻⁴).

use super::{Columns, PANEL, Rows};
use crate::machine;
use crate::vectorised::{reduce, vectorised};

/// The longest that a part may be after scaling: its square, with what rounding adds, is below 2³¹.
const LENGTH: f32 = 46_300.0;

/// The most numbers in a part; rounding lengthens as many by at most 16.
const MOST: usize = 1024;

/// The largest whole number.
const LARGEST: f32 = 32_767.0;

/// For the 32 outputs of a panel the weights of two successive inputs.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Pairs([[i16; 2]; PANEL]);

/// A weight matrix in whole numbers, cut into panels.
#[derive(Clone, Debug)]
pub(super) struct Integers {
    /// Inputs that are scaled together; an even number.
    part: usize,
    /// Parts of a row.
    parts: usize,
    /// `panels × inputs / 2`, the last panel filled up with zeros.
    pairs: Vec<Pairs>,
    /// `panels × parts`.
    scales: Vec<[f32; PANEL]>,
}

/// Rows in whole numbers.
#[derive(Debug, Default)]
pub(super) struct Scaled {
    numbers: Vec<i16>,
    /// One for each part.
    scales: Vec<f32>,
}

impl Integers {
    /// Packs a row-major `outputs × inputs` matrix, if 16-bit floats hold it and it can be cut into parts.
    pub(super) fn pack(matrix: &[f32], outputs: usize, inputs: usize, part: usize) -> Option<Self> {
        let has_parts = part > 0 && part <= MOST && part.is_multiple_of(2) && inputs.is_multiple_of(part);
        if !has_parts || inputs == 0 || matrix.iter().fold(0, |all, weight| all | weight.to_bits()) & 0x1fff != 0 {
            return None;
        }
        let mut rows = Scaled::default();
        rows.scale(&matrix[..outputs * inputs], part);
        let (parts, panels) = (inputs / part, outputs.div_ceil(PANEL));
        let mut pairs = vec![Pairs([[0; 2]; PANEL]); panels * inputs / 2];
        let mut scales = vec![[0.0; PANEL]; panels * parts];
        for (output, row) in rows.numbers.chunks_exact(inputs).enumerate() {
            let (panel, column) = (output / PANEL, output % PANEL);
            for (pairs, &pair) in pairs[panel * inputs / 2..].iter_mut().zip(row.as_chunks::<2>().0) {
                pairs.0[column] = pair;
            }
            for (scales, &scale) in scales[panel * parts..].iter_mut().zip(&rows.scales[output * parts..][..parts]) {
                scales[column] = scale;
            }
        }
        Some(Integers { part, parts, pairs, scales })
    }

    /// Multiplies rows that begin whole parts apart; `out` gets rows of `outputs` numbers, which begin `stride` apart.
    pub(super) fn multiply(&self, rows: Rows, outputs: usize, scaled: &mut Scaled, out: &mut [f32], stride: usize) {
        self.multiply_by(kernel(), rows, outputs, scaled, out, stride);
    }

    fn multiply_by(
        &self,
        multiply_panel: Kernel,
        rows: Rows,
        outputs: usize,
        scaled: &mut Scaled,
        out: &mut [f32],
        stride: usize,
    ) {
        let inputs = self.parts * self.part;
        assert!(rows.stride.is_multiple_of(self.part));
        scaled.scale(&rows.values[..(rows.count.max(1) - 1) * rows.stride + inputs], self.part);
        let rows =
            ScaledRows { numbers: &scaled.numbers, scales: &scaled.scales, stride: rows.stride, count: rows.count };
        self.multiply_scaled(multiply_panel, rows, outputs, out, stride);
    }

    fn multiply_scaled(&self, kernel: Kernel, rows: ScaledRows, outputs: usize, out: &mut [f32], stride: usize) {
        let pairs = self.pairs.chunks_exact(self.parts * self.part / 2);
        let panels = pairs.zip(self.scales.chunks_exact(self.parts)).take(outputs.div_ceil(PANEL));
        for (index, (pairs, scales)) in panels.enumerate() {
            let first = index * PANEL;
            let width = PANEL.min(outputs - first);
            kernel(rows, Panel { part: self.part, pairs, scales }, Columns { values: out, stride, first, width });
        }
    }

    /// Multiplies one row of a single part; `out` gets the first `count` outputs, and perhaps more, in whole panels.
    pub(super) fn multiply_row(&self, row: &[f32], count: usize, scaled: &mut Scaled, out: &mut [f32]) {
        assert!(self.parts == 1 && row.len() == self.part);
        scaled.scale(row, self.part);
        let panels = count.div_ceil(PANEL);
        #[cfg(target_arch = "x86_64")]
        if machine::has_avx512_vnni() {
            let (pairs, scales) = (&self.pairs[..panels * self.part / 2], &self.scales[..panels]);
            // SAFETY: the processor has what the kernel is compiled for.
            return unsafe { x86::avx512_vnni_row(&scaled.numbers, scaled.scales[0], pairs, scales, out) };
        }
        let rows = ScaledRows { numbers: &scaled.numbers, scales: &scaled.scales, stride: self.part, count: 1 };
        self.multiply_scaled(kernel(), rows, panels * PANEL, out, PANEL);
    }
}

impl Scaled {
    /// Brings numbers to whole numbers, part by part.
    fn scale(&mut self, values: &[f32], part: usize) {
        self.numbers.resize(values.len(), 0);
        self.scales.resize(values.len() / part, 0.0);
        scale_parts(values, part, &mut self.numbers, &mut self.scales);
    }
}

vectorised! {
    /// Writes the whole numbers nearest to the scaled values, and for each part what the numbers are to be multiplied by.
    fn scale_parts(values: &[f32], part: usize, numbers: &mut [i16], scales: &mut [f32]) {
        /// Added to a number of less than 2²², leaves it rounded to a whole one in the low bits.
        const ROUND: f32 = 12_582_912.0;
        let parts = values.chunks_exact(part).zip(numbers.chunks_exact_mut(part));
        for ((values, numbers), scale) in parts.zip(scales) {
            let largest = reduce(values, f32::abs, |a, b| if a > b { a } else { b });
            let squares = reduce(values, |value| value * value, |a, b| a + b);
            let (by_largest, by_length) = (LARGEST / largest, LENGTH / squares.sqrt());
            let factor = if by_length < by_largest { by_length } else { by_largest };
            // Of nothing but zeros, or what is as good as zero, nothing is left.
            let factor = if factor < 1e30 { factor } else { 0.0 };
            *scale = if factor > 0.0 { 1.0 / factor } else { 0.0 };
            for (number, value) in numbers.iter_mut().zip(values) {
                *number = (value * factor + ROUND).to_bits() as i16;
            }
        }
    }
}

/// Rows as a kernel sees them: those of [`Scaled`], `stride` numbers apart.
#[derive(Clone, Copy)]
pub(super) struct ScaledRows<'a> {
    numbers: &'a [i16],
    scales: &'a [f32],
    stride: usize,
    count: usize,
}

/// The weights of 32 outputs.
#[derive(Clone, Copy)]
pub(super) struct Panel<'a> {
    part: usize,
    pairs: &'a [Pairs],
    scales: &'a [[f32; PANEL]],
}

type Kernel = fn(ScaledRows, Panel, Columns);

/// The best kernel of this machine.
fn kernel() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: in each case the processor has what the kernel is compiled for.
        if machine::has_avx512_vnni() {
            return |rows, panel, out| unsafe { x86::avx512_vnni(rows, panel, out) };
        }
        if machine::has_avx512() {
            return |rows, panel, out| unsafe { x86::avx512(rows, panel, out) };
        }
        if machine::has_avx_vnni() {
            return |rows, panel, out| unsafe { x86::avx_vnni(rows, panel, out) };
        }
        if machine::has_avx2() {
            return |rows, panel, out| unsafe { x86::avx2(rows, panel, out) };
        }
    }
    portable
}

fn portable(rows: ScaledRows, panel: Panel, mut out: Columns) {
    for row in 0..rows.count {
        let inputs = &rows.numbers[row * rows.stride..][..2 * panel.pairs.len()];
        let scales = &rows.scales[row * rows.stride / panel.part..];
        let mut whole = [0f32; PANEL];
        let parts = inputs.chunks_exact(panel.part).zip(panel.pairs.chunks_exact(panel.part / 2));
        for ((inputs, pairs), (scale, scales)) in parts.zip(scales.iter().zip(panel.scales)) {
            let mut sums = [0i32; PANEL];
            for (input, Pairs(weights)) in inputs.as_chunks::<2>().0.iter().zip(pairs) {
                let input = input.map(i32::from);
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    let products = input[0] * i32::from(weights[0]) + input[1] * i32::from(weights[1]);
                    *sum = sum.wrapping_add(products);
                }
            }
            for ((whole, sum), own) in whole.iter_mut().zip(sums).zip(scales) {
                *whole += sum as f32 * scale * own;
            }
        }
        let out = out.row(row);
        out.copy_from_slice(&whole[..out.len()]);
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! As many rows at a time as leave all sums in registers.

    use std::arch::x86_64::*;

    use super::{Pairs, Panel, ScaledRows};
    use crate::gemm::x86::{by_rows, store_256, store_512};
    use crate::gemm::{Columns, PANEL};

    /// Kernels for registers of 512 bits, which differ in how they multiply pairs and add.
    macro_rules! kernel_of_512_bits {
        ($name:ident, $rows:ident, $features:literal, $multiply_and_add:expr) => {
            #[target_feature(enable = $features)]
            pub(super) fn $name(rows: ScaledRows, panel: Panel, mut out: Columns) {
                by_rows!(rows, panel, out, $rows, 12, 1 2 3 4 5 6 7 8 9 10 11);
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn $rows<const R: usize>(rows: ScaledRows, first: usize, panel: Panel, out: &mut Columns) {
                let (inputs, scales) = rows_from::<R>(rows, first, panel);
                let mut whole = [[_mm512_setzero_ps(); 2]; R];
                for (part, (pairs, own)) in panel.pairs.chunks_exact(panel.part / 2).zip(panel.scales).enumerate() {
                    let mut sums = [[_mm512_setzero_si512(); 2]; R];
                    for (at, pair) in pairs.iter().enumerate() {
                        // SAFETY: `pair` fills two registers; each input row has a pair for each of `panel.pairs`.
                        unsafe {
                            let weights: *const __m512i = (&raw const *pair).cast();
                            let (low, high) = (_mm512_load_si512(weights), _mm512_load_si512(weights.add(1)));
                            for row in 0..R {
                                let x = _mm512_set1_epi32(inputs[row].add(part * panel.part / 2 + at).read_unaligned());
                                sums[row][0] = $multiply_and_add(sums[row][0], x, low);
                                sums[row][1] = $multiply_and_add(sums[row][1], x, high);
                            }
                        }
                    }
                    for row in 0..R {
                        let scale = _mm512_set1_ps(scales[row][part]);
                        for half in 0..2 {
                            // SAFETY: `own` are 32 numbers.
                            let own = unsafe { _mm512_loadu_ps(own.as_ptr().add(16 * half)) };
                            let product = _mm512_mul_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums[row][half]), scale), own);
                            whole[row][half] = _mm512_add_ps(whole[row][half], product);
                        }
                    }
                }
                for (row, whole) in whole.iter().enumerate() {
                    store_512(out.row(first + row), whole);
                }
            }
        };
    }

    kernel_of_512_bits!(avx512_vnni, avx512_vnni_rows, "avx512f,avx512vnni", |sum, x, weights| {
        _mm512_dpwssd_epi32(sum, x, weights)
    });
    kernel_of_512_bits!(avx512, avx512_rows, "avx512f,avx512bw", |sum, x, weights| {
        _mm512_add_epi32(sum, _mm512_madd_epi16(x, weights))
    });

    /// One row with panels of weights, four at a time: then a sum need not wait for the one before.
    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) fn avx512_vnni_row(
        numbers: &[i16],
        scale: f32,
        pairs: &[Pairs],
        scales: &[[f32; PANEL]],
        out: &mut [f32],
    ) {
        let count = numbers.len() / 2;
        let (mut pairs, mut scales, mut out) = (pairs, scales, out.as_chunks_mut::<PANEL>().0);
        while !scales.is_empty() {
            let done = match scales.len() {
                1 => panels_of_row::<1>(numbers, scale, pairs, scales, out),
                2 | 3 => panels_of_row::<2>(numbers, scale, pairs, scales, out),
                _ => panels_of_row::<4>(numbers, scale, pairs, scales, out),
            };
            (pairs, scales, out) = (&pairs[done * count..], &scales[done..], &mut out[done..]);
        }
    }

    /// One row with the first `P` of the panels; gives `P`.
    #[target_feature(enable = "avx512f,avx512vnni")]
    #[inline]
    fn panels_of_row<const P: usize>(
        numbers: &[i16],
        scale: f32,
        pairs: &[Pairs],
        scales: &[[f32; PANEL]],
        out: &mut [[f32; PANEL]],
    ) -> usize {
        let inputs = numbers.as_chunks::<2>().0;
        assert!(pairs.len() >= P * inputs.len() && scales.len() >= P && out.len() >= P);
        let mut sums = [[_mm512_setzero_si512(); 2]; P];
        for (at, &[a, b]) in inputs.iter().enumerate() {
            let x = _mm512_set1_epi32(i32::from(a as u16) | i32::from(b) << 16);
            for panel in 0..P {
                // SAFETY: there are as many pairs, as asserted; each fills two registers.
                unsafe {
                    let weights: *const __m512i = pairs.as_ptr().add(panel * inputs.len() + at).cast();
                    sums[panel][0] = _mm512_dpwssd_epi32(sums[panel][0], x, _mm512_load_si512(weights));
                    sums[panel][1] = _mm512_dpwssd_epi32(sums[panel][1], x, _mm512_load_si512(weights.add(1)));
                }
            }
        }
        let scale = _mm512_set1_ps(scale);
        for panel in 0..P {
            for half in 0..2 {
                // SAFETY: a panel's scales and outputs are 32 numbers.
                unsafe {
                    let own = _mm512_loadu_ps(scales[panel].as_ptr().add(16 * half));
                    let product = _mm512_mul_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums[panel][half]), scale), own);
                    // Adding zero makes a negative zero a positive one, as in the other kernels.
                    let product = _mm512_add_ps(_mm512_setzero_ps(), product);
                    _mm512_storeu_ps(out[panel].as_mut_ptr().add(16 * half), product);
                }
            }
        }
        P
    }

    /// Kernels for registers of 256 bits, which differ in how they multiply pairs and add.
    macro_rules! kernel_of_256_bits {
        ($name:ident, $rows:ident, $features:literal, $multiply_and_add:expr) => {
            #[target_feature(enable = $features)]
            pub(super) fn $name(rows: ScaledRows, panel: Panel, mut out: Columns) {
                by_rows!(rows, panel, out, $rows, 3, 1 2);
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn $rows<const R: usize>(rows: ScaledRows, first: usize, panel: Panel, out: &mut Columns) {
                let (inputs, scales) = rows_from::<R>(rows, first, panel);
                let mut whole = [[_mm256_setzero_ps(); 4]; R];
                for (part, (pairs, own)) in panel.pairs.chunks_exact(panel.part / 2).zip(panel.scales).enumerate() {
                    let mut sums = [[_mm256_setzero_si256(); 4]; R];
                    for (at, pair) in pairs.iter().enumerate() {
                        // SAFETY: `pair` fills four registers; each input row has a pair for each of `panel.pairs`.
                        unsafe {
                            let weights: *const __m256i = (&raw const *pair).cast();
                            let mut x = [_mm256_setzero_si256(); R];
                            for row in 0..R {
                                x[row] =
                                    _mm256_set1_epi32(inputs[row].add(part * panel.part / 2 + at).read_unaligned());
                            }
                            for quarter in 0..4 {
                                let weights = _mm256_load_si256(weights.add(quarter));
                                for row in 0..R {
                                    sums[row][quarter] = $multiply_and_add(sums[row][quarter], x[row], weights);
                                }
                            }
                        }
                    }
                    for row in 0..R {
                        let scale = _mm256_set1_ps(scales[row][part]);
                        for quarter in 0..4 {
                            // SAFETY: `own` are 32 numbers.
                            let own = unsafe { _mm256_loadu_ps(own.as_ptr().add(8 * quarter)) };
                            let product =
                                _mm256_mul_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(sums[row][quarter]), scale), own);
                            whole[row][quarter] = _mm256_add_ps(whole[row][quarter], product);
                        }
                    }
                }
                for (row, quarters) in whole.iter().enumerate() {
                    store_256(out.row(first + row), quarters);
                }
            }
        };
    }

    kernel_of_256_bits!(avx_vnni, avx_vnni_rows, "avx2,avxvnni", |sum, x, weights| {
        _mm256_dpwssd_avx_epi32(sum, x, weights)
    });
    kernel_of_256_bits!(avx2, avx2_rows, "avx2", |sum, x, weights| {
        _mm256_add_epi32(sum, _mm256_madd_epi16(x, weights))
    });

    /// The pairs of so many rows from `first` on, and the scales of their parts.
    #[inline(always)]
    fn rows_from<'a, const R: usize>(
        rows: ScaledRows<'a>,
        first: usize,
        panel: Panel,
    ) -> ([*const i32; R], [&'a [f32]; R]) {
        let mut inputs = [std::ptr::null(); R];
        let mut scales = [&[][..]; R];
        for row in 0..R {
            let start = (first + row) * rows.stride;
            inputs[row] = rows.numbers[start..][..2 * panel.pairs.len()].as_ptr().cast();
            scales[row] = &rows.scales[start / panel.part..][..panel.scales.len()];
        }
        (inputs, scales)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the machine has gives the same bits, and nothing overflows with all numbers as large as can be.
    #[test]
    fn kernels_agree() {
        let mut kernels: Vec<(&str, Kernel)> = vec![("chosen", kernel())];
        #[cfg(target_arch = "x86_64")]
        {
            use std::is_x86_feature_detected as has;
            // SAFETY: in each case what the kernel is compiled for is there.
            if has!("avx2") {
                kernels.push(("avx2", |rows, panel, out| unsafe { x86::avx2(rows, panel, out) }));
            }
            if has!("avx2") && has!("avxvnni") {
                kernels.push(("avx_vnni", |rows, panel, out| unsafe { x86::avx_vnni(rows, panel, out) }));
            }
            if has!("avx512f") && has!("avx512bw") {
                kernels.push(("avx512", |rows, panel, out| unsafe { x86::avx512(rows, panel, out) }));
            }
            if has!("avx512f") && has!("avx512vnni") {
                kernels.push(("avx512_vnni", |rows, panel, out| unsafe { x86::avx512_vnni(rows, panel, out) }));
            }
        }
        for (count, inputs, stride, part) in [(1, 2, 2, 2), (29, 288, 96, 96), (14, 64, 64, 64), (3, 2048, 1024, 1024)]
        {
            let outputs = 50;
            let wild = |i: usize| ((i * 7919 % 1009) as f32 - 504.0) * if i.is_multiple_of(31) { 16.0 } else { 1.0 };
            for of in [wild, |_| 1.0, |_| 0.0, |i| if i % 96 == 0 { -1.0 } else { 0.0 }] {
                let values: Vec<f32> = (0..(count - 1) * stride + inputs).map(of).collect();
                let matrix: Vec<f32> = (0..outputs * inputs).map(of).collect();
                let weights = Integers::pack(&matrix, outputs, inputs, part).unwrap();
                let mut scaled = Scaled::default();
                let rows = Rows { values: &values, stride, count };
                let mut expected = vec![f32::NAN; count * outputs];
                weights.multiply_by(portable, rows, outputs, &mut scaled, &mut expected, outputs);
                for (row, out) in expected.chunks_exact(outputs).enumerate() {
                    for (output, &out) in out.iter().enumerate() {
                        let pairs = values[row * stride..].iter().zip(&matrix[output * inputs..][..inputs]);
                        let exact: f64 = pairs.clone().map(|(x, w)| f64::from(*x) * f64::from(*w)).sum();
                        let size: f64 = pairs.map(|(x, w)| f64::from(x * w).abs()).sum();
                        assert!((f64::from(out) - exact).abs() <= 1e-3 * size, "{out} for {exact}");
                    }
                }
                let expected: Vec<u32> = expected.into_iter().map(f32::to_bits).collect();
                for (name, kernel) in &kernels {
                    let mut out = vec![f32::NAN; count * outputs];
                    weights.multiply_by(*kernel, rows, outputs, &mut scaled, &mut out, outputs);
                    let out: Vec<u32> = out.into_iter().map(f32::to_bits).collect();
                    assert!(out == expected, "{name} {count}×{inputs}");
                }
                if inputs == part {
                    let mut out = vec![f32::NAN; 64];
                    weights.multiply_row(&values[..inputs], outputs, &mut scaled, &mut out);
                    assert!(out.iter().zip(&expected).take(outputs).all(|(out, bits)| out.to_bits() == *bits));
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_packed() {
        assert!(Integers::pack(&[1.0, 1.0 + f32::EPSILON], 1, 2, 2).is_none());
        assert!(Integers::pack(&[1.0; 9], 3, 3, 3).is_none());
        assert!(Integers::pack(&[1.0; 8], 2, 4, 3).is_none());
        assert!(Integers::pack(&[], 0, 0, 0).is_none());
        assert!(Integers::pack(&[1.0; 2048], 1, 2048, 2048).is_none());
    }
}
