//! A question and the answer that is being given to it.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::field::Field;
use super::scroll::Scroll;
use super::text::{indented, markdown, pieces};
use super::{KeyHint, Move, Theme};
use crate::course::{Configuration, Given, Question, QuestionType};
use crate::practice::parse_answer;

/// What a typed answer may have; no answer comes near.
const LONGEST: usize = 400;

/// An answer in the making. The question is handed over where it is needed: some are owned by the course, others made.
#[derive(Debug)]
pub struct Sheet {
    kind: QuestionType,
    /// Options by their indices, as they are shown.
    shown: Vec<usize>,
    /// The option that the keys are at; of what is matched the one that gets a partner. Where one is right, the chosen one instead.
    cursor: usize,
    /// Letters that are chosen, by their places, in the order in which they were.
    chosen: Vec<usize>,
    /// For each of what is matched the place of its partner.
    partners: Vec<Option<usize>>,
    field: Field,
}

/// What a key means while a question waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Leaves the question.
    Leave,
    /// Gives the answer as it stands.
    Answer,
    /// Passes over the question.
    Skip,
    /// The answer is another now, or its cursor is elsewhere.
    Changed,
    /// Scrolls.
    Go(Move),
}

/// What a question looks like: its lines, and which of them the cursor is at.
#[derive(Debug)]
pub struct Drawn {
    /// All lines.
    pub lines: Vec<Line<'static>>,
    /// Those at the cursor.
    pub at: Range<usize>,
    /// The option that each line belongs to, for clicks.
    pub options: Vec<Option<usize>>,
}

impl Sheet {
    /// A question without an answer.
    pub fn new(question: &Question) -> Self {
        let shown = question.shown_order();
        let partners = vec![None; question.options.len()];
        Self { kind: question.kind, shown, cursor: 0, chosen: Vec::new(), partners, field: Field::new(LONGEST) }
    }

    /// A question with an answer that was given before.
    pub fn with(question: &Question, given: &Given) -> Self {
        let mut sheet = Self::new(question);
        let place = |index: &usize| sheet.shown.iter().position(|shown| shown == index);
        match given {
            Given::Text(text) => sheet.field.set(text),
            Given::Options(options) if question.kind == QuestionType::Match => sheet.partners = options.iter().map(place).collect(),
            Given::Options(options) => sheet.chosen = options.iter().filter_map(place).collect(),
        }
        sheet
    }

    /// Whether letters are text.
    pub fn is_typing(&self) -> bool {
        self.kind == QuestionType::Text
    }

