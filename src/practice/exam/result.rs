//! What an exam gave: score, estimate, domains, misconceptions, and what to do next.

use std::collections::BTreeMap;

use super::{ExamError, given_of};
use crate::course::{Course, ExamProfile, Given, Question, QuestionType, SCALE};
use crate::practice::{NextStep, ObjectiveScore};
use crate::progress::{ExamEnd, ExamRecord, Record};

/// The standard normal quantile of an interval of 95 %.
const Z: f64 = 1.959_964;
/// So many lessons are named to go on with.
const LESSONS_TO_GO_ON_WITH: usize = 3;

/// The result of an exam.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ExamResult {
    /// The exam's id.
    pub id: String,
    /// The profile's id.
    pub profile: String,
    /// As AWS writes it.
    pub code: String,
    /// What it was drawn with.
    pub seed: u64,
    /// When it began.
    pub started_at: jiff::Timestamp,
    /// How it ended; none while it goes on.
    pub end: Option<ExamEnd>,
    /// Seconds that it took.
    pub seconds: u32,
    /// Seconds that there were.
    pub limit_seconds: u32,
    /// Items that count, answered rightly.
    pub correct: usize,
    /// Items that count.
    pub scored: usize,
    /// Items that do not count, answered rightly.
    pub unscored_correct: usize,
    /// Items that do not count.
    pub unscored: usize,
    /// Items without an answer, which count as wrong.
    pub unanswered: usize,
    /// Items that the course no longer has.
    pub missing: usize,
    /// What that would be on the scale.
    pub estimate: Estimate,
    /// What is needed to pass, on the scale.
    pub pass: u32,
    /// By domain, those with items.
    pub domains: Vec<DomainScore>,
    /// By objective, in order; items that count.
    pub objectives: Vec<ObjectiveScore>,
    /// Wrong options that were chosen, and why they are wrong.
    pub misconceptions: Vec<Misconception>,
    /// Items that count and do not, answered wrongly or not at all, with their lessons.
    pub wrong: Vec<WrongItem>,
    /// What to do next, the best first.
    pub next: Vec<NextStep>,
}

/// An estimate on the scale from 100 to 1000: AWS publishes no map from raw scores, so this is 100 + 900 × the share of right answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Estimate {
    /// The point.
    pub scaled: u32,
    /// The lower end of its 95 % interval (Wilson's).
    pub low: u32,
    /// The upper end.
    pub high: u32,
}

/// The score of a domain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DomainScore {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its weight in percent.
    pub weight: u32,
    /// Items that count, answered rightly.
    pub correct: usize,
    /// Items that count.
    pub scored: usize,
}

/// A wrong option that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Misconception {
    /// The question.
    pub question: String,
    /// Its number in the exam.
    pub number: usize,
    /// Its lesson.
    pub lesson: String,
    /// The option's letter.
    pub letter: char,
    /// The option, Markdown.
    pub option: String,
    /// Why it is wrong, Markdown.
    pub why: String,
}

/// An item that was not answered rightly.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WrongItem {
    /// Its number in the exam.
    pub number: usize,
    /// The question.
    pub question: String,
    /// Its lesson.
    pub lesson: String,
    /// Whether it was answered at all.
    pub answered: bool,
}

impl Estimate {
    /// From items right of items that count.
    pub fn of(correct: usize, scored: usize) -> Self {
        let n = scored.max(1) as f64;
        let p = correct as f64 / n;
        // Wilson, Journal of the American Statistical Association 22 (1927): never outside 0 and 1, and true for few items too.
        let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scaled = |p: f64| {
            let (low, high) = (f64::from(*SCALE.start()), f64::from(*SCALE.end()));
            (low + (high - low) * p.clamp(0.0, 1.0)).round() as u32
        };
        Self { scaled: scaled(p), low: scaled(centre - half), high: scaled(centre + half) }
    }

    /// Whether even the lower end reaches a mark, or not even the upper end does; `None` where it may be either.
    pub fn reaches(&self, mark: u32) -> Option<bool> {
        if self.low >= mark {
            Some(true)
        } else if self.high < mark {
            Some(false)
        } else {
            None
        }
    }
}

