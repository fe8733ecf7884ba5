//! What is due for review, and what of it fits the minutes one has.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Paragraph;

use super::destinations::of_words;
use super::menu::{Entry, Menu};
use super::text::words;
use super::{Action, Destination, Input, KeyHint, Move, Screen, Sitting, Study};
use crate::counted::counted;
use crate::course::Question;
use crate::practice::{ReviewItem, ReviewKind, ReviewPlan, foremost_steps, review_plan};

/// By so much a key changes the minutes.
const STEP: u32 = 5;
/// So many other things are named where nothing is due.
const INSTEAD: usize = 3;
/// Nobody reviews longer than a day.
const MOST: u32 = 1440;

/// The reviews of the day.
#[derive(Debug)]
pub struct ReviewScreen<'c> {
    minutes: u32,
    confidence: bool,
    plan: Option<ReviewPlan>,
    questions: Vec<&'c Question>,
    leads: Vec<Option<Lead>>,
    menu: Menu,
}

#[derive(Debug, Clone)]
enum Lead {
    Questions,
    Lab(String),
    Lesson(String),
    Command(Vec<String>),
}

impl<'c> ReviewScreen<'c> {
    /// The reviews that fit these minutes.
    pub fn new(minutes: u32, confidence: bool) -> Self {
        Self { minutes, confidence, plan: None, questions: Vec::new(), leads: Vec::new(), menu: Menu::default() }
    }

    fn fill(&mut self, study: &Study<'c>) {
        let plan = review_plan(study.course, &study.record, study.now(), self.minutes);
        let of_kind = |kind: ReviewKind| plan.items.iter().filter(move |item| item.kind == kind);
        self.questions = of_kind(ReviewKind::Question).filter_map(|item| study.course.question(&item.id)).collect();
        let mut listed: Vec<(Option<Lead>, Entry)> = Vec::new();
        if !self.questions.is_empty() {
            let seconds: u32 = of_kind(ReviewKind::Question).map(|item| item.seconds).sum();
            listed.push((None, Entry::heading("Now")));
            let aside = format!("about {} min", seconds.div_ceil(60));
            listed.push((Some(Lead::Questions), Entry::new(format!("Answer {}", counted(self.questions.len(), "question")), aside)));
        }
        let labs: Vec<_> = of_kind(ReviewKind::Lab).filter_map(|item| study.course.lab(&item.id)).collect();
        if !labs.is_empty() {
            listed.push((None, Entry::heading("Solve again, from the starter (r in the lab resets it)")));
            listed.extend(
                labs.into_iter().map(|lab| (Some(Lead::Lab(lab.id.clone())), Entry::new(&lab.title, format!("{} min", lab.minutes)))),
            );
        }
        let waiting: Vec<_> = plan.waiting_labs().filter_map(|item| study.course.lab(&item.id)).collect();
        if !waiting.is_empty() {
            listed.push((None, Entry::heading("Labs that are due, for when you have more time")));
            listed.extend(
                waiting.into_iter().map(|lab| (Some(Lead::Lab(lab.id.clone())), Entry::new(&lab.title, format!("{} min", lab.minutes)))),
            );
        }
        for (title, items) in [("Due, and fits", &plan.items), ("Due, and waits", &plan.left_over)] {
            if !items.is_empty() {
                listed.extend([(None, Entry::heading("")), (None, Entry::heading(format!("{title}: {}", items.len())))]);
                listed.extend(by_lesson(items, study));
            }
        }
        if plan.due() == 0 {
            listed.push((None, Entry::heading("What to do instead")));
            let steps = foremost_steps(study.course, &study.record, study.now(), INSTEAD);
            listed.extend(steps.into_iter().map(|step| (Some(Lead::Command(step.command)), Entry::new(step.title, step.reason))));
            let practise = Entry::new("Practise: ten questions, mixed over lessons", "r at home");
            listed.push((Some(Lead::Command(vec!["practice".to_string()])), practise));
        }
        let (leads, entries): (Vec<_>, Vec<_>) = listed.into_iter().unzip();
        self.leads = leads;
        self.menu.set(entries);
        self.plan = Some(plan);
    }

