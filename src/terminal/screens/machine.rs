//! The real world: the store, the file system, labs checked on a thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Finished, LabNews, Outcome, World};
use crate::course::Lab;
use crate::diagnostics::{printable, render_full};
use crate::lab::{CheckEvent, CheckReport, CheckState, LabReport, Workspace, check_lab, watch};
use crate::progress::{Event, ProgressError, Store, StoredEvent, home};
use crate::runtime::{Cancel, Engine};
use crate::source::{SourceFile, Watched};

/// Reaches the container engine, or says why not.
pub type Connect = dyn Fn() -> Result<Box<dyn Engine>, String> + Send + Sync;

/// Longer the screen should not stand still because another program is writing.
const PATIENCE: Duration = Duration::from_millis(300);

/// This machine.
pub struct Machine {
    /// Made when there is something to keep.
    store: Option<Store>,
    /// Whether the store was last refused because another program was writing.
    locked: bool,
    connect: Arc<Connect>,
    /// Labs are started below.
    folder: PathBuf,
    begun: Instant,
    watching: Option<Watching>,
    /// Watches that were told to end, and are removing what they run.
    ending: Vec<JoinHandle<()>>,
}

struct Watching {
    news: Receiver<LabNews>,
    cancel: Cancel,
    stop: Box<dyn Fn()>,
    thread: JoinHandle<()>,
}

impl Machine {
    /// This machine, with labs below `folder`.
    pub fn new(folder: PathBuf, connect: impl Fn() -> Result<Box<dyn Engine>, String> + Send + Sync + 'static) -> Self {
        Self { store: None, locked: false, connect: Arc::new(connect), folder, begun: Instant::now(), watching: None, ending: Vec::new() }
    }
}

impl Machine {
    fn store(&mut self) -> Result<&Store, ProgressError> {
        let store = match self.store.take() {
            Some(store) => store,
            None => Store::open_within(PATIENCE, &home().ok_or(ProgressError::NoHome)?)?,
        };
        Ok(self.store.insert(store))
    }
}

impl World for Machine {
    fn events(&mut self) -> Result<Vec<StoredEvent>, String> {
        let events = match &self.store {
            Some(store) => store.events(),
            // Looking makes nothing.
            None => Store::peek_events_within(PATIENCE),
        };
        self.locked = matches!(events, Err(ProgressError::Locked { .. }));
        events.map_err(|error| error.to_string())
    }

    fn remember(&mut self, events: &[Event]) -> Result<(), String> {
        let remembered = self.store().and_then(|store| store.add_all(events));
        self.locked = matches!(remembered, Err(ProgressError::Locked { .. }));
        remembered.map_err(|error| error.to_string())
    }

