//! The full screen without a terminal: what is drawn after which keys.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ecslab::course::{Content, Course, Lab, Question, QuestionType, Track};
use ecslab::lab::CheckState;
use ecslab::practice::drill::examples;
use ecslab::progress::{Confidence, Event, EventKind, ExamEnd, StoredEvent};
use ecslab::terminal::screens::{App, Ask, Destination, Drilling, Edit, Finished, LabNews, Outcome, Sitting, Study, Theme, World};
use ecslab::terminal::search::ProgramCommand;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 12), (120, 40)];
const NOW: &str = "2026-03-11T09:00:00Z";

/// What the screens do to the world.
#[derive(Debug, Default)]
struct Seen {
    events: Vec<StoredEvent>,
    watched: Vec<PathBuf>,
    stopped: usize,
    reset: usize,
    /// How long the program has run.
    seconds: i64,
    news: VecDeque<LabNews>,
    /// Whether the solution of the lab lies in its workspace.
    solution: bool,
    /// What keeping an event ends with, where it fails.
    refusal: Option<String>,
}

/// A world that only remembers.
struct Made {
    seen: Rc<RefCell<Seen>>,
}

impl World for Made {
    fn events(&mut self) -> Result<Vec<StoredEvent>, String> {
        Ok(self.seen.borrow().events.clone())
    }

    fn remember(&mut self, events: &[Event]) -> Result<(), String> {
        if let Some(refusal) = &self.seen.borrow().refusal {
            return Err(refusal.clone());
        }
        let at = self.now().to_string();
        let stored =
            |event: &Event| StoredEvent { id: String::new(), at: at.clone(), subject: event.subject.clone(), kind: event.kind.clone() };
        self.seen.borrow_mut().events.extend(events.iter().map(stored));
        Ok(())
    }

    fn now(&self) -> Timestamp {
        NOW.parse::<Timestamp>().expect("a time") + self.running()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(1))
    }

    fn running(&self) -> SignedDuration {
        SignedDuration::from_secs(self.seen.borrow().seconds)
    }

    fn chance(&self) -> u64 {
        7
    }

    fn place_of(&self, lab: &Lab) -> PathBuf {
        Path::new("/home/you/ecslab-labs").join(&lab.id)
    }

    fn start_lab(&mut self, lab: &Lab) -> Result<PathBuf, String> {
        Ok(self.place_of(lab))
    }

    fn reset_lab(&mut self, _lab: &Lab, folder: &Path) -> Result<PathBuf, String> {
        self.seen.borrow_mut().reset += 1;
        self.seen.borrow_mut().solution = false;
        Ok(folder.with_extension("before-reset-1"))
    }

    fn write_solution(&mut self, _lab: &Lab, folder: &Path) -> Result<PathBuf, String> {
        self.seen.borrow_mut().solution = true;
        Ok(folder.join("solution"))
    }

    fn written_solution(&self, folder: &Path) -> Option<PathBuf> {
        self.seen.borrow().solution.then(|| folder.join("solution"))
    }

    fn watch_lab(&mut self, _lab: &Lab, folder: &Path) -> Result<(), String> {
        self.seen.borrow_mut().watched.push(folder.to_path_buf());
        Ok(())
    }

    fn stop_watching(&mut self) {
        self.seen.borrow_mut().stopped += 1;
    }

    fn news(&mut self) -> Option<LabNews> {
        self.seen.borrow_mut().news.pop_front()
    }
}

/// The course that is made up for these tests.
fn course() -> Course {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/course");
    let (course, problems) = Course::load(&Content::Folder(folder));
    assert!(problems.is_empty(), "{problems:?}");
    course
}

fn commands() -> Vec<ProgramCommand> {
    let command = |name: &str, about: &str| ProgramCommand {
        name: name.to_string(),
        about: about.to_string(),
        help: format!("{about}.\n\nUsage: ecslab {name} [PATH]..."),
    };
    vec![command("lint", "Check ECS, ECR and IAM documents"), command("doctor", "Say what this machine has")]
}

/// The application before somebody who has done `events`.
struct Desk<'c> {
    app: App<'c>,
    seen: Rc<RefCell<Seen>>,
}

impl<'c> Desk<'c> {
    fn new(course: &'c Course, events: &[(&str, &str, EventKind)], first: Destination<'c>) -> Self {
        Self::with_colours(course, events, first, true)
    }

    fn with_colours(course: &'c Course, events: &[(&str, &str, EventKind)], first: Destination<'c>, colours: bool) -> Self {
        let stored = |(at, subject, kind): &(&str, &str, EventKind)| StoredEvent {
            id: String::new(),
            at: (*at).to_string(),
            subject: (*subject).to_string(),
            kind: kind.clone(),
        };
        let seen = Rc::new(RefCell::new(Seen { events: events.iter().map(stored).collect(), ..Seen::default() }));
        let world = Made { seen: Rc::clone(&seen) };
        let study = Study::new(course, Theme { colours }, Box::new(world), commands).expect("the record is read");
        Self { app: App::new(study, first), seen }
    }

    /// Presses keys: letters, and names in angle brackets.
    fn press(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let (code, length) = match rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                Some((name, _)) => (named(name), name.len() + 2),
                None => (KeyCode::Char(c), c.len_utf8()),
            };
            self.app.handle(&TerminalEvent::Key(KeyEvent::new(code, KeyModifiers::NONE)));
            rest = &rest[length..];
        }
        self
    }

    fn control(&mut self, c: char) -> Ask {
        self.app.handle(&TerminalEvent::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)))
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.app.handle(&TerminalEvent::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
        self
    }

    fn hear(&mut self, news: impl IntoIterator<Item = LabNews>) -> &mut Self {
        self.seen.borrow_mut().news.extend(news);
        self.app.tick();
        self
    }

    fn terminal(&mut self, (columns, rows): (u16, u16)) -> Terminal<TestBackend> {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a backend in memory");
        terminal.draw(|frame| self.app.draw(frame)).expect("draws");
        terminal
    }

    /// What is seen, a row a line; each row fills its columns exactly, whatever the width of its characters.
    fn picture(&mut self, size: (u16, u16)) -> String {
        let terminal = self.terminal(size);
        let buffer = terminal.backend().buffer();
        let mut rows = Vec::new();
        for y in 0..size.1 {
            let mut row = String::new();
            let mut x = 0;
            while x < size.0 {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(symbol);
                // The cell behind a wide character is covered by it.
                x += u16::try_from(symbol.width().max(1)).expect("small");
            }
            assert_eq!(row.width(), usize::from(size.0), "row {y}: {row}");
            rows.push(row.trim_end().to_string());
        }
        rows.join("\n")
    }

    fn text(&mut self) -> String {
        self.picture((80, 24))
    }

    fn kinds(&self) -> Vec<(String, EventKind)> {
        self.seen.borrow().events.iter().map(|event| (event.subject.clone(), event.kind.clone())).collect()
    }
}

fn named(name: &str) -> KeyCode {
    match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "del" => KeyCode::Delete,
        "f1" => KeyCode::F(1),
        "backtab" => KeyCode::BackTab,
        "back" => KeyCode::Backspace,
        other => panic!("no key is called {other}"),
    }
}

fn answered(correct: bool) -> EventKind {
    given(vec![0], None, correct)
}

