//! Numbers as facts state them: `10`, `>=20`, `~200000`, `2200000..2500000`.

use crate::date::DateError;

/// A number that a source states, with the least and the greatest that it can mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    least: f64,
    most: f64,
}

/// How much `~` leaves open, either way: a tenth.
const ABOUT: f64 = 0.1;

impl Number {
    /// Reads a number: digits with an optional sign and decimal point; a comparison (`>`, `>=`, `<`, `<=`) or `~`
    /// before it; or a range `a..b`.
    ///
    /// # Errors
    /// If the text is none of these, or the range is reversed.
    pub fn parse(text: &str) -> Result<Number, DateError> {
        let number = |text: &str| plain(text).ok_or(());
        let read = || -> Result<Number, ()> {
            if let Some((least, most)) = text.split_once("..") {
                return Ok(Number { least: number(least)?, most: number(most)? });
            }
            if let Some(rest) = text.strip_prefix('~') {
                let about = number(rest)?;
                return Ok(Number { least: about - about.abs() * ABOUT, most: about + about.abs() * ABOUT });
            }
            for least in [">=", ">", "≥"] {
                if let Some(rest) = text.strip_prefix(least) {
                    return Ok(Number { least: number(rest)?, most: f64::INFINITY });
                }
            }
            for most in ["<=", "<", "≤"] {
                if let Some(rest) = text.strip_prefix(most) {
                    return Ok(Number { least: f64::NEG_INFINITY, most: number(rest)? });
                }
            }
            let exact = number(text)?;
            Ok(Number { least: exact, most: exact })
        };
        match read() {
            Ok(number) if number.least <= number.most => Ok(number),
            Ok(_) => Err(DateError {
                message: format!("\"{text}\" ends before it begins"),
                hint: Some("write the smaller number first, such as 2200000..2500000".to_owned()),
            }),
            Err(()) => {
                Err(DateError { message: format!("\"{text}\" is no number"), hint: Some(advice(text)) })
            }
        }
    }

    /// The least and the greatest number that the text can mean; an open end is infinite.
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        (self.least, self.most)
    }
}

/// Digits with an optional sign and decimal point.
fn plain(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_plain = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

/// What to write instead: thousands without commas, millions in digits, words as signs.
fn advice(text: &str) -> String {
    let general = "write digits only, such as 10, >=20, ~200000 or 2200000..2500000".to_owned();
    let lower = text.to_lowercase();
    let mut sign = "";
    let mut rest = lower.as_str();
    for (words, with) in [
        ("more than ", ">"),
        ("over ", ">"),
        ("at least ", ">="),
        ("at most ", "<="),
        ("less than ", "<"),
        ("fewer than ", "<"),
        ("about ", "~"),
        ("around ", "~"),
        ("approximately ", "~"),
        ("약 ", "~"),
        ("약", "~"),
        (">=", ">="),
        ("<=", "<="),
        (">", ">"),
        ("<", "<"),
        ("~", "~"),
    ] {
        if let Some(after) = rest.strip_prefix(words) {
            (sign, rest) = (with, after);
            break;
        }
    }
    let mut factor = 1.0;
    for (word, times) in [
        ("million", 1e6),
        ("thousand", 1e3),
        ("billion", 1e9),
        ("만명", 1e4),
        ("만 명", 1e4),
        ("만", 1e4),
        ("억", 1e8),
    ] {
        if let Some(before) = rest.trim_end().strip_suffix(word) {
            (factor, rest) = (times, before);
            break;
        }
    }
    match plain(&rest.trim().replace([',', '\'', ' '], "")) {
        Some(number) => format!("write {sign}{}", (number * factor * 1000.0).round() / 1000.0),
        None => general,
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_have_the_bounds_that_their_signs_give() {
        let bounds = |text| Number::parse(text).map(Number::bounds).ok();
        assert_eq!(bounds("10"), Some((10.0, 10.0)));
        assert_eq!(bounds(">=20"), Some((20.0, f64::INFINITY)));
        assert_eq!(bounds("~200000"), Some((180_000.0, 220_000.0)));
        assert_eq!(bounds("2200000..2500000"), Some((2_200_000.0, 2_500_000.0)));
        for refused in ["", "1,600,000", "inf", "nan", "1e9", "..", "5..", "2..1", "0x10", "ten"] {
            assert_eq!(bounds(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_refused_number_names_what_to_write_instead() {
        let hint = |text| Number::parse(text).err().and_then(|error| error.hint).unwrap_or_default();
        assert_eq!(hint("1,600,000"), "write 1600000");
        assert_eq!(hint("1.6 million"), "write 1600000");
        assert_eq!(hint("more than 2.4 million"), "write >2400000");
        assert_eq!(hint("약 130만명"), "write ~1300000");
    }
}
