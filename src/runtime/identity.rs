//! Random names for sessions and tasks.

use std::hash::{BuildHasher, Hasher};

/// Names what one process starts, so that a sweep can tell it from others.
pub fn random_session() -> String {
    format!("{:012x}", random() >> 16)
}

/// 32 hexadecimal digits, as ECS names tasks.
pub fn random_task_id() -> String {
    format!("{:016x}{:016x}", random(), random())
}

/// The standard library seeds each hasher's state from the operating system; names need no more than that.
fn random() -> u64 {
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_differ_and_look_like_those_of_ecs() {
        let (one, two) = (super::random_task_id(), super::random_task_id());
        assert_ne!(one, two);
        assert_eq!(one.len(), 32);
        assert_eq!(super::random_session().len(), 12);
    }
}