/// A first answer in a quiz.
fn given(chosen: Vec<usize>, text: Option<&str>, correct: bool) -> EventKind {
    EventKind::Answered { chosen, text: text.map(str::to_string), correct, repetition: false, session: None, confidence: None }
}

/// Somebody in the middle of the course.
fn begun() -> Vec<(&'static str, &'static str, EventKind)> {
    vec![
        ("2026-01-19T18:00:00Z", "basics/ports", EventKind::LessonOpened { section: 0 }),
        ("2026-03-02T18:00:00Z", "basics/ports", EventKind::LessonRead),
        ("2026-03-09T18:00:00Z", "basics/sizes", EventKind::LessonOpened { section: 1 }),
        ("2026-03-09T18:10:00Z", "made-up-single", answered(false)),
        ("2026-03-09T18:11:00Z", "made-up-multiple", answered(false)),
        ("2026-03-10T18:12:00Z", "made-up-order", answered(true)),
        ("2026-03-10T18:12:00Z", "made-up-match", answered(true)),
        ("2026-03-10T18:12:00Z", "made-up-text", answered(true)),
        ("2026-03-10T18:14:00Z", "basics/one-line", EventKind::LabStarted { folder: "/home/you/ecslab-labs/basics/one-line".into() }),
        ("2026-03-10T18:15:00Z", "basics/one-line", EventKind::HintShown { level: 0 }),
    ]
}

fn quiz<'c>(course: &'c Course, ids: &[&str]) -> Destination<'c> {
    let find = |id: &&str| course.questions.iter().find(|question| question.id == **id).expect("it is there");
    Destination::Quiz(Sitting::quiz("Sizes of a task", ids.iter().map(find).collect()))
}

fn lesson(id: &str) -> Destination<'static> {
    Destination::Lesson { id: id.to_string(), restart: false }
}

/// Every screen at every size, as one snapshot a screen.
fn assert_pictures(name: &str, mut desk: Desk<'_>) {
    assert_pictures_of(name, &mut desk);
}

/// As [`assert_pictures`], to go on after it.
fn assert_pictures_of(name: &str, desk: &mut Desk<'_>) {
    let pictures: Vec<String> = SIZES.iter().map(|size| format!("{} x {}\n\n{}\n", size.0, size.1, desk.picture(*size))).collect();
    insta::assert_snapshot!(name, pictures.join("\n"));
}

#[test]
fn home_shows_what_to_do_next_and_all_modules() {
    let course = course();
    assert_pictures("home", Desk::new(&course, &begun(), Destination::Home));
}

#[test]
fn a_module_says_to_which_tracks_it_belongs() {
    let mut course = course();
    let track = |id: &str, modules: &[&str]| Track {
        id: id.to_string(),
        title: format!("The way of {id}"),
        summary: String::new(),
        modules: modules.iter().map(ToString::to_string).collect(),
    };
    course.tracks = vec![track("a", &["basics"]), track("b", &["wide"]), track("c", &["basics", "wide"])];
    let mut desk = Desk::new(&course, &[], Destination::Module("basics".to_string()));
    assert!(desk.text().contains("On the way to: The way of a, The way of c."), "{}", desk.text());
}

#[test]
fn a_module_shows_its_lessons_labs_and_questions() {
    let course = course();
    assert_pictures("module", Desk::new(&course, &begun(), Destination::Module("basics".to_string())));
}

#[test]
fn a_lesson_is_drawn_with_tables_code_and_links() {
    let course = course();
    assert_pictures("lesson", Desk::new(&course, &[], lesson("basics/sizes")));
    let mut desk = Desk::new(&course, &[], lesson("basics/sizes"));
    desk.press("n");
    assert_pictures("lesson_code", desk);
}

#[test]
fn wide_characters_stay_in_their_columns() {
    let course = course();
    assert_pictures("wide_lesson", Desk::new(&course, &[], lesson("wide/容器")));
    assert_pictures("wide_module", Desk::new(&course, &[], Destination::Module("wide".to_string())));
    assert_pictures("wide_question", Desk::new(&course, &[], quiz(&course, &["made-up-wide"])));
}

#[test]
fn each_kind_of_question_is_drawn_with_its_answer_in_the_making() {
    let course = course();
    for (id, keys) in [
        ("made-up-single", "<down>"),
        ("made-up-multiple", "a<down><down>"),
        ("made-up-order", "b<down>a"),
        ("made-up-match", "cb"),
        ("made-up-text", "aws q?/"),
    ] {
        let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
        desk.press(keys);
        assert_pictures(&id.replace("made-up", "question").replace('-', "_"), desk);
    }
}

#[test]
fn feedback_explains_every_option_and_the_score_is_told_by_objective() {
    let course = course();
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-single", "made-up-multiple"]));
    desk.press("a<enter>");
    assert_pictures("feedback", desk);
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-single", "made-up-multiple"]));
    desk.press("b<enter><enter>a<enter><enter>ab<enter><enter>");
    assert_pictures("score", desk);
}

#[test]
fn a_lab_shows_its_checks_while_they_run() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), Destination::Lab("basics/one-line".to_string()));
    desk.hear([
        LabNews::Begun,
        LabNews::Started("accepted".to_string()),
        LabNews::Started("small".to_string()),
        ended("small", CheckState::Failed),
    ]);
    assert_pictures("lab_running", desk);
    let mut desk = Desk::new(&course, &begun(), Destination::Lab("basics/one-line".to_string()));
    desk.hear([ended("accepted", CheckState::Failed), ended("small", CheckState::Passed), finished(&["small"], &["accepted"])])
        .press("<tab>");
    assert_pictures("lab_failed", desk);
    assert_pictures("lab_not_started", Desk::new(&course, &[], Destination::Lab("basics/one-line".to_string())));
}

#[test]
fn progress_shows_days_weak_areas_and_labs() {
    let course = course();
    for (name, keys) in [("progress_days", ""), ("progress_weak", "<tab>"), ("progress_labs", "<tab><tab>")] {
        let mut desk = Desk::new(&course, &begun(), Destination::Progress);
        desk.press(keys);
        assert_pictures(name, desk);
    }
}

#[test]
fn the_search_the_keys_and_a_rule_are_drawn() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.press("/size");
    assert_pictures("search", desk);
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.press("?");
    assert_pictures("keys", desk);
    let mut desk = Desk::new(&course, &[], Destination::Command("lint".to_string()));
    assert!(desk.text().contains("Usage: ecslab lint"));
    let mut desk = Desk::new(&course, &[], Destination::Rule("ECS101".to_string()));
    let text = desk.text();
    assert!(text.contains("ECS101 fargate-invalid-size") && text.contains("Severity: error"), "{text}");
}

fn ended(id: &str, state: CheckState) -> LabNews {
    let details = match state {
        CheckState::Passed => Vec::new(),
        _ => vec!["expected: 512".to_string(), "seen: 4096".to_string()],
    };
    let findings = usize::from(state == CheckState::Failed);
    LabNews::Ended(Outcome { id: id.to_string(), state, details, findings, hint: (state == CheckState::Failed).then_some(1) })
}

fn finished(passed: &[&str], failed: &[&str]) -> LabNews {
    let owned = |ids: &[&str]| ids.iter().map(ToString::to_string).collect();
    LabNews::Finished(Finished { passed: owned(passed), failed: owned(failed), missing: None })
}

