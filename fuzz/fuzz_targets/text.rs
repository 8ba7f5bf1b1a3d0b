//! Any bytes as a stream whose format its first bytes tell.
#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum_ingest::{Item, Limits, read_stream};

fuzz_target!(|bytes: &[u8]| {
    for item in read_stream(Box::new(std::io::Cursor::new(bytes.to_vec())), Limits::default()) {
        if let Item::Report(report) = item {
            let _ = variorum_engine::parts::find(&report);
        }
    }
});
