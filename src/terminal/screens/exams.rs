//! Exams that can be taken, exams that were, and the start of one.

use crossterm::event::KeyCode;
use jiff::civil::Date;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::menu::{Entry, Menu};
use super::scroll::Scroll;
use super::text::{fit, words};
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::course::{Delivery, ExamProfile};
use crate::practice::{Estimate, Exam, ExamDraw, draw_exam, exam_result, give_up, unfinished_exam};
use crate::progress::{ExamEnd, date_of};

/// The list of exams.
#[derive(Debug, Default)]
pub struct Exams<'c> {
    leads: Vec<Option<Destination<'c>>>,
    menu: Menu,
    /// Whether it is asked if the exam that is under way shall be given up.
    asked: bool,
}

/// Seconds as `1:05:09`.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Until when, or since when, it can be taken, where that is announced: what fits beside its name.
fn delivery(profile: &ExamProfile, today: Date) -> String {
    match profile.delivery(today) {
        Delivery::Open => String::new(),
        Delivery::From(first) => format!("from {first} on"),
        Delivery::Until(last) => format!("until {last}"),
        Delivery::Retired(last) => format!("retired on {last}"),
    }
}

impl<'c> Exams<'c> {
    fn fill(&mut self, study: &Study<'c>) {
        let mut listed = Vec::new();
        let under_way = unfinished_exam(&study.record, study.now());
        if let Some((exam, left)) = under_way {
            let aside = if left == 0 { "its time is over".to_string() } else { format!("{} left", clock(left)) };
            listed.push((None, Entry::heading("Under way")));
            listed.push((Some(Destination::ExamResume), Entry::new(format!("Go on: {}", exam.id), aside)));
        }
        listed.push((None, Entry::heading("Take one")));
        let today = date_of(study.now());
        listed.extend(study.course.exams.iter().map(|profile| {
            let start = Destination::ExamStart { profile: profile.id.clone(), items: None, seed: None };
            (Some(start), Entry::new(format!("{} {}", profile.code, profile.title), delivery(profile, today)))
        }));
        let ended = |end: Option<ExamEnd>| matches!(end, Some(ExamEnd::Submitted | ExamEnd::TimeOver));
        let past: Vec<_> = study.record.exams.iter().rev().filter(|exam| ended(exam.end)).collect();
        if !past.is_empty() {
            listed.push((None, Entry::heading("Taken")));
        }
        listed.extend(past.into_iter().map(|exam| {
            let result = exam_result(study.course, &study.record, exam);
            let aside = result.map(|result| match result.estimate {
                Some(Estimate { scaled, .. }) => format!("about {scaled} of 1000"),
                None => format!("{} of {} right", result.correct, result.scored),
            });
            let aside = aside.unwrap_or_default();
            (Some(Destination::ExamReport(exam.id.clone())), Entry::new(&exam.id, aside))
        }));
        let (leads, entries): (Vec<_>, Vec<_>) = listed.into_iter().unzip();
        self.leads = leads;
        self.menu.set(entries);
    }

    fn ask(&mut self, study: &mut Study<'c>) {
        if let Some(exam) = study.record.unfinished_exam() {
            self.asked = true;
            let (id, answered, all) = (&exam.id, exam.answers.len(), exam.questions.len());
            let told = format!("Give {id} up, with {answered} of {all} answered? It is not scored. y does it, any other key does not.");
            study.say(told);
        }
    }

    fn give_up(&mut self, study: &mut Study<'c>) {
        let Some(event) = study.record.unfinished_exam().map(give_up) else { return };
        if study.remember_now(&[event]) {
            self.fill(study);
        }
    }

    fn chosen(&self) -> Action<'c> {
        self.leads.get(self.menu.selected()).cloned().flatten().map_or(Action::Stay, Action::Open)
    }
}

