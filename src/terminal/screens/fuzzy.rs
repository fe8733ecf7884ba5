//! Finding names by some of their letters.

/// How well `pattern` fits `text`: every word of the pattern must be found, its letters in order. Higher is better; `None` where it does
/// not fit. Beginnings of words and letters side by side count more.
pub fn score(pattern: &str, text: &str) -> Option<i64> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    pattern.to_lowercase().split_whitespace().map(|word| score_word(word, &text)).sum()
}

fn score_word(word: &str, text: &[char]) -> Option<i64> {
    let word: Vec<char> = word.chars().collect();
    // Each place where the first letter stands may begin the best way through.
    let starts = (0..text.len()).filter(|start| Some(&text[*start]) == word.first());
    starts.filter_map(|start| score_from(&word, text, start)).max()
}

fn score_from(word: &[char], text: &[char], start: usize) -> Option<i64> {
    let mut sum = 0;
    let mut at = start;
    for (index, wanted) in word.iter().enumerate() {
        let found = (at..text.len()).find(|place| text[*place] == *wanted)?;
        let begins_word = found == 0 || !text[found - 1].is_alphanumeric();
        let follows = index > 0 && found == at;
        sum += 1 + if follows { 8 } else { 0 } + if begins_word { 6 } else { 0 } - i64::try_from((found - at).min(10)).unwrap_or(10);
        at = found + 1;
    }
    // Of two that fit alike the shorter is meant.
    Some(sum * 4 - i64::try_from(text.len().min(80)).unwrap_or(80) / 8)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn letters_in_order_fit_and_others_do_not() {
        for (pattern, text, fits) in [
            ("", "anything", true),
            ("fgsize", "fargate-invalid-size", true),
            ("size fargate", "AWS Fargate: valid sizes", true),
            ("ecs101", "ECS101 fargate-invalid-size", true),
            ("zz", "fargate", false),
            ("egatraf", "fargate", false),
        ] {
            assert_eq!(score(pattern, text).is_some(), fits, "{pattern} in {text}");
        }
    }

    #[test]
    fn what_stands_together_at_the_beginning_of_a_word_comes_first() {
        for (pattern, better, worse) in [
            ("role", "Three roles", "Reliable other lessons of ECS"),
            ("ecr", "What is ECR", "Secrets by ARN"),
            ("log", "Logs of a task", "What is a catalogue"),
        ] {
            assert!(score(pattern, better) > score(pattern, worse), "{pattern}");
        }
    }
}
