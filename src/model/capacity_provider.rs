//! ECS capacity providers, with the names of the ECS API in snake case.

use super::task_definition::{Integer, Text};
use super::{Fields, Place};

/// What `CreateCapacityProvider` takes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct CapacityProvider<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub auto_scaling_group: Option<AutoScalingGroupProvider<'a>>,
}

/// `autoScalingGroupProvider`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct AutoScalingGroupProvider<'a> {
    pub place: Place,
    /// `managedScaling.status`
    pub managed_scaling_status: Text<'a>,
    /// `managedScaling.minimumScalingStepSize`, in instances.
    pub minimum_scaling_step_size: Integer,
    /// `managedScaling.maximumScalingStepSize`, in instances.
    pub maximum_scaling_step_size: Integer,
    pub managed_termination_protection: Text<'a>,
}

impl<'a> CapacityProvider<'a> {
    /// Reads a capacity provider.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            name: fields.string("name"),
            auto_scaling_group: fields.object("autoScalingGroupProvider").map(AutoScalingGroupProvider::read),
        }
    }
}

impl<'a> AutoScalingGroupProvider<'a> {
    fn read(fields: Fields<'a>) -> Self {
        let scaling = fields.object("managedScaling");
        Self {
            place: fields.place,
            managed_scaling_status: scaling.and_then(|scaling| scaling.string("status")),
            minimum_scaling_step_size: scaling.and_then(|scaling| scaling.integer("minimumScalingStepSize")),
            maximum_scaling_step_size: scaling.and_then(|scaling| scaling.integer("maximumScalingStepSize")),
            managed_termination_protection: fields.string("managedTerminationProtection"),
        }
    }
}
