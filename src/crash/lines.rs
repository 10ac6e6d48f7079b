//! The last lines of the log, kept in memory so that a report can say what came before a bug.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, Filter};

/// How many lines are kept.
const MOST_LINES: usize = 200;

/// Characters of a line that are kept.
const MOST_CHARACTERS: usize = 400;

static LINES: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// Keeps what the program itself logs, down to `debug`. One for the whole program.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogLines;

/// The lines that were kept last, the latest at the end.
pub fn log_lines() -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    lines.iter().cloned().collect()
}

fn keep(line: String) {
    let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    if MOST_LINES <= lines.len() {
        lines.pop_front();
    }
    lines.push_back(line);
}

impl LogLines {
    fn is_wanted(metadata: &Metadata<'_>) -> bool {
        let target = metadata.target();
        let is_own = target == "berghald" || target.starts_with("berghald::");
        is_own && *metadata.level() <= Level::DEBUG
    }
}

/// What other crates log is passed over as cheaply as if nobody listened.
impl<S> Filter<S> for LogLines {
    fn enabled(&self, metadata: &Metadata<'_>, _context: &Context<'_, S>) -> bool {
        Self::is_wanted(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }
}

impl<S: Subscriber> Layer<S> for LogLines {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let metadata = event.metadata();
        let time = jiff::Timestamp::now().strftime("%H:%M:%S%.3f");
        let mut line = Line(format!(
            "{time} {} {}:",
            metadata.level(),
            metadata.target()
        ));
        // Written before the lock is taken: a value that panics while it is shown must not hold it.
        event.record(&mut line);
        keep(line.0.chars().take(MOST_CHARACTERS).collect());
    }
}

/// A line while its fields are added.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string cannot fail.
        match field.name() {
            "message" => write!(self.0, " {value:?}").ok(),
            name => write!(self.0, " {name}={value:?}").ok(),
        };
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn the_last_lines_are_kept_and_those_of_other_crates_are_not() {
        let subscriber = tracing_subscriber::registry().with(LogLines.with_filter(LogLines));
        tracing::subscriber::with_default(subscriber, || {
            for number in 0..MOST_LINES + 5 {
                tracing::info!(target: "berghald::ring", number, "a line");
            }
            tracing::error!(target: "somebody", "a line of somebody else");
            tracing::trace!(target: "berghald::ring", "too small to keep");
        });
        let lines = log_lines();
        assert_eq!(lines.len(), MOST_LINES);
        let last = lines.iter().rfind(|line| line.contains("berghald::ring"));
        let last = last.map(String::as_str).unwrap_or_default();
        assert!(
            last.ends_with("INFO berghald::ring: a line number=204"),
            "{last}"
        );
        assert!(!lines.iter().any(|line| line.contains("somebody")));
        let all = lines.join("\n");
        assert!(
            !all.contains("number=0\n") && !all.contains("too small"),
            "{all}"
        );
    }
}
