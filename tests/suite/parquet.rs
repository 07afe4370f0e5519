//! Parquet extracts, as DuckDB, pandas and pyarrow read them; and what a build without Parquet says.

#[cfg(feature = "parquet")]
use std::process::Command;

#[cfg(feature = "parquet")]
use crate::clients::PYTHON;
use crate::support::Workshop;

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_built_without_parquet_says_how_to_build_it() {
    let workshop = Workshop::seeded();
    for arguments in [
        &["export", "-o", "extract", "--format", "parquet"][..],
        &["export", "titles", "--format", "parquet"],
    ] {
        let ran = workshop.run(arguments);
        assert_eq!(ran.status, 1, "{ran}");
        insta::allow_duplicates! { insta::assert_snapshot!(ran, @r"
        --- error output
        error: this program was built without Parquet
        hint: build it again without --no-default-features: cargo install --locked --path .; or export CSV, which DuckDB and pandas read as well
        --- exit status 1
        "); }
        assert!(!workshop.path("extract").exists());
    }
}

#[cfg(feature = "parquet")]
fn run(workshop: &Workshop, python: &str, program: &str) -> String {
    let output = Command::new(python).current_dir(workshop.path("")).args(["-c", program]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every clock and option of the CSV extract cuts the Parquet extract in the same way: cell by cell, the columns that
/// both have are the same.
#[cfg(feature = "parquet")]
const SAME_AS_CSV: &str = r#"
import csv, glob, os, sys
import pyarrow.parquet
cells = 0
for name in sorted(glob.glob('text*/*.csv')):
    other = name.replace('text', 'typed', 1).replace('.csv', '.parquet')
    with open(name, newline='', encoding='utf-8') as file:
        rows = list(csv.reader(file))
    header, rows = rows[0], rows[1:]
    table = pyarrow.parquet.read_table(other)
    assert table.column_names[:len(header)] == header, (name, table.column_names)
    assert table.num_rows == len(rows), name
    for place, column in enumerate(header):
        for row, value in zip(rows, table.column(place).to_pylist()):
            text = row[place]
            if isinstance(value, float):
                assert float(text) == value, (name, column, text, value)
            else:
                assert text == ('' if value is None else str(value)), (name, column, text, value)
            cells += 1
print(cells > 1000)
"#;

#[cfg(feature = "parquet")]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn parquet_extracts_have_the_rows_of_csv_extracts_whatever_the_clocks() {
    let python = PYTHON;
    let workshop = Workshop::seeded();
    // A second run, so that --recorded-by 1 shows another archive than now.
    workshop
        .write("more/sources.csv", "id,title,published\nlate,\"A \"\"late\"\" page,\nof two lines\",2020\n");
    workshop.write("more/titles.csv", "id,name,rank\ncook,Cook,900000\n");
    workshop.ok(&["import", "more"]);
    let cuts: [&[&str]; 6] = [
        &[],
        &["--with-sources"],
        &["--on", "1969-01-01"],
        &["--published-by", "2010"],
        &["--recorded-by", "1"],
        &["--on", "2009-07-01", "--published-by", "2012", "--recorded-by", "1", "--with-sources"],
    ];
    for (number, cut) in cuts.iter().enumerate() {
        let (text, typed) = (format!("text{number}"), format!("typed{number}"));
        workshop.ok(&[&["export", "-o", &text], *cut].concat());
        workshop.ok(&[&["export", "-o", &typed, "--format", "parquet"], *cut].concat());
    }
    assert_eq!(run(&workshop, python, SAME_AS_CSV), "True\n");
    let counts = "
import pyarrow.parquet
print([pyarrow.parquet.read_metadata(f'typed{cut}/sources.parquet').num_rows for cut in range(6)])";
    let counts: Vec<u32> = serde_json::from_str(&run(&workshop, python, counts)).unwrap();
    assert!(counts[4] + 1 == counts[0] && counts[3] < counts[0] && counts[5] < counts[0], "{counts:?}");
}

#[cfg(feature = "parquet")]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn duckdb_finds_the_types_and_answers_a_dated_question() {
    let python = PYTHON;
    let workshop = Workshop::seeded();
    workshop.write(
        "more/places.csv",
        "id,name,latitude,longitude,source\nhamhung,Hamhung,39.9180,127.536,s00\nfar,Far,-12.50,,s00\n",
    );
    workshop.ok(&["import", "more"]);
    workshop.ok(&["export", "-o", "extract", "--format", "parquet"]);
    let program = r#"
import duckdb
def types(table):
    rows = duckdb.sql(f"DESCRIBE SELECT * FROM 'extract/{table}.parquet'").fetchall()
    return {row[0]: row[1] for row in rows}
postings, places, facts = types('postings'), types('places'), types('facts')
print({name: postings[name] for name in ('id', 'since', 'term', 'credibility', 'possible_from', 'certain_to')})
print({name: places[name] for name in ('latitude', 'longitude')})
print({name: facts[name] for name in ('value', 'value_earliest', 'value_most')})
print(duckdb.sql("""
  SELECT official, since, until, possible_from, possible_to FROM 'extract/postings.parquet'
  WHERE organization = 'womens-union' AND DATE '1969-01-01' BETWEEN possible_from AND possible_to
    AND DATE '1969-01-01' BETWEEN certain_from AND certain_to ORDER BY id""").fetchall())
print(duckdb.sql("SELECT id, latitude, longitude FROM 'extract/places.parquet' WHERE id IN ('far', 'hamhung') ORDER BY id").fetchall())
print(sorted(set(row[0] for row in duckdb.sql("""
  SELECT repetition_type FROM parquet_schema('extract/postings.parquet')
  WHERE name IN ('id', 'official', 'title', 'source')""").fetchall())))
"#;
    insta::assert_snapshot!(run(&workshop, python, program), @r"
    {'id': 'VARCHAR', 'since': 'VARCHAR', 'term': 'VARCHAR', 'credibility': 'BIGINT', 'possible_from': 'DATE', 'certain_to': 'DATE'}
    {'latitude': 'DOUBLE', 'longitude': 'DOUBLE'}
    {'value': 'VARCHAR', 'value_earliest': 'DATE', 'value_most': 'DOUBLE'}
    [('kim-song-ae', '1967', '1998', datetime.date(1967, 1, 1), datetime.date(1998, 12, 31)), ('kim-ok-sun', '1965', '1971', datetime.date(1965, 1, 1), datetime.date(1971, 12, 31))]
    [('far', -12.5, None), ('hamhung', 39.918, 127.536)]
    ['REQUIRED']
    ");
}

#[cfg(feature = "parquet")]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn pandas_reads_dates_before_and_after_what_its_clock_knows() {
    let python = PYTHON;
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "extract", "--format", "parquet"]);
    let program = r#"
import datetime, pandas
postings = pandas.read_parquet('extract/postings.parquet')
day = datetime.date(1969, 1, 1)
held = postings[(postings.possible_from <= day) & (postings.possible_to >= day) & (postings.organization == 'womens-union')]
print(sorted(set(held.official)))
print(min(postings.possible_from), max(postings.possible_to), postings.certain_from.isna().any())
print(str(postings.term.dtype), postings.since.isna().any(), (postings.since == '').any())
places = pandas.read_parquet('extract/places.parquet')
print(str(places.latitude.dtype))
titles = pandas.read_parquet('extract/titles.parquet', dtype_backend='numpy_nullable')
print(str(titles['rank'].dtype))
"#;
    insta::assert_snapshot!(run(&workshop, python, program), @r#"
    ['jang-chun-sil', 'kim-jong-suk', 'kim-jong-sun', 'kim-ok-sun', 'kim-song-ae', 'pak-sun-hui', 'ro-song-sil']
    0001-01-01 9999-12-31 True
    str True False
    float64
    Int64
    "#);
}

#[cfg(feature = "parquet")]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn duckdb_and_pandas_read_the_days_of_tenures_as_dates() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "tenures", "-o", "extract", "--format", "parquet"]);
    let program = r#"
import datetime, duckdb, pandas
day = datetime.date(1969, 1, 1)
types = {row[0]: row[1] for row in duckdb.sql("DESCRIBE SELECT * FROM 'extract/tenures.parquet'").fetchall()}
print(types['from'], types['to'], types['verdict'])
print(duckdb.sql("""
  SELECT official, "from", "to", verdict FROM 'extract/tenures.parquet'
  WHERE organization = 'womens-union' AND DATE '1969-01-01' BETWEEN "from" AND "to" AND verdict <> 'possible'
  ORDER BY official""").fetchall())
tenures = pandas.read_parquet('extract/tenures.parquet')
held = tenures[(tenures['from'] <= day) & (tenures['to'] >= day) & (tenures.organization == 'womens-union')]
print(sorted(held[held.verdict != 'possible'].official), type(tenures['from'][0]).__name__, max(tenures['to']))
"#;
    insta::assert_snapshot!(run(&workshop, PYTHON, program), @r"
    DATE DATE VARCHAR
    [('kim-ok-sun', datetime.date(1967, 12, 31), datetime.date(1971, 1, 1), 'disputed'), ('kim-song-ae', datetime.date(1967, 12, 31), datetime.date(1971, 1, 1), 'disputed')]
    ['kim-ok-sun', 'kim-song-ae'] date 9999-12-31
    ");
}

#[cfg(feature = "parquet")]
#[test]
fn the_same_archive_gives_the_same_parquet_bytes() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "one", "--format", "parquet"]);
    let later = workshop
        .command()
        .env("ORGARCHIVE_NOW", "2031-01-01T00:00:00Z")
        .args(["export", "-o", "two", "--format", "parquet"])
        .output()
        .unwrap();
    assert!(later.status.success(), "{later:?}");
    let mut files = 0;
    for file in std::fs::read_dir(workshop.path("one")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(std::path::Path::new(&name).extension().is_some_and(|ending| ending == "parquet"), "{name}");
        let read = |folder: &str| std::fs::read(workshop.path(folder).join(&name)).unwrap();
        assert_eq!(read("one"), read("two"), "{name}");
        files += 1;
    }
    assert_eq!(files, orgarchive::schema::TABLES.len(), "and nothing else lies there");
    let postings = std::fs::read(workshop.path("one/postings.parquet")).unwrap();
    let streamed =
        workshop.command().args(["export", "postings", "--format", "parquet"]).output().unwrap().stdout;
    assert_eq!(postings, streamed, "one table goes to standard output as well");
}

