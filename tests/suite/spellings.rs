//! Letters that are written in more ways than one are found by each of them.

use crate::support::Workshop;

fn archive(names: &[&str]) -> Workshop {
    let workshop = Workshop::new();
    let rows: String =
        names.iter().enumerate().map(|(place, name)| format!("o{place},\"{name}\",other,s1\n")).collect();
    workshop.write("in/organizations.csv", format!("id,name,kind,source\n{rows}"));
    workshop.write("in/sources.csv", "id,title\ns1,Gazette\n");
    workshop.ok(&["import", "in"]);
    workshop
}

#[test]
fn text_is_found_by_other_forms_of_its_letters() {
    let pairs = [
        ("ＫＣＮＡ 통신", "kcna", "ＫＣＮＡ"),
        ("ﾕﾆｵﾝ組合", "ユニオン", "ﾕﾆｵﾝ"),
        ("Großer Verein", "grosser", "GROSSER"),
        ("Fællesskabet på Bornholm og Søby", "soby", "SØBY"),
        ("Łódzki Związek", "lodzki", "łódzki"),
        ("Društvo Đakovo", "dakovo", "Đakovo"),
        ("Самолёт", "самолет", "САМОЛЁТ"),
        ("اتحاد الأدباء", "الادباء", "الأدباء"),
        ("Σύλλογος Εργατών", "συλλογος", "ΣΎΛΛΟΓΟΣ"),
    ];
    let names: Vec<&str> = pairs.iter().map(|(name, ..)| *name).collect();
    let workshop = archive(&names);
    for (place, (name, one, other)) in pairs.iter().enumerate() {
        for text in [one, other, name] {
            let found = workshop.rows(&["search", text]);
            assert!(found.iter().any(|row| row["id"] == format!("o{place}").as_str()), "{text}: {found:?}");
        }
    }
    // What is changed is found by the new text alone, and the index is what it should be.
    workshop.write("organizations.csv", "id,name\no2,Kleiner Verein\n");
    workshop.ok(&["import", "organizations.csv"]);
    assert!(workshop.rows(&["search", "grosser"]).is_empty());
    workshop.ok(&["check"]);
}

#[test]
fn a_name_is_its_entitys_whatever_parts_its_words() {
    let workshop = archive(&["Women's Union", "Weavers-Guild of Old Town"]);
    for (text, id) in [
        ("womensunion", "o0"),
        ("WOMEN’S-UNION", "o0"),
        ("Womens Union", "o0"),
        ("weavers guild of oldtown", "o1"),
        ("WeaversGuildOfOldTown", "o1"),
    ] {
        let shown = workshop.ok(&["show", text, "--ids"]);
        assert!(shown.contains(id), "{text}: {shown}");
        workshop.ok(&["officials", "--organization", text]);
    }
    assert_eq!(workshop.run(&["show", "womenunion"]).status, 1);
}
