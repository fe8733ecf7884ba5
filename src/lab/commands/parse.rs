//! Reads a script. What the shell has beyond this is refused with its place: nothing is guessed, and nothing is run by a shell.

use super::script::{Command, Part, Statement, StatementKind, Word};
use crate::source::{Fault, SourceFile, Span};

/// The largest script, in bytes.
const MAX_BYTES: usize = 64 * 1024;
/// The most statements.
const MAX_STATEMENTS: usize = 200;
/// What scripts may hold.
const ALLOWED: &str = "A script holds one command a line (aws, docker, sleep), comments, quotes, \\ at the end of a line, NAME=value, \
    $NAME and ${NAME}, $(aws ecr get-login-password), and `aws ecr get-login-password | docker login ...`.";

/// Reads a script.
///
/// # Errors
/// The first thing that is none of the allowed forms, with its place.
pub fn parse(source: &SourceFile) -> Result<Vec<Statement>, Fault> {
    if source.text().len() > MAX_BYTES {
        return Err(Fault::at(source, Span::default(), format!("the script has more than {} KiB", MAX_BYTES / 1024)));
    }
    let mut parser = Parser { source, at: 0 };
    let mut statements = Vec::new();
    while parser.skip_to_statement() {
        if statements.len() == MAX_STATEMENTS {
            return Err(parser.fault(parser.at, parser.at + 1, format!("the script has more than {MAX_STATEMENTS} commands")));
        }
        statements.push(parser.statement()?);
    }
    Ok(statements)
}

