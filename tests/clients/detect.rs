//! Which of the programs that tests drive are on this machine: the build script marks the tests of those that are not as
//! ignored, and a test looks again when the tests run.

use std::path::PathBuf;
use std::process::Command;

/// The Python modules that tests import.
pub const MODULES: [&str; 13] = [
    "citeproc",
    "datasette",
    "duckdb",
    "followthemoney",
    "frictionless",
    "jsonschema",
    "maturin",
    "networkx",
    "openpyxl",
    "pandas",
    "playwright",
    "pyarrow",
    "sqlite_utils",
];

/// What `tests/setup.sh` writes when it has installed something: the Python of the test clients, and the shell.
pub const INSTALLED: &str = "tests/clients/installed";

/// The clients of this machine.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Whether the `sqlite3` shell runs.
    pub sqlite3: bool,
    /// Whether Python runs.
    pub python: bool,
    /// Those of [`MODULES`] that Python has, in their order.
    pub modules: Vec<String>,
    /// Where that Python installs modules.
    pub library: Option<PathBuf>,
}

/// Looks for the clients.
pub fn found() -> Found {
    let python = python();
    // Asking whether a module is there is much faster than importing it.
    let program = format!(
        "import sysconfig, importlib.util as i\nprint(sysconfig.get_paths()['purelib'])\n\
         for m in {MODULES:?}: i.find_spec(m) and print(m)"
    );
    let answer = (python != "none").then(|| output(Command::new(&python).args(["-c", &program]))).flatten();
    let mut lines = answer.as_deref().unwrap_or_default().lines().map(str::to_owned);
    let library = lines.next().map(PathBuf::from);
    let sqlite3 = output(Command::new(sqlite3()).arg("-version")).is_some();
    Found { sqlite3, python: answer.is_some(), modules: lines.collect(), library }
}

/// The shell that tests drive: `SQLITE3` names another one.
pub fn sqlite3() -> String {
    std::env::var("SQLITE3").unwrap_or_else(|_| "sqlite3".to_owned())
}

/// The Python that tests drive: `ORGARCHIVE_TEST_PYTHON`, else the one that `tests/setup.sh` made, else `python3`.
pub fn python() -> String {
    let installed = || {
        let path = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?).join(INSTALLED);
        let python = std::fs::read_to_string(path).ok()?.lines().next()?.to_owned();
        std::path::Path::new(&python).is_file().then_some(python)
    };
    std::env::var("ORGARCHIVE_TEST_PYTHON").ok().or_else(installed).unwrap_or_else(|| "python3".to_owned())
}

/// What a program prints, if it runs and ends well.
fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
