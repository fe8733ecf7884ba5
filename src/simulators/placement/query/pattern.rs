//! Regular expressions: Java's, as far as they mean the same here.

/// A pattern that must match the whole value.
#[derive(Debug, Clone)]
pub struct Pattern(regex::Regex);

/// Why a pattern cannot be used, and the byte at which the reason stands.
pub(super) struct PatternError {
    pub offset: usize,
    pub message: String,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, PatternError> {
        if let Some((offset, construct)) = unsupported(text) {
            return Err(PatternError { offset, message: format!("{construct} of Java's regular expressions are not simulated") });
        }
        // The pattern alone first, so that its own mistakes are reported and `)(` cannot close the group around it.
        regex::Regex::new(text)
            .and_then(|_| regex::Regex::new(&format!(r"\A(?:{text})\z")))
            .map(Self)
            .map_err(|error| PatternError { offset: 0, message: format!("not a regular expression: {}", reason(&error)) })
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    // The crate draws the pattern over several lines; its last line is the reason.
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_string()
}

/// What `java.util.regex` has and a linear-time engine has not, or reads in another way.
fn unsupported(text: &str) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let (mut at, mut in_class, mut after_quantifier) = (0, 0_u32, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let quantified = std::mem::take(&mut after_quantifier);
        match rest {
            [b'\\', b'1'..=b'9' | b'k', ..] if in_class == 0 => return Some((at, "back-references")),
            [b'\\', b'Q' | b'E', ..] => return Some((at, "quotations (\\Q...\\E)")),
            [b'\\', b'G' | b'R' | b'X' | b'Z' | b'h' | b'H', ..] => return Some((at, "the escapes \\G, \\R, \\X, \\Z and \\h")),
            [b'\\', _, ..] => {
                at += 2;
                continue;
            }
            [b'[', ..] => in_class += 1,
            [b']', ..] => in_class = in_class.saturating_sub(1),
            _ if in_class > 0 => {}
            [b'(', b'?', b'=' | b'!', ..] | [b'(', b'?', b'<', b'=' | b'!', ..] => return Some((at, "look-ahead and look-behind")),
            [b'(', b'?', b'>', ..] => return Some((at, "atomic groups")),
            [b'+', ..] if quantified => return Some((at, "possessive quantifiers")),
            [b'?', ..] if quantified => {}
            [b'*' | b'+' | b'?' | b'}', ..] => after_quantifier = true,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_matches_the_whole_value() {
        for (pattern, value, expected) in [
            ("g2.*", "g2.8xlarge", true),
            ("g2", "g2.8xlarge", false),
            ("t2|t3", "t3", true),
            ("t2|t3", "xt3", false),
            (r"t[23]\.(small|medium)", "t2.medium", true),
            ("(?i)T2.*", "t2.nano", true),
        ] {
            assert_eq!(Pattern::new(pattern).map_err(|e| e.message).expect(pattern).matches(value), expected, "{pattern} {value}");
        }
    }

    #[test]
    fn what_only_java_has_is_refused_where_it_stands() {
        for (pattern, offset, part) in [
            ("(?!t2).*", 0, "look-ahead"),
            ("a(?<=b)", 1, "look-behind"),
            (r"(a)\1", 3, "back-references"),
            ("a*+", 2, "possessive"),
            ("(?>a)", 0, "atomic"),
            (r"\Qa.b\E", 0, "quotations"),
            ("a)(b", 0, "not a regular expression"),
            ("[a", 0, "not a regular expression"),
        ] {
            let error = Pattern::new(pattern).expect_err(pattern);
            assert_eq!(error.offset, offset, "{pattern}");
            assert!(error.message.contains(part), "{pattern}: {}", error.message);
        }
        assert!(Pattern::new("a+?b[*+]").is_ok(), "reluctant quantifiers and classes are the same in both");
    }
}
