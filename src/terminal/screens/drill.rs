//! Drills: the kinds, and one after the other with its steps.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::menu::{Entry, Menu};
use super::quiz::TOLD_KEYS;
use super::scroll::Scroll;
use super::sheet::{QuestionLines, Sheet, Step};
use super::text::words;
use super::told::Told;
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study, Theme};
use crate::course::Given;
use crate::practice::drill::{Address, Drill, DrillKind, DrillSession, Level, kinds, next_level};
use crate::progress::{EventKind, Record};
use crate::terminal::bar;

/// Drills in a row where nobody says otherwise.
const USUAL_COUNT: usize = 5;

/// Drills to ask.
#[derive(Debug, Clone)]
pub struct Drilling {
    /// One kind; all kinds mixed without it.
    pub kind: Option<&'static DrillKind>,
    /// One level; as the answers so far say without it.
    pub level: Option<Level>,
    /// How many.
    pub count: usize,
    /// What they are drawn with.
    pub seed: u64,
    /// One drill alone.
    pub only: Option<Address>,
}

impl Drilling {
    /// A few drills of one kind or of all, at the level that fits.
    pub fn of(kind: Option<&'static DrillKind>, seed: u64) -> Self {
        Self { kind, level: None, count: USUAL_COUNT, seed, only: None }
    }
}

/// The kinds of drills.
#[derive(Debug, Default)]
pub struct Drills {
    menu: Menu,
}

impl Drills {
    fn chosen<'c>(&self, study: &Study<'c>) -> Action<'c> {
        let kind = self.menu.selected().checked_sub(1).and_then(|place| kinds().get(place).copied());
        Action::Open(Destination::Drill(Drilling::of(kind, study.chance())))
    }
}

impl<'c> Screen<'c> for Drills {
    fn title(&self, _study: &Study<'c>) -> String {
        "Drills: made and answered by the simulators and the linter".to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        vec![("↑↓", "choose"), ("Enter", "begin"), ("Esc", "back"), ("→", "begin, as Enter"), ("←", "back, as Esc")]
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        let mut entries = vec![Entry::new("All kinds, mixed", "")];
        entries.extend(kinds().iter().map(|kind| {
            let answers = study.record.drills.get(kind.id).map(Vec::as_slice).unwrap_or_default();
            let right = answers.iter().filter(|(_, correct)| *correct).count();
            let level = format!("level {}", level_of(kind, &study.record));
            let aside = if answers.is_empty() { level.clone() } else { format!("{right} of {} right · {level}", answers.len()) };
            Entry::new(kind.trains, aside).or(level)
        }));
        self.menu.set(entries);
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        self.menu.draw(frame, area, true, study.theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match (Move::of(key, false), key.code) {
                (Some(movement), _) => self.menu.go(movement),
                (_, KeyCode::Enter | KeyCode::Right) => return self.chosen(study),
                (_, KeyCode::Esc | KeyCode::Left) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(study),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}

fn level_of(kind: &DrillKind, record: &Record) -> Level {
    next_level(record.drills.get(kind.id).into_iter().flatten().copied())
}

/// Drills, one after the other.
#[derive(Debug)]
pub struct DrillScreen {
    drilling: Drilling,
    session: DrillSession,
    number: usize,
    skipped: usize,
    stage: Stage,
    scroll: Scroll,
    drawn: QuestionLines,
}

#[derive(Debug)]
enum Stage {
    Asking(Box<Drill>, Sheet),
    Told(Box<Drill>, Given),
    Over,
}

impl DrillScreen {
    /// Drills as they were asked for.
    pub fn new(drilling: Drilling, study: &Study<'_>) -> Self {
        let session = DrillSession::new(drilling.kind, drilling.seed);
        let (scroll, drawn) = (Scroll::default(), QuestionLines::default());
        let mut screen = Self { drilling, session, number: 0, skipped: 0, stage: Stage::Over, scroll, drawn };
        screen.next(study);
        screen
    }

    /// The level follows what was just answered.
    fn next(&mut self, study: &Study<'_>) {
        self.scroll = Scroll::default();
        self.stage = Stage::Over;
        if self.number == self.drilling.count {
            return;
        }
        self.number += 1;
        let level = self.drilling.level;
        let made = match &self.drilling.only {
            Some(Address { kind, level, seed }) => Drill::make(kind, *level, *seed),
            None => self.session.next_drill(|kind| level.unwrap_or_else(|| level_of(kind, &study.record))),
        };
        if let Ok(drill) = made {
            let sheet = Sheet::new(&drill.question);
            self.stage = Stage::Asking(Box::new(drill), sheet);
        }
    }

    fn answer(&mut self, study: &mut Study<'_>) {
        let Stage::Asking(drill, sheet) = &self.stage else { return };
        let given = match sheet.given(&drill.question) {
            Ok(given) => given,
            Err(missing) => return study.say(missing),
        };
        let correct = drill.is_right(&given);
        let Address { kind, level, seed } = drill.address;
        study.remember(&kind.subject(), EventKind::DrillAnswered { level: level.number(), seed, correct });
        self.session.answered(drill, correct);
        self.scroll = Scroll::default();
        if let Stage::Asking(drill, _) = std::mem::replace(&mut self.stage, Stage::Over) {
            self.stage = Stage::Told(drill, given);
        }
    }

    fn skip(&mut self, study: &Study<'_>) {
        self.skipped += 1;
        self.next(study);
    }

    fn asking<'c>(&mut self, key: KeyEvent, study: &mut Study<'c>) -> Action<'c> {
        let Stage::Asking(_, sheet) = &mut self.stage else { return Action::Stay };
        match sheet.step(key) {
            Some(Step::Leave) => return Action::Back,
            Some(Step::Answer) => self.answer(study),
            Some(Step::Skip) => self.skip(study),
            Some(Step::Changed) => self.drawn.reveal(),
            Some(Step::Go(movement)) => self.scroll.go(movement),
            None => {}
        }
        Action::Stay
    }

    fn told<'c>(&mut self, key: KeyEvent, study: &Study<'c>) -> Action<'c> {
        let Stage::Told(drill, _) = &self.stage else { return Action::Stay };
        match (Move::of(key, false), key.code) {
            (Some(movement), _) => self.scroll.go(movement),
            (_, KeyCode::Esc) => return Action::Back,
            (_, KeyCode::Char(' ')) if !self.scroll.at_end() => self.scroll.go(Move::PageDown),
            (_, KeyCode::Enter | KeyCode::Right | KeyCode::Char(' ')) => self.next(study),
            (_, KeyCode::Char('l')) => return Action::Open(Destination::Lesson { id: drill.question.lesson.clone(), restart: false }),
            _ => {}
        }
        Action::Stay
    }

    fn over<'c>(&mut self, key: KeyEvent, study: &Study<'c>) -> Action<'c> {
        match (Move::of(key, false), key.code) {
            (Some(movement), _) => self.scroll.go(movement),
            (_, KeyCode::Enter | KeyCode::Esc) => return Action::Back,
            (_, KeyCode::Char('r')) => {
                let seed = study.chance();
                return Action::Replace(Destination::Drill(Drilling { seed, only: None, count: USUAL_COUNT, ..self.drilling.clone() }));
            }
            _ => {}
        }
        Action::Stay
    }

    fn score(&self, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let score = self.session.score();
        if score.answered == 0 {
            return vec![Line::raw("No drill answered.")];
        }
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        let mut lines = words(&format!("{} of {} right{skipped}.", score.correct, score.answered), width, theme.strong());
        lines.push(Line::default());
        let bars = if width >= 60 { 20 } else { 8 };
        lines.extend(score.kinds.iter().map(|kind| {
            Line::raw(format!(
                "{:<16}  {}  {} of {}",
                kind.kind,
                bar(kind.correct, kind.answered, bars, false),
                kind.correct,
                kind.answered
            ))
        }));
        lines
    }
}

