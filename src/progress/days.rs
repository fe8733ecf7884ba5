//! Days: on which one something happened, and events that are dated after today.
//!
//! What is stored and exported has times in UTC. A day is what the learner's calendar says: an evening is one day, wherever midnight is
//! in UTC.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::StoredEvent;
use crate::counted::counted;

static LOCAL: AtomicBool = AtomicBool::new(false);

/// From now on days are those of this machine's time zone, as a program of one person wants them; before, and where the machine knows
/// none, they are those of UTC.
pub fn use_local_days() {
    LOCAL.store(true, Ordering::Relaxed);
}

/// The day of a time.
pub fn date_of(time: Timestamp) -> Date {
    let zone = if LOCAL.load(Ordering::Relaxed) { TimeZone::system() } else { TimeZone::UTC };
    time.to_zoned(zone).date()
}

/// What is said of events that are dated after today; nothing where there are none.
pub fn told_of_days_to_come(events: &[StoredEvent], now: Timestamp) -> Option<String> {
    let today = date_of(now);
    let days = events.iter().filter_map(|event| Some(date_of(event.at.parse().ok()?))).filter(|date| *date > today);
    let (count, last) = days.fold((0, today), |(count, last), date| (count + 1, last.max(date)));
    let are = if count == 1 { "is" } else { "are" };
    (count > 0).then(|| {
        format!(
            "{} {are} dated after today (until {last}): was a clock wrong? What you do now counts as later all the same.",
            counted(count, "event")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::EventKind;

    #[test]
    fn events_of_days_to_come_are_counted_with_the_last_day() {
        let told = |times: &[&str]| {
            let events: Vec<_> = times.iter().map(|at| StoredEvent::at(at, "l", EventKind::LessonRead)).collect();
            told_of_days_to_come(&events, "2026-11-29T18:00:00Z".parse().expect("a time"))
        };
        assert_eq!(told(&["2026-11-28T10:00:00.000Z", "2026-11-29T23:59:59.999Z", "no time"]), None);
        let one = told(&["2026-11-30T00:00:00.000Z", "2026-11-01T00:00:00.000Z"]).expect("told");
        assert!(one.starts_with("1 event is dated after today (until 2026-11-30)"), "{one}");
        let two = told(&["2031-01-02T10:00:00.000Z", "2027-11-01T00:00:00.000Z"]).expect("told");
        assert!(two.starts_with("2 events are dated after today (until 2031-01-02)"), "{two}");
    }
}
