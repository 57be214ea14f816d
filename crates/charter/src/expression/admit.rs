//! The walk over a parsed expression: what is on the list is written anew, anything else is refused.

use std::collections::BTreeSet;

use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DateTimeField, Expr, Ident, Spanned,
    TrimWhereField, UnaryOperator,
};

use crate::names;

use super::error::{ExpressionError, offset, too_deep};
use super::{Allowed, Expression, MAX_DEPTH, MAX_GROWTH, MAX_NODES};

/// Writes an expression anew, or says what in it is not admitted.
pub(super) fn admit(
    text: &str,
    tree: Expr,
    allowed: &Allowed,
) -> Result<Expression, ExpressionError> {
    let mut walk = Walk {
        text,
        allowed,
        columns: BTreeSet::new(),
        functions: BTreeSet::new(),
        calendars: BTreeSet::new(),
        nodes: 0,
    };
    let written = walk.write(&tree, 0)?;
    Ok(Expression {
        sql: written.sql,
        columns: walk.columns,
        functions: walk.functions,
        calendars: walk.calendars,
    })
}

/// A part written anew.
pub(super) struct Written {
    pub sql: String,
    /// How many times longer than the inputs its text may be.
    pub growth: u64,
}

impl Written {
    pub(super) fn plain(sql: String) -> Self {
        Self { sql, growth: 1 }
    }
}

pub(super) struct Walk<'a> {
    text: &'a str,
    pub(super) allowed: &'a Allowed,
    columns: BTreeSet<String>,
    pub(super) functions: BTreeSet<String>,
    pub(super) calendars: BTreeSet<String>,
    nodes: usize,
}

pub(super) type Rewritten = Result<Written, ExpressionError>;

