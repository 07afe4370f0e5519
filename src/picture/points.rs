//! Points on a map: what lies at a place is drawn beside it, numbered, and named under the map.
//!
//! There are no outlines of countries, only a grid of degrees: what is not in the archive is not drawn.

use super::page::{Drawing, SMALLEST, Sign, area};
use super::svg::{Anchor, Canvas, Letters, number};
use crate::verdict::Verdict;

/// What lies at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A chapter: a square.
    Chapter,
    /// An event: a circle under the number.
    Event,
}

/// Something at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What is written under the map.
    pub label: String,
    /// The verdict on it.
    pub verdict: Verdict,
    /// What whoever points at it reads.
    pub about: String,
}

/// A place with what lies there.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Its longitude in degrees, to the east.
    pub longitude: f64,
    /// Its latitude in degrees, to the north.
    pub latitude: f64,
    /// Its name.
    pub name: String,
    /// What lies there; nothing at places that are shown for the reader to find the others.
    pub marks: Vec<Mark>,
}

const MARK: f64 = 15.0;
const IN_A_ROW: usize = 8;
const NAME: Letters = Letters::of(9.0);
const LIST: Letters = Letters::of(10.0);
const NUMBER: Letters = Letters::bold(SMALLEST);
/// Room around the outermost places.
const EDGE: f64 = 70.0;
/// A map is at least so many degrees high and wide.
const LEAST: f64 = 1.0;

/// Where degrees are on the page: a plane on which one degree to the east is as long as it is in the middle of the map.
struct Projection {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
}

impl Projection {
    fn at(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        (EDGE + (longitude - self.west) * self.across, EDGE + (self.north - latitude) * self.down)
    }
}

/// The cosine of an angle in degrees by its series, which gives the same on every machine.
fn cosine(degrees: f64) -> f64 {
    let square = (degrees * std::f64::consts::PI / 180.0) * (degrees * std::f64::consts::PI / 180.0);
    let (mut term, mut sum) = (1.0, 1.0);
    for step in 1..12_u8 {
        let step = f64::from(step);
        term *= -square / ((2.0 * step - 1.0) * (2.0 * step));
        sum += term;
    }
    sum
}

/// Draws places in a room of this width.
#[must_use]
pub fn draw(spots: &[Spot], room: f64) -> Drawing {
    let mut canvas = Canvas::default();
    let marked: Vec<&Spot> = spots.iter().filter(|spot| !spot.marks.is_empty()).collect();
    let framed: Vec<&Spot> = if marked.is_empty() { spots.iter().collect() } else { marked };
    if framed.is_empty() {
        return Drawing { width: room, ..Drawing::default() };
    }
    let bounds = |of: fn(&Spot) -> f64| {
        let (least, most) = framed
            .iter()
            .map(|spot| of(spot))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
                (least.min(value), most.max(value))
            });
        let more = ((LEAST - (most - least)) / 2.0).max(0.0);
        (least - more, most + more)
    };
    let (west, east) = bounds(|spot| spot.longitude);
    let (south, north) = bounds(|spot| spot.latitude);
    let narrower = cosine((south + north) / 2.0).max(0.05);
    // No higher than wide, and a bit.
    let degree = ((room - 2.0 * EDGE) / ((east - west) * narrower)).min(room / (north - south));
    let map = Projection { west, north, across: degree * narrower, down: degree };
    let height = 2.0 * EDGE + (north - south) * degree;
    let width = 2.0 * EDGE + (east - west) * map.across;
    grid(&mut canvas, &map, (width, height));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut shown: Vec<&Spot> = spots.iter().filter(|spot| !spot.marks.is_empty()).collect();
    shown.sort_by(|one, other| {
        (other.latitude, one.longitude, &one.name)
            .partial_cmp(&(one.latitude, other.longitude, &other.name))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let dots = shown.iter().map(|spot| map.at(spot.longitude, spot.latitude));
    taken.extend(dots.map(|(x, y)| [x - 4.0, y - 4.0, 8.0, 8.0]));
    let mut listed: Vec<&Mark> = Vec::new();
    let mut bottom = height;
    for spot in &shown {
        let end = block(
            &mut canvas,
            spot,
            map.at(spot.longitude, spot.latitude),
            (width, height),
            &mut taken,
            listed.len(),
        );
        bottom = bottom.max(end);
        listed.extend(&spot.marks);
    }
    for spot in spots.iter().filter(|spot| spot.marks.is_empty()) {
        context(&mut canvas, spot, map.at(spot.longitude, spot.latitude), (width, height), &mut taken);
    }
    let height = list(&mut canvas, &listed, room, bottom + 10.0);
    Drawing { canvas, width: room.max(width), height, signs: signs() }
}

/// The grid of degrees.
fn grid(canvas: &mut Canvas, map: &Projection, (width, height): (f64, f64)) {
    canvas
        .begin("rect")
        .is("class", "ground")
        .number("width", width)
        .number("height", height)
        .is("fill", "#f7f7f7")
        .end();
    let steps = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 45.0];
    let step = steps.into_iter().find(|step| step * map.across >= 80.0).unwrap_or(90.0);
    let line = |canvas: &mut Canvas, d: &str| {
        canvas.begin("path").is("d", d).is("stroke", "#d9d9d9").is("stroke-width", "0.5").end();
    };
    let (west, east) = (map.west - EDGE / map.across, map.west + (width - EDGE) / map.across);
    let (north, south) = (map.north + EDGE / map.down, map.north - (height - EDGE) / map.down);
    let words = |degrees: f64, positive: &str, negative: &str| {
        let letter = if degrees < 0.0 { negative } else { positive };
        format!("{}°{letter}", number(degrees.abs()))
    };
    let mut longitude = (west / step).ceil() * step;
    while longitude <= east {
        let (x, _) = map.at(longitude, map.north);
        line(canvas, &format!("M{} 0v{}", number(x), number(height)));
        canvas.text((x + 2.0, height - 3.0), NAME, Anchor::Start, "soft", &words(longitude, "E", "W"));
        longitude += step;
    }
    let mut latitude = (south / step).ceil() * step;
    while latitude <= north {
        let (_, y) = map.at(map.west, latitude);
        line(canvas, &format!("M0 {}h{}", number(y), number(width)));
        canvas.text((2.0, y - 2.0), NAME, Anchor::Start, "soft", &words(latitude, "N", "S"));
        latitude += step;
    }
}

