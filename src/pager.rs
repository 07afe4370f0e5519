//! Where answers go: to standard output, or through the analyst's pager where they are longer than the terminal.

use std::io::{self, BufWriter, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use orgarchive::error::Error;

/// So much is written at once.
const AT_ONCE: usize = 1 << 16;

/// What shells end with if a program cannot be run, or is not there.
const NOT_RUN: [i32; 2] = [126, 127];

/// A pager, and from how many lines on it is started.
pub struct Pager {
    /// The command, as the shell runs it.
    pub command: String,
    /// So many lines fit on the terminal.
    pub height: usize,
}

/// Writes to standard output, or to a pager once there is more than fits on the terminal.
pub struct Paged<Out: Write> {
    out: BufWriter<Out>,
    pager: Option<Pager>,
    /// What has not gone anywhere yet, because it may still fit.
    held: Vec<u8>,
    lines: usize,
    running: Option<Child>,
    /// Set while a pager reads the keyboard.
    is_paging: Arc<AtomicBool>,
}

impl<Out: Write> Paged<Out> {
    /// Writes to `out`, or to the pager.
    pub fn new(out: Out, pager: Option<Pager>, is_paging: Arc<AtomicBool>) -> Paged<Out> {
        let out = BufWriter::with_capacity(AT_ONCE, out);
        Paged { out, pager, held: Vec::new(), lines: 0, running: None, is_paging }
    }

    /// Starts the pager and gives it what was held.
    fn start(&mut self, pager: &Pager) -> io::Result<()> {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = Command::new(shell);
        command.args([flag, &pager.command]).stdin(Stdio::piped());
        // As git does: less passes colours on, and leaves the text on the screen.
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        let child = command.spawn()?;
        self.is_paging.store(true, Ordering::Relaxed);
        self.running = Some(child);
        let held = std::mem::take(&mut self.held);
        self.pass_on(&held)
    }

    fn pass_on(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.running.as_mut().and_then(|child| child.stdin.as_mut()) {
            Some(input) => input.write_all(bytes),
            None => self.out.write_all(bytes),
        }
    }

    /// Writes what is held, and waits until the reader has left the pager.
    ///
    /// # Errors
    /// If it cannot be written, or the pager cannot be run.
    pub fn finish(mut self) -> Result<(), Error> {
        let held = std::mem::take(&mut self.held);
        self.out.write_all(&held)?;
        self.out.flush()?;
        let Some(mut child) = self.running.take() else { return Ok(()) };
        drop(child.stdin.take());
        let status = child.wait()?;
        self.is_paging.store(false, Ordering::Relaxed);
        if status.code().is_some_and(|code| NOT_RUN.contains(&code)) {
            return Err(Error::with_hint(
                "the pager that PAGER names cannot be run",
                "set PAGER to a program that is installed, such as less, or to nothing",
            ));
        }
        Ok(())
    }
}

impl<Out: Write> Write for Paged<Out> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(pager) = self.pager.take() else {
            self.pass_on(bytes)?;
            return Ok(bytes.len());
        };
        self.held.extend_from_slice(bytes);
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        if self.lines >= pager.height {
            self.start(&pager)?;
        } else {
            self.pager = Some(pager);
        }
        Ok(bytes.len())
    }

    /// What may still fit on the terminal is kept until the end.
    fn flush(&mut self) -> io::Result<()> {
        match self.running.as_mut().and_then(|child| child.stdin.as_mut()) {
            Some(input) => input.flush(),
            None => self.out.flush(),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// What was written to standard output, and to a pager that keeps it in a file.
    fn written(lines: usize, height: usize) -> (String, Option<String>) {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("paged");
        let pager = Pager { command: format!("cat > {}", file.display()), height };
        let mut out = Vec::new();
        let mut paged = Paged::new(&mut out, Some(pager), Arc::default());
        for line in 1..=lines {
            writeln!(paged, "{line}").unwrap();
            paged.flush().unwrap();
        }
        paged.finish().unwrap();
        (String::from_utf8(out).unwrap(), std::fs::read_to_string(file).ok())
    }

    #[test]
    fn an_answer_that_fits_is_not_paged() {
        assert_eq!(written(3, 4), ("1\n2\n3\n".to_owned(), None));
    }

    #[test]
    fn a_longer_one_goes_through_the_pager_whole() {
        assert_eq!(written(5, 4), (String::new(), Some("1\n2\n3\n4\n5\n".to_owned())));
    }

    #[test]
    fn a_pager_that_is_not_there_is_an_error_with_a_remedy() {
        let pager = Pager { command: "exec 2>&-; no-such-pager".to_owned(), height: 1 };
        let mut out = Vec::new();
        let mut paged = Paged::new(&mut out, Some(pager), Arc::default());
        // The pipe may be closed before everything is written, which is not the error to report.
        let _ = writeln!(paged, "1");
        let error = paged.finish().unwrap_err();
        assert!(error.to_string().contains("PAGER") && error.hint().is_some());
    }
}
