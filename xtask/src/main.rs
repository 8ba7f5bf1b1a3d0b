//! Maintenance commands that are not part of the product: `cargo xtask NAME`.
<<<<<<< HEAD
#![allow(clippy::print_stderr, reason = "a command line")]

mod gazetteer;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["gazetteer", dir] => gazetteer::make(std::path::Path::new(dir)),
        _ => Err("usage: cargo xtask gazetteer DIR".into()),
=======
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool")]

mod model;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  model NAME [--f32] [--out DIR]   make data/models/NAME from the package registry
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("model") => model::run(&arguments[1..]),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
>>>>>>> a2b3772 (The language core: spaCy's English model from its own weights)
    }
}
