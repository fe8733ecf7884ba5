//! Text of which parts are not known.
//!
//! In: values of a resolved tree. Out: plain text in which each part that is not known is one character of a private area of Unicode, so
//! that such text is cut and joined like any other. [`Unknowns`] knows what stands for what.

use std::collections::HashSet;

use crate::cloudformation::{Piece, pieces};
use crate::model::{is_placeholder, node_at};
use crate::source::Span;
use crate::syntax::{Data, Node};

/// Characters that stand for unknown text.
const TEXTS: std::ops::RangeInclusive<u32> = 0xE000..=0xEFFF;
/// Characters that stand for unknown words: what has neither `:` nor `/` in it, as an account or a Region.
const WORDS: std::ops::RangeInclusive<u32> = 0xF000..=0xF8FF;
/// Characters of a text that is compared; what is longer is no name of a resource.
const MAX_COMPARED: usize = 2048;

/// The account of the task, where it is not known.
pub const ACCOUNT: &str = "AWS::AccountId";
/// The Region of the task, where it is not known.
pub const REGION: &str = "AWS::Region";
/// The partition of the task, where it is not known.
pub const PARTITION: &str = "AWS::Partition";

/// A value of which nothing is known, not even a name.
pub const NAMELESS: &str = "unknown";
/// The six characters that Secrets Manager adds to a name.
pub const SECRET_SUFFIX: &str = "suffix of the secret";
/// A key that encrypts something, where it is not known.
pub const KEY: &str = "KeyId";

/// The unknown parts of some texts.
#[derive(Debug, Clone, Default)]
pub struct Unknowns {
    texts: Vec<String>,
    words: Vec<String>,
    /// What is known of the variables `AWS::...`.
    values: Vec<(&'static str, String)>,
    /// Whether the text is for a template, which has variables.
    is_template: bool,
}

impl Unknowns {
    /// None yet; text for a template has variables where other text has placeholders.
    pub fn new(is_template: bool) -> Self {
        Self { is_template, ..Self::default() }
    }

    /// Whether the text is for a template.
    pub fn is_template(&self) -> bool {
        self.is_template
    }

    /// Says what one of [`ACCOUNT`], [`REGION`] and [`PARTITION`] is.
    pub fn set(&mut self, variable: &'static str, value: impl Into<String>) {
        if self.known(variable).is_none() {
            self.values.push((variable, value.into()));
        }
    }

    /// What a variable is, where that is known.
    pub fn known(&self, variable: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| *name == variable).map(|(_, value)| value.as_str())
    }

    /// The value of a variable, or what stands for it.
    pub fn variable(&mut self, name: &str) -> String {
        match self.known(name) {
            Some(value) => value.to_string(),
            None => self.mark(name).to_string(),
        }
    }

