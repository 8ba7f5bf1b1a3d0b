//! Maintenance commands that are not part of the product: `cargo xtask NAME`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool")]

mod corpus;
mod gazetteer;
mod generate;
mod map;
mod model;
mod pack;
mod parity;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  answers                          write what Python spaCy says of texts of our own to xtask/answers, for a test
  gazetteer DIR                    make data/gazetteer from the unpacked packages in DIR
  generate N                       write N invented reports as JSON Lines, for measuring
  map FILE                         make data/map from world-atlas' countries-110m.json
  model NAME [--f32] [--out DIR]   make data/models/NAME from the package registry
  parity [--model NAME] [--f32] [--show N] [--texts FOLDER]...
                                   compare a model, by its name or its folder, with Python spaCy on the texts
                                   under $VARIORUM_SHARED, or on the `.txt` files of folders, and on hostile text
  speed [--model NAME] [--peer]    tokens per second, with --peer also of Python spaCy
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("answers") => parity::answers(&arguments[1..]),
        Some("gazetteer") if arguments.len() == 2 => {
            gazetteer::make(std::path::Path::new(&arguments[1])).map_err(|error| anyhow::anyhow!("{error}"))
        }
        Some("generate") if arguments.len() == 2 => arguments[1]
            .parse()
            .map_err(|_| anyhow::anyhow!("`{}` is no number of reports", arguments[1]))
            .and_then(|count| generate::reports(count, &mut std::io::BufWriter::new(std::io::stdout().lock()))),
        Some("map") if arguments.len() == 2 => map::make(std::path::Path::new(&arguments[1])),
        Some("model") => model::run(&arguments[1..]),
        Some("parity") => parity::parity(&arguments[1..]),
        Some("speed") => parity::speed(&arguments[1..]),
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
    }
}
