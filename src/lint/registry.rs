//! All rules by code and name.

use super::Rule;

/// All rules, in the order of their codes.
pub fn rules() -> &'static [&'static Rule] {
    crate::rules::ALL
}

/// The rule of that code or name, case aside.
pub fn find_rule(code_or_name: &str) -> Option<&'static Rule> {
    rules().iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::diagnostics::{Diagnostic, Severity};
    use crate::lint::lint_example;
    use crate::model::Kind;

    #[test]
    fn codes_and_names_are_unique_sorted_and_well_formed() {
        let mut names = HashSet::new();
        for pair in rules().windows(2) {
            assert!(pair[0].code < pair[1].code, "{} stands before {}", pair[0].code, pair[1].code);
        }
        for rule in rules() {
            assert!(names.insert(rule.name), "two rules are named {}", rule.name);
            let (letters, digits) = rule.code.split_at(3);
            assert!(letters.bytes().all(|b| b.is_ascii_uppercase()) && digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()));
            assert!(rule.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()), "{}", rule.name);
            assert!(!rule.name.starts_with("no-") && !rule.name.starts_with("check-"), "{} names a remedy, not the bad thing", rule.name);
        }
    }

    #[test]
    fn every_rule_is_documented() {
        for rule in rules() {
            assert!(rule.summary.ends_with('.'), "{}: the summary is a sentence", rule.code);
            assert!(rule.documentation.trim().len() > 80, "{}: the documentation says why", rule.code);
            assert!(rule.source.starts_with("https://docs.aws.amazon.com/") || rule.code.starts_with("DOC"), "{}", rule.code);
            assert!(rule.lesson.contains('/'), "{}", rule.code);
        }
    }

    #[test]
    fn every_rule_finds_its_failing_example_and_accepts_its_passing_one() {
        for rule in rules() {
            let codes = |text: &str| -> Vec<&'static str> {
                assert!(Kind::from_name(rule.kind().name()).is_some(), "{}: its kind has a name", rule.code);
                lint_example(rule, text).iter().map(|d| d.code).collect()
            };
            assert!(codes(rule.fails).contains(&rule.code), "{} does not find its failing example: {:?}", rule.code, codes(rule.fails));
            assert!(!codes(rule.passes).contains(&rule.code), "{} finds fault with its passing example", rule.code);
        }
    }

    #[test]
    fn passing_examples_have_no_errors_and_failing_ones_no_other_errors() {
        for rule in rules() {
            for (text, allowed) in [(rule.passes, None), (rule.fails, Some(rule.code))] {
                let is_other_error = |d: &Diagnostic| d.severity == Severity::Error && Some(d.code) != allowed;
                let errors: Vec<_> = lint_example(rule, text).into_iter().filter(is_other_error).map(|d| (d.code, d.message)).collect();
                assert!(errors.is_empty(), "{}: {errors:?} in {text}", rule.code);
            }
        }
    }

    #[test]
    fn a_fix_mends_what_it_is_offered_for() {
        for rule in rules() {
            let lint = |text: &str| lint_example(rule, text);
            let found = lint(rule.fails);
            let count = |diagnostics: &[Diagnostic], code| diagnostics.iter().filter(|d| d.code == code).count();
            for fix in found.iter().filter(|found| found.code == rule.code).filter_map(|found| found.fix.as_ref()) {
                let mut text = rule.fails.to_string();
                for edit in fix.edits.iter().rev() {
                    text.replace_range(edit.start..edit.end, &edit.text);
                }
                let after = lint(&text);
                assert_eq!(count(&after, "DOC001"), 0, "{}: the fix breaks the text: {text}", rule.code);
                assert!(count(&after, rule.code) < count(&found, rule.code), "{}: the fix mends nothing: {text}", rule.code);
            }
        }
    }
}
