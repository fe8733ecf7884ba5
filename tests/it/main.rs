//! Integration tests: one binary, one file an area.

#[cfg(feature = "containers")]
mod engine;
mod generated;
#[cfg(feature = "containers")]
mod task_command;
#[cfg(feature = "containers")]
mod task_run;
