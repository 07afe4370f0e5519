//! `chart structure`: boxes and lines, and what they say of a day.

use orgarchive::date::{Day, Span};
use orgarchive::picture::graph::{Edge, Graph, Line, Node, Piece};
use orgarchive::picture::layered::draw;
use orgarchive::picture::page::{Page, Size, compose};
use orgarchive::picture::svg::Letters;
use orgarchive::verdict::Verdict;
use proptest::prelude::*;

use super::reading::Svg;
use super::{assert_harmless, hostile};
use crate::support::Workshop;

fn chart(workshop: &Workshop, arguments: &[&str]) -> String {
    workshop.ok(&[&["chart", "structure"], arguments].concat())
}

/// A box with its texts.
#[derive(Debug)]
struct Body {
    id: String,
    /// Left, top, width and height.
    frame: [f64; 4],
    texts: Vec<String>,
}

impl Body {
    fn says(&self, text: &str) -> bool {
        self.texts.iter().any(|line| line.contains(text))
    }
}

/// The boxes, each after a look whether all of its texts and samples fit in it.
fn bodies(svg: &Svg) -> Vec<Body> {
    let bodies = svg.class("body").map(|(place, group)| {
        let moved = group.is("transform").trim_start_matches("translate(").trim_end_matches(')');
        let (x, y) = moved.split_once(' ').expect("two numbers");
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        let (_, frame) =
            svg.children(place).find(|(_, child)| child.is("class").ends_with(" box")).expect("a box");
        let (width, height) = (frame.number("width"), frame.number("height"));
        let mut texts = Vec::new();
        for (_, text) in svg.children(place).filter(|(_, child)| child.name == "text") {
            let size = text.number("font-size");
            let letters =
                if text.is("font-weight") == "bold" { Letters::bold(size) } else { Letters::of(size) };
            let wide = letters.width(&text.text);
            let left = text.number("x") - if text.is("text-anchor") == "middle" { wide / 2.0 } else { 0.0 };
            assert!(left >= 0.0 && left + wide <= width + 0.01, "{:?} in {width}", text.text);
            let baseline = text.number("y");
            assert!(
                baseline - size * 0.8 >= 0.0 && baseline + size * 0.25 <= height,
                "{:?} in {height}",
                text.text
            );
            if text.is("class") != "letter" {
                texts.push(text.text.clone());
            }
        }
        Body { id: group.is("data-id").to_owned(), frame: [x, y, width, height], texts }
    });
    bodies.collect()
}

/// That no box meets another, and all are on the page.
fn assert_apart(bodies: &[Body], width: f64, height: f64) {
    // Along the longer side, only neighbours can meet.
    let long = usize::from(height > width);
    let mut sorted: Vec<&Body> = bodies.iter().collect();
    sorted.sort_by(|one, other| one.frame[long].total_cmp(&other.frame[long]));
    for (place, one) in sorted.iter().enumerate() {
        let [x, y, wide, high] = one.frame;
        assert!(x >= -0.01 && y >= -0.01 && x + wide <= width + 0.01 && y + high <= height + 0.01, "{one:?}");
        let end = one.frame[long] + one.frame[long + 2];
        for other in sorted[place + 1..].iter().take_while(|other| other.frame[long] < end) {
            let short = 1 - long;
            let is_apart = other.frame[short] >= one.frame[short] + one.frame[short + 2]
                || other.frame[short] + other.frame[short + 2] <= one.frame[short];
            assert!(is_apart, "{one:?} and {other:?}");
        }
    }
}

fn piece(verdict: Verdict) -> Vec<Piece> {
    vec![Piece { days: Span::single(Day::MIN), verdict }]
}

/// Draws a graph, looks at it, and gives the boxes.
fn drawn(graph: &Graph) -> Vec<Body> {
    let drawing = draw(graph);
    let picture = compose(&Page { title: "A graph".to_owned(), ..Page::default() }, &drawing, Size::Natural);
    let svg = Svg::of(&picture.svg);
    let bodies = bodies(&svg);
    assert_eq!(bodies.len(), graph.nodes.len());
    assert_apart(&bodies, drawing.width, drawing.height);
    assert_eq!(
        compose(&Page { title: "A graph".to_owned(), ..Page::default() }, &draw(graph), Size::Natural).svg,
        picture.svg
    );
    bodies
}

