use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Environment, Outcome};
use crate::error::Result;

/// Write a completion script for your shell
#[derive(Debug, Args)]
#[command(after_help = "Example:
  orgarchive completions bash > ~/.local/share/bash-completion/completions/orgarchive")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "orgarchive", &mut script);
        environment.out.write_all(&script)?;
        Ok(Outcome::Done)
    }
}
