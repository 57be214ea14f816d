//! Definitions: tables, columns, units, roles and companions.

use crate::arithmetic::Arithmetic;
use crate::canonical::ColumnType;
use crate::check::Report;
use crate::expression::Allowed;
use crate::kpi::{BacklogShows, FollowUp, Formula, Kpi, Rows, Unit};
use crate::lineage::FOLLOWED_UP;
use crate::view::TableView;

pub(super) fn check(report: &mut Report<'_>) {
    for (name, kpi) in &report.charter().kpis {
        let file = format!("kpis/{name}.yaml");
        texts(report, &file, kpi);
        people(report, &file, kpi);
        companions(report, &file, kpi);
        unit(report, &file, kpi);
        match &kpi.formula {
            Formula::Derived { formula } => derived(report, &file, formula),
            other => {
                if let Some(rows) = other.rows() {
                    over_rows(report, &file, kpi, rows);
                }
            }
        }
    }
}

/// A definition without words is a number without meaning.
fn texts(report: &mut Report<'_>, file: &str, kpi: &Kpi) {
    for (field, text) in [
        ("title", &kpi.title),
        ("asks", &kpi.asks),
        ("means", &kpi.means),
    ] {
        if text.trim().is_empty() {
            report
                .error(file, field, "empty-text", format!("`{field}` is empty"))
                .hint("people read the words before the number");
        }
    }
}

fn people(report: &mut Report<'_>, file: &str, kpi: &Kpi) {
    let named = kpi.owner.iter().map(|owner| ("owner".to_owned(), owner));
    let stewards = kpi.stewards.iter().enumerate();
    let named = named.chain(stewards.map(|(index, role)| (format!("stewards/{index}"), role)));
    for (path, role) in named {
        let roles = report.charter().partnership.roles.iter();
        report.known(
            file,
            &path,
            ("unknown-role", "role"),
            role,
            roles.map(|role| role.role.as_str()),
        );
    }
}

fn companions(report: &mut Report<'_>, file: &str, kpi: &Kpi) {
    for (index, beside) in kpi.beside.iter().enumerate() {
        let path = format!("beside/{index}");
        if *beside == kpi.kpi {
            report
                .error(
                    file,
                    &path,
                    "beside-itself",
                    format!("`{beside}` stands beside itself"),
                )
                .hint("name what it could be bought with: quality, resolution, strain");
            continue;
        }
        let kpis = report.charter().kpis.keys().map(String::as_str);
        report.known(file, &path, ("unknown-kpi", "KPI"), beside, kpis);
    }
    report.unique(
        file,
        "companion",
        kpi.beside
            .iter()
            .enumerate()
            .map(|(index, beside)| (format!("beside/{index}"), beside.as_str())),
    );
}

fn unit(report: &mut Report<'_>, file: &str, kpi: &Kpi) {
    if kpi.decimals > 6 {
        report
            .error(
                file,
                "decimals",
                "decimals",
                format!("{} decimals", kpi.decimals),
            )
            .expected("at most 6");
    }
    let fitting: &[Unit] = match &kpi.formula {
        Formula::Ratio { .. } => &[Unit::Percent],
        Formula::Count { .. } | Formula::Distinct { .. } => &[Unit::Count],
        Formula::Backlog { shows, .. } => match shows {
            BacklogShows::Count => &[Unit::Count],
            BacklogShows::MedianAge => &[Unit::Days, Unit::Hours, Unit::Seconds],
        },
        _ => return,
    };
    if !fitting.contains(&kpi.unit) {
        let words: Vec<&str> = fitting.iter().map(|unit| unit.word()).collect();
        report
            .error(
                file,
                "unit",
                "unit",
                format!(
                    "the unit `{}` does not fit kind {}",
                    kpi.unit.word(),
                    kpi.formula.kind()
                ),
            )
            .expected(crate::names::quoted(&words));
    }
}

