//! Noticing that the terminal was closed.

use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Whether a terminal was closed. crossterm reads one that was without end, and sees nothing else any more.
pub fn has_gone(terminal: impl AsFd) -> bool {
    let mut watched = [PollFd::new(&terminal, PollFlags::IN)];
    let now = Timespec::try_from(Duration::ZERO).ok();
    poll(&mut watched, now.as_ref()).is_ok() && watched[0].revents().contains(PollFlags::HUP)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_terminal_that_has_gone_is_told_from_one_that_waits_and_one_that_has_a_key() {
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        assert!(!has_gone(&reader));
        writer.write_all(b"q").expect("writes");
        assert!(!has_gone(&reader));
        drop(writer);
        assert!(has_gone(&reader));
    }
}
