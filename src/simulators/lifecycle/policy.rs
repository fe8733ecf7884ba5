//! A lifecycle policy, ready to be evaluated.

use super::{Image, StorageClass, TagPattern};
use crate::facts;
use crate::simulators::instant::Instant;

/// The rules in ascending priority.
#[derive(Debug, Clone)]
pub struct Policy {
    rules: Vec<Rule>,
    priorities: Vec<i64>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Lower numbers act first.
    pub priority: i64,
    /// Which images by their tags.
    pub tags: TagSelection,
    /// Which images by where they are.
    pub storage_class: StorageClass,
    /// Which of them are too many or too old.
    pub limit: Limit,
    /// What happens to these.
    pub action: Action,
}

/// `tagStatus` with its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagSelection {
    /// Every pattern must match at least one of the image's tags.
    Tagged(Vec<TagPattern>),
    /// Images without tags.
    Untagged,
    /// All images.
    Any,
}

/// `countType` with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// All but the newest N are too many.
    Newest(i64),
    /// Older than N days, counted from...
    OlderThan {
        /// Days of 24 hours.
        days: i64,
        /// ...this event.
        since: Since,
    },
}

/// The event from which an age is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The push, or the last restore.
    Pushed,
    /// The last pull.
    Pulled,
    /// The move to the archive.
    Transitioned,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Delete the image.
    Expire,
    /// Move it to the archive.
    Transition,
}

/// Why rules are no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// More than ECR takes.
    #[error("a policy has at most {} rules", facts::LIFECYCLE_RULES.end())]
    TooMany,
    /// Nothing would decide between the two.
    #[error("two rules have the priority {0}")]
    RepeatedPriority(i64),
}

impl Policy {
    /// A policy of rules in any order.
    ///
    /// # Errors
    /// When there are too many, or two of one priority.
    pub fn new(mut rules: Vec<Rule>) -> Result<Self, PolicyError> {
        if rules.len() > *facts::LIFECYCLE_RULES.end() {
            return Err(PolicyError::TooMany);
        }
        rules.sort_by_key(|rule| rule.priority);
        if let Some(pair) = rules.windows(2).find(|pair| pair[0].priority == pair[1].priority) {
            return Err(PolicyError::RepeatedPriority(pair[0].priority));
        }
        let priorities = rules.iter().map(|rule| rule.priority).collect();
        Ok(Self { rules, priorities })
    }

    /// The rules in ascending priority.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Their priorities, ascending.
    pub fn priorities(&self) -> &[i64] {
        &self.priorities
    }

    /// Whether a rule counts from the move to the archive, so that archived images need its time.
    pub fn needs_archive_times(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.limit, Limit::OlderThan { since: Since::Transitioned, .. }))
    }
}

impl Rule {
    /// The moment from which the rule counts an image's age; rules that count images order them by the push.
    ///
    /// An archived image whose `archived_at` is not known counts from its push.
    pub fn counted_from(&self, image: &Image<'_>) -> Instant {
        match self.limit {
            Limit::OlderThan { since: Since::Pulled, .. } => image.effective_pull(),
            Limit::OlderThan { since: Since::Transitioned, .. } => image.archived_at.unwrap_or_else(|| image.effective_push()),
            Limit::OlderThan { since: Since::Pushed, .. } | Limit::Newest(_) => image.effective_push(),
        }
    }

    /// Whether a pattern list and a set of tags fit: every pattern has a tag that matches it.
    pub(super) fn all_patterns_match<T: AsRef<str>>(patterns: &[TagPattern], tags: &[T]) -> bool {
        !tags.is_empty() && patterns.iter().all(|pattern| tags.iter().any(|tag| pattern.matches(tag.as_ref())))
    }
}

impl Limit {
    /// Days that really count: nothing leaves the archive before its least stay.
    pub fn effective_days(self) -> Option<i64> {
        match self {
            Limit::Newest(_) => None,
            Limit::OlderThan { days, since: Since::Transitioned } => Some(days.max(facts::ARCHIVE_MINIMUM_DAYS)),
            Limit::OlderThan { days, .. } => Some(days),
        }
    }
}

/// Which images, in words.
impl std::fmt::Display for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.tags {
            TagSelection::Any => out.write_str("any image")?,
            TagSelection::Untagged => out.write_str("untagged")?,
            TagSelection::Tagged(patterns) => {
                let patterns: Vec<String> = patterns.iter().map(TagPattern::to_string).collect();
                write!(out, "tagged {}", patterns.join(" and "))?;
            }
        }
        if self.storage_class == StorageClass::Archive {
            out.write_str(" in the archive")?;
        }
        match (self.limit, self.limit.effective_days()) {
            (Limit::Newest(kept), _) => write!(out, ", all but the newest {kept}"),
            (Limit::OlderThan { since, .. }, days) => {
                let event = match since {
                    Since::Pushed => "pushed",
                    Since::Pulled => "pulled",
                    Since::Transitioned => "archived",
                };
                write!(out, ", {event} more than {} days ago", days.unwrap_or_default())
            }
        }
    }
}
