//! Files that the program writes: each is there whole, or not at all.
//!
//! What is written goes to a file beside the target whose name nobody can guess, which takes the target's name once it is
//! complete and on the disk. So nobody reads half a file, a disk that is full costs nothing that was there before, and
//! a link that somebody else has put into the folder has no effect.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::{NamedTempFile, TempDir};

use crate::error::{Error, Result};

/// Who may read a new file.
#[derive(Debug, Clone, Copy)]
pub enum Readers<'path> {
    /// Whoever the settings of the system let read new files. A file that is replaced keeps its permissions.
    Usual,
    /// Nobody who may not read this file: what is written is a copy of what it holds.
    Of(&'path Path),
}

/// A file that is being written; dropped before its end, it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    target: Target,
    /// Set when the analyst interrupts: nothing more is then written.
    interrupted: Arc<AtomicBool>,
}

#[derive(Debug)]
enum Target {
    /// A file beside the one that is to be.
    Beside(NamedTempFile),
    /// A device or a pipe, such as `/dev/stdout`: it can only be written to, not replaced.
    Stream(File),
}

impl WholeFile {
    /// Begins to write a file, which gets its name at the end.
    ///
    /// # Errors
    /// If its folder is not there or cannot be written.
    pub fn begin(path: &Path, readers: Readers<'_>) -> Result<WholeFile> {
        let failed = || Error::file(path);
        if is_stream(path) {
            let file = File::options().write(true).open(path).map_err(failed())?;
            return Ok(WholeFile {
                path: path.to_path_buf(),
                target: Target::Stream(file),
                interrupted: Arc::default(),
            });
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".orgarchive-").suffix(".unfinished");
        let options = new_file(readers);
        let file = builder.make_in(folder_of(path), |path| options.open(path)).map_err(failed())?;
        if let (Readers::Usual, Ok(before)) = (readers, std::fs::symlink_metadata(path))
            && before.is_file()
        {
            keep_permissions(file.as_file(), &before).map_err(failed())?;
        }
        Ok(WholeFile { path: path.to_path_buf(), target: Target::Beside(file), interrupted: Arc::default() })
    }

    /// Writing it fails from the moment at which the analyst interrupts.
    #[must_use]
    pub fn until(mut self, interrupted: &Arc<AtomicBool>) -> WholeFile {
        self.interrupted = Arc::clone(interrupted);
        self
    }

    /// Where it is written until it is complete.
    #[must_use]
    pub fn path_meanwhile(&self) -> &Path {
        match &self.target {
            Target::Beside(file) => file.path(),
            Target::Stream(_) => &self.path,
        }
    }

