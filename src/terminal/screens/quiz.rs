//! A quiz: question, feedback at once, and how it went.

use std::collections::HashSet;

use crossterm::event::{KeyCode, KeyEvent};
use jiff::SignedDuration;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::scroll::Scroll;
use super::sheet::{QuestionLines, Sheet, Step};
use super::text::{cut, words};
use super::told::Told;
use super::{Action, Destination, Farewell, Input, KeyHint, Move, Screen, Sitting, Study, Theme};
use crate::course::{Given, Question};
use crate::practice::{Asked, Quiz, Score, calibration};
use crate::progress::{Confidence, EventKind};
use crate::terminal::{bar, objective_lines};

/// Longer lines are hard to read.
const WIDEST: u16 = 100;

/// The keys once a question is answered.
pub const TOLD_KEYS: [KeyHint; 6] =
    [("Enter", "next"), ("↑↓", "scroll"), ("l", "its lesson"), ("Esc", "back"), ("→", "next, as Enter"), ("Space", "a page on, then next")];

/// A quiz.
#[derive(Debug)]
pub struct QuizScreen<'c> {
    sitting: Sitting<'c>,
    quiz: Quiz<'c>,
    stage: Stage<'c>,
    skipped: usize,
    /// First answers with how sure the learner was, and whether they were right.
    confident: Vec<(Confidence, bool)>,
    /// When no further question is begun.
    end: Option<SignedDuration>,
    out_of_time: bool,
    scroll: Scroll,
    drawn: QuestionLines,
}

