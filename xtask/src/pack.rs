//! Making a model small: what is rounded, and how word vectors are packed. The language crate reads both (`weights.rs`,
//! `vectors.rs`); what of its forms it shares with this file is its module `packing`.
//!
//! How fine each table is was measured with `en_core_web_md`, one table rounded at a time, on a sixth of MUC-4's upper
//! case, where decisions are closest. With 8 bits a number and a scale for each row these shares of heads changed: norms
//! of the shared encoder 0.16 %, its suffixes 0.09, shapes 0.04, prefixes 0.02, word vectors 0.08; all other weights as
//! 16-bit floats 0.02; nothing that only the recogniser of names sees changed more than 0.05 % of its marks. Every bit
//! more halves a share. Hence the constants below.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use rmpv::Value;
use variorum_language::packing::{self, half_to_float};
use variorum_language::{Model, string_id};

/// Bits of a number in the embedding tables of the shared encoder, and in those of the recogniser of names.
const TABLE_BITS: [u32; 2] = [11, 8];

/// Bits of a number of a word's vector, as the shared encoder and as the recogniser of names sees it.
const VECTOR_BITS: [u32; 2] = [9, 8];

/// Bits of a word's hash that pick its bucket, and those that tell it from the others there.
const BUCKET_BITS: u32 = 18;
const TAG_BITS: u32 = 11;

/// Makes the files of the model in a folder small: networks, the word vectors that they see, lists of words.
pub(crate) fn pack(folder: &Path, files: &mut Vec<(&str, Vec<u8>)>) -> Result<()> {
    let mut matrices = Vec::new();
    for (file, bytes) in files.iter_mut().filter(|(file, _)| file.ends_with("/model")) {
        let mut network = rmpv::decode::read_value(&mut &**bytes).with_context(|| (*file).to_owned())?;
        let bits = TABLE_BITS[usize::from(*file != "tok2vec/model")];
        matrices.extend(shrink(&mut network, bits).with_context(|| (*file).to_owned())?.map(|matrix| (*file, matrix)));
        bytes.clear();
        rmpv::encode::write_value(bytes, &network)?;
    }
    // The encoders in the order in which the language crate numbers them.
    matrices.sort_by_key(|(file, _)| *file != "tok2vec/model");
    if let Some((_, bytes)) = files.iter_mut().find(|(file, _)| *file == "lemmatizer/lookups/lookups.bin") {
        *bytes = pack_lookups(bytes)?;
    }
    let take = |files: &mut Vec<(&str, Vec<u8>)>, name: &str| {
        files.iter().position(|(file, _)| *file == name).map(|at| files.remove(at).1)
    };
    let (array, keys) = (take(files, "vocab/vectors"), take(files, "vocab/key2row"));
    if let (Some(array), Some(keys), false) = (array, keys, matrices.is_empty()) {
        let matrices: Vec<Array> = matrices.into_iter().map(|(_, matrix)| matrix).collect();
        files.push(("vocab/projected", project(&array, &keys, &matrices, &tokens(folder)?)?));
    }
    Ok(())
}

/// A matrix, row-major.
struct Array {
    rows: usize,
    values: Vec<f32>,
}

/// Rounds the arrays of a thinc network, the numbers of its embedding tables to so many bits. Takes out the matrix through
/// which it sees word vectors and returns it.
fn shrink(network: &mut Value, bits: u32) -> Result<Option<Array>> {
    let nodes = get(network, "nodes").and_then(Value::as_array).context("no list of nodes")?;
    let names: Vec<String> = nodes
        .iter()
        .map(|node| get(node, "name").map(text).map(|name| String::from_utf8_lossy(name).into_owned()))
        .collect::<Option<_>>()
        .context("a node has no name")?;
    let Value::Map(pairs) = network else { unreachable!("it has a list of nodes") };
    let (_, parameters) = pairs.iter_mut().find(|(key, _)| text(key) == b"params").context("no list of parameters")?;
    let Value::Array(parameters) = parameters else { anyhow::bail!("parameters are not a list") };
    let mut matrix = None;
    for (name, parameters) in names.iter().zip(parameters) {
        let Value::Map(parameters) = parameters else { continue };
        if name == "static_vectors" {
            let (_, value) = parameters.first().context("no matrix")?;
            matrix = floats(value);
            parameters.clear();
        }
        for (_, value) in parameters {
            let Some(array) = floats(value) else { continue };
            match name.as_str() {
                "hashembed" => {
                    let (numbers, scales) = numbers_and_scales(&array, bits);
                    let mut data = Vec::new();
                    packing::append(numbers.into_iter().map(i32::cast_unsigned), bits, &mut data);
                    set(value, "type", Value::from("bits"));
                    set(value, "bits", Value::from(bits));
                    set(value, "data", Value::Binary(data));
                    set(value, "scale", Value::Binary(scales.concat()));
                }
                _ => {
                    set(value, "type", Value::from("<f2"));
                    set(value, "data", Value::Binary(array.values.iter().flat_map(|&value| half(value)).collect()));
                }
            }
        }
    }
    Ok(matrix)
}

