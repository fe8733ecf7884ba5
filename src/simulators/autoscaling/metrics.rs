//! A series of data points.

use super::parse_time;

/// Metrics over time: a row for each time, a value or nothing for each column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metrics {
    /// The names of the columns.
    pub names: Vec<String>,
    /// Times, rising.
    pub times: Vec<i64>,
    /// A row for each time, as long as `names`.
    pub rows: Vec<Vec<Option<f64>>>,
    /// Tasks running at each time, where the metrics have a column `running`.
    pub running: Option<Vec<Option<u64>>>,
    /// Whether times were given as dates; then the simulation counts from the first.
    pub dated: bool,
}

impl Metrics {
    /// The time of the first data point as the simulation counts: 0 for dates, itself for seconds.
    pub fn relative(&self, time: i64) -> i64 {
        match self.times.first() {
            Some(first) if self.dated => time - first,
            _ => time,
        }
    }
}

impl Metrics {
    /// Reads `FROM..TO`, each in seconds as the simulation counts or as a date.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn window(&self, text: &str) -> Result<(i64, i64), String> {
        let one = |text: &str| {
            let text = text.trim();
            text.parse().ok().or_else(|| parse_time(text).map(|time| self.relative(time))).ok_or_else(|| format!("{text:?} is no time"))
        };
        let (from, to) = text.split_once("..").ok_or_else(|| format!("{text:?} is not FROM..TO"))?;
        let (from, to) = (one(from)?, one(to)?);
        if from < to { Ok((from, to)) } else { Err(format!("{text:?} ends before it begins")) }
    }
}
