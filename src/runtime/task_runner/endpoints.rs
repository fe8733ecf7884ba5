//! The task's metadata and credentials, from before its first container starts to its end.

use std::net::IpAddr;
use std::time::Duration;

use super::super::endpoints::{ENDPOINTS_CONTAINER, Endpoints, forwarder, narrow_command, route_command};
use super::super::{ContainerPlan, EngineError, EventKind, Network};
use super::RunningTask;

/// A command that sets a route ends by then.
const ROUTE_LIMIT: Duration = Duration::from_secs(20);

/// Nothing of it outlives the task.
pub(super) type TaskEndpoints = Endpoints;

/// Whether a container on the engine is the endpoints' own.
pub(super) fn is_endpoints_container(name: &str) -> bool {
    name == ENDPOINTS_CONTAINER
}

impl RunningTask<'_> {
    /// Listens, unless the task is to live on without this process.
    pub(super) fn open_endpoints(&mut self) {
        if self.options.detach {
            return;
        }
        if let Some(view) = self.engine.live_view() {
            self.endpoints = Endpoints::open(&self.plan, &self.id, &self.prefix(), self.created_at, view, self.engine.gateway());
        }
    }

    /// Starts the container that holds the task's network, and beside it the one that owns 169.254.170.2. Without the latter the
    /// task runs all the same, without endpoints.
    pub(super) fn start_pause(&mut self, mut pause: ContainerPlan, network: Network) -> Result<String, EngineError> {
        let Some(endpoints) = self.endpoints.as_ref().filter(|_| network != Network::Disabled) else {
            return self.engine.start(&self.pause_spec(&pause, network));
        };
        // For the one route; no container of the definition shares more with it than the network.
        pause.capabilities_add.push("NET_ADMIN".to_string());
        let forwarder = forwarder(endpoints.reach());
        let (pause, beside) = {
            let pause = self.pause_spec(&pause, network);
            let beside = self.spec(&forwarder, "endpoints", Network::Own(Vec::new()));
            std::thread::scope(|scope| {
                let beside = scope.spawn(|| self.engine.start(&beside));
                // A panic of the other thread is one of this.
                (self.engine.start(&pause), beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            })
        };
        match beside {
            Ok(id) => self.forwarder = Some(id),
            Err(error) => self.give_up_endpoints(&error.to_string()),
        }
        let pause = pause?;
        if let (Some(endpoints), Some(forwarder)) = (&self.endpoints, &self.forwarder) {
            endpoints.network_held_by(&pause);
            if let Err(reason) = self.connect(&pause, forwarder) {
                self.give_up_endpoints(&reason);
            }
        }
        Ok(pause)
    }

    /// Makes the way from the task's network to the listener, and tries it.
    fn connect(&self, pause: &str, forwarder: &str) -> Result<(), String> {
        let Some(endpoints) = &self.endpoints else { return Ok(()) };
        let (task, beside) = (self.address(pause)?, self.address(forwarder)?);
        endpoints.answer_only(beside);
        let run = |container: &str, command: &[String]| match self.engine.exec(container, command, ROUTE_LIMIT) {
            Ok(output) if output.exit_code == 0 => Ok(()),
            Ok(output) => Err(output.output),
            Err(error) => Err(error.to_string()),
        };
        std::thread::scope(|scope| {
            let narrow = narrow_command(endpoints.reach(), task);
            let narrowed = scope.spawn(move || narrow.map_or(Ok(()), |command| run(forwarder, &command)));
            let routed = run(pause, &route_command(beside));
            let narrowed = narrowed.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            routed.and(narrowed)
        })
    }

    fn address(&self, container: &str) -> Result<IpAddr, String> {
        let address = self.engine.address(container).map_err(|error| error.to_string())?;
        address.ok_or_else(|| "the engine gives its containers no address".to_string())
    }

    fn give_up_endpoints(&mut self, reason: &str) {
        self.endpoints = None;
        let reason = reason.trim();
        let colon = if reason.is_empty() { "" } else { ": " };
        let note = format!(
            "containers do not reach this machine, so there are no task metadata and no credentials (a firewall may be in the way){colon}{reason}"
        );
        self.tell(None, EventKind::Note { note });
    }

    /// The container's plan with the variables that ECS adds.
    pub(super) fn with_variables(&self, index: usize) -> ContainerPlan {
        let mut plan = self.plan.containers[index].clone();
        if let Some(endpoints) = self.endpoints.as_ref().filter(|_| !plan.network_disabled) {
            plan.environment.extend(endpoints.variables(index));
        }
        plan
    }

    /// Tells the endpoints how often a container has been started again.
    pub(super) fn endpoints_restarted(&self, index: usize, count: u32) {
        if let Some(endpoints) = &self.endpoints {
            endpoints.restarted(index, count);
        }
    }

    /// Tells the endpoints that the task stops.
    pub(super) fn endpoints_stop(&self) {
        if let Some(endpoints) = &self.endpoints {
            endpoints.stopping();
        }
    }
}
