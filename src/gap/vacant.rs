//! Offices of one holder without a certain holder between two holders.

use super::{Asked, Gap, Kind, Take, sorted};
use crate::conflict::{ONE_HOLDER, Post};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;
use crate::verdict::{Record, stints};

/// The kind `vacant-office`.
pub struct VacantOffice;

impl Kind for VacantOffice {
    fn name(&self) -> &'static str {
        "vacant-office"
    }

    fn meaning(&self) -> &'static str {
        "an office of one holder without a certain holder between two holders"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[ONE_HOLDER] }
    }

    fn find(&self, reader: &Reader, _: Asked, take: Take<'_>) -> Result<()> {
        reader.groups(
            ONE_HOLDER,
            &[],
            |row| Post::read(reader, row),
            Post::is_in_the_office_of,
            |office| in_office(office, take),
        )
    }
}

/// The certain span of a stint, with who held it and the posts that say so.
struct Tenure<'office> {
    days: Span,
    posts: Vec<&'office Post>,
}

fn in_office(office: &[Post], take: Take<'_>) -> Result<()> {
    let mut tenures: Vec<Tenure<'_>> = Vec::new();
    let of_one = |left: &Post, right: &Post| (&left.official, &left.term) == (&right.official, &right.term);
    for posts in office.chunk_by(of_one) {
        let records: Vec<Record> =
            posts.iter().enumerate().map(|(place, post)| post.claim.dated.record(place)).collect();
        for stint in stints(&records).0 {
            if let Some(days) = stint.certain {
                let posts =
                    stint.records.iter().filter_map(|record| posts.get(record.key as usize)).collect();
                tenures.push(Tenure { days, posts });
            }
        }
    }
    tenures.sort_by_key(|tenure| tenure.days);
    let Some((first, rest)) = tenures.split_first() else { return Ok(()) };
    // The tenure that reaches furthest so far.
    let mut last = first;
    for next in rest {
        let between = Span::new(last.days.to.after(), next.days.from.before());
        if let Some(days) = between.filter(|_| next.days.from > last.days.to) {
            take(gap(office, last, next, days))?;
        }
        if next.days.to > last.days.to {
            last = next;
        }
    }
    Ok(())
}

fn gap(office: &[Post], before: &Tenure<'_>, after: &Tenure<'_>, days: Span) -> Gap {
    let (left, came) = (&before.posts[0].official, &after.posts[0].official);
    let (body, name) = (&office[0].body, &office[0].office);
    // Who may have held it in between.
    let maybe: Vec<&str> = office
        .iter()
        .filter(|post| post.official != *left && post.official != *came)
        .filter(|post| post.claim.dated.held.iter().any(|held| held.overlaps(days) && reaches(*held)))
        .map(|post| post.official.as_str())
        .collect();
    let mut maybe = sorted(maybe.into_iter().map(str::to_owned).collect());
    maybe.truncate(5);
    let ends = ends_within(before, days.from.before()).zip(begins_within(after, days.to.after()));
    // The two dates leave room for no day between.
    let is_handover =
        ends.is_some_and(|(end, begin)| end.to.after() >= begin.from) || (left == came && maybe.is_empty());
    let message = if left == came {
        format!(
            "{left} held the office {name} in {body} up to {} and again from {}: nothing says of the time between",
            days.from.before(),
            days.to.after()
        )
    } else if is_handover {
        format!(
            "on which day between {} and {} {came} took over the office {name} in {body} from {left}",
            days.from, days.to
        )
    } else if maybe.is_empty() {
        format!("nobody is known to hold the office {name} in {body} between {left} and {came}")
    } else {
        format!(
            "nobody certainly holds the office {name} in {body} between {left} and {came}; {} may have",
            maybe.join(", ")
        )
    };
    let posts = || before.posts.iter().chain(&after.posts);
    Gap {
        kind: VacantOffice.name(),
        subject: body.clone(),
        others: sorted([left.clone(), came.clone()].into_iter().chain(maybe).collect()),
        rank: office.iter().filter_map(|post| post.rank).min(),
        days: Some(days),
        weight: 0,
        message,
        records: sorted(posts().map(|post| post.claim.dated.id.clone()).collect()),
        sources: sorted(posts().map(|post| post.claim.dated.source.clone()).collect()),
        would_close: if is_handover && left != came {
            "a report of the day of the appointment".to_owned()
        } else {
            format!("a report that names the holder of the office {name} on a day between")
        },
    }
}

/// Whether a day is known within bounds at all.
fn reaches(held: Span) -> bool {
    held.from > Day::MIN && held.to < Day::MAX
}

/// The end of a tenure, within its bounds, if it is the latest that its records know.
fn ends_within(tenure: &Tenure<'_>, day: Day) -> Option<Span> {
    let held = tenure.posts.iter().flat_map(|post| post.claim.dated.held.iter().copied());
    held.filter(|held| held.from == day).max_by_key(|held| held.to)
}

/// The beginning of a tenure, within its bounds.
fn begins_within(tenure: &Tenure<'_>, day: Day) -> Option<Span> {
    let held = tenure.posts.iter().flat_map(|post| post.claim.dated.held.iter().copied());
    held.filter(|held| held.to == day).min_by_key(|held| held.from)
}
