//! Logs outlive their task: they are kept before its containers go.

use super::super::{LogEvents, LogPlan, LogStream};
use super::RunningTask;

impl RunningTask<'_> {
    /// The log stream of each container that has started, its log configuration and its id on the engine.
    pub fn log_streams(&self) -> impl Iterator<Item = (LogStream, Option<&LogPlan>, &str)> {
        self.all().filter_map(|(plan, state)| {
            let id = state.id.as_deref()?;
            Some((LogStream::of(&self.id, &self.plan.family, &plan.name, plan.log.as_ref(), id), plan.log.as_ref(), id))
        })
    }

    /// Keeps what each container wrote, where there is a place for it. That it cannot be kept stops nothing: what is removed next
    /// must go all the same.
    pub(super) fn keep_logs(&self) {
        let Some(store) = &self.options.log_store else { return };
        for (stream, log, id) in self.log_streams() {
            let Ok(records) = self.engine.records(id, false, None) else { continue };
            let events = LogEvents::of(records, log, self.engine.now());
            let _ = store.keep(&stream, &events);
        }
    }
}
