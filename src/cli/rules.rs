//! `ecslab rules`

use std::io::Write;

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::lint::rules;

/// List all rules.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab rules\n  ecslab rules --format json")]
pub struct Arguments {
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Listing {
    version: u32,
    rules: Vec<ListedRule>,
}

#[derive(Serialize)]
struct ListedRule {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    kind: &'static str,
    summary: &'static str,
    lesson: &'static str,
    url: &'static str,
}

/// Prints the list.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let listed: Vec<ListedRule> = rules()
        .iter()
        .map(|rule| ListedRule {
            code: rule.code,
            name: rule.name,
            severity: rule.severity.name(),
            kind: rule.kind().name(),
            summary: rule.summary,
            lesson: rule.lesson,
            url: rule.source,
        })
        .collect();
    if arguments.format == Format::Json {
        print_json(&Listing { version: 1, rules: listed })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    for rule in &listed {
        writeln!(stdout, "{} {:<8} {:<34} {}", rule.code, rule.severity, rule.name, rule.summary)?;
    }
    writeln!(stdout, "\n{} rules. `ecslab explain CODE` tells more.", listed.len())?;
    Ok(Exit::Fine)
}
