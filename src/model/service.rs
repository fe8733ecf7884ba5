//! ECS services and task sets, with the names of the ECS API in snake case.

use super::task_definition::{Flag, Integer, Text};
use super::{Fields, List, Literal, Place, Value};
use crate::source::Span;

/// What `CreateService`, `UpdateService` and `CreateTaskSet` take: a task set has the members that the others share.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct Service<'a> {
    pub place: Place,
    /// Absent where an existing service is updated and in a task set.
    pub service_name: Text<'a>,
    /// Where something about the service as a whole points, where the document certainly makes a whole service: it has a name, or is a
    /// resource. What an update leaves out stays as it is.
    pub created_at: Option<Span>,
    pub task_definition: Text<'a>,
    pub desired_count: Integer,
    pub launch_type: Text<'a>,
    pub capacity_provider_strategy: List<CapacityProviderStrategyItem<'a>>,
    pub platform_version: Text<'a>,
    pub role: Text<'a>,
    pub scheduling_strategy: Text<'a>,
    /// `deploymentController.type`
    pub deployment_controller: Text<'a>,
    pub deployment: Option<DeploymentConfiguration<'a>>,
    /// `deploymentConfiguration.lifecycleHooks`
    pub lifecycle_hooks: List<LifecycleHook<'a>>,
    /// `deploymentConfiguration.alarms.alarmNames`
    pub alarm_names: List<Value<&'a str>>,
    pub load_balancers: List<LoadBalancer<'a>>,
    pub service_registries: List<ServiceRegistry<'a>>,
    pub vpc_lattice_configurations: List<Place>,
    pub placement_constraints: List<PlacementItem<'a>>,
    pub placement_strategy: List<PlacementItem<'a>>,
    pub network_configuration: Option<Place>,
    /// Whether members that are not written may come in later.
    pub is_open: bool,
    /// Whether it changes a service that exists: what it does not name stays as it is.
    pub is_update: bool,
    pub enable_execute_command: Flag,
    /// `networkConfiguration.awsvpcConfiguration.assignPublicIp`
    pub assign_public_ip: Text<'a>,
    /// `networkConfiguration.awsvpcConfiguration.subnets`
    pub subnets: List<Value<&'a str>>,
    /// `networkConfiguration.awsvpcConfiguration.securityGroups`
    pub security_groups: List<Value<&'a str>>,
    /// Seconds.
    pub health_check_grace_period_seconds: Integer,
    pub availability_zone_rebalancing: Text<'a>,
    /// Where `serviceArn` stands: AWS has printed it.
    pub service_arn: Option<Place>,
    pub tags: List<Place>,
    pub propagate_tags: Text<'a>,
    pub service_connect: Option<ServiceConnectConfiguration<'a>>,
    /// `serviceConnectConfiguration.services`
    pub service_connect_services: List<ServiceConnectService<'a>>,
    pub volume_configurations: List<VolumeConfiguration<'a>>,
}

/// `serviceRegistries[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ServiceRegistry<'a> {
    pub place: Place,
    pub registry_arn: Text<'a>,
    pub port: Integer,
    pub container_name: Text<'a>,
    pub container_port: Integer,
}

/// `capacityProviderStrategy[]` of services and `defaultCapacityProviderStrategy[]` of clusters.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct CapacityProviderStrategyItem<'a> {
    pub place: Place,
    pub capacity_provider: Text<'a>,
    pub weight: Integer,
    pub base: Integer,
}

/// `deploymentConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct DeploymentConfiguration<'a> {
    /// Where it stands.
    pub place: Place,
    /// Whether it is an object of which the members are known.
    pub resolved: bool,
    pub strategy: Text<'a>,
    pub minimum_healthy_percent: Integer,
    pub maximum_percent: Integer,
    pub circuit_breaker: Option<Place>,
    /// `deploymentCircuitBreaker.enable`
    pub circuit_breaker_enable: Flag,
    /// `deploymentCircuitBreaker.rollback`
    pub circuit_breaker_rollback: Flag,
    pub bake_time_in_minutes: Integer,
    pub linear: Option<TrafficSteps<'a>>,
    pub canary: Option<TrafficSteps<'a>>,
    pub early_success: Option<EarlySuccessCriteria>,
    pub alarms: Option<DeploymentAlarms>,
}