fn derived(report: &mut Report<'_>, file: &str, formula: &str) {
    match Arithmetic::parse(formula) {
        Ok(read) => {
            if read.names().is_empty() {
                report
                    .error(
                        file,
                        "formula",
                        "constant-formula",
                        "the formula names no KPI",
                    )
                    .hint(
                        "a derived KPI is made of others, such as `cost_total / contacts_handled`",
                    );
            }
            for name in read.names() {
                let kpis = report.charter().kpis.keys().map(String::as_str);
                report.known(file, "formula", ("unknown-kpi", "KPI"), name, kpis);
            }
        }
        Err(error) => {
            report
                .error(file, "formula", "formula", error.message)
                .expected("names of KPIs, numbers, `+ - * /` and parentheses");
        }
    }
}

fn over_rows(report: &mut Report<'_>, file: &str, kpi: &Kpi, rows: &Rows) {
    let charter = report.charter();
    let known = report.known(
        file,
        "table",
        ("unknown-table", "table"),
        &rows.table,
        charter.table_names(),
    );
    let Some(table) = charter.table(&rows.table).filter(|_| known) else {
        return;
    };
    if let Some(at) = &rows.at {
        instant(report, file, "at", at, &table);
    }
    let mut allowed = Allowed::columns(table.names());
    if let Some(follow_up) = &rows.follow_up {
        allowed = allowed.and(FOLLOWED_UP);
        check_follow_up(report, file, follow_up, &table);
    }
    let mut read = false;
    for (part, text) in kpi.formula.expressions() {
        if let Some(expression) = report.expression(file, part.word(), text, &allowed) {
            read |= expression.columns().contains(FOLLOWED_UP);
        } else {
            // What could not be read may have named it.
            read = true;
        }
    }
    if rows.follow_up.is_some() && !read {
        report
            .error(
                file,
                "follow_up",
                "unused-follow-up",
                "nothing looks at `followed_up`",
            )
            .hint("use `followed_up` in an expression, or remove `follow_up`: it holds every value back until its window has closed");
    }
    match &kpi.formula {
        Formula::Quantile { quantile, .. } if !(*quantile > 0.0 && *quantile < 1.0) => {
            report
                .error(
                    file,
                    "quantile",
                    "quantile",
                    format!("the quantile is {quantile}"),
                )
                .expected("a number between 0 and 1, such as 0.9");
        }
        Formula::Backlog {
            opened,
            closed,
            older_than,
            ..
        } => {
            instant(report, file, "opened", opened, &table);
            instant(report, file, "closed", closed, &table);
            if let Some(older_than) = older_than {
                report.duration(file, "older_than", older_than);
            }
        }
        _ => {}
    }
}

fn check_follow_up(report: &mut Report<'_>, file: &str, follow_up: &FollowUp, table: &TableView) {
    report.duration(file, "follow_up/within", &follow_up.within);
    if follow_up.same.is_empty() {
        report
            .error(
                file,
                "follow_up/same",
                "empty-key",
                "nothing says what a follow-up shares",
            )
            .hint("such as `same: [customer, contact_type]`");
    }
    for (index, column) in follow_up.same.iter().enumerate() {
        report.known(
            file,
            &format!("follow_up/same/{index}"),
            ("unknown-column", "column"),
            column,
            table.names(),
        );
    }
}

/// An error unless the column exists and holds instants.
fn instant(report: &mut Report<'_>, file: &str, path: &str, column: &str, table: &TableView) {
    match table.column(column) {
        None => {
            report.known(
                file,
                path,
                ("unknown-column", "column"),
                column,
                table.names(),
            );
        }
        Some(found) if found.column_type != ColumnType::Instant => {
            let instants = table
                .columns
                .iter()
                .filter(|one| one.column_type == ColumnType::Instant);
            let names: Vec<&str> = instants.map(|one| one.name.as_str()).collect();
            report
                .error(
                    file,
                    path,
                    "not-an-instant",
                    format!("`{column}` is not an instant"),
                )
                .expected(crate::names::quoted(&names));
        }
        Some(_) => {}
    }
}
