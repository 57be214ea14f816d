//! `tandem tables`: what feeds can fill, and what each column holds.

use charter::Charter;
use charter::canonical::{TABLES, Table};
use charter::view::TableView;

use super::aligned::aligned;
use crate::charter_folder;
use crate::cli::Tables;
use crate::failure::Failure;
use crate::output::Output;

/// Before the tables, on the page of the documentation.
const PAGE: &str = "\
# Tables

The canonical tables, one row per thing. A feed fills columns of one of them: each column holds what the feed's mapping says, from
the source's own columns. Instants are UTC, to the microsecond; money is in the partnership's currency, with four
places. `use` says who may read a column: a `dimension` has few values, filters and breaks down; `agent` names a person who works here and needs the right `see_agents`; `cost`
needs the right `see_cost`; `customer` is hashed at the door and never shown; `detail` is anything else.

`tandem tables` lists the tables, `tandem tables contact` one table's columns, and with `--charter` a charter's own as well. How a
charter adds columns stands in [Adding a feed](adding-a-feed.md).

This page is written by `tandem tables --markdown`.
";

pub fn run(asked: &Tables, output: &mut Output) -> Result<(), Failure> {
    if asked.markdown {
        return output.answer(&page());
    }
    let charter = match &asked.charter {
        Some(folder) => Some(charter_folder::read(folder)?.0),
        None => None,
    };
    let tables = views(charter.as_ref());
    let Some(name) = &asked.table else {
        let lines = tables
            .iter()
            .map(|table| vec![table.name.clone(), table.row.clone()]);
        return output.answer(&aligned(lines.collect()));
    };
    let Some(table) = tables.iter().find(|table| table.name == *name) else {
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        return Err(Failure::refused(
            format!("there is no table named `{name}`"),
            match charter::names::meant(name, names.iter().copied()) {
                Some(nearest) => format!("the nearest is `{nearest}`"),
                None => format!("the tables are {}", names.join(", ")),
            },
        ));
    };
    let mut lines = vec![["column", "type", "unit", "use", "holds"].map(str::to_owned)];
    lines.extend(table.columns.iter().map(|column| {
        let unit = column.unit().unwrap_or_default();
        [
            column.name.as_str(),
            column.column_type.word(),
            unit,
            column.use_.word(),
            column.means.as_str(),
        ]
        .map(str::to_owned)
    }));
    let lines = aligned(lines.into_iter().map(Vec::from).collect());
    output.answer(&format!(
        "{}\nA row counts at its `{}`.\n\n{lines}",
        table.row, table.at
    ))
}

/// The tables of a charter, or the canonical ones alone.
fn views(charter: Option<&Charter>) -> Vec<TableView> {
    match charter {
        Some(charter) => charter
            .table_names()
            .into_iter()
            .filter_map(|name| charter.table(name))
            .collect(),
        None => TABLES.iter().map(TableView::from).collect(),
    }
}

fn page() -> String {
    let mut page = PAGE.to_owned();
    for Table {
        name,
        row,
        at,
        planned,
        columns,
    } in TABLES
    {
        let ahead = if *planned {
            ", which may be in the future"
        } else {
            ""
        };
        page.push_str(&format!(
            "\n## {name}\n\n{row} A row counts at its `{at}`{ahead}.\n\n| column | type | unit | use | holds |\n|---|---|---|---|---|\n"
        ));
        for column in *columns {
            page.push_str(&format!(
                "| `{}` | {} | {} | {} | {} |\n",
                column.name,
                column.column_type.word(),
                column.unit().unwrap_or_default(),
                column.use_.word(),
                column.means
            ));
        }
    }
    page
}
