//! Any characters as a line of a record.
#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum_record::wire;

fuzz_target!(|line: &str| {
    if let Ok(report) = wire::read_report(line) {
        let again = wire::report_line(&report, variorum_record::Offsets::Bytes);
        assert!(wire::read_report(&again).is_ok());
    }
    let _ = wire::read_story(line, |_| Some("text"));
});
