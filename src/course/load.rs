//! From content files to a course, with every problem on the way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::alike::{ALIKE, AlikeFile};
use super::check::CheckFile;
use super::commands::{AwsCommand, CommandsFile};
use super::content::parse_yaml;
use super::coverage::{CoverageFile, Topic};
use super::exam_profile::{self, ExamProfile};
use super::glossary::{GlossaryFile, Term};
use super::lab::LabFile;
use super::packs::is_name;
use super::{Content, ContentFile, Lab, LabFiles, Lesson, Problem, Question};

const MODULES: &str = "book/modules.yaml";

/// The whole course.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// In order.
    pub modules: Vec<Module>,
    /// Ways through the modules.
    pub tracks: Vec<Track>,
    /// In the order of the modules.
    pub lessons: Vec<Lesson>,
    /// In the order of the lessons.
    pub questions: Vec<Question>,
    /// In the order of the modules.
    pub labs: Vec<Lab>,
    /// In their order; the first is taken where none is named.
    pub exams: Vec<ExamProfile>,
    /// The words of the field, sorted.
    pub terms: Vec<Term>,
    /// The commands of the AWS CLI, by group.
    pub commands: Vec<AwsCommand>,
    /// The topics of the material that the course is made from.
    pub topics: Vec<Topic>,
    /// Groups of questions, by their ids, of which a session asks one where there are others.
    pub alike: Vec<Vec<String>>,
}

/// A module: lessons that belong together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Short name, never reused.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Slugs of its lessons, in order.
    pub lessons: Vec<String>,
    /// Slugs of its labs, in order.
    pub labs: Vec<String>,
}

/// A way through the course for those who want one part of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Short name, never reused.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence: for whom it is.
    pub summary: String,
    /// Ids of its modules, in the order of the course.
    pub modules: Vec<String>,
}

/// The modules of the course, in order.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ModulesFile {
    /// Of this form: 1.
    version: u32,
    /// Ways through the modules.
    #[serde(default)]
    tracks: Vec<Track>,
    /// In order.
    modules: Vec<Module>,
}

/// The questions of one lesson.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionsFile {
    /// Of this form: 1.
    version: u32,
    /// In the order in which they are asked first.
    questions: Vec<Question>,
}

impl Course {
    /// The course that is embedded in the program. The tests see to it that it has no problem.
    pub fn embedded() -> Self {
        Self::load(&Content::Embedded).0
    }

    /// Loads what can be loaded and says what cannot.
    pub fn load(content: &Content) -> (Self, Vec<Problem>) {
        match read_versioned(content, MODULES, |file: &ModulesFile| file.version) {
            Ok(file) => {
                let (mut course, problems) = Self::load_modules(content, file.modules, Vec::new());
                course.tracks = file.tracks;
                (course, problems)
            }
            Err(problem) => Self::load_modules(content, Vec::new(), vec![problem]),
        }
    }

    /// As [`Self::load`], for content of others: names cannot lead out of the folder, and modules that cannot be read hide nothing else.
    pub(super) fn load_pack(content: &Content) -> (Self, Vec<Problem>) {
        match read_versioned(content, MODULES, |file: &ModulesFile| file.version) {
            Ok(mut file) => {
                let mut problems = Vec::new();
                for module in &mut file.modules {
                    for names in [&mut module.lessons, &mut module.labs] {
                        problems.extend(names.iter().filter(|name| !is_name(name)).map(|name| no_name(name)));
                        names.retain(|name| is_name(name));
                    }
                }
                problems.extend(file.modules.iter().filter(|module| !is_name(&module.id)).map(|module| no_name(&module.id)));
                file.modules.retain(|module| is_name(&module.id));
                Self::load_modules(content, file.modules, problems)
            }
            Err(problem) => Self::load_modules(content, modules_by_folder(content), vec![problem]),
        }
    }

