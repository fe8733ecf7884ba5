//! What the results of a class say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::{ClassFile, ItemStatistics, Verdict, analyse_item};
use crate::course::{Course, Question};
use crate::practice::module_progress;
use crate::progress::{EventKind, Export, Record, StoredEvent};

/// Checks that a learner who does not pass needs before a lab counts as stuck.
const STUCK_AFTER: usize = 3;
/// Fewer learners with one wrong belief are no pattern.
const SPREADS_FROM: usize = 2;
/// A rest score of fewer other questions is chance.
const REST_FROM: usize = 5;
/// What to teach next is a short list.
const SUGGESTIONS: usize = 6;

/// The results of a class.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassReport {
    /// 1
    pub version: u32,
    /// What the class is called.
    pub title: String,
    /// The modules, in order: the columns of the learners' cells.
    pub modules: Vec<ModuleHead>,
    /// Sorted by name.
    pub learners: Vec<LearnerReport>,
    /// Enrolled learners without results.
    pub missing: Vec<String>,
    /// Labs that somebody began, those where most are stuck first.
    pub labs: Vec<LabStatistics>,
    /// Questions that somebody answered: what needs a look first, then the hardest.
    pub questions: Vec<QuestionStatistics>,
    /// Wrong options that several learners chose, the most spread first.
    pub misconceptions: Vec<Misconception>,
    /// What to teach next, the most useful first.
    pub next: Vec<Suggestion>,
    /// Files that were left out.
    pub bad: Vec<BadFile>,
}

/// A module as a column.
#[derive(Debug, Clone, Serialize)]
pub struct ModuleHead {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many lessons, questions and labs there are.
    pub lessons: usize,
    /// Questions.
    pub questions: usize,
    /// Labs.
    pub labs: usize,
}

/// Where one learner is.
#[derive(Debug, Clone, Serialize)]
pub struct LearnerReport {
    /// The name: data, to be escaped wherever it is shown.
    pub name: String,
    /// The public keys.
    pub keys: Vec<String>,
    /// Files that were merged.
    pub files: usize,
    /// Events in them, each once.
    pub events: usize,
    /// The time of the latest.
    pub latest: Option<String>,
    /// One for each module.
    pub modules: Vec<Cell>,
}

/// How far a learner is in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Lessons read.
    pub lessons: usize,
    /// Questions whose latest first answer was right.
    pub questions: usize,
    /// Labs passed.
    pub labs: usize,
}

impl Cell {
    /// The share of a module that is done, lessons, questions and labs alike; 1 where there is nothing.
    pub fn share(self, module: &ModuleHead) -> f64 {
        let parts = [(self.lessons, module.lessons), (self.questions, module.questions), (self.labs, module.labs)];
        let parts: Vec<f64> = parts.iter().filter(|(_, all)| *all > 0).map(|(done, all)| *done as f64 / *all as f64).collect();
        if parts.is_empty() { 1.0 } else { parts.iter().sum::<f64>() / parts.len() as f64 }
    }
}

/// What happened in one lab.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabStatistics {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The lesson it practises.
    pub lesson: String,
    /// Learners who began it.
    pub begun: usize,
    /// Learners who passed it.
    pub passed: usize,
    /// Learners who have checked it three times or more, and not passed.
    pub stuck: Vec<String>,
    /// Checks run by one learner, the median.
    pub median_attempts: usize,
    /// Hints shown to one learner, the mean.
    pub mean_hints: f64,
    /// Learners who looked at the solution before they passed.
    pub solution_shown: usize,
    /// The checks at which those who have not passed stand, with how many of them.
    pub failing: Vec<(String, usize)>,
}

/// What the first attempts at a question say.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionStatistics {
    /// Its id.
    pub id: String,
    /// Its lesson.
    pub lesson: String,
    /// What is asked.
    pub stem: String,
    /// The numbers.
    #[serde(flatten)]
    pub statistics: ItemStatistics,
}

/// A wrong option that several learners chose.
#[derive(Debug, Clone, Serialize)]
pub struct Misconception {
    /// The question.
    pub question: String,
    /// Its lesson.
    pub lesson: String,
    /// What is asked.
    pub stem: String,
    /// The option.
    pub option: String,
    /// Why it is wrong.
    pub why: String,
    /// Learners who chose it at their first attempt.
    pub chosen: usize,
    /// Learners who tried the question.
    pub of: usize,
}

