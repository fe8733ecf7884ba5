//! How an exam went, and every item of it explained.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::destinations::of_words;
use super::exams::clock;
use super::menu::{Entry, Menu};
use super::scroll::Scroll;
use super::text::{cut, fit, indented, words};
use super::told::Told;
use super::{Action, Input, KeyHint, Move, Screen, Study, Theme};
use crate::course::{Given, Question};
use crate::practice::{ExamResult, WEIGHTED, exam_result, given_of};
use crate::progress::{ExamEnd, date_of};
use crate::terminal::{bar, objective_lines, render_inline};

const VIEWS: [&str; 3] = ["Result", "Items", "What next"];

/// The result of an exam.
#[derive(Debug)]
pub struct ExamReport<'c> {
    result: ExamResult,
    /// Its items with what was answered.
    items: Vec<(&'c Question, Option<Given>)>,
    view: usize,
    /// The item that is explained.
    open: Option<usize>,
    items_menu: Menu,
    next_menu: Menu,
    scroll: Scroll,
}

impl<'c> ExamReport<'c> {
    /// The result of the exam of this id; none where the course no longer has it.
    pub fn new(study: &Study<'c>, id: &str) -> Option<Self> {
        let exam = study.record.exams.iter().find(|exam| exam.id == id)?;
        let result = exam_result(study.course, &study.record, exam).ok()?;
        let questions = exam.questions.iter().filter_map(|id| study.course.question(id));
        let items: Vec<_> = questions.map(|question| (question, given_of(exam, question))).collect();
        let entry = |(number, (question, given)): (usize, &(&Question, Option<Given>))| {
            let word = match given {
                Some(given) if question.is_right(given) => "right",
                Some(_) => "wrong",
                None => "open",
            };
            let aside = if exam.unscored.contains(&question.id) { "unscored" } else { "" };
            Entry::new(format!("{number:>2}. {word:<5} {}", cut(&render_inline(&question.stem), 200)), aside)
        };
        let items_menu = Menu::new((1..).zip(&items).map(entry).collect());
        let next_menu = Menu::new(result.next.iter().map(|step| Entry::new(&step.title, &step.reason)).collect());
        Some(Self { result, items, view: 0, open: None, items_menu, next_menu, scroll: Scroll::default() })
    }

    fn lines(&self, width: usize, study: &Study<'_>) -> Vec<Line<'static>> {
        let theme = study.theme;
        let result = &self.result;
        let open = if result.unanswered > 0 { format!(", {} without an answer", result.unanswered) } else { String::new() };
        let mut lines = words(&format!("{} of {} right{open}", result.correct, result.scored), width, theme.strong());
        let (estimate, style) = self.estimate(theme);
        lines.extend(words(&estimate, width, style));
        if result.unscored > 0 {
            let text = format!("{} of {} unscored items right; they do not count", result.unscored_correct, result.unscored);
            lines.extend(words(&text, width, Style::new()));
        }
        let ended = match result.end {
            Some(ExamEnd::TimeOver) => "the time was over",
            Some(ExamEnd::Submitted) => "handed in",
            Some(ExamEnd::Abandoned) | None => "not handed in",
        };
        lines.extend(words(&format!("{ended} after {} of {}", clock(result.seconds), clock(result.limit_seconds)), width, Style::new()));
        let note = "An estimate: AWS publishes no map from raw to scaled scores, so this is 100 + 900 x the share of right answers, with \
                    Wilson's interval; and it knows only the parts of the exam that containers touch.";
        if result.estimate.is_some() {
            lines.extend(words(note, width, theme.dim()));
        }
        if result.weighted && result.estimate.is_some() {
            lines.extend(words(WEIGHTED, width, theme.dim()));
        }
        let bars = if width >= 60 { 20 } else { 8 };
        let row = |name: &str, correct: usize, answered: usize| {
            let names = width.saturating_sub(bars + 14).min(44);
            Line::raw(format!("{}  {}  {correct} of {answered}", fit(name, names), bar(correct, answered, bars, false)))
        };
        lines.extend([Line::default(), Line::styled("By domain", theme.strong())]);
        for domain in &result.domains {
            lines.push(row(&format!("{} {}", domain.number, domain.title), domain.correct, domain.scored));
            let (share, word) = (domain.share, domain.strength.word());
            let told = format!("  {word}: {} to {} % (95 % interval); weight {} %", share.low, share.high, domain.weight);
            lines.extend(words(&told, width, theme.dim()));
        }
        lines.extend([Line::default(), Line::styled("By objective", theme.strong())]);
        lines.extend(objective_lines(&result.objectives, study.course, width, false).into_iter().map(Line::raw));
        if !result.misconceptions.is_empty() {
            lines.extend([Line::default(), Line::styled("Chosen, and wrong", theme.strong())]);
        }
        for chosen in &result.misconceptions {
            lines.extend(indented(&format!("{:>2}. ", chosen.number), theme.dim(), &chosen.option, width, theme));
            lines.extend(indented("    ", theme.dim(), &chosen.why, width, theme));
        }
        lines
    }

    /// The estimate and what it says, or why there is none.
    fn estimate(&self, theme: Theme) -> (String, Style) {
        let result = &self.result;
        let Some(estimate) = result.estimate else {
            return (format!("There is {}.", result.no_estimate.as_deref().unwrap_or("no estimate")), theme.notice());
        };
        let (verdict, style) = match estimate.reaches(result.pass) {
            Some(true) => ("above the pass mark, the whole interval", theme.good()),
            Some(false) => ("below the pass mark, the whole interval", theme.bad()),
            None => ("the pass mark lies inside the interval: it could be either", theme.notice()),
        };
        let interval = format!("95 % interval {} to {}; {} to pass: {verdict}", estimate.low, estimate.high, result.pass);
        (format!("Estimate {} of 1000, {interval}", estimate.scaled), style)
    }

    fn show(&mut self, view: usize) {
        (self.view, self.open) = (view, None);
        self.scroll = Scroll::default();
    }

    fn chosen(&mut self, study: &Study<'c>) -> Action<'c> {
        match self.view {
            1 if self.open.is_none() => {
                self.open = Some(self.items_menu.selected());
                self.scroll = Scroll::default();
            }
            1 => self.turn(true),
            2 => {
                if let Some(step) = self.result.next.get(self.next_menu.selected()) {
                    return Action::Open(of_words(&step.command, study));
                }
            }
            _ => self.show(1),
        }
        Action::Stay
    }

    /// To the next item or the one before, while one is explained.
    fn turn(&mut self, on: bool) {
        let Some(open) = self.open else { return };
        let to = if on { open + 1 } else { open.saturating_sub(1) };
        self.open = (to < self.items.len()).then_some(to);
        self.items_menu.select(to.min(self.items.len().saturating_sub(1)));
        self.scroll = Scroll::default();
    }

    fn go(&mut self, movement: Move) {
        match (self.view, self.open) {
            (1, None) => self.items_menu.go(movement),
            (2, _) => self.next_menu.go(movement),
            _ => self.scroll.go(movement),
        }
    }
}

impl<'c> Screen<'c> for ExamReport<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        match self.open {
            Some(index) => format!("{} · item {} of {}", self.result.code, index + 1, self.items.len()),
            None => format!("{} · result", self.result.code),
        }
    }

