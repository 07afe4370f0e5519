//! Tables that are sorted by their first column and searched where they lie: reading them first would take longer than a search.

/// A table in a file, its lines in the order of the bytes of their first cells.
#[derive(Debug)]
pub(super) struct Sorted(&'static str);

impl Sorted {
    /// The table of a file: comments and the line of column names come first.
    pub const fn new(text: &'static str) -> Sorted {
        Sorted(text)
    }

    /// The lines, without comments and the names of the columns.
    fn body(&self) -> &'static str {
        let mut body = self.0;
        while body.starts_with('#') {
            body = body.split_once('\n').map_or("", |(_, rest)| rest);
        }
        body.split_once('\n').map_or("", |(_, rest)| rest)
    }

    /// The rest of the line whose first cell is this text, if there is one.
    pub fn get(&self, wanted: &str) -> Option<&'static str> {
        let mut rest = self.body();
        while !rest.is_empty() {
            let middle = rest.floor_char_boundary(rest.len() / 2);
            let begin = rest[..middle].rfind('\n').map_or(0, |at| at + 1);
            let end = rest[begin..].find('\n').map_or(rest.len(), |length| begin + length);
            let line = &rest[begin..end];
            let (cell, others) = line.split_once('\t').unwrap_or((line, ""));
            match wanted.cmp(cell) {
                std::cmp::Ordering::Equal => return Some(others),
                std::cmp::Ordering::Less => rest = &rest[..begin],
                std::cmp::Ordering::Greater => rest = rest.get(end + 1..).unwrap_or_default(),
            }
        }
        None
    }

    /// The lines as they are.
    #[cfg(test)]
    pub fn lines(&self) -> impl Iterator<Item = &'static str> {
        self.body().lines()
    }
}
