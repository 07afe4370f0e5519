//! What other programs write comes in, and what they read goes out: CSL-JSON, BibTeX, Popolo, FollowTheMoney.

use std::process::Command;

use insta::assert_snapshot;

use crate::clients::PYTHON;
use crate::support::Workshop;

/// Sources with whatever the formats would take for something else.
const SOURCES: &str = r#"id,title,publisher,author,published,accessed,url,archive_url,language,kind,reliability,origin,access,note
a.b_c-1,"Über {50%} of #1 & $2 -- or --- ""more"" \LaTeX{} ~ ^ _x_","R & D, Inc.","Alva Renn; Jan van der Berg and others",2016-08~,2024-05-03,https://example.org/a--b?c=%20_d&e={f},https://archive.example/web/1--2,en-US,news,A,,restricted,"First  line
 second, with   spaces

last \newline{} ~"
b2,Undated,,,,,,,,,,a.b_c-1,public,
c3,Range,P,,2004-06/2006-08,,,,ko,dataset,F,,public,
d4,Season,P,"O'Brien {x}",2009-22,,,,,judgement,,,public,--
e5,Open,P,,2016-09-02/..,,https://example.org/e,,,interview,,,public,@misc{no}
f6,Unspecified,,,201X,,,,,reference,,,public,x=y
g7,One of,,,"[1990,1992]",,,,,state-media,,,public,
"#;

fn with_sources() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("sources.csv", SOURCES);
    workshop.ok(&["import", "sources.csv"]);
    workshop
}

#[test]
fn citations_that_were_exported_come_back_unchanged() {
    for (format, file) in [("csl-json", "sources.json"), ("bibtex", "sources.bib")] {
        let workshop = with_sources();
        workshop.ok(&["export", "--format", format, "-o", file, "--restricted"]);
        let again = workshop.ok(&["import", "--format", format, file]);
        assert!(again.contains("nothing new") && !again.contains("not taken"), "{format}: {again}");
        workshop.ok(&["--archive", "new.db", "import", "--format", format, file]);
        assert_eq!(
            workshop.ok(&["--archive", "new.db", "export", "sources", "--restricted"]),
            workshop.ok(&["export", "sources", "--restricted"]),
            "{format}"
        );
        // The same sources give the same file, on standard output too.
        let printed =
            workshop.ok(&["--archive", "new.db", "export", "sources", "--format", format, "--restricted"]);
        assert!(printed == workshop.read(file), "{format}");
    }
}

#[test]
fn items_keep_their_dates_in_parts_and_in_edtf() {
    let workshop = with_sources();
    let printed = workshop.ok(&["export", "--format", "csl-json", "--restricted"]);
    let items: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let issued: Vec<String> =
        items.as_array().unwrap().iter().map(|item| item["issued"].to_string()).collect();
    assert_snapshot!(issued.join("\n"), @r#"
    {"date-parts":[[2016,8]],"circa":true,"edtf":"2016-08~"}
    null
    {"date-parts":[[2004,6],[2006,8]],"edtf":"2004-06/2006-08"}
    {"literal":"2009-22","edtf":"2009-22"}
    {"literal":"2016-09-02/..","edtf":"2016-09-02/.."}
    {"literal":"201X","edtf":"201X"}
    {"literal":"[1990,1992]","edtf":"[1990,1992]"}
    "#);
    assert_eq!(items[0]["container-title"], "R & D, Inc.");
    assert_eq!(items[0]["author"][0]["literal"], "Alva Renn; Jan van der Berg and others");
}

/// As Zotero writes them.
const ZOTERO: &str = r#"[
 {"id": "http://zotero.org/users/1/items/ABC", "type": "article-newspaper", "title": "Dockers march",
  "container-title": "The Harbor Courier", "page": "3", "abstract": "Hundreds.",
  "author": [{"family": "Renn", "given": "Alva"}, {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}],
  "issued": {"date-parts": [["2024", 5, 2]]}, "accessed": {"date-parts": [["2024", 5, 3]]},
  "URL": "https://example.org/a", "language": "en-US"},
 {"id": "smith2020", "type": "book", "title": "A book", "publisher": "Press", "language": "English",
  "issued": {"literal": "forthcoming"}},
 {"id": "Kim_2016", "type": "legislation", "title": "An act", "issued": "2016-08~"}
]"#;

