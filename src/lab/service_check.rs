//! A check that runs the learner's service, rolls an update out, and looks at what happens.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::http_check::answered;
use super::task_check::{Mismatch, failure_state, mismatch};
use super::{CheckReport, CheckState, Unmet, unmet};
use crate::course::{BalancerExpectation, Check, ServiceCheck, ServiceUntil};
use crate::runtime::load_balancer::{LoadBalancer, LoadBalancerSettings, read_load_balancer};
use crate::runtime::service::{ServiceFiles, ServiceOptions, ServicePlan, ServiceRun, ServiceSources};
use crate::runtime::{Cancel, Engine, EngineError, PlanOptions, Ports, Waited};
use crate::source::SourceFile;

/// Tasks that are on their way out are gone by then; nothing else changes in a service that has come to rest.
const LAST_CHANGES: Duration = Duration::from_secs(3);
/// Events of the service that a failed check shows, the latest.
const EVENTS: usize = 6;

/// Runs the service of a check, holds it against the expectations and removes it.
pub fn run(check: &Check, service: &ServiceCheck, folder: &Path, engine: &dyn Engine, cancel: &Cancel) -> CheckReport {
    let failed = |mismatch: Mismatch| CheckReport::new(check, CheckState::Failed).because(mismatch.expected, mismatch.seen);
    let prepared = match prepare(service, folder) {
        Ok(prepared) => prepared,
        Err(mismatch) => return failed(mismatch),
    };
    let not_run = |error: &EngineError| CheckReport::new(check, failure_state(error)).because("a service that runs", error.to_string());
    let options = ServiceOptions { balancer: prepared.balancer.clone().map(|balancer| balancer as _), ..ServiceOptions::default() };
    let mut running = match ServiceRun::start(engine, vec![prepared.plan], options) {
        Ok(running) => running,
        Err(error) => return not_run(&error),
    };
    let at = prepared.balancer.as_ref().map(|balancer| balancer.address().to_string());
    let outcome = Expected { service, at }.look(&mut running, prepared.update, cancel);
    let mut report = match outcome {
        Ok(None) => CheckReport::new(check, CheckState::Passed),
        Ok(Some(mismatch)) => {
            let mut failed = failed(mismatch);
            failed.logs = last_events(&running);
            failed
        }
        Err(error) => not_run(&error),
    };
    if let Err(error) = running.finish(cancel) {
        report.logs.push(format!("the service could not be removed ({error}); `ecslab clean` removes what is left"));
    }
    report
}

/// What is ready to run.
struct Prepared {
    plan: ServicePlan,
    update: Option<ServicePlan>,
    balancer: Option<Arc<LoadBalancer>>,
}

fn prepare(service: &ServiceCheck, folder: &Path) -> Result<Prepared, Mismatch> {
    let expected = "a service that can be run here";
    let options = PlanOptions { ports: Ports::Dynamic, secrets: service.secrets.iter().collect(), ..PlanOptions::default() };
    // The learner knows the files by their names in the workspace.
    let told = |error: String| mismatch(expected, error.replace(&format!("{}/", folder.display()), ""));
    let definitions = service.task_definitions.iter().map(|file| folder.join(file)).collect();
    let files = ServiceFiles { service: folder.join(&service.file), definitions };
    let sources = files.read().map_err(|error| told(error.to_string()))?;
    let plan = sources.plan(&options).map_err(|error| told(error.to_string()))?;
    let updated = |file: &String| -> Result<ServicePlan, Mismatch> {
        let sources: ServiceSources =
            sources.read_again().and_then(|again| again.with(&folder.join(file))).map_err(|error| told(error.to_string()))?;
        sources.plan(&options).map_err(|error| told(error.to_string()))
    };
    let update = service.update.as_ref().map(updated).transpose()?;
    let mut settings = LoadBalancerSettings::default();
    if let Some(file) = &service.target_groups {
        let source = SourceFile::read(&folder.join(file)).map_err(|error| told(format!("{file}: {error}")))?;
        let source = SourceFile::new(file.as_str(), source.text());
        settings = read_load_balancer(&source).map_err(|error| told(error.to_string()))?;
    }
    let used: Vec<String> = plan.targets.iter().map(|target| target.target_group.clone()).collect();
    let balancer = if used.is_empty() {
        None
    } else {
        let settings = settings.completed(&used).map_err(|error| told(error.to_string()))?;
        Some(Arc::new(LoadBalancer::start(settings, None).map_err(|error| told(error.to_string()))?))
    };
    Ok(Prepared { plan, update, balancer })
}