/// `linearConfiguration` and `canaryConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct TrafficSteps<'a> {
    pub place: Place,
    /// `stepPercent` or `canaryPercent`, a decimal number.
    pub percent: Text<'a>,
    /// `stepBakeTimeInMinutes` or `canaryBakeTimeInMinutes`
    pub bake_time_in_minutes: Integer,
}

/// `earlySuccessCriteria`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EarlySuccessCriteria {
    pub place: Place,
    pub enable: Flag,
    pub healthy_percent: Integer,
    /// Where `sourceServiceRevisionCleanup` stands, if it does.
    pub cleanup: Option<Place>,
}

/// `alarms`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct DeploymentAlarms {
    pub place: Place,
    pub enable: Flag,
    pub rollback: Flag,
}

/// `lifecycleHooks[]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct LifecycleHook<'a> {
    pub place: Place,
    pub target_type: Text<'a>,
    pub hook_target_arn: Text<'a>,
    pub lifecycle_stages: List<Value<&'a str>>,
}

/// `serviceConnectConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ServiceConnectConfiguration<'a> {
    pub place: Place,
    pub enabled: Flag,
    pub namespace: Text<'a>,
    /// Where `services` stands, if it does.
    pub services: Option<Place>,
    /// Where `logConfiguration` stands, if it does.
    pub log_configuration: Option<Place>,
    /// Where `accessLogConfiguration` stands, if it does.
    pub access_log_configuration: Option<Place>,
    /// `accessLogConfiguration.includeQueryParameters`
    pub include_query_parameters: Text<'a>,
}

/// `loadBalancers[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct LoadBalancer<'a> {
    pub place: Place,
    pub target_group_arn: Text<'a>,
    pub load_balancer_name: Text<'a>,
    pub container_name: Text<'a>,
    pub container_port: Integer,
    pub advanced: Option<AdvancedConfiguration<'a>>,
}

/// `advancedConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct AdvancedConfiguration<'a> {
    pub place: Place,
    /// Whether it is an object of which the members are known.
    pub resolved: bool,
    pub alternate_target_group_arn: Text<'a>,
    pub production_listener_rule: Text<'a>,
    pub test_listener_rule: Text<'a>,
    pub role_arn: Text<'a>,
}

/// `placementStrategy[]` (`field`) and `placementConstraints[]` (`expression`).
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct PlacementItem<'a> {
    pub place: Place,
    pub kind: Text<'a>,
    /// The field or the expression.
    pub argument: Text<'a>,
}

/// `serviceConnectConfiguration.services[]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ServiceConnectService<'a> {
    pub place: Place,
    pub port_name: Text<'a>,
    /// `clientAliases[].dnsName`, one item for each alias.
    pub client_aliases: List<(Place, Text<'a>)>,
}

/// `volumeConfigurations[]` with its `managedEBSVolume`.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct VolumeConfiguration<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub managed_ebs_volume: Option<ManagedEbsVolume<'a>>,
}

/// `managedEBSVolume`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ManagedEbsVolume<'a> {
    pub place: Place,
    pub volume_type: Text<'a>,
    pub size_in_gib: Integer,
    pub snapshot_id: Option<Place>,
    pub iops: Integer,
    /// MiB a second.
    pub throughput: Integer,
    /// MiB a second.
    pub volume_initialization_rate: Integer,
    pub encrypted: Flag,
}

