//! IAM105

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};

declare_rule! {
    /// A resource is `"*"` or an ARN: `arn`, the partition, the service, the Region, the account and the resource, with a colon
    /// between each. The service is written out; in the other parts `*` and `?` are wildcards. Resources of IAM are in no Region,
    /// and buckets of S3 are in no Region and no account.
    MALFORMED_RESOURCE {
        code: "IAM105",
        name: "malformed-resource",
        severity: Error,
        summary: "A resource of a policy is no ARN that IAM takes.",
        aws_message: "Resource %s must be in ARN format or \"*\".",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "repository/web"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/web"}]}"#,
        check: IdentityPolicy(check),
    }
}

/// Resources of S3 that, unlike buckets and objects, have a Region and an account.
const REGIONAL_OF_S3: [&str; 7] = ["accesspoint", "access-grants", "async-request", "job", "outpost", "storage-lens", "storage-lens-group"];

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for value in policy.statements.iter().flat_map(|statement| [&statement.resource, &statement.not_resource]).flatten() {
        let Some(resource) = value.literal().filter(|resource| !is_placeholder(resource)) else { continue };
        if let Some((message, answer)) = fault(resource) {
            let finding = findings.report(value.span(), message);
            finding.help("write an ARN, such as arn:aws:ecr:eu-west-1:111122223333:repository/web, or \"*\"");
            if let Some(answer) = answer {
                finding.aws_message(answer);
            }
        }
    }
}

/// What is wrong with a resource, and what IAM answers where that is not the rule's message.
fn fault(resource: &str) -> Option<(String, Option<&'static str>)> {
    let is_open = |part: &str| part.contains(['*', '?']);
    // A text that begins with a wildcard may stand for an ARN.
    if resource.starts_with(['*', '?']) {
        return None;
    }
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, service, region, account, rest] => {
            if !partition.starts_with("aws") && !is_open(partition) {
                return Some((format!("\"{partition}\" in \"{resource}\" is no partition"), Some(INVALID_PARTITION)));
            }
            if is_open(service) {
                let message = format!("the service of the resource \"{resource}\" has a wildcard");
                return Some((message, Some(UNQUALIFIED)));
            }
            if service.is_empty() {
                return Some((format!("the ARN \"{resource}\" names no service"), Some(LEGACY)));
            }
            let kind = rest.split([':', '/']).next().unwrap_or(rest);
            let has_no_region = service == "iam" || (service == "s3" && !REGIONAL_OF_S3.contains(&kind) && !is_open(kind));
            if has_no_region && !region.is_empty() && !is_open(region) {
                let message = format!("\"{resource}\" has a Region, and resources like it have none");
                return Some((message, Some("Resource ... can not contain region information")));
            }
            // Every resource of IAM but the root user has its type before a slash: role/name.
            if service == "iam" && rest != "root" && !rest.contains('/') && !is_open(rest) {
                let message = format!("\"{rest}\" in \"{resource}\" does not say which resource of IAM it is");
                return Some((message, Some("IAM resource path must either be \"*\" or start with user/, role/, policy/, ...")));
            }
            let has_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
            if service == "s3" && has_no_region && has_account {
                let message = format!("\"{resource}\" has an account, and buckets of S3 have none in their ARN");
                return Some((message, Some("Resource ... cannot contain an account id")));
            }
            None
        }
        ["arn", _] if !is_open(resource) => Some((format!("the ARN \"{resource}\" names no service"), Some(UNQUALIFIED))),
        // IAM completes a shorter ARN, unless a part inside it is empty.
        ["arn", ..] if resource.contains("::") && !is_open(resource) => {
            Some((format!("the ARN \"{resource}\" has fewer than six parts"), Some(LEGACY)))
        }
        ["arn", ..] => None,
        _ => Some((format!("\"{resource}\" is no ARN and not \"*\""), None)),
    }
}

const LEGACY: &str = "The policy failed legacy parsing";
const UNQUALIFIED: &str = "Resource vendor must be fully qualified and cannot contain regexes.";
const INVALID_PARTITION: &str = "Partition ... is not valid for resource";
