//! What restricted sources say does not leave the archive unless it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use crate::support::{Workshop, seed_folder};

/// An archive of which much is restricted: an interview, and whatever rests on it alone.
fn with_an_interview() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "data/sources.csv",
        "id,title,published,kind,origin,access\n\
         paper,The paper,2020-01-01,news,,\n\
         talk,A talk with a defector,2020-02-01,interview,,restricted\n\
         echo,What the talk became,2020-03-01,news,talk,public\n\
         own,Our own view,2021-01-01,judgement,,\n",
    );
    workshop.write(
        "data/organizations.csv",
        "id,name,kind,source,note\n\
         union,The union,mass-organization,paper,\n\
         office-39,Office 39,party-body,talk,told in confidence\n\
         hidden-cell,Hidden cell,party-body,talk,\n",
    );
    workshop.write(
        "data/chapters.csv",
        "id,organization,name,level,since,until,source\nbranch,office-39,The branch,provincial,1990,2000,talk\n",
    );
    workshop.write(
        "data/officials.csv",
        "id,name,sex,identity,source\n\
         kim-a,Kim A,,named,paper\n\
         ri-b,Ri B the courier,female,named,talk\n\
         agent,An agent,,unnamed,talk\n",
    );
    workshop.write(
        "data/titles.csv",
        "id,name,office,holders\nchair,Chair,head,one\ncourier,Courier,,many\nmember,Member,,many\n",
    );
    workshop.write(
        "data/names.csv",
        "id,subject,name,language,kind,source\n\
         n1,ri-b,Ri B,ko-Latn,official,paper\n\
         n2,kim-a,The Fox,en,variant,talk\n",
    );
    workshop.write(
        "data/postings.csv",
        "id,official,organization,chapter,title,since,until,source,quote\n\
         p1,kim-a,union,,chair,2001,2003,paper,\n\
         p2,kim-a,union,,chair,2001,2002,talk,he went early\n\
         p3,ri-b,union,,member,2001,..,paper,\n\
         p4,ri-b,,branch,courier,1995,1996,talk,she carried cash\n\
         p5,kim-a,,branch,member,1992,1993,paper,\n\
         p6,agent,hidden-cell,,member,1992,1993,talk,\n",
    );
    workshop.write("data/event_kinds.csv", "id,name\ncongress,Congress\n");
    workshop.write(
        "data/events.csv",
        "id,event,kind,title,status,date,source\n\
         e1,e1,congress,A secret congress,planned,2001-05-01,talk\n\
         e2,e2,congress,An open congress,occurred,2002-05-01,paper\n\
         e3,e2,congress,What was whispered there,occurred,2002-05-02,talk\n",
    );
    workshop.write("data/participants.csv", "id,event,subject,source\nt1,e1,kim-a,paper\nt2,e2,agent,talk\n");
    workshop.write(
        "data/settlements.csv",
        "id,rule,subject,records,upholds,conclusion,source\n\
         v1,overlap,kim-a,p1 p2,p1,The talk was mistaken.,own\n\
         v2,overlap,kim-a,p1 p5,p1,These two agree.,own\n",
    );
    workshop.write(
        "data/judgements.csv",
        "id,one,other,verdict,source\nj1,kim-a,agent,different,own\nj2,kim-a,ri-b,different,own\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

#[test]
fn an_extract_holds_nothing_that_only_a_restricted_source_says() {
    let workshop = with_an_interview();
    let ran = workshop.run(&["export", "-o", "extract"]);
    assert_eq!(ran.status, 0, "{ran}");
    let note = ran.err.lines().last().unwrap();
    insta::assert_snapshot!(note, @r"
    note: 1 restricted source and 12 records are kept back; of 4 entities that public records name, only the id and public names are given (--restricted hands them on)
    ");
    let table = |name: &str| workshop.read(&format!("extract/{name}.csv"));
    insta::assert_snapshot!(table("sources"), @r"
    id,title,publisher,author,published,accessed,url,archive_url,language,kind,reliability,origin,access,note
    echo,What the talk became,,,2020-03-01,,,,,news,,,public,
    own,Our own view,,,2021-01-01,,,,,judgement,,,,
    paper,The paper,,,2020-01-01,,,,,news,,,,
    ");
    insta::assert_snapshot!(table("organizations"), @r"
    id,name,kind,identity,source,locator,quote,credibility,note
    office-39,office-39,,named,paper,,,,
    union,The union,mass-organization,named,paper,,,,
    ");
    insta::assert_snapshot!(table("chapters"), @r"
    id,organization,name,level,place,parent,since,until,as_of,source,locator,quote,credibility,note
    branch,office-39,branch,,,,,,,paper,,,,
    ");
    insta::assert_snapshot!(table("officials"), @r"
    id,name,sex,identity,source,locator,quote,credibility,note
    kim-a,Kim A,,named,paper,,,,
    ri-b,Ri B,,named,paper,,,,
    ");
    insta::assert_snapshot!(table("titles"), @r"
    id,name,office,holders,rank
    chair,Chair,head,one,
    member,Member,member,many,
    ");
    insta::assert_snapshot!(table("names"), @r"
    id,subject,label,name,language,kind,since,until,as_of,source,locator,quote,credibility,note
    n1,ri-b,,Ri B,ko-Latn,official,,,,paper,,,,
    ");
    insta::assert_snapshot!(table("postings"), @r"
    id,official,organization,chapter,title,title_as_written,term,since,until,as_of,source,locator,quote,credibility,note
    p1,kim-a,union,,chair,,,2001,2003,,paper,,,,
    p3,ri-b,union,,member,,,2001,..,,paper,,,,
    p5,kim-a,,branch,member,,,1992,1993,,paper,,,,
    ");
    insta::assert_snapshot!(table("events"), @r"
    id,event,kind,title,status,date,place,organization,chapter,official,source,locator,quote,credibility,note
    e1,e1,,e1,occurred,,,,,,paper,,,,
    e2,e2,congress,An open congress,occurred,2002-05-01,,,,,paper,,,,
    ");
    insta::assert_snapshot!(table("participants"), @r"
    id,event,subject,role,position,source,locator,quote,credibility,note
    t1,e1,kim-a,,,paper,,,,
    ");
    insta::assert_snapshot!(table("settlements"), @r"
    id,rule,subject,records,upholds,conclusion,source,locator,quote,credibility,note
    v2,overlap,kim-a,p1 p5,p1,These two agree.,own,,,,
    ");
    insta::assert_snapshot!(table("judgements"), @r"
    id,one,other,verdict,source,locator,quote,credibility,note
    j2,kim-a,ri-b,different,own,,,,
    ");
    // It is an archive of its own.
    workshop.ok(&["--archive", "theirs.db", "import", "extract"]);
    assert_eq!(workshop.ok(&["--archive", "theirs.db", "check"]), "the archive is sound\n");
}

#[test]
fn what_is_asked_for_is_handed_on_whole() {
    let workshop = with_an_interview();
    workshop.ok(&["export", "-o", "whole", "--restricted"]);
    workshop.ok(&["--archive", "copy.db", "import", "whole"]);
    let copied =
        |archive: &str| workshop.ok(&["--archive", archive, "sql", "SELECT id, access FROM sources"]);
    assert_eq!(copied("copy.db"), copied("archive.db"));
    assert!(copied("copy.db").contains("restricted"));
}

#[test]
fn verdicts_of_an_extract_are_those_of_what_it_holds() {
    let workshop = with_an_interview();
    let disputed = workshop.rows(&["tenures", "--organization", "union"]);
    assert!(disputed.iter().any(|row| row["verdict"] == "disputed"));
    let mine = workshop.ok(&["export", "tenures"]);
    assert!(!mine.contains("disputed") && mine.contains("certain"), "{mine}");
    workshop.ok(&["export", "-o", "extract"]);
    workshop.ok(&["--archive", "theirs.db", "import", "extract"]);
    assert_eq!(workshop.ok(&["--archive", "theirs.db", "export", "tenures"]), mine);
}

#[test]
fn dossiers_for_documents_keep_back_what_a_terminal_shows_marked() {
    let workshop = with_an_interview();
    let shown = workshop.ok(&["show", "kim-a", "--ids"]);
    assert!(shown.contains("he went early"));
    insta::assert_snapshot!(shown.lines().find(|line| line.contains("A talk with")).unwrap().trim(), @r"
      talk   A talk with a defector, 2020-02-01 [restricted: not to be handed on]
    ");
    let handed_on = workshop.ok(&["show", "kim-a", "--format", "markdown"]);
    assert!(!handed_on.contains("talk") && !handed_on.contains("Fox"), "{handed_on}");
    assert!(handed_on.contains("kept back"), "{handed_on}");
    assert!(
        workshop.ok(&["show", "kim-a", "--format", "markdown", "--restricted"]).contains("he went early")
    );
    // Somebody of whom nothing may be said.
    let ran = workshop.run(&["show", "agent", "--format", "markdown"]);
    insta::assert_snapshot!(ran, @r#"
    --- error output
    error: the archive has no entity called "agent"
    hint: give an id or a name; orgarchive sql "SELECT id, kind FROM entities" lists the ids; what only restricted sources name is kept back: --restricted includes it
    --- exit status 1
    "#);
    let answered = workshop.ok(&["officials", "--organization", "union", "--on", "2002-06-01"]);
    insta::assert_snapshot!(answered.lines().last().unwrap(), @r"
    talk is restricted: not to be handed on
    ");
}

#[test]
fn a_source_is_restricted_by_what_the_archive_says_now_or_said_then() {
    let workshop = with_an_interview();
    workshop.ok(&["edit", "talk", "--access", "public", "--yes"]);
    workshop.ok(&["edit", "paper", "--access", "restricted", "--yes"]);
    // Then the talk was restricted, and the paper is so today.
    let postings = workshop.ok(&["export", "postings", "--recorded-by", "1"]);
    assert_eq!(postings.lines().count(), 1, "{postings}");
    let now = workshop.ok(&["export", "postings"]);
    assert!(now.contains("p2,") && !now.contains("p1,"), "{now}");
}

#[test]
fn a_report_of_an_event_leaves_without_its_id() {
    let workshop = with_an_interview();
    workshop.write(
        "more/events.csv",
        "id,event,kind,title,date,source\n\
         as-ri-told,meeting,congress,A meeting,2001-05-01,talk\n\
         as-kim-told,e2-plans,congress,The plans,2001-05-01,talk\n\
         e2-plans,e2,congress,The same,2002-05-01,paper\n",
    );
    workshop.write(
        "more/participants.csv",
        "id,event,subject,source\nt3,meeting,kim-a,paper\nt4,e2-plans,kim-a,paper\n",
    );
    workshop.ok(&["import", "more"]);
    workshop.ok(&["export", "-o", "extract"]);
    insta::assert_snapshot!(workshop.read("extract/events.csv"), @r"
    id,event,kind,title,status,date,place,organization,chapter,official,source,locator,quote,credibility,note
    e1,e1,,e1,occurred,,,,,,paper,,,,
    e2,e2,congress,An open congress,occurred,2002-05-01,,,,,paper,,,,
    e2-plans,e2,congress,The same,occurred,2002-05-01,,,,,paper,,,,
    e2-plans:,e2-plans,,e2-plans,occurred,,,,,,paper,,,,
    meeting,meeting,,meeting,occurred,,,,,,paper,,,,
    ");
    workshop.ok(&["--archive", "theirs.db", "import", "extract"]);
    assert_eq!(workshop.ok(&["--archive", "theirs.db", "check"]), "the archive is sound\n");
}

#[test]
fn a_settlement_leaves_only_with_all_that_it_weighs() {
    let workshop = with_an_interview();
    workshop.write(
        "more/judgements.csv",
        "id,one,other,verdict,source\nj3,kim-a,agent,same,own\n\
         j4,kim-a,ri-b,same,own\n",
    );
    workshop.write(
        "more/settlements.csv",
        "id,rule,subject,records,upholds,conclusion,source\n\
         v3,contradicting-judgements,kim-a,j1 j3,j1,He is not the agent.,own\n\
         v4,contradicting-judgements,kim-a,j2 j4,j2,He is not Ri.,own\n",
    );
    workshop.ok(&["import", "more"]);
    let settlements = |archive: &str| -> Vec<String> {
        let listed = workshop.ok(&["--archive", archive, "export", "settlements"]);
        listed.lines().skip(1).map(|line| line[..2].to_owned()).collect()
    };
    assert_eq!(settlements("archive.db"), ["v2", "v4"]);
    // What was weighed and withdrawn is no more to be known than before.
    workshop.ok(&["retract", "p2", "--reason", "told twice"]);
    assert_eq!(settlements("archive.db"), ["v2", "v4"]);
}

#[test]
fn a_source_that_is_restricted_under_its_new_id_was_so_under_its_old_one() {
    let workshop = with_an_interview();
    workshop.ok(&["edit", "paper", "--access", "restricted", "--yes"]);
    workshop.ok(&["rename", "paper", "daily"]);
    let then = workshop.ok(&["export", "sources", "--recorded-by", "1"]);
    assert!(!then.contains("paper"), "{then}");
    assert!(then.contains("echo"), "{then}");
    assert_eq!(workshop.ok(&["export", "postings", "--recorded-by", "1"]).lines().count(), 1);
}

/// The seed, in which every third source is restricted: every text of such a source and its records holds this word, in
/// a language that nothing else is in.
const SECRET: &str = "Geheimnis";

fn seed_with_secrets(workshop: &Workshop) -> BTreeSet<String> {
    let read = |path: &Path| -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect()
    };
    let sources = read(&seed_folder().join("sources.csv"));
    let secret: BTreeSet<String> = sources.iter().step_by(3).map(|row| row["id"].clone()).collect();
    assert!(secret.len() > 3);
    for table in orgarchive::schema::TABLES {
        let path = seed_folder().join(format!("{}.csv", table.name));
        if !path.exists() {
            continue;
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(table.columns().map(|column| column.name)).unwrap();
        for mut row in read(&path) {
            if table.name == "places" {
                // A map has only what has coordinates.
                row.insert("latitude".to_owned(), "39".to_owned());
                row.insert("longitude".to_owned(), "125.5".to_owned());
            }
            let is_source = table.name == "sources";
            let key = if is_source { "id" } else { "source" };
            if row.get(key).is_some_and(|source| secret.contains(source)) {
                let texts =
                    ["title", "name", "quote", "note", "publisher", "author", "locator", "title_as_written"];
                for text in texts {
                    if let Some(cell) = row.get_mut(text).filter(|_| {
                        table
                            .column(text)
                            .is_some_and(|(_, column)| column.kind == orgarchive::schema::Kind::Text)
                    }) {
                        *cell = format!("{SECRET} {cell}");
                    }
                }
                if is_source {
                    row.insert("access".to_owned(), "restricted".to_owned());
                    row.insert("url".to_owned(), format!("https://example.org/{SECRET}"));
                } else if table.is_of_records() {
                    row.insert("id".to_owned(), format!("{SECRET}-{}", row["id"]).to_lowercase());
                }
            }
            let blank = String::new();
            writer
                .write_record(table.columns().map(|column| row.get(column.name).unwrap_or(&blank)))
                .unwrap();
        }
        workshop.write(&format!("data/{}.csv", table.name), writer.into_inner().unwrap());
    }
    workshop.ok(&["import", "data"]);
    secret
}

/// The texts of a file, whatever packs them.
fn texts(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    match path.extension().and_then(|ending| ending.to_str()) {
        #[cfg(feature = "parquet")]
        Some("parquet") => {
            use parquet::file::reader::{FileReader, SerializedFileReader};
            let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
            reader.get_row_iter(None).unwrap().map(|row| format!("{}\n", row.unwrap())).collect()
        }
        Some("xlsx") => {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let mut text = String::new();
            for place in 0..archive.len() {
                archive.by_index(place).unwrap().read_to_string(&mut text).unwrap();
            }
            text
        }
        _ => String::from_utf8(bytes).unwrap(),
    }
}

fn all_texts(path: &Path) -> String {
    if path.is_dir() {
        let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|path| texts(path)).collect()
    } else {
        texts(path)
    }
}

#[test]
fn pages_have_no_word_of_a_restricted_source() {
    let workshop = Workshop::new();
    let secret = seed_with_secrets(&workshop);
    let speaks = |text: &str| text.to_lowercase().contains(&SECRET.to_lowercase());
    workshop.ok(&["site", "-o", "pages.html"]);
    let pages = workshop.read("pages.html");
    assert!(!speaks(&pages));
    for source in &secret {
        assert!(!pages.contains(&format!("sources/{source}\"")), "{source}");
    }
    workshop.ok(&["site", "-o", "pages.html", "--restricted"]);
    assert!(speaks(&workshop.read("pages.html")));
}

/// Every format that `export` has, by its own words.
fn formats(workshop: &Workshop) -> Vec<String> {
    let refused = workshop.run(&["export", "--format", "none-such"]).err;
    let (_, listed) = refused.split_once("[possible values: ").unwrap();
    listed.split_once(']').unwrap().0.split(", ").map(str::to_owned).collect()
}

#[test]
fn no_format_hands_on_a_word_of_a_restricted_source() {
    let workshop = Workshop::new();
    let secret = seed_with_secrets(&workshop);
    let speaks = |text: &str| text.to_lowercase().contains(&SECRET.to_lowercase());
    let formats = formats(&workshop);
    assert!(formats.len() > 6, "{formats:?}");
    for format in &formats {
        if format == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        for clocks in [&[][..], &["--on", "1990-01-01", "--published-by", "2024", "--recorded-by", "1"]] {
            // Most formats are a folder here.
            let name = if format == "xlsx" { "extract.xlsx".to_owned() } else { format!("extract-{format}") };
            let asked = [&["export", "--format", format, "-o", &name], clocks].concat();
            workshop.ok(&asked);
            let found = all_texts(&workshop.path(&name));
            assert!(!speaks(&found), "{asked:?}");
            for source in &secret {
                let is_there = found.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
                assert!(!is_there.into_iter().any(|word| word == source), "{asked:?}: {source}");
            }
            let _ = std::fs::remove_dir_all(workshop.path(&name));
            let _ = std::fs::remove_file(workshop.path(&name));
            // Otherwise nothing was proved.
            workshop.ok(&[&asked[..], &["--restricted"]].concat());
            assert!(speaks(&all_texts(&workshop.path(&name))), "{asked:?}");
            let _ = std::fs::remove_dir_all(workshop.path(&name));
            let _ = std::fs::remove_file(workshop.path(&name));
        }
    }
}

#[test]
fn no_dossier_for_a_document_has_a_word_of_a_restricted_source() {
    let workshop = Workshop::new();
    seed_with_secrets(&workshop);
    let entities = workshop.rows(&["sql", "SELECT id FROM entities ORDER BY id"]);
    let mut spoke = 0;
    for entity in entities.iter().step_by(4).map(|row| row["id"].as_str().unwrap()) {
        for verb in ["show", "timeline"] {
            let asked = [verb, entity, "--format", "markdown"];
            let ran = workshop.run(&asked);
            assert!(ran.status < 2, "{ran}");
            let said = format!("{}{}", ran.out, ran.err).to_lowercase();
            assert!(!said.contains(&SECRET.to_lowercase()), "{asked:?}: {said}");
            let whole = workshop.ok(&[&asked[..], &["--restricted"]].concat()).to_lowercase();
            spoke += usize::from(whole.contains(&SECRET.to_lowercase()));
        }
    }
    assert!(spoke > 4, "{spoke}");
}
