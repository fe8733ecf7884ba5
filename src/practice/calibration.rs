//! Whether one knows what one knows: how often answers were right, by how sure one was.

use crate::progress::Confidence;

/// How often answers of one confidence were right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct CalibrationLine {
    /// How sure the learner was.
    pub confidence: Confidence,
    /// How many answers were right.
    pub correct: usize,
    /// How many there were.
    pub answered: usize,
}

/// Counts answers by confidence, the surest first; levels that were not used are left out.
pub fn calibration(answers: &[(Confidence, bool)]) -> Vec<CalibrationLine> {
    let line = |confidence| {
        let of_it = || answers.iter().filter(move |(given, _)| *given == confidence);
        CalibrationLine { confidence, correct: of_it().filter(|(_, correct)| *correct).count(), answered: of_it().count() }
    };
    let lines = [Confidence::Sure, Confidence::ThinkSo, Confidence::Guess].map(line);
    lines.into_iter().filter(|line| line.answered > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_how_sure_one_was() {
        use Confidence::{Guess, Sure};
        let lines = calibration(&[(Sure, true), (Guess, false), (Sure, false), (Sure, true)]);
        let expected =
            [(Sure, 2, 3), (Guess, 0, 1)].map(|(confidence, correct, answered)| CalibrationLine { confidence, correct, answered });
        assert_eq!(lines, expected);
    }
}
