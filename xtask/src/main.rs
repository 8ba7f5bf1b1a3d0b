//! Maintenance commands that are not part of the product: `cargo xtask NAME`.
#![allow(clippy::print_stderr, reason = "a command line")]

mod gazetteer;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["gazetteer", dir] => gazetteer::make(std::path::Path::new(dir)),
        _ => Err("usage: cargo xtask gazetteer DIR".into()),
    }
}
