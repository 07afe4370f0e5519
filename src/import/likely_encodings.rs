//! Which encodings a file may be in, most likely first, each with a line as it would read.
//!
//! The candidates are what chardetng takes a sample for under the top-level domains of many countries (it weighs pairs
//! of letters, and a domain stands for what is usual there), and the code pages of European systems. They are put in
//! order by how well what comes out of them is text: letters of one language, capitals where words begin, no signs
//! within words.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, KOI8_U, MACINTOSH, SHIFT_JIS, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257, X_MAC_CYRILLIC,
};

use super::korean;

/// Domains under which the sample is looked at; each stands for the encodings that were usual there.
const DOMAINS: [&str; 19] = [
    "com", "fr", "pl", "cz", "hu", "ru", "gr", "tr", "lt", "ee", "il", "sa", "ir", "th", "vn", "jp", "cn",
    "tw", "kr",
];

/// Encodings that are tried whatever the detector says.
const ALWAYS: [&Encoding; 11] = [
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1257,
    KOI8_U,
    MACINTOSH,
    X_MAC_CYRILLIC,
    IBM866,
    ISO_8859_2,
];

/// How many encodings are named at most.
const NAMED: usize = 4;
/// How much less plausible than the best an encoding may be that is named.
const MARGIN: f64 = 0.3;
/// What the detector's own choice counts more.
const CHOICE: f64 = 0.1;

/// Letters beyond ASCII of languages in Latin script, small ones, and the code page that they are written in.
const LATIN: [(&Encoding, &str); 23] = [
    (WINDOWS_1252, "àâæçèéêëîïôœùûüÿ"),
    (WINDOWS_1252, "äöüß"),
    (WINDOWS_1252, "áéíñóúüªº"),
    (WINDOWS_1252, "ãáâàçéêíóôõúªº"),
    (WINDOWS_1252, "àèéìíòóù"),
    (WINDOWS_1252, "àçèéíïòóú"),
    (WINDOWS_1252, "áéèëïöüó"),
    (WINDOWS_1252, "æøåéäö"),
    (WINDOWS_1252, "áðéíóúýþæö"),
    (WINDOWS_1250, "ąćęłńóśźż"),
    (WINDOWS_1250, "áčďéěíňóřšťúůýž"),
    (WINDOWS_1250, "áäčďéíĺľňóôŕšťúýž"),
    (WINDOWS_1250, "áéíóöőúüű"),
    (WINDOWS_1250, "ăâîşţ"),
    (WINDOWS_1250, "čćđšž"),
    (WINDOWS_1250, "ëç"),
    // Its small letter is ASCII: of the capital with a dot it is the first part.
    (WINDOWS_1254, "çğıiöşü"),
    (WINDOWS_1254, "âîû"),
    (WINDOWS_1257, "ąčęėįšųūž"),
    (WINDOWS_1257, "āčēģīķļņšūž"),
    (WINDOWS_1257, "äõöüšž"),
    (WINDOWS_1252, "äöåéšž"),
    (WINDOWS_1252, "áíóúéâêîôûẁ"),
];

/// The letters that make up most text in Cyrillic and Greek script, small ones.
const FREQUENT: &str = "оеаинтсрвлкмдпуіјαειοηντσςρλκπμυάέήίόύώ";

/// An encoding, and how a line reads in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// The line.
    pub line: String,
}