    /// The character that stands for an unknown part of this name; always the same for the same name.
    pub fn mark(&mut self, name: &str) -> char {
        let is_word = name.starts_with("AWS::") || [KEY, SECRET_SUFFIX].contains(&name);
        let (names, range) = if is_word { (&mut self.words, WORDS) } else { (&mut self.texts, TEXTS) };
        let index = names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name.to_string());
            names.len() - 1
        });
        // Nobody has thousands of names in one document; those beyond share the last character.
        let code = u32::try_from(index).map_or(*range.end(), |index| (range.start() + index).min(*range.end()));
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// What a character stands for.
    pub fn name(&self, mark: char) -> Option<&str> {
        let code = u32::from(mark);
        let (names, range) = if WORDS.contains(&code) { (&self.words, WORDS) } else { (&self.texts, TEXTS) };
        let index = code.checked_sub(*range.start())?;
        names.get(usize::try_from(index).ok()?).map(String::as_str)
    }

    /// The text as people write it: `${Name}` for each unknown part, and outside of templates a placeholder for what templates know.
    pub fn show(&self, text: &str) -> String {
        text.chars().fold(String::new(), |mut shown, character| {
            match self.name(character) {
                Some(ACCOUNT) if !self.is_template => shown.push_str("ACCOUNT_ID"),
                Some(REGION) if !self.is_template => shown.push_str("AWS_REGION"),
                Some(KEY) if !self.is_template => shown.push_str("KEY_ID"),
                Some(name) if is_variable_name(name) => shown.push_str(&format!("${{{name}}}")),
                Some(placeholder) => shown.push_str(placeholder),
                None => shown.push(character),
            }
            shown
        })
    }

    /// Whether the text is one that a policy can hold as it is shown: without unknown parts, or in a template with none but variables.
    pub fn can_be_written(&self, text: &str) -> bool {
        let is_variable = |name: &str| is_variable_name(name) && ![NAMELESS, KEY, SECRET_SUFFIX].contains(&name);
        text.chars().filter(|character| is_mark(*character)).all(|mark| self.is_template && self.name(mark).is_some_and(is_variable))
    }

    /// The text of the value with this span in a tree.
    pub fn text_at(&mut self, tree: &Node<'_>, span: Span) -> String {
        match node_at(tree, span) {
            Some(node) => self.text(node),
            None => self.mark(NAMELESS).to_string(),
        }
    }

    /// The text of a value.
    pub fn text(&mut self, node: &Node<'_>) -> String {
        match &node.data {
            Data::String(text) | Data::Number(text) => self.written(text),
            Data::Tagged(tag, inner) => match (tag.as_ref(), &inner.data) {
                ("!Sub", Data::String(text)) => self.written(text),
                ("!Ref" | "!GetAtt", Data::String(name)) => self.variable(name),
                _ => self.mark(NAMELESS).to_string(),
            },
            _ => self.mark(NAMELESS).to_string(),
        }
    }

    /// Text with `${variables}`, or with other placeholders, of which only that they are some is known.
    fn written(&mut self, text: &str) -> String {
        if !is_placeholder(text) {
            return text.chars().map(|character| if is_mark(character) { char::REPLACEMENT_CHARACTER } else { character }).collect();
        }
        let mut found = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(_, text) if is_placeholder(text) && !text.is_empty() => found.push(self.mark(text)),
                Piece::Text(_, text) | Piece::Literal(_, text) => found.push_str(text),
                Piece::Variable(_, name, _) => found.push_str(&self.variable(name)),
            }
        }
        if found.is_empty() { self.mark(NAMELESS).to_string() } else { found }
    }
}

/// Whether this stands in `${}`; other placeholders are shown as they are.
fn is_variable_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-'))
}

/// Whether a character stands for an unknown part.
pub fn is_mark(character: char) -> bool {
    (*TEXTS.start()..=*WORDS.end()).contains(&u32::from(character))
}

/// Whether a text has unknown parts.
pub fn has_unknown(text: &str) -> bool {
    text.contains(is_mark)
}

/// A text that a pattern with `*` and `?` matches and that the text with unknown parts may turn out to be. Takes the steps that it needs from
/// `room`, and gives up when there are none left.
pub fn common(pattern: &str, text: &str, room: &mut usize) -> Option<String> {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    if pattern.len() > MAX_COMPARED || text.len() > MAX_COMPARED {
        // Nothing is said of what is not compared.
        return Some(text.into_iter().map(|character| if is_mark(character) { 'x' } else { character }).collect());
    }
    // Steps back from where both end: what each place takes next.
    let mut pending = vec![(0usize, 0usize)];
    let mut from = std::collections::HashMap::new();
    let mut seen = HashSet::from([(0, 0)]);
    while let Some((at, reached)) = pending.pop() {
        *room = room.checked_sub(1)?;
        if at == pattern.len() && reached == text.len() {
            return Some(path(&from, (at, reached)));
        }
        let mut step = |next: (usize, usize), taken: Option<char>| {
            if seen.insert(next) {
                from.insert(next, ((at, reached), taken));
                pending.push(next);
            }
        };
        let (expected, character) = (pattern.get(at).copied(), text.get(reached).copied());
        let is_unknown = character.is_some_and(is_mark);
        match (expected, character) {
            (Some('*'), Some(character)) => {
                step((at + 1, reached), None);
                step((at, reached + 1), (!is_unknown).then_some(character));
            }
            (Some('*'), None) => step((at + 1, reached), None),
            (Some(expected), Some(mark)) if is_unknown => {
                step((at, reached + 1), None);
                if !WORDS.contains(&u32::from(mark)) || !matches!(expected, ':' | '/') {
                    step((at + 1, reached), Some(if expected == '?' { 'x' } else { expected }));
                }
            }
            (None, Some(_)) if is_unknown => step((at, reached + 1), None),
            (Some('?'), Some(character)) => step((at + 1, reached + 1), Some(character)),
            (Some(expected), Some(character)) if expected == character => step((at + 1, reached + 1), Some(character)),
            _ => {}
        }
    }
    None
}

