//! Whose the rows are: by a column that names companies, or all of one party's.

use super::mapped::Known;
use super::{Check, Plan};
use crate::about::About;
use crate::choose::{values, vocabulary};
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind};
use crate::write::cases::Cases;
use crate::write::{expression, sql};

/// Values beyond this are not looked at.
const VALUES_MAX: usize = 60;
/// A column with more different values names no companies of a partnership.
const COMPANIES_MAX: usize = 30;

/// The expression of `party` from the column that names companies, and what is wrong with its names.
pub(crate) fn named(plan: &mut Plan, known: &Known<'_>, facts: &Facts) -> Option<String> {
    let about = known.about;
    let strange = strangers(facts, about);
    if !strange.is_empty() {
        plan.doubt(Doubt::new(
            "columns.party",
            format!("{} no party of the charter", are(&strange)),
            "such rows are set aside; add the name to the cases here, or the party to partnership.yaml, or leave its \
             rows out with `only`",
        ));
    }
    if facts.nulls > 0 {
        plan.doubt(Doubt::new(
            "columns.party",
            format!("{} say nobody", rows(facts.nulls)),
            "such rows are set aside; if they are somebody's, say so, as in `else 'alder' end`",
        ));
    }
    let same = strange.is_empty()
        && facts.nulls == 0
        && facts
            .values
            .iter()
            .all(|(value, _)| about.parties.iter().any(|party| party.party == *value));
    if same {
        return expression::text(facts, &plan.nulls);
    }
    cases(plan, facts, about)
}

/// The names that were seen, and those that the charter has, as parties; what is none of them is nobody.
fn cases(plan: &Plan, facts: &Facts, about: &About) -> Option<String> {
    let mut cases = Cases::of(facts, &plan.nulls)?;
    for (value, _) in facts.values.iter().take(VALUES_MAX) {
        if let Some(party) = values::party(value, about) {
            cases.add(value, &sql::text(party));
        }
    }
    for party in about.parties.iter().filter(|party| !party.client) {
        for name in [&party.title, &party.party] {
            cases.add(name, &sql::text(&party.party));
        }
    }
    (!cases.is_empty()).then(|| cases.sql(None))
}

/// Names that are no party's, and how many rows have each.
fn strangers<'a>(facts: &'a Facts, about: &About) -> Vec<(&'a str, usize)> {
    facts
        .values
        .iter()
        .take(VALUES_MAX)
        .filter(|(value, _)| values::party(value, about).is_none())
        .map(|(value, count)| (value.as_str(), *count))
        .collect()
}

/// `` `Nimbus` (33 rows) and 2 others are``
fn are(strange: &[(&str, usize)]) -> String {
    let shown: Vec<String> = strange
        .iter()
        .take(5)
        .map(|(value, count)| {
            format!(
                "`{}` ({})",
                crate::write::yaml::cut(value, 40),
                rows(*count)
            )
        })
        .collect();
    let more = match strange.len().saturating_sub(shown.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if strange.len() == 1 { "is" } else { "are" };
    format!("{}{more} {verb}", shown.join(", "))
}

fn rows(count: usize) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

/// The party, when no column names one that the charter knows.
pub(crate) fn all_of_one(plan: &mut Plan, known: &Known<'_>) {
    let table = known.chosen.table;
    if plan.has("party") || !table.columns.iter().any(|column| column.name == "party") {
        return;
    }
    let about = known.about;
    let names = |client: bool| -> Vec<&str> {
        let parties = about.parties.iter();
        let kept = parties.filter(|party| client || !party.client);
        kept.map(|party| party.party.as_str()).collect()
    };
    let mut all = names(false);
    if all.is_empty() {
        all = names(true);
    }
    let Some((first, rest)) = all.split_first() else {
        plan.doubt(Doubt::new(
            "columns.party",
            "no party is written",
            "only the client will see the rows; map `party` once the partnership has parties",
        ));
        return;
    };
    let companies = companies(known);
    plan.add(
        "party",
        Some(sql::text(first)),
        if companies.is_some() {
            "no column names a party of the charter"
        } else {
            "no column names a party; all rows are taken to be this one's"
        },
        &[],
    );
    if let Some(facts) = companies {
        let strange = strangers(facts, about);
        let mut doubt = Doubt::new(
            "columns.party",
            format!(
                "all rows are taken to be of {first}, although `{}` names others",
                facts.name
            ),
            format!(
                "{} no party of the charter; if that is who did the work, map the column, and only rows of parties go in",
                are(&strange)
            ),
        );
        if let Some(value) = cases(plan, facts, about) {
            doubt = doubt.or(Alternative::new(
                "columns.party",
                format!("if `{}` says whose a row is", facts.name),
                value,
            ));
        }
        plan.doubt(doubt);
        plan.open.insert("party");
    }
    if !rest.is_empty() {
        let mut doubt = Doubt::new(
            "columns.party",
            format!("all rows are taken to be of {first}"),
            "no column names a party, and there are several; each sees only its own rows",
        );
        for other in rest.iter().take(6) {
            doubt = doubt.or(Alternative::new(
                "columns.party",
                format!("if the export is {other}'s"),
                sql::text(other),
            ));
        }
        plan.doubt(doubt);
    }
}

/// A column that goes by a name for whoever does the work, and whose values the charter does not know.
fn companies<'a>(known: &'a Known<'_>) -> Option<&'a Facts> {
    let names = vocabulary::names_of(known.chosen.table.name, "party")?;
    let taken = |place: usize| known.chosen.matches.iter().any(|one| one.source == place);
    known
        .facts
        .iter()
        .enumerate()
        .filter(|(place, one)| {
            !taken(*place)
                && one.sql.is_some()
                && matches!(one.kind, Kind::Choice | Kind::Text)
                && one.distinct() <= COMPANIES_MAX
        })
        .find(|(_, one)| vocabulary::fit(&one.words, names) >= 0.9)
        .map(|(_, one)| one)
}

/// Rows that are nobody's, or somebody's whom the charter does not know, do not go in.
pub(crate) fn check(plan: &Plan) -> Option<Check> {
    let line = plan.columns.iter().find(|line| line.column == "party")?;
    let rule = if line.expression.starts_with("case ") || plan.open.contains("party") {
        "holds: party is not null"
    } else if line.sources.is_empty() {
        return None;
    } else {
        "known_in: { column: party, vocabulary: parties }"
    };
    Some(Check {
        name: "party_known".to_owned(),
        rule: rule.to_owned(),
        severity: None,
        hint: "The name is no party of the charter, so that nobody would see the row, or somebody else. Add it to `party` in this feed.",
    })
}
