//! Counts and lists in messages: one thing, or several.

use std::fmt::Display;

/// A count with what is counted, in the plural where it is not one: `1 task`, `2 tasks`. For words whose plural ends in `s` only.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {one}{ending}")
}

/// `A`, `A and B`, `A, B and C`; `none` for nothing.
pub fn listed<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => "none".to_string(),
        [one] => one.as_ref().to_string(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_is_not_plural() {
        assert_eq!([counted(0_usize, "task"), counted(1_u32, "task"), counted(2_u64, "task")], ["0 tasks", "1 task", "2 tasks"]);
    }
}
