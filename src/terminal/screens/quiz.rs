//! A quiz: question, feedback at once, and how it went.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::sheet::{Drawn, Sheet, configuration_lines};
use super::text::{cut, fit, indented, markdown, words};
use super::{Action, Destination, Farewell, Input, KeyHint, Move, Screen, Study, Theme};
use crate::course::{Given, Question, QuestionType};
use crate::practice::{Asked, Quiz, Score};
use crate::progress::EventKind;
use crate::terminal::{answer_in_words, bar, explanations};

/// Longer lines are hard to read.
const WIDEST: u16 = 100;

/// A quiz.
#[derive(Debug)]
pub struct QuizScreen<'c> {
    title: String,
    quiz: Quiz<'c>,
    stage: Stage<'c>,
    skipped: usize,
    scroll: Scroll,
    /// Where the cursor should be seen when it is drawn next.
    reveal: bool,
    /// The options of the lines, as drawn last, and where.
    options: Vec<Option<usize>>,
    area: Rect,
}

#[derive(Debug)]
enum Stage<'c> {
    Asking(Asked<'c>, Sheet<'c>),
    Told { asked: Asked<'c>, given: Given, correct: bool },
    Over,
}

impl<'c> QuizScreen<'c> {
    /// A quiz of these questions.
    pub fn new(title: String, questions: Vec<&'c Question>) -> Self {
        let mut screen = Self {
            title,
            quiz: Quiz::new(questions),
            stage: Stage::Over,
            skipped: 0,
            scroll: Scroll::default(),
            reveal: true,
            options: Vec::new(),
            area: Rect::default(),
        };
        screen.next();
        screen
    }

    fn next(&mut self) {
        self.scroll = Scroll::default();
        self.reveal = false;
        self.stage = match self.quiz.current() {
            Some(asked) => Stage::Asking(asked, Sheet::new(asked.question)),
            None => Stage::Over,
        };
    }

    fn skip(&mut self) {
        self.quiz.skip();
        self.skipped += 1;
        self.next();
    }

    fn answer(&mut self, study: &mut Study<'c>) {
        let Stage::Asking(asked, sheet) = &mut self.stage else { return };
        sheet.settle();
        let given = match sheet.given() {
            Ok(given) => given,
            Err(error) => return study.say(error.to_string()),
        };
        let asked = *asked;
        let correct = self.quiz.answer(&given);
        let text = match &given {
            Given::Text(text) => Some(text.clone()),
            Given::Options(_) => None,
        };
        let kind = EventKind::Answered { chosen: given.options().to_vec(), text, correct, repetition: asked.repetition };
        study.remember(&asked.question.id, kind);
        self.scroll = Scroll::default();
        self.stage = Stage::Told { asked, given, correct };
    }

    fn asking(&mut self, key: KeyEvent, study: &mut Study<'c>) -> Action<'c> {
        let Stage::Asking(_, sheet) = &mut self.stage else { return Action::Stay };
        match key.code {
            KeyCode::Esc => return Action::Back,
            KeyCode::Enter => self.answer(study),
            KeyCode::Tab => self.skip(),
            _ if sheet.key(key) => self.reveal = true,
            KeyCode::Char('s') => self.skip(),
            _ => {
                if let Some(movement) = Move::of(key, sheet.is_typing()) {
                    self.scroll.go(movement);
                }
            }
        }
        Action::Stay
    }

    fn told(&mut self, key: KeyEvent) -> Action<'c> {
        let Stage::Told { asked, .. } = &self.stage else { return Action::Stay };
        match key.code {
            KeyCode::Esc => return Action::Back,
            KeyCode::Enter | KeyCode::Right => self.next(),
            KeyCode::Char(' ') if self.scroll.at_end() => self.next(),
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
                    return Action::Replace(Destination::Quiz { title: self.title.clone(), questions: wrong });
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

impl<'c> Screen<'c> for QuizScreen<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        format!("Questions: {}", self.title)
    }

    fn status(&self, _study: &Study<'c>) -> String {
        match &self.stage {
            Stage::Asking(asked, _) | Stage::Told { asked, .. } => {
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
        self.area = area;
        let lines = match &self.stage {
            Stage::Asking(_, sheet) => {
                let Drawn { lines, at, options } = sheet.draw(width, theme);
                if std::mem::take(&mut self.reveal) {
                    self.scroll.reveal(at, usize::from(area.height));
                }
                self.options = options;
                lines
            }
            Stage::Told { asked, given, correct } => feedback(asked.question, given, *correct, width, theme),
            Stage::Over => {
                let mut lines = score_lines(&self.quiz.score(), self.skipped, width, theme);
                let wrong = self.wrong();
                if !wrong.is_empty() {
                    lines.extend([Line::default(), Line::styled("To read again:", theme.strong())]);
                    let mut lessons: Vec<&str> = wrong.iter().map(|question| question.lesson.as_str()).collect();
                    lessons.dedup();
                    lines.extend(lessons.into_iter().map(|lesson| {
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
                Stage::Told { .. } => return self.told(key),
                Stage::Over => return self.over(key),
            },
            Input::Wheel(down) => self.scroll.wheel(down),
            Input::Click(position) => {
                if let (Stage::Asking(_, sheet), true) = (&mut self.stage, self.area.contains(position)) {
                    let line = self.scroll.line_at(position.y - self.area.y);
                    if let Some(option) = self.options.get(line).copied().flatten() {
                        sheet.click(option);
                    }
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
