//! The outcome as `placements`, `failures`, `stopped`, `explanation` and `choices`.
//!
//! Ten thousand placements can hold tens of millions of rejections, but no instance has more than one: each is turned into JSON once and
//! copied into the lists.

use serde::ser::{Error, Serialize, SerializeSeq, SerializeStruct, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::Outcome;

#[derive(serde::Serialize)]
struct Placed<'o> {
    task: usize,
    instance: &'o str,
    explanation: String,
    rejected: Rejected<'o>,
}

#[derive(serde::Serialize)]
struct Failed<'o> {
    task: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<&'o str>,
    reason: &'o str,
    /// With the first only: it is the same for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<Rejected<'o>>,
}

#[derive(serde::Serialize)]
struct Stopped<'o> {
    task: &'o str,
    instance: &'o str,
    explanation: &'o str,
}

#[derive(serde::Serialize)]
struct RejectedInstance<'o> {
    instance: &'o str,
    reason: &'o str,
}

/// The rejections of one task, in the order of the input.
struct Rejected<'o> {
    /// Of each instance that is rejected at some time: the first task that it cannot take, and the entry.
    entries: &'o [(usize, Box<RawValue>)],
    task: usize,
}

impl Serialize for Rejected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for (_, entry) in self.entries.iter().filter(|(since, _)| *since <= self.task) {
            list.serialize_element(entry)?;
        }
        list.end()
    }
}

/// A list that is made while it is written.
struct Lazily<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Lazily<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let instance = |index: usize| self.instances[index].0.as_str();
        let entries = self.entries().map_err(S::Error::custom)?;
        let rejected = |task| Rejected { entries: &entries, task };
        let placements = Lazily(|| {
            self.placements.iter().map(|placement| Placed {
                task: placement.task,
                instance: instance(placement.instance),
                explanation: self.why(placement),
                rejected: rejected(placement.task),
            })
        });
        let failures = Lazily(|| {
            self.unplaced.into_iter().flat_map(|unplaced| {
                let arn = unplaced.closest.map(|closest| self.instances[closest].1.as_str()).filter(|arn| !arn.is_empty());
                (unplaced.first..=unplaced.last).map(move |task| Failed {
                    task,
                    arn,
                    reason: self.failure_reason().unwrap_or_default(),
                    rejected: (task == unplaced.first).then(|| rejected(task)),
                })
            })
        });
        let stopped = Lazily(|| {
            self.stopped.iter().map(|task| Stopped { task: &task.task, instance: instance(task.instance), explanation: &task.explanation })
        });
        let mut object = serializer.serialize_struct("Outcome", 5)?;
        object.serialize_field("placements", &placements)?;
        object.serialize_field("failures", &failures)?;
        object.serialize_field("stopped", &stopped)?;
        object.serialize_field("explanation", &self.explanation)?;
        object.serialize_field("choices", &self.choices)?;
        object.end()
    }
}

impl Outcome {
    fn entries(&self) -> serde_json::Result<Vec<(usize, Box<RawValue>)>> {
        let rejections = self.instances.iter().zip(&self.rejections);
        rejections
            .filter_map(|((instance, _), rejection)| Some((instance, rejection.as_ref()?)))
            .map(|(instance, rejection)| {
                let entry = RejectedInstance { instance, reason: rejection.reason.as_str() };
                Ok((rejection.since, to_raw_value(&entry)?))
            })
            .collect()
    }
}
