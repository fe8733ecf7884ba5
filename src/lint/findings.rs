//! What rules report, before places are resolved.

use super::Rule;
use crate::diagnostics::Applicability;
use crate::source::Span;
use crate::syntax::Change;

/// One finding of one rule.
#[derive(Debug)]
pub struct Finding {
    /// Whose.
    pub rule: &'static Rule,
    /// The offending value.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Other places.
    pub related: Vec<RelatedPlace>,
    /// How to mend it.
    pub fix: Option<PlannedFix>,
    /// What AWS answers to this finding, where a rule stands for several answers.
    pub aws_message: Option<&'static str>,
}

/// Changes that mend a finding, before they are edits of the text.
#[derive(Debug)]
pub struct PlannedFix {
    /// Whether the meaning is certainly what the author wanted.
    pub applicability: Applicability,
    /// All of them are made, or none.
    pub changes: Vec<Change>,
}

/// Another place that belongs to a finding.
#[derive(Debug)]
pub struct RelatedPlace {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
    /// Whether it stands in the other of two documents that were looked at together.
    pub beside: bool,
}

impl Finding {
    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Says what AWS answers, in place of the rule's own message.
    pub fn aws_message(&mut self, message: &'static str) -> &mut Self {
        self.aws_message = Some(message);
        self
    }

    /// Adds another place.
    pub fn related(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(RelatedPlace { span, message: message.into(), beside: false });
        self
    }

    /// Adds a place in the other document, where two are looked at together.
    pub fn related_beside(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(RelatedPlace { span, message: message.into(), beside: true });
        self
    }

    /// Offers a change that is certainly what the author wanted: nothing else can have been meant, or nothing else changes.
    pub fn safe_fix(&mut self, change: Change) -> &mut Self {
        self.fix_by(Applicability::Safe, vec![change])
    }

    /// Offers a change that needs a look.
    pub fn unsafe_fix(&mut self, change: Change) -> &mut Self {
        self.fix_by(Applicability::Unsafe, vec![change])
    }

    /// Offers changes that belong together.
    pub fn fix_by(&mut self, applicability: Applicability, changes: Vec<Change>) -> &mut Self {
        self.fix = Some(PlannedFix { applicability, changes });
        self
    }
}

/// Where one rule reports.
#[derive(Debug)]
pub struct Findings<'l> {
    rule: &'static Rule,
    found: &'l mut Vec<Finding>,
}

/// A message quotes the value, and a value may be as long as its file.
const MOST_MESSAGE_BYTES: usize = 2000;

fn shortened(mut message: String) -> String {
    if message.len() > MOST_MESSAGE_BYTES {
        let rest = message.split_off(message.floor_char_boundary(MOST_MESSAGE_BYTES));
        message.push_str(&format!("... ({} bytes more)", rest.len()));
    }
    message
}

impl<'l> Findings<'l> {
    /// A place to report for `rule`.
    pub fn of(rule: &'static Rule, found: &'l mut Vec<Finding>) -> Self {
        Self { rule, found }
    }

    /// Reports a finding: `span` is the offending value, `message` a lower-case fragment that quotes it.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let message = shortened(message.into());
        let finding = Finding { rule: self.rule, span, message, help: None, related: Vec::new(), fix: None, aws_message: None };
        let index = self.found.len();
        self.found.push(finding);
        &mut self.found[index]
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_MESSAGE_BYTES, shortened};

    #[test]
    fn a_message_is_cut_where_the_value_is_as_long_as_a_file() {
        assert_eq!(shortened("short".to_string()), "short");
        // Two bytes a character: the limit falls between two of them or on one, never inside.
        let cut = shortened("é".repeat(MOST_MESSAGE_BYTES));
        assert!(cut.ends_with("... (2000 bytes more)") && cut.starts_with("éé"), "{} bytes", cut.len());
    }
}
