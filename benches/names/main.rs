//! How well the keys of names tell people apart, on labelled pairs of real spellings, and what a key costs.
//!
//! Run it with `cargo bench --bench names`; `cargo bench --bench names -- Chinese Japanese` measures the pairs of these
//! languages alone, `-- held-out` those that were held out. `ORGARCHIVE_BENCH_ALL_NAMES=1` tries every spelling of every name with every
//! one of the common surnames as well, which takes minutes. `ORGARCHIVE_BENCH_OFFICIALS=1000000` sets how many officials
//! the archive has in which names are searched (default 20000).

#[path = "../../tests/suite/names/systems.rs"]
mod systems;

mod answers;
mod archive;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use orgarchive::name::{Keys, Tier, is_hangul, same_hangul};

const PAIRS: &str = include_str!("pairs.tsv");
const MORE_PAIRS: &str = include_str!("more_pairs.tsv");
/// Pairs that were written after the rules had been frozen.
const HELD_OUT: &str = include_str!("held_out.tsv");
/// Spellings of one person that are not a pair.
const ALSO: &str = include_str!("also.tsv");

/// Syllables of given names and the most common surnames, as the proof in the tests has them.
const SYLLABLES: &str = include_str!("syllables.txt");

fn main() {
    // Cargo adds options of its own.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    pairs(&wanted);
    if !wanted.is_empty() {
        return;
    }
    collisions();
    speed();
    let is_test = std::env::args().any(|argument| argument == "--test");
    let (syllables, surnames) = syllables();
    archive::searches(&syllables, &surnames, if is_test { 200 } else { 20_000 });
    if std::env::var_os("ORGARCHIVE_BENCH_ALL_NAMES").is_some() {
        all_names();
    }
}

/// Precision and recall on the labelled pairs, tier by tier: a pair is called the same by a tier if the two names share a
/// key of that tier or of a surer one. The pairs that were held out are measured apart.
fn pairs(wanted: &[String]) {
    let tables =
        [("pairs", rows(PAIRS).chain(rows(MORE_PAIRS)).collect()), ("held-out", rows(HELD_OUT).collect())];
    for (table, rows) in tables {
        let rows: Vec<Vec<&str>> = rows;
        let mut languages: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for row in rows {
            languages.entry(row.get(4).copied().unwrap_or("Korean")).or_default().push(row);
        }
        for (language, rows) in languages {
            if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == language || wanted == table) {
                continue;
            }
            println!("{language} ({table}):");
            pairs_of(&rows);
            if !std::env::args().any(|argument| argument == "--test") {
                answers::of_language(&rows.iter().map(|row| (row[0], row[1], row[2])).collect::<Vec<_>>());
            }
        }
    }
}

/// The rows of a table, without comments and its first line.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.starts_with("one\t"));
    lines.map(|line| line.split('\t').collect())
}

fn pairs_of(rows: &[Vec<&str>]) {
    let of = |verdict: &str| rows.iter().filter(|row| row[2] == verdict).count();
    println!(
        "{} labelled pairs: {} the same, {} different, {} unsure (not counted)",
        rows.len(),
        of("same"),
        of("different"),
        of("unsure")
    );
    for tier in Tier::ALL {
        let found = |row: &Vec<&str>| {
            let is_contradicted = [row[0], row[1]].iter().all(|name| name.chars().all(is_hangul))
                && !same_hangul(row[0], row[1]);
            !is_contradicted
                && Keys::of_person(row[0])
                    .shared(&Keys::of_person(row[1]))
                    .is_some_and(|shared| shared <= tier)
        };
        let wrong: Vec<&Vec<&str>> = rows.iter().filter(|row| row[2] == "different" && found(row)).collect();
        let missed: Vec<&Vec<&str>> = rows.iter().filter(|row| row[2] == "same" && !found(row)).collect();
        let right = of("same") - missed.len();
        println!(
            "{:8} precision {:.3}, recall {:.3}",
            tier.name(),
            right as f64 / (right + wrong.len()).max(1) as f64,
            right as f64 / of("same") as f64
        );
        for (what, rows) in [("taken for one person", &wrong), ("missed", &missed)] {
            if rows.len() <= 20 {
                for row in rows {
                    println!("         {what}: {} / {} ({})", row[0], row[1], row[3]);
                }
            }
        }
    }
    let rank = |row: &&Vec<&str>| Keys::of_person(row[0]).shared(&Keys::of_person(row[1]));
    let ranks =
        |verdict: &str| rows.iter().filter(|row| row[2] == verdict).map(|row| rank(&row)).collect::<Vec<_>>();
    let (same, different) = (ranks("same"), ranks("different"));
    let before = |one: &Option<Tier>, other: &Option<Tier>| {
        one.is_some() && other.is_none_or(|other| *one < Some(other))
    };
    let ordered =
        same.iter().map(|one| different.iter().filter(|other| before(one, other)).count()).sum::<usize>();
    println!(
        "a true pair comes before a false one in {ordered} of {} comparisons",
        same.len() * different.len()
    );
    let near = |row: &Vec<&str>| strsim::jaro_winkler(&row[0].to_lowercase(), &row[1].to_lowercase());
    for threshold in [0.8, 0.9, 0.95] {
        let same = rows.iter().filter(|row| row[2] == "same" && near(row) >= threshold).count();
        let wrong = rows.iter().filter(|row| row[2] == "different" && near(row) >= threshold).count();
        println!(
            "for comparison, Jaro-Winkler {threshold}: precision {:.3}, recall {:.3}",
            same as f64 / (same + wrong).max(1) as f64,
            same as f64 / of("same") as f64
        );
    }
}

