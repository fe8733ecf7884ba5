//! What the results of a class say.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::teach_next::{Suggestion, suggestions};
use super::uncounted::{KnownContent, SharedResults, Uncounted};
use super::{ClassFile, ItemStatistics, Verdict, analyse_item};
use crate::course::{Course, Given, Question, current_id};
use crate::diagnostics::printable_name;
use crate::practice::module_progress;
use crate::progress::{EventKind, Export, Record, StoredEvent};

/// Checks that a learner who does not pass needs before a lab counts as stuck.
const STUCK_AFTER: usize = 3;
/// Fewer learners with one wrong belief are no pattern.
const SPREADS_FROM: usize = 2;
/// A rest score of fewer other questions is chance.
const REST_FROM: usize = 5;
/// Characters of a key that tell two learners of one name apart.
const KEY_BEGINNING: usize = 8;

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
    /// How many learners must choose a wrong option before it is a misconception that spreads.
    pub spreads_from: usize,
    /// Wrong options that so many learners chose, the most spread first.
    pub misconceptions: Vec<Misconception>,
    /// What to teach next, the most useful first.
    pub next: Vec<Suggestion>,
    /// Results that two learners have in common; they count once.
    pub shared: Vec<SharedResults>,
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
    /// The name, with the beginning of the key where another learner has the same: data, to be escaped wherever it is shown.
    pub name: String,
    /// The public keys.
    pub keys: Vec<String>,
    /// Files that were merged.
    pub files: usize,
    /// Events in them, each once.
    pub events: usize,
    /// Events that two of the files held with different content: one of them was changed.
    pub differing: usize,
    /// The time of the latest.
    pub latest: Option<String>,
    /// One for each module.
    pub modules: Vec<Cell>,
    /// Their sum.
    pub total: Cell,
    /// The share of the course that is done, from 0 to 1; each module counts alike.
    pub done: f64,
    /// What the results hold beyond that.
    pub uncounted: Uncounted,
}

impl LearnerReport {
    /// The day of the latest event, in UTC.
    pub fn latest_day(&self) -> Option<&str> {
        self.latest.as_deref()?.get(..10)
    }
}

/// How far a learner is in a module.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Lessons read.
    pub lessons: usize,
    /// Questions whose latest first answer was right.
    pub questions: usize,
    /// Labs passed.
    pub labs: usize,
}

impl Cell {
    fn plus(self, other: Self) -> Self {
        Self { lessons: self.lessons + other.lessons, questions: self.questions + other.questions, labs: self.labs + other.labs }
    }

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
    /// What is asked, as Markdown on one line.
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
    /// What is asked, as Markdown on one line.
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
    /// The time of the first export.
    exported_from: String,
    /// The versions of the programs that wrote the exports.
    programs: BTreeSet<String>,
    keys: BTreeSet<String>,
    files: usize,
    events: HashMap<String, Received>,
    /// Events that two files held with different content.
    differing: BTreeSet<String>,
}

/// An event as a file held it.
#[derive(Debug)]
struct Received {
    fingerprint: [u8; 32],
    /// Where it stands in the order, if not at its time.
    ordered_at: Option<String>,
    event: StoredEvent,
}

impl Received {
    fn place(&self) -> (&str, &str) {
        (self.ordered_at.as_ref().unwrap_or(&self.event.at), &self.event.id)
    }
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
                let name = printable_name(&learner.name);
                return leave_out(format!("{name} is not enrolled with this key; `ecslab class add {file}` enrols the learner"));
            }
        };
        let results = self.learners.entry(group).or_default();
        results.files += 1;
        results.keys.insert(learner.key);
        results.programs.insert(export.program.clone());
        if results.exported_from.is_empty() || export.exported_at < results.exported_from {
            results.exported_from.clone_from(&export.exported_at);
        }
        match name {
            Some(name) => results.name = name,
            None if export.exported_at >= results.named_at => {
                results.name = learner.name;
                results.named_at = export.exported_at.clone();
            }
            None => {}
        }
        for event in export.events {
            let received = Received { fingerprint: event.fingerprint(), event: event.stored(), ordered_at: event.ordered_at };
            match results.events.entry(event.id) {
                Entry::Vacant(place) => drop(place.insert(received)),
                Entry::Occupied(known) if known.get().fingerprint == received.fingerprint => {}
                Entry::Occupied(mut known) => {
                    results.differing.insert(known.key().clone());
                    // As in the store: whichever came first.
                    if received.fingerprint < known.get().fingerprint {
                        known.insert(received);
                    }
                }
            }
        }
    }
}

/// What counts of one learner in the numbers of the class.
pub(super) struct Folded {
    name: String,
    events: Vec<StoredEvent>,
    record: Record,
    /// By question: whether the first attempt was right, and its place among the events.
    pub(super) first: HashMap<String, (bool, usize)>,
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
        let questions: HashMap<&str, &Question> = course.questions.iter().map(|question| (question.id.as_str(), question)).collect();
        let Told { mut learners, counting, shared } = told(course, &modules, &questions, results.learners);
        learners.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.keys.cmp(&b.keys)));
        let has_results = |key: &String| learners.iter().any(|learner| learner.keys.contains(key));
        let missing = class.iter().flat_map(|class| &class.learners).filter(|learner| !learner.keys.iter().any(has_results));
        let labs = lab_statistics(course, &counting);
        let statistics = question_statistics(course, &questions, &counting);
        let spreads_from = pattern_from(learners.len()).max(SPREADS_FROM);
        Self {
            version: 1,
            title: class.map_or_else(|| "Class".to_string(), |class| class.title.clone()),
            missing: missing.map(|learner| learner.name.clone()).collect(),
            next: suggestions(course, &labs, &counting, &modules, &learners),
            misconceptions: misconceptions(course, &counting, spreads_from),
            spreads_from,
            modules,
            learners,
            labs,
            questions: statistics,
            shared,
            bad: results.bad,
        }
    }
}

