//! `ecslab service run`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::printer::Printer;
use crate::cli::output::{Format, print_json};
use crate::cli::task::{cancel_on_signal, parse_image, parse_time};
use crate::cli::{Exit, Failure, Session, engine};
use crate::diagnostics::{Diagnostic, LintReport, Severity, render_full};
use crate::lint::{LintError, lint_source, lint_together};
use crate::runtime::load_balancer::{LoadBalancerSettings, read_load_balancer};
use crate::runtime::service::{
    FileWatch, FilesError, ServiceFiles, ServiceOptions, ServicePlan, ServicePlanError, ServiceRun, ServiceSources,
};
use crate::runtime::{Balancer, Cancel, Engine, PlanOptions, Ports, Secrets, Waited};
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
    /// Deploy this task definition, or service, once the services are steady; several come one after the other.
    #[arg(long, value_name = "FILE")]
    update: Vec<PathBuf>,
    /// End when all is steady, or when the last deployment has come to its end.
    #[arg(long, value_enum)]
    until: Option<Until>,
    /// Stop after this time (30s, 5m, 1h); 0 for no limit.
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = parse_time)]
    timeout: Duration,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Until {
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
        ..ServiceOptions::default()
    };
    let mut run = ServiceRun::start(engine, plans, options).map_err(engine::failure)?;
    let exit = Driver { arguments, sources, plan_options, printer: &printer, engine }.drive(&mut run, cancel)?;
    let report = run.finish(cancel).map_err(engine::failure)?;
    if arguments.format == Format::Json {
        print_json(&report)?;
    }
    Ok(exit)
}

/// The services with what changes them.
struct Driver<'d> {
    arguments: &'d Arguments,
    sources: Vec<ServiceSources>,
    plan_options: &'d PlanOptions,
    printer: &'d Printer,
    engine: &'d dyn Engine,
}

/// Why a drive paused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pause {
    /// What was asked for holds, or never will.
    Reached,
    /// A file was saved.
    Saved,
}

impl Driver<'_> {
    /// Drives until the end that was asked for, deploying updates and what is saved.
    fn drive(mut self, run: &mut ServiceRun<'_>, cancel: &Cancel) -> Result<Exit, Failure> {
        let engine = self.engine;
        let deadline = engine.now() + self.arguments.timeout;
        let mut updates = self.arguments.update.iter();
        let mut next = updates.next();
        let mut watch = FileWatch::new(&self.sources, engine.now());
        loop {
            let mut pause = None;
            let until = |run: &ServiceRun<'_>| {
                let reached = match (next, self.arguments.until) {
                    (Some(_), _) | (None, Some(Until::Steady)) => run.is_steady() || run.has_stalled(),
                    (None, Some(Until::Deployed)) => run.is_settled(),
                    (None, None) => false,
                };
                pause = if reached { Some(Pause::Reached) } else { watch.has_changed(engine.now()).then_some(Pause::Saved) };
                pause.is_some()
            };
            let left = deadline.duration_since(engine.now()).unwrap_or_default();
            let waited = run.drive(until, left, cancel).map_err(engine::failure)?;
            match (waited, pause, next) {
                (_, Some(Pause::Saved), _) => self.take_up_saved(run),
                (Waited::Met, _, Some(path)) if run.is_steady() => {
                    self.deploy(path, run)?;
                    next = updates.next();
                    watch = FileWatch::new(&self.sources, engine.now());
                }
                (Waited::Met, ..) => return Ok(if run.is_completed() && !run.has_stalled() { Exit::Fine } else { Exit::Failed }),
                (Waited::TimedOut, ..) => {
                    self.printer.line(&format!("the time is over ({} s, --timeout)", self.arguments.timeout.as_secs_f64()));
                    return Ok(if self.arguments.until.is_some() || next.is_some() { Exit::Failed } else { Exit::Fine });
                }
                (Waited::Cancelled | Waited::TaskStopped, ..) => return Ok(Exit::Fine),
            }
        }
    }

    /// Plans what was saved; what is broken is told and changes nothing.
    fn take_up_saved(&mut self, run: &mut ServiceRun<'_>) {
        for index in 0..self.sources.len() {
            match self.sources[index].read_again() {
                Ok(again) if again.is(&self.sources[index]) => {}
                Ok(again) => {
                    self.take_up(index, again, run);
                }
                Err(error) => self.printer.line(&format!("{error}\nnothing changes until it can be read")),
            }
        }
    }

    fn deploy(&mut self, path: &PathBuf, run: &mut ServiceRun<'_>) -> Result<(), Failure> {
        let index = ServiceSources::meant_by(&self.sources, path).map_err(failure)?;
        let again = self.sources[index].read_again().and_then(|again| again.with(path)).map_err(failure)?;
        if self.take_up(index, again, run) {
            Ok(())
        } else {
            Err(Failure::new(Exit::Failed, format!("{} cannot be deployed", path.display())))
        }
    }

    /// Lints, plans and hands on; tells whether it could be.
    fn take_up(&mut self, index: usize, again: ServiceSources, run: &mut ServiceRun<'_>) -> bool {
        let errors = match lint(&again) {
            Ok(errors) => errors,
            Err(failure) => {
                self.printer.line(&format!("{}\nnothing changes", failure.message()));
                return false;
            }
        };
        if !errors.is_empty() {
            for error in &errors {
                self.printer.line(&render_full(error, text_of(&again, error)));
            }
            self.printer.line("nothing changes until this is mended");
            return false;
        }
        match again.plan(self.plan_options) {
            Ok(plan) if run.update(plan.clone()) => {
                self.sources[index] = again;
                true
            }
            Ok(plan) => {
                self.printer
                    .line(&format!("the service is called {} now: the name of a service cannot change\nnothing changes", plan.name));
                false
            }
            Err(error) => {
                self.printer.line(&format!("{error}\nnothing changes until this is mended"));
                false
            }
        }
    }
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
    Ok(PlanOptions { images, secrets, ports: Ports::Dynamic, ..PlanOptions::default() })
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

