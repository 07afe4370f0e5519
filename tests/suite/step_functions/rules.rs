//! Each rule by name, on an office on which it decides.

use orgarchive::verdict::step::{Reason, Subject};

use super::offices::{day, holds, office};

#[test]
fn b1_rows_that_meet_are_one() {
    // Re-elected in the year in which the first term ended; nothing is known of the days between.
    let terms = office("a s1 since 2012 until 2016 \n a s1 since 2016 until 2020", true);
    holds(&terms, "2014-01-01: a certain \n 2016-06-30: a certain \n 2018-01-01: a certain");
    let to_the_day =
        office("a s1 since 2012-01-03 until 2016-01-02 \n a s1 since 2016-01-03 until 2020-01-02", true);
    holds(&to_the_day, "2016-01-02: a certain \n 2016-01-03: a certain");
    let a_week_later =
        office("a s1 since 2012-01-03 until 2016-01-02 \n a s1 since 2016-01-09 until 2020-01-02", true);
    holds(&a_week_later, "2014-01-01: a certain \n 2016-01-05: a excluded \n 2018-01-01: a certain");
}

#[test]
fn b1_an_end_alone_meets_a_beginning_on_exact_days_only() {
    let exact = office("a s1 until 2016-01-02 \n a s2 since 2016-01-03", false);
    holds(&exact, "2010-01-01: a possible \n 2016-01-02: a certain \n 2020-01-01: a possible");
    let years = office("a s1 until 2016 \n a s2 since 2016 until 2018", false);
    holds(&years, "2010-01-01: a excluded");
}

#[test]
fn b2_a_source_does_not_contradict_itself() {
    let overlapping = "a s1 since 1990-01-01 until 1995-12-31 \n a s1 since 1994-01-01 until 2000-12-31";
    holds(
        &office(overlapping, true),
        "1992-01-01: a certain \n 1995-01-01: a certain \n 1998-01-01: a certain",
    );
    let by_two = "a s1 since 1990-01-01 until 1995-12-31 \n a s2 since 1994-01-01 until 2000-12-31";
    holds(&office(by_two, true), "1992-01-01: a disputed \n 1998-01-01: a disputed");
    let repeated = "a s1 since 1990-01-01 until 1995-12-31 \n a s1 since 1994-01-01 until 2000-12-31
                    a s2 since 1990-01-01 until 1995-12-31";
    holds(&office(repeated, true), "1992-01-01: a certain \n 1998-01-01: a certain");
}

#[test]
fn b3_spells_overlap_or_are_several() {
    holds(
        &office("a s1 since 1967 until 1998 \n a s2 since 1971 until 1990", true),
        "1969-01-01: a disputed \n 1980-01-01: a certain \n 1995-01-01: a disputed",
    );
    holds(
        &office("a s1 since 2014 until 2017 \n a s2 since 2021 \n a s3 seen 2022-06-01", true),
        "2019-01-01: a excluded \n 2022-03-01: a certain",
    );
}

#[test]
fn b4_whole_rows_define_the_spells() {
    // The row that speaks of both does not make one of them, in which each whole row would dispute the other.
    let rows = "a s1 since 1990 until 1994 \n a s1 since 2000 until 2004 \n a s2 until 2002 seen 1992-05-01";
    holds(&office(rows, true), "1992-01-01: a certain \n 1997-01-01: a disputed \n 2001-06-01: a certain");
}

#[test]
fn b5_a_rival_breaks_a_bridge() {
    let seen = "a s1 seen 1990-01-01 \n a s2 seen 2000-01-01 \n b s3 seen 1995-01-01";
    holds(
        &office(seen, true),
        "1990-01-01: a certain, b excluded \n 1993-01-01: a possible, b possible \n 1995-01-01: a excluded, b certain",
    );
    holds(&office(seen, false), "1993-01-01: a certain, b possible");
    // A row that has held days on both sides is not a bridge: the two contradict each other.
    let whole = "a s1 since 1990-01-01 until 2000-01-01 \n b s3 seen 1995-01-01";
    holds(&office(whole, true), "1993-01-01: a certain, b excluded \n 1995-01-01: a disputed, b disputed");
    // Who is not named breaks nothing.
    let unnamed = "a s1 seen 1990-01-01 \n a s2 seen 2000-01-01 \n u s3 seen 1995-01-01";
    holds(&office(unnamed, true), "1993-01-01: a certain, u excluded");
}

#[test]
fn no_spell_holds_two_terms() {
    let terms = "a s1 term 1 since 1990 until 1995 \n a s1 term 2 since 1995 until 2000";
    holds(&office(terms, true), "1992-01-01: a certain \n 1995-06-01: a possible \n 1998-01-01: a certain");
    // A record without a term fits any, and forms no spell of its own.
    let blank =
        "a s1 term 1 since 1990 until 1995 \n a s1 term 2 since 2000 until 2005 \n a s2 seen 2002-03-01";
    holds(&office(blank, true), "1997-01-01: a excluded \n 2002-03-01: a certain");
}