fn node(id: usize, label: &str) -> Node {
    Node { id: format!("n{id}"), kind: "organization", label: label.to_owned(), ..Node::default() }
}

fn edge(from: usize, to: usize) -> Edge {
    Edge { from, to, label: "is under".to_owned(), pieces: piece(Verdict::Certain), ..Edge::default() }
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z ]{1,30}",
        Just("General Federation of Trade U.".to_owned()),
        "[가-힣]{30}",
        "[\u{4e00}-\u{4fff}A-Z]{1,30}",
        "\\PC{0,30}",
        Just("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW".to_owned()),
    ]
}

fn any_graph() -> impl Strategy<Value = Graph> {
    let verdict = || prop::sample::select(Verdict::ALL.to_vec());
    let line =
        (any_name(), prop::option::of(verdict()), any::<bool>()).prop_map(|(name, verdict, is_beside)| {
            Line {
                text: format!("{name}\nChair\npresumed: last known to hold it 1965-03-01 to 1966-02-01"),
                verdict,
                is_beside,
                ..Line::default()
            }
        });
    let body = (any_name(), prop::collection::vec(line, 0..5), verdict());
    prop::collection::vec(body, 1..25).prop_flat_map(move |nodes| {
        let count = nodes.len();
        let edges = prop::collection::vec((0..count, 0..count, verdict()), 0..count * 2);
        (Just(nodes), edges).prop_map(|(nodes, edges)| Graph {
            nodes: nodes
                .into_iter()
                .enumerate()
                .map(|(id, (label, lines, verdict))| Node {
                    lines,
                    pieces: piece(verdict),
                    ..node(id, &label)
                })
                .collect(),
            edges: edges
                .into_iter()
                .map(|(from, to, verdict)| Edge { pieces: piece(verdict), ..edge(from, to) })
                .collect(),
            ..Graph::default()
        })
    })
}

fn node_of(id: usize) -> Node {
    node(id, &format!("Body {id}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_box_covers_another_and_every_text_fits_its_box(graph in any_graph()) {
        drawn(&graph);
    }
}

#[test]
fn deep_and_broad_hierarchies_are_drawn() {
    let deep = Graph {
        nodes: (0..5_000).map(node_of).collect(),
        edges: (1..5_000).map(|place| edge(place, place - 1)).collect(),
        ..Graph::default()
    };
    let bodies = drawn(&deep);
    assert!(bodies.iter().map(|body| body.frame[0]).fold(0.0, f64::max) < 500.0, "one under the other");
    let broad = Graph {
        nodes: (0..2_001).map(node_of).collect(),
        edges: (1..2_001).map(|place| edge(place, 0)).collect(),
        ..Graph::default()
    };
    let drawing = draw(&broad);
    assert!(
        drawing.width < 3.0 * drawing.height && drawing.height < 3.0 * drawing.width,
        "{} {}",
        drawing.width,
        drawing.height
    );
    drawn(&broad);
    let circle = Graph { edges: (0..5_000).map(|place| edge(place, (place + 1) % 5_000)).collect(), ..deep };
    drawn(&circle);
}

#[test]
fn further_bodies_above_are_named_in_the_box() {
    let graph = Graph {
        nodes: (0..4).map(node_of).collect(),
        edges: vec![edge(1, 0), edge(2, 0), edge(3, 1), edge(3, 2), edge(0, 3), edge(1, 1)],
        ..Graph::default()
    };
    let bodies = drawn(&graph);
    assert!(bodies[3].says("also under Body 2"), "{bodies:?}");
    assert!(bodies[1].says("also under Body 1"), "{bodies:?}");
    assert!(bodies[0].says("also under Body 3") && !bodies[2].says("also"), "{bodies:?}");
}

/// The box of a body.
fn of<'bodies>(bodies: &'bodies [Body], id: &str) -> &'bodies Body {
    bodies.iter().find(|body| body.id == id).unwrap_or_else(|| panic!("{id}: {bodies:?}"))
}

