//! A first profile, written from the header of a file and a sample of its rows.

use std::fmt::Write as _;

use super::guess::{Column, Half, Kind, Part, Topic, guess, part_named, words_among_dates};
use super::sample::Sample;
use super::slug::slug;

/// How many words of a column a profile lists to be filled in.
const LISTED: usize = 40;

/// A first profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text of the profile.
    pub text: String,
    /// How many places of it are to be filled in.
    pub to_fill_in: usize,
}

/// Writes a first profile for a file. It can be read, and what it guesses and what is to be filled in is in comments.
#[must_use]
pub fn draft(sample: &Sample) -> Draft {
    let columns = guess(sample);
    let (person, full_name) = (free_name(sample, "person"), free_name(sample, "full_name"));
    let mut writing =
        Writing { sample, columns: &columns, text: String::new(), used: Vec::new(), person, full_name };
    writing.head();
    writing.person();
    writing.officials();
    writing.names();
    writing.postings();
    writing.facts();
    writing.rest();
    let to_fill_in = writing.text.matches("TODO").count() - 1;
    Draft { text: writing.text, to_fill_in }
}

struct Writing<'draft> {
    sample: &'draft Sample,
    columns: &'draft [Column],
    text: String,
    used: Vec<&'draft str>,
    /// What the made columns are called: no column of the file is called so.
    person: String,
    full_name: String,
}

/// A name that no column has, the wanted one if possible.
fn free_name(sample: &Sample, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    let mut number = 1;
    while sample.header.contains(&name) {
        number += 1;
        name = format!("{wanted}_{number}");
    }
    name
}

/// A text in quotes, as TOML has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

impl<'draft> Writing<'draft> {
    /// Adds a line.
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Whether a profile can name that column: it has a name of its own, without braces.
    fn is_usable(&self, column: &Column) -> bool {
        let same = self.sample.header.iter().filter(|name| **name == column.name).count();
        !column.name.is_empty() && same == 1 && !column.name.contains(['{', '}'])
    }

    fn usable(&self) -> impl Iterator<Item = &'draft Column> + '_ {
        self.columns.iter().filter(|column| self.is_usable(column))
    }

    fn head(&mut self) {
        let (file, rows) = (&self.sample.file, self.sample.rows.len());
        let shown: String =
            file.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let some = if self.sample.more { "the first " } else { "" };
        self.line(format!("# How the rows of {shown} become records. A first version, from its header and {some}{rows} rows:"));
        self.line("# review what is marked GUESS, and fill in what is marked TODO.");
        self.line(
            "# Every key is described in docs/profiles.md; orgarchive schema says what each column holds.",
        );
        self.line("");
        if let Some(sheet) = &self.sample.sheet {
            self.line("[file]");
            self.line(format!("sheet = {}", quoted(sheet)));
            self.line("");
        }
        if self.sample.separator != ',' {
            self.line("[file]");
            let separator = match self.sample.separator {
                '\t' => "tab".to_owned(),
                other => other.to_string(),
            };
            self.line(format!("separator = {}  # GUESS", quoted(&separator)));
            self.line("");
        }
        let stem = self.source();
        self.line("# The source of all that the file says; it is imported with the rows.");
        self.line("[source]");
        self.line(format!("id = {}  # GUESS: after the file's name", quoted(&stem)));
        self.line(format!("title = {}  # TODO: what the publication is called", quoted(file)));
        self.line("# published = \"2024-05\"  # TODO: when it was published");
        self.line("# url = \"https://example.org/\"");
        self.line("kind = \"dataset\"  # GUESS");
        self.line("");
    }