/// What the results tell of each learner, in the same order.
struct Told {
    learners: Vec<LearnerReport>,
    /// What of it counts for the class.
    counting: Vec<Folded>,
    shared: Vec<SharedResults>,
}

fn told(course: &Course, modules: &[ModuleHead], questions: &HashMap<&str, &Question>, results: BTreeMap<String, LearnerResults>) -> Told {
    let known = KnownContent::of(course);
    let mut results: Vec<LearnerResults> = results.into_values().collect();
    tell_apart(&mut results);
    // What two learners have in common counts for whose results were exported first: a copy is made of an export.
    results.sort_by(|a, b| (&a.exported_from, &a.keys).cmp(&(&b.exported_from, &b.keys)));
    let mut owners: HashMap<String, usize> = HashMap::new();
    let mut told = Told { learners: Vec::new(), counting: Vec::new(), shared: Vec::new() };
    for (index, result) in results.into_iter().enumerate() {
        let mut events = in_order(result.events);
        judge_anew(&mut events, questions);
        let cells = cells(course, &Record::of(&events));
        told.learners.push(LearnerReport {
            name: result.name.clone(),
            keys: result.keys.into_iter().collect(),
            files: result.files,
            differing: result.differing.len(),
            events: events.len(),
            latest: events.last().map(|event| event.at.clone()),
            total: cells.iter().copied().fold(Cell::default(), Cell::plus),
            done: mean(cells.iter().zip(modules).map(|(cell, module)| cell.share(module))),
            uncounted: Uncounted::of(&events, &known, result.programs),
            modules: cells,
        });
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        events.retain(|event| match owners.get(&event.id) {
            Some(owner) => {
                *common.entry(*owner).or_default() += 1;
                false
            }
            None => owners.insert(event.id.clone(), index).is_none(),
        });
        let shared = |(owner, events)| SharedResults::of(&told.learners[owner], &told.learners[index], events);
        told.shared.extend(common.into_iter().map(shared));
        told.counting.push(fold(result.name, events));
    }
    told
}

/// How many learners something must concern before it says more about the class than about them.
pub(super) fn pattern_from(learners: usize) -> usize {
    learners.div_ceil(3).clamp(1, 5)
}

/// Learners of one name are told apart by the beginning of their keys.
fn tell_apart(results: &mut [LearnerResults]) {
    let mut named: HashMap<String, usize> = HashMap::new();
    for result in results.iter() {
        *named.entry(result.name.clone()).or_default() += 1;
    }
    for result in results.iter_mut().filter(|result| named[&result.name] > 1) {
        let beginning: String = result.keys.iter().flat_map(|key| key.chars()).take(KEY_BEGINNING).collect();
        result.name = format!("{} (key {beginning})", result.name);
    }
}

fn in_order(events: HashMap<String, Received>) -> Vec<StoredEvent> {
    let mut events: Vec<Received> = events.into_values().collect();
    events.sort_by(|a, b| a.place().cmp(&b.place()));
    events.into_iter().map(|received| received.event).collect()
}

/// Whether an answer is right says the question. The file says it too, but only as the word of who signed it.
fn judge_anew(events: &mut [StoredEvent], questions: &HashMap<&str, &Question>) {
    for event in events {
        let Some(question) = questions.get(current_id(&event.subject)) else { continue };
        if let EventKind::Answered { chosen, text, correct, .. } = &mut event.kind {
            let given = text.clone().map_or_else(|| Given::Options(chosen.clone()), Given::Text);
            *correct = question.is_right(&given);
        }
    }
}

fn fold(name: String, events: Vec<StoredEvent>) -> Folded {
    let mut first = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        if let EventKind::Answered { correct, repetition: false, .. } = &event.kind {
            let id = current_id(&event.subject);
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
                EventKind::LabChecked { failed, .. } if current_id(&event.subject) == lab.id => failed.first(),
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

fn question_statistics(course: &Course, known: &HashMap<&str, &Question>, learners: &[Folded]) -> Vec<QuestionStatistics> {
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
                stem: first_paragraph(&question.stem),
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

fn misconceptions(course: &Course, learners: &[Folded], spreads_from: usize) -> Vec<Misconception> {
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
        for (option, count) in question.options.iter().zip(chosen).filter(|(_, count)| *count >= spreads_from) {
            found.push(Misconception {
                question: question.id.clone(),
                lesson: question.lesson.clone(),
                stem: first_paragraph(&question.stem),
                option: on_one_line(option.text.lines()),
                why: on_one_line(option.why.lines()),
                chosen: count,
                of: tried,
            });
        }
    }
    found.sort_by(|a, b| b.chosen.cmp(&a.chosen).then((b.chosen * a.of).cmp(&(a.chosen * b.of))));
    found
}

/// The first paragraph of Markdown, on one line.
fn first_paragraph(markdown: &str) -> String {
    on_one_line(markdown.trim().lines().take_while(|line| !line.trim().is_empty()))
}

fn on_one_line<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    lines.map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// 0 where there is nothing.
pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1);
    values.sum::<f64>() / count as f64
}