    fn told(&self, study: &Study<'c>) -> String {
        let Some(plan) = &self.plan else { return String::new() };
        let exam = plan.exam.as_ref().map(|exam| match exam.days_left {
            ..0 => format!("{} on {} is over. ", exam.code, exam.date),
            0 => format!("{} is today. Good luck. ", exam.code),
            1 => format!("{} is tomorrow. ", exam.code),
            days => format!("{} is in {days} days, on {}. ", exam.code, exam.date),
        });
        let next = plan.next.as_ref().map(|next| format!(" The next on {}: {}.", next.date, next.count)).unwrap_or_default();
        let due = match plan.due() {
            0 if study.record.answers.is_empty() => "Nothing is due yet: what you answer and solve is scheduled from then on.".to_string(),
            0 => format!("Nothing is due.{next}"),
            due => format!("{due} due, in {} what is worth most.{next}", counted(usize::try_from(plan.minutes).unwrap_or(0), "minute")),
        };
        format!("{}{due}", exam.unwrap_or_default())
    }

    fn chosen(&self, study: &Study<'c>) -> Action<'c> {
        match self.leads.get(self.menu.selected()).cloned().flatten() {
            Some(Lead::Lesson(id)) => Action::Open(Destination::Lesson { id, restart: false }),
            Some(Lead::Lab(id)) => Action::Open(Destination::Lab(id)),
            Some(Lead::Command(words)) => Action::Open(of_words(&words, study)),
            Some(Lead::Questions) => {
                let id = format!("review-{}", study.now().strftime("%Y%m%d-%H%M%S"));
                let sitting = Sitting::session("Review", id, self.questions.clone());
                Action::Open(Destination::Quiz(Sitting { confidence: self.confidence, ..sitting }))
            }
            None => Action::Stay,
        }
    }

    fn change(&mut self, minutes: u32, study: &Study<'c>) {
        self.minutes = minutes.clamp(STEP, MOST);
        self.fill(study);
    }
}

/// A line a lesson, in the order in which it is worth most.
fn by_lesson(items: &[ReviewItem], study: &Study<'_>) -> Vec<(Option<Lead>, Entry)> {
    let mut lessons: Vec<(&str, Vec<&ReviewItem>)> = Vec::new();
    for item in items {
        match lessons.iter_mut().find(|(lesson, _)| *lesson == item.lesson) {
            Some((_, of_lesson)) => of_lesson.push(item),
            None => lessons.push((&item.lesson, vec![item])),
        }
    }
    let line = |(lesson, items): (&str, Vec<&ReviewItem>)| {
        let title = study.course.lesson(lesson).map_or(lesson, |lesson| lesson.title.as_str());
        let recall = items.iter().map(|item| item.recall).sum::<f64>() / items.len() as f64;
        let sure = items.iter().filter(|item| item.sure_but_wrong).count();
        let sure = if sure > 0 { format!(", {sure} sure but wrong") } else { String::new() };
        let aside = format!("{}, recall {:.0} %", items.len(), recall * 100.0);
        (Some(Lead::Lesson(lesson.to_string())), Entry::new(title, format!("{aside}{sure}")).or(aside))
    };
    lessons.into_iter().map(line).collect()
}

impl<'c> Screen<'c> for ReviewScreen<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        "Review".to_string()
    }

    fn status(&self, _study: &Study<'c>) -> String {
        format!("{} minutes", self.minutes)
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        let enter = if self.plan.as_ref().is_some_and(|plan| plan.due() == 0) { "open" } else { "begin" };
        vec![("Enter", enter), ("+ -", "minutes"), ("↑↓", "choose"), ("Esc", "back"), ("→ ←", "minutes, as + and -"), ("Space", "as Enter")]
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        self.fill(study);
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let told = words(&self.told(study), usize::from(area.width), study.theme.strong());
        let rows = u16::try_from(told.len()).unwrap_or(1).min(area.height / 2);
        let [top, _, list] = Layout::vertical([Constraint::Length(rows), Constraint::Length(1), Constraint::Min(0)]).areas(area);
        frame.render_widget(Paragraph::new(told), top);
        self.menu.draw(frame, list, true, study.theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match (Move::of(key, false), key.code) {
                (Some(movement), _) => self.menu.go(movement),
                (_, KeyCode::Enter | KeyCode::Char(' ')) => return self.chosen(study),
                (_, KeyCode::Char('+') | KeyCode::Right) => self.change(self.minutes.saturating_add(STEP), study),
                (_, KeyCode::Char('-') | KeyCode::Left) => self.change(self.minutes.saturating_sub(STEP), study),
                (_, KeyCode::Esc) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(study),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
