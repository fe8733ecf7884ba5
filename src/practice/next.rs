//! What to do next.

use jiff::Timestamp;

use super::exam::unfinished_exam;
use super::review::{ReviewPlan, review_plan};
use crate::course::{Course, Lab, Lesson, Module};
use crate::progress::{Bookmark, Record};

/// How far a learner is in one module.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ModuleProgress {
    /// The module.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Lessons read, of all.
    pub lessons: (usize, usize),
    /// Questions whose latest first answer was right, of all.
    pub questions: (usize, usize),
    /// Labs passed, of all.
    pub labs: (usize, usize),
}

/// Something worth doing now.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NextStep {
    /// What it is, for people.
    pub title: String,
    /// Why now.
    pub reason: String,
    /// The arguments of `ecslab` that do it.
    pub command: Vec<String>,
}

impl NextStep {
    pub(super) fn new(title: impl Into<String>, reason: impl Into<String>, command: &[&str]) -> Self {
        Self { title: title.into(), reason: reason.into(), command: command.iter().map(ToString::to_string).collect() }
    }

    /// The command as one types it.
    pub fn command_line(&self) -> String {
        format!("ecslab {}", self.command.join(" "))
    }
}

/// How far a learner is in a module.
pub fn module_progress(course: &Course, module: &Module, record: &Record) -> ModuleProgress {
    let counted = |flags: Vec<bool>| (flags.iter().filter(|flag| **flag).count(), flags.len());
    ModuleProgress {
        id: module.id.clone(),
        title: module.title.clone(),
        lessons: counted(course.lessons_of(&module.id).map(|lesson| record.lessons_read.contains(&lesson.id)).collect()),
        questions: counted(course.questions_of(&module.id).map(|question| is_right(record, &question.id)).collect()),
        labs: counted(course.labs_of(&module.id).map(|lab| record.lab_passed(&lab.id)).collect()),
    }
}

fn is_right(record: &Record, question: &str) -> bool {
    record.answers.get(question).is_some_and(|answer| answer.latest_correct)
}

/// Of one kind so many at most: what is further is found in its module.
const MOST_OF_A_KIND: usize = 2;

/// Steps in the order of their use, the best first; never empty.
///
/// An exam that is not ended comes before all, because its time runs; then what the learner was sure of and wrong, then what was begun,
/// then reviews that are due; then the questions and the lab of the lesson read last; then the next lesson; then what went
/// wrong. A learner may do anything else at any time: this is advice, not a gate.
pub fn next_steps(course: &Course, record: &Record, now: Timestamp) -> Vec<NextStep> {
    steps_by_kind(course, record, now).into_iter().flatten().collect()
}

/// The steps of [`next_steps`] for a short list: one of each kind, and as many more as make it `usual` long.
pub fn foremost_steps(course: &Course, record: &Record, now: Timestamp, usual: usize) -> Vec<NextStep> {
    let kinds = steps_by_kind(course, record, now);
    let mut room = usual.saturating_sub(kinds.len());
    let mut foremost = Vec::new();
    for kind in kinds {
        let more = room.min(kind.len() - 1);
        room -= more;
        foremost.extend(kind.into_iter().take(1 + more));
    }
    foremost
}

/// Steps of a kind side by side; no kind is empty.
fn steps_by_kind(course: &Course, record: &Record, now: Timestamp) -> Vec<Vec<NextStep>> {
    let few = |steps: &mut dyn Iterator<Item = NextStep>| steps.take(MOST_OF_A_KIND).collect::<Vec<_>>();
    // What is wrong today is asked again tomorrow: before, it would be repeated, not recalled.
    let reviews = review_plan(course, record, now, u32::MAX);
    let sure = reviews.items.iter().filter(|item| item.sure_but_wrong).count();
    let read = || course.lessons.iter().filter(|lesson| record.lessons_read.contains(&lesson.id));
    let begun_labs = course.labs.iter().filter(|lab| record.labs.contains_key(&lab.id) && !record.lab_passed(&lab.id));
    let mut kinds = vec![
        exam_under_way(course, record, now).into_iter().collect(),
        review_due(&reviews, sure).filter(|_| sure > 0).into_iter().collect(),
        few(&mut record.bookmarks.iter().rev().filter_map(|bookmark| go_on_reading(course, bookmark))),
        few(&mut begun_labs.map(|lab| {
            NextStep::new(format!("Finish the lab: {}", lab.title), "it is begun and not passed yet", &["lab", "check", &lab.id])
        })),
        review_due(&reviews, sure).filter(|_| sure == 0).into_iter().collect(),
        few(&mut read().filter_map(|lesson| answer_questions(course, lesson, record))),
        few(&mut read().flat_map(|lesson| try_labs(course, lesson, record))),
        next_lesson(course, record).into_iter().collect(),
    ];
    kinds.retain(|kind| !kind.is_empty());
    if kinds.is_empty() {
        kinds.push(vec![NextStep::new("Lint your own configuration", "the course is done: put it to use", &["lint", "."])]);
    }
    kinds
}

