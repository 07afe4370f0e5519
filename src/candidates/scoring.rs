//! What speaks for and against two entities being one, weighed in points. Points order a list for the analyst to read; they
//! decide nothing. docs/names.md has the table.

use std::collections::BTreeSet;

use super::features::{Known, Post, Script};
use crate::date::Span;
use crate::name::{Tier, same_characters, same_hangul};

/// How a pair was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// They share a key of their names.
    Name(Tier),
    /// The names have the same words in another order, or one is made of the initials of the other.
    Words,
    /// Their names look alike, and they held the same office of one holder.
    Near,
    /// An unnamed official, and a named one of the same office.
    Office,
    /// A record says that they may be the same.
    Record,
}

impl Found {
    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Found::Name(tier) => tier.name(),
            Found::Words => "words",
            Found::Near => "near",
            Found::Office => "office",
            Found::Record => "record",
        }
    }

    fn points(self) -> i64 {
        match self {
            Found::Name(Tier::Written) => 40,
            Found::Name(Tier::Strict) => 30,
            Found::Name(Tier::Wide) | Found::Words => 20,
            Found::Near | Found::Office => 10,
            Found::Record => 0,
        }
    }
}

/// The reasons for and against.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The more, the likelier they are one.
    pub points: i64,
    /// What speaks for it.
    pub reasons: Vec<String>,
    /// What speaks against it.
    pub doubts: Vec<String>,
    /// The records behind the reasons and doubts, sorted.
    pub records: BTreeSet<String>,
}

impl Weighed {
    fn add<'record>(&mut self, points: i64, reason: String, records: impl IntoIterator<Item = &'record str>) {
        self.points += points;
        if points < 0 {
            self.doubts.push(reason)
        } else {
            self.reasons.push(reason)
        }
        self.records.extend(records.into_iter().map(str::to_owned));
    }
}

/// Weighs two entities of one kind.
#[must_use]
pub fn weigh(one: &Known, other: &Known, found: Found) -> Weighed {
    let mut weighed = Weighed::default();
    let how = match found {
        Found::Name(Tier::Written) => "the same name",
        Found::Name(Tier::Strict) => "spellings of one name by the systems of romanization",
        Found::Name(Tier::Wide) => "spellings of one name as the press writes it",
        Found::Words => "the same words in another order, or initials",
        Found::Near => "names that look alike",
        Found::Office => "an unnamed official, and one of the same office",
        Found::Record => "",
    };
    if found != Found::Record {
        weighed.add(found.points(), how.to_owned(), []);
    }
    if one.is_romanized() && other.is_romanized() && one.shared(other).is_none() {
        weighed.add(-15, "no system of romanization writes one name in both ways".to_owned(), []);
    }
    scripts(one, other, &mut weighed);
    dates(one, other, &mut weighed);
    posts(one, other, &mut weighed);
    after_death(one, other, &mut weighed);
    after_death(other, one, &mut weighed);
    for (object, record) in &one.under {
        if let Some((_, also)) = other.under.iter().find(|(known, _)| known == object) {
            weighed.add(15, format!("both are under {object}"), [record.as_str(), also]);
            break;
        }
    }
    let maybe = one.maybe.iter().filter(|(id, _)| *id == other.id).map(|(_, record)| record.as_str());
    let maybe: Vec<&str> = maybe.collect();
    if !maybe.is_empty() {
        weighed.add(25, "a record says that they may be the same".to_owned(), maybe);
    }
    if let (Some(sex), Some(also)) = (&one.sex, &other.sex)
        && sex != also
    {
        weighed.add(-40, format!("one is {sex}, the other {also}"), []);
    }
    let both: Vec<&str> = one.sources.intersection(&other.sources).map(String::as_str).collect();
    if let [source, ..] = both.as_slice() {
        let more = if both.len() > 1 { format!(" and {} more", both.len() - 1) } else { String::new() };
        weighed.add(-15, format!("one source names both, as different: {source}{more}"), []);
    }
    weighed
}

fn scripts(one: &Known, other: &Known, weighed: &mut Weighed) {
    for (script, word, same, different) in
        [(Script::Hangul, "Hangul", 30, -60), (Script::Chinese, "Chinese characters", 25, -20)]
    {
        let (names, others) = (one.written_in(script), other.written_in(script));
        if names.is_empty() || others.is_empty() {
            continue;
        }
        let is_same = |name: &str, also: &str| match script {
            Script::Hangul => same_hangul(name, also),
            Script::Chinese => same_characters(name, also),
        };
        let shared = names.iter().find_map(|(name, record)| {
            let also = others.iter().find(|(also, _)| is_same(name, also))?;
            Some((name, [*record, also.1]))
        });
        if let Some((name, records)) = shared {
            weighed.add(same, format!("the same {word}, {name}"), records.into_iter().flatten());
        } else {
            let reason = format!("other {word}: {} and {}", names[0].0, others[0].0);
            weighed.add(different, reason, [names[0].1, others[0].1].into_iter().flatten());
        }
    }
}

