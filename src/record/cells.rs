//! What a single cell may hold.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::id::{is_record_id, is_slug, slug_like};
use super::refusal::Refusal;
use crate::date::{DateError, Edtf};
use crate::schema::{Column, Kind, Role, Table};
use crate::suggest;

/// The longest cell, in bytes: longer texts are documents.
pub const LONGEST_CELL: usize = 1 << 20;

/// A cell as the archive keeps it: trimmed and composed (NFC), its lines ended by LF as other programs end theirs with
/// CRLF; none if nothing is left.
#[must_use]
pub fn tidy(cell: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let trimmed = match cell {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    if trimmed.is_empty() {
        return None;
    }
    let trimmed = if trimmed.contains('\r') {
        Cow::Owned(trimmed.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        trimmed
    };
    if trimmed.is_ascii() || is_nfc_quick(trimmed.chars()) == IsNormalized::Yes {
        return Some(trimmed);
    }
    Some(Cow::Owned(trimmed.nfc().collect()))
}

/// Holds a tidy, non-blank cell against what its column may hold, and writes whole numbers in their plain form.
///
/// References, facts' values and what depends on other cells are checked elsewhere.
///
/// # Errors
/// If the cell is not what the column holds.
pub fn check<'cell>(
    table: &Table,
    column: &Column,
    cell: Cow<'cell, str>,
) -> Result<Cow<'cell, str>, Refusal> {
    let name = column.name;
    if cell.len() > LONGEST_CELL {
        return Err(Refusal::cell("too long", name, format!("the cell has {} bytes", cell.len())).with_hint(
            "a cell holds up to 1 MiB: give the passage that matters, and the address of the document",
        ));
    }
    if let Some(control) =
        cell.chars().find(|&letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
    {
        return Err(Refusal::cell(
            "control character",
            name,
            format!("the cell has the control character U+{:04X}", u32::from(control)),
        )
        .with_hint("delete it"));
    }
    match column.kind {
        Kind::Text | Kind::Value => Ok(cell),
        Kind::Id if table.has_record_ids() => record_id(name, cell),
        Kind::Id | Kind::Reference(_) | Kind::Entity | Kind::Event => slug(table, column, cell),
        Kind::Date => Edtf::parse_point(&cell).map(|_| ()).map_err(|error| date(name, error)).map(|()| cell),
        Kind::DateOrInterval => {
            Edtf::parse(&cell).map(|_| ()).map_err(|error| date(name, error)).map(|()| cell)
        }
        Kind::DateOrStill if cell == ".." => Ok(cell),
        Kind::DateOrStill => {
            Edtf::parse_point(&cell).map(|_| ()).map_err(|error| date(name, error)).map(|()| cell)
        }
        Kind::OneOf(words) => one_of(name, words, cell),
        Kind::Whole(least, most) => whole(name, least, most, &cell),
        Kind::Degrees(most) => degrees(name, most, cell),
        Kind::Url => url(name, cell),
        Kind::Language => language(name, cell),
    }
}

/// Whether a cell may be kept as it stands: [`tidy`] and [`check`] would change nothing. A blank one may.
#[must_use]
pub fn is_plain(table: &Table, column: &Column, cell: &str) -> bool {
    cell.is_empty()
        || matches!(tidy(Cow::Borrowed(cell)), Some(Cow::Borrowed(tidy)) if tidy.len() == cell.len())
            && check(table, column, Cow::Borrowed(cell)).is_ok_and(|checked| checked == cell)
}

/// A date that is refused, as a refusal of its cell.
pub fn date(column: &str, error: DateError) -> Refusal {
    let refusal = Refusal::cell("date", column, error.message);
    match error.hint {
        Some(hint) => refusal.with_hint(hint),
        None => refusal,
    }
}

fn record_id<'cell>(name: &str, cell: Cow<'cell, str>) -> Result<Cow<'cell, str>, Refusal> {
    if is_record_id(&cell) {
        return Ok(cell);
    }
    Err(Refusal::cell("id", name, format!("\"{cell}\" is not an id"))
        .with_hint("write up to 120 letters a-z, A-Z, digits, - _ . : without spaces, or leave it blank"))
}