    fn names_of(&self, half: Half) -> Vec<&'draft Column> {
        self.usable().filter(|column| matches!(column.kind, Kind::Name(_, is) if is == half)).collect()
    }

    /// The family name and the given name, where they stand apart.
    fn halves(&self) -> Option<(&'draft Column, &'draft Column)> {
        let family = *self.names_of(Half::Family).first()?;
        let same_script = |column: &&&Column| match (&column.kind, &family.kind) {
            (Kind::Name(one, _), Kind::Name(other, _)) => one == other,
            _ => false,
        };
        let given = self.names_of(Half::Given);
        let whole = self.names_of(Half::Whole);
        let given = given.iter().find(same_script).or_else(|| whole.iter().find(same_script))?;
        Some((family, *given))
    }

    /// Columns of whole names, romanized ones first.
    fn whole_names(&self) -> Vec<&'draft Column> {
        let given = self.halves().map(|(_, given)| given.name.as_str());
        let mut whole = self.names_of(Half::Whole);
        whole.retain(|column| Some(column.name.as_str()) != given);
        whole.sort_by_key(|column| !matches!(column.kind, Kind::Name("ko-Latn", _)));
        whole
    }

    /// The column that names the person best.
    fn name(&self) -> Option<String> {
        match (self.whole_names().first(), self.halves()) {
            (Some(column), None) => Some(column.name.clone()),
            (Some(column), Some(_)) if matches!(column.kind, Kind::Name("ko-Latn", _)) => {
                Some(column.name.clone())
            }
            (_, Some(_)) => Some(self.full_name.clone()),
            (None, None) => self.names_of(Half::Family).first().map(|column| column.name.clone()),
        }
    }

    fn person(&mut self) {
        if let Some((family, given)) = self.halves() {
            self.used.extend([family.name.as_str(), given.name.as_str()]);
            let space = if matches!(family.kind, Kind::Name("ko-Latn", _)) { " " } else { "" };
            self.line(format!("[made.{}]", self.full_name));
            let template = format!("{{{}}}{space}{{{}}}", family.name, given.name);
            self.line(format!("template = {}  # GUESS: family name, given name", quoted(&template)));
            self.line("");
        }
        let key = self.usable().find_map(|column| match column.kind {
            Kind::Key(key) => Some((column, key)),
            _ => None,
        });
        self.line("# The id of the person of a row: records name it as if it were a column of the file.");
        self.line(format!("[made.{}]", self.person));
        match (key, self.name()) {
            (Some((column, key)), _) => {
                self.used.push(&column.name);
                let why = if key.is_unique {
                    "it differs in every row, so every row is a person of its own"
                } else {
                    "rows with the same value are one person"
                };
                self.line(format!("slug = {}  # GUESS: {why}", quoted(&format!("{{{}}}", column.name))));
                if key.is_number {
                    self.line(format!(
                        "prefix = {}  # GUESS: other files have these numbers as well",
                        quoted(&format!("{}-", self.source()))
                    ));
                }
            }
            (None, Some(name)) => {
                let born = self
                    .year_of(Topic::Born)
                    .map(|column| format!(" {{{}}}", column.name))
                    .unwrap_or_default();
                self.line("# GUESS: made from the name; two people of the same name would become one. Add a column that distinguishes them.");
                self.line(format!("slug = {}", quoted(&format!("{{{name}}}{born}"))));
                self.line(
                    "fallback = \"hash\"  # for names in Hangul or Hanja alone; or columns: \"p-{No}\"",
                );
            }
            (None, None) => {
                let first = self.usable().next().map_or("TODO", |column| column.name.as_str());
                self.line(
                    "# TODO: no column looks like a name or an id; name the columns that distinguish people",
                );
                self.line(format!("slug = {}", quoted(&format!("{{{first}}}"))));
                self.line("fallback = \"hash\"");
            }
        }
        self.line("");
    }

    /// The id that the source is given.
    fn source(&self) -> String {
        self.sample.file.split('.').next().and_then(slug).unwrap_or_else(|| "source-of-the-file".to_owned())
    }

    fn officials(&mut self) {
        self.line("[[record]]");
        self.line("table = \"officials\"");
        self.line("[record.cells]");
        self.line(format!("id = \"{}\"", self.person));
        match self.name() {
            Some(name) => self.line(format!("name = {}  # GUESS", quoted(&name))),
            None => self.line(format!("name = \"{}\"  # TODO: the column of the name", self.person)),
        }
        let sex = self.usable().find(|column| column.kind == Kind::Sex);
        if let Some(sex) = sex {
            self.used.push(&sex.name);
            self.line("# GUESS: what is not listed is an error");
            self.line(format!(
                "sex = {{ column = {}, values = {} }}",
                quoted(&sex.name),
                self.sexes(&sex.name)
            ));
        }
        self.line("");
    }

    fn sexes(&self, name: &str) -> String {
        let mut words: Vec<&str> = self.cells(name);
        words.sort_unstable();
        words.dedup();
        let meaning = |word: &str| match word.to_lowercase().as_str() {
            "f" | "female" | "woman" | "여" | "여자" | "여성" => "female",
            "m" | "male" | "man" | "남" | "남자" | "남성" => "male",
            _ => "",
        };
        let listed: Vec<String> = words
            .iter()
            .take(LISTED)
            .map(|word| format!("{} = {}", quoted(word), quoted(meaning(word))))
            .collect();
        format!("{{ {} }}", listed.join(", "))
    }

    fn cells(&self, name: &str) -> Vec<&'draft str> {
        let Some(place) = self.sample.header.iter().position(|header| header == name) else {
            return Vec::new();
        };
        let cells = self.sample.rows.iter().filter_map(|row| row.get(place).map(String::as_str));
        cells.filter(|cell| !cell.is_empty()).collect()
    }

    /// One record of `names` for each name that the file has.
    fn names(&mut self) {
        if let Some((family, _)) = self.halves()
            && let Kind::Name(language, _) = family.kind
        {
            self.one_name(&self.full_name.clone(), language, None);
        }
        let mut columns = self.whole_names();
        columns.extend(self.usable().filter(|column| matches!(column.kind, Kind::Name(_, Half::Others(_)))));
        for column in columns {
            self.used.push(&column.name);
            if let Kind::Name(language, half) = column.kind {
                self.one_name(&column.name, language, Some(half));
            }
        }
    }

    fn one_name(&mut self, name: &str, language: &str, half: Option<Half>) {
        let is_korean =
            self.columns.iter().any(|column| matches!(column.kind, Kind::Name("ko-Hang" | "ko-Hani", _)));
        self.line("[[record]]");
        self.line("table = \"names\"");
        match half {
            Some(Half::Others(Some(separator))) => self.line(format!(
                "each = {{ column = {}, split = {} }}  # GUESS: several names in a cell",
                quoted(name),
                quoted(separator)
            )),
            _ => self.line(format!("only_if = {{ column = {}, blank = false }}", quoted(name))),
        }
        self.line("[record.cells]");
        self.line(format!("subject = \"{}\"", self.person));
        self.line(format!("name = {}", quoted(name)));
        if language == "ko-Latn" && !is_korean {
            self.line("# language = { constant = \"en\" }  # TODO: the language of these names");
        } else {
            self.line(format!("language = {{ constant = {} }}  # GUESS: by its letters", quoted(language)));
        }
        if matches!(half, Some(Half::Others(_))) {
            self.line("kind = { constant = \"variant\" }  # GUESS");
        }
        self.line("");
    }

    fn year_of(&self, topic: Topic) -> Option<&'draft Column> {
        self.usable().find(|column| column.topic == topic && column.kind == Kind::Part(Part::Year))
    }

    /// The cell of a date about that, if the file has one.
    fn date(&mut self, topic: Topic) -> Option<String> {
        if let Some(year) = self.year_of(topic) {
            let (_, stem) = part_named(&year.name)?;
            self.used.push(&year.name);
            let mut parts = format!("year = {}", quoted(&year.name));
            for (part, key) in [(Part::Month, "month"), (Part::Day, "day")] {
                let is_it = |column: &&Column| {
                    column.kind == Kind::Part(part)
                        && part_named(&column.name).is_some_and(|(_, rest)| rest == stem)
                };
                let Some(column) = self.usable().find(is_it) else { break };
                self.used.push(&column.name);
                let _ = write!(parts, ", {key} = {}", quoted(&column.name));
            }
            let (words, marks) = self.words(year);
            return Some(format!(
                "{{ date = {{ {parts} }}{words} }}  # GUESS: blank months and days stay blank{marks}"
            ));
        }
        let is_dated = |kind: &Kind| matches!(kind, Kind::Dates(_) | Kind::EitherDates(..));
        let column = self.usable().find(|column| column.topic == topic && is_dated(&column.kind))?;
        self.used.push(&column.name);
        let name = quoted(&column.name);
        Some(match &column.kind {
            Kind::EitherDates(first, second) => format!(
                "{{ column = {name}, date_formats = [{}] }}  # TODO: or is it {second}? The sample does not tell",
                quoted(first)
            ),
            Kind::Dates(formats) => {
                let formats: Vec<String> = formats.iter().map(|format| quoted(format)).collect();
                let (words, marks) = self.words(column);
                format!(
                    "{{ column = {name}{words}, date_formats = [{}] }}  # GUESS{marks}",
                    formats.join(", ")
                )
            }
            _ => name,
        })
    }

    /// Words that are in a column of dates, as values to be filled in, and a remark about them.
    fn words(&self, column: &Column) -> (String, &'static str) {
        let words = words_among_dates(&column.kind, &self.cells(&column.name));
        if words.is_empty() {
            return (String::new(), "");
        }
        let listed: Vec<String> =
            words.iter().take(LISTED).map(|word| format!("{} = \"\"", quoted(word))).collect();
        (
            format!(", values = {{ {} }}", listed.join(", ")),
            "; TODO: what the words stand for (\"..\": still so; words for \"not known\" belong in blanks under [file])",
        )
    }

    fn few(&self, topic: Topic) -> Option<(&'draft str, &'draft [(String, usize)])> {
        self.usable().filter(|column| column.topic == topic).find_map(|column| match &column.kind {
            Kind::Few(words) => Some((column.name.as_str(), words.as_slice())),
            _ => None,
        })
    }

    fn postings(&mut self) {
        let (title, body) = (self.few(Topic::Title), self.few(Topic::Body));
        let (since, until) = (self.date(Topic::Since), self.date(Topic::Until));
        if title.is_none() && body.is_none() && since.is_none() && until.is_none() {
            return;
        }
        self.line("[[record]]");
        self.line("table = \"postings\"");
        self.line("[record.cells]");
        self.line(format!("official = \"{}\"", self.person));
        if let Some((name, _)) = title {
            self.line(format!("title_as_written = {}", quoted(name)));
        }
        if let Some(since) = since {
            self.line(format!("since = {since}"));
        }
        if let Some(until) = until {
            self.line(format!("until = {until}"));
            self.line(
                "# If a blank end means that the person is still in office: add default = \"..\" to until.",
            );
        }
        match body {
            None => self.line("organization = { constant = \"todo\" }  # TODO: the id of the body"),
            Some((name, words)) => {
                self.values(
                    "organization",
                    name,
                    words,
                    "the id of the body, which has to be in the archive",
                );
            }
        }
        match title {
            None => self.line("[record.cells.title]\nconstant = \"member\"  # TODO: the id of the title"),
            Some((name, words)) => self.values("title", name, words, "the id of the title, from titles.csv"),
        }
        self.line("");
    }

    /// A cell whose values are to be filled in.
    fn values(&mut self, cell: &str, column: &'draft str, words: &[(String, usize)], what: &str) {
        self.used.push(column);
        self.line(format!("[record.cells.{cell}]"));
        self.line(format!("column = {}", quoted(column)));
        self.line("other = \"error\"  # what is not listed; keep and blank are the others");
        self.line(format!("[record.cells.{cell}.values]  # TODO: {what}"));
        for (word, rows) in words.iter().take(LISTED) {
            let times = if *rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
            self.line(format!("{} = \"\"  # {times}", quoted(word)));
        }
    }

    fn facts(&mut self) {
        for (topic, attribute) in [(Topic::Born, "born"), (Topic::Died, "died")] {
            let Some(date) = self.date(topic) else { continue };
            self.line("# The attribute has to be in the archive: attributes.csv.");
            self.line("[[record]]");
            self.line("table = \"facts\"");
            let column = self.used.iter().rev().find(|name| {
                self.columns.iter().any(|column| {
                    column.name == **name
                        && column.topic == topic
                        && matches!(
                            column.kind,
                            Kind::Part(Part::Year) | Kind::Dates(_) | Kind::EitherDates(..)
                        )
                })
            });
            if let Some(column) = column {
                let condition = format!("only_if = {{ column = {}, blank = false }}", quoted(column));
                self.line(condition);
            }
            self.line("[record.cells]");
            self.line(format!("subject = \"{}\"", self.person));
            self.line(format!("attribute = {{ constant = \"{attribute}\" }}"));
            self.line(format!("value = {date}"));
            self.line("");
        }
    }

    /// Names the columns that nothing was made of.
    fn rest(&mut self) {
        let left: Vec<String> = self
            .columns
            .iter()
            .filter(|column| !self.used.contains(&column.name.as_str()))
            .map(|column| {
                let what = match &column.kind {
                    Kind::Blank => "blank in the sample",
                    Kind::Key(_) => "a key",
                    Kind::Part(_) | Kind::Dates(_) | Kind::EitherDates(..) => "a date",
                    Kind::Few(_) => "a few words",
                    Kind::Name(..) => "a name",
                    Kind::Sex => "a sex",
                    Kind::Text => "text",
                };
                format!("#   {}  ({what})", quoted(&column.name))
            })
            .collect();
        if !left.is_empty() {
            self.line("# Columns that are not used:");
            for line in left {
                self.line(line);
            }
        }
    }
}
