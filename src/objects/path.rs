//! Which value of an object is meant: `names[0].value`, and over which list a path iterates: `names[].value`.

use super::value::Value;

/// The path that stands for the name of the array that holds an object.
pub const ARRAY: &str = "@array";

/// The path that stands for the name of the file, without its endings.
pub const FILE: &str = "@file";

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
    /// Each item of a list.
    Each,
}

/// A path to a value of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The path as it is written, which may be a key as well.
    pub written: String,
    steps: Vec<Step>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'value> {
    /// Nothing: a key is missing, or a list is too short.
    Missing,
    /// A value.
    Value(&'value Value),
    /// A list or an object where the path goes on as if it were not: its place in the path, and what it is.
    Other(usize, &'value Value),
}

impl Path {
    /// Reads a path. A text that is not one is the name of a key.
    #[must_use]
    pub fn parse(text: &str) -> Path {
        let steps = steps(text).unwrap_or_else(|| vec![Step::Key(text.to_owned())]);
        Path { written: text.to_owned(), steps }
    }

    /// A key, whatever it looks like.
    #[must_use]
    pub fn key(key: &str) -> Path {
        Path { written: key.to_owned(), steps: vec![Step::Key(key.to_owned())] }
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The list over which it iterates, up to its last `[]`; none if it does not.
    #[must_use]
    pub fn list(&self) -> Option<Path> {
        let last = self.steps.iter().rposition(|step| *step == Step::Each)?;
        let steps = self.steps[..=last].to_vec();
        Some(Path { written: written(&steps), steps })
    }

    /// Whether it iterates over nothing but this list and those in which the list is.
    #[must_use]
    pub fn is_within(&self, list: &Path) -> bool {
        self.list().is_none_or(|own| list.steps.starts_with(&own.steps))
    }

    /// What it leads to; `bound` says at which item each `[]` is, in their order.
    #[must_use]
    pub fn find<'value>(&self, object: &'value Value, bound: &[usize]) -> Found<'value> {
        // A key that is written as the path is goes first: some files have keys with points in them.
        if self.steps.len() > 1
            && let Some(value) = object.get(&self.written)
        {
            return Found::Value(value);
        }
        self.follow(self.steps.len(), object, bound)
    }

    fn follow<'value>(&self, steps: usize, object: &'value Value, bound: &[usize]) -> Found<'value> {
        let mut value = object;
        let mut bound = bound.iter();
        for (place, step) in self.steps[..steps].iter().enumerate() {
            let next = match (step, value) {
                (_, Value::Null) => None,
                (Step::Key(key), Value::Object(_)) => value.get(key),
                (Step::Item(item), Value::List(items)) => items.get(*item),
                (Step::Each, Value::List(items)) => bound.next().and_then(|item| items.get(*item)),
                _ => return Found::Other(place, value),
            };
            match next {
                Some(next) => value = next,
                None => return Found::Missing,
            }
        }
        Found::Value(value)
    }

    /// Where the items of the list are that the path is: for each, the item of each `[]`.
    ///
    /// # Errors
    /// If there is something else in place of one of the lists: the path up to it, and what it is.
    pub fn items(&self, object: &Value) -> Result<Vec<Vec<usize>>, (String, &'static str)> {
        let mut bound: Vec<Vec<usize>> = vec![Vec::new()];
        for (place, _) in self.steps.iter().enumerate().filter(|(_, step)| **step == Step::Each) {
            let mut next = Vec::new();
            for items in &bound {
                let wrong = |at: usize, value: &Value| Err((written(&self.steps[..at]), value.called()));
                let count = match self.follow(place, object, items) {
                    Found::Missing | Found::Value(Value::Null) => 0,
                    Found::Value(Value::List(list)) => list.len(),
                    Found::Value(other) => return wrong(place, other),
                    Found::Other(at, other) => return wrong(at, other),
                };
                next.extend((0..count).map(|item| items.iter().copied().chain([item]).collect()));
            }
            bound = next;
        }
        Ok(bound)
    }

    /// The path up to a step, as it is written.
    #[must_use]
    pub fn up_to(&self, step: usize) -> String {
        written(&self.steps[..step])
    }

    /// Whether it leads to a value with these steps, of which none is [`Step::Each`], or into or through it.
    #[must_use]
    pub fn covers(&self, steps: &[Step]) -> bool {
        if matches!(steps.first(), Some(Step::Key(key)) if *key == self.written) {
            return true;
        }
        self.steps.len() <= steps.len()
            && self.steps.iter().zip(steps).all(|(own, step)| match (own, step) {
                (Step::Each, Step::Item(_)) => true,
                (own, step) => own == step,
            })
    }
}

