//! Open documents that name each other: a service is held against its task definition, as in one run of the linter.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::documents::OpenDocument;
use super::settings::SettingsSource;
use crate::diagnostics::Diagnostic;
use crate::lint::{DocumentName, lint_texts_together, pairs};
use crate::source::SourceFile;

/// What open services give together with open task definitions, by what the client calls the service.
pub fn findings_together(documents: &HashMap<String, OpenDocument>, settings: &SettingsSource) -> BTreeMap<String, Vec<Diagnostic>> {
    // In one order, whatever the order in which they were opened.
    let mut open: Vec<&OpenDocument> = documents.values().collect();
    open.sort_by(|one, other| one.path.cmp(&other.path));
    let named: Vec<(&Path, &[DocumentName])> = open
        .iter()
        .map(|document| (Path::new(&*document.path), document.linted.as_ref().map(|text| text.names.as_slice()).unwrap_or_default()))
        .collect();
    let found = pairs(&named);
    let mut together: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for pair in found.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let (service, task) = (open[pair[0].0], open[pair[0].1]);
        let families: Vec<&str> = pair.iter().map(|(_, _, family)| family.as_str()).collect();
        let settings = settings.of_document(&service.path).settings;
        let source = |document: &OpenDocument| SourceFile::new(&*document.path, &*document.text);
        // As for one document: a defect in a rule must not end the conversation.
        let held = || lint_texts_together(&source(service), &source(task), &families, &settings);
        let found = catch_unwind(AssertUnwindSafe(held)).unwrap_or_default();
        together.entry(service.uri.as_str().to_string()).or_default().extend(found);
    }
    together
}
