//! The lab pane: the task, its checks as they run, hints level by level.

use std::path::PathBuf;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::lab_state::{Tally, state_line};
use super::menu::draw_more;
use super::scroll::Scroll;
use super::text::{cut, markdown, pieces, words};
use super::{Action, Ask, Destination, Edit, Farewell, Finished, Input, KeyHint, LabNews, Move, Outcome, Screen, Study, Theme, tabs};
use crate::course::Lab;
use crate::lab::CheckState;
use crate::progress::EventKind;

/// A lab.
#[derive(Debug)]
pub struct LabPane<'c> {
    lab: &'c Lab,
    /// The workspace, once it is made.
    folder: Option<PathBuf>,
    /// For each check of the lab how it is.
    checks: Vec<Standing>,
    finished: Option<Finished>,
    /// What the latest check found, and the one before it, since the pane was opened.
    tally: Option<Tally>,
    before: Option<Tally>,
    polling: bool,
    view: View,
    /// The check whose outcome is shown.
    selected: usize,
    /// The hint that is shown.
    hint: usize,
    solution: Option<PathBuf>,
    asked: Option<Question>,
    scroll: Scroll,
    /// Where the checks and the names of the views were drawn, and the first check that is seen.
    checks_area: Rect,
    tabs_area: Rect,
    first_check: usize,
}

/// How a check is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    Waiting,
    Running,
    Ended(Outcome),
}

/// What is shown below the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Task,
    Check,
    Hints,
    Solution,
}

/// What is done only after a second key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Reset,
    Solution,
}

const VIEWS: [(View, &str); 4] = [(View::Task, "Task"), (View::Check, "Check"), (View::Hints, "Hints"), (View::Solution, "Solution")];

/// How the views are called.
fn names() -> [&'static str; VIEWS.len()] {
    VIEWS.map(|(_, name)| name)
}

impl<'c> LabPane<'c> {
    /// The pane of this lab.
    pub fn new(lab: &'c Lab) -> Self {
        Self {
            lab,
            folder: None,
            checks: vec![Standing::Waiting; lab.checks.len()],
            finished: None,
            tally: None,
            before: None,
            polling: false,
            view: View::Task,
            selected: 0,
            hint: 0,
            solution: None,
            asked: None,
            scroll: Scroll::default(),
            checks_area: Rect::default(),
            tabs_area: Rect::default(),
            first_check: 0,
        }
    }

    fn show(&mut self, view: View) {
        self.view = view;
        self.scroll = Scroll::default();
    }

    fn passed(&self) -> usize {
        self.checks.iter().filter(|check| matches!(check, Standing::Ended(outcome) if outcome.state == CheckState::Passed)).count()
    }

    fn is_done(&self) -> bool {
        self.finished.as_ref().is_some_and(|finished| finished.failed.is_empty())
    }

    fn watch(&mut self, study: &mut Study<'c>) {
        let Some(folder) = self.folder.clone() else { return };
        self.checks.fill(Standing::Waiting);
        self.finished = None;
        if let Err(error) = study.world.watch_lab(self.lab, &folder) {
            self.folder = None;
            study.say(error);
        }
    }

    fn start(&mut self, study: &mut Study<'c>) {
        match study.world.start_lab(self.lab) {
            Ok(folder) => {
                study.remember(&self.lab.id, EventKind::LabStarted { folder: folder.clone() });
                self.folder = Some(folder);
                self.watch(study);
            }
            Err(error) => study.say(error),
        }
    }

    fn next_hint(&mut self, study: &mut Study<'c>) {
        let levels = self.lab.hints.len();
        if levels == 0 {
            return study.say("This lab has no hints.");
        }
        let last = study.record.labs.get(&self.lab.id).and_then(|lab| lab.hints.last()).copied();
        self.hint = match last {
            // What was shown before comes back first.
            Some(last) if self.view != View::Hints => last.min(levels - 1),
            Some(last) => (last + 1).min(levels - 1),
            None => 0,
        };
        self.show(View::Hints);
        if last.is_none_or(|last| self.hint > last) {
            study.remember(&self.lab.id, EventKind::HintShown { level: self.hint });
        }
    }

