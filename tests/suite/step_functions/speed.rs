//! The pieces of a large office are found by one sweep.

use std::time::{Duration, Instant};

use orgarchive::date::{Day, Span};
use orgarchive::verdict::step::{Office, Record, held_days};

/// 5,000 records of 500 officials, released within 50 ms; here without optimization, on a machine that does other things.
#[test]
fn an_office_of_five_thousand_records_is_swept() {
    let mut chance = 88_172_645_463_325_252_u64;
    let mut random = |below: i32| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        i32::try_from(chance % u64::try_from(below).unwrap()).unwrap()
    };
    let day = |number: i32| Day::from_number(693_000 + number).unwrap();
    let records = (0..5_000).map(|key| {
        let from = random(30_000);
        let since = Some(Span { from: day(from), to: day(from + random(300)) });
        let until = (random(2) == 0).then(|| Span::single(day(from + 300 + random(1_000))));
        let held = held_days(since, until.map(orgarchive::date::Until::Known), None, None, None);
        Record { key, holder: key % 500, source: "s", term: None, since, until, held }
    });
    let office = Office { records: records.collect(), one_holder: true, ..Office::default() };
    let begun = Instant::now();
    let tenures = office.tenures();
    assert_eq!(tenures.len(), 500);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
