//! `ecslab simulate placement`

mod drawing;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::input;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure, Session};
use crate::simulators::placement::input::{Definition, definition, read_cluster, read_request, read_tasks};
use crate::simulators::placement::{Cluster, Outcome, Request, answer};
use crate::source::{Fault, SourceFile};
use crate::syntax::Node;

/// Which container instances get the tasks, which cannot, and why.
///
/// The request is what `aws ecs run-task` or `create-service` takes; its `taskDefinition` is an object, or the path of a file
/// relative to the request's. A service gets the tasks that it does not have yet. EC2 capacity only: Fargate has no instances.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aws ecs describe-container-instances --cluster demo --container-instances ... > cluster.json
  ecslab simulate placement --cluster cluster.json --request run-task.json
  ecslab simulate placement --cluster cluster.json --tasks tasks.json --request service.json --scale-in 2
  ecslab simulate placement --cluster cluster.json --request run-task.json --seed 7 --format json

An instance's attribute `ecslab.awsvpc-task-limit` says how many awsvpc tasks it can hold; AWS's description does not.")]
pub struct Arguments {
    /// What `aws ecs describe-container-instances` prints; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    cluster: PathBuf,
    /// What `aws ecs run-task` or `create-service` takes.
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// What `aws ecs describe-tasks` prints: the tasks that run already.
    #[arg(long, value_name = "FILE")]
    tasks: Option<PathBuf>,
    /// What the strategy `random` follows.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Stop N tasks of the request's service or group instead of placing any.
    #[arg(long, value_name = "N", requires = "tasks")]
    scale_in: Option<usize>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u32,
    #[serde(flatten)]
    outcome: &'a Outcome,
}

/// Simulates and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let source = input::read(&arguments.cluster)?;
    let mut cluster = read_cluster(&source, &input::document(&source)?)?;
    let tasks = match &arguments.tasks {
        Some(path) => {
            let source = input::read(path)?;
            read_tasks(&source, &input::document(&source)?, &mut cluster)?
        }
        None => Vec::new(),
    };
    let source = input::read(&arguments.request)?;
    let request = request(&arguments.request, &source, &input::document(&source)?, &cluster)?;
    let outcome =
        answer(&cluster, &tasks, &request, arguments.scale_in, arguments.seed).map_err(|error| Failure::usage(error.to_string()))?;
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, outcome: &outcome })?,
        Format::Text => drawing::print(&cluster, &request, &outcome, session.plain)?,
    }
    Ok(Exit::Fine)
}

fn request(path: &Path, source: &SourceFile, node: &Node<'_>, cluster: &Cluster) -> Result<Request, Failure> {
    let (written, span) = match definition(source, node)? {
        Definition::Here(inner) => return Ok(read_request((source, node), (source, inner), cluster)?),
        Definition::File(written, span) => (written, span),
    };
    let file = path.parent().unwrap_or(Path::new("")).join(written);
    let definition_source = SourceFile::read(&file).map_err(|error| {
        Fault::at(source, span, format!("cannot read the task definition `{}`: {error}", file.display()))
            .help("`taskDefinition` is an object here, or the path of a file relative to the request's")
    })?;
    let definition_node = input::document(&definition_source)?;
    Ok(read_request((source, node), (&definition_source, &definition_node), cluster)?)
}
