//! How long the step functions of one large office take: 5,000 records of 500 officials, in the shapes that archives have.

use std::time::{Duration, Instant};

use orgarchive::date::{Day, Span, Until};
use orgarchive::verdict::step::{Office, Record, held_days};

// Unoptimized, as in the short form, large offices take minutes.
const RECORDS: u32 = if cfg!(debug_assertions) { 500 } else { 5_000 };
const OFFICIALS: u32 = RECORDS / 10;
const RUNS: usize = 5;

/// Sources, each with the id that a record names.
const SOURCES: [&str; 8] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"];

/// Numbers that come out the same every time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: i32) -> i32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i32::try_from(self.0 % u64::try_from(below).expect("above 0")).expect("small")
    }
}

fn day(number: i32) -> Day {
    Day::from_number(693_000 + number).expect("a day of the calendar")
}

fn record(key: u32, holder: u32, source: u32, since: Span, until: Option<Span>) -> Record<'static> {
    let held = held_days(Some(since), until.map(Until::Known), None, None, None);
    let source = SOURCES[source as usize % SOURCES.len()];
    Record { key, holder, source, term: None, since: Some(since), until, held }
}

/// The records of one shape, by number.
type Shape = fn(u32, &mut Chance) -> Record<'static>;

/// Dates within a year, half of the records without an end.
fn scattered(key: u32, chance: &mut Chance) -> Record<'static> {
    let from = chance.below(30_000);
    let since = Span { from: day(from), to: day(from + chance.below(300)) };
    let until = (chance.below(2) == 0).then(|| Span::single(day(from + 300 + chance.below(1_000))));
    record(key, key % OFFICIALS, key, since, until)
}

/// One holds it after the other, and ten sources say so, some of them by the year.
fn reported(key: u32, chance: &mut Chance) -> Record<'static> {
    let holder = key % OFFICIALS;
    let from = i32::try_from(holder).expect("small") * 60;
    let width = chance.below(2) * 365;
    let since = Span { from: day(from), to: day(from + width) };
    let until = Span { from: day(from + 60), to: day(from + 60 + width) };
    record(key, holder, key / OFFICIALS, since, Some(until))
}

/// Ten terms of each official, of which one begins when the other ends.
fn reelected(key: u32, _: &mut Chance) -> Record<'static> {
    let holder = key % OFFICIALS;
    let from = i32::try_from(holder * 20 + key / OFFICIALS * 1_461).expect("small");
    record(key, holder, 0, Span::single(day(from)), Some(Span::single(day(from + 1_461))))
}

/// Nearly all records are of one official, here and there.
fn of_one(key: u32, chance: &mut Chance) -> Record<'static> {
    Record { holder: key.saturating_sub(RECORDS - OFFICIALS), ..scattered(key, chance) }
}

/// Nearly all records are of one official, of whom several sources give by the month when each term began and ended.
fn of_one_again(key: u32, chance: &mut Chance) -> Record<'static> {
    let from = chance.below(300) * 100;
    let since = Span { from: day(from), to: day(from + 30) };
    let until = Span { from: day(from + 100), to: day(from + 130) };
    record(key, key.saturating_sub(RECORDS - OFFICIALS), key, since, Some(until))
}

/// Nearly all records are of one official, a chain in which each begins when the one before ends.
fn chain_of_one(key: u32, _: &mut Chance) -> Record<'static> {
    let from = i32::try_from(key).expect("small") * 7;
    let holder = key.saturating_sub(RECORDS - OFFICIALS);
    record(key, holder, 0, Span::single(day(from)), Some(Span::single(day(from + 7))))
}

/// Prints how long each shape takes, the best of some runs.
pub fn offices() {
    let shapes: [(&str, Shape); 6] = [
        ("scattered", scattered),
        ("one after the other, by ten sources", reported),
        ("ten terms each", reelected),
        ("nearly all of one official, scattered", of_one),
        ("nearly all of one official, by the month", of_one_again),
        ("nearly all of one official, a chain", chain_of_one),
    ];
    println!("step functions of an office of {RECORDS} records and {OFFICIALS} officials:");
    for (name, shape) in shapes {
        for one_holder in [true, false] {
            let mut chance = Chance(88_172_645_463_325_252);
            let records = (0..RECORDS).map(|key| shape(key, &mut chance)).collect();
            let office = Office { records, one_holder, ..Office::default() };
            let times = (0..RUNS).map(|_| {
                let begun = Instant::now();
                let tenures = office.tenures();
                assert!(tenures.len() >= OFFICIALS as usize);
                begun.elapsed()
            });
            let best = times.min().unwrap_or(Duration::MAX);
            let holders = if one_holder { "one holder" } else { "many holders" };
            println!("  {name}, {holders}: {:.1} ms", best.as_secs_f64() * 1_000.0);
        }
    }
}
