//! `variorum-eval SET DIR`: the scorers without the rest of the program.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line")]

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [set, dir] = arguments.as_slice() else {
        eprintln!("usage: variorum-eval SET DIR\nsets: {}", variorum_eval::sets().collect::<Vec<_>>().join(", "));
        return ExitCode::from(2);
    };
    match variorum_eval::run(set, Path::new(dir)) {
        Ok(scores) => {
            for score in scores {
                println!("{:48} {:7.4}  {}", score.name, score.value, score.note);
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("variorum-eval: {error}");
            ExitCode::FAILURE
        }
    }
}
