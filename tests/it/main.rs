//! Integration tests: one binary, one file an area.

mod author_command;
mod bad_input;
mod baseline;
#[cfg(feature = "book")]
mod book;
mod classroom;
mod cloudformation;
mod configuration;
mod correct_documents;
mod course_commands;
mod drills;
mod ecr_rules;
mod edge_cases;
#[cfg(feature = "containers")]
mod endpoints;
#[cfg(feature = "containers")]
mod engine;
mod exam;
mod facts_and_model;
mod fixes;
mod generated;
mod iam_meaning;
mod iam_rules;
mod json_shapes;
#[cfg(feature = "containers")]
mod lab_images;
mod lint_command;
mod lsp;
mod output;
mod packs;
mod pictures;
mod practice_and_review;
mod pre_commit;
mod program;
mod progress;
mod reference_data;
mod reference_rules;
#[cfg(feature = "containers")]
mod registry;
#[cfg(feature = "containers")]
mod registry_commands;
mod rejected;
mod released_ids;
mod roles;
#[cfg(feature = "containers")]
mod running;
mod schemas;
mod screens;
#[cfg(feature = "containers")]
mod service_command;
mod service_rules;
#[cfg(feature = "containers")]
mod service_run;
mod simulate_autoscaling;
mod simulate_capacity;
mod simulate_deployment;
mod simulate_lifecycle;
mod simulate_placement;
mod simulate_policy;
mod suppression;
#[cfg(feature = "containers")]
mod task_clean;
#[cfg(feature = "containers")]
mod task_command;
#[cfg(feature = "containers")]
mod task_hostile;
#[cfg(feature = "containers")]
mod task_limits;
#[cfg(feature = "containers")]
mod task_logs_and_exec;
mod task_rules;
#[cfg(feature = "containers")]
mod task_run;
#[cfg(feature = "containers")]
mod task_storage;
mod terminal;
mod together;
mod trust;
mod window;
