//! Drills: of every kind and level many are made, and each must be a question as good as one that is written.

use crate::course::{Course, Problem, Question, QuestionType};
use crate::practice::drill::{Drill, DrillKind, Level, kinds};

use super::questions::{form_problems, proof_problems};

/// At most this share of the drills of a kind and level may have the right option in one position, or as the only longest: chance
/// gives 25 %.
const TELL_TALE: f64 = 0.45;
/// Shares say nothing about fewer.
const ENOUGH: usize = 50;
/// A step that says less says nothing.
const LEAST_STEP: usize = 10;

/// What is wrong with the first `seeds` drills of every kind and level, and how many were made.
pub fn drill_problems(course: &Course, seeds: u64) -> (usize, Vec<Problem>) {
    // Every kind in a thread of its own: they take milliseconds each, and the whole check should not be felt.
    let of_kinds: Vec<(usize, Vec<Problem>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = kinds().iter().map(|kind| scope.spawn(|| of_kind(course, kind, seeds))).collect();
        // A panic in a thread is this one's.
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let made = of_kinds.iter().map(|(made, _)| made).sum();
    (made, of_kinds.into_iter().flat_map(|(_, problems)| problems).collect())
}

fn of_kind(course: &Course, kind: &'static DrillKind, seeds: u64) -> (usize, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut report = |message: String| problems.push(Problem::of(kind.subject(), message));
    if course.lesson(kind.lesson).is_none() {
        report(format!("no lesson is called {}", kind.lesson));
    }
    let mut made = 0;
    for level in Level::ALL {
        let mut questions = Vec::new();
        for seed in 0..seeds {
            match Drill::make(kind, level, seed) {
                Ok(drill) => {
                    for message in one(&drill) {
                        report(format!("{}: {message}", drill.address));
                    }
                    questions.push(drill.question);
                }
                Err(error) => report(error.to_string()),
            }
        }
        made += questions.len();
        tell_tales(&questions).into_iter().for_each(|message| report(format!("level {level}: {message}")));
    }
    (made, problems)
}

fn one(drill: &Drill) -> Vec<String> {
    let mut problems = form_problems(&drill.question);
    problems.extend(proof_problems(&drill.question));
    if drill.question.rules.is_empty() && drill.question.simulate.is_empty() {
        problems.push("no engine proves the answer".to_string());
    }
    if drill.explanation.is_empty() || drill.explanation.iter().any(|step| step.len() < LEAST_STEP) {
        problems.push("the explanation lacks a step".to_string());
    }
    problems
}

/// Signs by which the right option could be guessed.
fn tell_tales(questions: &[Question]) -> Vec<String> {
    let singles: Vec<&Question> = questions.iter().filter(|question| question.kind == QuestionType::Single).collect();
    if singles.len() < ENOUGH {
        return Vec::new();
    }
    let is_too_many = |count: usize| count as f64 > singles.len() as f64 * TELL_TALE;
    let mut problems = Vec::new();
    let longest = singles.iter().filter(|question| is_longest(question)).count();
    if is_too_many(longest) {
        problems.push(format!("in {longest} of {} drills the longest option is right", singles.len()));
    }
    for place in 0..4 {
        let count = singles.iter().filter(|question| question.correct() == [place]).count();
        if is_too_many(count) {
            problems.push(format!("in {count} of {} drills option {} is right", singles.len(), Question::letter(place)));
        }
    }
    problems
}

/// Whether the right option is longer than every other: where several are, the length tells nothing.
fn is_longest(question: &Question) -> bool {
    let right = question.options.iter().filter(|option| option.correct).map(|option| option.text.len()).max();
    let wrong = question.options.iter().filter(|option| !option.correct).map(|option| option.text.len()).max();
    right > wrong
}