fn go_on_reading(course: &Course, bookmark: &Bookmark) -> Option<NextStep> {
    let lesson = course.lesson(&bookmark.lesson)?;
    let reason = format!("you stopped at part {} of {}", bookmark.section + 1, lesson.sections().len());
    Some(NextStep::new(format!("Go on reading: {}", lesson.title), reason, &["learn", &lesson.id]))
}

fn next_lesson(course: &Course, record: &Record) -> Option<NextStep> {
    let is_new = |lesson: &&Lesson| !record.lessons_read.contains(&lesson.id) && record.resume(&lesson.id).is_none();
    let lesson = course.lessons.iter().find(is_new)?;
    let is_first = record.lessons_read.is_empty() && record.bookmarks.is_empty();
    let reason = if is_first { "the course begins here" } else { "the next lesson" };
    Some(NextStep::new(format!("Read: {} ({} minutes)", lesson.title, lesson.minutes), reason, &["learn", &lesson.id]))
}

fn exam_under_way(course: &Course, record: &Record, now: Timestamp) -> Option<NextStep> {
    let (exam, seconds_left) = unfinished_exam(record, now)?;
    let code = course.exam(&exam.profile).map_or(exam.profile.as_str(), |profile| profile.code.as_str());
    let reason = match seconds_left {
        0 => "its time is over; see how it went".to_string(),
        seconds => format!("{} of {} answered, {} minutes left", exam.answers.len(), exam.questions.len(), seconds.div_ceil(60)),
    };
    Some(NextStep::new(format!("Go on with the exam {code}"), reason, &["exam", "resume"]))
}

fn review_due(reviews: &ReviewPlan, sure_but_wrong: usize) -> Option<NextStep> {
    let title = match (reviews.due(), sure_but_wrong) {
        (0, _) => return None,
        (due, 0) => format!("Review {due} due"),
        (due, sure) => format!("Review {due} due: of {sure} you were sure, and wrong"),
    };
    let before = match &reviews.exam {
        Some(exam) if exam.days_left > 0 => format!(", {} days before {}", exam.days_left, exam.code),
        _ => String::new(),
    };
    let reason = format!("about {} minutes{before}", ReviewPlan::minutes_of(&reviews.items));
    Some(NextStep::new(title, reason, &["review"]))
}

fn answer_questions(course: &Course, lesson: &Lesson, record: &Record) -> Option<NextStep> {
    let questions: Vec<_> = course.questions_of(&lesson.id).collect();
    let open = questions.iter().filter(|question| !is_right(record, &question.id)).count();
    let answered = questions.iter().any(|question| record.answers.contains_key(&question.id));
    let reason = if answered { format!("{open} to answer") } else { format!("{open} questions on what you read") };
    (open > 0).then(|| NextStep::new(format!("Answer: {}", lesson.title), reason, &["quiz", &lesson.id]))
}

