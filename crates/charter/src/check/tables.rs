//! Added columns and tables.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::canonical::{self, ColumnType};
use crate::check::Report;
use crate::duration;
use crate::lineage::FOLLOWED_UP;
use crate::tables::AddedTable;

const FILE: &str = "tables.yaml";

pub(super) fn check(report: &mut Report<'_>) {
    for (name, table) in &report.charter().tables.tables {
        let path = format!("tables/{name}");
        report.snake_case(FILE, &path, name);
        match canonical::table(name) {
            Some(canonical) => extended(report, &path, table, canonical),
            None if name == canonical::SET_ASIDE && *table == only_kept(table) => {}
            None => added(report, &path, name, table),
        }
        if let Some(retain) = &table.retain
            && duration::kept_since(retain, Timestamp::UNIX_EPOCH, &TimeZone::UTC).is_err()
        {
            report
                .error(
                    FILE,
                    &format!("{path}/retain"),
                    "not-a-duration",
                    format!("`{retain}` does not say how long rows are kept"),
                )
                .expected(duration::EXPECTED_KEPT);
        }
        for column in table.columns.keys() {
            let here = format!("{path}/columns/{column}");
            if !crate::names::is_snake_case(column) {
                report
                    .error_at_key(
                        FILE,
                        &here,
                        "snake-case",
                        format!("`{column}` is not a name in `snake_case`"),
                    )
                    .expected("a lower-case letter, then lower-case letters, digits and `_`");
            }
            if column == FOLLOWED_UP {
                report
                    .error_at_key(FILE, &here, "reserved-name", format!("`{column}` is taken"))
                    .hint("it is the column that `follow_up` gives a KPI");
            }
        }
    }
}

/// A table of which nothing is said but how long it is kept.
fn only_kept(table: &AddedTable) -> AddedTable {
    AddedTable {
        retain: table.retain.clone(),
        ..AddedTable::default()
    }
}

fn extended(report: &mut Report<'_>, path: &str, table: &AddedTable, canonical: &canonical::Table) {
    for (field, written) in [("row", table.row.is_some()), ("at", table.at.is_some())] {
        if written {
            report
                .error_at_key(
                    FILE,
                    &format!("{path}/{field}"),
                    "canonical-table",
                    format!(
                        "`{field}` of the canonical table `{}` is given",
                        canonical.name
                    ),
                )
                .hint("remove it; only a new table says it");
        }
    }
    for column in canonical.columns {
        if table.columns.contains_key(column.name) {
            report
                .error_at_key(
                    FILE,
                    &format!("{path}/columns/{}", column.name),
                    "duplicate-name",
                    format!(
                        "`{}` already has the column `{}`",
                        canonical.name, column.name
                    ),
                )
                .hint(format!(
                    "it holds: {} Use it, or choose another name",
                    column.means
                ));
        }
    }
}

fn added(report: &mut Report<'_>, path: &str, name: &str, table: &AddedTable) {
    if name == canonical::SET_ASIDE {
        report
            .error_at_key(
                FILE,
                path,
                "reserved-name",
                format!("Tandem keeps the rows that were set aside in a table named `{name}`"),
            )
            .hint("choose another name; of that table only `retain` is said");
    }
    if table.row.is_none() {
        report
            .error_at_key(
                FILE,
                path,
                "missing-field",
                format!("the table `{name}` does not say what one row is"),
            )
            .hint("write `row:` — or, if you meant a canonical table, its name")
            .among(name, canonical::TABLES.iter().map(|table| table.name));
    }
    let Some(at) = &table.at else {
        report
            .error_at_key(
                FILE,
                path,
                "missing-field",
                format!("the table `{name}` does not say when a row counts"),
            )
            .hint("write `at:` with the name of a column of type `instant`");
        return;
    };
    let here = format!("{path}/at");
    let columns = table.columns.keys().map(String::as_str);
    let known = report.known(FILE, &here, ("unknown-column", "column"), at, columns);
    let column_type = table.columns.get(at).map(|column| column.column_type);
    if known && column_type != Some(ColumnType::Instant) {
        report
            .error(
                FILE,
                &here,
                "not-an-instant",
                format!("`{at}` is not an instant"),
            )
            .hint("a row counts at an instant: give the column the type `instant`");
    }
}
