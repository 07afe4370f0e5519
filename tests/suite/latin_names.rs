//! Names in Latin letters: marks, letters that are written as two, the order of the words, commas, particles, initials.

use orgarchive::name::Tier;

use crate::names::tiers::expect;
use crate::support::Workshop;

#[test]
fn spellings_of_one_name_are_told_by_their_tier() {
    use Tier::{Strict, Wide, Written};
    for (one, other, tier) in [
        ("Hans Müller", "Hans Muller", Written),
        ("Hans Müller", "Hans Mueller", Strict),
        ("Hans Muller", "Hans Mueller", Wide),
        ("Müller", "Mueller", Strict),
        ("Lars Ångström", "Lars Aangstroem", Strict),
        ("Søren Kjær", "Soeren Kjaer", Strict),
        ("Søren Kjær", "Sören Kjär", Strict),
        ("Zoran Đinđić", "Zoran Djindjic", Strict),
        ("Lech Wałęsa", "Lech Walesa", Written),
        ("Þórður Jónsson", "Thordur Jonsson", Written),
        ("Jörg Weiß", "Joerg Weiss", Strict),
        ("Begoña Peña", "Begona Pena", Written),
        ("François Hollande", "Francois Hollande", Written),
        ("Nicolae Ceaușescu", "Nicolae Ceauşescu", Written),
        ("Hồ Chí Minh", "Ho Chi Minh", Written),
        ("Ho Chŏng-ŭn", "Hŏ Jong Un", Strict),
        ("Võ Nguyên Giáp", "Vo Nguyen Giap", Written),
        ("Võ Nguyên Giáp", "Giap Vo Nguyen", Wide),
        ("Nguyễn Tấn Dũng", "Dung Tan Nguyen", Wide),
        ("Vladimir Putin", "Putin, Vladimir", Strict),
        ("Müller, Hans", "Hans Mueller", Strict),
        ("John Smith", "Smith John", Wide),
        ("Smith, John Paul", "John Paul Smith", Strict),
        ("Ursula von der Leyen", "Ursula Leyen", Wide),
        ("Ursula von der Leyen", "Leyen, Ursula von der", Strict),
        ("John von Neumann", "von Neumann, John", Strict),
        ("Martin Luther King, Jr.", "Martin Luther King", Strict),
        ("J. Smith", "John Smith", Wide),
        ("Smith, J.", "John Smith", Wide),
        ("Smith, J", "John Smith", Wide),
        ("Smith J.", "John Smith", Wide),
        ("J.F. Kennedy", "John Fitzgerald Kennedy", Wide),
        ("John F. Kennedy", "John Kennedy", Wide),
        ("John F. Kennedy", "J. F. Kennedy", Wide),
        ("J.-P. Sartre", "Jean-Paul Sartre", Wide),
        ("H. Müller", "Hans Mueller", Wide),
        ("Путин В.", "Владимир Путин", Wide),
        ("Kim Y.", "Kim Yong-nam", Wide),
        ("Kim Y.", "김영남", Wide),
        ("J. Kim", "김정은", Wide),
        ("Kim J.-U.", "Kim Jong-un", Wide),
        ("Xi J.", "Xi Jinping", Wide),
        ("Путин В.В.", "Vladimir Putin", Wide),
        ("V. Putin", "Путин Владимир Владимирович", Wide),
        ("Α. Τσίπρας", "Αλέξης Τσίπρας", Wide),
    ] {
        expect(one, other, Some(tier));
    }
}

#[test]
fn names_that_look_alike_are_kept_apart() {
    for (one, other) in [
        ("Hans Müller", "Hans Möller"),
        ("Hans Mueller", "Hans Moeller"),
        ("Nguyễn Văn Hà", "Nguyễn Văn Hạ"),
        ("Lê Văn Lương", "Lê Văn Lượng"),
        ("Trần Văn Hưng", "Trần Văn Hùng"),
        ("Hà Huy Tập", "Hạ Huy Tập"),
        ("Nguyen Van Thanh", "Nguyen Thanh Van"),
        ("Ivo Kovač", "Ivo Kovać"),
        ("Anna Bär", "Anna Bår"),
        ("Michael Novak", "Michal Novak"),
        ("Joe Smith", "Jo Smith"),
        ("J. Smith", "Peter Smith"),
        ("J. Smith", "John Smithson"),
        ("J.F. Kennedy", "R.F. Kennedy"),
        ("J. Smith", "J. Schmidt"),
        ("John F. Kennedy", "John Gerald Kennedy"),
        ("Kim A", "Kim Ae-ran"),
        ("Kim Y.", "김정은"),
        ("V. Putin", "Дмитрий Путин"),
        ("Anna Maria Berg", "Anna Berg"),
    ] {
        expect(one, other, None);
    }
}