#[derive(Debug)]
enum Stage<'c> {
    Asking(Asked<'c>, Sheet),
    /// How sure one is of an answer.
    Weighing(Asked<'c>, Sheet, Given),
    Told(Asked<'c>, Given),
    Over,
}

impl<'c> QuizScreen<'c> {
    /// These questions, begun when the program has run for `running`.
    pub fn new(sitting: Sitting<'c>, running: SignedDuration) -> Self {
        let mut screen = Self {
            quiz: Quiz::new(sitting.questions.iter().copied()),
            stage: Stage::Over,
            skipped: 0,
            confident: Vec::new(),
            end: sitting.minutes.map(|minutes| running.saturating_add(SignedDuration::from_mins(i64::from(minutes)))),
            out_of_time: false,
            scroll: Scroll::default(),
            drawn: QuestionLines::default(),
            sitting,
        };
        screen.next(running);
        screen
    }

    fn next(&mut self, running: SignedDuration) {
        self.scroll = Scroll::default();
        self.out_of_time = self.end.is_some_and(|end| running >= end) && self.quiz.current().is_some();
        self.stage = match self.quiz.current().filter(|_| !self.out_of_time) {
            Some(asked) => Stage::Asking(asked, Sheet::new(asked.question)),
            None => Stage::Over,
        };
    }

    fn skip(&mut self, study: &Study<'c>) {
        let was_answered = self.quiz.current().is_some_and(|asked| asked.repetition);
        self.skipped += usize::from(!was_answered);
        self.quiz.skip();
        self.next(study.running());
    }

    /// Whether it was answered before, in this quiz or as the sitting says.
    fn is_repetition(&self, asked: Asked<'c>) -> bool {
        asked.repetition || self.sitting.answered.contains(asked.question.id.as_str())
    }

    fn answer(&mut self, study: &mut Study<'c>) {
        let Stage::Asking(asked, sheet) = &self.stage else { return };
        let given = match sheet.given(asked.question) {
            Ok(given) => given,
            Err(missing) => return study.say(missing),
        };
        let asked = *asked;
        // A repetition says nothing about how sure one was.
        if !self.sitting.confidence || self.is_repetition(asked) {
            return self.judge(asked, given, None, study);
        }
        self.drawn.reveal();
        if let Stage::Asking(asked, sheet) = std::mem::replace(&mut self.stage, Stage::Over) {
            self.stage = Stage::Weighing(asked, sheet, given);
        }
    }

    fn judge(&mut self, asked: Asked<'c>, given: Given, confidence: Option<Confidence>, study: &mut Study<'c>) {
        let correct = self.quiz.answer(&given);
        let text = match &given {
            Given::Text(text) => Some(text.clone()),
            Given::Options(_) => None,
        };
        let session = self.sitting.session.clone();
        let (chosen, repetition) = (given.options().to_vec(), self.is_repetition(asked));
        let kind = EventKind::Answered { chosen, text, correct, repetition, session, confidence };
        study.remember(&asked.question.id, kind);
        self.confident.extend(confidence.map(|confidence| (confidence, correct)));
        self.scroll = Scroll::default();
        self.stage = Stage::Told(asked, given);
    }

    fn weighing(&mut self, key: KeyEvent, study: &mut Study<'c>) -> Action<'c> {
        let confidence = match key.code {
            KeyCode::Enter => Some(Confidence::ThinkSo),
            KeyCode::Char(c) => Confidence::from_number(c.encode_utf8(&mut [0; 4])),
            KeyCode::Esc | KeyCode::Backspace => {
                if let Stage::Weighing(asked, sheet, _) = std::mem::replace(&mut self.stage, Stage::Over) {
                    self.stage = Stage::Asking(asked, sheet);
                }
                return Action::Stay;
            }
            _ => None,
        };
        if let Some(movement) = Move::of(key, false) {
            self.scroll.go(movement);
        }
        if confidence.is_some()
            && let Stage::Weighing(asked, _, given) = std::mem::replace(&mut self.stage, Stage::Over)
        {
            self.judge(asked, given, confidence, study);
        }
        Action::Stay
    }

    fn asking(&mut self, key: KeyEvent, study: &mut Study<'c>) -> Action<'c> {
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

    fn told(&mut self, key: KeyEvent, study: &Study<'c>) -> Action<'c> {
        let Stage::Told(asked, _) = &self.stage else { return Action::Stay };
        match key.code {
            KeyCode::Esc => return Action::Back,
            KeyCode::Enter | KeyCode::Right => self.next(study.running()),
            KeyCode::Char(' ') if self.scroll.at_end() => self.next(study.running()),
            KeyCode::Char(' ') => self.scroll.go(Move::PageDown),
            KeyCode::Char('l') => return Action::Open(Destination::Lesson { id: asked.question.lesson.clone(), restart: false }),
            _ => {
                if let Some(movement) = Move::of(key, false) {
                    self.scroll.go(movement);
                }
            }
        }
        Action::Stay
    }

    fn over(&mut self, key: KeyEvent) -> Action<'c> {
        match key.code {
            KeyCode::Enter | KeyCode::Esc => return Action::Back,
            KeyCode::Char('r') => {
                let questions = self.wrong();
                if !questions.is_empty() {
                    // They were just explained: what comes now is no first answer.
                    let answered = questions.iter().map(|question| question.id.as_str()).collect();
                    let sitting = Sitting { questions, answered, minutes: None, ..self.sitting.clone() };
                    return Action::Replace(Destination::Quiz(sitting));
                }
            }
            _ => {
                if let Some(movement) = Move::of(key, false) {
                    self.scroll.go(movement);
                }
            }
        }
        Action::Stay
    }

    fn summary(&self) -> String {
        let score = self.quiz.score();
        let when = if self.sitting.answered.is_empty() { "at the first attempt" } else { "this time" };
        format!("{} of {} right {when}", score.correct, score.answered)
    }

    fn over_lines(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let theme = study.theme;
        let mut lines = score_lines(&self.summary(), &self.quiz.score(), self.skipped, width, study);
        if self.out_of_time {
            lines.insert(0, Line::styled("The minutes are over.", theme.notice()));
        }
        if !self.sitting.answered.is_empty() {
            lines.push(Line::default());
            lines.extend(words("What you had answered today already is practised, not counted again.", width, theme.dim()));
        }
        lines.extend(calibration_lines(&self.confident, width, theme));
        let wrong = self.wrong();
        if !wrong.is_empty() {
            lines.extend([Line::default(), Line::styled("To read again:", theme.strong())]);
            let mut named = HashSet::new();
            let lessons = wrong.iter().map(|question| question.lesson.as_str()).filter(|lesson| named.insert(*lesson));
            lines.extend(lessons.map(|lesson| {
                let title = study.course.lesson(lesson).map_or(lesson, |lesson| lesson.title.as_str());
                Line::raw(format!("  {}", cut(title, width.saturating_sub(2))))
            }));
        }
        lines
    }

    /// What was not right at the first attempt.
    fn wrong(&self) -> Vec<&'c Question> {
        let wrong = self.quiz.first_answers().iter().filter(|(question, given)| !question.is_right(given));
        wrong.map(|(question, _)| *question).collect()
    }
}

/// How it went, by objective.
fn score_lines(summary: &str, score: &Score, skipped: usize, width: usize, study: &Study<'_>) -> Vec<Line<'static>> {
    if score.answered == 0 {
        return vec![Line::raw("No question answered.")];
    }
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let summary = format!("{summary}{skipped}.");
    let mut lines = vec![Line::styled(summary, study.theme.strong()), Line::default()];
    lines.extend(objective_lines(&score.objectives, study.course, width, false).into_iter().map(Line::raw));
    lines
}

/// Whether one knows what one knows; nothing where it was not asked.
fn calibration_lines(confident: &[(Confidence, bool)], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let told = calibration(confident);
    if told.is_empty() {
        return Vec::new();
    }
    let bars = if width >= 60 { 20 } else { 8 };
    let mut lines = vec![Line::default()];
    lines.extend(words("How sure you were, and how often right:", width, theme.strong()));
    lines.extend(told.iter().map(|line| {
        let drawn = bar(line.correct, line.answered, bars, false);
        Line::raw(format!("  {:<8}  {drawn}  {} of {}", line.confidence.words(), line.correct, line.answered))
    }));
    if confident.contains(&(Confidence::Sure, false)) {
        lines.extend(words("What you were sure of and wrong comes first next time.", width, theme.notice()));
    }
    lines
}

impl<'c> Screen<'c> for QuizScreen<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        self.sitting.title.clone()
    }

    fn status(&self, _study: &Study<'c>) -> String {
        match &self.stage {
            Stage::Asking(asked, _) | Stage::Weighing(asked, ..) | Stage::Told(asked, _) => {
                let again = if self.is_repetition(*asked) { ", once more" } else { "" };
                format!("{} of {}{again}", asked.number, self.quiz.total())
            }
            Stage::Over => "done".to_string(),
        }
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        match &self.stage {
            Stage::Asking(_, sheet) => sheet.keys_at_once(),
            Stage::Weighing(..) => {
                vec![("1", "guess"), ("2", "think so"), ("3", "sure"), ("Enter", "2"), ("Esc", "change"), ("↑↓", "scroll")]
            }
            Stage::Told(..) => TOLD_KEYS.to_vec(),
            Stage::Over if self.wrong().is_empty() => vec![("Enter", "back")],
            Stage::Over => vec![("Enter", "back"), ("r", "the wrong ones again")],
        }
    }

    fn is_typing(&self) -> bool {
        matches!(&self.stage, Stage::Asking(_, sheet) if sheet.is_typing())
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let area = Rect { width: area.width.min(WIDEST), ..area };
        let (width, theme) = (usize::from(area.width) - 2, study.theme);
        match &self.stage {
            Stage::Asking(asked, sheet) => {
                let lines = self.drawn.take(sheet.draw(asked.question, width, theme), area, &mut self.scroll);
                self.scroll.draw(frame, area, &lines, theme);
            }
            Stage::Weighing(asked, sheet, _) => {
                let mut prompt = vec![Line::styled("How sure are you?", theme.strong())];
                prompt.extend(words("1 guess   2 think so   3 sure   (Enter: 2)", width, Style::new()));
                let rows = u16::try_from(prompt.len()).unwrap_or(u16::MAX);
                let [top, _, below] = Layout::vertical([Constraint::Length(rows), Constraint::Length(1), Constraint::Min(0)]).areas(area);
                frame.render_widget(Paragraph::new(prompt), top);
                let lines = self.drawn.take(sheet.draw(asked.question, width, theme), below, &mut self.scroll);
                self.scroll.draw(frame, below, &lines, theme);
            }
            Stage::Told(asked, given) => {
                Told::new(asked.question, Some(given), &[], width, theme).draw(frame, area, &mut self.scroll, theme);
            }
            Stage::Over => {
                let lines = self.over_lines(width, study);
                self.scroll.draw(frame, area, &lines, theme);
            }
        }
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match &self.stage {
                Stage::Asking(..) => return self.asking(key, study),
                Stage::Weighing(..) => return self.weighing(key, study),
                Stage::Told(..) => return self.told(key, study),
                Stage::Over => return self.over(key),
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

    fn farewell(&self, _study: &Study<'c>) -> Option<Farewell> {
        let text = format!("{}.", self.summary());
        (self.quiz.score().answered > 0).then_some(Farewell { text, open: false })
    }
}
