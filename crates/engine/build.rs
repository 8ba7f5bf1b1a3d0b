//! Packs how common words are ([`background`]) and the numbers of the chooser of contents ([`statement_weights`]).
//!
//! The latter take a third of the size of their text and are looked up where they lie: for each bucket a `u32` that says how many entries stand before it, then once more how many there are; then the entries,
//! bucket after bucket, each a hash (`u64`) and its numbers (`i8`). All little endian.

#[path = "src/extract/statements/feature_hash.rs"]
mod feature_hash;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    std::fs::write(out.join("word-document-frequency.txt"), background()?)?;
    std::fs::write(out.join("statement-weights.bin"), statement_weights()?)?;
    Ok(())
}

fn statement_weights() -> Result<Vec<u8>, Box<dyn Error>> {
    let source = "../../data/lexicon/statement-weights.tsv";
    println!("cargo::rerun-if-changed={source}");
    let mut rows: BTreeMap<u64, Vec<i8>> = BTreeMap::new();
    for line in std::fs::read_to_string(source)?.lines().filter(|line| !line.starts_with('#')) {
        let (name, numbers) = line.rsplit_once('\t').ok_or_else(|| format!("{source}: no numbers in `{line}`"))?;
        let numbers = numbers.split(' ').map(str::parse).collect::<Result<Vec<i8>, _>>()?;
        if numbers.len() != feature_hash::WIDTH {
            return Err(format!("{source}: `{name}` has {} numbers", numbers.len()).into());
        }
        rows.insert(feature_hash::hash(&[name]), numbers);
    }
    // In the order of the hashes the buckets are in order too.
    let hashes: Vec<u64> = rows.keys().copied().collect();
    let mut packed = Vec::new();
    for bucket in 0..=feature_hash::BUCKETS {
        let before = hashes.partition_point(|&hash| feature_hash::bucket(hash) < bucket);
        packed.extend(u32::try_from(before)?.to_le_bytes());
    }
    for (hash, numbers) in &rows {
        packed.extend(hash.to_le_bytes());
        packed.extend(numbers.iter().map(|number| number.to_le_bytes()[0]));
    }
    Ok(packed)
}

/// The frequencies of words, sorted, each line without what it shares with the line before: a letter that says how many
/// bytes that is (`a` none, `b` one…), the rest of the word, a tab, the number.
fn background() -> Result<String, Box<dyn Error>> {
    const MOST: usize = 25;
    let source = "../../data/lexicon/word-document-frequency.tsv";
    println!("cargo::rerun-if-changed={source}");
    let text = std::fs::read_to_string(source)?;
    let rows: BTreeMap<&str, &str> =
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect();
    let mut packed = String::new();
    let mut last = "";
    for (word, count) in rows {
        let mut shared = word.bytes().zip(last.bytes()).take(MOST).take_while(|(a, b)| a == b).count();
        while !word.is_char_boundary(shared) {
            shared -= 1;
        }
        packed.push(char::from(b'a' + u8::try_from(shared)?));
        packed.push_str(&format!("{}\t{}\n", &word[shared..], count.trim()));
        last = word;
    }
    Ok(packed)
}