impl<'a> Service<'a> {
    /// Reads a service or a task set.
    pub fn read(fields: Fields<'a>) -> Self {
        let network = fields.object("networkConfiguration").and_then(|network| network.object("awsvpcConfiguration"));
        let connect = fields.object("serviceConnectConfiguration");
        let deployment = fields.object("deploymentConfiguration");
        Self {
            place: fields.place,
            service_name: fields.string("serviceName"),
            created_at: created_at(fields),
            task_definition: fields.string("taskDefinition"),
            desired_count: fields.integer("desiredCount"),
            launch_type: fields.string("launchType"),
            capacity_provider_strategy: fields.objects("capacityProviderStrategy", CapacityProviderStrategyItem::read),
            platform_version: fields.string("platformVersion"),
            role: fields.string("role"),
            scheduling_strategy: fields.string("schedulingStrategy"),
            deployment_controller: fields.object("deploymentController").and_then(|controller| controller.string("type")),
            deployment: fields.present("deploymentConfiguration").map(DeploymentConfiguration::read),
            lifecycle_hooks: deployment.map_or_else(List::default, |deployment| deployment.objects("lifecycleHooks", LifecycleHook::read)),
            alarm_names: deployment
                .and_then(|deployment| deployment.object("alarms"))
                .map_or_else(List::default, |alarms| alarms.strings("alarmNames")),
            load_balancers: fields.objects("loadBalancers", |item| LoadBalancer {
                place: item.place,
                target_group_arn: item.string("targetGroupArn"),
                load_balancer_name: item.string("loadBalancerName"),
                container_name: item.string("containerName"),
                container_port: item.integer("containerPort"),
                advanced: item.present("advancedConfiguration").map(AdvancedConfiguration::read),
            }),
            service_registries: fields.objects("serviceRegistries", |item| ServiceRegistry {
                place: item.place,
                registry_arn: item.string("registryArn"),
                port: item.integer("port"),
                container_name: item.string("containerName"),
                container_port: item.integer("containerPort"),
            }),
            vpc_lattice_configurations: fields.objects("vpcLatticeConfigurations", |item| item.place),
            placement_constraints: fields.objects("placementConstraints", |item| PlacementItem::read(item, "expression")),
            placement_strategy: fields.objects("placementStrategy", |item| PlacementItem::read(item, "field")),
            network_configuration: fields.place_of("networkConfiguration"),
            is_open: fields.is_open(),
            is_update: fields.place_of("service").is_some() && fields.place_of("scale").is_none(),
            enable_execute_command: fields.boolean("enableExecuteCommand"),
            assign_public_ip: network.and_then(|network| network.string("assignPublicIp")),
            subnets: network.map_or_else(List::default, |network| network.strings("subnets")),
            security_groups: network.map_or_else(List::default, |network| network.strings("securityGroups")),
            health_check_grace_period_seconds: fields.integer("healthCheckGracePeriodSeconds"),
            availability_zone_rebalancing: fields.string("availabilityZoneRebalancing"),
            service_arn: fields.place_of("serviceArn"),
            tags: fields.objects("tags", |item| item.place),
            propagate_tags: fields.string("propagateTags"),
            service_connect: connect.map(ServiceConnectConfiguration::read),
            service_connect_services: connect
                .map_or_else(List::default, |connect| connect.objects("services", ServiceConnectService::read)),
            volume_configurations: fields.objects("volumeConfigurations", |item| VolumeConfiguration {
                place: item.place,
                name: item.string("name"),
                managed_ebs_volume: item.object("managedEBSVolume").map(ManagedEbsVolume::read),
            }),
        }
    }

    /// Where the document says that the tasks run on Fargate: the launch type, or a strategy of Fargate's providers alone.
    pub fn fargate_at(&self) -> Option<Span> {
        if let Some(launch_type) = self.launch_type.filter(|launch_type| launch_type.literal() == Some("FARGATE")) {
            return Some(launch_type.span());
        }
        let strategy = &self.capacity_provider_strategy;
        let all = strategy.complete && strategy.iter().all(CapacityProviderStrategyItem::is_fargate);
        strategy.first().filter(|_| all).and_then(|item| item.capacity_provider).map(|provider| provider.span())
    }