fn syllables() -> (Vec<char>, Vec<char>) {
    let mut lines =
        SYLLABLES.lines().filter(|line| !line.starts_with('#')).map(|line| line.chars().collect());
    (lines.next().unwrap_or_default(), lines.next().unwrap_or_default())
}

fn key(name: &str, tier: Tier) -> String {
    let keys = Keys::of_person(name);
    let mut found = keys.iter().filter(|(known, _)| *known == tier);
    found.next().map(|(_, key)| key.to_owned()).unwrap_or_default()
}

/// How many names share a key, over all given names of two of the syllables.
fn collisions() {
    let (syllables, _) = syllables();
    for tier in [Tier::Strict, Tier::Wide] {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        for one in &syllables {
            for two in &syllables {
                let name = format!("김{one}{two}");
                names.entry(key(&name, tier)).or_default().push(name);
            }
        }
        let total = syllables.len() * syllables.len();
        let most = names.values().max_by_key(|names| names.len()).cloned().unwrap_or_default();
        let felt: usize = names.values().map(|names| names.len() * names.len()).sum();
        println!(
            "{}: {total} names have {} keys: {:.2} names a key, {:.2} as a name meets it, at most {} ({})",
            tier.name(),
            names.len(),
            total as f64 / names.len() as f64,
            felt as f64 / total as f64,
            most.len(),
            most.join(" ")
        );
    }
}

fn speed() {
    let names = [
        "Kim Jung-rin",
        "Ch'oe Ryong-hae",
        "Jang Sung-taek",
        "김정은",
        "金仲麟",
        "キム・チュンリン",
        "Hans Müller",
    ];
    for name in names {
        let rounds = 2_000;
        let began = Instant::now();
        let mut count = 0;
        for _ in 0..rounds {
            count += Keys::of_person(std::hint::black_box(name)).iter().count();
        }
        println!(
            "{name}: {} keys in {:.1} µs",
            count / rounds,
            began.elapsed().as_secs_f64() * 1e6 / rounds as f64
        );
    }
}

/// Every spelling of every given name with every spelling of every surname, by one system or by several.
fn all_names() {
    let (syllables, surnames) = syllables();
    let began = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut names, mut tried, mut missed) = (0_u64, 0_u64, Vec::new());
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                let (syllables, surnames) = (&syllables, &surnames);
                scope.spawn(move || {
                    let (mut names, mut tried, mut missed) = (0, 0, Vec::new());
                    for one in syllables.iter().skip(part).step_by(threads) {
                        for two in syllables {
                            let given = format!("{one}{two}");
                            let spelled: HashSet<String> = systems::given_names(&given).into_iter().collect();
                            for surname in surnames {
                                names += 1;
                                let name = Keys::of_person(&format!("{surname}{given}"));
                                let surname = systems::surnames(&surname.to_string());
                                for (place, given) in spelled.iter().enumerate() {
                                    let spelling = format!("{} {given}", surname[place % surname.len()]);
                                    tried += 1;
                                    if Keys::of_person(&spelling).shared(&name) != Some(Tier::Strict) {
                                        missed.push(spelling);
                                    }
                                }
                            }
                        }
                    }
                    (names, tried, missed)
                })
            })
            .collect();
        for part in parts {
            let (more_names, more, also_missed) = part.join().expect("the thread ends");
            names += more_names;
            tried += more;
            missed.extend(also_missed);
        }
    });
    println!(
        "all names: {names} names, {tried} spellings, {} missed in {:.0} s; {:?}",
        missed.len(),
        began.elapsed().as_secs_f64(),
        &missed[..missed.len().min(10)]
    );
}
