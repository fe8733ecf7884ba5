//! What policies mean: one defect, one code, and what only looks like the defect.

use ecslab::diagnostics::{Diagnostic, Severity};
use ecslab::lint::lint_source;
use ecslab::model::Kind;
use ecslab::source::SourceFile;

fn lint(kind: &str, text: &str) -> Vec<Diagnostic> {
    let kind = Kind::from_name(kind).expect("a kind has a name");
    lint_source(&SourceFile::new("policy.json", text), Some(kind)).unwrap_or_else(|error| panic!("{error}: {text}")).diagnostics
}

/// For each code: statements that have the defect once, and statements that do not have it.
type Cases = [(&'static str, &'static [&'static str], &'static [&'static str])];

fn check(kind: &str, cases: &Cases) {
    for (code, wrong, right) in cases {
        let count = |statements: &str| {
            let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
            lint(kind, &text).iter().filter(|found| found.code == *code).count()
        };
        for statements in *wrong {
            assert_eq!(count(statements), 1, "{code} should be found once: {statements}");
        }
        for statements in *right {
            assert_eq!(count(statements), 0, "{code} is made up: {statements}");
        }
    }
}

#[test]
fn what_does_not_exist_is_told_with_what_is_near() {
    let cases: &Cases = &[
        (
            "IAM201",
            &[
                r#"{"Effect": "Allow", "Action": "efs:ClientMount", "Resource": "*"}"#,
                r#"{"Effect": "Deny", "NotAction": "elbv2:*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["esc:RunTask", "ecs:RunTask"], "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ECS:RunTask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "${service}:RunTask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "RunTask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "s3files:ClientMount", "Resource": "*"}"#,
            ],
        ),
        (
            "IAM202",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTasks", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:Launch*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "s3:HeadObject", "Resource": "*"}"#,
                r#"{"Effect": "Deny", "NotAction": "logs:PutLogEvent", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "dynamodb:Querry", "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:runtask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:*Task*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:Run?ask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:${ACTION}", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:CreateDaemon", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:ListImageReferrers", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "efs:ClientMount", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["s3files:ClientMount", "s3files:NotMetYet"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["logs:*", "ec2:RunInstances", "xray:PutTraceSegments"], "Resource": "*"}"#,
            ],
        ),
        (
            "IAM203",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAcount": "111122223333"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"ecs:clusters": "x"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag": "x"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"AWS:SOURCEACCOUNT": "111122223333"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/${Key}": "x"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:${KEY}": "x"}}}"#,
                r#"{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"StringEquals": {"ec2:NotListed": "x"}}}"#,
                r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:EncryptionContext:SecretARN": "x"}}}"#,
                r#"{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {"StringEquals": {"s3:x-amz-acl": "private"}}}"#,
            ],
        ),
    ];
    check("iam-policy", cases);
}

