//! An exam under way: its items, its clock, what was answered and flagged.
//!
//! In: a draw or a record, answers, times. Out: events to store before anything else is done, and in the end a result. What is stored is
//! what counts: another program may have answered or ended it. The clock is an absolute deadline: it runs on while the program does not.

mod draw;
mod result;

use jiff::{SignedDuration, Timestamp};

pub use draw::{DomainShare, DrawError, ExamDraw, domain_pools, draw_exam};
pub use result::{DomainScore, Estimate, ExamResult, Misconception, Share, Strength, WEIGHTED, exam_result};

use crate::counted::counted;
use crate::course::{Course, ExamProfile, Given, Question};
use crate::progress::{ClockSeen, Event, EventKind, ExamEnd, ExamRecord, Record};

/// So often the clock of an exam is stored while it is open: a kill loses no more.
const SECONDS_BETWEEN_LOOKS: u32 = 60;
/// A clock that is behind by less than this was only set to the right second.
const SET_BACK: SignedDuration = SignedDuration::from_mins(1);

/// An exam under way.
///
/// Every change is an event: before it, [`Exam::catch_up`] with what is stored; store it; and catch up again, which makes it take effect.
/// So what is stored, by this program or another, is all that there is. Time comes from outside by [`Exam::tick`].
#[derive(Debug)]
pub struct Exam<'c> {
    profile: &'c ExamProfile,
    items: Vec<&'c Question>,
    record: ExamRecord,
    position: usize,
    /// What had elapsed when this program began to watch.
    opened_seconds: u32,
    /// When it was last seen, where the machine's clock was behind that when it was taken up.
    set_back_from: Option<Timestamp>,
}

/// Why an exam cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExamError {
    /// Its profile is not in the course.
    #[error("the course has no profile of an exam called {0}")]
    UnknownProfile(String),
    /// None of its questions are in the course.
    #[error("the questions of the exam {0} are no longer in the course")]
    NoItems(String),
    /// There is no time left.
    #[error("the time is over")]
    TimeOver,
    /// Another program has ended it.
    #[error("the exam was ended in another terminal")]
    Ended,
}

/// What stands in the list of items before an exam is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ItemState {
    /// Its number, from 1.
    pub number: usize,
    /// Whether it has an answer.
    pub answered: bool,
    /// Whether it is flagged.
    pub flagged: bool,
}

impl<'c> Exam<'c> {
    /// Begins an exam at a time.
    pub fn start(draw: &ExamDraw<'c>, now: Timestamp) -> (Self, Event) {
        let id = id_of(&draw.profile.id, now, draw.seed);
        let ids: Vec<String> = draw.items.iter().map(|question| question.id.clone()).collect();
        let kind = EventKind::ExamStarted {
            profile: draw.profile.id.clone(),
            seed: draw.seed,
            questions: ids.clone(),
            unscored: draw.unscored.iter().cloned().collect(),
            started_at: now,
            limit_seconds: draw.limit_seconds,
        };
        let record = ExamRecord {
            id: id.clone(),
            profile: draw.profile.id.clone(),
            seed: draw.seed,
            questions: ids,
            unscored: draw.unscored.clone(),
            started_at: now,
            limit_seconds: draw.limit_seconds,
            answers: std::collections::BTreeMap::new(),
            flagged: std::collections::BTreeSet::new(),
            elapsed_seconds: 0,
            seen: ClockSeen { at: now, elapsed_seconds: 0 },
            end: None,
        };
        let exam = Self { profile: draw.profile, items: draw.items.clone(), record, position: 0, opened_seconds: 0, set_back_from: None };
        (exam, Event { subject: id, kind })
    }

