//! Paths as they are seen from the folder of a configuration or a baseline.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// The path from the root on, without `.` and `..`; links are not followed, since they are part of how a file is named.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

/// How a path is written from `folder`, which is absolute: with `/` on every system, and `..` for what lies elsewhere.
pub fn seen_from(folder: &Path, path: &Path) -> String {
    let path = absolute(path);
    let (folder, path): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let common = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = folder[common..].iter().map(|_| "..".to_string());
    let down = path[common..].iter().map(|component| component.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A pattern of paths below the folder of a configuration, as .gitignore has them: `*` stays within a folder, `**` goes through any number;
/// a pattern without `/` fits a name in any folder, and one that ends with `/` everything below.
#[derive(Debug, Clone)]
pub struct PathPattern {
    written: String,
    matcher: GlobMatcher,
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(written: &str) -> Result<Self, String> {
        Self::read(written, true)
    }

    /// Reads a pattern where a name without `/` means the one file in the folder of the configuration.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse_file(written: &str) -> Result<Self, String> {
        Self::read(written, !is_plain(written))
    }

    fn read(written: &str, is_loose: bool) -> Result<Self, String> {
        let plain = written.strip_prefix("./").unwrap_or(written);
        if plain.is_empty() {
            return Err("an empty pattern fits no file".to_string());
        }
        if plain.starts_with('/') || plain.split('/').any(|part| part == "..") {
            return Err(format!("{written:?} leads out of the folder of the configuration"));
        }
        let below = if plain.ends_with('/') { format!("{plain}**") } else { plain.to_string() };
        let anywhere = if below.contains('/') || !is_loose { below } else { format!("**/{below}") };
        let glob = GlobBuilder::new(&anywhere).literal_separator(true).build();
        let glob = glob.map_err(|error| format!("{written:?} is no pattern of paths: {}", error.kind()))?;
        Ok(Self { written: written.to_string(), matcher: glob.compile_matcher() })
    }

    /// Whether it fits a path as it is [`seen_from`] the folder.
    pub fn fits(&self, path: &str) -> bool {
        !path.starts_with("../") && self.matcher.is_match(path)
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The one file that it fits, where it is no pattern.
    pub fn only_file(&self) -> Option<&str> {
        Some(self.written.as_str()).filter(|written| is_plain(written))
    }
}

fn is_plain(written: &str) -> bool {
    !written.contains(['*', '?', '[', '{']) && !written.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_gitignore() {
        let cases = [
            ("*.json", "td.json", true),
            ("*.json", "deploy/prod/td.json", true),
            ("deploy/*.json", "deploy/td.json", true),
            ("deploy/*.json", "deploy/prod/td.json", false),
            ("deploy/**", "deploy/prod/td.json", true),
            ("./deploy/", "deploy/prod/td.json", true),
            ("deploy/", "deployment/td.json", false),
            ("**/td.json", "../td.json", false),
            ("{dev,test}/*", "dev/td.json", true),
        ];
        for (pattern, path, fits) in cases {
            assert_eq!(PathPattern::parse(pattern).expect("a pattern").fits(path), fits, "{pattern} {path}");
        }
        for wrong in ["", "../x", "/etc/*", "a[", "{a"] {
            assert!(PathPattern::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_path_is_written_from_the_folder() {
        for (path, seen) in [("/a/b/c.json", "c.json"), ("/a/b/./d/../c.json", "c.json"), ("/a/x/c.json", "../x/c.json"), ("/a/b", "")] {
            assert_eq!(seen_from(Path::new("/a/b"), Path::new(path)), seen, "{path}");
        }
    }
}
