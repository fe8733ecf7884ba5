//! `ecslab simulate autoscaling`

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::input;
use crate::cli::output::{Format, print_json, write_atomically};
use crate::cli::{Exit, Failure, Session};
use crate::simulators::autoscaling::{
    Course, Inputs, Metrics, Simulation, draw_svg, read_alarms, read_csv, read_json, read_policies, read_target, simulate,
};
use crate::source::SourceFile;

/// Scale a service over a series of metrics.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The scalable target, as register-scalable-target takes it.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// Policies and scheduled actions, as put-scaling-policy and put-scheduled-action take them.
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    policy: Vec<PathBuf>,
    /// The metrics, CSV or JSON: see below; - reads standard input.
    #[arg(long, value_name = "FILE")]
    metrics: PathBuf,
    /// The CloudWatch alarms of step policies, as put-metric-alarm takes them.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    alarm: Vec<PathBuf>,
    /// The desired count at the start; without it, MinCapacity.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=10_000))]
    running: Option<u64>,
    /// A deployment in progress, in seconds as in the output, or in dates.
    #[arg(long, value_name = "FROM..TO", num_args = 1..)]
    deployment: Vec<String>,
    /// Draw the course as SVG into this file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const HELP: &str = "Metrics are CSV with a header `time,METRIC,...` or JSON: a list of {\"time\": 0, \"METRIC\": 42.5}, or what
get-metric-data prints. Times are seconds or dates (RFC 3339). An empty cell or null is missing data.
A policy looks at the column of its own name, else of its metric (ECSServiceAverageCPUUtilization,
CPUUtilization or cpu), else at the only one. A column `running` holds the running count.

An alarm belongs to the step policy that its AlarmActions name (ARN or name), or to the only one.

Examples:
  ecslab simulate autoscaling --target target.json --policy cpu.json --metrics day.csv
  ecslab simulate autoscaling --target target.json --policy step.json --alarm high.json \\
    --metrics day.csv --running 4 --deployment 600..900 --svg day.svg";

#[derive(Serialize)]
struct Answer<'s> {
    version: u32,
    #[serde(flatten)]
    simulation: &'s Simulation,
}

/// Simulates, prints, and draws where asked.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = read(arguments)?;
    let simulation = simulate(&course).map_err(Failure::usage)?;
    if let Some(path) = &arguments.svg {
        write_atomically(path, draw_svg(&course, &simulation).as_bytes())
            .map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))?;
    }
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, simulation: &simulation })?,
        Format::Text => {
            let mut out = std::io::BufWriter::new(anstream::stdout().lock());
            draw(&course, &simulation, session.plain, &mut out)?;
            out.flush()?;
        }
    }
    Ok(Exit::Fine)
}

fn read(arguments: &Arguments) -> Result<Course, Failure> {
    let source = input::read(&arguments.target)?;
    let target = read_target(&source, &input::document(&source)?)?;
    let metrics = read_metrics(&input::read(&arguments.metrics)?)?;
    let mut alarms = Vec::new();
    for path in &arguments.alarm {
        let source = input::read(path)?;
        alarms.extend(read_alarms(&source, &input::document(&source)?)?);
    }
    let mut inputs = Inputs::default();
    for path in &arguments.policy {
        let source = input::read(path)?;
        read_policies(&source, &input::document(&source)?, &target, &metrics, &alarms, &mut inputs)?;
    }
    let window = |text: &String| metrics.window(text).map_err(|error| Failure::usage(format!("--deployment: {error}")));
    let deployments = arguments.deployment.iter().map(window).collect::<Result<_, _>>()?;
    Ok(Course { target, inputs, metrics, running: arguments.running, deployments })
}

fn read_metrics(source: &SourceFile) -> Result<Metrics, Failure> {
    if source.text().trim_start().starts_with(['[', '{']) {
        return Ok(read_json(source, &input::document(source)?)?);
    }
    Ok(read_csv(source)?)
}

/// Columns and rows of the plot.
const WIDTH: usize = 64;
const HEIGHT: u64 = 10;

fn draw(course: &Course, simulation: &Simulation, plain: bool, out: &mut impl Write) -> std::io::Result<()> {
    let entries = &simulation.desired;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    let most = entries.iter().map(|entry| entry.desired).max().unwrap_or(0);
    let scale = most.div_ceil(HEIGHT).max(1);
    let width = usize::try_from(last.t - first.t + 1).unwrap_or(1).clamp(1, WIDTH);
    // Each column shows the greatest count of its time.
    let sample = |column: usize| {
        let at = |column: usize| first.t + ((last.t - first.t) as f64 * column as f64 / width as f64) as i64;
        let (from, to) = (at(column), if column + 1 == width { last.t + 1 } else { at(column + 1) });
        let before = entries.partition_point(|entry| entry.t <= from).saturating_sub(1);
        entries[before..]
            .iter()
            .enumerate()
            .take_while(|(index, entry)| *index == 0 || entry.t < to)
            .map(|(_, entry)| entry.desired)
            .max()
            .unwrap_or(0)
    };
    let samples: Vec<u64> = (0..width).map(sample).collect();
    let (full, corner, wall) = if plain { ("#", "+", "|") } else { ("█", "└", "│") };
    writeln!(out, "desired count")?;
    for row in (0..most.div_ceil(scale)).rev() {
        let line: String = samples.iter().map(|count| if *count > row * scale { full } else { " " }).collect();
        writeln!(out, "{:>6} {wall}{}", (row + 1) * scale, line.trim_end())?;
    }
    writeln!(out, "{:>6} {corner}{}", 0, (if plain { "-" } else { "─" }).repeat(width))?;
    let end = format!("{} s", last.t);
    let start = format!("{} s", first.t);
    writeln!(out, "        {start}{}{end}\n", " ".repeat(width.saturating_sub(start.len() + end.len()).max(1)))?;
    let dated = course.metrics.dated;
    let wide = entries.iter().map(|entry| entry.time.as_ref().map_or(entry.t.to_string().len(), String::len)).max().unwrap_or(4).max(4);
    writeln!(out, "{:>wide$}  desired  reason", if dated { "time" } else { "t" })?;
    for entry in entries {
        let time = entry.time.clone().unwrap_or_else(|| entry.t.to_string());
        let line = format!("{time:>wide$}  {:>7}  {}", entry.desired, entry.reason);
        writeln!(out, "{}", crate::diagnostics::printable(&line))?;
    }
    super::print_choices(out, &simulation.choices)?;
    Ok(())
}
