//! Regular expressions, as far as a profile may go with them.

use regex::{Regex, RegexBuilder};

use super::document::{Document, Text};
use super::model::Pattern;
use super::template::Template;

/// The largest compiled expression, in bytes: what a profile needs is far smaller.
const LARGEST: usize = 1 << 20;

/// Compiles an expression; none, with a complaint, if it is not valid or too large.
pub fn compile(document: &Document<'_>, text: &Text) -> Option<Regex> {
    match RegexBuilder::new(&text.text).size_limit(LARGEST).dfa_size_limit(LARGEST).build() {
        Ok(regex) => Some(regex),
        Err(regex::Error::CompiledTooBig(_)) => {
            document.complain(
                text.at,
                "the pattern is too large",
                "use smaller repetitions: a compiled pattern may have up to 1 MiB",
            );
            None
        }
        Err(error) => {
            let told = error.to_string();
            let reason = told.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            document.complain(
                text.at,
                format!("this is not a regular expression: {reason}"),
                "the syntax is that of https://docs.rs/regex; in '…' TOML leaves backslashes alone",
            );
            None
        }
    }
}

/// A pattern with what it takes: the captures named in `take`, else its only capture, else all that it matches.
pub fn pattern(document: &Document<'_>, text: &Text, take: Option<&Text>) -> Option<Pattern> {
    let regex = compile(document, text)?;
    let names: Vec<String> = regex
        .capture_names()
        .enumerate()
        .map(|(place, name)| name.map_or_else(|| place.to_string(), str::to_owned))
        .collect();
    let take = match take {
        Some(take) => match Template::parse(&take.text) {
            Err(message) => {
                document.complain(take.at, message, "take names captures, such as {year}-{month} or {1}");
                return None;
            }
            Ok(template) => {
                let by_number = |name: &str| name.parse::<usize>().ok().filter(|place| *place < names.len());
                let place =
                    |name: &str| names.iter().position(|known| known == name).or_else(|| by_number(name));
                if let Some(unknown) = template.fields().find(|name| place(name.as_str()).is_none()) {
                    document.complain(
                        take.at,
                        format!("the pattern has no capture \"{unknown}\""),
                        format!("its captures are {}", names.join(", ")),
                    );
                    return None;
                }
                template.map(|name| place(&name).unwrap_or(0))
            }
        },
        None if names.len() > 2 => {
            document.complain(
                text.at,
                format!(
                    "the pattern has {} captures and take does not say which one is used",
                    names.len() - 1
                ),
                "add take, such as take = \"{1}-{2}\", or write (?:…) for groups that are not used",
            );
            return None;
        }
        None => {
            let only = names.len() - 1;
            Template::parse("{0}").ok()?.map(|_| only)
        }
    };
    Some(Pattern { regex, take })
}
