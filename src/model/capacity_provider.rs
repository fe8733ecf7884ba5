//! ECS capacity providers, with the names of the ECS API in snake case.

use super::task_definition::{Flag, Integer, Text};
use super::{Fields, Place};

/// What `CreateCapacityProvider` takes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct CapacityProvider<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub auto_scaling_group: Option<AutoScalingGroupProvider<'a>>,
    pub managed_instances: Option<ManagedInstancesProvider<'a>>,
}

/// `managedInstancesProvider` with its `instanceLaunchTemplate`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ManagedInstancesProvider<'a> {
    pub place: Place,
    pub capacity_option_type: Text<'a>,
    /// Where `capacityReservations` stands, if it does.
    pub capacity_reservations: Option<Place>,
    pub nitro_enclaves_enabled: Flag,
    /// `localStorageConfiguration.useLocalStorage`
    pub use_local_storage: Flag,
    /// `instanceRequirements.vCpuCount`: `min` and `max`.
    pub v_cpu_count: (Integer, Integer),
    /// `instanceRequirements.memoryMiB`: `min` and `max`.
    pub memory_mib: (Integer, Integer),
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
    pub managed_draining: Text<'a>,
}

impl<'a> CapacityProvider<'a> {
    /// Reads a capacity provider.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            name: fields.string("name"),
            auto_scaling_group: fields.object("autoScalingGroupProvider").map(AutoScalingGroupProvider::read),
            managed_instances: fields.object("managedInstancesProvider").map(ManagedInstancesProvider::read),
        }
    }
}

impl<'a> ManagedInstancesProvider<'a> {
    fn read(fields: Fields<'a>) -> Self {
        let template = fields.object("instanceLaunchTemplate");
        let requirements = template.and_then(|template| template.object("instanceRequirements"));
        let range = |name: &str| {
            let range = requirements.and_then(|requirements| requirements.object(name));
            (range.and_then(|range| range.integer("min")), range.and_then(|range| range.integer("max")))
        };
        Self {
            place: fields.place,
            capacity_option_type: template.and_then(|template| template.string("capacityOptionType")),
            capacity_reservations: template.and_then(|template| template.place_of("capacityReservations")),
            nitro_enclaves_enabled: template.and_then(|template| template.boolean("nitroEnclavesEnabled")),
            use_local_storage: template
                .and_then(|template| template.object("localStorageConfiguration"))
                .and_then(|storage| storage.boolean("useLocalStorage")),
            v_cpu_count: range("vCpuCount"),
            memory_mib: range("memoryMiB"),
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
            managed_draining: fields.string("managedDraining"),
        }
    }
}
