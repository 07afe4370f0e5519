//! Rows of bars on an axis of time: who held what from when to when.
//!
//! What is drawn at a day is the piece that the day lies in: bars are as long as their days, and no line or mark changes
//! their ends. What is excluded is a gap.

use super::page::{Drawing, SMALLEST, Sign, area, letter};
use super::svg::{Anchor, Canvas, Letters, number};
use crate::date::{Day, Span};
use crate::verdict::Verdict;

/// Days with one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The days.
    pub days: Span,
    /// The verdict on each of them.
    pub verdict: Verdict,
    /// What whoever points at it reads: reason, records and sources.
    pub about: String,
}

/// A day, known within bounds, of which a record says that it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The days that it can be.
    pub days: Span,
    /// The record and its source.
    pub about: String,
}

/// Whoever has bars of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The id.
    pub id: String,
    /// What is written beside or above the bars.
    pub name: String,
    /// The bars, in the order of time, without overlaps.
    pub bars: Vec<Bar>,
    /// Whether what begins on the first day of the axis was so on the day before, and what ends on the last one on the day after.
    pub goes_on: (bool, bool),
    /// The days that records speak of.
    pub seen: Vec<Seen>,
}

/// Rows with a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub id: String,
    /// The same in words.
    pub heading: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Bars on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// The days of the axis.
    pub axis: Span,
    /// The rows.
    pub groups: Vec<Group>,
    /// Whether rows of one group share a line where there is room, each with its name above its bars.
    pub shares_lines: bool,
}

const ROW: f64 = 26.0;
const BAR: f64 = 12.0;
const NAME: Letters = Letters::of(11.0);
const HEADING: Letters = Letters::bold(12.0);
const TICK: Letters = Letters::of(9.0);
/// Where the bar is in its row, where the marks of what was seen are, and where a name above a bar is.
const BAR_TOP: f64 = 5.0;
const SEEN_TOP: f64 = BAR_TOP + BAR + 4.0;
const NAME_ABOVE: f64 = 13.0;

/// The axis: which day is where.
#[derive(Debug, Clone, Copy)]
struct Axis {
    days: Span,
    left: f64,
    width: f64,
}

impl Axis {
    /// Where a day begins.
    fn at(self, day: i32) -> f64 {
        let (first, count) = (self.days.from.number(), self.days.to.number() - self.days.from.number() + 1);
        self.left + f64::from(day - first) * self.width / f64::from(count)
    }

    /// From where to where some days are, as far as the axis has them.
    fn of(self, days: Span) -> Option<(f64, f64)> {
        let days = Span::new(days.from.max(self.days.from), days.to.min(self.days.to))?;
        Some((self.at(days.from.number()), self.at(days.to.number() + 1)))
    }
}

/// Draws bars in a room of this width.
#[must_use]
pub fn draw(bars: &Bars, room: f64) -> Drawing {
    let mut marks = Canvas::default();
    let left = if bars.shares_lines { 10.0 } else { names_width(bars, room) };
    let axis = Axis { days: bars.axis, left, width: (room - left - 12.0).max(50.0) };
    let ticks = ticks(axis);
    let mut y = 18.0;
    for group in &bars.groups {
        marks.begin("g").is("class", "group").is("data-id", &group.id).open();
        for line in HEADING.lines(&group.heading, room, 3) {
            y += HEADING.line_height();
            marks.text((0.0, y - 4.0), HEADING, Anchor::Start, "", &line);
        }
        y = if bars.shares_lines {
            shared(&mut marks, axis, group, y)
        } else {
            single(&mut marks, axis, group, y)
        };
        marks.close("g");
        y += 8.0;
    }
    let mut canvas = Canvas::default();
    // The lines of the axis are under the bars.
    scale(&mut canvas, axis, &ticks, y);
    canvas.add(&marks);
    Drawing { canvas, width: room, height: y + 16.0, signs: signs() }
}

/// How much room the names beside the bars take: no more than a third.
fn names_width(bars: &Bars, room: f64) -> f64 {
    let rows = bars.groups.iter().flat_map(|group| &group.rows);
    let widest = rows.map(|row| NAME.width(&row.name)).fold(60.0, f64::max);
    (widest + 12.0).min(room / 3.0)
}

/// A line for each row.
fn single(canvas: &mut Canvas, axis: Axis, group: &Group, top: f64) -> f64 {
    let mut y = top;
    for row in &group.rows {
        let lines = NAME.lines(&row.name, axis.left - 10.0, 2);
        begin_row(canvas, row);
        let first = y + BAR_TOP + BAR / 2.0 + 4.0 - if lines.len() > 1 { 7.0 } else { 0.0 };
        for (place, line) in (0_u8..).zip(&lines) {
            let at = (axis.left - 8.0, first + f64::from(place) * 13.0);
            canvas.text(at, NAME, Anchor::End, "name", line);
        }
        line_of(canvas, axis, y);
        bars_of(canvas, axis, row, y);
        canvas.close("g");
        y += ROW;
    }
    y
}