#[test]
fn conditions_are_told_that_cannot_be_met_as_they_are_meant() {
    let cases: &Cases = &[
        (
            "IAM204",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringLike": {"aws:SourceIp": "203.0.113.*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceVpc": "203.0.113.0/24"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringLike": {"aws:CurrentTime": "2026-*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"NumericEquals": {"ecs:cluster": "1"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringLike": {"aws:SourceArn": "arn:*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"NumericLessThan": {"aws:PrincipalTag/level": "3"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"NumericLessThan": {"aws:EpochTime": "1800000000"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"Null": {"aws:SourceIp": "true"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
                r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"ecs:task-cpu": "256"}}}"#,
            ],
        ),
        (
            "IAM205",
            &[
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web", "Condition": {"StringEquals": {"iam:PassedToService": "*.amazonaws.com"}}}"#,
                r#"{"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringNotEqualsIgnoreCase": {"aws:PrincipalTag/team": "b*"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "${*}"}}}"#,
                r#"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringEquals": {"s3:prefix": "a*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:*:111122223333:cluster/*"}}}"#,
            ],
        ),
        (
            "IAM209",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RegisterTaskDefinition", "Resource": "*", "Condition": {"ArnLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/a"}}}"#,
                r#"{"Effect": "Allow", "Action": ["iam:PassRole", "iam:GetRole"], "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RegisterTaskDefinition", "Resource": "*", "Condition": {"ArnLikeIfExists": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/a"}}}"#,
                r#"{"Effect": "Deny", "Action": "ecs:RegisterTaskDefinition", "Resource": "*", "Condition": {"ArnLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/a"}}}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "ecs:Describe*", "ec2:RunInstances"], "Resource": "*", "Condition": {"ArnLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/a"}}}"#,
                r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:ViaService": "ssm.eu-central-1.amazonaws.com"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:CreateDaemon", "Resource": "*", "Condition": {"ArnLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/a"}}}"#,
            ],
        ),
        (
            "IAM212",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["10.1.0.0/16", "192.168.7.1"]}}}"#,
                r#"{"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "172.31.0.0/16"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["10.1.0.0/16", "203.0.113.0/24"]}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "${CIDR}"}}}"#,
            ],
        ),
        (
            "IAM314",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"ForAllValues:StringLike": {"aws:PrincipalTag/team": "b*"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:TagResource", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}}"#,
                r#"{"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"ForAllValues:StringLike": {"aws:PrincipalTag/team": "b*"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a"}, "Null": {"aws:PrincipalOrgID": "false"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"ec2:NotListed": "o-a"}}}"#,
            ],
        ),
    ];
    check("iam-policy", cases);
}

