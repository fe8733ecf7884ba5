//! An exam under way: item after item against the clock, and the list of all before it is handed in.

use crossterm::event::{KeyCode, KeyEvent};
use jiff::SignedDuration;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::exams::clock;
use super::menu::{Entry, Menu};
use super::scroll::Scroll;
use super::sheet::{QuestionLines, Sheet};
use super::text::{cut, words};
use super::{Action, Destination, Farewell, Input, KeyHint, Move, Screen, Study};
use crate::practice::Exam;
use crate::progress::{Event, ExamEnd};
use crate::terminal::render_inline;

/// How long time that passes waits after the store has refused.
const SECONDS_BETWEEN_ATTEMPTS: i64 = 30;

/// An exam under way.
#[derive(Debug)]
pub struct ExamRoom<'c> {
    exam: Exam<'c>,
    sheet: Sheet,
    /// How long the program had run when this began to watch the clock.
    opened: SignedDuration,
    /// The list of all items, while it is shown.
    list: Option<Menu>,
    /// Whether it is asked if the exam shall be handed in.
    asked: bool,
    /// How long the program had run when nothing could be stored.
    refused: Option<SignedDuration>,
    scroll: Scroll,
    drawn: QuestionLines,
}

impl<'c> ExamRoom<'c> {
    /// Goes on with the exam that is under way.
    pub fn resume(study: &mut Study<'c>) -> Option<Self> {
        let exam = Exam::resume(study.course, study.record.unfinished_exam()?, study.now()).ok()?;
        let sheet = Sheet::new(exam.current());
        let mut room = Self {
            exam,
            sheet,
            opened: study.running(),
            list: None,
            asked: false,
            refused: None,
            scroll: Scroll::default(),
            drawn: QuestionLines::default(),
        };
        room.turn_up();
        let seen = room.exam.seen(study.now());
        room.store(&[seen], study);
        if let Some(note) = room.exam.clock_note() {
            study.say(note);
        }
        Some(room)
    }

    /// Looks what another terminal did before anything is done here; whether the exam goes on.
    fn goes_on(&mut self, study: &mut Study<'c>) -> bool {
        study.look_again();
        self.catch_up(study);
        let goes_on = self.exam.record().end.is_none() && study.record.exam(self.exam.id()).is_some();
        if !goes_on {
            study.say("The exam was ended in another terminal; this is its result.");
        }
        goes_on
    }

    /// Takes over what is stored of it. Where another terminal answered the item that is shown, that is shown.
    fn catch_up(&mut self, study: &Study<'c>) {
        let question = self.exam.current();
        let before = self.exam.given(question);
        self.exam.catch_up(&study.record);
        let stored = self.exam.given(question);
        if stored != before && stored != self.sheet.given(question).ok() {
            self.turn_up();
        }
    }

    /// Stores what was done and lets it take effect; whether that succeeded.
    fn store(&mut self, events: &[Event], study: &mut Study<'c>) -> bool {
        let stored = study.remember_now(events);
        self.refused = (!stored).then(|| study.running());
        self.catch_up(study);
        stored
    }