impl<'c> Screen<'c> for DrillScreen {
    fn title(&self, _study: &Study<'c>) -> String {
        match &self.stage {
            Stage::Asking(drill, _) | Stage::Told(drill, _) => format!("Drill: {} · {}", drill.address.kind.title, drill.address),
            Stage::Over => "Drills".to_string(),
        }
    }

    fn status(&self, _study: &Study<'c>) -> String {
        if matches!(self.stage, Stage::Over) { "done".to_string() } else { format!("{} of {}", self.number, self.drilling.count) }
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        match &self.stage {
            Stage::Asking(_, sheet) => sheet.keys_at_once(),
            Stage::Told(..) => TOLD_KEYS.to_vec(),
            Stage::Over => vec![("Enter", "back"), ("r", "more")],
        }
    }

    fn is_typing(&self) -> bool {
        matches!(&self.stage, Stage::Asking(_, sheet) if sheet.is_typing())
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let area = Rect { width: area.width.min(100), ..area };
        let (width, theme) = (usize::from(area.width) - 2, study.theme);
        match &self.stage {
            Stage::Asking(drill, sheet) => {
                let lines = self.drawn.take(sheet.draw(&drill.question, width, theme), area, &mut self.scroll);
                self.scroll.draw(frame, area, &lines, theme);
            }
            Stage::Told(drill, given) => {
                Told::new(&drill.question, Some(given), &drill.explanation, width, theme).draw(frame, area, &mut self.scroll, theme);
            }
            Stage::Over => self.scroll.draw(frame, area, &self.score(width, theme), theme),
        }
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match &self.stage {
                Stage::Asking(..) => return self.asking(key, study),
                Stage::Told(..) => return self.told(key, study),
                Stage::Over => return self.over(key, study),
            },
            Input::Wheel(down) => self.scroll.wheel(down),
            Input::Click(position) => {
                if let Stage::Asking(_, sheet) = &mut self.stage
                    && let Some(option) = self.drawn.option_at(position, &self.scroll)
                {
                    sheet.click(option);
                }
            }
            Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
