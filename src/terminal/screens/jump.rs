//! The search: modules, lessons, labs, rules and commands by some of their letters.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::destinations::REVIEW_MINUTES;
use super::fuzzy::score;
use super::menu::{Entry, Menu};
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::lint::rules;

/// Nobody reads further; another letter is faster.
const MOST: usize = 60;
/// What a search may have.
const LONGEST: usize = 80;

/// The search.
#[derive(Debug)]
pub struct Jump {
    text: String,
    places: Vec<Place>,
    /// What fits, the best first.
    found: Vec<usize>,
    menu: Menu,
}

/// Somewhere to go.
#[derive(Debug)]
struct Place {
    kind: &'static str,
    title: String,
    /// What is searched: the title and the id.
    searched: String,
    destination: Destination<'static>,
}

impl Jump {
    /// A search over all that the course and the program have.
    pub fn new(study: &Study<'_>) -> Self {
        let course = study.course;
        let mut places = Vec::new();
        let mut add = |kind, title: &str, id: &str, destination| {
            places.push(Place { kind, title: title.to_string(), searched: format!("{title} {id} {kind}"), destination });
        };
        for module in &course.modules {
            add("module", &module.title, &module.id, Destination::Module(module.id.clone()));
        }
        for lesson in &course.lessons {
            add("lesson", &lesson.title, &lesson.id, Destination::Lesson { id: lesson.id.clone(), restart: false });
        }
        for lab in &course.labs {
            add("lab", &lab.title, &lab.id, Destination::Lab(lab.id.clone()));
        }
        for rule in rules() {
            add("rule", &format!("{} {}", rule.code, rule.name), "", Destination::Rule(rule.code.to_string()));
        }
        for command in study.commands() {
            add("command", &format!("ecslab {}: {}", command.name, command.about), "", Destination::Command(command.name.clone()));
        }
        add("screen", "Your progress", "progress heat map weak areas streak", Destination::Progress);
        add("screen", "Exams", "exam", Destination::Exams);
        add("screen", "Drills", "drill simulators", Destination::Drills);
        add("screen", "Review", "due", Destination::Review { minutes: REVIEW_MINUTES, confidence: true });
        let mut jump = Self { text: String::new(), places, found: Vec::new(), menu: Menu::default() };
        jump.search();
        jump
    }

    fn search(&mut self) {
        let mut fitting: Vec<(i64, usize)> =
            self.places.iter().enumerate().filter_map(|(index, place)| Some((score(&self.text, &place.searched)?, index))).collect();
        if !self.text.trim().is_empty() {
            fitting.sort_by_key(|(score, index)| (-score, *index));
        }
        self.found = fitting.into_iter().map(|(_, index)| index).take(MOST).collect();
        self.menu = Menu::new(self.found.iter().map(|index| Entry::new(&self.places[*index].title, self.places[*index].kind)).collect());
    }

    fn chosen<'c>(&self) -> Action<'c> {
        match self.found.get(self.menu.selected()) {
            Some(index) => Action::Replace(self.places[*index].destination.clone()),
            None => Action::Stay,
        }
    }
}

impl<'c> Screen<'c> for Jump {
    fn title(&self, _study: &Study<'c>) -> String {
        "Search".to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        vec![("type", "some letters"), ("↑↓", "choose"), ("Enter", "open"), ("Esc", "back")]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let [field, list] = Layout::vertical([Constraint::Length(2), Constraint::Min(0)]).areas(area);
        let shown = super::text::pieces(&self.text, usize::from(area.width).saturating_sub(4)).pop().unwrap_or_default();
        let line = Line::from(vec![Span::styled("/ ", study.theme.key()), Span::styled(format!("{shown}_"), study.theme.strong())]);
        frame.render_widget(line, field);
        if self.found.is_empty() {
            frame.render_widget(Line::styled("Nothing has these letters.", study.theme.dim()), list);
        } else {
            self.menu.draw(frame, list, true, study.theme);
        }
    }

    fn handle(&mut self, input: Input, _study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => {
                if let Some(movement) = Move::of(key, true) {
                    self.menu.go(movement);
                    return Action::Stay;
                }
                match key.code {
                    KeyCode::Esc => return Action::Back,
                    KeyCode::Enter => return self.chosen(),
                    KeyCode::Char(c) if self.text.len() < LONGEST => self.text.push(c),
                    KeyCode::Backspace => drop(self.text.pop()),
                    _ => return Action::Stay,
                }
                self.search();
            }
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
