//! The application: a stack of screens, with title and keys around them.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::destinations::practice;
use super::drill::{DrillScreen, Drills};
use super::exam_report::ExamReport;
use super::exam_room::ExamRoom;
use super::exams::{ExamStart, Exams};
use super::home::Home;
use super::jump::Jump;
use super::lab::LabPane;
use super::lesson::LessonReader;
use super::module::ModuleScreen;
use super::page::Page;
use super::progress::ProgressScreen;
use super::quiz::QuizScreen;
use super::review::ReviewScreen;
use super::scroll::Scroll;
use super::text::{cut, words};
use super::{Action, Destination, Edit, Farewell, Input, KeyHint, Move, Screen, Study, Theme};
use crate::practice::exam_under_way_note;

/// Smaller terminals show a notice.
const LEAST: (u16, u16) = (40, 10);
/// Of a pasted text no more is taken; a field takes less.
const LONGEST_PASTE: usize = 1000;
/// Keys that mean the same everywhere.
const EVERYWHERE: [KeyHint; 6] = [
    ("/", "search lessons and their parts, labs, exams, drills, terms, commands, rules"),
    ("Esc", "back"),
    ("q", "leave"),
    ("Ctrl-C", "leave, also while typing"),
    ("m", "give the mouse back to the terminal (to select text), or take it"),
    ("? F1", "these keys; F1 also while typing"),
];

/// What the terminal is asked to do after an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Nothing.
    Nothing,
    /// Take the mouse, or give it back.
    Mouse(bool),
    /// Stop the process until the shell calls it to the front again.
    Suspend,
    /// Give the terminal to the learner's editor until it ends.
    Edit(Edit),
}

/// The application.
pub struct App<'c> {
    study: Study<'c>,
    stack: Vec<Box<dyn Screen<'c> + 'c>>,
    help: Option<Scroll>,
    mouse: bool,
    /// Whether the terminal is too small to show anything: nobody acts on what is not seen.
    is_hidden: bool,
    farewell: Option<Farewell>,
}

impl<'c> App<'c> {
    /// The application with its first screen.
    pub fn new(study: Study<'c>, first: Destination<'c>) -> Self {
        let mut app = Self { study, stack: Vec::new(), help: None, mouse: true, is_hidden: false, farewell: None };
        app.open(first);
        app
    }

    /// Whether there is nothing more to show.
    pub fn is_ended(&self) -> bool {
        self.stack.is_empty()
    }

    /// What is said when the terminal is as before.
    pub fn farewell(&self) -> Option<&Farewell> {
        self.farewell.as_ref()
    }

    /// Tries to keep what could not be kept; what is said of it where that fails once more, and whether only another program is in the way.
    ///
    /// # Errors
    /// When something still waits.
    pub fn keep(&mut self) -> Result<(), (String, bool)> {
        if !self.study.has_unstored() || self.study.keep() {
            return Ok(());
        }
        Err((self.study.waiting().unwrap_or_default().to_string(), self.study.world.is_locked()))
    }

    /// Leaves, as `q` does.
    pub fn leave(&mut self) {
        self.farewell = self.stack.last().and_then(|screen| screen.farewell(&self.study));
        if let Some(top) = self.stack.last_mut() {
            top.left(&mut self.study);
        }
        self.stack.clear();
    }

    /// Says something until the next key.
    pub fn say(&mut self, message: impl Into<String>) {
        self.study.say(message);
    }