#[test]
fn a_small_terminal_shows_a_notice_and_the_screen_comes_back_when_it_grows() {
    let course = course();
    let mut desk = Desk::new(&course, &[], lesson("basics/sizes"));
    for size in [(39, 24), (80, 9), (20, 5), (2, 2), (1, 1)] {
        let text = desk.picture(size);
        assert!(!text.contains("Sizes"), "{size:?}: {text}");
    }
    assert_eq!(desk.picture((40, 9)), "ecslab needs at least 40 x 10; this is\n40 x 9. Enlarge the window, or q.\n\n\n\n\n\n\n");
    assert!(desk.picture((40, 10)).contains("Sizes of a task"));
    // Nobody acts on what is not seen.
    for id in ["made-up-single", "made-up-text"] {
        let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
        desk.picture((39, 9));
        desk.press("a<enter>?<esc>").mouse(MouseEventKind::Down(MouseButton::Left), 5, 5);
        desk.app.handle(&TerminalEvent::Paste("awsvpc".to_string()));
        assert!(desk.kinds().is_empty());
        assert_eq!(desk.text(), Desk::new(&course, &[], quiz(&course, &[id])).text());
        desk.picture((39, 9));
        desk.press("q");
        assert!(desk.app.is_ended(), "{id}");
    }
}

#[test]
fn every_screen_is_drawn_at_every_size_without_a_panic() {
    let course = course();
    let all = course.questions.iter().map(|question| question.id.as_str()).collect::<Vec<_>>();
    let destinations = [
        Destination::Home,
        Destination::Module("wide".to_string()),
        lesson("wide/容器"),
        quiz(&course, &all),
        Destination::Lab("basics/one-line".to_string()),
        Destination::Progress,
        Destination::Jump,
        Destination::Review { minutes: 20, confidence: true },
        Destination::Exams,
        Destination::Drills,
        Destination::Drill(Drilling::of(None, 1)),
        exam_start(4),
        Destination::Rule("ECS101".to_string()),
    ];
    for destination in destinations {
        let mut desk = Desk::new(&course, &begun(), destination);
        for size in [(1, 1), (40, 10), (41, 11), (63, 17), (300, 100), (40, 300), (300, 10)] {
            desk.terminal(size);
            desk.press("<down><down><pgdn>");
            desk.terminal(size);
        }
    }
}

#[test]
fn without_colours_nothing_is_coloured_and_every_mark_is_still_there() {
    let course = course();
    for destination in [Destination::Home, quiz(&course, &["made-up-single"]), lesson("basics/sizes"), Destination::Progress] {
        for colours in [false, true] {
            let mut desk = Desk::with_colours(&course, &begun(), destination.clone(), colours);
            let terminal = desk.terminal((80, 24));
            let coloured = terminal.backend().buffer().content().iter().any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
            assert_eq!(coloured, colours, "{destination:?}");
        }
    }
    let mut desk = Desk::with_colours(&course, &[], quiz(&course, &["made-up-single"]), false);
    assert!(desk.press("a<enter>").text().contains("Not right. The answer is b."));
}

#[test]
fn a_way_through_home_lesson_quiz_and_back_is_recorded() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.press("<enter>");
    assert!(desk.text().contains("part 1 of 3"), "{}", desk.text());
    desk.press("nn");
    // Enter shows the rest of a part before the next.
    assert!(!desk.text().contains("The last line."));
    desk.press("<enter>");
    assert!(desk.text().contains("The last line."), "{}", desk.text());
    desk.press("<enter>");
    assert!(desk.text().contains("Answer 4 questions on it"), "{}", desk.text());
    desk.press("<enter>b<enter>");
    assert!(desk.text().contains("Right."), "{}", desk.text());
    desk.press("<esc>");
    assert!(desk.text().contains("1 of 4 right"), "the list knows it: {}", desk.text());
    desk.press("<esc>");
    assert!(desk.text().contains("1 of 3 lessons read · 1 of 6 questions right"), "{}", desk.text());
    let kinds = desk.kinds();
    let opened = |section| ("basics/sizes".to_string(), EventKind::LessonOpened { section });
    assert_eq!(kinds[..2], [opened(1), opened(2)]);
    assert_eq!(kinds[2], ("basics/sizes".to_string(), EventKind::LessonRead));
    assert_eq!(kinds[3..], [("made-up-single".to_string(), given(vec![1], None, true))]);
    desk.press("q");
    assert!(desk.app.is_ended());
}

#[test]
fn a_lesson_goes_on_where_it_was_left() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), lesson("basics/sizes"));
    assert!(desk.text().contains("part 2 of 3"));
    desk.press("q");
    let farewell = desk.app.farewell().expect("a farewell");
    assert_eq!((farewell.text.as_str(), farewell.open), ("Go on later with: ecslab learn basics/sizes", false));
    let restart = Destination::Lesson { id: "basics/sizes".to_string(), restart: true };
    assert!(Desk::new(&course, &begun(), restart).text().contains("part 1 of 3"));
}

#[test]
fn a_look_into_a_lesson_begins_nothing() {
    let course = course();
    let mut desk = Desk::new(&course, &[], lesson("basics/sizes"));
    desk.press("<esc>");
    assert!(desk.kinds().is_empty(), "{:?}", desk.kinds());
    // Who goes on begins it, and who goes back to its first part takes that back.
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.press("<enter>n<esc>");
    assert!(desk.text().contains("you stopped at part 2 of 3"), "{}", desk.text());
    desk.press("<enter><left><esc>");
    assert!(!desk.text().contains("you stopped"), "{}", desk.text());
    // A lesson that is read stays read.
    let read = [("2026-03-02T18:00:00Z", "basics/sizes", EventKind::LessonRead)];
    let mut desk = Desk::new(&course, &read, Destination::Module("basics".to_string()));
    assert!(desk.press("<enter>n<esc>").text().contains("[x] Sizes of a task"), "{}", desk.text());
}

#[test]
fn home_offers_practice_review_drills_and_exams_where_there_is_room() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Home);
    let text = desk.text();
    for offered in ["Practise:", "Review:", "Drill:", "Exam:"] {
        assert!(text.contains(offered), "{offered}: {text}");
    }
    assert!(!desk.picture((80, 14)).contains("Practise:"));
    for keys in ["r", "<down><enter>"] {
        let mut desk = Desk::new(&course, &[], Destination::Home);
        desk.text();
        assert!(desk.press(keys).text().contains("Nothing is begun yet"), "{keys}: {}", desk.text());
        assert!(desk.text().contains("1 of"), "{}", desk.text());
    }
    let mut desk = Desk::new(&course, &begun(), Destination::Home);
    assert!(!desk.press("r").text().contains("Nothing is begun yet"), "{}", desk.text());
    // What is selected among the modules stays selected when the window changes.
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.text();
    desk.press("<tab><down>");
    for size in [(80, 24), (80, 12), (80, 24)] {
        assert!(desk.picture(size).contains("> コンテナ入門"), "{}", desk.picture(size));
    }
}

#[test]
fn commands_in_a_lesson_open_what_they_do() {
    let course = course();
    for (number, seen) in [("2", "of 4"), ("3", "Lab: One line is wrong"), ("4", "fargate-invalid-size"), ("5", "1 of 5")] {
        let mut desk = Desk::new(&course, &[], lesson("basics/ports"));
        let text = desk.text();
        assert!(text.contains("  2 Questions: Sizes of a task") && text.contains("  5 Drill: "), "{text}");
        assert!(!text.contains("  6 "), "a command for files of one's own is none to open: {text}");
        assert!(desk.press(number).text().contains(seen), "{number}: {}", desk.text());
    }
}

