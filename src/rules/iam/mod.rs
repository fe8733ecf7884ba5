//! Rules about IAM: the language of policies, who may assume a role, and roles.

/// A text ten times over: the examples of what is too large.
macro_rules! ten_times {
    ($text:expr) => {
        concat!($text, $text, $text, $text, $text, $text, $text, $text, $text, $text)
    };
}

pub mod attached_policies_over_default_quota;
pub mod cognito_trust_without_condition;
pub mod duplicate_statement_id;
pub mod exclusive_policy_elements;
pub mod incomplete_statement;
pub mod invalid_boundary_arn;
pub mod invalid_statement_id;
pub mod invalid_trust_principal;
pub mod malformed_action;
pub mod malformed_condition_value;
pub mod malformed_resource;
pub mod managed_policy_old_version;
pub mod oversized_inline_policies;
pub mod oversized_policy;
pub mod policy_without_statement;
pub mod principal_in_identity_policy;
pub mod reserved_role_path;
pub mod resource_in_trust_policy;
pub mod too_many_attached_policies;
pub mod trust_policy_other_action;
pub mod trust_policy_over_default_quota;
pub mod unknown_condition_operator;
pub mod unknown_policy_element;
