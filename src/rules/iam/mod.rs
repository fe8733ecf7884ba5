//! Rules about IAM: the language of policies, what they mean, who may assume a role, and roles.

/// A text ten times over: the examples of what is too large.
macro_rules! ten_times {
    ($text:expr) => {
        concat!($text, $text, $text, $text, $text, $text, $text, $text, $text, $text)
    };
}

pub mod action_of_other_resource;
pub mod all_but_some_actions;
pub mod all_but_some_resources;
pub mod allow_denied_by_same_policy;
pub mod attached_policies_over_default_quota;
pub mod cognito_trust_without_condition;
pub mod condition_key_of_other_action;
pub mod condition_type_mismatch;
pub mod duplicate_statement_id;
mod escalation;
pub mod escalation_through_tasks;
pub mod every_action_everywhere;
pub mod exclusive_policy_elements;
pub mod exec_into_every_task;
pub mod incomplete_statement;
pub mod invalid_boundary_arn;
pub mod invalid_statement_id;
pub mod invalid_trust_principal;
pub mod joint_escalation;
pub mod literal_policy_variable;
pub mod literal_wildcard;
pub mod login_limited_to_repository;
pub mod malformed_action;
pub mod malformed_condition_value;
pub mod malformed_resource;
pub mod managed_policy_old_version;
pub mod old_policy_version;
pub mod oversized_inline_policies;
pub mod oversized_policy;
pub mod pass_role_everywhere;
pub mod pass_role_to_any_service;
pub mod permissions_management_everywhere;
pub mod pipeline_trust_without_subject;
pub mod policy_without_statement;
pub mod principal_in_identity_policy;
pub mod private_source_address;
pub(super) mod reach;
pub mod redundant_action;
pub mod redundant_statement;
pub mod reserved_role_path;
pub mod resource_in_trust_policy;
pub mod role_assumable_by_anyone;
pub mod set_operator_on_single_value;
pub mod task_role_without_source;
pub mod too_many_attached_policies;
pub mod trust_limited_to_cluster;
pub mod trust_policy_other_action;
pub mod trust_policy_over_default_quota;
pub mod unknown_action;
pub mod unknown_action_service;
pub mod unknown_condition_key;
pub mod unknown_condition_operator;
pub mod unknown_operator_beside_resource;
pub mod unknown_policy_element;
pub mod unknown_resource_type;
pub mod unpaired_private_address;
pub mod whole_service_everywhere;
pub mod write_everywhere;
