//! What a service needs of a load balancer.

use std::net::SocketAddr;

/// Takes targets in and out, and tells how they are.
pub trait Balancer: Send + Sync {
    /// Registers a target in a target group, and gives its number here.
    fn register(&self, target_group: &str, address: SocketAddr) -> u64;

    /// Begins to take a target out: it gets no new requests.
    fn deregister(&self, target: u64);

    /// How a target is; one that nobody knows is [`TargetState::Unused`].
    fn state(&self, target: u64) -> TargetState;
}

/// `TargetHealth.State` of `describe-target-health`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetState {
    /// Not checked yet.
    Initial,
    /// Its health checks pass.
    Healthy,
    /// They fail: why, as ELB words it.
    Unhealthy(String),
    /// It is being taken out, and requests are under way.
    Draining,
    /// It is out.
    Unused,
}
