//! Any characters as a page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let page = variorum_ingest::page(html);
    for part in &page.marked {
        assert!(page.text.get(part.span.start..part.span.end).is_some());
    }
});
