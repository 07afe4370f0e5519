//! Two officials who are each the first in an office of one holder.

use std::collections::BTreeSet;

use rusqlite::Row;

use super::words::{all_called, called, either};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const ONE_HOLDER: Sql = Sql { name: "one_holder", text: include_str!("one_holder.sql") };

/// A posting in an office of one holder.
struct Post {
    dated: DatedRow,
    body: String,
    office: String,
    title: String,
    official: String,
    title_as_written: Option<String>,
}

impl Post {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Post>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        Ok(Some(Post {
            dated: fetched.dated()?,
            body: row.get("body")?,
            office: row.get("office")?,
            title: row.get("title")?,
            official: row.get("official")?,
            title_as_written: row.get("title_as_written")?,
        }))
    }

    fn is_in_the_office_of(&self, other: &Post) -> bool {
        (&self.body, &self.office) == (&other.body, &other.office)
    }
}

/// The rule `first-holder`.
///
/// Whom a record calls the first (`title_as_written` with a word for it) contradicts another official whom a record
/// calls the first; one who surely held the office before; and one with whom another source begins its list of holders,
/// without a beginning, and without the first.
pub struct FirstHolder;

/// How titles in the languages of sources say "first": words as such, and signs before the title.
const WORDS: [&str; 4] = ["first", "founding", "inaugural", "1st"];
const SIGNS: [&str; 4] = ["초대", "첫", "初代", "首任"];
/// Of these, "first" is a rank.
const RANKS: [&str; 5] = ["secretary", "vice", "deputy", "class", "minister"];

fn says_first(post: &Post) -> bool {
    let Some(title) = post.title_as_written.as_deref() else { return false };
    let title = title.to_lowercase();
    let words: Vec<&str> =
        title.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let by_word = words.iter().enumerate().any(|(place, word)| {
        WORDS.contains(word) && words.get(place + 1).is_none_or(|next| !RANKS.contains(next))
    });
    by_word || SIGNS.iter().any(|sign| title.contains(sign))
}

impl Rule for FirstHolder {
    fn name(&self) -> &'static str {
        "first-holder"
    }

    fn meaning(&self) -> &'static str {
        "two officials who are each the first in an office of one holder"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[ONE_HOLDER] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            ONE_HOLDER,
            &[],
            |row| Post::read(reader, row),
            Post::is_in_the_office_of,
            |office| in_office(reader, office, take),
        )
    }
}

/// Why somebody else is the first.
enum Why {
    Called,
    HeldBefore,
    BeginsList { source: String, holders: usize },
}

/// One official as another first, and how that is known.
struct Rival<'office> {
    official: &'office str,
    posts: Vec<&'office Post>,
    why: Why,
}

fn in_office(reader: &Reader, office: &[Post], take: Take<'_>) -> Result<()> {
    let firsts: Vec<&Post> = office.iter().filter(|post| says_first(post)).collect();
    let mut called: Vec<&str> = firsts.iter().map(|post| post.official.as_str()).collect();
    called.dedup();
    for (place, first) in called.iter().enumerate() {
        let own: Vec<&Post> = firsts.iter().copied().filter(|post| post.official == *first).collect();
        let mut rivals: Vec<Rival<'_>> = Vec::new();
        for other in &called[place + 1..] {
            rivals.push(Rival {
                official: other,
                posts: firsts.iter().copied().filter(|post| post.official == **other).collect(),
                why: Why::Called,
            });
        }
        rivals.extend(before(office, first, &own).filter(|rival| !called.contains(&rival.official)));
        let lists = lists_that_begin_with_another(office, first, &own);
        for rival in lists.into_iter().filter(|rival| !called.contains(&rival.official)) {
            match rivals.iter_mut().find(|known| known.official == rival.official) {
                Some(known) => known.posts.extend(rival.posts),
                None => rivals.push(rival),
            }
        }
        for rival in rivals {
            take(finding(reader, &office[0], first, &own, &rival)?)?;
        }
    }
    Ok(())
}

/// The earliest day within which the official was in office, by these records.
fn earliest(posts: &[&Post]) -> Option<Span> {
    posts.iter().flat_map(|post| post.dated.held.iter().copied()).min_by_key(|held| (held.to, held.from))
}

