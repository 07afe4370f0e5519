//! Records in the order of their keys, however many there are: an external merge sort in bounded memory.
//!
//! Records are gathered in memory until they fill [`GATHERED`] bytes, then sorted and written to a temporary file that
//! has no name; at the end these runs are merged. SQLite's own sorter does the same, at three times the cost: a record
//! passes through a table and the sorter's own format on its way (see docs/performance.md).

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::error::Error;

/// What can go wrong while records are given.
pub enum Failure {
    /// A temporary file cannot be read or written.
    File(io::Error),
    /// Whoever takes the records fails.
    Taking(Error),
}

impl Failure {
    /// The error for the analyst; `of_file` says what the temporary file was for.
    pub fn or(self, of_file: fn(io::Error) -> Error) -> Error {
        match self {
            Failure::File(error) => of_file(error),
            Failure::Taking(error) => error,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::File(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Taking(error)
    }
}

/// How many bytes of records are held in memory. A record may be longer; it is then held alone.
pub const GATHERED: usize = 32 << 20;
/// How much of each run is read ahead while runs are merged.
const READ_AHEAD: usize = 1 << 16;

/// Records that come out in the order of their keys, and of one key in the order in which they came.
#[derive(Debug)]
pub struct Sorter {
    gathered: Vec<u8>,
    places: Vec<Place>,
    runs: Vec<File>,
    count: u64,
    limit: usize,
}

/// A record in memory.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The first bytes of the key, so that most comparisons look at nothing else.
    first: u64,
    from: usize,
    key: u32,
    content: u32,
}

impl Place {
    fn key<'a>(&self, gathered: &'a [u8]) -> &'a [u8] {
        &gathered[self.from..self.from + self.key as usize]
    }

    fn content<'a>(&self, gathered: &'a [u8]) -> &'a [u8] {
        let from = self.from + self.key as usize;
        &gathered[from..from + self.content as usize]
    }
}

impl Default for Sorter {
    fn default() -> Sorter {
        Sorter::holding(GATHERED)
    }
}

impl Sorter {
    /// Begins with nothing; holds so many bytes of records in memory.
    #[must_use]
    pub fn holding(limit: usize) -> Sorter {
        Sorter { gathered: Vec::new(), places: Vec::new(), runs: Vec::new(), count: 0, limit }
    }

    /// How many records there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds a record; key and content have up to 4 GiB each.
    ///
    /// # Errors
    /// If a temporary file cannot be written.
    pub fn add(&mut self, key: &[u8], content: &[u8]) -> io::Result<()> {
        if !self.places.is_empty() && self.gathered.len() + key.len() + content.len() > self.limit {
            self.write_run()?;
        }
        let too_long = |_| io::Error::new(io::ErrorKind::InvalidInput, "the record is too long");
        let mut first = [0; 8];
        let shown = key.len().min(8);
        first[..shown].copy_from_slice(&key[..shown]);
        self.places.push(Place {
            first: u64::from_be_bytes(first),
            from: self.gathered.len(),
            key: u32::try_from(key.len()).map_err(too_long)?,
            content: u32::try_from(content.len()).map_err(too_long)?,
        });
        self.gathered.extend_from_slice(key);
        self.gathered.extend_from_slice(content);
        self.count += 1;
        Ok(())
    }

    fn sort_gathered(&mut self) {
        let gathered = &self.gathered;
        self.places.sort_by(|left, right| {
            left.first.cmp(&right.first).then_with(|| left.key(gathered).cmp(right.key(gathered)))
        });
    }

    fn write_run(&mut self) -> io::Result<()> {
        self.sort_gathered();
        let mut out = BufWriter::with_capacity(1 << 18, tempfile::tempfile()?);
        for place in &self.places {
            out.write_all(&place.key.to_le_bytes())?;
            out.write_all(&place.content.to_le_bytes())?;
            out.write_all(place.key(&self.gathered))?;
            out.write_all(place.content(&self.gathered))?;
        }
        self.runs.push(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.places.clear();
        self.gathered.clear();
        // What one long record needed is given back.
        self.gathered.shrink_to(self.limit);
        Ok(())
    }

    /// Gives the content of each record; may be asked for more than once.
    ///
    /// # Errors
    /// If a temporary file cannot be read, or what `take` gives.
    pub fn each<E: From<io::Error>>(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_record(|_, content| take(content))
    }

    /// Gives the key of each record.
    ///
    /// # Errors
    /// As [`Sorter::each`].
    pub fn each_key<E: From<io::Error>>(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_record(|key, _| take(key))
    }

    fn each_record<E: From<io::Error>>(
        &mut self,
        mut take: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.sort_gathered();
        if self.runs.is_empty() {
            for place in &self.places {
                take(place.key(&self.gathered), place.content(&self.gathered))?;
            }
            return Ok(());
        }
        if !self.places.is_empty() {
            self.write_run()?;
        }
        self.gathered = Vec::new();
        let mut heads = BinaryHeap::with_capacity(self.runs.len());
        for (number, file) in self.runs.iter().enumerate() {
            let mut file = file.try_clone()?;
            file.seek(SeekFrom::Start(0))?;
            let head = Head {
                number,
                file: BufReader::with_capacity(READ_AHEAD, file),
                key: Vec::new(),
                content: Vec::new(),
            };
            heads.extend(head.next()?.map(Reverse));
        }
        while let Some(Reverse(head)) = heads.pop() {
            take(&head.key, &head.content)?;
            heads.extend(head.next()?.map(Reverse));
        }
        Ok(())
    }
}

/// The record of a run that comes next.
struct Head {
    number: usize,
    file: BufReader<File>,
    key: Vec<u8>,
    content: Vec<u8>,
}

impl Head {
    /// With the next record of its run; none if there is none left.
    fn next(mut self) -> io::Result<Option<Head>> {
        let mut lengths = [0; 8];
        match self.file.read_exact(&mut lengths) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        let length = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_le_bytes) as usize;
        self.key.resize(length(&lengths[..4]), 0);
        self.content.resize(length(&lengths[4..]), 0);
        self.file.read_exact(&mut self.key)?;
        self.file.read_exact(&mut self.content)?;
        Ok(Some(self))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Head) -> Ordering {
        self.key.cmp(&other.key).then_with(|| self.number.cmp(&other.number))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Head) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Head) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is held in memory, records come out as a stable sort gives them, twice.
        #[test]
        fn records_come_out_in_order(
            records in prop::collection::vec(("[a-c]{0,12}", any::<u16>()), 0..200),
            limit in 1_usize..400,
        ) {
            let mut sorter = Sorter::holding(limit);
            for (key, content) in &records {
                sorter.add(key.as_bytes(), &content.to_le_bytes()).unwrap();
            }
            let mut expected = records.clone();
            expected.sort_by(|left, right| left.0.as_bytes().cmp(right.0.as_bytes()));
            let expected: Vec<u16> = expected.into_iter().map(|(_, content)| content).collect();
            for _ in 0..2 {
                let mut got = Vec::new();
                sorter
                    .each(|content| -> io::Result<()> {
                        got.push(u16::from_le_bytes([content[0], content[1]]));
                        Ok(())
                    })
                    .unwrap();
                prop_assert_eq!(&got, &expected);
            }
        }
    }
}
