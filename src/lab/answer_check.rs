//! A check of answers that the learner wrote into a file.

use std::path::Path;

use super::document_check::read;
use super::{CheckReport, CheckState};
use crate::course::{AnswerCheck, Check};

/// Holds the answers of a file against those that count.
pub fn run(check: &Check, answer: &AnswerCheck, folder: &Path) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let failed = |expected: String, seen: String| report(CheckState::Failed).because(expected, seen);
    let document = match read(folder, &answer.file) {
        Ok(document) => document,
        Err(problem) => return failed(format!("a file {} with your answers", answer.file), problem),
    };
    for (key, accepted) in &answer.accepts {
        let given = match document.get(key) {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        if given.trim().is_empty() {
            return failed(format!("an answer behind `{key}:` in {}", answer.file), "there is none yet".to_string());
        }
        if !accepted.iter().any(|accepted| same(accepted, &given)) {
            return failed(format!("the right answer to `{key}`"), format!("`{}` is not it", given.trim()));
        }
    }
    report(CheckState::Passed)
}

fn same(accepted: &str, given: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(accepted) == plain(given)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::course::CheckKind;

    #[test]
    fn answers_are_judged_by_their_words() {
        let accepts = BTreeMap::from([("case".to_string(), vec!["Spot".to_string(), "fargate spot".to_string()])]);
        let answer = AnswerCheck { file: "answers.yaml".to_string(), accepts };
        let check = Check { id: "a".to_string(), title: "b".to_string(), needs: None, hint: None, kind: CheckKind::Answer(answer.clone()) };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let seen = |text: &str| {
            std::fs::write(folder.path().join("answers.yaml"), text).expect("writes");
            run(&check, &answer, folder.path()).seen
        };
        assert_eq!(seen("case: spot"), None);
        assert_eq!(seen("case: ' FARGATE  Spot '"), None);
        assert_eq!(seen("case: on-demand").as_deref(), Some("`on-demand` is not it"));
        assert_eq!(seen("case: 3").as_deref(), Some("`3` is not it"));
        for empty in ["case:", "case: ''", "other: spot"] {
            assert_eq!(seen(empty).as_deref(), Some("there is none yet"), "{empty}");
        }
        assert!(seen("case: [").is_some_and(|seen| seen.starts_with("answers.yaml:")), "the place of what cannot be read");
    }
}
