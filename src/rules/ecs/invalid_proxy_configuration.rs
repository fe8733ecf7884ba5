//! ECS183

use super::references::Names;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, ProxyConfiguration, TaskDefinition};

declare_rule! {
    /// `proxyConfiguration` redirects the traffic of a task through a proxy container. It works in network mode `awsvpc`,
    /// names a container of the task, and says which ports to redirect and whose traffic to leave alone: `AppPorts`,
    /// `ProxyIngressPort`, `ProxyEgressPort`, and `IgnoredUID` or `IgnoredGID`.
    INVALID_PROXY_CONFIGURATION {
        code: "ECS183",
        name: "invalid-proxy-configuration",
        severity: Error,
        summary: "A proxy configuration lacks what it needs to redirect traffic.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ProxyConfiguration.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc",
 "proxyConfiguration": {"type": "APPMESH", "containerName": "envoy", "properties": [{"name": "IgnoredUID", "value": "1337"},
  {"name": "AppPorts", "value": "80"}, {"name": "ProxyEgressPort", "value": "15001"}]},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128},
  {"name": "envoy", "image": "public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod", "memory": 128, "user": "1337"}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "proxyConfiguration": {"type": "APPMESH", "containerName": "envoy", "properties": [{"name": "IgnoredUID", "value": "1337"},
  {"name": "AppPorts", "value": "80"}, {"name": "ProxyIngressPort", "value": "15000"}, {"name": "ProxyEgressPort", "value": "15001"}]},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128},
  {"name": "envoy", "image": "public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod", "memory": 128, "user": "1337"}]}"#,
        check: TaskDefinition(check),
    }
}

const REQUIRED: [&str; 3] = ["AppPorts", "ProxyIngressPort", "ProxyEgressPort"];
const IGNORED: [&str; 2] = ["IgnoredUID", "IgnoredGID"];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(proxy) = &task.proxy_configuration else { return };
    report_network_mode(task, proxy, findings);
    let names = Names::of_containers(task);
    if let (Some(value), Some(name)) = (proxy.container_name, proxy.container_name.literal())
        && names.lacks(name)
    {
        findings
            .report(value.span(), format!("the task has no container \"{name}\" to be the proxy"))
            .help(names.help(name, "containers"))
            .aws_message("Proxy container [...] does not exist");
    }
    report_missing_properties(proxy, findings);
}

fn report_network_mode(task: &TaskDefinition<'_>, proxy: &ProxyConfiguration<'_>, findings: &mut Findings<'_>) {
    // On Fargate another mode is ECS103's; on Managed Instances awsvpc is the default.
    if task.requires_fargate().is_some() || task.requires("MANAGED_INSTANCES").is_some() {
        return;
    }
    let message = "a proxy configuration needs networkMode awsvpc";
    let finding = match task.network_mode {
        None => findings.report(proxy.place.key, format!("{message}, and without `networkMode` it is bridge")),
        Some(mode) if matches!(mode.literal(), Some("bridge" | "host" | "none")) => {
            let finding = findings.report(mode.span(), message);
            finding.related(proxy.place.key, "the proxy is configured here")
        }
        Some(_) => return,
    };
    finding.help("set \"networkMode\": \"awsvpc\"").aws_message("APPMESH proxy configuration is only supported in networkMode=awsvpc");
}

fn report_missing_properties(proxy: &ProxyConfiguration<'_>, findings: &mut Findings<'_>) {
    let properties = &proxy.properties;
    if !properties.complete || properties.iter().any(|property| property.name.literal().is_none()) {
        return;
    }
    let has = |name: &&str| properties.iter().any(|property| property.name.literal() == Some(*name));
    let mut missing: Vec<String> = REQUIRED.iter().filter(|name| !has(name)).map(|name| format!("`{name}`")).collect();
    if !IGNORED.iter().any(has) {
        missing.push("`IgnoredUID` or `IgnoredGID`".to_string());
    }
    if missing.is_empty() {
        return;
    }
    let span = properties.place.map_or(proxy.place.key, |place| place.key);
    let finding = findings.report(span, format!("the proxy configuration lacks {}", missing.join(", ")));
    finding.help("add it to `properties`, as {\"name\": ..., \"value\": ...}");
    if !has(&"ProxyIngressPort") {
        finding.aws_message("Ingress port not found");
    }
}
