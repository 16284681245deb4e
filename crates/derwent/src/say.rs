//! Progress and messages, to standard error.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// Says things to the person at the terminal, unless asked to be quiet.
pub struct Voice {
    quiet: bool,
    bar: ProgressBar,
}

impl Voice {
    /// A voice; a quiet one says nothing.
    pub fn new(quiet: bool) -> Voice {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        Voice { quiet, bar }
    }

    /// What is being done; shown only on a terminal, and gone when done.
    pub fn doing(&self, text: &str) {
        self.bar.enable_steady_tick(Duration::from_millis(120));
        self.bar.set_message(text.to_owned());
    }

    /// A line that stays.
    #[expect(clippy::print_stderr, reason = "messages go to standard error")]
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| eprintln!("{text}"));
        }
    }

    /// Clears what is being done.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
