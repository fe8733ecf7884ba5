//! Tokens to a tree, by recursive descent.
//!
//! ```text
//! any       = all { ("or" | "||") all }
//! all       = unary { ("and" | "&&") unary }
//! unary     = ("not" | "!") unary | "(" any ")" | condition
//! condition = subject operator [argument]
//! ```

use super::lexer::{Lexer, Token};
use super::{AgentVersion, Comparison, Condition, Expression, Field, Pattern, QueryError, Test, parse_date};
use crate::simulators::choices::{Choice, placement};

/// Deeper expressions are refused, so that no input exhausts the stack.
const MAX_DEPTH: usize = 64;
const SUBJECTS: [&str; 7] =
    ["agentConnected", "agentVersion", "attribute:NAME", "ec2InstanceId", "registeredAt", "runningTasksCount", "task:group"];

/// An expression and what was decided while reading it.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The tree.
    pub expression: Expression,
    /// Where AWS documents nothing: sentences.
    pub choices: Vec<String>,
}

/// Reads an expression.
///
/// # Errors
/// At the first place that is no cluster query language.
pub fn parse(text: &str) -> Result<Parsed, QueryError> {
    let mut parser = Parser { text, lexer: Lexer::new(text), token: Token::End, at: 0, depth: 0, choices: Vec::new() };
    parser.advance()?;
    if parser.token == Token::End {
        return Err(QueryError::new(text, 0, "the expression is empty").help("write a condition such as `attribute:ecs.os-type == linux`"));
    }
    let expression = parser.any()?;
    match parser.token {
        Token::End => Ok(Parsed { expression, choices: parser.choices }),
        Token::Close => Err(QueryError::new(text, parser.at, "this `)` closes nothing")),
        _ => Err(parser
            .unexpected("`and`, `or` or the end of the expression")
            .help("a value with spaces is written in quotes; conditions are joined with `and` or `or`")),
    }
}

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    token: Token<'t>,
    /// Where `token` begins.
    at: usize,
    depth: usize,
    choices: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Exists,
    In,
    Matches,
    Compare(Comparison),
}

impl<'t> Parser<'t> {
    fn advance(&mut self) -> Result<(), QueryError> {
        (self.token, self.at) = self.lexer.next()?;
        Ok(())
    }