type Place = (usize, usize);

fn path(from: &std::collections::HashMap<Place, (Place, Option<char>)>, end: Place) -> String {
    let mut taken = Vec::new();
    let mut place = end;
    while let Some((before, character)) = from.get(&place) {
        taken.extend(*character);
        place = *before;
    }
    taken.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_unknown_parts_is_cut_like_any_other_and_shown_as_it_is_written() {
        let mut unknowns = Unknowns::default();
        unknowns.set(REGION, "eu-central-1");
        let text = unknowns.written("arn:aws:s3:::${Bucket}/${AWS::Region}/${File}");
        let parts: Vec<&str> = text.split('/').collect();
        assert_eq!((parts.len(), parts[1]), (3, "eu-central-1"));
        assert_eq!(unknowns.show(parts[0]), "arn:aws:s3:::${Bucket}");
        assert!(has_unknown(parts[0]) && !has_unknown(parts[1]) && has_unknown(parts[2]));
        assert_eq!(unknowns.mark("Bucket"), unknowns.mark("Bucket"));
        assert_eq!(unknowns.written("plain"), "plain");
        let other = unknowns.written("arn:aws:s3:::<your-bucket>/a");
        assert!(has_unknown(&other));
        assert_eq!(unknowns.show(&other), "arn:aws:s3:::<your-bucket>/a");
        // Characters that stand for something else do so only where this put them.
        assert!(!has_unknown(&unknowns.written("a\u{E000}")));
    }

    #[test]
    fn what_pattern_and_text_have_in_common_matches_both() {
        use crate::simulators::policy::pattern::{matches, tokens};
        let mut unknowns = Unknowns::default();
        let (hole, word) = (unknowns.mark("x"), unknowns.mark(REGION));
        let cases = [
            ("arn:aws:s3:::a/*", format!("arn:aws:s3:::{hole}/b"), true),
            ("arn:aws:s3:::a/*", "arn:aws:s3:::a/b".to_string(), true),
            ("arn:aws:s3:::a/c", format!("arn:aws:s3:::{hole}/b"), false),
            ("a-??", format!("a-{hole}"), true),
            ("a", format!("a{hole}"), true),
            ("*", hole.to_string(), true),
            ("b*", "ab".to_string(), false),
            ("*b*", format!("{hole}a"), true),
            ("arn:*:111122223333:*", format!("arn:aws:logs:{hole}:{hole}:x"), true),
            ("arn:aws:logs:*:*:log-group:a:*", format!("arn:{word}:logs:{word}:{word}:log-group:b:x"), false),
            ("arn:aws:logs:*:*:log-group:a:*", format!("arn:{word}:logs:{word}:{word}:log-group:a:x"), true),
            ("arn:*:111122223333:x", format!("arn:aws:logs:{hole}:444455556666:x"), false),
        ];
        for (pattern, text, expected) in cases {
            let found = common(pattern, &text, &mut 10_000);
            assert_eq!(found.is_some(), expected, "{pattern} {text}");
            let Some(found) = found else { continue };
            let wanted: String = text.chars().map(|character| if is_mark(character) { '*' } else { character }).collect();
            for pattern in [pattern, &wanted] {
                assert!(matches(&tokens(pattern).collect::<Vec<_>>(), &found), "{pattern} {found}");
            }
        }
    }
}
