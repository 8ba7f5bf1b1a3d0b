//! A clock that other work on the machine does not move: processor time of this thread, else the time of day.

use std::time::Instant;

pub(crate) struct Clock {
    processor: Option<f64>,
    wall: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Clock { processor: processor_seconds(), wall: Instant::now() }
    }

    /// Seconds since the start.
    pub(crate) fn seconds(&self) -> f64 {
        let processor = || Some(processor_seconds()? - self.processor?);
        processor().unwrap_or_else(|| self.wall.elapsed().as_secs_f64())
    }
}

/// Processor time of this thread so far, where Linux keeps count.
fn processor_seconds() -> Option<f64> {
    let counts = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counts.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}
