//! Which requests go where.

use crate::simulators::policy::pattern::{Token, matches, tokens};

/// A rule of the listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerRule {
    /// The lower comes first; the default rule has none and comes last.
    pub priority: Option<u32>,
    /// The path matches one of them; none of them matches every path.
    pub path_patterns: Vec<String>,
    /// What becomes of a request.
    pub action: RuleAction,
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleAction {
    /// A target of the group answers: its ARN or name.
    Forward(String),
    /// The load balancer answers.
    FixedResponse {
        /// Status code.
        status: u16,
        /// Body, of plain text.
        body: String,
    },
}

impl ListenerRule {
    /// Whether it takes a request for this path, without its query. Case counts; `*` is any text, `?` one character.
    pub fn takes(&self, path: &str) -> bool {
        let matching = |pattern: &String| matches(&tokens(pattern).collect::<Vec<Token>>(), path);
        self.path_patterns.is_empty() || self.path_patterns.iter().any(matching)
    }

    /// Sorts rules into the order in which they are tried.
    pub fn in_order(mut rules: Vec<Self>) -> Vec<Self> {
        rules.sort_by_key(|rule| rule.priority.unwrap_or(u32::MAX));
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(priority: Option<u32>, patterns: &[&str], group: &str) -> ListenerRule {
        let path_patterns = patterns.iter().map(|pattern| (*pattern).to_string()).collect();
        ListenerRule { priority, path_patterns, action: RuleAction::Forward(group.to_string()) }
    }

    #[test]
    fn patterns_are_those_of_application_load_balancers() {
        for (pattern, path, expected) in [
            ("/img/*", "/img/a/b.png", true),
            ("/img/*", "/img/", true),
            ("/img/*", "/img", false),
            ("/img/*", "/IMG/a", false),
            ("/a?c", "/abc", true),
            ("/a?c", "/ac", false),
            ("/api", "/api/", false),
            ("*.php", "/x/index.php", true),
            ("/img/*/pics", "/img/2/pics", true),
            ("*", "/", true),
        ] {
            assert_eq!(rule(Some(1), &[pattern], "g").takes(path), expected, "{pattern} {path}");
        }
        assert!(rule(None, &[], "g").takes("/anything"));
        assert!(rule(Some(1), &["/a", "/b"], "g").takes("/b"));
    }

    #[test]
    fn the_lowest_priority_that_takes_a_path_decides() {
        let rules = ListenerRule::in_order(vec![
            rule(None, &[], "default"),
            rule(Some(20), &["/api/*"], "api"),
            rule(Some(10), &["/api/v2/*"], "v2"),
        ]);
        let group = |path: &str| match &rules.iter().find(|rule| rule.takes(path)).expect("a default").action {
            RuleAction::Forward(group) => group.clone(),
            RuleAction::FixedResponse { .. } => String::new(),
        };
        assert_eq!(["/api/v2/x", "/api/x", "/"].map(group), ["v2", "api", "default"]);
    }
}