    /// Puts it on the disk, unless the analyst has interrupted. What comes after this is not stopped any more: of files that
    /// belong together, some would be new.
    fn sync(&self) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        match &self.target {
            Target::Stream(_) => Ok(()),
            Target::Beside(file) => file.as_file().sync_all().map_err(Error::file(&self.path)),
        }
    }

    /// Ends it: it takes the place of the file, or the link, that had its name.
    ///
    /// # Errors
    /// If it cannot be written to the disk.
    pub fn replace(self) -> Result<()> {
        self.sync()?;
        self.take_name()
    }

    fn take_name(self) -> Result<()> {
        let WholeFile { path, target, .. } = self;
        match target {
            Target::Stream(_) => Ok(()),
            Target::Beside(file) => {
                file.persist(&path).map(drop).map_err(|error| Error::file(&path)(error.error))
            }
        }
    }

    /// Ends it under the first of some names that is free; gives that.
    ///
    /// # Errors
    /// If none is free (its kind is then [`io::ErrorKind::AlreadyExists`]), or it cannot be written to the disk.
    pub fn add_as(self, names: impl IntoIterator<Item = PathBuf>) -> io::Result<PathBuf> {
        let Target::Beside(mut file) = self.target else { return Ok(self.path) };
        file.as_file().sync_all()?;
        for name in names {
            match file.persist_noclobber(&name) {
                Ok(_) => return Ok(name),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
                Err(error) => return Err(error.error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Ends it, if nothing has its name.
    ///
    /// # Errors
    /// If something has (its kind is then [`io::ErrorKind::AlreadyExists`]), or it cannot be written to the disk.
    pub fn add(self) -> io::Result<()> {
        let path = self.path.clone();
        self.add_as([path]).map(drop)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.interrupted.load(Ordering::Relaxed) {
            // Not as an error of the kind `Interrupted`: after that one a writer tries again.
            return Err(io::Error::other("interrupted"));
        }
        match &mut self.target {
            Target::Beside(file) => file.write(bytes),
            Target::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Beside(file) => file.flush(),
            Target::Stream(file) => file.flush(),
        }
    }
}

/// A folder that is being written, beside the one whose place it takes; dropped before its end, it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFolder {
    path: PathBuf,
    around: TempDir,
    interrupted: Arc<AtomicBool>,
}

impl WholeFolder {
    /// Begins to write a folder. One that is there already is replaced if it is empty, or holds a file of this name that
    /// begins like one of ours, as `is_ours` says.
    ///
    /// # Errors
    /// If something else is there, or its folder cannot be written.
    pub fn begin(
        path: &Path,
        (marker, is_ours): (&str, &dyn Fn(&str) -> bool),
        interrupted: &Arc<AtomicBool>,
    ) -> Result<WholeFolder> {
        if std::fs::symlink_metadata(path).is_ok() {
            let mut inside = std::fs::read_dir(path).map_err(Error::file(path))?;
            let is_replaced = inside.next().is_none()
                || std::fs::read_to_string(path.join(marker)).is_ok_and(|text| is_ours(&text));
            if !is_replaced {
                return Err(Error::with_hint(
                    format!("{}: this folder holds other files", path.display()),
                    "name a new folder, or one that this command made: -o FOLDER",
                ));
            }
        }
        let mut builder = tempfile::Builder::new();
        let around = builder
            .prefix(".orgarchive-")
            .suffix(".unfinished")
            .tempdir_in(folder_of(path))
            .map_err(Error::file(path))?;
        std::fs::create_dir(around.path().join("new")).map_err(Error::file(path))?;
        Ok(WholeFolder { path: path.to_path_buf(), around, interrupted: Arc::clone(interrupted) })
    }

    /// Writes a file in it, by its path from there.
    ///
    /// # Errors
    /// If it cannot be written, or the analyst interrupts.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let (file, shown) = (self.around.path().join("new").join(name), self.path.join(name));
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(&shown))?;
        }
        std::fs::write(&file, content).map_err(Error::file(&shown))
    }

    /// Ends it: it takes its place.
    ///
    /// # Errors
    /// If it cannot; what was there is there still.
    pub fn replace(self) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let (new, before) = (self.around.path().join("new"), self.around.path().join("before"));
        let was_there = std::fs::symlink_metadata(&self.path).is_ok();
        if was_there {
            std::fs::rename(&self.path, &before).map_err(Error::file(&self.path))?;
        }
        std::fs::rename(&new, &self.path).map_err(|error| {
            if was_there && std::fs::rename(&before, &self.path).is_err() {
                // What was there must not go with the folder around it.
                let kept = self.path.with_extension("before");
                drop(std::fs::rename(&before, kept));
            }
            Error::file(&self.path)(error)
        })
    }
}

/// Ends several files that belong together: all of them are on the disk before the first takes its name.
///
/// # Errors
/// If one cannot be written to the disk; then none has taken its name. If one cannot take its name, the error says which did.
pub fn replace_all(files: Vec<WholeFile>) -> Result<()> {
    for file in &files {
        file.sync()?;
    }
    let mut replaced: Vec<String> = Vec::new();
    for file in files {
        let path = file.path.display().to_string();
        if let Err(error) = file.take_name() {
            return Err(match replaced.as_slice() {
                [] => error,
                replaced => Error::with_hint(
                    error.to_string(),
                    format!(
                        "these files are complete and new: {}; write the others again",
                        replaced.join(", ")
                    ),
                ),
            });
        }
        replaced.push(path);
    }
    Ok(())
}

/// What is there and can be written to, but is not a plain file; and `/dev/stdout`, whatever it leads to.
fn is_stream(path: &Path) -> bool {
    let is_of_the_system = path.starts_with("/dev") || path.starts_with("/proc");
    let is_special = std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir());
    is_special || is_of_the_system && std::fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// How a file is made: new, and for these readers.
#[cfg(unix)]
fn new_file(readers: Readers<'_>) -> OpenOptions {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    /// What a new file may be at most; the system takes away what its settings do not allow.
    const USUAL: u32 = 0o666;
    /// The program itself has to be able to write it.
    const OWN: u32 = 0o600;
    let mode = match readers {
        Readers::Usual => USUAL,
        Readers::Of(path) => std::fs::metadata(path).map_or(OWN, |about| about.permissions().mode() & USUAL),
    };
    let mut options = File::options();
    options.read(true).write(true).create_new(true).mode(mode | OWN);
    options
}

#[cfg(not(unix))]
fn new_file(_: Readers<'_>) -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    options
}

