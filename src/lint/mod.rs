//! The linter: rules, what they find, and running them over a source.
//!
//! In: a [`crate::source::SourceFile`]. Out: [`crate::diagnostics::Diagnostic`]s in order. Nothing here prints.

mod baseline;
mod checks;
mod configuration;
mod description;
mod embedded;
mod engine;
mod example;
mod findings;
mod fingerprint;
mod fix;
mod fixed_file;
mod held;
mod judge;
mod locator;
mod place_in_folder;
mod profile;
mod registry;
mod required;
mod requirements;
mod resources;
mod role_pairs;
mod role_report;
mod role_template;
mod roles;
mod rule;
mod rule_pattern;
mod run;
mod settings;
mod settings_of_files;
mod shape;
mod suppression;
mod tasks_around;
mod template;
mod together;
mod walk;
mod watch;

pub use baseline::Baseline;
pub(crate) use configuration::settings_from;
pub use configuration::{CONFIGURATION_NAME, find_configuration, read_configuration};
pub(crate) use engine::lint_required;
pub use engine::{LintError, Linted, lint_source};
pub use example::lint_example;
pub use findings::{Finding, Findings};
pub use fingerprint::{fingerprint, fingerprint_at};
pub use fix::{FixedText, RefusedFix, fix_source};
pub use fixed_file::replace_file;
pub use held::{Held, Origin};
pub use judge::{lint_text, lint_texts_together};
pub use place_in_folder::{PathPattern, absolute, seen_from};
pub use profile::{FailOn, Profile};
pub use registry::{find_rule, rules};
pub use required::Judged;
pub use requirements::{AllowedRegistry, Requirements};
pub(crate) use resources::{api_name, judged as resource_form};
pub use role_pairs::{RoleFiles, RoleFolders, RoleName, RoleUse, RolesLinted, lint_execution_role, lint_roles, role_files, role_path};
pub use role_report::{
    ConditionalStatement, MissingPermission, Reason, RoleCheck, RoleQuestion, RoleReport, TaskRoles, report_roles, roles_elsewhere,
};
pub(crate) use rule::declare_rule;
pub use rule::{Check, RequiredCheck, Rule};
pub use rule_pattern::{RulePattern, UnknownRule};
pub use run::{Fails, FileAnswer, Gone, Mend, MendRole, Run, Shown, cannot_read};
pub use settings::{EncryptionKey, PathSettings, RoleFile, Settings};
pub use settings_of_files::{ConfigurationSource, SettingsOfFiles};
pub(crate) use shape::closest;
pub use suppression::ListedSuppression;
pub use tasks_around::TasksAround;
pub use together::{DocumentName, lint_together, pairs};
pub use walk::{Collected, collect};
pub use watch::{SeenFiles, watch};
