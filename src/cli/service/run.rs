//! `ecslab service run`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::driver::Driver;
use super::errors::{failure, lint, show};
use super::printer::Printer;
use crate::cli::output::{Format, print_json};
use crate::cli::task::{StandIns, cancel_on_signal, log_store, parse_image, parse_time};
use crate::cli::{Exit, Failure, Session, engine};
use crate::runtime::load_balancer::{LoadBalancerSettings, read_load_balancer};
use crate::runtime::service::{ServiceFiles, ServiceOptions, ServicePlan, ServiceRun, ServiceSources};
use crate::runtime::{Balancer, Cancel, Engine, PlanOptions, Ports, Secrets};
use crate::source::SourceFile;

/// Keep a service running on the local container engine, as ECS would.
///
/// Starts its tasks, replaces those that fail, and takes up what is saved: a new valid version of the task definition begins a
/// rolling deployment with floor, ceiling, health checks and circuit breaker; another desiredCount takes effect at once; a broken
/// file is told and changes nothing. Services with target groups stand behind one load balancer on 127.0.0.1.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Services, each as create-service takes it.
    #[arg(value_name = "SERVICE", required = true)]
    services: Vec<PathBuf>,
    /// Files with their task definitions; without any, those beside each service, by family.
    #[arg(long = "task-definition", value_name = "FILE")]
    definitions: Vec<PathBuf>,
    /// Target groups and rules of the load balancer: see below.
    #[arg(long = "target-group", value_name = "FILE")]
    target_groups: Vec<PathBuf>,
    /// Run a local image for a reference, as it is written in the definition, or for a container's name.
    #[arg(long = "image", value_name = "REF=LOCAL", value_parser = parse_image)]
    images: Vec<(String, String)>,
    /// Values of secrets: a JSON or YAML map from valueFrom, or the variable's name, to the value.
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
    /// Pull images that are not on this machine, with the credentials of docker login; one that cannot be pulled fails its task.
    #[arg(long)]
    pull: bool,
    #[command(flatten)]
    stand_ins: StandIns,
    /// Deploy this task definition, or service, once the services are steady; several come one after the other.
    #[arg(long, value_name = "FILE")]
    pub update: Vec<PathBuf>,
    /// End when all is steady, or when the last deployment has come to its end.
    #[arg(long, value_enum)]
    pub until: Option<Until>,
    /// Stop after this time (30s, 5m, 1h); 0 for no limit.
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = parse_time)]
    pub timeout: Duration,
    /// Port of the load balancer on 127.0.0.1; without it, a free one.
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Show what the containers write.
    #[arg(long)]
    logs: bool,
    /// text: a timeline; json: at the end, the shape of describe-services, with the tasks.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// When to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Until {
    /// All tasks are there and healthy.
    Steady,
    /// The deployment is COMPLETED, or FAILED and rolled back.
    Deployed,
}

const HELP: &str = "Target groups are written as `aws elbv2 describe-target-groups` and `describe-rules` print them, both in one file
or in several; one target group may also stand alone, as create-target-group takes it:
  {\"TargetGroups\": [{\"TargetGroupArn\": \"...\", \"HealthCheckPath\": \"/health\", \"HealthCheckIntervalSeconds\": 5,
     \"Attributes\": [{\"Key\": \"deregistration_delay.timeout_seconds\", \"Value\": \"10\"}]}],
   \"Rules\": [{\"Priority\": \"10\", \"Conditions\": [{\"Field\": \"path-pattern\", \"Values\": [\"/api/*\"]}],
     \"Actions\": [{\"Type\": \"forward\", \"TargetGroupArn\": \"...\"}]}]}
What is left out has ELB's defaults: path /, code 200, every 30 s, 5 passed or 2 failed checks. The interval may be 1 s here.

Examples:
  ecslab service run service.json
  ecslab service run web.json api.json --target-group load-balancer.json --port 8080
  ecslab service run service.json --update broken.json --until deployed --timeout 5m

Ctrl-C stops all tasks in order; pressed again it kills. Exit codes: 0 fine; 1 findings, a deployment that failed, or no end
before the timeout; 2 the service cannot be run here; 3 no engine or image.";

/// Lints, plans, runs and prints.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let mut sources = Vec::new();
    for path in &arguments.services {
        let files = ServiceFiles { service: path.clone(), definitions: arguments.definitions.clone() };
        sources.push(files.read().map_err(failure)?);
    }
    let errors = sources.iter().map(lint).collect::<Result<Vec<_>, _>>()?;
    if errors.iter().any(|errors| !errors.is_empty()) {
        show(&sources, errors, arguments.format)?;
        return Ok(Exit::Failed);
    }
    let options = plan_options(arguments)?;
    if let Some(exit) = refuse_broken_updates(arguments, &sources, &options)? {
        return Ok(exit);
    }
    let plans = sources.iter().map(|source| source.plan(&options).map_err(failure)).collect::<Result<Vec<_>, _>>()?;
    for note in plans.iter().flat_map(|plan| plan.notes.iter().map(move |note| (&plan.name, note))) {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(anstream::stderr().lock(), "note: {}: {}", note.0, note.1);
    }
    let settings = settings(arguments, &plans)?;
    let engine = engine::connect()?;
    let cancel = cancel_on_signal()?;
    drive(engine.as_ref(), arguments, sources, plans, &options, settings, &cancel)
}

