//! Rules whose findings are the disputed days of answers: read from the same step functions.

use std::collections::BTreeSet;

use super::contested::{Contradiction, Disagreement};
use super::words::{said, values_by};
use super::{Evidence, Finding, Rule, Side, Take, existence, named, offices, related, stated, words};
use crate::answer::LimitRow;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;
use crate::verdict::step::LimitKind;

/// Whether the findings of a rule are wanted.
pub type Wanted<'rules> = &'rules dyn Fn(&str) -> bool;

/// One reading of the archive, which serves several rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Posts, body by body.
    Offices,
    /// Names, subject by subject.
    Names,
    /// Facts, subject by subject.
    Facts,
    /// Relations, subject by subject.
    Relations,
    /// Chapters and organizations: whether they existed.
    Existence,
}

impl Pass {
    /// Gives the findings of the rules that are wanted.
    ///
    /// # Errors
    /// If the archive cannot be read, the analyst interrupts, or `take` fails.
    pub fn find(self, reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
        match self {
            Pass::Offices => offices::find(reader, wanted, take),
            Pass::Names => named::find(reader, wanted, take),
            Pass::Facts => stated::find(reader, wanted, take),
            Pass::Relations => related::find(reader, wanted, take),
            Pass::Existence => existence::find(reader, wanted, take),
        }
    }

    const fn statements(self) -> &'static [Sql] {
        match self {
            Pass::Offices => offices::STATEMENTS,
            Pass::Names => named::STATEMENTS,
            Pass::Facts => stated::STATEMENTS,
            Pass::Relations => related::STATEMENTS,
            Pass::Existence => existence::STATEMENTS,
        }
    }
}

/// A rule that reads its findings off step functions.
pub struct Judged {
    name: &'static str,
    meaning: &'static str,
    passes: &'static [Pass],
    judges: bool,
}

impl Judged {
    const fn new(name: &'static str, meaning: &'static str, passes: &'static [Pass]) -> Judged {
        Judged { name, meaning, passes, judges: true }
    }

    /// Several officials in an office of one holder.
    pub const TWO_HOLDERS: Judged = Judged::new(
        offices::TWO_HOLDERS,
        "several officials on the same day in an office of one holder",
        &[Pass::Offices],
    );
    /// Beginnings and ends of posts.
    pub const POSTING_DATES: Judged = Judged::new(
        offices::POSTING_DATES,
        "records of one post of which one has days that another excludes",
        &[Pass::Offices],
    );
    /// Whole rows of one source within each other.
    pub const SPELL_IN_SPELL: Judged = Judged {
        judges: false,
        ..Judged::new(
            offices::SPELL_IN_SPELL,
            "two rows of one source for one post, of which one is within the other",
            &[Pass::Offices],
        )
    };
    /// Values for the same days.
    pub const CHANGING_VALUES: Judged = Judged::new(
        stated::CHANGING_VALUES,
        "values of something that changes, such as a number of members, which cannot both be right for the same days",
        &[Pass::Facts],
    );
    /// Beginnings and ends of facts.
    pub const FACT_DATES: Judged = Judged::new(
        stated::FACT_DATES,
        "records of one value of which one has days that another excludes",
        &[Pass::Facts],
    );
    /// Official names at one time.
    pub const TWO_NAMES: Judged = Judged::new(
        named::TWO_NAMES,
        "several official names of one entity at the same time in one language",
        &[Pass::Names],
    );
    /// Beginnings and ends of names.
    pub const NAME_DATES: Judged = Judged::new(
        named::NAME_DATES,
        "records of one name of which one has days that another excludes",
        &[Pass::Names],
    );
    /// Beginnings and ends of relations.
    pub const RELATION_DATES: Judged = Judged::new(
        related::RELATION_DATES,
        "records of one relation of which one has days that another excludes",
        &[Pass::Relations],
    );
    /// Beginnings and ends of chapters.
    pub const CHAPTER_DATES: Judged = Judged::new(
        existence::CHAPTER_DATES,
        "records of one chapter of which one has days that another excludes",
        &[Pass::Existence],
    );
    /// Chapters beyond their organization.
    pub const CHAPTER_BEYOND: Judged = Judged::new(
        existence::CHAPTER_BEYOND,
        "a chapter before the founding or after the dissolution of itself or of its organization",
        &[Pass::Existence],
    );
    /// Organizations named before they were founded.
    pub const NAMED_BEYOND: Judged = Judged::new(
        existence::NAMED_BEYOND,
        "an organization that has a name before its founding or after its dissolution",
        &[Pass::Existence],
    );
    /// Two superiors on one day.
    pub const TWO_PARENTS: Judged = Judged {
        judges: false,
        ..Judged::new(
            related::TWO_PARENTS,
            "an entity that is below two others at the same time, which no one source says, and neither of them below the other",
            &[Pass::Relations],
        )
    };
}

