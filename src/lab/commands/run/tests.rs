use serde_json::Value;

use super::*;
use crate::registry::FakeImages;

const HOST: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com";
const LOGIN: &str = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-east-1.amazonaws.com\n";

/// Runs a script in a folder with these files; every image that the run named is gone afterwards.
fn run_with(files: &[(&str, &str)], script: &str) -> CommandsReport {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (folder, home) = (place.path().join("workspace"), place.path().join("home"));
    std::fs::create_dir_all(&folder).expect("makes a folder");
    for (path, text) in files {
        std::fs::write(folder.join(path), text).expect("writes");
    }
    let engine = FakeImages::with(&["busybox:1.37", "nginx"]);
    let report = run(&SourceFile::new("push.sh", script), &folder, &engine, &home, &CommandsOptions::default(), &mut |_| {});
    assert_eq!(engine.image_names(), Ok(vec!["busybox:1.37".to_string(), "nginx:latest".to_string()]));
    report.unwrap_or_else(|error| panic!("{error}"))
}

fn run_script(script: &str) -> CommandsReport {
    run_with(&[], script)
}

/// The last step.
fn last(script: &str) -> Step {
    run_script(script).steps.pop().expect("a step")
}

fn json_of(step: &Step) -> Value {
    serde_json::from_str(&step.output).unwrap_or_else(|error| panic!("{error}: {step:?}"))
}