#[test]
fn links_open_by_their_number() {
    let course = course();
    let mut desk = Desk::new(&course, &[], lesson("basics/sizes"));
    assert!(desk.press("1").text().contains("fargate-invalid-size"));
    assert!(desk.press("<esc>2").text().contains("Ports of a task"));
    assert!(desk.press("1").text().contains("Open it in a browser:"), "{}", desk.text());
    assert!(!desk.press("9").text().contains("browser"), "a message goes with the next key");
}

#[test]
fn answers_are_judged_as_they_are_given() {
    let course = course();
    for (id, keys, correct, chosen, text) in [
        ("made-up-single", "<down><down><enter>", true, vec![1], None),
        ("made-up-single", "<up><enter>", false, vec![3], None),
        ("made-up-single", "c<enter>", false, vec![2], None),
        ("made-up-multiple", " b<enter>", true, vec![0, 1], None),
        ("made-up-multiple", "abcc<enter>", true, vec![0, 1], None),
        ("made-up-multiple", "a<enter>", false, vec![0], None),
        ("made-up-text", "bridge<back><back><back><back><back><back>AwsVpc<enter>", true, vec![], Some("AwsVpc")),
        ("made-up-text", "wsxvc<left>p<left><left><left><del><home>a<enter>", true, vec![], Some("awsvpc")),
    ] {
        let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
        desk.press(keys);
        assert_eq!(desk.kinds(), [(id.to_string(), given(chosen, text, correct))], "{keys}");
    }
}

/// The keys that answer a question rightly.
fn right_keys(question: &Question) -> String {
    if question.kind == QuestionType::Text {
        return question.options.iter().find(|option| option.correct).expect("one is right").text.clone();
    }
    let shown = question.shown_order();
    let letter = |index: &usize| Question::letter(shown.iter().position(|place| place == index).expect("shown"));
    question.correct().iter().map(letter).collect()
}

#[test]
fn an_order_and_a_match_are_given_by_letters_and_can_be_taken_back() {
    let course = course();
    for id in ["made-up-order", "made-up-match"] {
        let letters = right_keys(course.question(id).expect("it is there"));
        let reversed: String = letters.chars().rev().collect();
        for (keys, correct) in [(letters.clone(), true), (reversed, false), (format!("{}<back>{letters}", &letters[..1]), true)] {
            let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
            desk.press(&keys).press("<enter>");
            let kinds = desk.kinds();
            let [(_, EventKind::Answered { correct: judged, .. })] = kinds.as_slice() else { panic!("{keys}: {kinds:?}") };
            assert_eq!(*judged, correct, "{id} {keys}");
        }
        let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
        assert!(desk.press(&letters[..1]).press("<enter>").text().contains("1 of 3 "), "{}", desk.text());
        assert!(desk.kinds().is_empty());
    }
}

#[test]
fn enter_answers_nothing_where_nothing_is_chosen_or_typed() {
    let course = course();
    for (id, keys, told) in [
        ("made-up-single", "", "Choose an option first: ↑↓ or its letter."),
        ("made-up-single", " ", "Choose an option first"),
        ("made-up-single", "b<back>", "Choose an option first"),
        ("made-up-multiple", "<down>", "Mark what is right first"),
        ("made-up-order", "", "0 of 3 chosen."),
        ("made-up-match", "", "0 of 3 paired."),
        ("made-up-text", " ", "Type the answer first."),
    ] {
        let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
        let text = desk.press(keys).press("<enter><enter>").text();
        assert!(text.contains(told), "{id}: {text}");
        assert!(desk.kinds().is_empty(), "{id}");
    }
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-single"]));
    assert!(!desk.text().contains("> ("), "nothing looks chosen: {}", desk.text());
    assert!(desk.press("<down>").text().contains("> (x) a)"), "{}", desk.text());
    let mut desk = Desk::new(
        &course,
        &[],
        Destination::Drill(Drilling { only: examples().next().map(|drill| drill.address), ..Drilling::of(None, 1) }),
    );
    desk.press("<enter>");
    assert!(desk.kinds().is_empty(), "{}", desk.text());
}

#[test]
fn feedback_shows_what_was_answered_beside_what_is_right() {
    let course = course();
    let order = course.question("made-up-order").expect("it is there");
    let reversed = |id: &str| right_keys(course.question(id).expect("it is there")).chars().rev().collect::<String>();
    assert_eq!(order.options[0].text, "build");
    for (id, keys, told) in [
        ("made-up-single", "a".to_string(), ["(wrong, yours) 256 and 4096", "(right) 256 and 512", "(wrong) 300 and 512"]),
        ("made-up-multiple", "ac".to_string(), ["(right, yours) Line 2", "(right, missed) Line 3", "(wrong, yours) Line 4"]),
        ("made-up-order", reversed("made-up-order"), ["1. build (you: run)", "2. (right) push", "3. run (you: build)"]),
        ("made-up-match", reversed("made-up-match"), ["cpu -> units (you: GiB)", "(right) memory -> MiB", "storage -> GiB (you: units)"]),
        ("made-up-text", "Bridge".to_string(), ["You typed: Bridge", "(right) awsvpc", "(wrong, yours) bridge"]),
    ] {
        let mut desk = Desk::new(&course, &[], quiz(&course, &[id]));
        let text = desk.press(&keys).press("<enter>").text();
        assert!(text.contains("Not right. The answer is "), "{text}");
        for told in told {
            assert!(text.contains(told), "{id}: {told}\n{text}");
        }
    }
}

#[test]
fn what_is_too_long_for_the_window_opens_at_the_verdict_and_scrolls_back_to_the_question() {
    let course = course();
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-multiple"]));
    desk.press("a<enter>");
    let small = desk.picture((40, 14));
    assert!(small.contains("Not right.") && small.contains("No pair has it.") && !small.contains("Which lines"), "{small}");
    let large = desk.picture((80, 40));
    assert!(large.contains("Which lines") && large.contains("Not right."), "all fits: {large}");
    desk.picture((40, 14));
    desk.press("<home>");
    assert!(desk.picture((40, 14)).contains("Which lines"));
}

#[test]
fn what_is_asked_again_in_the_same_sitting_is_a_repetition() {
    let course = course();
    let mut desk = Desk::new(&course, &[], practice(&course, &["made-up-single"]));
    desk.press("a<enter>3<enter>b<enter><enter>");
    assert!(desk.text().contains("comes first next time"), "{}", desk.text());
    desk.press("r");
    assert!(desk.text().contains("1 of 1, once more"), "{}", desk.text());
    // How sure one is was said before.
    assert!(desk.press("b<enter>").text().contains("Right."), "{}", desk.text());
    assert!(desk.press("<enter>").text().contains("1 of 1 right this time."), "{}", desk.text());
    let answers = desk.kinds().into_iter().map(|(_, kind)| match kind {
        EventKind::Answered { correct, repetition, session, .. } => (correct, repetition, session.is_some()),
        other => panic!("{other:?}"),
    });
    assert_eq!(answers.collect::<Vec<_>>(), [(false, false, true), (true, true, true), (true, true, true)]);
    let record = ecslab::progress::Record::of(&desk.seen.borrow().events);
    assert!(record.answers["made-up-single"].is_sure_but_wrong());
}

