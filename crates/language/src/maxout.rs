//! The end of a maxout layer, which the encoder and the transition systems share: sums, bias, the largest of the pieces.

/// Columns that are worked on at once, in registers.
const STRIP: usize = 32;

/// Adds up `parts` and the bias, each of `pieces × width` numbers, and writes the largest piece of each of the `width`
/// columns. To be inlined into code compiled for wide vectors.
#[inline(always)]
pub(crate) fn maxout(parts: &[&[f32]], bias: &[f32], out: &mut [f32]) {
    let width = out.len();
    let pieces = bias.len() / width.max(1);
    if width < STRIP {
        for column in 0..width {
            let piece = |piece: usize| {
                parts.iter().map(|part| part[piece * width + column]).sum::<f32>() + bias[piece * width + column]
            };
            out[column] = (0..pieces).map(piece).fold(f32::NEG_INFINITY, f32::max);
        }
        return;
    }
    for start in (0..width).step_by(STRIP) {
        // The last strip may overlap the one before; it finds the same there.
        let start = start.min(width - STRIP);
        let mut best = [f32::NEG_INFINITY; STRIP];
        for piece in 0..pieces {
            let at = piece * width + start;
            let mut sums = [0f32; STRIP];
            for part in parts {
                for (sum, value) in sums.iter_mut().zip(&part[at..at + STRIP]) {
                    *sum += value;
                }
            }
            for ((best, sum), bias) in best.iter_mut().zip(&sums).zip(&bias[at..at + STRIP]) {
                let sum = sum + bias;
                *best = if sum > *best { sum } else { *best };
            }
        }
        out[start..start + STRIP].copy_from_slice(&best);
    }
}

#[cfg(test)]
mod tests {
    use super::maxout;

    #[test]
    fn sums_and_maxima() {
        for width in [1, 5, 31, 32, 33, 96, 100] {
            let row = |seed: usize| -> Vec<f32> { (0..2 * width).map(|i| (i * seed % 17) as f32 - 8.0).collect() };
            let (a, b, bias) = (row(5), row(7), row(11));
            let mut out = vec![0.0; width];
            maxout(&[&a, &b], &bias, &mut out);
            for column in 0..width {
                let piece = |at: usize| a[at] + b[at] + bias[at];
                assert_eq!(out[column], piece(column).max(piece(width + column)), "{width} {column}");
            }
        }
    }
}
