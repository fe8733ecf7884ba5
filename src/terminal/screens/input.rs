//! Waiting for keys, and noticing that the terminal has gone.

use std::io;
use std::time::Duration;

/// What waiting gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// There may be something to read.
    Input,
    /// Nothing came.
    Nothing,
    /// The terminal was closed.
    Gone,
}

/// Waits for input as long as `patience`. crossterm reads a terminal that was closed without end, so it must not be asked then.
///
/// # Errors
/// When the system cannot tell.
pub fn wait_for(terminal: impl std::os::fd::AsFd, patience: Duration) -> io::Result<Waited> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    let timeout = Timespec::try_from(patience).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut watched = [PollFd::new(&terminal, PollFlags::IN)];
    match poll(&mut watched, Some(&timeout)) {
        // A window that was resized interrupts, too.
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let seen = watched[0].revents();
    Ok(if seen.contains(PollFlags::HUP) {
        Waited::Gone
    } else if seen.is_empty() {
        Waited::Nothing
    } else {
        Waited::Input
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_waits_is_told_from_a_terminal_that_has_gone() {
        let (reader, mut writer) = io::pipe().expect("a pipe");
        let wait = || wait_for(&reader, Duration::ZERO).expect("tells");
        assert_eq!(wait(), Waited::Nothing);
        writer.write_all(b"q").expect("writes");
        assert_eq!(wait(), Waited::Input);
        drop(writer);
        assert_eq!(wait(), Waited::Gone);
    }
}
