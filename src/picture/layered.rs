//! A hierarchy as boxes and lines: what is below is drawn below, and no box covers another.
//!
//! Each body has the place of one of those above it, so that the whole is a forest, laid out from the leaves up: a body's box,
//! and under it the blocks of all that is below it, in one row or, if that would be too wide, in several with a line
//! down their left side. Blocks never overlap, and the lines of the forest run between them. Further bodies above, and links that
//! close a circle, are named in the box and drawn under the boxes.
//!
//! Nothing here recurses: hierarchies may be as deep as they like.

use super::graph::{Change, Edge, Graph, Line, Node};
use super::page::{Drawing, SMALLEST, Sign, letter};
use super::svg::{Anchor, Canvas, Letters, class, number};
use crate::verdict::Verdict;

const NAME: Letters = Letters::bold(11.0);
const TEXT: Letters = Letters::of(10.0);
const NOTE: Letters = Letters::of(SMALLEST);
const TAG: Letters = Letters::bold(SMALLEST);

/// No line of text is wider, and a box has no more lines of a name or of a statement.
const MOST_WIDTH: f64 = 200.0;
const MOST_LINES: usize = 6;
const PAD: f64 = 8.0;
/// The sample of a verdict before a statement, and what is between statements side by side.
const SAMPLE: f64 = 16.0;
const BESIDE_GAP: f64 = 8.0;
/// Room for the letter of the body's own verdict.
const CORNER: f64 = 14.0;

const ACROSS: f64 = 18.0;
const DOWN: f64 = 36.0;
/// The line down the left side of several rows.
const TRUNK: f64 = 22.0;
/// Rows get wider than this before they become several.
const WIDE: f64 = 1_800.0;
/// Width and height of a block of several rows.
const PROPORTION: f64 = 1.6;
/// So many further bodies above are named in a box.
const NAMED: usize = 3;

/// Text at a place in its box.
struct Placed {
    text: String,
    at: (f64, f64),
    letters: Letters,
    class: &'static str,
}

/// A statement in a box: where its sample is, and what whoever points at it reads.
struct Statement {
    at: (f64, f64),
    size: (f64, f64),
    verdict: Verdict,
    about: String,
}

/// A box, before it has its place.
#[derive(Default)]
struct Shape {
    width: f64,
    height: f64,
    texts: Vec<Placed>,
    statements: Vec<Statement>,
}

/// A box and all that is below it.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    width: f64,
    height: f64,
    /// Where its box begins.
    left: f64,
    /// Where it begins in the block that it is in.
    at: (f64, f64),
    /// The row of that block that it is in.
    row: usize,
}

/// The forest.
struct Forest {
    /// For each body the place of the link to the one above it.
    above: Vec<Option<usize>>,
    below: Vec<Vec<usize>>,
    /// For each body its links that are not of the forest.
    others: Vec<Vec<usize>>,
    roots: Vec<usize>,
    /// Each body after the one above it.
    order: Vec<usize>,
}

/// Draws a graph whose links lead from what is below to what is above.
#[must_use]
pub fn draw(graph: &Graph) -> Drawing {
    let forest = Forest::of(graph);
    let nodes = graph.nodes.iter().zip(&forest.others);
    let shapes: Vec<Shape> =
        nodes.map(|(node, others)| shape(node, also(graph, others).as_deref())).collect();
    let (blocks, width, height) = blocks(&forest, &shapes);
    let mut corners = vec![(0.0, 0.0); blocks.len()];
    for place in &forest.order {
        let block = &blocks[*place];
        let (x, y) = forest.above[*place].map_or((0.0, 0.0), |link| corners[graph.edges[link].to]);
        corners[*place] = (x + block.at.0, y + block.at.1);
    }
    let boxes: Vec<(f64, f64)> =
        corners.iter().zip(&blocks).map(|((x, y), block)| (x + block.left, *y)).collect();
    let mut canvas = Canvas::default();
    links(&mut canvas, graph, &forest, &shapes, &blocks, &boxes);
    for place in 0..graph.nodes.len() {
        body(&mut canvas, &graph.nodes[place], &shapes[place], boxes[place]);
    }
    Drawing { canvas, width, height, signs: signs(graph) }
}

