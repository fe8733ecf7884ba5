//! From a task definition to what its roles must hold.

use super::arn::{Image, Secret, credentials, image, leading, local, object, secret};
use super::unknown::{ACCOUNT, KEY, NAMELESS, PARTITION, common, has_unknown, is_mark};
use super::{Consequence, Exec, Key, Need, Needs, Surroundings};
use crate::facts::{
    BUCKET_LOCATION, ECR_LOGIN, ECR_PULL, ECR_PULL_THROUGH, EFS_MOUNT, EFS_ROOT, EFS_WRITE, EXEC_BUCKET, EXEC_CHANNELS, EXEC_LOG_GROUPS,
    EXEC_LOGS, EXEC_OBJECTS, KEY_DECRYPT, LOGS_CREATE_GROUP, LOGS_WRITE, OBJECT_READ, PARAMETER_READ, SECRET_READ,
};
use crate::model::{ContainerDefinition, Literal, LogConfiguration, NamedValue, TaskDefinition, Value, Volume, node_at};
use crate::source::Span;
use crate::syntax::{Data, Node};

/// Where the service agents, and not the instance, act for the task: there the execution role pulls and writes logs.
const WITHOUT_INSTANCE_ROLE: [&str; 3] = ["FARGATE", "MANAGED_INSTANCES", "EXTERNAL"];

const REPOSITORY_POLICY: Consequence = Consequence::FailsUnless("the repository's policy grants it");
const REGISTRY_POLICY: Consequence = Consequence::FailsUnless("the registry's policy grants it, or the image is in the cache already");
const SECRET_POLICY: Consequence = Consequence::FailsUnless("the secret's policy grants it");
const PARAMETER_POLICY: Consequence = Consequence::FailsUnless("the parameter's policy grants it");
const BUCKET_POLICY: Consequence = Consequence::FailsUnless("the bucket's policy grants it");
const KEY_POLICY: Consequence = Consequence::FailsUnless("the key's policy grants it");
const FILE_SYSTEM_POLICY: Consequence =
    Consequence::FailsUnless("the file system's policy grants it, or the file system has none and lets every client in");
const OWN_KEY: Consequence = Consequence::FailsWhere("a key of your own encrypts it, and not the key of AWS for the service");
const INSTANCE_LOGS: Consequence = Consequence::FailsWhere(
    "no instance role writes the logs: on Fargate, and on instances whose agent has ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE",
);
const SESSION_LOG: Consequence = Consequence::FailsUnless("sessions may go without a log");
const ROOT_USER: Consequence = Consequence::FailsWhere("the container must be root on the file system, to change owners say");

/// Steps that holding an ARN against a pattern may take.
const MOST_STEPS: usize = 100_000;

/// What a key encrypts that a reason names.
const MAX_NAMED: usize = 4;

/// What the roles of a task must hold.
///
/// `tree` is the tree that the task definition was read from: values that are known in part stand there.
pub fn derive(task: &TaskDefinition<'_>, tree: &Node<'_>, surroundings: &Surroundings) -> Needs {
    let role = [task.execution_role_arn, task.task_role_arn].iter().find_map(|role| role.literal());
    let mut deriving = Deriving { definition: task, tree, surroundings, needs: Needs::default(), keys_wanted: Vec::new() };
    deriving.needs.unknowns = surroundings.unknowns(role);
    if !task.container_definitions.complete {
        deriving.open("some container definitions are not known".to_string());
    }
    for container in &task.container_definitions {
        deriving.container(container);
    }
    deriving.keys();
    for volume in &task.volumes {
        deriving.volume(volume);
    }
    if let Some(exec) = &surroundings.exec {
        deriving.exec(exec);
    }
    deriving.needs
}

struct Deriving<'d> {
    definition: &'d TaskDefinition<'d>,
    tree: &'d Node<'d>,
    surroundings: &'d Surroundings,
    needs: Needs,
    /// What the execution role reads and a key of one's own may encrypt.
    keys_wanted: Vec<(String, Span)>,
}