/// The encodings that a sample of lines may be in, most likely first, with one of the lines read in each. Encodings in
/// which the whole sample reads the same are named once.
#[must_use]
pub fn likely(sample: &[u8], line: &[u8]) -> Vec<Likely> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let choice = detector.guess(None, Utf8Detection::Deny);
    let guesses = DOMAINS.iter().map(|domain| detector.guess(Some(domain.as_bytes()), Utf8Detection::Deny));
    let mut candidates: Vec<(&'static Encoding, String, f64)> = Vec::new();
    for encoding in std::iter::once(choice).chain(ALWAYS).chain(guesses) {
        if candidates.iter().any(|(other, _, _)| *other == encoding) {
            continue;
        }
        let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(sample) else {
            continue;
        };
        if candidates.iter().any(|(_, other, _)| *other == text) {
            continue;
        }
        let more = if encoding == choice { CHOICE } else { 0.0 };
        let worth = plausibility(&text, encoding) + more;
        candidates.push((encoding, text.into_owned(), worth));
    }
    let best = candidates.iter().map(|(_, _, worth)| *worth).fold(0.0, f64::max);
    candidates.retain(|(_, _, worth)| *worth >= MARGIN && *worth >= best - MARGIN);
    // A stable sort: of two that are as good, the detector's choice and the more usual one come first.
    candidates.sort_by(|left, right| right.2.total_cmp(&left.2));
    candidates
        .into_iter()
        .take(NAMED)
        .filter_map(|(encoding, _, _)| {
            let line = encoding.decode_without_bom_handling_and_without_replacement(line)?;
            Some(Likely { encoding, line: line.into_owned() })
        })
        .collect()
}

/// How well a text is one, from 0 to 1, by its letters beyond ASCII.
fn plausibility(text: &str, encoding: &'static Encoding) -> f64 {
    let letters: Vec<char> = text.chars().collect();
    let language = language_of(&letters);
    let has_kana = letters.iter().any(|letter| is_kana(*letter));
    let (mut sum, mut count) = (0.0, 0_u32);
    for (place, &letter) in letters.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()) {
        let neighbour = |place: Option<usize>| place.and_then(|place| letters.get(place)).copied();
        let before = neighbour(place.checked_sub(1)).unwrap_or(' ');
        let after = neighbour(place.checked_add(1)).unwrap_or(' ');
        count += 1;
        sum += if letter.is_alphabetic() {
            let is_torn = before.is_lowercase() && letter.is_uppercase()
                || [before, after].iter().any(|&other| !go_together(letter, other));
            if is_torn { -1.0 } else { letter_worth(letter, encoding, language, has_kana) }
        } else {
            sign_worth(letter, before, after)
        };
    }
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

/// The language in Latin script whose letters explain most of a text.
fn language_of(letters: &[char]) -> &'static str {
    let explained = |own: &str| {
        letters.iter().filter(|letter| !letter.is_ascii() && own.contains(small(**letter))).count()
    };
    LATIN.iter().map(|(_, own)| *own).rev().max_by_key(|own| explained(own)).unwrap_or_default()
}

fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn letter_worth(letter: char, encoding: &'static Encoding, language: &str, has_kana: bool) -> f64 {
    match letter {
        '가'..='힣' if korean::is_usual(letter) => 1.0,
        '가'..='힣' => 0.3,
        '\u{ff66}'..='\u{ff9f}' => 0.4,
        _ if is_kana(letter) && (encoding == SHIFT_JIS || encoding == EUC_JP) => 1.0,
        _ if is_kana(letter) => 0.2,
        '\u{3400}'..='\u{9fff}' => han_worth(letter, encoding, has_kana),
        '\u{590}'..='\u{6ff}' | '\u{e00}'..='\u{e7f}' => 0.75,
        '\u{370}'..='\u{52f}' => {
            if FREQUENT.contains(small(letter)) {
                1.0
            } else {
                0.6
            }
        }
        _ if language.contains(small(letter)) => 1.0,
        _ if LATIN.iter().any(|(page, own)| *page == encoding && own.contains(small(letter))) => 0.6,
        _ => 0.2,
    }
}

