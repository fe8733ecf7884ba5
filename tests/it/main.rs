//! Integration tests: one binary, one file an area.

mod correct_documents;
mod edge_cases;
mod generated;
