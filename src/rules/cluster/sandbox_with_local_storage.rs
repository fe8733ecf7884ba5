//! ECS251

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;

declare_rule! {
    /// `nitroEnclavesEnabled` lets instances run isolated and confidential tasks. It cannot be on together with
    /// `useLocalStorage`.
    SANDBOX_WITH_LOCAL_STORAGE {
        code: "ECS251",
        name: "sandbox-with-local-storage",
        severity: Error,
        summary: "Managed instances have Nitro Sandbox and local storage on.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InstanceLaunchTemplate.html",
        verified: "2026-11-24",
        lesson: "clusters/clusters-and-instances",
        fails: r#"{"name": "general", "cluster": "shop",
 "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure",
  "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs", "networkConfiguration": {"subnets": ["subnet-12345678"]},
   "nitroEnclavesEnabled": true, "localStorageConfiguration": {"useLocalStorage": true}}}}"#,
        passes: r#"{"name": "general", "cluster": "shop",
 "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure",
  "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs", "networkConfiguration": {"subnets": ["subnet-12345678"]},
   "nitroEnclavesEnabled": true, "localStorageConfiguration": {"useLocalStorage": false}}}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let Some(managed) = provider.managed_instances else { return };
    let (Some(sandbox), Some(local)) = (managed.nitro_enclaves_enabled, managed.use_local_storage) else { return };
    if sandbox.literal() == Some(true) && local.literal() == Some(true) {
        findings
            .report(sandbox.span(), "Nitro Sandbox cannot be on together with local storage")
            .help("turn one of the two off")
            .related(local.span(), "local storage is on");
    }
}
