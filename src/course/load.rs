//! From content files to a course, with every problem on the way.

use std::convert::Infallible;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::alike::{ALIKE, AlikeFile};
use super::commands::{AwsCommand, CommandsFile};
use super::coverage::{CoverageFile, Topic};
use super::exam_profile::{self, ExamProfile};
use super::form::{is_yaml, read_yaml, shortened};
use super::glossary::{GlossaryFile, Term};
use super::lab::LabFile;
use super::packs::is_name;
use super::{Content, ContentFile, Lab, LabFiles, Lesson, Problem, Question, QuestionPlace};
use crate::in_order::in_order;

/// Where the modules stand.
const MODULES: &str = "book/modules.yaml";
const GLOSSARY: &str = "book/glossary.yaml";
/// Where the commands stand.
pub(super) const COMMANDS: &str = "book/commands.yaml";
/// Where the coverage of the material stands.
pub(super) const COVERAGE: &str = "book/coverage.yaml";

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
        let (modules, tracks, mut problems) = match read_versioned(content, MODULES, |file: &ModulesFile| file.version) {
            Ok(file) => (file.modules, file.tracks, Vec::new()),
            Err(problems) => (Vec::new(), Vec::new(), problems),
        };
        let mut course = Self { tracks, ..Self::load_modules(content, modules, &mut problems) };
        for file in content.below(exam_profile::FOLDER).iter().filter(|file| file.path.ends_with(".yaml")) {
            match ExamProfile::read(file) {
                Ok(profile) => course.exams.push(profile),
                Err(found) => problems.extend(found),
            }
        }
        course.exams.sort_by_key(|profile| profile.order);
        course.commands = optional(content, COMMANDS, |file: &CommandsFile| file.version, |file| file.commands, &mut problems);
        course.topics = optional(content, COVERAGE, |file: &CoverageFile| file.version, |file| file.topics, &mut problems);
        (course, problems)
    }

    /// As [`Self::load`], for content of others: names cannot lead out of the folder, modules that cannot be read hide nothing else,
    /// and exams, commands and the coverage of the material are the program's own.
    pub(super) fn load_pack(content: &Content) -> (Self, Vec<Problem>) {
        let (modules, mut problems) = match read_versioned(content, MODULES, |file: &ModulesFile| file.version) {
            Ok(file) => {
                let (modules, mut problems) = sound_modules(file.modules);
                if !file.tracks.is_empty() {
                    problems.push(Problem::of(MODULES, "tracks are the course's own; remove them").at("/tracks"));
                }
                (modules, problems)
            }
            Err(problems) => (modules_by_folder(content), problems),
        };
        let course = Self::load_modules(content, modules, &mut problems);
        (course, problems)
    }

    fn load_modules(content: &Content, modules: Vec<Module>, problems: &mut Vec<Problem>) -> Self {
        let mut course = Course::default();
        let Ok(()) = in_order(
            &modules,
            |module| ModuleContent::read(content, module),
            |read| -> Result<(), Infallible> {
                course.lessons.extend(read.lessons);
                course.questions.extend(read.questions);
                course.labs.extend(read.labs);
                problems.extend(read.problems);
                Ok(())
            },
        );
        course.modules = modules;
        course.terms = optional(content, GLOSSARY, |file: &GlossaryFile| file.version, |file| file.terms, problems);
        course.alike = optional(content, ALIKE, |file: &AlikeFile| file.version, |file| file.groups, problems);
        course
    }

    /// What is wrong with the profiles of exams, and with the objectives that lessons, questions and labs name.
    pub fn exam_problems(&self) -> Vec<Problem> {
        exam_profile::profile_problems(self)
    }

    /// The profile of that id, in any case of its letters.
    pub fn exam(&self, id: &str) -> Option<&ExamProfile> {
        self.exams.iter().find(|profile| profile.id.eq_ignore_ascii_case(id))
    }

    /// An objective for people, `DVA-C03 3.1 Prepare what is deployed`; as it is written where no exam has it.
    ///
    /// The exam guides count parts of parts, which a profile need not name: such a part is called after the whole, or else after its domain.
    pub fn objective_name(&self, objective: &str) -> String {
        let named = objective.split_once('/').and_then(|(exam, number)| {
            let profile = self.exam(exam)?;
            Some(format!("{} {number} {}", profile.code, profile.about(number)?))
        });
        named.unwrap_or_else(|| objective.to_string())
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

    /// The tracks that lead through a module.
    pub fn tracks_of<'c>(&'c self, module: &'c str) -> impl Iterator<Item = &'c Track> {
        self.tracks.iter().filter(move |track| track.modules.iter().any(|of_it| of_it == module))
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

/// What the files of one module hold.
#[derive(Default)]
struct ModuleContent {
    lessons: Vec<Lesson>,
    questions: Vec<Question>,
    labs: Vec<Lab>,
    problems: Vec<Problem>,
}

impl ModuleContent {
    fn read(content: &Content, module: &Module) -> Self {
        let mut read = Self::default();
        for slug in &module.lessons {
            let id = format!("{}/{slug}", module.id);
            let lesson = file(content, &format!("book/src/{id}.md")).map_err(|problem| vec![problem]);
            match lesson.and_then(|file| Lesson::read(&id, file)) {
                Ok(lesson) => read.lessons.push(lesson),
                Err(found) => read.problems.extend(found),
            }
            let (questions, found) = read_questions(content, &format!("quizzes/{id}.yaml"));
            read.questions.extend(questions);
            read.problems.extend(found);
        }
        for slug in &module.labs {
            match read_lab(content, &format!("{}/{slug}", module.id)) {
                Ok(lab) => read.labs.push(lab),
                Err(found) => read.problems.extend(found),
            }
        }
        read
    }
}

fn file(content: &Content, path: &str) -> Result<ContentFile, Problem> {
    content.get(path).ok_or_else(|| Problem::of(path, "this file is missing"))
}

fn read_versioned<T: DeserializeOwned + JsonSchema>(content: &Content, path: &str, version: impl Fn(&T) -> u32) -> Result<T, Vec<Problem>> {
    let read: T = file(content, path).map_err(|problem| vec![problem])?.yaml()?;
    match version(&read) {
        1 => Ok(read),
        other => Err(vec![unknown_version(path, other)]),
    }
}

/// A file of a form that this program does not read.
pub(super) fn unknown_version(path: &str, version: u32) -> Problem {
    Problem::of(path, format!("version {version} is not known; this program reads version 1")).at("/version")
}

/// What a course need not have.
fn optional<T: DeserializeOwned + JsonSchema, I>(
    content: &Content,
    path: &str,
    version: impl Fn(&T) -> u32,
    items: impl Fn(T) -> Vec<I>,
    problems: &mut Vec<Problem>,
) -> Vec<I> {
    if content.get(path).is_none() {
        return Vec::new();
    }
    read_versioned(content, path, version).map(items).unwrap_or_else(|found| {
        problems.extend(found);
        Vec::new()
    })
}

/// Whether the course of the program has a module of that id.
pub(super) fn is_built_in_module(id: &str) -> bool {
    let file = read_versioned(&Content::Embedded, MODULES, |file: &ModulesFile| file.version);
    file.is_ok_and(|file| file.modules.iter().any(|module| module.id == id))
}

/// Modules whose names can be parts of paths, each once, and what is wrong with the others.
fn sound_modules(written: Vec<Module>) -> (Vec<Module>, Vec<Problem>) {
    let mut sound: Vec<Module> = Vec::new();
    let mut problems = Vec::new();
    for (index, written) in written.into_iter().enumerate() {
        let mut report = |part: &str, message: String| problems.push(Problem::of(MODULES, message).at(format!("/modules/{index}/{part}")));
        let Module { id, title, summary, lessons, labs } = written;
        if !is_name(&id) {
            report("id", no_name(&id));
            continue;
        }
        let place = sound.iter().position(|module| module.id == id).unwrap_or(sound.len());
        if place < sound.len() {
            report("id", format!("{id}: this module stands twice"));
        } else {
            sound.push(Module { id: id.clone(), title, summary, lessons: Vec::new(), labs: Vec::new() });
        }
        let module = &mut sound[place];
        for (kind, names, known) in [("lesson", lessons, &mut module.lessons), ("lab", labs, &mut module.labs)] {
            for (index, name) in names.into_iter().enumerate() {
                let place = format!("{kind}s/{index}");
                if !is_name(&name) {
                    report(&place, no_name(&name));
                } else if known.contains(&name) {
                    report(&place, format!("{id}/{name}: this {kind} stands twice"));
                } else {
                    known.push(name);
                }
            }
        }
    }
    (sound, problems)
}

fn no_name(name: &str) -> String {
    format!("{} is no name: small letters, digits and hyphens", shortened(name, 100))
}

/// The questions of a file, those too that stand beside one that does not fit.
fn read_questions(content: &Content, path: &str) -> (Vec<Question>, Vec<Problem>) {
    let file = match file(content, path) {
        Ok(file) => file,
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    match read_versioned(content, path, |file: &QuestionsFile| file.version) {
        Ok(QuestionsFile { mut questions, .. }) => {
            for (index, question) in questions.iter_mut().enumerate() {
                question.place = QuestionPlace { path: file.path, index, line: None };
            }
            (questions, Vec::new())
        }
        Err(problems) => {
            let (questions, found) = file.text().map_or_else(|_| Default::default(), |text| each_question(file.path, text));
            // One question that is no YAML hides what the others say, unless each is read alone.
            let told_alone = !found.is_empty() && !file.text().is_ok_and(is_yaml);
            (questions, if told_alone { found } else { problems })
        }
    }
}

/// Each question of a file that cannot be read as a whole, or what is wrong with it.
fn each_question(path: &'static str, text: &str) -> (Vec<Question>, Vec<Problem>) {
    let lines: Vec<&str> = text.lines().collect();
    let starts = item_lines(&lines).unwrap_or_default();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let (mut questions, mut problems) = (Vec::new(), Vec::new());
    for (index, (start, end)) in starts.iter().copied().zip(ends).enumerate() {
        match read_yaml::<Vec<Question>>(path, &lines[start..end].join("\n"), start) {
            Ok(read) => {
                let place = QuestionPlace { path, index, line: Some(start + 1) };
                questions.extend(read.into_iter().map(|question| Question { place: place.clone(), ..question }));
            }
            Err(found) => problems.extend(found),
        }
    }
    (questions, problems)
}

/// The lines, from 0, on which the items of `questions:` begin.
fn item_lines(lines: &[&str]) -> Option<Vec<usize>> {
    let first = lines.iter().position(|line| line.trim_end() == "questions:")? + 1;
    let indent =
        lines.get(first..)?.iter().find_map(|line| line.trim_start().starts_with("- ").then(|| line.len() - line.trim_start().len()))?;
    let begins = |line: &str| line.len() > indent && line[..indent].trim().is_empty() && line[indent..].starts_with("- ");
    Some((first..lines.len()).filter(|number| lines[*number].is_char_boundary(indent) && begins(lines[*number])).collect())
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

fn read_lab(content: &Content, id: &str) -> Result<Lab, Vec<Problem>> {
    let folder = format!("labs/{id}");
    let path = format!("{folder}/lab.yaml");
    let written: LabFile = read_versioned(content, &path, |lab: &LabFile| lab.version)?;
    let mut problems = Vec::new();
    if written.id != id {
        problems.push(Problem::of(&path, format!("the id is {}, but the folder says {id}", shortened(&written.id, 100))).at("/id"));
    }
    let readme = file(content, &format!("{folder}/README.md")).and_then(|file| file.text());
    let readme = readme.unwrap_or_else(|problem| {
        problems.push(problem);
        ""
    });
    let mut checks = Vec::new();
    for (index, check) in written.checks.into_iter().enumerate() {
        match check.into_check() {
            Ok(check) => checks.push(check),
            Err(message) => problems.push(Problem::of(&path, message).at(format!("/checks/{index}"))),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
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
    Ok(Lab { id, folder, title, lesson, objectives, minutes, images, starter, checks, hints, mutants, files, readme: readme.to_string() })
}
