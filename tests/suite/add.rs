//! `add`, `edit`: one report, one correction from the command line.

use insta::assert_snapshot;
use orgarchive::schema::{Kind, Role, RowRule, TABLES, Table, starter};

use crate::support::{Workshop, small_tables};

/// One report, as arguments; the archive does not exist yet.
const REPORT: [&str; 17] = [
    "add",
    "posting",
    "--official",
    "Alva Renn",
    "--organization",
    "Meridian Trade Federation",
    "--title",
    "chair",
    "--as-of",
    "May 1, 2024",
    "--source-title",
    "Dockers march",
    "--publisher",
    "The Harbor Courier",
    "--published=2024-05-02",
    "--url=https://courier.example/march",
    "--yes",
];

fn with_report() -> Workshop {
    let workshop = Workshop::new();
    workshop.ok(&REPORT);
    workshop
}

/// What a run prints, without the ids of runs.
fn told(text: &str) -> String {
    regex::Regex::new(r"\([a-z0-9]{16}\)").unwrap().replace_all(text, "(RUN)").into_owned()
}

#[test]
fn the_smallest_report_is_one_command() {
    let workshop = Workshop::new();
    let ran = workshop.run(&REPORT);
    assert_snapshot!(told(&ran.to_string()), @r#"
    sources.csv:
    id,title,publisher,published,url
    dockers-march,Dockers march,The Harbor Courier,2024-05-02,https://courier.example/march
    titles.csv:
    id,name,office,holders,rank
    chair,Chair,head,one,1
    organizations.csv:
    id,name,source
    meridian-trade-federation,Meridian Trade Federation,dockers-march
    officials.csv:
    id,name,source
    alva-renn,Alva Renn,dockers-march
    postings.csv:
    official,organization,title,as_of,source
    alva-renn,meridian-trade-federation,chair,2024-05-01,dockers-march
    sources:        1 added, 0 revised, 0 unchanged
    titles:         1 added, 0 revised, 0 unchanged
    organizations:  1 added, 0 revised, 0 unchanged
    officials:      1 added, 0 revised, 0 unchanged
    postings:       1 added, 0 revised, 0 unchanged
    run 1 (RUN) in archive.db; to take it back: orgarchive undo 1
    --- error output
    --as-of: "May 1, 2024" is read as 2024-05-01
    warning: kind of the organization meridian-trade-federation is blank (to fill it in: orgarchive edit meridian-trade-federation --kind WORD)
    warning: kind of the source dockers-march is blank (to fill it in: orgarchive edit dockers-march --kind WORD)
    archive.db does not exist yet: it is created
    "#);
    assert_snapshot!(workshop.ok(&["officials", "--on", "2024-05-01", "--format", "csv"]), @r"
    official,official_name,organization,chapter,office,titles,term,verdict,reason,certain_from,certain_to,held_before,held_after,records,sources
    alva-renn,Alva Renn,meridian-trade-federation,,head,chair,,certain,held 2024-05-01,2024-05-01,2024-05-01,2024-05-01,2024-05-01,17w1cbjy1bxt4yhb,dockers-march
    ");
    workshop.ok(&["check"]);
}

#[test]
fn in_a_pipe_all_that_is_missing_is_reported_at_once_and_nothing_is_created() {
    let workshop = Workshop::new();
    let ran = workshop.run(&["add", "posting", "--as-of", "01/05/2024"]);
    assert_snapshot!(ran, @r#"
    --- error output
    error: --as-of: "01/05/2024" is not an EDTF date
    hint: write 2024-01-05, or 2024-05-01
    error: organization and chapter are both blank
    hint: name the organization, or the chapter, in which the title was held
    error: add posting needs --official, --title, --source
    hint: --official: who held it
          --title: the title
          --source: the id or title of a source, or --source-title with --publisher, --published and --url
    nothing was changed
    --- exit status 2
    "#);
    let ran = workshop.run(&REPORT[..16]);
    assert_snapshot!(ran, @r#"
    --- error output
    error: the archive does not have the official "Alva Renn", the organization "Meridian Trade Federation", the title "chair", the source "Dockers march"
    hint: --yes makes what is missing; --dry-run --yes shows the rows first
    nothing was changed
    --- exit status 2
    "#);
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn a_near_name_is_refused_with_what_tells_it_apart_and_the_way_to_say_which() {
    let workshop = with_report();
    let near = ["add", "posting", "--official", "Alva Ren", "--organization", "Meridian Trade Federation"];
    let rest = ["--title", "chair", "--as-of", "2023", "--source", "dockers-march", "--yes"];
    let before = workshop.dump();
    assert_snapshot!(workshop.run(&[&near[..], &rest].concat()), @r#"
    --- error output
    error: --official: there is no "Alva Ren" in officials
    hint: did you mean Alva Renn (alva-renn: chair of meridian-trade-federation, seen 2024-05-01)? write --official ID; if it is another one: --new official
    nothing was changed
    --- exit status 2
    "#);
    assert_eq!(workshop.dump(), before);
    // Another one, as the hint says.
    workshop.ok(&[&near[..], &rest, &["--new", "official"]].concat());
    assert_eq!(workshop.sqlite3("SELECT id FROM officials ORDER BY id"), "alva-ren\nalva-renn\n");
    // By now both names stand for somebody, and the first one still stands for one.
    workshop.ok(&["add", "official", "--name", "Alva Renn", "--new", "name", "--source", "dockers-march"]);
    let ran = workshop.run(&[&near[..3], &["Alva Renn"], &near[4..], &rest].concat());
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("is the name of 2 rows") && ran.err.contains("alva-renn-2"), "{ran}");
}

#[test]
fn some_words_of_the_name_of_a_body_are_asked_about_and_make_no_second_body() {
    let workshop = with_report();
    let arguments =
        ["add", "posting", "--official", "Bo Tarn", "--organization", "Meridian", "--title", "chair"];
    let report = [&arguments[..], &["--since", "2020", "--source", "dockers-march", "--yes"]].concat();
    let ran = workshop.run(&report);
    assert!(ran.status == 2 && ran.err.contains("did you mean Meridian Trade Federation"), "{ran}");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM organizations"), "1\n");
    workshop.ok(&[&report[..], &["--new", "organization"]].concat());
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM organizations"), "2\n");
}

#[test]
fn a_source_is_found_again_by_its_address_or_by_title_and_date() {
    let workshop = with_report();
    let report = |source: &[&str]| {
        let fact = [
            "add",
            "fact",
            "--subject",
            "alva-renn",
            "--attribute",
            "born",
            "--value",
            "about 1970",
            "--yes",
        ];
        workshop.run(&[&fact[..], source].concat())
    };
    for source in [
        &["--url", "http://www.courier.example/march/#top"][..],
        &["--source-title", "dockers MARCH"],
        &["--source-title", "Dockers march", "--published", "2 May 2024"],
        &["--source", "Dockers march"],
        &["--source", "dockers-march"],
    ] {
        let ran = report(source);
        assert_eq!(ran.status, 0, "{source:?} {ran}");
    }
    let said = report(&["--url", "http://www.courier.example/march/", "--author", "E. Quill"]);
    assert_snapshot!(said.err, @r#"
    --value: "about 1970" is read as 1970~
    the source is there already: dockers-march (same address)
    author of dockers-march is blank there, and stays so (to correct it: orgarchive edit dockers-march --author …)
    "#);
    assert_eq!(
        workshop.sqlite3("SELECT count(*) FROM sources; SELECT value, source FROM facts"),
        "1\n1970~|dockers-march\n"
    );
    // Another day is another source.
    assert_eq!(report(&["--source-title", "Dockers march", "--published", "2024-05-09"]).status, 0);
    assert_eq!(workshop.sqlite3("SELECT id FROM sources ORDER BY id"), "dockers-march\ndockers-march-2\n");
    // A source alone.
    let ran = workshop.run(&["add", "source", "--title", "March", "--url", "https://courier.example/march"]);
    assert!(ran.status == 0 && ran.out.starts_with("nothing new"), "{ran}");
}

#[test]
fn dates_are_taken_as_people_write_them_where_they_have_one_reading() {
    let workshop = with_report();
    for (text, date) in [
        ("May 1, 2019", "2019-05-01"),
        ("2019/05/02", "2019-05-02"),
        ("spring 2018", "2018-21"),
        ("about 1990", "1990~"),
        ("1980s", "198X"),
    ] {
        workshop.ok(&[
            "add",
            "posting",
            "--official",
            "alva-renn",
            "--organization",
            "meridian-trade-federation",
            "--title",
            "chair",
            "--since",
            text,
            "--until",
            "present",
            "--source",
            "dockers-march",
        ]);
        let sql = format!("SELECT count(*) FROM postings WHERE since = '{date}' AND until = '..'");
        assert_eq!(workshop.sqlite3(&sql), "1\n", "{text}");
    }
}

#[test]
fn undo_takes_back_all_that_a_report_made() {
    let workshop = with_report();
    workshop.ok(&["undo", "1"]);
    for table in TABLES {
        assert_eq!(
            workshop.sqlite3(&format!("SELECT count(*) FROM {}", table.name)),
            "0\n",
            "{}",
            table.name
        );
    }
    // The same report can be added again.
    workshop.ok(&REPORT);
    // What was withdrawn comes back if asked for.
    let id = workshop.sqlite3("SELECT id FROM postings");
    workshop.ok(&["retract", id.trim(), "--reason", "misread"]);
    assert!(workshop.ok(&REPORT).contains("--restore brings it back"));
    workshop.ok(&[&REPORT[..], &["--restore"]].concat());
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM postings"), "1\n");
}

#[test]
fn a_dry_run_shows_the_rows_and_changes_nothing() {
    let workshop = Workshop::new();
    let out = workshop.ok(&[&REPORT[..], &["--dry-run"]].concat());
    assert!(out.contains("postings.csv:\n") && out.ends_with("this was the plan\n"), "{out}");
    assert!(!workshop.path("archive.db").exists());
    // The checks are those of an import.
    let ran = workshop.run(&[&REPORT[..], &["--since", "2025", "--until", "2024", "--dry-run"]].concat());
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.contains("postings.csv:2"), "{ran}");
}

#[test]
fn an_event_with_those_who_took_part_is_recorded_by_names() {
    let workshop = with_report();
    let source = ["--source", "Dockers march", "--yes"];
    workshop.ok(&[
        &[
            "add",
            "event",
            "--title",
            "March to the harbor",
            "--date",
            "2024-05-01",
            "--kind",
            "demonstration",
        ][..],
        &source,
    ]
    .concat());
    workshop.ok(&[
        &[
            "add",
            "participants",
            "--event",
            "march to the harbor",
            "--subject",
            "Alva Renn",
            "--role",
            "speaker",
        ][..],
        &source,
    ]
    .concat());
    let sql = "SELECT kind, subject, role FROM participants JOIN events USING (event)";
    assert_eq!(workshop.sqlite3(sql), "demonstration|alva-renn|speaker\n");
    // What is nowhere may be anything.
    let ran = workshop.run(
        &[&["add", "participant", "--event", "March to the harbor", "--subject", "Bo Lind"][..], &source]
            .concat(),
    );
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--new subject=officials"), "{ran}");
    workshop.ok(&[
        &[
            "add",
            "participant",
            "--event",
            "March to the harbor",
            "--subject",
            "Bo Lind",
            "--new",
            "subject=official",
        ][..],
        &source,
    ]
    .concat());
    assert_eq!(
        workshop.sqlite3("SELECT name, source FROM officials WHERE id = 'bo-lind'"),
        "Bo Lind|dockers-march\n"
    );
}

#[test]
fn a_blank_holders_is_taken_as_many_with_a_warning_and_starter_words_come_whole() {
    let workshop = with_report();
    let ran = workshop.run(&["add", "title", "--name", "Harbor master"]);
    assert_snapshot!(told(&ran.to_string()), @r"
    titles.csv:
    id,name
    harbor-master,Harbor master
    titles:  1 added, 0 revised, 0 unchanged
    run 2 (RUN) in archive.db; to take it back: orgarchive undo 2
    --- error output
    warning: holders of the title harbor-master is blank, taken as many (to fill it in: orgarchive edit harbor-master --holders one|many)
    ");
    assert_eq!(
        workshop.sqlite3("SELECT office, holders FROM titles ORDER BY id"),
        "head|one\nharbor-master|many\n"
    );
    workshop.ok(&["edit", "harbor-master", "--holders", "one"]);
    assert_eq!(workshop.sqlite3("SELECT holders FROM titles WHERE id = 'harbor-master'"), "one\n");
}

/// An archive with rows that others can name.
fn base() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/places.csv", "id,name,source\nport,The port,s1\n");
    workshop.write("data/chapters.csv", "id,organization,name,source\nunion-port,union,Port chapter,s1\n");
    workshop.write("data/event_kinds.csv", "id,name\nstrike,Strike\n");
    workshop.write("data/roles.csv", "id,name\nspeaker,Speaker\n");
    workshop.write("data/relation_kinds.csv", "id,name\nfriend-of,is a friend of\n");
    workshop.write("data/attributes.csv", "id,name,type\nmotto,motto,text\n");
    workshop.write("data/events.csv", "id,event,title,source\ne1,strike-1,A strike,s1\n");
    workshop.ok(&["import", "data"]);
    workshop
}

/// The cells that a row must have.
fn least_cells(table: &'static Table) -> Vec<(&'static str, String)> {
    let mut cells = Vec::new();
    let mut persons = ["kim-a", "ri-b"].iter().cycle();
    let rules = table.rules.iter().filter_map(|rule| match rule {
        RowRule::ExactlyOneOf { columns: [one, _], .. } => Some(*one),
        _ => None,
    });
    let needed: Vec<&str> = rules.collect();
    for column in table.columns() {
        if column.kind == Kind::Id || !(column.required || needed.contains(&column.name)) {
            continue;
        }
        let cell = match column.kind {
            Kind::Reference("sources") => "s2",
            Kind::Reference("organizations") => "union",
            Kind::Reference("officials") => "kim-a",
            Kind::Reference("titles") => "member",
            Kind::Reference("relation_kinds") => "friend-of",
            Kind::Reference("attributes") => "motto",
            Kind::Entity => persons.next().unwrap(),
            Kind::Event => "strike-1",
            Kind::OneOf(words) => words[0],
            Kind::Text | Kind::Value => "Quite other words",
            other => panic!("{}.{}: {other:?} is required: give a value", table.name, column.name),
        };
        cells.push((column.name, cell.to_owned()));
    }
    cells
}

#[test]
fn every_table_of_the_description_can_be_added_to_as_by_an_import() {
    for table in TABLES {
        let (added, imported) = (base(), base());
        let cells = least_cells(table);
        let mut arguments = vec!["add".to_owned(), table.singular().to_owned()];
        for (column, cell) in &cells {
            arguments.extend([format!("--{}", column.replace('_', "-")), cell.clone()]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let out = added.ok(&arguments);
        let (header, mut row): (Vec<&str>, Vec<&str>) =
            cells.iter().map(|(column, cell)| (*column, cell.as_str())).unzip();
        let mut header = header.join(",");
        if table.needs_an_id() {
            header.insert_str(0, "id,");
            row.insert(0, "quite-other-words");
        }
        imported.write(&format!("{}.csv", table.name), format!("{header}\n{}\n", row.join(",")));
        imported.ok(&["import", &format!("{}.csv", table.name)]);
        let columns: Vec<&str> = table.columns().map(|column| column.name).collect();
        let sql = format!("SELECT {} FROM {} ORDER BY id", columns.join(", "), table.name);
        assert_eq!(added.sqlite3(&sql), imported.sqlite3(&sql), "{}", table.name);
        assert!(out.contains("1 added"), "{}: {out}", table.name);
        // The plural says the same.
        assert!(added.ok(&["add", table.name, "--help"]).contains(&format!("add {}", table.singular())));
    }
}

#[test]
fn no_option_of_a_table_hides_another_one() {
    // clap says in debug builds if two options have one name.
    let workshop = Workshop::new();
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        let help = workshop.ok(&["add", table.singular(), "--help"]);
        let has =
            |option: &str| help.lines().any(|line| line.trim_start().starts_with(&format!("{option} ")));
        assert!(has("--published") && has("--source") && has("--locator"), "{help}");
        assert_eq!(has("--source-title"), table.column("title").is_some(), "{}", table.name);
    }
}

#[test]
fn one_command_corrects_a_record() {
    let workshop = with_report();
    let id = workshop.sqlite3("SELECT id FROM postings").trim().to_owned();
    let ran = workshop.run(&["edit", &id, "--since", "spring 2019", "--as-of", ""]);
    assert_snapshot!(told(&ran.to_string()).replace(&id, "ID"), @r#"
    postings:
    ~ ID
      + since: 2019-21
      - as_of: 2024-05-01
    postings:  0 added, 1 revised, 0 unchanged
    revised: postings ID (since, as_of)
    run 2 (RUN) in archive.db; to take it back: orgarchive undo 2
    --- error output
    --since: "spring 2019" is read as 2019-21
    "#);
    let again = workshop.run(&["edit", &id, "--since", "2019-21"]);
    assert!(again.status == 0 && again.out.contains("has these cells already"), "{again}");
    // Back to what it was: that is meant, although it is an earlier version.
    workshop.ok(&["edit", &id, "--since", "", "--as-of", "2024-05-01"]);
    assert_eq!(workshop.sqlite3("SELECT since IS NULL, as_of FROM postings"), "1|2024-05-01\n");
    // The checks are those of an import.
    let ran = workshop.run(&["edit", &id, "--until", "2020"]);
    assert_eq!(ran.status, 1, "{ran}");
    let before = workshop.dump();
    assert!(workshop.ok(&["edit", &id, "--since", "2001", "--dry-run"]).contains("+ since: 2001"));
    assert_eq!(workshop.dump(), before);
}

#[test]
fn a_correction_finds_or_makes_the_source_that_the_record_then_has() {
    let workshop = with_report();
    let id = workshop.sqlite3("SELECT id FROM postings").trim().to_owned();
    let edit =
        ["edit", &id, "--source-title", "Second page", "--published", "2024-06-01", "--locator", "p. 2"];
    let ran = workshop.run(&edit);
    assert!(
        ran.status == 2
            && ran.err.contains("does not have the source \"Second page\"")
            && ran.err.contains("--yes"),
        "{ran}"
    );
    let ran = workshop.run(&[&edit[..], &["--yes"]].concat());
    assert!(ran.status == 0 && ran.err.contains("kind of the source second-page is blank"), "{ran}");
    let sql = "SELECT source, published, locator FROM postings JOIN sources ON sources.id = source";
    assert_eq!(workshop.sqlite3(sql), "second-page|2024-06-01|p. 2\n");
    // The first one is found again.
    let ran = workshop.run(&["edit", &id, "--source-title", "dockers march", "--locator", ""]);
    assert!(ran.status == 0 && ran.err.contains("there already: dockers-march"), "{ran}");
    assert_eq!(workshop.sqlite3(sql), "dockers-march|2024-05-02|\n");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM sources"), "2\n");
    // A row without a source of its own takes none.
    let ran = workshop.run(&["edit", "chair", "--source-title", "Second page"]);
    assert!(
        ran.status == 2 && ran.err.contains("titles has no column for --title")
            || ran.err.contains("no column"),
        "{ran}"
    );
}

#[test]
fn what_cannot_be_corrected_is_refused_with_what_can() {
    let workshop = with_report();
    let runs = [
        &["edit", "alva-ren", "--sex", "female"][..],
        &["edit", "alva-renn", "--until", "2020", "--sex", "f"],
        &["edit", "alva-renn"],
    ];
    let refused: Vec<String> = runs.iter().map(|run| workshop.run(run).to_string()).collect();
    assert_snapshot!(refused.join("\n"), @r#"
    --- error output
    error: there is no row "alva-ren" in the archive
    hint: did you mean alva-renn?
    --- exit status 1
    --- error output
    error: --sex: "f" is not on the list
    hint: did you mean female? it takes one of: female, male
    error: officials has no column for --until
    hint: alva-renn takes --name, --sex, --identity, --source, --locator, --quote, --credibility, --note
    nothing was changed
    --- exit status 2
    --- error output
    error: there is nothing to change
    hint: name a column and what it holds: orgarchive edit alva-renn --note TEXT
    nothing was changed
    --- exit status 2
    "#);
    // An id that rows of two tables have.
    workshop.ok(&["add", "role", "--id", "chair", "--name", "Who chaired it"]);
    let ran = workshop.run(&["edit", "chair", "--name", "Chairman"]);
    assert!(ran.status == 2 && ran.err.contains("--table titles, or --table roles"), "{ran}");
    workshop.ok(&["edit", "chair", "--name", "Chairman", "--table", "titles"]);
}

#[test]
fn the_starter_vocabulary_is_written_once_and_can_be_imported() {
    let workshop = Workshop::new();
    workshop.ok(&["template", "--starter"]);
    workshop.ok(&["import", "starter"]);
    assert_eq!(workshop.sqlite3("SELECT type, change FROM attributes WHERE id = 'born'"), "date|constant\n");
    // Files that are there may have been edited.
    assert_eq!(workshop.run(&["template", "--starter"]).status, 1);
    assert_eq!(workshop.ok(&["template", "--starter", "titles"]), workshop.read("starter/titles.csv"));
    let ran = workshop.run(&["template", "--starter", "postings"]);
    assert!(ran.status == 1 && ran.err.contains("name one of titles"), "{ran}");
}

#[test]
fn starter_words_are_there_for_all_vocabularies() {
    let vocabularies = TABLES.iter().filter(|table| table.role == Role::Vocabulary).map(|table| table.name);
    assert_eq!(
        starter::tables().map(|table| table.name).collect::<Vec<_>>(),
        vocabularies.collect::<Vec<_>>()
    );
}

/// Runs the program on a terminal, answers its questions one by one, and gives all that the terminal shows. `^C` interrupts.
#[cfg(unix)]
pub fn on_a_terminal(workshop: &Workshop, arguments: &[&str], answers: &[&str]) -> (String, i32) {
    const DRIVER: &str = r#"
import os, pty, select, sys, time
answers = sys.argv[1].split('\x1f') if sys.argv[1] else []
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown, last, quiet = b'', 0, 0
end = time.time() + 60
while time.time() < end:
    if select.select([terminal], [], [], 0.3)[0]:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
        quiet = 0
    elif answers and shown[last:].rstrip(b' ').endswith((b':', b'?', b']')):
        answer = answers.pop(0)
        last = len(shown)
        os.write(terminal, b'\x03' if answer == '^C' else answer.encode() + b'\n')
else:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
sys.stdout.write(shown.decode().replace('\r\n', '\n'))
sys.exit(os.waitstatus_to_exitcode(status))
"#;
    let program = env!("CARGO_BIN_EXE_orgarchive");
    let run = std::process::Command::new("python3")
        .args(["-c", DRIVER, &answers.join("\u{1f}"), program])
        .args(arguments)
        .current_dir(workshop.path("."))
        .env("ORGARCHIVE_NOW", crate::support::NOW)
        .env_remove("ORGARCHIVE")
        .env_remove("PAGER")
        .output()
        .expect("Python runs");
    (String::from_utf8(run.stdout).expect("UTF-8"), run.status.code().unwrap_or(-1))
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn on_a_terminal_it_asks_for_what_is_missing_and_about_near_names() {
    let workshop = with_report();
    let (shown, status) = on_a_terminal(
        &workshop,
        &["add", "posting", "--official", "Alva Ren"],
        &[
            "1",
            "harbor master",
            "",
            "Meridian Trade Federation",
            "Courier, 3 June",
            "The Harbor Courier",
            "June 3, 2024",
            "",
            "news",
            "y",
        ],
    );
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("Did you mean") && shown.contains("Alva Renn (alva-renn: chair of"), "{shown}");
    assert!(shown.contains("holders of harbor master (one, many; blank: many)"), "{shown}");
    let sql = "SELECT official, organization, postings.title, source, published FROM postings JOIN sources ON sources.id = source WHERE postings.title <> 'chair'";
    assert_eq!(
        workshop.sqlite3(sql),
        "alva-renn|meridian-trade-federation|harbor-master|courier-3-june|2024-06-03\n",
        "{shown}"
    );
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn a_question_that_got_no_usable_answer_says_why_when_it_repeats() {
    let workshop = with_report();
    let arguments = [
        "add",
        "posting",
        "--official",
        "Alva Ren",
        "--organization",
        "meridian-trade-federation",
        "--source",
        "dockers-march",
    ];
    let (shown, status) = on_a_terminal(&workshop, &arguments, &["7", "", "1", "", "chair", "n"]);
    assert!(status == 1 && shown.contains("not confirmed"), "{status} {shown}");
    assert!(shown.contains("\"7\" is neither n nor a number from 1 to 1\n"), "{shown}");
    assert!(shown.contains("a blank answer chooses nothing: write a number from 1 to 1, or n\n"), "{shown}");
    assert!(shown.contains("it is needed: Ctrl-C ends without a change\ntitle ("), "{shown}");
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn on_a_terminal_no_and_ctrl_c_change_nothing() {
    let workshop = with_report();
    let before = workshop.dump();
    let arguments = ["add", "title", "--name", "Harbor master", "--holders", "one"];
    let (shown, status) = on_a_terminal(&workshop, &arguments, &["n"]);
    assert!(status == 1 && shown.contains("not confirmed; nothing was changed"), "{status} {shown}");
    let (shown, status) = on_a_terminal(&workshop, &arguments, &["^C"]);
    assert!(status == 1 && shown.contains("interrupted; nothing was changed"), "{status} {shown}");
    assert_eq!(workshop.dump(), before);
    let (shown, status) = on_a_terminal(&workshop, &arguments, &["y"]);
    assert!(status == 0 && shown.contains("to take it back: orgarchive undo 2"), "{status} {shown}");
}