#[test]
fn an_image_goes_to_the_registry_and_comes_back() {
    let script = format!(
        "HOST={HOST}\naws ecr create-repository --repository-name web --image-tag-mutability IMMUTABLE\n{LOGIN}\
         docker tag busybox:1.37 $HOST/web:v1\ndocker push $HOST/web:v1\ndocker rmi $HOST/web:v1\ndocker pull $HOST/web:v1\n\
         aws ecr describe-images --repository-name web --image-ids imageTag=v1\n"
    );
    let report = run_script(&script);
    assert!(report.is_clean(), "{report:#?}");
    let lines: Vec<usize> = report.steps.iter().map(|step| step.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(report.steps[1].output, "Login Succeeded");
    let web = report.repository("us-east-1", "web").expect("created");
    assert_eq!((web.images.len(), web.images[0].tags.as_slice()), (1, ["v1".to_string()].as_slice()));
    assert!(web.images[0].pulled_at.is_some());
    let digest = web.images[0].digest.as_str();
    let pushed = &report.steps[3].output;
    assert!(
        pushed.starts_with(&format!("The push refers to repository [{HOST}/web]\n")) && pushed.contains(&format!("v1: digest: {digest}")),
        "{pushed}"
    );
    assert!(!report.steps.iter().any(|step| step.output.contains("127.0.0.1") || step.output.contains("ecslab-")), "{report:#?}");
    let described = json_of(&report.steps[6]);
    assert_eq!(described["imageDetails"][0]["imageDigest"], digest);
    assert_eq!(described["imageDetails"][0]["registryId"], "111122223333");
    let created = json_of(&report.steps[0]);
    assert_eq!(created["repository"]["repositoryUri"], format!("{HOST}/web"));
    assert_eq!(created["repository"]["imageTagMutability"], "IMMUTABLE");
}

#[test]
fn refusals_are_those_of_aws_and_docker() {
    let create = "aws ecr create-repository --repository-name web --image-tag-mutability IMMUTABLE\n";
    let tag = format!("docker tag busybox:1.37 {HOST}/web:v1\n");
    let push = format!("docker push {HOST}/web:v1\n");
    let other = "444455556666.dkr.ecr.us-east-1.amazonaws.com";
    let cases: &[(String, &str)] = &[
        (format!("{create}{tag}{push}"), "no basic auth credentials"),
        (
            format!("{LOGIN}{tag}{push}"),
            "name unknown: The repository with name 'web' does not exist in the registry with id '111122223333'",
        ),
        (
            format!("{create}{LOGIN}{tag}{push}docker tag nginx {HOST}/web:v1\n{push}"),
            "tag invalid: The image tag 'v1' already exists in the 'web' repository and cannot be overwritten because the tag is immutable.",
        ),
        (format!("{create}{LOGIN}{tag}sleep 12h\n{push}"), "denied: Your authorization token has expired. Reauthenticate and try again."),
        (
            format!("TOKEN=$(aws ecr get-login-password)\nsleep 13h\ndocker login -u AWS -p $TOKEN {HOST}"),
            "failed with status: 403 Forbidden",
        ),
        (
            format!("aws ecr get-login-password --region eu-west-1 | docker login -u AWS --password-stdin {HOST}"),
            "login attempt to https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/ failed with status: 400 Bad Request",
        ),
        (format!("aws ecr get-login-password | docker login -u root --password-stdin {HOST}"), "failed with status: 400 Bad Request"),
        (format!("aws ecr get-login-password | docker login --password-stdin {HOST}"), "Must provide --username with --password-stdin"),
        ("$(aws ecr get-login --no-include-email)".to_string(), "Version 2 of the AWS CLI has no get-login"),
        ("docker login -u me -p secret".to_string(), "no private registry of Amazon ECR"),
        (push.clone(), "An image does not exist locally with the tag: 111122223333.dkr.ecr.us-east-1.amazonaws.com/web"),
        ("docker push nginx".to_string(), "denied: requested access to the resource is denied"),
        ("docker tag none:v1 web:v1".to_string(), "Error response from daemon: No such image: none:v1"),
        ("docker tag nginx Web:v1".to_string(), "repository name (Web) must be lowercase"),
        (format!("{create}{LOGIN}docker pull {HOST}/web:v2"), "manifest unknown: Requested image not found"),
        ("docker pull alpine".to_string(), "alpine:latest is not on this machine, and nothing is pulled from elsewhere"),
        ("docker rmi nginx".to_string(), "was there before this script"),
        (format!("docker tag nginx {other}/web:v1\ndocker push {other}/web:v1"), "no basic auth credentials"),
        (
            format!(
                "aws ecr get-login-password | docker login -u AWS --password-stdin {other}\ndocker tag nginx {other}/web:v1\ndocker push {other}/web:v1"
            ),
            "denied: User: arn:aws:iam::111122223333:user/learner is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:us-east-1:444455556666:repository/web",
        ),
        (
            format!("{create}{create}"),
            "An error occurred (RepositoryAlreadyExistsException) when calling the CreateRepository operation: The repository with name 'web' already exists in the registry with id '111122223333'",
        ),
        (
            "aws ecr describe-images --repository-name web".to_string(),
            "An error occurred (RepositoryNotFoundException) when calling the DescribeImages operation: The repository with name 'web' does not exist",
        ),
        (format!("{create}aws ecr describe-images --repository-name web --region eu-west-1"), "RepositoryNotFoundException"),
        (format!("{create}aws ecr describe-images --repository-name web --registry-id 444455556666"), "AccessDeniedException"),
        (format!("{create}aws ecr describe-images --repository-name web --image-ids imageTag=v9"), "ImageNotFoundException"),
        ("aws ecr create-repository --repository-name Web".to_string(), "InvalidParameterException"),
        (
            "aws ecr create-repository --repository-name web --image-tag-mutability SOMETIMES".to_string(),
            "Invalid parameter at 'imageTagMutability'",
        ),
        (
            "aws ecr create-repository --repository-name web --image-scanning-configuration scanOnPush".to_string(),
            "Error parsing parameter '--image-scanning-configuration': Expected: '='",
        ),
        (format!("{create}{LOGIN}{tag}{push}aws ecr delete-repository --repository-name web"), "RepositoryNotEmptyException"),
        (format!("{create}aws ecr get-lifecycle-policy --repository-name web"), "LifecyclePolicyNotFoundException"),
        (format!("{create}aws ecr get-repository-policy --repository-name web"), "RepositoryPolicyNotFoundException"),
        (format!("{create}aws ecr get-lifecycle-policy-preview --repository-name web"), "LifecyclePolicyPreviewNotFoundException"),
        (
            format!("{create}aws ecr put-lifecycle-policy --repository-name web --lifecycle-policy-text file://none.json"),
            "Unable to load paramfile file://none.json",
        ),
        (
            format!("{create}aws ecr put-lifecycle-policy --repository-name web --lifecycle-policy-text file:///etc/passwd"),
            "leads out of the workspace",
        ),
        (
            format!("{create}aws ecr put-lifecycle-policy --repository-name web --lifecycle-policy-text '{{\"rules\": []}}'"),
            "Lifecycle policy validation failure",
        ),
        (format!("{create}aws ecr set-repository-policy --repository-name web --policy-text '{{'"), "Invalid repository policy provided"),
        ("sleep soon".to_string(), "invalid time interval 'soon'"),
        ("docker build -t web .".to_string(), "failed to read the Dockerfile"),
        ("docker build -t web ..".to_string(), "leads out of the workspace"),
    ];
    for (script, says) in cases {
        let step = last(script);
        assert!(!step.ok && step.output.contains(says), "{script}\nexpected: {says}\n{step:#?}");
    }
}

#[test]
fn the_credential_helper_needs_no_login_and_takes_none() {
    let config = format!("{{\"credHelpers\": {{\"{HOST}\": \"ecr-login\"}}}}");
    let script =
        format!("aws ecr create-repository --repository-name web\nsleep 1d\ndocker tag nginx {HOST}/web:v1\ndocker push {HOST}/web:v1\n");
    let report = run_with(&[("docker-config.json", &config)], &script);
    assert!(report.is_clean(), "{report:#?}");
    let report = run_with(&[("docker-config.json", &config)], LOGIN);
    assert!(report.steps[0].output.ends_with("out: `not implemented`"), "{report:#?}");
}

#[test]
fn a_lifecycle_policy_takes_hold_within_a_day_of_sleep() {
    let policy = r#"{"rules": [{"rulePriority": 1, "action": {"type": "expire"}, "selection":
        {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}}]}"#;
    let script = format!(
        "aws ecr create-repository --repository-name web\n{LOGIN}docker tag busybox:1.37 {HOST}/web:latest\ndocker push {HOST}/web\n\
         docker tag nginx {HOST}/web\ndocker push {HOST}/web:latest\n\
         aws ecr put-lifecycle-policy --repository-name web --lifecycle-policy-text file://policy.json\n\
         aws ecr start-lifecycle-policy-preview --repository-name web\nsleep 13d\naws ecr get-lifecycle-policy-preview --repository-name web\n\
         sleep 23h\naws ecr list-images --repository-name web --filter tagStatus=UNTAGGED\nsleep 2d\n\
         aws ecr list-images --repository-name web\naws ecr get-lifecycle-policy --repository-name web\n"
    );
    let report = run_with(&[("policy.json", policy)], &script);
    assert!(report.is_clean(), "{report:#?}");
    let steps = &report.steps;
    assert_eq!(json_of(&steps[9])["summary"]["expiringImageTotalCount"], 0);
    assert_eq!(json_of(&steps[11])["imageIds"].as_array().map(Vec::len), Some(1), "it is there for 14 days");
    assert!(steps[12].output.contains("the lifecycle policy of web expired 1 image"), "{:?}", steps[12]);
    assert_eq!(json_of(&steps[13])["imageIds"][0]["imageTag"], "latest");
    assert_eq!(json_of(&steps[14])["lifecyclePolicyText"], policy);
    let shown = report.as_json();
    assert_eq!((&shown["version"], &shown["ended"], &shown["steps"][0]["line"]), (&1.into(), &"finished".into(), &1.into()));
    let web = &shown["repositories"][0];
    assert_eq!((&web["repositoryName"], &web["lifecyclePolicy"]["rules"][0]["rulePriority"]), (&"web".into(), &1.into()));
    assert_eq!((&web["images"][0]["imageTags"], &web["repositoryPolicy"]), (&serde_json::json!(["latest"]), &Value::Null));
}

