//! Fields of a service.

use super::{FieldMeaning, field};

const SERVICE: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html";
const DEPLOYMENT: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
const BREAKER: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html";
const ALARMS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentAlarms.html";
const BALANCER: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html";
const NETWORK: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html";
const STRATEGY: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html";
const CONNECT: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html";
const CONNECT_SERVICE: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html";

/// Fields of a service; a task set shares many.
pub static SERVICE_FIELDS: [FieldMeaning; 46] = [
    field("cluster", "The cluster in which the service runs, by name or ARN; the one called `default` where it is left out.", SERVICE),
    field("serviceName", "The service's name, unique in its cluster.", SERVICE),
    field(
        "taskDefinition",
        "What is run: `family:revision` or an ARN. A family alone means its latest active revision at the time of the call.",
        SERVICE,
    ),
    field("desiredCount", "How many tasks the service keeps running. A `DAEMON` service has no such number.", SERVICE),
    field("launchType", "`FARGATE`, `EC2` or `EXTERNAL`. It excludes `capacityProviderStrategy`, which Fargate Spot needs.", SERVICE),
    field("capacityProviderStrategy", "Which capacity providers share the tasks, and how. It excludes `launchType`.", STRATEGY),
    field(
        "capacityProviderStrategy.capacityProvider",
        "A provider that is associated with the cluster: `FARGATE`, `FARGATE_SPOT` or one of your own.",
        STRATEGY,
    ),
    field("capacityProviderStrategy.base", "How many tasks run on this provider before weights count. One provider may have it.", STRATEGY),
    field(
        "capacityProviderStrategy.weight",
        "The provider's share of the tasks beyond the base, relative to the other weights; 0 gets none.",
        STRATEGY,
    ),
    field("platformVersion", "The version of Fargate below the tasks; the latest where it is left out.", SERVICE),
    field(
        "role",
        "The role with which ECS registers tasks at the load balancer. Not with `awsvpc`, where a service-linked role does it.",
        SERVICE,
    ),
    field("loadBalancers", "The target groups at which tasks are registered.", BALANCER),
    field(
        "loadBalancers.targetGroupArn",
        "The target group. With `awsvpc` its targets are addresses: the target type must be `ip`.",
        BALANCER,
    ),
    field("loadBalancers.containerName", "The container of the task definition that gets the requests.", BALANCER),
    field("loadBalancers.containerPort", "A `containerPort` of that container.", BALANCER),
    field("serviceRegistries", "Where tasks are entered for service discovery by DNS (Cloud Map).", SERVICE),
    field("deploymentConfiguration", "How a new revision replaces the old one.", DEPLOYMENT),
    field(
        "deploymentConfiguration.minimumHealthyPercent",
        "How much of `desiredCount` must stay in service while tasks are replaced, rounded up.",
        DEPLOYMENT,
    ),
    field(
        "deploymentConfiguration.maximumPercent",
        "How many tasks there may be while tasks are replaced, in percent of `desiredCount`, rounded down.",
        DEPLOYMENT,
    ),
    field(
        "deploymentConfiguration.strategy",
        "Whether tasks are replaced bit by bit (`ROLLING`) or a second set takes over the traffic.",
        DEPLOYMENT,
    ),
    field(
        "deploymentConfiguration.bakeTimeInMinutes",
        "How long the old tasks stay after all traffic has moved, in minutes, so that the way back is short.",
        DEPLOYMENT,
    ),
    field(
        "deploymentConfiguration.deploymentCircuitBreaker",
        "Ends a deployment whose tasks keep failing. Only for rolling updates.",
        BREAKER,
    ),
    field("deploymentConfiguration.deploymentCircuitBreaker.enable", "Whether failed tasks are counted against the deployment.", BREAKER),
    field(
        "deploymentConfiguration.deploymentCircuitBreaker.rollback",
        "Whether the service goes back to the last deployment that completed when this one fails.",
        BREAKER,
    ),
    field("deploymentConfiguration.alarms", "CloudWatch alarms that end a deployment.", ALARMS),
    field("deploymentConfiguration.alarms.rollback", "Whether the service goes back when one of them goes off.", ALARMS),
    field("deploymentController", "Who carries out deployments: ECS itself, CodeDeploy or somebody else (`EXTERNAL`).", SERVICE),
    field("placementConstraints", "Conditions that a container instance must meet to get a task. Not for Fargate.", SERVICE),
    field("placementStrategy", "How tasks spread over container instances. Not for Fargate.", SERVICE),
    field("networkConfiguration", "The network of tasks with `awsvpc`, which need it; other network modes do not take it.", NETWORK),
    field("networkConfiguration.awsvpcConfiguration.subnets", "Where tasks get their interface; all of one VPC.", NETWORK),
    field(
        "networkConfiguration.awsvpcConfiguration.securityGroups",
        "What may reach the tasks; the VPC's default group where it is left out.",
        NETWORK,
    ),
    field(
        "networkConfiguration.awsvpcConfiguration.assignPublicIp",
        "Whether tasks get a public address. In a public subnet without it, they reach no registry but through VPC endpoints.",
        NETWORK,
    ),
    field(
        "healthCheckGracePeriodSeconds",
        "Seconds after a task's start in which failed health checks do not stop it. 0 unless it is set: slow starters need it.",
        SERVICE,
    ),
    field("schedulingStrategy", "`REPLICA` keeps a number of tasks, `DAEMON` one task on each container instance.", SERVICE),
    field("enableECSManagedTags", "Whether tasks get tags with the names of their cluster and service.", SERVICE),
    field("propagateTags", "Whose tags tasks get: the service's or the task definition's. None unless it is set.", SERVICE),
    field(
        "enableExecuteCommand",
        "Whether `aws ecs execute-command` reaches into the tasks. The task role needs permissions for it.",
        SERVICE,
    ),
    field("availabilityZoneRebalancing", "Whether ECS moves tasks when Availability Zones have become unequal.", SERVICE),
    field("serviceConnectConfiguration", "Lets services call each other by short names, through a proxy in each task.", CONNECT),
    field("serviceConnectConfiguration.enabled", "Whether the service takes part.", CONNECT),
    field("serviceConnectConfiguration.namespace", "The Cloud Map namespace in which the names are.", CONNECT),
    field("serviceConnectConfiguration.services", "What this service offers; one that only calls others has none.", CONNECT),
    field("serviceConnectConfiguration.services.portName", "The `name` of a port mapping in the task definition.", CONNECT_SERVICE),
    field(
        "serviceConnectConfiguration.services.discoveryName",
        "The name in Cloud Map; the port's name where it is left out.",
        CONNECT_SERVICE,
    ),
    field("volumeConfigurations", "EBS volumes that are made for each task, for a volume that is `configuredAtLaunch`.", SERVICE),
];
