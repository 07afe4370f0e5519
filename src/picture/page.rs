//! A page around a drawing: title, what was asked, legend, notes and sources, at a width or for a sheet of paper.

use std::str::FromStr;

use super::svg::{Anchor, Canvas, Letters, class, hatchings, style_sheet};
use crate::verdict::Verdict;

/// What a drawing was made of: marks, and how much room they take.
#[derive(Debug, Default, Clone)]
pub struct Drawing {
    /// The marks, from the point 0, 0 on.
    pub canvas: Canvas,
    /// Their width.
    pub width: f64,
    /// Their height.
    pub height: f64,
    /// What its signs mean, beside those of the verdicts.
    pub signs: Vec<Sign>,
}

/// An entry of the legend: a small mark, and what it means.
#[derive(Debug, Clone)]
pub struct Sign {
    /// The mark, in a box of 24 by 12.
    pub mark: Canvas,
    /// What it means.
    pub meaning: &'static str,
}

/// What is written around a drawing.
#[derive(Debug, Default, Clone)]
pub struct Page {
    /// What it shows.
    pub title: String,
    /// The clocks and filters that it was asked with: a line each.
    pub asked: Vec<String>,
    /// What a reader has to know besides.
    pub notes: Vec<String>,
    /// The sources behind it: id, and what it is.
    pub sources: Vec<(String, String)>,
    /// Whether the legend shows days that are excluded.
    pub has_excluded: bool,
}

/// A sheet of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 by 297 millimetres.
    A4,
    /// 297 by 420 millimetres.
    A3,
    /// 594 by 841 millimetres.
    A1,
}

impl Paper {
    /// The shorter and the longer side in millimetres.
    fn sides(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::A3 => (297.0, 420.0),
            Paper::A1 => (594.0, 841.0),
        }
    }
}

impl FromStr for Paper {
    type Err = String;

    fn from_str(text: &str) -> Result<Paper, String> {
        match text.to_ascii_lowercase().as_str() {
            "a4" => Ok(Paper::A4),
            "a3" => Ok(Paper::A3),
            "a1" => Ok(Paper::A1),
            _ => Err("sheets are a4, a3 and a1".to_owned()),
        }
    }
}

/// How large a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Size {
    /// As large as the drawing is.
    #[default]
    Natural,
    /// So many units (pixels of a screen) wide.
    Width(f64),
    /// As large as a sheet, upright or across as suits the drawing better.
    Paper(Paper),
}

impl Size {
    /// How wide a drawing that can be of any width should be.
    #[must_use]
    pub fn room(self) -> f64 {
        /// Units in a millimetre, at 96 in an inch.
        const UNITS: f64 = 96.0 / 25.4;
        let width = match self {
            Size::Natural => USUAL_WIDTH,
            Size::Width(width) => width,
            Size::Paper(paper) => paper.sides().0 * UNITS,
        };
        (width - 2.0 * MARGIN).max(LEAST_ROOM)
    }
}

/// A picture, complete.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The file.
    pub svg: String,
    /// The size of its smallest letters on paper, in points; none if it is for a screen.
    pub points: Option<f64>,
}

const MARGIN: f64 = 24.0;
const USUAL_WIDTH: f64 = 1_000.0;
const LEAST_ROOM: f64 = 560.0;

const TITLE: Letters = Letters::bold(18.0);
const SMALL: Letters = Letters::of(10.0);
/// The smallest letters of any picture.
pub const SMALLEST: f64 = 8.0;
const FOOT: Letters = Letters::of(SMALLEST);

/// Puts a drawing that can be of any width on a page: on paper it is drawn as wide as it has to be to fill the sheet.
#[must_use]
pub fn compose_fitting(page: &Page, draw: impl Fn(f64) -> Drawing, size: Size) -> Picture {
    let drawing = draw(size.room());
    let Size::Paper(paper) = size else { return compose(page, &drawing, size) };
    let (_, (width, height)) = laid_out(page, &drawing);
    let (across, down) = sheet(paper, width, height);
    let wanted = height * across / down;
    if wanted <= width {
        return compose(page, &drawing, size);
    }
    compose(page, &draw(wanted - 2.0 * MARGIN), size)
}