#[test]
fn items_of_zotero_become_sources_and_what_is_not_taken_is_counted() {
    let workshop = Workshop::new();
    workshop.write("zotero.json", ZOTERO);
    let out = workshop.ok(&["import", "--format", "csl-json", "zotero.json"]);
    assert_eq!(
        out.lines().next(),
        Some("zotero.json: not taken: abstract (1), issued.literal (1), page (1)")
    );
    assert_snapshot!(workshop.ok(&["export", "sources"]), @r"
    id,title,publisher,author,published,accessed,url,archive_url,language,kind,reliability,origin,access,note
    http-zotero-org-users-1-items-abc,Dockers march,The Harbor Courier,Alva Renn; Jan van der Berg,2024-05-02,2024-05-03,https://example.org/a,,en-US,news,,,,
    kim-2016,An act,,,2016-08~,,,,,official-document,,,,
    smith2020,A book,Press,,,,,,,,,,,
    ");
}

/// An item that says less than the archive knows takes nothing away; a key that is blank does.
#[test]
fn what_an_item_does_not_say_stays() {
    let workshop = with_sources();
    workshop.write(
        "less.json",
        r#"[{"id": "c3", "type": "dataset", "title": "Range, revised", "note": "seen"},
            {"id": "d4", "type": "book", "title": "Season", "publisher": null, "note": ""}]"#,
    );
    workshop.ok(&["import", "--format", "csl-json", "less.json"]);
    let sources = workshop.ok(&["export", "sources"]);
    assert!(
        sources.contains("c3,\"Range, revised\",P,,2004-06/2006-08,,,,ko,dataset,F,,public,seen"),
        "{sources}"
    );
    assert!(sources.contains("d4,Season,,O'Brien {x},2009-22,,,,,judgement,,,public,\n"), "{sources}");
}

