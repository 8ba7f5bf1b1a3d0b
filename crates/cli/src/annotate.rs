//! `variorum annotate`: one report in, one line out. A pure filter, so that anything that can pipe lines can spread it.

use crate::arguments::AnnotateOptions;
use crate::{Outcome, console, inputs};
use variorum_record::wire;

pub(crate) fn run(options: &AnnotateOptions) -> anyhow::Result<Outcome> {
    let offsets = options.offsets.into();
    let bar = console::progress(true);
    let work = |engine: &variorum_engine::Engine, report: &variorum_record::Report| {
        let annotated = if options.tokens { engine.annotate_with_tokens(report) } else { engine.annotate(report) };
        wire::report_line(&annotated, offsets) + "\n"
    };
    let tally = inputs::each_annotated(&options.input, &bar, work, |line| console::print(&line))?;
    Ok(tally.outcome())
}
