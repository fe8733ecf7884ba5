//! The search: all that has a name in the course and in the program, by words or some letters of it.

use std::cmp::Reverse;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::destinations::REVIEW_MINUTES;
use super::drill::Drilling;
use super::field::Field;
use super::fuzzy::{Fit, Pattern, Searched};
use super::menu::{Entry, Menu};
use super::{Action, Destination, Input, KeyHint, Move, Screen, Study};
use crate::course::Course;
use crate::lint::rules;
use crate::practice::drill::kinds;
use crate::terminal::render_inline;

/// Nobody reads further; another letter is faster.
const MOST: usize = 60;
/// What a search may have.
const LONGEST: usize = 80;

/// The search.
#[derive(Debug)]
pub struct Jump {
    field: Field,
    places: Vec<Place>,
    /// What fits, the best first.
    found: Vec<usize>,
    menu: Menu,
}

/// Somewhere to go.
#[derive(Debug)]
struct Place {
    kind: Kind,
    title: String,
    searched: Searched,
    destination: Destination<'static>,
}

/// What something is; of what fits alike, the first of these comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Module,
    Lesson,
    Lab,
    Screen,
    Exam,
    Drill,
    Term,
    AwsCommand,
    Command,
    Part,
    Rule,
}

impl Kind {
    /// What it is called in the list.
    fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Lesson => "lesson",
            Self::Lab => "lab",
            Self::Screen => "screen",
            Self::Exam => "exam",
            Self::Drill => "drill",
            Self::Term => "term",
            Self::AwsCommand => "AWS CLI",
            Self::Command => "command",
            Self::Part => "part",
            Self::Rule => "rule",
        }
    }
}

/// All places, as they are gathered.
#[derive(Debug, Default)]
struct Places(Vec<Place>);

impl Places {
    /// A place by its title, by other names, and by words that say more of it.
    fn add(&mut self, kind: Kind, title: &str, names: &[&str], more: &str, destination: Destination<'static>) {
        let searched = Searched::new(title, names, &format!("{more} {}", kind.name()));
        self.0.push(Place { kind, title: title.to_string(), searched, destination });
    }

    fn add_course(&mut self, course: &Course) {
        for module in &course.modules {
            self.add(Kind::Module, &module.title, &[&module.id], "", Destination::Module(module.id.clone()));
        }
        for lesson in &course.lessons {
            let destination = Destination::Lesson { id: lesson.id.clone(), restart: false };
            self.add(Kind::Lesson, &lesson.title, &[], &lesson.id, destination);
        }
        for lab in &course.labs {
            self.add(Kind::Lab, &lab.title, &[], &lab.id, Destination::Lab(lab.id.clone()));
        }
        for exam in &course.exams {
            let destination = Destination::ExamStart { profile: exam.id.clone(), items: None, seed: None };
            self.add(Kind::Exam, &format!("{} {}", exam.code, exam.title), &[&exam.code], "", destination);
        }
    }

    /// The parts of lessons by their headings; the first is the lesson itself.
    fn add_parts(&mut self, course: &Course) {
        for lesson in &course.lessons {
            for (part, section) in lesson.sections().iter().enumerate().skip(1) {
                let title = format!("{} · {}", render_inline(section.heading), lesson.title);
                self.add(Kind::Part, &title, &[section.heading], "", Destination::LessonPart { id: lesson.id.clone(), part });
            }
        }
    }

    fn add_reference(&mut self, course: &Course) {
        for term in &course.terms {
            let also: Vec<&str> = term.also.iter().map(String::as_str).collect();
            self.add(Kind::Term, &term.term, &also, "glossary", Destination::Term(term.term.clone()));
        }
        for command in &course.commands {
            let short = command.command.strip_prefix("aws ").unwrap_or(&command.command);
            let shortest = short.rsplit(' ').next().unwrap_or(short);
            self.add(Kind::AwsCommand, &command.command, &[short, shortest], "", Destination::AwsCommand(command.command.clone()));
        }
        for rule in rules() {
            let title = format!("{} {}", rule.code, rule.name);
            self.add(Kind::Rule, &title, &[rule.code, rule.name], "", Destination::Rule(rule.code.to_string()));
        }
    }

