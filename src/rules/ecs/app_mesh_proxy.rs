//! ECS904

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// AWS ended App Mesh on 30 September 2026. The proxy of a task gets no configuration from it any more. Service Connect
    /// gives services names, retries and metrics without a proxy of one's own.
    APP_MESH_PROXY {
        code: "ECS904",
        name: "app-mesh-proxy",
        severity: Warning,
        summary: "A proxy of App Mesh, which has ended.",
        source: "https://docs.aws.amazon.com/app-mesh/latest/userguide/what-is-app-mesh.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc",
 "proxyConfiguration": {"type": "APPMESH", "containerName": "envoy", "properties": [{"name": "IgnoredUID", "value": "1337"},
  {"name": "AppPorts", "value": "80"}, {"name": "ProxyIngressPort", "value": "15000"}, {"name": "ProxyEgressPort", "value": "15001"}]},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128},
  {"name": "envoy", "image": "public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod", "memory": 128, "user": "1337"}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "name": "http", "appProtocol": "http"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if let Some(proxy) = &task.proxy_configuration {
        findings
            .report(proxy.place.key, "App Mesh, which this proxy belongs to, has ended")
            .help("remove the proxy and its container; use Service Connect in the service");
    }
}