fn read(path: &PathBuf) -> Result<SourceFile, Failure> {
    SourceFile::read(path).map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}

fn failure(error: FilesError) -> Failure {
    match error {
        FilesError::Plan(ServicePlanError::Service(fault)) => fault.into(),
        FilesError::Plan(ServicePlanError::Task(error)) => Failure::usage(format!("these tasks cannot be run here\n{error}")),
        FilesError::Definition { .. } => Failure::usage(error.to_string()).help("Name its file with --task-definition."),
        FilesError::Read { .. } => Failure::usage(error.to_string()),
    }
}

/// Errors in the service, in its task definition, and between the two.
fn lint(sources: &ServiceSources) -> Result<Vec<Diagnostic>, Failure> {
    let mut errors = Vec::new();
    for source in [&sources.service, &sources.definition] {
        let linted = lint_source(source, None).map_err(|error| match error {
            LintError::UnknownKind(unknown) => Failure::usage(format!("{} is {unknown}", source.path())),
            LintError::Empty => Failure::usage(format!("{} is empty: {error}", source.path())),
        })?;
        errors.extend(linted.diagnostics);
        if sources.service.path() == sources.definition.path() {
            break;
        }
    }
    if let Some(family) = sources.family() {
        errors.extend(lint_together(&sources.service, &sources.definition, &[&family]));
    }
    errors.retain(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(errors)
}

fn show(sources: &[ServiceSources], errors: Vec<Vec<Diagnostic>>, format: Format) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    if format == Format::Json {
        let files = Vec::new();
        return print_json(&LintReport::new(files, errors.into_iter().flatten().collect()));
    }
    let count: usize = errors.iter().map(Vec::len).sum();
    for (sources, errors) in sources.iter().zip(&errors) {
        for error in errors {
            writeln!(stdout, "{}\n", render_full(error, text_of(sources, error)))?;
        }
    }
    writeln!(stdout, "nothing was started: mend {} first", if count == 1 { "the error" } else { "the errors" })?;
    Ok(())
}

/// The text in which an error stands.
fn text_of<'s>(sources: &'s ServiceSources, error: &Diagnostic) -> &'s str {
    if error.path == sources.definition.path() { sources.definition.text() } else { sources.service.text() }
}