    /// Goes on with an exam at a time, at the first item without an answer.
    ///
    /// # Errors
    /// When the course no longer has its profile or any of its questions. Single questions that are gone are left out.
    pub fn resume(course: &'c Course, record: &ExamRecord, now: Timestamp) -> Result<Self, ExamError> {
        let profile = course.exam(&record.profile).ok_or_else(|| ExamError::UnknownProfile(record.profile.clone()))?;
        let items: Vec<_> = record.questions.iter().filter_map(|id| course.question(id)).collect();
        if items.is_empty() {
            return Err(ExamError::NoItems(record.id.clone()));
        }
        let set_back_from = Some(record.latest()).filter(|latest| latest.duration_since(now) > SET_BACK);
        let mut exam = Self { profile, items, record: record.clone(), position: 0, opened_seconds: 0, set_back_from };
        exam.tick(now, SignedDuration::ZERO);
        exam.opened_seconds = exam.record.elapsed_seconds;
        exam.position = exam.items.iter().position(|question| exam.given(question).is_none()).unwrap_or(0);
        Ok(exam)
    }

    /// Puts the clock forward: `now` is the time of day, `running` how long this program has watched by a clock that cannot be set.
    ///
    /// Whichever says more counts, and never less than was seen before: a clock that is put back gives no time, one that is put forward
    /// takes it.
    pub fn tick(&mut self, now: Timestamp, running: SignedDuration) {
        let by_watch = self.opened_seconds.saturating_add(seconds(running));
        self.record.elapsed_seconds = self.record.elapsed_at(now).max(by_watch);
    }

    /// Takes over what is stored of it; whether the record has it still.
    pub fn catch_up(&mut self, learner: &Record) -> bool {
        let Some(stored) = learner.exam(&self.record.id) else { return false };
        let elapsed_seconds = self.record.elapsed_seconds.max(stored.elapsed_seconds);
        self.record = ExamRecord { elapsed_seconds, ..stored.clone() };
        true
    }

    /// That it was seen at a time of day, to be stored when it is taken up and when it is left.
    pub fn seen(&self, now: Timestamp) -> Event {
        self.event(EventKind::ExamSeen { seen_at: now, elapsed_seconds: self.record.elapsed_seconds })
    }

    /// That it was seen, once a minute while it is open.
    pub fn seen_again(&self, now: Timestamp) -> Option<Event> {
        let since = self.record.elapsed_seconds.saturating_sub(self.record.seen.elapsed_seconds);
        (since >= SECONDS_BETWEEN_LOOKS && self.record.end.is_none()).then(|| self.seen(now))
    }

    /// What is to be said where the machine's clock was behind when the exam was taken up.
    pub fn clock_note(&self) -> Option<String> {
        self.set_back_from.map(|latest| {
            let latest = latest.strftime("%Y-%m-%d %H:%M:%S");
            format!(
                "The clock of this machine was set back: this exam was last seen at {latest} UTC. It goes on from the time used until then."
            )
        })
    }

    /// Seconds that are left.
    pub fn seconds_left(&self) -> u32 {
        self.record.limit_seconds.saturating_sub(self.record.elapsed_seconds)
    }

    /// Whether the time is over.
    pub fn is_over(&self) -> bool {
        self.seconds_left() == 0
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.record.id
    }