fn try_labs(course: &Course, lesson: &Lesson, record: &Record) -> Vec<NextStep> {
    let new = lesson.labs.iter().filter_map(|id| course.lab(id)).filter(|lab| !record.labs.contains_key(&lab.id));
    let step = |lab: &Lab| {
        let title = format!("Try it: {} ({} minutes)", lab.title, lab.minutes);
        NextStep::new(title, "the lab of a lesson that you read", &["lab", "start", &lab.id])
    };
    new.map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Confidence, EventKind, StoredEvent};

    fn now() -> Timestamp {
        "2026-12-03T18:00:00Z".parse().expect("a time")
    }

    fn after(events: &[(&str, EventKind)]) -> Vec<String> {
        next_steps(&Course::embedded(), &Record::of(&StoredEvent::sequence(events)), now()).iter().map(NextStep::command_line).collect()
    }

    #[test]
    fn a_beginner_reads_the_first_lesson() {
        assert_eq!(after(&[]), ["ecslab learn containers/containers-and-orchestrators"]);
    }

    #[test]
    fn what_was_begun_comes_first_and_a_read_lesson_is_practised() {
        let steps = after(&[
            ("fargate/what-is-fargate", EventKind::LessonRead),
            ("fargate/sizes", EventKind::LessonRead),
            ("fargate/containers", EventKind::LessonOpened { section: 1 }),
        ]);
        assert_eq!(
            steps,
            [
                "ecslab learn fargate/containers",
                "ecslab quiz fargate/what-is-fargate",
                "ecslab quiz fargate/sizes",
                "ecslab lab start scaling/base-and-weight",
                "ecslab lab start fargate/repair-task-definition",
                "ecslab learn containers/containers-and-orchestrators",
            ]
        );
    }

    #[test]
    fn of_much_that_is_begun_the_latest_two_are_told_and_a_short_list_keeps_one_of_each_kind() {
        let opened = |lesson: &'static str| (lesson, EventKind::LessonOpened { section: 1 });
        let events = [
            ("fargate/what-is-fargate", EventKind::LessonRead),
            ("fargate/sizes", EventKind::LessonRead),
            opened("fargate/containers"),
            opened("fargate/images"),
            opened("roles/three-roles"),
            opened("fargate/containers"),
        ];
        let steps = after(&events);
        assert_eq!(steps[..2], ["ecslab learn fargate/containers", "ecslab learn roles/three-roles"]);
        assert_eq!(steps.len(), 7, "{steps:?}");
        let record = Record::of(&StoredEvent::sequence(&events));
        let foremost =
            |usual| foremost_steps(&Course::embedded(), &record, now(), usual).iter().map(NextStep::command_line).collect::<Vec<_>>();
        let one_of_each = [&steps[..1], &steps[2..3], &steps[4..5], &steps[6..]].concat();
        assert_eq!(foremost(0), one_of_each);
        assert_eq!(foremost(5), [&steps[..3], &steps[4..5], &steps[6..]].concat());
        assert_eq!(foremost(9), steps);
    }

    #[test]
    fn a_lab_begun_is_finished_before_the_next_lesson() {
        let steps = after(&[("fargate/repair-task-definition", EventKind::LabStarted { folder: "x".into() })]);
        assert_eq!(steps[0], "ecslab lab check fargate/repair-task-definition");
    }

    #[test]
    fn an_exam_comes_before_all_and_then_what_one_was_sure_of_and_what_is_due() {
        let course = Course::embedded();
        let asked: Vec<&str> = course.questions_of("fargate/sizes").map(|question| question.id.as_str()).collect();
        let exam = EventKind::ExamStarted {
            profile: "dva-c03".into(),
            seed: 1,
            questions: vec![asked[0].into(), asked[1].into()],
            unscored: Vec::new(),
            started_at: "2026-12-03T17:30:00Z".parse().expect("a time"),
            limit_seconds: 3600,
        };
        let events = [
            StoredEvent::at("2026-12-01T10:00:00Z", "fargate/images", EventKind::LessonOpened { section: 1 }),
            StoredEvent::at("2026-12-01T10:00:00Z", asked[0], EventKind::answered(false, Some(Confidence::Sure))),
            StoredEvent::at("2026-12-01T10:00:00Z", asked[1], EventKind::answered(true, None)),
            StoredEvent::at("2026-12-03T17:30:00Z", "e", exam),
        ];
        let steps = next_steps(&course, &Record::of(&events), now());
        let commands: Vec<String> = steps.iter().map(NextStep::command_line).collect();
        assert_eq!(commands[..3], ["ecslab exam resume", "ecslab review", "ecslab learn fargate/images"]);
        assert_eq!(steps[1].title, "Review 2 due: of 1 you were sure, and wrong");
        let right = [&events[..1], &events[2..]].concat();
        let calm = next_steps(&course, &Record::of(&right), now());
        let commands: Vec<String> = calm.iter().map(NextStep::command_line).collect();
        assert_eq!(commands[..3], ["ecslab exam resume", "ecslab learn fargate/images", "ecslab review"]);
        assert_eq!(steps[0].reason, "0 of 2 answered, 30 minutes left");
        let later = next_steps(&course, &Record::of(&events), "2026-12-03T18:30:00Z".parse().expect("a time"));
        assert_eq!(later[0].reason, "its time is over; see how it went");
    }
}
