//! Two dates in one phrase: a time from one to the other, some day between them, or a choice of the two.

use super::advice::STILL;
use super::phrase::{Parts, Phrase, Reading, Token, reading, year_of};

/// Two dates, and what stands between them: a time from one to the other, or a choice of the two.
pub(super) fn two_dates(pieces: &[Token<'_>]) -> Option<Vec<Reading>> {
    let (is_between, pieces) = match pieces {
        [Token::Word("between"), rest @ ..]
        | [Token::Word("sometime"), Token::Word("between"), rest @ ..] => (true, rest),
        [Token::Word("from"), rest @ ..] => (false, rest),
        _ => (false, pieces),
    };
    pieces.iter().enumerate().find_map(|(place, sign)| {
        let (first, last) = (&pieces[..place], &pieces[place + 1..]);
        let is_choice = matches!(sign, Token::Word("or"));
        match sign {
            Token::Word("and") if is_between => {}
            Token::Dash | Token::Tilde | Token::Word("to" | "through" | "till" | "until" | "부터" | "or")
                if !is_between => {}
            _ => return None,
        }
        let first = Phrase::read(first)?.plain()?;
        if !is_choice && matches!(last, [Token::Word(word)] if STILL.contains(word)) {
            return Some(vec![reading(first.written()?, " in since and .. in until")]);
        }
        let last = match last {
            // 2009년부터 2010년까지
            [last @ .., Token::Word("까지")] => last,
            _ => last,
        };
        let last = Phrase::read(last)?.plain()?;
        let (first, last) = filled(first, last)?;
        Some(match (is_between, is_choice) {
            (true, _) => vec![reading(format!("[{first}..{last}]"), "")],
            (_, true) => vec![reading(format!("[{first},{last}]"), "")],
            _ => vec![
                reading(format!("{first}/{last}"), " (if it lasted)"),
                reading(format!("[{first}..{last}]"), " (if it was some day between)"),
            ],
        })
    })
}

/// Both dates in full: "27-29 April 2021" gives month and year once, "April 27-29, 2021" in two places.
fn filled(first: Parts, last: Parts) -> Option<(String, String)> {
    let is_blank = |parts| parts == Parts::default();
    if is_blank(first) || is_blank(last) {
        return None;
    }
    let mut both = (first, last);
    both.0.year = first.year.or(last.year);
    if first.day.is_some() {
        both.0.month = first.month.or(last.month);
    }
    if last.day.is_some() {
        both.1.month = last.month.or(first.month);
    }
    // What lends and what borrows must be of one kind: the 04-2010 of 28-04-2010 is not a second date.
    if both != (first, last) && !both.0.is_as_precise_as(both.1) {
        return None;
    }
    Some((both.0.written()?, both.1.written()?))
}

/// "2021년 4~5월", "2021.4~5", "4-5/2021", "2021-04/05": two months, of which the year is given once; with a dash or a slash
/// between them after the year, they may also be a month and a day.
pub(super) fn months_in_short(pieces: &[Token<'_>]) -> Option<Vec<Reading>> {
    use Token::{Dash, Dot, Number, Slash, Tilde, Word};
    let pieces = match pieces {
        [rest @ .., Dot] => rest,
        _ => pieces,
    };
    let (year, first, last, is_day) = match pieces {
        [
            Number(year),
            Word("년" | "年"),
            Number(first),
            Dash | Tilde | Slash,
            Number(last),
            Word("월" | "月"),
        ]
        | [Number(year), Dot | Dash | Slash, Number(first), Tilde, Number(last)]
        | [
            Number(year),
            Dot | Dash | Slash,
            Number(first),
            Dash | Tilde | Slash,
            Number(last),
            Word("월" | "月"),
        ] => (year, first, last, false),
        [Number(first), Dash | Tilde, Number(last), Slash | Dot, Number(year)] if year.len() == 4 => {
            (year, first, last, false)
        }
        [Number(year), Dot, Number(first), Dash | Slash, Number(last)]
        | [Number(year), Dash, Number(first), Slash, Number(last)] => (year, first, last, true),
        _ => return None,
    };
    let year = year_of(year)?;
    let month = |text: &str| {
        (text.len() <= 2).then(|| text.parse::<u32>().ok()).flatten().filter(|month| (1..=12).contains(month))
    };
    let (first, last) = (month(first)?, month(last)?);
    if first >= last {
        return None;
    }
    let (from, to) = (format!("{year:04}-{first:02}"), format!("{year:04}-{last:02}"));
    let mut readings = vec![
        reading(format!("{from}/{to}"), " (if it lasted)"),
        reading(format!("[{from}..{to}]"), " (if it was some day between)"),
    ];
    if is_day {
        readings.push(reading(format!("{from}-{last:02}"), " (the day)"));
    }
    Some(readings)
}

/// `1998/99`, `2009–10`: two years, or a year and a month.
pub(super) fn years_in_short(pieces: &[Token<'_>]) -> Option<Vec<Reading>> {
    let (winter, pieces) = match pieces {
        [Token::Word("winter"), Token::Word("of"), rest @ ..] | [Token::Word("winter"), rest @ ..] => {
            (true, rest)
        }
        _ => (false, pieces),
    };
    let [Token::Number(first), Token::Dash | Token::Slash, Token::Number(second)] = pieces else {
        return None;
    };
    let year = year_of(first)?;
    let last = match second.len() {
        2 => year / 100 * 100 + second.parse::<i32>().ok()?,
        4 if winter => year_of(second)?,
        _ => return None,
    };
    if winter {
        return (last == year + 1).then(|| vec![reading(format!("[{year:04}-12..{last:04}-02]"), "")]);
    }
    if last <= year {
        return None;
    }
    let mut readings = Vec::new();
    if second.parse::<u32>().is_ok_and(|month| (1..=12).contains(&month)) {
        readings.push(reading(format!("{year:04}-{second}"), " (the month)"));
    }
    readings.push(reading(format!("{year:04}/{last:04}"), " (if it lasted)"));
    readings.push(reading(format!("[{year:04}..{last:04}]"), " (if it was some day between)"));
    Some(readings)
}