/// The numbers of an array as msgpack-numpy writes it; nothing if it is something else.
fn floats(value: &Value) -> Option<Array> {
    (text(get(value, "type")?) == b"<f4").then_some(())?;
    let rows = get(value, "shape")?.as_array()?.first()?.as_u64()? as usize;
    let values = text(get(value, "data")?).as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    Some(Array { rows, values })
}

/// Each row as signed numbers of so many bits, and the 16-bit float by which they are to be multiplied.
fn numbers_and_scales(array: &Array, bits: u32) -> (Vec<i32>, Vec<[u8; 2]>) {
    let most = ((1 << (bits - 1)) - 1) as f32;
    let mut numbers = Vec::with_capacity(array.values.len());
    let mut scales = Vec::with_capacity(array.rows);
    for row in array.values.chunks_exact(array.values.len() / array.rows.max(1)) {
        let largest = row.iter().fold(0f32, |largest, value| largest.max(value.abs()));
        let scale = half(largest / most);
        let exact = half_to_float(u16::from_le_bytes(scale)).max(f32::MIN_POSITIVE);
        numbers.extend(row.iter().map(|value| (value / exact).round().clamp(-most, most) as i32));
        scales.push(scale);
    }
    (numbers, scales)
}

/// The ids of the model's strings that its tokenizer leaves whole, or makes of an exception: other words with vectors
/// are never asked for. spaCy's own symbols (`TIME`, `PART`, `mark`) are words too, though no model lists them.
fn tokens(folder: &Path) -> Result<HashSet<u64>> {
    let model = Model::from_files(&|name| std::fs::read(folder.join(name)).ok().map(Into::into))?;
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(folder.join("vocab/strings.json"))?)?;
    let mut tokens = HashSet::new();
    let mut add = |text: &str, whole: bool| {
        let words = model.tokenize(text);
        if !whole || words.len() == 1 {
            tokens.extend(words.iter().map(|word| string_id(&text[word.start..word.end])));
        }
    };
    strings.iter().for_each(|string| add(string, true));
    packing::symbols().for_each(|(string, _)| add(string, true));
    let tokenizer = std::fs::read(folder.join("tokenizer"))?;
    let tokenizer = rmpv::decode::read_value(&mut &*tokenizer)?;
    for (exception, _) in get(&tokenizer, "exceptions").and_then(Value::as_map).context("no exceptions")? {
        add(&String::from_utf8_lossy(text(exception)), false);
    }
    Ok(tokens)
}

/// Word vectors as the encoders see them, in the form that `crates/language/src/vectors.rs` describes.
fn project(array: &[u8], keys: &[u8], matrices: &[Array], tokens: &HashSet<u64>) -> Result<Vec<u8>> {
    let header = 10 + usize::from(u16::from_le_bytes([array[8], array[9]]));
    let values: Vec<f32> = array[header..].as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    let width = matrices[0].rows;
    let inputs = matrices[0].values.len() / width;
    let rows = values.len() / inputs;
    ensure!(matrices.iter().all(|matrix| matrix.rows == width), "encoders of several widths");
    let bits = &VECTOR_BITS[..matrices.len().min(VECTOR_BITS.len())];
    ensure!(bits.len() == matrices.len(), "more encoders than are known");
    let seen: Vec<_> = matrices
        .iter()
        .zip(bits)
        .map(|(matrix, &bits)| {
            let mut projected = Vec::with_capacity(rows * width);
            for vector in values.chunks_exact(inputs) {
                projected.extend(matrix.values.chunks_exact(inputs).map(|weights| {
                    let products =
                        vector.iter().zip(weights).map(|(value, weight)| f64::from(*value) * f64::from(*weight));
                    products.sum::<f64>() as f32
                }));
            }
            numbers_and_scales(&Array { rows, values: projected }, bits)
        })
        .collect();

    let keys = rmpv::decode::read_value(&mut &*keys)?;
    let mut words: Vec<(u64, u64, u32)> = Vec::new();
    for (key, row) in keys.as_map().context("key2row is not a map")? {
        let (key, row) = (key.as_u64().context("a key")?, row.as_u64().context("a row")?);
        if tokens.contains(&key) {
            words.push((packing::spread(key) >> (64 - BUCKET_BITS - TAG_BITS), key, row as u32));
        }
    }
    // Half the rows of the English vectors are said twice or more, to the last bit: each is packed once.
    let content = |row: usize| {
        let of = |(numbers, scales): &(Vec<i32>, Vec<[u8; 2]>)| (numbers[row * width..][..width].to_vec(), scales[row]);
        seen.iter().map(of).collect::<Vec<_>>()
    };
    let (mut kept, mut places) = (Vec::new(), HashMap::new());
    for (_, _, row) in &mut words {
        let own = *row as usize;
        *row = *places.entry(content(own)).or_insert_with(|| {
            kept.push(own);
            kept.len() as u32 - 1
        });
    }
    words.sort_unstable();
    let (mut told, mut whole) = (Vec::new(), Vec::new());
    for alike in words.chunk_by(|a, b| a.0 == b.0) {
        told.push(alike[0]);
        whole.extend(&alike[1..]);
    }
    whole.sort_by_key(|(_, key, _)| *key);
    println!("{} words, {} of them known by their whole id", words.len(), whole.len());
    let mut buckets = vec![0u8; 1 << BUCKET_BITS];
    for (hash, ..) in &told {
        buckets[(hash >> TAG_BITS) as usize] += 1;
    }
    ensure!(buckets.iter().all(|&count| count < 16), "too many words in one bucket");

    let row_bits = usize::BITS - (kept.len().max(2) - 1).leading_zeros();
    let mut out = packing::MAGIC.to_vec();
    for number in [told.len(), whole.len(), kept.len(), matrices.len(), width] {
        out.extend(u32::try_from(number)?.to_le_bytes());
    }
    out.extend([BUCKET_BITS, TAG_BITS, row_bits].iter().chain(bits).flat_map(|number| number.to_le_bytes()));
    out.extend(buckets.as_chunks::<2>().0.iter().map(|[first, second]| first | second << 4));
    let tag = |hash: u64| (hash & ((1 << TAG_BITS) - 1)) as u32;
    packing::append(told.iter().map(|(hash, _, row)| tag(*hash) << row_bits | row), TAG_BITS + row_bits, &mut out);
    for (_, key, row) in &whole {
        out.extend(key.to_le_bytes());
        out.extend(row.to_le_bytes());
    }
    for &row in &kept {
        seen.iter().for_each(|(_, scales)| out.extend(scales[row]));
    }
    for ((numbers, _), bits) in seen.iter().zip(bits) {
        for &row in &kept {
            packing::append(
                numbers[row * width..][..width].iter().map(|number| number.cast_unsigned()),
                *bits,
                &mut out,
            );
        }
    }
    Ok(out)
}