/// What is to be deployed later must be well before anything starts.
fn refuse_broken_updates(arguments: &Arguments, sources: &[ServiceSources], options: &PlanOptions) -> Result<Option<Exit>, Failure> {
    for path in &arguments.update {
        let index = ServiceSources::meant_by(sources, path).map_err(failure)?;
        let updated = sources[index].read_again().and_then(|again| again.with(path)).map_err(failure)?;
        let errors = lint(&updated)?;
        if !errors.is_empty() {
            show(&[updated], vec![errors], arguments.format)?;
            return Ok(Some(Exit::Failed));
        }
        updated.plan(options).map_err(failure)?;
    }
    Ok(None)
}

fn drive(
    engine: &dyn Engine,
    arguments: &Arguments,
    sources: Vec<ServiceSources>,
    plans: Vec<ServicePlan>,
    plan_options: &PlanOptions,
    settings: Option<LoadBalancerSettings>,
    cancel: &Cancel,
) -> Result<Exit, Failure> {
    let printer = Printer::new(arguments.format, cancel);
    let balancer = settings.map(|settings| listen(settings, arguments.port, &printer)).transpose()?;
    let options = ServiceOptions {
        balancer,
        on_told: Some(printer.on_told()),
        on_output: arguments.logs.then(|| printer.on_output()),
        pull: arguments.pull,
        log_store: log_store(),
        ..ServiceOptions::default()
    };
    let mut run = ServiceRun::start(engine, plans, options).map_err(engine::failure)?;
    let exit = Driver { arguments, sources, plan_options, printer: &printer, engine }.drive(&mut run, cancel)?;
    let report = run.finish(cancel).map_err(engine::failure)?;
    printer.outcome()?;
    if arguments.format == Format::Json {
        print_json(&report)?;
    }
    Ok(exit)
}

#[cfg(feature = "containers")]
fn listen(settings: LoadBalancerSettings, port: Option<u16>, printer: &Printer) -> Result<Arc<dyn Balancer>, Failure> {
    let balancer = crate::runtime::load_balancer::LoadBalancer::start(settings, port)
        .map_err(|error| Failure::new(Exit::Missing, error.to_string()).help("Without --port a free one is taken."))?;
    printer.line(&format!("the load balancer listens on {}", balancer.url()));
    Ok(Arc::new(balancer))
}

/// A build without containers has come no further than the missing engine.
#[cfg(not(feature = "containers"))]
fn listen(_settings: LoadBalancerSettings, _port: Option<u16>, _printer: &Printer) -> Result<Arc<dyn Balancer>, Failure> {
    Err(Failure::new(Exit::Missing, "this ecslab was built without containers"))
}

fn plan_options(arguments: &Arguments) -> Result<PlanOptions, Failure> {
    let secrets = match &arguments.secrets {
        None => Secrets::default(),
        Some(path) => Secrets::read(&read(path)?).map_err(|error| Failure::usage(format!("cannot use the secrets: {error}")))?,
    };
    let images: BTreeMap<String, String> = arguments.images.iter().cloned().collect();
    let mut options = PlanOptions { images, secrets, ports: Ports::Dynamic, ..PlanOptions::default() };
    arguments.stand_ins.add_to(&mut options)?;
    Ok(options)
}

/// The load balancer, where a service has target groups.
fn settings(arguments: &Arguments, plans: &[ServicePlan]) -> Result<Option<LoadBalancerSettings>, Failure> {
    let mut settings = LoadBalancerSettings::default();
    for path in &arguments.target_groups {
        settings = settings.and(read_load_balancer(&read(path)?)?);
    }
    let used: Vec<String> = plans.iter().flat_map(|plan| &plan.targets).map(|target| target.target_group.clone()).collect();
    if used.is_empty() {
        return Ok(None);
    }
    let completed = settings.completed(&used);
    completed.map(Some).map_err(|error| Failure::usage(error.to_string()).help("Give rules with --target-group FILE; `--help` shows one."))
}

fn read(path: &Path) -> Result<SourceFile, Failure> {
    SourceFile::read(path).map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}
