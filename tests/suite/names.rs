//! The proof of the key for Korean names: every spelling that a system of romanization gives to a name reaches its key.

pub mod cantonese;
pub mod kontsevich;
pub mod mandarin;
pub mod nihongo;
pub mod systems;
pub mod tiers;

use std::collections::HashMap;

use orgarchive::name::{Keys, Tier, is_hangul, same_hangul};

/// Syllables of given names, then surnames.
const SYLLABLES: &str = include_str!("../../benches/names/syllables.txt");

/// The syllables of given names, and the common surnames.
pub fn syllables() -> (Vec<char>, Vec<char>) {
    let mut lines =
        SYLLABLES.lines().filter(|line| !line.starts_with('#')).map(|line| line.chars().collect());
    let (syllables, surnames): (Vec<char>, Vec<char>) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(syllables.len() >= 130 && surnames.len() >= 60, "{} {}", syllables.len(), surnames.len());
    (syllables, surnames)
}

/// The strict key of a name in Hangul.
fn strict(name: &str) -> String {
    let keys = Keys::of_person(name);
    // 선우숙 has the surname 선, or 선우: the one of one syllable is meant here.
    let is_meant = |key: &str| key.chars().position(|character| character == ' ') == Some(1);
    let strict: Vec<&str> = keys
        .iter()
        .filter(|(tier, key)| *tier == Tier::Strict && is_meant(key))
        .map(|(_, key)| key)
        .collect();
    assert_eq!(strict.len(), 1, "{name}: {keys:?}");
    strict[0].to_owned()
}

/// Whether a spelling has the strict key of a name, and shares one of the wide keys.
fn reaches(spelling: &str, key: &str, name: &Keys) -> bool {
    let keys = Keys::of_person(spelling);
    keys.iter().any(|(tier, found)| tier == Tier::Strict && found == key)
        && keys.iter().any(|known| known.0 == Tier::Wide && name.iter().any(|key| key == known))
}

#[test]
fn every_strict_spelling_of_every_given_name_reaches_its_key() {
    let (syllables, surnames) = syllables();
    let pairs: Vec<(char, char)> =
        syllables.iter().flat_map(|one| syllables.iter().map(|two| (*one, *two))).collect();
    let check = |pairs: &[(char, char)]| {
        let (mut tried, mut missed) = (0, Vec::new());
        for (number, (one, two)) in pairs.iter().enumerate() {
            let surname = surnames[number % surnames.len()];
            let given = format!("{one}{two}");
            let name = format!("{surname}{given}");
            let (key, name) = (strict(&name), Keys::of_person(&name));
            let spelled = systems::surnames(&surname.to_string());
            for (place, given) in systems::given_names(&given).iter().enumerate() {
                let spelling = format!("{} {given}", spelled[place % spelled.len()]);
                tried += 1;
                if !reaches(&spelling, &key, &name) {
                    missed.push(format!("{surname}{one}{two} {spelling}"));
                }
            }
        }
        (tried, missed)
    };
    let (one, other) = pairs.split_at(pairs.len() / 2);
    let ((tried, mut missed), (also_tried, also_missed)) = std::thread::scope(|scope| {
        let thread = scope.spawn(|| check(other));
        (check(one), thread.join().unwrap())
    });
    missed.extend(also_missed);
    assert!(tried + also_tried > 8 * pairs.len(), "{tried} {also_tried}");
    println!("{} names, {} spellings, {} missed", pairs.len(), tried + also_tried, missed.len());
    assert_eq!(missed.len(), 0, "of {}: {:?}", tried + also_tried, &missed[..missed.len().min(40)]);
}

#[test]
fn every_strict_spelling_of_every_surname_reaches_its_key() {
    for surname in syllables().1 {
        for given in ["정은", "중린", "룡해", "일", "영희"] {
            let name = format!("{surname}{given}");
            let (key, name) = (strict(&name), Keys::of_person(&name));
            for spelled in systems::surnames(&surname.to_string()) {
                for given in systems::given_names(given) {
                    for spelling in
                        [format!("{spelled} {given}"), format!("{} {given}", spelled.to_uppercase())]
                    {
                        assert!(
                            reaches(&spelling, &key, &name),
                            "{surname} {spelling}: {:?}",
                            Keys::of_person(&spelling)
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_generator_writes_what_is_known_of_the_systems() {
    for (name, spelling) in [
        ("중린", "Chung-nin"),
        ("중린", "Chung-rin"),
        ("중린", "Jung Rin"),
        ("중린", "Jungrin"),
        ("룡해", "Ryong-hae"),
        ("남룡", "Nam-nyong"),
        ("극렬", "Kŭng-nyŏl"),
        ("목월", "Mog-wŏl"),
        ("응렬", "Ŭng-nyŏl"),
        ("성택", "Sŏng-t'aek"),
        ("성택", "Song Thaek"),
        ("정은", "Jeong-eun"),
        ("정은", "Ceng-un"),
        ("정각", "Jong Gak"),
        ("정각", "Chŏng-gak"),
        ("복남", "Boknam"),
        ("시영", "Shi-yŏng"),
    ] {
        let spellings = systems::given_names(name);
        assert!(spellings.iter().any(|known| known == spelling), "{name} {spelling}: {spellings:?}");
    }
}

#[test]
fn few_names_share_a_key() {
    let (syllables, _) = syllables();
    let mut names: HashMap<String, u32> = HashMap::new();
    for one in &syllables {
        for two in &syllables {
            *names.entry(strict(&format!("김{one}{two}"))).or_default() += 1;
        }
    }
    let total = syllables.len() * syllables.len();
    let mean = total as f64 / names.len() as f64;
    assert!(mean < 4.0, "{mean}");
    assert!(names.values().max().unwrap() < &200);
    println!(
        "{total} names, {} keys, {mean:.2} a key, at most {}",
        names.len(),
        names.values().max().unwrap()
    );
}

/// Look-alikes that are homonyms, in these spellings: the characters differ and sound alike, or a mark is missing on one side.
const HOMONYMS: [(&str, &str); 6] = [
    ("Ri Yong-ho", "Ri Yong-ho"),
    ("李鹏", "李朋"),
    ("吴仪", "吴怡"),
    ("Lê Đức Anh", "Lê Đức Ánh"),
    ("Văn Tiến Dũng", "Văn Tiến Dung"),
    ("Daniel Bahr", "Daniel Bähr"),
];

#[test]
fn no_two_people_who_look_alike_are_one_in_the_strict_tier_unless_they_are_homonyms() {
    let tables = [
        include_str!("../../benches/names/pairs.tsv"),
        include_str!("../../benches/names/more_pairs.tsv"),
        include_str!("../../benches/names/held_out.tsv"),
    ];
    let (mut tried, mut met) = (0, Vec::new());
    for line in tables.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#')) {
        let row: Vec<&str> = line.split('\t').collect();
        if row[2] != "different" {
            continue;
        }
        tried += 1;
        let is_other =
            row[..2].iter().all(|name| name.chars().all(is_hangul)) && !same_hangul(row[0], row[1]);
        if !is_other && tiers::shared(row[0], row[1]).is_some_and(|tier| tier <= Tier::Strict) {
            met.push((row[0], row[1]));
        }
    }
    assert!(tried > 350, "{tried}");
    assert_eq!(met, HOMONYMS);
}
