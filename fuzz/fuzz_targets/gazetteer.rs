//! Any bytes as a gazetteer pack.
#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum_engine::gazetteer::Gazetteer;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(gazetteer) = Gazetteer::from_bytes(bytes.to_vec()) {
        for name in ["Kyiv", "Geneva", "a", ""] {
            let _ = gazetteer.lookup(name);
        }
    }
});
