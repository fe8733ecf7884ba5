//! How hard a drill is.

use std::fmt;
use std::str::FromStr;

/// 1 to 3: one thing at a time, two that meet, and all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

/// No level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a level is 1, 2 or 3")]
pub struct LevelError;

/// Right answers in a row that lead a level up.
const RIGHT_UP: u32 = 3;
/// Wrong answers in a row that lead a level down.
const WRONG_DOWN: u32 = 2;

impl Level {
    /// From the easiest.
    pub const ALL: [Self; 3] = [Self(1), Self(2), Self(3)];
    /// The easiest.
    pub const FIRST: Self = Self(1);

    /// A level of its number.
    ///
    /// # Errors
    /// When there is none.
    pub fn new(number: u8) -> Result<Self, LevelError> {
        Self::ALL.into_iter().find(|level| level.0 == number).ok_or(LevelError)
    }

    /// 1 to 3.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Level {
    type Err = LevelError;

    fn from_str(text: &str) -> Result<Self, LevelError> {
        Self::new(text.parse().map_err(|_| LevelError)?)
    }
}

/// The level to go on with after answers, each with its level and whether it was right: three right in a row lead up, two wrong down.
///
/// A right answer to a harder drill counts too, and so does a wrong one to an easier; the other two say nothing about this level.
pub fn next_level(answers: impl IntoIterator<Item = (u8, bool)>) -> Level {
    let (mut level, mut right, mut wrong) = (Level::FIRST.0, 0, 0);
    for (answered, correct) in answers {
        if correct && answered >= level {
            (right, wrong) = (right + 1, 0);
        } else if !correct && answered <= level {
            (right, wrong) = (0, wrong + 1);
        }
        if right == RIGHT_UP {
            (level, right) = ((level + 1).min(Level::ALL[2].0), 0);
        }
        if wrong == WRONG_DOWN {
            (level, wrong) = ((level - 1).max(Level::FIRST.0), 0);
        }
    }
    Level(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_right_lead_up_and_two_wrong_down() {
        for (answers, level) in [
            (&[][..], 1),
            (&[(1, true), (1, true)], 1),
            (&[(1, true), (1, true), (1, true)], 2),
            (&[(1, true), (1, false), (1, true), (1, true)], 1),
            (&[(1, true), (1, true), (1, true), (2, true), (2, true), (2, true), (3, true), (3, true), (3, true)], 3),
            (&[(1, true), (1, true), (1, true), (2, false), (2, false)], 1),
            (&[(1, false), (1, false), (1, false)], 1),
            // A harder one that is right counts, one that is wrong does not.
            (&[(3, true), (3, true), (3, true)], 2),
            (&[(1, true), (1, true), (1, true), (3, false), (3, false)], 2),
        ] {
            assert_eq!(next_level(answers.iter().copied()), Level(level), "{answers:?}");
        }
    }

    #[test]
    fn there_are_three_levels() {
        for (text, level) in
            [("1", Ok(Level(1))), ("3", Ok(Level(3))), ("0", Err(LevelError)), ("4", Err(LevelError)), ("x", Err(LevelError))]
        {
            assert_eq!(text.parse(), level, "{text}");
        }
    }
}