#[test]
fn weak_areas_that_are_asked_again_on_the_same_day_repeat_only_what_was_answered_that_day() {
    let course = course();
    let mut events = begun();
    events.push(("2026-03-11T08:00:00Z", "made-up-multiple", answered(false)));
    let mut desk = Desk::new(&course, &events, Destination::Progress);
    desk.press("<tab><enter>b<enter><enter>ab<enter><enter>");
    assert!(desk.text().contains("2 of 2 right this time."), "{}", desk.text());
    let kinds = desk.kinds();
    let repeated = kinds[kinds.len() - 2..].iter().map(|(id, kind)| match kind {
        EventKind::Answered { repetition, .. } => (id.as_str(), *repetition),
        other => panic!("{other:?}"),
    });
    assert_eq!(repeated.collect::<Vec<_>>(), [("made-up-single", false), ("made-up-multiple", true)]);
}

#[test]
fn a_wrong_answer_comes_again_and_a_question_can_be_skipped() {
    let course = course();
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-single", "made-up-text"]));
    desk.press("a<enter><enter><tab>");
    assert!(desk.text().contains("1 of 2, once more"), "{}", desk.text());
    desk.press("b<enter><enter>");
    assert!(desk.text().contains("0 of 1 right at the first attempt, 1 skipped."), "{}", desk.text());
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-single"]));
    desk.press("a<enter><enter><tab>");
    assert!(desk.text().contains("0 of 1 right at the first attempt."), "a repetition was answered: {}", desk.text());
    desk.press("r");
    assert!(desk.text().contains("1 of 1"), "the wrong one again: {}", desk.text());
    assert_eq!(desk.kinds().len(), 1);
}

#[test]
fn letters_are_text_while_an_answer_is_typed() {
    let course = course();
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-text"]));
    assert!(desk.press("q?/m s").text().contains("> q?/m s_"), "{}", desk.text());
    assert_eq!(desk.control('c'), Ask::Nothing);
    assert!(desk.app.is_ended());
}

#[test]
fn a_field_takes_the_first_line_of_what_is_pasted_and_nothing_else_does() {
    let course = course();
    let pasted = || TerminalEvent::Paste("\r\n  aws ecr\tget\u{1b}[31m-login\rrm -rf /\n".to_string());
    let mut desk = Desk::new(&course, &[], quiz(&course, &["made-up-text"]));
    desk.press("$ <home>");
    desk.app.handle(&pasted());
    assert!(desk.text().contains("> aws ecr get[31m-login$"), "{}", desk.text());
    assert!(desk.kinds().is_empty());
    let mut desk = Desk::new(&course, &[], Destination::Home);
    let before = desk.text();
    desk.app.handle(&pasted());
    assert_eq!(desk.text(), before);
    desk.press("/");
    desk.app.handle(&TerminalEvent::Paste("ports".repeat(1000)));
    assert!(desk.text().contains("sports_"), "{}", desk.text());
    desk.control('u');
    desk.app.handle(&TerminalEvent::Paste("sizes of".to_string()));
    desk.control('w');
    assert!(desk.text().contains("/ sizes _") && desk.text().contains("Sizes of a task"), "{}", desk.text());
}

#[test]
fn help_is_there_while_typing_too() {
    let course = course();
    for (destination, keys) in [(quiz(&course, &["made-up-text"]), "aws"), (Destination::Home, "/aws")] {
        let mut desk = Desk::new(&course, &[], destination);
        assert!(desk.press(keys).picture((40, 12)).contains("F1 keys"), "{}", desk.text());
        assert!(desk.press("<f1>").text().contains("Everywhere"), "{}", desk.text());
        assert!(desk.press("x").text().contains("aws_"), "{}", desk.text());
    }
}

#[test]
fn a_lab_is_started_checked_helped_and_reset() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Lab("basics/one-line".to_string()));
    desk.press("<enter>");
    let folder = PathBuf::from("/home/you/ecslab-labs/basics/one-line");
    assert_eq!(desk.seen.borrow().watched, std::slice::from_ref(&folder));
    desk.hear([ended("accepted", CheckState::Failed), ended("small", CheckState::Failed), finished(&[], &["accepted", "small"])]);
    assert!(desk.text().contains("checked 10:00:00: 0 of 2 pass, 2 findings. Save a file"), "{}", desk.text());
    assert!(desk.press("i").text().contains("Read what the linter says."));
    assert!(desk.press("i").text().contains("Look at the line with memory."));
    assert!(desk.press("4").text().contains("one after the other"));
    assert!(desk.press("1").text().contains("Read what the linter says."));
    desk.press("rx");
    assert_eq!(desk.seen.borrow().reset, 0);
    assert!(desk.press("oy").text().contains("The solution is in"), "{}", desk.text());
    assert!(desk.press("ry").text().contains("before-reset-1"), "{}", desk.text());
    assert!(!desk.text().contains("The solution is in"), "it went with the files: {}", desk.text());
    assert_eq!((desk.seen.borrow().reset, desk.seen.borrow().watched.len()), (1, 2));
    desk.hear([
        LabNews::Begun,
        ended("accepted", CheckState::Passed),
        ended("small", CheckState::Passed),
        finished(&["accepted", "small"], &[]),
    ]);
    assert!(desk.text().contains("All 2 checks pass"), "{}", desk.text());
    assert!(desk.press("oy").text().contains("\"memory\": \"512\""), "{}", desk.text());
    let kinds: Vec<EventKind> = desk.kinds().into_iter().map(|(_, kind)| kind).collect();
    let owned = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<String>>();
    assert_eq!(
        kinds,
        [
            EventKind::LabStarted { folder },
            EventKind::LabChecked { passed: vec![], failed: owned(&["accepted", "small"]) },
            EventKind::HintShown { level: 0 },
            EventKind::HintShown { level: 1 },
            EventKind::SolutionShown,
            EventKind::LabChecked { passed: owned(&["accepted", "small"]), failed: vec![] },
            EventKind::SolutionShown,
        ]
    );
    desk.press("q");
    assert!(!desk.app.farewell().expect("a farewell").open);
    assert!(desk.seen.borrow().stopped > 0);
}

#[test]
fn each_check_of_a_lab_says_when_it_was_and_what_changed() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), Destination::Lab("basics/one-line".to_string()));
    let failing = || [ended("accepted", CheckState::Failed), ended("small", CheckState::Failed), finished(&[], &["accepted", "small"])];
    desk.hear(failing());
    desk.seen.borrow_mut().seconds = 61;
    desk.hear([LabNews::Begun]).hear(failing());
    assert!(desk.text().contains("checked 10:01:01: 0 of 2 pass, 2 findings, as before"), "{}", desk.text());
    desk.seen.borrow_mut().seconds = 62;
    desk.hear([LabNews::Begun, ended("accepted", CheckState::Failed), ended("small", CheckState::Passed)]);
    desk.hear([finished(&["small"], &["accepted"])]);
    assert!(desk.text().contains("checked 10:01:02: 1 of 2 pass, 1 finding (before: 0, 2 findings)"), "{}", desk.text());
}

