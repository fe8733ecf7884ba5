//! `ecslab simulate managed-scaling`

use std::io::Write;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session};
use crate::facts;
use crate::simulators::managed_scaling::{ManagedScaling, ScalingAction, managed_scaling};
use crate::terminal::bar;

/// What managed scaling does with an Auto Scaling group.
///
/// CapacityProviderReservation is the instances that are needed (M) over those that run (N), in percent; managed scaling moves it
/// to the target.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab simulate managed-scaling --needed 2 --running 3 --target 100\n  \
    ecslab simulate managed-scaling --needed 4 --running 0 --target 80 --format json")]
pub struct Arguments {
    /// M: instances that all tasks need, those that wait for room included.
    #[arg(long, value_name = "M", value_parser = parse_instances, allow_hyphen_values = true)]
    needed: u32,
    /// N: instances that run.
    #[arg(long, value_name = "N", value_parser = parse_instances, allow_hyphen_values = true)]
    running: u32,
    /// targetCapacity, in percent.
    #[arg(long, value_name = "T", value_parser = parse_target, allow_hyphen_values = true)]
    target: u32,
    /// text draws, json is exact.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const BAR_WIDTH: usize = 40;

fn parse_instances(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("a number of instances is a whole number from 0 to {}", u32::MAX))
}

fn parse_target(text: &str) -> Result<u32, String> {
    let range = facts::TARGET_CAPACITY_PERCENT;
    let wrong = || format!("targetCapacity is a whole number from {} to {}", range.start(), range.end());
    text.parse().ok().filter(|target| range.contains(target)).ok_or_else(wrong)
}

/// Computes and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let answer = managed_scaling(arguments.needed, arguments.running, arguments.target);
    match arguments.format {
        Format::Json => print_json(&answer)?,
        Format::Text => print(&answer, arguments, session)?,
    }
    Ok(Exit::Fine)
}

fn print(answer: &ManagedScaling, arguments: &Arguments, session: Session) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let most = u64::from(arguments.running).max(u64::from(arguments.needed)).max(answer.instances);
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    writeln!(stdout, "CapacityProviderReservation is {} %, the target {} %", answer.capacity_provider_reservation, arguments.target)?;
    for (name, count) in [("needed", arguments.needed.into()), ("running", arguments.running.into()), ("then", answer.instances)] {
        writeln!(stdout, "  {name:<8}{} {count}", bar(size(count), size(most), BAR_WIDTH, session.plain))?;
    }
    let action = match answer.action {
        ScalingAction::ScaleIn => "scales in to",
        ScalingAction::ScaleOut => "scales out to",
        ScalingAction::None => "stays at",
    };
    writeln!(stdout, "The group {action} {}", answer.instances)?;
    writeln!(stdout, "  {}", answer.explanation)?;
    super::print_choices(&mut stdout, &answer.choices)?;
    Ok(())
}