    fn add_program(&mut self, study: &Study<'_>) {
        for command in study.commands() {
            let title = format!("ecslab {}: {}", command.name, command.about);
            self.add(Kind::Command, &title, &[&command.name], "", Destination::Command(command.name.clone()));
        }
        for kind in kinds() {
            let destination = Destination::Drill(Drilling::of(Some(*kind), study.chance()));
            self.add(Kind::Drill, kind.title, &[], &format!("{} {}", kind.id, kind.trains), destination);
        }
        for (title, name, more, destination) in [
            ("Your progress", "progress", "heat map weak areas streak", Destination::Progress),
            ("Practice", "practise", "mixed questions", Destination::Practice),
            ("Exams", "exam", "", Destination::Exams),
            ("Drills", "drill", "simulators", Destination::Drills),
            ("Review", "reviews", "due", Destination::Review { minutes: REVIEW_MINUTES, confidence: true }),
        ] {
            self.add(Kind::Screen, title, &[name], more, destination);
        }
    }
}

impl Jump {
    /// A search over all that the course and the program have.
    pub fn new(study: &Study<'_>) -> Self {
        let mut places = Places::default();
        places.add_course(study.course);
        places.add_program(study);
        places.add_reference(study.course);
        places.add_parts(study.course);
        let mut jump = Self { field: Field::new(LONGEST), places: places.0, found: Vec::new(), menu: Menu::default() };
        jump.search();
        jump
    }

    fn search(&mut self) {
        let pattern = Pattern::new(self.field.text());
        let mut fitting: Vec<(Rank, usize)> =
            self.places.iter().enumerate().filter_map(|(index, place)| Some((rank(&pattern, place)?, index))).collect();
        if !pattern.is_empty() {
            fitting.sort();
        }
        self.found = fitting.into_iter().map(|(_, index)| index).take(MOST).collect();
        self.menu =
            Menu::new(self.found.iter().map(|index| Entry::new(&self.places[*index].title, self.places[*index].kind.name())).collect());
    }

    fn chosen<'c>(&self) -> Action<'c> {
        match self.found.get(self.menu.selected()) {
            Some(index) => Action::Replace(self.places[*index].destination.clone()),
            None => Action::Stay,
        }
    }
}

/// The place in the list, the least first: where only letters fit, how near they stand counts before what it is.
type Rank = (Reverse<Fit>, Reverse<i64>, Kind, Reverse<i64>);

fn rank(pattern: &Pattern, place: &Place) -> Option<Rank> {
    let (fit, score) = pattern.fit(&place.searched)?;
    let nearness = if fit == Fit::Letters { score } else { 0 };
    Some((Reverse(fit), Reverse(nearness), place.kind, Reverse(score)))
}

impl<'c> Screen<'c> for Jump {
    fn title(&self, _study: &Study<'c>) -> String {
        "Search".to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        vec![("type", "some letters"), ("↑↓", "choose"), ("Enter", "open"), ("Esc", "back")]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let [field, list] = Layout::vertical([Constraint::Length(2), Constraint::Min(0)]).areas(area);
        let width = usize::from(area.width).saturating_sub(4);
        // One row is enough: that with the cursor.
        let mut line = self.field.lines(width, study.theme).swap_remove(self.field.row(width));
        line.spans.insert(0, Span::styled("/ ", study.theme.key()));
        frame.render_widget(line, field);
        if self.found.is_empty() {
            frame.render_widget(Line::styled("Nothing has these letters.", study.theme.dim()), list);
        } else {
            self.menu.draw(frame, list, true, study.theme);
        }
    }

    fn handle(&mut self, input: Input, _study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => {
                let before = self.field.text().to_string();
                if self.field.key(key) {
                    if self.field.text() != before {
                        self.search();
                    }
                    return Action::Stay;
                }
                match (Move::of(key, true), key.code) {
                    (Some(movement), _) => self.menu.go(movement),
                    (_, KeyCode::Esc) => return Action::Back,
                    (_, KeyCode::Enter) => return self.chosen(),
                    _ => {}
                }
            }
            Input::Wheel(down) => self.menu.wheel(down),
            Input::Click(position) if self.menu.click(position) => return self.chosen(),
            Input::Click(_) | Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