    /// Where the launch type is `EC2`.
    pub fn ec2_at(&self) -> Option<Span> {
        self.launch_type.filter(|launch_type| launch_type.literal() == Some("EC2")).map(|launch_type| launch_type.span())
    }

    /// Where the scheduling strategy is `DAEMON`.
    pub fn daemon_at(&self) -> Option<Span> {
        self.scheduling_strategy.filter(|strategy| strategy.literal() == Some("DAEMON")).map(|strategy| strategy.span())
    }

    /// Where the deployment controller is the given one.
    pub fn controller_at(&self, name: &str) -> Option<Span> {
        self.deployment_controller.filter(|controller| controller.literal() == Some(name)).map(|controller| controller.span())
    }

    /// Where a strategy of deployment is set that shifts traffic from old tasks to new ones, and which.
    pub fn traffic_shift_at(&self) -> Option<(Span, &'a str)> {
        let strategy = self.deployment?.strategy?;
        let name = strategy.literal().filter(|name| matches!(*name, "BLUE_GREEN" | "LINEAR" | "CANARY"))?;
        Some((strategy.span(), name))
    }

    /// Whether ECS itself certainly replaces the tasks of a replica service step by step: what is absent has that default, unless an
    /// existing service is updated and keeps what it has.
    pub fn is_certainly_rolling(&self) -> bool {
        if self.is_update && self.deployment.and_then(|deployment| deployment.strategy).is_none() {
            return false;
        }
        let absent_or = |value: Text<'a>, expected| value.is_none() || value.literal() == Some(expected);
        absent_or(self.deployment_controller, "ECS")
            && absent_or(self.scheduling_strategy, "REPLICA")
            && self.deployment.is_none_or(|deployment| deployment.resolved && absent_or(deployment.strategy, "ROLLING"))
    }
}

/// Family and revision of a `taskDefinition`: `web`, `web:7` and `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7`.
pub fn family_and_revision(text: &str) -> (&str, Option<u64>) {
    let name = text.rsplit_once(":task-definition/").map_or(text, |(_, name)| name);
    match name.split_once(':') {
        Some((family, revision)) => (family, revision.parse().ok()),
        None => (name, None),
    }
}

fn created_at(fields: Fields<'_>) -> Option<Span> {
    let is_update = fields.place_of("service").is_some();
    let name = fields.place_of("serviceName").map(|place| place.value);
    let task = || fields.place_of("taskDefinition").filter(|_| fields.is_resource()).map(|place| place.value);
    name.or_else(task).filter(|_| !is_update)
}

impl<'a> CapacityProviderStrategyItem<'a> {
    /// Reads an item.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            capacity_provider: fields.string("capacityProvider"),
            weight: fields.integer("weight"),
            base: fields.integer("base"),
        }
    }

    /// Whether it is one of the two providers that AWS has for Fargate.
    pub fn is_fargate(&self) -> bool {
        matches!(self.capacity_provider.literal(), Some("FARGATE" | "FARGATE_SPOT"))
    }
}

