//! Condition keys: those that every service may send, and where the others are listed.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>, checked 2026-11-29.

use KeyType::{Address, Arn, Bool, Date, DateOrNumber, Number, Text};

use super::services::authorized_service;

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    Text,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A time.
    Date,
    /// A time that numbers compare too: seconds since 1970.
    DateOrNumber,
    /// An address.
    Address,
}

/// A condition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKey {
    /// `aws:SourceArn`; one that ends with `/` or `:` takes any text after it, such as a tag's name.
    pub name: &'static str,
    /// What it holds.
    pub kind: KeyType,
    /// Whether a request may have several values of it.
    pub many: bool,
}

const fn one(name: &'static str, kind: KeyType) -> ConditionKey {
    ConditionKey { name, kind, many: false }
}

const fn many(name: &'static str, kind: KeyType) -> ConditionKey {
    ConditionKey { name, kind, many: true }
}

/// Keys that are not of one service.
pub static GLOBAL_CONDITION_KEYS: [ConditionKey; 62] = [
    one("aws:AssumedRoot", Bool),
    many("aws:CalledVia", Text),
    one("aws:CalledViaAWSMCP", Text),
    one("aws:CalledViaFirst", Text),
    one("aws:CalledViaLast", Text),
    one("aws:ChatbotSourceArn", Arn),
    one("aws:CurrentTime", Date),
    one("aws:Ec2InstanceSourcePrivateIPv4", Address),
    one("aws:Ec2InstanceSourceVpc", Text),
    one("aws:EpochTime", DateOrNumber),
    one("aws:FederatedProvider", Text),
    one("aws:IsMcpServiceAction", Bool),
    one("aws:MultiFactorAuthAge", Number),
    one("aws:MultiFactorAuthPresent", Bool),
    one("aws:PrincipalAccount", Text),
    one("aws:PrincipalArn", Arn),
    one("aws:PrincipalIsAWSService", Bool),
    one("aws:PrincipalOrgID", Text),
    many("aws:PrincipalOrgPaths", Text),
    one("aws:PrincipalServiceName", Text),
    many("aws:PrincipalServiceNamesList", Text),
    one("aws:PrincipalTag/", Text),
    one("aws:PrincipalType", Text),
    one("aws:referer", Text),
    one("aws:RequestTag/", Text),
    one("aws:RequestedRegion", Text),
    one("aws:ResourceAccount", Text),
    one("aws:ResourceOrgID", Text),
    many("aws:ResourceOrgPaths", Text),
    one("aws:ResourceTag/", Text),
    one("aws:SecureTransport", Bool),
    one("aws:SignInSessionArn", Arn),
    one("aws:SourceAccount", Text),
    one("aws:SourceArn", Arn),
    one("aws:SourceIdentity", Text),
    one("aws:SourceIp", Address),
    one("aws:SourceOrgID", Text),
    many("aws:SourceOrgPaths", Text),
    one("aws:SourceVpc", Text),
    one("aws:SourceVpcArn", Arn),
    one("aws:SourceVpce", Text),
    many("aws:TagKeys", Text),
    one("aws:TokenIssueTime", Date),
    one("aws:UserAgent", Text),
    one("aws:userid", Text),
    one("aws:username", Text),
    one("aws:ViaAWSMCPService", Bool),
    one("aws:ViaAWSService", Bool),
    one("aws:VpcSourceIp", Address),
    one("aws:VpceAccount", Text),
    one("aws:VpceOrgID", Text),
    many("aws:VpceOrgPaths", Text),
    // Keys of sessions that have a service's prefix and come with every request.
    one("codebuild:BuildArn", Arn),
    one("codebuild:ProjectArn", Arn),
    one("ec2:RoleDelivery", Number),
    one("ec2:SourceInstanceArn", Arn),
    one("glue:CredentialIssuingService", Text),
    one("glue:RoleAssumedBy", Text),
    one("identitystore:UserId", Text),
    one("lambda:SourceFunctionArn", Arn),
    one("sts:ExternalId", Text),
    one("ssm:SourceInstanceArn", Arn),
];

impl ConditionKey {
    /// Whether `written` is this key, ASCII case aside.
    pub fn is_named(&self, written: &str) -> bool {
        let takes_any = self.name.ends_with(['/', ':']);
        match written.get(..self.name.len()) {
            Some(beginning) if takes_any => beginning.eq_ignore_ascii_case(self.name) && written.len() > self.name.len(),
            Some(beginning) => beginning.eq_ignore_ascii_case(self.name) && written.len() == self.name.len(),
            None => false,
        }
    }
}

/// The key of that name, ASCII case aside, if it is listed.
pub fn condition_key(written: &str) -> Option<ConditionKey> {
    let global = GLOBAL_CONDITION_KEYS.iter().copied().find(|key| key.is_named(written));
    global.or_else(|| authorized_service(written.split(':').next()?)?.condition_keys().find(|key| key.is_named(written)))
}

/// All listed keys that begin like `written`, up to its first colon; none where the keys of that service are not listed.
pub fn condition_keys_beside(written: &str) -> impl Iterator<Item = ConditionKey> {
    let prefix = written.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let service = authorized_service(&prefix);
    // Other services have keys that are not listed here.
    let listed = service.is_some() || prefix == "aws";
    let global = GLOBAL_CONDITION_KEYS.iter().copied().filter(move |key| listed && key.name.split(':').next() == Some(prefix.as_str()));
    global.chain(service.into_iter().flat_map(|service| service.condition_keys()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_its_name_case_aside_and_tags_by_their_beginning() {
        let cases = [
            ("aws:sourcearn", Some((KeyType::Arn, false))),
            ("AWS:TagKeys", Some((KeyType::Text, true))),
            ("aws:ResourceTag/team", Some((KeyType::Text, false))),
            ("aws:ResourceTag/", None),
            ("aws:ResourceTag", None),
            ("aws:SourceArns", None),
            ("ecs:cluster", Some((KeyType::Arn, false))),
            ("ecs:clusters", None),
            ("kms:EncryptionContext:aws:logs:arn", Some((KeyType::Text, false))),
            ("iam:PassedToService", Some((KeyType::Text, false))),
            ("s3:ExistingObjectTag/a", Some((KeyType::Text, false))),
            ("dynamodb:LeadingKeys", None),
            ("aws:\u{e9}", None),
            ("", None),
        ];
        for (written, expected) in cases {
            assert_eq!(condition_key(written).map(|key| (key.kind, key.many)), expected, "{written}");
        }
        for key in &GLOBAL_CONDITION_KEYS {
            let written = format!("{}x", key.name);
            assert_eq!(condition_key(if key.name.ends_with('/') { &written } else { key.name }), Some(*key));
        }
    }

    #[test]
    fn what_a_service_without_a_list_has_is_not_known() {
        assert_eq!(condition_keys_beside("dynamodb:LeadingKeys").count(), 0);
        assert_eq!(condition_keys_beside("ec2:Vpc").count(), 0);
        assert!(condition_keys_beside("aws:SourceArm").any(|key| key.name == "aws:SourceArn"));
        assert!(condition_keys_beside("ECS:clustr").any(|key| key.name == "ecs:cluster"));
    }
}