    /// Whether nothing is chosen or typed yet.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty() && self.field.text().trim().is_empty() && self.partners.iter().all(Option::is_none)
    }

    /// The answer.
    ///
    /// # Errors
    /// When it is none yet: what is still to be done.
    pub fn given(&self, question: &Question) -> Result<Given, String> {
        if let Some(missing) = self.missing() {
            return Err(missing);
        }
        // What is matched has partners, all else has chosen places.
        let places = self.partners.iter().flatten().chain(&self.chosen);
        let letters: String = places.map(|place| Question::letter(*place)).collect();
        let typed = if self.is_typing() { self.field.text() } else { &letters };
        parse_answer(question, typed).map_err(|error| error.to_string())
    }

    /// What is still to be done before this is an answer.
    fn missing(&self) -> Option<String> {
        let all = self.shown.len();
        match self.kind {
            QuestionType::Single if self.is_empty() => Some("Choose an option first: ↑↓ or its letter.".to_string()),
            QuestionType::Multiple if self.is_empty() => Some("Mark what is right first: Space or the letters.".to_string()),
            QuestionType::Order if self.chosen.len() < all => {
                Some(format!("{} of {all} chosen. Choose the next: Space or its letter.", self.chosen.len()))
            }
            QuestionType::Match => {
                let paired = self.partners.iter().flatten().count();
                (paired < all).then(|| format!("{paired} of {all} paired. Give the others a letter too: ↑↓ and the letter."))
            }
            QuestionType::Text if self.is_empty() => Some("Type the answer first.".to_string()),
            _ => None,
        }
    }

    /// What answers this kind of question.
    pub fn keys(&self) -> Vec<KeyHint> {
        match self.kind {
            QuestionType::Single => vec![("↑↓", "choose"), ("Enter", "answer"), ("a-z", "choose")],
            QuestionType::Multiple => vec![("Space", "mark"), ("Enter", "answer"), ("a-z", "mark")],
            QuestionType::Order => vec![("Space", "the next"), ("Backspace", "undo"), ("Enter", "answer"), ("a-z", "the next")],
            QuestionType::Match => vec![("a-z", "partner"), ("Backspace", "undo"), ("Enter", "answer")],
            QuestionType::Text => vec![("type", "the answer"), ("Enter", "answer")],
        }
    }

    /// What else this kind of question takes: only for the list of all keys.
    pub fn more_keys(&self) -> Vec<KeyHint> {
        match self.kind {
            QuestionType::Single => vec![("Backspace", "choose nothing")],
            QuestionType::Multiple => vec![("↑↓", "to another option"), ("Backspace", "undo")],
            QuestionType::Order => vec![("↑↓", "to another option")],
            QuestionType::Match => vec![("↑↓", "to another number")],
            QuestionType::Text => {
                vec![("←→ Home End", "move the cursor"), ("Ctrl-U", "delete all before it"), ("Ctrl-W", "delete the word before it")]
            }
        }
    }

    /// The keys where a question is answered at once.
    pub fn keys_at_once(&self) -> Vec<KeyHint> {
        let mut keys = self.keys();
        keys.extend([("Tab", "skip"), ("Esc", "back"), ("PgUp PgDn", "scroll")]);
        if !self.is_typing() {
            keys.push(("s", "skip, as Tab"));
        }
        keys.extend(self.more_keys());
        keys
    }

    /// What is asked for, in a line.
    fn task(&self) -> &'static str {
        match self.kind {
            QuestionType::Single => "One is right.",
            QuestionType::Multiple => "Mark all that are right.",
            QuestionType::Order => "Choose them in the right order.",
            QuestionType::Match => "Give each number its letter.",
            QuestionType::Text => "Type the answer.",
        }
    }

    /// Takes a key where a question is answered at once; nothing where the key means nothing.
    pub fn step(&mut self, key: KeyEvent) -> Option<Step> {
        match key.code {
            KeyCode::Esc => Some(Step::Leave),
            KeyCode::Enter => Some(Step::Answer),
            KeyCode::Tab => Some(Step::Skip),
            _ if self.key(key) => Some(Step::Changed),
            KeyCode::Char('s') => Some(Step::Skip),
            _ => Move::of(key, self.is_typing()).map(Step::Go),
        }
    }

    /// Takes a key; whether it meant something here.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        if self.is_typing() {
            return self.field.key(key);
        }
        if let Some(movement) = Move::of(key, false).filter(|movement| matches!(movement, Move::Up | Move::Down)) {
            self.go(movement);
            return true;
        }
        match key.code {
            KeyCode::Char(' ') if self.kind != QuestionType::Match => match self.at() {
                Some(at) => self.choose(at),
                None => return false,
            },
            KeyCode::Char(c) if self.place_of(c).is_some() => {
                if let Some(place) = self.place_of(c) {
                    self.letter(place);
                }
            }
            KeyCode::Backspace | KeyCode::Delete => self.undo(),
            _ => return false,
        }
        true
    }

    /// A click on an option.
    pub fn click(&mut self, option: usize) {
        self.cursor = option;
        if self.kind != QuestionType::Match {
            self.choose(option);
        }
    }

    /// The option that the keys are at: where one is right, the chosen one, so that nothing looks chosen that is not.
    fn at(&self) -> Option<usize> {
        if self.kind == QuestionType::Single { self.chosen.first().copied() } else { Some(self.cursor) }
    }

    fn go(&mut self, movement: Move) {
        self.cursor = match (self.at(), movement) {
            (Some(at), _) => movement.from(at, self.shown.len(), 1),
            (None, Move::Up) => self.shown.len().saturating_sub(1),
            (None, _) => 0,
        };
        if self.kind == QuestionType::Single {
            self.chosen = vec![self.cursor];
        }
    }

    fn place_of(&self, c: char) -> Option<usize> {
        (0..self.shown.len()).find(|place| Question::letter(*place) == c.to_ascii_lowercase())
    }

    fn letter(&mut self, place: usize) {
        if self.kind != QuestionType::Match {
            self.cursor = place;
            self.choose(place);
            return;
        }
        // A partner belongs to one.
        for partner in self.partners.iter_mut().filter(|partner| **partner == Some(place)) {
            *partner = None;
        }
        self.partners[self.cursor] = Some(place);
        let open = |cursor: &usize| self.partners[*cursor].is_none();
        self.cursor = (self.cursor..self.partners.len()).find(open).or_else(|| (0..self.cursor).find(open)).unwrap_or(self.cursor);
    }

    fn choose(&mut self, place: usize) {
        match self.chosen.iter().position(|chosen| *chosen == place) {
            _ if self.kind == QuestionType::Single => self.chosen = vec![place],
            Some(at) => drop(self.chosen.remove(at)),
            None => self.chosen.push(place),
        }
    }

    fn undo(&mut self) {
        if self.kind != QuestionType::Match {
            self.chosen.pop();
            return;
        }
        if self.partners[self.cursor].is_none() {
            self.cursor = self.cursor.saturating_sub(1);
        }
        self.partners[self.cursor] = None;
    }

    /// The question with its options.
    pub fn draw(&self, question: &Question, width: usize, theme: Theme) -> Drawn {
        let mut lines = markdown(&question.stem, width, theme);
        lines.push(Line::default());
        if let Some(configuration) = &question.configuration {
            lines.extend(configuration_lines(configuration, width, theme));
            lines.push(Line::default());
        }
        lines.extend([Line::styled(self.task(), theme.dim()), Line::default()]);
        let mut drawn = Drawn { options: vec![None; lines.len()], lines, at: 0..0 };
        match self.kind {
            QuestionType::Text => self.draw_field(&mut drawn, width, theme),
            QuestionType::Match => self.draw_pairs(question, &mut drawn, width, theme),
            QuestionType::Single | QuestionType::Multiple | QuestionType::Order => {
                for (place, index) in self.shown.iter().enumerate() {
                    let first = format!("{}{} {}) ", self.pointer(place), self.mark(place), Question::letter(place));
                    drawn.add(
                        Some(place),
                        self.at() == Some(place),
                        self.option(&first, place, &question.options[*index].text, width, theme),
                    );
                }
            }
        }
        drawn
    }

    fn option(&self, first: &str, place: usize, text: &str, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let is_here = self.at() == Some(place);
        let style = if is_here { theme.key() } else { Style::new() };
        let mut lines = indented(first, style, text, width, theme);
        if is_here {
            for line in &mut lines {
                line.style = theme.strong();
            }
        }
        lines
    }

    fn pointer(&self, place: usize) -> &'static str {
        if self.at() == Some(place) { "> " } else { "  " }
    }

    fn mark(&self, place: usize) -> String {
        let at = self.chosen.iter().position(|chosen| *chosen == place);
        match (self.kind, at) {
            (QuestionType::Order, Some(at)) => format!("[{}]", at + 1),
            (QuestionType::Single, Some(_)) => "(x)".to_string(),
            (QuestionType::Single, None) => "( )".to_string(),
            (_, Some(_)) => "[x]".to_string(),
            (_, None) => "[ ]".to_string(),
        }
    }

    fn draw_field(&self, drawn: &mut Drawn, width: usize, theme: Theme) {
        let width = width.saturating_sub(3);
        let at = self.field.row(width);
        for (row, mut line) in self.field.lines(width, theme).into_iter().enumerate() {
            line.spans.insert(0, Span::styled(if row == 0 { "> " } else { "  " }, theme.key()));
            drawn.add(None, row == at, vec![line]);
        }
    }

    fn draw_pairs(&self, question: &Question, drawn: &mut Drawn, width: usize, theme: Theme) {
        for (number, option) in question.options.iter().enumerate() {
            let partner = self.partners[number].map_or(' ', Question::letter);
            let first = format!("{}{}. [{partner}] ", self.pointer(number), number + 1);
            drawn.add(Some(number), number == self.cursor, self.option(&first, number, &option.text, width, theme));
        }
        drawn.add(None, false, vec![Line::default()]);
        for (place, index) in self.shown.iter().enumerate() {
            let taken = if self.partners.contains(&Some(place)) { "x" } else { " " };
            let first = format!("    {taken} {}) ", Question::letter(place));
            let text = question.options[*index].matches.as_deref().unwrap_or_default();
            drawn.add(None, false, indented(&first, Style::new(), text, width, theme));
        }
    }
}

