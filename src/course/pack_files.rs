//! The files of a content pack, which somebody else has made: regular files of a bounded size, and nothing that leads out of its folder.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{ContentFile, PACK_FILE, Problem};
use crate::source::in_words;

/// What a pack consists of.
const PARTS: [&str; 4] = ["book", "labs", "quizzes", PACK_FILE];
/// More is no content, but a mistake in the folder's name.
const MOST_ENTRIES: usize = 10_000;
const MOST_BYTES: u64 = 100 * 1024 * 1024;

/// The files of a pack, read once and sorted by path, and what is wrong with the others. Nothing else of the folder is ever opened.
pub(super) fn read_files(folder: &Path) -> (Vec<ContentFile>, Vec<Problem>) {
    let mut reading = Reading { folder, entries: 0, bytes: 0, files: Vec::new(), problems: Vec::new() };
    PARTS.iter().for_each(|part| reading.take(part));
    if reading.entries > MOST_ENTRIES {
        reading.problems.push(Problem::of(".", format!("a pack has at most {MOST_ENTRIES} files and folders")));
    }
    let Reading { mut files, mut problems, .. } = reading;
    files.sort_by_key(|file| file.path);
    problems.sort_by(|a, b| a.file.cmp(&b.file));
    (files, problems)
}

struct Reading<'f> {
    folder: &'f Path,
    entries: usize,
    bytes: u64,
    files: Vec<ContentFile>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    /// A file, or a folder with all that is in it.
    fn take(&mut self, path: &str) {
        let metadata = match std::fs::symlink_metadata(self.folder.join(path)) {
            Ok(metadata) => metadata,
            // Whoever needs it says that it is missing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.problems.push(Problem::of(path, in_words(&error))),
        };
        self.entries += 1;
        if self.entries > MOST_ENTRIES {
            return;
        }
        let refused = if metadata.is_symlink() {
            Err("this is a link; a pack holds files and folders only".to_string())
        } else if metadata.is_dir() {
            self.take_folder(path)
        } else if metadata.is_file() {
            self.take_file(path)
        } else {
            Err("this is no file".to_string())
        };
        if let Err(reason) = refused {
            self.problems.push(Problem::of(path, reason));
        }
    }

    fn take_folder(&mut self, path: &str) -> Result<(), String> {
        let entries = std::fs::read_dir(self.folder.join(path)).map_err(|error| in_words(&error))?;
        for entry in entries.flatten() {
            match entry.file_name().to_str() {
                Some(name) => self.take(&format!("{path}/{name}")),
                None => self.problems.push(Problem::of(path, format!("the name of {:?} is not UTF-8", entry.file_name()))),
            }
            if self.entries > MOST_ENTRIES {
                break;
            }
        }
        Ok(())
    }

    fn take_file(&mut self, path: &str) -> Result<(), String> {
        let too_large = || format!("with this file the pack is larger than {} MiB", MOST_BYTES / 1024 / 1024);
        let left = MOST_BYTES - self.bytes;
        let file = open(&self.folder.join(path)).map_err(|error| in_words(&error))?;
        let metadata = file.metadata().map_err(|error| in_words(&error))?;
        if !metadata.is_file() {
            return Err("this is no file".to_string());
        }
        if metadata.len() > left {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        // It may grow meanwhile.
        file.take(left + 1).read_to_end(&mut bytes).map_err(|error| in_words(&error))?;
        let read = bytes.len() as u64;
        if read > left {
            return Err(too_large());
        }
        self.bytes += read;
        self.files.push(ContentFile::kept(path.to_string(), bytes));
        Ok(())
    }
}

/// Opens a file that was just seen to be none of these: it follows no link and waits for no writer of a pipe, whatever took its place.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use rustix::fs::{Mode, OFlags};

    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    File::open(path)
}
