//! ECR129

use crate::facts::partition_of;
use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Value};

declare_rule! {
    /// Images are replicated to Regions, which are named like `eu-central-1`: not to zones such as `eu-central-1a`. A
    /// registry is in one partition of AWS, the public one, China or GovCloud, and its images do not leave it. So
    /// destinations in two partitions cannot both be right.
    REPLICATION_INVALID_REGION {
        code: "ECR129",
        name: "replication-invalid-region",
        severity: Error,
        summary: "A replication rule has a destination that is no Region, or in another partition.",
        aws_message: "Invalid region ...",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationDestination.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-west-1a", "registryId": "111122223333"}]}]}}"#,
        passes: r#"{"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-west-1", "registryId": "111122223333"}]}]}}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::Replication(replication) = registry else { return };
    let mut first: Option<(Value<&str>, &str)> = None;
    for value in replication.rules.iter().flat_map(|rule| rule.regions.iter().flatten()) {
        let Some(region) = value.literal() else { continue };
        // Other letters are a matter of form.
        if !region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            continue;
        }
        if !is_region(region) {
            findings.report(value.span(), format!("\"{region}\" is not the name of a Region")).help("such as eu-central-1");
            continue;
        }
        let partition = partition_of(region);
        match first {
            Some((earlier, other)) if other != partition => {
                findings
                    .report(value.span(), format!("{region} is in the partition {partition}, and another destination in {other}"))
                    .help("images are replicated within one partition")
                    .related(earlier.span(), format!("a destination in {other}"));
            }
            Some(_) => {}
            None => first = Some((*value, partition)),
        }
    }
}

/// Words and a number: `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [words @ .., number] = &parts[..] else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    words.len() >= 2 && words.iter().all(letters) && digits(number)
}
