//! Numbers as facts state them: `10`, `>=20`, `~200000`, `2200000..2500000`.

use unicode_normalization::UnicodeNormalization;

use crate::date::DateError;

/// A number that a source states, with the least and the greatest that it can mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    least: f64,
    most: f64,
}

/// How much `~` leaves open, either way: a tenth.
const ABOUT: f64 = 0.1;

const GENERAL: &str = "write digits only, such as 10, >=20, ~200000 or 2200000..2500000";

/// How much of a text is shown in a message and read for advice.
const SHOWN: usize = 80;

impl Number {
    /// Reads a number: digits with an optional sign and decimal point; a comparison (`>`, `>=`, `<`, `<=`) or `~`
    /// before it; or a range `a..b`.
    ///
    /// # Errors
    /// If the text is none of these, or the range is reversed.
    pub fn parse(text: &str) -> Result<Number, DateError> {
        let shown = text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end]);
        match read(text) {
            Some(number) if number.least <= number.most => Ok(number),
            Some(_) => Err(DateError {
                message: format!("\"{shown}\" ends before it begins"),
                hint: Some("write the smaller number first, such as 2200000..2500000".to_owned()),
            }),
            None => {
                let hint = if shown.len() < text.len() { None } else { advice(text) };
                Err(DateError {
                    message: format!("\"{shown}\" is not a number"),
                    hint: Some(hint.map_or_else(|| GENERAL.to_owned(), |number| format!("write {number}"))),
                })
            }
        }
    }

    /// The least and the greatest number that the text can mean; an open end is infinite.
    ///
    /// `>20` and `>=20` have the same bounds: no number is the next after 20.
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        (self.least, self.most)
    }
}

fn read(text: &str) -> Option<Number> {
    if let Some((least, most)) = text.split_once("..") {
        return Some(Number { least: plain(least)?, most: plain(most)? });
    }
    if let Some(rest) = text.strip_prefix('~') {
        let about = plain(rest)?;
        let margin = about.abs() * ABOUT;
        // An open end would say something else than a very large number.
        return Some(Number { least: (about - margin).max(f64::MIN), most: (about + margin).min(f64::MAX) });
    }
    // The longer sign first: `>` begins `>=`.
    if let Some(rest) = [">=", ">", "≥"].iter().find_map(|sign| text.strip_prefix(sign)) {
        return Some(Number { least: plain(rest)?, most: f64::INFINITY });
    }
    if let Some(rest) = ["<=", "<", "≤"].iter().find_map(|sign| text.strip_prefix(sign)) {
        return Some(Number { least: f64::NEG_INFINITY, most: plain(rest)? });
    }
    let exact = plain(text)?;
    Some(Number { least: exact, most: exact })
}

