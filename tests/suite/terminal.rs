//! What answers look like on terminals of several widths, and in colour.

use insta::assert_snapshot;
use unicode_width::UnicodeWidthStr;

use crate::support::{Workshop, small_tables, texts};

/// The widths that people have: of the first terminals, of a window, of half a screen, of a whole one.
const WIDTHS: [&str; 4] = ["80", "100", "120", "200"];

/// Questions of every kind to the seed.
const QUESTIONS: &[&[&str]] = &[
    &["officials", "--on", "1969-01-01", "--all"],
    &["organizations", "--tree", "--all"],
    &["chapters"],
    &["events"],
    &["facts", "--subject", "womens-union", "--all"],
    &["show", "kim-jung-rin"],
    &["timeline", "womens-union"],
    &["search", "kim"],
    &["conflicts"],
    &["gaps"],
    &["coverage"],
    &["candidates"],
    &["log"],
    &["sql", "SELECT * FROM sources"],
    &["sql", "SELECT * FROM postings"],
    &["tenures"],
    &["names", "--subject", "womens-union", "--all"],
    &["relations", "--subject", "womens-union"],
    &["show", "womens-union"],
];

fn at(workshop: &Workshop, question: &[&str], width: &str) -> String {
    workshop.ok(&[question, &["--width", width]].concat())
}

/// Three posts with what a row can hold: Korean, long reasons, several sources.
fn posts() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "more/officials.csv",
        "id,name,source\npak,박정애,s1\nunnamed-secretary,Unnamed secretary of the union in the north,s1\n",
    );
    workshop.write(
        "more/postings.csv",
        "official,organization,title,since,until,source\npak,party,member,1965,1971-03-02,s1\n\
         pak,party,member,1966,,s2\nunnamed-secretary,union,member,2009~,,s2\n",
    );
    workshop.ok(&["import", "data", "more"]);
    workshop
}

#[test]
fn answers_and_their_notes_fit_every_width_and_take_few_lines() {
    let workshop = Workshop::seeded();
    for question in QUESTIONS {
        let most = 4 * at(&workshop, question, "400").lines().count();
        for width in WIDTHS {
            let answer = at(&workshop, question, width);
            let room: usize = width.parse().unwrap();
            let wide = answer.lines().find(|line| line.width() > room);
            assert_eq!(wide, None, "{question:?} at {width}");
            assert!(answer.lines().count() <= most, "{question:?} at {width}\n{answer}");
        }
    }
}

#[test]
fn ids_dates_and_names_of_people_stay_whole_at_every_width() {
    let workshop = Workshop::seeded();
    let question = ["officials", "--on", "1969-01-01", "--all"];
    let rows = workshop.rows(&question);
    for width in WIDTHS {
        let answer = at(&workshop, &question, width);
        for row in &rows {
            let name = row["official_name"].as_str().unwrap().to_owned();
            let dates =
                ["held_before", "held_after"].map(|field| row[field].as_str().unwrap_or_default().to_owned());
            for whole in [name].into_iter().chain(texts(row, "sources")) {
                assert!(answer.contains(&whole), "{whole} at {width}\n{answer}");
            }
            for date in dates.iter().filter(|date| !date.is_empty()) {
                let words = orgarchive::date::bounds_of(date).unwrap().day_within();
                let mut parts = words.split(" to ");
                assert!(parts.all(|part| answer.contains(part)), "{words} at {width}\n{answer}");
            }
        }
    }
}

