//! The time to read a report grows with its length, whatever it repeats.

use std::time::{Duration, Instant};
use variorum_engine::Engine;
use variorum_engine::gazetteer::Gazetteer;
use variorum_language::Model;
use variorum_record::Report;

const REPEATED: &[&str] = &[
    "12 killed, ",
    "killed 3 in X and ",
    "a bomb exploded in Paris killing 3 people. ",
    "attack on attack on ",
    "according to Olin, ",
    "5% of 3 million ",
    "Paris, ",
    "Mr. A said ",
    "said B, ",
    "“",
    "(AP) ",
    "on Monday ",
    "a bomb in Paris killed 3, ",
    "3 wounded and ",
    "which killed 3 who ",
    "\"a\" ",
    "12 killed. ",
    "12 killed.\n\n",
    "\"We go,\" he said. ",
];

#[test]
fn time_grows_with_the_text() {
    let engine = Engine::new(Model::english().expect("the model loads"), Gazetteer::built_in());
    let time = |text: String, tries: usize| {
        let report = Report { text, ..Report::default() };
        let once = || {
            let start = Instant::now();
            std::hint::black_box(engine.annotate(&report));
            start.elapsed()
        };
        (0..tries).map(|_| once()).min().unwrap_or_default()
    };
    let long_enough = |pattern: &str, bytes: usize| pattern.repeat(bytes / pattern.len());
    time("Mara Olin said so.".to_string(), 1);
    for pattern in REPEATED {
        let short = time(long_enough(pattern, 8_000), 3).max(Duration::from_millis(20));
        let long = time(long_enough(pattern, 64_000), 2);
        // Eight times the text: 8 where time is linear, 64 where it is quadratic. The machine may be busy with other work.
        assert!(long < short * 30, "{pattern:?}: {short:?} for 8 kB, {long:?} for 64 kB");
    }
    let names = |count: usize| {
        let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
        let word = |n: usize| format!("{}o{}a{}", letter(n).to_ascii_uppercase(), letter(n / 26), letter(n / 676));
        (0..count).map(|n| format!("{} {} said so. ", word(n * 7), word(n * 31))).collect::<String>()
    };
    let short = time(names(1_000), 2).max(Duration::from_millis(20));
    let long = time(names(8_000), 1);
    assert!(long < short * 30, "names: {short:?} for 1,000, {long:?} for 8,000");
}
