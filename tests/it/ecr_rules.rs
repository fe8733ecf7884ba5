//! Repositories, their policies, lifecycle policies and registries: one defect, one code, and what only looks like the defect.

use ecslab::diagnostics::Severity;
use ecslab::lint::lint_source;
use ecslab::simulators::instant::Instant;
use ecslab::simulators::lifecycle::{Image, Inventory, StorageClass, Text, preview, read_policy};
use ecslab::source::SourceFile;
use ecslab::syntax::parse_json;
use proptest::prelude::*;

/// The codes of a document, of all severities.
fn codes(text: &str) -> Vec<&'static str> {
    let linted = lint_source(&SourceFile::new("document.json", text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    linted.diagnostics.iter().map(|found| found.code).collect()
}

/// For each code: members that have the defect once, and members that do not have it.
type Cases = [(&'static str, &'static [&'static str], &'static [&'static str])];

fn check(cases: &Cases, whole: impl Fn(&str) -> String) {
    for (code, wrong, right) in cases {
        for members in *wrong {
            let text = whole(members);
            let found = codes(&text).into_iter().filter(|found| found == code).count();
            assert_eq!(found, 1, "{code} should be found once: {text}");
        }
        for members in *right {
            let text = whole(members);
            assert!(!codes(&text).contains(code), "{code} is made up: {text}");
        }
    }
}

#[test]
fn what_a_rule_for_all_tags_keeps_is_not_expired_by_a_later_one() {
    let policy = |first: &str, days: i64| {
        format!(
            r#"{{"rules": [{{"rulePriority": 1, "selection": {{{first}, "countType": "imageCountMoreThan", "countNumber": 10}}, "action": {{"type": "expire"}}}},
 {{"rulePriority": 2, "selection": {{"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": {days}}}, "action": {{"type": "expire"}}}}]}}"#
        )
    };
    let all_tagged = r#""tagStatus": "tagged", "tagPatternList": ["*"]"#;
    assert!(!codes(&policy(all_tagged, 3)).contains(&"ECR401"), "the ten newest stay");
    assert!(codes(&policy(r#""tagStatus": "untagged""#, 3)).contains(&"ECR401"));
    assert!(!codes(&policy(r#""tagStatus": "untagged""#, 30)).contains(&"ECR401"));
}

#[test]
fn a_pull_through_rule_names_a_registry_that_ecr_caches() {
    let cases: &Cases = &[
        (
            "ECR127",
            &[r#""docker.io""#, r#""https://quay.io""#, r#""quay.io/prometheus""#, r#""gcr.io""#, r#""azurecr.io""#],
            &[
                r#""quay.io""#,
                r#""QUAY.IO""#,
                r#""company.azurecr.io""#,
                r#""company.azurecr.us""#,
                r#""111122223333.dkr.ecr.eu-central-1.amazonaws.com""#,
                r#""${URL}""#,
            ],
        ),
        ("ECR125", &[r#""ghcr.io""#, r#""cgr.dev""#, r#""company.azurecr.io""#], &[r#""quay.io""#, r#""docker.io""#]),
        (
            "ECR126",
            &[r#""quay.io", "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/a""#],
            &[
                r#""quay.io", "credentialArn": "${SECRET}""#,
                r#""ghcr.io", "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/a""#,
            ],
        ),
        (
            "ECR132",
            &[r#""quay.io", "customRoleArn": "arn:aws:iam::111122223333:role/a""#],
            &[
                r#""444455556666.dkr.ecr.eu-west-1.amazonaws.com", "customRoleArn": "arn:aws:iam::111122223333:role/a""#,
                r#""${URL}", "customRoleArn": "arn:aws:iam::111122223333:role/a""#,
            ],
        ),
        // ECR compares name and address only where the address wants credentials.
        (
            "ECR124",
            &[r#""ghcr.io", "upstreamRegistry": "docker-hub", "credentialArn": "${SECRET}""#],
            &[
                r#""quay.io", "upstreamRegistry": "k8s""#,
                r#""ghcr.io", "upstreamRegistry": "github-container-registry", "credentialArn": "${SECRET}""#,
            ],
        ),
    ];
    check(cases, |url| format!(r#"{{"ecrRepositoryPrefix": "cache", "upstreamRegistryUrl": {url}}}"#));
}

#[test]
fn a_registry_is_judged_by_its_settings() {
    let cases: &Cases = &[
        (
            "ECR129",
            &[
                r#"{"region": "eu-central-1a", "registryId": "111122223333"}"#,
                r#"{"region": "frankfurt", "registryId": "111122223333"}"#,
                r#"{"region": "eu-central-1", "registryId": "111122223333"}, {"region": "cn-north-1", "registryId": "111122223333"}"#,
            ],
            &[
                r#"{"region": "eusc-de-east-1", "registryId": "111122223333"}"#,
                r#"{"region": "us-gov-west-1", "registryId": "111122223333"}, {"region": "us-gov-east-1", "registryId": "111122223333"}"#,
                r#"{"region": "${REGION}", "registryId": "111122223333"}, {"region": "cn-north-1", "registryId": "111122223333"}"#,
            ],
        ),
        (
            "ECR403",
            &[
                r#"{"region": "eu-west-1", "registryId": "111122223333"}], "deleteReplication": {"enabled": true}, "repositoryFilters": [{"filter": "prod", "filterType": "PREFIX_MATCH"}"#,
            ],
            &[r#"{"region": "eu-west-1", "registryId": "111122223333"}"#],
        ),
    ];
    check(cases, |destinations| format!(r#"{{"replicationConfiguration": {{"rules": [{{"destinations": [{destinations}]}}]}}}}"#));
    let scanning: &Cases = &[(
        "ECR313",
        &["", r#"{"scanFrequency": "MANUAL", "repositoryFilters": []}"#],
        &[r#"{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}"#, r#""${RULE}""#],
    )];
    check(scanning, |rules| format!(r#"{{"scanType": "BASIC", "rules": [{rules}]}}"#));
}

#[test]
fn a_repository_and_its_templates_are_judged_by_their_settings() {
    let cases: &Cases = &[
        (
            "ECR128",
            &[
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:key/a"}"#,
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:s3:::images"}"#,
            ],
            &[
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "alias/images"}"#,
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:<account-id>:key/a"}"#,
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "1234abcd-12ab-34cd-56ef-1234567890ab"}"#,
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:ACCOUNT_ID:key/a"}"#,
                r#""encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws-cn:kms:cn-north-1:111122223333:alias/images"}"#,
            ],
        ),
        (
            "ECR314",
            &[
                r#""imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "**"}]"#,
            ],
            &[
                r#""imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev*"}]"#,
                r#""imageTagMutability": "MUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "*"}]"#,
            ],
        ),
        (
            "ECR310",
            &[r#""imageTagMutability": "MUTABLE""#],
            &[
                r#""imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev*"}]"#,
            ],
        ),
    ];
    check(cases, |members| format!(r#"{{"repositoryName": "shop/web", "imageScanningConfiguration": {{"scanOnPush": true}}, {members}}}"#));
    let scanning: &Cases = &[
        ("ECR902", &[r#"{"scanOnPush": true}"#], &[r#"{"scanOnPush": false}"#]),
        ("ECR312", &[r#"{"scanOnPush": false}"#], &[r#"{"scanOnPush": true}"#, r#"{"scanOnPush": "${SCAN}"}"#]),
    ];
    check(scanning, |scan| format!(r#"{{"repositoryName": "shop/web", "imageScanningConfiguration": {scan}}}"#));
    let templates: &Cases = &[
        (
            "ECR202",
            &[
                r#""appliedFor": ["REPLICATION"], "encryptionConfiguration": {"encryptionType": "KMS"}"#,
                r#""appliedFor": ["REPLICATION"], "resourceTags": [{"Key": "team", "Value": "shop"}]"#,
            ],
            &[
                r#""appliedFor": ["REPLICATION"], "encryptionConfiguration": {"encryptionType": "AES256"}"#,
                r#""appliedFor": ["REPLICATION"], "resourceTags": [], "encryptionConfiguration": {"encryptionType": "${TYPE}"}"#,
                r#""appliedFor": ["REPLICATION"], "encryptionConfiguration": {"encryptionType": "KMS"}, "customRoleArn": "${ROLE}""#,
            ],
        ),
        (
            "ECR206",
            &[r#""appliedFor": ["REPLICATION", "PULL_THROUGH_CACHE"], "imageTagMutability": "IMMUTABLE""#],
            &[
                r#""appliedFor": ["REPLICATION"], "imageTagMutability": "IMMUTABLE""#,
                r#""appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "MUTABLE""#,
            ],
        ),
        // In a cache tags must be able to move.
        ("ECR310", &[r#""appliedFor": ["REPLICATION"]"#], &[r#""appliedFor": ["PULL_THROUGH_CACHE"]"#]),
        ("ECR601", &[r#""appliedFor": ["REPLICATION"]"#], &[r#""appliedFor": ["REPLICATION"], "lifecyclePolicy": "${POLICY}""#]),
    ];
    check(templates, |members| format!(r#"{{"prefix": "team", {members}}}"#));
}

#[test]
fn statements_of_repository_policies_are_judged_one_by_one() {
    let cases: &Cases = &[
        (
            "ECR130",
            &[
                r#""Effect": "Allow", "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": "*", "NotPrincipal": "*", "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "NotAction": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": "*""#,
            ],
            &[
                r#""Effect": "Allow", "Principal": "${PRINCIPAL}", "Action": "${ACTION}""#,
                r#""Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "NotAction": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Resource": "*""#,
            ],
        ),
        (
            "ECR131",
            &[
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:*"}, "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:role/a*"]}, "Action": "ecr:BatchGetImage""#,
            ],
            &[
                r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "ecr:BatchGetImage",
                    "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a*"}}"#,
            ],
        ),
        (
            "ECR204",
            &[
                r#""Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:getauthorizationtoken"]"#,
                r#""Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "s3:GetObject"]"#,
            ],
            &[
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:*""#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:ListTagsForResource""#,
                r#""Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr-public:PutImage"]"#,
            ],
        ),
        (
            "ECR205",
            &[
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImages""#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:Pull*""#,
            ],
            &[
                r#""Effect": "Allow", "Principal": "*", "Action": ["ecr:batchgetimage", "ecr:Describe*", "ecr:*Layer*"]"#,
                r#""Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchImportUpstreamImage", "ecr:ReplicateImage", "ecr:Put?mage"]"#,
            ],
        ),
        (
            "ECR301",
            &[
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": ["111122223333", "*"]}, "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"Bool": {"aws:SecureTransport": true}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#,
            ],
            &[
                r#""Effect": "Deny", "Principal": "*", "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": {"Service": "*"}, "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"StringEquals": {"AWS:PrincipalOrgId": "o-1"}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-1/*"]}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": "${CONDITION}""#,
            ],
        ),
        (
            "ECR302",
            &[r#""Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "ecr:BatchGetImage""#],
            &[r#""Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "ecr:BatchGetImage""#],
        ),
        (
            "ECR303",
            &[r#""Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["ecr:PutImage", "ecr:SetRepositoryPolicy"]"#],
            &[
                r#""Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["ecr:PutImage", "ecr:BatchGetImage"]"#,
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/a"}, "Action": "ecr:BatchDeleteImage""#,
                r#""Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "ecr:BatchDeleteImage""#,
            ],
        ),
        (
            "ECR304",
            &[
                r#""Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ECR:*""#,
                r#""Effect": "Allow", "Principal": {"AWS": "111122223333"}, "NotAction": "ecr:DeleteRepository""#,
            ],
            &[
                r#""Effect": "Deny", "Principal": "*", "Action": "ecr:*""#,
                r#""Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:Batch*""#,
            ],
        ),
        (
            "ECR305",
            &[
                r#""Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::444455556666:role/a", "444455556666"]}, "Action": "ecr:Put*""#,
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws-cn:iam::444455556666:root"}, "Action": ["ecr:PutImage"], "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage", "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}}"#,
            ],
            &[
                // Public, and every action: told as that.
                r#""Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:*""#,
                r#""Effect": "Deny", "Principal": {"AWS": "444455556666"}, "Action": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["ecr:BatchGetImage", "ecr:InitiateLayerUpload"]"#,
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/root"}, "Action": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:PutImage", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/ci"}}"#,
                r#""Effect": "Allow", "Principal": {"AWS": "${ACCOUNT}"}, "Action": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:PutImage", "Condition": "${CONDITION}""#,
            ],
        ),
        (
            "ECR306",
            &[
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]"#,
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/pipeline"}, "Action": "ecr:PutImage""#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:Batch*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web""#,
            ],
            &[
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:DescribeImages""#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:BatchGetImage", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-central-1:444455556666:repository/web""#,
                r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:root"}, "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "ecr:BatchGetImage""#,
                r#""Effect": "Deny", "Principal": {"AWS": "444455556666"}, "Action": "ecr:BatchGetImage""#,
                // Pushing by a whole account is told with more weight.
                r#""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["ecr:PutImage", "ecr:BatchGetImage"]"#,
            ],
        ),
    ];
    let whole = |members: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{{members}}},
                {{"Effect": "Deny", "Principal": {{"AWS": "111122223333"}}, "Action": "ecr:PutImage"}}]}}"#
        )
    };
    check(cases, whole);
}

#[test]
fn the_form_of_a_repository_policy_is_checked() {
    let statement = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:BatchGetImage"}"#;
    let cases: [(String, &str); 7] = [
        (format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}], "Comment": "a"}}"#), "DOC010"),
        (format!(r#"{{"Version": "2012-10-16", "Statement": {statement}}}"#), "DOC013"),
        (format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).replace("Allow", "Permit"), "DOC013"),
        (format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).replace(r#""Effect": "Allow", "#, ""), "DOC012"),
        (format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}, 1]}}"#), "DOC011"),
        (format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).replace(r#"{"AWS""#, r#"{"Aws account""#), "DOC010"),
        (format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).replace(r#""111122223333""#, "true"), "DOC011"),
    ];
    for (text, code) in cases {
        assert!(codes(&text).contains(&code), "{code}: {text} has {:?}", codes(&text));
    }
    // What is left is about the meaning.
    assert_eq!(codes(&format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#)), ["ECR306"]);
}

/// A lifecycle rule.
fn rule(priority: u32, selection: &str, action: &str) -> String {
    format!(r#"{{"rulePriority": {priority}, "selection": {{{selection}}}, "action": {action}}}"#)
}

#[test]
fn a_lifecycle_rule_that_an_earlier_one_shields_is_dead() {
    let count = r#""countType": "imageCountMoreThan", "countNumber": 20"#;
    let expire = r#"{"type": "expire"}"#;
    // (what the rules 1, 2, ... select, which of them is dead)
    let cases: &[(&[&str], Option<usize>)] = &[
        (&[r#""tagStatus": "tagged", "tagPatternList": ["prod*"]"#, r#""tagStatus": "tagged", "tagPatternList": ["prod-eu*"]"#], Some(1)),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["prod-eu*"]"#, r#""tagStatus": "tagged", "tagPatternList": ["prod*"]"#], None),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["*"]"#, r#""tagStatus": "tagged", "tagPrefixList": ["v"]"#], Some(1)),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["a*"]"#, r#""tagStatus": "tagged", "tagPatternList": ["a*", "b*"]"#], Some(1)),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["a*", "b*"]"#, r#""tagStatus": "tagged", "tagPatternList": ["a*"]"#], None),
        (&[r#""tagStatus": "tagged", "tagPrefixList": ["v1"]"#, r#""tagStatus": "tagged", "tagPatternList": ["v*"]"#], None),
        (&[r#""tagStatus": "untagged""#, r#""tagStatus": "any""#], None),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["*"]"#, r#""tagStatus": "any""#], None),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["*"]"#, r#""tagStatus": "untagged""#, r#""tagStatus": "any""#], Some(2)),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["${TAGS}"]"#, r#""tagStatus": "tagged", "tagPatternList": ["a"]"#], None),
        (&[r#""tagStatus": "tagged", "tagPatternList": ["a*"]"#, r#""tagStatus": "tagged", "tagPatternList": ["${TAGS}"]"#], None),
        (
            &[
                r#""tagStatus": "tagged", "tagPatternList": ["a*"]"#,
                r#""tagStatus": "tagged", "tagPatternList": ["ab*"], "storageClass": "archive""#,
            ],
            None,
        ),
    ];
    for (selections, dead) in cases {
        let rules: Vec<String> =
            (1..).zip(*selections).map(|(priority, selection)| rule(priority, &format!("{selection}, {count}"), expire)).collect();
        // The order of the text is not the order of the rules.
        for rules in [rules.clone(), rules.into_iter().rev().collect()] {
            let text = format!(r#"{{"rules": [{}]}}"#, rules.join(", "));
            let linted = lint_source(&SourceFile::new("p.json", text.as_str()), None).expect("a policy");
            let found: Vec<_> = linted
                .diagnostics
                .iter()
                .filter(|found| found.code == "ECR210")
                .map(|found| text[found.start.offset..found.end.offset].to_string())
                .collect();
            assert_eq!(found, dead.map(|index| (index + 1).to_string()).into_iter().collect::<Vec<_>>(), "{text}");
        }
    }
}

#[test]
fn lifecycle_rules_are_judged_by_what_they_would_do() {
    let untagged = r#"{"rulePriority": 9, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}, "action": {"type": "expire"}}"#;
    let cases: &Cases = &[
        (
            "ECR211",
            &[
                r#"{"tagStatus": "tagged", "tagPrefixList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 5}"#,
                r#"{"tagStatus": "tagged", "tagPatternList": ["^v[0-9]+"], "countType": "imageCountMoreThan", "countNumber": 5}"#,
                r#"{"tagStatus": "tagged", "tagPatternList": ["web:prod*"], "countType": "imageCountMoreThan", "countNumber": 5}"#,
            ],
            &[
                r#"{"tagStatus": "tagged", "tagPatternList": ["v*.*_a-b"], "countType": "imageCountMoreThan", "countNumber": 5}"#,
                r#"{"tagStatus": "tagged", "tagPrefixList": ["${PREFIX}"], "countType": "imageCountMoreThan", "countNumber": 5}"#,
            ],
        ),
        (
            "ECR212",
            &[
                r#"{"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 89}"#,
            ],
            &[
                r#"{"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 90}"#,
                r#"{"tagStatus": "tagged", "tagPatternList": ["a"], "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 30}"#,
            ],
        ),
        (
            "ECR401",
            &[
                r#"{"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 7}"#,
            ],
            &[
                r#"{"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 8}"#,
                r#"{"tagStatus": "tagged", "tagPatternList": ["dev*"], "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}"#,
            ],
        ),
        (
            "ECR402",
            &[r#"{"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 1}"#],
            &[
                r#"{"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 2}"#,
                r#"{"tagStatus": "tagged", "tagPrefixList": ["release"], "countType": "imageCountMoreThan", "countNumber": 1}"#,
            ],
        ),
    ];
    check(cases, |selection| {
        format!(r#"{{"rules": [{{"rulePriority": 1, "selection": {selection}, "action": {{"type": "expire"}}}}, {untagged}]}}"#)
    });
    // Chosen tags that are kept by a rule of their own make a short age for the rest a decision.
    let kept = rule(
        1,
        r#""tagStatus": "tagged", "tagPatternList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 30"#,
        r#"{"type": "expire"}"#,
    );
    let rest =
        rule(2, r#""tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1"#, r#"{"type": "expire"}"#);
    assert!(codes(&format!(r#"{{"rules": [{rest}]}}"#)).contains(&"ECR401"));
    assert!(!codes(&format!(r#"{{"rules": [{kept}, {rest}]}}"#)).contains(&"ECR401"));
}

#[test]
fn a_lifecycle_policy_as_a_whole_lets_nothing_grow() {
    let archive = r#"{"type": "transition", "targetStorageClass": "archive"}"#;
    let pulled = rule(1, r#""tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90"#, archive);
    let expired = rule(
        2,
        r#""tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 365"#,
        r#"{"type": "expire"}"#,
    );
    let tagged = rule(
        1,
        r#""tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 30"#,
        r#"{"type": "expire"}"#,
    );
    let unknown = rule(3, r#""tagStatus": "${STATUS}", "countType": "imageCountMoreThan", "countNumber": 3"#, r#"{"type": "expire"}"#);
    let cases = [
        ("ECR602", vec![&pulled], true),
        ("ECR602", vec![&pulled, &expired], false),
        ("ECR602", vec![&tagged], false),
        ("ECR603", vec![&tagged], true),
        ("ECR603", vec![&tagged, &expired], true),
        ("ECR603", vec![&tagged, &unknown], false),
        ("ECR603", vec![&pulled], false),
    ];
    for (code, rules, expected) in cases {
        let text = format!(r#"{{"rules": [{}]}}"#, rules.iter().map(|rule| rule.as_str()).collect::<Vec<_>>().join(", "));
        assert_eq!(codes(&text).contains(&code), expected, "{code}: {text}");
    }
}

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A rule of a lifecycle policy without its priority: the selection's tags, and what it counts.
fn any_lifecycle_rule() -> impl Strategy<Value = (String, String, bool)> {
    let entries = prop::collection::vec("[ab*/]{1,4}", 1..3);
    let tags = (0..6_u8, entries).prop_map(|(kind, entries)| match kind {
        0 => r#""tagStatus": "any""#.to_string(),
        1 => r#""tagStatus": "untagged""#.to_string(),
        2 => r#""tagStatus": "tagged", "tagPatternList": ["*"]"#.to_string(),
        3 => format!(r#""tagStatus": "tagged", "tagPrefixList": {entries:?}"#),
        _ => format!(r#""tagStatus": "tagged", "tagPatternList": {entries:?}"#),
    });
    let count = (0..4_u8, 1..12_i64).prop_map(|(kind, number)| match kind {
        0 => (format!(r#""countType": "imageCountMoreThan", "countNumber": {number}"#), false),
        1 | 2 => (format!(r#""countType": "sinceImagePushed", "countUnit": "days", "countNumber": {number}"#), false),
        _ => (
            format!(
                r#""storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": {}"#,
                number + 90
            ),
            true,
        ),
    });
    (tags, count).prop_map(|(tags, (count, is_archived))| (tags, count, is_archived))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn a_rule_that_can_never_act_marks_no_image_and_one_that_expires_everything_spares_none(
        rules in prop::collection::vec(any_lifecycle_rule(), 1..5),
        images in prop::collection::vec((prop::collection::vec("[ab]{1,4}", 0..4), 0..200_i64, any::<bool>()), 0..20),
    ) {
        let rules: Vec<String> = (1..).zip(&rules).map(|(priority, (tags, count, _))| {
            format!(r#"{{"rulePriority": {priority}, "selection": {{{tags}, {count}}}, "action": {{"type": "expire"}}}}"#)
        }).collect();
        let source = SourceFile::new("policy.json", format!(r#"{{"rules": [{}]}}"#, rules.join(", ")));
        let linted = lint_source(&source, None).expect("a policy");
        // What ECR refuses marks nothing.
        prop_assume!(linted.diagnostics.iter().all(|found| found.severity != Severity::Error));
        let parsed = parse_json(source.text());
        let policy = read_policy(&source, &parsed.documents[0]).expect("a policy that ECR takes");
        let names: Vec<String> = (0..images.len()).map(|index| format!("sha256:{index}")).collect();
        let listed: Vec<Image<'_>> = images.iter().zip(&names).map(|((tags, days, is_archived), name)| {
            let at = Instant::from_epoch_micros((20_000 - days) * DAY - 1);
            Image {
                tags: tags.iter().map(|tag| Text::from(tag.as_str())).collect(),
                storage_class: if *is_archived { StorageClass::Archive } else { StorageClass::Standard },
                archived_at: is_archived.then_some(at),
                ..Image::new(name.as_str(), at)
            }
        }).collect();
        let inventory = Inventory { images: listed, manifest_lists: Vec::new() };
        let acted = preview(&policy, &inventory, Instant::from_epoch_micros(20_000 * DAY));
        let marked = |priority: i64| acted.preview_results.iter().filter(|result| result.applied_rule_priority == priority).count();
        for found in &linted.diagnostics {
            let index: i64 = found.pointer.split('/').nth(2).and_then(|index| index.parse().ok()).unwrap_or_default();
            match found.code {
                "ECR210" | "ECR211" => prop_assert_eq!(marked(index + 1), 0, "{} at {} of {}", found.code, found.pointer, source.text()),
                "ECR401" => {
                    let is_of_all = |tags: &[String]| !found.message.starts_with("every tagged") || !tags.is_empty();
                    for ((tags, _, _), name) in images.iter().zip(&names).filter(|((tags, days, is_archived), _)| {
                        *days > 7 && !is_archived && is_of_all(tags)
                    }) {
                        let taken = acted.preview_results.iter().any(|result| result.image_digest == *name);
                        prop_assert!(taken, "{name} {tags:?} stays under {}", source.text());
                    }
                }
                _ => {}
            }
        }
    }
}
