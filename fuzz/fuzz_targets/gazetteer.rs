//! Any bytes as a gazetteer pack, and the true pack damaged: whatever is asked of it, it answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use variorum_engine::gazetteer::Gazetteer;

static TRUE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/gazetteer/gazetteer.bin")).expect("the pack of this checkout")
});

fuzz_target!(|bytes: &[u8]| {
    let [kind, rest @ ..] = bytes else { return };
    let pack = match kind % 2 {
        0 => rest.to_vec(),
        // Edits of five bytes: where, and what stands there; every other one in the head, where the lengths are.
        _ => {
            let mut pack = TRUE.clone();
            for edit in rest.chunks_exact(5) {
                let place = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize;
                let within = if edit[3] & 1 == 0 { 64 } else { pack.len() };
                pack[place % within] = edit[4];
            }
            pack
        }
    };
    let Ok(gazetteer) = Gazetteer::from_bytes(pack) else { return };
    for name in ["Kyiv", "Geneva", "Ukrainian", "Springfield", "a", ""] {
        for (row, _) in gazetteer.lookup(name) {
            let _ = (gazetteer.name(&row), gazetteer.around(&row).count());
        }
        let _ = gazetteer.demonym(name);
    }
    let _ = (0..gazetteer.len().min(1000) as u32).filter_map(|i| gazetteer.row(i)).map(|row| gazetteer.name(&row)).count();
});
