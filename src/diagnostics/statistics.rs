//! How often each rule found something.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Diagnostic, Severity};

/// Findings of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// Code of the rule.
    pub code: &'static str,
    /// Name of the rule.
    pub name: &'static str,
    /// The gravest severity of its findings.
    pub severity: Severity,
    /// Its findings.
    pub count: usize,
    /// Those of them that a fix is offered for.
    pub fixable: usize,
}

/// Counts findings by rule.
#[derive(Debug, Default)]
pub struct Statistics {
    by_code: BTreeMap<&'static str, RuleCount>,
}

impl Statistics {
    /// Counts one finding.
    pub fn count(&mut self, diagnostic: &Diagnostic) {
        let Diagnostic { code, name, severity, .. } = *diagnostic;
        let counted = self.by_code.entry(code).or_insert(RuleCount { code, name, severity, count: 0, fixable: 0 });
        counted.severity = counted.severity.max(severity);
        counted.count += 1;
        counted.fixable += usize::from(diagnostic.fix.is_some());
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Self) {
        for (code, more) in other.by_code {
            match self.by_code.entry(code) {
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(more)),
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    let counted = entry.get_mut();
                    counted.severity = counted.severity.max(more.severity);
                    counted.count += more.count;
                    counted.fixable += more.fixable;
                }
            }
        }
    }

    /// The most frequent first; of equals by code.
    pub fn into_rows(self) -> Vec<RuleCount> {
        let mut rows: Vec<_> = self.by_code.into_values().collect();
        rows.sort_by(|one, other| other.count.cmp(&one.count).then(one.code.cmp(other.code)));
        rows
    }
}

/// Renders a table, one line a rule; an asterisk marks rules with fixes.
pub fn render_statistics(rows: &[RuleCount]) -> String {
    let width = rows.first().map_or(0, |row| row.count.to_string().len());
    let line = |row: &RuleCount| {
        let fixable = match row.fixable {
            0 => String::new(),
            fixable if fixable == row.count => " (fixable)".to_string(),
            fixable => format!(" ({fixable} fixable)"),
        };
        format!("{:width$} {} {:7} {}{fixable}\n", row.count, row.code, row.severity.name(), row.name)
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::report::tests::finding;

    #[test]
    fn the_most_frequent_rule_is_first_and_equals_are_in_the_order_of_their_codes() {
        let of = |code: &'static str, severity, fix: bool| {
            let mut diagnostic = finding("a", 10, 19).diagnostic;
            (diagnostic.code, diagnostic.severity) = (code, severity);
            diagnostic.fix = diagnostic.fix.filter(|_| fix);
            diagnostic
        };
        let mut statistics = Statistics::default();
        statistics.count(&of("ECS402", Severity::Warning, false));
        statistics.count(&of("ECS101", Severity::Error, true));
        let mut more = Statistics::default();
        (0..10).for_each(|count| more.count(&of("ECS501", Severity::Info, count < 3)));
        more.count(&of("ECS402", Severity::Error, false));
        more.count(&of("ECS101", Severity::Error, true));
        statistics.add(more);
        assert_eq!(
            render_statistics(&statistics.into_rows()),
            "10 ECS501 info    fargate-invalid-size (3 fixable)\n 2 ECS101 error   fargate-invalid-size (fixable)\n 2 ECS402 error   fargate-invalid-size\n"
        );
    }
}