/// Scores an exam as it stands.
///
/// # Errors
/// When the course no longer has its profile.
pub fn exam_result(course: &Course, learner: &Record, exam: &ExamRecord) -> Result<ExamResult, ExamError> {
    let profile = course.exam(&exam.profile).ok_or_else(|| ExamError::UnknownProfile(exam.profile.clone()))?;
    let items: Vec<Judged<'_>> = (1..)
        .zip(&exam.questions)
        .filter_map(|(number, id)| {
            let question = course.question(id)?;
            let given = given_of(exam, question);
            let correct = given.as_ref().is_some_and(|given| question.is_right(given));
            Some(Judged { number, question, given, correct, scored: !exam.unscored.contains(id) })
        })
        .collect();
    let count = |scored: bool, correct: bool| items.iter().filter(|item| item.scored == scored && (item.correct || !correct)).count();
    let (correct, scored) = (count(true, true), count(true, false));
    Ok(ExamResult {
        id: exam.id.clone(),
        profile: exam.profile.clone(),
        code: profile.code.clone(),
        seed: exam.seed,
        started_at: exam.started_at,
        end: exam.end,
        seconds: exam.elapsed_seconds.min(exam.limit_seconds),
        limit_seconds: exam.limit_seconds,
        correct,
        scored,
        unscored_correct: count(false, true),
        unscored: count(false, false),
        unanswered: items.iter().filter(|item| item.given.is_none()).count(),
        missing: exam.questions.len() - items.len(),
        estimate: Estimate::of(correct, scored),
        pass: profile.pass,
        domains: domains(profile, &items),
        objectives: objectives(profile, &items),
        misconceptions: items.iter().flat_map(Judged::misconceptions).collect(),
        wrong: items.iter().filter(|item| !item.correct).map(Judged::wrong).collect(),
        next: next(course, learner, &items),
    })
}

struct Judged<'c> {
    number: usize,
    question: &'c Question,
    given: Option<Given>,
    correct: bool,
    scored: bool,
}

impl Judged<'_> {
    fn misconceptions(&self) -> Vec<Misconception> {
        let is_choice = matches!(self.question.kind, QuestionType::Single | QuestionType::Multiple);
        let chosen = self.given.as_ref().filter(|_| is_choice).map_or(&[][..], Given::options);
        let wrong =
            chosen.iter().filter_map(|index| Some((*index, self.question.options.get(*index)?))).filter(|(_, option)| !option.correct);
        wrong
            .map(|(index, option)| Misconception {
                question: self.question.id.clone(),
                number: self.number,
                lesson: self.question.lesson.clone(),
                letter: Question::letter(index),
                option: option.text.clone(),
                why: option.why.clone(),
            })
            .collect()
    }

    fn wrong(&self) -> WrongItem {
        WrongItem {
            number: self.number,
            question: self.question.id.clone(),
            lesson: self.question.lesson.clone(),
            answered: self.given.is_some(),
        }
    }
}