    fn load_modules(content: &Content, modules: Vec<Module>, mut problems: Vec<Problem>) -> (Self, Vec<Problem>) {
        let mut course = Course { modules, ..Course::default() };
        for module in &course.modules {
            for slug in &module.lessons {
                let id = format!("{}/{slug}", module.id);
                match file(content, &format!("book/src/{id}.md")).and_then(|file| Lesson::read(&id, file)) {
                    Ok(lesson) => course.lessons.push(lesson),
                    Err(problem) => problems.push(problem),
                }
                let path = format!("quizzes/{id}.yaml");
                match read_versioned(content, &path, |file: &QuestionsFile| file.version) {
                    Ok(file) => course.questions.extend(file.questions),
                    Err(problem) => problems.extend(each_question_problem(content, &path).unwrap_or_else(|| vec![problem])),
                }
            }
            for slug in &module.labs {
                match read_lab(content, &format!("{}/{slug}", module.id)) {
                    Ok(lab) => course.labs.push(lab),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        for file in content.below(exam_profile::FOLDER).iter().filter(|file| file.path.ends_with(".yaml")) {
            match ExamProfile::read(file) {
                Ok(profile) => course.exams.push(profile),
                Err(problem) => problems.push(problem),
            }
        }
        course.exams.sort_by_key(|profile| profile.order);
        course.terms = optional(content, "book/glossary.yaml", |file: &GlossaryFile| file.version, |file| file.terms, &mut problems);
        course.commands = optional(content, "book/commands.yaml", |file: &CommandsFile| file.version, |file| file.commands, &mut problems);
        course.topics = optional(content, "book/coverage.yaml", |file: &CoverageFile| file.version, |file| file.topics, &mut problems);
        course.alike = optional(content, ALIKE, |file: &AlikeFile| file.version, |file| file.groups, &mut problems);
        (course, problems)
    }

    /// What is wrong with the profiles of exams, and with the objectives that lessons, questions and labs name.
    pub fn exam_problems(&self) -> Vec<Problem> {
        exam_profile::profile_problems(self)
    }

    /// The profile of that id, in any case of its letters.
    pub fn exam(&self, id: &str) -> Option<&ExamProfile> {
        self.exams.iter().find(|profile| profile.id.eq_ignore_ascii_case(id))
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The module of that id.
    pub fn module(&self, id: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.id == id)
    }

    /// The track of that id.
    pub fn track(&self, id: &str) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// The lesson of that id.
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }

    /// The lab of that id, or of that slug where only one module has it.
    pub fn lab(&self, id: &str) -> Option<&Lab> {
        let by_slug = |lab: &&Lab| lab.id.rsplit_once('/').is_some_and(|(_, slug)| slug == id);
        self.labs.iter().find(|lab| lab.id == id).or_else(|| {
            let mut found = self.labs.iter().filter(by_slug);
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// The lessons of a module.
    pub fn lessons_of<'c>(&'c self, module: &'c str) -> impl Iterator<Item = &'c Lesson> {
        self.lessons.iter().filter(move |lesson| lesson.module() == module)
    }

    /// The labs of a module.
    pub fn labs_of<'c>(&'c self, module: &'c str) -> impl Iterator<Item = &'c Lab> {
        self.labs.iter().filter(move |lab| lab.id.starts_with(module) && lab.id[module.len()..].starts_with('/'))
    }

    /// The ids of all lessons, labs and questions of a module.
    pub fn content_of(&self, module: &str) -> Vec<String> {
        let lessons = self.lessons_of(module).map(|lesson| &lesson.id);
        let labs = self.labs_of(module).map(|lab| &lab.id);
        lessons.chain(labs).chain(self.questions_of(module).map(|question| &question.id)).cloned().collect()
    }

    /// The questions of a module, or of one lesson.
    pub fn questions_of<'c>(&'c self, module_or_lesson: &'c str) -> impl Iterator<Item = &'c Question> {
        self.questions.iter().filter(move |question| {
            question.lesson == module_or_lesson || question.lesson.strip_prefix(module_or_lesson).is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

fn file(content: &Content, path: &str) -> Result<ContentFile, Problem> {
    content.get(path).ok_or_else(|| Problem::of(path, "this file is missing"))
}

fn read_versioned<T: serde::de::DeserializeOwned>(content: &Content, path: &str, version: impl Fn(&T) -> u32) -> Result<T, Problem> {
    let read: T = file(content, path)?.yaml()?;
    match version(&read) {
        1 => Ok(read),
        other => Err(Problem::of(path, format!("version {other} is not known; this program reads version 1"))),
    }
}

/// What a course need not have.
fn optional<T: serde::de::DeserializeOwned, I>(
    content: &Content,
    path: &str,
    version: impl Fn(&T) -> u32,
    items: impl Fn(T) -> Vec<I>,
    problems: &mut Vec<Problem>,
) -> Vec<I> {
    if content.get(path).is_none() {
        return Vec::new();
    }
    read_versioned(content, path, version).map(items).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    })
}

/// Whether the course of the program has a module of that id.
pub(super) fn is_built_in_module(id: &str) -> bool {
    let file = read_versioned(&Content::Embedded, MODULES, |file: &ModulesFile| file.version);
    file.is_ok_and(|file| file.modules.iter().any(|module| module.id == id))
}

fn no_name(name: &str) -> Problem {
    let name = crate::diagnostics::printable_line(name).into_owned();
    Problem { file: MODULES.to_string(), line: Some(1), message: format!("{name} is no name: small letters, digits and hyphens") }
}

/// What is wrong with each question of a file that cannot be read as a whole; none where it is not the questions.
fn each_question_problem(content: &Content, path: &str) -> Option<Vec<Problem>> {
    let text = content.get(path)?.text().ok()?;
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.trim_end() == "questions:")? + 1;
    let indent =
        lines.get(first..)?.iter().find_map(|line| line.trim_start().starts_with("- ").then(|| line.len() - line.trim_start().len()))?;
    let begins = |line: &str| line.len() > indent && line[..indent].trim().is_empty() && line[indent..].starts_with("- ");
    let starts: Vec<usize> =
        (first..lines.len()).filter(|number| lines[*number].is_char_boundary(indent) && begins(lines[*number])).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let problems: Vec<Problem> = starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| parse_yaml::<Vec<Question>>(path, &lines[*start..end].join("\n"), *start).err())
        .collect();
    (!problems.is_empty()).then_some(problems)
}

/// The modules that the folders show, where the file that names them cannot be read.
fn modules_by_folder(content: &Content) -> Vec<Module> {
    let mut modules: std::collections::BTreeMap<String, Module> = std::collections::BTreeMap::new();
    let mut add = |id: &str, is_lab: bool| {
        let Some((module, slug)) = id.split_once('/').filter(|(module, slug)| is_name(module) && is_name(slug)) else { return };
        let empty = || Module { id: module.to_string(), title: module.to_string(), summary: String::new(), lessons: vec![], labs: vec![] };
        let module = modules.entry(module.to_string()).or_insert_with(empty);
        if is_lab { &mut module.labs } else { &mut module.lessons }.push(slug.to_string());
    };
    for file in content.below("book/src") {
        if let Some(id) = file.path.strip_prefix("book/src/").and_then(|path| path.strip_suffix(".md")) {
            add(id, false);
        }
    }
    for file in content.below("labs") {
        if let Some(id) = file.path.strip_prefix("labs/").and_then(|path| path.strip_suffix("/lab.yaml")) {
            add(id, true);
        }
    }
    modules.into_values().collect()
}

fn read_lab(content: &Content, id: &str) -> Result<Lab, Problem> {
    let folder = format!("labs/{id}");
    let path = format!("{folder}/lab.yaml");
    let written: LabFile = read_versioned(content, &path, |lab: &LabFile| lab.version)?;
    if written.id != id {
        return Err(Problem::of(path, format!("the id is {}, but the folder says {id}", written.id)));
    }
    let readme = file(content, &format!("{folder}/README.md"))?.text()?.to_string();
    let checks = written.checks.into_iter().map(CheckFile::into_check).collect::<Result<_, _>>();
    let checks = checks.map_err(|message| Problem::of(path.as_str(), message))?;
    let mut files = LabFiles::default();
    for file in content.below(&folder) {
        let Some(rest) = file.path.strip_prefix(&format!("{folder}/")) else { continue };
        match rest.split_once('/') {
            Some(("starter", path)) => files.starter.push((path.to_string(), file)),
            Some(("solution", path)) => files.solution.push((path.to_string(), file)),
            Some(("mutants", path)) => {
                if let Some((mutant, path)) = path.split_once('/') {
                    files.mutants.entry(mutant.to_string()).or_default().push((path.to_string(), file));
                }
            }
            _ => {}
        }
    }
    let LabFile { id, title, lesson, objectives, minutes, images, starter, hints, mutants, .. } = written;
    Ok(Lab { id, folder, title, lesson, objectives, minutes, images, starter, checks, hints, mutants, files, readme })
}