/// A Chinese character is likely if it is one of those that its standard puts first, by frequency of use.
fn han_worth(letter: char, encoding: &'static Encoding, has_kana: bool) -> f64 {
    let mut buffer = [0; 4];
    let (bytes, _, _) = encoding.encode(letter.encode_utf8(&mut buffer));
    let [first, second] = *bytes.as_ref() else { return 0.2 };
    let is_first_level = if encoding == GBK {
        (0xb0..=0xd7).contains(&first) && second >= 0xa1
    } else if encoding == BIG5 {
        (0xa4..=0xc6).contains(&first)
    } else if encoding == SHIFT_JIS {
        (0x88..=0x98).contains(&first)
    } else if encoding == EUC_JP {
        (0xb0..=0xcf).contains(&first)
    } else {
        return if encoding == EUC_KR { 0.5 } else { 0.4 };
    };
    let is_japanese = encoding == SHIFT_JIS || encoding == EUC_JP;
    match (is_first_level, is_japanese && !has_kana) {
        (true, false) => 1.0,
        (true, true) => 0.8,
        (false, _) => 0.3,
    }
}

/// A sign is likely where signs are set: quotes and dashes beside words, not signs within them.
fn sign_worth(sign: char, before: char, after: char) -> f64 {
    let is_within = before.is_alphabetic() && after.is_alphabetic();
    match sign {
        '’' | '·' | '・' | '‧' => 0.9,
        '“' | '„' | '«' | '‘' | '¿' | '¡' if !before.is_alphanumeric() => 0.9,
        '”' | '»' | '…' if !after.is_alphanumeric() => 0.9,
        '–' | '—' | '\u{a0}' | '€' | '§' | '№' => 0.9,
        '°' | '½' | '²' | '³' | '®' | '©' | '™' if !is_within => 0.6,
        // Punctuation of East Asia.
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}' => 0.9,
        sign if sign.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&sign) => -1.0,
        _ if is_within => -0.5,
        _ if after.is_alphabetic() => -0.5,
        _ => 0.2,
    }
}

fn is_kana(letter: char) -> bool {
    ('\u{3041}'..='\u{30ff}').contains(&letter)
}