fn archive(names: &[&str]) -> Workshop {
    let workshop = Workshop::new();
    let rows: String =
        names.iter().enumerate().map(|(place, name)| format!("o{place},\"{name}\",s1\n")).collect();
    workshop.write("in/officials.csv", format!("id,name,source\n{rows}"));
    workshop.write("in/sources.csv", "id,title,kind\ns1,Gazette,news\n");
    workshop.ok(&["import", "in"]);
    workshop
}

fn found(workshop: &Workshop, text: &str) -> Vec<(String, String)> {
    let text_of = |cell: &serde_json::Value| cell.as_str().unwrap().to_owned();
    let rows = workshop.rows(&["search", text]);
    rows.iter()
        .map(|row| (text_of(&row["id"]), text_of(&row["found"])))
        .filter(|row| row.1 != "text")
        .collect()
}

#[test]
fn who_is_looked_for_is_found_in_any_order_and_with_initials() {
    let workshop = archive(&[
        "Hans Mueller",
        "John Smith",
        "V. Putin",
        "Nguyễn Văn Hà",
        "Nguyễn Văn Hạ",
        "Ursula von der Leyen",
        "Smith, Peter",
        "Jürgen Möller",
    ]);
    let one = |id: &str, tier: &str| vec![(id.to_owned(), tier.to_owned())];
    for (text, id, tier) in [
        ("Müller, Hans", "o0", "strict"),
        ("Muller Hans", "o0", "wide"),
        ("Mueller, H.", "o0", "wide"),
        ("Smith, John", "o1", "strict"),
        ("Smith John", "o1", "wide"),
        ("J. Smith", "o1", "wide"),
        ("Smith, J", "o1", "wide"),
        ("Vladimir Putin", "o2", "wide"),
        ("Putin, Vladimir", "o2", "wide"),
        ("Putin V.", "o2", "wide"),
        ("Ha Van Nguyen", "o3", "wide"),
        ("Ursula Leyen", "o5", "wide"),
        ("Peter Smith", "o6", "strict"),
        ("Juergen Moeller", "o7", "strict"),
    ] {
        let found = found(&workshop, text);
        assert_eq!(found[..1], one(id, tier), "{text}");
    }
    assert_eq!(found(&workshop, "Nguyễn Văn Hạ"), one("o4", "written"));
    assert_eq!(found(&workshop, "Nguyen Van Ha").len(), 2);
    assert_eq!(found(&workshop, "Mueller, H."), one("o0", "wide"));
    workshop.ok(&["check"]);
}

#[test]
fn pairs_without_a_key_in_common_are_proposed_now_and_as_the_archive_was() {
    let workshop =
        archive(&["Hans Mueller", "Müller Hans", "J. Smith", "John Smith", "Nguyễn Văn Hà", "Nguyễn Văn Hạ"]);
    let pairs = |more: &[&str]| -> Vec<(String, String)> {
        let asked: Vec<&str> = ["candidates", "--all"].iter().chain(more).copied().collect();
        let rows = workshop.rows(&asked);
        let mut pairs: Vec<_> =
            rows.iter().map(|row| (row["one"].to_string(), row["other"].to_string())).collect();
        pairs.sort();
        pairs
    };
    let expected =
        [("\"o0\"", "\"o1\""), ("\"o2\"", "\"o3\"")].map(|(one, other)| (one.to_owned(), other.to_owned()));
    assert_eq!(pairs(&[]), expected);
    assert_eq!(pairs(&["o2"]), expected[1..]);
    assert_eq!(pairs(&["--recorded-by", "1"]), expected);
}
