//! Words and tables that several kinds use.

/// A Markdown table.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let rule: Vec<String> = head.iter().map(|_| "---".to_string()).collect();
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}{}{rows}", line(&head), line(&rule))
}

/// `two`, `three`, ...: how many options to choose.
pub(super) fn in_words(count: usize) -> &'static str {
    ["no", "one", "two", "three", "four", "five"].get(count).copied().unwrap_or("several")
}

/// A fragment as a sentence. A name such as hostPort at its beginning stays as it is.
pub(super) fn sentence(fragment: &str) -> String {
    let end = if fragment.ends_with('.') { "" } else { "." };
    let is_name = fragment.split_whitespace().next().is_some_and(|word| word.contains(|c: char| c.is_uppercase() || c == ':'));
    let mut letters = fragment.chars();
    match letters.next() {
        Some(first) if !is_name => format!("{}{}{end}", first.to_uppercase(), letters.as_str()),
        _ => format!("{fragment}{end}"),
    }
}
