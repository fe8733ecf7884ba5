//! The answer, in the shape of `get-lifecycle-policy-preview`, and why.

use serde::{Serialize, Serializer};

use super::evaluate::bits;
use super::{Action, Image, Rule, StorageClass, Text, WrittenTime};

/// What `get-lifecycle-policy-preview` answers, with explanations. Images come oldest first.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview<'a> {
    /// Of this shape.
    pub version: u32,
    /// Always `COMPLETE`.
    pub status: &'static str,
    /// The images that something happens to.
    pub preview_results: Vec<PreviewResult<'a>>,
    /// Totals.
    pub summary: Summary,
    /// Why, for each image with an action and each that a rule would have acted on.
    pub explanation: Vec<Explanation<'a>>,
    /// The rules in ascending priority.
    pub rules: Vec<RuleSummary>,
    /// What AWS does not document and this answer rests on.
    pub choices: Vec<String>,
    /// Images in the inventory.
    #[serde(skip)]
    pub image_count: usize,
}

/// An image that something happens to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewResult<'a> {
    /// The image.
    pub image_digest: &'a str,
    /// Its tags.
    pub image_tags: &'a [Text<'a>],
    /// As the inventory writes it.
    pub image_pushed_at: &'a WrittenTime<'a>,
    /// Where it is now.
    pub storage_class: StorageClass,
    /// What happens.
    pub action: ActionResult,
    /// The rule that does it.
    pub applied_rule_priority: i64,
    /// The whole image.
    #[serde(skip)]
    pub image: &'a Image<'a>,
    /// Its place from the newest, from 1; 0 where the rule does not count images.
    #[serde(skip)]
    pub rank: u32,
    /// The subject that it goes with.
    #[serde(skip)]
    pub subject: Option<&'a Image<'a>>,
}

/// `action` of a preview.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionResult {
    /// `EXPIRE` or `TRANSITION`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `ARCHIVE`, for transitions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_storage_class: Option<StorageClass>,
}

/// Totals.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Images that expire.
    pub expiring_image_total_count: usize,
    /// Images that move, by target; empty where none does.
    pub transitioning_image_total_counts: Vec<TransitionCount>,
}

/// Images that move to one storage class.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransitionCount {
    /// Where to.
    pub target_storage_class: StorageClass,
    /// How many.
    pub image_total_count: usize,
}

/// Why something happens to an image, or why nothing does.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation<'a> {
    /// The whole image.
    #[serde(skip)]
    pub image: &'a Image<'a>,
    /// The image.
    pub image_digest: &'a str,
    /// Rules whose storage class and tags fit.
    pub identified_by: RuleSet<'a>,
    /// Rules for which it is too old or too many.
    pub candidate_of: RuleSet<'a>,
    /// The rule that identified it first without having it as a candidate, and so keeps it from those that have.
    pub shielded_by: Option<i64>,
    /// The manifest list that cannot do without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by_manifest_list: Option<&'a str>,
    /// The image that it goes with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows_subject: Option<&'a str>,
}

/// Rules by their priorities, ascending.
#[derive(Debug, Clone, Copy)]
pub struct RuleSet<'a> {
    set: u64,
    priorities: &'a [i64],
}

/// What one rule does.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleSummary {
    /// Its priority.
    pub rule_priority: i64,
    /// Images whose storage class and tags fit.
    pub identified: usize,
    /// Those of them that are too old or too many.
    pub candidates: usize,
    /// Images that it acts on: candidates that no rule before it identified, and what goes with them.
    pub acts_on: usize,
}

impl<'a> Preview<'a> {
    pub(super) fn new(image_count: usize, choices: Vec<String>) -> Self {
        Self {
            version: 1,
            status: "COMPLETE",
            preview_results: Vec::new(),
            summary: Summary::default(),
            explanation: Vec::new(),
            rules: Vec::new(),
            choices,
            image_count,
        }
    }
}

impl<'a> PreviewResult<'a> {
    pub(super) fn new(image: &'a Image<'a>, rule: &Rule, rank: u32, subject: Option<&'a Image<'a>>) -> Self {
        Self {
            image_digest: &image.digest,
            image_tags: &image.tags,
            image_pushed_at: &image.pushed_at,
            storage_class: image.storage_class,
            action: ActionResult::from(rule.action),
            applied_rule_priority: rule.priority,
            image,
            rank,
            subject,
        }
    }
}

impl From<Action> for ActionResult {
    fn from(action: Action) -> Self {
        match action {
            Action::Expire => Self { kind: "EXPIRE", target_storage_class: None },
            Action::Transition => Self { kind: "TRANSITION", target_storage_class: Some(StorageClass::Archive) },
        }
    }
}

impl TransitionCount {
    pub(super) fn list(count: usize) -> Vec<Self> {
        if count == 0 {
            return Vec::new();
        }
        vec![Self { target_storage_class: StorageClass::Archive, image_total_count: count }]
    }
}

impl RuleSummary {
    pub(super) fn new(rule: &Rule) -> Self {
        Self { rule_priority: rule.priority, identified: 0, candidates: 0, acts_on: 0 }
    }
}

impl<'a> RuleSet<'a> {
    pub(super) fn new(set: u64, priorities: &'a [i64]) -> Self {
        Self { set, priorities }
    }

    /// The priorities, ascending.
    pub fn iter(&self) -> impl Iterator<Item = i64> {
        bits(self.set).map(|bit| self.priorities[bit])
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.set == 0
    }
}

impl Serialize for RuleSet<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