impl<'c> Screen<'c> for Exams<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        "Exams".to_string()
    }

    fn keys(&self, study: &Study<'c>) -> Vec<KeyHint> {
        let mut keys = vec![("↑↓", "choose"), ("Enter", "open"), ("Esc", "back")];
        if study.record.unfinished_exam().is_some() {
            keys.push(("a", "give it up"));
        }
        keys.extend([("→", "open, as Enter"), ("←", "back, as Esc")]);
        keys
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        self.fill(study);
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        self.menu.draw(frame, area, true, study.theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) if std::mem::take(&mut self.asked) => match key.code {
                KeyCode::Char('y' | 'Y') => self.give_up(study),
                _ => study.say("It goes on."),
            },
            Input::Key(key) => match (Move::of(key, false), key.code) {
                (Some(movement), _) => self.menu.go(movement),
                (_, KeyCode::Char('a')) => self.ask(study),
                (_, KeyCode::Enter | KeyCode::Right) => return self.chosen(),
                (_, KeyCode::Esc | KeyCode::Left) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}

/// An exam that is drawn and may begin.
#[derive(Debug)]
pub struct ExamStart<'c> {
    draw: ExamDraw<'c>,
    scroll: Scroll,
}

impl<'c> ExamStart<'c> {
    /// Draws the exam; none where the course has nothing for it.
    pub fn new(study: &Study<'c>, profile: &str, items: Option<usize>, seed: Option<u64>) -> Option<Self> {
        let profile = study.course.exam(profile)?;
        let seed = seed.unwrap_or_else(|| study.chance());
        let draw = draw_exam(study.course, profile, &study.record, items, seed).ok()?;
        Some(Self { draw, scroll: Scroll::default() })
    }

    fn lines(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let (draw, theme) = (&self.draw, study.theme);
        let mut lines = words(&format!("{} ({})", draw.profile.title, draw.profile.code), width, theme.strong());
        if let Some(note) = draw.profile.delivery_note(date_of(study.now())) {
            lines.extend(words(&format!("{note}."), width, theme.notice()));
        }
        lines.push(Line::default());
        let told = format!(
            "{} items in {}; {} of 1000 to pass. No feedback until the end; what is not answered is wrong, and several right options are all or \
             nothing. Unscored items are among them, unmarked. The time runs on while ecslab does not. Seed {}.",
            draw.items.len(),
            clock(draw.limit_seconds),
            draw.profile.pass,
            draw.seed
        );
        lines.extend(words(&told, width, theme.of(anstyle::Style::new())));
        lines.push(Line::default());
        let names = width.saturating_sub(30).min(44);
        lines.extend(draw.shares.iter().map(|share| {
            let pool = if share.pool == 0 { "not covered".to_string() } else { format!("{} of {} items", share.items, share.pool) };
            Line::raw(format!("{} {} {:>3} %  {pool}", share.number, fit(&share.title, names), share.weight))
        }));
        if draw.shares.iter().any(|share| share.differs_from_weight(draw.items.len())) {
            lines.push(Line::default());
            let text = "This course is about containers: where a domain has too few items, its share went to the others.";
            lines.extend(words(text, width, theme.dim()));
        }
        if let Some(why) = draw.no_estimate() {
            lines.extend(words(&format!("There will be {why}."), width, theme.notice()));
        }
        if draw.items.len() < draw.asked_for {
            let text = format!("There are {} items instead of {}: none is asked twice.", draw.items.len(), draw.asked_for);
            lines.extend(words(&text, width, theme.dim()));
        }
        lines
    }

    fn begin(&self, study: &mut Study<'c>) -> Action<'c> {
        if study.record.unfinished_exam().is_some() {
            study.say("An exam is under way. In the list of exams, a gives it up.");
            return Action::Replace(Destination::ExamResume);
        }
        let (_, event) = Exam::start(&self.draw, study.now());
        if study.remember_now(&[event]) { Action::Replace(Destination::ExamResume) } else { Action::Stay }
    }
}

impl<'c> Screen<'c> for ExamStart<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        format!("Exam {}", self.draw.profile.code)
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        vec![("Enter", "begin"), ("↑↓", "scroll"), ("Esc", "back")]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let area = Rect { width: area.width.min(100), ..area };
        let lines = self.lines(usize::from(area.width) - 2, study);
        self.scroll.draw(frame, area, &lines, study.theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match (Move::of(key, false), key.code) {
                (Some(movement), _) => self.scroll.go(movement),
                (_, KeyCode::Enter) => return self.begin(study),
                (_, KeyCode::Esc) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) => self.scroll.wheel(down),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
