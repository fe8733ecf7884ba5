//! Rules about clusters and capacity providers.

pub mod cluster_strategy_multiple_base;
pub mod cluster_strategy_unlisted_provider;
pub mod container_insights_off;
pub mod exec_log_configuration_unused;
pub mod exec_log_destination_missing;
pub mod invalid_cluster_name;
pub mod reserved_capacity_provider_name;
pub mod scaling_step_order;
pub mod termination_protection_off;
pub mod unmanaged_termination_protection;
