//! What can be typed, and its help, in the order of the flow.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use variorum_record::Offsets;

/// Reads many outlets' reports of the same events and gives one sourced record: who said what to whom, who did what
/// to whom, where, when, how many, each fact once, with every outlet's reading beside it.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 110)]
pub(crate) struct Arguments {
    /// Use at most this many threads (default: one per core). The output does not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// The main job: read reports, write the record into a folder, print what it says
    Read(ReadOptions),
    /// Read reports, write one JSON line of facts per report to standard output
    Annotate(AnnotateOptions),
    /// Check that every span of a record still says what the record says it says
    Verify(VerifyOptions),
    /// Why two reports are, or are not, in one story
    Why(WhyOptions),
    /// Decide that reports tell one story, and write the record again
    Merge(DecideOptions),
    /// Decide that reports tell another story than others, and write the record again
    Split(SplitOptions),
    /// Decide that reports are a story, whole: none leaves it and none joins
    Pin(DecideOptions),
    /// Show the parts of each report: title, heading, body, boilerplate…
    Parts(StageOptions),
    /// Show tokens, tags and tree
    Parse(ParseOptions),
    /// Show quotations and who speaks them
    Quotes(StageOptions),
    /// Show who is who
    Cast(StageOptions),
    /// Show who said what, to whom, through which outlet
    Statements(StageOptions),
    /// Show times with their calendar values
    Times(StageOptions),
    /// Show places with their coordinates
    Places(StageOptions),
    /// Show figures with what they measure
    Figures(StageOptions),
    /// Show who did what to whom
    Events(StageOptions),
    /// Show who supports or opposes what
    Positions(StageOptions),
    /// Show which reports tell the same event
    Stories(StageOptions),
    /// Score the program on a public data set that you have
    Eval(EvalOptions),
}

/// What is read, and how.
#[derive(Args, Debug)]
pub(crate) struct InputOptions {
    /// Files (.txt, .html, .htm, .jsonl), folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// A folder with another spaCy model of the same family
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct ReadOptions {
    #[command(flatten)]
    pub(crate) input: InputOptions,
    /// The folder to write the record into; an older record there is replaced when the new one is complete
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Add to the record that is in the folder: only the new reports are read
    #[arg(long)]
    pub(crate) add: bool,
    /// A file of a person's decisions on stories, one JSON object per line; they are kept in the record
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
    /// The unit in which offsets are counted
    #[arg(long, default_value = "codepoints")]
    pub(crate) offsets: Unit,
    /// Print the summary as JSON
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
    /// Print nothing but complaints
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args, Debug)]
pub(crate) struct AnnotateOptions {
    #[command(flatten)]
    pub(crate) input: InputOptions,
    /// The unit in which offsets are counted
    #[arg(long, default_value = "codepoints")]
    pub(crate) offsets: Unit,
    /// Write tokens with lemmas, tags and tree too
    #[arg(long)]
    pub(crate) tokens: bool,
}

#[derive(Args, Debug)]
pub(crate) struct VerifyOptions {
    /// The folder of a record
    #[arg(value_name = "DIR")]
    pub(crate) record: PathBuf,
    /// Print nothing when all is well
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args, Debug)]
pub(crate) struct WhyOptions {
    /// The folder of a record
    #[arg(value_name = "DIR")]
    pub(crate) record: PathBuf,
    /// The id of one report
    pub(crate) a: String,
    /// The id of another
    pub(crate) b: String,
}

/// A decision and who stands for it.
#[derive(Args, Debug)]
pub(crate) struct DecideOptions {
    /// The folder of a record
    #[arg(value_name = "DIR")]
    pub(crate) record: PathBuf,
    /// The ids of the reports
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) reports: Vec<String>,
    #[command(flatten)]
    pub(crate) author: Author,
}

#[derive(Args, Debug)]
pub(crate) struct SplitOptions {
    /// The folder of a record
    #[arg(value_name = "DIR")]
    pub(crate) record: PathBuf,
    /// The ids of the reports that tell another story
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) reports: Vec<String>,
    /// The ids of the reports they are kept apart from
    #[arg(long, required = true, num_args = 1.., value_name = "REPORT")]
    pub(crate) from: Vec<String>,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// Who decides, when and why, in their own words: no clock is read.
#[derive(Args, Debug)]
pub(crate) struct Author {
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// When, e.g. 2025-04-25
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<String>,
    /// For what reason
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct StageOptions {
    #[command(flatten)]
    pub(crate) input: InputOptions,
    /// One JSON line per report instead of text for a person
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ParseOptions {
    #[command(flatten)]
    pub(crate) input: InputOptions,
    /// In which form
    #[arg(long, default_value = "tree")]
    pub(crate) format: TreeFormat,
}

#[derive(Args, Debug)]
pub(crate) struct EvalOptions {
    /// The set's name; without one, the known names are listed
    pub(crate) set: Option<String>,
    /// The set's folder, as its authors published it
    #[arg(requires = "set")]
    pub(crate) dir: Option<PathBuf>,
    /// Print the scores as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TreeFormat {
    /// Drawn for a terminal
    Tree,
    /// CoNLL-U
    Conllu,
    /// spaCy's JSON
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Unit {
    /// UTF-8 bytes
    Bytes,
    /// Unicode code points
    Codepoints,
    /// UTF-16 code units
    Utf16,
}

impl From<Unit> for Offsets {
    fn from(unit: Unit) -> Offsets {
        match unit {
            Unit::Bytes => Offsets::Bytes,
            Unit::Codepoints => Offsets::Codepoints,
            Unit::Utf16 => Offsets::Utf16,
        }
    }
}
