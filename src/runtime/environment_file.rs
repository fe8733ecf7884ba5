//! Environment files, which ECS fetches from S3, read from this machine.
//!
//! In: the text of a `.env` file. Out: its variables as the container gets them. What ECS documents: one `VARIABLE=VALUE` a line,
//! lines that begin with `#` are comments, spaces and quotation marks belong to the value, nothing is interpolated, and the file
//! is UTF-8 (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html>). What it does not document
//! follows the ECS agent (`agent/taskresource/envFiles/envfile.go`, read 2026-11-24): a line without `=`, without a name or
//! without a value is passed over, and of two lines with one name the later counts.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::SourceFile;

/// The agent reads lines of up to 64 KiB, the default of Go's scanner, and fails the task for a longer one.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// The variables of one file. Values are not shown by `Debug`: some teams keep secrets in such files.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EnvironmentFile {
    variables: BTreeMap<String, String>,
    ignored: Vec<String>,
}

impl EnvironmentFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// Where a line is longer than ECS reads, or holds a NUL, which no variable can.
    pub fn read(source: &SourceFile) -> Result<Self, String> {
        let mut file = Self::default();
        for (index, line) in source.text().lines().enumerate() {
            let place = format!("{}:{}", source.path(), index + 1);
            if line.len() > MAX_LINE_BYTES {
                return Err(format!("{place}: the line has {} bytes, and ECS reads at most {MAX_LINE_BYTES}", line.len()));
            }
            if line.contains('\0') {
                return Err(format!("{place}: the line holds a NUL byte, which no variable can hold"));
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once('=') {
                Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                    file.variables.insert(name.to_string(), value.to_string());
                }
                Some(("", _)) => file.ignored.push(format!("{place}: there is no name before the =, so ECS passes over the line")),
                Some((name, _)) => file.ignored.push(format!("{place}: {name} has no value, so ECS passes over the line")),
                None => file.ignored.push(format!("{place}: it is not VARIABLE=VALUE, so ECS passes over the line")),
            }
        }
        Ok(file)
    }

    /// Name and value, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Lines that ECS passes over, a sentence each, with file and line and without values.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }
}

impl fmt::Debug for EnvironmentFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<EnvironmentFile, String> {
        EnvironmentFile::read(&SourceFile::new("app.env", text))
    }

    #[test]
    fn values_are_taken_as_they_are_written() {
        // The last line, and the value of A.
        for (line, expected) in [
            ("A=plain", "plain"),
            ("A=\"quoted\" and 'quoted'", "\"quoted\" and 'quoted'"),
            ("A= spaces stay ", " spaces stay "),
            ("A=x=y", "x=y"),
            ("A=$HOME # no comment", "$HOME # no comment"),
            ("A=first\r\nA=later\r", "later"),
        ] {
            let file = read(&format!("# a comment\n\n{line}\n")).expect("it can be read");
            assert_eq!(file.variables().collect::<Vec<_>>(), [("A", expected)], "{line}");
            assert_eq!(file.ignored(), [""; 0]);
            assert!(!format!("{file:?}").contains(expected), "{file:?}");
        }
    }

    #[test]
    fn lines_that_ecs_passes_over_are_told_and_those_that_break_it_refused() {
        let file = read("A\n=secret\nB=\n #C=d\n").expect("it can be read");
        assert_eq!(file.variables().collect::<Vec<_>>(), [(" #C", "d")]);
        let said = file.ignored().join("\n");
        for part in ["app.env:1: it is not VARIABLE=VALUE", "app.env:2: there is no name", "app.env:3: B has no value"] {
            assert!(said.contains(part), "{said}");
        }
        assert!(!said.contains("secret"));
        for (text, message) in [(format!("A=1\nB={}", "x".repeat(MAX_LINE_BYTES)), "app.env:2: the line has"), ("A=\0".to_string(), "NUL")]
        {
            assert!(read(&text).expect_err(message).contains(message));
        }
    }
}