    fn confirmed(&mut self, question: Question, study: &mut Study<'c>) {
        let Some(folder) = self.folder.clone() else { return };
        match question {
            Question::Reset => {
                study.world.stop_watching();
                match study.world.reset_lab(self.lab, &folder) {
                    Ok(kept) => {
                        // It went with the learner's files.
                        self.solution = None;
                        study.say(format!("As at the start. Your files are kept in {}", kept.display()));
                    }
                    Err(error) => study.say(error),
                }
                self.watch(study);
            }
            Question::Solution => match study.world.write_solution(self.lab, &folder) {
                Ok(written) => {
                    study.remember(&self.lab.id, EventKind::SolutionShown);
                    self.solution = Some(written);
                    self.show(View::Solution);
                }
                Err(error) => study.say(error),
            },
        }
    }

    fn hear(&mut self, news: LabNews, study: &mut Study<'c>) {
        let place = |id: &str| self.lab.checks.iter().position(|check| check.id == id);
        match news {
            LabNews::Begun => {
                self.checks.fill(Standing::Waiting);
                self.finished = None;
            }
            LabNews::Started(id) => {
                if let Some(place) = place(&id) {
                    self.checks[place] = Standing::Running;
                }
            }
            LabNews::Ended(outcome) => {
                if let Some(place) = place(&outcome.id) {
                    self.checks[place] = Standing::Ended(outcome);
                }
            }
            LabNews::Finished(finished) => self.conclude(finished, study),
            LabNews::Polling => self.polling = true,
            LabNews::Broken(error) => study.say(error),
        }
    }

    fn conclude(&mut self, finished: Finished, study: &mut Study<'c>) {
        if finished.missing.is_none() {
            let kind = EventKind::LabChecked { passed: finished.passed.clone(), failed: finished.failed.clone() };
            study.remember(&self.lab.id, kind);
        }
        let failed = |check: &Standing| matches!(check, Standing::Ended(outcome) if outcome.state == CheckState::Failed);
        // What is selected stays where it still fails.
        if !self.checks.get(self.selected).is_some_and(failed) {
            self.selected = self.checks.iter().position(failed).unwrap_or(0);
        }
        let ended = self.checks.iter().filter_map(|check| match check {
            Standing::Ended(outcome) => Some(outcome),
            _ => None,
        });
        let findings = ended.map(|outcome| outcome.findings).sum();
        self.before = self.tally.replace(Tally { at: study.time_of_day(), passed: finished.passed.len(), findings });
        self.finished = Some(finished);
    }

