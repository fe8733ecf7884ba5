//! Integration tests: one binary, one file an area.

mod book;
mod generated;
