//! Which calls do these policies allow?

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::{Draft, option};
use super::evidence::{list, proof, simulated, text};
use super::stream::Stream;
use super::wording::{in_words, sentence};
use super::{DrillKind, Level};
use crate::counted::listed;
use crate::course::{PolicySimulation, QuestionType, Simulation, SimulatorProof};

pub(super) static KIND: DrillKind = DrillKind {
    id: "policy",
    title: "Policies",
    trains: "Is this call allowed, and by which statement?",
    levels: ["one policy, allow and deny", "conditions", "two policies that must agree"],
    lesson: "roles/three-roles",
    objectives: &["dva-c03/2.1", "saa-c03/1.1", "soa-c03/4.1.1"],
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    verified: "2026-11-21",
    draw,
};

const ACCOUNT: &str = "111122223333";
const OTHER_ACCOUNT: &str = "444455556666";

/// A call, as it is told and as the simulator takes it.
#[derive(Debug, Clone)]
struct Call {
    words: String,
    action: String,
    resource: String,
    context: BTreeMap<String, String>,
}

/// The policies that decide.
#[derive(Debug, Clone, Default)]
struct Policies {
    identity: Option<String>,
    boundary: Option<String>,
    resource: Option<String>,
}

impl Policies {
    fn run(&self, call: &Call) -> Simulation {
        let list = |policy: &Option<String>| policy.iter().cloned().collect();
        Simulation::Policy(PolicySimulation {
            identity: list(&self.identity),
            resource_policy: list(&self.resource),
            boundary: list(&self.boundary),
            session: Vec::new(),
            action: vec![call.action.clone()],
            resource: vec![call.resource.clone()],
            context: call.context.clone(),
            caller: Some(format!("arn:aws:iam::{ACCOUNT}:role/ci")),
        })
    }
}

struct Judged {
    is_allowed: bool,
    decision: String,
    why: String,
    proof: SimulatorProof,
}

fn judged(policies: &Policies, call: &Call) -> Option<Judged> {
    let run = policies.run(call);
    let answer = simulated(&run)?;
    let result = answer.pointer("/EvaluationResults/0")?;
    let decision = text(result, "/EvalDecision")?.to_string();
    let why = why(result, &decision)?;
    let proof = proof(run, &answer, ["/EvaluationResults/0/EvalDecision".to_string()]);
    Some(Judged { is_allowed: decision == "allowed", decision, why, proof })
}

fn named(statement: &Value) -> Option<String> {
    Some(format!("`{}`", text(statement, "/sid")?))
}

fn why(result: &Value, decision: &str) -> Option<String> {
    let deciding: Vec<String> = list(result, "/explanation/decidedBy").filter_map(named).collect();
    let says = |kind: &str| text(result, &format!("/explanation/policies/{kind}"));
    let statements = listed(&deciding);
    match decision {
        "allowed" => {
            let verb = if deciding.len() == 1 { "allows" } else { "allow" };
            Some(format!("{statements} {verb} it, and nothing denies it."))
        }
        "explicitDeny" => Some(format!("{statements} denies it, and a Deny wins over every Allow.")),
        _ if says("identity") == Some("allowed") && says("boundary").is_some() => {
            Some("The role's policy allows it, but the boundary does not: both must.".to_string())
        }
        _ if says("identity") == Some("allowed") && says("resource").is_some() => {
            Some("The role's policy allows it, but the repository's does not: across accounts both must.".to_string())
        }
        _ if says("resource") == Some("allowed") => {
            Some("The repository's policy allows it, but the role's does not: across accounts both must.".to_string())
        }
        _ => {
            // Of the notes only this one tells more than the stem.
            let note =
                list(result, "/explanation/notes").filter_map(Value::as_str).find(|note| note.contains("takes no resource")).map(sentence);
            let near = list(result, "/explanation/almostMatched").find_map(near_miss);
            Some(["No statement allows it.".to_string()].into_iter().chain(near).chain(note).collect::<Vec<_>>().join(" "))
        }
    }
}

