//! `ecslab simulate capacity`

use std::io::Write;
use std::path::Path;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session};
use super::input;
use crate::diagnostics::printable;
use crate::simulators::capacity::{Distribution, Strategy, distribute, read_shorthand, read_strategy};
use crate::source::SourceFile;
use crate::terminal::bar;

/// On which capacity providers the tasks of a strategy start.
///
/// The base comes first, the rest follows the weights. The strategy is checked as ECS checks it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab simulate capacity --count 10 --strategy capacityProvider=FARGATE,weight=1,base=2 \
    capacityProvider=FARGATE_SPOT,weight=4\n  \
    ecslab simulate capacity --count 5 --strategy '[{\"capacityProvider\": \"A\", \"weight\": 1}, {\"capacityProvider\": \"B\", \"weight\": 4}]'\n  \
    ecslab simulate capacity --count 4 --strategy service.json --current FARGATE=2 FARGATE_SPOT=8 --format json")]
pub struct Arguments {
    /// As aws ecs takes --capacity-provider-strategy: shorthand, JSON, or a file (also a whole service); - for standard input.
    #[arg(long, value_name = "STRATEGY", required = true, num_args = 1..)]
    strategy: Vec<String>,
    /// How many tasks start.
    #[arg(long, value_name = "N", value_parser = parse_count, allow_hyphen_values = true)]
    count: u64,
    /// Tasks that run already on providers of the strategy.
    #[arg(long, value_name = "PROVIDER=N", num_args = 1.., value_parser = parse_current)]
    current: Vec<(String, u64)>,
    /// text draws, json is exact.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const BAR_WIDTH: usize = 40;

fn parse_count(text: &str) -> Result<u64, String> {
    // The API's numbers of tasks are 32-bit.
    match text.parse::<i64>() {
        Ok(count) if (0..=i64::from(i32::MAX)).contains(&count) => Ok(count.unsigned_abs()),
        _ => Err(format!("a number of tasks is a whole number from 0 to {}", i32::MAX)),
    }
}

fn parse_current(text: &str) -> Result<(String, u64), String> {
    let (provider, count) = text.rsplit_once('=').ok_or("write it as PROVIDER=N, such as FARGATE=2")?;
    Ok((provider.to_string(), parse_count(count)?))
}

/// Reads, distributes and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let strategy = strategy(&arguments.strategy)?;
    let current = current(&strategy, &arguments.current)?;
    let distribution = distribute(&strategy, arguments.count, &current);
    match arguments.format {
        Format::Json => print_json(&distribution)?,
        Format::Text => print(&distribution, arguments.count, session)?,
    }
    Ok(Exit::Fine)
}

fn strategy(texts: &[String]) -> Result<Strategy, Failure> {
    if let [text] = texts {
        let trimmed = text.trim_start();
        if trimmed.starts_with(['[', '{']) {
            let source = SourceFile::new("--strategy", text.as_str());
            return Ok(read_strategy(&source, &input::document(&source)?)?);
        }
        // Shorthand always has a `=`; a file whose path has one is named with file://.
        if text.starts_with("file://") || !text.contains('=') {
            let source = input::read(Path::new(text.strip_prefix("file://").unwrap_or(text)))?;
            return Ok(read_strategy(&source, &input::document(&source)?)?);
        }
    }
    // No name holds a space: items in one pair of quotes are items all the same.
    let items = texts.iter().flat_map(|text| text.split_whitespace());
    let sources: Vec<SourceFile> = items.map(|item| SourceFile::new("--strategy", item)).collect();
    Ok(read_shorthand(&sources)?)
}

fn current(strategy: &Strategy, given: &[(String, u64)]) -> Result<Vec<u64>, Failure> {
    let mut current = vec![0; strategy.items().len()];
    for (name, count) in given {
        let Some(index) = strategy.items().iter().position(|item| item.capacity_provider == *name) else {
            let names: Vec<_> = strategy.items().iter().map(|item| item.capacity_provider.as_str()).collect();
            return Err(Failure::usage(format!("--current {name}={count}: the strategy has no capacity provider {name}"))
                .help(format!("it has {}", names.join(", "))));
        };
        current[index] += count;
    }
    Ok(current)
}

fn print(distribution: &Distribution, count: u64, session: Session) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{count} {} placed by base and weight", if count == 1 { "task is" } else { "tasks are" })?;
    let width = distribution.placements.iter().map(|placement| placement.capacity_provider.chars().count()).max().unwrap_or(0);
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    for (placement, share) in distribution.placements.iter().zip(&distribution.explanation) {
        let drawn = bar(size(placement.count), size(count), BAR_WIDTH, session.plain);
        let name = printable(&placement.capacity_provider);
        write!(stdout, "  {name:<width$}  {drawn}  {}", placement.count)?;
        write!(
            stdout,
            "  ({} by base {}, {} by weight {}: exactly {:.2}",
            share.by_base, share.base, share.by_weight, share.weight, share.exact_share
        )?;
        match share.current {
            0 => writeln!(stdout, ")")?,
            running => writeln!(stdout, "; {running} run already)")?,
        }
    }
    super::print_choices(&mut stdout, &distribution.choices)?;
    Ok(())
}