    /// The files that one edits, in the editor.
    fn edit(&self, study: &mut Study<'c>) -> Action<'c> {
        let Some(folder) = &self.folder else { return Action::Stay };
        let given = if self.lab.files.starter.is_empty() { &self.lab.files.solution } else { &self.lab.files.starter };
        let files = given.iter().map(|(path, _)| path.into()).collect();
        study.say("Back from the editor; what you saved is checked.");
        Action::Ask(Ask::Edit(Edit { folder: folder.clone(), files }))
    }

    fn key(&mut self, code: KeyCode, study: &mut Study<'c>) -> Action<'c> {
        if let Some(question) = self.asked.take() {
            if matches!(code, KeyCode::Char('y' | 'Y')) {
                self.confirmed(question, study);
            } else {
                study.say("Left as it is.");
            }
            return Action::Stay;
        }
        match code {
            KeyCode::Esc => return Action::Back,
            KeyCode::Enter if self.folder.is_none() => self.start(study),
            KeyCode::Enter if self.is_done() => return Action::Back,
            KeyCode::Tab | KeyCode::Right => self.turn(1),
            KeyCode::BackTab | KeyCode::Left => self.turn(VIEWS.len() - 1),
            KeyCode::Char('i') if self.folder.is_none() => study.say("Start the lab first, with Enter: hints are for what you have tried."),
            KeyCode::Char('i') => self.next_hint(study),
            KeyCode::Char('e') => return self.edit(study),
            KeyCode::Char('l') => return Action::Open(Destination::Lesson { id: self.lab.lesson.clone(), restart: false }),
            KeyCode::Char('c') if self.folder.is_some() => self.watch(study),
            KeyCode::Char('r') if self.folder.is_some() => {
                self.asked = Some(Question::Reset);
                study.say(
                    "Put the files back as they were at the start? Yours are kept in a folder beside. y does it, any other key does not.",
                );
            }
            KeyCode::Char('o') if self.folder.is_some() => {
                self.asked = Some(Question::Solution);
                study.say("Write the solution into a folder of the workspace? y does it, any other key does not.");
            }
            KeyCode::Char(digit @ '1'..='9') if self.view == View::Hints => self.earlier_hint(digit as usize - '1' as usize, study),
            _ => {}
        }
        Action::Stay
    }

    fn earlier_hint(&mut self, level: usize, study: &mut Study<'c>) {
        if study.record.labs.get(&self.lab.id).is_some_and(|lab| lab.hints.contains(&level)) {
            self.hint = level;
            self.show(View::Hints);
        } else {
            study.say("Hints come one after the other: i shows the next.");
        }
    }

    fn click(&mut self, position: Position) {
        if self.tabs_area.contains(position) {
            if let Some((view, _)) = tabs::at(&names(), position.x - self.tabs_area.x).map(|place| VIEWS[place]) {
                self.show(view);
            }
        } else if self.checks_area.contains(position) {
            self.selected = self.first_check + usize::from(position.y - self.checks_area.y);
            self.show(View::Check);
        }
    }

    fn turn(&mut self, by: usize) {
        let at = VIEWS.iter().position(|(view, _)| *view == self.view).unwrap_or(0);
        self.show(VIEWS[(at + by) % VIEWS.len()].0);
    }

    fn go(&mut self, movement: Move) {
        if self.view == View::Check && matches!(movement, Move::Up | Move::Down) {
            self.selected = movement.from(self.selected, self.checks.len(), 1);
            self.scroll.rewind();
        } else {
            self.scroll.go(movement);
        }
    }

    /// What goes on, in a line of at most `width` columns.
    fn state(&self, width: usize) -> String {
        let running: Vec<&str> = self
            .lab
            .checks
            .iter()
            .zip(&self.checks)
            .filter(|(_, standing)| **standing == Standing::Running)
            .map(|(check, _)| check.title.as_str())
            .collect();
        match (&self.folder, running.as_slice(), &self.finished) {
            (None, ..) => "Not started. Enter makes the workspace with the lab's files.".to_string(),
            (_, [one], _) => format!("running: {one}"),
            (_, [first, others @ ..], _) => format!("running: {first}, and {} more", others.len()),
            (_, [], None) => "checking ...".to_string(),
            (_, [], Some(finished)) => match (&finished.missing, &self.tally) {
                _ if finished.failed.is_empty() => {
                    format!("All {} checks pass: done. Hints and the solution stay readable.", self.checks.len())
                }
                (Some(missing), _) => {
                    format!("{} of {} pass; some could not be tried: {missing}", finished.passed.len(), self.checks.len())
                }
                (None, Some(tally)) => state_line(tally, self.before.as_ref(), self.checks.len(), width),
                (None, None) => String::new(),
            },
        }
    }

    fn text(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        match self.view {
            View::Task => self.task(width, study),
            View::Check => self.outcome(width, study.theme),
            View::Hints => self.hints(width, study),
            View::Solution => self.written(width, study.theme),
        }
    }

    fn task(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let theme = study.theme;
        let mut lines = Vec::new();
        match &self.folder {
            Some(folder) => {
                lines.extend(words(&format!("Your files: {}", folder.display()), width, theme.notice()));
                lines.extend(words("e opens them in your editor; or edit them there in another terminal.", width, theme.dim()));
            }
            None => {
                let place = format!("Your files will be in {}", study.world.place_of(self.lab).display());
                lines.extend(words(&place, width, theme.notice()));
            }
        }
        if self.polling {
            lines.extend(words("This file system does not tell of every change, so ecslab looks every second.", width, theme.dim()));
        }
        lines.push(Line::default());
        lines.extend(markdown(&self.lab.readme, width, theme));
        lines
    }

    fn outcome(&self, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let Some((check, standing)) = self.lab.checks.get(self.selected).zip(self.checks.get(self.selected)) else { return Vec::new() };
        let mut lines = words(&check.title, width, theme.strong());
        lines.push(Line::default());
        match standing {
            Standing::Waiting => lines.push(Line::styled("Not checked yet.", theme.dim())),
            Standing::Running => lines.push(Line::styled("It runs.", theme.dim())),
            Standing::Ended(outcome) => {
                lines.extend(outcome.details.iter().flat_map(|line| detail(line, width)));
                if outcome.details.is_empty() && outcome.state == CheckState::Passed {
                    lines.push(Line::raw("It passes."));
                }
                if let Some(level) = outcome.hint {
                    lines.extend([Line::default(), Line::styled(format!("Hint {} fits; i shows the next hint.", level + 1), theme.dim())]);
                }
            }
        }
        lines
    }

    fn hints(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let theme = study.theme;
        let shown = study.record.labs.get(&self.lab.id).map(|lab| lab.hints.clone()).unwrap_or_default();
        let Some(hint) = self.lab.hints.get(self.hint).filter(|_| shown.contains(&self.hint)) else {
            return vec![Line::raw("No hint shown yet: i shows the first, the gentlest.")];
        };
        let mut lines = vec![
            Line::styled(format!("Hint {} of {}: {}", self.hint + 1, self.lab.hints.len(), hint.level), theme.strong()),
            Line::default(),
        ];
        lines.extend(markdown(&hint.text, width, theme));
        lines.push(Line::default());
        let left = self.lab.hints.len() - self.hint - 1;
        let words = match left {
            0 => "This was the last.".to_string(),
            1 => "i shows the last; it holds the answer.".to_string(),
            _ => "i shows the next.".to_string(),
        };
        lines.push(Line::styled(words, theme.dim()));
        lines
    }

    fn written(&self, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let Some(folder) = &self.solution else {
            return words("o writes the solution into a folder of the workspace; your own files stay untouched.", width, Style::new());
        };
        let mut lines = words(&format!("The solution is in {}", folder.display()), width, theme.notice());
        for (path, file) in &self.lab.files.solution {
            lines.extend([Line::default(), Line::styled(cut(path, width), theme.strong())]);
            // The files of the course are text.
            let text = file.text().unwrap_or_default().replace('\t', "    ");
            let numbered = text.lines().flat_map(|line| pieces(line, width.saturating_sub(2)));
            lines.extend(numbered.map(|line| Line::raw(format!("  {line}"))));
        }
        lines
    }

    fn draw_checks(&mut self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let rows = usize::from(area.height);
        self.checks_area = area;
        self.first_check = (self.selected + 1).saturating_sub(rows);
        // The last column is for the marks that there are more.
        let lines = self.check_lines(rows, usize::from(area.width) - 1, theme);
        frame.render_widget(Paragraph::new(lines), area);
        draw_more(frame, area, self.first_check > 0, self.first_check + rows < self.checks.len(), theme);
    }

    fn check_lines(&self, rows: usize, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let listed = self.lab.checks.iter().zip(&self.checks).enumerate().skip(self.first_check).take(rows);
        listed
            .map(|(number, (check, standing))| {
                let (word, style) = word(standing, theme);
                let pointer = if self.view == View::Check && number == self.selected { "> " } else { "  " };
                Line::from(vec![
                    Span::raw(pointer),
                    Span::styled(format!("{word:<8}"), style),
                    Span::raw(cut(&check.title, width.saturating_sub(10))),
                ])
            })
            .collect()
    }
}

/// A line of what a check says: words are wrapped; a line of a frame is broken anywhere, so that what points at it stays in its column.
fn detail(line: &str, width: usize) -> Vec<Line<'static>> {
    let is_frame = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).starts_with('|');
    if is_frame { pieces(line, width).into_iter().map(Line::raw).collect() } else { words(line, width, Style::new()) }
}