/// Something to teach next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// A lesson or lab.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// A file that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadFile {
    /// As it was named.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// The exports of a class, sorted by learner.
#[derive(Debug, Default)]
pub struct Results {
    learners: BTreeMap<String, LearnerResults>,
    bad: Vec<BadFile>,
}

#[derive(Debug, Default)]
struct LearnerResults {
    name: String,
    /// The time of the export that gave the name.
    named_at: String,
    keys: BTreeSet<String>,
    files: usize,
    events: HashMap<String, StoredEvent>,
}

impl Results {
    /// Takes what a file held. Several files of one learner are merged; without a class, a key is a learner.
    pub fn add(&mut self, file: &str, read: Result<Export, String>, class: Option<&ClassFile>) {
        let mut leave_out = |reason: String| self.bad.push(BadFile { file: file.to_string(), reason });
        let export = match read {
            Ok(export) => export,
            Err(reason) => return leave_out(reason),
        };
        let Some(learner) = export.learner.clone() else {
            return leave_out("it is not signed; a learner signs it with `ecslab progress export --signed --name NAME FILE`".to_string());
        };
        let enrolled = class.map(|class| class.learner_of(&learner.key));
        let (group, name) = match enrolled {
            None => (learner.key.clone(), None),
            Some(Some(enrolled)) => (enrolled.keys.first().unwrap_or(&learner.key).clone(), Some(enrolled.name.clone())),
            Some(None) => {
                let name = crate::diagnostics::printable_line(&learner.name).into_owned();
                return leave_out(format!("{name} is not enrolled with this key; `ecslab class add {file}` enrols the learner"));
            }
        };
        let results = self.learners.entry(group).or_default();
        results.files += 1;
        results.keys.insert(learner.key);
        match name {
            Some(name) => results.name = name,
            None if export.exported_at >= results.named_at => {
                results.name = learner.name;
                results.named_at = export.exported_at.clone();
            }
            None => {}
        }
        for event in export.stored_events() {
            results.events.entry(event.id.clone()).or_insert(event);
        }
    }
}

/// One learner with what was folded from the events.
struct Folded {
    name: String,
    events: Vec<StoredEvent>,
    record: Record,
    /// By question: whether the first attempt was right, and its place among the events.
    first: HashMap<String, (bool, usize)>,
}

impl ClassReport {
    /// Makes the report.
    pub fn of(course: &Course, results: Results, class: Option<&ClassFile>) -> Self {
        let modules: Vec<ModuleHead> = course
            .modules
            .iter()
            .map(|module| ModuleHead {
                id: module.id.clone(),
                title: module.title.clone(),
                lessons: course.lessons_of(&module.id).count(),
                questions: course.questions_of(&module.id).count(),
                labs: course.labs_of(&module.id).count(),
            })
            .collect();
        let mut learners = Vec::new();
        let mut folded = Vec::new();
        for (_, result) in results.learners {
            let one = fold(result.name, result.events);
            learners.push(LearnerReport {
                name: one.name.clone(),
                keys: result.keys.into_iter().collect(),
                files: result.files,
                events: one.events.len(),
                latest: one.events.last().map(|event| event.at.clone()),
                modules: cells(course, &one.record),
            });
            folded.push(one);
        }
        learners.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.keys.cmp(&b.keys)));
        let has_results = |key: &String| learners.iter().any(|learner| learner.keys.contains(key));
        let missing = class.iter().flat_map(|class| &class.learners).filter(|learner| !learner.keys.iter().any(has_results));
        let labs = lab_statistics(course, &folded);
        let questions = question_statistics(course, &folded);
        let misconceptions = misconceptions(course, &folded);
        Self {
            version: 1,
            title: class.map_or_else(|| "Class".to_string(), |class| class.title.clone()),
            missing: missing.map(|learner| learner.name.clone()).collect(),
            next: suggestions(course, &labs, &questions, &modules, &learners),
            modules,
            learners,
            labs,
            questions,
            misconceptions,
            bad: results.bad,
        }
    }
}

