//! The transcripts of the README and of pages in `docs` are what the program prints.

use crate::support::{NOW, seed_folder};

/// Runs the transcripts of a page of the documentation, asking an archive that is made of a folder.
fn run_transcripts(page: &str, data: &std::path::Path) {
    let folder = tempfile::TempDir::new().unwrap();
    let archive = folder.path().join("archive.db");
    let imported = std::process::Command::new(env!("CARGO_BIN_EXE_orgarchive"))
        .args(["import", &data.to_string_lossy()])
        .env("ORGARCHIVE", &archive)
        .env("ORGARCHIVE_NOW", NOW)
        .output()
        .unwrap();
    assert!(imported.status.success(), "{imported:?}");
    trycmd::TestCases::new()
        .env("ORGARCHIVE", archive.to_string_lossy())
        .env("ORGARCHIVE_NOW", NOW)
        .case(page)
        .run();
}

#[test]
fn the_transcripts_of_the_readme_are_true() {
    run_transcripts("README.md", &seed_folder());
}

#[test]
fn the_transcripts_about_chains_are_true() {
    run_transcripts("docs/chain.md", &seed_folder());
}

#[test]
fn the_transcripts_about_what_answers_rest_on_are_true() {
    run_transcripts("docs/why.md", &seed_folder());
}

#[test]
fn the_transcripts_about_lists_of_names_are_true() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/appearances");
    run_transcripts("docs/appearances.md", &data);
}

#[test]
fn help_manual_and_completions_are_there() {
    let workshop = crate::support::Workshop::new();
    let help = workshop.ok(&["--help"]);
    let command = <orgarchive::command::Cli as clap::CommandFactory>::command();
    let verbs: Vec<String> = command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set())
        .map(|verb| verb.get_name().to_owned())
        .collect();
    assert!(verbs.len() > 20);
    for verb in &verbs {
        assert!(help.contains(verb), "{verb}");
        assert!(workshop.ok(&[verb, "--help"]).contains("Usage:"), "{verb}");
    }
    assert!(workshop.ok(&["manual"]).contains(".SH \"ORGARCHIVE OFFICIALS\""));
    assert!(workshop.ok(&["completions", "bash"]).contains("_orgarchive"));
    assert_eq!(workshop.run(&["no-such-verb"]).status, 2);
    assert_eq!(workshop.run(&["officials", "--on", "2009"]).status, 2);
}