/// Where a question was drawn last, for clicks, and whether its cursor shall be seen when it is drawn next.
#[derive(Debug, Default)]
pub struct QuestionLines {
    options: Vec<Option<usize>>,
    area: Rect,
    reveal: bool,
}

impl QuestionLines {
    /// Lets the cursor be seen when the question is drawn next.
    pub fn reveal(&mut self) {
        self.reveal = true;
    }

    /// Takes what is drawn where, and gives its lines.
    pub fn take(&mut self, drawn: Drawn, area: Rect, scroll: &mut Scroll) -> Vec<Line<'static>> {
        if std::mem::take(&mut self.reveal) {
            scroll.reveal(drawn.at, usize::from(area.height));
        }
        (self.options, self.area) = (drawn.options, area);
        drawn.lines
    }

    /// The option that is drawn at a place.
    pub fn option_at(&self, position: Position, scroll: &Scroll) -> Option<usize> {
        let row = self.area.contains(position).then(|| position.y - self.area.y)?;
        self.options.get(scroll.line_at(row)).copied().flatten()
    }
}

impl Drawn {
    fn add(&mut self, option: Option<usize>, at_cursor: bool, lines: Vec<Line<'static>>) {
        if at_cursor {
            self.at = self.lines.len()..self.lines.len() + lines.len();
        }
        self.options.extend(std::iter::repeat_n(option, lines.len()));
        self.lines.extend(lines);
    }
}

/// The document with the numbers of its lines; what is too wide goes on below.
pub fn configuration_lines(configuration: &Configuration, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let text = configuration.text.trim_end().replace('\t', "    ");
    let digits = text.lines().count().to_string().len();
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for (part, piece) in pieces(line, width.saturating_sub(digits + 3)).into_iter().enumerate() {
            let margin = if part == 0 { format!("{number:>digits$} | ") } else { format!("{:>digits$} | ", "") };
            lines.push(Line::from(vec![Span::styled(margin, theme.dim()), Span::raw(piece)]));
        }
    }
    lines
}
