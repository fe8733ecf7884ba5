//! What the services refuse is found, condition by condition, by the rule that stands in the table and by no other.

use std::collections::BTreeMap;

use ecslab::diagnostics::Severity;
use ecslab::lint::{find_rule, lint_source};
use ecslab::rules::{CONDITIONS, Condition};
use ecslab::source::SourceFile;

fn documents() -> BTreeMap<String, Vec<String>> {
    serde_yaml::from_str(include_str!("fixtures/rejected.yaml")).expect("the fixture is a map of lists")
}

#[test]
fn every_condition_has_documents_and_the_rules_that_find_them() {
    let documents = documents();
    for Condition { name, rules, left_out } in CONDITIONS {
        let found = documents.get(*name).map(Vec::as_slice).unwrap_or_default();
        assert_eq!(rules.is_empty(), found.is_empty(), "{name}: rules and documents go together");
        assert!(!rules.is_empty() || left_out.is_some(), "{name}: no rule and no reason");
        let mut seen = Vec::new();
        for document in found {
            let source = SourceFile::new(format!("{name}.json"), document.as_str());
            let linted = lint_source(&source, None).unwrap_or_else(|error| panic!("{name}: {error}: {document}"));
            let mut codes: Vec<_> =
                linted.diagnostics.iter().filter(|found| found.severity == Severity::Error).map(|found| found.code).collect();
            codes.sort_unstable();
            codes.dedup();
            let [code] = codes[..] else { panic!("{name}: one defect has one code, found {codes:?} in {document}") };
            assert!(rules.contains(&code), "{name}: {code} is not among {rules:?} for {document}");
            seen.push(code);
        }
        for rule in *rules {
            assert!(seen.contains(rule), "{name}: no document shows {rule}");
        }
    }
    for name in documents.keys() {
        assert!(CONDITIONS.iter().any(|condition| condition.name == name), "{name} is no condition of the table");
    }
}

#[test]
fn the_table_is_in_order_and_names_errors_alone() {
    assert!(CONDITIONS.windows(2).all(|pair| pair[0].name != pair[1].name));
    for Condition { name, rules, .. } in CONDITIONS {
        for code in *rules {
            let rule = find_rule(code).unwrap_or_else(|| panic!("{name}: no rule has the code {code}"));
            assert_eq!(rule.severity, Severity::Error, "{name}: what AWS refuses is an error: {code}");
        }
    }
}
