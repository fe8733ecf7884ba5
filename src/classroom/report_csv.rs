//! The report as CSV: one table of it at a time.

use super::ClassReport;
use crate::diagnostics::printable_name;

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvTable {
    /// A row for each learner and module.
    #[default]
    Learners,
    /// A row for each question that somebody answered.
    Questions,
    /// A row for each wrong option that spreads.
    Misconceptions,
    /// A row for each lab that somebody began.
    Labs,
}

/// Rows with a head; for spreadsheets, which run no formula in them.
pub fn render_csv(report: &ClassReport, table: CsvTable) -> String {
    let (head, rows) = match table {
        CsvTable::Learners => {
            ("learner,key,latest,module,lessons_read,lessons,questions_right,questions,labs_passed,labs,files,events", learners(report))
        }
        CsvTable::Questions => ("question,lesson,asked,answered,right,discrimination,method,discrimination_of,verdict", questions(report)),
        CsvTable::Misconceptions => ("question,lesson,asked,option,why_not,chosen,of", misconceptions(report)),
        CsvTable::Labs => {
            ("lab,title,lesson,begun,passed,stuck,median_checks,mean_hints,solution_shown,failing_checks,stuck_learners", labs(report))
        }
    };
    std::iter::once(head.to_string()).chain(rows.iter().map(|row| row.join(","))).map(|row| row + "\r\n").collect()
}

fn learners(report: &ClassReport) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for learner in &report.learners {
        let key = learner.keys.first().map_or("", String::as_str);
        for (module, cell) in report.modules.iter().zip(&learner.modules) {
            let words = [learner.name.as_str(), key, learner.latest.as_deref().unwrap_or_default(), &module.id].map(field);
            let numbers =
                [cell.lessons, module.lessons, cell.questions, module.questions, cell.labs, module.labs, learner.files, learner.events];
            rows.push(words.into_iter().chain(numbers.map(|number| number.to_string())).collect());
        }
    }
    rows
}

fn questions(report: &ClassReport) -> Vec<Vec<String>> {
    let row = |question: &super::QuestionStatistics| {
        let statistics = &question.statistics;
        let found = statistics.discrimination;
        vec![
            field(&question.id),
            field(&question.lesson),
            field(&question.stem),
            statistics.n.to_string(),
            format!("{:.3}", statistics.p),
            found.map_or(String::new(), |found| format!("{:.3}", found.value)),
            found.map_or(String::new(), |found| found.method.words().to_string()),
            found.map_or(String::new(), |found| found.n.to_string()),
            field(statistics.verdict.words()),
        ]
    };
    report.questions.iter().map(row).collect()
}

fn misconceptions(report: &ClassReport) -> Vec<Vec<String>> {
    let row = |found: &super::Misconception| {
        let words = [&found.question, &found.lesson, &found.stem, &found.option, &found.why].map(|text| field(text));
        words.into_iter().chain([found.chosen, found.of].map(|number| number.to_string())).collect()
    };
    report.misconceptions.iter().map(row).collect()
}

fn labs(report: &ClassReport) -> Vec<Vec<String>> {
    let row = |lab: &super::LabStatistics| {
        let failing: Vec<String> = lab.failing.iter().map(|(check, count)| format!("{check} ({count})")).collect();
        let numbers = [lab.begun, lab.passed, lab.stuck.len(), lab.median_attempts].map(|number| number.to_string());
        [&lab.id, &lab.title, &lab.lesson]
            .map(|text| field(text))
            .into_iter()
            .chain(numbers)
            .chain([format!("{:.2}", lab.mean_hints), lab.solution_shown.to_string()])
            .chain([field(&failing.join("; ")), field(&lab.stuck.join("; "))])
            .collect()
    };
    report.labs.iter().map(row).collect()
}

/// A field of RFC 4180. What a spreadsheet would take for a formula gets an apostrophe in front
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn field(text: &str) -> String {
    let text = printable_name(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', ' ', '\'', ';']) || formula { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn no_field_is_a_formula_or_breaks_its_row() {
        let cases = [
            ("Ada", "Ada"),
            ("Ada Lovelace", "\"Ada Lovelace\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            (" =1", "\"' =1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("＝1", "\"'＝1\""),
            ("a\nb", "a\\nb"),
            ("a\u{1b}[31m", "a\\u{1b}[31m"),
        ];
        for (text, expected) in cases {
            assert_eq!(field(text), expected);
        }
    }
}