/// Digits with an optional sign and decimal point.
fn plain(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

/// What to write instead: thousands without commas, millions in digits, words as signs. None unless all is understood.
fn advice(text: &str) -> Option<String> {
    let folded =
        text.nfkc().collect::<String>().to_lowercase().replace(['–', '—', '−'], "-").replace('〜', "~");
    let folded = folded.trim();
    let written = (|| {
        if let Some(rest) = folded.strip_prefix("between ") {
            return range(rest.split_once(" and ")?);
        }
        signed(folded)
            .or_else(|| ["-", "~", " to ", ".."].iter().find_map(|sign| range(folded.split_once(sign)?)))
    })()?;
    // Only what can be written is proposed.
    read(&written).filter(|number| number.least <= number.most).map(|_| written)
}

/// Two numbers; "2.2-2.5 million" names the unit once.
fn range((least, most): (&str, &str)) -> Option<String> {
    let (most_digits, most_factor) = factored(most);
    let (least_digits, least_factor) = factored(least);
    let least_factor = if least_factor == 0 { most_factor } else { least_factor };
    Some(format!("{}..{}", times(least_digits, least_factor)?, times(most_digits, most_factor)?))
}

/// One number with the words or signs that say how exact it is.
fn signed(text: &str) -> Option<String> {
    const BEFORE: [(&str, &str); 26] = [
        ("more than ", ">"),
        ("over ", ">"),
        ("above ", ">"),
        ("at least ", ">="),
        ("no fewer than ", ">="),
        ("not less than ", ">="),
        ("no less than ", ">="),
        ("at most ", "<="),
        ("up to ", "<="),
        ("no more than ", "<="),
        ("less than ", "<"),
        ("fewer than ", "<"),
        ("under ", "<"),
        ("about ", "~"),
        ("around ", "~"),
        ("approximately ", "~"),
        ("roughly ", "~"),
        ("circa ", "~"),
        ("ca. ", "~"),
        ("some ", "~"),
        ("약", "~"),
        (">=", ">="),
        ("<=", "<="),
        (">", ">"),
        ("<", "<"),
        ("~", "~"),
    ];
    const AFTER: [(&str, &str); 8] = [
        (" or more", ">="),
        ("+", ">="),
        (" or so", "~"),
        (" or fewer", "<="),
        (" or less", "<="),
        ("이상", ">="),
        ("이하", "<="),
        ("미만", "<"),
    ];
    let before = BEFORE.iter().find_map(|(words, sign)| Some((*sign, text.strip_prefix(words)?)));
    let after = AFTER.iter().find_map(|(words, sign)| Some((*sign, text.strip_suffix(words)?)));
    let (sign, rest) = match (before, after) {
        (Some(_), Some(_)) => return None,
        (Some(found), None) | (None, Some(found)) => found,
        (None, None) => ("", text),
    };
    let (digits, factor) = factored(rest);
    Some(format!("{sign}{}", times(digits, factor)?))
}

/// The digits, and the power of ten that a word after them names.
fn factored(text: &str) -> (&str, u32) {
    // Whom or what is counted is not part of the number.
    let text = text.trim().trim_end_matches(['명', '人']).trim_end();
    [("thousand", 3), ("million", 6), ("billion", 9), ("천", 3), ("만", 4), ("억", 8), ("万", 4), ("亿", 8)]
        .iter()
        .find_map(|(word, factor)| Some((text.strip_suffix(word)?.trim_end(), *factor)))
        .unwrap_or((text, 0))
}

/// The digits with the decimal point so many places further right; none if they are not a number, or not grouped like one.
///
/// By its digits and not as a float, which would write 1.1 million as 1100000.0000000002.
fn times(digits: &str, places: u32) -> Option<String> {
    let digits = ungrouped(digits)?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let places = usize::try_from(places).ok()?;
    let (shifted, fraction) = fraction.split_at(places.min(fraction.len()));
    let zeros = "0".repeat(places - shifted.len());
    let whole = format!("{whole}{shifted}{zeros}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// Digits without separators of thousands; none if a separator is in another place: `1,5` may be 1.5.
fn ungrouped(text: &str) -> Option<String> {
    let text = text.trim();
    let text = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    let sign = [',', ' ', '\'', '’'].into_iter().find(|sign| text.contains(*sign));
    let Some(sign) = sign else {
        return plain(&text).map(|_| text);
    };
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let groups: Vec<&str> = whole.split(sign).collect();
    let (first, others) = groups.split_first()?;
    if !(1..=3).contains(&first.len()) || others.iter().any(|group| group.len() != 3) {
        return None;
    }
    let joined = groups.concat();
    let number = fraction.map_or_else(|| joined.clone(), |fraction| format!("{joined}.{fraction}"));
    (joined.bytes().all(|byte| byte.is_ascii_digit()) && plain(&number).is_some()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{GENERAL, Number};

    #[test]
    fn numbers_have_the_bounds_that_their_signs_give() {
        let bounds = |text| Number::parse(text).map(Number::bounds).ok();
        assert_eq!(bounds("10"), Some((10.0, 10.0)));
        assert_eq!(bounds("1.6"), Some((1.6, 1.6)));
        assert_eq!(bounds("-3"), Some((-3.0, -3.0)));
        assert_eq!(bounds(">=20"), Some((20.0, f64::INFINITY)));
        assert_eq!(bounds(">20"), Some((20.0, f64::INFINITY)));
        assert_eq!(bounds("<=20"), Some((f64::NEG_INFINITY, 20.0)));
        assert_eq!(bounds("<20"), Some((f64::NEG_INFINITY, 20.0)));
        assert_eq!(bounds("~200000"), Some((180_000.0, 220_000.0)));
        assert_eq!(bounds("~-100"), Some((-110.0, -90.0)));
        assert_eq!(bounds("2200000..2500000"), Some((2_200_000.0, 2_500_000.0)));
        assert_eq!(bounds("5..5"), Some((5.0, 5.0)));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let long = "9".repeat(400);
        for text in [
            "",
            " 10",
            "10 ",
            "1,600,000",
            "inf",
            "-inf",
            "nan",
            "NaN",
            "1e9",
            "..",
            "5..",
            "..5",
            "2..1",
            "0x10",
            "ten",
            ".5",
            "5.",
            "1.2.3",
            "--1",
            ">",
            "~",
            ">=~5",
            "~1..2",
            "1..2..3",
            "１０",
            "²",
            &long,
        ] {
            assert!(Number::parse(text).is_err(), "{text}");
        }
        let message = Number::parse("2..1").map_err(|error| error.message).err();
        assert_eq!(message.as_deref(), Some("\"2..1\" ends before it begins"));
    }

    #[test]
    fn a_refused_number_names_what_to_write_instead() {
        for (text, expected) in [
            ("1,600,000", "1600000"),
            ("1 600 000", "1600000"),
            ("1,234.5", "1234.5"),
            ("1.6 million", "1600000"),
            ("1.1 million", "1100000"),
            ("1.60001 thousand", "1600.01"),
            ("about 200,000", "~200000"),
            ("more than 20", ">20"),
            ("at least 20", ">=20"),
            ("more than 2.4 million", ">2400000"),
            ("Up to 500", "<=500"),
            ("20+", ">=20"),
            ("20 or more", ">=20"),
            ("130만", "1300000"),
            ("130만 명", "1300000"),
            ("약 130만명", "~1300000"),
            ("500명 이상", ">=500"),
            ("200,000-250,000", "200000..250000"),
            ("10–20", "10..20"),
            ("10 to 20", "10..20"),
            ("2.2-2.5 million", "2200000..2500000"),
            ("between 10 and 20", "10..20"),
            ("１０", "10"),
            (".5", "0.5"),
            ("> 20", ">20"),
        ] {
            let hint = Number::parse(text).err().and_then(|error| error.hint).unwrap_or_default();
            assert_eq!(hint, format!("write {expected}"), "{text}");
            assert!(Number::parse(expected).is_ok(), "{expected}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "1,5",
            "12 34",
            "1.600.000",
            "1,60,000",
            "many",
            "20-10",
            "5 of 10",
            "inf million",
            "3 provinces",
            "10%",
            "over 20+",
            "5만 3천",
            "million",
            "-",
            "1,600,00",
        ] {
            let hint = Number::parse(text).err().and_then(|error| error.hint).unwrap_or_default();
            assert_eq!(hint, GENERAL, "{text}");
        }
    }
}
