//! An agenda: lessons and labs in sessions, with breaks.

use std::fmt::Write;

use serde::Serialize;

use super::AgendaPlan;
use crate::course::{Course, Module};

/// A course in sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agenda {
    /// In order.
    pub sessions: Vec<Session>,
    /// Minutes of lessons.
    pub lesson_minutes: u32,
    /// Minutes of labs.
    pub lab_minutes: u32,
    /// Minutes of breaks.
    pub break_minutes: u32,
}

/// What is done at one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// From 1.
    pub number: usize,
    /// In order.
    pub items: Vec<AgendaItem>,
    /// With breaks.
    pub minutes: u32,
}

/// A lesson, a lab or a break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgendaItem {
    /// What it is.
    pub kind: ItemKind,
    /// The id of the lesson or lab.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// When it begins, in minutes since the session began.
    pub start: u32,
    /// How long it takes.
    pub minutes: u32,
}

/// What an item of an agenda is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A lesson.
    Lesson,
    /// A lab.
    Lab,
    /// A break.
    Break,
}

impl ItemKind {
    fn name(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Lab => "lab",
            Self::Break => "break",
        }
    }
}

impl Agenda {
    /// Puts modules into sessions, in the order of the course: each lesson with the labs that practise it.
    ///
    /// What does not fit into the rest of a session begins the next one; what is longer than any session has one of its own. After
    /// `break_every` minutes of work comes a break, unless the session ends there.
    pub fn of(course: &Course, modules: &[&Module], plan: &AgendaPlan) -> Self {
        let mut agenda = Self { sessions: Vec::new(), lesson_minutes: 0, lab_minutes: 0, break_minutes: 0 };
        let mut since_break = 0;
        for item in modules.iter().flat_map(|module| items_of(course, module)) {
            match item.kind {
                ItemKind::Lesson => agenda.lesson_minutes += item.minutes,
                ItemKind::Lab | ItemKind::Break => agenda.lab_minutes += item.minutes,
            }
            let pause = if since_break >= plan.break_every { plan.break_minutes } else { 0 };
            let room = plan.session_minutes;
            match agenda.sessions.last_mut().filter(|session| session.minutes.saturating_add(pause).saturating_add(item.minutes) <= room) {
                Some(session) => {
                    if pause > 0 {
                        let title = "Break".to_string();
                        session.add(AgendaItem { kind: ItemKind::Break, id: None, title, start: 0, minutes: pause });
                        agenda.break_minutes += pause;
                        since_break = 0;
                    }
                    since_break += item.minutes;
                    session.add(item);
                }
                None => {
                    let mut session = Session { number: agenda.sessions.len() + 1, items: Vec::new(), minutes: 0 };
                    since_break = item.minutes;
                    session.add(item);
                    agenda.sessions.push(session);
                }
            }
        }
        agenda
    }

    /// All minutes.
    pub fn minutes(&self) -> u32 {
        self.lesson_minutes + self.lab_minutes + self.break_minutes
    }

    /// Items that are longer than a session.
    pub fn too_long<'a>(&'a self, plan: &'a AgendaPlan) -> impl Iterator<Item = &'a AgendaItem> {
        self.sessions.iter().flat_map(|session| &session.items).filter(|item| item.minutes > plan.session_minutes)
    }
}

impl Session {
    fn add(&mut self, item: AgendaItem) {
        let start = self.minutes;
        self.minutes += item.minutes;
        self.items.push(AgendaItem { start, ..item });
    }
}

fn items_of(course: &Course, module: &Module) -> Vec<AgendaItem> {
    let item =
        |kind, id: &str, title: &str, minutes| AgendaItem { kind, id: Some(id.to_string()), title: title.to_string(), start: 0, minutes };
    let mut labs: Vec<_> = course.labs_of(&module.id).collect();
    let mut items = Vec::new();
    for lesson in course.lessons_of(&module.id) {
        items.push(item(ItemKind::Lesson, &lesson.id, &lesson.title, lesson.minutes));
        let (now, later) = labs.into_iter().partition(|lab| lab.lesson == lesson.id);
        let now: Vec<&crate::course::Lab> = now;
        items.extend(now.into_iter().map(|lab| item(ItemKind::Lab, &lab.id, &lab.title, lab.minutes)));
        labs = later;
    }
    // Labs that practise a lesson of another module.
    items.extend(labs.into_iter().map(|lab| item(ItemKind::Lab, &lab.id, &lab.title, lab.minutes)));
    items
}

/// Hours and minutes.
fn clock(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn sums(agenda: &Agenda) -> String {
    format!(
        "{} in {} session{}: lessons {}, labs {}, breaks {} (hours:minutes)",
        clock(agenda.minutes()),
        agenda.sessions.len(),
        if agenda.sessions.len() == 1 { "" } else { "s" },
        clock(agenda.lesson_minutes),
        clock(agenda.lab_minutes),
        clock(agenda.break_minutes)
    )
}

/// As text.
pub fn render_agenda_text(agenda: &Agenda) -> String {
    let mut text = String::new();
    for session in &agenda.sessions {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "Session {} ({})", session.number, clock(session.minutes));
        for item in &session.items {
            let id = item.id.as_deref().map_or(String::new(), |id| format!("  [{id}]"));
            let title = if item.kind == ItemKind::Break { "" } else { &item.title };
            let line = format!("  {:>5}  {:>3} min  {:<6}  {title}{id}", clock(item.start), item.minutes, item.kind.name());
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", sums(agenda));
    text
}

/// As Markdown, to be changed and handed out.
pub fn render_agenda_markdown(agenda: &Agenda, title: &str) -> String {
    let mut text = format!("# {}\n\n{}\n", one_line(title), sums(agenda));
    for session in &agenda.sessions {
        let _ = writeln!(
            text,
            "\n## Session {} ({})\n\n| from | minutes | what | |\n|---:|---:|---|---|",
            session.number,
            clock(session.minutes)
        );
        for item in &session.items {
            let id = item.id.as_deref().map_or(String::new(), |id| format!("`{id}`"));
            let title = one_line(&item.title).replace('|', "\\|");
            let what = if item.kind == ItemKind::Break { title } else { format!("{}: {title}", item.kind.name()) };
            let _ = writeln!(text, "| {} | {} | {what} | {id} |", clock(item.start), item.minutes);
        }
    }
    text
}

fn one_line(text: &str) -> String {
    crate::diagnostics::printable_line(text).into_owned()
}
