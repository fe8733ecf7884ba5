//! Drives services to the end that was asked for, and hands on what changes.

use std::path::Path;

use super::errors::{failure, lint, text_of};
use super::printer::Printer;
use super::run::{Arguments, Until};
use crate::cli::{Exit, Failure, engine};
use crate::diagnostics::render_full;
use crate::runtime::service::{FileWatch, ServiceRun, ServiceSources};
use crate::runtime::{Cancel, Engine, PlanOptions, Waited};

/// The services with what changes them.
pub struct Driver<'d> {
    pub arguments: &'d Arguments,
    pub sources: Vec<ServiceSources>,
    pub plan_options: &'d PlanOptions,
    pub printer: &'d Printer,
    pub engine: &'d dyn Engine,
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
    pub fn drive(mut self, run: &mut ServiceRun<'_>, cancel: &Cancel) -> Result<Exit, Failure> {
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

    fn deploy(&mut self, path: &Path, run: &mut ServiceRun<'_>) -> Result<(), Failure> {
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
                self.printer.styled(&render_full(error, text_of(&again, error)));
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