    fn is_locked(&self) -> bool {
        self.locked
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    fn running(&self) -> SignedDuration {
        SignedDuration::try_from(self.begun.elapsed()).unwrap_or(SignedDuration::MAX)
    }

    fn chance(&self) -> u64 {
        // Of a size that one can type.
        fastrand::u64(1..1_000_000)
    }

    fn place_of(&self, lab: &Lab) -> PathBuf {
        self.folder.join("ecslab-labs").join(&lab.id)
    }

    fn start_lab(&mut self, lab: &Lab) -> Result<PathBuf, String> {
        let workspace = Workspace::start(lab, &self.place_of(lab)).map_err(|error| error.to_string())?;
        Ok(workspace.folder().to_path_buf())
    }

    fn reset_lab(&mut self, lab: &Lab, folder: &Path) -> Result<PathBuf, String> {
        Workspace::open(folder).and_then(|workspace| workspace.reset(lab)).map_err(|error| error.to_string())
    }

    fn write_solution(&mut self, lab: &Lab, folder: &Path) -> Result<PathBuf, String> {
        Workspace::open(folder).and_then(|workspace| workspace.write_solution(lab)).map_err(|error| error.to_string())
    }

    fn written_solution(&self, folder: &Path) -> Option<PathBuf> {
        Workspace::open(folder).ok()?.written_solution()
    }

    fn watch_lab(&mut self, lab: &Lab, folder: &Path) -> Result<(), String> {
        self.stop_watching();
        let workspace = Workspace::open(folder).map_err(|error| error.to_string())?;
        let mut watched = watch(workspace.folder());
        let stop = Box::new(watched.stopper());
        let (sender, news) = channel();
        let (cancel, connect, lab) = (Cancel::default(), Arc::clone(&self.connect), lab.clone());
        let asked = cancel.clone();
        let thread = std::thread::spawn(move || {
            let ended = catch_unwind(AssertUnwindSafe(|| {
                let mut said = false;
                loop {
                    if watched.is_polling() && !std::mem::replace(&mut said, true) {
                        tell(&sender, LabNews::Polling);
                    }
                    check(&lab, &workspace, &*connect, &asked, &sender);
                    if asked.asked() || watched.wait() == Watched::Stopped {
                        break;
                    }
                }
            }));
            if ended.is_err() {
                tell(&sender, LabNews::Broken("the check broke off; `ecslab lab check` shows more".to_string()));
            }
        });
        self.watching = Some(Watching { news, cancel, stop, thread });
        Ok(())
    }

    fn stop_watching(&mut self) {
        if let Some(watching) = self.watching.take() {
            watching.cancel.ask();
            (watching.stop)();
            self.ending.push(watching.thread);
        }
    }

    fn news(&mut self) -> Option<LabNews> {
        self.watching.as_ref()?.news.try_recv().ok()
    }
}

impl Drop for Machine {
    /// Waits until what the checks run is removed.
    fn drop(&mut self) {
        self.stop_watching();
        for thread in self.ending.drain(..) {
            // A panic was told already.
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Machine").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Whoever listened may have gone.
fn tell(sender: &Sender<LabNews>, news: LabNews) {
    let _ = sender.send(news);
}

fn check(lab: &Lab, workspace: &Workspace, connect: &Connect, cancel: &Cancel, sender: &Sender<LabNews>) {
    tell(sender, LabNews::Begun);
    let engine = if lab.needs_engine() { connect() } else { Err("this lab needs no engine".to_string()) };
    let engine = engine.as_deref().map_err(String::as_str);
    let report = check_lab(lab, workspace.folder(), engine, cancel, &mut |event| match event {
        CheckEvent::Started(check) => tell(sender, LabNews::Started(check.id.clone())),
        CheckEvent::Ended(report) => tell(sender, LabNews::Ended(outcome(report, lab, workspace))),
    });
    // What was stopped says nothing about the files.
    if !cancel.asked() {
        tell(sender, LabNews::Finished(finished(&report, engine.err())));
    }
}

fn finished(report: &LabReport, no_engine: Option<&str>) -> Finished {
    let is_missing = report.checks.iter().any(|check| check.state == CheckState::Missing);
    let why = || no_engine.map_or_else(|| "images are missing: `ecslab doctor` says what to do".to_string(), str::to_string);
    Finished {
        passed: report.ids(|state| state == CheckState::Passed),
        failed: report.ids(|state| state != CheckState::Passed),
        missing: is_missing.then(why),
    }
}

fn outcome(report: &CheckReport, lab: &Lab, workspace: &Workspace) -> Outcome {
    let mut details = Vec::new();
    for diagnostic in &report.diagnostics {
        if let Ok(source) = SourceFile::read(&workspace.folder().join(&diagnostic.path)) {
            let text = anstream::adapter::strip_str(&render_full(diagnostic, source.text())).to_string();
            details.extend(text.lines().map(str::to_string));
            details.push(String::new());
        }
    }
    if report.diagnostics.is_empty() {
        for (what, text) in [("expected", &report.expected), ("seen", &report.seen)] {
            if let Some(text) = text {
                details.extend(printable(&format!("{what}: {text}")).lines().map(str::to_string));
            }
        }
    }
    details.extend(report.logs.iter().map(|line| format!("log  {}", printable(line))));
    let hint = report.hint.as_ref().and_then(|hint| lab.hints.iter().position(|other| other.level == *hint));
    Outcome { id: report.id.clone(), state: report.state, details, findings: report.diagnostics.len(), hint }
}
