//! Calls: which functions, with how many arguments, and how long a text they can make.

use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Value};

use super::admit::{Walk, Written};
use super::error::ExpressionError;
use super::functions::{FUNCTIONS, SOURCE_ONLY, function_named};
use crate::pattern::{self, BadPattern};

/// The longest that `lpad` fills a text.
const MAX_PADDED: u64 = 100;

impl Walk<'_> {
    pub(super) fn call(
        &mut self,
        expr: &Expr,
        call: &sqlparser::ast::Function,
        depth: usize,
    ) -> Result<Written, ExpressionError> {
        let name = call.name.to_string().to_lowercase();
        let Some(function) = function_named(&name) else {
            return Err(self
                .refuse(expr, format!("the function `{name}` is not admitted"))
                .among_functions(&name));
        };
        if SOURCE_ONLY.contains(&function.name) && !self.allowed.source_functions {
            return Err(self
                .refuse(expr, format!("`{name}` is for the columns of a source"))
                .hint("use it in the `columns` of a feed"));
        }
        let arguments = self.plain_arguments(expr, call)?;
        let (fewest, most) = function.arguments;
        if !(fewest..=most).contains(&arguments.len()) {
            return Err(self
                .refuse(expr, format!("`{name}` with {} arguments", arguments.len()))
                .hint(format!("it is called as `{}`", function.usage)));
        }
        let mut written = Vec::with_capacity(arguments.len());
        for argument in &arguments {
            written.push(self.write(argument, depth)?);
        }
        let growth = self.growth(expr, function.name, &arguments, &written)?;
        self.functions.insert(function.name.to_owned());
        if function.name == "business_seconds" {
            let calendar = arguments.get(2).copied().and_then(text_of);
            self.calendars.extend(calendar.map(str::to_owned));
        }
        let texts: Vec<&str> = written.iter().map(|one| one.sql.as_str()).collect();
        Ok(Written {
            sql: format!("{}({})", function.name, texts.join(", ")),
            growth,
        })
    }

    /// The arguments, when the call has nothing else: no window, no filter, no order, no names.
    fn plain_arguments<'e>(
        &self,
        expr: &Expr,
        call: &'e sqlparser::ast::Function,
    ) -> Result<Vec<&'e Expr>, ExpressionError> {
        let refused = || {
            self.refuse(expr, "only plain calls are admitted")
                .hint("no `over`, `filter`, `distinct`, `*` or named arguments")
        };
        let FunctionArguments::List(list) = &call.args else {
            return Err(refused());
        };
        let plain = !call.uses_odbc_syntax
            && call.parameters == FunctionArguments::None
            && call.filter.is_none()
            && call.null_treatment.is_none()
            && call.over.is_none()
            && call.within_group.is_empty()
            && list.duplicate_treatment.is_none()
            && list.clauses.is_empty();
        if !plain {
            return Err(refused());
        }
        list.args
            .iter()
            .map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(one)) => Ok(one),
                _ => Err(refused()),
            })
            .collect()
    }

    /// How many times longer than the inputs the result may be, and what else bounds the work of a call.
    fn growth(
        &self,
        expr: &Expr,
        name: &str,
        arguments: &[&Expr],
        written: &[Written],
    ) -> Result<u64, ExpressionError> {
        let of = |index: usize| written.get(index).map_or(1, |one| one.growth);
        let widest = written.iter().map(|one| one.growth).max().unwrap_or(1);
        let literal = |index: usize, what: &str| {
            arguments
                .get(index)
                .copied()
                .and_then(text_of)
                .ok_or_else(|| {
                    let place = arguments.get(index).copied().unwrap_or(expr);
                    self.refuse(
                        place,
                        format!("{what} of `{name}` is a text in single quotes"),
                    )
                    .hint("a value that is known beforehand bounds the work of a row")
                })
        };
        let growth = match name {
            "concat" => written.iter().map(|one| one.growth).sum(),
            "concat_ws" => {
                let separator = literal(0, "the separator")?;
                let parts: u64 = written.iter().map(|one| one.growth).sum();
                parts.saturating_add(characters(separator).saturating_mul(parts))
            }
            "replace" => {
                let part = characters(literal(1, "the part")?);
                let by = characters(literal(2, "the replacement")?);
                let factor = match part {
                    // Nothing is found before every character.
                    0 => by.saturating_add(1),
                    part => by.div_ceil(part).max(1),
                };
                of(0).saturating_mul(factor)
            }
            "regexp_replace" => {
                self.pattern(arguments, 3, Some('g'))?;
                let by = literal(2, "the replacement")?;
                // A pattern may match between any two characters, and the replacement may name what was matched.
                of(0).saturating_mul(characters(by).saturating_add(1))
            }
            "regexp_like" => {
                self.pattern(arguments, 2, None)?;
                1
            }
            "lpad" => {
                let length = arguments.get(1).copied().and_then(number_of);
                if length.is_none_or(|length| length > MAX_PADDED) {
                    return Err(self.refuse(
                        expr,
                        format!("`lpad` fills up to a number of characters from 0 to {MAX_PADDED}"),
                    ));
                }
                of(0).max(MAX_PADDED)
            }
            "local_time" => {
                literal(1, "the format")?;
                1
            }
            "business_seconds" => {
                literal(2, "the calendar")?;
                1
            }
            "json_text" => {
                literal(1, "the place")?;
                of(0)
            }
            "date_part" | "date_trunc" => {
                literal(0, "the part")?;
                1
            }
            _ => widest,
        };
        self.grown(expr, growth)
    }

    /// The pattern and its flags, compiled: what cannot be is refused here and not by the engine at the first row.
    fn pattern(
        &self,
        arguments: &[&Expr],
        flags_at: usize,
        own_flag: Option<char>,
    ) -> Result<(), ExpressionError> {
        let Some(written) = arguments.get(1).copied() else {
            return Ok(());
        };
        let Some(text) = text_of(written) else {
            return Err(self
                .refuse(written, "the pattern is not a text in single quotes")
                .hint("a pattern from a column could make a row take for ever"));
        };
        let bad = |place: &Expr, bad: BadPattern| self.refuse(place, bad.message).hint(bad.hint);
        pattern::compile(text).map_err(|why| bad(written, why))?;
        let Some(flags) = arguments.get(flags_at).copied() else {
            return Ok(());
        };
        let Some(letters) = text_of(flags) else {
            return Err(self
                .refuse(flags, "the flags are not a text in single quotes")
                .hint(
                    "'i' for small and capital letters alike; leave them out where there are none",
                ));
        };
        let own = pattern::flags(letters, own_flag).map_err(|why| bad(flags, why))?;
        pattern::flagged(text, &own).map_err(|why| bad(written, why))
    }
}

impl ExpressionError {
    fn among_functions(mut self, name: &str) -> Self {
        let nearest = crate::names::nearest(name, FUNCTIONS.iter().map(|one| one.name));
        self.hint = Some(match nearest.and_then(function_named) {
            Some(function) => format!("there is `{}`", function.usage),
            None => "the functions there are stand in docs/adding-a-kpi.md".to_owned(),
        });
        self
    }
}

fn text_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn number_of(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(number, false) => number.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}
