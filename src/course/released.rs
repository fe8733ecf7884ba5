//! Ids that content once had. An id never gets another meaning: what was renamed keeps its progress under its new id.

/// `old new`, one a line; `#` begins a comment.
const RENAMED: &str = include_str!("../../quizzes/renamed.txt");
/// `kind id place`, one a line; `#` begins a comment.
const RETIRED: &str = include_str!("../../quizzes/retired.txt");

/// The id that content has today.
pub fn current_id(id: &str) -> &str {
    renamed().find_map(|(old, new)| (old == id).then_some(new)).unwrap_or(id)
}

/// What was renamed: the id that it had, and the one that it has.
pub fn renamed() -> impl Iterator<Item = (&'static str, &'static str)> {
    RENAMED.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

/// Whether content had that id and was given up.
pub fn is_given_up(id: &str) -> bool {
    RETIRED.lines().filter(|line| !line.starts_with('#')).any(|line| line.split(' ').nth(1) == Some(id))
}
