//! The engine's [`LiveView`]: its answers are fetched on the engine's own runtime, where its connections live.

use futures_util::StreamExt;
use serde_json::Value;
use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::{InspectContainerOptions, StatsOptionsBuilder};
use tokio::runtime::Handle;

use super::super::{EngineError, Later, LiveView};
use super::about;

/// A client of its own, with the engine's runtime.
pub(super) struct DockerView {
    pub(super) docker: Docker,
    pub(super) handle: Handle,
}

impl DockerView {
    fn later<T: Send + 'static>(&self, work: impl Future<Output = Result<T, EngineError>> + Send + 'static) -> Later<T> {
        let work = self.handle.spawn(work);
        Box::pin(async { work.await.unwrap_or_else(|_| Err(EngineError::Unreachable("it is shut down".to_string()))) })
    }
}

impl LiveView for DockerView {
    fn inspect(&self, container: &str) -> Later<Value> {
        let (docker, container) = (self.docker.clone(), container.to_string());
        self.later(async move {
            let seen = docker.inspect_container(&container, None::<InspectContainerOptions>).await;
            as_json(&seen.map_err(|error| about(&container, "inspect a container", &error))?)
        })
    }

    fn samples(&self, container: &str) -> Later<(Value, Value)> {
        let (docker, container) = (self.docker.clone(), container.to_string());
        self.later(async move {
            let options = StatsOptionsBuilder::new().stream(true).build();
            let mut stream = std::pin::pin!(docker.stats(&container, Some(options)));
            let mut sample = async || match stream.next().await {
                Some(Ok(sample)) => as_json(&sample),
                Some(Err(error)) => Err(about(&container, "read a container's counters", &error)),
                None => Err(EngineError::NoSuchContainer(container.clone())),
            };
            Ok((sample().await?, sample().await?))
        })
    }
}

fn as_json(value: &impl serde::Serialize) -> Result<Value, EngineError> {
    serde_json::to_value(value).map_err(|error| EngineError::Failed { action: "read an answer", message: error.to_string() })
}

/// The address at which containers of the engine's own bridge reach this machine.
pub(super) async fn gateway(docker: &Docker) -> Option<std::net::IpAddr> {
    let bridge = docker.inspect_network("bridge", None::<testcontainers::bollard::query_parameters::InspectNetworkOptions>).await.ok()?;
    let pools = bridge.ipam?.config?;
    let pool = pools.iter().find(|pool| pool.subnet.as_deref().is_some_and(|subnet| subnet.contains('.')))?;
    if let Some(gateway) = pool.gateway.as_deref().and_then(|gateway| gateway.parse().ok()) {
        return Some(gateway);
    }
    // Docker does not tell it until it differs from its choice, which is the first address.
    let network: std::net::Ipv4Addr = pool.subnet.as_deref()?.split('/').next()?.parse().ok()?;
    Some(std::net::Ipv4Addr::from(u32::from(network) + 1).into())
}
