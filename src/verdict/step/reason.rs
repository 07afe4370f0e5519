//! Why a verdict is what it is.

use std::fmt::Write as _;

use super::record::{HeldKind, LimitKind};
use crate::date::{Day, Span};

/// Why a verdict is what it is. Holders are the caller's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Certain: the day lies within what held without interruption.
    Held(Span),
    /// Certain: it holds on every day, and all that is stated of it can be one.
    Constant,
    /// Disputed: something speaks against the day, and something else against that.
    Contradicted(Against, Beyond),
    /// Disputed: others held it as well (D1).
    HeldAsWell(Others),
    /// Disputed: this one began or ended within it (D4).
    Challenged(u32, HeldKind, Span),
    /// Disputed: it began or ended within what this one held (D4).
    Challenging(u32, Span),
    /// Disputed: the values that are stated cannot be one.
    Differing,
    /// Excluded: something speaks against the day, and nothing against that.
    Excluded(Against),
    /// Excluded: this one certainly held it (D3).
    HeldBy(u32),
    /// Excluded: this one held it later, on that day (D5).
    FollowedBy(u32, Span),
    /// Excluded: this one held it before, on that day (D5).
    PrecededBy(u32, Span),
    /// Possible: no end is known after this held day.
    LastHeld(Span),
    /// Possible: no beginning is known before this held day.
    FirstHeld(Span),
    /// Possible: it held on some day within these.
    Within(Span),
    /// Possible: no record says when.
    Undated,
}

/// What speaks against a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// A recorded birth, death, founding or dissolution.
    Limit(LimitKind, Span),
    /// A record says that it ended by then.
    Ended(Day),
    /// A record says that it began then or later.
    NotBegun(Day),
}

/// What lies beyond what speaks against a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beyond {
    /// A held day.
    Held(Span),
    /// Another record of the same birth, death, founding or dissolution.
    Limit(LimitKind, Span),
}

/// At most three holders by number, and whether there are more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Others {
    named: [u32; 3],
    count: u8,
    more: bool,
}

impl Others {
    /// The first three of some holders.
    #[must_use]
    pub fn of(holders: impl IntoIterator<Item = u32>, more: bool) -> Others {
        let mut others = Others { named: [0; 3], count: 0, more };
        for holder in holders {
            match others.named.get_mut(usize::from(others.count)) {
                Some(place) => {
                    *place = holder;
                    others.count += 1;
                }
                None => others.more = true,
            }
        }
        others
    }

    /// Those that are named.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.named.iter().copied().take(usize::from(self.count))
    }

    /// Whether there are more than those.
    #[must_use]
    pub fn is_more(&self) -> bool {
        self.more
    }
}

/// What the words of a reason are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Somebody who held a post.
    Holder,
    /// What something was called, was below, or had as a value.
    Value,
}

impl Reason {
    /// The reason in words. `name` gives the words for a holder; with the day asked about, the words for what is possible
    /// say how far away the nearest held day is.
    #[must_use]
    pub fn words(&self, subject: Subject, on: Option<Day>, name: &dyn Fn(u32) -> String) -> String {
        let it = |holder: u32| match subject {
            Subject::Holder => name(holder),
            Subject::Value => format!("\"{}\"", name(holder)),
        };
        match *self {
            Reason::Held(span) if span.is_single_day() => format!("held {}", span.from),
            Reason::Held(span) => format!("held from {} to {}", span.from, span.to),
            Reason::Constant => "does not change".to_owned(),
            Reason::Differing => "what is stated cannot be the same".to_owned(),
            Reason::Contradicted(against, Beyond::Held(day)) => {
                format!("{} by one record, held {} by another", against.words(), day.day_within())
            }
            Reason::Contradicted(against, Beyond::Limit(kind, day)) => {
                format!("{} by one record, {} {} by another", against.words(), kind.word(), day.day_within())
            }
            Reason::HeldAsWell(others) => {
                let names: Vec<String> = others.iter().map(it).collect();
                let mut words = match names.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, before)) if !others.more => format!("{} and {last}", before.join(", ")),
                    _ => names.join(", "),
                };
                if others.more {
                    words.push_str(" and others");
                }
                let (verb, by) = match subject {
                    Subject::Holder => ("held it", "by other records"),
                    Subject::Value => ("is stated", "by other records"),
                };
                let _ = write!(words, " {verb} as well {by}");
                words
            }
            Reason::Challenged(holder, kind, day) => {
                let way = if kind == HeldKind::Until { "ended" } else { "began" };
                format!("{} {way} {} by other records", it(holder), day.day_within())
            }
            Reason::Challenging(holder, span) if span.is_single_day() => match subject {
                Subject::Holder => format!("{} held it {} by other records", it(holder), span.from),
                Subject::Value => format!("{} is stated for {} by other records", it(holder), span.from),
            },
            Reason::Challenging(holder, span) => match subject {
                Subject::Holder => {
                    format!("{} held it from {} to {} by other records", it(holder), span.from, span.to)
                }
                Subject::Value => {
                    format!("{} is stated from {} to {} by other records", it(holder), span.from, span.to)
                }
            },
            Reason::Excluded(against) => against.words(),
            Reason::HeldBy(holder) => match subject {
                Subject::Holder => format!("held by {}", it(holder)),
                Subject::Value => format!("it was {}", it(holder)),
            },
            Reason::FollowedBy(holder, day) => match subject {
                Subject::Holder => format!("followed by {}, who held it {}", it(holder), day.on_some_day()),
                Subject::Value => format!("followed by {}, stated for {}", it(holder), day.day_within()),
            },
            Reason::PrecededBy(holder, day) => match subject {
                Subject::Holder => format!("preceded by {}, who held it {}", it(holder), day.on_some_day()),
                Subject::Value => format!("preceded by {}, stated for {}", it(holder), day.day_within()),
            },
            Reason::LastHeld(day) => {
                let mut words = format!("no end known; last held {}", day.day_within());
                if let Some(on) = on.filter(|on| *on > day.to) {
                    let _ = write!(words, ", {} before", away(day.to, on));
                }
                words
            }
            Reason::FirstHeld(day) => {
                let mut words = format!("no beginning known; first held {}", day.day_within());
                if let Some(on) = on.filter(|on| *on < day.from) {
                    let _ = write!(words, ", {} after", away(on, day.from));
                }
                words
            }
            Reason::Within(day) => format!("held {}", day.on_some_day()),
            Reason::Undated => "no record says when".to_owned(),
        }
    }
}

impl Against {
    /// It in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Against::Ended(day) => format!("ended by {day}"),
            Against::NotBegun(day) => format!("began {day} or later"),
            Against::Limit(kind, day) => format!("{} {}", kind.word(), day.day_within()),
        }
    }
}

/// How far two days are apart, in the unit that fits: days below two months, months below two years, else years.
#[must_use]
pub fn away(from: Day, to: Day) -> String {
    let days = to.number() - from.number();
    let whole = |day: Day| day.year() * 12 + i32::try_from(day.month()).unwrap_or(1);
    let months = whole(to) - whole(from) - i32::from(to.day() < from.day());
    let (count, unit) = match (months, days) {
        (..=1, days) => (days, "day"),
        (..=23, _) => (months, "month"),
        _ => (months / 12, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
