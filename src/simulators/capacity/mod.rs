//! Capacity provider strategies: on which capacity providers so many tasks start.
//!
//! In: a [`Strategy`] ([`read_strategy`], [`read_shorthand`]) and a number of tasks, perhaps with those that run. Out:
//! [`Distribution`], with the exact shares that it rounds.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html>, checked 2026-11-21.

mod distribute;
mod input;
mod strategy;

pub use distribute::{Distribution, Placement, Share, distribute};
pub use input::{read_shorthand, read_strategy};
pub use strategy::{Strategy, StrategyError, StrategyItem};