impl Forest {
    fn of(graph: &Graph) -> Forest {
        let count = graph.nodes.len();
        let mut above: Vec<Option<usize>> = vec![None; count];
        let rank = |link: usize| {
            let edge = &graph.edges[link];
            (edge.change == Change::Gone, verdict_of(edge), edge.to, link)
        };
        for (link, edge) in graph.edges.iter().enumerate() {
            let is_better = |known: Option<usize>| known.is_none_or(|known| rank(link) < rank(known));
            if edge.from != edge.to && edge.from < count && edge.to < count && is_better(above[edge.from]) {
                above[edge.from] = Some(link);
            }
        }
        open_circles(graph, &mut above);
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut roots = Vec::new();
        for (place, link) in above.iter().enumerate() {
            match *link {
                Some(link) => below[graph.edges[link].to].push(place),
                None => roots.push(place),
            }
        }
        let called = |place: &usize| (&graph.nodes[*place].label, &graph.nodes[*place].id);
        below.iter_mut().for_each(|below| below.sort_by(|one, other| called(one).cmp(&called(other))));
        roots.sort_by(|one, other| called(one).cmp(&called(other)));
        let mut order = roots.clone();
        let mut next = 0;
        while let Some(place) = order.get(next).copied() {
            order.extend(&below[place]);
            next += 1;
        }
        let mut others: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (link, edge) in graph.edges.iter().enumerate() {
            if edge.from < count && above[edge.from] != Some(link) {
                others[edge.from].push(link);
            }
        }
        Forest { above, below, others, roots, order }
    }
}

/// Takes away the link above one body of each circle, that with the first id.
fn open_circles(graph: &Graph, above: &mut [Option<usize>]) {
    // Zero: not yet seen; else the number of the walk that came by.
    let mut seen = vec![0_usize; above.len()];
    for start in 0..above.len() {
        let mut place = start;
        while seen[place] == 0 {
            seen[place] = start + 1;
            let Some(link) = above[place] else { break };
            place = graph.edges[link].to;
        }
        if seen[place] != start + 1 || above[place].is_none() {
            continue;
        }
        let mut first = place;
        let mut at = place;
        while let Some(link) = above[at] {
            at = graph.edges[link].to;
            first = first.min(at);
            if at == place {
                break;
            }
        }
        above[first] = None;
    }
}

/// The verdict of a link: the best of its days.
fn verdict_of(edge: &Edge) -> Verdict {
    edge.pieces.iter().map(|piece| piece.verdict).min().unwrap_or(Verdict::Possible)
}

/// The verdict of a body; one of which no day is recorded is possible.
fn existence(node: &Node) -> Verdict {
    node.pieces.iter().map(|piece| piece.verdict).min().unwrap_or(Verdict::Possible)
}

/// The links of a body that are not those of the forest, as a line for its box.
fn also(graph: &Graph, others: &[usize]) -> Option<String> {
    let called: Vec<&str> = others
        .iter()
        .filter_map(|link| Some(graph.nodes.get(graph.edges[*link].to)?.label.as_str()))
        .collect();
    let more = called.len().saturating_sub(NAMED);
    let mut words = format!("also under {}", called[..called.len() - more].join("; "));
    if more > 0 {
        words += &format!(" and {more} more");
    }
    (!called.is_empty()).then_some(words)
}

