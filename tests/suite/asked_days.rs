//! Days on the command line, and hints that fit where they are shown.

use crate::support::Workshop;

#[test]
fn a_month_is_answered_with_how_to_ask_about_a_day_of_it() {
    let workshop = Workshop::seeded();
    for (text, hint) in [
        ("July 2009", "ask about one from 2009-07-01 to 2009-07-31, such as 2009-07-01"),
        ("2009년 7월", "ask about one from 2009-07-01 to 2009-07-31, such as 2009-07-01"),
        ("2009", "ask about one from 2009-01-01 to 2009-12-31, such as 2009-01-01"),
        ("before 2009", "ask about one, such as 2008-12-31"),
        ("28 April 2010", "write the day as 2010-04-28"),
        ("07/01/2009", "write the day as 2009-07-01, or 2009-01-07"),
        ("soon", "write one day as YYYY-MM-DD, or today"),
    ] {
        let ran = workshop.run(&["officials", "--on", text]);
        assert_eq!(ran.status, 2, "{ran}");
        assert!(ran.err.contains(hint), "{text}: {ran}");
        assert!(!ran.err.contains("leave it blank"), "{ran}");
    }
    let ran = workshop.run(&["officials", "--published-by", "July 2009"]);
    assert!(ran.err.contains("; write 2009-07\n"), "{ran}");
}

#[test]
fn today_is_a_day() {
    let workshop = Workshop::seeded();
    let plain = workshop.ok(&["officials"]);
    assert_eq!(workshop.ok(&["officials", "--on", "today"]), plain);
    assert_eq!(workshop.ok(&["officials", "--on=Today"]), plain);
    workshop.ok(&["diff", "--on", "2010-01-01", "today"]);
    workshop.ok(&["events", "--from", "2016-01-01", "--to", "today"]);
    // Elsewhere it is a word.
    workshop.ok(&["search", "today"]);
}

#[test]
fn the_beginning_of_a_word_hints_at_it() {
    let workshop = Workshop::new();
    workshop.write("in/sources.csv", "id,title\ns1,Gazette\n");
    for (sex, word) in [("m", "male"), ("M", "male"), ("f", "female"), ("fem", "female")] {
        workshop.write("in/officials.csv", format!("id,name,sex,source\nk1,Kim,{sex},s1\n"));
        let ran = workshop.run(&["import", "in"]);
        assert!(ran.err.contains(&format!("hint: did you mean {word}?")), "{ran}");
    }
}