/// In what a statement that almost matched does not; nothing where it does so in too much to be near.
fn near_miss(near: &Value) -> Option<String> {
    let name = named(near.pointer("/statement")?)?;
    let failed: Vec<&Value> = list(near, "/failed").collect();
    let element = |failed: &Value| Some(text(failed, "/element")?.to_string());
    if let [failed] = failed[..] {
        match element(failed)?.as_str() {
            "resource" => return Some(format!("{name} names the action, but another resource.")),
            "action" => return Some(format!("{name} is about the resource, but does not name the action.")),
            _ => {}
        }
    }
    let told = |failed: &&Value| match element(failed)?.as_str() {
        // Of another action, and of something else besides: that is not near.
        "action" => None,
        "condition" => Some(format!("its condition on `{}`", text(failed, "/key")?)),
        element => Some(format!("its {element}")),
    };
    let told = failed.iter().map(told).collect::<Option<Vec<String>>>().filter(|told| (1..=2).contains(&told.len()))?;
    Some(format!("{name} fits but for {}.", listed(&told)))
}

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => one_policy(stream),
        2 => conditions(stream),
        _ if stream.coin() => boundary(stream),
        _ => two_accounts(stream),
    }
}

fn repository(account: &str, name: &str) -> String {
    format!("arn:aws:ecr:eu-west-1:{account}:repository/{name}")
}

/// A statement as it is shown: a line for each element, and a long resource on its own so that 80 columns are enough.
fn statement(sid: &str, effect: &str, middle: &str, actions: &[&str], resource: Option<&str>) -> String {
    let actions = if let [one] = actions { format!("{one:?}") } else { format!("{actions:?}") };
    let resource = resource.map_or(String::new(), |resource| {
        let parting = if resource.len() > 40 { "\n        " } else { " " };
        format!(",\n      \"Resource\":{parting}\"{resource}\"")
    });
    format!("    {{\"Sid\": \"{sid}\", \"Effect\": \"{effect}\",{middle}\n      \"Action\": {actions}{resource}")
}

fn policy(statements: &[String]) -> String {
    let statements: Vec<String> = statements.iter().map(|statement| format!("{statement}}}")).collect();
    format!("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n{}\n  ]\n}}", statements.join(",\n"))
}

/// Two documents under their names in one listing.
fn both(first: (&str, &str), second: (&str, &str)) -> String {
    let indented = |text: &str| text.lines().collect::<Vec<_>>().join("\n  ");
    format!("{{\n  \"{}\": {},\n  \"{}\": {}\n}}\n", first.0, indented(first.1), second.0, indented(second.1))
}

fn image_call(action: &str, account: &str, name: &str) -> Call {
    let words = if action == "ecr:GetAuthorizationToken" { format!("`{action}`") } else { format!("`{action}` on `{name}`") };
    let resource = if action == "ecr:GetAuthorizationToken" { "*".to_string() } else { repository(account, name) };
    Call { words, action: action.to_string(), resource, context: BTreeMap::new() }
}

/// So many of the calls that `rights` are allowed and the others not.
fn choose(stream: &mut Stream, policies: &Policies, mut calls: Vec<Call>, rights: usize, all: usize) -> Option<Vec<(Call, Judged)>> {
    stream.shuffle(&mut calls);
    let mut chosen: Vec<(Call, Judged)> = Vec::new();
    for call in calls {
        let judged = judged(policies, &call)?;
        let alike = chosen.iter().filter(|(_, other)| other.is_allowed == judged.is_allowed).count();
        if alike < if judged.is_allowed { rights } else { all - rights } {
            chosen.push((call, judged));
        }
        if chosen.len() == all {
            break;
        }
    }
    // What was looked for longest would stand last.
    stream.shuffle(&mut chosen);
    // A Deny that is never met would be there for nothing.
    let is_used = chosen.iter().any(|(_, judged)| judged.decision == "explicitDeny");
    (chosen.len() == all && is_used).then_some(chosen)
}

const RULE: &str = "Every statement counts that matches: action, resource and all conditions. If one of them denies, the call is denied. If not, and one allows, it is allowed. If none matches, it is denied.";

fn draft(stem: String, configuration: String, rule: &str, kind: QuestionType, chosen: Vec<(Call, Judged)>) -> Draft {
    let steps = chosen.iter().map(|(call, judged)| format!("{}: {}", call.words, judged.why));
    let explanation = [rule.to_string()].into_iter().chain(steps).collect();
    let options = chosen.iter().map(|(call, judged)| option(call.words.as_str(), judged.is_allowed, judged.why.as_str())).collect();
    let simulate = chosen.into_iter().map(|(_, judged)| judged.proof).collect();
    Draft { stem, configuration: Some(configuration), kind, options, explanation, simulate, rules: Vec::new() }
}

