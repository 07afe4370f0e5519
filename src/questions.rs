//! Questions to the analyst: on the error output, answered by a line from the keyboard.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use orgarchive::error::{Error, Result};

/// How long the analyst waits at most until an interruption is noticed.
const PATIENCE: Duration = Duration::from_millis(100);

/// Asks where somebody is there to answer: standard input and the error output are a terminal.
pub struct Questions {
    interrupted: Arc<AtomicBool>,
}

impl Questions {
    /// Questions that end when `interrupted` is set.
    pub fn begin(interrupted: Arc<AtomicBool>) -> Questions {
        Questions { interrupted }
    }

    /// Whether somebody is there to answer.
    pub fn can_be_asked(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks, and gives the answer without the blanks around it; none at the end of the input.
    ///
    /// # Errors
    /// If the terminal cannot be written to or read, or the analyst interrupts.
    pub fn ask(&self, question: &str) -> Result<Option<String>> {
        let mut terminal = io::stderr();
        terminal.write_all(question.as_bytes()).and_then(|()| terminal.flush()).map_err(unusable)?;
        // Reading waits in the system through a signal: it happens on a thread of its own, which ends with the program.
        let (sender, answered) = channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            // Nobody waits for it after an interruption.
            let _ =
                sender.send(io::stdin().lock().read_line(&mut line).map(|bytes| (bytes > 0).then_some(line)));
        });
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                // What comes next begins on a line of its own.
                let _ = writeln!(terminal);
                return Err(Error::Interrupted);
            }
            match answered.recv_timeout(PATIENCE) {
                Ok(answer) => {
                    return Ok(answer.map_err(unusable)?.map(|line| line.trim().to_owned()));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::message("the terminal cannot be read"));
                }
            }
        }
    }
}

fn unusable(error: io::Error) -> Error {
    Error::message(format!("the terminal cannot be used: {error}"))
}