    /// Its profile.
    pub fn profile(&self) -> &'c ExamProfile {
        self.profile
    }

    /// All that is known of it, as the events tell it.
    pub fn record(&self) -> &ExamRecord {
        &self.record
    }

    /// Its items, in order.
    pub fn items(&self) -> &[&'c Question] {
        &self.items
    }

    /// The number of the current item, from 1.
    pub fn number(&self) -> usize {
        self.position + 1
    }

    /// The current item. An exam is never empty.
    pub fn current(&self) -> &'c Question {
        self.items[self.position]
    }

    /// What was answered to an item.
    pub fn given(&self, question: &Question) -> Option<Given> {
        given_of(&self.record, question)
    }

    /// Whether an item is flagged.
    pub fn is_flagged(&self, question: &Question) -> bool {
        self.record.flagged.contains(&question.id)
    }

    /// Goes to the item of that number; `false` where there is none.
    pub fn go_to(&mut self, number: usize) -> bool {
        let exists = (1..=self.items.len()).contains(&number);
        if exists {
            self.position = number - 1;
        }
        exists
    }

    /// Goes on; `false` at the last item.
    pub fn go_on(&mut self) -> bool {
        self.go_to(self.number() + 1)
    }

    /// Goes back; `false` at the first item.
    pub fn go_back(&mut self) -> bool {
        self.go_to(self.position)
    }

    /// Answers the current item, or takes its answer back.
    ///
    /// # Errors
    /// When the time is over or the exam has ended: the answer does not count.
    pub fn answer(&self, given: Option<Given>) -> Result<Event, ExamError> {
        if self.record.end.is_some() {
            return Err(ExamError::Ended);
        }
        if self.is_over() {
            return Err(ExamError::TimeOver);
        }
        let question = self.current().id.clone();
        let (chosen, text) = match given {
            None => (Vec::new(), None),
            Some(Given::Options(options)) => (options, None),
            Some(Given::Text(text)) => (Vec::new(), Some(text)),
        };
        Ok(self.event(EventKind::ExamAnswered { question, chosen, text, elapsed_seconds: self.record.elapsed_seconds }))
    }

    /// Flags the current item, or takes its flag away.
    pub fn toggle_flag(&self) -> Event {
        let question = self.current().id.clone();
        let flagged = !self.record.flagged.contains(&question);
        self.event(EventKind::ExamFlagged { question, flagged, elapsed_seconds: self.record.elapsed_seconds })
    }

    /// All items with what was done to them.
    pub fn states(&self) -> Vec<ItemState> {
        let state = |(number, question): (usize, &&Question)| ItemState {
            number,
            answered: self.record.answers.contains_key(&question.id),
            flagged: self.is_flagged(question),
        };
        (1..).zip(&self.items).map(state).collect()
    }

    /// How many items have no answer.
    pub fn unanswered(&self) -> usize {
        self.states().iter().filter(|state| !state.answered).count()
    }

    /// What is open before it is handed in, in sentences; nothing where each item has an answer and none is flagged.
    pub fn open_ends(&self) -> Option<String> {
        let flagged = self.states().iter().filter(|state| state.flagged).count();
        let told = |count: usize, one: &str, several: &str| match count {
            0 => None,
            1 => Some(format!("{} {one}.", counted(count, "item"))),
            _ => Some(format!("{} {several}.", counted(count, "item"))),
        };
        let unanswered = told(self.unanswered(), "has no answer and counts as wrong", "have no answer and count as wrong");
        let parts: Vec<String> = unanswered.into_iter().chain(told(flagged, "is flagged", "are flagged")).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Ends it. The events belong together: store all of them or none.
    ///
    /// Its answers become answers like those of a quiz, so that reviews and progress know them; not those of an exam that is given up.
    pub fn finish(&self, end: ExamEnd) -> Vec<Event> {
        let answered = self.items.iter().filter(|_| end != ExamEnd::Abandoned).filter_map(|question| {
            let given = self.given(question)?;
            let text = match &given {
                Given::Text(text) => Some(text.clone()),
                Given::Options(_) => None,
            };
            let kind = EventKind::Answered {
                chosen: given.options().to_vec(),
                text,
                correct: question.is_right(&given),
                repetition: false,
                session: Some(self.record.id.clone()),
                confidence: None,
            };
            Some(Event { subject: question.id.clone(), kind })
        });
        let mut events: Vec<Event> = answered.collect();
        events
            .push(self.event(EventKind::ExamFinished { end, elapsed_seconds: self.record.elapsed_seconds.min(self.record.limit_seconds) }));
        events
    }

    fn event(&self, kind: EventKind) -> Event {
        Event { subject: self.record.id.clone(), kind }
    }
}

