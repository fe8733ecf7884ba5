//! A language server: the linter, the explanations and the forms of documents inside an editor.
//!
//! In: messages of the Language Server Protocol 3.17. Out: diagnostics for each version of a document that is typed, and answers to
//! hovers, completions and code actions. One thread talks with the editor and owns the documents; another lints.
//!
//! [`documents`] and [`positions`] hold the text, [`outline`] finds the cursor in text that does not parse yet, [`form`] says what may
//! stand there; [`hover`], [`completion`], [`actions`] and [`diagnostics`] answer; [`server`] is the conversation.

mod abilities;
mod actions;
mod completion;
mod diagnostics;
mod documents;
mod form;
mod hover;
mod linting;
mod meaning;
mod outline;
mod positions;
mod server;
mod settings;
mod together;

pub use server::{Ended, serve, serve_stdio};
