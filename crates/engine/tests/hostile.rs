//! The time to read a report grows with its length, whatever it repeats.

#[path = "texts/clock.rs"]
mod clock;
mod texts;

use clock::Clock;
use std::path::Path;
use variorum_engine::Engine;
use variorum_engine::gazetteer::Gazetteer;
use variorum_language::Model;
use variorum_record::{AnnotatedReport, Report};

/// The shorter and the longer text, in bytes.
const SHORT: usize = 6_000;
const LONG: usize = 48_000;

/// How many times as long the longer one may take: 8 where time is linear, 64 where it is quadratic.
const MOST: f64 = 16.0;

/// Seconds that a text may take in any case: so little that its growth cannot be told.
const LEAST: f64 = 0.02;

/// How often a text is measured anew that took too long: other work on the machine slows caches down.
const TRIES: usize = 3;

fn engine() -> Engine {
    Engine::new(Model::english().expect("the model loads"), Gazetteer::built_in())
}

fn annotate(engine: &Engine, text: String) -> AnnotatedReport {
    engine.annotate(&Report { text, ..Report::default() })
}

/// Panics when a text takes more than in proportion to its length.
fn check(engine: &Engine, name: &str, text: impl Fn(usize) -> String) {
    let time = |bytes: usize| {
        let text = text(bytes);
        let clock = Clock::start();
        std::hint::black_box(annotate(engine, text));
        clock.seconds().max(LEAST)
    };
    let mut times = Vec::new();
    for _ in 0..TRIES {
        let (short, long) = (time(SHORT), time(LONG));
        if long < MOST * short {
            return;
        }
        times.push((short, long));
    }
    panic!("{name}: seconds for {SHORT} and {LONG} bytes: {times:?}");
}

/// Every `of`-th pattern from the `from`-th on.
fn patterns(from: usize, of: usize) {
    let engine = engine();
    annotate(&engine, "Mara Olin said so in Paris on Monday.".to_owned());
    for pattern in texts::patterns().skip(from).step_by(of) {
        check(&engine, pattern, |bytes| texts::repeated(pattern, bytes));
    }
}

#[test]
fn time_grows_with_what_is_repeated() {
    patterns(0, 2);
}

#[test]
fn time_grows_with_what_is_repeated_too() {
    patterns(1, 2);
}

#[test]
fn time_grows_with_prose() {
    let engine = engine();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let sentences = texts::sentences(&folder, |text| {
        let report = annotate(&engine, text.to_owned());
        report.sentences.iter().map(|sentence| sentence.of(text).to_owned()).collect()
    });
    assert!(sentences.len() > 100);
    check(&engine, "prose", |bytes| texts::shuffled(&sentences, bytes));
}
