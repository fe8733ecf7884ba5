//! How long a learner waits for the full screen and for its search: the program in a real pseudo-terminal, until all that is waited for is
//! drawn. Machines differ, so read the ratio to the same program that prints its version and does nothing else.
//!
//!     cargo bench --bench first_screen

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ecslab::course::Course;
use ecslab::progress::{Event, EventKind, Store};
use rexpect::process::PtyProcess;

const ROUNDS: usize = 41;
/// What a diligent learner's record holds after some months.
const ANSWERS: usize = 3_000;

/// The program in a window, held before its first instruction until it is let go.
struct Window {
    _process: PtyProcess,
    terminal: std::fs::File,
    screen: vt100::Parser,
}

impl Window {
    fn hold(home: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "stty rows 24 columns 80 -echo; echo held; read -r go; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ecslab")]);
        command.args(arguments).env("ECSLAB_HOME", home).env("TERM", "xterm-256color").env_remove("NO_COLOR");
        let process = PtyProcess::new(command).expect("a pseudo-terminal");
        let terminal = process.get_file_handle().expect("its side");
        let mut window = Self { _process: process, terminal, screen: vt100::Parser::new(24, 80, 0) };
        window.wait_for("held");
        window
    }

    /// Presses keys, and how long it takes until the words are seen.
    fn time(&mut self, keys: &str, words: &str) -> Duration {
        let begun = Instant::now();
        self.terminal.write_all(keys.as_bytes()).expect("keys");
        self.wait_for(words);
        begun.elapsed()
    }

    fn wait_for(&mut self, words: &str) {
        let mut bytes = [0; 16 * 1024];
        while !self.screen.screen().contents().contains(words) {
            let read = self.terminal.read(&mut bytes).unwrap_or(0);
            assert!(read > 0, "the program ended before {words:?}\n{}", self.screen.screen().contents());
            self.screen.process(&bytes[..read]);
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    // `cargo test --benches` only sees that it builds and that one round works.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { ROUNDS } else { 1 };
    let homes = tempfile::tempdir().expect("a temporary folder");
    let [new, learned] = ["new", "learned"].map(|name| homes.path().join(name));
    let questions = &Course::embedded().questions;
    let answer = |number: usize| Event {
        subject: questions[number % questions.len()].id.clone(),
        kind: EventKind::Answered {
            chosen: vec![number % 4],
            text: None,
            correct: !number.is_multiple_of(3),
            repetition: false,
            session: None,
            confidence: None,
        },
    };
    Store::open_in(&learned).and_then(|store| store.add_all(&(0..ANSWERS).map(answer).collect::<Vec<_>>())).expect("a record");
    let measure = |home: &Path, arguments: &[&str], words: &str| {
        median((0..rounds).map(|_| Window::hold(home, arguments).time("\n", words)).collect())
    };
    let search = || {
        let mut window = Window::hold(&learned, &[]);
        window.time("\n", "q quit");
        let opened = window.time("/", "Esc back");
        let found = window.time("l", "/ l");
        (opened, found)
    };
    let version = measure(&new, &["--version"], concat!("ecslab ", env!("CARGO_PKG_VERSION")));
    let searches: Vec<(Duration, Duration)> = (0..rounds).map(|_| search()).collect();
    let rows = [
        ("its version, printed", version),
        ("home, nothing learned", measure(&new, &[], "q quit")),
        ("home, 3,000 answers", measure(&learned, &[], "q quit")),
        ("the search opens", median(searches.iter().map(|times| times.0).collect())),
        ("its first letter", median(searches.iter().map(|times| times.1).collect())),
    ];
    for (name, time) in rows {
        let milliseconds = time.as_secs_f64() * 1000.0;
        println!("{name:24}{milliseconds:9.2} ms   ratio {:6.2}", time.as_secs_f64() / version.as_secs_f64());
    }
}
