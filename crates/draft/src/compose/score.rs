//! The score of an evaluation, from 0 to 100 whatever the form counts in.

use super::Plan;
use super::mapped::Known;
use crate::choose::vocabulary;
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind};
use crate::write::expression;

/// What sources call the most that a form can give.
const MOST: &str = "max score|maximum score|score max|max points|maximum points|points possible|possible points|possible score|out of|max|puntaje maximo|puntuacion maxima|hoechstpunktzahl|maximale punktzahl|score maximum|maximale score|pontuacao maxima|punteggio massimo|maksymalny wynik";
/// A form that gives no more than this counts points, not hundredths.
const POINTS: f64 = 20.0;

/// The expression, and the column of the most that it reads.
pub(crate) fn score(
    plan: &mut Plan,
    known: &Known<'_>,
    facts: &Facts,
) -> (Option<String>, Option<usize>) {
    let text = expression::number(facts, &plan.nulls, "double");
    let Some(plain) = text.clone().filter(|_| facts.kind != Kind::Percent) else {
        return (text, None);
    };
    if let Some((place, most)) = most(known, facts)
        && let Some(of) = expression::number(most, &plan.nulls, "double")
    {
        return (
            Some(format!("{plain} * 100 / nullif({of}, 0)")),
            Some(place),
        );
    }
    let high = facts.range.map_or(0.0, |(_, high)| high);
    if high <= 1.0 && facts.kind == Kind::Number {
        plan.doubt(
            Doubt::new(
                "columns.score",
                format!("`{}` is read as a share of one", facts.name),
                "it never passes 1, and the column goes to 100",
            )
            .or(Alternative::new(
                "columns.score",
                "if it is of 100 already",
                plain.clone(),
            )),
        );
        return (Some(format!("{plain} * 100")), None);
    }
    if high > 100.0 || high <= POINTS {
        plan.doubt(
            Doubt::new(
                "columns.score",
                format!("`{}` goes up to {high}", facts.name),
                "the column goes from 0 to 100, and no column says what the most is",
            )
            .or(Alternative::new(
                "columns.score",
                format!("if {high} is the most that the form gives"),
                format!("{plain} * 100 / {high}"),
            )),
        );
    }
    (Some(plain), None)
}

/// The column that says what the form gives at most: nowhere less than the score.
fn most<'a>(known: &Known<'a>, score: &Facts) -> Option<(usize, &'a Facts)> {
    let high = score.range.map_or(0.0, |(_, high)| high);
    known.facts.iter().enumerate().find(|(_, one)| {
        one.name != score.name
            && matches!(one.kind, Kind::Integer | Kind::Number)
            && vocabulary::fit(&one.words, MOST) >= 0.9
            && one
                .range
                .is_some_and(|(_, most)| most >= high && most > 0.0)
    })
}
