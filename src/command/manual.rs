use std::io::Write;

use clap::{Args, Command, CommandFactory};

use super::{Cli, Environment, Outcome};
use crate::error::Result;

/// Write the man page: orgarchive manual | man -l -
#[derive(Debug, Args)]
pub struct Manual {}

impl Manual {
    #[expect(clippy::unused_self, reason = "every command runs the same way")]
    pub(super) fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut command = Cli::command().term_width(80);
        command.build();
        clap_mangen::Man::new(command.clone()).render(&mut environment.out)?;
        for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help")
        {
            section(verb, environment.out)?;
        }
        Ok(Outcome::Done)
    }
}

/// One verb as a section of the page, so that the whole manual is one file.
fn section(verb: &Command, mut out: &mut dyn Write) -> Result<()> {
    writeln!(out, ".SH \"ORGARCHIVE {}\"", verb.get_name().to_uppercase())?;
    let page = clap_mangen::Man::new(verb.clone());
    page.render_description_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_options_section(&mut out)?;
    page.render_extra_section(&mut out)?;
    Ok(())
}
