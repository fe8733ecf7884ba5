//! A small load balancer in front of the tasks of services, with the ways of an Application Load Balancer.
//!
//! In: [`LoadBalancerSettings`] in the shapes of `aws elbv2 describe-target-groups` and `describe-rules`, and targets that services
//! register ([`Balancer`]). Out: an HTTP listener on 127.0.0.1: path rules by priority, round robin over healthy targets, health
//! checks, deregistration that waits for requests under way, and ELB's own answers 502, 503 and 504.
//!
//! [`TargetGroup`] and [`ListenerRule`] decide and do nothing; `health_checks` and `proxy` do.

mod balancer;
mod error;
#[cfg(feature = "containers")]
mod health_checks;
mod listener_rule;
#[cfg(feature = "containers")]
mod listening;
#[cfg(feature = "containers")]
mod proxy;
mod settings;
mod settings_input;
mod target_group;

pub use balancer::{Balancer, TargetState};
pub use error::LoadBalancerError;
pub use listener_rule::{ListenerRule, RuleAction};
#[cfg(feature = "containers")]
pub use listening::LoadBalancer;
pub use settings::{LoadBalancerSettings, StatusMatcher, TargetGroupSettings};
pub use settings_input::read_load_balancer;
pub use target_group::{Checked, TargetGroup};