#[test]
fn a_table_becomes_blocks_below_the_width_that_it_needs() {
    let workshop = posts();
    let question = ["officials", "--on", "1968-05-01", "--all"];
    assert_snapshot!(at(&workshop, &question, "80"), @r"
    • official: 박정애  organization: The party  titles: Member  verdict: certain
      reason: held from 1965-12-31 to 1971-03-02  held_before: 1966
      held_after: 1971-03-02  sources: s1; s2

    • official: Kim A  organization: The union  titles: Chair  verdict: excluded
      reason: began 2001-01-01 or later  held_after: 2001  sources: s1

    • official: Ri B  organization: The union  titles: Chair  verdict: excluded
      reason: began 2011-03-01 or later  held_after: 2011-03  sources: s2

    • official: Unnamed secretary of the union in the north  organization: The union
      titles: Member  verdict: excluded  reason: began 2008-01-01 or later
      held_after: 2008 to 2010  sources: s2
    ");
    assert_snapshot!(at(&workshop, &question, "100"), @r"
    • official: 박정애  organization: The party  titles: Member  verdict: certain
      reason: held from 1965-12-31 to 1971-03-02  held_before: 1966  held_after: 1971-03-02
      sources: s1; s2

    • official: Kim A  organization: The union  titles: Chair  verdict: excluded
      reason: began 2001-01-01 or later  held_after: 2001  sources: s1

    • official: Ri B  organization: The union  titles: Chair  verdict: excluded
      reason: began 2011-03-01 or later  held_after: 2011-03  sources: s2

    • official: Unnamed secretary of the union in the north  organization: The union  titles: Member
      verdict: excluded  reason: began 2008-01-01 or later  held_after: 2008 to 2010  sources: s2
    ");
    assert_snapshot!(at(&workshop, &question, "120"), @r"
    • official: 박정애  organization: The party  titles: Member  verdict: certain
      reason: held from 1965-12-31 to 1971-03-02  held_before: 1966  held_after: 1971-03-02  sources: s1; s2

    • official: Kim A  organization: The union  titles: Chair  verdict: excluded  reason: began 2001-01-01 or later
      held_after: 2001  sources: s1

    • official: Ri B  organization: The union  titles: Chair  verdict: excluded  reason: began 2011-03-01 or later
      held_after: 2011-03  sources: s2

    • official: Unnamed secretary of the union in the north  organization: The union  titles: Member  verdict: excluded
      reason: began 2008-01-01 or later  held_after: 2008 to 2010  sources: s2
    ");
    assert_snapshot!(at(&workshop, &question, "200"), @r"
    official                                     organization  titles  verdict   reason                              held_before  held_after    sources
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    박정애                                       The party     Member  certain   held from 1965-12-31 to 1971-03-02  1966         1971-03-02    s1; s2
    Kim A                                        The union     Chair   excluded  began 2001-01-01 or later                        2001          s1
    Ri B                                         The union     Chair   excluded  began 2011-03-01 or later                        2011-03       s2
    Unnamed secretary of the union in the north  The union     Member  excluded  began 2008-01-01 or later                        2008 to 2010  s2
    ");
}

#[test]
fn blocks_are_apart_unless_that_takes_too_many_lines() {
    let workshop = Workshop::seeded();
    let lines = |question: &[&str]| -> Vec<String> {
        at(&workshop, question, "80").lines().map(str::to_owned).collect()
    };
    let apart = lines(&["sql", "SELECT * FROM postings"]);
    let begins = |line: &String| line.starts_with("• id: ");
    assert_eq!(
        apart.iter().filter(|line| begins(line)).count(),
        workshop.rows(&["sql", "SELECT id FROM postings"]).len()
    );
    let between = apart.windows(2).filter(|pair| begins(&pair[1])).all(|pair| pair[0].is_empty());
    assert!(between, "{}", apart.join("\n"));
    // Rows that are a line each on a wide terminal, and would be five with a line between.
    let close = lines(&[
        "sql",
        "SELECT official, organization, chapter, title, since, until, as_of, source, locator, possible_from, possible_to, certain_from, certain_to FROM postings",
    ]);
    assert!(
        close[0].starts_with("• official: ") && !close.iter().any(String::is_empty),
        "{}",
        close.join("\n")
    );
}

#[test]
fn days_are_written_as_people_write_them_and_as_they_were_for_programs() {
    let workshop = posts();
    let question = ["officials", "--on", "1968-05-01", "--official", "pak"];
    let read = workshop.ok(&question);
    assert!(read.contains(" 1966 ") && !read.contains("[1966"), "{read}");
    assert_eq!(workshop.rows(&question)[0]["held_before"], "[1966-01-01..1966-12-31]");
    // A source without a date that gives neither month nor year of an end.
    workshop.write("more/sources.csv", "id,title\ns9,An undated page\n");
    workshop.write(
        "more/postings.csv",
        "official,organization,title,since,until,source\nri-b,party,member,,XXXX-XX-17,s9\n",
    );
    workshop.ok(&["import", "more"]);
    let question = ["tenures", "--official", "ri-b", "--organization", "party"];
    let read = workshop.ok(&question);
    assert!(
        read.contains("held at an unknown time") && !read.contains("9999") && !read.contains("0001"),
        "{read}"
    );
    assert!(workshop.rows(&question).iter().any(|row| row["to"] == "9999-12-17"));
}

#[test]
fn ids_without_a_hyphen_are_named_where_a_sentence_mentions_them() {
    let workshop = posts();
    workshop.write("more/officials.csv", "id,name,source\nsuccessor,Han C,s1\n");
    workshop.write(
        "more/postings.csv",
        "official,organization,title,since,until,source\nsuccessor,union,chair,2002,2004,s2\n",
    );
    workshop.ok(&["import", "more"]);
    let question = ["officials", "--on", "2003-05-01", "--official", "kim-a"];
    let read = workshop.ok(&question);
    assert!(read.contains("Han C held it as well") && !read.contains("successor"), "{read}");
    assert!(workshop.ok(&[&question[..], &["--ids"]].concat()).contains("Han C (successor)"));
    // Under an answer that has no rows as well.
    let note = workshop.ok(&["officials", "--on", "1950-01-01", "--official", "successor"]);
    assert!(note.contains("(--all shows them): Han C: began 2002-01-01 or later"), "{note}");
    // A name that has a word which is an id stays as it is.
    let read = workshop.ok(&["gaps", "--kind", "one-source"]);
    assert!(read.contains("Kim A as Chair in The union rests on one source"), "{read}");
}

#[test]
fn a_piped_table_is_as_wide_as_its_content_and_has_no_colours() {
    let workshop = posts();
    let piped = workshop.ok(&["officials", "--on", "1968-05-01", "--all"]);
    let row = piped.lines().find(|line| line.contains("Unnamed secretary")).unwrap();
    assert!(row.contains("Unnamed secretary of the union in the north") && row.width() > 120);
    assert!(!piped.contains('\u{1b}'));
}

#[test]
fn a_width_that_nobody_has_is_refused() {
    let ran = Workshop::new().run(&["officials", "--width", "3"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--width"), "{ran}");
}

#[test]
fn the_width_changes_no_format_for_programs() {
    let workshop = posts();
    for format in ["csv", "json", "ndjson", "markdown"] {
        let question = ["officials", "--on", "1968-05-01", "--all", "--format", format];
        assert_eq!(at(&workshop, &question, "40"), workshop.ok(&question), "{format}");
    }
}

#[test]
fn colours_say_the_verdict_unless_the_reader_wants_none() {
    let workshop = posts();
    let coloured = |no_color: Option<&str>| {
        let mut command = workshop.command();
        // Asks for colours where there is no terminal (https://bixense.com/clicolors).
        command.args(["officials", "--on", "1968-05-01"]).env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(coloured(None).contains("\u{1b}[1m\u{1b}[32mcertain\u{1b}[0m"));
    assert!(
        coloured(Some("")).contains('\u{1b}'),
        "a blank NO_COLOR asks for nothing (https://no-color.org)"
    );
    assert!(!coloured(Some("1")).contains('\u{1b}'));
}

#[test]
fn people_read_names_and_programs_get_ids() {
    let workshop = posts();
    workshop.write("more/relations.csv", "id,subject,relation,object,source\nr1,union,guides,party,s1\n");
    workshop.write("more/relation_kinds.csv", "id,name\nguides,guides\n");
    workshop.ok(&["import", "more"]);
    let question = ["officials", "--on", "2005-01-01", "--organization", "union"];
    assert_snapshot!(workshop.ok(&question), @r"
    official  organization  titles  verdict  reason                              held_before  held_after  sources
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
    Kim A     The union     Chair   certain  held from 2001-12-31 to 2010-05-01  2001         2010-05-01  s1

    2 excluded rows are left out (--all shows them)
    ");
    assert_snapshot!(workshop.ok(&[&question[..], &["--ids"]].concat()), @r"
    official       organization       titles         verdict  reason                              held_before  held_after  sources
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    Kim A (kim-a)  The union (union)  Chair (chair)  certain  held from 2001-12-31 to 2010-05-01  2001         2010-05-01  s1

    2 excluded rows are left out (--all shows them)
    ");
    assert_snapshot!(workshop.ok(&["organizations", "--on", "2005-01-01", "--tree", "--ids"]), @"
    name               kind               verdict   reason
    ───────────────────────────────────────────────────────────────────
    The party (party)  party              possible  no record says when
    The union (union)  mass-organization  possible  no record says when
    ");
    for format in ["csv", "json", "ndjson"] {
        let plain = workshop.ok(&[&question[..], &["--format", format]].concat());
        assert!(
            plain.contains("kim-a") && plain.contains("chair") && !plain.contains("The union"),
            "{plain}"
        );
        assert_eq!(workshop.ok(&[&question[..], &["--format", format, "--ids"]].concat()), plain);
    }
}

#[test]
fn sentences_name_whom_they_mention() {
    let workshop = posts();
    workshop.write(
        "more/postings.csv",
        "official,organization,title,since,until,source\nri-b,union,chair,2002,2004,s2\n",
    );
    workshop.ok(&["import", "more"]);
    let contradictions = ["conflicts", "--rule", "two-holders"];
    let read = workshop.ok(&contradictions);
    assert!(read.contains("Kim A by s1") && read.contains("Ri B by s2") && !read.contains("kim-a"), "{read}");
    assert!(workshop.ok(&[&contradictions[..], &["--ids"]].concat()).contains("The union (union)"));
    // Programs find the id beside each side, not in the sentence.
    let row = &workshop.rows(&contradictions)[0];
    assert!(
        !row["message"].as_str().unwrap().contains("kim-a") && row["sides"].to_string().contains("kim-a"),
        "{row}"
    );
}
