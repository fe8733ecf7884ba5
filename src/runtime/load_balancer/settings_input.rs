//! Target groups and rules as `aws elbv2` prints them.

use std::time::Duration;

use super::{ListenerRule, LoadBalancerSettings, RuleAction, StatusMatcher, TargetGroupSettings};
use crate::facts;
use crate::simulators::members::Members;
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Notation, parse};

/// What a target group may have here; what `describe-target-groups` prints besides says nothing here.
const OF_TARGET_GROUPS: [&str; 22] = [
    "TargetGroupArn",
    "TargetGroupName",
    "Name",
    "Protocol",
    "ProtocolVersion",
    "Port",
    "VpcId",
    "HealthCheckProtocol",
    "HealthCheckPort",
    "HealthCheckEnabled",
    "HealthCheckIntervalSeconds",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "HealthCheckPath",
    "Matcher",
    "LoadBalancerArns",
    "TargetType",
    "IpAddressType",
    "Tags",
    "Attributes",
    "TargetGroupAttributes",
];

/// Reads `{"TargetGroups": [...], "Rules": [...]}`, either of them or both, or one target group as create-target-group takes it. A
/// target group may have `Attributes`, as describe-target-group-attributes prints them.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_load_balancer(source: &SourceFile) -> Result<LoadBalancerSettings, Fault> {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    if let Some(problem) = parsed.problems.first() {
        return Err(Fault::at(source, problem.span, problem.message.clone()));
    }
    let Some(root) = parsed.documents.first() else {
        return Err(Fault::at(source, Span::default(), "it holds no document"));
    };
    let members = Members::of(source, root, "the document")?;
    members.only(&[&OF_TARGET_GROUPS[..], &["TargetGroups", "Rules"]].concat())?;
    let mut settings = LoadBalancerSettings::default();
    if members.node("TargetGroups").is_some() {
        for group in members.objects("TargetGroups")? {
            settings.groups.push(target_group(group)?);
        }
    } else if members.node("Rules").is_none() {
        settings.groups.push(target_group(members)?);
    }
    for rule in members.objects("Rules")? {
        settings.rules.push(listener_rule(rule)?);
    }
    Ok(settings)
}

fn target_group(members: Members<'_>) -> Result<TargetGroupSettings, Fault> {
    members.only(&OF_TARGET_GROUPS)?;
    let name = match members.text("TargetGroupArn")? {
        Some(arn) => arn,
        None => members.text("TargetGroupName")?.or(members.text("Name")?).ok_or_else(|| members.missing("TargetGroupArn"))?,
    };
    for protocol in ["Protocol", "HealthCheckProtocol"] {
        if members.text(protocol)?.is_some_and(|protocol| protocol != "HTTP") {
            return Err(members.fault_at(protocol, format!("{protocol} is not HTTP, and nothing else is spoken here")));
        }
    }
    if members.node("HealthCheckPort").is_some() && members.text("HealthCheckPort").ok().flatten() != Some("traffic-port") {
        return Err(members
            .fault_at("HealthCheckPort", "health checks go to traffic-port here")
            .help("The container's port has another number on this machine: leave HealthCheckPort out."));
    }
    let mut settings = TargetGroupSettings::with_defaults(name);
    if let Some(path) = members.text("HealthCheckPath")? {
        if !path.starts_with('/') || path.contains([' ', '\r', '\n', '#']) || !path.is_ascii() {
            return Err(members.fault_at("HealthCheckPath", format!("{path:?} is no path")).help("It begins with / and holds no blank."));
        }
        settings.path = path.to_string();
    }
    if let Some(matcher) = members.object("Matcher")? {
        let codes = matcher.text("HttpCode")?.ok_or_else(|| matcher.missing("HttpCode"))?;
        settings.matcher = StatusMatcher::parse(codes).ok_or_else(|| {
            matcher
                .fault_at("HttpCode", format!("{codes:?} names no status codes"))
                .help("Write it as 200, 200,302 or 200-299; 200 to 499.")
        })?;
    }
    let seconds =
        |name: &str, most: i64| members.integer(name, 1..=most).map(|found| found.map(|found| Duration::from_secs(found.unsigned_abs())));
    if let Some(interval) = seconds("HealthCheckIntervalSeconds", facts::MOST_CHECK_INTERVAL_SECONDS)? {
        settings.interval = interval;
        settings.timeout = settings.timeout.min(interval);
    }
    if let Some(timeout) = seconds("HealthCheckTimeoutSeconds", facts::MOST_CHECK_TIMEOUT_SECONDS)? {
        if timeout > settings.interval {
            return Err(members.fault_at("HealthCheckTimeoutSeconds", "the timeout is longer than the interval"));
        }
        settings.timeout = timeout;
    }
    let threshold =
        |name: &str| members.integer(name, 1..=facts::MOST_THRESHOLD).map(|found| found.and_then(|found| u32::try_from(found).ok()));
    if let Some(threshold) = threshold("HealthyThresholdCount")? {
        settings.healthy_threshold = threshold;
    }
    if let Some(threshold) = threshold("UnhealthyThresholdCount")? {
        settings.unhealthy_threshold = threshold;
    }
    for attribute in members.objects("Attributes")?.into_iter().chain(members.objects("TargetGroupAttributes")?) {
        if attribute.text("Key")? == Some("deregistration_delay.timeout_seconds") {
            let most = *facts::DEREGISTRATION_DELAY_RANGE.end();
            let delay = attribute.count("Value", most)?.ok_or_else(|| attribute.missing("Value"))?;
            settings.deregistration_delay = Duration::from_secs(delay);
        }
    }
    Ok(settings)
}