/// Officials who surely held the office before the first.
fn before<'office>(
    office: &'office [Post],
    first: &str,
    own: &[&Post],
) -> impl Iterator<Item = Rival<'office>> {
    let begins = earliest(own);
    office
        .chunk_by(|left, right| left.official == right.official)
        .filter(move |posts| posts[0].official != first)
        .filter_map(move |posts| {
            let begins = begins?;
            let earlier: Vec<&Post> = posts
                .iter()
                .filter(|post| post.dated.held.iter().any(|held| held.to < begins.from))
                .collect();
            let official = posts[0].official.as_str();
            (!earlier.is_empty()).then_some(Rival { official, posts: earlier, why: Why::HeldBefore })
        })
}

/// Officials with whom other sources begin their lists of holders: sources that give several holders with dates and
/// not the first, and give no beginning for the earliest of them.
fn lists_that_begin_with_another<'office>(
    office: &'office [Post],
    first: &str,
    own: &[&Post],
) -> Vec<Rival<'office>> {
    let Some(begins) = earliest(own) else { return Vec::new() };
    let sources: BTreeSet<&str> = office.iter().map(|post| post.dated.source.as_str()).collect();
    let mut rivals = Vec::new();
    for source in sources {
        let list: Vec<&Post> =
            office.iter().filter(|post| post.dated.source == source && !post.dated.held.is_empty()).collect();
        let officials: BTreeSet<&str> = list.iter().map(|post| post.official.as_str()).collect();
        if officials.len() < 2 || officials.contains(first) {
            continue;
        }
        // Of one who left and one who came in the same year, who left was first.
        let order = |post: &&Post| {
            let held = earliest(&[post]).map(|held| held.to);
            (held, post.dated.possible.from > Day::MIN, post.official.clone())
        };
        let Some(opening) = list.iter().copied().min_by_key(order) else { continue };
        let has_a_beginning = list
            .iter()
            .filter(|post| post.official == opening.official)
            .any(|post| post.dated.possible.from > Day::MIN);
        // Whoever is known to have come later is the first in what the source knows, and no more.
        let comes_later = earliest(&[opening]).is_some_and(|held| held.from > begins.to);
        let elsewhere_begins = office
            .iter()
            .filter(|post| post.official == opening.official && post.dated.source != source)
            .any(|post| post.dated.possible.from > begins.to);
        if !has_a_beginning && comes_later && !elsewhere_begins {
            rivals.push(Rival {
                official: &opening.official,
                posts: list.iter().copied().filter(|post| post.official == opening.official).collect(),
                why: Why::BeginsList { source: source.to_owned(), holders: officials.len() },
            });
        }
    }
    rivals
}

fn finding(reader: &Reader, post: &Post, first: &str, own: &[&Post], rival: &Rival<'_>) -> Result<Finding> {
    let evidence = |posts: &[&Post]| posts.iter().map(|post| Evidence::of(&post.dated)).collect::<Vec<_>>();
    let days = earliest(own).zip(earliest(&rival.posts)).map(|(one, other)| one.hull(other));
    let names = all_called(reader, &[first, rival.official])?;
    let (name, other) = (&names[0], &names[1]);
    let claim = match &rival.why {
        Why::Called => format!("{other} is called the first"),
        Why::HeldBefore => format!("{other} held the office before"),
        Why::BeginsList { source, holders } => {
            format!("{source} begins its list of {holders} holders with {other}, without a beginning")
        }
    };
    let titles = own.iter().chain(&rival.posts).map(|post| post.title.as_str());
    Ok(Finding {
        rule: FirstHolder.name(),
        subject: post.body.clone(),
        others: vec![first.to_owned(), rival.official.to_owned()],
        days,
        message: format!(
            "the first {} in {} was {name}, or {other}: {claim}",
            either(reader, titles)?,
            called(reader, &post.body)?
        ),
        sides: vec![
            Side::new(format!("{name} is called the first"), evidence(own)).about(first),
            Side::new(claim, evidence(&rival.posts)).about(rival.official),
        ],
        would_settle: format!(
            "a report of the founding, or of when {other} took the office over and from whom"
        ),
    })
}