/// Steps as they are written in a path, with `[]` for each item of a list.
#[must_use]
pub fn pattern(steps: &[Step]) -> String {
    let each = |step: &Step| if matches!(step, Step::Item(_)) { Step::Each } else { step.clone() };
    written(&steps.iter().map(each).collect::<Vec<_>>())
}

fn written(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Item(item) => text.push_str(&format!("[{item}]")),
            Step::Each => text.push_str("[]"),
        }
    }
    text
}

fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (key, mut rest) = match part.find('[') {
            Some(at) => part.split_at(at),
            None => (part, ""),
        };
        if key.is_empty() {
            return None;
        }
        steps.push(Step::Key(key.to_owned()));
        while !rest.is_empty() {
            let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(match inside {
                "" => Step::Each,
                item => Step::Item(item.parse().ok()?),
            });
            rest = after;
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> Value {
        Value::parse(
            r#"{"id": "a", "names": [{"value": "x"}, {"value": "y", "of": [1, 2]}], "a.b": "whole", "n": null,
               "deep": [[1], [2, 3]]}"#,
        )
        .unwrap()
    }

    fn text(path: &str, bound: &[usize]) -> String {
        match Path::parse(path).find(&object(), bound) {
            Found::Missing => "-".to_owned(),
            Found::Value(Value::Text(text) | Value::Number(text)) => text.clone(),
            Found::Value(other) => other.called().to_owned(),
            Found::Other(place, other) => format!("{place} {}", other.called()),
        }
    }

    #[test]
    fn paths_lead_to_values() {
        for (path, bound, expected) in [
            ("id", &[][..], "a"),
            ("names[0].value", &[], "x"),
            ("names[].value", &[1], "y"),
            ("names[].of[]", &[1, 0], "1"),
            ("names[2].value", &[], "-"),
            ("nothing.here", &[], "-"),
            ("n.value", &[], "-"),
            ("names.value", &[], "1 a list"),
            ("id.value", &[], "1 a text"),
            ("names", &[], "a list"),
            ("a.b", &[], "whole"),
            ("deep[][]", &[1, 1], "3"),
        ] {
            assert_eq!(text(path, bound), expected, "{path}");
        }
    }

    #[test]
    fn lists_have_items() {
        let items = |path: &str| Path::parse(path).list().unwrap().items(&object());
        assert_eq!(items("names[].value"), Ok(vec![vec![0], vec![1]]));
        assert_eq!(items("names[].of[]"), Ok(vec![vec![1, 0], vec![1, 1]]));
        assert_eq!(items("deep[][]"), Ok(vec![vec![0, 0], vec![1, 0], vec![1, 1]]));
        assert_eq!(items("nothing[].x"), Ok(Vec::new()));
        assert_eq!(items("id[]"), Err(("id".to_owned(), "a text")));
        assert_eq!(Path::parse("names[0].value").list(), None);
        let (outer, inner) = (Path::parse("names[].value"), Path::parse("names[].of[]").list().unwrap());
        assert!(outer.is_within(&inner) && !Path::parse("deep[]").is_within(&inner));
    }

    #[test]
    fn what_is_not_a_path_is_a_key() {
        for key in ["", "a[", "a]b[x]", ".a", "a..b", "[0]", "a[-1]"] {
            assert_eq!(Path::parse(key).steps(), [Step::Key(key.to_owned())], "{key}");
        }
    }
}