const BIBLIOGRAPHY: &str = r#"
Whatever is between entries is a comment.
@string{courier = "The Harbor " # {Courier}}
@comment{x}
@article{renn2024,
  title = {Dockers {March} on {\"U}ber-{K}ey --- again},
  author = {Renn, Alva and van der Berg, Jan and {Harbor \& Sons}},
  journal = courier,
  year = 2024, month = may, day = 2, % a comment
  url = {https://example.org/a\_b--c},
  urldate = {2024-05-03}, pages = {3--4},
  note = {50\% of it},
}
@online{Kim_2016, title="A page", date={2016-08~}, langid={english}, language={ko}}
@book{broken, title = {Never closed
@misc{last, title = {Last}, year = {n.d.}, author = undefined}
@misc{last2, title = {Last}, year = {n.d.}}
"#;

#[test]
fn entries_of_bibtex_become_sources_and_a_broken_one_breaks_no_other() {
    let workshop = Workshop::new();
    workshop.write("refs.bib", BIBLIOGRAPHY);
    let ran = workshop.run(&["import", "--partial", "--format", "bibtex", "refs.bib"]);
    assert!(ran.status == 3 && ran.out.contains("refs.bib: 5 rows, 3 loaded, 2 rejected"), "{ran}");
    assert!(ran.out.contains("refs.bib: not taken: langid (1), pages (1), year (1)"), "{ran}");
    assert_snapshot!(ran.err, @"
    error: refs.bib:15: it is not valid BibTeX: unexpected end of file
      15 | @book{broken, title = {Never closed⏎
    error: refs.bib:16: it is not valid BibTeX: the abbreviation undefined is not defined
      16 | @misc{last, title = {Last}, year = {n.d.}, author = undefined}
    hint: an entry is @kind{key, field = {text}, …}, and braces and quotes are closed
    ");
    assert_snapshot!(workshop.ok(&["export", "sources"]), @r"
    id,title,publisher,author,published,accessed,url,archive_url,language,kind,reliability,origin,access,note
    kim-2016,A page,,,2016-08~,,,,ko,,,,,
    last2,Last,,,,,,,,,,,,
    renn2024,Dockers March on Über-Key — again,The Harbor Courier,Alva Renn; Jan van der Berg; Harbor & Sons,2024-05-02,2024-05-03,https://example.org/a_b--c,,,,,,,50% of it
    ");
    let rejected = workshop.read("refs.rejected.bib");
    assert!(
        rejected.starts_with("% reason: it is not valid BibTeX") && rejected.contains("@misc{last,"),
        "{rejected}"
    );
    workshop.write(
        "refs.rejected.bib",
        rejected.replace("Never closed", "Closed}}").replace("undefined", "{Me}"),
    );
    workshop.ok(&["import", "--format", "bibtex", "refs.rejected.bib"]);
}

#[test]
fn hostile_bibliographies_are_refused() {
    let workshop = Workshop::new();
    for (entry, expected) in [
        (
            format!("@misc{{a, title = {}x{}}}", "{".repeat(70_000), "}".repeat(70_000)),
            "braces are nested more than",
        ),
        (
            format!("@misc{{a, title = {}x{}}}", "\\a{".repeat(70_000), "}".repeat(70_000)),
            "braces are nested more than",
        ),
        (format!("@misc{{a, title = {{{}}}}}", "x".repeat(5 << 20)), "the object has more than 4 MiB"),
        ("@misc{a, title = {A}, title = {B}}".to_owned(), "the field title is given twice"),
        ("@misc{a, title = {A}".to_owned(), "expected comma"),
        ("@misc{a, title = {\\}}".to_owned(), "not valid BibTeX"),
        ("@misc{a, title = {$}}".to_owned(), "not valid BibTeX"),
        ("@misc{김, title = {}}".to_owned(), "title"),
    ] {
        workshop.write("refs.bib", format!("{entry}\n@misc{{b, title = {{B}}}}\n"));
        let ran = workshop.run(&["import", "--dry-run", "--format", "bibtex", "refs.bib"]);
        assert!(ran.status == 1 && ran.err.contains("refs.bib:1: "), "{expected}: {ran}");
        assert!(ran.err.contains(expected) && ran.err.contains("1 row refused"), "{expected}: {ran}");
    }
}

#[test]
fn popolo_that_was_exported_comes_back_unchanged() {
    let workshop = Workshop::seeded();
    let ran = workshop.run(&["export", "--format", "popolo", "-o", "popolo.json"]);
    assert!(ran.err.contains("popolo.json: 60 rows of postings\n"), "{ran}");
    assert!(ran.err.contains("note: Popolo does not hold ") && ran.err.contains(" rows of facts"), "{ran}");
    let again = workshop.ok(&["import", "--format", "popolo", "popolo.json"]);
    assert!(again.contains("nothing new"), "{again}");
    workshop.ok(&["--archive", "new.db", "import", "--format", "popolo", "popolo.json"]);
    for table in
        ["sources", "titles", "places", "organizations", "chapters", "officials", "names", "postings"]
    {
        assert_eq!(
            workshop.ok(&["--archive", "new.db", "export", table]),
            workshop.ok(&["export", table]),
            "{table}"
        );
    }
}

#[test]
fn popolo_says_what_its_readers_expect() {
    let workshop = Workshop::seeded();
    let document: serde_json::Value =
        serde_json::from_str(&workshop.ok(&["export", "--format", "popolo"])).unwrap();
    let find = |array: &str, id: &str| {
        let found = document[array].as_array().unwrap().iter().find(|object| object["id"] == id);
        found.unwrap_or_else(|| panic!("{array} has no {id}")).clone()
    };
    let membership = find("memberships", "c002");
    let [person, body, post] =
        ["person_id", "organization_id", "post_id"].map(|key| membership[key].as_str().unwrap().to_owned());
    assert_eq!(
        (find("persons", &person)["id"].as_str(), membership["start_date"].as_str()),
        (Some("kim-jung-rin"), Some("1990-01"))
    );
    find("organizations", &body);
    assert_eq!(
        (find("posts", &post)["label"].as_str(), membership["role"].as_str()),
        (Some("Secretary"), Some("Secretary"))
    );
    let is_plain = regex::Regex::new(r"^[0-9]{4}(-[0-9]{2}){0,2}$").unwrap();
    for object in
        ["memberships", "organizations"].iter().flat_map(|array| document[*array].as_array().unwrap())
    {
        for key in ["start_date", "end_date", "founding_date", "dissolution_date"] {
            assert!(object[key].is_null() || is_plain.is_match(object[key].as_str().unwrap()), "{object}");
        }
        assert!(object["sources"][0]["url"].as_str().unwrap().contains(':'), "{object}");
    }
}

#[test]
fn the_note_on_what_popolo_does_not_hold_counts_what_the_extract_has() {
    let workshop = Workshop::seeded();
    let options = ["--published-by", "2010"];
    let held = |table: &str, options: &[&str]| {
        let csv = workshop.ok(&[&["export", table], options].concat());
        csv::Reader::from_reader(csv.as_bytes()).records().count()
    };
    let ran = workshop.run(&[&["export", "--format", "popolo", "-o", "p.json"], &options[..]].concat());
    for table in ["facts", "events", "relations"] {
        let rows = held(table, &options);
        assert!(rows > 1 && rows < held(table, &[]), "{rows} of {table}");
        assert!(ran.err.contains(&format!(" {rows} rows of {table}")), "{rows} of {table}: {ran}");
    }
}

#[test]
fn popolo_marks_what_is_not_certain_or_leaves_it_out() {
    let workshop = Workshop::seeded();
    let memberships = |options: &[&str]| {
        let ran = workshop.run(&[&["export", "--format", "popolo", "-o", "p.json"], options].concat());
        let document: serde_json::Value = serde_json::from_str(&workshop.read("p.json")).unwrap();
        let verdicts: Vec<String> = document["memberships"]
            .as_array()
            .unwrap()
            .iter()
            .map(|membership| membership["verdict"].as_str().unwrap_or("none").to_owned())
            .collect();
        let count = |verdict: &str| verdicts.iter().filter(|own| *own == verdict).count();
        let counts = ["certain", "disputed", "possible", "excluded", "none"].map(count);
        (counts, ran.err.lines().filter(|line| line.ends_with("left out")).collect::<Vec<_>>().join("\n"))
    };
    let (all, note) = memberships(&[]);
    assert_snapshot!(format!("{all:?} {note}"), @r"
    [36, 4, 18, 0, 2]
    ");
    let (certain, note) = memberships(&["--verdict", "certain"]);
    assert_snapshot!(format!("{certain:?} {note}"), @r"
    [36, 0, 0, 0, 0] note: 36 records of other verdicts are left out
    ");
    assert_eq!(certain[0], all[0]);
    // What is marked comes back all the same.
    workshop.ok(&["export", "--format", "popolo", "-o", "p.json"]);
    let again = workshop.ok(&["import", "--format", "popolo", "p.json"]);
    assert!(again.contains("nothing new") && !again.contains("not taken"), "{again}");
}

/// As others write it.
const POPOLO: &str = r#"{
 "persons": [
  {"id": "Q1", "name": "Ann Lee", "gender": "female", "birth_date": "1950", "email": "a@example.org",
   "other_names": [{"name": "Annie", "start_date": "2001", "note": "nickname"}],
   "sources": [{"url": "https://example.org/ann", "note": "Website"}]},
  {"id": "Q2", "name": "Bob", "gender": "other"}
 ],
 "organizations": [
  {"id": "party/blue", "name": "Blue Party", "classification": "party"},
  {"id": "house", "name": "The House", "classification": "chamber", "founding_date": "1900"}
 ],
 "posts": [{"id": "speaker", "label": "Speaker of the House", "organization_id": "house"}],
 "memberships": [
  {"person_id": "Q1", "organization_id": "party/blue", "role": "Party Leader", "start_date": "2001-05"},
  {"person_id": "Q1", "organization_id": "house", "post_id": "speaker", "end_date": "2010"},
  {"person_id": "Q2", "organization_id": "house", "sources": [{"url": "https://example.org/bob"}]},
  {"organization_id": "party/blue", "role": "member"}
 ],
 "events": []
}"#;

#[test]
fn popolo_of_others_becomes_people_bodies_and_postings() {
    let workshop = Workshop::new();
    workshop.write("house.json", POPOLO);
    let out = workshop.ok(&["import", "--format", "popolo", "house.json"]);
    assert_snapshot!(out.lines().filter(|line| line.starts_with("house.json")).collect::<Vec<_>>().join("\n"), @r"
    house.json: not taken: birth_date (1), email (1), events (1), sources[].note (1)
    house.json: 9 rows, 8 loaded, 1 left out by the profile's conditions
    ");
    assert_snapshot!(workshop.ok(&["sql", "--format", "csv",
        "SELECT official, organization, title, title_as_written, since, until, source FROM postings ORDER BY official, title"]), @r"
    official,organization,title,title_as_written,since,until,source
    q1,party-blue,party-leader,Party Leader,2001-05,,popolo-house
    q1,house,speaker,,,2010,popolo-house
    q2,house,member,,,,https-example-org-bob
    ");
    assert_snapshot!(workshop.ok(&["sql", "--format", "csv", "SELECT id, name FROM titles ORDER BY id"]), @r"
    id,name
    member,member
    party-leader,party-leader
    speaker,Speaker of the House
    ");
    assert_snapshot!(workshop.ok(&["sql", "--format", "csv", "SELECT id, title, url, kind FROM sources ORDER BY id"]), @r"
    id,title,url,kind
    https-example-org-ann,https://example.org/ann,https://example.org/ann,
    https-example-org-bob,https://example.org/bob,https://example.org/bob,
    popolo-house,house (Popolo),,dataset
    ");
    assert_snapshot!(workshop.ok(&["sql", "--format", "csv", "SELECT subject, name, since, source, note FROM names"]), @r"
    subject,name,since,source,note
    q1,Annie,2001,https-example-org-ann,nickname
    ");
    let again = workshop.ok(&["import", "--format", "popolo", "house.json"]);
    assert!(again.contains("nothing new"), "{again}");
}

/// An id has room for 120 letters, and an address has more.
#[test]
fn a_long_address_makes_an_id_all_the_same() {
    let workshop = Workshop::new();
    let url = format!("https://example.org/{}", "a/".repeat(200));
    workshop.write(
        "one.json",
        format!(r#"{{"persons": [{{"id": "Q1", "name": "Ann", "sources": [{{"url": "{url}"}}]}}]}}"#),
    );
    workshop.ok(&["import", "--format", "popolo", "one.json"]);
    let sources = workshop.rows(&["export", "sources"]);
    assert_eq!(sources[0]["url"], url.as_str());
    assert_eq!(sources[0]["id"].as_str().map(str::len), Some(16));
}

const ENTITIES: &str = r#"{"id": "NK-abc", "caption": "Ann Lee", "schema": "Person", "properties": {"name": ["Ann Lee", "이안"], "alias": ["Annie"], "gender": ["female"], "country": ["kp"]}}
{"id": "NK-def", "caption": "Dock Co", "schema": "Company", "properties": {"name": ["Dock Co"]}}
{"id": "NK-ghi", "schema": "Directorship", "properties": {"director": ["NK-abc"], "organization": ["NK-def"], "role": ["chair"], "startDate": ["2016-08"]}}
{"id": "NK-jkl", "schema": "Vessel", "properties": {"name": ["Dock One"]}}
"#;

#[test]
fn entities_of_follow_the_money_become_people_bodies_and_postings() {
    let workshop = Workshop::new();
    workshop.write("entities.ftm.json", ENTITIES);
    let out = workshop.ok(&["import", "--format", "ftm", "entities.ftm.json"]);
    assert!(out.contains("4 rows, 3 loaded, 1 left out by the profile's conditions"), "{out}");
    assert!(out.contains("not taken: properties.country[] (1)"), "{out}");
    let postings = workshop.ok(&[
        "sql",
        "--format",
        "csv",
        "SELECT official, organization, title, title_as_written, since FROM postings",
    ]);
    assert!(postings.contains("nk-abc,nk-def,ftm-director,chair,2016-08"), "{postings}");
    assert!(workshop.ok(&["officials", "--on", "2016-08-31", "--format", "csv"]).contains("Ann Lee"));
}

/// A profile of the program can be copied and changed.
#[test]
fn profiles_of_the_program_can_be_changed() {
    let workshop = Workshop::new();
    workshop.write("zotero.json", ZOTERO);
    for name in ["popolo", "csl-json", "bibtex", "ftm"] {
        let text = workshop.ok(&["profile", "show", name]);
        assert!(text.starts_with("# ") && text.contains("[[record]]"), "{text}");
    }
    let mine =
        workshop.ok(&["profile", "show", "csl-json"]).replace("note = \"note\"", "note = \"abstract\"");
    workshop.write("mine.toml", mine);
    workshop.ok(&["import", "--format", "csl-json", "--profile", "mine.toml", "zotero.json"]);
    assert!(workshop.ok(&["export", "sources"]).contains(",Hundreds.\n"));
    assert_eq!(workshop.run(&["profile", "show", "zotero"]).status, 2);
}

#[test]
fn formats_that_do_not_go_together_are_refused() {
    let workshop = with_sources();
    for (arguments, expected) in [
        (&["import", "--format", "markdown", "x.json"][..], "text and markdown are formats of the plan"),
        (&["import", "--format", "json", "--format", "ftm", "x.json"], "two formats of one thing"),
        (&["export", "--format", "csl-json", "postings"], "--format csl-json writes one file of sources"),
        (&["export", "--format", "popolo", "--with-sources"], "--format popolo writes one file of"),
        (&["export", "--format", "bibtex", "-o", "."], "this is a folder"),
    ] {
        let ran = workshop.run(arguments);
        assert!(ran.status != 0 && ran.err.contains(expected) && ran.err.contains("hint: "), "{ran}");
    }
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn citeproc_reads_our_items() {
    let workshop = with_sources();
    workshop.ok(&["export", "--format", "csl-json", "-o", "sources.json", "--restricted"]);
    let program = "
import json, sys, warnings
warnings.simplefilter('ignore')
from citeproc import CitationStylesStyle, CitationStylesBibliography, Citation, CitationItem, formatter
from citeproc.source.json import CiteProcJSON
items = json.load(open(sys.argv[1]))
source = CiteProcJSON(items)
style = CitationStylesStyle('harvard1' if len(sys.argv) > 2 else 'harvard-cite-them-right', validate=False)
bibliography = CitationStylesBibliography(style, source, formatter.plain)
for item in items: bibliography.register(Citation([CitationItem(item['id'])]))
for line in bibliography.bibliography(): print(str(line))
";
    let output =
        Command::new(PYTHON).arg("-c").arg(program).arg(workshop.path("sources.json")).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{err}");
    for expected in ["2016", "2004", "Undated", "R & D, Inc.", "Alva Renn; Jan van der Berg and others"] {
        assert!(out.contains(expected), "{expected}: {out}{err}");
    }
}

/// The package has the lists of CSL's own schema.
#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn items_have_only_the_types_and_variables_of_the_schema_of_csl() {
    let workshop = with_sources();
    workshop.ok(&["export", "--format", "csl-json", "-o", "sources.json", "--restricted"]);
    let seeded = Workshop::seeded();
    seeded.ok(&["export", "--format", "csl-json", "-o", "seed.json"]);
    let program = r#"
import citeproc, json, os, re, sys
schema = os.path.join(os.path.dirname(citeproc.__file__), 'data', 'schema', 'schemas', 'styles')
words = lambda name: set(re.findall(r'"([A-Za-z_-]+)"', open(os.path.join(schema, name)).read()))
types, variables = words('csl-types.rnc'), words('csl-variables.rnc')
assert 'webpage' in types and 'container-title' in variables
items = [item for path in sys.argv[1:] for item in json.load(open(path))]
# Keys of the data that no style can print.
own = {'id', 'type', 'custom', 'language'}
print(sorted({item['type'] for item in items} - types), sorted({key for item in items for key in item} - variables - own))
print(sorted({item['type'] for item in items}))
"#;
    let files = [workshop.path("sources.json"), seeded.path("seed.json")];
    let output = Command::new(PYTHON).args(["-c", program]).args(files).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.starts_with("[] []\n"), "{out}{err}");
}

#[test]
fn a_file_whose_name_says_no_table_is_offered_the_way_to_read_it() {
    let workshop = Workshop::new();
    workshop.write("library.bib", "@misc{a, title = {A}}");
    workshop.write("library.json", "[]");
    let bib = workshop.run(&["import", "library.bib"]);
    assert!(bib.status == 1 && bib.err.contains("--format bibtex"), "{bib}");
    let json = workshop.run(&["import", "library.json"]);
    assert!(json.status == 1 && json.err.contains("--format popolo, csl-json or ftm"), "{json}");
}
