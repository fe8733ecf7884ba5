//! Finding names by their words, by beginnings of these, and by some of their letters.

/// What is searched, made ready once.
#[derive(Debug)]
pub struct Searched {
    /// What it is called, each name as its words; the first is the title.
    names: Vec<Vec<String>>,
    /// All words, those of its names included.
    words: Vec<String>,
    /// All of it in small letters.
    letters: Vec<char>,
}

/// What is looked for, made ready once.
#[derive(Debug)]
pub struct Pattern {
    words: Vec<String>,
    /// Between blanks.
    parts: Vec<Vec<char>>,
}

/// How well something fits; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Some of its letters, in their order.
    Letters,
    /// Beginnings of its words.
    Beginnings,
    /// Beginnings of words of one of its names.
    NameBeginnings,
    /// Whole words of one of its names.
    NameWords,
    /// The beginning of its title.
    TitleBegins,
    /// One of its names.
    Name,
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

impl Searched {
    /// Something with a title, other names, and words that say more of it.
    pub fn new(title: &str, names: &[&str], more: &str) -> Self {
        let all = std::iter::once(title).chain(names.iter().copied());
        let text = all.clone().chain([more]).collect::<Vec<_>>().join(" ");
        Self { names: all.map(words).collect(), words: words(&text), letters: text.to_lowercase().chars().collect() }
    }
}

impl Pattern {
    /// What somebody typed.
    pub fn new(typed: &str) -> Self {
        Self { words: words(typed), parts: typed.to_lowercase().split_whitespace().map(|part| part.chars().collect()).collect() }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How well it fits, and of what fits alike how near the letters stand together; `None` where it does not fit.
    pub fn fit(&self, searched: &Searched) -> Option<(Fit, i64)> {
        let score = self.parts.iter().map(|part| score_part(part, &searched.letters)).sum::<Option<i64>>()?;
        // Of two that fit alike the shorter is meant.
        let score = score - i64::try_from(searched.letters.len().min(80)).unwrap_or(80) / 8;
        Some((self.kind_of_fit(searched), score))
    }

    fn kind_of_fit(&self, searched: &Searched) -> Fit {
        if self.words.is_empty() {
            return Fit::Letters;
        }
        let each = |words: &[String], fits: fn(&str, &str) -> bool| self.words.iter().all(|own| words.iter().any(|word| fits(word, own)));
        let any_name = |fits: &dyn Fn(&[String]) -> bool| searched.names.iter().any(|name| fits(name));
        if any_name(&|name| name == self.words) {
            Fit::Name
        } else if searched.names.first().is_some_and(|title| self.begins(title)) {
            Fit::TitleBegins
        } else if any_name(&|name| each(name, |word, own| word == own)) {
            Fit::NameWords
        } else if any_name(&|name| each(name, |word, own| word.starts_with(own))) {
            Fit::NameBeginnings
        } else if each(&searched.words, |word, own| word.starts_with(own)) {
            Fit::Beginnings
        } else {
            Fit::Letters
        }
    }

    /// Whether a name begins so; the last word may be unfinished.
    fn begins(&self, name: &[String]) -> bool {
        let Some((last, whole)) = self.words.split_last() else { return false };
        name.starts_with(whole) && name.get(whole.len()).is_some_and(|word| word.starts_with(last.as_str()))
    }
}

/// How near each other the letters stand: beginnings of words and letters side by side count more.
fn score_part(part: &[char], text: &[char]) -> Option<i64> {
    // Each place where the first letter stands may begin the best way through.
    let starts = (0..text.len()).filter(|start| Some(&text[*start]) == part.first());
    starts.filter_map(|start| score_from(part, text, start)).max()
}

fn score_from(part: &[char], text: &[char], start: usize) -> Option<i64> {
    let mut sum = 0;
    let mut at = start;
    for (index, wanted) in part.iter().enumerate() {
        let found = (at..text.len()).find(|place| text[*place] == *wanted)?;
        let begins_word = found == 0 || !text[found - 1].is_alphanumeric();
        let follows = index > 0 && found == at;
        sum += 1 + if follows { 8 } else { 0 } + if begins_word { 6 } else { 0 } - i64::try_from((found - at).min(10)).unwrap_or(10);
        at = found + 1;
    }
    Some(sum * 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(typed: &str, title: &str) -> Option<(Fit, i64)> {
        Pattern::new(typed).fit(&Searched::new(title, &[], ""))
    }

    #[test]
    fn letters_in_order_fit_and_others_do_not() {
        for (pattern, text, fits) in [
            ("", "anything", true),
            ("fgsize", "fargate-invalid-size", true),
            ("size fargate", "AWS Fargate: valid sizes", true),
            ("ecs101", "ECS101 fargate-invalid-size", true),
            ("入門", "コンテナ入門", true),
            ("zz", "fargate", false),
            ("egatraf", "fargate", false),
        ] {
            assert_eq!(fit(pattern, text).is_some(), fits, "{pattern} in {text}");
        }
    }

    #[test]
    fn what_stands_together_at_the_beginning_of_a_word_comes_first() {
        for (pattern, better, worse) in [
            ("role", "Three roles", "Reliable other lessons of ECS"),
            ("ecr", "What is ECR", "Secrets by ARN"),
            ("log", "Logs of a task", "What is a catalogue"),
            ("lint", "ecslab lint", "ecslab drill: made by the linter"),
            ("lifecycle", "Lifecycle policies", "ECR102 lifecycle-rule-order"),
            ("size", "ECS124 ephemeral-storage-size", "ECS603 oversized-task"),
        ] {
            assert!(fit(pattern, better) > fit(pattern, worse), "{pattern}");
        }
    }

    #[test]
    fn words_count_more_than_letters_and_names_more_than_what_is_said() {
        let searched = Searched::new("ECS101 fargate-invalid-size", &["fargate-invalid-size", "ECS101"], "rule of sizes");
        for (typed, expected) in [
            ("ecs101", Fit::Name),
            ("fargate invalid size", Fit::Name),
            ("ecs101 far", Fit::TitleBegins),
            ("size fargate", Fit::NameWords),
            ("inv far", Fit::NameBeginnings),
            ("rule invalid", Fit::Beginnings),
            ("fgsz", Fit::Letters),
        ] {
            let fit = Pattern::new(typed).fit(&searched).map(|(fit, _)| fit);
            assert_eq!(fit, Some(expected), "{typed}");
        }
    }
}
