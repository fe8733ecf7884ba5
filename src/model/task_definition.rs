//! ECS task definitions, with the names of the ECS API in snake case.

use super::{Fields, ImageReference, List, Literal, Place, Value, is_stand_in, reference};

/// Text with its place, or nothing.
pub type Text<'a> = Option<Value<&'a str>>;
/// A whole number with its place, or nothing.
pub type Integer = Option<Value<i64>>;
/// A boolean with its place, or nothing.
pub type Flag = Option<Value<bool>>;

/// What `RegisterTaskDefinition` takes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct TaskDefinition<'a> {
    pub place: Place,
    pub family: Text<'a>,
    pub task_role_arn: Text<'a>,
    pub execution_role_arn: Text<'a>,
    /// What `taskRoleArn` of a template refers to: a role of the template, or a parameter.
    pub task_role_reference: Option<&'a str>,
    /// What `executionRoleArn` of a template refers to.
    pub execution_role_reference: Option<&'a str>,
    pub network_mode: Text<'a>,
    pub container_definitions: List<ContainerDefinition<'a>>,
    pub volumes: List<Volume<'a>>,
    pub placement_constraints: List<Place>,
    pub requires_compatibilities: List<Value<&'a str>>,
    pub cpu: Text<'a>,
    pub memory: Text<'a>,
    pub pid_mode: Text<'a>,
    pub ipc_mode: Text<'a>,
    pub inference_accelerators: List<Place>,
    pub proxy_configuration: Option<ProxyConfiguration<'a>>,
    pub trusted_execution: Option<TrustedExecution<'a>>,
    pub enable_fault_injection: Flag,
    pub tags: List<Place>,
    /// Whether AWS printed it: what it prints stands beside tags, not around them.
    pub is_described: bool,
    /// `ephemeralStorage.sizeInGiB`, in GiB.
    pub ephemeral_storage_gib: Integer,
    pub ephemeral_storage: Option<Place>,
    pub cpu_architecture: Text<'a>,
    pub operating_system_family: Text<'a>,
}

/// One container of a task.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ContainerDefinition<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub image: Text<'a>,
    /// `image` as far as it is written, with its placeholders.
    pub image_written: Option<&'a str>,
    pub repository_credentials: Option<Place>,
    /// CPU units, 1024 for one vCPU.
    pub cpu: Integer,
    /// Hard limit in MiB.
    pub memory: Integer,
    /// Soft limit in MiB.
    pub memory_reservation: Integer,
    pub links: List<Value<&'a str>>,
    pub port_mappings: List<PortMapping<'a>>,
    pub essential: Flag,
    pub restart_policy: Option<RestartPolicy<'a>>,
    pub entry_point: List<Value<&'a str>>,
    pub command: List<Value<&'a str>>,
    pub environment: List<NamedValue<'a>>,
    pub environment_files: List<EnvironmentFile<'a>>,
    pub secrets: List<NamedValue<'a>>,
    pub mount_points: List<MountPoint<'a>>,
    pub volumes_from: List<VolumeFrom<'a>>,
    pub linux_parameters: Option<LinuxParameters<'a>>,
    pub depends_on: List<ContainerDependency<'a>>,
    /// Seconds.
    pub start_timeout: Integer,
    /// Seconds.
    pub stop_timeout: Integer,
    pub hostname: Text<'a>,
    pub user: Text<'a>,
    pub working_directory: Text<'a>,
    pub disable_networking: Flag,
    pub privileged: Flag,
    pub readonly_root_filesystem: Flag,
    pub dns_servers: List<Value<&'a str>>,
    pub dns_search_domains: List<Value<&'a str>>,
    pub extra_hosts: List<HostEntry<'a>>,
    pub docker_labels: List<(&'a str, Value<&'a str>)>,
    pub interactive: Flag,
    pub pseudo_terminal: Flag,
    pub docker_security_options: List<Value<&'a str>>,
    pub ulimits: List<Ulimit<'a>>,
    pub log_configuration: Option<LogConfiguration<'a>>,
    pub health_check: Option<HealthCheck<'a>>,
    pub resource_requirements: List<ResourceRequirement<'a>>,
    pub firelens_configuration: Option<FirelensConfiguration<'a>>,
    pub system_controls: List<SystemControl<'a>>,
    pub credential_specs: List<Value<&'a str>>,
    pub version_consistency: Text<'a>,
}