#[test]
fn boxes_name_the_heads_of_the_day_with_their_verdicts() {
    let workshop = Workshop::seeded();
    let on = |day: &str| bodies(&Svg::of(&chart(&workshop, &["--on", day])));
    let bodies = on("2009-12-31");
    let union = of(&bodies, "womens-union");
    assert!(
        union.says("Korean Democratic Women's") && union.says("Ro Song-sil") && !union.says("presumed"),
        "{union:?}"
    );
    let trade = of(&bodies, "trade-unions");
    assert!(trade.says("Ju Yong-gil") && trade.says("presumed: first known to hold it 2012"), "{trade:?}");
    assert!(trade.says("2 others are possible"), "{trade:?}");
    assert!(
        of(&bodies, "korean-central-news-agency").says("presumed: last known to hold it 1986"),
        "{bodies:?}"
    );
    let bodies = on("1969-01-01");
    let union = of(&bodies, "womens-union");
    assert!(union.says("Kim Ok-sun") && union.says("Kim Song-ae") && !union.says("presumed"), "{union:?}");
    assert!(of(&bodies, "south-korea-affairs").says("Secretary: nobody is known"), "{bodies:?}");
}

#[test]
fn disputed_holders_are_side_by_side() {
    let svg = Svg::of(&chart(&Workshop::seeded(), &["--on", "1969-01-01"]));
    let (place, _) = svg.class("body").find(|(_, body)| body.is("data-id") == "womens-union").unwrap();
    let named = |name: &str| {
        svg.children(place)
            .find(|(_, text)| text.name == "text" && text.text.starts_with(name))
            .unwrap()
            .1
            .clone()
    };
    let (one, other) = (named("Kim Ok-sun"), named("Kim Song-ae"));
    assert_eq!(one.number("y"), other.number("y"));
    assert!(one.number("x") < other.number("x"));
    assert_eq!(svg.children(place).filter(|(_, sample)| sample.is("class") == "disputed").count(), 2);
}

#[test]
fn chapters_places_and_what_is_below_one_body_are_drawn_on_demand() {
    let workshop = Workshop::seeded();
    let drawn = |arguments: &[&str]| {
        let svg = Svg::of(&chart(&workshop, &[&["--on", "2009-12-31"], arguments].concat()));
        (bodies(&svg), svg.texts().join("\n"))
    };
    let (all, _) = drawn(&[]);
    assert!(all.iter().all(|body| body.id != "workers-organizations-headquarters"));
    let (chapters, _) = drawn(&["--chapters", "--places"]);
    assert!(
        chapters.len() > all.len()
            && of(&chapters, "workers-organizations-headquarters").says("in Pyongyang")
    );
    let (below, texts) = drawn(&["--below", "workers-organizations-department"]);
    assert_eq!(below.len(), 6, "{below:?}");
    assert!(texts.contains("and what was below it on 2009-12-31"), "{texts}");
    let (chapter, _) = drawn(&["--below", "workers-organizations-headquarters"]);
    assert!(
        chapter.len() > 1 && chapter.iter().all(|body| body.id.starts_with("workers-organizations-")),
        "{chapter:?}"
    );
}

