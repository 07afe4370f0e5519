//! Searches in a large archive: whole processes, the median of several runs.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a search is run.
const RUNS: usize = 9;

/// Endings of Korean words, for quotes.
const WORDS: [&str; 8] =
    ["회의에", "참석하였다", "대표단이", "중앙위원회", "비서", "근로단체", "평양에서", "진행되였다"];

/// How a given name is romanized here: as the DPRK does, without marks.
fn romanized(name: &str) -> String {
    let spellings = super::systems::given_names(name);
    spellings.iter().find(|text| text.contains('-') && text.is_ascii()).cloned().unwrap_or_default()
}

/// Makes an archive of many officials and searches in it.
pub fn searches(syllables: &[char], surnames: &[char], default: usize) {
    let officials = std::env::var("ORGARCHIVE_BENCH_OFFICIALS")
        .ok()
        .and_then(|count| count.replace('_', "").parse().ok())
        .unwrap_or(default);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    std::fs::write(data.join("sources.csv"), "id,title,published\ns1,A list,2010\n").expect("a file");
    let mut rows = "id,name,source,quote\n".to_owned();
    let given: Vec<String> = syllables
        .iter()
        .flat_map(|one| syllables.iter().map(move |two| romanized(&format!("{one}{two}"))))
        .collect();
    let spelled: Vec<String> =
        surnames.iter().map(|surname| super::systems::surnames(&surname.to_string())[0].clone()).collect();
    for number in 0..officials {
        // Steps without a common divisor with the length visit every given name.
        let given = &given[(number * 7_919) % given.len()];
        let surname = &spelled[(number / 13) % spelled.len()];
        let words: Vec<&str> =
            (0..4).map(|place| WORDS[(number / 8_usize.pow(place) + number) % 8]).collect();
        let _ = writeln!(rows, "o{number},{surname} {given},s1,{}", words.join(" "));
    }
    std::fs::write(data.join("officials.csv"), rows).expect("a file");
    let import = timed(folder.path(), &["import", "data", "--quiet"]);
    let size = std::fs::metadata(folder.path().join("archive.db")).map_or(0, |file| file.len());
    println!("{officials} officials: import {:.1} s, {} MB", import.as_secs_f64(), size / 1_000_000);
    let index = "SELECT sum(pgsize) FROM dbstat WHERE name GLOB 'upkeep_name_keys*'";
    let text =
        "SELECT sum(pgsize) FROM dbstat WHERE name GLOB 'upkeep_documents*' OR name GLOB 'upkeep_text*'";
    for (what, sql) in [("keys of names", index), ("documents and full text", text)] {
        let out = Command::new("sqlite3").current_dir(folder.path()).args(["archive.db", sql]).output();
        if let Ok(bytes) =
            out.map(|out| String::from_utf8_lossy(&out.stdout).trim().parse::<u64>().unwrap_or(0))
        {
            println!("  {what}: {:.1} MB", bytes as f64 / 1e6);
        }
    }
    let nothing = median(folder.path(), &["--version"]);
    println!("  a process that does nothing: {:.1} ms", milliseconds(nothing));
    for arguments in [
        vec!["search", "Kim Chung-nin"],
        vec!["search", "Kim Jung-rin", "--limit", "5"],
        vec!["search", "김중린"],
        vec!["search", "金仲麟"],
        vec!["search", "キム・チュンリン"],
        vec!["search", "Park Chul-soo"],
        vec!["show", "Pak Chŏl-su"],
        vec!["search", "참석"],
        vec!["search", "위원"],
        vec!["search", "Jung"],
    ] {
        let time = median(folder.path(), &arguments);
        println!("  {}: {:.1} ms", arguments.join(" "), milliseconds(time));
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgarchive"));
    command.current_dir(folder).env_remove("ORGARCHIVE").args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn timed(folder: &Path, arguments: &[&str]) -> Duration {
    let began = Instant::now();
    command(folder, arguments).status().expect("the command runs");
    began.elapsed()
}

fn median(folder: &Path, arguments: &[&str]) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(folder, arguments)).collect();
    times.sort();
    times[RUNS / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