/// `portMappings[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct PortMapping<'a> {
    pub place: Place,
    pub container_port: Integer,
    pub host_port: Integer,
    pub protocol: Text<'a>,
    pub name: Text<'a>,
    pub container_port_range: Text<'a>,
}

/// `environment[]` (`value`) and `secrets[]` (`valueFrom`).
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct NamedValue<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub value: Text<'a>,
}

/// `environmentFiles[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EnvironmentFile<'a> {
    pub place: Place,
    pub value: Text<'a>,
}

/// `systemControls[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct SystemControl<'a> {
    pub place: Place,
    pub namespace: Text<'a>,
    pub value: Text<'a>,
}

/// `extraHosts[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct HostEntry<'a> {
    pub place: Place,
    pub hostname: Text<'a>,
    pub ip_address: Text<'a>,
}

/// `firelensConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct FirelensConfiguration<'a> {
    pub place: Place,
    pub options: List<(&'a str, Value<&'a str>)>,
}

/// `proxyConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ProxyConfiguration<'a> {
    pub place: Place,
    pub container_name: Text<'a>,
    pub properties: List<NamedValue<'a>>,
}

/// `trustedExecutionConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct TrustedExecution<'a> {
    pub place: Place,
    pub isolation_mode: Text<'a>,
    pub attestation_policy: Text<'a>,
}

/// `restartPolicy`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct RestartPolicy<'a> {
    pub place: Place,
    pub enabled: Flag,
    pub ignored_exit_codes: List<Value<&'a str>>,
    /// Seconds.
    pub restart_attempt_period: Integer,
}

/// `mountPoints[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct MountPoint<'a> {
    pub place: Place,
    pub source_volume: Text<'a>,
    pub container_path: Text<'a>,
    pub read_only: Flag,
}

/// `volumesFrom[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct VolumeFrom<'a> {
    pub place: Place,
    pub source_container: Text<'a>,
    pub read_only: Flag,
}

/// `linuxParameters`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct LinuxParameters<'a> {
    pub place: Place,
    pub capabilities_add: List<Value<&'a str>>,
    pub capabilities_drop: List<Value<&'a str>>,
    pub devices: List<Place>,
    pub init_process_enabled: Flag,
    /// MiB.
    pub shared_memory_size: Integer,
    /// MiB.
    pub max_swap: Integer,
    pub swappiness: Integer,
    pub tmpfs: List<Tmpfs<'a>>,
}

/// `linuxParameters.tmpfs[]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct Tmpfs<'a> {
    pub place: Place,
    pub container_path: Text<'a>,
    /// MiB.
    pub size: Integer,
    pub mount_options: List<Value<&'a str>>,
}

/// `dependsOn[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ContainerDependency<'a> {
    pub place: Place,
    pub container_name: Text<'a>,
    pub condition: Text<'a>,
}

/// `ulimits[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct Ulimit<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub soft_limit: Integer,
    pub hard_limit: Integer,
}

/// `logConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct LogConfiguration<'a> {
    pub place: Place,
    pub log_driver: Text<'a>,
    pub options: List<(&'a str, Value<&'a str>)>,
    pub secret_options: List<NamedValue<'a>>,
}

/// `healthCheck`; times in seconds.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct HealthCheck<'a> {
    pub place: Place,
    pub command: List<Value<&'a str>>,
    pub interval: Integer,
    pub timeout: Integer,
    pub retries: Integer,
    pub start_period: Integer,
}

/// `resourceRequirements[]`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ResourceRequirement<'a> {
    pub place: Place,
    pub kind: Text<'a>,
    pub value: Text<'a>,
    pub sharing_strategy: Option<Place>,
}

/// `volumes[]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct Volume<'a> {
    pub place: Place,
    pub name: Text<'a>,
    pub host_source_path: Text<'a>,
    pub docker_volume_configuration: Option<Place>,
    pub efs: Option<EfsVolume<'a>>,
    pub s3_files: Option<S3FilesVolume<'a>>,
    pub fsx_windows: Option<Place>,
    pub configured_at_launch: Flag,
}

/// `efsVolumeConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EfsVolume<'a> {
    pub place: Place,
    pub file_system_id: Text<'a>,
    pub root_directory: Text<'a>,
    pub transit_encryption: Text<'a>,
    pub transit_encryption_port: Integer,
    pub access_point_id: Text<'a>,
    pub iam: Text<'a>,
}

