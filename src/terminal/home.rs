//! The home screen: modules, progress, what to do next.

use std::io;

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, List, ListItem, ListState, Padding, Paragraph, Wrap};

use super::bar;
use crate::practice::{ModuleProgress, NextStep};

/// Title, keys, and enough of what to do next.
const ROWS_BESIDE_MODULES: u16 = 11;

/// What the home screen shows.
#[derive(Debug)]
pub struct Home {
    /// Progress by module.
    pub modules: Vec<ModuleProgress>,
    /// What one can do, the best first.
    pub steps: Vec<NextStep>,
}

impl Home {
    /// Shows the screen until a step is chosen; `None` when the person leaves.
    ///
    /// The terminal is as before when this returns, also after an error or a panic (ratatui's hook).
    ///
    /// # Errors
    /// When the terminal cannot be read or drawn.
    pub fn choose(&self) -> io::Result<Option<&NextStep>> {
        let mut terminal = ratatui::try_init()?;
        let chosen = self.run(&mut terminal);
        ratatui::try_restore()?;
        chosen
    }

    fn run(&self, terminal: &mut ratatui::DefaultTerminal) -> io::Result<Option<&NextStep>> {
        let mut selected = ListState::default().with_selected(Some(0));
        loop {
            terminal.draw(|frame| self.draw(frame, &mut selected))?;
            let Event::Key(key) = event::read()? else { continue };
            if key.kind != KeyEventKind::Press {
                continue;
            }
            match key.code {
                KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return Ok(None),
                KeyCode::Char('q') | KeyCode::Esc => return Ok(None),
                KeyCode::Down | KeyCode::Char('j') => selected.select_next(),
                KeyCode::Up | KeyCode::Char('k') => selected.select_previous(),
                KeyCode::Enter => return Ok(selected.selected().and_then(|index| self.steps.get(index))),
                _ => {}
            }
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, selected: &mut ListState) {
        let all = u16::try_from(self.modules.len()).unwrap_or(u16::MAX).saturating_add(2);
        let modules = all.min(frame.area().height.saturating_sub(ROWS_BESIDE_MODULES));
        let areas = Layout::vertical([Constraint::Length(2), Constraint::Length(modules), Constraint::Min(4), Constraint::Length(1)]);
        let [title, progress, next, keys] = areas.areas(frame.area());
        let words = vec![Span::from("ecslab").bold().cyan(), Span::from("  learn Amazon ECR, ECS and Fargate by doing")];
        frame.render_widget(Paragraph::new(Line::from(words)).block(Block::new().padding(Padding::left(1))), title);
        frame.render_widget(self.progress_panel(usize::from(modules.saturating_sub(2))), progress);
        self.draw_steps(frame, next, selected);
        frame.render_widget(Paragraph::new(" ↑ ↓ choose   Enter do it   q leave").style(Style::new().add_modifier(Modifier::DIM)), keys);
    }

    /// A line a module; where not all fit, those from the one before the first that is not done.
    fn progress_panel(&self, rows: usize) -> Paragraph<'_> {
        let count = |of: fn(&ModuleProgress) -> (usize, usize)| {
            let (done, all) = self.modules.iter().map(of).fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
            format!("{done} of {all}")
        };
        let (lessons, questions, labs) = (count(|module| module.lessons), count(|module| module.questions), count(|module| module.labs));
        let title = format!(" Your progress: {lessons} lessons, {questions} questions, {labs} labs ");
        let is_open = |module: &ModuleProgress| [module.lessons, module.questions, module.labs].iter().any(|(done, all)| done < all);
        let current = self.modules.iter().position(is_open).unwrap_or(0).saturating_sub(1);
        let first = current.min(self.modules.len().saturating_sub(rows));
        let line = |(title, counts)| Line::from(vec![Span::from(title).bold(), Span::from(counts)]);
        Paragraph::new(self.module_lines(false).into_iter().skip(first).take(rows).map(line).collect::<Vec<_>>())
            .block(Block::bordered().title(title))
    }

    /// A line a module, in two parts: its title, filled up, and how far it is.
    pub fn module_lines(&self, plain: bool) -> Vec<(String, String)> {
        let width = self.modules.iter().map(|module| module.title.chars().count()).max().unwrap_or(0);
        let line = |module: &ModuleProgress| {
            let parts = [module.lessons, module.questions, module.labs];
            let (done, all) = parts.iter().fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
            let [lessons, questions, labs] = parts.map(|(done, all)| format!("{done}/{all}"));
            let counts = format!("  {}  lessons {lessons:<4} quiz {questions:<6} labs {labs}", bar(done, all, 10, plain));
            (format!("{:<width$}", module.title), counts)
        };
        self.modules.iter().map(line).collect()
    }

    fn draw_steps(&self, frame: &mut Frame<'_>, area: Rect, selected: &mut ListState) {
        let items = self.steps.iter().map(|step| {
            ListItem::new(vec![
                Line::from(step.title.as_str()),
                // The command first: it is what one needs when the line is cut.
                Line::from(format!("  {} · {}", step.command_line(), step.reason)).style(Style::new().add_modifier(Modifier::DIM)),
            ])
        });
        let list = List::new(items)
            .block(Block::bordered().title(" What to do next "))
            .highlight_symbol("> ")
            .highlight_style(Style::new().add_modifier(Modifier::BOLD));
        if self.steps.is_empty() {
            frame.render_widget(Paragraph::new("Nothing to do.").wrap(Wrap { trim: true }), area);
        } else {
            frame.render_stateful_widget(list, area, selected);
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::course::Course;
    use crate::practice::{module_progress, next_steps};
    use crate::progress::Record;

    #[test]
    fn the_screen_fits_eighty_by_twenty_four() {
        let course = Course::embedded();
        let record = Record::default();
        let modules = course.modules.iter().map(|module| module_progress(&course, module, &record)).collect();
        let home = Home { modules, steps: next_steps(&course, &record, jiff::Timestamp::UNIX_EPOCH) };
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("a backend in memory");
        terminal.draw(|frame| home.draw(frame, &mut ListState::default().with_selected(Some(0)))).expect("draws");
        insta::assert_snapshot!(terminal.backend());
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        let home = Home { modules: Vec::new(), steps: Vec::new() };
        for (columns, rows) in [(1, 1), (10, 3), (300, 100)] {
            let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a backend in memory");
            terminal.draw(|frame| home.draw(frame, &mut ListState::default())).expect("draws");
        }
    }
}