/// Rows that do not meet share a line, each with its name above its bars.
fn shared(canvas: &mut Canvas, axis: Axis, group: &Group, top: f64) -> f64 {
    /// Between what is drawn of two rows.
    const GAP: f64 = 10.0;
    let mut ends: Vec<f64> = Vec::new();
    for row in &group.rows {
        let spans = || row.bars.iter().filter_map(|bar| axis.of(bar.days));
        let from = spans().map(|(from, _)| from).fold(f64::INFINITY, f64::min);
        let to = spans().map(|(_, to)| to).fold(0.0, f64::max);
        if !from.is_finite() {
            continue;
        }
        // The name begins where it is best known to have held, and stays on the page.
        let best = row
            .bars
            .iter()
            .filter(|bar| axis.of(bar.days).is_some())
            .min_by_key(|bar| (bar.verdict, bar.days));
        let wanted = best.and_then(|bar| axis.of(bar.days)).map_or(from, |(from, _)| from);
        let line = NAME.lines(&row.name, axis.width, 1).concat();
        let name_at = wanted.min(axis.left + axis.width - NAME.width(&line)).max(axis.left);
        let (begin, end) = (from.min(name_at), to.max(name_at + NAME.width(&line)));
        let lane = ends.iter().position(|used| used + GAP <= begin).unwrap_or_else(|| {
            ends.push(0.0);
            let lane = ends.len() - 1;
            line_of(canvas, axis, top + lane as f64 * (ROW + NAME_ABOVE) + NAME_ABOVE);
            lane
        });
        ends[lane] = end;
        let y = top + lane as f64 * (ROW + NAME_ABOVE) + NAME_ABOVE;
        begin_row(canvas, row);
        canvas.text((name_at, y + 2.0), NAME, Anchor::Start, "name", &line);
        bars_of(canvas, axis, row, y);
        canvas.close("g");
    }
    top + ends.len() as f64 * (ROW + NAME_ABOVE)
}

fn begin_row(canvas: &mut Canvas, row: &Row) {
    canvas.begin("g").is("class", "row").is("data-id", &row.id).open();
}

/// The line on which the bars of a row are.
fn line_of(canvas: &mut Canvas, axis: Axis, top: f64) {
    let d = format!("M{} {}h{}", number(axis.left), number(top + BAR_TOP + BAR / 2.0), number(axis.width));
    canvas.begin("path").is("d", &d).is("stroke", "#d9d9d9").is("stroke-width", "0.5").end();
}

fn bars_of(canvas: &mut Canvas, axis: Axis, row: &Row, top: f64) {
    let middle = top + BAR_TOP + BAR / 2.0;
    for bar in &row.bars {
        let Some((from, to)) = axis.of(bar.days) else { continue };
        area(canvas, bar.verdict, (from, top + BAR_TOP, to - from, BAR), &bar.about);
        if to - from > 16.0 {
            letter(canvas, bar.verdict, ((from + to) / 2.0, middle + 3.0));
        }
    }
    let shown: Vec<&Bar> = row.bars.iter().filter(|bar| bar.verdict != Verdict::Excluded).collect();
    if shown.first().is_some_and(|bar| {
        bar.days.from < axis.days.from || (row.goes_on.0 && bar.days.from == axis.days.from)
    }) {
        arrow(canvas, axis.left, middle, -1.0);
    }
    if shown
        .last()
        .is_some_and(|bar| bar.days.to > axis.days.to || (row.goes_on.1 && bar.days.to == axis.days.to))
    {
        arrow(canvas, axis.left + axis.width, middle, 1.0);
    }
    for seen in &row.seen {
        let Some((from, to)) = axis.of(seen.days) else { continue };
        // Of days without a limit, the mark is at the one that is known.
        let at = match (seen.days.from.year() == Day::MIN.year(), seen.days.to.year() == Day::MAX.year()) {
            (true, _) => to,
            (false, true) => from,
            (false, false) => (from + to) / 2.0,
        };
        sighting(canvas, (from, to), at, top + SEEN_TOP, &seen.about);
    }
}

