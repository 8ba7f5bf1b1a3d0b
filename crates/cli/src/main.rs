//! The `variorum` command: one verb per stage, in the order of the flow.
//!
//! Everything a person sees is printed here and nowhere else; the crates below return values. Exit codes:
//! 0 all well, 1 ran to the end but some inputs were refused or `verify` found a mismatch, 2 wrong usage or
//! nothing readable.

mod annotate;
mod arguments;
mod console;
mod copying;
mod decide;
mod folder;
mod inputs;
mod kept;
mod read;
mod shelf;
mod stages;
mod summary;
mod verify;
mod why;

use arguments::{Arguments, Verb};
use clap::Parser;
use std::process::ExitCode;

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All well.
    Complete,
    /// Ran to the end, but some inputs were refused, or a check found a mismatch.
    WithRefusals,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::WithRefusals) => ExitCode::from(1),
        // The reader of our output has seen enough: that is success.
        Err(error) if console::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let remedy = if console::is_disk_full(&error) {
                " (the disk is full: free space there or choose another --out; a record that was there is as it was)"
            } else {
                ""
            };
            console::complain(&format!("{error:#}{remedy}"));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()?;
    }
    match &arguments.verb {
        Verb::Read(options) => read::run(options),
        Verb::Annotate(options) => annotate::run(options),
        Verb::Verify(options) => verify::run(options),
        Verb::Why(options) => why::run(options),
        Verb::Merge(options) => decide::merge(options),
        Verb::Split(options) => decide::split(options),
        Verb::Pin(options) => decide::pin(options),
        Verb::Eval(options) => stages::eval(options),
        Verb::Parse(options) => stages::parse(options),
        Verb::Parts(options) => stages::show(stages::Stage::Parts, options),
        Verb::Quotes(options) => stages::show(stages::Stage::Quotes, options),
        Verb::Cast(options) => stages::show(stages::Stage::Cast, options),
        Verb::Statements(options) => stages::show(stages::Stage::Statements, options),
        Verb::Times(options) => stages::show(stages::Stage::Times, options),
        Verb::Places(options) => stages::show(stages::Stage::Places, options),
        Verb::Figures(options) => stages::show(stages::Stage::Figures, options),
        Verb::Events(options) => stages::show(stages::Stage::Events, options),
        Verb::Positions(options) => stages::show(stages::Stage::Positions, options),
        Verb::Stories(options) => stages::stories(options),
    }
}