/// The exam that is begun and not ended, with the seconds that are left at a time; none left means that it waits to be scored.
pub fn unfinished_exam(record: &Record, now: Timestamp) -> Option<(&ExamRecord, u32)> {
    let exam = record.unfinished_exam()?;
    Some((exam, exam.limit_seconds.saturating_sub(exam.elapsed_at(now))))
}

/// What is to be said where questions are explained while an exam is under way, a clause.
pub fn exam_under_way_note(record: &Record, now: Timestamp) -> Option<String> {
    let (exam, _) = unfinished_exam(record, now).filter(|(_, seconds_left)| *seconds_left > 0)?;
    Some(format!("the exam {} is under way, and what is explained here may be asked there", exam.id))
}

/// The end of an exam that is given up, also of one that the course can no longer ask.
pub fn give_up(exam: &ExamRecord) -> Event {
    let kind = EventKind::ExamFinished { end: ExamEnd::Abandoned, elapsed_seconds: exam.elapsed_seconds };
    Event { subject: exam.id.clone(), kind }
}

/// What was answered to a question of an exam.
pub fn given_of(record: &ExamRecord, question: &Question) -> Option<Given> {
    let answer = record.answers.get(&question.id)?;
    Some(match &answer.text {
        Some(text) => Given::Text(text.clone()),
        None => Given::Options(answer.chosen.clone()),
    })
}

/// Whole seconds; none before the beginning.
fn seconds(duration: SignedDuration) -> u32 {
    u32::try_from(duration.as_secs().max(0)).unwrap_or(u32::MAX)
}

