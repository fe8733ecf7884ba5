//! Rules about documents that name each other: a service and its task definition, and what a template creates around them.

pub mod exec_without_task_role;
pub mod fixed_target_health_check_port;
pub mod listener_not_awaited;
pub mod log_group_created_by_nothing;
pub mod log_group_without_retention;
pub mod missing_permission;
pub mod network_configuration_mismatch;
mod permissions;
pub mod registry_port_without_srv_record;
pub mod role_closed_to_tasks;
pub mod role_with_awsvpc;
pub mod roles_mixed_up;
pub mod target_type_mismatch;
pub mod task_not_made_for_fargate;
pub mod task_too_new_for_platform;
pub mod unconfigured_launch_volume;
pub mod ungranted_permission;
pub mod unknown_connect_port_name;
pub mod unknown_managed_volume;
pub mod unknown_service_container;
pub mod unmapped_service_port;
pub mod unneeded_permission;
pub mod unprotected_instances;