    fn unexpected(&self, expected: &str) -> QueryError {
        QueryError::new(self.text, self.at, format!("expected {expected}, found {}", self.token.quote()))
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.token, Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn any(&mut self) -> Result<Expression, QueryError> {
        let start = self.at;
        let mut parts = vec![self.all()?];
        while self.token == Token::Or || self.is_word("or") {
            self.advance()?;
            parts.push(self.all()?);
        }
        if parts.len() > 1 && parts.iter().any(|(_, joined)| *joined) {
            self.choices.push(placement::AND_OR.about(&format!("`{}`", self.text[start..self.at].trim_end())));
        }
        let mut parts: Vec<Expression> = parts.into_iter().map(|(part, _)| part).collect();
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    /// Conditions joined with `and`, and whether there was more than one.
    fn all(&mut self) -> Result<(Expression, bool), QueryError> {
        let mut parts = vec![self.unary()?];
        while self.token == Token::And || self.is_word("and") {
            self.advance()?;
            parts.push(self.unary()?);
        }
        Ok(if parts.len() == 1 { (parts.remove(0), false) } else { (Expression::All(parts), true) })
    }

    fn unary(&mut self) -> Result<Expression, QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(QueryError::new(self.text, self.at, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let expression = if self.token == Token::Bang || self.is_word("not") {
            self.advance()?;
            Expression::Not(Box::new(self.unary()?))
        } else if self.token == Token::Open {
            let open = self.at;
            self.advance()?;
            let inner = self.any()?;
            if self.token == Token::End {
                return Err(QueryError::new(self.text, open, "this `(` is never closed"));
            }
            if self.token != Token::Close {
                return Err(self.unexpected("`and`, `or` or `)`"));
            }
            self.advance()?;
            inner
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn condition(&mut self) -> Result<Expression, QueryError> {
        let field = self.subject()?;
        let (operator, negated) = self.operator(&field)?;
        if field == Field::TaskGroup && (negated || operator != Operator::Compare(Comparison::Equal)) {
            self.choose(placement::TASK_GROUP_OPERATORS);
        }
        let test = match operator {
            Operator::Exists => {
                self.advance()?;
                Test::Exists
            }
            Operator::Matches => Test::Matches(self.pattern()?),
            Operator::In => {
                self.advance()?;
                Test::OneOf(self.list(&field)?)
            }
            Operator::Compare(comparison) => {
                self.advance()?;
                let at = self.at;
                let value = self.value()?;
                self.comparison(&field, comparison, value, at)?
            }
        };
        let condition = Expression::Condition(Condition { field, test });
        Ok(if negated { Expression::Not(Box::new(condition)) } else { condition })
    }

    fn subject(&mut self) -> Result<Field, QueryError> {
        let Token::Word(word) = self.token else {
            return Err(self.unexpected("a subject").help(format!("subjects are {}", SUBJECTS.join(", "))));
        };
        let field = match word {
            "agentConnected" => Field::AgentConnected,
            "agentVersion" => Field::AgentVersion,
            "ec2InstanceId" => Field::Ec2InstanceId,
            "registeredAt" => Field::RegisteredAt,
            "runningTasksCount" => Field::RunningTasksCount,
            "task:group" => Field::TaskGroup,
            _ => match word.strip_prefix("attribute:") {
                Some("") => return Err(QueryError::new(self.text, self.at, "`attribute:` without a name").help("write attribute:NAME")),
                Some(name) => Field::Attribute(name.to_string()),
                None => return Err(self.unknown_subject(word)),
            },
        };
        self.advance()?;
        Ok(field)
    }

    fn unknown_subject(&self, word: &str) -> QueryError {
        let error = QueryError::new(self.text, self.at, format!("`{word}` is no subject"));
        let near = SUBJECTS.into_iter().find(|subject| strsim::damerau_levenshtein(&subject.to_lowercase(), &word.to_lowercase()) <= 2);
        match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if word.contains('.') && !word.contains(':') => error.help(format!("an attribute is written `attribute:{word}`")),
            None => error.help(format!("subjects are {}", SUBJECTS.join(", "))),
        }
    }

    /// The operator, which stays the current token, and whether it negates.
    fn operator(&mut self, field: &Field) -> Result<(Operator, bool), QueryError> {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
        let start = self.at;
        let bang = self.token == Token::Bang;
        if bang {
            self.advance()?;
        }
        let (operator, negated) = match self.token {
            Token::Word(word) => match word {
                "exists" => (Operator::Exists, bang),
                "in" => (Operator::In, bang),
                _ if bang => return Err(self.unexpected("`in` or `exists` after `!`")),
                "equals" => (Operator::Compare(Equal), false),
                "not_equals" => (Operator::Compare(Equal), true),
                "greater_than" => (Operator::Compare(Greater), false),
                "greater_than_equal" => (Operator::Compare(GreaterOrEqual), false),
                "less_than" => (Operator::Compare(Less), false),
                "less_than_equal" => (Operator::Compare(LessOrEqual), false),
                "not_exists" => (Operator::Exists, true),
                "not_in" => (Operator::In, true),
                "matches" => (Operator::Matches, false),
                "not_matches" => (Operator::Matches, true),
                _ => return Err(self.no_operator(field)),
            },
            Token::Operator(text) if !bang => match text {
                "==" => (Operator::Compare(Equal), false),
                "!=" => (Operator::Compare(Equal), true),
                ">" => (Operator::Compare(Greater), false),
                ">=" => (Operator::Compare(GreaterOrEqual), false),
                "<" => (Operator::Compare(Less), false),
                "<=" => (Operator::Compare(LessOrEqual), false),
                "=~" => (Operator::Matches, false),
                _ => (Operator::Matches, true),
            },
            _ if bang => return Err(self.unexpected("`in` or `exists` after `!`")),
            _ => return Err(self.no_operator(field)),
        };
        let text_like = matches!(field, Field::AgentConnected | Field::Ec2InstanceId | Field::TaskGroup);
        let allowed = match operator {
            _ if matches!(field, Field::Attribute(_)) => true,
            Operator::Exists => false,
            Operator::Compare(Equal) => true,
            Operator::Compare(_) => !text_like,
            Operator::In | Operator::Matches => text_like,
        };
        if !allowed {
            let written = self.text[start..].split_whitespace().next().unwrap_or_default();
            return Err(QueryError::new(self.text, start, format!("`{}` cannot be used with `{written}`", field.name()))
                .help(format!("its operators are {}", operators(field))));
        }
        Ok((operator, negated))
    }

    fn no_operator(&self, field: &Field) -> QueryError {
        self.unexpected(&format!("an operator after `{}`", field.name())).help(format!("its operators are {}", operators(field)))
    }

    fn pattern(&mut self) -> Result<Pattern, QueryError> {
        let (text, at) = self.lexer.pattern()?;
        if text.is_empty() {
            return Err(QueryError::new(self.text, at, "expected a regular expression"));
        }
        let pattern = Pattern::new(text).map_err(|error| QueryError::new(self.text, at + error.offset, error.message))?;
        self.choose(placement::WHOLE_VALUE);
        self.advance()?;
        Ok(pattern)
    }

    fn list(&mut self, field: &Field) -> Result<Vec<String>, QueryError> {
        let open = self.at;
        if self.token != Token::ListOpen {
            return Err(self.unexpected("a list").help("write it as [a, b]"));
        }
        self.advance()?;
        let mut values = Vec::new();
        loop {
            let at = self.at;
            if self.token == Token::End {
                return Err(QueryError::new(self.text, open, "this `[` is never closed"));
            }
            let value = self.value()?;
            values.push(self.text_value(field, value, at)?);
            match self.token {
                Token::Comma => self.advance()?,
                Token::ListClose => break,
                Token::End => return Err(QueryError::new(self.text, open, "this `[` is never closed")),
                _ => return Err(self.unexpected("`,` or `]`")),
            }
        }
        self.advance()?;
        Ok(values)
    }

    fn value(&mut self) -> Result<&'t str, QueryError> {
        match self.token {
            Token::Word(value) | Token::Quoted(value) => {
                self.advance()?;
                Ok(value)
            }
            Token::ListOpen => Err(self.unexpected("a value").help("lists go with `in` and `!in`")),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn comparison(&mut self, field: &Field, comparison: Comparison, value: &str, at: usize) -> Result<Test, QueryError> {
        let wrong = |what: &str, help: &str| QueryError::new(self.text, at, format!("`{value}` is not {what}")).help(help);
        match field {
            Field::AgentVersion => AgentVersion::parse(value)
                .map(|version| Test::Version(comparison, version))
                .ok_or_else(|| wrong("a version", "write numbers with dots, as in 1.14.5")),
            Field::RunningTasksCount => value
                .parse()
                .map(|number| Test::Number(comparison, number))
                .map_err(|_| wrong("a whole number", "runningTasksCount is compared with a number")),
            Field::RegisteredAt => {
                let date = parse_date(value).ok_or_else(|| wrong("a date", "write 2018-06-18T22:28:28Z, or the date alone: 2018-06-18"))?;
                if value.len() <= "2018-06-18T22:28:28.000".len() && !value.ends_with('Z') {
                    self.choose(placement::DATE_ZONE);
                }
                Ok(Test::Date(comparison, date))
            }
            _ if comparison == Comparison::Equal => Ok(Test::OneOf(vec![self.text_value(field, value, at)?])),
            _ => {
                self.choose(placement::ATTRIBUTE_ORDER);
                Ok(Test::Text(comparison, value.to_string()))
            }
        }
    }

    fn text_value(&self, field: &Field, value: &str, at: usize) -> Result<String, QueryError> {
        if *field == Field::AgentConnected && !matches!(value, "true" | "false") {
            return Err(QueryError::new(self.text, at, format!("`{value}` is neither true nor false")));
        }
        Ok(value.to_string())
    }

    fn choose(&mut self, choice: Choice) {
        let sentence = choice.said();
        if !self.choices.contains(&sentence) {
            self.choices.push(sentence);
        }
    }
}

fn operators(field: &Field) -> &'static str {
    match field {
        Field::Attribute(_) => "==, !=, >, >=, <, <=, in, !in, =~, !~, exists and !exists",
        Field::AgentConnected | Field::Ec2InstanceId | Field::TaskGroup => "==, !=, in, !in, =~ and !~",
        Field::AgentVersion | Field::RegisteredAt | Field::RunningTasksCount => "==, !=, >, >=, < and <=",
    }
}
