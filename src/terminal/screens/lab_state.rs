//! What the latest check of a lab found, in a line.

use unicode_width::UnicodeWidthStr;

use crate::counted::counted;

/// What a check of all files found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The time of day at which it ended.
    pub at: String,
    /// Checks of the lab that pass.
    pub passed: usize,
    /// Findings of the linter.
    pub findings: usize,
}

impl Tally {
    fn found(&self) -> (usize, usize) {
        (self.passed, self.findings)
    }
}

/// When the files were checked, what was found, and what was found before: without that, a check that changes nothing looks like none. The longest text
/// that `width` columns hold.
pub fn state_line(latest: &Tally, before: Option<&Tally>, checks: usize, width: usize) -> String {
    let has_findings = latest.findings + before.map_or(0, |before| before.findings) > 0;
    let findings = |tally: &Tally| if has_findings { format!(", {}", counted(tally.findings, "finding")) } else { String::new() };
    let found = format!("{} of {checks} pass{}", latest.passed, findings(latest));
    let short = format!("checked {}: {found}", latest.at);
    let long = match before {
        None => format!("{short}. Save a file to check again."),
        Some(before) if before.found() == latest.found() => format!("{short}, as before"),
        Some(before) => format!("{short} (before: {}{})", before.passed, findings(before)),
    };
    [long, short].into_iter().find(|text| text.width() <= width).unwrap_or(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_says_when_it_was_and_what_changed() {
        let tally = |at: &str, passed, findings| Tally { at: at.to_string(), passed, findings };
        let (first, same, better) = (tally("12:31:07", 0, 5), tally("12:32:40", 0, 5), tally("12:33:02", 1, 4));
        for (latest, before, width, expected) in [
            (&first, None, 80, "checked 12:31:07: 0 of 3 pass, 5 findings. Save a file to check again."),
            (&same, Some(&first), 80, "checked 12:32:40: 0 of 3 pass, 5 findings, as before"),
            (&better, Some(&same), 80, "checked 12:33:02: 1 of 3 pass, 4 findings (before: 0, 5 findings)"),
            (&better, Some(&same), 45, "checked 12:33:02: 1 of 3 pass, 4 findings"),
            (&better, Some(&same), 38, "1 of 3 pass, 4 findings"),
            (&tally("9:00:00", 1, 0), Some(&tally("8:00:00", 0, 0)), 80, "checked 9:00:00: 1 of 3 pass (before: 0)"),
        ] {
            assert_eq!(state_line(latest, before, 3, width), expected);
        }
    }
}
