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

/// Links what cargo has built of other packages into another folder.
fn link_dependencies(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (name, path) = (entry.file_name(), entry.path());
        if name.to_string_lossy().contains("orgarchive") {
            continue;
        }
        if path.is_dir() {
            link_dependencies(&path, &to.join(name));
        } else if let Err(error) = std::fs::hard_link(&path, to.join(name)) {
            // A build that goes on meanwhile, such as of another profile, removes what it replaces.
            assert!(!path.exists(), "{}: {error}", path.display());
        }
    }
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn a_wheel_is_installed_without_a_compiler_and_answers() {
    let workshop = Workshop::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    // maturin takes the program from where it was built, and other tests run it there: it builds elsewhere, in the profile of the
    // tests, with the dependencies that are built already.
    let target = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let built = Path::new(env!("CARGO_BIN_EXE_orgarchive")).parent().unwrap();
    for folder in [".fingerprint", "build", "deps"] {
        link_dependencies(&built.join(folder), &target.path().join("debug").join(folder));
    }
    run(Command::new(PYTHON)
        .args(["-m", "maturin", "build", "--quiet", "--profile", "dev", "--compatibility", "linux", "--out"])
        .arg(workshop.path("wheels"))
        .env("CARGO_TARGET_DIR", target.path())
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
