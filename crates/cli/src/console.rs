//! The one place that prints: results to standard output, everything else to standard error.

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{ErrorKind, IsTerminal, Write};
use std::time::Duration;

/// Writes a result. A closed pipe comes back as an error that [`is_broken_pipe`] knows.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Tells the person something that is no result. Nobody listening is no reason to fail.
pub(crate) fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "variorum: {sentence}");
}

/// Whether an error means that the reader of our output has gone.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let pipe = |error: &std::io::Error| error.kind() == ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(pipe))
}

/// Whether an error means that there was no room for what was to be written, on the disk or within a limit.
pub(crate) fn is_disk_full(error: &anyhow::Error) -> bool {
    let full = |kind| matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge);
    error.chain().any(|cause| match cause.downcast_ref::<std::io::Error>() {
        Some(error) => full(error.kind()),
        // SQLite has errors of its own.
        None => cause.to_string().ends_with("disk is full"),
    })
}

/// A counter for work that takes long; invisible when nobody watches or the work is quick.
pub(crate) fn progress(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{spinner} {msg} {human_pos}  {per_sec}  {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(400));
    bar
}
