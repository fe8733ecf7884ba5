//! Why a load balancer cannot be had.

/// Why a load balancer cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LoadBalancerError {
    /// The address is in use, or not one of this machine.
    #[error("the load balancer cannot listen on {address}: {error}")]
    CannotListen {
        /// Where.
        address: String,
        /// In the system's words.
        error: std::io::Error,
    },
    /// Nobody says which requests go where.
    #[error("there are several target groups ({}) and no rules that say which paths go where", .0.join(", "))]
    NoRules(Vec<String>),
    /// A rule forwards to a group that nobody describes and no service uses.
    #[error("a rule forwards to {0}, which is none of the target groups")]
    UnknownTargetGroup(String),
}
