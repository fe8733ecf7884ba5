//! The report as CSV: a row for each learner and module.

use super::ClassReport;

/// Rows with a head; for spreadsheets, which run no formula in them.
pub fn render_csv(report: &ClassReport) -> String {
    let mut text = "learner,key,latest,module,lessons_read,lessons,questions_right,questions,labs_passed,labs,files,events\r\n".to_string();
    for learner in &report.learners {
        let key = learner.keys.first().map_or("", String::as_str);
        for (module, cell) in report.modules.iter().zip(&learner.modules) {
            let words = [learner.name.as_str(), key, learner.latest.as_deref().unwrap_or_default(), &module.id].map(field);
            let numbers =
                [cell.lessons, module.lessons, cell.questions, module.questions, cell.labs, module.labs, learner.files, learner.events];
            text.push_str(&words.join(","));
            for number in numbers {
                text.push(',');
                text.push_str(&number.to_string());
            }
            text.push_str("\r\n");
        }
    }
    text
}

/// A field of RFC 4180. What a spreadsheet would take for a formula gets an apostrophe in front
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn field(text: &str) -> String {
    let text = crate::diagnostics::printable_line(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text.into_owned() };
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
