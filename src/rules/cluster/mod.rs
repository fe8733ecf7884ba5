//! Rules about clusters and capacity providers.

pub mod capacity_provider_of_two_kinds;
pub mod cluster_strategy_multiple_base;
pub mod cluster_strategy_unlisted_provider;
pub mod cluster_without_spot;
pub mod container_insights_off;
pub mod exec_log_configuration_unused;
pub mod exec_log_destination_missing;
pub mod exec_log_unencrypted;
pub mod exec_session_without_own_key;
pub mod exec_sessions_unlogged;
pub mod instance_requirement_range;
pub mod invalid_cluster_name;
pub mod managed_draining_off;
pub mod reserved_capacity_provider_name;
pub mod sandbox_with_local_storage;
pub mod scaling_step_order;
pub mod termination_protection_off;
pub mod unmanaged_termination_protection;
pub mod untagged_cluster;
pub mod unusable_cluster_strategy;
