//! SVG read back: elements with their attributes, texts and what they are in.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element.
#[derive(Debug, Default, Clone)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    /// The text directly in it.
    pub text: String,
    /// The place of the element that it is in.
    pub parent: Option<usize>,
}

impl Element {
    pub fn is(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    pub fn number(&self, name: &str) -> f64 {
        self.is(name).parse().unwrap_or_else(|_| panic!("{name} of {self:?}"))
    }
}

/// A picture.
pub struct Svg {
    pub elements: Vec<Element>,
    /// For each element the places of those directly in it.
    children: Vec<Vec<usize>>,
}

impl Svg {
    /// Reads it; what is not well-formed fails.
    pub fn of(svg: &str) -> Svg {
        let mut reader = Reader::from_str(svg);
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        loop {
            match reader.read_event().expect("well-formed XML") {
                event @ (Event::Start(_) | Event::Empty(_)) => {
                    let is_start = matches!(event, Event::Start(_));
                    let (Event::Start(tag) | Event::Empty(tag)) = event else { unreachable!() };
                    let attributes = tag.attributes().map(|attribute| {
                        let attribute = attribute.expect("an attribute");
                        let value =
                            quick_xml::escape::unescape(&attribute.value).expect("escaped").into_owned();
                        (attribute.key.as_ref().to_owned(), value)
                    });
                    elements.push(Element {
                        name: tag.name().as_ref().to_owned(),
                        attributes: attributes.collect(),
                        text: String::new(),
                        parent: open.last().copied(),
                    });
                    if is_start {
                        open.push(elements.len() - 1);
                    }
                }
                Event::End(_) => {
                    open.pop().expect("an element that was begun");
                }
                Event::Text(text) => {
                    if let Some(last) = open.last() {
                        elements[*last].text += &text;
                    }
                }
                Event::GeneralRef(name) => {
                    let letter = match &*name {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        other => panic!("&{other};"),
                    };
                    if let Some(last) = open.last() {
                        elements[*last].text += letter;
                    }
                }
                Event::Decl(_) => {}
                Event::Eof => break,
                other => panic!("{other:?}"),
            }
        }
        assert!(open.is_empty(), "all elements end");
        let mut children = vec![Vec::new(); elements.len()];
        for (place, element) in elements.iter().enumerate() {
            if let Some(parent) = element.parent {
                children[parent].push(place);
            }
        }
        Svg { elements, children }
    }

    /// The elements of a class.
    pub fn class<'svg>(&'svg self, class: &'svg str) -> impl Iterator<Item = (usize, &'svg Element)> {
        self.elements.iter().enumerate().filter(move |(_, element)| element.is("class") == class)
    }

    /// The elements directly in another.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Element)> {
        self.children[parent].iter().map(|place| (*place, &self.elements[*place]))
    }

    /// All texts that are drawn.
    pub fn texts(&self) -> Vec<&str> {
        self.elements
            .iter()
            .filter(|element| element.name == "text")
            .map(|element| element.text.as_str())
            .collect()
    }
}