/// Whether two letters side by side can be of one word: scripts do not mix in words, except for those of East Asia.
fn go_together(letter: char, other: char) -> bool {
    let script = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => 1,
        '\u{370}'..='\u{3ff}' => 2,
        '\u{400}'..='\u{52f}' => 3,
        '\u{590}'..='\u{5ff}' => 4,
        '\u{600}'..='\u{6ff}' => 5,
        _ => 6,
    };
    let is_of_east_asia = script(letter) == 6;
    !other.is_alphabetic()
        || script(letter) == script(other)
        || (is_of_east_asia && other.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message about a file with these lines.
    fn first(encoding: &str, lines: &str) -> (String, Vec<String>) {
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap();
        let (bytes, _, is_lossy) = encoding.encode(lines);
        assert!(!is_lossy, "{lines}");
        let likely = likely(&bytes, &bytes);
        let first = likely.first().map(|likely| likely.line.clone()).unwrap_or_default();
        (
            first,
            likely.into_iter().map(|likely| format!("{}: {}", likely.encoding.name(), likely.line)).collect(),
        )
    }

    /// Names of bodies as they are written in the languages of Europe and East Asia.
    const NAMES: [(&str, &str); 72] = [
        ("windows-1250", "Związek Młodzieży Polskiej"),
        ("windows-1250", "Stronnictwo Ludowe, Łódź"),
        ("windows-1250", "Liga Kobiet Śląska"),
        ("windows-1250", "Český svaz žen"),
        ("windows-1250", "Dělnická strana"),
        ("windows-1250", "Zväz slovenských žien, ľud"),
        ("windows-1250", "Magyar Nők Szövetsége"),
        ("windows-1250", "Ifjúsági Szövetség, Győr"),
        ("windows-1250", "Uniunea Tineretului Românesc şi ţărani"),
        ("windows-1250", "Savez žena Hrvatske, vodeći član"),
        ("windows-1250", "Zveza društev Ljubljana, učitelji in železničarji"),
        ("windows-1251", "Союз женщин"),
        ("windows-1251", "Трудовая партия Кореи"),
        ("windows-1251", "Спілка жінок України"),
        ("windows-1251", "Савез жена Југославије"),
        ("windows-1251", "Съюз на жените"),
        ("windows-1251", "Саюз беларускіх пісьменнікаў"),
        ("windows-1251", "КПСС"),
        ("windows-1251", "Профсоюз"),
        ("koi8-r", "Союз женщин"),
        ("koi8-r", "Трудовая партия Кореи"),
        ("koi8-u", "Спілка жінок України"),
        ("ibm866", "Союз женщин"),
        ("ibm866", "Трудовая партия Кореи"),
        ("x-mac-cyrillic", "Союз Женщин Кореи"),
        ("windows-1252", "Ärztebund"),
        ("windows-1252", "Åland Seamen"),
        ("windows-1252", "The Women’s League"),
        ("windows-1252", "Café workers"),
        ("windows-1252", "Fédération des ouvriers"),
        ("windows-1252", "Confédération générale du travail – “unitaire”"),
        ("windows-1252", "União das Mulheres, organizações"),
        ("windows-1252", "Asociación de niños"),
        ("windows-1252", "Kvinnoförbundet på Åland"),
        ("windows-1252", "Fagforening for søfolk"),
        ("windows-1252", "Straße"),
        ("windows-1252", "Verkalýðsfélag þjóð"),
        ("windows-1252", "Unione delle città"),
        ("windows-1252", "Bürgerverein Köln"),
        ("windows-1252", "Suomen työväenyhdistys, Jyväskylä"),
        ("windows-1252", "Coöperatie België"),
        ("windows-1252", "ÉCOLE NORMALE SUPÉRIEURE"),
        ("windows-1253", "Ένωση Γυναικών"),
        ("windows-1253", "Ομοσπονδία Εργατών"),
        ("windows-1253", "Κομμουνιστικό Κόμμα"),
        ("windows-1254", "Kadınlar Birliği"),
        ("windows-1254", "İşçi Partisi"),
        ("windows-1254", "Türkiye Öğretmenler Derneği"),
        ("windows-1254", "Sağlık İşçileri Sendikası"),
        ("windows-1257", "Lietuvos moterų sąjunga"),
        ("windows-1257", "Latvijas sieviešu savienība"),
        ("windows-1257", "Eesti naisliit õpetajad"),
        ("windows-1257", "Darbininkų partija, Šiauliai"),
        ("windows-1257", "Rīgas strādnieku biedrība"),
        ("macintosh", "Café workers"),
        ("macintosh", "Fédération des ouvriers"),
        ("macintosh", "Bürgerverein Köln"),
        ("iso-8859-2", "Związek Młodzieży Polskiej"),
        ("iso-8859-2", "Dělnická strana Plzeň"),
        ("iso-8859-5", "Союз женщин"),
        ("shift_jis", "女性同盟"),
        ("shift_jis", "キム・チュンリン 書記"),
        ("euc-jp", "キム・チュンリン 書記"),
        ("euc-jp", "日本の女性同盟"),
        ("gbk", "朝鲜女性协会"),
        ("gbk", "金仲麟"),
        ("gbk", "中华全国总工会"),
        ("big5", "朝鮮女性協會"),
        ("big5", "中華民國婦女聯合會"),
        ("euc-kr", "리명철"),
        ("windows-1255", "איגוד הנשים"),
        ("windows-1256", "اتحاد النساء"),
    ];

    #[test]
    fn the_first_proposal_is_right_for_the_code_pages_of_europe() {
        let mut wrong = Vec::new();
        for (encoding, name) in NAMES {
            let (line, all) = first(encoding, &format!("z1,{name},other,s1"));
            if line != format!("z1,{name},other,s1") {
                wrong.push(format!("{encoding} {name}: {all:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
