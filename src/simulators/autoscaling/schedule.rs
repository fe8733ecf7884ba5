//! Schedules: `at(...)`, `rate(...)` and `cron(...)`, in UTC.

use super::calendar::{civil_from_days, days_from_civil, days_of_month, parse_time};

const DAY: i64 = 86_400;
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// When a scheduled action runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Once.
    At(i64),
    /// Every so many seconds.
    Rate(i64),
    /// By calendar; each field as the values that it allows.
    Cron(Box<Cron>),
}

/// The fields of a cron expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    minutes: Vec<i64>,
    hours: Vec<i64>,
    days: Vec<i64>,
    months: Vec<i64>,
    /// From Sunday, 1 to 7.
    weekdays: Vec<i64>,
    years: Vec<i64>,
}

impl Schedule {
    /// Reads a schedule expression.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(time) = inside("at") {
            let whole = parse_time(time).filter(|_| time.len() == 19);
            return whole.map(Self::At).ok_or_else(|| format!("{time:?} is no time of the form yyyy-mm-ddThh:mm:ss"));
        }
        if let Some(rate) = inside("rate") {
            return parse_rate(rate).map(Self::Rate).ok_or_else(|| format!("{rate:?} is no rate such as \"5 minutes\""));
        }
        if let Some(cron) = inside("cron") {
            return Cron::parse(cron).map(|cron| Self::Cron(Box::new(cron)));
        }
        Err(format!("{text:?} is neither at(...), rate(...) nor cron(...)"))
    }

    /// The times from `from` to `to`, both included, in order. A rate counts from `start`, or from `from`.
    pub fn times(&self, from: i64, to: i64, start: Option<i64>) -> Vec<i64> {
        match self {
            Self::At(time) => (from..=to).contains(time).then_some(*time).into_iter().collect(),
            Self::Rate(seconds) => {
                let start = start.unwrap_or(from);
                let skipped = (from - start).max(0).div_euclid(*seconds) + i64::from((from - start).max(0).rem_euclid(*seconds) > 0);
                let first = start + skipped * seconds;
                (0..).map(|run| first + run * seconds).take_while(|time| *time <= to).collect()
            }
            Self::Cron(cron) => cron.times(from, to),
        }
    }
}

fn parse_rate(rate: &str) -> Option<i64> {
    let (value, unit) = rate.trim().split_once(' ')?;
    let value: i64 = value.parse().ok().filter(|value| (1..=1_000_000).contains(value))?;
    let seconds = match unit.trim() {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3600,
        "day" | "days" => DAY,
        _ => return None,
    };
    Some(value * seconds)
}

impl Cron {
    fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays, years] = fields[..] else {
            return Err(format!("{text:?} has {} fields; minutes, hours, day of month, month, day of week and year are six", fields.len()));
        };
        Ok(Self {
            minutes: values(minutes, 0, 59, &[])?,
            hours: values(hours, 0, 23, &[])?,
            days: values(days, 1, 31, &[])?,
            months: values(months, 1, 12, &MONTHS)?,
            weekdays: values(weekdays, 1, 7, &WEEKDAYS)?,
            years: values(years, 1970, 2199, &[])?,
        })
    }

    fn times(&self, from: i64, to: i64) -> Vec<i64> {
        let mut times = Vec::new();
        for day in from.div_euclid(DAY)..=to.div_euclid(DAY) {
            let (year, month, day_of_month) = civil_from_days(day);
            // 1970-01-01 was a Thursday.
            let weekday = (day + 4).rem_euclid(7) + 1;
            let matches = [(&self.years, year), (&self.months, month), (&self.days, day_of_month), (&self.weekdays, weekday)];
            if matches.iter().any(|(field, value)| !field.contains(value)) {
                continue;
            }
            debug_assert!(day_of_month <= days_of_month(year, month) && days_from_civil(year, month, day_of_month) == day);
            for hour in &self.hours {
                times.extend(
                    self.minutes.iter().map(|minute| day * DAY + hour * 3600 + minute * 60).filter(|time| (from..=to).contains(time)),
                );
            }
        }
        times
    }
}

/// The values that a field allows: `*`, `?`, `5`, `1-5`, `*/15`, `MON,WED`.
fn values(field: &str, least: i64, most: i64, names: &[&str]) -> Result<Vec<i64>, String> {
    let bad = || format!("the cron field {field:?} is not understood; *, ?, numbers, names, a-b, a/b and lists are");
    let one = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text)).and_then(|at| i64::try_from(at).ok());
        let value = match named {
            Some(index) => index + least,
            None => text.parse().map_err(|_| bad())?,
        };
        if (least..=most).contains(&value) {
            Ok(value)
        } else {
            Err(format!("{value} in the cron field {field:?} is not within {least} to {most}"))
        }
    };
    let mut all = Vec::new();
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<usize>().ok().filter(|step| *step > 0).ok_or_else(bad)?)),
            None => (part, None),
        };
        let (first, last) = match (range, range.split_once('-')) {
            ("*" | "?", _) => (least, most),
            (_, Some((first, last))) => (one(first)?, one(last)?),
            (_, None) => (one(range)?, if step.is_some() { most } else { one(range)? }),
        };
        if first > last {
            return Err(bad());
        }
        all.extend((first..=last).step_by(step.unwrap_or(1)));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulators::autoscaling::format_time;

    #[test]
    fn schedules_run_when_they_say() {
        // 2026-11-21 is a Saturday.
        let from = parse_time("2026-11-21T00:00:00Z").expect("a time");
        for (schedule, expected) in [
            ("at(2026-11-21T08:00:00)", vec!["2026-11-21T08:00:00Z"]),
            ("at(2027-11-21T08:00:00)", vec![]),
            ("rate(1 day)", vec!["2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"]),
            ("cron(0 8 * * ? *)", vec!["2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z"]),
            ("cron(0/30 8 ? * MON-FRI *)", vec![]),
            ("cron(30 22 ? NOV SUN 2026)", vec!["2026-11-22T22:30:00Z"]),
            ("cron(0 6,18 21 11 ? *)", vec!["2026-11-21T06:00:00Z", "2026-11-21T18:00:00Z"]),
        ] {
            let times: Vec<String> =
                Schedule::parse(schedule).expect(schedule).times(from, from + 2 * DAY, None).into_iter().map(format_time).collect();
            assert_eq!(times, expected, "{schedule}");
        }
    }

    #[test]
    fn schedules_that_cannot_be_read_are_refused() {
        for schedule in [
            "",
            "at(tomorrow)",
            "at(2026-11-21T08:00:00Z)",
            "rate(0 minutes)",
            "rate(5)",
            "rate(5 weeks)",
            "cron(* * * * *)",
            "cron(60 * * * ? *)",
            "cron(0 8 L * ? *)",
            "cron(*/0 * * * ? *)",
            "cron(5-1 * * * ? *)",
            "every(5)",
        ] {
            assert!(Schedule::parse(schedule).is_err(), "{schedule}");
        }
    }

    #[test]
    fn a_rate_counts_from_its_start() {
        let rate = Schedule::parse("rate(10 minutes)").expect("a rate");
        assert_eq!(rate.times(1000, 2000, Some(0)), [1200, 1800]);
        assert_eq!(rate.times(1000, 2300, None), [1000, 1600, 2200]);
        assert_eq!(rate.times(1000, 2000, Some(1500)), [1500]);
    }
}