/// A cell that another program wrote past the checks is named, and no half of a file stays.
#[cfg(feature = "parquet")]
#[test]
fn a_cell_that_does_not_fit_its_column_is_named() {
    let workshop = Workshop::seeded();
    workshop.sqlite3(
        "PRAGMA ignore_check_constraints = 1; PRAGMA writable_schema = 1;
         DELETE FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'postings';",
    );
    workshop.sqlite3("UPDATE postings SET possible_from = 'soon' WHERE id = 'c054'");
    let ran = workshop.run(&["export", "postings", "-o", "extract", "--format", "parquet"]);
    insta::assert_snapshot!(ran, @r#"
    --- error output
    error: postings: c054: possible_from is "soon", not a day written as YYYY-MM-DD
    hint: another program changed it, bypassing the archive's checks: orgarchive check lists what is wrong, and how to put it right
    --- exit status 1
    "#);
    assert_eq!(std::fs::read_dir(workshop.path("extract")).unwrap().count(), 0);
}

/// More rows than a row group holds: the file has several, in order.
#[cfg(feature = "parquet")]
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn large_tables_come_in_row_groups() {
    let python = PYTHON;
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title\ns1,One page\n");
    let places: String =
        (0..100_001).map(|number| format!("place-{number:06},Place {number},s1\n")).collect();
    workshop.write("data/places.csv", format!("id,name,source\n{places}"));
    workshop.ok(&["import", "data"]);
    workshop.ok(&["export", "places", "-o", "extract", "--format", "parquet"]);
    let program = "
import pyarrow.parquet
file = pyarrow.parquet.ParquetFile('extract/places.parquet')
ids = file.read().column('id').to_pylist()
print(file.num_row_groups, file.metadata.row_group(1).num_rows, ids == sorted(ids), ids[-1], file.metadata.created_by.split()[0])";
    assert_eq!(run(&workshop, python, program), "2 1 True place-100000 orgarchive\n");
}