/// That a bar goes on beyond the axis.
fn arrow(canvas: &mut Canvas, x: f64, y: f64, way: f64) {
    let d = format!(
        "M{} {}l{} 4l{} 4z",
        number(x + 2.0 * way),
        number(y - 4.0),
        number(5.0 * way),
        number(-5.0 * way)
    );
    canvas.begin("path").is("class", "arrow").is("d", &d).is("fill", "#595959").end();
}

/// A day that a record speaks of: a triangle that points at it, with a line under the days that it can be.
fn sighting(canvas: &mut Canvas, (from, to): (f64, f64), at: f64, y: f64, about: &str) {
    let mut d = format!("M{} {}l2.5 4h-5z", number(at), number(y - 3.0));
    if to - from > 6.0 {
        d +=
            &format!("M{} {}h{}v1h-{}z", number(from), number(y + 1.0), number(to - from), number(to - from));
    }
    canvas.begin("path").is("class", "seen").is("d", &d).is("fill", "#1a1a1a").titled(about);
}

fn signs() -> Vec<Sign> {
    let mut day = Canvas::default();
    sighting(&mut day, (10.0, 14.0), 12.0, 7.0, "");
    let mut days = Canvas::default();
    sighting(&mut days, (2.0, 22.0), 12.0, 7.0, "");
    let mut on = Canvas::default();
    arrow(&mut on, 8.0, 6.0, 1.0);
    vec![
        Sign { mark: day, meaning: "a record says that it was so on that day" },
        Sign { mark: days, meaning: "the same, on one of these days" },
        Sign { mark: on, meaning: "no limit is known, or it is beyond the edge" },
    ]
}

/// A line of the axis: where it is, and what is written there.
struct Tick {
    x: f64,
    label: String,
}

/// The lines of the axis, at years, months or days with round numbers, as many as can be read.
fn ticks(axis: Axis) -> Vec<Tick> {
    const DAYS_IN_A_YEAR: f64 = 365.25;
    let days = f64::from(axis.days.to.number() - axis.days.from.number() + 1);
    let day_width = axis.width / days;
    let room = |label: &str| TICK.width(label) + 14.0;
    for years in [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] {
        if day_width * DAYS_IN_A_YEAR * f64::from(years) < room("2000") {
            continue;
        }
        let months = [1, 3, 6].into_iter().find(|months| {
            years == 1 && day_width * DAYS_IN_A_YEAR / 12.0 * f64::from(*months) >= room("2000-01")
        });
        if let Some(months) = months {
            let single = day_width >= room("2000-01-01");
            let every =
                [1, 2, 5, 10].into_iter().find(|every| day_width * f64::from(*every) >= room("2000-01-01"));
            if let Some(every) = every.filter(|_| months == 1 && (single || days < 60.0)) {
                return numbered(axis, |day| (day.day() - 1) % every == 0 && day.day() < 31, 10);
            }
            return numbered(axis, |day| day.day() == 1 && (day.month() - 1) % months == 0, 7);
        }
        let first = axis.days.from.year().div_euclid(years) * years;
        let of_years =
            (0..).map(|place| first + place * years).take_while(|year| *year <= axis.days.to.year());
        let first_days =
            of_years.filter_map(|year| Day::new(year, 1, 1)).filter(|day| axis.days.contains(*day));
        return first_days.map(|day| tick(axis, day, 4)).collect();
    }
    Vec::new()
}

/// Ticks on the days of a short axis that are asked for.
fn numbered(axis: Axis, is_asked: impl Fn(Day) -> bool, letters: usize) -> Vec<Tick> {
    let days = (axis.days.from.number()..=axis.days.to.number()).filter_map(Day::from_number);
    days.filter(|day| is_asked(*day)).map(|day| tick(axis, day, letters)).collect()
}

fn tick(axis: Axis, day: Day, letters: usize) -> Tick {
    Tick { x: axis.at(day.number()), label: day.to_string()[..letters].to_owned() }
}

fn scale(canvas: &mut Canvas, axis: Axis, ticks: &[Tick], bottom: f64) {
    canvas
        .begin("g")
        .is("class", "axis")
        .is("data-from", &axis.days.from.to_string())
        .is("data-to", &axis.days.to.to_string())
        .number("data-left", axis.left)
        .number("data-width", axis.width)
        .is("stroke", "#d9d9d9")
        .is("stroke-width", "0.5")
        .open();
    for tick in ticks {
        let d = format!("M{} 14v{}", number(tick.x), number((bottom - 14.0).max(0.0)));
        canvas.begin("path").is("d", &d).end();
    }
    canvas.close("g");
    for tick in ticks {
        for y in [10.0, bottom + SMALLEST + 3.0] {
            canvas.text((tick.x, y), TICK, Anchor::Middle, "soft", &tick.label);
        }
    }
}
