//! Names that people write for actions and services, and what the authorization of AWS calls them.
//!
//! Sources: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>, checked 2026-11-29.

/// Commands of the CLI whose services have another prefix in policies.
pub const PREFIX_OF_COMMAND: [(&str, &str); 8] = [
    ("configservice", "config"),
    ("deploy", "codedeploy"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancing"),
    ("emr", "elasticmapreduce"),
    ("sfn", "states"),
    ("stepfunctions", "states"),
];

/// Operations that have no action of their own, and the action that they need.
pub const ACTION_OF_OPERATION: [(&str, &str); 18] = [
    ("kms:ReEncrypt", "kms:ReEncryptFrom"),
    ("lambda:Invoke", "lambda:InvokeFunction"),
    ("s3:CompleteMultipartUpload", "s3:PutObject"),
    ("s3:CopyObject", "s3:PutObject"),
    ("s3:CreateMultipartUpload", "s3:PutObject"),
    ("s3:DeleteObjects", "s3:DeleteObject"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:ListParts", "s3:ListMultipartUploadParts"),
    ("s3:UploadPart", "s3:PutObject"),
    ("sns:PublishBatch", "sns:Publish"),
    ("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
    ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
    ("sqs:SendMessageBatch", "sqs:SendMessage"),
];

#[cfg(test)]
mod tests {
    use super::super::action_service;
    use super::*;

    fn is_action(action: &str) -> bool {
        let (prefix, name) = action.split_once(':').expect("an action has a prefix");
        action_service(prefix).and_then(|service| service.find_action(|known, _| (known == name).then_some(()))).is_some()
    }

    #[test]
    fn what_people_write_does_not_exist_and_what_they_mean_does() {
        for (written, meant) in PREFIX_OF_COMMAND {
            assert!(action_service(written).is_none() && action_service(meant).is_some(), "{written} {meant}");
        }
        for (written, meant) in ACTION_OF_OPERATION {
            assert!(!is_action(written) && is_action(meant), "{written} {meant}");
        }
    }
}