/// `s3filesVolumeConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct S3FilesVolume<'a> {
    pub place: Place,
    pub root_directory: Text<'a>,
    pub access_point_arn: Text<'a>,
}

impl<'a> TaskDefinition<'a> {
    /// Reads a task definition.
    pub fn read(fields: Fields<'a>) -> Self {
        let platform = fields.object("runtimePlatform");
        Self {
            place: fields.place,
            family: fields.string("family"),
            task_role_arn: fields.string("taskRoleArn"),
            execution_role_arn: fields.string("executionRoleArn"),
            task_role_reference: fields.node("taskRoleArn").and_then(reference),
            execution_role_reference: fields.node("executionRoleArn").and_then(reference),
            network_mode: fields.string("networkMode"),
            container_definitions: fields.objects("containerDefinitions", ContainerDefinition::read),
            volumes: fields.objects("volumes", Volume::read),
            placement_constraints: fields.objects("placementConstraints", |item| item.place),
            requires_compatibilities: fields.strings("requiresCompatibilities"),
            cpu: fields.string("cpu"),
            memory: fields.string("memory"),
            pid_mode: fields.string("pidMode"),
            ipc_mode: fields.string("ipcMode"),
            inference_accelerators: fields.objects("inferenceAccelerators", |item| item.place),
            proxy_configuration: fields.object("proxyConfiguration").map(|proxy| ProxyConfiguration {
                place: proxy.place,
                container_name: proxy.string("containerName"),
                // CloudFormation has a name of its own for it.
                properties: ["properties", "proxyConfigurationProperties"]
                    .map(|name| proxy.objects(name, |item| NamedValue::read(item, "value")))
                    .into_iter()
                    .find(|list| list.place.is_some())
                    .unwrap_or_default(),
            }),
            trusted_execution: fields.object("trustedExecutionConfiguration").map(|trusted| TrustedExecution {
                place: trusted.place,
                isolation_mode: trusted.string("isolationMode"),
                attestation_policy: trusted.string("attestationPolicy"),
            }),
            enable_fault_injection: fields.boolean("enableFaultInjection"),
            tags: fields.objects("tags", |item| item.place),
            is_described: fields.place_of("taskDefinitionArn").is_some(),
            ephemeral_storage_gib: fields.object("ephemeralStorage").and_then(|storage| storage.integer("sizeInGiB")),
            ephemeral_storage: fields.place_of("ephemeralStorage"),
            cpu_architecture: platform.and_then(|platform| platform.string("cpuArchitecture")),
            operating_system_family: platform.and_then(|platform| platform.string("operatingSystemFamily")),
        }
    }

    /// The `FARGATE` of `requiresCompatibilities`, which makes ECS hold the definition to Fargate's rules.
    pub fn requires_fargate(&self) -> Option<&Value<&'a str>> {
        self.requires("FARGATE")
    }

    /// That item of `requiresCompatibilities`: what ECS holds the definition to.
    pub fn requires(&self, compatibility: &str) -> Option<&Value<&'a str>> {
        self.requires_compatibilities.iter().find(|value| value.literal() == Some(compatibility))
    }

    /// Whether `requiresCompatibilities` says where the task runs, and that is certainly not there.
    pub fn certainly_excludes(&self, compatibility: &str) -> bool {
        let list = &self.requires_compatibilities;
        !list.is_empty() && list.complete && list.iter().all(|value| value.literal().is_some_and(|name| name != compatibility))
    }

    /// Whether `networkMode` is `awsvpc`.
    pub fn is_awsvpc(&self) -> bool {
        self.network_mode.literal() == Some("awsvpc")
    }

    /// Whether the task asks for a Windows operating system.
    pub fn is_windows(&self) -> bool {
        self.operating_system_family.literal().is_some_and(|family| family.starts_with("WINDOWS"))
    }

    /// Whether the task certainly runs Linux, which is the default.
    pub fn is_linux(&self) -> bool {
        self.operating_system_family.is_none() || self.operating_system_family.literal() == Some("LINUX")
    }

    /// Whether the task may run Windows on instances, for which `cpu` and `memory` of the task are ignored.
    pub fn ignores_task_size(&self) -> bool {
        !self.is_linux() && self.requires_fargate().is_none()
    }

    /// Whether Docker certainly runs the task: instances of one's own do it, Fargate and Managed Instances need not.
    pub fn certainly_runs_in_docker(&self) -> bool {
        let list = &self.requires_compatibilities;
        // Without a network mode it is bridge, which the two others do not have.
        let bridge = list.is_empty() && list.complete && self.network_mode.is_none_or(|mode| mode.literal() == Some("bridge"));
        bridge || (self.certainly_excludes("FARGATE") && self.certainly_excludes("MANAGED_INSTANCES"))
    }

    /// Where something about the task definition as a whole points.
    pub fn anchor(&self) -> crate::source::Span {
        self.container_definitions.place.map_or(self.place.key, |place| place.key)
    }

    /// The container of that name.
    pub fn container(&self, name: &str) -> Option<&ContainerDefinition<'a>> {
        self.container_definitions.iter().find(|container| container.name.literal() == Some(name))
    }
}