fn fold(name: String, events: HashMap<String, StoredEvent>) -> Folded {
    let mut events: Vec<StoredEvent> = events.into_values().collect();
    events.sort_by(|a, b| (&a.at, &a.id).cmp(&(&b.at, &b.id)));
    let mut first = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        if let EventKind::Answered { correct, repetition: false, .. } = &event.kind {
            let id = crate::course::current_id(&event.subject);
            if !first.contains_key(id) {
                first.insert(id.to_string(), (*correct, place));
            }
        }
    }
    Folded { record: Record::of(&events), name, events, first }
}

fn cells(course: &Course, record: &Record) -> Vec<Cell> {
    let cell = |module| {
        let progress = module_progress(course, module, record);
        Cell { lessons: progress.lessons.0, questions: progress.questions.0, labs: progress.labs.0 }
    };
    course.modules.iter().map(cell).collect()
}

fn lab_statistics(course: &Course, learners: &[Folded]) -> Vec<LabStatistics> {
    let mut found = Vec::new();
    for lab in &course.labs {
        let begun: Vec<_> = learners.iter().filter_map(|learner| Some((learner, learner.record.labs.get(&lab.id)?))).collect();
        if begun.is_empty() {
            continue;
        }
        let mut stuck: Vec<String> = Vec::new();
        let mut failing: BTreeMap<String, usize> = BTreeMap::new();
        for (learner, record) in begun.iter().filter(|(_, record)| !record.passed) {
            if record.attempts >= STUCK_AFTER {
                stuck.push(learner.name.clone());
            }
            let latest = learner.events.iter().rev().find_map(|event| match &event.kind {
                EventKind::LabChecked { failed, .. } if event.subject == lab.id => failed.first(),
                _ => None,
            });
            if let Some(check) = latest {
                *failing.entry(check.clone()).or_default() += 1;
            }
        }
        stuck.sort();
        let mut failing: Vec<(String, usize)> = failing.into_iter().collect();
        failing.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut attempts: Vec<usize> = begun.iter().map(|(_, record)| record.attempts).collect();
        attempts.sort_unstable();
        found.push(LabStatistics {
            id: lab.id.clone(),
            title: lab.title.clone(),
            lesson: lab.lesson.clone(),
            begun: begun.len(),
            passed: begun.iter().filter(|(_, record)| record.passed).count(),
            stuck,
            median_attempts: attempts[attempts.len() / 2],
            mean_hints: begun.iter().map(|(_, record)| record.hints.len()).sum::<usize>() as f64 / begun.len() as f64,
            solution_shown: begun.iter().filter(|(_, record)| record.solution_shown).count(),
            failing,
        });
    }
    // Sorting is stable: within equals, the order of the course.
    found.sort_by_key(|lab| std::cmp::Reverse(lab.stuck.len()));
    found
}

fn question_statistics(course: &Course, learners: &[Folded]) -> Vec<QuestionStatistics> {
    let known: HashMap<&str, &Question> = course.questions.iter().map(|question| (question.id.as_str(), question)).collect();
    let mut attempts: HashMap<&str, Vec<(bool, Option<f64>)>> = HashMap::new();
    for learner in learners {
        let answered: Vec<(&str, bool)> = learner
            .first
            .iter()
            .filter_map(|(id, (right, _))| Some((known.get_key_value(id.as_str())?.0, *right)))
            .map(|(id, right)| (*id, right))
            .collect();
        let right = answered.iter().filter(|(_, right)| *right).count();
        let others = answered.len().saturating_sub(1);
        for (id, is_right) in &answered {
            let rest = (others >= REST_FROM).then(|| (right - usize::from(*is_right)) as f64 / others as f64);
            attempts.entry(id).or_default().push((*is_right, rest));
        }
    }
    let mut found: Vec<QuestionStatistics> = course
        .questions
        .iter()
        .filter_map(|question| {
            let statistics = analyse_item(attempts.get(question.id.as_str())?);
            Some(QuestionStatistics {
                id: question.id.clone(),
                lesson: question.lesson.clone(),
                stem: first_line(&question.stem),
                statistics,
            })
        })
        .collect();
    let urgency = |verdict: Verdict| match verdict {
        Verdict::Negative => 0,
        Verdict::AllWrong => 1,
        Verdict::Weak => 2,
        Verdict::Fair | Verdict::Good => 3,
        Verdict::AllRight => 4,
        Verdict::TooFew => 5,
    };
    found.sort_by(|a, b| {
        let (a, b) = (&a.statistics, &b.statistics);
        urgency(a.verdict).cmp(&urgency(b.verdict)).then(a.p.total_cmp(&b.p)).then(b.n.cmp(&a.n))
    });
    found
}

