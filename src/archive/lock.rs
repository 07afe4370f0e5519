//! Who is writing to an archive, if the system can say.

use std::path::Path;

use crate::error::Error;

/// The byte of a database that its writer locks (`RESERVED_BYTE`, <https://sqlite.org/lockingv3.html>).
const WRITER: u64 = 0x4000_0001;
/// The byte of the `-shm` file that the writer of a database in WAL mode locks (<https://sqlite.org/walformat.html>).
const WAL_WRITER: u64 = 120;

/// The program that is writing to the archive, with its process id; none where the system does not tell.
///
/// Linux lists all locks in `/proc/locks`. To ask for the locks of the file itself would give up this process' own.
#[must_use]
fn writer(archive: &Path) -> Option<String> {
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let shared = super::open::beside(archive, "-shm");
    let id = locks.lines().find_map(|line| {
        let lock = Lock::parse(line)?;
        let is_writer = (Some(lock.inode) == inode(archive) && lock.holds(WRITER))
            || (Some(lock.inode) == inode(&shared) && lock.holds(WAL_WRITER));
        (is_writer && lock.process != std::process::id()).then_some(lock.process)
    })?;
    let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
    Some(match name.trim() {
        "" => format!("process {id}"),
        name => format!("{name}, process {id}"),
    })
}

/// The error of a writer that has waited long enough for another one.
#[must_use]
pub fn in_the_way(archive: Option<&Path>) -> Error {
    let who = archive.and_then(writer).map(|who| format!(": {who}")).unwrap_or_default();
    Error::with_hint(
        format!("another program is writing to the archive{who}"),
        "wait until it is done and run the command again; nothing was changed",
    )
}

struct Lock {
    process: u32,
    inode: u64,
    first: u64,
    last: u64,
}

impl Lock {
    /// A line such as `1: POSIX  ADVISORY  WRITE 4711 00:31:1234 1073741825 1073741825`; none if it writes nothing.
    fn parse(line: &str) -> Option<Lock> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let place = words.iter().position(|word| *word == "WRITE")?;
        let last = words.get(place + 4)?;
        Some(Lock {
            process: words.get(place + 1)?.parse().ok()?,
            inode: words.get(place + 2)?.rsplit(':').next()?.parse().ok()?,
            first: words.get(place + 3)?.parse().ok()?,
            last: if *last == "EOF" { u64::MAX } else { last.parse().ok()? },
        })
    }

    fn holds(&self, byte: u64) -> bool {
        self.first <= byte && byte <= self.last
    }
}

#[cfg(unix)]
fn inode(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| file.ino())
}

#[cfg(not(unix))]
fn inode(_path: &Path) -> Option<u64> {
    None
}
