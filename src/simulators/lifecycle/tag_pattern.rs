//! Tag patterns with `*`.

/// A pattern in which each `*` stands for any number of characters, also none. Everything else is compared exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPattern {
    /// What the tag begins with.
    start: String,
    /// What follows, piece by piece; `None` where the pattern has no `*`.
    rest: Option<Rest>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rest {
    /// Pieces between two `*`, none of them empty.
    middle: Vec<String>,
    /// What the tag ends with.
    end: String,
}

impl TagPattern {
    /// A `tagPatternList` entry.
    pub fn pattern(text: &str) -> Self {
        let Some((start, rest)) = text.split_once('*') else { return Self { start: text.to_string(), rest: None } };
        let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
        let middle = middle.split('*').filter(|piece| !piece.is_empty()).map(str::to_string).collect();
        Self { start: start.to_string(), rest: Some(Rest { middle, end: end.to_string() }) }
    }

    /// A `tagPrefixList` entry, in which `*` is no wildcard.
    pub fn prefix(text: &str) -> Self {
        Self { start: text.to_string(), rest: Some(Rest { middle: Vec::new(), end: String::new() }) }
    }

    /// Whether the whole tag matches.
    pub fn matches(&self, tag: &str) -> bool {
        // Most patterns fail at the first byte, and looking at it costs less than comparing text.
        if self.start.as_bytes().first().is_some_and(|byte| tag.as_bytes().first() != Some(byte)) {
            return false;
        }
        let Some(rest) = &self.rest else { return tag == self.start };
        let Some(mut left) = tag.strip_prefix(self.start.as_str()) else { return false };
        if rest.end.is_empty() && rest.middle.is_empty() {
            return true;
        }
        let Some(before_end) = left.strip_suffix(rest.end.as_str()) else { return false };
        left = before_end;
        // The first place of each piece is the best one: it leaves the most for those after it.
        for piece in &rest.middle {
            let Some(at) = left.find(piece.as_str()) else { return false };
            left = &left[at + piece.len()..];
        }
        true
    }
}

/// As it is written in a `tagPatternList`; a prefix gets its `*`.
impl std::fmt::Display for TagPattern {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.start)?;
        let Some(rest) = &self.rest else { return Ok(()) };
        rest.middle.iter().try_for_each(|piece| write!(out, "*{piece}"))?;
        write!(out, "*{}", rest.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::TagPattern;

    #[test]
    fn a_star_stands_for_any_number_of_characters() {
        for (pattern, tag, expected) in [
            ("prod*", "prod-1", true),
            ("prod*", "prod", true),
            ("prod*", "my-prod", false),
            ("*", "", true),
            ("*prod", "my-prod", true),
            ("*prod*", "a-prod-b", true),
            ("v*.*.*", "v1.2.3", true),
            ("v*.*.*", "v1.2", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*ab*ab", "abab", true),
            ("*ab*ab", "ab", false),
            ("latest", "latest", true),
            ("latest", "latest2", false),
            ("Prod*", "prod-1", false),
            ("a.c*", "abc", false),
            ("**", "x", true),
        ] {
            assert_eq!(TagPattern::pattern(pattern).matches(tag), expected, "{pattern} {tag}");
        }
        assert!(TagPattern::prefix("a*").matches("a*b"));
        assert!(!TagPattern::prefix("a*").matches("ab"));
    }

    /// The definition, letter by letter.
    fn matches_by_definition(pattern: &[char], tag: &[char]) -> bool {
        match pattern.split_first() {
            None => tag.is_empty(),
            Some(('*', rest)) => (0..=tag.len()).any(|skipped| matches_by_definition(rest, &tag[skipped..])),
            Some((first, rest)) => tag.first() == Some(first) && matches_by_definition(rest, &tag[1..]),
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_definition(pattern in "[ab*]{0,8}", tag in "[ab]{0,10}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), tag.chars().collect());
            prop_assert_eq!(TagPattern::pattern(&pattern).matches(&tag), matches_by_definition(&p, &t));
        }
    }
}
