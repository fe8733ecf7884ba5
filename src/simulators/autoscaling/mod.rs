//! Service auto scaling over a series of metrics.
//!
//! In: a [`ScalableTarget`], [`Policy`]s and [`ScheduledAction`]s as the Application Auto Scaling API takes them, [`Alarm`]s as
//! CloudWatch takes them, and [`Metrics`]. Out: the desired count after every data point, with the reason. Step and scheduled
//! scaling follow the documentation; target tracking is a model, because AWS publishes no formula.

mod adjustment;
mod calendar;
mod input;
mod metrics;
mod metrics_input;
mod policy;
mod result;
mod schedule;
mod simulation;
mod svg;
#[cfg(test)]
mod tests;

pub use adjustment::{step_capacity, target_tracking_capacity};
pub use calendar::{format_time, parse_time};
pub use input::{Inputs, read_alarms, read_policies, read_target};
pub use metrics::Metrics;
pub use metrics_input::{read_csv, read_json};
pub use policy::*;
pub use result::{DesiredCount, Simulation};
pub use schedule::Schedule;
pub use simulation::{Course, simulate};
pub use svg::draw_svg;
