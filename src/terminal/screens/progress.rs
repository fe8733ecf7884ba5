//! Progress: days, weak areas, labs.

use crossterm::event::KeyCode;
use jiff::civil::Date;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::menu::{Entry, Menu};
use super::scroll::Scroll;
use super::text::{fit, words};
use super::{Action, Destination, Input, KeyHint, Move, Screen, Sitting, Study};
use crate::counted::counted;
use crate::practice::{Activity, WeakArea, module_progress, weak_areas};
use crate::progress::{date_of, told_of_days_to_come};
use crate::terminal::bar;

/// Half a year.
const MOST_WEEKS: usize = 26;
const DAYS: [&str; 7] = ["Mon", "", "Wed", "", "Fri", "", "Sun"];
const VIEWS: [&str; 3] = ["Days", "Weak areas", "Labs"];

/// The progress screen.
#[derive(Debug, Default)]
pub struct ProgressScreen<'c> {
    view: usize,
    activity: Activity,
    today: Date,
    scroll: Scroll,
    weak: Vec<WeakArea<'c>>,
    weak_menu: Menu,
    labs: Vec<&'c str>,
    lab_menu: Menu,
}

impl<'c> ProgressScreen<'c> {
    fn fill_weak(&mut self, study: &Study<'c>) {
        self.weak = weak_areas(study.course, &study.record, self.today);
        let entry = |area: &WeakArea<'_>| {
            let count = format!("{} of {} right", area.right, area.answered);
            Entry::new(&area.name, format!("{}  {count:>14}", bar(area.right, area.answered, 12, false))).or(count)
        };
        self.weak_menu.set(self.weak.iter().map(entry).collect());
    }

    fn fill_labs(&mut self, study: &Study<'c>) {
        let entry = |lab: &'c crate::course::Lab| {
            // A title says what is at stake; the module says what it is about.
            let module = lab.id.rsplit_once('/').and_then(|(module, _)| study.course.module(module));
            let title = module.map_or_else(|| lab.title.clone(), |module| format!("{} ({})", lab.title, module.title));
            let Some(done) = study.record.labs.get(&lab.id) else {
                return Entry::new(format!("[ ] {title}"), format!("{} min", lab.minutes));
            };
            let (mark, state) = if done.passed { ("[x]", "passed") } else { ("[~]", "begun") };
            let solution = if done.solution_shown { ", solution shown" } else { "" };
            let hints = counted(done.hints.len(), "hint");
            let checks = counted(done.attempts, "check");
            Entry::new(format!("{mark} {title}"), format!("{state}: {checks}, {hints}{solution}")).or(state)
        };
        self.labs = study.course.labs.iter().map(|lab| lab.id.as_str()).collect();
        self.lab_menu.set(study.course.labs.iter().map(entry).collect());
    }

    fn days(&self, width: usize, study: &Study<'c>) -> Vec<Line<'static>> {
        let theme = study.theme;
        let mut lines = words(&self.activity.presence(self.today), width, theme.strong());
        lines.push(Line::default());
        let weeks = self.activity.weeks((width.saturating_sub(5) / 2).clamp(1, MOST_WEEKS), self.today);
        let mut months = String::new();
        for (number, (first, _)) in weeks.iter().enumerate() {
            // A name is wider than its week: only where it begins and there is room.
            let begins = first.day() <= 7 && months.len() <= 2 * number;
            if begins {
                months.push_str(&" ".repeat((2 * number).saturating_sub(months.len())));
                months.push_str(&first.strftime("%b").to_string());
            }
        }
        lines.push(Line::styled(format!("     {months}"), theme.dim()));
        for (row, name) in DAYS.iter().enumerate() {
            let mut spans = vec![Span::styled(format!("{name:<5}"), theme.dim())];
            spans.extend(weeks.iter().map(|(_, days)| match days[row] {
                Some(0) => Span::styled("· ", theme.dim()),
                Some(count) => Span::styled(format!("{} ", shade(count)), theme.good()),
                None => Span::raw("  "),
            }));
            lines.push(Line::from(spans));
        }
        let legend = "Parts read, answers, checks and hints a day: · none  ░ to 4  ▒ to 14  ▓ to 29  █ more";
        lines.extend(words(legend, width, theme.dim()));
        lines.push(Line::default());
        let names = width.saturating_sub(24).min(34);
        for module in &study.course.modules {
            let progress = module_progress(study.course, module, &study.record);
            let parts = [progress.lessons, progress.questions, progress.labs];
            let (done, all) = parts.iter().fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
            lines.push(Line::raw(format!("{}  {}  {done:>3} of {all:>3}", fit(&module.title, names), bar(done, all, 10, false))));
        }
        lines
    }

    /// Why there are no weak areas.
    fn no_weak_areas(&self, study: &Study<'c>) -> &'static str {
        let mut answers = study.record.answers.values();
        match (answers.len(), answers.all(|answer| answer.latest_correct)) {
            (0, _) => "Nothing is answered yet: r at home asks ten questions.",
            (_, true) => "No weak areas: what you answered is right. `/` finds something new.",
            (_, false) => "Too few answers to tell: an area is judged from its second answer on. r at home asks more.",
        }
    }

    fn chosen(&self) -> Action<'c> {
        match self.view {
            1 => match self.weak.get(self.weak_menu.selected()) {
                Some(area) => {
                    let sitting = Sitting::quiz(area.name.as_str(), area.questions.clone());
                    Action::Open(Destination::Quiz(Sitting { answered: area.today.clone(), ..sitting }))
                }
                None => Action::Stay,
            },
            2 => self.labs.get(self.lab_menu.selected()).map_or(Action::Stay, |id| Action::Open(Destination::Lab((*id).to_string()))),
            _ => Action::Stay,
        }
    }

    fn go(&mut self, movement: Move) {
        match self.view {
            0 => self.scroll.go(movement),
            1 => self.weak_menu.go(movement),
            _ => self.lab_menu.go(movement),
        }
    }
}

