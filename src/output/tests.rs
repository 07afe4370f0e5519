//! What every format makes of the same rows.

use std::io;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::terminal::for_terminal_lines;

fn written(
    format: Format,
    options: Options,
    columns: &[Column],
    rows: &[Vec<Cell>],
    notes: &[&str],
) -> String {
    let mut out = Vec::new();
    let mut writer = writer(format, &mut out, options);
    writer.begin(columns).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.end(&Summary { notes: notes.iter().map(|note| (*note).to_owned()).collect() }).unwrap();
    drop(writer);
    String::from_utf8(out).unwrap()
}

/// A table on a terminal of so many columns, none of whose lines is wider.
fn at(width: usize, columns: &[Column], rows: &[Vec<Cell>], notes: &[&str]) -> String {
    let options = Options { width: Some(width), ..Options::default() };
    let text = written(Format::Table, options, columns, rows, notes);
    assert!(text.lines().all(|line| line.width() <= width), "{text}");
    text
}

fn columns() -> Vec<Column> {
    let mut columns: Vec<Column> = ["official", "name", "rank", "share", "note"].map(Column::shown).to_vec();
    columns.push(Column::hidden("records"));
    columns.push(Column::shown("sources"));
    columns.push(Column::hidden("span"));
    columns
}

fn list(texts: &[&str]) -> Cell {
    Cell::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

/// Korean text, commas, quotes, line ends, escape sequences, blanks, lists, numbers.
fn rows() -> Vec<Vec<Cell>> {
    vec![
        vec![
            "kim-jung-rin".into(),
            "김중린, \"金仲麟\"".into(),
            Cell::Integer(1),
            0.5.into(),
            "first line\nsecond | line \\ *bold* <b>&".into(),
            list(&["p1", "p2"]),
            list(&["s1", "s78"]),
            json!({"from": "1967-01-01", "to": null}).into(),
        ],
        vec![
            "ri-il-hwan".into(),
            "리일환".into(),
            Cell::Integer(-12),
            f64::INFINITY.into(),
            "\u{1b}[31mred\u{202e}".into(),
            list(&[]),
            list(&["s2"]),
            Cell::Blank,
        ],
        vec![
            Cell::Blank,
            "=1+1".into(),
            Cell::Blank,
            1.0.into(),
            Cell::Blank,
            list(&["p3"]),
            list(&[]),
            Cell::Blank,
        ],
    ]
}

fn all(format: Format, options: Options) -> String {
    written(format, options, &columns(), &rows(), &["2 sources\u{1b} are undated", "# one more"])
}

#[test]
fn a_table_is_aligned_and_has_its_notes_below() {
    assert_snapshot!(all(Format::Table, Options::default()), @r#"
    official      name              rank  share  note                                    sources
    ────────────────────────────────────────────────────────────────────────────────────────────
    kim-jung-rin  김중린, "金仲麟"     1    0.5  first line⏎second | line \ *bold* <b>&  s1; s78
    ri-il-hwan    리일환             -12    inf  \u{1b}[31mred\u{202e}                   s2
                  =1+1                      1.0

    2 sources\u{1b} are undated
    # one more
    "#);
}

#[test]
fn a_table_wraps_to_the_terminal() {
    assert_snapshot!(at(80, &columns(), &rows(), &["2 sources are undated, and one more note goes on to the second line of the terminal"]), @r#"
    official      name              rank  share  note                        sources
    ────────────────────────────────────────────────────────────────────────────────
    kim-jung-rin  김중린, "金仲麟"     1    0.5  first line⏎second | line \  s1; s78
                                                 *bold* <b>&
    ri-il-hwan    리일환             -12    inf  \u{1b}[31mred\u{202e}       s2
                  =1+1                      1.0

    2 sources are undated, and one more note goes on to the second line of the
      terminal
    "#);
}

#[test]
fn where_columns_do_not_fit_each_row_is_a_block_of_several_fields_a_line() {
    assert_snapshot!(at(48, &columns(), &rows(), &[]), @r#"
    • official: kim-jung-rin  name: 김중린, "金仲麟"
      rank: 1  share: 0.5  note: first line⏎second |
        line \ *bold* <b>&  sources: s1; s78

    • official: ri-il-hwan  name: 리일환  rank: -12
      share: inf  note: \u{1b}[31mred\u{202e}
      sources: s2

    • name: =1+1  share: 1.0
    "#);
}

#[test]
fn blocks_are_indented_as_a_tree_is() {
    let columns = ["body", "kind", "reason"].map(Column::shown);
    let row = |body: &str| {
        vec![body.into(), "mass-organization".into(), "no end known; last held 1961-01-01".into()]
    };
    assert_snapshot!(at(36, &columns, &[row("The party"), row("  The league")], &[]), @r"
    • body: The party
      kind: mass-organization
      reason: no end known; last held
        1961-01-01
      • body: The league
        kind: mass-organization
        reason: no end known; last held
          1961-01-01
    ");
}

#[test]
fn columns_that_would_become_long_and_narrow_are_blocks() {
    let columns = ["id", "quote", "note", "source"].map(Column::shown);
    let long = "the words of the source go on and on, ".repeat(4);
    let rows = vec![vec!["c1".into(), long.as_str().into(), long.as_str().into(), "s1".into()]; 2];
    assert_snapshot!(at(60, &columns, &rows, &[]), @"
    id  quote                    note                     source
    ────────────────────────────────────────────────────────────
    c1  the words of the source  the words of the source  s1
        go on and on, the words  go on and on, the words
        of the source go on and  of the source go on and
        on, the words of the     on, the words of the
        source go on and on,     source go on and on,
        the words of the source  the words of the source
        go on and on,            go on and on,
    c1  the words of the source  the words of the source  s1
        go on and on, the words  go on and on, the words
        of the source go on and  of the source go on and
        on, the words of the     on, the words of the
        source go on and on,     source go on and on,
        the words of the source  the words of the source
        go on and on,            go on and on,
    ");
    assert_snapshot!(at(200, &columns, &rows, &[]), @"
    id  quote                                                                                          note                                                                                           source
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    c1  the words of the source go on and on, the words of the source go on and on, the words of the   the words of the source go on and on, the words of the source go on and on, the words of the   s1
        source go on and on, the words of the source go on and on,                                     source go on and on, the words of the source go on and on,
    c1  the words of the source go on and on, the words of the source go on and on, the words of the   the words of the source go on and on, the words of the source go on and on, the words of the   s1
        source go on and on, the words of the source go on and on,                                     source go on and on, the words of the source go on and on,
    ");
}

#[test]
fn names_of_people_stay_whole_in_their_column_and_in_sentences() {
    let columns = [Column::hidden("official_name"), Column::shown("message"), Column::shown("when")];
    let row = vec!["Kim Jung Rin".into(), "the chair was then Kim Jung Rin, says s1".into(), "1965".into()];
    assert_snapshot!(at(42, &columns, &[row], &[]), @"
    message                               when
    ──────────────────────────────────────────
    the chair was then Kim Jung Rin,      1965
    says s1
    ");
}

#[test]
fn verdicts_are_coloured_where_colours_are_asked_for() {
    let columns = [Column::shown("name"), Column::shown("verdict"), Column::shown("note")];
    let rows: Vec<Vec<Cell>> = ["certain", "disputed", "possible", "excluded"]
        .map(|verdict| vec!["certain".into(), verdict.into(), Cell::Blank])
        .to_vec();
    let options = |width| Options { width, is_coloured: true, ..Options::default() };
    let columnar = written(Format::Table, options(None), &columns, &rows, &[]);
    assert_snapshot!(for_terminal_lines(&columnar), @r"
    name     verdict
    ─────────────────
    certain  \u{1b}[1m\u{1b}[32mcertain\u{1b}[0m
    certain  \u{1b}[1m\u{1b}[31mdisputed\u{1b}[0m
    certain  \u{1b}[33mpossible\u{1b}[0m
    certain  \u{1b}[2mexcluded\u{1b}[0m
    ");
    let blocks = written(Format::Table, options(Some(15)), &columns, &rows[..1], &[]);
    assert_snapshot!(for_terminal_lines(&blocks), @r"
    • \u{1b}[2mname: \u{1b}[0mcertain
      \u{1b}[2mverdict: \u{1b}[0m
        \u{1b}[1m\u{1b}[32mcertain\u{1b}[0m
    ");
    // Formats for programs have no colours, whatever is asked for.
    assert_eq!(
        written(Format::Csv, options(None), &columns, &rows[..1], &[]),
        "name,verdict,note\ncertain,certain,\n"
    );
}

#[test]
fn korean_text_lines_up() {
    let columns = ["official", "name", "verdict"].map(Column::shown);
    let row = |id: &str, name: &str| vec![id.into(), name.into(), "certain".into()];
    let rows = [row("kim", "김중린 비서"), row("ri-il-hwan", "리일환 위원장, 비서"), row("pak", "Pak")];
    assert_snapshot!(at(40, &columns, &rows, &[]), @"
    official    name                 verdict
    ────────────────────────────────────────
    kim         김중린 비서          certain
    ri-il-hwan  리일환 위원장, 비서  certain
    pak         Pak                  certain
    ");
}

#[test]
fn csv_quotes_where_it_has_to() {
    // The text is as it was; it is escaped for whoever reads this.
    let text = all(Format::Csv, Options::default());
    assert!(text.contains("\u{1b}[31mred\u{202e}"));
    assert_snapshot!(for_terminal_lines(&text), @r#"
    official,name,rank,share,note,records,sources,span
    kim-jung-rin,"김중린, ""金仲麟""",1,0.5,"first line
    second | line \ *bold* <b>&",p1; p2,s1; s78,"{""from"":""1967-01-01"",""to"":null}"
    ri-il-hwan,리일환,-12,inf,\u{1b}[31mred\u{202e},,s2,
    ,=1+1,,1.0,,p3,,
    "#);
}

#[test]
fn csv_for_spreadsheets_runs_nothing() {
    let safe = all(Format::Csv, Options { for_spreadsheet: true, ..Options::default() });
    assert!(safe.starts_with("\u{feff}official,name,"));
    assert!(safe.contains(",'=1+1,") && safe.contains(",-12,"), "{safe}");
    let named = [Column::shown("a,b")];
    let options = Options { for_spreadsheet: true, ..Options::default() };
    assert_eq!(written(Format::Csv, options, &named, &[], &[]), "\u{feff}\"a,b\"\n");
}

#[test]
fn json_has_every_column_and_an_object_a_line() {
    assert_snapshot!(all(Format::Json, Options::default()), @r#"
    [
    {"official":"kim-jung-rin","name":"김중린, \"金仲麟\"","rank":1,"share":0.5,"note":"first line\nsecond | line \\ *bold* <b>&","records":["p1","p2"],"sources":["s1","s78"],"span":{"from":"1967-01-01","to":null}},
    {"official":"ri-il-hwan","name":"리일환","rank":-12,"share":"inf","note":"\u001b[31mred\u202e","records":[],"sources":["s2"],"span":null},
    {"official":null,"name":"=1+1","rank":null,"share":1.0,"note":null,"records":["p3"],"sources":[],"span":null}
    ]
    "#);
}

#[test]
fn ndjson_has_no_array() {
    let lines = all(Format::Ndjson, Options::default());
    assert_eq!(lines.lines().count(), 3);
    let array = all(Format::Json, Options::default());
    let objects: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(serde_json::from_str::<Json>(&array).unwrap(), Json::Array(objects));
}

#[test]
fn markdown_formats_nothing_that_a_cell_says() {
    assert_snapshot!(all(Format::Markdown, Options::default()), @r#"
    | official | name | rank | share | note | sources |
    |---|---|---|---|---|---|
    | kim-jung-rin | 김중린, "金仲麟" | 1 | 0.5 | first line⏎second \| line \\ \*bold\* &lt;b&gt;&amp; | s1; s78 |
    | ri-il-hwan | 리일환 | -12 | inf | \\u{1b}\[31mred\\u{202e} | s2 |
    |  | =1+1 |  | 1.0 |  |  |

    2 sources\\u{1b} are undated

    \# one more
    "#);
}

#[test]
fn that_there_are_no_rows_is_said_as_each_format_can() {
    let columns = [Column::shown("id"), Column::hidden("records")];
    let none = |format| written(format, Options::default(), &columns, &[], &["1 source is undated"]);
    assert_eq!(none(Format::Table), "(none)\n\n1 source is undated\n");
    assert_eq!(none(Format::Csv), "id,records\n");
    assert_eq!(none(Format::Json), "[]\n");
    assert_eq!(none(Format::Ndjson), "");
    assert_eq!(none(Format::Markdown), "| id |\n|---|\n\n1 source is undated\n");
}

#[test]
fn columns_of_one_name_are_all_kept() {
    let columns = ["a", "a", "a_2", "a", "b\u{1b}"].map(Column::shown);
    let row: Vec<Cell> = (1..=5).map(Cell::Integer).collect();
    assert_eq!(
        written(Format::Ndjson, Options::default(), &columns, &[row], &[]),
        "{\"a\":1,\"a_3\":2,\"a_2\":3,\"a_4\":4,\"b\\u001b\":5}\n"
    );
}

#[test]
fn a_row_of_one_blank_cell_is_not_lost() {
    let columns = [Column::shown("a")];
    let written = |format| written(format, Options::default(), &columns, &[vec![Cell::Blank]], &[]);
    assert_eq!(written(Format::Csv), "a\n\"\"\n");
    assert_eq!(written(Format::Json), "[\n{\"a\":null}\n]\n");
    assert_eq!(written(Format::Table), "a\n─\n\n");
}

#[test]
fn a_row_with_a_missing_or_a_surplus_cell_is_refused() {
    for format in [Format::Table, Format::Csv, Format::Json, Format::Ndjson, Format::Markdown] {
        for cells in [vec![], vec![Cell::Blank; 2]] {
            let mut out = Vec::new();
            let mut writer = writer(format, &mut out, Options::default());
            writer.begin(&[Column::shown("a")]).unwrap();
            assert_eq!(writer.row(&cells).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{format:?}");
        }
    }
}

#[test]
fn columns_that_are_blank_throughout_are_left_out_of_tables() {
    let columns = ["id", "until", "verdict"].map(Column::shown);
    let row = vec!["kisyl".into(), Cell::Blank, "certain".into()];
    assert_snapshot!(written(Format::Table, Options::default(), &columns, &[row], &[]), @r#"
    id     verdict
    ──────────────
    kisyl  certain
    "#);
}

#[test]
fn an_indent_stays_when_its_cell_is_wrapped() {
    let columns = ["body", "id"].map(Column::shown);
    let row = vec!["    league of socialist working youth".into(), "kisyl".into()];
    assert_snapshot!(written(Format::Table, Options { width: Some(24), ..Options::default() }, &columns, &[row], &[]), @"
    body               id
    ────────────────────────
        league of      kisyl
        socialist
        working youth
    ");
}

/// More rows than are held at once: the columns stay where they were, and none is lost that is blank at first.
#[test]
fn long_tables_keep_their_columns() {
    let columns = ["id", "text", "later"].map(Column::shown);
    let mut rows = vec![vec![Cell::Integer(1), "short".into(), Cell::Blank]; 10_000];
    rows.push(vec![Cell::Integer(2), "rather longer than before".into(), "here".into()]);
    let wide = written(Format::Table, Options::default(), &columns, &rows, &[]);
    assert_eq!(wide.lines().count(), 10_003);
    assert_eq!(
        wide.lines().take(3).collect::<Vec<_>>(),
        ["id  text   later", "────────────────", " 1  short"]
    );
    assert_eq!(wide.lines().last().unwrap(), " 2  rather longer than before  here");
    // On a terminal columns that have become too narrow are laid out again, under their headings.
    let narrow = at(32, &columns, &rows, &[]);
    let ending: Vec<&str> = narrow.lines().skip(10_001).collect();
    assert_eq!(
        ending,
        [
            " 1  short",
            "",
            "id  text                   later",
            "────────────────────────────────",
            " 2  rather longer than     here",
            "    before"
        ]
    );
}

#[test]
fn a_very_long_cell_is_wrapped_and_not_cut() {
    let long = "x".repeat(200_000);
    let columns = ["a", "b"].map(Column::shown);
    let out = written(
        Format::Table,
        Options::default(),
        &columns,
        &[vec![long.as_str().into(), Cell::Integer(1)]],
        &[],
    );
    assert_eq!(out.matches('x').count(), 200_000);
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Blank),
        any::<String>().prop_map(Cell::from),
        "[\",;\n\r\t '=\u{1b}\u{9b}\u{202e}\u{e0041}가-각a]{0,6}".prop_map(Cell::from),
        any::<i64>().prop_map(Cell::Integer),
        any::<f64>().prop_map(Cell::Real),
        prop::collection::vec(any::<String>(), 0..3).prop_map(Cell::List),
    ]
}

fn grid() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    (1usize..4).prop_flat_map(|columns| prop::collection::vec(prop::collection::vec(cell(), columns), 1..6))
}

fn numbered(rows: &[Vec<Cell>]) -> Vec<Column> {
    (0..rows[0].len()).map(|place| Column::shown(&format!("c{place}"))).collect()
}

proptest! {
    #[test]
    fn csv_reads_back_as_it_was(rows in grid(), for_spreadsheet: bool) {
        let options = Options { for_spreadsheet, ..Options::default() };
        let text = written(Format::Csv, options, &numbered(&rows), &rows, &[]);
        let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|record| {
                let record = record.unwrap();
                record.iter().map(|cell| if for_spreadsheet { restored(cell).into_owned() } else { cell.to_owned() }).collect()
            })
            .collect();
        let texts: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| cell.text().into_owned()).collect()).collect();
        prop_assert_eq!(read, texts);
    }

    #[test]
    fn json_reads_back_and_is_harmless(rows in grid()) {
        let text = written(Format::Json, Options::default(), &numbered(&rows), &rows, &[]);
        prop_assert!(!text.chars().any(|letter| crate::terminal::is_active(letter) && letter != '\n'));
        let objects: Vec<serde_json::Map<String, Json>> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(objects.len(), rows.len());
        for (object, row) in objects.iter().zip(&rows) {
            for (value, cell) in object.values().zip(row) {
                match cell {
                    Cell::Blank => prop_assert!(value.is_null()),
                    Cell::Text(text) => prop_assert_eq!(value.as_str(), Some(text.as_str())),
                    Cell::Integer(number) => prop_assert_eq!(value.as_i64(), Some(*number)),
                    Cell::Real(number) if number.is_finite() => prop_assert!(value.is_f64()),
                    Cell::Real(_) => prop_assert!(value.is_string()),
                    Cell::List(texts) => prop_assert_eq!(value, &Json::from(texts.as_slice())),
                    Cell::Object(object) => prop_assert_eq!(value, object),
                }
            }
        }
    }

    #[test]
    fn tables_are_harmless_and_lines_end_without_blanks(rows in grid(), width in prop::option::of(1usize..100)) {
        for format in [Format::Table, Format::Markdown] {
            let text = written(format, Options { width, ..Options::default() }, &numbered(&rows), &rows, &["\u{1b}"]);
            prop_assert!(!text.chars().any(|letter| crate::terminal::is_active(letter) && letter != '\n'));
            prop_assert!(text.lines().all(|line| line == line.trim_end()));
        }
    }

    #[test]
    fn wrapping_loses_no_letter(texts in prop::collection::vec("[a-c가-각\u{301} ]{0,30}", 1..4), width in 2usize..60) {
        let cells: Vec<Cell> = texts.iter().map(|text| text.as_str().into()).collect();
        let columns: Vec<Column> = texts.iter().map(|_| Column::shown("#")).collect();
        let text = written(Format::Table, Options { width: Some(width), ..Options::default() }, &columns, &[cells], &[]);
        // Without what the layout adds: headings, rules, blanks and the marks of blocks.
        let count = |text: &str| text.chars().filter(|letter| !"#─:• -\n".contains(*letter)).count();
        prop_assert_eq!(count(&text), texts.iter().map(|text| count(text)).sum::<usize>());
    }

    /// Whatever the cells hold, as long as it can be divided: words in many scripts, addresses, sentences without blanks.
    #[test]
    fn no_line_is_wider_than_the_terminal(rows in grid(), width in 20usize..120, note in any::<String>()) {
        let options = Options { width: Some(width), ..Options::default() };
        let text = written(Format::Table, options, &numbered(&rows), &rows, &[note.as_str()]);
        prop_assert!(text.lines().all(|line| line.width() <= width), "{}", text);
    }

    #[test]
    fn ids_dates_and_names_are_never_divided(rows in reports(), width in 40usize..200) {
        let columns = ["id", "official_name", "since", "reason", "sources", "url"].map(Column::shown);
            let text = at(width, &columns, &rows, &[]);
        for row in &rows {
            for whole in [&*row[0].text(), &*row[1].text()].into_iter().chain(row[2].text().split(' ')) {
                let whole = whole.replace(JOINER, " ");
                prop_assert!(text.contains(&whole), "{} in\n{}", whole, text);
            }
            if let Cell::List(sources) = &row[4] {
                prop_assert!(sources.iter().all(|source| text.contains(source.as_str())));
            }
        }
    }

    #[test]
    fn a_narrow_terminal_takes_at_most_four_times_the_lines_of_a_wide_one(rows in reports()) {
        let columns = ["id", "official_name", "since", "reason", "sources", "url"].map(Column::shown);
        let (narrow, wide) = (at(80, &columns, &rows, &[]), at(400, &columns, &rows, &[]));
        prop_assert!(narrow.lines().count() <= 4 * wide.lines().count(), "{}\n{}", narrow, wide);
    }
}

/// Rows as answers have them.
fn reports() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let row = (
        "[a-z]{2,8}(-[a-z]{2,8}){0,3}",
        "[A-Z][a-z]{1,8}(\u{a0}[A-Z][a-z]{1,6}){1,2}|[가-힣]{3}",
        "(since [0-9]{4}-[0-9]{2}-[0-9]{2}|)",
        "([a-z]{1,10}[ ,]{1,2}){0,16}",
        prop::collection::vec("s[0-9]{1,3}", 0..6),
        "(https://[a-z]{4,12}\\.org/[a-z/=&?]{0,60}|)",
    );
    let row = row.prop_map(|(id, name, since, reason, sources, url)| {
        vec![id.into(), name.into(), since.into(), reason.into(), sources.into(), url.into()]
    });
    prop::collection::vec(row, 1..8)
}
