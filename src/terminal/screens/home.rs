//! Home: what to do next, and all modules.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::destinations::{REVIEW_MINUTES, of_command};
use super::menu::{Entry, Menu};
use super::text::cut;
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::practice::{ModuleProgress, NextStep, module_progress, next_steps};
use crate::terminal::bar;

/// More steps are seen where they belong: in their modules.
const MOST_STEPS: usize = 5;

/// The home screen.
#[derive(Debug, Default)]
pub struct Home {
    steps: Vec<NextStep>,
    modules: Vec<ModuleProgress>,
    menu: Menu,
}

impl Home {
    fn summary(&self) -> [String; 2] {
        let count = |of: fn(&ModuleProgress) -> (usize, usize)| {
            let (done, all) = self.modules.iter().map(of).fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
            (done, all)
        };
        let (lessons, questions, labs) = (count(|module| module.lessons), count(|module| module.questions), count(|module| module.labs));
        [
            format!(
                "{} of {} lessons read · {} of {} questions right · {} of {} labs passed",
                lessons.0, lessons.1, questions.0, questions.1, labs.0, labs.1
            ),
            format!("lessons {}/{} quiz {}/{} labs {}/{}", lessons.0, lessons.1, questions.0, questions.1, labs.0, labs.1),
        ]
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![Entry::heading("What to do next")];
        entries.extend(self.steps.iter().map(|step| Entry::new(&step.title, &step.reason)));
        entries.extend([Entry::heading(""), Entry::heading("Modules")]);
        entries.extend(self.modules.iter().map(entry));
        entries
    }

    fn first_module(&self) -> usize {
        self.steps.len() + 3
    }

    fn chosen<'c>(&self, study: &Study<'c>) -> Action<'c> {
        let place = self.menu.selected();
        if let Some(module) = place.checked_sub(self.first_module()).and_then(|place| self.modules.get(place)) {
            return Action::Open(Destination::Module(module.id.clone()));
        }
        match place.checked_sub(1).and_then(|place| self.steps.get(place)) {
            Some(step) => Action::Open(of_command(&step.command.iter().map(String::as_str).collect::<Vec<_>>(), study)),
            None => Action::Stay,
        }
    }
}

fn entry(module: &ModuleProgress) -> Entry {
    let parts = [module.lessons, module.questions, module.labs];
    let (done, all) = parts.iter().fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
    let [lessons, questions, labs] = parts.map(|(done, all)| format!("{done}/{all}"));
    let drawn = bar(done, all, 5, false);
    Entry::new(&module.title, format!("{drawn} {lessons:>4} lessons {questions:>6} quiz {labs:>4} labs"))
        .or(format!("{} {done}/{all}", bar(done, all, 5, false)))
        .or(format!("{done}/{all}"))
}

impl<'c> Screen<'c> for Home {
    fn title(&self, _study: &Study<'c>) -> String {
        "ecslab · learn Amazon ECR, ECS and Fargate by doing".to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        vec![
            ("↑↓", "choose"),
            ("Enter", "open"),
            ("/", "search"),
            ("p", "progress"),
            ("r", "practise"),
            ("v", "review"),
            ("x", "exams"),
            ("d", "drills"),
            ("Tab", "next or modules"),
        ]
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        self.modules = study.course.modules.iter().map(|module| module_progress(study.course, module, &study.record)).collect();
        self.steps = next_steps(study.course, &study.record, study.now());
        self.steps.truncate(MOST_STEPS);
        self.menu.set(self.entries());
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let gap = u16::from(area.height >= 14);
        let [summary, _, list] = Layout::vertical([Constraint::Length(1), Constraint::Length(gap), Constraint::Min(0)]).areas(area);
        let width = usize::from(summary.width);
        let [long, short] = self.summary();
        let text = if unicode_width::UnicodeWidthStr::width(long.as_str()) <= width { long } else { short };
        frame.render_widget(Line::styled(cut(&text, width), study.theme.dim()), summary);
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
                    KeyCode::Tab | KeyCode::BackTab => {
                        let in_modules = self.menu.selected() >= self.first_module();
                        self.menu.select(if in_modules { 1 } else { self.first_module() });
                    }
                    KeyCode::Char('p') => return Action::Open(Destination::Progress),
                    KeyCode::Char('r') => return Action::Open(of_command(&["practice"], study)),
                    KeyCode::Char('v') => return Action::Open(Destination::Review { minutes: REVIEW_MINUTES, confidence: true }),
                    KeyCode::Char('d') => return Action::Open(Destination::Drills),
                    KeyCode::Char('x') => return Action::Open(Destination::Exams),
                    KeyCode::Esc => return Action::Back,
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