struct Parser<'s> {
    source: &'s SourceFile,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.source.text().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn fault(&self, start: usize, end: usize, message: impl Into<String>) -> Fault {
        Fault::at(self.source, Span::new(start, end), message)
    }

    fn refused(&self, start: usize, what: &str) -> Fault {
        self.fault(start, self.at + 1, format!("{what} is not taken here")).help(ALLOWED)
    }

    /// Goes to the next statement; `false` at the end.
    fn skip_to_statement(&mut self) -> bool {
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return false,
                Some('#') => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                Some('\n' | '\r' | '\u{feff}') => self.at += self.peek().map_or(0, char::len_utf8),
                Some(_) => return true,
            }
        }
    }

    /// Skips blanks and continued line ends.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with([' ', '\t']) {
                self.at += 1;
            } else if rest.starts_with("\\\n") {
                self.at += 2;
            } else if rest.starts_with("\\\r\n") {
                self.at += 3;
            } else {
                return;
            }
        }
    }

    fn statement(&mut self) -> Result<Statement, Fault> {
        let start = self.at;
        let first = self.command(None)?;
        let kind = if self.peek() == Some('|') {
            if self.rest().starts_with("||") {
                return Err(self.refused(self.at, "`||`"));
            }
            self.at += 1;
            StatementKind::Pipe(first, self.command(None)?)
        } else {
            self.assignment(first)?
        };
        if self.peek() == Some('|') {
            return Err(self.refused(self.at, "a second pipe"));
        }
        Ok(Statement { span: Span::new(start, self.at), kind })
    }

    /// `NAME=value` and `export NAME=value` are no commands.
    fn assignment(&self, mut command: Command) -> Result<StatementKind, Fault> {
        let exported = command.words.len() == 2 && command.words[0].literal().as_deref() == Some("export");
        let at = usize::from(exported);
        let Some((name, value)) = command.words.get(at).and_then(split_assignment) else { return Ok(StatementKind::Run(command)) };
        match command.words.get(at + 1) {
            None => {
                command.words.clear();
                Ok(StatementKind::Assign { name, value })
            }
            Some(next) => Err(Fault::at(self.source, next.span, "a variable is set on a line of its own").help(ALLOWED)),
        }
    }

    /// Words up to the end of the line, a pipe, a comment, or `end`.
    fn command(&mut self, end: Option<char>) -> Result<Command, Fault> {
        self.skip_blanks();
        let start = self.at;
        let mut words = Vec::new();
        let mut last = start;
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some('\n' | '\r') if end.is_some() => {
                    return Err(self.fault(start.saturating_sub(2), self.at, "`$(` is not closed on its line").help(ALLOWED));
                }
                Some(next) if Some(next) == end => break,
                None | Some('\n' | '\r' | '|') => break,
                Some('#') => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    break;
                }
                Some(_) => words.push(self.word(end)?),
            }
            last = self.at;
        }
        if words.is_empty() {
            return Err(self.fault(self.at, self.at + 1, "a command is missing here").help(ALLOWED));
        }
        Ok(Command { span: Span::new(start, last), words })
    }

    fn word(&mut self, end: Option<char>) -> Result<Word, Fault> {
        let start = self.at;
        let mut parts = Vec::new();
        while let Some(next) = self.peek() {
            match next {
                ' ' | '\t' | '\n' | '\r' | '|' => break,
                _ if Some(next) == end => break,
                '\'' => self.single_quoted(&mut parts)?,
                '"' => self.double_quoted(&mut parts)?,
                '$' => parts.push(self.dollar()?),
                '\\' => {
                    if self.rest().starts_with("\\\n") || self.rest().starts_with("\\\r\n") {
                        break;
                    }
                    self.at += 1;
                    let Some(escaped) = self.peek() else { return Err(self.fault(self.at - 1, self.at, "`\\` ends the script")) };
                    self.take(escaped, &mut parts);
                }
                ';' | '&' | '<' | '>' | '(' | ')' | '`' => return Err(self.refused(self.at, &format!("`{next}`"))),
                _ => self.take(next, &mut parts),
            }
        }
        Ok(Word { span: Span::new(start, self.at), parts })
    }

    fn take(&mut self, character: char, parts: &mut Vec<Part>) {
        self.at += character.len_utf8();
        add(parts, &character.to_string());
    }

    fn single_quoted(&mut self, parts: &mut Vec<Part>) -> Result<(), Fault> {
        let start = self.at;
        let Some(length) = self.rest()[1..].find('\'') else {
            return Err(self.fault(start, start + 1, "this quote is not closed"));
        };
        let text = self.rest()[1..=length].to_string();
        add(parts, &text);
        self.at += length + 2;
        Ok(())
    }

    fn double_quoted(&mut self, parts: &mut Vec<Part>) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        add(parts, "");
        loop {
            match self.peek() {
                None => return Err(self.fault(start, start + 1, "this quote is not closed")),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('$') => parts.push(self.dollar()?),
                Some('`') => return Err(self.refused(self.at, "a backquote")),
                Some('\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(escaped @ ('"' | '\\' | '$' | '`')) => self.take(escaped, parts),
                        Some('\n') => self.at += 1,
                        // Any other backslash stands for itself.
                        _ => add(parts, "\\"),
                    }
                }
                Some(next) => self.take(next, parts),
            }
        }
    }

    /// What `$` begins.
    fn dollar(&mut self) -> Result<Part, Fault> {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            Some('(') => {
                self.at += 1;
                if self.peek() == Some('(') {
                    return Err(self.refused(start, "arithmetic"));
                }
                let command = self.command(Some(')'))?;
                if self.peek() != Some(')') {
                    return Err(self.refused(self.at, "a pipe inside `$(...)`"));
                }
                self.at += 1;
                Ok(Part::Output(command))
            }
            Some('{') => {
                let name = name_at(&self.rest()[1..]);
                let end = self.at + 1 + name.len();
                if name.is_empty() || !self.source.text()[end..].starts_with('}') {
                    return Err(self.refused(start, "`${` without a plain name"));
                }
                self.at = end + 1;
                Ok(Part::Variable(name, Span::new(start, self.at)))
            }
            _ => {
                let name = name_at(self.rest());
                if name.is_empty() {
                    return Err(self.refused(start, "`$` without a name"));
                }
                self.at += name.len();
                Ok(Part::Variable(name, Span::new(start, self.at)))
            }
        }
    }
}

fn add(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_string())),
    }
}

/// The name of a variable that a text begins with, or nothing.
fn name_at(text: &str) -> String {
    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { String::new() } else { name }
}