fn domains(profile: &ExamProfile, items: &[Judged<'_>]) -> Vec<DomainScore> {
    let score = |domain: &crate::course::ExamDomain| {
        let is_of = |item: &&Judged<'_>| item.scored && profile.domain_of(item.question).is_some_and(|found| found.number == domain.number);
        DomainScore {
            number: domain.number,
            title: domain.title.clone(),
            weight: domain.weight,
            correct: items.iter().filter(is_of).filter(|item| item.correct).count(),
            scored: items.iter().filter(is_of).count(),
        }
    };
    profile.domains.iter().map(score).filter(|domain| domain.scored > 0).collect()
}

fn objectives(profile: &ExamProfile, items: &[Judged<'_>]) -> Vec<ObjectiveScore> {
    let mut scores: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for item in items.iter().filter(|item| item.scored) {
        for number in profile.objectives_of(&item.question.objectives) {
            let (answered, correct) = scores.entry(format!("{}/{number}", profile.id)).or_default();
            *answered += 1;
            *correct += usize::from(item.correct);
        }
    }
    scores.into_iter().map(|(objective, (answered, correct))| ObjectiveScore { objective, answered, correct }).collect()
}

/// The lessons of which most was wrong, their labs, and practice of them.
fn next(course: &Course, learner: &Record, items: &[Judged<'_>]) -> Vec<NextStep> {
    let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.correct) {
        *wrong.entry(&item.question.lesson).or_default() += 1;
    }
    let mut lessons: Vec<_> = course.lessons.iter().filter_map(|lesson| Some((*wrong.get(lesson.id.as_str())?, lesson))).collect();
    // The course's order stays among equals: what comes first carries what follows.
    lessons.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    lessons.truncate(LESSONS_TO_GO_ON_WITH);
    let mut steps = Vec::new();
    for (count, lesson) in &lessons {
        let reason = format!("{count} not right in this exam");
        steps.push(NextStep::new(format!("Read: {} ({} minutes)", lesson.title, lesson.minutes), reason, &["learn", &lesson.id]));
        for lab in lesson.labs.iter().filter_map(|id| course.lab(id)).filter(|lab| !learner.lab_passed(&lab.id)) {
            let title = format!("Try it: {} ({} minutes)", lab.title, lab.minutes);
            steps.push(NextStep::new(title, "the lab of that lesson", &["lab", "start", &lab.id]));
        }
    }
    if !lessons.is_empty() {
        let mut command = vec!["practice"];
        command.extend(lessons.iter().map(|(_, lesson)| lesson.id.as_str()));
        steps.push(NextStep::new("Practise these lessons", "mixed, with every option explained", &command));
    }
    steps.push(NextStep::new("Review what is due", "what was wrong comes again tomorrow", &["review"]));
    steps
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Exam, draw_exam};
    use super::*;

    #[test]
    fn the_estimate_has_wilsons_interval() {
        // Computed by hand for 35 of 50: p = 0.7, interval 0.5625 to 0.8090.
        assert_eq!(Estimate::of(35, 50), Estimate { scaled: 730, low: 606, high: 828 });
        assert_eq!(Estimate::of(0, 50), Estimate { scaled: 100, low: 100, high: 164 });
        assert_eq!(Estimate::of(50, 50), Estimate { scaled: 1000, low: 936, high: 1000 });
        assert_eq!(Estimate::of(0, 0).low, 100);
        for (correct, verdict) in [(50, Some(true)), (35, None), (20, Some(false))] {
            assert_eq!(Estimate::of(correct, 50).reaches(720), verdict, "{correct}");
        }
    }

    #[test]
    fn an_exam_is_scored_by_what_counts_and_explains_what_was_wrong() {
        let course = Course::embedded();
        let profile = course.exam("saa-c03").expect("the profile");
        let draw = draw_exam(&course, profile, &Record::default(), Some(20), 5).expect("draws");
        let (mut exam, _) = Exam::start(&draw, Timestamp::UNIX_EPOCH);
        // Right, wrong, unanswered, and so on.
        for number in 1..=20 {
            exam.go_to(number);
            let question = exam.current();
            let wrong = question.options.iter().position(|option| !option.correct).expect("a wrong option");
            match number % 3 {
                0 => exam.answer(Some(Given::Options(question.correct()))).map(|_| ()).expect("in time"),
                1 => exam.answer(Some(Given::Options(vec![wrong]))).map(|_| ()).expect("in time"),
                _ => {}
            }
        }
        exam.finish(ExamEnd::Submitted);
        let result = exam_result(&course, &Record::default(), exam.record()).expect("scores");
        assert_eq!((result.scored, result.unscored), (15, 5));
        assert_eq!(result.correct + result.unscored_correct, 6);
        assert_eq!((result.unanswered, result.misconceptions.len(), result.wrong.len()), (7, 7, 14));
        assert_eq!(result.domains.iter().map(|domain| domain.scored).sum::<usize>(), 15);
        assert_eq!(result.domains.iter().map(|domain| domain.correct).sum::<usize>(), result.correct);
        assert_eq!(result.estimate, Estimate::of(result.correct, 15));
        assert_eq!(result.next[0].command[0], "learn");
        assert!(result.misconceptions.iter().all(|misconception| !misconception.why.is_empty()));
    }
}