impl Rule for Judged {
    fn name(&self) -> &'static str {
        self.name
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }

    fn judges(&self) -> bool {
        self.judges
    }

    fn passes(&self) -> &'static [Pass] {
        self.passes
    }

    fn statements(&self) -> &'static [Sql] {
        self.passes.first().map_or(&[], |pass| pass.statements())
    }

    fn find(&self, _: &Reader, _: Take<'_>) -> Result<()> {
        Ok(())
    }
}

/// The rule for what is beyond a birth, death, founding or dissolution.
pub(super) fn outside(kind: LimitKind) -> &'static str {
    match kind {
        LimitKind::Born | LimitKind::Died => super::outside_life::OUTSIDE_LIFE,
        LimitKind::Founded | LimitKind::Dissolved => super::outside_existence::OUTSIDE_EXISTENCE,
    }
}

/// A finding: by some records something was so on these days, and not by others, which say that it had not begun or had
/// ended. `again` names the way to say that there were two spells.
pub(super) fn dates(
    reader: &Reader,
    rule: &'static str,
    (subject, others): (&str, &[&str]),
    was: &str,
    one: &Contradiction,
    (against, speaking): (&[&DatedRow], &[&DatedRow]),
    again: &str,
) -> Result<Finding> {
    let evidence = |rows: &[&DatedRow]| rows.iter().map(|row| Evidence::of(row)).collect::<Vec<_>>();
    let speaking_said = said(reader, speaking.iter().copied())?;
    let against_said = said(reader, against.iter().copied())?;
    let when = words::days(one.days);
    let message = if against.is_empty() {
        format!("{was} {when}, or not: {speaking_said}")
    } else {
        format!("{was} {when} {speaking_said}, and not {against_said}")
    };
    let what = if one.about == Disagreement::End { "end" } else { "beginning" };
    let apart = |one: &&DatedRow| speaking.iter().any(|other| !one.possible.overlaps(other.possible));
    let would_settle = if again.is_empty() || !against.iter().any(apart) {
        format!("a dated report of the {what}")
    } else {
        format!("a dated report of the {what}, or of a return (number the spells with {again})")
    };
    let mut sides = vec![Side::new(speaking_said, evidence(speaking))];
    if against.is_empty() {
        sides = by_record(reader, speaking)?;
    } else {
        sides.push(Side::new(against_said, evidence(against)));
    }
    Ok(Finding {
        rule,
        subject: subject.to_owned(),
        others: others.iter().map(|other| (*other).to_owned()).collect(),
        days: Some(one.days),
        sides,
        message,
        would_settle,
    })
}

fn by_record(reader: &Reader, rows: &[&DatedRow]) -> Result<Vec<Side>> {
    rows.iter().map(|row| Ok(Side::new(said(reader, [*row])?, [Evidence::of(row)]))).collect()
}

/// A finding: by some records something was so on these days, which a birth, death, founding or dissolution excludes.
pub(super) fn beyond_limit(
    reader: &Reader,
    rule: &'static str,
    (subject, others): (&str, &[&str]),
    was: &str,
    one: &Contradiction,
    speaking: &[&DatedRow],
    limits: &[&LimitRow],
) -> Result<Finding> {
    let kind = limits.first().map_or("excluded", |limit| limit.kind.word());
    let known: BTreeSet<(&str, &str)> =
        limits.iter().map(|limit| (limit.id.as_str(), limit.source.as_str())).collect();
    let limits_said = format!("{kind} {}", values_by(reader, known.iter().copied())?);
    let speaking_said = said(reader, speaking.iter().copied())?;
    Ok(Finding {
        rule,
        subject: subject.to_owned(),
        others: others.iter().map(|other| (*other).to_owned()).collect(),
        days: Some(one.days),
        message: format!("{was} {} {speaking_said}; {limits_said}", words::days(one.days)),
        sides: vec![
            Side::new(format!("{was} {speaking_said}"), speaking.iter().map(|row| Evidence::of(row))),
            Side::new(limits_said, known.iter().map(|(id, source)| Evidence::record(id, source))),
        ],
        would_settle: format!("a dated report of the {}", noun(limits.first().map(|limit| limit.kind))),
    })
}

fn noun(kind: Option<LimitKind>) -> &'static str {
    match kind {
        Some(LimitKind::Born) => "birth",
        Some(LimitKind::Died) => "death",
        Some(LimitKind::Founded) => "founding",
        Some(LimitKind::Dissolved) | None => "dissolution",
    }
}
