//! The examples of rules, laid out to be read, with what the linter says of them.

use serde::Serialize;
use serde_json::Value;

use crate::lint::{Rule, lint_example};

/// Longest line that an array or object may take to stay on one line.
const LINE: usize = 76;

/// A document and the findings of one rule in it.
#[derive(Debug, Serialize)]
pub(super) struct Example {
    pub text: String,
    pub findings: Vec<Finding>,
}

/// A finding as a page shows it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
}

/// Lays an example out, unless the layout is what the rule is about.
pub(super) fn example(rule: &Rule, text: &str) -> Example {
    let written = findings(rule, text);
    let laid_out = serde_json::from_str(text).map(|value| layout(&value)).unwrap_or_default();
    let again = findings(rule, &laid_out);
    let same = written.len() == again.len() && written.iter().zip(&again).all(|(one, other)| one.message == other.message);
    if same && !laid_out.is_empty() {
        return Example { text: laid_out, findings: again };
    }
    Example { text: text.trim_end().to_string(), findings: written }
}

fn findings(rule: &Rule, text: &str) -> Vec<Finding> {
    let of_rule = lint_example(rule, text).into_iter().filter(|diagnostic| diagnostic.code == rule.code);
    of_rule.map(|found| Finding { line: found.start.line, column: found.start.column, message: found.message, help: found.help }).collect()
}

fn layout(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, 0, 0, &mut out);
    out
}

/// Writes a value; `column` is where it begins, `indent` where its line does.
fn write_value(value: &Value, indent: usize, column: usize, out: &mut String) {
    let line = on_one_line(value);
    let (open, close, items): (char, char, Vec<(String, &Value)>) = match value {
        Value::Object(members) => {
            ('{', '}', members.iter().map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value)).collect())
        }
        Value::Array(items) => ('[', ']', items.iter().map(|item| (String::new(), item)).collect()),
        _ => return out.push_str(&line),
    };
    // A document as a whole is easier to read with a member a line.
    if items.is_empty() || (indent > 0 && column + line.chars().count() <= LINE) {
        return out.push_str(&line);
    }
    let inner = indent + 2;
    out.push(open);
    for (index, (name, item)) in items.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(inner));
        out.push_str(name);
        write_value(item, inner, inner + name.chars().count(), out);
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), on_one_line(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(on_one_line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::rules;

    #[test]
    fn short_values_stay_on_one_line_and_a_document_takes_several() {
        let value = serde_json::json!({"family": "web", "containerDefinitions": [{"name": "a".repeat(40), "image": "b".repeat(40)}]});
        let expected = format!(
            "{{\n  \"family\": \"web\",\n  \"containerDefinitions\": [\n    {{\n      \"name\": \"{}\",\n      \"image\": \"{}\"\n    }}\n  ]\n}}",
            "a".repeat(40),
            "b".repeat(40)
        );
        assert_eq!(layout(&value), expected);
    }

    #[test]
    fn layout_changes_nothing_that_a_rule_says() {
        for rule in rules() {
            assert_eq!(example(rule, rule.fails).findings.is_empty(), findings(rule, rule.fails).is_empty(), "{}", rule.code);
            assert!(example(rule, rule.passes).findings.is_empty(), "{}", rule.code);
        }
    }
}
