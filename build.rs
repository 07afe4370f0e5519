//! What the compiler cannot see by itself: that a new migration is a new file, and which clients the tests can drive.
//!
//! A test that needs a client is ignored, and counted as such, where the client is not installed; `tests/setup.sh` installs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the tests drive in Python, as they are imported.
const MODULES: [&str; 6] = ["frictionless", "duckdb", "pandas", "pyarrow", "datasette", "sqlite_utils"];

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ORGARCHIVE_TEST_PYTHON");
    println!("cargo::rerun-if-env-changed=PATH");
    println!("cargo::rustc-check-cfg=cfg(has_sqlite3, has_python, has_clients)");
    if runs("sqlite3") {
        println!("cargo::rustc-cfg=has_sqlite3");
    }
    let python = python();
    if runs(&python) {
        println!("cargo::rustc-cfg=has_python");
        println!("cargo::rustc-env=ORGARCHIVE_TEST_PYTHON={python}");
        if has_modules(&python) {
            println!("cargo::rustc-cfg=has_clients");
        }
    }
}

/// The Python of the tests: the one that is named, else the one that `tests/setup.sh` makes, else the system's.
fn python() -> String {
    if let Ok(named) = std::env::var("ORGARCHIVE_TEST_PYTHON") {
        return named;
    }
    let root = std::env::var("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let made = root.join("target/test-clients/bin/python");
    println!("cargo::rerun-if-changed={}", made.display());
    if made.exists() { made.to_string_lossy().into_owned() } else { "python3".to_owned() }
}

fn runs(program: &str) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

/// Whether the modules are there. They are looked for and not imported, which would take seconds.
fn has_modules(python: &str) -> bool {
    if !Path::new(python).exists() && !runs(python) {
        return false;
    }
    let names = MODULES.map(|module| format!("'{module}'")).join(", ");
    let program = format!("import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, [{names}])))");
    Command::new(python).args(["-c", &program]).status().is_ok_and(|status| status.success())
}
