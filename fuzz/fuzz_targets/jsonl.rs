//! Any bytes as lines of JSON: each line is a report or a refusal, and none is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum_ingest::{Limits, read_stream};

fuzz_target!(|bytes: &[u8]| {
    let mut lines = b"{\"text\": \"Rain.\"}\n".to_vec();
    lines.extend_from_slice(bytes);
    assert!(read_stream(Box::new(std::io::Cursor::new(lines)), Limits::default()).count() >= 1);
});
