//! A text to read: a rule, a word of the glossary, a command of the AWS CLI, the help of a command.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::Scroll;
use super::text::{markdown, words};
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::course::{AwsCommand, Term};
use crate::lint::find_rule;
use crate::terminal::search::ProgramCommand;

/// A text to read.
#[derive(Debug)]
pub struct Page {
    title: String,
    text: Text,
    /// The lesson that explains it.
    lesson: Option<String>,
    scroll: Scroll,
}

#[derive(Debug)]
enum Text {
    Markdown(String),
    Plain(String),
}

impl Page {
    /// What a rule finds and why, with its examples.
    pub fn of_rule(code: &str) -> Option<Self> {
        let rule = find_rule(code)?;
        let documentation: Vec<&str> = rule.documentation.trim().lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let said = rule.aws_message.map(|message| format!("AWS says: {message}\n\n")).unwrap_or_default();
        let text = format!(
            "**{}**\n\nSeverity: {}\n\n{}\n\n{said}## Fails\n\n```\n{}\n```\n\n## Passes\n\n```\n{}\n```\n\nSource: {} (checked {})\n",
            rule.summary,
            rule.severity.name(),
            documentation.join("\n"),
            rule.fails.trim(),
            rule.passes.trim(),
            rule.source,
            rule.verified
        );
        let title = format!("{} {}", rule.code, rule.name);
        Some(Self::of_markdown(title, text, rule.lesson))
    }

    /// What a word of the glossary means.
    pub fn of_term(term: &Term) -> Self {
        let mut text = term.meaning.trim().to_string();
        for (before, names) in [("Also called: ", &term.also), ("See: ", &term.see)] {
            if !names.is_empty() {
                text.push_str(&format!("\n\n{before}{}", names.join(", ")));
            }
        }
        Self::of_markdown(term.term.clone(), text, &term.lesson)
    }

    /// What a command of the AWS CLI does, what an exam asks about it, and its form of today.
    pub fn of_aws_command(command: &AwsCommand) -> Self {
        let mut text = format!("{}\n\n```\n{}\n```\n\n**Exam:** {}\n", command.does.trim(), command.form.trim(), command.exam.trim());
        for (before, told) in [("Replaces", &command.replaces), ("Changed", &command.changed)] {
            if let Some(told) = told {
                text.push_str(&format!("\n**{before}:** {}\n", told.trim()));
            }
        }
        text.push_str(&format!("\nSource: {} (checked {})\n", command.source, command.verified));
        Self::of_markdown(command.command.clone(), text, &command.lesson)
    }

    fn of_markdown(title: String, text: String, lesson: &str) -> Self {
        Self { title, text: Text::Markdown(text), lesson: Some(lesson.to_string()), scroll: Scroll::default() }
    }

    /// The help of a command.
    pub fn of_command(name: &str, commands: &[ProgramCommand]) -> Option<Self> {
        let command = commands.iter().find(|command| command.name == name)?;
        let text = format!("Type this in a shell; ecslab leaves with q.\n\n{}", command.help);
        Some(Self { title: format!("ecslab {name}"), text: Text::Plain(text), lesson: None, scroll: Scroll::default() })
    }
}

impl<'c> Screen<'c> for Page {
    fn title(&self, _study: &Study<'c>) -> String {
        self.title.clone()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        let mut keys = vec![("↑↓", "scroll"), ("Esc", "back")];
        if self.lesson.is_some() {
            keys.push(("l", "its lesson"));
        }
        keys
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let area = Rect { width: area.width.min(100), ..area };
        let width = usize::from(area.width) - 2;
        let lines: Vec<Line<'_>> = match &self.text {
            Text::Markdown(text) => markdown(text, width, study.theme),
            Text::Plain(text) => words(text, width, Style::new()),
        };
        self.scroll.draw(frame, area, &lines, study.theme);
    }

    fn handle(&mut self, input: Input, _study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match (Move::of(key, false), key.code, &self.lesson) {
                (Some(movement), ..) => self.scroll.go(movement),
                (_, KeyCode::Char(' ') | KeyCode::Enter, _) if !self.scroll.at_end() => self.scroll.go(Move::PageDown),
                (_, KeyCode::Char('l'), Some(id)) => return Action::Open(Destination::Lesson { id: id.clone(), restart: false }),
                (_, KeyCode::Esc | KeyCode::Left | KeyCode::Char('h' | ' ') | KeyCode::Enter, _) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) => self.scroll.wheel(down),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
