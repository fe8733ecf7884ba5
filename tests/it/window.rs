//! A window: the program in a real pseudo-terminal, and what a terminal makes of all that it writes.

use std::process::Command;

use rexpect::ReadUntil;
use rexpect::reader::Regex;
use rexpect::session::{PtySession, spawn_command};

use crate::program::Place;

const PATIENCE_MS: u64 = 20_000;

/// A window with the program in it.
pub struct Window {
    session: PtySession,
    terminal: vt100::Parser,
    device: String,
}

impl Window {
    /// The program in a window of 80 x 24.
    pub fn open(place: &Place, arguments: &[&str]) -> Self {
        Self::open_with(place, arguments, "exec \"$0\" \"$@\"")
    }

    /// A shell that runs `script`; the program and its arguments are `$0` and `$@`.
    pub fn open_with(place: &Place, arguments: &[&str], script: &str) -> Self {
        let program = place.command(arguments);
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("tty; stty rows 24 columns 80; {script}")).arg(program.get_program()).args(program.get_args());
        command.current_dir(place.path()).env("TZ", "UTC").env("ECSLAB_HOME", place.path().join("home")).env("TERM", "xterm-256color");
        command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        let mut session = spawn_command(command, Some(PATIENCE_MS)).expect("a pseudo-terminal");
        let (_, device) = session.exp_regex("/dev/pts/[0-9]+").expect("the name of the terminal");
        Self { session, terminal: vt100::Parser::new(24, 80, 0), device }
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).and_then(|_| self.session.flush()).expect("keys");
        self
    }

    /// Gives the window another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let size = ["rows".to_string(), rows.to_string(), "columns".to_string(), columns.to_string()];
        assert!(Command::new("stty").arg("-F").arg(&self.device).args(size).status().expect("stty").success());
        self.terminal.screen_mut().set_size(rows, columns);
        self
    }

    /// Waits until these words are seen, and gives all that is.
    pub fn see(&mut self, words: &str) -> String {
        self.see_that(words, |text| text.contains(words))
    }

    /// Waits until these words are no longer seen.
    pub fn see_no(&mut self, words: &str) -> String {
        self.see_that(words, |text| !text.contains(words))
    }

    fn see_that(&mut self, words: &str, is_so: impl Fn(&str) -> bool) -> String {
        // Of bytes, which the session counts in another way than it keeps them, it may cut one in two.
        let one = Regex::new("(?s).").expect("a pattern");
        loop {
            while let Some(c) = self.session.try_read() {
                self.process(c);
            }
            let text = self.text();
            if is_so(&text) {
                return text;
            }
            let next = self.session.exp_any(vec![ReadUntil::Regex(one.clone()), ReadUntil::EOF]);
            let (before, read) = next.unwrap_or_else(|error| panic!("waiting for {words:?}: {error}\n{text}"));
            assert!(!read.is_empty() || !before.is_empty(), "the program ended before {words:?}\n{text}");
            before.chars().chain(read.chars()).for_each(|c| self.process(c));
        }
    }

    /// The session hands over bytes as characters.
    fn process(&mut self, c: char) {
        self.terminal.process(&[u8::try_from(u32::from(c)).expect("a byte")]);
    }

    /// What is seen now.
    pub fn text(&self) -> String {
        self.terminal.screen().contents()
    }

    /// Whether the window shows the screen of the program alone, the mouse is taken, or pastes are marked.
    pub fn is_held(&self) -> bool {
        let screen = self.terminal.screen();
        let has_mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        screen.alternate_screen() || has_mouse || screen.bracketed_paste() || screen.hide_cursor()
    }

    /// How the terminal is set, as `stty -a` says.
    pub fn modes(&self) -> String {
        let told = Command::new("stty").arg("-F").arg(&self.device).arg("-a").output().expect("stty");
        String::from_utf8(told.stdout).expect("text")
    }

    /// Waits until the program has ended.
    pub fn end(&mut self) -> String {
        let rest = self.session.exp_eof().expect("the end");
        rest.chars().for_each(|c| self.process(c));
        assert!(!self.is_held(), "the terminal is given back");
        self.text()
    }
}
