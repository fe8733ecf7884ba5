//! Wildcards: `*` for any text, `?` for one character; whole texts and ARNs part by part.
//!
//! In: tokens of a pattern. Out: whether a text matches. Matching takes at most the product of both lengths, never more.

/// One element of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// This character.
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
    /// `*` that stops at a colon.
    ManyWithinPart,
}

/// Colons that separate the parts of an ARN: `arn:partition:service:region:account:resource`.
const ARN_COLONS: usize = 5;

/// Reads `*` and `?` as wildcards.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> + '_ {
    text.chars().map(|character| match character {
        '*' => Token::Many,
        '?' => Token::One,
        other => Token::Char(other),
    })
}

/// Whether the whole text matches the pattern, character by character.
pub fn matches(pattern: &[Token], text: &str) -> bool {
    // A pattern without wildcards is compared at once, and one that begins otherwise is told apart early.
    let text: Vec<char> = text.chars().collect();
    matches_chars(pattern, &text)
}

fn matches_chars(pattern: &[Token], text: &[char]) -> bool {
    if pattern.contains(&Token::ManyWithinPart) { matches_by_reach(pattern, text) } else { matches_by_retry(pattern, text) }
}

/// With stars of one kind only the last needs to be tried again: what an earlier one could take, this one can.
fn matches_by_retry(pattern: &[Token], text: &[char]) -> bool {
    let mut retry: Option<(usize, usize)> = None;
    let (mut at, mut position) = (0, 0);
    loop {
        match pattern.get(at) {
            Some(Token::Many | Token::ManyWithinPart) => {
                retry = Some((at, position));
                at += 1;
                continue;
            }
            Some(Token::One) if position < text.len() => {}
            Some(Token::Char(expected)) if text.get(position) == Some(expected) => {}
            None if position == text.len() => return true,
            _ => {
                let Some((star, from)) = retry.filter(|(_, from)| *from < text.len()) else { return false };
                retry = Some((star, from + 1));
                (at, position) = (star + 1, from + 1);
                continue;
            }
        }
        at += 1;
        position += 1;
    }
}

