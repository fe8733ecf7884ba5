//! Integration tests: one binary, one file an area.

mod correct_documents;
mod edge_cases;
#[cfg(feature = "containers")]
mod engine;
mod generated;
#[cfg(feature = "containers")]
mod task_run;