#[test]
fn what_names_no_day_counts_only_for_who_has_no_spell() {
    holds(&office("a s1", true), "1990-01-01: a possible");
    holds(&office("a s1 \n a s2 since 1990 until 1995", true), "1980-01-01: a excluded");
}

#[test]
fn c1_days_in_the_span_are_certain_unless_something_speaks_against_them() {
    let dead = office("a s1 since 1990 \n a s2 seen 2005-02-01 \n a died 2000-03", true);
    holds(&dead, "1999-01-01: a certain \n 2003-01-01: a disputed");
    let tenures = dead.tenures();
    let words = tenures[0].on(day("2003-01-01")).reason.words(Subject::Holder, None, &|_| "a".to_owned());
    assert_eq!(words, "died 2000-03 by one record, held 2005-02-01 by another");
    assert_eq!(
        &*tenures[0].on(day("2003-01-01")).records,
        [0, 1, 102],
        "the record of the death is behind it"
    );
}

#[test]
fn c2_days_outside_the_span_are_excluded_by_what_nothing_contradicts() {
    let dead = office("a s1 since 1990 seen 1995-01-01 \n a died 1997-06", true);
    holds(&dead, "1996-01-01: a possible \n 1998-01-01: a excluded");
    let ended = office("a s1 since 1990 seen 1995-01-01 \n a s2 until 1997", true);
    holds(&ended, "1998-01-01: a excluded \n 1989-01-01: a excluded");
}

#[test]
fn c3_a_record_that_nothing_reconciles_counts_from_its_first_end() {
    // Ended in 1995 by one, seen in 1997 by another: whichever day of 1995 is right, the rest of it is in doubt.
    let rows = "a s1 since 1990 until 1995 \n a s2 since 1990 seen 1997-01-01";
    holds(&office(rows, true), "1994-12-31: a certain \n 1995-06-01: a disputed \n 1996-06-01: a disputed");
    let begins = "a s1 since 1990 until 1995 \n a s2 until 1995 seen 1988-01-01";
    holds(&office(begins, true), "1990-06-01: a disputed \n 1991-01-01: a certain");
}

#[test]
fn c4_what_is_contradicted_disputes_no_further_than_its_contradiction_reaches() {
    let dead = office("a s1 since 1990 seen 2005-02-01 \n a died 2000", true);
    holds(&dead, "2003-01-01: a disputed \n 2020-01-01: a possible");
    // Another death is not a sighting: after both, nothing speaks for the day.
    let twice = office("a s1 since 1990 seen 1995-02-01 \n a died 2000 \n a died 2003", true);
    holds(&twice, "2001-06-01: a disputed \n 2004-06-01: a excluded");
}

#[test]
fn d1_two_in_whose_spans_the_day_lies_are_disputed() {
    let two = "a s1 since 1990 until 2000 \n b s2 since 1995 until 2005";
    holds(&office(two, true), "1993-01-01: a certain, b excluded \n 1997-01-01: a disputed, b disputed");
    holds(&office(two, false), "1997-01-01: a certain, b certain");
    let unnamed = "a s1 since 1990 until 2000 \n u s2 since 1995 until 2005";
    holds(&office(unnamed, true), "1997-01-01: a certain, u certain");
    let tenures = office(two, true).tenures();
    assert!(matches!(tenures[0].on(day("1997-01-01")).reason, Reason::HeldAsWell(_)));
}

#[test]
fn d2_a_handover_is_no_dispute() {
    let said = "a s1 since 1990 until 2001-05-01 \n b s2 since 2001-05-01 until 2005";
    holds(&office(said, true), "2001-05-01: a certain, b certain");
    let elected = "a s1 since 2001-05-01 \n b s2 since 2001-05-01";
    holds(&office(elected, true), "2001-05-01: a disputed, b disputed");
    let seen = "a s1 seen 2001-05-01 \n b s2 seen 2001-05-01";
    holds(&office(seen, true), "2001-05-01: a disputed, b disputed");
    // Which of two it was handed over to is disputed; that it was is not.
    let three = "a s1 until 2001-05-01 \n b s2 since 2001-05-01 \n c s3 since 2001-05-01";
    holds(&office(three, true), "2001-05-01: a certain, b disputed, c disputed");
}

#[test]
fn d3_beside_a_certain_holder_others_are_excluded() {
    let rows = "a s1 since 1990 until 2000 \n b s2 until 2010 \n u s3";
    holds(&office(rows, true), "1995-01-01: a certain, b excluded, u excluded");
    holds(&office(rows, false), "1995-01-01: a certain, b possible, u possible");
    // Evidence against somebody never brings him back: c died in 1980, and is reported dead in 1999.
    let echoes = "a s1 since 1990 until 2000 \n c s2 since 1970 until 1975 \n c s3 since 1970 seen 1992-01-01 out 1999";
    holds(&office(echoes, true), "1991-06-01: a disputed, c disputed \n 1996-01-01: a certain, c excluded");
}