/// What a check expects of a running service.
struct Expected<'c> {
    service: &'c ServiceCheck,
    /// Where the load balancer listens.
    at: Option<String>,
}

impl Expected<'_> {
    /// The first expectation that does not hold.
    fn look(&self, running: &mut ServiceRun<'_>, update: Option<ServicePlan>, cancel: &Cancel) -> Result<Option<Mismatch>, EngineError> {
        let within = Duration::from_secs(self.service.within);
        let mut lost = None;
        if let Some(plan) = update {
            let waited = running.drive(|run| run.is_steady() || run.has_stalled(), within, cancel)?;
            if waited != Waited::Met || !running.is_steady() {
                return Ok(Some(self.not_reached("the service is steady before the update", running, waited)));
            }
            if !running.update(plan) {
                let seen = "the update names another service, or is the same revision";
                return Ok(Some(mismatch("an update of the service", seen)));
            }
        }
        let what = match self.service.until {
            ServiceUntil::Steady => "the service reaches a steady state",
            ServiceUntil::Deployed => "the deployment comes to its end",
        };
        let until = |run: &ServiceRun<'_>| {
            if self.service.unbroken && lost.is_none() {
                lost = self.service.http.iter().find_map(|http| self.ask(http).err());
            }
            match self.service.until {
                ServiceUntil::Steady => run.is_steady() || run.has_stalled(),
                ServiceUntil::Deployed => run.is_settled(),
            }
        };
        let waited = running.drive(until, within, cancel)?;
        let reached = self.service.until == ServiceUntil::Deployed || running.is_steady();
        if waited != Waited::Met || !reached {
            return Ok(Some(self.not_reached(what, running, waited)));
        }
        if let Some(seen) = lost {
            return Ok(Some(mismatch("every request during the deployment is answered", format!("the load balancer {seen}"))));
        }
        for http in &self.service.http {
            let mut seen = String::new();
            let answers = |_: &ServiceRun<'_>| match self.ask(http) {
                Ok(()) => true,
                Err(other) => {
                    seen = other;
                    false
                }
            };
            if running.drive(answers, within, cancel)? != Waited::Met {
                let text = http.contains.as_ref().map(|text| format!(" and \"{text}\"")).unwrap_or_default();
                let expected = format!("the load balancer answers {} with {}{text}", http.path, http.status);
                return Ok(Some(mismatch(expected, format!("it {seen}"))));
            }
        }
        let mut left: Option<Unmet> = None;
        let described = |run: &ServiceRun<'_>| {
            // Texts and numbers always serialize.
            left = unmet(&serde_json::to_value(run.describe()).unwrap_or_default(), &self.service.has);
            left.is_none()
        };
        running.drive(described, within.min(LAST_CHANGES), cancel)?;
        Ok(left.map(|unmet| mismatch(format!("in the service's description, {}", unmet.expected), unmet.seen)))
    }

    fn ask(&self, http: &BalancerExpectation) -> Result<(), String> {
        let at = self.at.as_deref().ok_or("is not there: the service has no loadBalancers")?;
        answered(at, &http.path, http.status, http.contains.as_deref())
    }

    fn not_reached(&self, expected: &str, running: &ServiceRun<'_>, waited: Waited) -> Mismatch {
        let seen = match waited {
            Waited::Cancelled => "it was cancelled".to_string(),
            _ => how_it_stands(running),
        };
        match waited {
            Waited::TimedOut => mismatch(format!("{expected} within {} s", self.service.within), seen),
            _ => mismatch(expected, seen),
        }
    }
}

fn how_it_stands(running: &ServiceRun<'_>) -> String {
    let report = running.describe();
    let Some(service) = report.services.first() else { return "there is no service".to_string() };
    let mut parts = vec![format!("{} of {} tasks run", service.running_count, service.desired_count)];
    if let Some(deployment) = service.deployments.first() {
        parts.push(format!("{} tasks of {} failed", deployment.failed_tasks, deployment.task_definition));
    }
    parts.join("; ")
}

/// The latest events, the oldest of them first, as one reads a log.
fn last_events(running: &ServiceRun<'_>) -> Vec<String> {
    let report = running.describe();
    let mut events: Vec<String> =
        report.services.iter().flat_map(|service| service.events.iter().take(EVENTS)).map(|event| event.message.clone()).collect();
    events.reverse();
    events
}