fn listener_rule(members: Members<'_>) -> Result<ListenerRule, Fault> {
    members.only(&["RuleArn", "Priority", "Conditions", "Actions", "IsDefault", "Transforms"])?;
    let is_default = members.boolean("IsDefault")?.unwrap_or(false) || members.text("Priority").ok().flatten() == Some("default");
    let (first, last) = (i64::from(*facts::RULE_PRIORITIES.start()), i64::from(*facts::RULE_PRIORITIES.end()));
    let priority = match is_default {
        true => None,
        false => {
            let priority = members.integer("Priority", first..=last)?.ok_or_else(|| members.missing("Priority"))?;
            u32::try_from(priority).ok()
        }
    };
    let mut path_patterns = Vec::new();
    for condition in members.objects("Conditions")? {
        match condition.text("Field")? {
            Some("path-pattern") => {}
            other => {
                let message = format!("a condition on {} is not understood here", other.unwrap_or("nothing"));
                return Err(condition.fault_at("Field", message).help("Rules go by path-pattern here."));
            }
        }
        let configured = condition.object("PathPatternConfig")?.map(|config| config.texts("Values")).transpose()?.unwrap_or_default();
        let patterns = if configured.is_empty() { condition.texts("Values")? } else { configured };
        if patterns.is_empty() {
            return Err(condition.missing("Values"));
        }
        if let Some(long) = patterns.iter().find(|pattern| pattern.chars().count() > facts::MAX_PATH_PATTERN_LENGTH) {
            let message = format!("a path pattern has {} characters, more than {}", long.chars().count(), facts::MAX_PATH_PATTERN_LENGTH);
            return Err(condition.fault_at("Values", message));
        }
        path_patterns.extend(patterns.into_iter().map(str::to_string));
    }
    if priority.is_some() && path_patterns.is_empty() {
        return Err(members.missing("Conditions").help("Only the default rule has none."));
    }
    Ok(ListenerRule { priority, path_patterns, action: rule_action(members)? })
}

