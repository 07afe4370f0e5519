//! Words that most archives need, with what the verdicts rely on: how many hold a title, of which type a value is.
//!
//! `template --starter` writes them as CSV files, and a word that is made from its name alone gets these cells.

use super::Table;

/// One word of a vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    table: &'static Table,
    line: &'static str,
}

/// The cells of each word, in the order of its table's columns. No cell has a comma.
const WORDS: &[(&str, &[&str])] = &[
    (
        "titles",
        &[
            "chair,Chair,head,one,1",
            "president,President,head,one,1",
            "general-secretary,General secretary,head,one,1",
            "acting-chair,Acting chair,acting-head,one,1",
            "deputy-chair,Deputy chair,,many,2",
            "secretary,Secretary,,many,3",
            "treasurer,Treasurer,,one,3",
            "spokesperson,Spokesperson,,many,4",
            "member,Member,,many,5",
        ],
    ),
    (
        "relation_kinds",
        &[
            "subordinate-to,is subordinate to,has the subordinate,yes",
            "chapter-of,is a chapter of,has the chapter,yes",
            "located-in,lies in,is the location of,no",
            "possibly-same-as,may be the same as,may be the same as,no",
            "now-known-as,is now,was formerly,no",
            "predecessor-of,is a predecessor of,is a successor of,no",
            "merged-into,was merged into,took in by merger,no",
        ],
    ),
    (
        "attributes",
        &[
            "born,date of birth,date,one,constant",
            "died,date of death,date,one,constant",
            "founded,date of founding,date,one,constant",
            "dissolved,date of dissolution,date,one,constant",
            "birthplace,place of birth,entity,one,constant",
            "members,number of members,number,one,changing",
            "purpose,what it is said to be for,text,many,changing",
            "assessment,what the author makes of it,text,many,changing",
        ],
    ),
    (
        "event_kinds",
        &[
            "appointment,Appointment or election",
            "congress,Congress",
            "demonstration,Demonstration",
            "founding,Founding",
            "meeting,Meeting",
            "merger,Merger",
            "split,Split",
            "statement,Statement",
            "strike,Strike",
        ],
    ),
    (
        "roles",
        &[
            "attendee,Attendee",
            "chair,Who chaired it",
            "elected,Elected at it",
            "organizer,Organizer",
            "removed,Removed from office at it",
            "speaker,Speaker",
        ],
    ),
];

/// The vocabularies that have starter words.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    WORDS.iter().filter_map(|(name, _)| Table::named(name))
}

/// The starter words of a vocabulary, in order.
pub fn words(table: &Table) -> impl Iterator<Item = Word> + use<> {
    let wanted = table.name;
    WORDS.iter().filter(move |(name, _)| *name == wanted).flat_map(|(name, lines)| {
        Table::named(name).into_iter().flat_map(|table| lines.iter().map(move |line| Word { table, line }))
    })
}

/// The starter word with this id.
#[must_use]
pub fn word(table: &Table, id: &str) -> Option<Word> {
    words(table).find(|word| word.cell("id") == Some(id))
}

impl Word {
    /// The cell of a column; none if it is blank.
    #[must_use]
    pub fn cell(self, column: &str) -> Option<&'static str> {
        let (place, _) = self.table.column(column)?;
        self.line.split(',').nth(place).filter(|cell| !cell.is_empty())
    }

    /// All its cells.
    pub fn cells(self) -> impl Iterator<Item = Option<&'static str>> {
        self.line.split(',').map(|cell| (!cell.is_empty()).then_some(cell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::RELIED_UPON;

    #[test]
    fn starter_words_fit_their_tables_and_have_all_that_the_rules_rely_on() {
        for table in tables() {
            for word in words(table) {
                assert_eq!(word.cells().count(), table.columns().count(), "{}", word.line);
            }
        }
        for (table, id) in RELIED_UPON {
            assert!(word(Table::named(table).unwrap(), id).is_some(), "{table} {id}");
        }
    }
}
