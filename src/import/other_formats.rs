//! Files that are not CSV, recognized by their first bytes and refused by name.

/// What a file is, if it is surely no CSV, and what to do with it; by the first bytes of its content.
#[must_use]
pub fn kind_of(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const SHEET: &str = "open it there and save the sheet as \"CSV UTF-8\"";
    const NAMED: &str = "give it the ending .xlsx or .ods, and import reads its sheets";
    const JSON: &str =
        "give it the ending .json, or .ndjson if each line is an object; or say so: --format json";
    let holds = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
    let begins =
        |part: &str| text.get(..part.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(part.as_bytes()));
    if head.starts_with(b"PK\x03\x04") {
        return Some(if holds(b"opendocument.spreadsheet") {
            ("a spreadsheet (.ods)", NAMED)
        } else if holds(b"[Content_Types].xml") || holds(b"xl/") {
            ("a spreadsheet (.xlsx)", NAMED)
        } else {
            ("a ZIP file", "unpack it and import the CSV files in it")
        });
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(("a spreadsheet or document of old Office programs (.xls)", SHEET));
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Some((
            "an SQLite database",
            "if it is an archive, join it into this one: orgarchive merge FILE",
        ));
    }
    if head.starts_with(b"%PDF-") {
        return Some((
            "a PDF document",
            "a document can be kept beside its source: orgarchive keep SOURCE FILE",
        ));
    }
    if head.starts_with(b"PAR1") {
        return Some(("a Parquet file", "write it as CSV: duckdb -c \"COPY (FROM 'FILE') TO 'FILE.csv'\""));
    }
    if begins("<!doctype") || begins("<html") || begins("<?xml") {
        return Some(("a web page or XML", "save its table as a CSV file"));
    }
    let after = |bytes: &[u8]| bytes.get(1..).unwrap_or_default().trim_ascii_start().first().copied();
    match text.first() {
        // A name in a header may begin with a bracket, but no record of JSON begins with a letter.
        Some(b'{') if matches!(after(text), Some(b'"' | b'}') | None) => Some(("JSON", JSON)),
        Some(b'[') if matches!(after(text), Some(b'{' | b'[' | b'"' | b']') | None) => Some(("JSON", JSON)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_csv_is_named_and_csv_is_not() {
        for (head, kind) in [
            (b"PK\x03\x04\x14\0[Content_Types].xml".as_slice(), "a spreadsheet (.xlsx)"),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "a spreadsheet (.ods)"),
            (b"{\"id\":1}", "JSON"),
            (b"\xef\xbb\xbf[\n  {\"id\"", "JSON"),
            (b"<!DOCTYPE html>", "a web page or XML"),
        ] {
            assert_eq!(kind_of(head).map(|(kind, _)| kind), Some(kind));
        }
        for head in ["", "id,name\n", "[id],[name]\n", "{id},x\n", "\"id\",\"name\"\n", "PK,name\n"] {
            assert_eq!(kind_of(head.as_bytes()), None, "{head}");
        }
    }
}
