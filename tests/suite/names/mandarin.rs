//! Syllables of Mandarin as pinyin and Wade-Giles write them, by their rules: no code and no table of the program is used.

/// A syllable in both systems.
pub struct Syllable {
    /// In pinyin, without a tone.
    pub pinyin: String,
    /// In Wade-Giles, with its marks.
    pub wade: String,
}

/// Initials in pinyin and Wade-Giles, with the finals that stand after them.
const INITIALS: [(&str, &str, &str); 21] = [
    ("b", "p", "a o ai ei ao an en ang eng i ie iao ian in ing u"),
    ("p", "p'", "a o ai ei ao ou an en ang eng i ie iao ian in ing u"),
    ("m", "m", "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u"),
    ("f", "f", "a o ei ou an en ang eng u"),
    ("d", "t", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un"),
    ("t", "t'", "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un"),
    ("n", "n", "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un ü üe"),
    ("l", "l", "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe"),
    ("g", "k", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("k", "k'", "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("h", "h", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("j", "ch", "i ia ie iao iu ian in iang ing iong ü üe üan ün"),
    ("q", "ch'", "i ia ie iao iu ian in iang ing iong ü üe üan ün"),
    ("x", "hs", "i ia ie iao iu ian in iang ing iong ü üe üan ün"),
    ("zh", "ch", "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("ch", "ch'", "i a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("sh", "sh", "i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang"),
    ("r", "j", "i e ao ou an en ang eng ong u uo ui uan un"),
    ("z", "ts", "i a e ai ei ao ou an en ang eng ong u uo ui uan un"),
    ("c", "ts'", "i a e ai ao ou an en ang eng ong u uo ui uan un"),
    ("s", "s", "i a e ai ei ao ou an en ang eng ong u uo ui uan un"),
];

/// Syllables without an initial.
const WITHOUT: &str = "a=a o=o e=o ai=ai ei=ei ao=ao ou=ou an=an en=en ang=ang eng=eng er=erh yi=i ya=ya ye=yeh yao=yao \
    you=yu yan=yen yin=yin yang=yang ying=ying yong=yung yo=yo yai=yai wu=wu wa=wa wo=wo wai=wai wei=wei wan=wan wen=wen \
    wang=wang weng=weng yu=yü yue=yüeh yuan=yüan yun=yün";

/// Every syllable.
pub fn syllables() -> Vec<Syllable> {
    let mut syllables: Vec<Syllable> = WITHOUT
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(pinyin, wade)| Syllable { pinyin: pinyin.to_owned(), wade: wade.to_owned() })
        .collect();
    for (initial, wade, finals) in INITIALS {
        for last in finals.split(' ') {
            let is_palatal = matches!(initial, "j" | "q" | "x");
            let spelled = if is_palatal { last.replace('ü', "u") } else { last.to_owned() };
            syllables.push(Syllable {
                pinyin: format!("{initial}{spelled}"),
                wade: wade_giles(wade, last, is_palatal),
            });
        }
    }
    syllables
}

fn wade_giles(initial: &str, last: &str, is_palatal: bool) -> String {
    let is_velar = matches!(initial, "k" | "k'" | "h");
    let last = match (initial, last) {
        // The vowel that is hardly one.
        ("ts" | "ts'", "i") => return initial.replace("ts", "tz") + "u",
        ("s", "i") => return "ssu".to_owned(),
        ("ch" | "ch'" | "sh" | "j", "i") if !is_palatal => "ih",
        (_, "e") if is_velar => "o",
        (_, "uo") if is_velar || initial == "sh" => "uo",
        (_, "uo") => "o",
        ("k" | "k'", "ui") => "uei",
        (_, "ie") => "ieh",
        (_, "ian") => "ien",
        (_, "ong") => "ung",
        (_, "iong") => "iung",
        (_, "üe") => "üeh",
        (_, same) => same,
    };
    format!("{initial}{last}")
}

/// A syllable with the mark of a tone, as the rules of 1958 place it: on a or e, on the o of ou, or else on the last vowel.
pub fn with_tone(pinyin: &str, tone: usize) -> String {
    let Some(mark) = ["\u{304}", "\u{301}", "\u{30c}", "\u{300}"].get(tone) else { return pinyin.to_owned() };
    let place = pinyin
        .find(['a', 'e'])
        .or_else(|| pinyin.find("ou"))
        .or_else(|| pinyin.rfind(['a', 'e', 'i', 'o', 'u', 'ü']))
        .unwrap_or(0);
    let end = place + pinyin[place..].chars().next().map_or(0, char::len_utf8);
    format!("{}{mark}{}", &pinyin[..end], &pinyin[end..])
}

/// Syllables as one word, with an apostrophe before those that begin with a vowel.
pub fn joined<'text>(syllables: impl Iterator<Item = &'text str>) -> String {
    let mut word = String::new();
    for syllable in syllables {
        if !word.is_empty()
            && syllable
                .starts_with(['a', 'e', 'o', 'ā', 'á', 'ǎ', 'à', 'ē', 'é', 'ě', 'è', 'ō', 'ó', 'ǒ', 'ò'])
        {
            word.push('\'');
        }
        word.push_str(syllable);
    }
    word
}
