//! A module: its lessons, labs and questions.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Paragraph;

use super::destinations::quiz;
use super::menu::{Entry, Menu};
use super::text::words;
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::course::{Lab, Lesson, Module};

/// The screen of a module.
#[derive(Debug)]
pub struct ModuleScreen<'c> {
    module: &'c Module,
    /// For each entry of the menu where it leads; none for headings.
    leads: Vec<Option<Lead<'c>>>,
    menu: Menu,
}

#[derive(Debug, Clone, Copy)]
enum Lead<'c> {
    Lesson(&'c Lesson),
    Lab(&'c Lab),
    Quiz(&'c str),
}

impl<'c> ModuleScreen<'c> {
    /// The screen of this module.
    pub fn new(module: &'c Module) -> Self {
        Self { module, leads: Vec::new(), menu: Menu::default() }
    }

    fn fill(&mut self, study: &Study<'c>) {
        let id = self.module.id.as_str();
        let mut listed: Vec<(Option<Lead<'c>>, Entry)> = vec![(None, Entry::heading("Lessons"))];
        listed.extend(study.course.lessons_of(id).map(|lesson| (Some(Lead::Lesson(lesson)), lesson_entry(lesson, study))));
        let labs: Vec<&Lab> = study.course.labs_of(id).collect();
        if !labs.is_empty() {
            listed.push((None, Entry::heading("Labs")));
            listed.extend(labs.into_iter().map(|lab| (Some(Lead::Lab(lab)), lab_entry(lab, study))));
        }
        listed.push((None, Entry::heading("Questions")));
        let places = std::iter::once((id, "of the whole module"));
        let places = places.chain(study.course.lessons_of(id).map(|lesson| (lesson.id.as_str(), lesson.title.as_str())));
        for (place, title) in places {
            let (right, all) = study.right_of(place);
            if all > 0 {
                let mark = if right == all { "[x]" } else { "[ ]" };
                listed.push((Some(Lead::Quiz(place)), Entry::new(format!("{mark} {title}"), format!("{right} of {all} right"))));
            }
        }
        let (leads, entries) = listed.into_iter().unzip();
        self.leads = leads;
        self.menu.set(entries);
    }

    fn chosen(&self, study: &Study<'c>) -> Action<'c> {
        match self.leads.get(self.menu.selected()).copied().flatten() {
            Some(Lead::Lesson(lesson)) => Action::Open(Destination::Lesson { id: lesson.id.clone(), restart: false }),
            Some(Lead::Lab(lab)) => Action::Open(Destination::Lab(lab.id.clone())),
            Some(Lead::Quiz(place)) => Action::Open(quiz(place, study)),
            None => Action::Stay,
        }
    }
}

fn lesson_entry(lesson: &Lesson, study: &Study<'_>) -> Entry {
    let minutes = format!("{} min", lesson.minutes);
    let (mark, aside) = match study.record.resume(&lesson.id) {
        Some(section) => ("[~]", format!("begun, part {} · {minutes}", section + 1)),
        None if study.record.lessons_read.contains(&lesson.id) => ("[x]", format!("read · {minutes}")),
        None => ("[ ]", minutes.clone()),
    };
    Entry::new(format!("{mark} {}", lesson.title), aside).or(minutes)
}

fn lab_entry(lab: &Lab, study: &Study<'_>) -> Entry {
    let minutes = format!("{} min", lab.minutes);
    let mark = match study.record.labs.get(&lab.id) {
        Some(done) if done.passed => "[x]",
        Some(_) => "[~]",
        None => "[ ]",
    };
    let aside = if lab.needs_engine() { format!("containers · {minutes}") } else { minutes.clone() };
    Entry::new(format!("{mark} {}", lab.title), aside).or(minutes)
}

impl<'c> Screen<'c> for ModuleScreen<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        self.module.title.clone()
    }

    fn status(&self, _study: &Study<'c>) -> String {
        "[x] done  [~] begun".to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        vec![("↑↓", "choose"), ("Enter", "open"), ("Esc", "back")]
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        self.fill(study);
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let tracks: Vec<&str> = study.course.tracks_of(&self.module.id).map(|track| track.title.as_str()).collect();
        let tracks = if tracks.is_empty() { String::new() } else { format!(" On the way to: {}.", tracks.join(", ")) };
        let summary = words(&format!("{}{tracks}", self.module.summary), usize::from(area.width), study.theme.dim());
        let rows = u16::try_from(summary.len()).unwrap_or(1).min(area.height / 4);
        let [top, _, list] =
            Layout::vertical([Constraint::Length(rows), Constraint::Length(u16::from(rows > 0)), Constraint::Min(0)]).areas(area);
        frame.render_widget(Paragraph::new(summary), top);
        self.menu.draw(frame, list, true, study.theme);
    }

    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => {
                if let Some(movement) = Move::of(key, false) {
                    self.menu.go(movement);
                    return Action::Stay;
                }
                match key.code {
                    KeyCode::Enter | KeyCode::Right | KeyCode::Char('l' | ' ') => return self.chosen(study),
                    KeyCode::Esc | KeyCode::Left | KeyCode::Char('h') => return Action::Back,
                    _ => {}
                }
            }
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(study),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