fn misconceptions(course: &Course, learners: &[Folded]) -> Vec<Misconception> {
    let mut found = Vec::new();
    for question in &course.questions {
        let mut tried = 0;
        let mut chosen = vec![0; question.options.len()];
        for learner in learners {
            let Some((_, place)) = learner.first.get(&question.id) else { continue };
            tried += 1;
            if let EventKind::Answered { chosen: given, text, .. } = &learner.events[*place].kind {
                // The file may name an option twice.
                let wrong: BTreeSet<usize> = question.misconceptions(given, text.as_deref()).into_iter().collect();
                wrong.into_iter().for_each(|option| chosen[option] += 1);
            }
        }
        for (option, count) in question.options.iter().zip(chosen).filter(|(_, count)| *count >= SPREADS_FROM) {
            found.push(Misconception {
                question: question.id.clone(),
                lesson: question.lesson.clone(),
                stem: first_line(&question.stem),
                option: option.text.trim().to_string(),
                why: option.why.trim().to_string(),
                chosen: count,
                of: tried,
            });
        }
    }
    found.sort_by(|a, b| (b.chosen * a.of).cmp(&(a.chosen * b.of)).then(b.chosen.cmp(&a.chosen)));
    found
}

fn first_line(stem: &str) -> String {
    stem.trim().lines().next().unwrap_or_default().to_string()
}

/// Labs where many are stuck; lessons whose questions most get wrong; the next lesson that few have read.
fn suggestions(
    course: &Course,
    labs: &[LabStatistics],
    questions: &[QuestionStatistics],
    modules: &[ModuleHead],
    learners: &[LearnerReport],
) -> Vec<Suggestion> {
    let mut found = Vec::new();
    for lab in labs.iter().filter(|lab| lab.stuck.len() >= 2 || lab.stuck.len() * 3 >= lab.begun.max(1) && !lab.stuck.is_empty()).take(2) {
        let check = lab.failing.first().map_or(String::new(), |(check, _)| format!(", most at the check {check}"));
        let reason = format!("{} of {} who began it are stuck{check}", lab.stuck.len(), lab.begun);
        found.push(Suggestion { id: lab.id.clone(), title: lab.title.clone(), reason });
    }
    let mut lessons: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for question in questions {
        let lesson = lessons.entry(&question.lesson).or_default();
        lesson.0 += question.statistics.n;
        lesson.1 += question.statistics.p * question.statistics.n as f64;
    }
    // A few answers of one learner say nothing about a class.
    let mut hard: Vec<(&str, usize, f64)> =
        lessons.into_iter().map(|(id, (n, right))| (id, n, right / n as f64)).filter(|(_, n, p)| *n >= 5 && *p < 0.6).collect();
    hard.sort_by(|a, b| a.2.total_cmp(&b.2));
    for (id, n, p) in hard.into_iter().take(3) {
        if let Some(lesson) = course.lesson(id) {
            let reason = format!("{:.0} % of {n} first answers were right", p * 100.0);
            found.push(Suggestion { id: id.to_string(), title: lesson.title.clone(), reason });
        }
    }
    // The first module that most have not half done.
    let open = modules.iter().enumerate().find(|(column, module)| {
        learners.iter().filter(|learner| learner.modules[*column].share(module) < 0.5).count() * 2 > learners.len()
    });
    if let Some((column, module)) = open {
        let done = learners.iter().filter(|learner| learner.modules[column].share(module) >= 0.5).count();
        let lesson = course.lessons_of(&module.id).next();
        if let Some(lesson) = lesson.filter(|lesson| found.iter().all(|step| step.id != lesson.id)) {
            let reason = format!("the first module that most have not half done ({done} of {} have)", learners.len());
            found.push(Suggestion { id: lesson.id.clone(), title: format!("{}: {}", module.title, lesson.title), reason });
        }
    }
    found.truncate(SUGGESTIONS);
    found
}
