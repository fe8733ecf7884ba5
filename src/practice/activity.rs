//! What was done on which day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::progress::{StoredEvent, date_of};

/// Events a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    days: BTreeMap<Date, usize>,
}

impl Activity {
    /// Counts events; one whose time cannot be read is on no day.
    pub fn of(events: &[StoredEvent]) -> Self {
        let mut days: BTreeMap<Date, usize> = BTreeMap::new();
        for at in events.iter().filter_map(|event| event.at.parse::<Timestamp>().ok()) {
            *days.entry(date_of(at)).or_default() += 1;
        }
        Self { days }
    }

    /// Events on a day.
    pub fn on(&self, date: Date) -> usize {
        self.days.get(&date).copied().unwrap_or(0)
    }

    /// Days with an event among the last `count` up to `today`.
    pub fn days_of_last(&self, count: i64, today: Date) -> usize {
        let first = today.saturating_sub((count - 1).days());
        self.days.range(first..=today.max(first)).count()
    }

    /// Days in a row up to `today`, or up to the day before: a day that has only begun breaks nothing.
    pub fn in_a_row(&self, today: Date) -> usize {
        let start = if self.on(today) > 0 { today } else { today.saturating_sub(1.day()) };
        let mut count = 0;
        let mut date = start;
        while self.on(date) > 0 {
            count += 1;
            date = date.saturating_sub(1.day());
        }
        count
    }

    /// What one has done in the last four weeks, in a sentence; not what one has missed.
    pub fn presence(&self, today: Date) -> String {
        let days = self.days_of_last(28, today);
        match (days, self.in_a_row(today)) {
            (0, _) => "Nothing in the last four weeks: a good day to go on, and nothing is lost.".to_string(),
            (1, _) => "One day of practice in the last four weeks.".to_string(),
            (days, 0 | 1) => format!("{days} days of practice in the last four weeks."),
            (days, row) => format!("{days} days of practice in the last four weeks, the latest {row} in a row."),
        }
    }

    /// The last `count` weeks, from Monday to Sunday, the latest last; days after `today` have no count.
    pub fn weeks(&self, count: usize, today: Date) -> Vec<(Date, [Option<usize>; 7])> {
        let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
        let week = |back: usize| {
            let first = monday.saturating_sub(i64::try_from(back).unwrap_or(0).weeks());
            let mut days = [None; 7];
            for (offset, place) in (0_i64..).zip(&mut days) {
                let date = first.saturating_add(offset.days());
                *place = (date <= today).then(|| self.on(date));
            }
            (first, days)
        };
        (0..count).rev().map(week).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::EventKind;

    fn activity(times: &[&str]) -> Activity {
        let event =
            |at: &&str| StoredEvent { id: String::new(), at: (*at).to_string(), subject: String::new(), kind: EventKind::LessonRead };
        Activity::of(&times.iter().map(event).collect::<Vec<_>>())
    }

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn days_in_a_row_count_up_to_today_or_yesterday() {
        let days =
            activity(&["2026-03-01T23:59:59.999Z", "2026-03-02T00:00:00Z", "2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", "no time"]);
        for (today, expected) in [("2026-03-03", 3), ("2026-03-04", 3), ("2026-03-05", 0), ("2026-03-02", 2), ("2026-01-01", 0)] {
            assert_eq!(days.in_a_row(date(today)), expected, "{today}");
        }
        assert_eq!(days.on(date("2026-03-03")), 2);
        assert_eq!((days.days_of_last(28, date("2026-03-05")), days.days_of_last(2, date("2026-03-03"))), (3, 2));
    }

    #[test]
    fn weeks_begin_on_monday_and_end_today() {
        // 3 March 2026 is a Tuesday.
        let weeks = activity(&["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"]).weeks(2, date("2026-03-03"));
        assert_eq!(weeks[0], (date("2026-02-23"), [Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), Some(1)]));
        assert_eq!(weeks[1], (date("2026-03-02"), [Some(1), Some(0), None, None, None, None, None]));
    }
}