impl Deriving<'_> {
    fn text(&mut self, value: &Value<&str>) -> String {
        self.needs.unknowns.text_at(self.tree, value.span())
    }

    fn open(&mut self, what: String) {
        self.needs.open.push(what);
    }

    fn execution(&mut self, actions: &'static [&'static str], resource: &str, reason: &str, span: Span, consequence: Consequence) {
        let need = Need { actions, resource: resource.to_string(), asked: Vec::new(), reason: reason.to_string(), span, consequence };
        self.needs.execution.push(need);
    }

    fn task(&mut self, actions: &'static [&'static str], resource: &str, reason: &str, span: Span, consequence: Consequence) {
        let need = Need { actions, resource: resource.to_string(), asked: Vec::new(), reason: reason.to_string(), span, consequence };
        self.needs.task.push(need);
    }

    fn container(&mut self, container: &ContainerDefinition<'_>) {
        let name = format!("container \"{}\"", container.label());
        self.image(container, &name);
        for item in &container.secrets {
            self.secret(item, &format!("the secret {} of {name}", item.name.literal().unwrap_or("(unnamed)")));
        }
        for file in container.environment_files.iter().filter_map(|file| file.value.as_ref()) {
            self.object(file, &format!("the environment file of {name}"));
        }
        if let Some(log) = &container.log_configuration {
            self.log(log, &name);
            for item in &log.secret_options {
                self.secret(item, &format!("the secret option {} of the log driver of {name}", item.name.literal().unwrap_or("(unnamed)")));
            }
        }
        if let Some(firelens) = &container.firelens_configuration {
            let option = |name: &str| firelens.options.iter().find(|(option, _)| *option == name).map(|(_, value)| value);
            if option("config-file-type").and_then(Value::literal) == Some("s3")
                && let Some(value) = option("config-file-value")
            {
                self.object(value, &format!("the FireLens configuration of {name}"));
            }
        }
        if !container.credential_specs.is_empty() {
            self.open(format!("what the credential specs of {name} need is not derived"));
        }
    }

    fn image(&mut self, container: &ContainerDefinition<'_>, name: &str) {
        let Some(value) = &container.image else { return };
        let reason = format!("the image of {name}");
        if let Some(place) = container.repository_credentials {
            return self.credentials(place.value, &format!("the registry credentials of {name}"));
        }
        let text = self.text(value);
        match image(&mut self.needs.unknowns, self.surroundings, &text) {
            Image::Other => {}
            Image::Unknown => self.open(format!("{reason} is not known")),
            Image::Ecr(found) => {
                let own = self.needs.unknowns.known(ACCOUNT);
                // Across accounts the repository's policy alone is not enough.
                let is_foreign = own.zip(found.account.as_deref()).is_some_and(|(own, account)| own != account);
                let pull = if is_foreign { Consequence::Fails } else { REPOSITORY_POLICY };
                self.execution(ECR_LOGIN, "*", &reason, value.span(), Consequence::Fails);
                self.execution(ECR_PULL, &found.arn, &reason, value.span(), pull);
                let below = |prefix: &&String| *prefix == "ROOT" || found.repository.starts_with(&format!("{prefix}/"));
                if let Some(prefix) = self.surroundings.cache_prefixes.iter().find(below) {
                    let reason = format!("{reason}, which comes through the cache \"{prefix}\"");
                    self.execution(ECR_PULL_THROUGH, &found.arn, &reason, value.span(), REGISTRY_POLICY);
                }
            }
        }
    }

    fn credentials(&mut self, object: Span, reason: &str) {
        let parameter = node_at(self.tree, object).and_then(|object| object.get("credentialsParameter"));
        let Some(member) = parameter else { return self.open(format!("{reason} are not known")) };
        let text = self.needs.unknowns.text(&member.value);
        let found = credentials(&mut self.needs.unknowns, self.surroundings, &text);
        self.secret_found(found, &text, member.value.span, reason);
    }

    fn secret(&mut self, item: &NamedValue<'_>, reason: &str) {
        let Some(value) = &item.value else { return };
        let text = self.text(value);
        let found = secret(&mut self.needs.unknowns, self.surroundings, &text);
        self.secret_found(found, &text, value.span(), reason);
    }

    fn secret_found(&mut self, found: Secret, text: &str, span: Span, reason: &str) {
        let (arn, asked, actions, consequence) = match found {
            Secret::Manager { arn, asked } => (arn, vec![asked], SECRET_READ, SECRET_POLICY),
            Secret::Parameter { arn } => (arn, Vec::new(), PARAMETER_READ, PARAMETER_POLICY),
            Secret::Unknown => {
                let shown = self.needs.unknowns.show(text);
                return self.open(format!("{reason} is read from \"{shown}\", which does not tell where that is"));
            }
        };
        let consequence = if self.is_foreign(&arn) { Consequence::Fails } else { consequence };
        let told = self.told_key(&arn);
        self.needs.execution.push(Need { actions, resource: arn, asked, reason: reason.to_string(), span, consequence });
        let created = leading(&self.needs.unknowns, text).and_then(|(name, _)| self.surroundings.created(name));
        let key = created.and_then(|created| created.key.clone()).or(told);
        self.decryption(key, reason, span);
    }

    /// The key that the user says encrypts something; what of its ARN is not known may fit.
    fn told_key(&self, arn: &str) -> Option<Key> {
        let fits = |pattern: &str| common(pattern, arn, &mut { MOST_STEPS }).is_some();
        let fitting = self.surroundings.keys.iter().filter(|(pattern, _)| fits(pattern));
        fitting.max_by_key(|(pattern, _)| pattern.len()).map(|(_, key)| key.clone())
    }

    /// What is needed to decrypt something with its key.
    fn decryption(&mut self, key: Option<Key>, reason: &str, span: Span) {
        match key {
            Some(Key::OfAws) => {}
            Some(Key::Own(key)) => match self.key(&key) {
                Some(key) => self.execution(KEY_DECRYPT, &key, &format!("the key of {reason}"), span, KEY_POLICY),
                None => self.keys_wanted.push((reason.to_string(), span)),
            },
            None => self.keys_wanted.push((reason.to_string(), span)),
        }
    }

    /// The ARN of a key that is named by its ARN or its id. An alias does not tell it: statements name keys.
    fn key(&mut self, written: &str) -> Option<String> {
        let key = self.written(written);
        match () {
            () if key.starts_with("alias/") || key.contains(":alias/") => None,
            () if key.starts_with("arn:") || key.starts_with(is_mark) => Some(key),
            () => Some(local(&mut self.needs.unknowns, "kms", &format!("key/{key}"))),
        }
    }

    /// Text as a template writes it, with `${Name}` for what it creates.
    fn written(&mut self, text: &str) -> String {
        let node = Node { span: Span::default(), data: Data::String(text.into()) };
        self.needs.unknowns.text(&node)
    }

    /// Whether a resource certainly belongs to another account than the task.
    fn is_foreign(&self, arn: &str) -> bool {
        let account = arn.split(':').nth(4).filter(|account| super::surroundings::is_account(account));
        self.needs.unknowns.known(ACCOUNT).zip(account).is_some_and(|(own, account)| own != account)
    }

    fn object(&mut self, value: &Value<&str>, reason: &str) {
        let text = self.text(value);
        let Some((object, bucket)) = object(&self.needs.unknowns, &text) else {
            if has_unknown(&text) {
                self.open(format!("{reason} is not known"));
            }
            return;
        };
        self.execution(OBJECT_READ, &object, reason, value.span(), BUCKET_POLICY);
        self.execution(BUCKET_LOCATION, &bucket, reason, value.span(), BUCKET_POLICY);
        let told = self.told_key(&object);
        self.decryption(told, reason, value.span());
    }

    fn log(&mut self, log: &LogConfiguration<'_>, name: &str) {
        match log.log_driver.literal() {
            Some("awslogs") => self.awslogs(log, name),
            Some("awsfirelens") => self.firelens_output(log, name),
            Some(_) => {}
            None => self.open(format!("the log driver of {name} is not known")),
        }
    }

    fn awslogs(&mut self, log: &LogConfiguration<'_>, name: &str) {
        let Some(group) = log.option("awslogs-group") else { return };
        let region = log.option("awslogs-region").and_then(|region| self.region(region));
        let written = self.text(group);
        let group_name = self.log_group_name(&written);
        let arn = self.log_group_arn(&group_name, region);
        let compatibilities = &self.definition.requires_compatibilities;
        let is_without_instance = |value: &Value<&str>| value.literal().is_some_and(|name| WITHOUT_INSTANCE_ROLE.contains(&name));
        let certain = compatibilities.complete && !compatibilities.is_empty() && compatibilities.iter().all(is_without_instance);
        let consequence = if certain { Consequence::Fails } else { INSTANCE_LOGS };
        let reason = format!("the logs of {name}");
        self.needs.execution.push(self.log_need(LOGS_WRITE, &arn, &reason, group.span(), consequence));
        if let Some(create) = log.option("awslogs-create-group").filter(|create| create.literal() != Some("false")) {
            let consequence = match consequence {
                // An existing group is not created again.
                Consequence::Fails => Consequence::FailsUnless("the log group exists already"),
                other => other,
            };
            let need = self.log_need(LOGS_CREATE_GROUP, &arn, &format!("the log group of {name}"), create.span(), consequence);
            self.needs.execution.push(need);
        }
    }

    /// A Region, as far as it is known.
    fn region(&mut self, value: &Value<&str>) -> Option<String> {
        let text = self.text(value);
        (!text.chars().any(|character| self.needs.unknowns.name(character) == Some(NAMELESS))).then_some(text)
    }

    /// The name of a log group that a template may create.
    fn log_group_name(&self, written: &str) -> String {
        let created = leading(&self.needs.unknowns, written).filter(|(_, rest)| rest.is_empty());
        let created = created.and_then(|(id, _)| self.surroundings.created(id)).filter(|created| created.kind == "AWS::Logs::LogGroup");
        created.and_then(|created| created.name.clone()).unwrap_or_else(|| written.to_string())
    }

    fn log_group_arn(&mut self, name: &str, region: Option<String>) -> String {
        let arn = local(&mut self.needs.unknowns, "logs", &format!("log-group:{name}"));
        let Some(region) = region else { return arn };
        let mut parts: Vec<&str> = arn.splitn(5, ':').collect();
        if let Some(part) = parts.get_mut(3) {
            *part = &region;
        }
        parts.join(":")
    }

    /// A permission on a log group. Statements name it with `:*` behind, and what is asked is the group or a stream in it.
    fn log_need(&self, actions: &'static [&'static str], group: &str, reason: &str, span: Span, consequence: Consequence) -> Need {
        let asked = vec![format!("{group}:log-stream:x"), format!("{group}:*"), group.to_string()];
        Need { actions, resource: format!("{group}:*"), asked, reason: reason.to_string(), span, consequence }
    }

    /// What a log router of AWS for Fluent Bit writes to with the task role.
    fn firelens_output(&mut self, log: &LogConfiguration<'_>, name: &str) {
        let Some(plugin) = log.option("Name").filter(|_| log.option("role_arn").is_none()) else { return };
        let reason = format!("the logs of {name} through FireLens");
        let consequence = Consequence::FailsWhere("the log router is AWS for Fluent Bit and its own configuration says nothing else");
        let (actions, service, option): (&'static [&'static str], _, _) = match plugin.literal() {
            Some("cloudwatch_logs" | "cloudwatch") => (EXEC_LOGS, "logs", "log_group_name"),
            Some("kinesis_firehose" | "firehose") => (&["firehose:PutRecordBatch"], "firehose", "delivery_stream"),
            Some("kinesis_streams" | "kinesis") => (&["kinesis:PutRecords"], "kinesis", "stream"),
            Some("s3") => (&["s3:PutObject"], "s3", "bucket"),
            _ => return,
        };
        let Some(destination) = log.option(option) else { return };
        let region = log.option("region").and_then(|region| self.region(region));
        let named = self.text(destination);
        let span = plugin.span();
        let arn = match service {
            "logs" => {
                let group = self.log_group_name(&named);
                let group = self.log_group_arn(&group, region);
                let need = self.log_need(actions, &group, &reason, span, consequence);
                return self.needs.task.push(need);
            }
            "s3" => format!("arn:{}:s3:::{named}/*", self.needs.unknowns.variable(PARTITION)),
            "firehose" => local(&mut self.needs.unknowns, service, &format!("deliverystream/{named}")),
            _ => local(&mut self.needs.unknowns, service, &format!("stream/{named}")),
        };
        self.task(actions, &arn, &reason, span, consequence);
    }

    /// Keys that encrypt what the execution role reads: those that the user names, else one that is not known.
    fn keys(&mut self) {
        let wanted = std::mem::take(&mut self.keys_wanted);
        let Some((_, span)) = wanted.first().cloned() else { return };
        let named: Vec<&str> = wanted.iter().take(MAX_NAMED).map(|(reason, _)| reason.as_str()).collect();
        let more = if wanted.len() > MAX_NAMED { format!(" and {} more", wanted.len() - MAX_NAMED) } else { String::new() };
        let reason = format!("the key that encrypts {}{more}", named.join(" and "));
        for key in &self.surroundings.kms_keys {
            self.execution(KEY_DECRYPT, key, &reason, span, KEY_POLICY);
        }
        if self.surroundings.kms_keys.is_empty() {
            let key = self.needs.unknowns.mark(KEY);
            let arn = local(&mut self.needs.unknowns, "kms", &format!("key/{key}"));
            self.execution(KEY_DECRYPT, &arn, &reason, span, OWN_KEY);
        }
    }

    fn volume(&mut self, volume: &Volume<'_>) {
        let label = volume.name.literal().unwrap_or("(unnamed)");
        if volume.s3_files.is_some() {
            self.open(format!("what the S3 file system of volume \"{label}\" needs is not derived"));
        }
        let Some(efs) = volume.efs.as_ref().filter(|efs| efs.iam.literal() == Some("ENABLED")) else { return };
        let Some(id) = &efs.file_system_id else { return };
        let written = self.text(id);
        let file_system = local(&mut self.needs.unknowns, "elasticfilesystem", &format!("file-system/{written}"));
        let reason = format!("the file system of volume \"{label}\"");
        let span = efs.iam.map_or(id.span(), |iam| iam.span());
        self.task(EFS_MOUNT, &file_system, &reason, span, FILE_SYSTEM_POLICY);
        let mut writes = false;
        let mut writes_as_root = false;
        for container in &self.definition.container_definitions {
            let mounts = container.mount_points.iter().filter(|mount| mount.source_volume.literal() == volume.name.literal());
            if mounts.into_iter().any(|mount| mount.read_only.literal() != Some(true)) {
                writes = true;
                writes_as_root |= container.user.is_none_or(|user| matches!(user.literal(), Some("root" | "0")));
            }
        }
        if writes {
            self.task(EFS_WRITE, &file_system, &format!("{reason}, which is mounted to be written"), span, FILE_SYSTEM_POLICY);
        }
        if writes_as_root && efs.access_point_id.is_none() {
            self.task(EFS_ROOT, &file_system, &format!("{reason}, to which a container writes as root"), span, ROOT_USER);
        }
    }

    fn exec(&mut self, exec: &Exec) {
        let span = self.definition.task_role_arn.map_or(self.definition.anchor(), |role| role.span());
        self.task(EXEC_CHANNELS, "*", "ECS Exec", span, Consequence::Fails);
        if let Some(group) = &exec.log_group {
            let reason = "the log of ECS Exec sessions";
            let name = self.written(group);
            let name = self.log_group_name(&name);
            let arn = self.log_group_arn(&name, None);
            self.task(EXEC_LOG_GROUPS, "*", reason, span, SESSION_LOG);
            let need = self.log_need(EXEC_LOGS, &arn, reason, span, SESSION_LOG);
            self.needs.task.push(need);
        }
        if let Some(bucket) = &exec.bucket {
            let reason = "the bucket of ECS Exec sessions";
            let name = self.written(bucket);
            let arn = format!("arn:{}:s3:::{name}", self.needs.unknowns.variable(PARTITION));
            self.task(BUCKET_LOCATION, "*", reason, span, BUCKET_POLICY);
            self.task(EXEC_BUCKET, &arn, reason, span, BUCKET_POLICY);
            self.task(EXEC_OBJECTS, &format!("{arn}/*"), reason, span, BUCKET_POLICY);
        }
        if let Some(key) = exec.key.as_deref().and_then(|key| self.key(key)) {
            self.task(KEY_DECRYPT, &key, "the key of ECS Exec sessions", span, KEY_POLICY);
        }
    }
}