/// A box with its texts: name, statements and notes, each in as many lines as it takes.
fn shape(node: &Node, also: Option<&str>) -> Shape {
    let mut shape = Shape::default();
    let mut width = 0.0_f64;
    let mut y = PAD;
    if let Some(word) = node.change.word() {
        y += TAG.line_height();
        shape.texts.push(Placed {
            text: word.to_uppercase(),
            at: (PAD, y - 2.0),
            letters: TAG,
            class: "tag",
        });
        width = width.max(TAG.width(&word.to_uppercase()));
    }
    for line in NAME.lines(&node.label, MOST_WIDTH, MOST_LINES) {
        y += NAME.line_height();
        width = width.max(NAME.width(&line) + CORNER);
        shape.texts.push(Placed { text: line, at: (PAD, y - 3.0), letters: NAME, class: "name" });
    }
    let mut lines = node.lines.as_slice();
    while let Some(first) = lines.first() {
        let beside = 1 + lines[1..].iter().take_while(|line| line.is_beside).count();
        let (together, rest) = lines.split_at(beside);
        lines = rest;
        // Two fit beside each other.
        let columns = if together.len() > 1 { 2 } else { 1 };
        let room = (MOST_WIDTH - BESIDE_GAP * (columns as f64 - 1.0)) / columns as f64;
        if first.verdict.is_some() {
            y += 4.0;
        }
        for row in together.chunks(columns) {
            let mut bottom = y;
            let mut x = PAD;
            for line in row {
                let (used, end) = statement(&mut shape, line, (x, y), room);
                x += used + BESIDE_GAP;
                bottom = bottom.max(end);
            }
            width = width.max(x - BESIDE_GAP - PAD);
            y = bottom;
        }
    }
    for line in also.map_or_else(Vec::new, |words| NOTE.lines(words, MOST_WIDTH, MOST_LINES)) {
        y += NOTE.line_height();
        width = width.max(NOTE.width(&line));
        shape.texts.push(Placed { text: line, at: (PAD, y - 2.0), letters: NOTE, class: "soft" });
    }
    (shape.width, shape.height) = (width + 2.0 * PAD, y + PAD);
    shape
}

/// A statement with a sample of its verdict; gives how wide it is, and where it ends.
fn statement(shape: &mut Shape, line: &Line, (x, top): (f64, f64), room: f64) -> (f64, f64) {
    let indent = if line.verdict.is_some() { SAMPLE + 4.0 } else { 0.0 };
    let mut y = top;
    let mut width = 0.0_f64;
    if let Some(verdict) = line.verdict {
        let (at, size) = ((x, y + 2.0), (SAMPLE, 10.0));
        shape.statements.push(Statement { at, size, verdict, about: line.about.clone() });
    }
    for (place, part) in line.text.split('\n').enumerate() {
        let (letters, class) =
            if place == 0 && line.verdict.is_some() { (TEXT, "said") } else { (NOTE, "soft") };
        let change =
            line.change.word().filter(|_| place == 0).map_or(String::new(), |word| format!("{word}: "));
        for text in letters.lines(&format!("{change}{part}"), room - indent, MOST_LINES) {
            y += letters.line_height();
            width = width.max(letters.width(&text));
            shape.texts.push(Placed { text, at: (x + indent, y - 3.0), letters, class });
        }
    }
    (indent + width, y.max(top + 14.0))
}