fn slug<'cell>(table: &Table, column: &Column, cell: Cow<'cell, str>) -> Result<Cow<'cell, str>, Refusal> {
    let allowed = is_slug(&cell) || (column.kind == Kind::Event && is_record_id(&cell));
    if allowed {
        return Ok(cell);
    }
    let refusal = Refusal::cell("id", column.name, format!("\"{cell}\" is not an id"));
    let hint = "ids are up to 120 lower-case letters a-z, digits, - _ . without spaces";
    Err(match slug_like(&cell) {
        Some(slug) if is_slug(&slug) && column.kind == Kind::Id => {
            refusal.with_hint(format!("{hint}: write {slug}"))
        }
        _ if column.kind != Kind::Id && table.role != Role::Vocabulary => refusal.with_hint(format!(
            "{hint}; a reference is the id of a row, not its name, unless --resolve-names is given"
        )),
        _ => refusal.with_hint(hint),
    })
}

fn one_of<'cell>(name: &str, words: &[&str], cell: Cow<'cell, str>) -> Result<Cow<'cell, str>, Refusal> {
    if words.contains(&cell.as_ref()) {
        return Ok(cell);
    }
    let nearest = suggest::nearest(&cell, words.iter().copied(), 1);
    let list = words.join(", ");
    let hint = match nearest.first() {
        Some(word) => format!("did you mean {word}? it takes one of: {list}"),
        None => format!("it takes one of: {list}"),
    };
    Err(Refusal::cell("list", name, format!("\"{cell}\" is not on the list")).with_hint(hint))
}

fn whole<'cell>(name: &str, least: i64, most: i64, cell: &str) -> Result<Cow<'cell, str>, Refusal> {
    match cell.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(Cow::Owned(number.to_string())),
        _ => Err(Refusal::cell(
            "number",
            name,
            format!("\"{cell}\" is not a whole number from {least} to {most}"),
        )
        .with_hint(format!("write a whole number from {least} to {most}, or leave it blank"))),
    }
}

fn degrees<'cell>(name: &str, most: u32, cell: Cow<'cell, str>) -> Result<Cow<'cell, str>, Refusal> {
    let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    match cell.parse::<f64>() {
        Ok(number) if plain && number.abs() <= f64::from(most) => Ok(cell),
        _ => Err(Refusal::cell("coordinate", name, format!("\"{cell}\" is not a {name} in decimal degrees"))
            .with_hint(format!("write decimal degrees from -{most} to {most}, such as 39.0339"))),
    }
}

fn url<'cell>(name: &str, cell: Cow<'cell, str>) -> Result<Cow<'cell, str>, Refusal> {
    let is_address = url::Url::parse(&cell)
        .is_ok_and(|address| matches!(address.scheme(), "http" | "https") && address.has_host());
    if is_address && !cell.contains(char::is_whitespace) {
        return Ok(cell);
    }
    Err(Refusal::cell("address", name, format!("\"{cell}\" is not an http or https address")).with_hint(
        "write the whole address, such as https://example.org/page; what is not an address belongs in note",
    ))
}

fn language<'cell>(name: &str, cell: Cow<'cell, str>) -> Result<Cow<'cell, str>, Refusal> {
    match oxilangtag::LanguageTag::parse_and_normalize(&cell) {
        Ok(tag) if tag.as_str() == cell => Ok(cell),
        Ok(tag) => Ok(Cow::Owned(tag.into_inner())),
        Err(_) => Err(Refusal::cell("language", name, format!("\"{cell}\" is not a BCP 47 language tag"))
            .with_hint(
                "write a tag such as en, ko, ko-Hang (Hangul), ko-Hani (Hanja) or ko-Latn (romanized)",
            )),
    }
}
