//! Partitions of AWS: groups of Regions that share nothing.
//!
//! Source: <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>, checked 2026-11-24.

/// The partition of a Region, by how the name of the Region begins; the isolated ones count as one.
pub fn partition_of(region: &str) -> &'static str {
    const BEGINNINGS: [(&str, &str); 3] = [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc")];
    if region.contains("-iso") {
        return "aws-iso";
    }
    BEGINNINGS.iter().find(|(beginning, _)| region.starts_with(beginning)).map_or("aws", |(_, partition)| partition)
}
