//! Home: what to do next, and all modules.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::destinations::{of_command, of_words};
use super::menu::{Entry, Menu};
use super::text::cut;
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::practice::{ModuleProgress, NextStep, foremost_steps, module_progress, practice_pool};
use crate::terminal::bar;

/// More steps are seen where they belong: in their modules.
const USUAL_STEPS: usize = 5;
/// A list with so many rows has room for what one can do at any time; elsewhere its keys do.
const ROOMY: u16 = 16;
/// What one can do at any time: its key, the arguments of `ecslab` that do it, and what it is.
const ANY_TIME: [(char, &str, &str); 4] = [
    ('r', "practice", "Practise: ten questions, mixed over lessons"),
    ('v', "review", "Review: what is due, in the minutes you have"),
    ('d', "drill", "Drill: made by the simulators and the linter, without end"),
    ('x', "exam", "Exam: against the clock, with an estimate of your score"),
];

/// The home screen.
#[derive(Debug, Default)]
pub struct Home {
    steps: Vec<NextStep>,
    modules: Vec<ModuleProgress>,
    /// Whether there is room for what one can do at any time.
    roomy: bool,
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
        entries.extend(self.any_time().map(|(key, _, what)| Entry::new(*what, key.to_string())));
        entries.extend([Entry::heading(""), Entry::heading("Modules")]);
        entries.extend(self.modules.iter().map(entry));
        entries
    }

    /// What one can do at any time and is not a step already.
    fn any_time(&self) -> impl Iterator<Item = &'static (char, &'static str, &'static str)> {
        let is_step = |command: &str| self.steps.iter().any(|step| step.command == [command]);
        ANY_TIME.iter().filter(move |(_, command, _)| self.roomy && !is_step(command))
    }

    fn first_module(&self) -> usize {
        self.steps.len() + self.any_time().count() + 3
    }

    /// Shows what there is room for; what was selected among the modules stays selected.
    fn make_room(&mut self, rows: u16) {
        if self.roomy == (rows >= ROOMY) {
            return;
        }
        let module = self.menu.selected().checked_sub(self.first_module());
        self.roomy = !self.roomy;
        self.menu.set(self.entries());
        if let Some(module) = module {
            self.menu.select(self.first_module() + module);
        }
    }

    fn chosen<'c>(&self, study: &mut Study<'c>) -> Action<'c> {
        let place = self.menu.selected();
        if let Some(module) = place.checked_sub(self.first_module()).and_then(|place| self.modules.get(place)) {
            return Action::Open(Destination::Module(module.id.clone()));
        }
        let Some(place) = place.checked_sub(1) else { return Action::Stay };
        if let Some(step) = self.steps.get(place) {
            return Action::Open(of_words(&step.command, study));
        }
        self.any_time().nth(place - self.steps.len()).map_or(Action::Stay, |(_, command, _)| at_any_time(command, study))
    }
}

/// Opens what one can do at any time.
fn at_any_time<'c>(command: &str, study: &mut Study<'c>) -> Action<'c> {
    if command == "practice" && practice_pool(study.course, &study.record, &[]).from_the_beginning {
        study.say("Nothing is begun yet, so these are questions of the first modules. Read first, or see what you know already.");
    }
    Action::Open(of_command(&[command], study))
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
        self.steps = foremost_steps(study.course, &study.record, study.now(), USUAL_STEPS);
        self.menu.set(self.entries());
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let gap = u16::from(area.height >= 14);
        let [summary, _, list] = Layout::vertical([Constraint::Length(1), Constraint::Length(gap), Constraint::Min(0)]).areas(area);
        let width = usize::from(summary.width);
        let [long, short] = self.summary();
        let text = if unicode_width::UnicodeWidthStr::width(long.as_str()) <= width { long } else { short };
        frame.render_widget(Line::styled(cut(&text, width), study.theme.dim()), summary);
        self.make_room(list.height);
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
                    KeyCode::Esc => return Action::Back,
                    KeyCode::Char(key) => {
                        let found = ANY_TIME.iter().find(|(own, ..)| *own == key);
                        return found.map_or(Action::Stay, |(_, command, _)| at_any_time(command, study));
                    }
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
