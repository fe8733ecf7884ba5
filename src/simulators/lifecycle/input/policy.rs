//! The policy: a document that the linter has passed, as rules.

use crate::model::{CountType, Fields, LifecyclePolicy, LifecycleRule, List, Literal, Selection, TagStatus, Value};
use crate::simulators::lifecycle::{Action, Limit, Policy, Rule, Since, StorageClass, TagPattern, TagSelection};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::Node;

/// Reads a lifecycle policy.
///
/// # Errors
/// What cannot be evaluated: a value that is filled in later, or what the linter reports as an error.
pub fn read_policy(source: &SourceFile, node: &Node<'_>) -> Result<Policy, Fault> {
    let Some(fields) = Fields::of(node) else {
        return Err(Fault::at(source, node.span, format!("a lifecycle policy is an object, not {}", node.type_name())));
    };
    let policy = LifecyclePolicy::read(fields);
    if policy.rules.items.is_empty() || !policy.rules.complete {
        let span = policy.rules.place.unwrap_or(policy.place).value;
        return Err(Fault::at(source, span, "the rules of the policy cannot be read")
            .help("write them as {\"rules\": [{\"rulePriority\": 1, ...}]}"));
    }
    let reader = Reader { source };
    let rules = policy.rules.iter().map(|rule| reader.rule(rule)).collect::<Result<_, _>>()?;
    Policy::new(rules).map_err(|error| Fault::at(source, policy.place.value, error.to_string()))
}

struct Reader<'s> {
    source: &'s SourceFile,
}

impl Reader<'_> {
    fn rule(&self, rule: &LifecycleRule<'_>) -> Result<Rule, Fault> {
        let whole = rule.place.value;
        let selection = rule.selection.as_ref().ok_or_else(|| self.missing(whole, "selection"))?;
        let action = rule.action.as_ref().ok_or_else(|| self.missing(whole, "action"))?;
        Ok(Rule {
            priority: self.value(rule.rule_priority, whole, "rulePriority")?,
            tags: self.tags(selection)?,
            storage_class: match selection.storage_class_name() {
                Some("standard") => StorageClass::Standard,
                Some("archive") => StorageClass::Archive,
                _ => return Err(self.unknown(selection.storage_class, selection.place.value, "storageClass")),
            },
            limit: self.limit(selection)?,
            action: match self.value(action.kind, action.place.value, "type")? {
                "expire" => Action::Expire,
                "transition" => Action::Transition,
                _ => return Err(self.unknown(action.kind, action.place.value, "type")),
            },
        })
    }

    fn tags(&self, selection: &Selection<'_>) -> Result<TagSelection, Fault> {
        let place = selection.place.value;
        match selection.tag_status() {
            Some(TagStatus::Any) => Ok(TagSelection::Any),
            Some(TagStatus::Untagged) => Ok(TagSelection::Untagged),
            Some(TagStatus::Tagged) => {
                let mut patterns = self.patterns(&selection.tag_pattern_list, TagPattern::pattern)?;
                patterns.extend(self.patterns(&selection.tag_prefix_list, TagPattern::prefix)?);
                if patterns.is_empty() {
                    return Err(self.missing(place, "tagPatternList"));
                }
                Ok(TagSelection::Tagged(patterns))
            }
            None => Err(self.unknown(selection.tag_status, place, "tagStatus")),
        }
    }

    fn patterns(&self, list: &List<Value<&str>>, read: fn(&str) -> TagPattern) -> Result<Vec<TagPattern>, Fault> {
        if !list.complete {
            // An incomplete list stands somewhere.
            let span = list.place.unwrap_or_default().value;
            return Err(Fault::at(self.source, span, "this is no list of texts").help("write it as [\"prod*\"]"));
        }
        list.iter().map(|text| text.literal().map(read).ok_or_else(|| self.unresolved(text.span()))).collect()
    }

    fn limit(&self, selection: &Selection<'_>) -> Result<Limit, Fault> {
        let place = selection.place.value;
        let count_type = selection.count_type().ok_or_else(|| self.unknown(selection.count_type, place, "countType"))?;
        let number = self.value(selection.count_number, place, "countNumber")?;
        Ok(match count_type {
            CountType::ImageCountMoreThan => Limit::Newest(number),
            CountType::SinceImagePushed => Limit::OlderThan { days: number, since: Since::Pushed },
            CountType::SinceImagePulled => Limit::OlderThan { days: number, since: Since::Pulled },
            CountType::SinceImageTransitioned => Limit::OlderThan { days: number, since: Since::Transitioned },
        })
    }

    fn value<T: Copy>(&self, value: Option<Value<T>>, object: Span, name: &str) -> Result<T, Fault> {
        match value {
            None => Err(self.missing(object, name)),
            Some(written) => value.literal().ok_or_else(|| self.unresolved(written.span())),
        }
    }

    fn missing(&self, object: Span, name: &str) -> Fault {
        Fault::at(self.source, object, format!("{name} is missing"))
    }

    fn unresolved(&self, span: Span) -> Fault {
        Fault::at(self.source, span, format!("{} has no value yet", self.source.slice(span)))
            .help("a simulation needs the real value: fill it in first")
    }

    fn unknown(&self, value: Option<Value<&str>>, object: Span, name: &str) -> Fault {
        match value {
            None => self.missing(object, name),
            Some(value) if value.literal().is_none() => self.unresolved(value.span()),
            Some(value) => Fault::at(self.source, value.span(), format!("{} is no {name}", self.source.slice(value.span()))),
        }
    }
}
