//! Lessons: Markdown with front matter.

use schemars::JsonSchema;
use serde::Deserialize;

use super::form::read_yaml;
use super::{ContentFile, Problem};
use crate::model::Kind;

/// One lesson.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// `<module>/<slug>`, never reused for other content.
    pub id: String,
    /// The file it comes from.
    pub path: &'static str,
    /// Its title.
    pub title: String,
    /// How long it takes to read and try.
    pub minutes: u32,
    /// What of which exam it serves, as `exam/objective`.
    pub objectives: Vec<String>,
    /// The labs that practise it.
    pub labs: Vec<String>,
    /// When its claims were last held against the sources.
    pub verified: String,
    /// AWS's pages.
    pub sources: Vec<String>,
    /// The Markdown after the front matter.
    pub body: &'static str,
    /// The line of the file on which the body begins, from 1.
    pub body_line: usize,
}

/// A part of a lesson that is shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section<'l> {
    /// The heading without `#`s.
    pub heading: &'l str,
    /// The Markdown, heading included.
    pub text: &'l str,
}

/// A configuration example in a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationBlock<'l> {
    /// The document.
    pub text: &'l str,
    /// `json` or `yaml`.
    pub notation: &'l str,
    /// Its kind.
    pub kind: Kind,
    /// The codes that the linter gives for it, sorted; empty where it is clean.
    pub fails: Vec<&'l str>,
    /// The line of the file on which the document begins.
    pub line: usize,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    minutes: u32,
    objectives: Vec<String>,
    #[serde(default)]
    labs: Vec<String>,
    verified: String,
    sources: Vec<String>,
}

impl Lesson {
    /// Reads a lesson of a module.
    ///
    /// # Errors
    /// When the front matter is missing, or all that does not fit in it.
    pub fn read(id: &str, file: ContentFile) -> Result<Self, Vec<Problem>> {
        let text = file.text().map_err(|problem| vec![problem])?;
        let Some((front, body)) = front_matter(text) else {
            return Err(vec![Problem::of(file.path, "a lesson begins with front matter between two lines `---`").on_line(1)]);
        };
        let matter: FrontMatter = read_yaml(file.path, front, 1)?;
        let FrontMatter { title, minutes, objectives, labs, verified, sources } = matter;
        let body_line = front.lines().count() + 3;
        Ok(Self { id: id.to_string(), path: file.path, title, minutes, objectives, labs, verified, sources, body, body_line })
    }

    /// The module's part of the id; of a lesson of a pack it begins with the pack's id.
    pub fn module(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(module, _)| module)
    }

    /// The sections in order; the first begins with the lesson's title.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let mut starts = vec![0];
        let mut fenced = false;
        let mut offset = 0;
        for line in self.body.split_inclusive('\n') {
            if line.starts_with("```") {
                fenced = !fenced;
            } else if !fenced && line.starts_with("## ") {
                starts.push(offset);
            }
            offset += line.len();
        }
        starts.dedup();
        starts.push(self.body.len());
        let section = |text: &'static str| {
            let heading = text.lines().find(|line| line.starts_with('#')).unwrap_or(&self.title);
            Section { heading: heading.trim_start_matches('#').trim(), text }
        };
        starts.windows(2).map(|pair| section(&self.body[pair[0]..pair[1]])).collect()
    }

    /// The configuration examples: fenced blocks whose info string names a kind.
    pub fn configuration_blocks(&self) -> Vec<ConfigurationBlock<'_>> {
        self.fenced_blocks().into_iter().filter_map(|(info, text, line)| block(info, text, line)).collect()
    }

    /// The pictures as they are written, each with the line of the file on which its text begins.
    pub fn pictures(&self) -> Vec<(&'static str, usize)> {
        self.fenced_blocks().into_iter().filter(|(info, ..)| *info == "picture").map(|(_, text, line)| (text, line)).collect()
    }

    /// The info string, the text and the first line of each fenced block.
    fn fenced_blocks(&self) -> Vec<(&'static str, &'static str, usize)> {
        let mut blocks = Vec::new();
        let mut open: Option<(&'static str, usize, usize)> = None;
        let mut offset = 0;
        for (index, line) in self.body.split_inclusive('\n').enumerate() {
            if let Some(rest) = line.strip_prefix("```") {
                match open.take() {
                    None => open = Some((rest.trim(), offset + line.len(), self.body_line + index + 1)),
                    Some((info, start, first_line)) => blocks.push((info, &self.body[start..offset], first_line)),
                }
            }
            offset += line.len();
        }
        blocks
    }
}

/// The front matter of a lesson, whose first line is the second of the file, and what follows.
pub(super) fn front_matter(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("---\n")?.split_once("\n---\n")
}

fn block<'l>(info: &'l str, text: &'l str, line: usize) -> Option<ConfigurationBlock<'l>> {
    let mut words = info.split_whitespace();
    let notation = words.next()?;
    let kind = Kind::from_name(words.next()?)?;
    let mut fails: Vec<&str> = words.filter_map(|word| word.strip_prefix("fails=")).flat_map(|codes| codes.split(',')).collect();
    fails.sort_unstable();
    Some(ConfigurationBlock { text, notation, kind, fails, line })
}
