//! By which systems a name is read: the tag of its language says (BCP 47), as far as it has one.

use super::chinese::Spelling;
use super::{Keys, System, written};

/// A name, and the tag of its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tagged<'name> {
    /// The name.
    pub name: &'name str,
    /// The tag; none by default.
    pub language: Option<&'name str>,
}

/// What a tag says of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Nothing of its language: every system that can read it does.
    Any,
    /// It is read by this system; Chinese in Latin letters by this spelling.
    By(System, Spelling),
    /// It is English, in which most sources write the names of people of all languages.
    English,
    /// It is a name in a language that no system reads.
    AsWritten,
}

impl Reading {
    fn of(language: Option<&str>) -> Reading {
        let Some(tag) = language.map(str::trim).filter(|tag| !tag.is_empty()) else { return Reading::Any };
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            // Undetermined, several, none of those that have a code, not a language, private use.
            "und" | "mul" | "mis" | "zxx" | "x" => Reading::Any,
            "en" | "eng" => Reading::English,
            other => {
                let system = System::of_language(other);
                system.map_or(Reading::AsWritten, |system| Reading::By(system, spelling_of(tag)))
            }
        }
    }
}

/// Whether a system reads a name in Latin letters only if it has a name, a surname or an ending that is of its language.
fn is_told_by_names(system: System) -> bool {
    matches!(system, System::Russian | System::Arabic | System::Persian | System::Chinese | System::Japanese)
}

fn is_of_neighbours(system: System) -> bool {
    matches!(system, System::Chinese | System::Japanese)
}

/// The spelling that a variant in a tag says: zh-Latn-wadegile.
fn spelling_of(tag: &str) -> Spelling {
    let has = |variant: &str| tag.split(['-', '_']).any(|part| part.eq_ignore_ascii_case(variant));
    match (has("pinyin"), has("wadegile")) {
        (true, false) => Spelling::Pinyin,
        (false, true) => Spelling::WadeGiles,
        _ => Spelling::Any,
    }
}

/// The keys of all names of one person, in the order of the names.
///
/// A name without a tag is read as the tagged names are that are written like it, or else by every system. An English name is
/// read by the systems that read another name of the person, and by those that know a name in it.
#[must_use]
pub fn keys_of_person(names: &[Tagged<'_>]) -> Vec<Keys> {
    let mut readings: Vec<Reading> = names.iter().map(|name| Reading::of(name.language)).collect();
    if readings.iter().all(|reading| *reading == Reading::Any) {
        return names.iter().map(|name| Keys::of_person(name.name)).collect();
    }
    let texts: Vec<String> = names.iter().map(|name| written(name.name).replace(' ', "")).collect();
    for place in 0..names.len() {
        if readings[place] == Reading::Any {
            let mut alike = (0..names.len())
                .filter(|other| texts[*other] == texts[place])
                .map(|other| readings[other])
                .filter(|reading| *reading != Reading::Any);
            // A system says more than English, and English more than a language that no system reads.
            let told = alike.clone().find(|reading| matches!(reading, Reading::By(..)));
            let told = told.or_else(|| alike.clone().find(|reading| *reading == Reading::English));
            readings[place] = told.or_else(|| alike.next()).unwrap_or(Reading::Any);
        }
    }
    let mut systems: Vec<System> = Vec::new();
    let mut keys: Vec<Keys> = names
        .iter()
        .zip(&readings)
        .map(|(name, reading)| {
            let keys = match reading {
                Reading::Any => Keys::of_person(name.name),
                // German and French newspapers write of Russians too.
                Reading::By(System::European, _) => {
                    let reads = |other| matches!(other, System::European | System::Russian);
                    return Keys::of_person_read(name.name, &reads, false, Spelling::Any);
                }
                Reading::By(system, spelling) => {
                    Keys::of_person_spelled(name.name, &|other| other == *system, *spelling)
                }
                // Names and endings of the lists tell these languages, whatever else the person is called.
                Reading::English => {
                    return Keys::of_person_read(name.name, &is_told_by_names, false, Spelling::Any);
                }
                Reading::AsWritten => return Keys::of_person_by(name.name, &|_| false),
            };
            systems.extend(keys.systems());
            if let Reading::By(system, _) = reading {
                systems.push(*system);
            }
            keys
        })
        .collect();
    for ((name, reading), keys) in names.iter().zip(&readings).zip(&mut keys) {
        if *reading == Reading::English && !systems.is_empty() {
            *keys = if systems.contains(&System::Korean) {
                // Who is Korean has a name that is also one of China's, and is not.
                let is_other = |system| is_told_by_names(system) && !is_of_neighbours(system);
                let reads = |system| systems.contains(&system) || is_other(system);
                Keys::of_person_read(name.name, &reads, false, Spelling::Any)
            } else {
                Keys::of_person_by(name.name, &|system| systems.contains(&system))
            };
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Tier;

    fn tagged<'name>(names: &[(&'name str, &'name str)]) -> Vec<Tagged<'name>> {
        names
            .iter()
            .map(|(name, language)| Tagged { name, language: Some(*language).filter(|tag| !tag.is_empty()) })
            .collect()
    }

    /// Whether each name has keys of Korean.
    fn are_korean(names: &[(&str, &str)]) -> Vec<bool> {
        let keys = keys_of_person(&tagged(names));
        keys.iter().map(|keys| keys.systems().any(|system| system == System::Korean)).collect()
    }

    #[test]
    fn a_name_in_another_language_is_not_read_as_korean() {
        assert_eq!(are_korean(&[("Song Jung", "de")]), [false]);
        assert_eq!(are_korean(&[("Li Peng", "zh-Latn"), ("Lee Young", "vi")]), [false, false]);
        assert_eq!(are_korean(&[("金正恩", "ja")]), [false]);
        assert_eq!(are_korean(&[("Kim Jong-un", "ko-Latn"), ("Kim Jong-un", "KO")]), [true, true]);
        assert_eq!(are_korean(&[("Kim Jong-un", ""), ("Kim Jong-un", "und-Latn")]), [true, true]);
    }

    #[test]
    fn an_english_name_is_read_as_the_other_names_of_the_person_are() {
        assert_eq!(are_korean(&[("Lee Young", "en")]), [false]);
        assert_eq!(are_korean(&[("Kim Chung-nin", "en-GB"), ("김중린", "ko")]), [true, true]);
        assert_eq!(are_korean(&[("Kim Chung-nin", "en"), ("Kim Jung-rin", "")]), [true, true]);
        assert_eq!(are_korean(&[("Lee Young", "en"), ("Young Anderson", "de")]), [false, false]);
    }

    #[test]
    fn a_tag_counts_for_the_same_spelling_without_one() {
        assert_eq!(are_korean(&[("Lee Young", ""), ("LEE Young", "en")]), [false, false]);
        assert_eq!(are_korean(&[("Song Jung", ""), ("Song Jung", "de")]), [false, false]);
        assert_eq!(are_korean(&[("Kim Jung-rin", ""), ("Kim Jung Rin", "ko-Latn")]), [true, true]);
        let keys = keys_of_person(&tagged(&[("Song Jung", "de")]));
        assert!(keys[0].iter().all(|(tier, _)| tier == Tier::Written), "{keys:?}");
    }
}
