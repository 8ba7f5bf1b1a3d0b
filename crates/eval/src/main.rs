//! `variorum-eval SET DIR`: the scorers without the rest of the program. `variorum-eval floors SHARED` checks every floor.
//! With `--model FOLDER` the language model in that folder takes the place of the built-in one.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line")]

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--model")
        && at + 1 < arguments.len()
    {
        variorum_eval::use_model(Path::new(&arguments[at + 1]));
        arguments.drain(at..at + 2);
    }
    let [set, dir] = arguments.as_slice() else {
        eprintln!(
            "usage: variorum-eval [--model FOLDER] SET DIR\nsets: {}",
            variorum_eval::sets().collect::<Vec<_>>().join(", ")
        );
        return ExitCode::from(2);
    };
    if set == "floors" {
        return match variorum_eval::floors::check(Path::new(dir)) {
            Ok(findings) => {
                findings.iter().for_each(|finding| println!("{finding}"));
                if findings.iter().all(|finding| finding.holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
            Err(error) => {
                eprintln!("variorum-eval: {error}");
                ExitCode::FAILURE
            }
        };
    }
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