    /// Where an exam that has ended leads, whoever ended it.
    fn way_out(&self, study: &mut Study<'c>) -> Option<Action<'c>> {
        if study.record.exam(self.exam.id()).is_none() {
            study.say("The exam is no longer in your progress: it was reset meanwhile.");
            return Some(Action::Back);
        }
        match self.exam.record().end? {
            ExamEnd::Abandoned => {
                study.say("The exam was given up in another terminal; it is not scored.");
                Some(Action::Back)
            }
            ExamEnd::Submitted | ExamEnd::TimeOver => Some(Action::Replace(Destination::ExamReport(self.exam.id().to_string()))),
        }
    }

    /// Takes the current item with what was answered to it.
    fn turn_up(&mut self) {
        let question = self.exam.current();
        self.sheet = self.exam.given(question).map_or_else(|| Sheet::new(question), |given| Sheet::with(question, &given));
        self.scroll = Scroll::default();
    }

    fn tick(&mut self, study: &Study<'c>) {
        self.exam.tick(study.now(), study.running() - self.opened);
    }

    /// Keeps what is chosen or typed, where it is an answer and another than before.
    fn keep(&mut self, study: &mut Study<'c>, leaving: bool) {
        let before = self.exam.given(self.exam.current());
        let given = match self.sheet.given(self.exam.current()) {
            Ok(given) => Some(given),
            Err(_) if self.sheet.is_empty() => None,
            // An order in the making is none yet.
            Err(error) => {
                if leaving {
                    study.say(format!("Item {} is not kept: {error}", self.exam.number()));
                }
                return;
            }
        };
        if given == before {
            return;
        }
        self.tick(study);
        if self.goes_on(study)
            && let Ok(event) = self.exam.answer(given)
        {
            self.store(&[event], study);
        }
    }

    fn go(&mut self, number: usize, study: &mut Study<'c>) {
        self.keep(study, true);
        if self.exam.go_to(number) {
            self.turn_up();
        } else if number > self.exam.items().len() {
            self.open_list();
        }
    }

    fn flag(&mut self, number: usize, study: &mut Study<'c>) {
        if !self.goes_on(study) {
            return;
        }
        let here = self.exam.number();
        self.exam.go_to(number);
        let event = self.exam.toggle_flag();
        self.exam.go_to(here);
        self.store(&[event], study);
    }

    fn open_list(&mut self) {
        let mut menu = Menu::new(self.entries());
        menu.select(self.exam.number() - 1);
        self.list = Some(menu);
    }

    fn entries(&self) -> Vec<Entry> {
        let items = self.exam.states().into_iter().zip(self.exam.items());
        let entry = |(state, question): (crate::practice::ItemState, &&crate::course::Question)| {
            let answered = if state.answered { "[x]" } else { "[ ]" };
            let flagged = if state.flagged { '*' } else { ' ' };
            Entry::new(format!("{:>2}.{flagged}{answered} {}", state.number, cut(&render_inline(&question.stem), 200)), "")
        };
        items.map(entry).collect()
    }

    fn finish(&mut self, end: ExamEnd, study: &mut Study<'c>) {
        if !self.goes_on(study) {
            return;
        }
        let events = self.exam.finish(end);
        if self.store(&events, study) && end == ExamEnd::TimeOver {
            study.say("The time is over; the exam is scored as it stands.");
        }
    }

    fn in_item(&mut self, key: KeyEvent, study: &mut Study<'c>) -> Action<'c> {
        match key.code {
            KeyCode::Esc => {
                self.keep(study, true);
                study.say("The time runs on. Exams (x on the first screen) lead back here.");
                return Action::Back;
            }
            KeyCode::Tab => {
                self.keep(study, true);
                self.open_list();
            }
            KeyCode::Enter => {
                let (number, is_open) = (self.exam.number(), self.sheet.is_empty());
                self.go(number + 1, study);
                if is_open {
                    study.say(format!("Item {number} has no answer yet. Tab lists all items."));
                }
            }
            KeyCode::BackTab => self.go(self.exam.number() - 1, study),
            _ if self.sheet.key(key) => {
                self.drawn.reveal();
                if !self.sheet.is_typing() {
                    self.keep(study, false);
                }
            }
            KeyCode::Char('f' | '*') => self.flag(self.exam.number(), study),
            KeyCode::Right | KeyCode::Char('n') => self.go(self.exam.number() + 1, study),
            KeyCode::Left | KeyCode::Char('p') => self.go(self.exam.number() - 1, study),
            _ => {
                if let Some(movement) = Move::of(key, self.sheet.is_typing()) {
                    self.scroll.go(movement);
                }
            }
        }
        Action::Stay
    }

    fn in_list(&mut self, key: KeyEvent, study: &mut Study<'c>) -> Action<'c> {
        let Some(menu) = &mut self.list else { return Action::Stay };
        if let Some(movement) = Move::of(key, false) {
            menu.go(movement);
            return Action::Stay;
        }
        let number = menu.selected() + 1;
        match key.code {
            KeyCode::Enter => {
                self.exam.go_to(number);
                self.turn_up();
                self.list = None;
            }
            KeyCode::Tab | KeyCode::Esc => self.list = None,
            KeyCode::Char('f' | '*') => {
                self.flag(number, study);
                let entries = self.entries();
                if let Some(menu) = &mut self.list {
                    menu.set(entries);
                }
            }
            KeyCode::Char('u') => {
                let states = self.exam.states();
                let open = states.iter().cycle().skip(number).take(states.len()).find(|state| !state.answered);
                match open {
                    Some(state) => menu.select(state.number - 1),
                    None => study.say("Every item has an answer."),
                }
            }
            KeyCode::Char('s') => {
                self.asked = true;
                let open = self.exam.open_ends().map(|open| format!("{open} ")).unwrap_or_default();
                study.say(format!("{open}Hand it in? y does it, any other key does not."));
            }
            _ => {}
        }
        Action::Stay
    }

    fn taken(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) if std::mem::take(&mut self.asked) => {
                if matches!(key.code, KeyCode::Char('y' | 'Y')) {
                    self.finish(ExamEnd::Submitted, study);
                } else {
                    study.say("It goes on.");
                }
            }
            Input::Key(key) if self.list.is_some() => return self.in_list(key, study),
            Input::Key(key) => return self.in_item(key, study),
            Input::Wheel(down) => match &mut self.list {
                Some(menu) => menu.wheel(down),
                None => self.scroll.wheel(down),
            },
            Input::Click(position) => match &mut self.list {
                Some(menu) => drop(menu.click(position)),
                None => {
                    if let Some(option) = self.drawn.option_at(position, &self.scroll) {
                        self.sheet.click(option);
                        self.keep(study, false);
                    }
                }
            },
            Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}

impl<'c> Screen<'c> for ExamRoom<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        let flagged = if self.exam.is_flagged(self.exam.current()) { " * flagged" } else { "" };
        // The lesson would give away what an item is about.
        format!("{} · item {} of {}{flagged}", self.exam.profile().code, self.exam.number(), self.exam.items().len())
    }

    fn status(&self, _study: &Study<'c>) -> String {
        format!("{} left", clock(self.exam.seconds_left()))
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        if self.list.is_some() {
            return vec![("Enter", "go"), ("s", "hand in"), ("f", "flag"), ("u", "next open"), ("Tab", "back to the item")];
        }
        let mut keys = self.sheet.keys();
        for key in &mut keys {
            if key.0 == "Enter" {
                *key = ("Enter", "next");
            }
        }
        if self.sheet.is_typing() {
            keys.extend([("Shift-Tab", "item before"), ("Tab", "list and hand in")]);
        } else {
            keys.extend([("f", "flag"), ("Tab", "list and hand in"), ("←→", "items")]);
        }
        keys.extend([("Esc", "leave it open"), ("PgUp PgDn", "scroll")]);
        if !self.sheet.is_typing() {
            keys.extend([("p n", "item before, next item"), ("*", "flag, as f")]);
        }
        keys.extend(self.sheet.more_keys());
        keys
    }

    fn is_typing(&self) -> bool {
        self.list.is_none() && self.sheet.is_typing()
    }

    fn left(&mut self, study: &mut Study<'c>) {
        if self.exam.record().end.is_none() {
            self.keep(study, true);
            let seen = self.exam.seen(study.now());
            self.store(&[seen], study);
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let area = Rect { width: area.width.min(100), ..area };
        let theme = study.theme;
        if let Some(menu) = &mut self.list {
            let open = self.exam.unanswered();
            let told = format!("{open} without an answer. [x] answered, * flagged. s hands the exam in.");
            let told = words(&told, usize::from(area.width), theme.dim());
            let rows = u16::try_from(told.len()).unwrap_or(1);
            frame.render_widget(ratatui::widgets::Paragraph::new(told), Rect { height: rows.min(area.height), ..area });
            menu.draw(frame, Rect { y: area.y + rows, height: area.height.saturating_sub(rows), ..area }, true, theme);
            return;
        }
        let drawn = self.sheet.draw(self.exam.current(), usize::from(area.width) - 2, theme);
        let lines = self.drawn.take(drawn, area, &mut self.scroll);
        self.scroll.draw(frame, area, &lines, theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        self.tick(study);
        // Each attempt waits for a store that is locked: time alone does not try again and again.
        let may_store = !matches!(input, Input::Tick)
            || self.refused.is_none_or(|refused| study.running() - refused >= SignedDuration::from_secs(SECONDS_BETWEEN_ATTEMPTS));
        if self.exam.is_over() {
            if may_store {
                self.finish(ExamEnd::TimeOver, study);
            }
            return self.way_out(study).unwrap_or(Action::Stay);
        }
        if let Some(seen) = self.exam.seen_again(study.now()).filter(|_| may_store) {
            self.store(&[seen], study);
        }
        let action = self.taken(input, study);
        self.way_out(study).unwrap_or(action)
    }

    fn farewell(&self, _study: &Study<'c>) -> Option<Farewell> {
        let left = clock(self.exam.seconds_left());
        Some(Farewell { text: format!("Left with {left} to go; the time runs on. Go on with: ecslab exam resume"), open: false })
    }
}
