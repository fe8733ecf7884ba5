//! Logs outlive their task: they are kept before its containers go.

use super::super::{LogEvents, LogStream};
use super::RunningTask;

impl RunningTask<'_> {
    /// Keeps what each container wrote, where there is a place for it. That it cannot be kept stops nothing: what is removed next
    /// must go all the same.
    pub(super) fn keep_logs(&self) {
        let Some(store) = &self.options.log_store else { return };
        for (plan, state) in self.all() {
            let Some(id) = state.id.as_deref() else { continue };
            let Ok(records) = self.engine.records(id, false, None) else { continue };
            let stream = LogStream::of(&self.id, &self.plan.family, &plan.name, plan.log.as_ref(), id);
            let events = LogEvents::of(records, plan.log.as_ref(), self.engine.now());
            let _ = store.keep(&stream, &events);
        }
    }
}