/// Dates that tell more the nearer they are known.
fn dates(one: &Known, other: &Known, weighed: &mut Weighed) {
    for attribute in ["born", "died", "founded", "dissolved"] {
        let of = |known: &Known| -> Vec<(String, Span)> {
            let dates = known.dates.iter().filter(|(name, ..)| name == attribute);
            dates.map(|(_, record, days)| (record.clone(), *days)).collect()
        };
        let (dates, others) = (of(one), of(other));
        let pairs = || dates.iter().flat_map(|date| others.iter().map(move |also| (date, also)));
        let agreeing = pairs().filter(|((_, days), (_, also))| days.overlaps(*also));
        let nearest = agreeing.min_by_key(|((_, days), (_, also))| length(*days).max(length(*also)));
        if let Some(((record, days), (also, others))) = nearest {
            let length = length(*days).max(length(*others));
            let points = if length == 0 {
                30
            } else if length <= 366 {
                15
            } else {
                5
            };
            weighed.add(
                points,
                format!("both {attribute} {}", common(*days, *others)),
                [record.as_str(), also],
            );
        } else if let Some(((record, days), (also, others))) =
            pairs().min_by_key(|((_, days), (_, also))| apart(*days, *also))
        {
            // Sources often err by a year or two about one person.
            let points = if apart(*days, *others) <= 3 * 366 { -5 } else { -40 };
            let reason = format!("{attribute} {} and {}", words(*days), words(*others));
            weighed.add(points, reason, [record.as_str(), also]);
        }
    }
}

fn length(span: Span) -> i32 {
    span.to.number() - span.from.number()
}

/// How many days lie between two spans that share none.
fn apart(one: Span, other: Span) -> i32 {
    (one.from.number() - other.to.number()).max(other.from.number() - one.to.number())
}

fn common(one: Span, other: Span) -> String {
    words(Span::new(one.from.max(other.from), one.to.min(other.to)).unwrap_or(one))
}

fn words(span: Span) -> String {
    if span.from == span.to { span.from.to_string() } else { format!("{} to {}", span.from, span.to) }
}

/// The nearest that two of their posts come to each other.
fn posts(one: &Known, other: &Known, weighed: &mut Weighed) {
    let pairs = || one.posts.iter().flat_map(|post| other.posts.iter().map(move |also| (post, also)));
    let is_body = |(post, also): &(&Post, &Post)| post.body == also.body;
    let is_office = |(post, also): &(&Post, &Post)| post.body == also.body && post.office == also.office;
    let meet = |(post, also): &(&Post, &Post)| post.possible.overlaps(also.possible);
    let records = |(post, also): (&Post, &Post)| [post.record.clone(), also.record.clone()];
    let found = if let Some(pair) = pairs().filter(is_office).find(meet) {
        let points = if pair.0.has_one_holder { 30 } else { 20 };
        Some((points, format!("{} in {}, at times that may overlap", pair.0.office, pair.0.body), pair))
    } else if let Some(pair) = pairs().find(is_office) {
        Some((10, format!("{} in {}, at other times", pair.0.office, pair.0.body), pair))
    } else if let Some(pair) = pairs().filter(is_body).find(meet) {
        Some((12, format!("posts in {}, at times that may overlap", pair.0.body), pair))
    } else {
        pairs().find(is_body).map(|pair| (8, format!("posts in {}, at other times", pair.0.body), pair))
    };
    if let Some((points, reason, pair)) = found {
        let records = records(pair);
        weighed.add(points, reason, records.iter().map(String::as_str));
    }
}

fn after_death(dead: &Known, other: &Known, weighed: &mut Weighed) {
    let died = dead.dates.iter().filter(|(attribute, ..)| attribute == "died");
    let Some((_, record, days)) = died.min_by_key(|(_, _, days)| days.to) else { return };
    if let Some((post, day)) =
        other.served.iter().filter(|(_, day)| *day > days.to).max_by_key(|(_, day)| *day)
    {
        let reason = format!("{} was in office on {day}, after the death of {}", other.id, dead.id);
        weighed.add(-40, reason, [record.as_str(), post]);
    }
}
