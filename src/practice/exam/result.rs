//! What an exam gave: score, estimate, domains, misconceptions, and what to do next.

use std::collections::BTreeMap;

use super::draw::{DomainShare, domain_pools, is_by_weight, no_estimate};
use super::{ExamError, given_of};
use crate::course::{Course, ExamDomain, ExamProfile, Given, Question, QuestionType, SCALE};
use crate::practice::drill::kinds;
use crate::practice::{NextStep, ObjectiveScore};
use crate::progress::{ExamEnd, ExamRecord, Record};

/// The standard normal quantile of an interval of 95 %.
const Z: f64 = 1.959_964;
/// What is said of an estimate that counts domains by their weights.
pub const WEIGHTED: &str = "The items are not spread as the domains weigh, so each domain counts by its weight here, not by its items.";
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
    /// What that would be on the scale; none where much of the exam is not covered here.
    pub estimate: Option<Estimate>,
    /// Whether the estimate counts domains by their weights, because the items are spread otherwise.
    pub weighted: bool,
    /// Why there is no estimate, a clause; none where there is one.
    pub no_estimate: Option<String>,
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

/// A share of right answers in percent, with its 95 % interval (Wilson's).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Share {
    /// The point.
    pub percent: u32,
    /// The lower end.
    pub low: u32,
    /// The upper end.
    pub high: u32,
}

/// What the interval of a domain says, held against the share of right answers that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// All of it lies below.
    Weak,
    /// It could be either.
    Unclear,
    /// All of it lies above.
    Strong,
}

impl Strength {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Unclear => "unclear",
            Self::Strong => "strong",
        }
    }
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
    /// What that says of the domain.
    pub share: Share,
    /// In a word.
    pub strength: Strength,
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

/// A share with its interval, from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Proportion {
    point: f64,
    low: f64,
    high: f64,
}

impl Proportion {
    /// A share of so many items.
    fn of(point: f64, items: f64) -> Self {
        let (p, n) = (point, items.max(1.0));
        // Wilson, Journal of the American Statistical Association 22 (1927): never outside 0 and 1, and true for few items too.
        let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self { point, low: (centre - half).clamp(0.0, 1.0), high: (centre + half).clamp(0.0, 1.0) }
    }

    /// Right of all.
    fn of_items(correct: usize, scored: usize) -> Self {
        Self::of(correct as f64 / scored.max(1) as f64, scored as f64)
    }

    /// Domains by their weights: those with few items count as much as their weight says.
    fn weighted(domains: &[DomainScore]) -> Self {
        let sum = |of: fn(&DomainScore) -> f64| domains.iter().map(of).sum::<f64>();
        let weights = sum(|domain| f64::from(domain.weight)).max(1.0);
        let right = sum(|domain| f64::from(domain.weight) * domain.correct as f64 / domain.scored as f64);
        // Kish, Survey Sampling (1965): weights cost as many items as this is less than their number.
        let items = weights * weights / sum(|domain| f64::from(domain.weight).powi(2) / domain.scored as f64).max(f64::MIN_POSITIVE);
        Self::of(right / weights, items)
    }

    fn share(self) -> Share {
        let percent = |p: f64| (p * 100.0).round() as u32;
        Share { percent: percent(self.point), low: percent(self.low), high: percent(self.high) }
    }
}

impl Estimate {
    /// From items right of items that count.
    pub fn of(correct: usize, scored: usize) -> Self {
        Self::of_proportion(Proportion::of_items(correct, scored))
    }

