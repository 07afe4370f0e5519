//! The seed reports its real contradictions, as `docs/conflicts.md` lists them, and no others.

use super::*;

/// Rule, subject and records of each row of the documentation's list.
fn documented() -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/conflicts.md")).unwrap();
    let (_, list) = text.split_once("## The contradictions of the seed").unwrap();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = list.lines().filter(|line| line.starts_with('|')).skip(2).map(cells);
    let mut rows: Vec<_> = rows
        .map(|cells| {
            assert!(cells[4].ends_with('.'), "{} says why", cells[2]);
            (cells[1].clone(), cells[2].clone(), cells[3].clone())
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn the_seed_reports_exactly_what_the_documentation_lists() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["conflicts"]);
    let mut found: Vec<(String, String, String)> = rows
        .iter()
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap().to_owned();
            (text("rule"), text("subject"), texts(row, "records").join(" "))
        })
        .collect();
    found.sort();
    assert_eq!(found, documented());
    assert_eq!(workshop.run(&["conflicts", "--strict"]).status, 3);
}

#[test]
fn the_contradictions_of_the_seed_read_well() {
    let rows = Workshop::seeded().rows(&["conflicts"]);
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap_or("-").to_owned();
            format!(
                "{} | {} | {}..{} | {} | independent: {} | {}",
                text("rule"),
                text("subject"),
                text("from"),
                text("to"),
                text("message"),
                text("independent"),
                text("would_settle")
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_reader_of_2010_saw_fewer() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["conflicts", "--published-by", "2010"]);
    let about: BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (row["rule"].as_str().unwrap(), row["subject"].as_str().unwrap())).collect();
    assert!(about.contains(&("constant-values", "kim-jung-rin")), "{about:?}");
    // The founding of 1946 was published in 2015: until then only the day of its merger, by sources of 1965, was out.
    assert!(!about.contains(&("constant-values", "farmers-union")), "{about:?}");
    assert!(about.contains(&("named-outside-existence", "farmers-union")), "{about:?}");
    // The chairs are from pages of 2014 and later.
    assert!(!about.contains(&("two-holders", "womens-union")), "{about:?}");
    let births = rows.iter().find(|row| row["rule"] == "constant-values").unwrap();
    assert!(!texts(births, "sources").contains(&"s13".to_owned()), "s13 is of 2024: {births:#}");
}

#[test]
fn wire_copy_counts_once() {
    let sources = "# sources.csv\nid,title,published,origin\nmirror,A mirror,2013,a\n";
    let postings = "# postings.csv\nid,official,organization,title,since,until,source\n\
        p1,kim,union,chair,1967,1998,a\np2,kim,union,chair,1967,1998,mirror\np3,ri,union,chair,1965,1971,b\n";
    let rows = finds("two-holders", &format!("{sources}{postings}"));
    let side = &rows[0]["sides"][0];
    assert_eq!(texts(side, "sources"), ["a", "mirror"]);
    assert_eq!((&side["entity"], &side["independent_sources"]), (&Json::from("kim"), &Json::from(1)));
    assert_eq!(rows[0]["independent"], "yes");
    let copied = postings.replace("1971,b", "1971,mirror");
    let rows = finds("two-holders", &format!("{sources}{copied}"));
    assert_eq!(rows[0]["independent"], "no", "one origin contradicts itself");
}

#[test]
fn filters_narrow_the_list() {
    let workshop = Workshop::seeded();
    let subjects = |arguments: &[&str]| {
        let arguments = [&["conflicts"], arguments].concat();
        let rows = workshop.rows(&arguments);
        rows.iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(subjects(&["--subject", "trade-unions"]).iter().all(|subject| subject == "trade-unions"));
    // Who is on a side is concerned as well.
    assert_eq!(subjects(&["--subject", "Kang Chang-uk"]), ["farmers-union"]);
    assert_eq!(
        subjects(&["--rule", "two-holders", "--from", "1960", "--to", "1979"]),
        ["womens-union"],
        "the period"
    );
    assert_eq!(subjects(&["--source", "s57"]), ["uawk-9th-congress"]);
    assert_eq!(subjects(&["--rule", "two-names"]), Vec::<String>::new());
    assert_eq!(workshop.run(&["conflicts", "--rule", "two-names", "--strict"]).status, 0);
    assert_eq!(workshop.run(&["conflicts", "--source", "s999"]).status, 1);
    let limited = workshop.run(&["conflicts", "--limit", "2", "--format", "csv", "--strict"]);
    assert_eq!((limited.out.lines().count(), limited.status), (3, 3), "{limited}");
    assert!(limited.err.contains("11 more rows are left out by --limit 2"), "{limited}");
}
