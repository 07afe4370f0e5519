//! Findings and verdicts agree: a day that an answer calls disputed is covered by a finding that concerns it and shares a
//! record with it, and findings of rules that judge cover disputed days only.

use std::fmt::Write as _;

use super::*;

/// Numbers that come out the same every time (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }

    /// A day of January 2000, or some day between two of them.
    fn date(&mut self, from: u64, to: u64) -> String {
        let first = from + self.below(to - from);
        let last = first + self.below((to - first).min(4));
        if first == last {
            format!("2000-01-{first:02}")
        } else {
            format!("[2000-01-{first:02}..2000-01-{last:02}]")
        }
    }

    /// since, until and as_of, with a source.
    fn dates(&mut self) -> String {
        let since = if self.below(4) == 0 { String::new() } else { self.date(1, 14) };
        let (until, as_of) = match self.below(3) {
            0 => ("..".to_owned(), self.date(14, 28)),
            1 => (String::new(), String::new()),
            _ => (self.date(14, 28), String::new()),
        };
        format!("{since},{until},{as_of},{}", self.of(&["s", "t"]))
    }
}

const BODIES: u64 = 60;

/// Bodies with a chapter each, and random records about them.
fn random(seed: u64) -> Workshop {
    let mut chance = Chance(seed);
    let workshop = Workshop::new();
    let table = |name: &str, header: &str, rows: &str| {
        workshop.write(&format!("data/{name}.csv"), format!("{header}\n{rows}"));
    };
    table("sources", "id,title", "s,An undated source\nt,Another\n");
    table("titles", "id,name,holders", "chair,Chair,one\nmember,Member,many\n");
    table(
        "attributes",
        "id,name,type,cardinality,change",
        "members,m,number,one,changing\nseat,s,entity,many,changing\nmotto,m,text,one,changing\n\
         founded,f,date,one,constant\ndissolved,d,date,one,constant\nborn,b,date,one,constant\ndied,d,date,one,constant\n",
    );
    table(
        "relation_kinds",
        "id,name,hierarchy",
        "subordinate-to,is subordinate to,yes\nchapter-of,is a chapter of,yes\n",
    );
    let (mut organizations, mut chapters, mut officials) = (String::new(), String::new(), String::new());
    let (mut postings, mut names, mut facts, mut relations) =
        (String::new(), String::new(), String::new(), String::new());
    for body in 0..BODIES {
        writeln!(organizations, "o{body},O,s").unwrap();
        writeln!(chapters, "c{body},o{body},C,city,{}", chance.dates()).unwrap();
        for official in ["a", "b", "d"] {
            writeln!(officials, "{official}{body},{official},,s").unwrap();
        }
        writeln!(officials, "u{body},U,unnamed,s").unwrap();
        for row in 0..2 + chance.below(4) {
            let official = chance.of(&["a", "b", "d", "u", "a", "b"]);
            let (organization, chapter) =
                if chance.below(5) == 0 { ("", format!("c{body}")) } else { ("o", String::new()) };
            let organization = if organization.is_empty() { String::new() } else { format!("o{body}") };
            let (title, term) = (chance.of(&["chair", "chair", "member"]), chance.of(&["", "", "1", "2"]));
            let dates = chance.dates();
            writeln!(
                postings,
                "p{body}-{row},{official}{body},{organization},{chapter},{title},{term},{dates}"
            )
            .unwrap();
        }
        for row in 0..chance.below(4) {
            let (name, kind) = (chance.of(&["N", "M"]), chance.of(&["official", "official", "short"]));
            writeln!(names, "n{body}-{row},o{body},{name},en,{kind},{}", chance.dates()).unwrap();
        }
        for row in 0..chance.below(4) {
            let (attribute, value) =
                [("members", "5"), ("members", "8"), ("seat", "o0"), ("motto", "x"), ("motto", "y")]
                    [usize::try_from(chance.below(5)).unwrap()];
            writeln!(facts, "f{body}-{row},o{body},{attribute},{value},{}", chance.dates()).unwrap();
        }
        for (row, attribute, subject) in [
            (7, "founded", "o"),
            (8, "dissolved", "o"),
            (9, "died", "a"),
            (10, "born", "a"),
            (11, "died", "a"),
        ] {
            if chance.below(3) == 0 {
                let day = if matches!(attribute, "founded" | "born") {
                    chance.date(1, 10)
                } else {
                    chance.date(15, 28)
                };
                writeln!(
                    facts,
                    "f{body}-{row},{subject}{body},{attribute},{day},,,,{}",
                    chance.of(&["s", "t"])
                )
                .unwrap();
            }
        }
        for row in 0..chance.below(3) {
            let (subject, relation) =
                if chance.below(2) == 0 { ("c", "chapter-of") } else { ("o", "subordinate-to") };
            let object = if subject == "c" { body } else { (body + 1) % BODIES };
            let dates = chance.dates();
            writeln!(relations, "r{body}-{row},{subject}{body},{relation},o{object},{dates}").unwrap();
        }
    }
    table("organizations", "id,name,source", &organizations);
    table("chapters", "id,organization,name,level,since,until,as_of,source", &chapters);
    table("officials", "id,name,identity,source", &officials);
    table("postings", "id,official,organization,chapter,title,term,since,until,as_of,source", &postings);
    table("names", "id,subject,name,language,kind,since,until,as_of,source", &names);
    table("facts", "id,subject,attribute,value,since,until,as_of,source", &facts);
    table("relations", "id,subject,relation,object,since,until,as_of,source", &relations);
    workshop.ok(&["import", "data"]);
    workshop
}

