//! The wheel: whoever has Python installs the program without a compiler.

use std::path::Path;
use std::process::Command;

use crate::clients::PYTHON;
use crate::support::{NOW, Workshop, seed_folder};

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{err}");
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn a_wheel_is_installed_without_a_compiler_and_answers() {
    let workshop = Workshop::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    // In the profile of the tests, whose pieces are built already.
    run(Command::new(PYTHON)
        .args(["-m", "maturin", "build", "--quiet", "--profile", "dev", "--compatibility", "linux", "--out"])
        .arg(workshop.path("wheels"))
        .current_dir(project));
    let wheels: Vec<_> =
        std::fs::read_dir(workshop.path("wheels")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(wheels.len(), 1, "{wheels:?}");
    let name = wheels[0].file_name().unwrap().to_string_lossy();
    assert!(name.starts_with(concat!("orgarchive-", env!("CARGO_PKG_VERSION"), "-py3-none-")), "{name}");
    run(Command::new(PYTHON).args(["-m", "venv"]).arg(workshop.path("empty")));
    run(Command::new(workshop.path("empty/bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"])
        .arg(&wheels[0]));
    let program = |arguments: &[&str]| {
        run(Command::new(workshop.path("empty/bin/orgarchive"))
            .args(arguments)
            .env_clear()
            .env("PATH", workshop.path("empty/bin"))
            .env("ORGARCHIVE_NOW", NOW)
            .current_dir(workshop.path(".")))
    };
    program(&["import", &seed_folder().to_string_lossy()]);
    let question = [
        "officials",
        "--organization",
        "workers-organizations-department",
        "--on",
        "2009-07-01",
        "--format",
        "csv",
    ];
    let answer = program(&question);
    assert!(answer.contains("Kim Jung-rin"), "{answer}");
    assert_eq!(answer, Workshop::seeded().ok(&question));
}
