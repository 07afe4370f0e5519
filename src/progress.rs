//! How far a long run is: a bar with its rate and the time left on a terminal, plain lines elsewhere.

use std::cell::RefCell;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use orgarchive::import::Step;
use orgarchive::terminal::for_terminal;

/// After how long a run that is not a terminal's says something, and then how often.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows steps as they come.
pub struct Shown {
    state: RefCell<State>,
    is_terminal: bool,
}

struct State {
    bar: Option<ProgressBar>,
    what: String,
    total: u64,
    last: Instant,
}

impl Shown {
    /// Shows them on a terminal, or as lines of the error output.
    pub fn new(is_terminal: bool) -> Shown {
        let state = State { bar: None, what: String::new(), total: 0, last: Instant::now() };
        Shown { state: RefCell::new(state), is_terminal }
    }

    /// Takes a step.
    pub fn take(&self, step: Step<'_>) {
        let mut state = self.state.borrow_mut();
        match step {
            Step::Reading { file, bytes } => {
                let what = format!("reading {}", for_terminal(file));
                self.begin(
                    &mut state,
                    what,
                    bytes,
                    "{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
                );
            }
            Step::Writing { table, rows } => {
                let what = format!("writing {table}");
                self.begin(&mut state, what, rows, "{msg} [{bar:30}] {pos}/{len} rows {per_sec} {eta} left");
            }
            Step::Indexing { table } => {
                self.begin(
                    &mut state,
                    format!("building the indexes of {table}"),
                    0,
                    "{msg} {spinner} {elapsed}",
                );
            }
            Step::Finishing => {
                self.begin(&mut state, "indexing names and words".to_owned(), 0, "{msg} {spinner} {elapsed}");
            }
            // The question gets the line of the bar.
            Step::Asking => {
                if let Some(bar) = state.bar.take() {
                    bar.finish_and_clear();
                }
            }
            Step::Read(passed) => self.advance(&mut state, passed.load(Ordering::Relaxed)),
            Step::Written(rows) => self.advance(&mut state, rows),
        }
    }

    fn begin(&self, state: &mut State, what: String, total: u64, style: &str) {
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
        if self.is_terminal {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_message(what.clone());
            if total == 0 {
                bar.enable_steady_tick(Duration::from_millis(200));
            }
            state.bar = Some(bar);
        }
        state.what = what;
        state.total = total;
        self.advance(state, 0);
    }

    fn advance(&self, state: &mut State, done: u64) {
        if let Some(bar) = &state.bar {
            bar.set_position(done.min(state.total));
            return;
        }
        if state.last.elapsed() < PATIENCE {
            return;
        }
        state.last = Instant::now();
        let share = match done.min(state.total).saturating_mul(100).checked_div(state.total) {
            Some(share) => format!(": {share} %"),
            None => String::new(),
        };
        // Nobody is left to tell if the error output is closed.
        let _ = writeln!(std::io::stderr(), "{}{share}", state.what);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(bar) = self.state.borrow_mut().bar.take() {
            bar.finish_and_clear();
        }
    }
}