#[test]
fn a_lab_asks_for_the_editor_with_its_files_and_its_solution_is_found_again() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Lab("basics/one-line".to_string()));
    let key = |c| TerminalEvent::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    assert_eq!(desk.app.handle(&key('e')), Ask::Nothing, "there are no files yet");
    assert!(desk.press("i").text().contains("Start the lab first"), "{}", desk.text());
    assert!(desk.kinds().is_empty(), "{:?}", desk.kinds());
    desk.press("<enter>");
    assert!(desk.text().contains("e opens them in your editor"), "{}", desk.text());
    let folder = PathBuf::from("/home/you/ecslab-labs/basics/one-line");
    assert_eq!(desk.app.handle(&key('e')), Ask::Edit(Edit { folder, files: vec!["task-definition.json".into()] }));
    let mut desk = Desk::new(&course, &begun(), Destination::Module("basics".to_string()));
    desk.seen.borrow_mut().solution = true;
    desk.press("<down><down><enter><tab><tab><tab>");
    assert!(desk.text().contains("The solution is in"), "{}", desk.text());
}

#[test]
fn checks_and_views_of_a_lab_are_clicked() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), Destination::Lab("basics/one-line".to_string()));
    desk.hear([ended("accepted", CheckState::Failed), ended("small", CheckState::Failed), finished(&[], &["accepted", "small"])]);
    let text = desk.text();
    let row = |words: &str| u16::try_from(text.lines().position(|line| line.contains(words)).expect("seen")).expect("small");
    desk.mouse(MouseEventKind::Down(MouseButton::Left), 20, row("The task is the smallest"));
    assert!(desk.text().contains("> FAIL    The task is the smallest"), "{}", desk.text());
    desk.mouse(MouseEventKind::Down(MouseButton::Left), 18, row("[Task]"));
    assert!(desk.text().contains("[Hints]"), "{}", desk.text());
}

#[test]
fn a_lab_that_lacks_something_is_not_recorded_as_checked() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), Destination::Lab("basics/one-line".to_string()));
    let before = desk.kinds().len();
    let missing = Finished { passed: vec![], failed: vec!["accepted".to_string()], missing: Some("no engine answers".to_string()) };
    desk.hear([ended("accepted", CheckState::Missing), LabNews::Finished(missing)]);
    assert!(desk.text().contains("could not be tried: no engine answers"), "{}", desk.text());
    assert_eq!(desk.kinds().len(), before);
    desk.press("q");
    assert!(desk.app.farewell().expect("a farewell").open);
}

#[test]
fn the_search_leads_everywhere_and_back() {
    let course = course();
    for (typed, seen) in [
        ("sizes of a task", "part 1 of 3"),
        ("wrong one line", "Lab: One line is wrong"),
        ("ecs101", "fargate-invalid-size"),
        ("ecslab lint", "Usage: ecslab lint"),
        ("heat map", "four weeks"),
        ("practise", "1 of"),
        ("awsvpc", "own network interface"),
        ("get-login-password", "Exam:"),
        ("more than fits", "part 3 of 3"),
        ("dva-c03", "Enter begin"),
        ("exam", "DVA-C03"),
        ("sizes fargate drill", "1 of 5"),
        ("入門 module", "容器与镜像"),
    ] {
        let mut desk = Desk::new(&course, &[], Destination::Home);
        desk.press("/").press(typed).press("<enter>");
        let text = desk.text();
        assert!(text.contains(seen), "{typed}: {text}");
        assert!(desk.press("<esc>").text().contains("What to do next"), "{typed}");
    }
    let mut desk = Desk::new(&course, &[], Destination::Home);
    assert!(desk.press("/zzzz").text().contains("Nothing has these letters."));
    assert!(desk.press("<enter><back><back><back><back>").text().contains("Sizes and ports"), "{}", desk.text());
    // A part that is only looked at is not begun.
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.press("/more than fits<enter>");
    assert!(desk.kinds().is_empty(), "{:?}", desk.kinds());
}

#[test]
fn the_search_puts_words_before_letters_and_lessons_before_rules() {
    let course = Course::embedded();
    for (typed, first) in [
        ("lifecycle", "lesson"),
        ("circuit breaker", "circuit breaker"),
        ("execution role", "execution role"),
        ("lint", "ecslab lint"),
        ("ecslab lint", "ecslab lint"),
        ("get-login-password", "aws ecr get-login-password"),
        ("ecr101", "rule"),
        ("fargate", "module"),
    ] {
        let mut desk = Desk::new(&course, &[], Destination::Home);
        let text = desk.press("/").press(typed).text().to_lowercase();
        let line = text.lines().find(|line| line.trim_start().starts_with("> ")).expect("an entry").to_string();
        assert!(line.contains(first), "{typed}: {text}");
    }
}

#[test]
fn what_cannot_be_kept_waits_until_it_can_which_is_said_and_the_screen_goes_on() {
    let course = course();
    let mut desk = Desk::new(&course, &[], lesson("basics/sizes"));
    desk.seen.borrow_mut().refusal = Some("your progress cannot be kept: the disk is full".to_string());
    assert!(desk.press("n").text().contains("the disk is full"), "{}", desk.text());
    assert!(desk.text().contains("part 2 of 3"));
    let kept = desk.kinds().len();
    desk.press("n").press("<down>");
    assert!(desk.text().contains("2 events wait") && desk.text().contains("the disk is full"), "for as long as it holds: {}", desk.text());
    desk.seen.borrow_mut().refusal = None;
    desk.app.tick();
    assert_eq!(desk.kinds().len(), kept, "not at every moment");
    desk.seen.borrow_mut().seconds += 5;
    assert!(desk.app.tick() && !desk.text().contains("the disk is full"), "{}", desk.text());
    let sections = desk.kinds().into_iter().skip(kept).map(|(_, kind)| kind).collect::<Vec<_>>();
    assert_eq!(sections, [EventKind::LessonOpened { section: 1 }, EventKind::LessonOpened { section: 2 }], "in their order, each once");
}

#[test]
fn what_waits_is_kept_on_leaving() {
    let course = course();
    let mut desk = Desk::new(&course, &[], lesson("basics/sizes"));
    let kept = desk.kinds().len();
    desk.seen.borrow_mut().refusal = Some("another program is writing".to_string());
    desk.press("nq");
    assert!(desk.app.is_ended() && desk.app.keep().is_err());
    desk.seen.borrow_mut().refusal = None;
    assert_eq!(desk.app.keep(), Ok(()));
    assert_eq!(desk.kinds().len(), kept + 1, "{:?}", desk.kinds());
}

#[test]
fn the_mouse_scrolls_and_clicks_and_is_given_back() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), Destination::Home);
    let picture = desk.text();
    let row = picture.lines().position(|line| line.contains("Sizes and ports")).expect("the module");
    let row = u16::try_from(row).expect("small");
    desk.mouse(MouseEventKind::Down(MouseButton::Left), 5, row);
    assert!(desk.text().lines().nth(usize::from(row)).expect("the row").contains("> Sizes and ports"));
    desk.mouse(MouseEventKind::Down(MouseButton::Left), 5, row);
    assert!(desk.text().contains("[~] Sizes of a task"), "a second click opens: {}", desk.text());
    desk.mouse(MouseEventKind::ScrollDown, 0, 0).mouse(MouseEventKind::Down(MouseButton::Left), 79, 23);
    assert_eq!(desk.app.handle(&TerminalEvent::Key(KeyEvent::new(KeyCode::Char('m'), KeyModifiers::NONE))), Ask::Mouse(false));
    assert_eq!(desk.app.handle(&TerminalEvent::Key(KeyEvent::new(KeyCode::Char('m'), KeyModifiers::NONE))), Ask::Mouse(true));
    assert_eq!(desk.control('z'), Ask::Suspend);
}

