//! What a load balancer does, decided before it listens.

use std::time::Duration;

use super::{ListenerRule, LoadBalancerError, RuleAction};
use crate::facts;

/// Target groups and rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadBalancerSettings {
    /// The target groups.
    pub groups: Vec<TargetGroupSettings>,
    /// The listener's rules.
    pub rules: Vec<ListenerRule>,
}

/// A target group. The defaults are those of ELB for HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetGroupSettings {
    /// `TargetGroupArn`, or the name where there is none.
    pub arn: String,
    /// `HealthCheckPath`
    pub path: String,
    /// `Matcher.HttpCode`
    pub matcher: StatusMatcher,
    /// `HealthCheckIntervalSeconds`
    pub interval: Duration,
    /// `HealthCheckTimeoutSeconds`
    pub timeout: Duration,
    /// `HealthyThresholdCount`: passed checks in a row that make an unhealthy target healthy. A new one needs one.
    pub healthy_threshold: u32,
    /// `UnhealthyThresholdCount`: failed checks in a row that make a target unhealthy.
    pub unhealthy_threshold: u32,
    /// `deregistration_delay.timeout_seconds`: how long requests under way may take, once a target is taken out.
    pub deregistration_delay: Duration,
}

impl TargetGroupSettings {
    /// A group of which nothing else is known.
    pub fn with_defaults(arn: &str) -> Self {
        Self {
            arn: arn.to_string(),
            path: "/".to_string(),
            matcher: StatusMatcher(vec![(200, 200)]),
            interval: Duration::from_secs(facts::TARGET_CHECK_INTERVAL_SECONDS),
            timeout: Duration::from_secs(facts::TARGET_CHECK_TIMEOUT_SECONDS),
            healthy_threshold: facts::HEALTHY_THRESHOLD,
            unhealthy_threshold: facts::UNHEALTHY_THRESHOLD,
            deregistration_delay: Duration::from_secs(facts::DEREGISTRATION_DELAY_SECONDS),
        }
    }

    /// Whether an ARN or a name means this group.
    pub fn is(&self, arn_or_name: &str) -> bool {
        self.arn == arn_or_name || name_of(&self.arn) == name_of(arn_or_name)
    }
}

/// The name in `arn:aws:elasticloadbalancing:...:targetgroup/NAME/ID`; the text itself where it is no such ARN.
fn name_of(arn: &str) -> &str {
    arn.rsplit_once(":targetgroup/").map_or(arn, |(_, rest)| rest.split('/').next().unwrap_or(rest))
}

/// Status codes that count as healthy: ranges, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMatcher(Vec<(u16, u16)>);

impl StatusMatcher {
    /// Reads `200`, `200,302` or `200-299`; codes are 200 to 499.
    pub fn parse(text: &str) -> Option<Self> {
        let code = |text: &str| text.trim().parse().ok().filter(|code| facts::MATCHER_CODES.contains(code));
        let range = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some((code(first)?, code(last)?)).filter(|(first, last)| first <= last)
        };
        text.split(',').map(range).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Whether a code is among them.
    pub fn accepts(&self, status: u16) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&status))
    }
}

impl LoadBalancerSettings {
    /// The settings of several files as one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.groups.extend(other.groups);
        self.rules.extend(other.rules);
        self
    }

    /// Completes them for the target groups that services use: a group that is not described has ELB's defaults, and where there
    /// is no default rule, the only group gets all requests, or a 404 answers what no rule takes.
    ///
    /// # Errors
    /// When several groups have no rules, or a rule forwards to none of the groups.
    pub fn completed(mut self, used: &[String]) -> Result<Self, LoadBalancerError> {
        for arn in used {
            if !self.groups.iter().any(|group| group.is(arn)) {
                self.groups.push(TargetGroupSettings::with_defaults(arn));
            }
        }
        for rule in &self.rules {
            if let RuleAction::Forward(group) = &rule.action
                && !self.groups.iter().any(|other| other.is(group))
            {
                return Err(LoadBalancerError::UnknownTargetGroup(group.clone()));
            }
        }
        if !self.rules.iter().any(|rule| rule.priority.is_none()) {
            let action = match self.groups.as_slice() {
                [only] if self.rules.is_empty() => RuleAction::Forward(only.arn.clone()),
                several if self.rules.is_empty() => {
                    return Err(LoadBalancerError::NoRules(several.iter().map(|group| group.arn.clone()).collect()));
                }
                _ => RuleAction::FixedResponse { status: 404, body: "no rule of the listener takes this path\n".to_string() },
            };
            self.rules.push(ListenerRule { priority: None, path_patterns: Vec::new(), action });
        }
        self.rules = ListenerRule::in_order(self.rules);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matchers_are_codes_lists_and_ranges() {
        for (text, accepted, refused) in [("200", 200, 201), ("200,302", 302, 301), ("200-299, 404", 404, 300)] {
            let matcher = StatusMatcher::parse(text).expect(text);
            assert!(matcher.accepts(accepted) && !matcher.accepts(refused), "{text}");
        }
        for text in ["", "20", "299-200", "200-", "500", "ok", "200-299-300"] {
            assert_eq!(StatusMatcher::parse(text), None, "{text}");
        }
    }

    #[test]
    fn groups_go_by_arn_or_name_and_one_alone_gets_everything() {
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef";
        let group = TargetGroupSettings::with_defaults(arn);
        assert!(group.is(arn) && group.is("web") && !group.is("api"));
        let completed = LoadBalancerSettings::default().completed(&[arn.to_string()]).expect("one group");
        assert_eq!(completed.rules[0].action, RuleAction::Forward(arn.to_string()));
        let two = LoadBalancerSettings::default().completed(&["a".to_string(), "b".to_string()]).expect_err("no rules");
        assert_eq!(two.to_string(), "there are several target groups (a, b) and no rules that say which paths go where");
    }
}