/// Profile, time and seed: short enough to type, and different on two machines.
fn id_of(profile: &str, now: Timestamp, seed: u64) -> String {
    format!("{profile}-{}-{:04x}", now.strftime("%Y%m%d-%H%M%S"), seed & 0xffff)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;
    use crate::progress::StoredEvent;

    const START: &str = "2026-12-02T18:00:00Z";

    fn start() -> Timestamp {
        START.parse().expect("a time")
    }

    fn after(minutes: i64) -> Timestamp {
        start() + minutes.minutes()
    }

    /// An exam of ten items in twenty minutes, with its events so far.
    fn begun(course: &Course) -> (Exam<'_>, Vec<StoredEvent>) {
        let draw = draw_exam(course, &course.exams[0], &Record::default(), Some(10), 7).expect("draws");
        let (exam, event) = Exam::start(&draw, start());
        (exam, vec![stored(event)])
    }

    /// Stores what was done, as a program does.
    fn keep(exam: &mut Exam<'_>, events: &mut Vec<StoredEvent>, done: impl IntoIterator<Item = Event>) {
        events.extend(done.into_iter().map(stored));
        assert!(exam.catch_up(&Record::of(events)));
    }

    fn answer(exam: &mut Exam<'_>, events: &mut Vec<StoredEvent>, given: Option<Given>) {
        let event = exam.answer(given).expect("in time");
        keep(exam, events, [event]);
    }

    fn stored(event: Event) -> StoredEvent {
        StoredEvent::at("2026-12-02T18:00:00Z", &event.subject, event.kind)
    }

    fn right(question: &Question) -> Option<Given> {
        Some(Given::Options(question.correct()))
    }

    #[test]
    fn what_was_stored_is_where_it_goes_on() {
        let course = Course::embedded();
        let (mut exam, mut events) = begun(&course);
        exam.tick(after(3), SignedDuration::ZERO);
        let given = right(exam.current());
        answer(&mut exam, &mut events, given);
        let flag = exam.toggle_flag();
        keep(&mut exam, &mut events, [flag]);
        assert!(exam.go_on());
        let given = right(exam.current());
        answer(&mut exam, &mut events, given);
        let record = Record::of(&events);
        let resumed = Exam::resume(&course, record.unfinished_exam().expect("it goes on"), after(5)).expect("resumes");
        assert_eq!((resumed.number(), resumed.seconds_left(), resumed.unanswered()), (3, 15 * 60, 8));
        assert!(resumed.is_flagged(resumed.items()[0]) && resumed.given(resumed.items()[1]) == right(resumed.items()[1]));
        assert_eq!(
            resumed.items().iter().map(|question| &question.id).collect::<Vec<_>>(),
            exam.items().iter().map(|question| &question.id).collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_time_runs_on_while_the_program_does_not_and_then_it_is_scored_as_it_stands() {
        let course = Course::embedded();
        let (exam, mut events) = begun(&course);
        events.push(stored(exam.answer(right(exam.current())).expect("in time")));
        let record = Record::of(&events);
        let late = Exam::resume(&course, record.unfinished_exam().expect("it goes on"), after(21)).expect("resumes");
        assert!(late.is_over() && late.answer(None) == Err(ExamError::TimeOver));
        let ending = late.finish(ExamEnd::TimeOver);
        assert_eq!(ending.len(), 2, "one answer and the end");
        events.extend(ending.into_iter().map(stored));
        let record = Record::of(&events);
        assert_eq!((record.exams[0].end, record.exams[0].answers.len(), record.answers.len()), (Some(ExamEnd::TimeOver), 1, 1));
    }

    #[test]
    fn a_clock_that_jumps_back_gives_no_time_and_one_that_jumps_forward_takes_it() {
        let course = Course::embedded();
        let (mut exam, mut events) = begun(&course);
        exam.tick(after(10), SignedDuration::from_mins(10));
        let given = right(exam.current());
        answer(&mut exam, &mut events, given);
        // Put back by an hour while the exam is open: the watch goes on.
        exam.tick(after(-50), SignedDuration::from_mins(12));
        assert_eq!(exam.seconds_left(), 8 * 60);
        exam.tick(after(-50), SignedDuration::from_mins(11));
        assert_eq!(exam.seconds_left(), 8 * 60, "what was seen stays");
        // Put back while the program does not run: it goes on from the latest time that an event has seen, and by the watch.
        let record = Record::of(&events);
        let mut resumed = Exam::resume(&course, record.unfinished_exam().expect("it goes on"), after(-50)).expect("resumes");
        assert_eq!(resumed.seconds_left(), 10 * 60);
        assert!(resumed.clock_note().is_some_and(|note| note.contains("2026-12-02 18:10:00")), "it is told");
        resumed.tick(after(-45), SignedDuration::from_mins(5));
        assert_eq!(resumed.seconds_left(), 5 * 60);
        // Put forward: the deadline is absolute.
        resumed.tick(after(60), SignedDuration::from_mins(6));
        assert!(resumed.is_over());
    }

    #[test]
    fn an_exam_begun_by_a_clock_that_was_ahead_ends_all_the_same() {
        let course = Course::embedded();
        let (_, mut events) = begun(&course);
        // The exam began in 2026; the clock is set to what it should have been, a year before.
        let year = 365 * 24 * 60;
        let take_up = |events: &mut Vec<StoredEvent>, now: Timestamp| {
            let record = Record::of(events);
            let exam = Exam::resume(&course, record.unfinished_exam().expect("it goes on"), now).expect("resumes");
            events.push(stored(exam.seen(now)));
            (exam.seconds_left(), exam.clock_note().is_some())
        };
        assert_eq!(take_up(&mut events, after(-year)), (20 * 60, true));
        assert_eq!(take_up(&mut events, after(5 - year)), (15 * 60, false));
        assert_eq!(take_up(&mut events, after(30 - year)), (0, false));
    }

    #[test]
    fn the_clock_is_stored_once_a_minute() {
        let course = Course::embedded();
        let (mut exam, mut events) = begun(&course);
        exam.tick(start(), SignedDuration::from_secs(59));
        assert_eq!(exam.seen_again(start()), None);
        exam.tick(start(), SignedDuration::from_secs(60));
        let seen = exam.seen_again(start()).expect("a minute");
        keep(&mut exam, &mut events, [seen]);
        assert_eq!((exam.seen_again(start()), exam.record().seen.elapsed_seconds), (None, 60));
    }

    #[test]
    fn what_another_program_did_counts() {
        let course = Course::embedded();
        let (mut here, mut events) = begun(&course);
        let (mut there, _) = begun(&course);
        answer(&mut here, &mut events, Some(Given::Options(vec![0])));
        assert!(there.catch_up(&Record::of(&events)) && there.go_to(2));
        answer(&mut there, &mut events, Some(Given::Options(vec![1])));
        let end = there.finish(ExamEnd::Submitted);
        assert_eq!(end.len(), 3, "the answers of both and the end");
        keep(&mut there, &mut events, end);
        assert!(here.catch_up(&Record::of(&events)));
        assert_eq!((here.record().end, here.unanswered()), (Some(ExamEnd::Submitted), 8));
        assert_eq!(here.answer(None), Err(ExamError::Ended));
        // Had both ended it at the same moment, each answer would still count once.
        events.extend(here.finish(ExamEnd::Submitted).into_iter().map(stored));
        assert!(Record::of(&events).answers.values().all(|answer| answer.attempts == 1));
        assert!(!here.catch_up(&Record::default()), "progress was reset");
    }

    #[test]
    fn what_is_open_is_told_before_it_is_handed_in() {
        let course = Course::embedded();
        let (mut exam, mut events) = begun(&course);
        assert_eq!(exam.open_ends().as_deref(), Some("10 items have no answer and count as wrong."));
        for number in 1..=10 {
            exam.go_to(number);
            answer(&mut exam, &mut events, Some(Given::Options(vec![0])));
        }
        assert_eq!(exam.open_ends(), None);
        let flag = exam.toggle_flag();
        keep(&mut exam, &mut events, [flag]);
        assert_eq!(exam.open_ends().as_deref(), Some("1 item is flagged."));
    }

    #[test]
    fn answers_are_changed_and_taken_back_until_the_end() {
        let course = Course::embedded();
        let (mut exam, mut events) = begun(&course);
        answer(&mut exam, &mut events, Some(Given::Options(vec![0])));
        answer(&mut exam, &mut events, Some(Given::Options(vec![1])));
        assert_eq!(exam.given(exam.current()), Some(Given::Options(vec![1])));
        answer(&mut exam, &mut events, None);
        assert_eq!((exam.given(exam.current()), exam.unanswered()), (None, 10));
    }

    #[test]
    fn one_goes_to_items_that_exist() {
        let course = Course::embedded();
        let (mut exam, _) = begun(&course);
        assert!(!exam.go_back() && exam.go_to(10) && !exam.go_on() && !exam.go_to(11) && !exam.go_to(0));
        assert_eq!(exam.number(), 10);
        assert!(exam.go_back() && exam.number() == 9);
    }

    #[test]
    fn an_exam_that_is_given_up_leaves_no_answers() {
        let course = Course::embedded();
        let (mut exam, mut events) = begun(&course);
        let given = right(exam.current());
        answer(&mut exam, &mut events, given);
        assert!(matches!(
            &exam.finish(ExamEnd::Abandoned)[..],
            [Event { kind: EventKind::ExamFinished { end: ExamEnd::Abandoned, .. }, .. }]
        ));
    }

    #[test]
    fn what_the_course_no_longer_has_is_told_or_left_out() {
        let course = Course::embedded();
        let (exam, _) = begun(&course);
        let mut record = exam.record().clone();
        record.questions[0] = "gone".to_string();
        assert_eq!(Exam::resume(&course, &record, start()).map(|exam| exam.items().len()), Ok(9));
        record.questions = vec!["gone".to_string()];
        assert!(matches!(Exam::resume(&course, &record, start()), Err(ExamError::NoItems(_))));
        record.profile = "xyz".to_string();
        assert!(matches!(Exam::resume(&course, &record, start()), Err(ExamError::UnknownProfile(_))));
    }
}