#[cfg(unix)]
fn keep_permissions(file: &File, before: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let about = file.metadata()?;
    if (about.uid(), about.gid()) != (before.uid(), before.gid()) {
        // Only root may give a file away; for others it is theirs from now on.
        let _ = std::os::unix::fs::fchown(file, Some(before.uid()), Some(before.gid()));
    }
    file.set_permissions(std::fs::Permissions::from_mode(before.permissions().mode() & 0o777))
}

#[cfg(not(unix))]
fn keep_permissions(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file at once, in the place of the one that had its name.
    fn replace(path: &Path, content: &[u8]) -> Result<()> {
        let mut file = WholeFile::begin(path, Readers::Usual)?;
        file.write_all(content).map_err(Error::file(path))?;
        file.replace()
    }

    #[test]
    fn what_is_dropped_before_its_end_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "before").unwrap();
        let mut file = WholeFile::begin(&path, Readers::Usual).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), b"before");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn files_that_belong_together_are_all_written_or_the_error_says_which() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a", "b"].map(|name| folder.path().join(name));
        let begun = || -> Vec<WholeFile> {
            let begin = |path: &PathBuf| {
                let mut file = WholeFile::begin(path, Readers::Usual).unwrap();
                file.write_all(b"new").unwrap();
                file
            };
            paths.iter().map(begin).collect()
        };
        replace_all(begun()).unwrap();
        assert!(paths.iter().all(|path| std::fs::read(path).unwrap() == b"new"));
        std::fs::remove_file(&paths[1]).unwrap();
        let files = begun();
        std::fs::create_dir_all(paths[1].join("in the way")).unwrap();
        let error = replace_all(files).unwrap_err();
        assert!(error.to_string().contains("/b: "), "{error}");
        assert!(
            error.hint().unwrap().contains("complete and new: ") && error.hint().unwrap().contains("/a;")
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn the_first_free_name_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["a", "b", "c"].map(|name| folder.path().join(name));
        std::fs::write(&names[0], "there").unwrap();
        let begin = || WholeFile::begin(&names[0], Readers::Usual).unwrap();
        assert_eq!(begin().add_as(names.clone()).unwrap(), names[1]);
        assert_eq!(begin().add().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&names[0]).unwrap(), b"there");
    }

    #[test]
    fn nothing_is_written_or_named_after_an_interruption() {
        let folder = tempfile::tempdir().unwrap();
        let interrupted = Arc::new(AtomicBool::new(false));
        let begin = |name: &str| {
            WholeFile::begin(&folder.path().join(name), Readers::Usual).unwrap().until(&interrupted)
        };
        let (mut first, second, third) = (begin("a"), begin("b"), begin("c"));
        interrupted.store(true, Ordering::Relaxed);
        assert!(first.write_all(b"late").is_err());
        assert!(matches!(replace_all(vec![first, second]), Err(Error::Interrupted)));
        assert!(matches!(third.replace(), Err(Error::Interrupted)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_is_there_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (path, never) = (folder.path().join("site"), Arc::default());
        let begin = || WholeFolder::begin(&path, ("mark", &|text| text == "ours"), &never);
        let first = begin().unwrap();
        first.write("mark", b"ours").unwrap();
        first.write("below/page", b"first").unwrap();
        assert!(!path.exists());
        first.replace().unwrap();
        let second = begin().unwrap();
        second.write("mark", b"theirs").unwrap();
        assert_eq!(std::fs::read(path.join("below/page")).unwrap(), b"first");
        second.replace().unwrap();
        assert!(!path.join("below").exists());
        assert!(begin().unwrap_err().to_string().contains("holds other files"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_interruption_does_not_come_between_the_names() {
        let folder = tempfile::tempdir().unwrap();
        let interrupted = Arc::new(AtomicBool::new(false));
        let file = WholeFile::begin(&folder.path().join("a"), Readers::Usual).unwrap().until(&interrupted);
        file.sync().unwrap();
        interrupted.store(true, Ordering::Relaxed);
        file.take_name().unwrap();
        assert!(folder.path().join("a").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_written_to_and_links_to_files_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        replace(Path::new("/dev/null"), b"nothing").unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
        let (link, other) = (folder.path().join("link"), folder.path().join("other"));
        std::fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &link).unwrap();
        replace(&link, b"ours").unwrap();
        assert_eq!(std::fs::read(&other).unwrap(), b"theirs");
        assert_eq!(std::fs::read(&link).unwrap(), b"ours");
    }

    #[test]
    fn errors_name_the_file_that_was_asked_for() {
        let error = replace(Path::new("no/such/folder/file.txt"), b"").unwrap_err().to_string();
        assert_eq!(error, "no/such/folder/file.txt: No such file or directory (os error 2)");
    }
}
