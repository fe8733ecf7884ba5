//! ECS156

use crate::diagnostics::Applicability;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// A platform version is a version of Fargate's runtime. Tasks on EC2 run on the instance's own agent and Docker, so there
    /// is nothing to choose.
    PLATFORM_VERSION_ON_EC2 {
        code: "ECS156",
        name: "platform-version-on-ec2",
        severity: Error,
        summary: "A service or task set of the EC2 launch type has a platform version.",
        aws_message: "The platform version must be null when specifying an EC2 launch type",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2", "platformVersion": "LATEST"}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(ec2), Some(version)) = (service.ec2_at(), service.platform_version) else { return };
    if let Some(name) = version.literal() {
        // The newest asks for nothing: it is what Fargate takes where nothing is written.
        let applicability = if name == "LATEST" { Applicability::Safe } else { Applicability::Unsafe };
        findings
            .report(version.span(), "the EC2 launch type has no platform version")
            .help("remove `platformVersion`")
            .related(ec2, "the launch type is set here")
            .fix_by(applicability, vec![Change::remove(version.span())]);
    }
}