/// Lays the blocks out, each after those that are in it; gives the size of the whole.
fn blocks(forest: &Forest, shapes: &[Shape]) -> (Vec<Block>, f64, f64) {
    let mut blocks = vec![Block::default(); shapes.len()];
    for place in forest.order.iter().rev() {
        let shape = &shapes[*place];
        let below = &forest.below[*place];
        let rows = rows(&mut blocks, below);
        let indent = if rows.count > 1 { TRUNK } else { 0.0 };
        let (mut left, mut shift) = (0.0, indent);
        if rows.count == 1 {
            // Over the middle of the boxes below.
            let middle = |place: usize| blocks[place].at.0 + blocks[place].left + shapes[place].width / 2.0;
            let (first, last) = (middle(below[0]), middle(below[below.len() - 1]));
            left = (first + last) / 2.0 - shape.width / 2.0;
            if left < 0.0 {
                shift = -left;
                left = 0.0;
            }
        }
        for child in below {
            let at = &mut blocks[*child].at;
            *at = (at.0 + shift, at.1 + shape.height + DOWN);
        }
        let height = shape.height + if below.is_empty() { 0.0 } else { DOWN + rows.height };
        blocks[*place].width = (left + shape.width).max(shift + rows.width);
        blocks[*place].height = height;
        blocks[*place].left = left;
    }
    // What is linked to nothing is below all that is.
    let (linked, alone): (Vec<usize>, Vec<usize>) =
        forest.roots.iter().partition(|place| !forest.below[**place].is_empty());
    let (above, under) = (rows(&mut blocks, &linked), rows(&mut blocks, &alone));
    let gap = if linked.is_empty() { 0.0 } else { above.height + DOWN };
    alone.iter().for_each(|place| blocks[*place].at.1 += gap);
    let height = if alone.is_empty() { above.height } else { gap + under.height };
    (blocks, above.width.max(under.width), height)
}

/// How blocks are set in rows.
struct Rows {
    width: f64,
    height: f64,
    count: usize,
}

/// Sets blocks in one row, or in as many as give the whole a good proportion.
fn rows(blocks: &mut [Block], members: &[usize]) -> Rows {
    if members.is_empty() {
        return Rows { width: 0.0, height: 0.0, count: 0 };
    }
    let all = || members.iter().copied();
    let area: f64 = all().map(|place| (blocks[place].width + ACROSS) * (blocks[place].height + DOWN)).sum();
    let widest = all().map(|place| blocks[place].width).fold(0.0, f64::max);
    let together: f64 = all().map(|place| blocks[place].width + ACROSS).sum::<f64>() - ACROSS;
    let wanted = widest.max((area * PROPORTION).sqrt()).max(WIDE);
    let room = if together <= wanted * 1.2 { together } else { wanted };
    let (mut x, mut y, mut deepest, mut width, mut row) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, 0);
    for place in members {
        let (wide, high) = (blocks[*place].width, blocks[*place].height);
        if x > 0.0 && x + wide > room + 0.001 {
            (x, y, deepest, row) = (0.0, y + deepest + DOWN, 0.0, row + 1);
        }
        blocks[*place].at = (x, y);
        blocks[*place].row = row;
        x += wide + ACROSS;
        width = width.max(x - ACROSS);
        deepest = deepest.max(high);
    }
    Rows { width, height: y + deepest, count: row + 1 }
}

/// Draws the lines: first those that are not of the forest, which may run under boxes.
fn links(
    canvas: &mut Canvas,
    graph: &Graph,
    forest: &Forest,
    shapes: &[Shape],
    blocks: &[Block],
    boxes: &[(f64, f64)],
) {
    let bottom =
        |place: usize| (boxes[place].0 + shapes[place].width / 2.0, boxes[place].1 + shapes[place].height);
    let top = |place: usize| (boxes[place].0 + shapes[place].width / 2.0, boxes[place].1);
    for link in forest.others.iter().flatten() {
        let edge = &graph.edges[*link];
        if edge.from == edge.to || edge.to >= boxes.len() {
            continue;
        }
        let ((x, y), (to_x, to_y)) = (top(edge.from), bottom(edge.to));
        let bend = DOWN * 1.5;
        let curve = [(x, y), (x, y - bend), (to_x, to_y + bend), (to_x, to_y)]
            .map(|(x, y)| format!("{} {}", number(x), number(y)));
        line(canvas, graph, edge, &format!("M{}C{} {} {}", curve[0], curve[1], curve[2], curve[3]), true);
    }
    for place in &forest.order {
        let Some(link) = forest.above[*place] else { continue };
        let edge = &graph.edges[link];
        let ((from_x, from_y), (x, y)) = (bottom(edge.to), top(*place));
        let first = from_y + DOWN / 2.0;
        let mut d = format!("M{} {}V{}", number(from_x), number(from_y), number(first));
        if blocks[*place].row > 0 {
            // Down the left side, past the rows before.
            let left = boxes[edge.to].0 - blocks[edge.to].left + TRUNK / 2.0;
            d += &format!("H{}V{}", number(left), number(y - DOWN / 2.0));
        }
        d += &format!("H{}V{}", number(x), number(y));
        line(canvas, graph, edge, &d, false);
    }
}