#[test]
fn settings_change_and_images_are_deleted_as_the_api_does_it() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}"#;
    let create = r#"{"repositoryName": "team/web", "tags": [{"Key": "team", "Value": "a"}]}"#;
    let script = format!(
        "set -e\nNAME=team/web\naws ecr create-repository --cli-input-json file://create.json --image-scanning-configuration scanOnPush=true\n\
         aws ecr put-image-tag-mutability --repository-name $NAME --image-tag-mutability IMMUTABLE_WITH_EXCLUSION \\\n  \
           --image-tag-mutability-exclusion-filters filterType=WILDCARD,filter='dev*'\n\
         aws ecr put-image-scanning-configuration --repository-name $NAME --image-scanning-configuration scanOnPush=false\n\
         aws ecr set-repository-policy --repository-name $NAME --policy-text file://policy.json\n{LOGIN}\
         docker build -t app:1 .\ndocker tag app:1 {HOST}/$NAME:dev\ndocker push {HOST}/$NAME:dev\n\
         docker tag nginx {HOST}/$NAME:dev\ndocker push {HOST}/$NAME:dev\ndocker tag nginx {HOST}/$NAME:v1\ndocker push {HOST}/$NAME:v1\n\
         aws ecr batch-delete-image --repository-name $NAME --image-ids imageTag=dev imageTag=none\n\
         aws ecr get-repository-policy --repository-name $NAME\naws ecr delete-repository-policy --repository-name $NAME\n\
         aws ecr describe-repositories --repository-names $NAME\ndocker logout {HOST}\naws ecr delete-repository --repository-name $NAME --force\n"
    );
    let files = [("create.json", create), ("policy.json", policy), ("Dockerfile", "FROM busybox:1.37\nCOPY create.json /\nCMD [\"sh\"]\n")];
    let report = run_with(&files, &script);
    assert!(report.is_clean(), "{report:#?}");
    let by_command = |part: &str| json_of(report.steps.iter().find(|step| step.command.contains(part)).expect("a step"));
    let deleted = by_command("batch-delete-image");
    assert_eq!(deleted["imageIds"][0]["imageTag"], "dev");
    assert_eq!(deleted["failures"][0]["failureCode"], "ImageNotFound");
    assert_eq!(by_command("get-repository-policy")["policyText"], policy);
    let described = by_command("describe-repositories");
    assert_eq!(
        described["repositories"][0]["imageTagMutabilityExclusionFilters"],
        serde_json::json!([{"filterType": "WILDCARD", "filter": "dev*"}])
    );
    assert_eq!(described["repositories"][0]["imageScanningConfiguration"]["scanOnPush"], false);
    assert!(report.repository("us-east-1", "team/web").is_none());
}