/// A star that stops at colons may fail where an earlier one can still go on, so all positions that a pattern can have reached
/// are carried along: at most one step for each token and character, whatever the pattern.
fn matches_by_reach(pattern: &[Token], text: &[char]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for token in pattern {
        let mut next = vec![false; text.len() + 1];
        for position in 0..=text.len() {
            let before = position.checked_sub(1);
            next[position] = match token {
                Token::Many => reached[position] || before.is_some_and(|before| next[before]),
                Token::ManyWithinPart => reached[position] || before.is_some_and(|before| next[before] && text[before] != ':'),
                Token::One => before.is_some_and(|before| reached[before]),
                Token::Char(expected) => before.is_some_and(|before| reached[before] && text[before] == *expected),
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// A pattern of a `Resource`: a `*` inside one of the first five parts of an ARN stays inside it, unless it is the part's last
/// character; in the resource itself it takes anything, `/` and `:` included.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
pub fn resource_pattern(mut pattern: Vec<Token>) -> Vec<Token> {
    let mut colons = 0;
    for index in 0..pattern.len() {
        match pattern[index] {
            Token::Char(':') => colons += 1,
            Token::Many if colons < ARN_COLONS && !matches!(pattern.get(index + 1), None | Some(Token::Char(':'))) => {
                pattern[index] = Token::ManyWithinPart;
            }
            _ => {}
        }
        if colons == ARN_COLONS {
            break;
        }
    }
    pattern
}

/// Whether an ARN matches part by part, as `ArnEquals` and `ArnLike` do: both have six parts, and each matches on its own.
/// A lone `*` matches every ARN.
pub fn matches_arn(pattern: &[Token], arn: &str) -> bool {
    if arn.matches(':').count() < ARN_COLONS {
        return false;
    }
    if pattern == [Token::Many] {
        return true;
    }
    let mut patterns = pattern.splitn(ARN_COLONS + 1, |token| *token == Token::Char(':'));
    let mut parts = arn.splitn(ARN_COLONS + 1, ':');
    loop {
        match (patterns.next(), parts.next()) {
            (Some(pattern), Some(part)) if matches(pattern, part) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// Whether some text matches both patterns. Stars of both kinds count as any text, so that the answer errs only towards yes.
pub fn overlaps(one: &[Token], other: &[Token]) -> bool {
    let is_star = |token: &Token| matches!(token, Token::Many | Token::ManyWithinPart);
    // Whether the rest of `one` from a position on overlaps the rest of `other`; from its end backwards.
    let mut rest = vec![false; other.len() + 1];
    rest[other.len()] = true;
    for at in (0..other.len()).rev() {
        rest[at] = rest[at + 1] && is_star(&other[at]);
    }
    for token in one.iter().rev() {
        let mut here = vec![false; other.len() + 1];
        here[other.len()] = is_star(token) && rest[other.len()];
        for at in (0..other.len()).rev() {
            here[at] = match (token, &other[at]) {
                (token, _) if is_star(token) => rest[at] || here[at + 1],
                (_, star) if is_star(star) => here[at + 1] || rest[at],
                (Token::Char(one), Token::Char(other)) => one == other && rest[at + 1],
                _ => rest[at + 1],
            };
        }
        rest = here;
    }
    rest[0]
}

/// Whether some ARN matches both patterns, part by part. A lone `*` overlaps every ARN.
pub fn overlaps_arn(one: &[Token], other: &[Token]) -> bool {
    if one == [Token::Many] || other == [Token::Many] {
        return true;
    }
    let [mut ones, mut others] = [one, other].map(|pattern| pattern.splitn(ARN_COLONS + 1, |token| *token == Token::Char(':')));
    loop {
        match (ones.next(), others.next()) {
            (Some(one), Some(other)) if overlaps(one, other) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// Whether every text that matches `inner` matches `outer`. It may say no where that takes more than one reading of a star.
pub fn covers(outer: &[Token], inner: &[Token]) -> bool {
    let mut reached = vec![false; inner.len() + 1];
    reached[0] = true;
    for token in outer {
        let mut next = vec![false; inner.len() + 1];
        for position in 0..=inner.len() {
            let before = position.checked_sub(1);
            next[position] = match token {
                Token::Many => reached[position] || before.is_some_and(|before| next[before]),
                Token::ManyWithinPart => {
                    let stays =
                        |token: &Token| matches!(token, Token::Char(character) if *character != ':') || *token == Token::ManyWithinPart;
                    reached[position] || before.is_some_and(|before| next[before] && stays(&inner[before]))
                }
                Token::One => before.is_some_and(|before| reached[before] && matches!(inner[before], Token::Char(_) | Token::One)),
                Token::Char(_) => before.is_some_and(|before| reached[before] && inner[before] == *token),
            };
        }
        reached = next;
    }
    reached[inner.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(pattern: &[Token], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((Token::Many, rest)) => (0..=text.len()).any(|taken| naive(rest, &text[taken..])),
            Some((Token::ManyWithinPart, rest)) => {
                (0..=text.len()).take_while(|taken| !text[..*taken].contains(&':')).any(|taken| naive(rest, &text[taken..]))
            }
            Some((Token::One, rest)) => !text.is_empty() && naive(rest, &text[1..]),
            Some((Token::Char(expected), rest)) => text.first() == Some(expected) && naive(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn the_matcher_agrees_with_a_naive_one(pattern in "[ab:*?]{0,9}", text in "[ab:]{0,9}") {
            let tokens: Vec<Token> = tokens(&pattern).collect();
            let characters: Vec<char> = text.chars().collect();
            prop_assert_eq!(matches(&tokens, &text), naive(&tokens, &characters));
            let resource = resource_pattern(tokens);
            prop_assert_eq!(matches(&resource, &text), naive(&resource, &characters), "{:?}", resource);
        }

        // A star that stops at colons, a `?` that takes one, and such a star again once went wrong.
        #[test]
        fn stars_of_both_kinds_agree_with_a_naive_matcher(
            pattern in proptest::collection::vec(prop_oneof![
                Just(Token::Many), Just(Token::ManyWithinPart), Just(Token::One), Just(Token::Char('a')), Just(Token::Char('b')), Just(Token::Char(':')),
            ], 0..9),
            text in "[ab:]{0,10}",
        ) {
            let characters: Vec<char> = text.chars().collect();
            prop_assert_eq!(matches(&pattern, &text), naive(&pattern, &characters));
        }
    }

    proptest! {
        #[test]
        fn patterns_that_share_a_text_overlap(one in "[ab*?]{0,7}", other in "[ab*?]{0,7}", text in "[ab]{0,6}") {
            let [one, other] = [one, other].map(|pattern| tokens(&pattern).collect::<Vec<_>>());
            prop_assert_eq!(overlaps(&one, &other), overlaps(&other, &one));
            prop_assert!(overlaps(&one, &other) || !(matches(&one, &text) && matches(&other, &text)));
            // A text is a pattern of itself: then the answer is exact.
            let itself: Vec<Token> = text.chars().map(Token::Char).collect();
            prop_assert_eq!(overlaps(&one, &itself), matches(&one, &text));
        }

        #[test]
        fn a_pattern_that_covers_another_matches_what_that_matches(outer in "[ab:*?]{0,7}", inner in "[ab:*?]{0,7}", text in "[ab:]{0,6}") {
            let [outer, inner] = [outer, inner].map(|pattern| resource_pattern(tokens(&pattern).collect()));
            prop_assert!(!covers(&outer, &inner) || !matches(&inner, &text) || matches(&outer, &text));
            let itself: Vec<Token> = text.chars().map(Token::Char).collect();
            prop_assert_eq!(covers(&outer, &itself), matches(&outer, &text));
            prop_assert!(covers(&inner, &inner));
        }
    }

    #[test]
    fn patterns_overlap_and_cover_as_people_mean_them() {
        let read = |pattern: &str| resource_pattern(tokens(pattern).collect());
        let cases = [
            ("arn:*:ecr:*:*:repository/*", "arn:aws:ecr:*:111122223333:repository/web", true, true),
            ("arn:*:ecr:*:*:repository/*", "arn:aws:ecr:*:111122223333:*", true, false),
            ("arn:*:ecr:*:*:repository/*", "arn:aws:ecs:*:111122223333:*", false, false),
            ("arn:*:ecr:*:*:repository/*", "*", true, false),
            ("*", "arn:aws:ecs:*:*:*", true, true),
            ("arn:*:ecs:*:*:service/*/*", "arn:aws:ecs:*:*:service/web", false, false),
        ];
        for (outer, inner, overlap, cover) in cases {
            assert_eq!((overlaps_arn(&read(outer), &read(inner)), covers(&read(outer), &read(inner))), (overlap, cover), "{outer} {inner}");
        }
    }

    #[test]
    fn many_stars_over_a_long_text_take_no_exponential_time() {
        let pattern: Vec<Token> = tokens(&"a*".repeat(40)).chain([Token::Char('b')]).collect();
        assert!(!matches(&pattern, &"a".repeat(5000)));
        let parts: Vec<Token> = pattern.iter().map(|token| if *token == Token::Many { Token::ManyWithinPart } else { *token }).collect();
        assert!(!matches(&parts, &"a".repeat(5000)));
    }

    #[test]
    fn a_star_of_a_resource_takes_slashes_and_stops_at_colons_unless_it_ends_its_part() {
        let cases = [
            ("arn:aws:ecr:*:111122223333:repository/team/*", "arn:aws:ecr:eu-central-1:111122223333:repository/team/a/b", true),
            ("arn:aws:ecr:eu-*-1:111122223333:repository/*", "arn:aws:ecr:eu-central-1:111122223333:repository/a", true),
            ("arn:aws:ecr:eu-*-1:111122223333:*", "arn:aws:ecr:eu-x:y-1:111122223333:a", false),
            ("arn:aws:ecs:*:111122223333:task/*", "arn:aws:ecs:eu-central-1:999999999999:task/x", false),
            ("arn:aws:logs:*:*:log-group:/ecs/*:*", "arn:aws:logs:eu-central-1:1:log-group:/ecs/web:log-stream:a/b", true),
            ("arn:aws:s3:::bucket/*.txt", "arn:aws:s3:::bucket/a:b.txt", true),
            ("arn:aws:s3:::bucket/?", "arn:aws:s3:::bucket/ab", false),
            ("*", "*", true),
            ("*", "arn:aws:s3:::bucket", true),
            ("arn:aws:s3:::bucket/*", "*", false),
            ("arn:aws:s3:::Bucket", "arn:aws:s3:::bucket", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(&resource_pattern(tokens(pattern).collect()), text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn arns_match_part_by_part() {
        let cases = [
            ("arn:aws:ecs:eu-central-1:111122223333:*", "arn:aws:ecs:eu-central-1:111122223333:task/a:b/c", true),
            ("arn:aws:ecs:*:111122223333:*", "arn:aws:ecs:eu-central-1:111122223333:service/web", true),
            ("arn:aws:ecs:*", "arn:aws:ecs:eu-central-1:111122223333:service/web", false),
            ("arn:*:ecs:*:*:cluster/?", "arn:aws-cn:ecs:cn-north-1:1:cluster/a", true),
            ("arn:aws:ecs:eu-*:x", "arn:aws:ecs:eu-central-1:111122223333:x", false),
            ("*", "arn:aws:sns:::x", true),
            ("*", "no-arn", false),
            ("arn:aws:iam::111122223333:role/A", "arn:aws:iam::111122223333:role/a", false),
        ];
        for (pattern, arn, expected) in cases {
            let tokens: Vec<Token> = tokens(pattern).collect();
            assert_eq!(matches_arn(&tokens, arn), expected, "{pattern} {arn}");
        }
    }
}