#[test]
fn d4_who_began_in_the_midst_of_a_holder_disputes_him() {
    let rows = "a s1 since 1980 until 1995 \n b s2 since 1990";
    holds(
        &office(rows, true),
        "1985-01-01: a certain, b excluded
         1990-06-01: a certain, b possible
         1992-01-01: a disputed, b disputed
         1996-01-01: a excluded, b possible",
    );
    let ended = "a s1 since 1980 until 1995 \n b s2 until 1990";
    holds(&office(ended, true), "1985-01-01: a disputed, b disputed \n 1992-01-01: a certain, b excluded");
    // A spell that its own records exclude on the day disputes nothing.
    let gone = "a s1 since 1980 until 1995 \n b s2 since 1990-01-01 until 1990-02-01";
    holds(&office(gone, true), "1992-01-01: a certain, b excluded");
    // Nor does an unnamed one.
    let unnamed = "a s1 since 1980 until 1995 \n u s2 since 1990";
    holds(&office(unnamed, true), "1992-01-01: a certain, u excluded");
}

#[test]
fn d5_once_another_followed_a_spell_is_over() {
    let rows = "a s1 since 1980 seen 1985-01-01 \n b s2 seen 1990-01-01 \n c s3 since 2000";
    holds(
        &office(rows, true),
        "1988-01-01: a possible, b possible, c excluded
         1995-01-01: a excluded, b possible, c excluded
         2005-01-01: a excluded, b excluded, c possible
         1970-01-01: a excluded, b excluded, c excluded",
    );
    let tenures = office(rows, true).tenures();
    let words = tenures[0].on(day("1995-01-01")).reason.words(Subject::Holder, None, &|_| "b".to_owned());
    assert_eq!(words, "followed by b, who held it on 1990-01-01");
    holds(&office(rows, false), "1995-01-01: a possible, b possible, c excluded");
}

#[test]
fn values_that_can_be_one_are_no_rivals() {
    let rows = "a s1 since 1990 until 2000 \n b s2 since 1990 until 2000 \n c s3 since 1995";
    let mut office = office(rows, true);
    office.same.insert((0, 1));
    holds(&office, "1993-01-01: a certain, b certain, c excluded");
}

#[test]
fn what_is_constant_holds_on_every_day() {
    let mut two = office("a s1 \n b s2", true);
    two.constant = true;
    holds(&two, "0001-01-01: a disputed, b disputed \n 9999-12-31: a disputed, b disputed");
    two.same.insert((0, 1));
    holds(&two, "1990-01-01: a certain, b certain");
}

#[test]
fn numbers_that_change_are_certain_on_stated_ranges_only() {
    let mut members = office("a s1 seen 2008-01-01 \n a s2 seen 2021-01-01 \n b s3 seen 2016-06-01", true);
    members.stated_only = true;
    holds(&members, "2008-01-01: a certain, b excluded \n 2012-01-01: a possible, b possible");
}

/// A source cannot have seen what came after it, and a term under way is a sighting.
#[test]
fn held_days_end_with_the_source() {
    holds(
        &office("a s1 since 2025 until 2030 out 2026-01-01", true),
        "2025-12-31: a possible \n 2028-01-01: a possible",
    );
    holds(&office("a s1 since 1990 until 1995 out 1993", true), "1991-01-01: a possible");
}

/// The pieces of each holder are all days, without gaps, and no two neighbours say the same.
#[test]
fn pieces_cover_all_days() {
    let rows = "a s1 since 1980 until 1995 \n b s2 since 1990 \n c s3 seen 1999-01-01 \n u s4 \n a died 2000";
    for tenure in office(rows, true).tenures() {
        assert_eq!(tenure.pieces[0].days.from, day("0001-01-01"));
        assert_eq!(tenure.pieces.last().unwrap().days.to, day("9999-12-31"));
        for pair in tenure.pieces.windows(2) {
            assert_eq!(pair[0].days.to.after(), pair[1].days.from);
            assert!(
                (pair[0].verdict, pair[0].reason) != (pair[1].verdict, pair[1].reason)
                    || pair[0].records != pair[1].records
            );
        }
    }
}

/// The examples of `docs/verdicts.md`: records, and what the answer is on some days.
#[test]
fn the_examples_of_the_documentation_are_true() {
    let page = include_str!("../../../docs/verdicts.md");
    let mut examples = 0;
    for block in page.split("\n\n").filter(|block| block.starts_with("    ")) {
        let (days, records): (Vec<&str>, Vec<&str>) =
            block.lines().map(str::trim).partition(|line| line.starts_with("on "));
        let initial = |text: &str| {
            let named = [("abel", "a"), ("boris", "b")];
            named.iter().fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
        };
        let records = initial(&records.join("\n")).leak();
        holds(&office(records, true), &initial(&days.join("\n").replace("on ", "")));
        examples += 1;
    }
    assert!(examples >= 13, "{examples}");
}