/// Draws a place and what lies there, where there is room beside it; gives where it ends.
fn block(
    canvas: &mut Canvas,
    spot: &Spot,
    (x, y): (f64, f64),
    page: (f64, f64),
    taken: &mut Vec<[f64; 4]>,
    before: usize,
) -> f64 {
    let columns = spot.marks.len().clamp(1, IN_A_ROW) as f64;
    let rows = spot.marks.len().div_ceil(IN_A_ROW) as f64;
    let name = NAME.lines(&spot.name, 140.0, 2);
    let name_width = name.iter().map(|line| NAME.width(line)).fold(0.0, f64::max);
    let size = ((columns * MARK).max(name_width), name.len() as f64 * NAME.line_height() + rows * MARK + 2.0);
    let at = free(taken, (x, y), size, page);
    let middle = (at.0 + size.0 / 2.0, at.1 + size.1 / 2.0);
    canvas
        .begin("path")
        .is("class", "leader")
        .is("d", &format!("M{} {}L{} {}", number(x), number(y), number(middle.0), number(middle.1)))
        .is("stroke", "#999999")
        .is("stroke-width", "0.7")
        .end();
    canvas
        .begin("rect")
        .number("x", at.0 - 1.0)
        .number("y", at.1)
        .number("width", size.0 + 2.0)
        .number("height", size.1)
        .is("fill", "#f7f7f7")
        .end();
    canvas
        .begin("circle")
        .number("cx", x)
        .number("cy", y)
        .number("r", 2.5)
        .is("fill", "#1a1a1a")
        .titled(&spot.name);
    let mut top = at.1;
    for line in &name {
        top += NAME.line_height();
        canvas.text((at.0, top - 3.0), NAME, Anchor::Start, "name", line);
    }
    for (place, mark) in spot.marks.iter().enumerate() {
        let (column, row) = (place % IN_A_ROW, place / IN_A_ROW);
        let corner = (at.0 + column as f64 * MARK, top + 1.0 + row as f64 * MARK);
        sign(canvas, mark, corner, before + place + 1);
    }
    at.1 + size.1
}

/// The nearest free room beside a point; if there is none on the map, it is below the map.
fn free(
    taken: &mut Vec<[f64; 4]>,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    page: (f64, f64),
) -> (f64, f64) {
    let is_free = |taken: &[[f64; 4]], (left, top): (f64, f64)| {
        let is_apart = |other: &[f64; 4]| {
            left + width + 2.0 <= other[0]
                || other[0] + other[2] + 2.0 <= left
                || top + height + 2.0 <= other[1]
                || other[1] + other[3] + 2.0 <= top
        };
        left >= 0.0
            && top >= 0.0
            && left + width <= page.0
            && top + height <= page.1
            && taken.iter().all(is_apart)
    };
    let rings = (0..40_u8).flat_map(|ring| {
        let away = 7.0 + f64::from(ring) * 12.0;
        [
            (x + away, y - height / 2.0),
            (x - away - width, y - height / 2.0),
            (x - width / 2.0, y + away),
            (x - width / 2.0, y - away - height),
            (x + away, y + away),
            (x + away, y - away - height),
            (x - away - width, y + away),
            (x - away - width, y - away - height),
        ]
    });
    let found = rings.into_iter().find(|at| is_free(taken, *at));
    let at = found.unwrap_or_else(|| {
        let lowest = taken.iter().map(|other| other[1] + other[3]).fold(page.1, f64::max);
        (x.min(page.0 - width).max(0.0), lowest + 4.0)
    });
    taken.push([at.0, at.1, width, height]);
    at
}

