//! Matrix multiplication: many rows of numbers times one fixed, pre-packed weight matrix. It is where the time goes.

/// Columns per panel of a packed matrix.
const PANEL: usize = 32;

/// A weight matrix, transposed and cut into panels of [`PANEL`] outputs so that a kernel reads it in one sweep.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    inputs: usize,
    outputs: usize,
    /// `panels × inputs × PANEL`, the last panel filled up with zeros.
    panels: Vec<f32>,
}

impl Weights {
    /// Packs a row-major `outputs × inputs` matrix.
    pub(crate) fn pack(matrix: &[f32], outputs: usize, inputs: usize) -> Self {
        let mut panels = vec![0.0; outputs.div_ceil(PANEL) * PANEL * inputs];
        for (output, row) in matrix.chunks_exact(inputs).take(outputs).enumerate() {
            let panel = &mut panels[output / PANEL * PANEL * inputs..];
            for (input, &weight) in row.iter().enumerate() {
                panel[input * PANEL + output % PANEL] = weight;
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

    /// Multiplies `rows` rows. Row `r` of the input begins at `r * stride`, so that rows may overlap (a window over a
    /// sequence is such an overlap). `out` gets `rows × outputs` numbers.
    pub(crate) fn multiply(&self, input: &[f32], stride: usize, rows: usize, out: &mut [f32]) {
        assert!(out.len() >= rows * self.outputs);
        assert!(rows == 0 || input.len() >= (rows - 1) * stride + self.inputs);
        for (index, panel) in self.panels.chunks_exact((self.inputs * PANEL).max(1)).enumerate() {
            let first = index * PANEL;
            let width = PANEL.min(self.outputs - first);
            for row in 0..rows {
                let x = &input[row * stride..row * stride + self.inputs];
                let mut sums = [0f32; PANEL];
                for (&x, weights) in x.iter().zip(panel.as_chunks::<PANEL>().0) {
                    for (sum, &weight) in sums.iter_mut().zip(weights) {
                        *sum += x * weight;
                    }
                }
                out[row * self.outputs + first..][..width].copy_from_slice(&sums[..width]);
            }
        }
    }
}
