//! What the two roles of a task must be allowed to do.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html> (pull, logs, secrets,
//! environment files, FireLens configuration from S3),
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html>,
//! <https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html>, checked 2026-11-29.

/// The service that assumes both roles.
pub const TASKS_PRINCIPAL: &str = "ecs-tasks.amazonaws.com";

/// Gets the password for every repository of a registry; takes no resource.
pub const ECR_LOGIN: &[&str] = &["ecr:GetAuthorizationToken"];
/// Pulls an image from a repository.
pub const ECR_PULL: &[&str] = &["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
/// Listed for pulls, and a pull works without it: AWS's policy AmazonEC2ContainerRegistryPullOnly does not hold it.
pub const ECR_PULL_DISPENSABLE: &str = "ecr:BatchCheckLayerAvailability";
/// Pulls an image that a pull through cache does not have yet.
pub const ECR_PULL_THROUGH: &[&str] = &["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];
/// Writes logs with the driver `awslogs`.
pub const LOGS_WRITE: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];
/// Creates the log group, with `awslogs-create-group`.
pub const LOGS_CREATE_GROUP: &[&str] = &["logs:CreateLogGroup"];
/// Reads a secret of Secrets Manager.
pub const SECRET_READ: &[&str] = &["secretsmanager:GetSecretValue"];
/// Reads a parameter of Parameter Store.
pub const PARAMETER_READ: &[&str] = &["ssm:GetParameters"];
/// Decrypts what is encrypted with a key of one's own.
pub const KEY_DECRYPT: &[&str] = &["kms:Decrypt"];
/// Reads an object of S3.
pub const OBJECT_READ: &[&str] = &["s3:GetObject"];
/// Finds the Region of a bucket.
pub const BUCKET_LOCATION: &[&str] = &["s3:GetBucketLocation"];

/// Opens the channels of ECS Exec; take no resource.
pub const EXEC_CHANNELS: &[&str] =
    &["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"];
/// Finds the log group of Exec sessions; takes no resource.
pub const EXEC_LOG_GROUPS: &[&str] = &["logs:DescribeLogGroups"];
/// Writes Exec sessions to their log group.
pub const EXEC_LOGS: &[&str] = &["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
/// Looks at the bucket of Exec sessions.
pub const EXEC_BUCKET: &[&str] = &["s3:GetEncryptionConfiguration"];
/// Writes Exec sessions to their bucket.
pub const EXEC_OBJECTS: &[&str] = &["s3:PutObject"];

/// Mounts a file system of EFS with IAM.
pub const EFS_MOUNT: &[&str] = &["elasticfilesystem:ClientMount"];
/// Writes to it.
pub const EFS_WRITE: &[&str] = &["elasticfilesystem:ClientWrite"];
/// Is root on it.
pub const EFS_ROOT: &[&str] = &["elasticfilesystem:ClientRootAccess"];
