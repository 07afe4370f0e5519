//! Pairs that may be one: found, weighed, and left alone once they are judged.

use serde_json::Value as Json;

use crate::support::{Workshop, texts};

/// People and bodies with something to compare.
fn crowd() -> Workshop {
    let workshop = Workshop::new();
    let write = |name: &str, text: &str| workshop.write(&format!("data/{name}.csv"), text);
    write(
        "sources",
        "id,title,kind,published\na,A daily,news,2010-05-01\nb,A broadcast,news,2012\nc,A list,dataset,2015\nours,Ours,judgement,2020\n",
    );
    write("attributes", "id,name,type,change\nborn,born,date,constant\ndied,died,date,constant\n");
    write("titles", "id,name,office,holders\nchair,Chair,head,one\nsecretary,Secretary,secretary,many\n");
    write(
        "organizations",
        "id,name,kind,source\nwomen,Korean Democratic Women's Union,mass-organization,a\nwomen-2,\"Women's Union, Korean Democratic\",mass-organization,b\nkdwu,KDWU,mass-organization,b\nyouth,Socialist Youth League,mass-organization,a\n",
    );
    write(
        "officials",
        "id,name,sex,identity,source\njung-rin,Kim Jung-rin,male,,a\nchung-nin,Kim Chung-nin,,,b\nmyong-chol,Ri Myong-chol,,,a\npyong-chol,Ri Pyong-chol,,,b\nyong-ho-1,Ri Yong-ho,male,,c\nyong-ho-2,Ri Yong-ho,male,,c\nsomebody,A secretary,,unnamed,b\nlate,Pak Chol,,,a\nalive,Pak Chul,,,b\n",
    );
    write(
        "names",
        "id,subject,name,language,source\nn1,jung-rin,김중린,ko-Hang,a\nn2,chung-nin,김중린,ko-Hang,b\nn3,yong-ho-1,리영호,ko-Hang,c\nn4,yong-ho-2,리용호,ko-Hang,c\n",
    );
    write(
        "postings",
        "id,official,organization,title,since,until,as_of,source\np1,jung-rin,women,chair,1990,2001,,a\np2,chung-nin,women,chair,1999,,,b\np3,somebody,youth,secretary,,,2009,b\np4,pyong-chol,youth,secretary,2005,2012,,a\np5,alive,youth,chair,2014,,,b\n",
    );
    write(
        "facts",
        "id,subject,attribute,value,source\nf1,jung-rin,born,1924-05-01,a\nf2,chung-nin,born,1924,b\nf3,late,died,2010-03,a\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

fn pairs(workshop: &Workshop, more: &[&str]) -> Vec<(String, String, String)> {
    let mut asked = vec!["candidates"];
    asked.extend(more);
    let text = |row: &Json, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = workshop.rows(&asked);
    rows.iter().map(|row| (text(row, "one"), text(row, "other"), text(row, "found"))).collect()
}

fn pair(one: &str, other: &str, found: &str) -> (String, String, String) {
    (one.to_owned(), other.to_owned(), found.to_owned())
}

#[test]
fn the_best_pair_comes_first_with_reasons_for_and_against() {
    let workshop = crowd();
    let rows = workshop.rows(&["candidates"]);
    let best = &rows[0];
    assert_eq!((best["one"].as_str(), best["other"].as_str()), (Some("chung-nin"), Some("jung-rin")));
    let reasons = texts(best, "for");
    for reason in
        ["the same Hangul, 김중린", "both born 1924-05-01", "head in women, at times that may overlap"]
    {
        assert!(reasons.contains(&reason.to_owned()), "{reason}: {reasons:?}");
    }
    assert_eq!(texts(best, "records"), ["f1", "f2", "n1", "n2", "p1", "p2"]);
    assert_eq!(texts(best, "against"), Vec::<String>::new());
    insta::assert_snapshot!(workshop.ok(&["candidates", "--all", "--format", "csv"]), @r#"
    points,kind,one,one_name,other,other_name,found,for,against,records,unsure
    115,officials,chung-nin,Kim Chung-nin,jung-rin,Kim Jung-rin,written,"the same name; the same Hangul, 김중린; both born 1924-05-01; head in women, at times that may overlap",,f1; f2; n1; n2; p1; p2,
    20,organizations,kdwu,KDWU,women,Korean Democratic Women's Union,words,"the same words in another order, or initials",,,
    20,organizations,women,Korean Democratic Women's Union,women-2,"Women's Union, Korean Democratic",words,"the same words in another order, or initials",,,
    15,officials,pyong-chol,Ri Pyong-chol,somebody,A secretary,office,"an unnamed official, and one of the same office; secretary in youth, at times that may overlap","one source names both, as different: b",p3; p4,
    -20,officials,alive,Pak Chul,late,Pak Chol,wide,spellings of one name as the press writes it,"alive was in office on 2014-12-31, after the death of late",f3; p5,
    -35,officials,yong-ho-1,Ri Yong-ho,yong-ho-2,Ri Yong-ho,written,the same name,"other Hangul: 리영호 and 리용호; one source names both, as different: c",n3; n4,
    "#);
}

#[test]
fn hangul_keeps_people_apart_whose_romanization_is_one() {
    let workshop = crowd();
    let found = pairs(&workshop, &[]);
    assert!(!found.iter().any(|(one, ..)| one == "yong-ho-1"), "{found:?}");
    let all = workshop.rows(&["candidates", "yong-ho-2", "--all"]);
    assert_eq!(all.len(), 1, "{all:?}");
    let against = texts(&all[0], "against");
    assert!(against.contains(&"other Hangul: 리영호 and 리용호".to_owned()), "{against:?}");
    assert!(against.contains(&"one source names both, as different: c".to_owned()), "{against:?}");
    assert!(
        workshop.ok(&["candidates"]).contains("pairs with more evidence against than for are left out")
            || workshop.ok(&["candidates"]).contains("pair with more evidence against than for is left out")
    );
    // Names that only look alike are not even weighed.
    assert!(
        !pairs(&workshop, &["--all"])
            .iter()
            .any(|(one, other, _)| one == "myong-chol" || other == "myong-chol")
    );
}

#[test]
fn an_unnamed_official_may_be_who_held_the_office() {
    let workshop = crowd();
    assert!(pairs(&workshop, &[]).contains(&pair("pyong-chol", "somebody", "office")));
    assert_eq!(pairs(&workshop, &["somebody"]), [pair("pyong-chol", "somebody", "office")]);
    assert_eq!(pairs(&workshop, &["pyong-chol"]), [pair("pyong-chol", "somebody", "office")]);
}

#[test]
fn organizations_meet_by_words_and_initials() {
    let workshop = crowd();
    let found = pairs(&workshop, &["--kind", "organizations"]);
    let expected = [pair("kdwu", "women", "words"), pair("women", "women-2", "words")];
    assert!(expected.iter().all(|pair| found.contains(pair)), "{found:?}");
    assert!(!found.iter().any(|(one, other, _)| one == "youth" || other == "youth"), "{found:?}");
}

#[test]
fn what_is_judged_is_not_proposed_again() {
    let workshop = crowd();
    let before = pairs(&workshop, &["--all"]);
    workshop.write(
        "judged/judgements.csv",
        "id,one,other,verdict,source\nj1,jung-rin,chung-nin,same,ours\nj2,women,women-2,different,ours\nj3,kdwu,women,unsure,ours\n",
    );
    workshop.ok(&["import", "judged"]);
    let after = pairs(&workshop, &["--all"]);
    assert_eq!(after.len(), before.len() - 2, "{after:?}");
    let open = workshop.rows(&["candidates", "kdwu"]);
    assert_eq!(texts(&open[0], "unsure"), ["j3"]);
    assert!(workshop.ok(&["candidates"]).contains("1 pair is judged different"));
    // What was judged then, and what was published by then.
    assert_eq!(pairs(&workshop, &["--all", "--recorded-by", "1"]), before);
    let published = pairs(&workshop, &["--all", "--published-by", "2019"]);
    assert_eq!(published.len(), before.len(), "{published:?}");
    // In 2011 only one of the two was known in Hangul: their names still meet by their romanization.
    let early = pairs(&workshop, &["--all", "--published-by", "2011"]);
    assert!(early.contains(&pair("chung-nin", "jung-rin", "strict")), "{early:?}");
    workshop.ok(&["retract", "j1", "--reason", "misread"]);
    workshop.ok(&["retract", "j2", "--reason", "misread"]);
    assert_eq!(pairs(&workshop, &["--all"]), before);
}

#[test]
fn asking_about_one_gives_the_pairs_that_it_has_in_the_whole_list() {
    let workshop = crowd();
    let all = workshop.rows(&["candidates", "--all"]);
    for id in ["jung-rin", "chung-nin", "myong-chol", "yong-ho-1", "late", "alive", "women", "kdwu", "youth"]
    {
        let mut of_one: Vec<Json> =
            all.iter().filter(|row| row["one"] == id || row["other"] == id).cloned().collect();
        let mut asked = workshop.rows(&["candidates", id, "--all"]);
        for rows in [&mut of_one, &mut asked] {
            rows.sort_by_key(|row| row.to_string());
        }
        assert_eq!(asked, of_one, "{id}");
    }
    let limited = workshop.rows(&["candidates", "--all", "--limit", "2"]);
    assert_eq!(limited, all[..2]);
    assert!(
        workshop
            .ok(&["candidates", "--limit", "1"])
            .contains("more pairs are left out; --limit N shows more")
    );
}

#[test]
fn who_was_in_office_after_a_death_is_somebody_else() {
    let workshop = crowd();
    let rows = workshop.rows(&["candidates", "late", "--all"]);
    let against = texts(&rows[0], "against");
    assert!(
        against.iter().any(|doubt| doubt.starts_with("alive was in office on ")
            && doubt.ends_with("after the death of late")),
        "{rows:?}"
    );
}
