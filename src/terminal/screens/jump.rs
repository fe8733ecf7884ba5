//! The screen of the search.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::destinations::of_place;
use super::field::Field;
use super::menu::{Entry, Menu};
use super::{Action, Input, KeyHint, Move, Screen, Study};
use crate::terminal::search::Index;

/// What a search may have.
const LONGEST: usize = 80;

/// The search.
#[derive(Debug)]
pub struct Jump {
    field: Field,
    index: Index,
    menu: Menu,
}

impl Jump {
    /// A search over all that the course and the program have.
    pub fn new(study: &Study<'_>) -> Self {
        let mut jump = Self { field: Field::new(LONGEST), index: Index::new(study.course, &study.commands()), menu: Menu::default() };
        jump.search();
        jump
    }

    fn search(&mut self) {
        let found = self.index.find(self.field.text());
        self.menu = Menu::new(found.into_iter().map(|place| Entry::new(&place.title, place.kind.name())).collect());
    }

    fn chosen<'c>(&self, study: &Study<'c>) -> Action<'c> {
        match self.index.find(self.field.text()).get(self.menu.selected()) {
            Some(place) => Action::Replace(of_place(place, study)),
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
        let width = usize::from(area.width).saturating_sub(4);
        // One row is enough: that with the cursor.
        let mut line = self.field.lines(width, study.theme).swap_remove(self.field.row(width));
        line.spans.insert(0, Span::styled("/ ", study.theme.key()));
        frame.render_widget(line, field);
        if self.menu.is_empty() {
            frame.render_widget(Line::styled("Nothing has these letters.", study.theme.dim()), list);
        } else {
            self.menu.draw(frame, list, true, study.theme);
        }
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => {
                let before = self.field.text().to_string();
                if self.field.key(key) {
                    if self.field.text() != before {
                        self.search();
                    }
                    return Action::Stay;
                }
                match (Move::of(key, true), key.code) {
                    (Some(movement), _) => self.menu.go(movement),
                    (_, KeyCode::Esc) => return Action::Back,
                    (_, KeyCode::Enter) => return self.chosen(study),
                    _ => {}
                }
            }
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(study),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