/// Puts a drawing on a page.
#[must_use]
pub fn compose(page: &Page, drawing: &Drawing, size: Size) -> Picture {
    let (body, (width, height)) = laid_out(page, drawing);
    Picture { svg: file(page, &body, (width, height), size), points: points(size, width, height) }
}

/// All that is on the page, and its width and height.
fn laid_out(page: &Page, drawing: &Drawing) -> (Canvas, (f64, f64)) {
    let mut body = Canvas::default();
    let inner = drawing.width.max(LEAST_ROOM);
    // What is around a very wide drawing stays together, where it can be read.
    let text_width = inner.min(1_600.0);
    let mut y = MARGIN;
    let paragraph = |body: &mut Canvas, y: &mut f64, letters: Letters, class: &str, text: &str| {
        for line in letters.lines(text, text_width, 100) {
            *y += letters.line_height();
            body.text((MARGIN, *y - 0.3 * letters.size), letters, Anchor::Start, class, &line);
        }
    };
    paragraph(&mut body, &mut y, TITLE, "", &page.title);
    for line in &page.asked {
        paragraph(&mut body, &mut y, SMALL, "soft", line);
    }
    y += 12.0;
    let (dx, dy) = (MARGIN + (inner - drawing.width) / 2.0, y);
    body.begin("g")
        .is("transform", &format!("translate({} {})", super::svg::number(dx), super::svg::number(dy)))
        .open();
    body.add(&drawing.canvas);
    body.close("g");
    y += drawing.height + 14.0;
    y = legend(&mut body, page, drawing, text_width, y);
    for note in &page.notes {
        paragraph(&mut body, &mut y, SMALL, "soft", &format!("Note: {note}"));
    }
    if !page.sources.is_empty() {
        y += 8.0;
        paragraph(&mut body, &mut y, Letters::bold(SMALLEST), "", "Sources");
        y = sources(&mut body, &page.sources, inner, y);
    }
    (body, (inner + 2.0 * MARGIN, y + MARGIN))
}

fn legend(body: &mut Canvas, page: &Page, drawing: &Drawing, width: f64, top: f64) -> f64 {
    const MARK: f64 = 24.0;
    let mut signs: Vec<(Canvas, &str)> = Vec::new();
    for verdict in Verdict::ALL {
        if verdict == Verdict::Excluded && !page.has_excluded {
            continue;
        }
        let mut mark = Canvas::default();
        area(&mut mark, verdict, (0.0, 0.0, MARK, 12.0), "");
        letter(&mut mark, verdict, (MARK / 2.0, 9.5));
        signs.push((mark, meaning(verdict)));
    }
    signs.extend(drawing.signs.iter().map(|sign| (sign.mark.clone(), sign.meaning)));
    let (mut x, mut y) = (0.0, top);
    for (mark, meaning) in signs {
        let needs = MARK + 6.0 + SMALL.width(meaning) + 18.0;
        if x > 0.0 && x + needs > width {
            (x, y) = (0.0, y + 18.0);
        }
        body.begin("g")
            .is(
                "transform",
                &format!("translate({} {})", super::svg::number(MARGIN + x), super::svg::number(y)),
            )
            .open();
        body.add(&mark);
        body.text((MARK + 6.0, 9.5), SMALL, Anchor::Start, "", meaning);
        body.close("g");
        x += needs;
    }
    y + 24.0
}

fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Certain => "certain, however the dates are read",
        Verdict::Disputed => "disputed: records for it and against it",
        Verdict::Possible => "possible: nothing excludes it",
        Verdict::Excluded => "excluded",
    }
}

/// An area in the style of a verdict: its fill, and its line above and below. Its ends have no line: a single day is as
/// narrow as it is.
pub fn area(canvas: &mut Canvas, verdict: Verdict, (x, y, width, height): (f64, f64, f64, f64), title: &str) {
    canvas
        .begin("rect")
        .is("class", class(verdict))
        .number("x", x)
        .number("y", y)
        .number("width", width)
        .number("height", height)
        .titled(title);
    let edge = |y: f64| {
        let at = super::svg::number;
        format!("M{} {}h{}", at(x), at(y), at(width))
    };
    canvas
        .begin("path")
        .is("class", &format!("{}-line", class(verdict)))
        .is("d", &format!("{}{}", edge(y), edge(y + height)))
        .end();
}

