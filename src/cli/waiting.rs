//! What is shown while something takes long.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What takes less needs no sign of life.
const PATIENCE: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_millis(200);

/// One line on a terminal that says how far the work is, from its second second on; nothing anywhere else. It goes with the value.
pub struct Waiting {
    shown: Option<(Arc<Shown>, JoinHandle<()>)>,
}

struct Shown {
    done: AtomicUsize,
    /// 0 while it is not known.
    total: AtomicUsize,
    line: Mutex<Line>,
    ended: Condvar,
}

struct Line {
    out: Box<dyn Write + Send>,
    /// Columns that the line takes at the moment.
    width: usize,
    ended: bool,
}

impl Waiting {
    /// Waits on standard error, where that is a terminal and `wanted`.
    pub fn start(wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Self { shown: None };
        }
        Self::on(Box::new(std::io::stderr()), PATIENCE)
    }

    fn on(out: Box<dyn Write + Send>, patience: Duration) -> Self {
        let line = Mutex::new(Line { out, width: 0, ended: false });
        let shown = Arc::new(Shown { done: AtomicUsize::new(0), total: AtomicUsize::new(0), line, ended: Condvar::new() });
        let for_thread = Arc::clone(&shown);
        let thread = std::thread::spawn(move || for_thread.run(patience));
        Self { shown: Some((shown, thread)) }
    }

    /// How many there are to do.
    pub fn expect(&self, total: usize) {
        if let Some((shown, _)) = &self.shown {
            shown.total.store(total, Ordering::Relaxed);
        }
    }

    /// One more is done.
    pub fn advance(&self) {
        if let Some((shown, _)) = &self.shown {
            shown.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Prints something with the line out of the way.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        let mut line = self.shown.as_ref().map(|(shown, _)| shown.line());
        if let Some(line) = &mut line {
            line.erase();
        }
        print()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((shown, thread)) = self.shown.take() {
            let mut line = shown.line();
            line.ended = true;
            line.erase();
            drop(line);
            shown.ended.notify_all();
            // It has nothing left to do but to end.
            let _ = thread.join();
        }
    }
}

impl Shown {
    fn line(&self) -> MutexGuard<'_, Line> {
        // A panic while printing leaves nothing behind that could harm.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, patience: Duration) {
        let mut pause = patience;
        let mut line = self.line();
        loop {
            let (next, wait) = self.ended.wait_timeout_while(line, pause, |line| !line.ended).unwrap_or_else(PoisonError::into_inner);
            line = next;
            if !wait.timed_out() {
                return;
            }
            let (done, total) = (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
            line.show(&if total == 0 { "searching folders".to_string() } else { format!("{done} of {total} files") });
            pause = EVERY;
        }
    }
}

impl Line {
    fn show(&mut self, text: &str) {
        let width = self.width;
        // A terminal that went away needs no sign of life.
        let _ = write!(self.out, "\r{text:width$}");
        let _ = self.out.flush();
        self.width = text.len();
    }

    fn erase(&mut self) {
        if self.width > 0 {
            let _ = write!(self.out, "\r{:width$}\r", "", width = self.width);
            let _ = self.out.flush();
            self.width = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    struct Told(Sender<String>);

    impl Write for Told {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            // The test may have seen enough.
            let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_says_how_far_it_is_and_goes_away() {
        let (send, receive) = channel();
        let waiting = Waiting::on(Box::new(Told(send)), Duration::ZERO);
        waiting.expect(3);
        waiting.advance();
        let mut seen = String::new();
        while !seen.contains("1 of 3 files") {
            seen += &receive.recv().expect("the line is shown");
        }
        waiting.aside(|| ());
        drop(waiting);
        seen.extend(receive);
        assert!(seen.ends_with('\r'), "{seen:?}");
    }

    #[test]
    fn what_ends_in_time_shows_nothing() {
        let (send, receive) = channel();
        drop(Waiting::on(Box::new(Told(send)), Duration::from_secs(3600)));
        assert_eq!(receive.into_iter().count(), 0);
    }
}
