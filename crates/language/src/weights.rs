//! Reading a thinc network: the file `COMPONENT/model` of a spaCy pipeline. A network is a list of nodes in
//! breadth-first order, each with a name, attributes and tensors; what it computes is read off the names.

use crate::error::ModelError;
use crate::msgpack::Value;
use crate::packed::signed;

/// A network as it stands in its file.
pub(crate) struct Network<'a> {
    file: String,
    nodes: Vec<Node<'a>>,
}

/// One layer of a [`Network`].
pub(crate) struct Node<'a> {
    pub(crate) name: &'a str,
    attributes: Value<'a>,
    parameters: Value<'a>,
}

/// An array of numbers, row-major, and its shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl<'a> Network<'a> {
    pub(crate) fn read(bytes: &'a [u8], file: &str) -> Result<Self, ModelError> {
        let value = Value::read(bytes, file)?;
        let list = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_array)
                .map(<[Value]>::to_vec)
                .ok_or_else(|| ModelError::new(format!("{file}: no list `{key}`; this is not a thinc network")))
        };
        let (names, attributes, parameters) = (list("nodes")?, list("attrs")?, list("params")?);
        if names.len() != attributes.len() || names.len() != parameters.len() {
            return Err(ModelError::new(format!("{file}: nodes, attributes and parameters differ in number")));
        }
        let nodes = names
            .into_iter()
            .zip(attributes)
            .zip(parameters)
            .map(|((node, attributes), parameters)| {
                let name = node
                    .get("name")
                    .and_then(Value::as_str)
                    .ok_or_else(|| ModelError::new(format!("{file}: a node has no name")))?;
                Ok(Node { name, attributes, parameters })
            })
            .collect::<Result<_, ModelError>>()?;
        Ok(Network { file: file.to_owned(), nodes })
    }

    pub(crate) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// The node with this name, or an error that says it is missing.
    pub(crate) fn node(&self, name: &str) -> Result<&Node<'a>, ModelError> {
        self.nodes.iter().find(|node| node.name == name).ok_or_else(|| self.error(format!("no layer `{name}`")))
    }

    /// Whether the network gets its vectors from the pipeline's shared token encoder.
    pub(crate) fn listens(&self) -> bool {
        self.nodes.iter().any(|node| node.name == "tok2vec-listener")
    }

    /// Refuses a network with a token encoder of its own.
    pub(crate) fn must_listen(&self) -> Result<(), ModelError> {
        match self.listens() {
            true => Ok(()),
            false => {
                Err(self.error("does not listen to the shared `tok2vec`; only the `ner` may have its own encoder"))
            }
        }
    }

    pub(crate) fn error(&self, message: impl std::fmt::Display) -> ModelError {
        ModelError::new(format!("{}: {message}", self.file))
    }

    /// A parameter of a node; its number of dimensions must be `dimensions`.
    pub(crate) fn tensor(&self, node: &Node, parameter: &str, dimensions: usize) -> Result<Tensor, ModelError> {
        let named = || format!("parameter `{parameter}` of `{}`", node.name);
        let value = node.parameters.get(parameter).ok_or_else(|| self.error(format!("no {}", named())))?;
        let tensor = Tensor::read(value).map_err(|problem| self.error(format!("{}: {problem}", named())))?;
        if tensor.shape.len() != dimensions || tensor.values.is_empty() {
            return Err(self.error(format!("{} has shape {:?}", named(), tensor.shape)));
        }
        Ok(tensor)
    }
}

impl Node<'_> {
    /// A whole-number attribute.
    pub(crate) fn number(&self, attribute: &str) -> Option<u64> {
        Value::read(self.attributes.get(attribute)?.as_bytes()?, attribute).ok()?.as_u64()
    }

    /// An attribute that is a list of strings.
    pub(crate) fn strings(&self, attribute: &str) -> Option<Vec<String>> {
        let value = Value::read(self.attributes.get(attribute)?.as_bytes()?, attribute).ok()?;
        value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// A yes-or-no attribute.
    pub(crate) fn flag(&self, attribute: &str) -> Option<bool> {
        Value::read(self.attributes.get(attribute)?.as_bytes()?, attribute).ok()?.as_bool()
    }
}

impl Tensor {
    /// Reads the map which msgpack-numpy makes of an array. Element types: little-endian 32- and 16-bit floats; and, as
    /// `cargo xtask model` packs them, signed numbers of some bits ([`crate::packed`]) to be multiplied by a 16-bit float for
    /// each of the outermost rows.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let shape: Vec<usize> = value
            .get("shape")
            .and_then(Value::as_array)
            .ok_or("has no shape")?
            .iter()
            .map(|size| size.as_u64().and_then(|size| usize::try_from(size).ok()))
            .collect::<Option<_>>()
            .ok_or("has a shape that is not made of whole numbers")?;
        let data = value.get("data").and_then(Value::as_bytes).ok_or("has no data")?;
        let values = match value.get("type").and_then(Value::as_str) {
            Some("<f4") => data.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect::<Vec<_>>(),
            Some("<f2") => {
                data.as_chunks::<2>().0.iter().map(|&bytes| half_to_float(u16::from_le_bytes(bytes))).collect()
            }
            Some("bits") => {
                let bits = value.get("bits").and_then(Value::as_u64).filter(|bits| (2..=16).contains(bits));
                let bits = bits.ok_or("has no number of bits that is read")? as u32;
                let scales = value.get("scale").and_then(Value::as_bytes).ok_or("has no scales")?.as_chunks::<2>().0;
                let width = shape.iter().skip(1).try_fold(1usize, |product, &size| product.checked_mul(size));
                let size = width.and_then(|width| width.checked_mul(scales.len())?.checked_mul(bits as usize));
                if shape.first() != Some(&scales.len()) || size.map(|bits| bits.div_ceil(8)) != Some(data.len()) {
                    return Err("has not as many scales and numbers as its shape says".to_owned());
                }
                let width = width.unwrap_or_default();
                let mut numbers = signed(data, bits);
                let mut values = Vec::with_capacity(width * scales.len());
                for &scale in scales {
                    let scale = half_to_float(u16::from_le_bytes(scale));
                    values.extend(numbers.by_ref().take(width).map(|number| number as f32 * scale));
                }
                values
            }
            other => return Err(format!("has numbers of type {other:?}, which are not read")),
        };
        let count = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
        if count != Some(values.len()) {
            return Err(format!("has shape {shape:?} but {} numbers", values.len()));
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err("has numbers that are not finite".to_owned());
        }
        Ok(Tensor { shape, values })
    }
}

/// IEEE 754 binary16 to binary32, without branches so that the compiler can do many at once.
pub fn half_to_float(half: u16) -> f32 {
    // Shift exponent and mantissa into place, then correct the exponent's bias by a multiplication, which also
    // brings subnormal numbers right. Infinities and NaN become large numbers: they are refused anyway.
    let sign = u32::from(half & 0x8000) << 16;
    let magnitude = f32::from_bits(u32::from(half & 0x7fff) << 13) * f32::from_bits((254 - 15) << 23);
    let magnitude = if half & 0x7c00 == 0x7c00 { f32::INFINITY } else { magnitude };
    f32::from_bits(magnitude.to_bits() | sign)
}

#[cfg(test)]
mod tests {
    use super::half_to_float;

    #[test]
    fn half_precision() {
        for (half, float) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_5e-8),
            (0x03ff, 6.097_555e-5),
            (0x3555, 0.333_251_95),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(half_to_float(half), float, "{half:#x}");
        }
    }
}
