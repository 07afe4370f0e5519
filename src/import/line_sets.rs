//! Sets of lines, one for each file of a run: a bit for each line, since most lines of a bad file may be in them.

use std::collections::HashMap;

/// Lines of the files of a run.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    by_file: HashMap<u32, Vec<u64>>,
}

impl Lines {
    /// Adds a line of a file; returns whether it is new.
    pub fn insert(&mut self, file: u32, line: u64) -> bool {
        let bits = self.by_file.entry(file).or_default();
        let (place, bit) = place(line);
        if bits.len() <= place {
            bits.resize(place + 1, 0);
        }
        let is_new = bits[place] & bit == 0;
        bits[place] |= bit;
        is_new
    }

    /// Whether it has this line.
    #[must_use]
    pub fn has(&self, file: u32, line: u64) -> bool {
        let (place, bit) = place(line);
        self.by_file.get(&file).and_then(|bits| bits.get(place)).is_some_and(|bits| bits & bit != 0)
    }

    /// How many lines of a file it has.
    #[must_use]
    pub fn count(&self, file: u32) -> u64 {
        self.by_file.get(&file).map_or(0, |bits| bits.iter().map(|bits| u64::from(bits.count_ones())).sum())
    }
}

fn place(line: u64) -> (usize, u64) {
    (usize::try_from(line / 64).unwrap_or(usize::MAX), 1 << (line % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_new_once_and_in_its_own_file() {
        let mut lines = Lines::default();
        assert!(lines.insert(0, 64) && !lines.insert(0, 64) && lines.insert(1, 64) && lines.insert(0, 2));
        assert!(lines.has(0, 2) && !lines.has(1, 2) && !lines.has(0, 1_000_000));
        assert_eq!((lines.count(0), lines.count(1), lines.count(2)), (2, 1, 0));
    }
}
