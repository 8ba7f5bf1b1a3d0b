//! The suite's cases come out as its files say: what is expected holds, and what is marked `? ` as a known gap does not.

use std::path::Path;

#[test]
fn the_suite_comes_out_as_its_files_say() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suite");
    let surprises = variorum_eval::suite::surprises(&suite).expect("the suite can be read");
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}
