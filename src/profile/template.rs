//! Texts with columns in braces, such as `{surname} {given}`.

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<C> {
    /// Text that stands as it is.
    Literal(String),
    /// The cell of a column, or the capture of a pattern.
    Field(C),
}

/// A text with fields in braces; `{{` and `}}` stand for braces themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template<C> {
    parts: Vec<Part<C>>,
}

impl Template<String> {
    /// Reads a template whose fields are names.
    ///
    /// # Errors
    /// If a brace has no partner or a field no name: what is wrong, as a sentence without a full stop.
    pub fn parse(text: &str) -> Result<Template<String>, String> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '{' | '}' if letters.peek() == Some(&letter) => {
                    letters.next();
                    literal.push(letter);
                }
                '{' => {
                    let mut name = String::new();
                    loop {
                        match letters.next() {
                            Some('}') => break,
                            Some('{') | None => return Err(format!("\"{text}\" has a {{ without a }}")),
                            Some(letter) => name.push(letter),
                        }
                    }
                    let name = name.trim();
                    if name.is_empty() {
                        return Err(format!("\"{text}\" has braces with no name in them"));
                    }
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::Field(name.to_owned()));
                }
                '}' => return Err(format!("\"{text}\" has a }} without a {{")),
                _ => literal.push(letter),
            }
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Template { parts })
    }
}

impl<C> Template<C> {
    /// The same with other fields.
    pub fn map<D>(self, mut field: impl FnMut(C) -> D) -> Template<D> {
        let parts = self.parts.into_iter().map(|part| match part {
            Part::Literal(text) => Part::Literal(text),
            Part::Field(name) => Part::Field(field(name)),
        });
        Template { parts: parts.collect() }
    }

    /// The fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &C> {
        self.parts.iter().filter_map(|part| match part {
            Part::Field(field) => Some(field),
            Part::Literal(_) => None,
        })
    }

    /// The text with each field filled in; none if all of them are blank.
    ///
    /// A blank field is left out, with one of the two spaces that would then meet.
    ///
    /// # Errors
    /// What `fill` refuses.
    pub fn render<T: AsRef<str>, E>(
        &self,
        mut fill: impl FnMut(&C) -> Result<Option<T>, E>,
    ) -> Result<Option<String>, E> {
        let mut text = String::new();
        let mut any = false;
        let mut gap = false;
        for part in &self.parts {
            let next = match part {
                Part::Literal(literal) => literal.clone(),
                Part::Field(field) => match fill(field)? {
                    Some(filled) => {
                        any = true;
                        filled.as_ref().to_owned()
                    }
                    None => {
                        gap = true;
                        continue;
                    }
                },
            };
            let meets = gap && (text.is_empty() || text.ends_with(' '));
            text.push_str(if meets { next.trim_start_matches(' ') } else { &next });
            gap = false;
        }
        Ok(any.then(|| text.trim().to_owned()).filter(|text| !text.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str, cells: &[(&str, &str)]) -> Option<String> {
        Template::parse(template)
            .unwrap()
            .render(|name| {
                let cell = cells.iter().find(|(column, _)| column == name).map(|(_, cell)| *cell);
                Ok::<_, ()>(cell.filter(|cell| !cell.is_empty()))
            })
            .unwrap()
    }

    #[test]
    fn blank_fields_are_left_out_and_a_template_of_blanks_is_blank() {
        let cells = [("a", "Kim"), ("b", ""), ("c", "Rin")];
        assert_eq!(rendered("{a} {b} {c}", &cells).as_deref(), Some("Kim Rin"));
        assert_eq!(rendered("{b} {c}", &cells).as_deref(), Some("Rin"));
        assert_eq!(rendered("{a} {b}", &cells).as_deref(), Some("Kim"));
        assert_eq!(rendered("p. {b}", &cells), None);
        assert_eq!(rendered("{a}{c}", &cells).as_deref(), Some("KimRin"));
        assert_eq!(rendered("{{{a}}}", &cells).as_deref(), Some("{Kim}"));
    }

    #[test]
    fn braces_without_a_partner_are_told() {
        for wrong in ["{a", "a}", "{}", "{a{b}}", "{ }"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }
}
