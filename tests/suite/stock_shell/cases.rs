//! One case for each trap that a stock shell can step into.

use super::shell::{Archive, SEED};

fn seeded() -> Archive {
    let archive = Archive::new();
    archive.ok(SEED);
    archive
}

/// A posting of which the program left dates that SQL cannot read.
pub const IMPORTED: &str = "
INSERT INTO commits (at, import) VALUES ('2001-01-01T00:00:00.000Z', 'run');
INSERT INTO upkeep_run (number, now, import, reason) VALUES (1, '2001-01-01T00:00:00.000Z', 'run', 'because');
INSERT INTO sources (id, title, published, accessed, published_earliest, published_latest, public_by, recorded_at, arrived_at, import)
  VALUES ('s9', 'Nine', '2015-22', '2015-08-10', '2015-06-01', '2015-08-10', '2015-08-10', '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO titles (id, name, office, holders, recorded_at, arrived_at, import)
  VALUES ('chief', 'Chief', 'chief', 'one', '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO officials (id, name, source, recorded_at, arrived_at, import)
  VALUES ('pak', 'Pak', 's9', '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO organizations (id, name, source, recorded_at, arrived_at, import)
  VALUES ('party', 'Party', 's9', '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO postings (id, official, organization, title, since, until, source, possible_from, possible_to, certain_from, certain_to,
    since_latest, recorded_at, arrived_at, import)
  VALUES ('x', 'pak', 'party', 'chief', '199X', '..', 's9', '1990-01-01', '9999-12-31', '1999-12-31', '2015-06-01', '1999-12-31',
    '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO events (id, event, title, status, date, source, date_earliest, date_latest, recorded_at, arrived_at, import)
  VALUES ('cut', 'cut', 'Cut by s9', 'occurred', '2015-22~', 's9', '2015-05-01', '2015-08-10',
    '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run'),
   ('uncut', 'uncut', 'Before s9', 'occurred', '[2015-07-01..2015-07-09]', 's9', '2015-07-01', '2015-07-09',
    '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run'),
   ('lasting', 'lasting', 'An interval', 'occurred', '2015-07-01/2015-07-09', 's9', '2015-07-01', '2015-07-09',
    '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
UPDATE events SET certain_from = '2015-07-01', certain_to = '2015-07-09' WHERE id = 'lasting';
INSERT INTO attributes (id, name, type, cardinality, change, recorded_at, arrived_at, import)
  VALUES ('strength', 'strength', 'number', 'many', 'changing', '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run'),
    ('size', 'size', 'number', 'many', 'changing', '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO facts (id, subject, attribute, value, source, value_least, value_most, recorded_at, arrived_at, import)
  VALUES ('f', 'party', 'strength', '~0.3', 's9', 0.27, 0.33000000000000007, '2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z', 'run');
INSERT INTO imports (id, command, started_at, finished_at, program_version) VALUES ('run', 'import', '', '', '');
DELETE FROM upkeep_run;
";

fn imported() -> Archive {
    let archive = Archive::new();
    archive.ok(IMPORTED);
    archive
}

const BOUNDS: &str =
    "SELECT possible_from, possible_to, certain_from, certain_to, since_latest FROM postings;";

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn the_insert_triggers_of_a_table_are_those_that_an_insert_passes() {
    let archive = Archive::new();
    for table in orgarchive::schema::TABLES {
        let mut names = orgarchive::schema::derived::insert_triggers_of(table);
        names.sort();
        let found = archive.ok(&format!(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{}' AND name GLOB '*_insert_*' ORDER BY name;",
            table.name
        ));
        assert_eq!(found, names.join("\n"));
    }
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn a_replace_that_changes_nothing_leaves_the_version_as_it_was() {
    let archive = imported();
    let all = "SELECT * FROM postings; SELECT * FROM facts; SELECT * FROM sources; SELECT count(*) FROM history; SELECT count(*) FROM commits;";
    let before = archive.ok(all);
    archive.ok("REPLACE INTO postings SELECT * FROM postings; REPLACE INTO facts SELECT * FROM facts;
        REPLACE INTO sources SELECT * FROM sources;
        REPLACE INTO postings (id, official, organization, title, title_as_written, since, until, source)
          VALUES ('x', 'pak', 'party', 'chief', '', '199X', '..', 's9');");
    assert_eq!(archive.ok(all), before);
    // With recursive_triggers on it arrives as a DELETE and an INSERT: two versions, and none is lost.
    archive.ok("PRAGMA recursive_triggers = on; REPLACE INTO facts SELECT * FROM facts;");
    assert_eq!(archive.ok("SELECT count(*) FROM history;"), "1");
    assert_eq!(archive.ok("SELECT value_most = 0.33000000000000007, import FROM facts;"), "1|");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn a_replaced_row_goes_to_the_history_with_recursive_triggers_on_or_off() {
    for recursive in ["off", "on"] {
        let archive = imported();
        archive.ok(&format!(
            "PRAGMA recursive_triggers = {recursive};
             REPLACE INTO postings (id, official, organization, title, since, until, source, note)
               VALUES ('x', 'pak', 'party', 'chief', '199X', '..', 's9', 'again');"
        ));
        assert_eq!(archive.ok("SELECT count(*) FROM upkeep_replaced;"), "0");
        assert_eq!(
            archive.ok("SELECT table_name, id, recorded_at, arrived_at, written_by, superseded_by, reason, image ->> '$.note', change FROM changes;"),
            "postings|x|2001-01-01T00:00:00.000Z|2001-01-01T00:00:00.000Z|run||||revised"
        );
        assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|1999-12-31|2015-06-01|1999-12-31");
        assert_eq!(
            archive.ok("SELECT p.recorded_at = p.arrived_at, p.arrived_at = superseded_at, p.import FROM postings AS p, history;"),
            "1|1|"
        );
    }
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn rows_that_or_ignore_skipped_leave_nothing_behind() {
    let archive = seeded();
    archive.ok("INSERT OR IGNORE INTO roles (id, name) VALUES ('guest', 'other');
        DELETE FROM roles WHERE id = 'guest';
        INSERT INTO roles (id, name) VALUES ('guest', 'guest again');
        INSERT INTO roles (id, name) VALUES ('speaker', 'other') ON CONFLICT DO NOTHING;
        INSERT INTO event_kinds (id, name) VALUES ('speaker', 'same id in another table');");
    assert_eq!(archive.ok("SELECT table_name, id, image ->> '$.name' FROM history;"), "roles|guest|guest");
    assert_eq!(archive.ok("SELECT name FROM roles ORDER BY id;"), "guest again\nspeaker");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn rows_with_other_dates_stay_open_to_other_changes() {
    let archive = imported();
    archive.ok("UPDATE postings SET note = 'seen', since = '199X' WHERE id = 'x';");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|1999-12-31|2015-06-01|1999-12-31");
    // The bounds of `since` are in the row.
    archive.ok("UPDATE postings SET until = '2012-03';");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|2012-03-31|1999-12-31|2012-03-01|1999-12-31");
    assert!(archive.refused("UPDATE postings SET until = '1989';").contains("since is entirely after until"));
    assert!(
        archive
            .refused("UPDATE postings SET since = '198X';")
            .contains("postings.since: from here a date is YYYY")
    );
    assert!(archive.refused("UPDATE postings SET as_of = '2015-22';").contains("orgarchive import FILE"));
    // The upsert of a row that has them is a change like any other; an insert is not.
    archive.ok("INSERT INTO postings (id, official, organization, title, since, until, source, note)
        VALUES ('x', 'pak', 'party', 'chief', '199X', '2012-03', 's9', 'upsert') ON CONFLICT (id) DO UPDATE SET note = excluded.note;");
    archive.refused("INSERT INTO postings (id, official, organization, title, since, source) VALUES ('y', 'pak', 'party', 'chief', '199X', 's9');");
    archive.ok("UPDATE facts SET note = 'x'; UPDATE facts SET attribute = 'size';");
    assert_eq!(archive.ok("SELECT value_least FROM facts;"), "0.27");
    assert!(archive.refused("UPDATE facts SET value = '~0.4';").contains("facts.value: from here a number"));
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn an_until_or_as_of_that_sql_cannot_read_counts_where_it_counts() {
    let archive = imported();
    archive.ok("INSERT INTO upkeep_run (number, now) VALUES (1, '2001-01-01T00:00:00.000Z');
        UPDATE postings SET until = '201X', possible_to = '2019-12-31', certain_to = '2010-01-01';
        DELETE FROM upkeep_run;");
    let left = "1990-01-01|2019-12-31|1999-12-31|2010-01-01|1999-12-31";
    archive.ok("UPDATE postings SET note = 'x';");
    assert_eq!(archive.ok(BOUNDS), left);
    assert!(archive.refused("UPDATE postings SET as_of = '2003';").contains("postings.until"));
    assert!(archive.refused("UPDATE postings SET source = 's1';").contains("postings.until"));
    assert!(archive.refused("UPDATE postings SET since = '1990';").contains("postings.until"));
    archive.ok("INSERT INTO upkeep_run (number, now) VALUES (1, '2001-01-01T00:00:00.000Z');
        UPDATE postings SET until = '..', as_of = '201X', possible_to = '9999-12-31'; DELETE FROM upkeep_run;");
    assert!(archive.refused("UPDATE postings SET since = '1990';").contains("postings.as_of"));
    archive.ok("UPDATE postings SET note = 'y'; UPDATE sources SET published = '2014' WHERE id = 's3';");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|1999-12-31|2010-01-01|1999-12-31");
    // With the days that it can mean, it follows its source as others do.
    archive.ok("INSERT INTO upkeep_run (number, now) VALUES (1, '2001-01-01T00:00:00.000Z');
        UPDATE postings SET as_of_earliest = '2010-01-01', as_of_latest = '2019-12-31'; DELETE FROM upkeep_run;
        DELETE FROM events; UPDATE sources SET published = '2009' WHERE id = 's9';");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|||1999-12-31");
    archive.ok("UPDATE sources SET published = '2012' WHERE id = 's9';");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|1999-12-31|2010-01-01|1999-12-31");
    archive.ok("UPDATE sources SET published = '2016' WHERE id = 's9';");
    archive.ok("UPDATE postings SET as_of = '2014';");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|1999-12-31|2014-01-01|1999-12-31");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn what_rests_on_a_source_follows_its_date_and_is_no_version() {
    let archive = imported();
    archive.ok("INSERT INTO events (id, title, date, source) VALUES ('plain', 'Plain', '2015', 's9');");
    let events = "SELECT id, date_latest, certain_from, certain_to FROM events ORDER BY id;";
    archive.ok("UPDATE sources SET published = '2015-07-04', accessed = NULL;");
    assert_eq!(archive.ok(BOUNDS), "1990-01-01|9999-12-31|1999-12-31|2015-07-04|1999-12-31");
    assert_eq!(
        archive.ok(events),
        "cut|2015-07-04||\nlasting|2015-07-04|2015-07-01|2015-07-09\nplain|2015-07-04||\nuncut|2015-07-04||"
    );
    assert_eq!(archive.ok("SELECT DISTINCT table_name FROM history;"), "sources");
    // How far the events reach that are cut now, only the program can tell.
    let message = archive.refused("UPDATE sources SET published = '2015-07-05';");
    assert!(message.contains("events.date") && message.contains("orgarchive import FILE"), "{message}");
    archive.ok("UPDATE sources SET published = '2015-07-01', title = 'Nine';");
    assert_eq!(
        archive.ok("SELECT certain_from, certain_to FROM events WHERE id = 'uncut';"),
        "2015-07-01|2015-07-01"
    );
    archive.refused("UPDATE events SET status = 'planned' WHERE id = 'uncut';");
    archive.ok("UPDATE events SET title = 'Other' WHERE id = 'uncut'; UPDATE events SET status = 'planned' WHERE id = 'plain';");
    assert_eq!(
        archive.ok("SELECT date_latest FROM events WHERE id IN ('plain', 'uncut') ORDER BY id;"),
        "2015-12-31\n2015-07-01"
    );
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn days_on_which_something_held_end_where_its_source_does() {
    let archive = seeded();
    let certain = |sets: &str| {
        archive.ok(&format!(
            "DELETE FROM postings; INSERT INTO postings (id, official, organization, title, source) VALUES ('x', 'kim', 'union', 'chair', 's1');
             UPDATE postings SET {sets}; SELECT certain_from || ' ' || certain_to FROM postings;"
        ))
    };
    // s1 is of 2010-05-03. A stated as_of counts whatever until says.
    assert_eq!(certain("as_of = '2009-04-01'"), "2009-04-01 2009-04-01");
    assert_eq!(certain("since = '2001', as_of = '2009'"), "2001-12-31 2009-01-01");
    assert_eq!(certain("since = '2011', until = '2015'"), "");
    assert_eq!(certain("since = '2001-01-01', until = '2010'"), "2001-01-01 2010-01-01");
    // A term under way was still held when the source was written; one that may be yet to begin was not.
    assert_eq!(certain("since = '2009-01-20', until = '2013-01-20'"), "2009-01-20 2010-05-03");
    assert_eq!(certain("since = '2010', until = '2013-01-20'"), "");
    // A corrected source bounds otherwise.
    archive.ok("UPDATE postings SET since = '2009-01-20', until = '2013-01-20'; UPDATE sources SET published = '2012' WHERE id = 's1';");
    assert_eq!(archive.ok(BOUNDS), "2009-01-20|2013-01-20|2009-01-20|2012-01-01|2009-01-20");
    archive.ok("UPDATE sources SET published = '2014' WHERE id = 's1';");
    assert_eq!(archive.ok(BOUNDS), "2009-01-20|2013-01-20|2009-01-20|2013-01-20|2009-01-20");
    archive.ok("UPDATE sources SET accessed = '2011-03-04' WHERE id = 's1';");
    assert_eq!(archive.ok(BOUNDS), "2009-01-20|2013-01-20|2009-01-20|2011-03-04|2009-01-20");
    for wrong in ["as_of = '2008'", "as_of = '2013-02'"] {
        let message = archive.refused(&format!("UPDATE postings SET {wrong};"));
        assert!(message.contains("as_of is entirely outside since and until"), "{wrong}: {message}");
    }
    let message = archive.refused("INSERT INTO postings (id, official, organization, title, since, as_of, source) VALUES ('y', 'kim', 'union', 'chair', '2009', '2008', 's1');");
    assert!(message.contains("as_of is entirely outside since and until"), "{message}");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn records_of_every_table_with_since_and_until_follow_their_source() {
    let archive = seeded();
    archive.ok("UPDATE chapters SET until = '..' WHERE id = 'union-north';
        INSERT INTO names (id, subject, name, until, source) VALUES ('x', 'kim', 'Kim', '..', 's1');
        INSERT INTO relations (id, subject, relation, object, until, source) VALUES ('x', 'kim', 'near', 'ri', '..', 's1');
        INSERT INTO postings (id, official, organization, title, until, source) VALUES ('x', 'kim', 'union', 'chair', '..', 's1');
        INSERT INTO facts (id, subject, attribute, value, until, source) VALUES ('x', 'kim', 'aim', 'x', '..', 's1');
        UPDATE sources SET published = '2011-01-01' WHERE id = 's1';");
    let certain: Vec<String> = ["chapters", "names", "relations", "postings", "facts"]
        .iter()
        .map(|table| format!("SELECT certain_from, certain_to FROM {table} WHERE until = '..';\n"))
        .collect();
    assert_eq!(archive.ok(&certain.concat()), ["2011-01-01|2011-01-01"; 5].join("\n"));
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn the_day_of_reading_cuts_a_publication_as_far_as_it_can_be_told() {
    let archive = imported();
    let dates = "SELECT published_earliest, published_latest, public_by FROM sources;";
    archive.ok("DELETE FROM events; UPDATE sources SET accessed = '2015-07';");
    assert_eq!(archive.ok(dates), "2015-06-01|2015-07-31|2015-07-31");
    assert!(archive.refused("UPDATE sources SET accessed = NULL;").contains("sources.published"));
    assert!(archive.refused("UPDATE sources SET accessed = '201X';").contains("sources.accessed"));
    archive.ok("UPDATE sources SET published = NULL;");
    assert_eq!(archive.ok(dates), "||2015-07-31");
    archive.ok("UPDATE sources SET accessed = '9999'; UPDATE sources SET published = '2020', accessed = '2019-05-05';");
    // What was read before its printed date was out on that day.
    assert_eq!(archive.ok(dates), "2019-05-05|2019-05-05|2019-05-05");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn a_source_that_comes_after_its_records_dates_them() {
    let archive = seeded();
    archive.ok("PRAGMA foreign_keys = on; BEGIN;
        INSERT INTO postings (id, official, organization, title, since, until, source) VALUES ('p', 'kim', 'union', 'chair', '2001', '..', 'late');
        INSERT INTO facts (id, subject, attribute, value, source) VALUES ('f', 'kim', 'later', '1920-02', 'late');
        INSERT INTO sources (id, title, published) VALUES ('late', 'Late', '2005-02');
        INSERT INTO attributes (id, name, type) VALUES ('later', 'Later', 'date');
        COMMIT;");
    assert_eq!(archive.ok(BOUNDS), "2001-01-01|9999-12-31|2001-12-31|2005-02-01|2001-12-31");
    assert_eq!(archive.ok("SELECT value_earliest, value_latest FROM facts;"), "1920-02-01|1920-02-29");
    assert_eq!(archive.ok("SELECT count(*) FROM history;"), "0");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn the_bounds_of_values_follow_the_type_of_their_attribute() {
    let archive = seeded();
    archive.ok("INSERT INTO facts (id, subject, attribute, value, source) VALUES ('f', 'union', 'members', '2009', 's1');
        UPDATE attributes SET type = 'date' WHERE id = 'members';");
    let bounds = "SELECT value_earliest, value_latest, value_least, value_most FROM facts;";
    assert_eq!(archive.ok(bounds), "2009-01-01|2009-12-31||");
    archive.ok("UPDATE attributes SET type = '' WHERE id = 'members';");
    assert_eq!(archive.ok(bounds), "|||");
    archive.ok("UPDATE facts SET value = 'many';");
    assert!(
        archive
            .refused("UPDATE attributes SET type = 'number' WHERE id = 'members';")
            .contains("attributes.type")
    );
    assert!(
        archive
            .refused("UPDATE attributes SET type = 'date' WHERE id = 'members';")
            .contains("attributes.type")
    );
    assert_eq!(archive.ok("SELECT table_name FROM history;"), "attributes\nattributes\nfacts");
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn numbers_are_read_as_any_program_reads_them() {
    let archive = seeded();
    let write = |text: &str| {
        format!(
            "REPLACE INTO facts (id, subject, attribute, value, source) VALUES ('f', 'union', 'members', {text}, 's1');\n"
        )
    };
    let texts = [
        "0",
        "10",
        "+5",
        "-12.5",
        "0.1",
        "12345.6789",
        "99999999999999",
        "0.0000000000001",
        "4.35",
        "1.005",
        "8.41",
    ];
    let script: String = texts
        .iter()
        .map(|text| write(&format!("'{text}'")) + "SELECT printf('%!.17g', value_least) FROM facts;\n")
        .collect();
    for (text, found) in texts.iter().zip(archive.ok(&script).lines()) {
        let number: f64 = found.parse().unwrap();
        assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
    for text in [
        "",
        ".5",
        "5.",
        "1e9",
        "~5",
        "1,000",
        "--5",
        "+.5",
        "1.2.3",
        "+",
        "inf",
        "0x10",
        "1234567890123456",
        "5 ",
    ] {
        archive.refused(&write(&format!("'{text}'")));
    }
    archive.refused(&write("'5' || char(0) || 'x'"));
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn only_days_that_exist_are_dates() {
    let archive = seeded();
    let insert = |text: &str| {
        format!(
            "REPLACE INTO postings (id, official, organization, title, since, source) VALUES ('p', 'kim', 'union', 'chair', {text}, 's1');"
        )
    };
    for text in ["'0001'", "'9999-12'", "'2000-02-29'", "'2011-12-31'", "2009"] {
        archive.ok(&insert(text));
    }
    for text in [
        "'0000'",
        "'2011-02-29'",
        "'2011-13'",
        "'2011-00'",
        "'2009-22'",
        "'199X'",
        "'1990~'",
        "'2009-'",
        "'-2009-07-01'",
        "'2450000'",
        "'2450000.55'",
        "'now'",
        "'..'",
        "'2009-1-1'",
        "' 2009'",
        "'2009' || char(0) || 'x'",
        "'2009-07-01T00:00'",
        "'2009/2010'",
    ] {
        let message = archive.refused(&insert(text));
        assert!(
            message.contains("postings.since: from here a date is YYYY, YYYY-MM or YYYY-MM-DD"),
            "{text}: {message}"
        );
    }
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn ids_are_as_an_import_takes_them_and_never_change() {
    let archive = seeded();
    for id in [
        "''",
        "NULL",
        "'Kim'",
        "' kim'",
        "'kim '",
        "'kim' || char(10)",
        "'kim' || char(0) || 'x'",
        "'김'",
        "'-kim'",
        "'a b'",
        "printf('%0121d', 1)",
    ] {
        let message =
            archive.refused(&format!("INSERT INTO officials (id, name, source) VALUES ({id}, 'x', 's1');"));
        assert!(message.contains("officials.id"), "{id}: {message}");
    }
    archive.ok("INSERT INTO names (id, subject, name, source) VALUES ('S1:p4', 'kim', 'Kim', 's1');");
    let message =
        archive.refused("INSERT INTO names (id, subject, name, source) VALUES ('', 'kim', 'Kim', 's1');");
    assert!(
        message.contains("names.id: give the row an id; only a run of orgarchive import FILE derives one")
    );
    archive.refused("INSERT INTO names (id, subject, name, source) VALUES ('a b', 'kim', 'Kim', 's1');");
    archive.refused("INSERT INTO events (id, event, title, source) VALUES ('ok', 'a b', 'x', 's1');");
    archive.refused("UPDATE events SET event = 'a b';");
    let before = archive.ok("SELECT * FROM officials;");
    for statement in [
        "UPDATE officials SET id = 'pak' WHERE id = 'kim';",
        "UPDATE OR REPLACE officials SET id = 'ri' WHERE id = 'kim';",
    ] {
        assert!(archive.refused(statement).contains("use: orgarchive rename OLD NEW"));
        let run = "INSERT INTO upkeep_run (number, now) VALUES (1, 'now');";
        assert!(
            archive
                .refused(&format!("BEGIN; {run} {statement} ROLLBACK;"))
                .contains("officials.id: an id does not change")
        );
    }
    assert_eq!(archive.ok("SELECT * FROM officials;"), before);
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn blanks_are_null_or_what_they_stand_for() {
    let archive = seeded();
    archive.ok("INSERT INTO titles (id, name, office, holders) VALUES ('head', 'Head', '', '');
        INSERT INTO postings (id, official, organization, chapter, title, term, note, source) VALUES ('p', 'kim', 'union', '', 'head', '', '', 's1');
        UPDATE titles SET office = '', holders = NULL; UPDATE postings SET note = '', term = '', as_of = '';
        INSERT INTO events (id, event, title, status, source) VALUES ('e9', '', 'x', '', 's1');
        UPDATE events SET event = NULL WHERE id = 'e9';");
    assert_eq!(archive.ok("SELECT office, holders FROM titles WHERE id = 'head';"), "head|many");
    assert_eq!(
        archive.ok("SELECT chapter IS NULL, term IS NULL, note IS NULL, as_of IS NULL FROM postings;"),
        "1|1|1|1"
    );
    assert_eq!(
        archive.ok(
            "SELECT event, status FROM events WHERE id = 'e9'; SELECT kind FROM entities WHERE id = 'e9';"
        ),
        "e9|occurred\nevents"
    );
    assert_eq!(archive.ok("SELECT count(*) FROM history;"), "0");
    for statement in [
        "UPDATE titles SET name = '';",
        "UPDATE postings SET source = '';",
        "INSERT INTO titles (id, name) VALUES ('x', '');",
        "INSERT OR IGNORE INTO titles (id) VALUES ('x');",
    ] {
        assert!(archive.refused(statement).contains("the cell is blank, and it is required"));
    }
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn entities_follow_the_tables() {
    let archive = seeded();
    let events =
        "SELECT group_concat(id, ' ') FROM (SELECT id FROM entities WHERE kind = 'events' ORDER BY id);";
    assert_eq!(archive.ok(events), "flood meeting");
    archive.ok("INSERT INTO events (id, event, title, source) VALUES ('e3', 'meeting', 'Meeting', 's1'); DELETE FROM events WHERE id = 'e1';");
    assert_eq!(archive.ok(events), "flood meeting");
    archive.ok("REPLACE INTO events (id, event, title, source) VALUES ('e3', '', 'Meeting', 's1');");
    assert_eq!(archive.ok(events), "e3 flood");
    archive.ok("UPDATE events SET event = 'all';");
    assert_eq!(archive.ok(events), "all");
    archive.ok("DELETE FROM events;");
    assert_eq!(archive.ok(events), "");
    for statement in [
        "INSERT INTO places (id, name, source) VALUES ('kim', 'Kim', 's1');",
        "INSERT INTO events (id, title, source) VALUES ('kim', 'Kim', 's1');",
        "REPLACE INTO officials (id, name, source) VALUES ('union', 'x', 's1');",
    ] {
        assert!(archive.refused(statement).contains("belongs to an entity of another kind"));
    }
    for statement in [
        "INSERT INTO entities (id, kind) VALUES ('x', 'places');",
        "DELETE FROM entities WHERE id = 'kim';",
        "UPDATE entities SET kind = 'events';",
        "REPLACE INTO entities (id, kind) VALUES ('kim', 'events');",
    ] {
        assert!(archive.refused(statement).contains("entities: the archive keeps this table"));
    }
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn what_is_recorded_does_not_change() {
    let archive = imported();
    archive.ok("UPDATE postings SET note = 'x';
        INSERT INTO sqlar (name, mode, mtime, sz, data) VALUES ('doc.pdf', 420, 0, 3, x'010203'), ('other', 420, 0, 3, x'010203');
        INSERT INTO attachments (id, source, sha256, size) VALUES ('doc.pdf', 's9', 'abc', 3);");
    for statement in [
        "UPDATE history SET reason = 'x';",
        "DELETE FROM history;",
        "REPLACE INTO history SELECT * FROM history;",
        "UPDATE commits SET import = NULL;",
        "DELETE FROM commits;",
        "REPLACE INTO commits SELECT * FROM commits;",
        "REPLACE INTO commits (at, import) SELECT at, 'x' FROM commits;",
        "UPDATE imports SET note = 'x';",
        "DELETE FROM imports;",
        "BEGIN; INSERT INTO upkeep_run (number, now) VALUES (1, 'x');
            REPLACE INTO imports SELECT * FROM imports; ROLLBACK;",
    ] {
        assert!(archive.refused(statement).contains("a recorded version does not change"), "{statement}");
    }
    for statement in [
        "INSERT INTO commits (number, at) VALUES (1000, '2030-01-01T00:00:00Z');",
        "INSERT INTO commits (number, at) VALUES (-1, '2099-01-01T00:00:00.000Z');",
        "INSERT INTO commits (at) VALUES ('2099');",
    ] {
        assert!(archive.refused(statement).contains("commits: numbers and stamps count up"), "{statement}");
    }
    assert!(archive.refused("INSERT INTO imports (id, command, started_at, finished_at, program_version) VALUES ('i', 'c', '', '', '');")
        .contains("only a run of orgarchive"));
    for statement in [
        "UPDATE sqlar SET data = x'00' WHERE name = 'doc.pdf';",
        "REPLACE INTO sqlar (name, data) VALUES ('doc.pdf', x'00');",
        "REPLACE INTO sqlar (rowid, name, data) VALUES (1, 'new', x'00');",
        "UPDATE OR REPLACE sqlar SET name = 'doc.pdf' WHERE name = 'other';",
        "UPDATE OR REPLACE sqlar SET rowid = 1 WHERE name = 'other';",
        "DELETE FROM sqlar;",
    ] {
        assert!(archive.refused(statement).contains("a kept document does not change"), "{statement}");
    }
    archive.ok(
        "UPDATE sqlar SET data = x'00' WHERE name = 'other'; DELETE FROM attachments; DELETE FROM sqlar;",
    );
    assert_eq!(
        archive.ok("SELECT table_name, change FROM changes ORDER BY sequence;"),
        "postings|revised\nattachments|retracted"
    );
    for statement in [
        "UPDATE postings SET certain_from = '1990-01-01';",
        "UPDATE postings SET recorded_at = NULL;",
        "UPDATE postings SET import = 'x';",
    ] {
        assert!(archive.refused(statement).contains("postings: the archive fills in"));
    }
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn stamps_never_decrease_and_share_no_commit_with_a_run() {
    let archive = Archive::new();
    let commit = |at: &str, import: &str| {
        archive.ok(&format!("INSERT INTO commits (at, import) VALUES ('{at}', {import});"));
    };
    let change = || {
        archive.ok("INSERT INTO roles (id, name) VALUES (lower(hex(randomblob(8))), 'x');");
        archive.ok("SELECT max(arrived_at) || ' ' || (SELECT count(*) FROM commits) FROM roles;")
    };
    commit("2090-05-05T10:20:30.123Z", "'run'");
    assert_eq!(change(), "2090-05-05T10:20:30.124Z 2");
    assert_eq!(change(), "2090-05-05T10:20:30.124Z 2");
    commit("2090-05-05T10:20:30.999Z", "'run'");
    assert_eq!(change(), "2090-05-05T10:20:31.000Z 4");
    commit("2099-12-31T23:59:59.999Z", "'run'");
    assert_eq!(change(), "2100-01-01T00:00:00.000Z 6");
    // An update and a deletion begin a commit as an insert does.
    for (run, statement) in [("2101", "UPDATE roles SET name = 'y'"), ("2102", "DELETE FROM roles")] {
        commit(&format!("{run}-01-01T00:00:00.000Z"), "'run'");
        archive.ok(&format!("{statement};"));
        assert_eq!(
            archive.ok("SELECT DISTINCT superseded_at FROM history WHERE superseded_at > '2101' ORDER BY 1 DESC LIMIT 1;"),
            format!("{run}-01-01T00:00:00.001Z")
        );
    }
    // Every thousandth of a second has the next one after it: nothing is rounded.
    let stamp = |thousandth: usize| format!("2103-01-02T00:00:{:02}.{thousandth:03}Z", thousandth % 60);
    let script: String = (0..999)
        .map(|thousandth| {
            format!(
                "BEGIN; INSERT INTO commits (at, import) VALUES ('{}', 'run'); INSERT INTO roles (id, name) VALUES ('new', 'x');
                 SELECT arrived_at FROM roles WHERE id = 'new'; ROLLBACK;\n",
                stamp(thousandth)
            )
        })
        .collect();
    let next: Vec<String> = (0..999)
        .map(|thousandth| {
            stamp(thousandth).replace(&format!(".{thousandth:03}Z"), &format!(".{:03}Z", thousandth + 1))
        })
        .collect();
    assert_eq!(archive.ok(&script), next.join("\n"));
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn several_changes_in_one_millisecond_are_several_versions() {
    let archive = seeded();
    let changes: String =
        (0..200).map(|n| format!("UPDATE roles SET name = 'n{n}' WHERE id = 'guest';\n")).collect();
    archive.ok(&format!("BEGIN; {changes} DELETE FROM roles; COMMIT;"));
    assert_eq!(
        archive.ok("SELECT count(*), count(DISTINCT image ->> '$.name') FROM history WHERE id = 'guest';"),
        "201|201"
    );
    assert_eq!(
        archive.ok("SELECT change, count(*) FROM changes WHERE id = 'guest' GROUP BY change;"),
        "retracted|1\nrevised|200"
    );
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn in_a_run_the_filled_columns_are_the_programs_word() {
    let archive = imported();
    archive.ok("BEGIN; INSERT INTO commits (at, import) VALUES ('2001-01-02T00:00:00.000Z', 'second');
        INSERT INTO upkeep_run (number, now, import, reason) VALUES (1, '2001-01-02T00:00:00.000Z', 'second', 'typo');
        UPDATE postings SET note = 'mended', certain_to = '2015-06-30', recorded_at = '2001-01-02T00:00:00.000Z', arrived_at = '2001-01-02T00:00:00.000Z', import = 'second';
        UPDATE postings SET certain_to = '2015-07-30';
        UPDATE sources SET published = '2015-23', published_earliest = '2015-09-01', published_latest = '2015-11-30', public_by = '2015-08-10',
          recorded_at = '2001-01-02T00:00:00.000Z', arrived_at = '2001-01-02T00:00:00.000Z', import = 'second';
        REPLACE INTO facts (id, subject, attribute, value, source, note, value_least, value_most, recorded_at, arrived_at, import)
          VALUES ('f', 'party', 'strength', '~0.3', 's9', 'again', 0.27, 0.33, '2001-01-02T00:00:00.000Z', '2001-01-02T00:00:00.000Z', 'second');
        INSERT INTO postings (id, official, organization, title, source, recorded_at, arrived_at, import)
          VALUES ('x', 'pak', 'party', 'chief', 's9', '', '', '') ON CONFLICT DO NOTHING;
        DELETE FROM events WHERE id = 'cut';
        INSERT INTO renames (id, entity, recorded_at, arrived_at, import) VALUES ('old', 'pak', '2001-01-02T00:00:00.000Z', '2001-01-02T00:00:00.000Z', 'second');
        INSERT INTO imports (id, command, started_at, finished_at, program_version) VALUES ('second', 'import', '', '', '');
        DELETE FROM upkeep_run; COMMIT;");
    assert_eq!(
        archive.ok("SELECT table_name, id, arrived_at, superseded_at, written_by, superseded_by, reason, change FROM changes;"),
        "postings|x|2001-01-01T00:00:00.000Z|2001-01-02T00:00:00.000Z|run|second|typo|revised
sources|s9|2001-01-01T00:00:00.000Z|2001-01-02T00:00:00.000Z|run|second|typo|revised
facts|f|2001-01-01T00:00:00.000Z|2001-01-02T00:00:00.000Z|run|second|typo|revised
events|cut|2001-01-01T00:00:00.000Z|2001-01-02T00:00:00.000Z|run|second|typo|retracted"
    );
    assert_eq!(archive.ok("SELECT certain_to, import FROM postings; SELECT import, note FROM facts; SELECT count(*) FROM commits;"), "2015-07-30|second\nsecond|again\n2");
    assert_eq!(archive.ok("SELECT date_latest FROM events WHERE id = 'uncut'; SELECT count(*) FROM entities WHERE id = 'cut';"), "2015-07-09\n0");
    archive.ok("UPDATE renames SET entity = 'party'; DELETE FROM renames;");
    assert_eq!(
        archive.ok("SELECT written_by, image ->> '$.entity' FROM history WHERE table_name = 'renames';"),
        "second|pak\n|party"
    );
}