fn word(standing: &Standing, theme: Theme) -> (&'static str, Style) {
    match standing {
        Standing::Waiting => ("-", theme.dim()),
        Standing::Running => ("running", theme.notice()),
        Standing::Ended(outcome) => match outcome.state {
            CheckState::Passed => ("pass", theme.good()),
            CheckState::Failed => ("FAIL", theme.bad()),
            CheckState::Blocked => ("wait", theme.dim()),
            CheckState::Missing => ("skip", theme.notice()),
        },
    }
}

impl<'c> Screen<'c> for LabPane<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        format!("Lab: {}", self.lab.title)
    }

    fn status(&self, _study: &Study<'c>) -> String {
        if self.folder.is_none() {
            return format!("{} min", self.lab.minutes);
        }
        format!("{} of {} pass", self.passed(), self.checks.len())
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        let mut keys = Vec::new();
        if self.folder.is_none() {
            keys.push(("Enter", "start"));
        } else if self.is_done() {
            keys.push(("Enter", "done"));
        }
        keys.push(("Tab", "view"));
        if self.folder.is_some() {
            keys.extend([("e", "edit"), ("i", "hint")]);
        }
        keys.push(("Esc", "back"));
        if self.folder.is_some() {
            keys.extend([("c", "check now"), ("o", "solution"), ("r", "reset")]);
        }
        keys.extend([("l", "lesson"), ("↑↓", "scroll or check")]);
        keys
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        self.folder = study.record.labs.get(&self.lab.id).and_then(|lab| lab.folder.clone());
        self.hint = study.record.labs.get(&self.lab.id).and_then(|lab| lab.hints.last()).copied().unwrap_or(0);
        self.solution = self.folder.as_deref().and_then(|folder| study.world.written_solution(folder));
        self.watch(study);
    }

    fn left(&mut self, study: &mut Study<'c>) {
        study.world.stop_watching();
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let theme = study.theme;
        let rows = u16::try_from(self.checks.len()).unwrap_or(u16::MAX).min((area.height / 3).max(1));
        let [state, checks, _, views, body] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(rows),
            Constraint::Length(u16::from(area.height >= 14)),
            Constraint::Length(1),
            Constraint::Min(0),
        ])
        .areas(area);
        let width = usize::from(area.width);
        let style = if self.is_done() { theme.good() } else { theme.strong() };
        frame.render_widget(Line::styled(cut(&self.state(width), width), style), state);
        self.draw_checks(frame, checks, theme);
        let seen = VIEWS.iter().position(|(view, _)| *view == self.view).unwrap_or(0);
        self.tabs_area = views;
        frame.render_widget(tabs::line(&names(), seen, theme), views);
        let body = Rect { width: body.width.min(100), ..body };
        let lines = self.text(usize::from(body.width) - 2, study);
        self.scroll.draw(frame, body, &lines, theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match Move::of(key, false).filter(|_| self.asked.is_none()) {
                Some(movement) => self.go(movement),
                None => return self.key(key.code, study),
            },
            Input::Wheel(down) => self.scroll.wheel(down),
            Input::Lab(news) => self.hear(news, study),
            Input::Click(position) => self.click(position),
            Input::Tick => {}
        }
        Action::Stay
    }

    fn farewell(&self, _study: &Study<'c>) -> Option<Farewell> {
        self.folder.as_ref()?;
        if self.is_done() {
            return Some(Farewell { text: format!("All checks pass: {} is done.", self.lab.title), open: false });
        }
        Some(Farewell { text: format!("Left. Go on with: ecslab lab watch {}", self.lab.id), open: true })
    }
}
