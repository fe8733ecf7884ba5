//! The real terminal around the application. Whatever happens, it is given back as it was.

use std::io::{self, Stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::{App, Ask, Edit, editor};

/// How soon a signal or the news of a lab are seen while no key is pressed.
const SOON: Duration = Duration::from_millis(100);

/// Whether the terminal is ours now.
static HELD: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// How the application was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// By a key.
    ByKey,
    /// Because the process was asked to end.
    BySignal,
}

/// Shows the application until somebody leaves it, or `stop` is set.
///
/// # Errors
/// When the terminal cannot be read or drawn; it is given back all the same.
pub fn show(app: &mut App<'_>, stop: &AtomicBool) -> io::Result<Left> {
    let held = Held::take(true)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    let left = run(app, &mut terminal, stop);
    drop(held);
    left
}

fn run(app: &mut App<'_>, terminal: &mut Terminal<CrosstermBackend<Stdout>>, stop: &AtomicBool) -> io::Result<Left> {
    let mut mouse = true;
    while !app.is_ended() {
        terminal.draw(|frame| app.draw(frame))?;
        while !app.is_ended() {
            if stop.load(Ordering::SeqCst) {
                app.leave();
                return Ok(Left::BySignal);
            }
            if !event::poll(SOON)? {
                if app.tick() {
                    break;
                }
                continue;
            }
            match app.handle(&event::read()?) {
                Ask::Nothing => {}
                Ask::Mouse(on) => {
                    mouse = on;
                    if on { execute!(io::stdout(), EnableMouseCapture)? } else { execute!(io::stdout(), DisableMouseCapture)? }
                }
                Ask::Suspend => lend(terminal, mouse, suspend)?,
                Ask::Edit(edit) => match editor::chosen() {
                    Ok(editor) => {
                        let ended = lend(terminal, mouse, || run_editor(&edit, &editor, stop))?;
                        ended.unwrap_or_else(|error| app.say(error));
                    }
                    Err(how) => app.say(how),
                },
            }
            // Many keys at once are drawn once.
            if !event::poll(Duration::ZERO)? {
                break;
            }
        }
    }
    Ok(Left::ByKey)
}

/// Gives the terminal back while something else has it.
fn lend<T>(terminal: &mut Terminal<CrosstermBackend<Stdout>>, mouse: bool, borrow: impl FnOnce() -> T) -> io::Result<T> {
    give_back();
    let outcome = borrow();
    std::mem::forget(Held::take(mouse)?);
    // The other screen is empty again: all is drawn anew.
    *terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    Ok(outcome)
}

/// Runs the editor. Ctrl-C reaches all who share the terminal; there it is meant for the editor, and ends nothing here.
#[cfg(unix)]
fn run_editor(edit: &Edit, editor: &str, stop: &AtomicBool) -> Result<(), String> {
    use std::sync::Arc;
    use std::time::Instant;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let (interrupted, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let flags = [(SIGINT, &interrupted), (SIGTERM, &ended), (SIGHUP, &ended)];
    let watched: Vec<_> = flags.iter().filter_map(|(signal, flag)| signal_hook::flag::register(*signal, Arc::clone(flag)).ok()).collect();
    let outcome = edit.run(editor);
    for id in watched {
        signal_hook::low_level::unregister(id);
    }
    if interrupted.load(Ordering::SeqCst) && !ended.load(Ordering::SeqCst) {
        // It is told by another thread, which may come after the end of the editor.
        let patience = Instant::now() + SOON;
        while !stop.load(Ordering::SeqCst) && Instant::now() < patience {
            std::thread::yield_now();
        }
        stop.store(false, Ordering::SeqCst);
    }
    outcome
}

#[cfg(not(unix))]
fn run_editor(edit: &Edit, editor: &str, _stop: &AtomicBool) -> Result<(), String> {
    edit.run(editor)
}

/// The terminal while it is ours; dropping it gives it back.
struct Held;

impl Held {
    fn take(mouse: bool) -> io::Result<Self> {
        let thread = std::thread::current().id();
        HOOK.call_once(|| set_panic_hook(thread));
        enable_raw_mode()?;
        HELD.store(true, Ordering::SeqCst);
        let held = Self;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back where it is ours.
fn give_back() {
    if HELD.swap(false, Ordering::SeqCst) {
        // A terminal that has gone takes nothing back.
        let _ = execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// A panic is told in a terminal that is as before. On another thread it ends only what that thread did, which is told on the screen.
fn set_panic_hook(screen: ThreadId) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == screen {
            give_back();
        }
        if !HELD.load(Ordering::SeqCst) {
            before(panic);
        }
    }));
}

/// Stops the process as Ctrl-Z does elsewhere, until the shell calls it to the front again.
#[cfg(unix)]
fn suspend() {
    // Where that is refused, the screen comes back at once.
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}

#[cfg(not(unix))]
fn suspend() {}
