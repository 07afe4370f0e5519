//! Sources without a date, an address or an archived copy.

use super::{Gap, Kind, Pass, Take, Wanted};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const UNDOCUMENTED: Sql = Sql { name: "undocumented", text: include_str!("undocumented.sql") };

/// The kinds `undated-source`, `source-without-address` and `source-without-copy`: of sources on which records rest,
/// other than the analyst's own judgements.
pub struct Undocumented {
    name: &'static str,
    meaning: &'static str,
    lacks: &'static str,
    would_close: &'static str,
}

impl Undocumented {
    /// No date of publication.
    pub const DATE: Undocumented = Undocumented {
        name: "undated-source",
        meaning: "a source without a date of publication, which never counts with --published-by",
        lacks: "date",
        would_close: "the date of the page, or of an archived copy of it",
    };
    /// No address.
    pub const ADDRESS: Undocumented = Undocumented {
        name: "source-without-address",
        meaning: "a source without an address",
        lacks: "address",
        would_close: "the address of the page or the document",
    };
    /// Neither the address of an archived copy nor a kept document.
    pub const COPY: Undocumented = Undocumented {
        name: "source-without-copy",
        meaning: "a source of which no copy is archived or kept",
        lacks: "copy",
        would_close: "a copy: orgarchive keep SOURCE FILE, or the address of one in archive_url",
    };
}

impl Kind for Undocumented {
    fn name(&self) -> &'static str {
        self.name
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[UNDOCUMENTED] }
    }

    fn passes(&self) -> &'static [Pass] {
        &[Pass::Sources]
    }
}

/// Gives the gaps of the kinds that are wanted.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    let kinds = [Undocumented::DATE, Undocumented::ADDRESS, Undocumented::COPY];
    reader.each(UNDOCUMENTED, &[], |row| {
        let (source, title): (String, String) = (row.get(0)?, row.get(1)?);
        if reader.leaves_out(&source) {
            return Ok(());
        }
        let records: i64 = row.get(2)?;
        let rest = if records == 1 { "1 record rests".to_owned() } else { format!("{records} records rest") };
        for kind in &kinds {
            if !wanted(kind.name) || !row.get::<_, bool>(kind.lacks)? {
                continue;
            }
            take(Gap {
                kind: kind.name,
                message: format!("{source} ({title}) has no {}; {rest} on it", kind.lacks),
                subject: source.clone(),
                others: Vec::new(),
                rank: None,
                days: None,
                weight: records,
                records: Vec::new(),
                sources: vec![source.clone()],
                would_close: kind.would_close.to_owned(),
            })?;
        }
        Ok(())
    })
}
