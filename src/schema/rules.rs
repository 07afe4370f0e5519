//! Rules that span the cells of a row: read by import, merge and `check`, and compared with the constraints of the archive.

use crate::error::Result;

/// What must hold between cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowRule {
    /// One of these two cells is given, and not the other.
    ExactlyOneOf {
        /// The columns.
        columns: [&'static str; 2],
        /// What to do if neither is given.
        if_neither: &'static str,
        /// What to do if both are given.
        if_both: &'static str,
    },
    /// These two cells name two things.
    Differ {
        /// The columns.
        columns: [&'static str; 2],
        /// What to do if they name one.
        hint: &'static str,
    },
    /// These two cells name entities of one kind. What is nowhere is a matter of references.
    SameKind {
        /// The columns.
        columns: [&'static str; 2],
        /// What to do if they do not.
        hint: &'static str,
    },
}

/// A cell as a rule sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen<'cell> {
    /// Nothing is given.
    Blank,
    /// Something is given that cannot be read.
    Bad,
    /// What is given.
    Cell(&'cell str),
}

impl<'cell> From<Option<&'cell str>> for Seen<'cell> {
    fn from(cell: Option<&'cell str>) -> Seen<'cell> {
        cell.map_or(Seen::Blank, Seen::Cell)
    }
}

/// How a row breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// What sort of mistake it is.
    pub cause: &'static str,
    /// The column at fault, if it is one.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

impl RowRule {
    /// Whether it takes the cells alone, and not what the archive holds.
    #[must_use]
    pub fn is_of_cells(&self) -> bool {
        !matches!(self, RowRule::SameKind { .. })
    }

    /// How a row breaks it, if it does; `kind_of` gives the table of an entity.
    ///
    /// # Errors
    /// What `kind_of` gives.
    pub fn breach<'cell>(
        &self,
        cell: impl Fn(&str) -> Seen<'cell>,
        mut kind_of: impl FnMut(&str) -> Result<Option<String>>,
    ) -> Result<Option<Breach>> {
        Ok(match *self {
            RowRule::ExactlyOneOf { columns: [one, other], if_neither, if_both } => {
                let (message, hint) = match (cell(one), cell(other)) {
                    (Seen::Blank, Seen::Blank) => (format!("{one} and {other} are both blank"), if_neither),
                    (Seen::Blank, _) | (_, Seen::Blank) => return Ok(None),
                    _ => (format!("{one} and {other} are both given"), if_both),
                };
                Some(Breach { cause: "one of two", column: None, message, hint })
            }
            RowRule::Differ { columns: [one, other], hint } => {
                let (Seen::Cell(left), Seen::Cell(right)) = (cell(one), cell(other)) else { return Ok(None) };
                let message = format!("{one} and {other} are the same id");
                (left == right).then_some(Breach { cause: "the same", column: Some(other), message, hint })
            }
            RowRule::SameKind { columns: [one, other], hint } => {
                let (Seen::Cell(left), Seen::Cell(right)) = (cell(one), cell(other)) else { return Ok(None) };
                let (Some(of_left), Some(of_right)) = (kind_of(left)?, kind_of(right)?) else {
                    return Ok(None);
                };
                let message = format!("\"{left}\" is in {of_left}, \"{right}\" in {of_right}");
                (of_left != of_right).then_some(Breach {
                    cause: "two kinds",
                    column: Some(other),
                    message,
                    hint,
                })
            }
        })
    }

    /// The constraint by which SQLite refuses a row that breaks it; none, if it takes more than the row.
    #[must_use]
    pub fn constraint(&self) -> Option<String> {
        match self {
            RowRule::ExactlyOneOf { columns: [one, other], .. } => {
                Some(format!("CHECK ((coalesce({one}, '') = '') <> (coalesce({other}, '') = ''))"))
            }
            RowRule::Differ { columns: [one, other], .. } => Some(format!("CHECK ({one} <> {other})")),
            RowRule::SameKind { .. } => None,
        }
    }
}
