//! The arithmetic of derived KPIs: names of KPIs, numbers, `+ - * /` and parentheses.

use std::collections::BTreeSet;

/// Longer formulas are refused, in characters.
pub const MAX_CHARACTERS: usize = 1_000;
/// Deeper nesting is refused.
const MAX_DEPTH: usize = 32;

/// A formula that was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Arithmetic {
    /// A number.
    Number(f64),
    /// The value of a KPI.
    Name(String),
    /// A value with the other sign.
    Negative(Box<Self>),
    /// Two values and what is done with them.
    Two(Operation, Box<Self>, Box<Self>),
}

/// What is done with two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A formula that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ArithmeticError {
    /// Where, in characters from the start.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

impl Arithmetic {
    /// Reads a formula.
    ///
    /// # Errors
    /// What is not names, numbers, `+ - * /` and parentheses, and at which character.
    pub fn parse(text: &str) -> Result<Self, ArithmeticError> {
        if text.len() > MAX_CHARACTERS {
            return Err(ArithmeticError {
                offset: 0,
                message: format!("the formula is longer than {MAX_CHARACTERS} characters"),
            });
        }
        let mut reader = Reader {
            characters: text.chars().collect(),
            at: 0,
        };
        let formula = reader.sum(0)?;
        match reader.peek() {
            None => Ok(formula),
            Some(other) => Err(reader.error(format!("`{other}` after the end of the formula"))),
        }
    }

    /// The value, given the values of the names. Division by zero gives what IEEE 754 says: infinity or not a number.
    pub fn evaluate(&self, value_of: &impl Fn(&str) -> f64) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Name(name) => value_of(name),
            Self::Negative(one) => -one.evaluate(value_of),
            Self::Two(operation, a, b) => {
                let (a, b) = (a.evaluate(value_of), b.evaluate(value_of));
                match operation {
                    Operation::Add => a + b,
                    Operation::Subtract => a - b,
                    Operation::Multiply => a * b,
                    Operation::Divide => a / b,
                }
            }
        }
    }

    /// The KPIs it names.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.collect(&mut names);
        names
    }

    fn collect<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Self::Number(_) => {}
            Self::Name(name) => {
                names.insert(name);
            }
            Self::Negative(one) => one.collect(names),
            Self::Two(_, a, b) => {
                a.collect(names);
                b.collect(names);
            }
        }
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&mut self) -> Option<char> {
        while self
            .characters
            .get(self.at)
            .is_some_and(|c| c.is_whitespace())
        {
            self.at += 1;
        }
        self.characters.get(self.at).copied()
    }

    fn error(&self, message: impl Into<String>) -> ArithmeticError {
        ArithmeticError {
            offset: self.at,
            message: message.into(),
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Arithmetic, ArithmeticError> {
        let mut value = self.product(depth)?;
        while let Some(sign @ ('+' | '-')) = self.peek() {
            self.at += 1;
            let operation = if sign == '+' {
                Operation::Add
            } else {
                Operation::Subtract
            };
            let right = self.product(depth)?;
            value = Arithmetic::Two(operation, Box::new(value), Box::new(right));
        }
        Ok(value)
    }

    fn product(&mut self, depth: usize) -> Result<Arithmetic, ArithmeticError> {
        let mut value = self.one(depth)?;
        while let Some(sign @ ('*' | '/')) = self.peek() {
            self.at += 1;
            let operation = if sign == '*' {
                Operation::Multiply
            } else {
                Operation::Divide
            };
            let right = self.one(depth)?;
            value = Arithmetic::Two(operation, Box::new(value), Box::new(right));
        }
        Ok(value)
    }

    fn one(&mut self, depth: usize) -> Result<Arithmetic, ArithmeticError> {
        if depth > MAX_DEPTH {
            return Err(self.error("the formula is nested too deeply"));
        }
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.sum(depth + 1)?;
                if self.peek() != Some(')') {
                    return Err(self.error("a `)` is missing"));
                }
                self.at += 1;
                Ok(inner)
            }
            Some('-') => {
                self.at += 1;
                Ok(Arithmetic::Negative(Box::new(self.one(depth + 1)?)))
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_ascii_lowercase() => {
                let name = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                Ok(Arithmetic::Name(name))
            }
            Some(c) => Err(self.error(format!(
                "`{c}` where the name of a KPI, a number or `(` belongs"
            ))),
            None => Err(self.error("the formula ends where a name or a number belongs")),
        }
    }

    fn number(&mut self) -> Result<Arithmetic, ArithmeticError> {
        let start = self.at;
        let digits = self.take(|c| c.is_ascii_digit() || c == '.');
        digits
            .parse()
            .map(Arithmetic::Number)
            .map_err(|_| ArithmeticError {
                offset: start,
                message: format!("`{digits}` is not a number"),
            })
    }

    fn take(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let taken: String = self.characters[self.at..]
            .iter()
            .take_while(|c| belongs(**c))
            .collect();
        self.at += taken.chars().count();
        taken
    }
}