#[test]
fn a_failure_ends_the_script_only_after_set_e_and_a_cancelled_run_runs_nothing() {
    let script = "aws ecr describe-images --repository-name web\naws ecr describe-repositories\n";
    let report = run_script(script);
    assert_eq!((report.ended, report.steps.len(), report.is_clean()), (Ended::Finished, 2, false));
    let report = run_script(&format!("set -e\n{script}"));
    assert_eq!((report.ended, report.steps.len()), (Ended::AtFailure, 1));
    let place = tempfile::tempdir().expect("a temporary folder");
    let engine = FakeImages::default();
    for (options, ended) in [
        (CommandsOptions { time: Duration::ZERO, ..CommandsOptions::default() }, Ended::TimedOut),
        (
            {
                let options = CommandsOptions::default();
                options.cancel.ask();
                options
            },
            Ended::Cancelled,
        ),
    ] {
        let report = run(&SourceFile::new("x", script), place.path(), &engine, place.path(), &options, &mut |_| {}).expect("runs");
        assert_eq!((report.ended, report.steps.len()), (ended, 0));
    }
}

#[test]
fn what_is_wrong_with_the_script_is_told_before_anything_runs() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let engine = FakeImages::default();
    let script = SourceFile::new("push.sh", "aws ecr create-repository --repository-name web\naws ecr create-repo --repository-name web\n");
    let error =
        run(&script, place.path(), &engine, &place.path().join("home"), &CommandsOptions::default(), &mut |_| panic!("nothing runs"))
            .expect_err("refused");
    assert!(error.to_string().starts_with("push.sh:2:9: aws ecr has no command create-repo"), "{error}");
    assert!(!place.path().join("home").exists());
}
