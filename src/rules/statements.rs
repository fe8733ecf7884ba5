//! What is wrong with statements whatever the policy is for; rules that differ in code, severity and answer share it.

use std::collections::HashMap;

use crate::lint::Findings;
use crate::model::{PolicyDocument, is_placeholder};
use crate::syntax::Change;

/// Reports each Sid that an earlier statement has.
pub(super) fn repeated_sids(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let mut taken = HashMap::new();
    for sid in policy.statements.iter().filter_map(|statement| statement.sid) {
        let Some(name) = sid.literal().filter(|name| !is_placeholder(name)) else { continue };
        let first = *taken.entry(name).or_insert(sid);
        if first.span() != sid.span() {
            findings
                .report(sid.span(), format!("the Sid \"{name}\" is taken"))
                .help("give each statement a name of its own, or none")
                .related(first.span(), "first used here")
                .unsafe_fix(Change::remove(sid.span()));
        }
    }
}
