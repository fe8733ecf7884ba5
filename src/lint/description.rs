//! A rule as reports describe it.

use super::Rule;
use crate::diagnostics::RuleDescription;

impl Rule {
    /// Its description, whose help holds all that `explain` says about the rule itself.
    pub fn describe(&self) -> RuleDescription {
        RuleDescription {
            code: self.code,
            name: self.name,
            severity: self.severity,
            summary: self.summary,
            description: documentation(self).split("\n\n").next().unwrap_or_default().replace('\n', " "),
            help: help(self),
            url: self.source,
            tags: vec![topic(self.code)],
            controls: self.controls,
        }
    }
}

/// What a rule is about, by the band of its code. `security` is a word that code hosts know.
fn topic(code: &str) -> &'static str {
    match code.chars().find(char::is_ascii_digit) {
        Some('0') => "syntax",
        Some('1') => "rejected",
        Some('2') => "runtime",
        Some('3') => "security",
        Some('4') => "reliability",
        Some('5') => "observability",
        Some('6') => "cost",
        _ => "stale",
    }
}

/// Its documentation as Markdown; a doc comment keeps the space after its slashes.
fn documentation(rule: &Rule) -> String {
    let lines: Vec<_> = rule.documentation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim().to_string()
}

fn help(rule: &Rule) -> String {
    let mut help = format!("{}\n", documentation(rule));
    if let Some(message) = rule.aws_message {
        help += &format!("\nAWS says: {message}\n");
    }
    help += &format!("\n**Fails**\n\n{}\n**Passes**\n\n{}\n", fenced(rule.fails), fenced(rule.passes));
    help + &format!("`ecslab explain {}` and `ecslab learn {}` tell more.\n", rule.code, rule.lesson)
}

fn fenced(example: &str) -> String {
    let language = if example.trim_start().starts_with(['{', '[']) { "json" } else { "yaml" };
    format!("```{language}\n{}\n```\n", example.trim())
}