struct Found {
    rule: String,
    records: BTreeSet<String>,
    from: String,
    to: String,
}

impl Found {
    fn of(row: &Json) -> Found {
        let day = |field: &str, none: &str| row[field].as_str().unwrap_or(none).to_owned();
        Found {
            rule: row["rule"].as_str().unwrap().to_owned(),
            records: texts(row, "records").into_iter().collect(),
            from: day("from", "0001-01-01"),
            to: day("to", "9999-12-31"),
        }
    }
}

/// What of some days no finding covers that shares one of the records: the first such day.
fn uncovered(findings: &[Found], records: &BTreeSet<String>, from: &str, to: &str) -> Option<String> {
    let mut next = from.to_owned();
    loop {
        let reach = findings
            .iter()
            .filter(|one| one.from <= next && next <= one.to && !one.records.is_disjoint(records))
            .map(|one| one.to.clone())
            .max();
        let Some(reach) = reach else { return Some(next) };
        if reach.as_str() >= to {
            return None;
        }
        next = reach.parse::<orgarchive::date::Day>().unwrap().after().to_string();
    }
}

#[test]
fn disputed_days_have_findings_and_findings_that_judge_have_disputed_days() {
    let judging: BTreeSet<&str> = RULES.iter().filter(|rule| rule.judges()).map(|rule| rule.name()).collect();
    for seed in [11, 12] {
        let workshop = random(seed);
        let findings: Vec<Found> = workshop.rows(&["conflicts"]).iter().map(Found::of).collect();
        for rule in [
            "two-holders",
            "posting-dates",
            "two-names",
            "name-dates",
            "relation-dates",
            "chapter-dates",
            "changing-values",
        ] {
            assert!(findings.iter().any(|one| one.rule == rule), "no {rule} with seed {seed}");
        }
        // Posts: all pieces of all step functions at once.
        let pieces = workshop.rows(&["tenures"]);
        let disputed: Vec<Found> = pieces
            .iter()
            .filter(|row| row["verdict"] == "disputed")
            .map(|row| Found {
                rule: format!("{} in {}{}", row["official"], row["organization"], row["chapter"]),
                records: texts(row, "records").into_iter().collect(),
                from: row["from"].as_str().unwrap().to_owned(),
                to: row["to"].as_str().unwrap().to_owned(),
            })
            .collect();
        assert!(disputed.len() > 40, "{}", disputed.len());
        for one in &disputed {
            let bare = uncovered(&findings, &one.records, &one.from, &one.to);
            assert!(
                bare.is_none(),
                "seed {seed}: {} is disputed on {} and has no finding",
                one.rule,
                bare.unwrap()
            );
        }
        for one in findings.iter().filter(|one| ["two-holders", "posting-dates"].contains(&one.rule.as_str()))
        {
            let bare = uncovered(&disputed, &one.records, &one.from, &one.to);
            assert!(bare.is_none(), "seed {seed}: {} of {:?} has {}", one.rule, one.records, bare.unwrap());
        }
        // The rest, day by day.
        let bodies: Vec<String> = (0..BODIES).map(|body| format!("o{body}")).collect();
        let names: Vec<&str> =
            std::iter::once("names").chain(bodies.iter().flat_map(|body| ["--subject", body])).collect();
        for day in (1..=31).map(|day| format!("2000-01-{day:02}")) {
            let mut rows = Vec::new();
            for asked in [
                &["organizations"][..],
                &["chapters"],
                &["facts", "--attribute", "members", "--attribute", "seat", "--attribute", "motto"],
                &["relations", "--relation", "subordinate-to", "--relation", "chapter-of"],
                &names,
            ] {
                rows.extend(workshop.rows(&[asked, &["--on", &day, "--verdict", "disputed"]].concat()));
            }
            let disputed: Vec<BTreeSet<String>> =
                rows.iter().map(|row| texts(row, "records").into_iter().collect()).collect();
            for records in &disputed {
                let bare = uncovered(&findings, records, &day, &day);
                assert!(bare.is_none(), "seed {seed}: {records:?} are disputed on {day} and have no finding");
            }
            let rest = [
                "changing-values",
                "fact-dates",
                "chapter-dates",
                "chapter-outside-existence",
                "named-outside-existence",
                "two-names",
                "name-dates",
                "relation-dates",
            ];
            for one in findings.iter().filter(|one| rest.contains(&one.rule.as_str())) {
                assert!(judging.contains(one.rule.as_str()));
                if one.from <= day && day <= one.to {
                    let is_disputed = disputed.iter().any(|records| !records.is_disjoint(&one.records));
                    assert!(is_disputed, "seed {seed}: {} of {:?} on {day}", one.rule, one.records);
                }
            }
        }
    }
}