/// A place at which nothing lies, if it is on the map and its name has room.
fn context(
    canvas: &mut Canvas,
    spot: &Spot,
    (x, y): (f64, f64),
    page: (f64, f64),
    taken: &mut Vec<[f64; 4]>,
) {
    let size = (NAME.width(&spot.name) + 6.0, NAME.line_height());
    let corner = (x - 3.0, y - size.1 / 2.0);
    let is_apart = |other: &[f64; 4]| {
        corner.0 + size.0 <= other[0]
            || other[0] + other[2] <= corner.0
            || corner.1 + size.1 <= other[1]
            || other[1] + other[3] <= corner.1
    };
    let is_on_map =
        corner.0 >= 0.0 && corner.1 >= 0.0 && corner.0 + size.0 <= page.0 && corner.1 + size.1 <= page.1;
    if !is_on_map || !taken.iter().all(is_apart) {
        return;
    }
    taken.push([corner.0, corner.1, size.0, size.1]);
    canvas
        .begin("circle")
        .number("cx", x)
        .number("cy", y)
        .number("r", 1.5)
        .is("fill", "none")
        .is("stroke", "#595959")
        .end();
    canvas.text((x + 4.0, y + 3.0), NAME, Anchor::Start, "soft", &spot.name);
}

/// A numbered mark: its ground has the style of the verdict.
fn sign(canvas: &mut Canvas, mark: &Mark, (x, y): (f64, f64), count: usize) {
    canvas.begin("g").is("class", "mark").is("data-id", &mark.id).open();
    canvas.title(&mark.about);
    area(canvas, mark.verdict, (x + 0.5, y + 0.5, MARK - 1.0, MARK - 1.0), "");
    // The number stays legible on any ground.
    let (middle_x, middle_y) = (x + MARK / 2.0, y + MARK / 2.0);
    match mark.kind {
        Kind::Chapter => canvas
            .begin("rect")
            .number("x", middle_x - 5.0)
            .number("y", middle_y - 4.5)
            .number("width", 10.0)
            .number("height", 9.0)
            .is("fill", "#fff")
            .end(),
        Kind::Event => {
            canvas
                .begin("circle")
                .number("cx", middle_x)
                .number("cy", middle_y)
                .number("r", 6.0)
                .is("fill", "#fff")
                .end();
        }
    }
    let words = count.to_string();
    let letters = Letters { size: if words.len() > 2 { 5.0 } else { NUMBER.size }, ..NUMBER };
    canvas.text((middle_x, middle_y + letters.size * 0.36), letters, Anchor::Middle, "number", &words);
    canvas.close("g");
}

/// What lies where, by number; gives where it ends.
fn list(canvas: &mut Canvas, marks: &[&Mark], room: f64, top: f64) -> f64 {
    const GAP: f64 = 16.0;
    let columns = if room >= 800.0 { 2 } else { 1 };
    let wide = (room + GAP) / columns as f64 - GAP;
    let rows = marks.len().div_ceil(columns).max(1);
    let mut y = top;
    for row in 0..rows {
        let mut deepest = LIST.line_height();
        for column in 0..columns {
            let place = column * rows + row;
            let Some(mark) = marks.get(place) else { continue };
            let x = column as f64 * (wide + GAP);
            sign(canvas, mark, (x, y), place + 1);
            let lines = LIST.lines(&mark.label, wide - MARK - 6.0, 3);
            for (line, text) in (0_u8..).zip(&lines) {
                canvas.text(
                    (x + MARK + 5.0, y + 11.0 + f64::from(line) * LIST.line_height()),
                    LIST,
                    Anchor::Start,
                    "listed",
                    text,
                );
            }
            deepest = deepest.max(lines.len() as f64 * LIST.line_height());
        }
        y += deepest + 4.0;
    }
    y
}

fn signs() -> Vec<Sign> {
    let sample = |kind: Kind| {
        let mark = Mark {
            id: String::new(),
            kind,
            label: String::new(),
            verdict: Verdict::Certain,
            about: String::new(),
        };
        let mut canvas = Canvas::default();
        sign(&mut canvas, &mark, (5.0, -1.0), 1);
        canvas
    };
    vec![
        Sign { mark: sample(Kind::Chapter), meaning: "a chapter" },
        Sign { mark: sample(Kind::Event), meaning: "an event" },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_those_of_the_library() {
        for degrees in [-90.0_f64, -38.5, 0.0, 12.0, 60.0, 89.0] {
            assert!((cosine(degrees) - degrees.to_radians().cos()).abs() < 1e-12, "{degrees}");
        }
    }
}