impl<'a> ContainerDefinition<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            name: fields.string("name"),
            image: fields.string("image"),
            image_written: fields.written("image"),
            repository_credentials: fields.place_of("repositoryCredentials"),
            cpu: fields.integer("cpu"),
            memory: fields.integer("memory"),
            memory_reservation: fields.integer("memoryReservation"),
            links: fields.strings("links"),
            port_mappings: fields.objects("portMappings", PortMapping::read),
            essential: fields.boolean("essential"),
            restart_policy: fields.object("restartPolicy").map(|policy| RestartPolicy {
                place: policy.place,
                enabled: policy.boolean("enabled"),
                ignored_exit_codes: policy.strings("ignoredExitCodes"),
                restart_attempt_period: policy.integer("restartAttemptPeriod"),
            }),
            entry_point: fields.verbatims("entryPoint"),
            command: fields.verbatims("command"),
            environment: fields.objects("environment", |item| NamedValue::read(item, "value")),
            environment_files: fields
                .objects("environmentFiles", |item| EnvironmentFile { place: item.place, value: item.string("value") }),
            secrets: fields.objects("secrets", |item| NamedValue::read(item, "valueFrom")),
            mount_points: fields.objects("mountPoints", |item| MountPoint {
                place: item.place,
                source_volume: item.string("sourceVolume"),
                container_path: item.string("containerPath"),
                read_only: item.boolean("readOnly"),
            }),
            volumes_from: fields.objects("volumesFrom", |item| VolumeFrom {
                place: item.place,
                source_container: item.string("sourceContainer"),
                read_only: item.boolean("readOnly"),
            }),
            linux_parameters: fields.object("linuxParameters").map(LinuxParameters::read),
            depends_on: fields.objects("dependsOn", |item| ContainerDependency {
                place: item.place,
                container_name: item.string("containerName"),
                condition: item.string("condition"),
            }),
            start_timeout: fields.integer("startTimeout"),
            stop_timeout: fields.integer("stopTimeout"),
            hostname: fields.string("hostname"),
            user: fields.string("user"),
            working_directory: fields.string("workingDirectory"),
            disable_networking: fields.boolean("disableNetworking"),
            privileged: fields.boolean("privileged"),
            readonly_root_filesystem: fields.boolean("readonlyRootFilesystem"),
            dns_servers: fields.strings("dnsServers"),
            dns_search_domains: fields.strings("dnsSearchDomains"),
            extra_hosts: fields.objects("extraHosts", |item| HostEntry {
                place: item.place,
                hostname: item.string("hostname"),
                ip_address: item.string("ipAddress"),
            }),
            docker_labels: fields.map("dockerLabels"),
            interactive: fields.boolean("interactive"),
            pseudo_terminal: fields.boolean("pseudoTerminal"),
            docker_security_options: fields.strings("dockerSecurityOptions"),
            ulimits: fields.objects("ulimits", |item| Ulimit {
                place: item.place,
                name: item.string("name"),
                soft_limit: item.integer("softLimit"),
                hard_limit: item.integer("hardLimit"),
            }),
            log_configuration: fields.present("logConfiguration").map(|log| LogConfiguration {
                place: log.place,
                log_driver: log.string("logDriver"),
                options: log.map("options"),
                secret_options: log.objects("secretOptions", |item| NamedValue::read(item, "valueFrom")),
            }),
            health_check: fields.present("healthCheck").map(|check| HealthCheck {
                place: check.place,
                command: check.verbatims("command"),
                interval: check.integer("interval"),
                timeout: check.integer("timeout"),
                retries: check.integer("retries"),
                start_period: check.integer("startPeriod"),
            }),
            resource_requirements: fields.objects("resourceRequirements", |item| ResourceRequirement {
                place: item.place,
                kind: item.string("type"),
                value: item.string("value"),
                sharing_strategy: item.place_of("sharingStrategy"),
            }),
            firelens_configuration: fields.place_of("firelensConfiguration").map(|place| FirelensConfiguration {
                place,
                options: fields.object("firelensConfiguration").map_or_else(List::default, |firelens| firelens.map("options")),
            }),
            system_controls: fields.objects("systemControls", |item| SystemControl {
                place: item.place,
                namespace: item.string("namespace"),
                value: item.verbatim("value"),
            }),
            credential_specs: fields.strings("credentialSpecs"),
            version_consistency: fields.string("versionConsistency"),
        }
    }

    /// The image reference, where enough of it is written to tell its parts: `${REPOSITORY}:latest` has a tag.
    pub fn image_reference(&self) -> Option<ImageReference<'a>> {
        self.image_written.filter(|text| !is_stand_in(text)).and_then(ImageReference::with_placeholders)
    }

    /// Whether the task ends with this container; true unless the document says otherwise.
    pub fn is_essential(&self) -> bool {
        self.essential.literal().unwrap_or(true)
    }

    /// Whether `essential` is true for sure: an unresolved value may become false.
    pub fn is_certainly_essential(&self) -> bool {
        self.essential.is_none() || self.essential.literal() == Some(true)
    }

    /// Where a finding about the container as a whole points: its name, else the container.
    pub fn name_span(&self) -> crate::source::Span {
        self.name.map_or(self.place.value, |name| name.span())
    }

    /// The container's name for messages.
    pub fn label(&self) -> &'a str {
        self.name.literal().unwrap_or("(unnamed)")
    }
}

