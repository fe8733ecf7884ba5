//! Rules about ECR documents.

pub mod continuous_scan_with_basic;
pub mod duplicate_scan_frequency;
pub mod encryption_key_without_kms;
pub mod lifecycle_action_mismatch;
pub mod lifecycle_all_tags_required;
pub mod lifecycle_any_not_last;
pub mod lifecycle_count_unit;
pub mod lifecycle_duplicate_priority;
pub mod lifecycle_invalid_tag_pattern;
pub mod lifecycle_number_below_one;
pub mod lifecycle_repeated_any;
pub mod lifecycle_rule_count;
pub mod lifecycle_tag_list_missing;
pub mod lifecycle_tag_list_not_allowed;
pub mod lifecycle_tag_lists_conflict;
pub mod lifecycle_unknown_field;
pub mod mutable_repository_tags;
pub mod repository_without_own_key;
pub mod scan_on_push_off;
pub mod tag_mutability_filters;
pub mod upstream_credential_missing;
pub mod upstream_credential_not_taken;
pub mod upstream_registry_mismatch;