/// The tables of the lemmatizer with the lists of known words packed as `crates/language/src/word_list.rs` describes.
fn pack_lookups(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut tables = rmpv::decode::read_value(&mut &*bytes)?;
    if let Value::Map(tables) = &mut tables {
        for (_, index) in tables.iter_mut().filter(|(name, _)| text(name) == b"lemma_index") {
            let Value::Map(index) = index else { continue };
            for (_, words) in index {
                let list = words.as_array().context("an index that is not a list")?;
                *words = Value::Binary(pack_words(list.iter().map(text).collect())?);
            }
        }
    }
    let mut out = Vec::new();
    rmpv::encode::write_value(&mut out, &tables)?;
    Ok(out)
}

fn pack_words(mut words: Vec<&[u8]>) -> Result<Vec<u8>> {
    words.sort_unstable();
    words.dedup();
    let (mut out, mut starts) = (Vec::new(), Vec::new());
    for block in words.chunks(packing::BLOCK) {
        starts.push(u32::try_from(out.len())?);
        let mut before: &[u8] = &[];
        for &word in block {
            let shared = before.iter().zip(word).take(packing::LONG).take_while(|(a, b)| a == b).count();
            let own = &word[shared..];
            out.push((shared << 4 | own.len().min(packing::LONG)) as u8);
            if own.len() >= packing::LONG {
                out.push(u8::try_from(own.len())?);
            }
            out.extend(own);
            before = word;
        }
    }
    let count = u32::try_from(starts.len())?;
    out.extend(starts.into_iter().chain([count]).flat_map(u32::to_le_bytes));
    Ok(out)
}

fn get<'v>(map: &'v Value, name: &str) -> Option<&'v Value> {
    map.as_map()?.iter().find(|(key, _)| text(key) == name.as_bytes()).map(|(_, value)| value)
}

fn set(map: &mut Value, name: &str, new: Value) {
    let Value::Map(pairs) = map else { return };
    match pairs.iter_mut().find(|(key, _)| text(key) == name.as_bytes()) {
        Some((_, value)) => *value = new,
        None => pairs.push((Value::from(name), new)),
    }
}

/// The bytes of a string, whichever of its two forms it has.
fn text(value: &Value) -> &[u8] {
    match value {
        Value::String(string) => string.as_bytes(),
        Value::Binary(bytes) => bytes,
        _ => &[],
    }
}

/// IEEE 754 binary32 to binary16, to nearest, ties to even.
fn half(value: f32) -> [u8; 2] {
    let sign = (value.to_bits() >> 16 & 0x8000) as u16;
    let magnitude = f64::from(value.abs());
    if magnitude >= 65520.0 {
        return (sign | 0x7c00).to_le_bytes();
    }
    // The spacing of binary16 numbers around this one.
    let exponent = (magnitude.log2().floor().max(-14.0)) as i32;
    let spacing = 2f64.powi(exponent - 10);
    let steps = (magnitude / spacing).round_ties_even() as u32;
    // Steps past 2048 carry into the exponent by themselves.
    let bits = if steps < 1024 { steps } else { (((exponent + 15) as u32 - 1) << 10) + steps };
    (sign | bits as u16).to_le_bytes()
}
