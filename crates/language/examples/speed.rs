//! Tokens per second on texts in a file of JSON strings, one a line, as `cargo xtask speed` writes them; and what
//! starting up takes. Arguments: the file, and how many threads; or, in place of the number, `lengths`: then the texts,
//! one after the other as often as need be, are cut to documents of 1 kB to 10 MB, and what a token of each takes is printed.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::time::Instant;

use variorum_language::Model;

/// Processor time of this process (Linux; elsewhere 0): what counts when others use the machine too.
fn processor_seconds() -> f64 {
    let statistics = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = statistics.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Prints for documents of growing length the processor time per token, caches warm.
fn by_length(model: &Model, texts: &str) -> Result<(), Box<dyn std::error::Error>> {
    const MOST: usize = 10_000_000;
    let text = texts.repeat(MOST.div_ceil(texts.len().max(1)));
    model.parse(texts);
    for length in [1_000, 10_000, 100_000, 1_000_000, MOST] {
        let end = (0..=length).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        let rounds = (1_000_000 / length).max(1);
        let before = processor_seconds();
        // Not always the same kilobyte.
        let tokens: usize = (0..rounds)
            .map(|round| text.get(round * length..round * length + end).map_or(0, |part| model.parse(part).len()))
            .sum();
        let each = (processor_seconds() - before) * 1e6 / tokens.max(1) as f64;
        println!("{length} bytes: {tokens} tokens in {rounds} documents, {each:.2} µs of processor time per token");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.get(1).ok_or("which file?")?;
    let lengths = arguments.get(2).is_some_and(|argument| argument == "lengths");
    let threads: usize = arguments.get(2).filter(|_| !lengths).map_or(Ok(1), |count| count.parse())?;
    let model = Model::english()?;
    println!("start-up: {:.0} ms of processor time", processor_seconds() * 1e3);
    let texts: Vec<String> =
        std::fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    if lengths {
        return by_length(&model, &texts.join("\n\n"));
    }
    for round in 0..4 {
        let start = Instant::now();
        let before = processor_seconds();
        let tokens: usize = std::thread::scope(|scope| {
            let work: Vec<_> = texts
                .chunks(texts.len().div_ceil(threads))
                .map(|part| scope.spawn(|| part.iter().map(|text| model.parse(text).len()).sum::<usize>()))
                .collect();
            work.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
        });
        let (wall, cpu) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
        println!(
            "round {round}: {tokens} tokens, {:.0} per second, {:.0} per second of processor time",
            tokens as f64 / wall,
            tokens as f64 / cpu
        );
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS")) {
        println!("{line}");
    }
    Ok(())
}