    fn of_proportion(proportion: Proportion) -> Self {
        let scaled = |p: f64| {
            let (low, high) = (f64::from(*SCALE.start()), f64::from(*SCALE.end()));
            (low + (high - low) * p).round() as u32
        };
        Self { scaled: scaled(proportion.point), low: scaled(proportion.low), high: scaled(proportion.high) }
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
    let domains = domains(profile, &items);
    let weighted = domains.iter().any(|domain| !is_by_weight(domain.scored, domain.weight, scored));
    let proportion = if weighted { Proportion::weighted(&domains) } else { Proportion::of_items(correct, scored) };
    let no_estimate = no_estimate(profile, &uncovered(course, profile, &items));
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
        estimate: no_estimate.is_none().then(|| Estimate::of_proportion(proportion)),
        weighted,
        no_estimate,
        pass: profile.pass,
        domains,
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
    let to_pass = f64::from(profile.pass.saturating_sub(*SCALE.start())) / f64::from(SCALE.end() - SCALE.start());
    let score = |domain: &ExamDomain| {
        let is_of = |item: &&Judged<'_>| item.scored && profile.domain_of(item.question).is_some_and(|found| found.number == domain.number);
        let correct = items.iter().filter(is_of).filter(|item| item.correct).count();
        let scored = items.iter().filter(is_of).count();
        let proportion = Proportion::of_items(correct, scored);
        let strength = match proportion {
            Proportion { low, .. } if low >= to_pass => Strength::Strong,
            Proportion { high, .. } if high < to_pass => Strength::Weak,
            _ => Strength::Unclear,
        };
        let share = proportion.share();
        DomainScore { number: domain.number, title: domain.title.clone(), weight: domain.weight, correct, scored, share, strength }
    };
    profile.domains.iter().map(score).filter(|domain| domain.scored > 0).collect()
}

/// The domains that gave no item, though their weight asks for one or the course has none.
fn uncovered(course: &Course, profile: &ExamProfile, items: &[Judged<'_>]) -> Vec<u32> {
    let has_item = |number: u32| items.iter().any(|item| profile.domain_of(item.question).is_some_and(|found| found.number == number));
    let pools = domain_pools(course, profile);
    let is_missing = |share: &&DomainShare| {
        let asks_for_one = items.len() * usize::try_from(share.weight).unwrap_or(0) >= 100;
        !has_item(share.number) && (share.pool == 0 || asks_for_one)
    };
    pools.iter().filter(is_missing).map(|share| share.number).collect()
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

/// The lessons of which most was wrong, their labs and drills, and practice of them.
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
        for kind in kinds().iter().filter(|kind| kind.lesson == lesson.id) {
            steps.push(NextStep::new(format!("Drill: {}", kind.title), "as many as it takes, each worked out", &["drill", kind.id]));
        }
    }
    if !lessons.is_empty() {
        let mut command = vec!["practice"];
        command.extend(lessons.iter().map(|(_, lesson)| lesson.id.as_str()));
        steps.push(NextStep::new("Practise these lessons", "mixed, with every option explained", &command));
    }
    // What was left open says nothing of what is remembered, so no review is planned by it.
    let reason = "what was answered wrongly comes again tomorrow; what has no answer does not, unless you answer it in practice";
    let is_all_answered = items.iter().all(|item| item.given.is_some());
    let reason = if is_all_answered { "what was wrong comes again tomorrow" } else { reason };
    steps.push(NextStep::new("Review what is due", reason, &["review"]));
    steps
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Exam, draw_exam};
    use super::*;
    use crate::progress::{ClockSeen, Event, StoredEvent};

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

    fn domain(weight: u32, correct: usize, scored: usize) -> DomainScore {
        let share = Proportion::of_items(correct, scored).share();
        DomainScore { number: 1, title: String::new(), weight, correct, scored, share, strength: Strength::Unclear }
    }

    #[test]
    fn domains_count_by_their_weights_where_the_items_do_not() {
        let estimate = |domains: &[DomainScore]| Estimate::of_proportion(Proportion::weighted(domains));
        // In proportion to the weights it is the same as without them.
        assert_eq!(estimate(&[domain(60, 21, 30), domain(40, 14, 20)]), Estimate::of(35, 50));
        // 0.75 x 4/10 + 0.25 x 30/30 = 0.55; by items it would be 0.85. Of the 40 items, 1 / (0.75^2 / 10 + 0.25^2 / 30) = 17.1 are left.
        let Estimate { scaled, low, high } = estimate(&[domain(75, 4, 10), domain(25, 30, 30)]);
        assert_eq!(scaled, 595);
        assert!(high - low > Estimate::of(34, 40).high - Estimate::of(34, 40).low, "fewer items in effect, a wider interval");
    }

    #[test]
    fn a_domain_has_its_interval_in_percent() {
        assert_eq!(domain(30, 0, 2).share, Share { percent: 0, low: 0, high: 66 });
        assert_eq!(domain(30, 35, 50).share, Share { percent: 70, low: 56, high: 81 });
    }

