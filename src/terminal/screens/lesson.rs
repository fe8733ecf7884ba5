//! The lesson reader: part after part, with what to practise at the end.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::destinations::of_words;
use super::links::{Link, links};
use super::menu::{Entry, Menu};
use super::scroll::Scroll;
use super::text::{cut, markdown};
use super::{Action, Destination, Farewell, Input, KeyHint, Move, Screen, Study};
use crate::course::{Lesson, Section};
use crate::progress::EventKind;

/// Longer lines are hard to read.
const WIDEST: u16 = 100;

/// A lesson that is read.
#[derive(Debug)]
pub struct LessonReader<'c> {
    lesson: &'c Lesson,
    sections: Vec<Section<'c>>,
    /// The part that is shown; after the last comes what to practise.
    part: usize,
    /// The part to begin with; where reading stopped without it.
    first: Option<usize>,
    begun: bool,
    scroll: Scroll,
    links: Vec<Link>,
    practice: Menu,
    leads: Vec<Vec<String>>,
}

impl<'c> LessonReader<'c> {
    /// The lesson, to go on where it was left, or from a part.
    pub fn new(lesson: &'c Lesson, first: Option<usize>) -> Self {
        Self {
            lesson,
            sections: lesson.sections(),
            part: 0,
            first,
            begun: false,
            scroll: Scroll::default(),
            links: Vec::new(),
            practice: Menu::default(),
            leads: Vec::new(),
        }
    }

    fn is_read(&self) -> bool {
        self.part == self.sections.len()
    }

    /// Goes to a part, and remembers it before it is shown.
    fn go_to(&mut self, part: usize, study: &mut Study<'c>) {
        if part >= self.sections.len() {
            study.remember(&self.lesson.id, EventKind::LessonRead);
        } else if part > 0 || study.record.resume(&self.lesson.id).is_some() {
            // A look into a lesson begins nothing; going back to its first part takes the bookmark out.
            study.remember(&self.lesson.id, EventKind::LessonOpened { section: part });
        }
        self.show(part, study);
    }

    fn show(&mut self, part: usize, study: &Study<'c>) {
        self.part = part.min(self.sections.len());
        self.scroll = Scroll::default();
        match self.sections.get(self.part) {
            Some(section) => self.links = links(section.text, self.lesson.module(), study.course),
            None => {
                self.links.clear();
                self.fill(study);
            }
        }
    }

    /// What practises the lesson, and the lesson after it.
    fn fill(&mut self, study: &Study<'c>) {
        let (right, all) = study.right_of(&self.lesson.id);
        let mut listed = Vec::new();
        if all > 0 {
            let entry = Entry::new(format!("Answer {all} questions on it"), format!("{right} of {all} right"));
            listed.push((vec!["quiz".to_string(), self.lesson.id.clone()], entry));
        }
        for lab in self.lesson.labs.iter().filter_map(|id| study.course.lab(id)) {
            let state = if study.record.lab_passed(&lab.id) { "passed".to_string() } else { format!("{} min", lab.minutes) };
            let lead = ["lab", "start", &lab.id].map(ToString::to_string).to_vec();
            listed.push((lead, Entry::new(format!("Try it: {}", lab.title), state)));
        }
        if let Some(next) = study.course.lessons.iter().skip_while(|other| other.id != self.lesson.id).nth(1) {
            let entry = Entry::new(format!("Read on: {}", next.title), format!("{} min", next.minutes));
            listed.push((vec!["learn".to_string(), next.id.clone()], entry));
        }
        let (leads, entries): (Vec<_>, Vec<_>) = listed.into_iter().unzip();
        self.leads = leads;
        self.practice.set(entries);
    }

