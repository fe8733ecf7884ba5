//! What stands for endpoints where no real engine is built in.

use super::super::{ContainerPlan, EngineError, Network};
use super::RunningTask;

/// There are none.
pub(super) enum TaskEndpoints {}

/// No container is.
pub(super) fn is_endpoints_container(_name: &str) -> bool {
    false
}

impl RunningTask<'_> {
    pub(super) fn open_endpoints(&mut self) {}

    pub(super) fn start_pause(&mut self, pause: ContainerPlan, network: Network) -> Result<String, EngineError> {
        self.engine.start(&self.pause_spec(&pause, network))
    }

    pub(super) fn with_variables(&self, index: usize) -> ContainerPlan {
        self.plan.containers[index].clone()
    }

    pub(super) fn endpoints_stop(&self) {}

    pub(super) fn endpoints_restarted(&self, _index: usize, _count: u32) {}
}
