//! A quiz: question, feedback at once, and how it went.

use std::collections::HashSet;

use crossterm::event::{KeyCode, KeyEvent};
use jiff::SignedDuration;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::sheet::{QuestionLines, Sheet, Step, configuration_lines};
use super::text::{cut, fit, indented, markdown, words};
use super::{Action, Destination, Farewell, Input, KeyHint, Move, Screen, Sitting, Study, Theme};
use crate::course::{Given, Question, QuestionType};
use crate::practice::{Asked, Quiz, Score, calibration};
use crate::progress::{Confidence, EventKind};
use crate::terminal::{answer_in_words, bar, explanations};

/// Longer lines are hard to read.
const WIDEST: u16 = 100;

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
    Told {
        asked: Asked<'c>,
        given: Given,
        correct: bool,
    },
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
        self.quiz.skip();
        self.skipped += 1;
        self.next(study.running());
    }

    fn answer(&mut self, study: &mut Study<'c>) {
        let Stage::Asking(asked, sheet) = &mut self.stage else { return };
        sheet.settle();
        let given = match sheet.given(asked.question) {
            Ok(given) => given,
            Err(error) => return study.say(error.to_string()),
        };
        let asked = *asked;
        // A repetition says nothing about how sure one was.
        if !self.sitting.confidence || asked.repetition {
            return self.judge(asked, given, None, study);
        }
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
        let kind =
            EventKind::Answered { chosen: given.options().to_vec(), text, correct, repetition: asked.repetition, session, confidence };
        study.remember(&asked.question.id, kind);
        self.confident.extend(confidence.map(|confidence| (confidence, correct)));
        self.scroll = Scroll::default();
        self.stage = Stage::Told { asked, given, correct };
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
        let Stage::Told { asked, .. } = &self.stage else { return Action::Stay };
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
                let wrong: Vec<&'c Question> = self.wrong();
                if !wrong.is_empty() {
                    return Action::Replace(Destination::Quiz(Sitting::quiz(&self.sitting.title, wrong)));
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

    /// What was not right at the first attempt.
    fn wrong(&self) -> Vec<&'c Question> {
        let wrong = self.quiz.first_answers().iter().filter(|(question, given)| !question.is_right(given));
        wrong.map(|(question, _)| *question).collect()
    }
}

/// Whether the answer was right, the right one, and every option explained.
pub fn feedback(question: &Question, given: &Given, correct: bool, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let (style, word) = if correct { (theme.good(), "Right.") } else { (theme.bad(), "Not right.") };
    let mut lines = vec![
        Line::from(vec![Span::styled(word, style), Span::raw(format!(" The answer is {}.", answer_in_words(question)))]),
        Line::default(),
    ];
    for (first, text) in explanations(question, given) {
        lines.extend(indented(&first, Style::new(), &text, width, theme));
    }
    lines.push(Line::default());
    lines.extend(words(&format!("Source: {} (checked {})", question.source, question.verified), width, theme.dim()));
    lines.extend([Line::default(), Line::styled("The question:", theme.dim())]);
    lines.extend(markdown(&question.stem, width, theme));
    if let Some(configuration) = &question.configuration {
        lines.push(Line::default());
        lines.extend(configuration_lines(configuration, width, theme));
    }
    if matches!(question.kind, QuestionType::Single | QuestionType::Multiple) {
        lines.push(Line::default());
        for (place, option) in question.options.iter().enumerate() {
            lines.extend(indented(&format!("  {}) ", Question::letter(place)), theme.dim(), &option.text, width, theme));
        }
    }
    lines
}

/// How it went, by objective.
pub fn score_lines(score: &Score, skipped: usize, width: usize, theme: Theme) -> Vec<Line<'static>> {
    if score.answered == 0 {
        return vec![Line::raw("No question answered.")];
    }
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let summary = format!("{} of {} right at the first attempt{skipped}.", score.correct, score.answered);
    let mut lines = vec![Line::styled(summary, theme.strong()), Line::default()];
    let counted: Vec<String> = score.objectives.iter().map(|part| format!("{} of {}", part.correct, part.answered)).collect();
    let aside = counted.iter().map(String::len).max().unwrap_or(0);
    let bars = if width >= 60 { 20 } else { 8 };
    let names = width.saturating_sub(bars + aside + 4).min(40);
    lines.extend(score.objectives.iter().zip(&counted).map(|(part, counted)| {
        Line::raw(format!("{}  {}  {counted:>aside$}", fit(&part.objective, names), bar(part.correct, part.answered, bars, false)))
    }));
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
        format!("Questions: {}", self.sitting.title)
    }

    fn status(&self, _study: &Study<'c>) -> String {
        match &self.stage {
            Stage::Asking(asked, _) | Stage::Weighing(asked, ..) | Stage::Told { asked, .. } => {
                let again = if asked.repetition { ", once more" } else { "" };
                format!("{} of {}{again}", asked.number, self.quiz.total())
            }
            Stage::Over => "done".to_string(),
        }
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        match &self.stage {
            Stage::Asking(_, sheet) => {
                let mut keys = sheet.keys();
                keys.extend([("Tab", "skip"), ("Esc", "back"), ("PgUp PgDn", "scroll")]);
                keys
            }
            Stage::Weighing(..) => vec![("1", "guess"), ("2", "think so"), ("3", "sure"), ("Enter", "2"), ("Esc", "change")],
            Stage::Told { .. } => vec![("Enter", "next"), ("↑↓", "scroll"), ("l", "its lesson"), ("Esc", "back")],
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
        let lines = match &self.stage {
            Stage::Asking(asked, sheet) => self.drawn.take(sheet.draw(asked.question, width, theme), area, &mut self.scroll),
            Stage::Weighing(asked, sheet, _) => {
                let mut lines = vec![Line::styled("How sure are you?", theme.strong())];
                lines.extend(words("1 guess   2 think so   3 sure   (Enter: 2)", width, Style::new()));
                lines.push(Line::default());
                lines.extend(sheet.draw(asked.question, width, theme).lines);
                lines
            }
            Stage::Told { asked, given, correct } => feedback(asked.question, given, *correct, width, theme),
            Stage::Over => {
                let mut lines = score_lines(&self.quiz.score(), self.skipped, width, theme);
                if self.out_of_time {
                    lines.insert(0, Line::styled("The minutes are over.", theme.notice()));
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
        };
        self.scroll.draw(frame, area, &lines, theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match &self.stage {
                Stage::Asking(..) => return self.asking(key, study),
                Stage::Weighing(..) => return self.weighing(key, study),
                Stage::Told { .. } => return self.told(key, study),
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
        let score = self.quiz.score();
        let text = format!("{} of {} right at the first attempt.", score.correct, score.answered);
        (score.answered > 0).then_some(Farewell { text, open: false })
    }
}