    fn status(&self, _study: &Study<'c>) -> String {
        date_of(self.result.started_at).to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        match (self.view, self.open) {
            (1, Some(_)) => vec![("Enter", "next item"), ("←", "item before"), ("↑↓", "scroll"), ("Esc", "list"), ("→", "next item")],
            (1, None) => vec![("Tab", "next view"), ("Enter", "explain"), ("↑↓", "choose"), ("Esc", "back"), ("Shift-Tab", "view before")],
            (2, _) => vec![("Tab", "next view"), ("Enter", "do it"), ("↑↓", "choose"), ("Esc", "back"), ("Shift-Tab", "view before")],
            _ => vec![("Tab", "next view"), ("↑↓", "scroll"), ("Enter", "items"), ("Esc", "back"), ("Shift-Tab", "view before")],
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let theme = study.theme;
        let area = Rect { width: area.width.min(100), ..area };
        let [tabs, _, body] = Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Min(0)]).areas(area);
        frame.render_widget(super::tabs::line(&VIEWS, self.view, theme), tabs);
        let width = usize::from(body.width) - 2;
        match (self.view, self.open) {
            (1, None) => self.items_menu.draw(frame, body, true, theme),
            (2, _) => self.next_menu.draw(frame, body, true, theme),
            (1, Some(index)) => {
                if let Some((question, given)) = self.items.get(index) {
                    Told::new(question, given.as_ref(), &[], width, theme).draw(frame, body, &mut self.scroll, theme);
                }
            }
            _ => {
                let lines = self.lines(width, study);
                self.scroll.draw(frame, body, &lines, theme);
            }
        }
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match (Move::of(key, false), key.code) {
                (Some(movement), _) => self.go(movement),
                (_, KeyCode::Tab) => self.show((self.view + 1) % VIEWS.len()),
                (_, KeyCode::BackTab) => self.show((self.view + VIEWS.len() - 1) % VIEWS.len()),
                (_, KeyCode::Enter) => return self.chosen(study),
                (_, KeyCode::Right) => self.turn(true),
                (_, KeyCode::Left) => self.turn(false),
                (_, KeyCode::Esc) if self.open.is_some() => self.open = None,
                (_, KeyCode::Esc) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) => match (self.view, self.open) {
                (1, None) => self.items_menu.wheel(down),
                (2, _) => self.next_menu.wheel(down),
                _ => self.scroll.wheel(down),
            },
            Input::Click(position) => {
                let menu = if self.view == 1 { &mut self.items_menu } else { &mut self.next_menu };
                if self.view > 0 && self.open.is_none() && menu.click(position) {
                    return self.chosen(study);
                }
            }
            Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
