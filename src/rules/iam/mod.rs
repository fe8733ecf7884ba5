//! Rules about IAM: the language of policies, who may assume a role, and roles.

pub mod duplicate_statement_id;
pub mod principal_in_identity_policy;
pub mod reserved_role_path;
pub mod trust_policy_other_action;
pub mod unknown_policy_element;
