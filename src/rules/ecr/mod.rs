//! Rules about ECR documents.

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