impl<'a> DeploymentConfiguration<'a> {
    fn read(fields: Fields<'a>) -> Self {
        let breaker = fields.object("deploymentCircuitBreaker");
        Self {
            place: fields.place,
            resolved: fields.is_object(),
            strategy: fields.string("strategy"),
            minimum_healthy_percent: fields.integer("minimumHealthyPercent"),
            maximum_percent: fields.integer("maximumPercent"),
            circuit_breaker: fields.place_of("deploymentCircuitBreaker"),
            circuit_breaker_enable: breaker.and_then(|breaker| breaker.boolean("enable")),
            circuit_breaker_rollback: breaker.and_then(|breaker| breaker.boolean("rollback")),
            bake_time_in_minutes: fields.integer("bakeTimeInMinutes"),
            linear: fields.object("linearConfiguration").map(|linear| TrafficSteps::read(linear, "stepPercent", "stepBakeTimeInMinutes")),
            canary: fields
                .object("canaryConfiguration")
                .map(|canary| TrafficSteps::read(canary, "canaryPercent", "canaryBakeTimeInMinutes")),
            early_success: fields.object("earlySuccessCriteria").map(|criteria| EarlySuccessCriteria {
                place: criteria.place,
                enable: criteria.boolean("enable"),
                healthy_percent: criteria.integer("healthyPercent"),
                cleanup: criteria.string("sourceServiceRevisionCleanup").map(|cleanup| cleanup.place),
            }),
            alarms: fields.object("alarms").map(|alarms| DeploymentAlarms {
                place: alarms.place,
                enable: alarms.boolean("enable"),
                rollback: alarms.boolean("rollback"),
            }),
        }
    }
}

impl<'a> TrafficSteps<'a> {
    fn read(fields: Fields<'a>, percent: &str, minutes: &str) -> Self {
        Self { place: fields.place, percent: fields.string(percent), bake_time_in_minutes: fields.integer(minutes) }
    }
}

impl<'a> LifecycleHook<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            target_type: fields.string("targetType"),
            hook_target_arn: fields.string("hookTargetArn"),
            lifecycle_stages: fields.strings("lifecycleStages"),
        }
    }
}

impl<'a> AdvancedConfiguration<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            resolved: fields.is_object(),
            alternate_target_group_arn: fields.string("alternateTargetGroupArn"),
            production_listener_rule: fields.string("productionListenerRule"),
            test_listener_rule: fields.string("testListenerRule"),
            role_arn: fields.string("roleArn"),
        }
    }
}

impl<'a> ServiceConnectConfiguration<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            enabled: fields.boolean("enabled"),
            namespace: fields.string("namespace"),
            services: fields.place_of("services"),
            log_configuration: fields.place_of("logConfiguration"),
            access_log_configuration: fields.place_of("accessLogConfiguration"),
            include_query_parameters: fields
                .object("accessLogConfiguration")
                .and_then(|access_log| access_log.string("includeQueryParameters")),
        }
    }
}

impl<'a> PlacementItem<'a> {
    fn read(fields: Fields<'a>, argument: &str) -> Self {
        Self { place: fields.place, kind: fields.string("type"), argument: fields.string(argument) }
    }
}

impl<'a> ServiceConnectService<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            port_name: fields.string("portName"),
            client_aliases: fields.objects("clientAliases", |alias| (alias.place, alias.string("dnsName"))),
        }
    }
}

impl<'a> ManagedEbsVolume<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            volume_type: fields.string("volumeType"),
            size_in_gib: fields.integer("sizeInGiB"),
            snapshot_id: fields.string("snapshotId").map(|snapshot| snapshot.place),
            iops: fields.integer("iops"),
            throughput: fields.integer("throughput"),
            volume_initialization_rate: fields.integer("volumeInitializationRate"),
            encrypted: fields.boolean("encrypted"),
        }
    }

    /// The volume type, `gp3` where it does not say; `None` where that is not resolved.
    pub fn type_name(&self) -> Option<&'a str> {
        self.volume_type.map_or(Some("gp3"), |volume_type| volume_type.literal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_finds_its_task_definition_by_family_and_revision() {
        for (text, expected) in [
            ("web", ("web", None)),
            ("web:7", ("web", Some(7))),
            ("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", ("web", Some(7))),
            ("arn:aws-cn:ecs:cn-north-1:111122223333:task-definition/web", ("web", None)),
            ("web:latest", ("web", None)),
        ] {
            assert_eq!(family_and_revision(text), expected, "{text}");
        }
    }
}
