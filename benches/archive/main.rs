//! How long imports and questions take, on generated archives, against the stock `sqlite3` shell.
//!
//! Run it with `cargo bench`; `ORGARCHIVE_BENCH_ROWS=100000,1000000,5000000` sets the numbers of postings (default
//! 100000; 0 for none), `ORGARCHIVE_BENCH_IMPORTS_ONLY=1` leaves out the questions. All figures
//! are of whole processes, the median of several runs, and ratios are between figures of one run of the benchmark.

mod generate;
mod imports;
mod office;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a question is asked.
const RUNS: usize = 7;

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let is_test = std::env::args().any(|argument| argument == "--test");
    let asked = std::env::var("ORGARCHIVE_BENCH_ROWS").unwrap_or_default();
    let mut sizes: Vec<u64> =
        asked.split(',').filter_map(|rows| rows.trim().replace('_', "").parse().ok()).collect();
    if sizes.is_empty() {
        sizes.push(if is_test { 1_000 } else { 100_000 });
    }
    // With ORGARCHIVE_BENCH_FOLDER the archives stay there, to be looked at afterwards.
    let temporary = tempfile::TempDir::new().expect("a temporary folder");
    let kept = std::env::var_os("ORGARCHIVE_BENCH_FOLDER").map(PathBuf::from);
    if std::env::var_os("ORGARCHIVE_BENCH_IMPORTS_ONLY").is_none() {
        office::offices();
    }
    if sizes == [0] {
        return;
    }
    for rows in sizes {
        let folder = kept.as_deref().unwrap_or(temporary.path()).join(rows.to_string());
        println!("{rows} postings, {} events", rows / 4);
        let began = Instant::now();
        generate::generate(&folder.join("data"), rows).expect("generated files");
        println!("generated in {:.1} s", began.elapsed().as_secs_f64());
        imports::imports(&folder);
        if std::env::var_os("ORGARCHIVE_BENCH_IMPORTS_ONLY").is_none() {
            questions(&folder);
            contradictions(&folder);
        }
    }
}

fn questions(folder: &Path) {
    let nothing = median(|| with(orgarchive(folder), &["--version"]));
    println!("start and end of a process: {:.1} ms", milliseconds(nothing));
    let asked: [(&str, &[&str]); 10] = [
        ("officials of one body", &["officials", "--organization", "body-7", "--on", "2005-06-01"]),
        ("officials of the largest body", &["officials", "--organization", "body-0", "--on", "2005-06-01"]),
        ("posts of one official", &["officials", "--official", "official-77", "--on", "2005-06-01"]),
        ("officials of one place", &["officials", "--place", "place-3", "--on", "2005-06-01"]),
        ("events of one month", &["events", "--from", "2005-06", "--to", "2005-06"]),
        ("events of one body", &["events", "--organization", "body-7"]),
        ("everything about one official", &["show", "official-77"]),
        ("one official by name", &["show", "Kim Official 77"]),
        ("chart of one body's tenures", &["chart", "tenures", "--organization", "body-7"]),
        ("chart of the structure of 2,000 bodies", &["chart", "structure", "--on", "2005-06-01"]),
    ];
    for (name, arguments) in asked {
        let time = median(|| with(orgarchive(folder), arguments));
        println!("{name}: {:.1} ms", milliseconds(time));
    }
    let whole =
        median(|| with(orgarchive(folder), &["officials", "--on", "2005-06-01", "--all", "--format", "csv"]));
    let fetch = "SELECT postings.*, sources.*, titles.*, officials.* FROM postings
        JOIN sources ON sources.id = postings.source JOIN titles ON titles.id = postings.title
        JOIN officials ON officials.id = postings.official ORDER BY organization, chapter";
    let fetched = median(|| {
        let mut command = Command::new("sqlite3");
        command.current_dir(folder).args(["-readonly", "-csv", "archive.db", fetch]);
        command
    });
    println!(
        "officials of the whole archive: {:.2} s; the same rows fetched and sorted in the stock shell: {:.2} s; ratio {:.2}",
        seconds(whole),
        seconds(fetched),
        seconds(whole) / seconds(fetched)
    );
}

/// Every rule over the whole archive, against what the stock shell takes to fetch the postings in the order in which
/// most rules read them.
fn contradictions(folder: &Path) {
    let fetch =
        "SELECT id, source, since, until, as_of, possible_from, possible_to, official, organization, chapter
        FROM postings ORDER BY coalesce(organization, chapter), title, official";
    let fetched = once(with(
        {
            let mut command = Command::new("sqlite3");
            command.current_dir(folder).args(["-readonly", "-csv", "archive.db"]);
            command
        },
        &[fetch],
    ));
    println!("postings fetched and sorted in the stock shell: {:.2} s", seconds(fetched));
    let on = ["officials", "--on", "2005-06-01", "--all", "--format", "csv"];
    let officials = once(with(orgarchive(folder), &on));
    let (tenures, pieces) = counted(with(orgarchive(folder), &["tenures", "--all", "--format", "csv"]));
    println!(
        "tenures of the whole archive: {:.2} s, {pieces} pieces; ratio to officials on a day {:.2}",
        seconds(tenures),
        seconds(tenures) / seconds(officials)
    );
    let (time, findings) = counted(with(orgarchive(folder), &["conflicts", "--format", "ndjson"]));
    println!("conflicts, all rules in one run: {:.2} s, {findings} findings", seconds(time));
    let mut whole = Duration::ZERO;
    for rule in orgarchive::conflict::RULES {
        let arguments = ["conflicts", "--rule", rule.name(), "--format", "ndjson"];
        let (time, findings) = counted(with(orgarchive(folder), &arguments));
        whole += time;
        println!(
            "conflicts {}: {:.2} s, {findings} findings; ratio {:.2}",
            rule.name(),
            seconds(time),
            seconds(time) / seconds(fetched)
        );
    }
    println!(
        "all rules, one by one: {:.2} s; ratio {:.2}",
        seconds(whole),
        seconds(whole) / seconds(fetched)
    );
    let (time, gaps) = counted(with(orgarchive(folder), &["gaps", "--format", "ndjson"]));
    println!("gaps: {:.2} s, {gaps} rows", seconds(time));
    for by in ["year", "organization"] {
        let time = once(with(orgarchive(folder), &["coverage", "--by", by, "--format", "csv"]));
        println!("coverage by {by}: {:.2} s", seconds(time));
    }
}

fn once(mut command: Command) -> Duration {
    timed(&mut command)
}

/// How long a command takes, and how many lines it prints.
fn counted(mut command: Command) -> (Duration, usize) {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the command starts");
    let out = child.stdout.take().expect("its output");
    let lines = BufReader::new(out).split(b'\n').count();
    assert!(child.wait().expect("it ends").success(), "{command:?}");
    (began.elapsed(), lines)
}

fn orgarchive(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgarchive"));
    command.current_dir(folder).env_remove("ORGARCHIVE");
    command
}

fn with(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

fn timed(command: &mut Command) -> Duration {
    let began = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("the command runs");
    assert!(status.success(), "{command:?}: {status}");
    began.elapsed()
}

fn median(command: impl Fn() -> Command) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(&mut command())).collect();
    times.sort();
    times[RUNS / 2]
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
