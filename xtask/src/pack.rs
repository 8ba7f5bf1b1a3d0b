//! Making a model small: what is rounded, and how word vectors are packed. The language crate reads both (`weights.rs`,
//! `vectors.rs`). Measured on 81,742 tokens of news with `en_core_web_md`: against its 32-bit weights 9 tags, 37 heads
//! and 11 entity marks differ.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use rmpv::Value;
use variorum_language::{Model, string_id};

/// Bits of a word's hash that pick its bucket, and those that tell it from the others there.
const BUCKET_BITS: u32 = 18;
const TAG_BITS: u32 = 17;
const ROW_BITS: u32 = 32 - TAG_BITS;

/// Makes the files of the model in a folder small: networks, the word vectors that they see, lists of words.
pub(crate) fn pack(folder: &Path, files: &mut Vec<(&str, Vec<u8>)>) -> Result<()> {
    let mut matrices = Vec::new();
    for (file, bytes) in files.iter_mut().filter(|(file, _)| file.ends_with("/model")) {
        let mut network = rmpv::decode::read_value(&mut &**bytes).with_context(|| (*file).to_owned())?;
        matrices.extend(shrink(&mut network).with_context(|| (*file).to_owned())?.map(|matrix| (*file, matrix)));
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

/// Rounds the arrays of a thinc network. Takes out the matrix through which it sees word vectors and returns it.
fn shrink(network: &mut Value) -> Result<Option<Array>> {
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
                    let (bytes, scales) = bytes_and_scales(&array);
                    set(value, "type", Value::from("|i1"));
                    set(value, "data", Value::Binary(bytes));
                    set(value, "scale", Value::Binary(scales));
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

/// Each row as signed bytes, and the 16-bit float by which they are to be multiplied.
fn bytes_and_scales(array: &Array) -> (Vec<u8>, Vec<u8>) {
    let mut bytes = Vec::with_capacity(array.values.len());
    let mut scales = Vec::with_capacity(2 * array.rows);
    for row in array.values.chunks_exact(array.values.len() / array.rows.max(1)) {
        let largest = row.iter().fold(0f32, |largest, value| largest.max(value.abs()));
        let scale = half(largest / 127.0);
        let exact = value_of(u16::from_le_bytes(scale)).max(f32::MIN_POSITIVE);
        bytes.extend(row.iter().map(|value| (value / exact).round().clamp(-127.0, 127.0) as i8 as u8));
        scales.extend(scale);
    }
    (bytes, scales)
}

/// The ids of the model's strings that its tokenizer leaves whole, or makes of an exception: other words with vectors
/// are never asked for.
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
    ensure!(rows <= 1 << ROW_BITS, "{rows} vectors are more than can be packed");

    let keys = rmpv::decode::read_value(&mut &*keys)?;
    let mut words: Vec<(usize, u32)> = Vec::new();
    for (key, row) in keys.as_map().context("key2row is not a map")? {
        let (key, row) = (key.as_u64().context("a key")?, row.as_u64().context("a row")?);
        if !tokens.contains(&key) {
            continue;
        }
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let tag = (hash << BUCKET_BITS >> (64 - TAG_BITS)) as u32;
        words.push(((hash >> (64 - BUCKET_BITS)) as usize, tag << ROW_BITS | row as u32));
    }
    words.sort_unstable();
    let alike =
        words.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 >> ROW_BITS == pair[1].1 >> ROW_BITS);
    println!("{} words, {} of them not told from another", words.len(), alike.count());
    let mut buckets = vec![0u8; 1 << BUCKET_BITS];
    for (bucket, _) in &words {
        buckets[*bucket] += 1;
    }
    ensure!(buckets.iter().all(|&count| count < 16), "too many words in one bucket");

    let mut out = b"VARVEC1\n".to_vec();
    for number in [words.len(), rows, matrices.len(), width, BUCKET_BITS as usize] {
        out.extend(u32::try_from(number)?.to_le_bytes());
    }
    out.extend(buckets.as_chunks::<2>().0.iter().map(|[first, second]| first | second << 4));
    out.extend(words.iter().flat_map(|(_, word)| word.to_le_bytes()));
    let mut projected = Vec::with_capacity(rows * matrices.len() * width);
    for vector in values.chunks_exact(inputs) {
        for weights in matrices.iter().flat_map(|matrix| matrix.values.chunks_exact(inputs)) {
            let products = vector.iter().zip(weights).map(|(value, weight)| f64::from(*value) * f64::from(*weight));
            projected.push(products.sum::<f64>() as f32);
        }
    }
    let (bytes, scales) = bytes_and_scales(&Array { rows: rows * matrices.len(), values: projected });
    out.extend(scales);
    out.extend(bytes);
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
    for block in words.chunks(16) {
        starts.push(u32::try_from(out.len())?);
        let mut before: &[u8] = &[];
        for &word in block {
            let shared = before.iter().zip(word).take(15).take_while(|(a, b)| a == b).count();
            let own = &word[shared..];
            out.push((shared << 4 | own.len().min(15)) as u8);
            if own.len() >= 15 {
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

/// The value of a positive binary16.
fn value_of(half: u16) -> f32 {
    let (exponent, steps) = (i32::from(half >> 10), f32::from(half & 0x3ff));
    if exponent == 0 { steps * 2f32.powi(-24) } else { (1024.0 + steps) * 2f32.powi(exponent - 25) }
}