/// The letter of a verdict, with its middle at a point.
pub fn letter(canvas: &mut Canvas, verdict: Verdict, at: (f64, f64)) {
    let letter = crate::output::appearance::appearance(verdict).letter.to_string();
    let width = Letters::bold(SMALLEST).width(&letter);
    // Hatching would show through.
    if verdict == Verdict::Disputed {
        canvas
            .begin("rect")
            .number("x", at.0 - width / 2.0 - 1.0)
            .number("y", at.1 - 7.0)
            .number("width", width + 2.0)
            .number("height", 8.0)
            .is("fill", "#fff")
            .end();
    }
    canvas.text(at, Letters::bold(SMALLEST), Anchor::Middle, "letter", &letter);
}

/// The sources, in as many columns as there is room for.
fn sources(body: &mut Canvas, sources: &[(String, String)], width: f64, top: f64) -> f64 {
    const COLUMN: f64 = 380.0;
    const GAP: f64 = 16.0;
    let columns = ((width + GAP) / (COLUMN + GAP)).max(1.0).floor();
    let room = (width + GAP) / columns - GAP;
    let mut lines: Vec<String> = Vec::new();
    for (id, words) in sources {
        lines.extend(FOOT.lines(&format!("{id}: {words}"), room, 6));
    }
    let count = columns as usize;
    let rows = lines.len().div_ceil(count).max(1);
    for (place, line) in lines.iter().enumerate() {
        let (column, row) = (place / rows, place % rows);
        let at = (MARGIN + column as f64 * (room + GAP), top + (row as f64 + 1.0) * FOOT.line_height());
        body.text(at, FOOT, Anchor::Start, "soft", line);
    }
    top + rows as f64 * FOOT.line_height()
}

fn file(page: &Page, body: &Canvas, (width, height): (f64, f64), size: Size) -> String {
    let at = super::svg::number;
    let mut out = Canvas::default();
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (view, extent) = match size {
        Size::Natural => ((width, height), (at(width), at(height))),
        Size::Width(asked) => ((width, height), (at(asked), at(height * asked / width))),
        Size::Paper(paper) => {
            let (across, down) = sheet(paper, width, height);
            // The sheet has the proportions; what is left over is blank on the right or below.
            let view = if width / height > across / down {
                (width, width * down / across)
            } else {
                (height * across / down, height)
            };
            (view, (format!("{}mm", at(across)), format!("{}mm", at(down))))
        }
    };
    out.begin("svg")
        .is("xmlns", "http://www.w3.org/2000/svg")
        .is("width", &extent.0)
        .is("height", &extent.1)
        .is("viewBox", &format!("0 0 {} {}", at(view.0), at(view.1)))
        .is("role", "img")
        .open();
    out.title(&page.title);
    out.raw("\n");
    out.begin("desc").holding(&super::svg::visible(&page.asked.join("; ")));
    out.begin("style").holding(&style_sheet());
    hatchings(&mut out);
    out.begin("rect").number("width", view.0).number("height", view.1).is("fill", "#fff").end();
    out.add(body);
    out.close("svg");
    out.as_str().to_owned()
}

/// The width and height of a sheet, as suits the proportions of what is on it.
fn sheet(paper: Paper, width: f64, height: f64) -> (f64, f64) {
    let (short, long) = paper.sides();
    if width > height { (long, short) } else { (short, long) }
}

/// How large the smallest letters are on paper.
fn points(size: Size, width: f64, height: f64) -> Option<f64> {
    let Size::Paper(paper) = size else { return None };
    let (across, down) = sheet(paper, width, height);
    let millimetres = (across / width).min(down / height);
    Some(SMALLEST * millimetres * 72.0 / 25.4)
}