fn rule_action(members: Members<'_>) -> Result<RuleAction, Fault> {
    let actions = members.objects("Actions")?;
    let [action] = actions.as_slice() else {
        return Err(members.fault_at("Actions", format!("a rule has {} actions here instead of one", actions.len())));
    };
    match action.text("Type")? {
        Some("forward") => {
            let several = action.object("ForwardConfig")?.map(|config| config.objects("TargetGroups")).transpose()?.unwrap_or_default();
            let mut weighed = Vec::new();
            for group in several {
                if group.count("Weight", 999)? != Some(0) {
                    weighed.push(group.text("TargetGroupArn")?.ok_or_else(|| group.missing("TargetGroupArn"))?);
                }
            }
            match (action.text("TargetGroupArn")?, weighed.as_slice()) {
                (Some(group), []) | (_, &[group]) => Ok(RuleAction::Forward(group.to_string())),
                (None, []) => Err(action.missing("TargetGroupArn")),
                _ => Err(action.fault_at("ForwardConfig", "a rule forwards to several target groups by weight, which is not done here")),
            }
        }
        Some("fixed-response") => {
            let config = action.object("FixedResponseConfig")?.ok_or_else(|| action.missing("FixedResponseConfig"))?;
            let status = config.integer("StatusCode", 200..=599)?.ok_or_else(|| config.missing("StatusCode"))?;
            let body = config.text("MessageBody")?.unwrap_or_default().to_string();
            Ok(RuleAction::FixedResponse { status: u16::try_from(status).unwrap_or(503), body })
        }
        other => {
            let message = format!("an action of type {} is not understood here", other.unwrap_or("nothing"));
            Err(action.fault_at("Type", message).help("Rules forward or give a fixed-response here."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<LoadBalancerSettings, String> {
        read_load_balancer(&SourceFile::new("lb.json", text)).map_err(|fault| fault.to_string())
    }

    #[test]
    fn what_the_cli_prints_is_read() {
        let settings = read(
            r#"{"TargetGroups": [{"TargetGroupArn": "arn:x:targetgroup/web/1", "TargetGroupName": "web", "Protocol": "HTTP", "Port": 80,
                "HealthCheckPort": "traffic-port", "HealthCheckIntervalSeconds": 5, "HealthCheckTimeoutSeconds": 2, "HealthyThresholdCount": 2,
                "UnhealthyThresholdCount": 3, "HealthCheckPath": "/health", "Matcher": {"HttpCode": "200-299"},
                "Attributes": [{"Key": "stickiness.enabled", "Value": "false"}, {"Key": "deregistration_delay.timeout_seconds", "Value": "7"}]}],
               "Rules": [{"RuleArn": "r", "Priority": "5", "Conditions": [{"Field": "path-pattern", "Values": ["/api/*"],
                "PathPatternConfig": {"Values": ["/api/*"]}}], "Actions": [{"Type": "forward", "TargetGroupArn": "web",
                "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "web", "Weight": 1}]}}], "IsDefault": false},
               {"Priority": "default", "Conditions": [], "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}], "IsDefault": true}]}"#,
        )
        .expect("it is what the CLI prints");
        let group = &settings.groups[0];
        assert_eq!((group.path.as_str(), group.interval.as_secs(), group.timeout.as_secs()), ("/health", 5, 2));
        assert_eq!((group.healthy_threshold, group.unhealthy_threshold, group.deregistration_delay.as_secs()), (2, 3, 7));
        assert_eq!(settings.rules[0].priority, Some(5));
        assert_eq!(settings.rules[0].path_patterns, ["/api/*"]);
        assert_eq!(settings.rules[1].action, RuleAction::FixedResponse { status: 404, body: String::new() });
        let one = read(r#"{"Name": "web", "HealthCheckIntervalSeconds": 1}"#).expect("as create-target-group takes it");
        assert_eq!((one.groups[0].arn.as_str(), one.groups[0].timeout.as_secs()), ("web", 1));
    }

    #[test]
    fn what_is_not_done_here_is_told_with_its_place() {
        let rule = |rule: &str| format!(r#"{{"Rules": [{{"Priority": 1, {rule}}}]}}"#);
        let forward = r#""Actions": [{"Type": "forward", "TargetGroupArn": "web"}]"#;
        for (text, expected) in [
            ("{".to_string(), "lb.json:1:"),
            ("[]".to_string(), "lb.json:1:1: the document is a list"),
            (r#"{"HealthCheckPath": "/"}"#.to_string(), "lb.json:1:1: TargetGroupArn is missing"),
            (r#"{"Name": "web", "HealthCheckPaht": "/"}"#.to_string(), "lb.json:1:17: unknown member \"HealthCheckPaht\""),
            (r#"{"Name": "web", "Protocol": "HTTPS"}"#.to_string(), "Protocol is not HTTP"),
            (r#"{"Name": "web", "HealthCheckPath": "health"}"#.to_string(), "\"health\" is no path"),
            (r#"{"Name": "web", "HealthCheckIntervalSeconds": 0}"#.to_string(), "HealthCheckIntervalSeconds is 0, not within 1 to 300"),
            (r#"{"Name": "web", "HealthCheckTimeoutSeconds": 31}"#.to_string(), "the timeout is longer than the interval"),
            (r#"{"Name": "web", "Matcher": {"HttpCode": "ok"}}"#.to_string(), "\"ok\" names no status codes"),
            (rule(forward), "Conditions is missing"),
            (rule(&format!(r#""Conditions": [{{"Field": "host-header", "Values": ["a"]}}], {forward}"#)), "a condition on host-header"),
            (rule(r#""Conditions": [{"Field": "path-pattern", "Values": ["/"]}]"#), "a rule has 0 actions"),
            (
                rule(r#""Conditions": [{"Field": "path-pattern", "Values": ["/"]}], "Actions": [{"Type": "redirect"}]"#),
                "an action of type redirect",
            ),
        ] {
            let error = read(&text).expect_err(expected);
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
