//! The rule reference: an index by band and kind, and a page for each rule.

use serde::Serialize;

use super::BookError;
use super::example::{Example, example};
use super::links::{Link, Links, rule_path};
use super::markdown::page_text;
use super::templates::Templates;
use crate::course::Course;
use crate::lint::{Check, Rule};
use crate::rules::CONDITIONS;

/// The page with all rules.
pub(super) const INDEX: &str = "rules/index.md";

/// The bands of codes by their digit: what a rule there has found.
const BANDS: [(char, &str); 8] = [
    ('0', "Syntax and shape"),
    ('1', "Rejected by the service"),
    ('2', "Accepted, but fails when run"),
    ('3', "Security"),
    ('4', "Reliability"),
    ('5', "Observability"),
    ('6', "Cost and size"),
    ('9', "Stale settings"),
];

#[derive(Serialize)]
struct RuleView {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    band: &'static str,
    kind: &'static str,
    summary: &'static str,
    documentation: String,
    aws_message: Option<&'static str>,
    fails: Example,
    passes: Example,
    source: &'static str,
    verified: &'static str,
    controls: String,
    lesson: Option<Link>,
    all_rules: String,
}

#[derive(Serialize)]
struct IndexView {
    count: usize,
    bands: Vec<BandView>,
    conditions: Vec<ConditionRow>,
}

/// A condition that a service states, and the rules that find it.
#[derive(Serialize)]
struct ConditionRow {
    name: &'static str,
    rules: Vec<Link>,
    left_out: Option<&'static str>,
}

#[derive(Serialize)]
struct BandView {
    digit: char,
    title: &'static str,
    rules: Vec<RuleRow>,
}

#[derive(Serialize)]
struct RuleRow {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    kind: &'static str,
    summary: &'static str,
    url: String,
}

fn band(rule: &Rule) -> (char, &'static str) {
    let digit = rule.code.chars().find(char::is_ascii_digit);
    // A test of the registry holds the form of the codes.
    BANDS.into_iter().find(|(band, _)| Some(*band) == digit).unwrap_or(('0', "Others"))
}

/// The kind of document that a rule looks at; its examples are of one kind even where it looks at all.
fn kind(rule: &Rule) -> &'static str {
    match rule.check {
        Check::Document(_) => "any",
        _ => rule.kind().name(),
    }
}

/// Makes the page of a rule.
///
/// # Errors
/// When a template is broken.
pub(super) fn rule_page(course: &Course, rule: &'static Rule, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(&rule_path(rule));
    // A doc comment keeps the space after its slashes.
    let documentation: Vec<_> = rule.documentation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let lesson = course.lesson(rule.lesson).map(|lesson| Link { text: lesson.title.clone(), url: links.lesson(&lesson.id) });
    let view = RuleView {
        code: rule.code,
        name: rule.name,
        severity: rule.severity.name(),
        band: band(rule).1,
        kind: kind(rule),
        summary: rule.summary,
        documentation: page_text(documentation.join("\n").trim(), &links),
        aws_message: rule.aws_message,
        fails: example(rule, rule.fails),
        passes: example(rule, rule.passes),
        source: rule.source,
        verified: rule.verified,
        controls: rule.controls.join(", "),
        lesson,
        all_rules: links.to(INDEX),
    };
    templates.render("rule.md.tera", &view)
}

/// Makes the index.
///
/// # Errors
/// When a template is broken.
pub(super) fn rule_index(rules: &[&'static Rule], templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(INDEX);
    let row = |rule: &&'static Rule| RuleRow {
        code: rule.code,
        name: rule.name,
        severity: rule.severity.name(),
        kind: kind(rule),
        summary: rule.summary,
        url: links.to(&rule_path(rule)),
    };
    let bands = BANDS.map(|(digit, title)| {
        // The registry is in the order of the codes, which keeps the kinds of a band together.
        BandView { digit, title, rules: rules.iter().filter(|rule| band(rule).0 == digit).map(row).collect() }
    });
    let bands = bands.into_iter().filter(|band| !band.rules.is_empty()).collect();
    let link = |code: &&'static str| {
        let rule = rules.iter().find(|rule| rule.code == *code)?;
        Some(Link { text: rule.code.to_string(), url: links.to(&rule_path(rule)) })
    };
    let conditions = CONDITIONS.iter().map(|condition| ConditionRow {
        name: condition.name,
        rules: condition.rules.iter().filter_map(link).collect(),
        left_out: condition.left_out,
    });
    templates.render("rules.md.tera", &IndexView { count: rules.len(), bands, conditions: conditions.collect() })
}