#[test]
fn weak_areas_ask_again_what_was_wrong() {
    let course = course();
    let mut desk = Desk::new(&course, &begun(), Destination::Progress);
    desk.press("<tab><enter>");
    assert!(desk.text().contains("1 of 2"), "{}", desk.text());
}

#[test]
fn where_nothing_is_weak_it_is_said_why() {
    let course = course();
    let answer = |correct| ("2026-03-09T18:10:00Z", "made-up-single", answered(correct));
    for (events, said) in
        [(vec![], "Nothing is answered yet"), (vec![answer(false)], "Too few answers to tell"), (vec![answer(true)], "No weak areas")]
    {
        let mut desk = Desk::new(&course, &events, Destination::Progress);
        assert!(desk.press("<tab>").text().contains(said), "{}", desk.text());
    }
}

/// Practice: how sure one is, is asked before the answer is judged.
fn practice<'c>(course: &'c Course, ids: &[&str]) -> Destination<'c> {
    let Destination::Quiz(sitting) = quiz(course, ids) else { panic!("a quiz") };
    Destination::Quiz(Sitting { session: Some("practice-1".to_string()), confidence: true, minutes: Some(5), ..sitting })
}

#[test]
fn practice_asks_how_sure_one_is_before_it_judges() {
    let course = course();
    let mut desk = Desk::new(&course, &[], practice(&course, &["made-up-single", "made-up-text"]));
    desk.press("a<enter>");
    assert_pictures_of("practice_weighing", &mut desk);
    assert!(desk.kinds().is_empty());
    // One may still change one's mind.
    desk.press("<esc>c<enter>3");
    assert!(desk.text().contains("Not right."), "{}", desk.text());
    let kinds = desk.kinds();
    let [(_, EventKind::Answered { chosen, session, confidence, .. })] = kinds.as_slice() else { panic!("{kinds:?}") };
    assert_eq!((chosen.as_slice(), session.as_deref(), *confidence), (&[2][..], Some("practice-1"), Some(Confidence::Sure)));
    desk.press("<enter>awsvpc<enter><enter><enter>");
    // A repetition is judged at once.
    desk.press("b<enter>");
    assert!(desk.text().contains("Right."), "{}", desk.text());
    desk.press("<enter>");
    assert_pictures_of("practice_score", &mut desk);
}

#[test]
fn no_question_is_begun_when_the_minutes_are_over() {
    let course = course();
    let mut desk = Desk::new(&course, &[], practice(&course, &["made-up-single", "made-up-text"]));
    desk.press("b<enter>1");
    desk.seen.borrow_mut().seconds = 5 * 60;
    assert!(desk.press("<enter>").text().contains("The minutes are over."), "{}", desk.text());
    assert!(desk.text().contains("1 of 1 right"), "{}", desk.text());
}

#[test]
fn reviews_are_what_is_due_and_fits_the_minutes() {
    let course = course();
    let mut events = begun();
    events.push(("2026-03-01T10:00:00Z", "dva-c03", EventKind::ExamDateSet { date: Some("2026-04-01".parse().expect("a date")) }));
    events.push((
        "2026-02-01T10:00:00Z",
        "basics/one-line",
        EventKind::LabChecked { passed: vec!["accepted".to_string()], failed: vec![] },
    ));
    let mut desk = Desk::new(&course, &events, Destination::Review { minutes: 10, confidence: true });
    assert_pictures_of("review", &mut desk);
    let before = desk.text();
    assert!(desk.press("++").text().contains("20 minutes") && before.contains("10 minutes"));
    desk.press("<enter>");
    assert!(desk.text().contains("Review") && desk.text().contains("1 of"), "{}", desk.text());
    desk.press("<esc><esc>");
    assert!(desk.app.is_ended());
    let mut desk = Desk::new(&course, &[], Destination::Review { minutes: 20, confidence: true });
    assert!(desk.text().contains("Nothing is due yet") && desk.text().contains("What to do instead"), "{}", desk.text());
    assert!(desk.press("<enter>").text().contains("part 1 of 3"), "{}", desk.text());
}

fn exam_start(items: usize) -> Destination<'static> {
    Destination::ExamStart { profile: "dva-c03".to_string(), items: Some(items), seed: Some(1) }
}

#[test]
fn an_exam_is_taken_against_the_clock_flagged_handed_in_and_explained() {
    let course = course();
    let mut desk = Desk::new(&course, &[], exam_start(4));
    assert_pictures_of("exam_start", &mut desk);
    assert!(desk.kinds().is_empty(), "nothing begins unasked");
    desk.press("<enter>");
    assert_pictures_of("exam_item", &mut desk);
    desk.seen.borrow_mut().seconds = 65;
    assert!(desk.app.tick(), "the clock is drawn anew");
    assert!(!desk.app.tick(), "and not more often than it changes");
    desk.press("*a");
    assert!(desk.text().contains("* flagged"), "{}", desk.text());
    desk.press("<tab>");
    assert_pictures_of("exam_list", &mut desk);
    desk.press("u<enter>");
    assert!(desk.text().contains("item 2 of 2"), "{}", desk.text());
    desk.press("<left>");
    assert!(desk.text().contains("item 1 of 2"), "{}", desk.text());
    desk.press("<tab>sx");
    assert!(desk.text().contains("It goes on."), "{}", desk.text());
    assert!(desk.press("s").text().contains("1 item has no answer and counts as wrong"), "{}", desk.text());
    desk.press("y");
    assert_pictures_of("exam_result", &mut desk);
    desk.press("<tab><enter>");
    assert!(desk.text().contains("item 1 of 2"), "{}", desk.text());
    desk.press("<enter>");
    assert!(desk.text().contains("item 2 of 2") && desk.text().contains("The answer is"), "{}", desk.text());
    desk.press("<esc><tab>");
    assert!(desk.text().contains("[What next]"), "{}", desk.text());
    let kinds: Vec<EventKind> = desk.kinds().into_iter().map(|(_, kind)| kind).collect();
    assert!(matches!(kinds[0], EventKind::ExamStarted { .. }), "{kinds:?}");
    let finished = |kind: &EventKind| matches!(kind, EventKind::ExamFinished { end: ExamEnd::Submitted, .. });
    assert_eq!(kinds.iter().filter(|kind| finished(kind)).count(), 1, "{kinds:?}");
}