fn shade(count: usize) -> char {
    match count {
        0..=4 => '░',
        5..=14 => '▒',
        15..=29 => '▓',
        _ => '█',
    }
}

impl<'c> Screen<'c> for ProgressScreen<'c> {
    fn title(&self, _study: &Study<'c>) -> String {
        "Your progress".to_string()
    }

    fn keys(&self, _study: &Study<'c>) -> Vec<KeyHint> {
        match self.view {
            0 => vec![("Tab", "next view"), ("↑↓", "scroll"), ("Esc", "back")],
            1 => vec![("Tab", "next view"), ("↑↓", "choose"), ("Enter", "ask again"), ("Esc", "back")],
            _ => vec![("Tab", "next view"), ("↑↓", "choose"), ("Enter", "open"), ("Esc", "back")],
        }
    }

    fn entered(&mut self, study: &mut Study<'c>) {
        let events = study.events();
        if let Some(told) = told_of_days_to_come(&events, study.now()) {
            study.say(told);
        }
        self.activity = Activity::of(&events);
        self.today = date_of(study.now());
        self.fill_weak(study);
        self.fill_labs(study);
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>) {
        let [tabs, _, body] = Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Min(0)]).areas(area);
        frame.render_widget(super::tabs::line(&VIEWS, self.view, study.theme), tabs);
        match self.view {
            0 => {
                let lines = self.days(usize::from(body.width) - 2, study);
                self.scroll.draw(frame, body, &lines, study.theme);
            }
            1 if self.weak.is_empty() => {
                let text = self.no_weak_areas(study);
                frame.render_widget(ratatui::widgets::Paragraph::new(words(text, usize::from(body.width), study.theme.dim())), body);
            }
            1 => self.weak_menu.draw(frame, body, true, study.theme),
            _ => self.lab_menu.draw(frame, body, true, study.theme),
        }
    }

    fn handle(&mut self, input: Input, _study: &mut Study<'c>) -> Action<'c> {
        match input {
            Input::Key(key) => match (Move::of(key, false), key.code) {
                (Some(movement), _) => self.go(movement),
                (_, KeyCode::Tab | KeyCode::Right | KeyCode::Char('l')) => self.view = (self.view + 1) % VIEWS.len(),
                (_, KeyCode::BackTab | KeyCode::Left | KeyCode::Char('h')) => self.view = (self.view + VIEWS.len() - 1) % VIEWS.len(),
                (_, KeyCode::Enter) => return self.chosen(),
                (_, KeyCode::Esc) => return Action::Back,
                _ => {}
            },
            Input::Wheel(down) if self.view == 0 => self.scroll.wheel(down),
            Input::Wheel(down) => self.go(if down { Move::Down } else { Move::Up }),
            Input::Click(position) => {
                let menu = if self.view == 1 { &mut self.weak_menu } else { &mut self.lab_menu };
                if self.view > 0 && menu.click(position) {
                    return self.chosen();
                }
            }
            Input::Lab(_) | Input::Tick => {}
        }
        Action::Stay
    }
}
