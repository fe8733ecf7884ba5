//! Policies and roles of IAM: in which forms they are found and at which place, what their grammar forbids, and what is left alone.

use ecslab::diagnostics::{Diagnostic, Severity};
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

fn lint_as(name: &str, text: &str) -> Vec<Diagnostic> {
    let linted = lint_source(&SourceFile::new(name, text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    linted.diagnostics
}

/// Errors, as code and the text that they point at.
fn errors(text: &str) -> Vec<(&'static str, String)> {
    let name = if text.trim_start().starts_with('{') { "policy.json" } else { "policy.yaml" };
    let slice = |found: &Diagnostic| text[found.start.offset..found.end.offset].to_string();
    lint_as(name, text).iter().filter(|found| found.severity == Severity::Error).map(|found| (found.code, slice(found))).collect()
}

/// The policy of an identity with one statement; members after `"Effect": "Allow"`.
fn identity(members: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {members}}}]}}"#)
}

/// A trust policy with one statement.
fn trust(principal: &str, members: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"{members}}}]}}"#
    )
}

#[test]
fn what_the_grammar_forbids_is_found_at_its_place() {
    let action = |action: &str| identity(&format!(r#""Action": {action}, "Resource": "*""#));
    let resource = |resource: &str| identity(&format!(r#""Action": "ecr:BatchGetImage", "Resource": {resource}"#));
    let condition = |condition: &str| identity(&format!(r#""Action": "ecr:BatchGetImage", "Resource": "*", "Condition": {condition}"#));
    let cases = [
        (action(r#""ecr""#), "IAM104", r#""ecr""#),
        (action(r#"["ecr:BatchGetImage", "ecr:a:b"]"#), "IAM104", r#""ecr:a:b""#),
        (action(r#""e?r:BatchGetImage""#), "IAM104", r#""e?r:BatchGetImage""#),
        (resource(r#"["*", "web"]"#), "IAM105", r#""web""#),
        (resource(r#""arn:aws:s3::bucket""#), "IAM105", r#""arn:aws:s3::bucket""#),
        (resource(r#""arn:aws""#), "IAM105", r#""arn:aws""#),
        (resource(r#""arn:aws::::bucket""#), "IAM105", r#""arn:aws::::bucket""#),
        (resource(r#""arn:aws:iam::111122223333:deploy""#), "IAM105", r#""arn:aws:iam::111122223333:deploy""#),
        (resource(r#"["*", {}]"#), "DOC011", "{}"),
        (action(r#""my service:Get""#), "IAM104", r#""my service:Get""#),
        (resource(r#""arn::s3:::bucket""#), "IAM105", r#""arn::s3:::bucket""#),
        (resource(r#""arn:aws:e*:eu-west-1:111122223333:x""#), "IAM105", r#""arn:aws:e*:eu-west-1:111122223333:x""#),
        (resource(r#""arn:aws:iam:eu-west-1:111122223333:role/x""#), "IAM105", r#""arn:aws:iam:eu-west-1:111122223333:role/x""#),
        (resource(r#""arn:aws:s3:eu-west-1::bucket/key""#), "IAM105", r#""arn:aws:s3:eu-west-1::bucket/key""#),
        (resource(r#""arn:aws:s3::111122223333:bucket""#), "IAM105", r#""arn:aws:s3::111122223333:bucket""#),
        (identity(r#""Action": [], "Resource": "*""#), "IAM102", r#""Action""#),
        (identity(r#""Action": "ecr:BatchGetImage", "Resource": []"#), "IAM102", r#""Resource""#),
        (identity(r#""Action": "ecr:BatchGetImage""#), "IAM102", r#""Allow""#),
        (identity(r#""Resource": "*""#), "IAM102", r#""Allow""#),
        (identity(r#""Action": "ecr:*", "Resource": "*", "NotResource": "*""#), "IAM103", r#""NotResource""#),
        (identity(r#""Sid": "Pull_it", "Action": "ecr:*", "Resource": "*""#), "IAM107", r#""Pull_it""#),
        (identity(r#""Comment": "x", "Action": "ecr:*", "Resource": "*""#), "IAM101", r#""Comment""#),
        (condition(r#"{"ForEachValue:StringEquals": {"aws:TagKeys": "a"}}"#), "IAM108", r#""ForEachValue:StringEquals""#),
        (condition(r#"{"StringLikes": {"a:b": "c", "d:e": "f"}}"#), "IAM108", r#""StringLikes""#),
        (condition(r#"{"NumericEquals": {"a:b": ["1", "many"]}}"#), "IAM109", r#""many""#),
        (condition(r#"{"DateLessThan": {"aws:CurrentTime": "soon"}}"#), "IAM109", r#""soon""#),
        (condition(r#"{"DateLessThan": {"aws:CurrentTime": "2026/11/21"}}"#), "IAM109", r#""2026/11/21""#),
        (condition(r#"{"DateLessThan": {"aws:CurrentTime": "234-13"}}"#), "IAM109", r#""234-13""#),
        (identity(r#""Action": "ecr:*", "Resource": "*", "Conditions": {}"#), "IAM101", r#""Conditions""#),
        (condition(r#"{"NotIpAddressIfExists": {"aws:SourceIp": "10.0.0"}}"#), "IAM109", r#""10.0.0""#),
        (condition(r#"{"ArnEquals": {"aws:SourceArn": "web"}}"#), "IAM109", r#""web""#),
        (condition(r#"{"StringEquals": {"a:b": {}}}"#), "DOC011", "{}"),
        (trust(r#"{"AWS": []}"#, ""), "IAM102", r#""Principal""#),
        (trust("{}", ""), "IAM102", r#""Principal""#),
        (trust(r#""*""#, ""), "IAM113", r#""*""#),
        (trust(r#"{"AWS": "1111"}"#, ""), "IAM113", r#""1111""#),
        (trust(r#"{"AWS": "arn:aws:iam::111122223333:role/*"}"#, ""), "IAM113", r#""arn:aws:iam::111122223333:role/*""#),
        (trust(r#"{"Service": ["ecs.amazonaws.com", "*"]}"#, ""), "IAM113", r#""*""#),
        (trust(r#"{"AWS": "111122223333"}"#, r#", "NotResource": "*""#), "IAM112", r#""NotResource""#),
    ];
    for (text, code, place) in cases {
        assert_eq!(errors(&text), [(code, place.to_string())], "{text}");
    }
}

#[test]
fn what_iam_takes_and_what_is_filled_in_later_is_left_alone() {
    let action = |action: &str| identity(&format!(r#""Action": {action}, "Resource": "*""#));
    let resource = |resource: &str| identity(&format!(r#""Action": "ecr:BatchGetImage", "Resource": {resource}"#));
    let condition = |condition: &str| identity(&format!(r#""Action": "ecr:BatchGetImage", "Resource": "*", "Condition": {condition}"#));
    let cases = [
        action(r#""*""#),
        action(r#""*:*""#),
        action(r#"["ECR:batchgetimage", "ecr:*", "ecr:Get?mages"]"#),
        action(r#""${SERVICE}:*""#),
        action(r#""{{ action }}""#),
        resource(r#""arn:*:ecr:*:*:repository/*""#),
        resource(r#""arn:aws-cn:s3:::bucket/${aws:username}/*""#),
        resource(r#""arn:aws:s3:eu-west-1:111122223333:accesspoint/logs/object/*""#),
        resource(r#""arn:aws:s3:*:*:*""#),
        resource(r#""arn:aws:sns:*""#),
        resource(r#""arn:aws:sns""#),
        resource(r#"["*", null]"#),
        condition(r#"{"DateLessThan": {"aws:CurrentTime": ["2026", "1763719200", "2026-11-21T10:00:00+0000"]}}"#),
        resource(r#"["arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:root"]"#),
        resource(r#""${REPOSITORY_ARN}""#),
        resource(r#""<repository-arn>""#),
        condition(r#"{"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}"#),
        condition(r#"{"ForAllValues:StringLikeIfExists": {"aws:TagKeys": ["a", "b*"]}, "Null": {"aws:PrincipalTag/x": "true"}}"#),
        condition(r#"{"DateGreaterThan": {"aws:CurrentTime": "2026-11-21T10:00:00Z"}, "IpAddress": {"aws:SourceIp": ["${CIDR}", "::1"]}}"#),
        condition(r#"{"ArnLike": {"aws:SourceArn": ["*", "arn:aws:ecs:eu-west-1:111122223333:*"]}}"#),
        identity(r#""Sid": "", "Action": "ecr:*", "Resource": "*""#),
        trust(r#"{"AWS": ["*", "111122223333", "arn:aws:iam::111122223333:root", "AROACKCEVSQ6C2EXAMPLE"]}"#, ""),
        trust(r#"{"Service": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"], "Federated": "accounts.google.com"}"#, ""),
        trust(r#"{"AWS": "arn:aws:iam::${ACCOUNT}:role/*"}"#, ""),
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Only our own", "Effect": "Deny", "Principal": "*", "Action": ["sts:AssumeRole", "s3:*"], "Resource": "*"}]}"#
            .to_string(),
        // The policy of a resource, whatever it is, is read by its own service.
        r#"{"Version": "2012-10-17", "Id": "key", "Statement": [{"Sid": "Allow use", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}"#
            .to_string(),
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "a b", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["ecr:ReplicateImage"], "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/*"}]}"#
            .to_string(),
    ];
    for text in cases {
        assert_eq!(errors(&text), [], "{text}");
    }
}

#[test]
fn a_finding_says_what_to_do() {
    let operator =
        |operator: &str| identity(&format!(r#""Action": "ecr:*", "Resource": "*", "Condition": {{"{operator}": {{"a:b": "true"}}}}"#));
    let cases = [
        (operator("StringEqual"), "did you mean \"StringEquals\"?"),
        (operator("NullIfExists"), "Null itself asks whether the key is there: write it without IfExists"),
        (operator("ForEach:StringEquals"), "only ForAllValues: or ForAnyValue: may stand before an operator"),
        (trust(r#"{"Service": "ecs-tasks"}"#, ""), "write the name of the service in full, such as ecs-tasks.amazonaws.com"),
        (identity(r#""Action": "ecr:*", "Resource": "*", "condition": {}"#), "did you mean `Condition`?"),
    ];
    for (text, help) in cases {
        let found = lint_as("policy.json", &text);
        let helps: Vec<_> = found.iter().filter_map(|found| found.help.as_deref()).collect();
        assert!(helps.contains(&help), "{text}: {helps:?}");
    }
}

/// A policy of an identity with one defect, an action without a service.
const DEFECT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecr:*", "pull"], "Resource": "*"}]}"#;
/// A trust policy with one defect, a resource.
const TRUST_DEFECT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole", "Resource": "*"}]}"#;

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[test]
fn a_policy_is_found_in_every_form_in_which_the_cli_takes_or_prints_it() {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    let encoded = format!("\"{}\"", percent_encoded(TRUST_DEFECT));
    let action = "/Statement/0/Action/1";
    let resource = "/Statement/0/Resource";
    // (document, kind, code, pointer)
    let cases = [
        (DEFECT.to_string(), "iam-policy", "IAM104", action.to_string()),
        (TRUST_DEFECT.to_string(), "iam-trust-policy", "IAM112", resource.to_string()),
        // create-role, get-role, list-roles
        (
            format!(r#"{{"RoleName": "run", "AssumeRolePolicyDocument": {}}}"#, quoted(TRUST_DEFECT)),
            "iam-role",
            "IAM112",
            format!("/AssumeRolePolicyDocument#{resource}"),
        ),
        (
            format!(r#"{{"Role": {{"RoleName": "run", "RoleId": "AROA", "AssumeRolePolicyDocument": {TRUST_DEFECT}}}}}"#),
            "iam-role",
            "IAM112",
            format!("/Role/AssumeRolePolicyDocument{resource}"),
        ),
        (
            format!(r#"{{"Roles": [{{"RoleName": "run", "AssumeRolePolicyDocument": {encoded}}}]}}"#),
            "iam-role",
            "IAM112",
            format!("/Roles/0/AssumeRolePolicyDocument#{resource}"),
        ),
        // get-account-authorization-details
        (
            format!(
                r#"{{"UserDetailList": [], "RoleDetailList": [{{"RoleName": "run", "AssumeRolePolicyDocument": {{}}, "RolePolicyList": [{{"PolicyName": "a", "PolicyDocument": {DEFECT}}}]}}]}}"#
            )
            .replace("{}", r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#),
            "iam-role",
            "IAM104",
            format!("/RoleDetailList/0/RolePolicyList/0/PolicyDocument{action}"),
        ),
        // put-role-policy, get-role-policy, create-policy, update-assume-role-policy
        (
            format!(r#"{{"RoleName": "run", "PolicyName": "a", "PolicyDocument": {}}}"#, quoted(DEFECT)),
            "iam-policy",
            "IAM104",
            format!("/PolicyDocument#{action}"),
        ),
        (format!(r#"{{"PolicyName": "a", "PolicyDocument": {DEFECT}}}"#), "iam-policy", "IAM104", format!("/PolicyDocument{action}")),
        (
            format!(r#"{{"RoleName": "run", "PolicyDocument": {}}}"#, quoted(TRUST_DEFECT)),
            "iam-trust-policy",
            "IAM112",
            format!("/PolicyDocument#{resource}"),
        ),
        // put-registry-policy: ECR reads it, so only the form is judged.
        (
            format!(r#"{{"policyText": {}}}"#, quoted(r#"{"Version": "2012-10-17", "Statement": [{"Effect": "permit", "Principal": "*", "Action": "ecr:*"}]}"#)),
            "ecr-registry",
            "DOC013",
            "/policyText#/Statement/0/Effect".to_string(),
        ),
    ];
    for (text, kind, code, pointer) in cases {
        let linted = lint_source(&SourceFile::new("a.json", text.as_str()), None).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(linted.files[0].kind, Some(kind), "{text}");
        let found: Vec<_> = linted
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| (found.code, found.pointer.as_str()))
            .collect();
        assert_eq!(found, [(code, pointer.as_str())], "{text}");
    }
}

#[test]
fn policies_in_templates_are_found_with_their_resource_and_place() {
    let indented = |text: &str| text.to_string();
    // (resource, code, pointer below the properties)
    let cases = [
        (
            format!("Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {TRUST_DEFECT}"),
            "IAM112",
            "/AssumeRolePolicyDocument/Statement/0/Resource",
        ),
        (
            format!(
                "Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n      Policies: [{{PolicyName: a, PolicyDocument: {DEFECT}}}]",
                trust(r#"{"AWS": "111122223333"}"#, "")
            ),
            "IAM104",
            "/Policies/0/PolicyDocument/Statement/0/Action/1",
        ),
        (
            format!("Type: AWS::IAM::Policy\n    Properties: {{PolicyName: a, Roles: [x], PolicyDocument: {DEFECT}}}"),
            "IAM104",
            "/PolicyDocument/Statement/0/Action/1",
        ),
        (
            format!("Type: AWS::IAM::RolePolicy\n    Properties: {{PolicyName: a, RoleName: x, PolicyDocument: {DEFECT}}}"),
            "IAM104",
            "/PolicyDocument/Statement/0/Action/1",
        ),
        (
            format!("Type: AWS::IAM::ManagedPolicy\n    Properties: {{PolicyDocument: {DEFECT}}}"),
            "IAM104",
            "/PolicyDocument/Statement/0/Action/1",
        ),
        (
            indented(
                "Type: AWS::KMS::Key\n    Properties: {KeyPolicy: {Version: '2012-10-17', Statement: [{Effect: permit, Principal: '*', Action: 'kms:*', Resource: '*'}]}}",
            ),
            "DOC013",
            "/KeyPolicy/Statement/0/Effect",
        ),
    ];
    for (resource, code, pointer) in cases {
        let text = format!("Resources:\n  A:\n    {resource}\n");
        let found: Vec<_> = lint_as("template.yaml", &text)
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| (found.code, found.pointer, found.resource))
            .collect();
        assert_eq!(found, [(code, format!("/Resources/A/Properties{pointer}"), Some("A".to_string()))], "{text}");
    }
}

#[test]
fn what_a_template_does_not_know_silences_what_needs_it_and_nothing_more() {
    let template = "
Parameters:
  Repository: {Type: String}
  Path: {Type: String}
  Open: {Type: String, AllowedValues: ['yes', 'no']}
Conditions:
  IsOpen: !Equals [!Ref Open, 'yes']
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Path: !Ref Path
      PermissionsBoundary: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/boundary'
      ManagedPolicyArns:
        - !Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'
        - !If [IsOpen, 'arn:aws:iam::aws:policy/ReadOnlyAccess', !Ref 'AWS::NoValue']
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub 'ecs-tasks.${AWS::URLSuffix}', AWS: !GetAtt Other.Arn}
            Action: sts:AssumeRole
            Condition: {ArnLike: {'aws:SourceArn': !Sub 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*'}}
      Policies:
        - PolicyName: !Sub '${AWS::StackName}-pull'
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: !If [IsOpen, 'ecr:*', 'ecr:BatchGetImage']
                Resource: !Sub 'arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${Repository}'
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource: [!Ref Secret, !GetAtt Key.Arn]
              - Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/statement.yaml}}
              - !If [IsOpen, {Effect: Allow, Action: logs, Resource: '*'}, !Ref 'AWS::NoValue']
  Other: {Type: AWS::IAM::User, Properties: {Policies: !Ref Path}}
  Secret: {Type: AWS::SecretsManager::Secret}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: !Ref Path}}
";
    let found: Vec<_> = lint_as("template.yaml", template)
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| (found.code, found.message))
        .collect();
    assert_eq!(found, [("IAM104", "the action \"logs\" names no service (when Open is \"yes\")".to_string())]);
}

#[test]
fn text_of_a_substitution_is_read_with_what_is_known() {
    let template = r#"
Parameters: {Name: {Type: String}}
Resources:
  A:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "arn:${AWS::Partition}:ecr:*:*:repository/${Name}"},
          {"Effect": "Allow", "Action": "pull", "Resource": "*"}]}
"#;
    let found = lint_as("template.yaml", template);
    let [found] = &found[..] else { panic!("one finding: {found:?}") };
    assert_eq!((found.code, &template[found.start.offset..found.end.offset]), ("IAM104", "\"pull\""));
    assert_eq!(found.pointer, "/Resources/A/Properties/PolicyDocument#/Statement/1/Action");
}

#[test]
fn sizes_are_counted_without_white_space_and_without_what_is_filled_in() {
    let statement = |resource: &str| format!(r#"{{"Effect": "Allow", "Action": "ecr:*", "Resource": "{resource}"}}"#);
    let managed =
        |statements: &str| format!(r#"{{"PolicyName": "a", "PolicyDocument": {{"Version": "2012-10-17", "Statement": [{statements}]}}}}"#);
    let shell = managed(&statement("arn:aws:ecr:*:*:repository/")).replace(' ', "").len() - r#"{"PolicyName":"a","PolicyDocument":}"#.len();
    let sized = |size: usize, filler: &str| managed(&statement(&format!("arn:aws:ecr:*:*:repository/{}", filler.repeat(size - shell))));
    assert_eq!(errors(&sized(6144, "x")), []);
    assert_eq!(errors(&sized(6145, "x")), [("IAM115", "\"Statement\"".to_string())]);
    assert_eq!(errors(&sized(6145, "x").replace("\"Effect\"", &format!("{}\"Effect\"", " ".repeat(5000)))).len(), 1);
    assert_eq!(errors(&sized(6144, "x").replace(", ", &format!(",{}", "\n ".repeat(5000)))), []);
    assert_eq!(errors(&sized(6145, "x").replacen("xxxx", "${NAME}", 1)), []);
}

#[test]
fn a_role_that_aws_printed_is_not_judged_as_a_request() {
    let role = |members: &str| {
        format!(
            r#"{{"RoleName": "AWSServiceRoleForECS", "Path": "/aws-service-role/ecs.amazonaws.com/", {members} "AssumeRolePolicyDocument": {}}}"#,
            trust(r#"{"Service": "ecs.amazonaws.com"}"#, "")
        )
    };
    assert_eq!(errors(&role("")), [("IAM120", "\"/aws-service-role/ecs.amazonaws.com/\"".to_string())]);
    assert_eq!(errors(&role(r#""RoleId": "AROACKCEVSQ6C2EXAMPLE","#)), []);
}

#[test]
fn policies_of_aws_have_no_error() {
    for policy in &ecslab::facts::MANAGED_POLICIES {
        assert_eq!(errors(policy.document), [], "{}", policy.name);
    }
}

#[test]
fn a_managed_policy_that_bounds_a_role_names_no_principal() {
    let statement = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}"#;
    let text = format!(
        "Resources:\n  B: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {statement}}}}}\n  R: {{Type: AWS::IAM::Role, Properties: {{PermissionsBoundary: !Ref B, AssumeRolePolicyDocument: {}}}}}\n",
        trust(r#"{"Service": "ecs-tasks.amazonaws.com"}"#, "")
    );
    assert_eq!(errors(&text).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["IAM110"]);
}

#[test]
fn a_date_without_quotes_is_a_version_in_yaml() {
    assert_eq!(errors("Version: 2012-10-17\nStatement:\n  - {Effect: Allow, Action: ecr:*, Resource: '*'}\n"), []);
}

#[test]
fn a_role_that_breaks_off_anywhere_is_read_as_far_as_it_goes() {
    let whole = format!(
        r#"{{"RoleName": "run", "AssumeRolePolicyDocument": "{}", "RolePolicyList": [{{"PolicyDocument": {DEFECT}}}]}}"#,
        percent_encoded(TRUST_DEFECT)
    );
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        // A file of no kind is told as such; nothing else may come of it.
        let _ = lint_source(&SourceFile::new("role.json", &whole[..end]), None);
    }
}

#[test]
fn a_version_of_a_managed_policy_that_aws_printed_is_not_judged_as_a_request() {
    // AWS's own policies are larger than it allows others; what is no policy at all is still a matter of form.
    let bad = DEFECT.replace("\"Allow\"", "\"allow\"");
    for (form, kind) in [
        (r#"{"PolicyVersion": {"VersionId": "v1", "Document": DOCUMENT}}"#, "iam-policy"),
        (r#"{"RoleDetailList": [], "Policies": [{"PolicyName": "a", "PolicyVersionList": [{"Document": DOCUMENT}]}]}"#, "iam-policy"),
    ] {
        let text = form.replace("DOCUMENT", DEFECT);
        let linted = lint_source(&SourceFile::new("a.json", text.as_str()), None).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(linted.files[0].kind, Some(kind), "{text}");
        assert_eq!(errors(&text), [], "{text}");
        assert_eq!(errors(&form.replace("DOCUMENT", &bad)), [("DOC013", "\"allow\"".to_string())], "{form}");
    }
}

#[test]
fn what_is_broken_in_a_policy_is_a_finding_and_never_a_panic() {
    for text in [
        r#"{"RoleName": "run", "AssumeRolePolicyDocument": "{\"Statement\": ["}"#,
        r#"{"RoleName": "run", "AssumeRolePolicyDocument": "%7B%22Statement%22%3A"}"#,
        r#"{"RoleName": "run", "AssumeRolePolicyDocument": "%7Bé%2"}"#,
        r#"{"RoleName": "run", "AssumeRolePolicyDocument": 3}"#,
        r#"{"RoleName": "run", "PolicyName": "a", "PolicyDocument": null}"#,
        r#"{"Version": "2012-10-17", "Statement": [1, [], null, {"Effect": {}, "Action": {"a": []}, "Principal": [], "Condition": []}]}"#,
        r#"{"RoleDetailList": [{"RoleName": "a", "RolePolicyList": {}, "AttachedManagedPolicies": [1]}], "Policies": 3}"#,
        r#"{"AttachedPolicies": []}"#,
    ] {
        lint_as("a.json", text);
    }
}

#[test]
fn inline_policies_of_users_and_groups_have_less_room_than_those_of_roles() {
    let policy = |length: usize| {
        let resource = format!("arn:aws:s3:::{}", "a".repeat(length));
        format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "{resource}"}}]}}"#)
    };
    let codes = |text: &str| {
        let found = lint_source(&SourceFile::new("p.json", text), None).unwrap_or_else(|error| panic!("{error}: {text}")).diagnostics;
        found.iter().filter(|found| found.code.starts_with("IAM11")).map(|found| (found.code, found.aws_message)).collect::<Vec<_>>()
    };
    let template = |kind: &str, properties: &str| {
        format!(r#"{{"Resources": {{"R": {{"Type": "AWS::IAM::{kind}", "Properties": {{{properties}}}}}}}}}"#)
    };
    let list = |sizes: &[usize]| {
        let one = |(number, size): (usize, &usize)| format!(r#"{{"PolicyName": "p{number}", "PolicyDocument": {}}}"#, policy(*size));
        format!(r#""Policies": [{}]"#, sizes.iter().enumerate().map(one).collect::<Vec<_>>().join(",\n    "))
    };
    let user = Some("Maximum policy size of 2048 bytes exceeded for user");
    let group = Some("Maximum policy size of 5120 bytes exceeded for group");
    let attached = |to: &str, size: usize| format!(r#""PolicyName": "p", {to}, "PolicyDocument": {}"#, policy(size));
    for (text, expected) in [
        (template("User", &list(&[1000, 1000])), vec![("IAM116", user)]),
        (template("User", &list(&[900, 900])), vec![]),
        (template("User", &list(&[2000])), vec![("IAM116", user)]),
        (template("Group", &list(&[2500, 2600])), vec![("IAM116", group)]),
        (template("Group", &list(&[2000, 2000])), vec![]),
        (template("UserPolicy", &attached(r#""UserName": "u""#, 2000)), vec![("IAM116", user)]),
        (template("GroupPolicy", &attached(r#""GroupName": "g""#, 2000)), vec![]),
        (template("Policy", &attached(r#""Users": ["u"]"#, 2000)), vec![("IAM116", user)]),
        (template("Policy", &attached(r#""Groups": ["g"]"#, 6000)), vec![("IAM116", group)]),
        (template("Policy", &attached(r#""Roles": ["r"]"#, 6000)), vec![]),
        (format!(r#"{{"UserName": "u", {}}}"#, &attached(r#""x": 1"#, 2000).replace(r#" "x": 1,"#, "")), vec![("IAM116", user)]),
        (format!(r#"{{"GroupName": "g", {}}}"#, &attached(r#""x": 1"#, 2000).replace(r#" "x": 1,"#, "")), vec![]),
        (format!(r#"{{"RoleName": "r", {}}}"#, &attached(r#""x": 1"#, 6000).replace(r#" "x": 1,"#, "")), vec![]),
    ] {
        assert_eq!(codes(&text), expected, "{text:.120}");
    }
}

#[test]
fn an_operator_that_does_not_exist_is_told_in_the_policies_of_resources_too() {
    let statement = |action: &str, resource: &str, operator: &str| {
        let condition = format!(r#""Condition": {{"{operator}": {{"aws:PrincipalOrgID": "o-a"}}}}"#);
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": "*", "Action": "{action}" {resource}, {condition}}}]}}"#
        )
    };
    let all = r#", "Resource": "*""#;
    for (action, resource, operator, expected) in [
        ("kms:Decrypt", all, "StringEqual", &["IAM214"][..]),
        ("kms:Decrypt", all, "stringequals", &[]),
        ("s3:GetObject", all, "StringLikes", &["IAM214"]),
        ("ecr:BatchGetImage", "", "stringequal", &["IAM214"]),
        ("ecr:BatchGetImage", "", "StringEquals", &[]),
        ("ecr:ReplicateImage", all, "${OPERATOR}", &[]),
        // Without a resource it is the policy of a repository, whatever else it allows.
        ("ecr:BatchImportUpstreamImage", "", "StringLike", &[]),
    ] {
        let text = statement(action, resource, operator);
        let found: Vec<_> = lint_as("p.json", &text).into_iter().map(|found| found.code).filter(|code| code.starts_with("IAM2")).collect();
        assert_eq!(found, expected, "{text}");
    }
}