fn pull_statements(stream: &mut Stream, account: &str) -> Vec<String> {
    let pattern = stream.pick(["shop/*", "shop/web", "*"]);
    let mut statements = vec![match stream.below(3) {
        0 => statement("Images", "Allow", "", &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Some(&repository(account, pattern))),
        1 => statement("Images", "Allow", "", &["ecr:Batch*", "ecr:GetDownloadUrlForLayer"], Some(&repository(account, pattern))),
        _ => statement("Images", "Allow", "", &["ecr:*"], Some(&repository(account, pattern))),
    }];
    let login = if stream.coin() { "*".to_string() } else { repository(account, "shop/web") };
    statements.push(statement("LogIn", "Allow", "", &["ecr:GetAuthorizationToken"], Some(&login)));
    statements.push(match stream.below(3) {
        0 => statement("NoDeletes", "Deny", "", &["ecr:BatchDeleteImage", "ecr:DeleteRepository"], Some("*")),
        1 => statement("NotTheApi", "Deny", "", &["ecr:*"], Some(&repository(account, "shop/api"))),
        _ => statement("NoPush", "Deny", "", &["ecr:Put*", "ecr:BatchDelete*"], Some(&repository(account, "*"))),
    });
    statements
}

fn image_calls(account: &str) -> Vec<Call> {
    let mut calls = vec![image_call("ecr:GetAuthorizationToken", account, "")];
    for action in ["ecr:BatchGetImage", "ecr:PutImage", "ecr:BatchDeleteImage", "ecr:DescribeImages"] {
        calls.extend(["shop/web", "shop/api", "pay/web"].map(|name| image_call(action, account, name)));
    }
    calls
}

fn one_policy(stream: &mut Stream) -> Option<Draft> {
    let mut statements = pull_statements(stream, ACCOUNT);
    stream.shuffle(&mut statements);
    let document = policy(&statements);
    let policies = Policies { identity: Some(document.clone()), ..Policies::default() };
    let chosen = choose(stream, &policies, image_calls(ACCOUNT), 1, 4)?;
    let stem = "A role has this policy and no other. Which of these calls may it make, in the same account?";
    Some(draft(stem.to_string(), document + "\n", RULE, QuestionType::Single, chosen))
}

fn conditions(stream: &mut Stream) -> Option<Draft> {
    let cluster = |name: &str| format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/{name}");
    let definition = |name: &str| format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/{name}");
    let role = |name: &str| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
    let condition =
        |operator: &str, key: &str, value: &str| format!(",\n      \"Condition\": {{\"{operator}\": {{\"{key}\":\n        \"{value}\"}}}}");
    let (family, home) = (stream.pick(["web:*", "*"]), stream.pick(["prod", "test"]));
    let mut statements = vec![
        statement("Run", "Allow", "", &["ecs:RunTask"], Some(&definition(family))) + &condition("ArnEquals", "ecs:cluster", &cluster(home)),
        statement("Pass", "Allow", "", &["iam:PassRole"], Some(&role("web-*")))
            + &condition("StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"),
        if stream.coin() {
            statement("NotProd", "Deny", "", &["ecs:*"], Some("*")) + &condition("ArnEquals", "ecs:cluster", &cluster("prod"))
        } else {
            statement("NotAdmin", "Deny", "", &["iam:PassRole"], Some(&role("*-admin")))
        },
    ];
    stream.shuffle(&mut statements);
    let mut calls = Vec::new();
    for (name, place) in [("web:7", "prod"), ("web:7", "test"), ("api:3", "prod"), ("api:3", "test")] {
        calls.push(Call {
            words: format!("`ecs:RunTask` of `{name}` in the cluster `{place}`"),
            action: "ecs:RunTask".to_string(),
            resource: definition(name),
            context: BTreeMap::from([("ecs:cluster".to_string(), cluster(place))]),
        });
    }
    for (name, service) in [("web-task", "ecs-tasks"), ("web-task", "ec2"), ("web-admin", "ecs-tasks"), ("api-task", "ecs-tasks")] {
        calls.push(Call {
            words: format!("`iam:PassRole` of `{name}` to `{service}.amazonaws.com`"),
            action: "iam:PassRole".to_string(),
            resource: role(name),
            context: BTreeMap::from([("iam:PassedToService".to_string(), format!("{service}.amazonaws.com"))]),
        });
    }
    let document = policy(&statements);
    let policies = Policies { identity: Some(document.clone()), ..Policies::default() };
    let chosen = choose(stream, &policies, calls, 1, 4)?;
    let stem = "A role has this policy and no other. Which of these calls may it make, in the same account?";
    Some(draft(stem.to_string(), document + "\n", RULE, QuestionType::Single, chosen))
}