    fn chosen(&self, study: &Study<'c>) -> Action<'c> {
        let Some(lead) = self.leads.get(self.practice.selected()) else { return Action::Back };
        let destination = of_words(lead, study);
        // The next lesson takes the place of this one: Esc leads to where one came from.
        if matches!(destination, Destination::Lesson { .. }) { Action::Replace(destination) } else { Action::Open(destination) }
    }

    fn open_link(&self, number: usize, study: &mut Study<'c>) -> Action<'c> {
        match self.links.get(number) {
            Some(Link::Screen(_, destination)) => Action::Open(destination.clone()),
            Some(Link::Command(_, words)) => Action::Open(of_words(words, study)),
            Some(Link::Web(address)) => {
                study.say(format!("Open it in a browser: {address}"));
                Action::Stay
            }
            None => Action::Stay,
        }
    }

    fn lines(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let theme = study.theme;
        let Some(section) = self.sections.get(self.part) else { return Vec::new() };
        let mut lines = markdown(section.text, width, theme);
        if !self.links.is_empty() {
            lines.extend([Line::default(), Line::styled("Open by its number:", theme.dim())]);
            lines.extend(self.links.iter().enumerate().map(|(number, link)| {
                Line::from(vec![
                    Span::styled(format!("  {} ", number + 1), theme.key()),
                    Span::raw(cut(link.title(), width.saturating_sub(4))),
                ])
            }));
        }
        lines
    }

    /// What of which exam was covered.
    fn covered(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let objectives = self.lesson.objectives.iter().map(|objective| study.course.objective_name(objective));
        let mut lines: Vec<Line<'_>> = objectives.map(|name| Line::styled(cut(&name, width), study.theme.dim())).collect();
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines
    }

    fn key(&mut self, code: KeyCode, study: &mut Study<'c>) -> Action<'c> {
        match code {
            KeyCode::Esc => return Action::Back,
            KeyCode::Enter | KeyCode::Char(' ') if self.is_read() => return self.chosen(study),
            KeyCode::Enter | KeyCode::Char(' ') if !self.scroll.at_end() => self.scroll.go(Move::PageDown),
            KeyCode::Enter | KeyCode::Char(' ' | 'n' | 'l') | KeyCode::Right if !self.is_read() => self.go_to(self.part + 1, study),
            KeyCode::Left | KeyCode::Char('b' | 'p' | 'h') | KeyCode::Backspace if self.part > 0 => self.go_to(self.part - 1, study),
            KeyCode::Char(digit @ '1'..='9') => return self.open_link(digit as usize - '1' as usize, study),
            _ => {}
        }
        Action::Stay
    }
}

impl<'c> Screen<'c> for LessonReader<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        self.lesson.title.clone()
    }

    fn status(&self, _study: &Study<'c>) -> String {
        if self.is_read() { "read".to_string() } else { format!("part {} of {}", self.part + 1, self.sections.len()) }
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        if self.is_read() {
            return vec![("↑↓", "choose"), ("Enter", "open"), ("←", "last part"), ("Esc", "back")];
        }
        let mut keys = vec![("Enter", "go on"), ("←→", "parts"), ("↑↓", "scroll")];
        if !self.links.is_empty() {
            keys.push(("1-9", "link"));
        }
        keys.push(("Esc", "back"));
        keys
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        if self.begun {
            // What was done above may have changed what is listed.
            self.fill(study);
            return;
        }
        self.begun = true;
        let last = self.sections.len() - 1;
        match self.first {
            // Who opens a part by its name only looks.
            Some(part) => self.show(part.min(last), study),
            None => self.go_to(study.record.resume(&self.lesson.id).unwrap_or(0).min(last), study),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let area = Rect { width: area.width.min(WIDEST), ..area };
        if self.is_read() {
            let width = usize::from(area.width);
            let mut top = markdown("**Read.** Now try it: what you recall yourself stays.", width, study.theme);
            top.push(Line::default());
            top.extend(self.covered(width, study));
            let rows = u16::try_from(top.len()).unwrap_or(1).min(area.height.saturating_sub(4));
            frame.render_widget(ratatui::widgets::Paragraph::new(top), Rect { height: rows, ..area });
            let list = Rect { y: area.y + rows, height: area.height - rows, ..area };
            self.practice.draw(frame, list, true, study.theme);
            return;
        }
        // The last column is for the bar.
        let lines = self.lines(usize::from(area.width) - 2, study);
        self.scroll.draw(frame, area, &lines, study.theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match Move::of(key, false) {
                Some(movement) if self.is_read() => self.practice.go(movement),
                Some(movement) => self.scroll.go(movement),
                None => return self.key(key.code, study),
            },
            Input::Wheel(down) if self.is_read() => self.practice.wheel(down),
            Input::Wheel(down) => self.scroll.wheel(down),
            Input::Click(position) if self.is_read() && self.practice.click(position) => return self.chosen(study),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }

    fn farewell(&self, _study: &Study<'c>) -> Option<Farewell> {
        let text = format!("Go on later with: ecslab learn {}", self.lesson.id);
        (!self.is_read()).then_some(Farewell { text, open: false })
    }
}