fn line(canvas: &mut Canvas, graph: &Graph, edge: &Edge, d: &str, is_other: bool) {
    let verdict = verdict_of(edge);
    let style = format!("{}-line link{}", class(verdict), if is_other { " other" } else { "" });
    let name = |place: usize| graph.nodes[place].label.as_str();
    let change = edge.change.word().map_or(String::new(), |word| format!("\n{word}"));
    let about = format!(
        "{} {} {}: {verdict}{change}\nrecords: {}\nsources: {}",
        name(edge.from),
        edge.label,
        name(edge.to),
        edge.records.join(", "),
        edge.sources.join(", ")
    );
    let width = match edge.change {
        Change::New => "2.5",
        _ if is_other => "0.8",
        _ => "1.2",
    };
    let mut tag = canvas.begin("path").is("class", &style).is("d", d).is("stroke-width", width);
    if edge.change == Change::Gone {
        tag = tag.is("opacity", "0.5");
    }
    tag.titled(&about);
}

fn body(canvas: &mut Canvas, node: &Node, shape: &Shape, (x, y): (f64, f64)) {
    let verdict = existence(node);
    canvas
        .begin("g")
        .is("class", "body")
        .is("data-id", &node.id)
        .is("transform", &format!("translate({} {})", number(x), number(y)))
        .open();
    frame(canvas, verdict, node.change, (0.0, 0.0), (shape.width, shape.height), &node.about);
    letter(canvas, verdict, (shape.width - PAD, PAD + 6.0));
    for said in &shape.statements {
        let (x, y) = said.at;
        super::page::area(canvas, said.verdict, (x, y, said.size.0, said.size.1), &said.about);
        letter(canvas, said.verdict, (x + said.size.0 / 2.0, y + 8.0));
    }
    for placed in &shape.texts {
        canvas.text(placed.at, placed.letters, Anchor::Start, placed.class, &placed.text);
    }
    canvas.close("g");
}

/// The outline of a box: what is new has a thick line, what is gone a grey ground.
fn frame(
    canvas: &mut Canvas,
    verdict: Verdict,
    change: Change,
    at: (f64, f64),
    size: (f64, f64),
    about: &str,
) {
    let (fill, stroke) = match change {
        Change::Gone => ("#e6e6e6", 1.2),
        Change::New => ("#fff", 3.0),
        Change::Changed => ("#fff", 2.0),
        Change::Same => ("#fff", 1.2),
    };
    canvas
        .begin("rect")
        .is("class", &format!("{}-line box", class(verdict)))
        .number("x", at.0)
        .number("y", at.1)
        .number("width", size.0)
        .number("height", size.1)
        .number("rx", 3.0)
        .is("style", &format!("fill:{fill}"))
        .number("stroke-width", stroke)
        .titled(about);
}

fn signs(graph: &Graph) -> Vec<Sign> {
    let boxed = |verdict: Verdict, change: Change| {
        let mut mark = Canvas::default();
        frame(&mut mark, verdict, change, (2.0, 0.0), (20.0, 11.0), "");
        mark
    };
    let mut signs = Vec::new();
    if graph.nodes.iter().any(|node| node.change != Change::Same) {
        signs.extend([
            Sign { mark: boxed(Verdict::Certain, Change::New), meaning: "new: not there on the other day" },
            Sign {
                mark: boxed(Verdict::Certain, Change::Gone),
                meaning: "gone: there on the other day only",
            },
            Sign {
                mark: boxed(Verdict::Certain, Change::Changed),
                meaning: "changed: there on both, but not the same",
            },
        ]);
    }
    signs
}
