//! Fields of a task definition.

use super::{FieldMeaning, field};

const TASK: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
const CONTAINER: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
const PORT: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html";
const HEALTH: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html";
const LOGS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html";
const DEPENDENCY: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";
const RESTART: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html";
const SECRET: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html";
const LINUX: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html";
const CAPABILITIES: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html";
const MOUNT: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html";
const VOLUME: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html";
const EFS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html";
const EFS_ACCESS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html";
const PLATFORM: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html";
const FIRELENS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html";

/// Fields of a task definition.
pub static TASK_DEFINITION_FIELDS: [FieldMeaning; 77] = [
    field("family", "The name under which revisions of this task definition are counted: `web:3` is the third of the family `web`.", TASK),
    field(
        "taskRoleArn",
        "The role of the application: the containers' own calls to AWS are made with it. What ECS itself needs belongs into `executionRoleArn`.",
        TASK,
    ),
    field(
        "executionRoleArn",
        "The role with which ECS prepares the task: it pulls the images, reads the secrets and writes the logs. The application never has it.",
        TASK,
    ),
    field(
        "networkMode",
        "How containers reach the network. `awsvpc` gives each task an interface and address of its own, and Fargate takes nothing else; `bridge` is the default on EC2 Linux.",
        TASK,
    ),
    field("containerDefinitions", "The containers that run together in one task, on one host.", TASK),
    field("volumes", "Storage that containers of this task can mount by its name.", TASK),
    field("placementConstraints", "Conditions that a container instance must meet to get this task. Not for Fargate.", TASK),
    field(
        "requiresCompatibilities",
        "Where the task is meant to run. ECS checks the definition against each entry when it is registered; without it, nothing is checked for Fargate.",
        TASK,
    ),
    field(
        "cpu",
        "CPU units of the whole task (1024 for one vCPU), or text such as `1 vCPU`. Fargate requires it, and only some pairs with `memory` exist.",
        TASK,
    ),
    field(
        "memory",
        "Memory of the whole task in MiB, or text such as `2 GB`: a hard limit. Fargate requires it, and `cpu` decides which sizes there are.",
        TASK,
    ),
    field("tags", "Labels of this revision for cost and access; tasks get them where a service or a call propagates them.", TASK),
    field(
        "pidMode",
        "Whose processes containers see: `task` shares them within the task, `host` with the container instance. On Fargate only `task` is there, for Linux.",
        TASK,
    ),
    field("ipcMode", "With whom containers share memory segments and semaphores. Not for Fargate.", TASK),
    field("proxyConfiguration", "The App Mesh proxy of the task.", TASK),
    field("ephemeralStorage", "Disk of a Fargate task that is gone with it, where the default is too small.", TASK),
    field(
        "ephemeralStorage.sizeInGiB",
        "The whole size in GiB, not what is added to the default.",
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html",
    ),
    field("runtimePlatform", "The operating system and processor that the images are built for.", PLATFORM),
    field("runtimePlatform.cpuArchitecture", "The processor: `ARM64` runs on Graviton. The images must be built for it.", PLATFORM),
    field("runtimePlatform.operatingSystemFamily", "The operating system. A Windows task names its exact version.", PLATFORM),
    field("enableFaultInjection", "Whether the task takes requests of AWS Fault Injection Service. Off unless it is set.", TASK),
    field(
        "containerDefinitions.name",
        "The container's name in the task: `dependsOn`, load balancers and overrides call it so.",
        CONTAINER,
    ),
    field(
        "containerDefinitions.image",
        "What is run: `repository:tag`, or `repository@sha256:...`, which never changes. Without a registry it comes from Docker Hub.",
        CONTAINER,
    ),
    field(
        "containerDefinitions.repositoryCredentials",
        "A secret with the user name and password of a private registry that is not ECR. The execution role must be allowed to read it.",
        CONTAINER,
    ),
    field(
        "containerDefinitions.cpu",
        "CPU units kept for this container. On Linux it is a share, not a limit: what others leave idle it may use.",
        CONTAINER,
    ),
    field(
        "containerDefinitions.memory",
        "The container's hard limit in MiB: beyond it, the container is killed. On EC2 this, `memoryReservation` or the task's `memory` must be there.",
        CONTAINER,
    ),
    field(
        "containerDefinitions.memoryReservation",
        "What is kept free for the container, in MiB; it may use more up to `memory`, which must be larger.",
        CONTAINER,
    ),
    field("containerDefinitions.links", "Names of other containers to be reached by. Only in the network mode `bridge`.", CONTAINER),
    field("containerDefinitions.portMappings", "The ports on which the container listens.", CONTAINER),
    field("containerDefinitions.portMappings.containerPort", "The port on which the process in the container listens.", PORT),
    field(
        "containerDefinitions.portMappings.hostPort",
        "The port of the host. With `awsvpc` leave it out or repeat `containerPort`; with `bridge`, 0 or nothing takes a free one each time.",
        PORT,
    ),
    field("containerDefinitions.portMappings.protocol", "`tcp` unless it is set; `udp` is the other one.", PORT),
    field("containerDefinitions.portMappings.name", "What Service Connect and VPC Lattice call this port.", PORT),
    field("containerDefinitions.portMappings.appProtocol", "The protocol that the proxy of Service Connect handles on this port.", PORT),
    field("containerDefinitions.portMappings.containerPortRange", "Several ports at once, in place of `containerPort`.", PORT),
    field(
        "containerDefinitions.essential",
        "Whether the whole task stops when this container does. True unless it is set; one container at least must be.",
        CONTAINER,
    ),
    field("containerDefinitions.restartPolicy", "Starts this container again by itself, without a new task.", RESTART),
    field("containerDefinitions.restartPolicy.enabled", "Whether the container is started again.", RESTART),
    field("containerDefinitions.restartPolicy.ignoredExitCodes", "Exit codes after which it is not started again.", RESTART),
    field(
        "containerDefinitions.restartPolicy.restartAttemptPeriod",
        "Seconds that the container must have run to be started again; one that ends sooner stays down.",
        RESTART,
    ),
    field("containerDefinitions.entryPoint", "Replaces the image's `ENTRYPOINT`: a list with one item for each word.", CONTAINER),
    field("containerDefinitions.command", "Replaces the image's `CMD`: a list with one item for each word, without a shell.", CONTAINER),
    field(
        "containerDefinitions.environment",
        "Variables in plain text: whoever may describe the task definition reads them. Passwords belong into `secrets`.",
        CONTAINER,
    ),
    field(
        "containerDefinitions.environmentFiles",
        "Files of variables in S3, named `.env`, which the execution role must be allowed to read. `environment` wins over them.",
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html",
    ),
    field("containerDefinitions.secrets", "Variables whose values are read when the container starts, with the execution role.", SECRET),
    field("containerDefinitions.secrets.name", "The name of the variable in the container.", SECRET),
    field(
        "containerDefinitions.secrets.valueFrom",
        "The ARN of a Secrets Manager secret or of a Systems Manager parameter; a parameter of the same region may go by its name.",
        SECRET,
    ),
    field("containerDefinitions.mountPoints", "Where volumes of the task appear in this container.", MOUNT),
    field("containerDefinitions.mountPoints.sourceVolume", "The `name` of one of the task's `volumes`.", MOUNT),
    field("containerDefinitions.mountPoints.containerPath", "The path in the container at which it appears.", MOUNT),
    field("containerDefinitions.mountPoints.readOnly", "Whether the container may only read it. False unless it is set.", MOUNT),
    field("containerDefinitions.linuxParameters", "What the Linux kernel gives the container or takes away.", LINUX),
    field(
        "containerDefinitions.linuxParameters.initProcessEnabled",
        "Runs a small init process that passes signals on and reaps zombies.",
        LINUX,
    ),
    field("containerDefinitions.linuxParameters.capabilities.add", "Privileges of the kernel beyond Docker's own set.", CAPABILITIES),
    field(
        "containerDefinitions.linuxParameters.capabilities.drop",
        "Privileges that are taken away; `ALL` takes all of them.",
        CAPABILITIES,
    ),
    field(
        "containerDefinitions.dependsOn",
        "Which containers this one waits for when the task starts; they stop in reverse order.",
        DEPENDENCY,
    ),
    field("containerDefinitions.dependsOn.containerName", "The container that is waited for.", DEPENDENCY),
    field(
        "containerDefinitions.dependsOn.condition",
        "`START` waits until it has started, `COMPLETE` until it has ended, `SUCCESS` until it has ended with 0, `HEALTHY` until its `healthCheck` passes.",
        DEPENDENCY,
    ),
    field(
        "containerDefinitions.startTimeout",
        "Seconds until a container that waits for this one gives up, which stops the task.",
        CONTAINER,
    ),
    field("containerDefinitions.stopTimeout", "Seconds between the polite signal and `SIGKILL` when the container is stopped.", CONTAINER),
    field(
        "containerDefinitions.user",
        "The user, and maybe group, of the container's process, by name or number. Root is a risk.",
        CONTAINER,
    ),
    field("containerDefinitions.workingDirectory", "The folder in which the command runs.", CONTAINER),
    field("containerDefinitions.privileged", "Gives the container the powers of root on its host. Not for Fargate.", CONTAINER),
    field(
        "containerDefinitions.readonlyRootFilesystem",
        "Whether the container may write nowhere but in its mounts. Not for Windows.",
        CONTAINER,
    ),
    field("containerDefinitions.logConfiguration", "Where the container's standard output and error go.", LOGS),
    field(
        "containerDefinitions.logConfiguration.logDriver",
        "What takes the logs. On Fargate: `awslogs` (CloudWatch), `splunk` or `awsfirelens` (a log router in the task).",
        LOGS,
    ),
    field("containerDefinitions.logConfiguration.options", "Settings of the driver, such as `awslogs-group` and `awslogs-region`.", LOGS),
    field(
        "containerDefinitions.healthCheck",
        "A command that tells whether the container is healthy. ECS does not look at the `HEALTHCHECK` of an image.",
        HEALTH,
    ),
    field(
        "containerDefinitions.healthCheck.command",
        "`[\"CMD\", program, ...]` runs a program, `[\"CMD-SHELL\", line]` a line in the container's shell; exit code 0 is healthy.",
        HEALTH,
    ),
    field("containerDefinitions.healthCheck.interval", "Seconds between two checks.", HEALTH),
    field("containerDefinitions.healthCheck.timeout", "Seconds until a check that does not end has failed.", HEALTH),
    field("containerDefinitions.healthCheck.retries", "How many checks in a row must fail before the container is unhealthy.", HEALTH),
    field("containerDefinitions.healthCheck.startPeriod", "Seconds at the start in which failed checks do not count.", HEALTH),
    field("containerDefinitions.firelensConfiguration", "Makes this container the log router for `awsfirelens`.", FIRELENS),
    field("volumes.name", "What `mountPoints` call the volume.", VOLUME),
    field(
        "volumes.efsVolumeConfiguration.transitEncryption",
        "Encrypts what goes to EFS and comes from it; needed for `iam` authorization.",
        EFS,
    ),
    field(
        "volumes.efsVolumeConfiguration.authorizationConfig.accessPointId",
        "The access point whose folder and user hold; `rootDirectory` must then be left out or be `/`.",
        EFS_ACCESS,
    ),
    field(
        "volumes.efsVolumeConfiguration.authorizationConfig.iam",
        "Whether the task role decides what the task may do with the file system.",
        EFS_ACCESS,
    ),
];