#[test]
fn an_exam_that_is_left_goes_on_and_one_whose_time_is_over_is_scored_as_it_stands() {
    let course = course();
    let mut desk = Desk::new(&course, &[], exam_start(4));
    desk.press("<enter>aq");
    let farewell = desk.app.farewell().expect("a farewell").text.clone();
    assert!(farewell.contains("ecslab exam resume"), "{farewell}");
    let events: Vec<(String, EventKind)> = desk.kinds();
    let borrowed: Vec<(&str, &str, EventKind)> = events.iter().map(|(subject, kind)| (NOW, subject.as_str(), kind.clone())).collect();
    let mut desk = Desk::new(&course, &borrowed, Destination::Home);
    assert!(desk.text().contains("Go on with the exam DVA-C03"), "{}", desk.text());
    desk.press("<enter>");
    assert!(desk.text().contains("left"), "{}", desk.text());
    desk.seen.borrow_mut().seconds = 24 * 3600;
    desk.app.tick();
    assert!(desk.text().contains("The time is over"), "{}", desk.text());
    assert!(desk.text().contains("DVA-C03 · result"), "{}", desk.text());
    desk.press("<esc>");
    assert!(!desk.text().contains("Go on with the exam"), "{}", desk.text());
    desk.press("x");
    assert_pictures_of("exams", &mut desk);
}

#[test]
fn an_option_that_the_keys_reach_is_the_answer_of_an_item() {
    let course = course();
    let mut desk = Desk::new(&course, &[], exam_start(4));
    desk.press("<enter><enter>");
    assert!(desk.text().contains("item 2 of 2") && desk.text().contains("Item 1 has no answer yet."), "{}", desk.text());
    desk.press("<down><down><enter>");
    assert!(desk.text().contains("2. [x]") && desk.text().contains("1 without an answer"), "{}", desk.text());
    desk.press("<tab><backtab>");
    assert!(desk.text().contains("item 1 of 2"), "{}", desk.text());
    let kinds = desk.kinds();
    assert!(matches!(&kinds[kinds.len() - 1].1, EventKind::ExamAnswered { chosen, .. } if *chosen == [1]), "{kinds:?}");
}

#[test]
fn an_exam_under_way_is_given_up_from_the_list() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Exams);
    desk.press("a<enter><enter>a<esc>");
    assert!(desk.text().contains("Under way") && desk.text().contains("a give it up"), "{}", desk.text());
    assert!(desk.press("a").text().contains("with 1 of 2 answered"), "{}", desk.text());
    assert!(desk.press("x").text().contains("It goes on."), "{}", desk.text());
    desk.press("ay");
    assert!(!desk.text().contains("Under way"), "{}", desk.text());
    assert!(matches!(desk.kinds().last(), Some((_, EventKind::ExamFinished { end: ExamEnd::Abandoned, .. }))));
}

#[test]
fn the_question_scrolls_while_it_is_asked_how_sure_one_is() {
    let course = course();
    let mut desk = Desk::new(&course, &[], practice(&course, &["made-up-multiple"]));
    desk.press("abc<enter>");
    let seen = |desk: &mut Desk<'_>, words: &str| desk.picture((40, 12)).contains(words);
    assert!(seen(&mut desk, "How sure are you?") && seen(&mut desk, "> [x] c) Line 4"), "{}", desk.picture((40, 12)));
    desk.press("<home>");
    assert!(seen(&mut desk, "How sure are you?") && seen(&mut desk, "Which lines"), "{}", desk.picture((40, 12)));
    assert!(desk.kinds().is_empty());
}

#[test]
fn an_exam_that_ended_in_another_terminal_shows_the_stored_result() {
    let course = course();
    let mut here = Desk::new(&course, &[], exam_start(4));
    here.press("<enter>a");
    let begun = here.kinds()[0].0.clone();
    let end = EventKind::ExamFinished { end: ExamEnd::Submitted, elapsed_seconds: 9 };
    let elsewhere = |kind| StoredEvent { id: String::new(), at: NOW.to_string(), subject: begun.clone(), kind };
    here.seen.borrow_mut().events.push(elsewhere(end));
    let before = here.kinds().len();
    here.press("b");
    assert!(here.text().contains("ended in another terminal"), "{}", here.text());
    assert!(here.text().contains("DVA-C03 · result"), "{}", here.text());
    assert_eq!(here.kinds().len(), before, "nothing is added to what has ended");
}

#[test]
fn an_exam_whose_end_cannot_be_kept_is_ended_once_it_can() {
    let course = course();
    let mut desk = Desk::new(&course, &[], exam_start(4));
    desk.press("<enter>a");
    desk.seen.borrow_mut().refusal = Some("the progress is locked".to_string());
    desk.seen.borrow_mut().seconds = 24 * 3600;
    desk.app.tick();
    assert!(desk.text().contains("the progress is locked"), "{}", desk.text());
    desk.seen.borrow_mut().refusal = None;
    desk.app.tick();
    assert!(!desk.text().contains("DVA-C03 · result"), "not at every tick: {}", desk.text());
    desk.seen.borrow_mut().seconds += 30;
    desk.app.tick();
    assert!(desk.text().contains("DVA-C03 · result"), "{}", desk.text());
}

#[test]
fn an_exam_stores_its_clock_once_a_minute_and_tells_of_one_that_was_set_back() {
    let course = course();
    let mut desk = Desk::new(&course, &[], exam_start(4));
    desk.press("<enter>");
    let looks = |desk: &Desk<'_>| desk.kinds().iter().filter(|(_, kind)| matches!(kind, EventKind::ExamSeen { .. })).count();
    assert_eq!(looks(&desk), 1, "as it is taken up");
    for (seconds, expected) in [(59, 1), (60, 2), (61, 2)] {
        desk.seen.borrow_mut().seconds = seconds;
        desk.app.tick();
        assert_eq!(looks(&desk), expected, "after {seconds} seconds");
    }
    let events = desk.kinds();
    let events: Vec<(&str, &str, EventKind)> = events.iter().map(|(subject, kind)| (NOW, subject.as_str(), kind.clone())).collect();
    let mut back = Desk::new(&course, &events, Destination::Home);
    back.seen.borrow_mut().seconds = -3600;
    back.press("<enter>");
    assert!(back.text().contains("The clock of this machine was set back"), "{}", back.text());
}

#[test]
fn every_kind_of_drill_is_asked_and_worked_out_step_by_step() {
    let course = course();
    for drill in examples() {
        let drilling = Drilling { count: 1, only: Some(drill.address), ..Drilling::of(None, 1) };
        let mut desk = Desk::new(&course, &[], Destination::Drill(drilling));
        for size in SIZES {
            desk.picture(size);
        }
        assert!(desk.text().contains(&drill.address.to_string()), "{}", desk.text());
        desk.press(&right_keys(&drill.question)).press("<enter>");
        let text = desk.picture((100, 60));
        assert!(text.contains("Right.") && text.contains("Step by step:"), "{}: {text}", drill.address);
        let kinds = desk.kinds();
        assert!(matches!(kinds.as_slice(), [(subject, EventKind::DrillAnswered { correct: true, .. })] if subject.starts_with("drill/")));
        desk.press("<enter>");
        assert!(desk.text().contains("1 of 1 right."), "{}", desk.text());
    }
}

#[test]
fn drills_are_chosen_from_the_list_and_skipped() {
    let course = course();
    let mut desk = Desk::new(&course, &[], Destination::Home);
    desk.press("d");
    assert!(desk.text().contains("All kinds, mixed"), "{}", desk.text());
    desk.press("<enter>");
    assert!(desk.text().contains("1 of 5"), "{}", desk.text());
    desk.press("<tab><tab><tab><tab>");
    assert!(desk.text().contains("5 of 5"), "{}", desk.text());
    desk.press("<tab>");
    assert!(desk.text().contains("No drill answered."), "{}", desk.text());
    assert!(desk.kinds().is_empty());
}
