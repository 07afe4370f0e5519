//! Moras of Japanese as Hepburn, Kunrei-shiki and kana write them, by their rules: no code and no table of the program is used.

/// A mora in all spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mora {
    /// In revised Hepburn.
    pub hepburn: String,
    /// In Kunrei-shiki.
    pub kunrei: String,
    /// In hiragana.
    pub kana: String,
}

/// Rows of the table of fifty sounds: the consonant in Kunrei-shiki, and the kana of its five vowels.
const ROWS: [(&str, &str); 14] = [
    ("", "あいうえお"),
    ("k", "かきくけこ"),
    ("s", "さしすせそ"),
    ("t", "たちつてと"),
    ("n", "なにぬねの"),
    ("h", "はひふへほ"),
    ("m", "まみむめも"),
    ("r", "らりるれろ"),
    ("g", "がぎぐげご"),
    ("z", "ざじずぜぞ"),
    ("b", "ばびぶべぼ"),
    ("p", "ぱぴぷぺぽ"),
    ("y", "や\u{3000}ゆ\u{3000}よ"),
    ("w", "わ\u{3000}\u{3000}\u{3000}\u{3000}"),
];

/// Every mora that begins with a vowel or consonant.
pub fn moras() -> Vec<Mora> {
    let mut moras = Vec::new();
    for (consonant, kana) in ROWS {
        for (vowel, kana) in "aiueo".chars().zip(kana.chars()).filter(|(_, kana)| *kana != '\u{3000}') {
            let kunrei = format!("{consonant}{vowel}");
            moras.push(Mora { hepburn: hepburn(&kunrei), kunrei, kana: kana.to_string() });
        }
        let glide = kana.chars().nth(1).filter(|kana| *kana != '\u{3000}' && !consonant.is_empty());
        for (vowel, small) in [('a', 'ゃ'), ('u', 'ゅ'), ('o', 'ょ')] {
            if let Some(kana) = glide {
                let kunrei = format!("{consonant}y{vowel}");
                moras.push(Mora { hepburn: hepburn(&kunrei), kunrei, kana: format!("{kana}{small}") });
            }
        }
    }
    moras
}

/// Where Hepburn writes as English does.
fn hepburn(kunrei: &str) -> String {
    for (one, other) in [
        ("sy", "sh"),
        ("ty", "ch"),
        ("zy", "j"),
        ("si", "shi"),
        ("ti", "chi"),
        ("tu", "tsu"),
        ("hu", "fu"),
        ("zi", "ji"),
    ] {
        if let Some(rest) = kunrei.strip_prefix(one) {
            return format!("{other}{rest}");
        }
    }
    kunrei.to_owned()
}

/// A mora with a long vowel: o with う, u with う; none for other vowels, which kana lengthen in their own ways.
pub fn long(mora: &Mora) -> Option<Mora> {
    let (mark, kana) = (mora.hepburn.chars().next_back()?, format!("{}う", mora.kana));
    let of = |word: &str, macron: bool| {
        let stem = &word[..word.len() - 1];
        let sign = match (mark, macron) {
            ('o', true) => 'ō',
            ('u', true) => 'ū',
            ('o', false) => 'ô',
            _ => 'û',
        };
        format!("{stem}{sign}")
    };
    matches!(mark, 'o' | 'u').then(|| Mora {
        hepburn: of(&mora.hepburn, true),
        kunrei: of(&mora.kunrei, false),
        kana,
    })
}

/// A mora with ん before it, as it stands after another.
pub fn after_n(mora: &Mora) -> Mora {
    let parts = |word: &str| {
        if word.starts_with(['a', 'i', 'u', 'e', 'o', 'y', 'ō', 'ū', 'ô', 'û']) { "n'" } else { "n" }
    };
    Mora {
        hepburn: format!("{}{}", parts(&mora.hepburn), mora.hepburn),
        kunrei: format!("{}{}", parts(&mora.kunrei), mora.kunrei),
        kana: format!("ん{}", mora.kana),
    }
}

/// A mora with っ before it; none if it has no consonant that is doubled.
pub fn doubled(mora: &Mora) -> Option<Mora> {
    let first = |word: &str| word.chars().next().filter(|first| "kstp".contains(*first));
    let kunrei = first(&mora.kunrei)?;
    // Hepburn doubles ch with a t.
    let hepburn = if mora.hepburn.starts_with("ch") { 't' } else { mora.hepburn.chars().next()? };
    Some(Mora {
        hepburn: format!("{hepburn}{}", mora.hepburn),
        kunrei: format!("{kunrei}{}", mora.kunrei),
        kana: format!("っ{}", mora.kana),
    })
}

/// Hiragana as katakana.
pub fn katakana(kana: &str) -> String {
    kana.chars().map(|sign| char::from_u32(u32::from(sign) + 0x60).unwrap_or(sign)).collect()
}

/// Without macrons and circumflexes.
pub fn plain(word: &str) -> String {
    word.replace(['ō', 'ô'], "o").replace(['ū', 'û'], "u")
}