fn split_assignment(word: &Word) -> Option<(String, Word)> {
    let Some(Part::Text(text)) = word.parts.first() else { return None };
    let (name, rest) = text.split_once('=')?;
    if name.is_empty() || name_at(name) != name {
        return None;
    }
    let mut value = word.clone();
    value.parts[0] = Part::Text(rest.to_string());
    Some((name.to_string(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<Vec<String>> {
        let source = SourceFile::new("push.sh", text);
        let shown = |word: &Word| -> String {
            let part = |part: &Part| match part {
                Part::Text(text) => text.clone(),
                Part::Variable(name, _) => format!("<{name}>"),
                Part::Output(command) => format!("<{}>", command.literals().join(" ")),
            };
            word.parts.iter().map(part).collect()
        };
        let words = |command: &Command| command.words.iter().map(shown).collect::<Vec<_>>();
        let statements = parse(&source).unwrap_or_else(|fault| panic!("{fault}"));
        let all = statements.iter().flat_map(|statement| match &statement.kind {
            StatementKind::Assign { name, value } => vec![vec![format!("{name}="), shown(value)]],
            StatementKind::Run(command) => vec![words(command)],
            StatementKind::Pipe(first, second) => vec![words(first), vec!["|".to_string()], words(second)],
        });
        all.collect()
    }

    #[test]
    fn words_are_what_a_shell_makes_of_them() {
        for (text, expected) in [
            ("", &[][..]),
            ("# nothing\n\n   # at all", &[]),
            ("docker push web # now", &[&["docker", "push", "web"][..]]),
            ("docker \\\n  push\\\n\tweb\r\n", &[&["docker", "push", "web"]]),
            ("a 'b  c' \"d e\" f\\ g ''", &[&["a", "b  c", "d e", "f g", ""]]),
            ("a \"x\\\"y\\\\z\\n\" 'x\\y'", &[&["a", "x\"y\\z\\n", "x\\y"]]),
            (
                "A=1\nexport B=\"$A two\"\nc $A ${B}x \"$A-$B\" '$A' \\$A",
                &[&["A=", "1"], &["B=", "<A> two"], &["c", "<A>", "<B>x", "<A>-<B>", "$A", "$A"]],
            ),
            ("a b | c d", &[&["a", "b"], &["|"], &["c", "d"]]),
            ("a |\\\n c", &[&["a"], &["|"], &["c"]]),
            (
                "docker login -p $(aws ecr get-login-password) \"$(aws x)\"",
                &[&["docker", "login", "-p", "<aws ecr get-login-password>", "<aws x>"]],
            ),
            ("a --filter=latest* key=value#1 {} é", &[&["a", "--filter=latest*", "key=value#1", "{}", "é"]]),
        ] {
            assert_eq!(commands(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_part_of_such_a_script_is_refused_with_its_place() {
        let long = "x".repeat(MAX_BYTES + 1);
        let many = "a\n".repeat(MAX_STATEMENTS + 1);
        for (text, line, column, says) in [
            ("a; b", 1, 2, "`;`"),
            ("a && b", 1, 3, "`&`"),
            ("ok\na || b", 2, 3, "`||`"),
            ("a > file", 1, 3, "`>`"),
            ("a < file", 1, 3, "`<`"),
            ("a `b`", 1, 3, "`"),
            ("a \"`b`\"", 1, 4, "backquote"),
            ("(a)", 1, 1, "`(`"),
            ("a | b | c", 1, 7, "second pipe"),
            ("a |\nb", 1, 4, "command is missing"),
            ("| b", 1, 1, "command is missing"),
            ("a 'b", 1, 3, "not closed"),
            ("a \"b\nc", 1, 3, "not closed"),
            ("a $(b\nc)", 1, 3, "not closed"),
            ("a $()", 1, 5, "command is missing"),
            ("a $(b | c)", 1, 7, "pipe inside"),
            ("a $((1+1))", 1, 3, "arithmetic"),
            ("a ${b:-c}", 1, 3, "without a plain name"),
            ("a $1", 1, 3, "without a name"),
            ("a $", 1, 3, "without a name"),
            ("A=1 b", 1, 5, "line of its own"),
            ("a \\", 1, 3, "ends the script"),
            (&long, 1, 1, "64 KiB"),
            (&many, 201, 1, "200 commands"),
        ] {
            let fault = parse(&SourceFile::new("push.sh", text)).expect_err(&text[..text.len().min(30)]);
            assert_eq!((fault.position.line, fault.position.column), (line, column), "{text:.30}: {fault}");
            assert!(fault.message.contains(says), "{text:.30}: {fault}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z$(){}\"'\\\\ |;&=#\n\ré]{0,60}") {
            let _ = parse(&SourceFile::new("x", text));
        }
    }
}
