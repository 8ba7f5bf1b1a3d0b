//! How the time of a report grows with its length: `cargo run --profile quick -p variorum-engine --example lengths -- [FILTER]
//! [KB,KB,…] [FOLDER]`. FILTER is a part of a pattern or `all`; FOLDER holds texts whose sentences make ordinary prose.
//!
//! One thread, processor time and the most memory while it ran, where Linux tells them. Growth is against proportion: 1.0 is
//! linear, and what takes four times as long again for four times the text shows as 4.0.

#![expect(clippy::print_stdout, reason = "a program to measure with")]

#[path = "../tests/texts/clock.rs"]
mod clock;
#[path = "../tests/texts/mod.rs"]
mod texts;

use clock::Clock;
use std::path::Path;
use variorum_engine::Engine;
use variorum_engine::gazetteer::Gazetteer;
use variorum_language::Model;
use variorum_record::Report;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let filter = arguments.next().unwrap_or_else(|| "all".to_owned());
    let sizes = arguments.next().unwrap_or_else(|| "25,100,400".to_owned());
    let sizes: Vec<usize> = sizes.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let folder = arguments.next().unwrap_or_else(|| "examples/reports".to_owned());
    let engine = Engine::new(Model::english()?, Gazetteer::built_in());
    let annotate = |text: String| {
        let report = Report { text, ..Report::default() };
        let clock = Clock::start();
        let annotated = engine.annotate(&report);
        (clock.seconds(), annotated)
    };
    annotate("Mara Olin said so in Paris on Monday. \"We go,\" she said.".to_owned());
    let prose = texts::sentences(Path::new(&folder), |text| {
        let (_, annotated) = annotate(text.to_owned());
        annotated.sentences.iter().map(|sentence| sentence.of(text).to_owned()).collect()
    });
    let all = std::iter::once("prose").chain(texts::patterns());
    for pattern in all.filter(|pattern| filter == "all" || pattern.contains(&filter)) {
        let mut line = format!("{:24}", format!("{pattern:?}"));
        let mut before: Option<f64> = None;
        for &kb in &sizes {
            let bytes = kb * 1_000;
            let text =
                if pattern == "prose" { texts::shuffled(&prose, bytes) } else { texts::repeated(pattern, bytes) };
            forget_most_memory();
            let (seconds, _) = annotate(text);
            let rate = seconds / kb as f64 * 1e3;
            let growth = before.map_or(String::new(), |before| format!("{:5.2}", rate / before));
            before = Some(rate);
            line += &format!("  {kb:5} kB {seconds:7.2} s {rate:6.2} s/MB {growth:5} {:5} MB", most_memory() / 1_000);
        }
        println!("{line}");
    }
    Ok(())
}

/// Makes the system count the most memory anew.
fn forget_most_memory() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory so far, in kilobytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or_default()
}