fn boundary(stream: &mut Stream) -> Option<Draft> {
    let mut own = pull_statements(stream, ACCOUNT);
    own.truncate(2);
    let limit = [
        if stream.coin() {
            statement("Limit", "Allow", "", &["ecr:*"], Some(&repository(ACCOUNT, stream.pick(["shop/*", "*"]))))
        } else {
            statement("Limit", "Allow", "", &["ecr:BatchGetImage", "ecr:GetAuthorizationToken"], Some("*"))
        },
        statement("NeverDelete", "Deny", "", &[stream.pick(["ecr:BatchDeleteImage", "ecr:*Delete*"])], Some("*")),
    ];
    let (identity, boundary) = (policy(&own), policy(&limit));
    let listing = both(("policy of the role", &identity), ("permissions boundary", &boundary));
    let policies = Policies { identity: Some(identity), boundary: Some(boundary), ..Policies::default() };
    let chosen = choose(stream, &policies, image_calls(ACCOUNT), 2, 5)?;
    let stem = format!(
        "A role has a policy and a permissions boundary. Which of these calls may it make, in the same account? (Choose {}.)",
        in_words(2)
    );
    let rule = "A boundary grants nothing. A call is allowed where the policy and the boundary both allow it and neither denies it.";
    Some(draft(stem, listing, rule, QuestionType::Multiple, chosen))
}

fn two_accounts(stream: &mut Stream) -> Option<Draft> {
    let own = [statement(
        "Images",
        "Allow",
        "",
        stream.pick([&["ecr:BatchGetImage", "ecr:DescribeImages"][..], &["ecr:*"][..], &["ecr:Batch*"][..]]),
        Some(&repository(OTHER_ACCOUNT, stream.pick(["*", "base/*"]))),
    )];
    let principal = format!("\n      \"Principal\": {{\"AWS\": \"arn:aws:iam::{ACCOUNT}:root\"}},");
    let theirs = [
        statement(
            "Guests",
            "Allow",
            &principal,
            stream.pick([
                &["ecr:BatchGetImage", "ecr:PutImage"][..],
                &["ecr:Batch*", "ecr:DescribeImages"][..],
                &["ecr:BatchGetImage"][..],
            ]),
            None,
        ),
        statement("NoDeletes", "Deny", &principal, &[stream.pick(["ecr:BatchDeleteImage", "ecr:*Delete*"])], None),
    ];
    let (identity, resource) = (policy(&own), policy(&theirs));
    let listing = both(("policy of the role", &identity), ("policy of the repository", &resource));
    let policies = Policies { identity: Some(identity), resource: Some(resource), ..Policies::default() };
    let actions = [
        "ecr:BatchGetImage",
        "ecr:PutImage",
        "ecr:BatchDeleteImage",
        "ecr:DescribeImages",
        "ecr:ListImages",
        "ecr:BatchCheckLayerAvailability",
        "ecr:DeleteRepository",
    ];
    let calls =
        actions.iter().map(|action| Call { words: format!("`{action}`"), ..image_call(action, OTHER_ACCOUNT, "base/nginx") }).collect();
    let chosen = choose(stream, &policies, calls, 1, 4)?;
    let stem = format!(
        "A role of the account {ACCOUNT} calls on the repository `base/nginx` of the account {OTHER_ACCOUNT}. Both policies are shown. Which of these calls may it make?"
    );
    let rule = "Across accounts both must allow: the policy of the role, and the policy of the repository. A Deny in either wins.";
    Some(draft(stem, listing, rule, QuestionType::Single, chosen))
}