    #[test]
    fn where_much_of_an_exam_is_not_covered_there_is_no_estimate() {
        let mut course = Course::embedded();
        let profile = course.exam("dva-c03").expect("the profile").clone();
        let estimate_without = |course: &mut Course, domain: u32| {
            course.questions.retain(|question| profile.domain_of(question).is_none_or(|found| found.number != domain));
            let draw = draw_exam(course, &profile, &Record::default(), Some(20), 5).expect("draws");
            let (exam, _) = Exam::start(&draw, Timestamp::UNIX_EPOCH);
            let result = exam_result(course, &Record::default(), exam.record()).expect("scores");
            assert_eq!(result.no_estimate, draw.no_estimate(), "told before it begins");
            (result.estimate.is_some(), result.no_estimate)
        };
        assert_eq!(estimate_without(&mut course, 99), (true, None));
        let (estimated, told) = estimate_without(&mut course, 2);
        assert!(!estimated);
        assert_eq!(told.as_deref(), Some("no estimate: domain 2, 26 % of the exam, is not covered here"));
        let (_, told) = estimate_without(&mut course, 4);
        assert_eq!(told.as_deref(), Some("no estimate: domains 2 and 4, 48 % of the exam, are not covered here"));
    }

    #[test]
    fn what_was_wrong_leads_to_its_lesson_its_labs_and_its_drills() {
        let course = Course::embedded();
        let kind = kinds()[0];
        let questions: Vec<String> = course.questions_of(kind.lesson).map(|question| question.id.clone()).collect();
        let record = ExamRecord {
            id: "e".to_string(),
            profile: "dva-c03".to_string(),
            seed: 1,
            questions,
            unscored: std::collections::BTreeSet::new(),
            started_at: Timestamp::UNIX_EPOCH,
            limit_seconds: 60,
            answers: BTreeMap::new(),
            flagged: std::collections::BTreeSet::new(),
            elapsed_seconds: 60,
            seen: ClockSeen { at: Timestamp::UNIX_EPOCH, elapsed_seconds: 0 },
            end: Some(ExamEnd::TimeOver),
        };
        let commands: Vec<String> =
            exam_result(&course, &Record::default(), &record).expect("scores").next.iter().map(NextStep::command_line).collect();
        assert_eq!(commands[0], format!("ecslab learn {}", kind.lesson));
        assert!(commands[1].starts_with("ecslab lab start "), "{commands:?}");
        assert!(commands.contains(&format!("ecslab drill {}", kind.id)), "{commands:?}");
        assert_eq!(commands[commands.len() - 2..], [format!("ecslab practice {}", kind.lesson), "ecslab review".to_string()]);
    }

    #[test]
    fn an_exam_is_scored_by_what_counts_and_explains_what_was_wrong() {
        let course = Course::embedded();
        let profile = course.exam("saa-c03").expect("the profile");
        let draw = draw_exam(&course, profile, &Record::default(), Some(20), 5).expect("draws");
        let (mut exam, begun) = Exam::start(&draw, Timestamp::UNIX_EPOCH);
        let stored = |event: Event| StoredEvent::at("1970-01-01T00:00:00Z", &event.subject, event.kind);
        let mut events = vec![stored(begun)];
        // Right, wrong, unanswered, and so on.
        for number in 1..=20 {
            exam.go_to(number);
            let question = exam.current();
            let wrong = question.options.iter().position(|option| !option.correct).expect("a wrong option");
            match number % 3 {
                0 => events.push(stored(exam.answer(Some(Given::Options(question.correct()))).expect("in time"))),
                1 => events.push(stored(exam.answer(Some(Given::Options(vec![wrong]))).expect("in time"))),
                _ => {}
            }
        }
        let record = Record::of(&events);
        let result = exam_result(&course, &record, &record.exams[0]).expect("scores");
        assert_eq!((result.scored, result.unscored), (15, 5));
        assert_eq!(result.correct + result.unscored_correct, 6);
        assert_eq!((result.unanswered, result.misconceptions.len(), result.wrong.len()), (7, 7, 14));
        assert_eq!(result.domains.iter().map(|domain| domain.scored).sum::<usize>(), 15);
        assert_eq!(result.domains.iter().map(|domain| domain.correct).sum::<usize>(), result.correct);
        assert_eq!((result.estimate, result.weighted), (Some(Estimate::of(result.correct, 15)), false));
        assert_eq!(result.next[0].command[0], "learn");
        assert!(result.misconceptions.iter().all(|misconception| !misconception.why.is_empty()));
    }
}