#[test]
fn actions_and_resources_that_do_not_go_together_are_told() {
    let cases: &Cases = &[
        (
            "IAM206",
            &[
                r#"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::config"}"#,
                r#"{"Effect": "Deny", "Action": "ecr:GetAuthorizationToken", "Resource": "arn:aws:ecr:*:*:repository/web"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:ListClusters", "Resource": "arn:aws:ecs:*:111122223333:cluster/*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:policy/web"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:*Services", "Resource": "arn:aws:ecr:*:*:repository/web"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::config", "arn:aws:s3:::config/*"]}"#,
                r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::config*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:ListClusters", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:Get*", "Resource": "arn:aws:ecr:*:*:repository/web"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": ["${TaskDefinition}", "arn:aws:ecs:*:*:cluster/a"]}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/${FAMILY}:*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:UpdateService", "Resource": "arn:aws:ecs:eu-central-1:111122223333:service/web"}"#,
                r#"{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ecs:*:*:cluster/a"}"#,
                r#"{"Effect": "Allow", "Action": "logs:CreateLogGroup", "Resource": "arn:aws:logs:*:*:log-group:/ecs/web:*"}"#,
                r#"{"Effect": "Allow", "NotAction": "ecs:RunTask", "Resource": "arn:aws:ecs:*:*:cluster/a"}"#,
                r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "${bucket_arn}/*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:${REGION_AND_ACCOUNT}:cluster/a"}"#,
                r#"{"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "arn:aws:logs:eu-central-1:111122223333:log-group:*"}"#,
                r#"{"Effect": "Allow", "Action": "ssmmessages:OpenDataChannel", "Resource": "arn:aws:ssm:*:*:session/${aws:userid}-*"}"#,
                r#"{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1b2c3"}"#,
                r#"{"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "arn:aws:ssm:eu-central-1:111122223333:parameter/web/db"}"#,
                r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-central-1:111122223333:key/*"}"#,
                r#"{"Effect": "Allow", "Action": "elasticfilesystem:ClientMount", "Resource": "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1"}"#,
            ],
        ),
        (
            "IAM207",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:*:*:task-definition/web"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:*", "NotResource": "arn:aws:ecs:*:*:clusters/*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:*:*:task-definition/web*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:*:*:*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:*:*:task-definition/${family}"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:UpdateService", "Resource": "arn:aws:ecs:*:*:service/web"}"#,
                r#"{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:whatever/*"}"#,
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/path/web"}"#,
            ],
        ),
        (
            "IAM210",
            &[
                r#"{"Effect": "Allow", "Action": "ECR:getauthorizationtoken", "Resource": ["arn:aws:ecr:*:*:repository/a", "arn:aws:ecr:*:*:repository/b"]}"#,
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "arn:aws:ecr:*:*:*"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "arn:aws:ecr:eu-central-1:${ACCOUNT}:repository/a"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": ["arn:aws:ecr:*:*:repository/a", "*"]}"#,
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "arn:aws:ecr:*:*:repository/a"}, {"Effect": "Allow", "Action": "ecr:Get*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "${REPOSITORY}"}"#,
                r#"{"Effect": "Deny", "Action": "ecr:GetAuthorizationToken", "Resource": "arn:aws:ecr:*:*:repository/a"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "arn:aws:ecr:*:*:repository/a"}"#,
            ],
        ),
        (
            "IAM211",
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "ecs:StopTask"], "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:*Task", "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "ecs:ListTasks"], "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:*Task", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:*:*:task-definition/a:*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:RunTask", "NotResource": "arn:aws:ecs:*:*:task-definition/a:*"}"#,
            ],
        ),
        (
            "IAM601",
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "ECS:runtask"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["*", "ecs:RunTask"], "Resource": "*"}"#,
                r#"{"Effect": "Deny", "NotAction": ["ecs:List*", "ecs:ListT*"], "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "ecs:StopTask"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:*Tasks", "ecs:List*"], "Resource": "*"}"#,
            ],
        ),
        (
            "IAM602",
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "${a}"}, {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "${b}"}"#,
            ],
        ),
    ];
    check("iam-policy", cases);
}

#[test]
fn what_is_open_too_wide_is_told_by_what_it_opens() {
    let cases: &Cases = &[
        (
            "IAM301",
            &[r#"{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}"#],
            &[
                r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::a/*"}"#,
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}"#,
            ],
        ),
        (
            "IAM302",
            &[r#"{"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}"#],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "arn:aws:ecs:*:111122223333:cluster/a"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}"#,
                r#"{"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ssmmessages:*", "Resource": "*"}"#,
            ],
        ),
        (
            "IAM303",
            &[
                r#"{"Effect": "Allow", "Action": "kms:Create*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["iam:AttachRolePolicy", "iam:PutRolePolicy"], "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "iam:AttachRolePolicy", "Resource": "arn:aws:iam::111122223333:role/web"}"#,
                r#"{"Effect": "Allow", "Action": "ecr:PutRegistryPolicy", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:AttachRolePolicy", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:AttachRolePolicy", "Resource": "*"}, {"Effect": "Deny", "NotAction": "ecs:*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}"#,
            ],
        ),
        (
            "IAM315",
            &[r#"{"Effect": "Allow", "Action": ["ecs:Describe*", "ecs:UpdateService"], "Resource": "*"}"#],
            &[
                r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["ecr:BatchGetImage", "ecs:List*", "ssmmessages:OpenDataChannel", "ecs:DeregisterTaskDefinition"], "Resource": "*"}"#,
                r#"{"Effect": "Deny", "Action": "ecs:UpdateService", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:UpdateService", "Resource": "*", "Condition": {"ArnLike": {"ecs:cluster": "arn:aws:ecs:*:*:cluster/a"}}}"#,
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}"#,
            ],
        ),
        (
            "IAM304",
            &[
                r#"{"Effect": "Allow", "Action": ["iam:PassRole", "iam:GetRole"], "Resource": "arn:aws:iam::111122223333:role/*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:Pass*", "Resource": "*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web-*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}"#,
                r#"{"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}"#,
            ],
        ),
        (
            "IAM305",
            &[
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"]}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/a", "Condition": {"StringEqualsIfExists": {"iam:passedtoservice": "ecs.amazonaws.com"}}}"#,
            ],
        ),
        (
            "IAM306",
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:StartTask", "iam:PassRole"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:RegisterTaskDefinition", "ecs:UpdateService", "iam:PassRole"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/*", "Condition": {"StringLike": {"iam:PassedToService": "ecs*"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "iam:PassRole"], "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:UpdateService", "iam:PassRole"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:RegisterTaskDefinition", "iam:PassRole"], "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "iam:PassRole"], "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": ["ecs:RunTask", "iam:PassRole"], "Resource": "*"}, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web"}"#,
            ],
        ),
        (
            "IAM307",
            &[
                r#"{"Effect": "Allow", "Action": ["ecs:ExecuteCommand", "ecs:DescribeTasks"], "Resource": "arn:aws:ecs:*:*:task/*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "arn:aws:ecs:*:*:*"}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "arn:aws:ecs:*:*:task/test/*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "*", "Condition": {"StringEquals": {"ecs:container-name": "web"}}}"#,
                r#"{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "arn:aws:ecs:*:*:cluster/*"}"#,
                r#"{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:ExecuteCommand", "Resource": "*"}"#,
            ],
        ),
    ];
    check("iam-policy", cases);
}

#[test]
fn trust_is_told_that_is_open_or_can_never_hold() {
    const TASKS: &str = r#""Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole""#;
    let count = |code: &str, condition: &str| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{{TASKS}, "Condition": {condition}}}}}"#);
        lint("iam-trust-policy", &text).iter().filter(|found| found.code == code).count()
    };
    let one = r#""arn:aws:ecs:eu-central-1:111122223333:cluster/prod""#;
    assert_eq!(count("IAM213", &format!(r#"{{"ArnEquals": {{"AWS:sourcearn": [{one}]}}}}"#)), 1);
    for right in [
        format!(r#"{{"ArnLike": {{"aws:SourceArn": [{one}, "arn:aws:ecs:*:111122223333:*"]}}}}"#),
        format!(r#"{{"ArnNotLike": {{"aws:SourceArn": {one}}}}}"#),
        format!(r#"{{"ArnLikeIfExists": {{"aws:SourceArn": {one}}}}}"#),
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:cluster/*"}}"#.to_string(),
        r#"{"ArnLike": {"aws:SourceArn": "${CLUSTER_ARN}"}}"#.to_string(),
    ] {
        assert_eq!(count("IAM213", &right), 0, "{right}");
    }
    let sourced = r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#;
    assert_eq!((count("IAM311", sourced), count("IAM311", r#"{"Bool": {"aws:SecureTransport": "true"}}"#)), (0, 1));
    let cases: &Cases = &[
        (
            "IAM310",
            &[
                r#"{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "sts:AssumeRole", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a"}}}"#,
            ],
            &[
                r#"{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}"#,
                r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}"#,
                r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "a-long-secret"}}}"#,
                r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a"}}}"#,
            ],
        ),
        (
            "IAM312",
            &[
                r#"{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"}}}"#,
            ],
            &[
                r#"{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:a/*"}}}"#,
                r#"{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/A"}, "Action": "sts:AssumeRoleWithWebIdentity"}"#,
            ],
        ),
    ];
    check("iam-trust-policy", cases);
}

#[test]
fn a_template_tells_as_much_of_an_arn_as_is_written() {
    let codes = |action: &str, resource: &str| {
        let text = format!(
            "Parameters:\n  Name: {{Type: String}}\nResources:\n  Bucket: {{Type: AWS::S3::Bucket}}\n  Task:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement: {{Effect: Allow, Principal: {{Service: ecs-tasks.amazonaws.com}}, Action: 'sts:AssumeRole'}}\n      Policies:\n      - PolicyName: p\n        PolicyDocument:\n          Version: '2012-10-17'\n          Statement:\n          - Effect: Allow\n            Action: {action}\n            Resource: {resource}\n"
        );
        let linted = lint_source(&SourceFile::new("template.yaml", text), None).expect("a template");
        let mut codes: Vec<_> = linted.diagnostics.iter().map(|found| found.code).filter(|code| code.starts_with("IAM2")).collect();
        codes.dedup();
        codes
    };
    let cases: &[(&str, &str, &[&str])] = &[
        ("ecr:GetAuthorizationToken", "!Sub 'arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${Name}'", &["IAM210"]),
        ("ecr:GetAuthorizationToken", "!Sub '${Name}'", &[]),
        ("ecr:GetAuthorizationToken", "!Ref Name", &[]),
        ("ecs:RunTask", "[!Sub 'arn:aws:ecs:${AWS::Region}:${AWS::AccountId}:cluster/${Name}']", &["IAM206"]),
        ("ecs:RunTask", "[!Sub 'arn:aws:ecs:${AWS::Region}:${AWS::AccountId}:cluster/${Name}', !Ref Name]", &[]),
        ("s3:GetObject", "!GetAtt Bucket.Arn", &[]),
        ("s3:GetObject", "!Sub '${Bucket.Arn}/*'", &[]),
        ("s3:GetObject", "!Sub 'arn:aws:s3:::${Bucket}'", &[]),
        ("ecr:BatchGetImage", "!Sub 'arn:aws:ecr:${AWS::Region}:${AWS::AccountId}:repo/${Name}'", &["IAM206", "IAM207"]),
    ];
    for (action, resource, expected) in cases {
        assert_eq!(codes(action, resource), *expected, "{action} {resource}");
    }
}

#[test]
fn variables_are_text_only_in_the_old_version() {
    let literal = |version: &str, value: &str| {
        let text = format!(r#"{{{version}"Statement": [{{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "{value}"}}]}}"#);
        lint("iam-policy", &text).iter().filter(|found| found.code == "IAM208").count()
    };
    let variable = "arn:aws:ecr:eu-central-1:111122223333:repository/${aws:PrincipalTag/team, 'none'}";
    assert_eq!(literal("", variable), 1);
    assert_eq!(literal(r#""Version": "2008-10-17", "#, variable), 1);
    assert_eq!(literal(r#""Version": "2012-10-17", "#, variable), 0);
    // These are filled in by a tool, or by nobody.
    for other in ["${REPOSITORY}", "arn:aws:ecr:${AWS::Region}:111122223333:repository/a", "arn:aws:ecr:*:*:repository/$a", "${"] {
        assert_eq!(literal("", other), 0, "{other}");
    }
}

#[test]
fn a_repository_is_not_public_where_a_deny_spares_only_known_callers() {
    let public = |denial: &str| {
        let open = r#"{"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}"#;
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{open}, {denial}]}}"#);
        lint("ecr-repository-policy", &text).iter().any(|found| found.code == "ECR301")
    };
    for (denial, expected) in [
        (
            r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a"}}}"#,
            false,
        ),
        (r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "ecr:*"}"#, false),
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*"}"#, false),
        (
            r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a"}}}"#,
            true,
        ),
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a"}}}"#, true),
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#, true),
        (r#"{"Effect": "Deny", "Principal": {"AWS": "444455556666"}, "Action": "ecr:*"}"#, true),
    ] {
        assert_eq!(public(denial), expected, "{denial}");
    }
}

#[test]
fn an_account_does_not_get_in_where_a_deny_leaves_known_callers_only() {
    let codes = |action: &str, denial: &str| {
        let account = format!(r#"{{"Effect": "Allow", "Principal": {{"AWS": "444455556666"}}, "Action": "{action}"}}"#);
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{account}, {denial}]}}"#);
        let found = lint("ecr-repository-policy", &text);
        let mut codes: Vec<_> = found.iter().map(|found| found.code).filter(|code| ["ECR305", "ECR306"].contains(code)).collect();
        codes.dedup();
        codes
    };
    let by_organisation =
        r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a"}}}"#;
    let without_tls = r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    let pushes = r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage"}"#;
    for (action, denial, expected) in [
        ("ecr:PutImage", by_organisation, &[][..]),
        ("ecr:BatchGetImage", by_organisation, &[]),
        ("ecr:PutImage", without_tls, &["ECR305"]),
        ("ecr:BatchGetImage", without_tls, &["ECR306"]),
        ("ecr:PutImage", pushes, &[]),
        ("ecr:BatchGetImage", pushes, &["ECR306"]),
    ] {
        assert_eq!(codes(action, denial), expected, "{action} {denial}");
    }
}

#[test]
fn a_statement_that_nobody_knows_may_deny_what_another_opens() {
    let codes = |principal: &str, action: &str, other: &str| {
        let policy = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}"}}, {other}]}}"#
        );
        let template = format!(
            r#"{{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {{"Web": {{"Type": "AWS::ECR::Repository", "Properties": {{"RepositoryPolicyText": {policy}}}}}}}}}"#
        );
        let found = lint("cloudformation", &template);
        found.iter().map(|found| found.code).filter(|code| ["ECR301", "ECR305", "ECR306"].contains(code)).collect::<Vec<_>>()
    };
    let imported = r#"{"Fn::ImportValue": "what-all-repositories-deny"}"#;
    let known = r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:DeleteRepository"}"#;
    for (principal, action, code) in [
        (r#""*""#, "ecr:BatchGetImage", "ECR301"),
        (r#"{"AWS": "444455556666"}"#, "ecr:PutImage", "ECR305"),
        (r#"{"AWS": "444455556666"}"#, "ecr:BatchGetImage", "ECR306"),
    ] {
        assert_eq!(codes(principal, action, known), [code]);
        assert_eq!(codes(principal, action, imported), [""; 0], "{code}");
    }
}

#[test]
fn an_account_cannot_delete_what_a_deny_leaves_to_known_roles() {
    let deletes = |denial: &str| {
        let account =
            r#"{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["ecr:BatchGetImage", "ecr:BatchDeleteImage"]}"#;
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{account}, {denial}]}}"#);
        lint("ecr-repository-policy", &text).iter().any(|found| found.code == "ECR303")
    };
    for (denial, expected) in [
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*Delete*"}"#, false),
        (
            r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/cleanup"}}}"#,
            false,
        ),
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage"}"#, true),
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#, true),
    ] {
        assert_eq!(deletes(denial), expected, "{denial}");
    }
}

#[test]
fn help_says_what_was_meant_and_of_which_day_the_list_is() {
    let help = |action: &str| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]}}"#);
        let found = lint("iam-policy", &text);
        let found = found.iter().find(|found| ["IAM201", "IAM202"].contains(&found.code)).expect(action);
        found.help.clone().unwrap_or_default()
    };
    for (action, meant) in [
        ("ecs:RunTasks", "\"ecs:RunTask\""),
        ("ecr:GetAuthorisationToken", "\"ecr:GetAuthorizationToken\""),
        ("ecss:RunTask", "\"ecs:RunTask\""),
        ("elbv2:DescribeTargetHealth", "\"elasticloadbalancing:DescribeTargetHealth\""),
    ] {
        let help = help(action);
        assert!(help.contains(meant) && help.contains("the list of 20"), "{action}: {help}");
    }
    assert!(help("s3:ListObjectsV2").contains("s3:ListBucket"));
    assert!(help("ecs:Xyzzyqwertz").contains("the list of 20"));
}

#[test]
fn only_what_cannot_work_is_an_error() {
    let errors: Vec<_> = ecslab::lint::rules()
        .iter()
        .filter(|rule| rule.severity == Severity::Error && ["IAM2", "IAM3", "IAM6", "IAM9"].iter().any(|band| rule.code.starts_with(band)))
        .map(|rule| rule.name)
        .collect();
    assert_eq!(errors, ["login-limited-to-repository", "trust-limited-to-cluster"]);
}