impl<'a> PortMapping<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            container_port: fields.integer("containerPort"),
            host_port: fields.integer("hostPort"),
            protocol: fields.string("protocol"),
            name: fields.string("name"),
            container_port_range: fields.string("containerPortRange"),
        }
    }
}

impl<'a> NamedValue<'a> {
    fn read(fields: Fields<'a>, value: &str) -> Self {
        Self { place: fields.place, name: fields.string("name"), value: fields.verbatim(value) }
    }
}

impl<'a> LinuxParameters<'a> {
    fn read(fields: Fields<'a>) -> Self {
        let capabilities = fields.object("capabilities");
        let names = |list| capabilities.map_or_else(List::default, |capabilities| capabilities.strings(list));
        Self {
            place: fields.place,
            capabilities_add: names("add"),
            capabilities_drop: names("drop"),
            devices: fields.objects("devices", |item| item.place),
            init_process_enabled: fields.boolean("initProcessEnabled"),
            shared_memory_size: fields.integer("sharedMemorySize"),
            max_swap: fields.integer("maxSwap"),
            swappiness: fields.integer("swappiness"),
            tmpfs: fields.objects("tmpfs", |item| Tmpfs {
                place: item.place,
                container_path: item.string("containerPath"),
                size: item.integer("size"),
                mount_options: item.strings("mountOptions"),
            }),
        }
    }
}

impl<'a> LogConfiguration<'a> {
    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&Value<&'a str>> {
        self.options.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

impl<'a> Volume<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            name: fields.string("name"),
            host_source_path: fields.object("host").and_then(|host| host.string("sourcePath")),
            docker_volume_configuration: fields.place_of("dockerVolumeConfiguration"),
            efs: fields.object("efsVolumeConfiguration").map(|efs| {
                let authorization = efs.object("authorizationConfig");
                EfsVolume {
                    place: efs.place,
                    file_system_id: efs.string("fileSystemId"),
                    root_directory: efs.string("rootDirectory"),
                    transit_encryption: efs.string("transitEncryption"),
                    transit_encryption_port: efs.integer("transitEncryptionPort"),
                    access_point_id: authorization.and_then(|config| config.string("accessPointId")),
                    iam: authorization.and_then(|config| config.string("iam")),
                }
            }),
            s3_files: fields.object("s3filesVolumeConfiguration").map(|files| S3FilesVolume {
                place: files.place,
                root_directory: files.string("rootDirectory"),
                access_point_arn: files.string("accessPointArn"),
            }),
            fsx_windows: fields.place_of("fsxWindowsFileServerVolumeConfiguration"),
            configured_at_launch: fields.boolean("configuredAtLaunch"),
        }
    }
}