#[test]
fn a_second_day_shows_what_is_new_gone_and_changed() {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,A list,2024-01-01\n");
    workshop.write(
        "data/organizations.csv",
        "id,name,source\nparty,The party,s1\nold,The old,s1\nyoung,The young,s1\nsame,The same,s1\n",
    );
    workshop.write("data/officials.csv", "id,name,source\nabel,Abel,s1\nboris,Boris,s1\n");
    workshop.write("data/titles.csv", "id,name,office,holders\nchair,Chair,head,one\n");
    workshop.write("data/relation_kinds.csv", "id,name,inverse,hierarchy\nunder,is under,is over,yes\n");
    workshop.write("data/attributes.csv", "id,name,type,cardinality,change\nfounded,founded,date,one,constant\ndissolved,dissolved,date,one,constant\n");
    workshop.write(
        "data/facts.csv",
        "subject,attribute,value,source\nold,dissolved,1995-01-01,s1\nyoung,founded,1995-01-01,s1\n",
    );
    workshop.write(
        "data/relations.csv",
        "subject,relation,object,since,until,source\nold,under,party,1980-01-01,1994-12-31,s1\nyoung,under,party,1996-01-01,..,s1\n\
         same,under,party,1980-01-01,..,s1\n",
    );
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,until,source\nabel,party,chair,1980-01-01,1992-01-01,s1\nboris,party,chair,1992-01-02,..,s1\n",
    );
    workshop.ok(&["import", "data"]);
    let svg = Svg::of(&chart(&workshop, &["--on", "2000-01-01", "--against", "1990-01-01"]));
    let drawn = bodies(&svg);
    assert!(of(&drawn, "old").says("GONE") && of(&drawn, "young").says("NEW"), "{drawn:?}");
    let party = of(&drawn, "party");
    assert!(party.says("CHANGED") && party.says("new: Boris") && party.says("gone: Abel"), "{party:?}");
    assert_eq!(of(&drawn, "same").texts, ["The same"]);
    let texts = svg.texts().join("\n");
    assert!(texts.contains("Compared with 1990-01-01. Bodies: 1 new, 1 gone, 1 changed"), "{texts}");
    assert!(texts.contains("gone: there on the other day only"), "{texts}");
    let gone = svg.elements.iter().filter(|line| line.name == "path" && line.is("opacity") == "0.5").count();
    assert_eq!(gone, 1, "the line to what is gone");
    let same =
        Svg::of(&chart(&workshop, &["--on", "2000-01-01", "--against", "2000-01-02"])).texts().join("\n");
    assert!(same.contains("No body differs") && !same.contains("gone:"), "{same}");
}

#[test]
fn hostile_names_do_no_harm_in_a_structure() {
    let workshop = hostile();
    for arguments in
        [&["--on", "1993-01-01"][..], &["--on", "1993-01-01", "--against", "1985-01-01", "--ids"]]
    {
        let svg = chart(&workshop, arguments);
        assert_harmless(&svg);
        let read = Svg::of(&svg);
        let drawn = bodies(&read);
        assert!(
            of(&drawn, "bidi").says("a\\u{202e}b\\u{200b}c") && of(&drawn, "long").says("…"),
            "{drawn:?}"
        );
        assert!(of(&drawn, "end").says("]]><![CDATA["), "{drawn:?}");
        assert_eq!(svg, chart(&workshop, arguments));
    }
}

#[test]
fn a_structure_is_written_as_its_ending_says() {
    let workshop = Workshop::seeded();
    for (file, begins) in [("a.gexf", "<?xml"), ("a.dot", "digraph"), ("a.mmd", "---"), ("a.SVG", "<?xml")] {
        workshop.ok(&["chart", "structure", "--on", "2009-12-31", "--against", "today", "-o", file]);
        let content = workshop.read(file);
        assert!(content.starts_with(begins), "{file}: {content}");
        assert!(content.contains("womens-union") || content.contains("Women's Union"), "{file}: {content}");
        assert!(content.contains("Ro Song-sil") && !content.contains('⏎'), "{file}: {content}");
    }
    let refused = workshop.run(&["chart", "structure", "-o", "structure.pdf"]);
    assert!(
        refused.status == 1
            && refused.err.contains("structure.pdf: this chart is written as .svg, .dot, .mmd, .gexf"),
        "{refused}"
    );
}

#[test]
fn an_archive_without_head_offices_says_how_to_name_posts() {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,A list,2024-01-01\n");
    workshop.write("data/organizations.csv", "id,name,source\nparty,The party,s1\n");
    workshop.write("data/titles.csv", "id,name,office,holders\nmember,Member,,many\n");
    workshop.ok(&["import", "data"]);
    let texts = Svg::of(&chart(&workshop, &["--on", "2000-01-01"])).texts().join("\n");
    assert!(texts.contains("name the posts to show"), "{texts}");
}
