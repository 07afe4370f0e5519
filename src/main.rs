//! The command line: parse, run, print the error once, exit.

mod log;
mod notes;
mod pager;
mod progress;
mod questions;
mod stop;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chrono::{DateTime, Datelike, Local, Utc};
use clap::Parser;

use orgarchive::archive::Moment;
use orgarchive::command::arguments::{TODAY, with_today};
use orgarchive::command::{Cli, Environment, Outcome};
use orgarchive::date::Day;
use orgarchive::error::Error;
use orgarchive::import::Step;
use orgarchive::terminal::{clipped, for_terminal_lines};

use pager::{Paged, Pager};

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(error) => {
            complain(&error);
            return ExitCode::FAILURE;
        }
    };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(refused) => return explain(&refused),
    };
    match run(cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(3),
        Err(error) if is_unread(&error) => ExitCode::SUCCESS,
        Err(error @ Error::Summary { .. }) => {
            complain(&error);
            ExitCode::from(3)
        }
        Err(error @ Error::Usage(_)) => {
            complain(&error);
            ExitCode::from(2)
        }
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// The arguments of the command line; the clock is read if one of them may mean today.
fn arguments() -> Result<Vec<OsString>, Error> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let names_today =
        arguments.iter().any(|argument| argument.to_string_lossy().to_lowercase().ends_with(TODAY));
    Ok(if names_today { with_today(arguments, clock()?.1) } else { arguments })
}

/// Prints a help that was asked for, or what is wrong with the command line.
fn explain(refused: &clap::Error) -> ExitCode {
    let printed = refused.print().and_then(|()| io::stdout().flush());
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe && !refused.use_stderr() => {
            complain(&Error::Output(error));
            ExitCode::FAILURE
        }
        _ => ExitCode::from(u8::try_from(refused.exit_code()).unwrap_or(2)),
    }
}

fn run(cli: Cli) -> Result<Outcome, Error> {
    log::begin()?;
    let is_question = cli.is_question();
    let is_paging = Arc::new(AtomicBool::new(false));
    let interrupted = stop::watch(cli.ends_anywhere(), Arc::clone(&is_paging))?;
    let (now, today) = clock()?;
    let mut chance = [0; 10];
    getrandom::fill(&mut chance)
        .map_err(|error| Error::message(format!("the system gives no random bytes: {error}")))?;
    let stdout = io::stdout();
    let is_terminal = stdout.is_terminal();
    let size = if is_terminal { terminal_size::terminal_size() } else { None };
    let is_coloured = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
    let pager = size.filter(|_| is_question).and_then(|(_, rows)| pager(rows.0));
    let mut out = Paged::new(stdout.lock(), pager, is_paging);
    let mut notes = notes::Notes::default();
    let shown = progress::Shown::new(io::stderr().is_terminal());
    let progress = |step: Step<'_>| shown.take(step);
    let questions = questions::Questions::begin(Arc::clone(&interrupted));
    let ask = |question: &str| questions.ask(question);
    let outcome = cli.run(&mut Environment {
        out: &mut out,
        notes: &mut notes,
        ask: questions.can_be_asked().then_some(&ask),
        is_terminal,
        width: size.map(|(columns, _)| usize::from(columns.0)),
        is_coloured,
        moment: Moment { now, chance },
        today,
        progress: &progress,
        patience: patience()?,
        interrupted,
    });
    drop(shown);
    // The reader leaves the pager before an error is printed; one that could not be run is why nobody read on.
    let finished = out.finish();
    match outcome {
        Err(error) if is_unread(&error) => finished.and(Err(error)),
        Err(error) => Err(error),
        Ok(outcome) => finished.map(|()| if notes.is_lost() { Outcome::Findings } else { outcome }),
    }
}

/// Whether the reader of the output went away.
fn is_unread(error: &Error) -> bool {
    matches!(error, Error::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
}

/// The pager that `PAGER` names, if it names one, for a terminal with so many rows.
fn pager(rows: u16) -> Option<Pager> {
    let command = std::env::var("PAGER").ok().filter(|command| !command.trim().is_empty())?;
    Some(Pager { command, height: usize::from(rows) })
}

/// How long a run waits for another program that writes: `ORGARCHIVE_PATIENCE` sets the seconds.
fn patience() -> Result<Duration, Error> {
    let Ok(text) = std::env::var("ORGARCHIVE_PATIENCE") else {
        return Ok(orgarchive::archive::PATIENCE);
    };
    text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).ok_or_else(|| {
        Error::with_hint(
            format!("ORGARCHIVE_PATIENCE: \"{text}\" is not a number of seconds"),
            "write it as 10 or 0.5, or unset it",
        )
    })
}

/// Now and today; `ORGARCHIVE_NOW` sets another moment, for runs that must come out the same every time.
fn clock() -> Result<(DateTime<Utc>, Day), Error> {
    let (now, date) = match std::env::var("ORGARCHIVE_NOW") {
        Ok(text) => {
            let now = DateTime::parse_from_rfc3339(&text)
                .map_err(|_| {
                    Error::with_hint(
                        format!("ORGARCHIVE_NOW: \"{text}\" is not a moment"),
                        "write it as 2026-01-31T12:00:00Z, or unset it",
                    )
                })?
                .with_timezone(&Utc);
            (now, now.date_naive())
        }
        Err(_) => {
            // chrono's own `now` panics under a clock that shows a year before 1970.
            let now: DateTime<Utc> = std::time::SystemTime::now().into();
            (now, now.with_timezone(&Local).date_naive())
        }
    };
    let today = Day::new(date.year(), date.month(), date.day())
        .ok_or_else(|| Error::message("the clock shows no year from 1 to 9999"))?;
    Ok((now, today))
}

fn complain(error: &Error) {
    let mut text = String::new();
    if let Error::Rows(problems) = error {
        text.push_str(&problems.to_string());
        text.push_str(&format!("error: {error}; nothing was changed\n"));
    } else if let Error::Usage(complaints) = error {
        for complaint in complaints {
            text.push_str(&format!("error: {}\n", of_bounded_lines(&complaint.message)));
            if let Some(hint) = &complaint.hint {
                text.push_str(&format!("hint: {}\n", of_bounded_lines(hint)));
            }
        }
        text.push_str("nothing was changed\n");
    } else {
        text.push_str(&format!("error: {}\n", of_bounded_lines(&error.to_string())));
        if let Some(hint) = error.hint() {
            text.push_str(&format!("hint: {}\n", of_bounded_lines(&hint)));
        }
    }
    // Nobody is left to tell if the error output is closed.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// What a message says, made harmless for a terminal; what it quotes of a file may be long.
fn of_bounded_lines(text: &str) -> String {
    const LONGEST: usize = 1_000;
    let safe = for_terminal_lines(text);
    safe.split('\n').map(|line| clipped(line, LONGEST)).collect::<Vec<_>>().join("\n")
}