impl Walk<'_> {
    pub(super) fn at(&self, expr: &Expr) -> usize {
        offset(self.text, expr.span().start)
    }

    pub(super) fn refuse(&self, expr: &Expr, message: impl Into<String>) -> ExpressionError {
        ExpressionError::new(self.at(expr), message)
    }

    fn not_on_the_list(&self, expr: &Expr) -> ExpressionError {
        match expr {
            Expr::CompoundIdentifier(_) | Expr::CompoundFieldAccess { .. } => self
                .refuse(
                    expr,
                    format!("`{expr}` names a column by way of something else"),
                )
                .hint("write the column's name alone, in double quotes if it has a `.` in it"),
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => self
                .refuse(expr, "a query within an expression is not admitted")
                .hint("an expression sees one row of one table"),
            other => {
                let what = shortened(other);
                self.refuse(expr, format!("`{what}` is not admitted in an expression"))
                    .hint("docs/adding-a-kpi.md lists what is")
            }
        }
    }

    fn no_operator(&self, expr: &Expr, operator: &impl std::fmt::Display) -> ExpressionError {
        self.refuse(expr, format!("the operator `{operator}` is not admitted"))
            .hint("+ - * / % || = <> < <= > >= and, or, not")
    }

    fn count(&mut self, expr: &Expr) -> Result<(), ExpressionError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(too_many(self.at(expr)));
        }
        Ok(())
    }

    pub(super) fn write(&mut self, expr: &Expr, depth: usize) -> Rewritten {
        if depth > MAX_DEPTH {
            return Err(too_deep(self.at(expr)));
        }
        if matches!(expr, Expr::BinaryOp { .. }) {
            return self.chain(expr, depth);
        }
        self.count(expr)?;
        let inner = depth + 1;
        match expr {
            Expr::Identifier(name) => self.column(expr, name),
            Expr::Value(value) => self.value(expr, &value.value),
            Expr::TypedString(typed) => self.typed(expr, typed),
            Expr::Interval(interval) => self.interval(expr, interval),
            Expr::Nested(one) => self.wrapped(one, inner, "(", ")"),
            Expr::UnaryOp { op, expr: one } => match op {
                UnaryOperator::Plus => self.wrapped(one, inner, "+ ", ""),
                UnaryOperator::Minus => self.wrapped(one, inner, "- ", ""),
                UnaryOperator::Not => self.wrapped(one, inner, "NOT ", ""),
                other => Err(self.no_operator(expr, other)),
            },
            Expr::IsNull(one) => self.wrapped(one, inner, "", " IS NULL"),
            Expr::IsNotNull(one) => self.wrapped(one, inner, "", " IS NOT NULL"),
            Expr::IsTrue(one) => self.wrapped(one, inner, "", " IS TRUE"),
            Expr::IsNotTrue(one) => self.wrapped(one, inner, "", " IS NOT TRUE"),
            Expr::IsFalse(one) => self.wrapped(one, inner, "", " IS FALSE"),
            Expr::IsNotFalse(one) => self.wrapped(one, inner, "", " IS NOT FALSE"),
            Expr::IsUnknown(one) => self.wrapped(one, inner, "", " IS UNKNOWN"),
            Expr::IsNotUnknown(one) => self.wrapped(one, inner, "", " IS NOT UNKNOWN"),
            Expr::IsDistinctFrom(a, b) => self.distinct(a, "IS DISTINCT FROM", b, inner),
            Expr::IsNotDistinctFrom(a, b) => self.distinct(a, "IS NOT DISTINCT FROM", b, inner),
            Expr::InList {
                expr: one,
                list,
                negated,
            } => {
                let one = self.write(one, inner)?.sql;
                let list = self.all(list, inner)?.join(", ");
                let word = if *negated { "NOT IN" } else { "IN" };
                Ok(Written::plain(format!("{one} {word} ({list})")))
            }
            Expr::Between {
                expr: one,
                negated,
                low,
                high,
            } => {
                let one = self.write(one, inner)?.sql;
                let low = self.write(low, inner)?.sql;
                let high = self.write(high, inner)?.sql;
                let word = if *negated { "NOT BETWEEN" } else { "BETWEEN" };
                Ok(Written::plain(format!("{one} {word} {low} AND {high}")))
            }
            Expr::Like {
                negated,
                any: false,
                expr: one,
                pattern,
                escape_char: None,
            } => self.pair(
                one,
                if *negated { "NOT LIKE" } else { "LIKE" },
                pattern,
                inner,
            ),
            Expr::ILike {
                negated,
                any: false,
                expr: one,
                pattern,
                escape_char: None,
            } => self.pair(
                one,
                if *negated { "NOT ILIKE" } else { "ILIKE" },
                pattern,
                inner,
            ),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(
                operand.as_deref(),
                conditions,
                else_result.as_deref(),
                inner,
            ),
            Expr::Cast {
                kind,
                expr: one,
                data_type,
                array: false,
                format: None,
            } => {
                let data_type = self.data_type(expr, data_type)?;
                let one = self.write(one, inner)?;
                let word = match kind {
                    CastKind::Cast | CastKind::DoubleColon => "CAST",
                    CastKind::TryCast | CastKind::SafeCast => "TRY_CAST",
                };
                Ok(Written {
                    sql: format!("{word}({} AS {data_type})", one.sql),
                    ..one
                })
            }
            Expr::Extract {
                field, expr: one, ..
            } => {
                let field = self.field(expr, field)?;
                self.functions.insert("date_part".to_owned());
                self.wrapped(one, inner, &format!("date_part('{field}', "), ")")
            }
            Expr::Ceil { expr: one, field } if is_plain_rounding(field) => {
                self.rewritten("ceil", &[one], inner)
            }
            Expr::Floor { expr: one, field } if is_plain_rounding(field) => {
                self.rewritten("floor", &[one], inner)
            }
            Expr::Position {
                expr: part,
                r#in: one,
            } => self.rewritten("strpos", &[one, part], inner),
            Expr::Substring {
                expr: one,
                substring_from: Some(from),
                substring_for,
                ..
            } => {
                let mut arguments = vec![one.as_ref(), from.as_ref()];
                arguments.extend(substring_for.as_deref());
                self.rewritten("substr", &arguments, inner)
            }
            Expr::Trim {
                trim_where,
                trim_what,
                expr: one,
                trim_characters: None,
            } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "btrim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                let mut arguments = vec![one.as_ref()];
                arguments.extend(trim_what.as_deref());
                self.rewritten(name, &arguments, inner)
            }
            Expr::Function(call) => self.call(expr, call, inner),
            other => Err(self.not_on_the_list(other)),
        }
    }

    /// A run of operators, without recursion along its length: `a or b or c …`.
    fn chain(&mut self, expr: &Expr, depth: usize) -> Rewritten {
        let mut links = Vec::new();
        let mut first = expr;
        while let Expr::BinaryOp { left, op, right } = first {
            self.count(first)?;
            links.push((self.operator(left, op)?, right.as_ref()));
            first = left;
        }
        let mut written = self.write(first, depth + 1)?;
        for (operator, right) in links.into_iter().rev() {
            let right = self.write(right, depth + 1)?;
            written.sql = format!("{} {operator} {}", written.sql, right.sql);
            written.growth = if operator == "||" {
                self.grown(expr, written.growth.saturating_add(right.growth))?
            } else {
                1
            };
        }
        Ok(written)
    }

    fn operator(&self, left: &Expr, op: &BinaryOperator) -> Result<&'static str, ExpressionError> {
        Ok(match op {
            BinaryOperator::Plus => "+",
            BinaryOperator::Minus => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
            BinaryOperator::Modulo => "%",
            BinaryOperator::StringConcat => "||",
            BinaryOperator::Gt => ">",
            BinaryOperator::Lt => "<",
            BinaryOperator::GtEq => ">=",
            BinaryOperator::LtEq => "<=",
            BinaryOperator::Eq => "=",
            BinaryOperator::NotEq => "<>",
            BinaryOperator::And => "AND",
            BinaryOperator::Or => "OR",
            other => {
                let mut refused = self.no_operator(left, other);
                refused.offset = self.after(left, &other.to_string());
                return Err(refused);
            }
        })
    }

    /// Where an operator stands: the parser keeps only the places of what it joins.
    fn after(&self, left: &Expr, operator: &str) -> usize {
        let ends = offset(self.text, left.span().end);
        let rest: Vec<char> = self.text.chars().skip(ends).collect();
        let operator: Vec<char> = operator.to_lowercase().chars().collect();
        let found = rest.windows(operator.len().max(1)).position(|part| {
            part.iter()
                .zip(&operator)
                .all(|(one, other)| one.eq_ignore_ascii_case(other))
        });
        found.map_or_else(|| self.at(left), |found| ends + found)
    }

    fn column(&mut self, expr: &Expr, name: &Ident) -> Rewritten {
        if let Some(valid) = &self.allowed.columns
            && !valid.contains(&name.value)
        {
            let valid: Vec<&str> = valid.iter().map(String::as_str).collect();
            let refused = self
                .refuse(expr, format!("unknown column `{}`", name.value))
                .among(&name.value, valid.iter().copied());
            return Err(match of_columns(&name.value, &valid) {
                Some(hint) => refused.hint(hint),
                None => refused,
            });
        }
        self.columns.insert(name.value.clone());
        Ok(Written::plain(format!(
            "\"{}\"",
            name.value.replace('"', "\"\"")
        )))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
        depth: usize,
    ) -> Rewritten {
        let mut sql = "CASE".to_owned();
        let mut growth = 1;
        if let Some(operand) = operand {
            sql = format!("{sql} {}", self.write(operand, depth)?.sql);
        }
        for when in conditions {
            let condition = self.write(&when.condition, depth)?.sql;
            let result = self.write(&when.result, depth)?;
            growth = growth.max(result.growth);
            sql = format!("{sql} WHEN {condition} THEN {}", result.sql);
        }
        if let Some(otherwise) = otherwise {
            let otherwise = self.write(otherwise, depth)?;
            growth = growth.max(otherwise.growth);
            sql = format!("{sql} ELSE {}", otherwise.sql);
        }
        Ok(Written {
            sql: format!("{sql} END"),
            growth,
        })
    }

    /// A construct of the grammar as the call of a function; it is no longer than its first argument.
    fn rewritten(&mut self, name: &str, arguments: &[&Expr], depth: usize) -> Rewritten {
        let mut written = Vec::with_capacity(arguments.len());
        for argument in arguments {
            written.push(self.write(argument, depth)?);
        }
        self.functions.insert(name.to_owned());
        let texts: Vec<&str> = written.iter().map(|one| one.sql.as_str()).collect();
        Ok(Written {
            sql: format!("{name}({})", texts.join(", ")),
            growth: written.first().map_or(1, |one| one.growth),
        })
    }

    fn wrapped(&mut self, one: &Expr, depth: usize, before: &str, after: &str) -> Rewritten {
        let written = self.write(one, depth)?;
        Ok(Written {
            sql: format!("{before}{}{after}", written.sql),
            ..written
        })
    }

    fn pair(&mut self, a: &Expr, word: &str, b: &Expr, depth: usize) -> Rewritten {
        let (a, b) = (self.write(a, depth)?.sql, self.write(b, depth)?.sql);
        Ok(Written::plain(format!("{a} {word} {b}")))
    }

    /// The parser, and the engine's, takes all that follows `is distinct from` for its right side, which nobody means.
    fn distinct(&mut self, a: &Expr, word: &str, b: &Expr, depth: usize) -> Rewritten {
        if let Expr::BinaryOp {
            op: BinaryOperator::And | BinaryOperator::Or,
            ..
        } = b
        {
            return Err(self
                .refuse(b, "what belongs to `is distinct from` is not clear")
                .hint("put it in parentheses: (a is distinct from b) and c"));
        }
        self.pair(a, word, b, depth)
    }

    fn all(&mut self, list: &[Expr], depth: usize) -> Result<Vec<String>, ExpressionError> {
        list.iter()
            .map(|one| Ok(self.write(one, depth)?.sql))
            .collect()
    }

    /// Refuses a text that could grow without measure: a row would fill the memory.
    pub(super) fn grown(&self, expr: &Expr, growth: u64) -> Result<u64, ExpressionError> {
        if growth > MAX_GROWTH {
            return Err(self
                .refuse(
                    expr,
                    "the text that this makes could become far longer than what goes in",
                )
                .hint(format!(
                    "at most {MAX_GROWTH} times; shorten what is put in, or nest less"
                )));
        }
        Ok(growth)
    }
}

pub(super) fn too_many(offset: usize) -> ExpressionError {
    ExpressionError::new(offset, "the expression has too many parts").hint(format!(
        "at most {MAX_NODES}; split it over several columns"
    ))
}

fn is_plain_rounding(field: &CeilFloorKind) -> bool {
    matches!(
        field,
        CeilFloorKind::DateTimeField(DateTimeField::NoDateTime)
    )
}

/// A part as text, short enough for a message.
fn shortened(expr: &Expr) -> String {
    let text = expr.to_string();
    if text.chars().count() <= 40 {
        return text;
    }
    text.chars().take(39).chain(['…']).collect()
}

/// What may have been meant by a name that is no column. Where it is a column's but for a letter, the nearest says it all.
fn of_columns(name: &str, valid: &[&str]) -> Option<String> {
    if valid.is_empty() || names::nearest(name, valid.iter().copied()).is_some() {
        return None;
    }
    let columns = format!("the columns are {}", valid.join(", "));
    Some(match names::meant(name, valid.iter().copied()) {
        Some(_) => columns,
        None => format!("a text stands in single quotes, as in '{name}'; {columns}"),
    })
}
