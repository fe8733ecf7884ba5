//! Questions: well formed, without tell-tales, and proved where they claim to be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::simulations;
use crate::course::{AnswerOption, Course, Given, Problem, Question, QuestionType};
use crate::diagnostics::Severity;
use crate::lint::lint_source;
use crate::source::SourceFile;

/// At most this share of the questions may have the right option as the longest: with four options, chance gives 25 %.
const LONGEST_IS_RIGHT: f64 = 0.45;
/// At most this share of the single-choice questions may have the right option in one position.
const SAME_POSITION: f64 = 0.45;
/// Less says nothing.
const LEAST_RATIONALE: usize = 15;
/// So many things are put in order or matched: fewer can be guessed, more are work and no knowledge.
const PLACES: std::ops::RangeInclusive<usize> = 3..=6;
/// Shares say nothing about fewer questions.
const ENOUGH: usize = 12;

/// What is wrong with the questions.
pub fn question_problems(course: &Course) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (mut ids, mut stems) = (HashSet::new(), HashSet::new());
    for question in &course.questions {
        let mut report = |message: String| problems.push(question.problem(message));
        if !ids.insert(&question.id) {
            report("the id stands twice".to_string());
        }
        if !stems.insert(question.stem.trim()) {
            report("another question has the same stem".to_string());
        }
        if course.lesson(&question.lesson).is_none() {
            report(format!("no lesson is called {}", question.lesson));
        }
        form_problems(question).into_iter().for_each(&mut report);
        proof_problems(question).into_iter().for_each(&mut report);
    }
    problems.extend(alike_problems(course));
    for module in &course.modules {
        let questions: Vec<&Question> = course.questions_of(&module.id).collect();
        problems.extend(tell_tales(&questions).into_iter().map(|message| Problem::of(format!("quizzes/{}", module.id), message)));
    }
    problems
}

/// Groups of questions that are alike: of at least two, each known, none twice.
fn alike_problems(course: &Course) -> Vec<Problem> {
    let known: HashSet<&str> = course.questions.iter().map(|question| question.id.as_str()).collect();
    let mut seen = HashSet::new();
    let mut problems = Vec::new();
    for (index, group) in course.alike.iter().enumerate() {
        let mut report = |message: String| {
            let message = format!("[{}]: {message}", group.join(", "));
            problems.push(Problem::of("quizzes/alike.yaml", message).at(format!("/groups/{index}")));
        };
        group.iter().filter(|id| !known.contains(id.as_str())).for_each(|id| report(format!("no question is called {id}")));
        let each: BTreeSet<&String> = group.iter().collect();
        if each.len() < 2 || each.len() < group.len() {
            report("a group names at least two questions, and each once".to_string());
        }
        if !seen.insert(each) {
            report("the group stands twice".to_string());
        }
    }
    problems
}

/// What is wrong with the form of a question.
pub(super) fn form_problems(question: &Question) -> Vec<String> {
    let mut problems = Vec::new();
    let (all, correct) = (question.options.len(), question.options.iter().filter(|option| option.correct).count());
    let fits = match question.kind {
        QuestionType::Single => correct == 1 && all == 4,
        QuestionType::Multiple => correct >= 2 && correct < all && all >= 5,
        QuestionType::Order | QuestionType::Match => correct == 0 && PLACES.contains(&all),
        QuestionType::Text => correct == 1 && all >= 3,
    };
    if !fits {
        problems.push(format!("{all} options with {correct} right do not fit its type"));
    }
    problems.extend(partner_problems(question));
    if question.kind != QuestionType::Text && !question.accepts.is_empty() {
        problems.push("only a short answer has further spellings (accepts)".to_string());
    }
    if question.kind == QuestionType::Text {
        let taken = |option: &&AnswerOption| !option.correct && question.is_right(&Given::Text(option.text.clone()));
        problems.extend(question.options.iter().find(taken).map(|option| format!("`{}` would count as right", option.text)));
    }
    if question.kind == QuestionType::Multiple && !question.stem.split_whitespace().any(|word| word.trim_start_matches('(') == "Choose") {
        problems.push("the stem does not say how many to choose".to_string());
    }
    if question.options.iter().any(|option| option.why.trim().len() < LEAST_RATIONALE) {
        problems.push(format!("an option has no rationale, or one of less than {LEAST_RATIONALE} characters"));
    }
    let lower = |text: &str| text.to_ascii_lowercase();
    if question.options.iter().any(|option| lower(&option.text).contains("of the above")) {
        problems.push("`of the above` tests reading, not knowledge".to_string());
    }
    let texts: HashSet<String> = question.options.iter().map(|option| lower(option.text.trim())).collect();
    if texts.len() < question.options.len() {
        problems.push("two options say the same".to_string());
    }
    if question.objectives.is_empty() || question.objectives.iter().any(|objective| !objective.contains('/')) {
        problems.push("objectives are written exam/number".to_string());
    }
    if !question.source.starts_with("https://") {
        problems.push("the source is no page of the web (https://)".to_string());
    }
    if !(1..=3).contains(&question.difficulty) {
        problems.push("difficulty is 1, 2 or 3".to_string());
    }
    problems
}

