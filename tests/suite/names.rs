//! The proof of the key for Korean names: every spelling that a system of romanization gives to a name reaches its key.

pub mod systems;

use std::collections::HashMap;

use orgarchive::name::{Keys, Tier};

/// Syllables of given names, the most common first.
pub const SYLLABLES: &str = "영정성철수현숙희미경선순일광명옥남진호용춘금봉학주혁국룡상재기창원석동인은태해연화길덕승복준송\
련림만형강혜병규중종근범웅향윤홍식찬천청충삼설심아애양언엄여열예오완우욱운유율응의이익자장전제조지\
차채초최춘탁택평표필하한함항헌협환황효훈흥각갑건걸곤공관교구군권균극란렬로록류률리린목무문민배백보부빈사산삼서섭세소속순습시신";

/// The 60 most common surnames, as the North writes them where the two differ.
pub const SURNAMES: &str = "김리박최정강조윤장림한오서신권황안송류홍전고문량손배백허남심로하곽성차주우구라진엄원천방공현함변렴려추도소석선설마길기이";

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

/// The syllables, each once.
pub fn distinct(text: &str) -> Vec<char> {
    let mut distinct: Vec<char> = Vec::new();
    for character in text.chars() {
        if !distinct.contains(&character) {
            distinct.push(character);
        }
    }
    distinct
}

#[test]
fn every_strict_spelling_of_every_given_name_reaches_its_key() {
    let (syllables, surnames) = (distinct(SYLLABLES), distinct(SURNAMES));
    assert!(syllables.len() >= 130 && surnames.len() >= 60, "{} {}", syllables.len(), surnames.len());
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
    for surname in distinct(SURNAMES) {
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
    let syllables = distinct(SYLLABLES);
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
