//! All modules and what to do next, as lines of text.

use unicode_width::UnicodeWidthStr;

use super::bar;
use crate::practice::{ModuleProgress, NextStep};

/// What stands at home.
#[derive(Debug)]
pub struct Overview {
    /// Progress by module.
    pub modules: Vec<ModuleProgress>,
    /// What one can do, the best first.
    pub steps: Vec<NextStep>,
}

impl Overview {
    /// A line a module, in two parts: its title, filled up, and how far it is.
    pub fn module_lines(&self, plain: bool) -> Vec<(String, String)> {
        let width = self.modules.iter().map(|module| module.title.width()).max().unwrap_or(0);
        let line = |module: &ModuleProgress| {
            let parts = [module.lessons, module.questions, module.labs];
            let (done, all) = parts.iter().fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
            let [lessons, questions, labs] = parts.map(|(done, all)| format!("{done}/{all}"));
            let counts = format!("  {}  lessons {lessons:<4} quiz {questions:<6} labs {labs}", bar(done, all, 10, plain));
            (format!("{}{}", module.title, " ".repeat(width - module.title.width())), counts)
        };
        self.modules.iter().map(line).collect()
    }
}
