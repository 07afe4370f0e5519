//! `two-holders` and the verdicts agree: whom a question about a day calls disputed with another, a finding has on that
//! day, and the other way round.

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
}

#[test]
fn two_holders_and_verdicts_agree_about_every_day() {
    const OFFICES: u64 = 120;
    let mut chance = Chance(11);
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title\ns,An undated source\nt,Another\n");
    workshop.write("data/titles.csv", "id,name,holders\nchair,Chair,one\n");
    workshop.write("data/officials.csv", "id,name,identity,source\na,A,,s\nb,B,,s\nc,C,,s\nu,U,unnamed,s\n");
    let mut organizations = String::from("id,name,source\n");
    let mut postings = String::from("id,official,organization,title,term,since,until,as_of,source\n");
    for office in 0..OFFICES {
        writeln!(organizations, "o{office},O,s").unwrap();
        for row in 0..2 + chance.below(4) {
            let official = ["a", "b", "c", "u"][usize::try_from(chance.below(7) % 4).unwrap()];
            let since = if chance.below(4) == 0 { String::new() } else { chance.date(1, 14) };
            let (until, as_of) = match chance.below(3) {
                0 => ("..".to_owned(), chance.date(14, 28)),
                1 => (String::new(), String::new()),
                _ => (chance.date(14, 28), String::new()),
            };
            writeln!(
                postings,
                "p{office}-{row},{official},o{office},chair,{},{since},{until},{as_of},s",
                1 + chance.below(2)
            )
            .unwrap();
        }
    }
    workshop.write("data/organizations.csv", organizations);
    workshop.write("data/postings.csv", postings);
    workshop.ok(&["import", "data"]);

    // By finding: body, day and the officials who clash on it.
    let mut found: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut count = 0;
    for row in findings(&workshop, "two-holders") {
        if row["message"].as_str().unwrap().contains("on some day within") {
            continue;
        }
        count += 1;
        let day = |field: &str| row[field].as_str().unwrap()[8..].parse::<u32>().unwrap();
        for day in day("from")..=day("to") {
            for side in row["sides"].as_array().unwrap() {
                let official = side["claim"].as_str().unwrap().split(' ').next().unwrap().to_owned();
                found.insert((row["subject"].as_str().unwrap().to_owned(), format!("{day:02}"), official));
            }
        }
    }
    assert!(count > 40, "{count} findings are enough to tell");
    let mut disputed = BTreeSet::new();
    for day in 1..=31 {
        for row in
            workshop.rows(&["officials", "--on", &format!("2000-01-{day:02}"), "--verdict", "disputed"])
        {
            if row["reason"].as_str().unwrap().contains("held it as well") {
                let text = |field: &str| row[field].as_str().unwrap().to_owned();
                disputed.insert((text("organization"), format!("{day:02}"), text("official")));
            }
        }
    }
    let missing: Vec<_> = disputed.difference(&found).take(5).collect();
    let surplus: Vec<_> = found.difference(&disputed).take(5).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "no finding: {missing:?}\nno dispute: {surplus:?}");
}