    /// Takes an event of the terminal.
    pub fn handle(&mut self, event: &Event) -> Ask {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => return self.key(*key),
            _ if self.is_hidden => {}
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::ScrollDown => return self.pass(Input::Wheel(true)),
                MouseEventKind::ScrollUp => return self.pass(Input::Wheel(false)),
                MouseEventKind::Down(MouseButton::Left) => return self.pass(Input::Click(Position::new(mouse.column, mouse.row))),
                _ => {}
            },
            Event::Paste(text) => self.paste(text),
            _ => {}
        }
        Ask::Nothing
    }

    /// A field takes the first line of what is pasted; elsewhere a text is no row of keys.
    fn paste(&mut self, text: &str) {
        if self.help.is_some() || !self.is_typing() {
            return;
        }
        self.study.unsay();
        // Terminals send the ends of lines as Enter.
        let first = text.split(['\n', '\r']).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let plain = first.replace('\t', " ");
        for c in plain.chars().filter(|c| !c.is_control()).take(LONGEST_PASTE) {
            self.pass(Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
    }

    fn is_typing(&self) -> bool {
        self.stack.last().is_some_and(|screen| screen.is_typing())
    }

    /// Lets time pass: news of labs arrive, clocks go on. Whether something was told that may change what is shown.
    pub fn tick(&mut self) -> bool {
        let status = |app: &Self| app.stack.last().map(|top| top.status(&app.study));
        let before = status(self);
        let mut told = false;
        while let Some(news) = self.study.world.news() {
            self.pass(Input::Lab(news));
            told = true;
        }
        let waited = self.study.waiting().is_some();
        self.study.keep_from_time_to_time();
        told |= waited && self.study.waiting().is_none();
        self.pass(Input::Tick);
        told || status(self) != before
    }

    fn key(&mut self, key: KeyEvent) -> Ask {
        self.study.unsay();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c') if control => {
                self.leave();
                return Ask::Nothing;
            }
            KeyCode::Char('z') if control => return Ask::Suspend,
            KeyCode::Char('q') if self.is_hidden => {
                self.leave();
                return Ask::Nothing;
            }
            _ if self.is_hidden => return Ask::Nothing,
            KeyCode::Char(_) if key.modifiers.contains(KeyModifiers::ALT) || (control && !self.is_typing()) => return Ask::Nothing,
            _ => {}
        }
        if let Some(help) = &mut self.help {
            match Move::of(key, false) {
                Some(movement) => help.go(movement),
                None => self.help = None,
            }
            return Ask::Nothing;
        }
        if key.code == KeyCode::F(1) {
            self.help = Some(Scroll::default());
            return Ask::Nothing;
        }
        if !self.is_typing() {
            match key.code {
                KeyCode::Char('q') => self.leave(),
                KeyCode::Char('?') => self.help = Some(Scroll::default()),
                KeyCode::Char('/') => self.open(Destination::Jump),
                KeyCode::Char('m') => {
                    self.mouse = !self.mouse;
                    self.study.say(if self.mouse {
                        "The mouse scrolls and clicks here; m gives it back to the terminal."
                    } else {
                        "The mouse selects text again; m takes it back."
                    });
                    return Ask::Mouse(self.mouse);
                }
                _ => return self.pass(Input::Key(key)),
            }
            return Ask::Nothing;
        }
        self.pass(Input::Key(key))
    }

    fn pass(&mut self, input: Input) -> Ask {
        let Some(top) = self.stack.last_mut() else { return Ask::Nothing };
        match top.handle(input, &mut self.study) {
            Action::Stay => {}
            Action::Ask(ask) => return ask,
            Action::Open(destination) => self.open(destination),
            Action::Replace(destination) => {
                self.close();
                self.open(destination);
            }
            Action::Back if self.stack.len() == 1 => self.leave(),
            Action::Back => {
                self.close();
                if let Some(top) = self.stack.last_mut() {
                    top.entered(&mut self.study);
                }
            }
        }
        Ask::Nothing
    }

    fn close(&mut self) {
        if let Some(mut top) = self.stack.pop() {
            top.left(&mut self.study);
        }
    }

    fn open(&mut self, destination: Destination<'c>) {
        let Some(mut screen) = self.screen(destination) else {
            self.study.say("There is nothing to show here.");
            return;
        };
        if let Some(top) = self.stack.last_mut() {
            top.left(&mut self.study);
        }
        screen.entered(&mut self.study);
        self.stack.push(screen);
    }

    fn screen(&mut self, destination: Destination<'c>) -> Option<Box<dyn Screen<'c> + 'c>> {
        let course = self.study.course;
        Some(match destination {
            Destination::Home => Box::new(Home::default()),
            Destination::Module(id) => Box::new(ModuleScreen::new(course.module(&id)?)),
            Destination::Lesson { id, restart: false } => Box::new(LessonReader::new(course.lesson(&id)?, None)),
            Destination::Lesson { id, restart: true } => Box::new(LessonReader::new(course.lesson(&id)?, Some(0))),
            Destination::LessonPart { id, part } => Box::new(LessonReader::new(course.lesson(&id)?, Some(part))),
            Destination::Practice => return self.screen(practice(&[], &self.study)),
            Destination::Quiz(sitting) if sitting.questions.is_empty() => return None,
            Destination::Quiz(sitting) => {
                if let Some(note) = exam_under_way_note(&self.study.record, self.study.now()) {
                    self.study.say(format!("Note: {note}."));
                }
                Box::new(QuizScreen::new(sitting, self.study.running()))
            }
            Destination::Drills => Box::new(Drills::default()),
            Destination::Drill(drilling) => Box::new(DrillScreen::new(drilling, &self.study)),
            Destination::Review { minutes, confidence } => Box::new(ReviewScreen::new(minutes, confidence)),
            Destination::Exams => Box::new(Exams::default()),
            Destination::ExamStart { profile, items, seed } => Box::new(ExamStart::new(&self.study, &profile, items, seed)?),
            Destination::ExamResume => Box::new(ExamRoom::resume(&mut self.study)?),
            Destination::ExamReport(id) => Box::new(ExamReport::new(&self.study, &id)?),
            Destination::Lab(id) => Box::new(LabPane::new(course.lab(&id)?)),
            Destination::Progress => Box::new(ProgressScreen::default()),
            Destination::Jump => Box::new(Jump::new(&self.study)),
            Destination::Rule(code) => Box::new(Page::of_rule(&code)?),
            Destination::Command(name) => Box::new(Page::of_command(&name, &self.study.commands())?),
            Destination::Term(name) => Box::new(Page::of_term(course.terms.iter().find(|term| term.term == name)?)),
            Destination::AwsCommand(name) => Box::new(Page::of_aws_command(course.commands.iter().find(|own| own.command == name)?)),
        })
    }

    /// Draws everything.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        self.is_hidden = area.width < LEAST.0 || area.height < LEAST.1;
        if self.is_hidden {
            draw_notice(frame, area);
            return;
        }
        let Some(top) = self.stack.last_mut() else { return };
        let theme = self.study.theme;
        // A line below the title where there is room for it.
        let rule = u16::from(area.height >= 16);
        let message = self.study.message().map(|message| words(message, usize::from(area.width) - 2, theme.notice()));
        let rows = message.as_ref().map_or(0, |lines| u16::try_from(lines.len()).unwrap_or(1).min(area.height / 3));
        let [title, line, body, said, keys] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(rule),
            Constraint::Min(0),
            Constraint::Length(rows),
            Constraint::Length(1),
        ])
        .areas(area);
        frame.render_widget(title_line(&top.title(&self.study), &top.status(&self.study), title.width, theme), title);
        frame.render_widget(Line::styled("─".repeat(usize::from(line.width)), theme.dim()), line);
        let hints = top.keys(&self.study);
        let inner = Rect { x: body.x + 1, width: body.width - 2, ..body };
        match &mut self.help {
            Some(scroll) => scroll.draw(frame, inner, &help_lines(&hints, usize::from(inner.width), theme), theme),
            None => top.draw(frame, inner, &self.study),
        }
        if let Some(lines) = message {
            frame.render_widget(Clear, said);
            frame.render_widget(Paragraph::new(lines), Rect { x: said.x + 1, width: said.width - 2, ..said });
        }
        let hints = if self.help.is_some() { vec![("↑↓", "scroll"), ("any other key", "close")] } else { hints };
        let everywhere: &[KeyHint] = match (&self.help, top.is_typing()) {
            (Some(_), _) => &[],
            (None, true) => &[("F1", "keys")],
            (None, false) => &[("?", "keys"), ("q", "quit")],
        };
        frame.render_widget(key_line(&hints, everywhere, usize::from(keys.width), theme), keys);
    }
}

