//! From pages to a site: sources in a workshop, mdBook in process, and the result moved into place.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use super::BookError;
use super::destination::Destination;
use super::pages::sources;
use crate::course::{ContentFile, Course};
use crate::lint::rules;

/// A finished book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Its folder, as an absolute path.
    pub folder: PathBuf,
    /// The page to open first.
    pub index: PathBuf,
    /// How many pages it has.
    pub pages: usize,
}

/// Makes the book of a course and of all rules, and puts it where it belongs. A folder that holds a book already is
/// replaced as a whole; when something fails, it stays as it was.
///
/// # Errors
/// When the folder may not be replaced or cannot be written, or when the pages cannot be made.
pub fn build(course: &Course, folder: &Path) -> Result<Built, BookError> {
    let destination = Destination::prepare(folder)?;
    let workshop = destination.workshop();
    let sources = sources(course, rules())?;
    write(&workshop.join("src/SUMMARY.md"), sources.contents.as_bytes())?;
    for page in &sources.pages {
        write(&workshop.join("src").join(&page.path), page.text.as_bytes())?;
    }
    for file in ContentFile::below("book/theme") {
        write(&workshop.join(file.path.trim_start_matches("book/")), file.bytes)?;
    }
    let mut config = Config::from_str(include_str!("../../book/book.toml")).map_err(BookError::Pages)?;
    config.book.src = PathBuf::from("src");
    config.build.build_dir = PathBuf::from("site");
    let book = MDBook::load_with_config(workshop, config).map_err(BookError::Pages)?;
    book.build().map_err(BookError::Pages)?;
    let site = workshop.join("site");
    let folder = destination.publish(&site)?;
    Ok(Built { index: folder.join("index.html"), folder, pages: sources.pages.len() })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), BookError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(BookError::io("create", parent))?;
    }
    std::fs::write(path, bytes).map_err(BookError::io("write", path))
}