/// Each option has a partner of its own where they are matched, and nowhere else.
fn partner_problems(question: &Question) -> Option<String> {
    let partners: HashSet<&str> = question.options.iter().filter_map(|option| option.matches.as_deref()).map(str::trim).collect();
    let expected = if question.kind == QuestionType::Match { question.options.len() } else { 0 };
    (partners.len() != expected).then(|| format!("{} options have a partner of their own (matches), but {expected} should", partners.len()))
}

/// The configuration that is read shows just what it says.
fn configuration_problem(question: &Question) -> Option<String> {
    let configuration = question.configuration.as_ref()?;
    if !["json", "yaml"].contains(&configuration.language.as_str()) {
        return Some(format!("the configuration's language is `{}`, not json or yaml", configuration.language));
    }
    let claimed: HashSet<&str> = configuration.reports.as_ref()?.iter().map(String::as_str).collect();
    let source = SourceFile::new(format!("configuration.{}", configuration.language), configuration.text.as_str());
    let linted = match lint_source(&source, None) {
        Ok(linted) => linted,
        Err(error) => return Some(format!("the configuration is {error}")),
    };
    let found: HashSet<&str> = linted.diagnostics.iter().filter(|d| d.severity > Severity::Info).map(|d| d.code).collect();
    (found != claimed).then(|| format!("the configuration claims {claimed:?}, but the linter reports {found:?}"))
}

/// What the engines answer otherwise than a question claims.
pub(super) fn proof_problems(question: &Question) -> Vec<String> {
    let judge = |(number, proof): (usize, &crate::course::Proof)| {
        let source = SourceFile::new("proof.json", proof.document.as_str());
        let linted = match lint_source(&source, None) {
            Ok(linted) => linted,
            Err(error) => return Some(format!("proof {number} is {error}")),
        };
        let errors: HashSet<&str> = linted.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).collect();
        let claimed: HashSet<&str> = proof.reports.iter().map(String::as_str).collect();
        (errors != claimed).then(|| format!("proof {number} claims {claimed:?}, but the linter reports {errors:?}"))
    };
    let linted = question.rules.iter().enumerate().filter_map(|(index, proof)| judge((index + 1, proof)));
    let simulated = question.simulate.iter().enumerate().filter_map(|(index, proof)| {
        let problem = simulations::problem(proof)?;
        Some(format!("simulation {} {problem}", index + 1))
    });
    configuration_problem(question).into_iter().chain(linted).chain(simulated).collect()
}

/// Signs by which a right option can be guessed.
fn tell_tales(questions: &[&Question]) -> Vec<String> {
    let mut problems = Vec::new();
    let share = |count: usize, of: usize| count as f64 / of as f64;
    let chosen_from: Vec<_> = questions.iter().filter(|question| is_choice(question)).collect();
    if chosen_from.len() >= ENOUGH {
        let longest = chosen_from.iter().filter(|question| longest_is_right(question)).count();
        if share(longest, chosen_from.len()) > LONGEST_IS_RIGHT {
            problems.push(format!("in {longest} of {} questions the longest option is right", chosen_from.len()));
        }
    }
    let singles: Vec<_> = questions.iter().filter(|question| question.kind == QuestionType::Single).collect();
    if singles.len() >= ENOUGH {
        let mut positions: BTreeMap<usize, usize> = BTreeMap::new();
        for position in singles.iter().filter_map(|question| question.correct().first().copied()) {
            *positions.entry(position).or_default() += 1;
        }
        for (position, count) in positions {
            if share(count, singles.len()) > SAME_POSITION {
                problems.push(format!("in {count} of {} questions option {} is right", singles.len(), Question::letter(position)));
            }
        }
    }
    problems
}

fn is_choice(question: &Question) -> bool {
    matches!(question.kind, QuestionType::Single | QuestionType::Multiple)
}

fn longest_is_right(question: &Question) -> bool {
    let longest = question.options.iter().map(|option| option.text.len()).max();
    question.options.iter().any(|option| option.correct && Some(option.text.len()) == longest)
}