impl std::fmt::Debug for App<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("App").field("study", &self.study).field("screens", &self.stack.len()).finish_non_exhaustive()
    }
}

fn draw_notice(frame: &mut Frame<'_>, area: Rect) {
    let text =
        format!("ecslab needs at least {} x {}; this is {} x {}. Enlarge the window, or q.", LEAST.0, LEAST.1, area.width, area.height);
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
}

fn title_line(title: &str, status: &str, width: u16, theme: Theme) -> Line<'static> {
    let width = usize::from(width).saturating_sub(2);
    let room = if status.is_empty() { width } else { width.saturating_sub(status.width() + 2) };
    let title = cut(title, room);
    let gap = width.saturating_sub(title.width() + status.width());
    Line::from(vec![
        Span::raw(" "),
        Span::styled(title, theme.title()),
        Span::raw(" ".repeat(gap)),
        Span::styled(status.to_string(), theme.dim()),
    ])
}

/// As many keys as fit, the first before the others; how to see all always, and how to leave where there is room for it.
fn key_line(hints: &[KeyHint], everywhere: &[KeyHint], width: usize, theme: Theme) -> Line<'static> {
    let length = |(key, what): &KeyHint| key.width() + what.width() + 3;
    let mut room = width.saturating_sub(1);
    let mut last = everywhere.to_vec();
    // What one does here comes before how to leave.
    if hints.iter().take(2).chain(&last).map(length).sum::<usize>() > room + 2 {
        last.truncate(1);
    }
    // The gap after the last key may be cut.
    room = (room + 2).saturating_sub(last.iter().map(length).sum());
    let mut shown = Vec::new();
    for hint in hints {
        if length(hint) > room {
            break;
        }
        room -= length(hint);
        shown.push(*hint);
    }
    shown.extend(last);
    let spans =
        shown.into_iter().flat_map(|(key, what)| [Span::styled(key, theme.key()), Span::styled(format!(" {what}  "), Style::new())]);
    Line::from(std::iter::once(Span::raw(" ")).chain(spans).collect::<Vec<_>>())
}

fn help_lines(hints: &[KeyHint], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let column = hints.iter().chain(&EVERYWHERE).map(|(key, _)| key.width()).max().unwrap_or(0);
    let line = |(key, what): &KeyHint| {
        let filled = format!("  {key}{}  ", " ".repeat(column - key.width()));
        let mut lines = words(what, width.saturating_sub(filled.width() + 1).max(8), Style::new());
        for (number, line) in lines.iter_mut().enumerate() {
            let start = if number == 0 { filled.clone() } else { " ".repeat(filled.width()) };
            line.spans.insert(0, Span::styled(start, theme.key()));
        }
        lines
    };
    let mut lines = vec![Line::styled("Keys of this screen", theme.strong())];
    lines.extend(hints.iter().flat_map(line));
    lines.push(Line::default());
    lines.push(Line::styled("Everywhere", theme.strong()));
    lines.extend(EVERYWHERE.iter().flat_map(line));
    lines.push(Line::default());
    lines.extend(words(
        "k and j are also ↑ and ↓, g and G are Home and End. `ecslab --plain` is the same as lines of text.",
        width.saturating_sub(1),
        theme.dim(),
    ));
    lines
}
