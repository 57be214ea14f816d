//! Feeds: every column exists, every expression may be run.

use std::collections::BTreeSet;

use crate::canonical::ColumnUse;
use crate::check::{Report, feed_checks, pull};
use crate::expression::{Allowed, Expression};
use crate::feed::{Feed, Format};
use crate::names;
use crate::view::TableView;

pub(super) fn check(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, feed) in &charter.feeds {
        let file = format!("feeds/{name}.yaml");
        source(report, &file, feed);
        pull::check(report, &file, feed);
        let known = report.known(
            &file,
            "table",
            ("unknown-table", "table"),
            &feed.table,
            charter.table_names(),
        );
        let Some(table) = charter.table(&feed.table).filter(|_| known) else {
            continue;
        };
        columns(report, &file, feed, &table);
        optional(report, &file, feed);
        feed_checks::check(report, &file, feed, &table);
    }
}

/// How the file is written: characters that can separate and quote, names that can be told apart.
fn format(report: &mut Report<'_>, file: &str, feed: &Feed) {
    if let Some(label) = &feed.encoding
        && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
    {
        report
            .error(
                file,
                "encoding",
                "encoding",
                format!("`{label}` is not an encoding"),
            )
            .expected("a label such as `windows-1252`, `iso-8859-15` or `utf-16le`");
    }
    let (Format::Csv(values) | Format::Tsv(values)) = &feed.format else {
        return;
    };
    let delimiter = match feed.format {
        Format::Tsv(_) => '\t',
        _ => values.delimiter.unwrap_or(','),
    };
    let quote = values.quote.unwrap_or('"');
    if !delimiter.is_ascii() || matches!(delimiter, '\n' | '\r' | '\0') || delimiter == quote {
        report
            .error(
                file,
                "format/delimiter",
                "delimiter",
                "the delimiter is not one ASCII character that can separate",
            )
            .expected("such as `,`, `;`, `|` or a tab");
    }
    if !quote.is_ascii() || matches!(quote, '\n' | '\r' | '\0') {
        report
            .error(
                file,
                "format/quote",
                "quote",
                "the quote is not one ASCII character",
            )
            .expected("such as `\"` or `'`");
    }
    if let Some(escape) = values.escape
        && (!escape.is_ascii()
            || matches!(escape, '\n' | '\r' | '\0')
            || escape == quote
            || escape == delimiter)
    {
        report
            .error(
                file,
                "format/escape",
                "escape",
                "the escape is not one ASCII character of its own",
            )
            .expected("such as `\\`; leave it out where quotes are doubled");
    }
    let mut seen = BTreeSet::new();
    for (index, name) in values.header.iter().enumerate() {
        if !seen.insert(name) {
            report.error(
                file,
                &format!("format/header/{index}"),
                "duplicate-name",
                format!("the column `{name}` is named twice"),
            );
        }
    }
}

/// What is said of the source: its format, its zone, what makes a record.
fn source(report: &mut Report<'_>, file: &str, feed: &Feed) {
    format(report, file, feed);
    if let Some(zone) = &feed.zone {
        report.zone(file, "zone", zone);
    }
    if let Some(freshness) = &feed.freshness {
        report.duration(file, "freshness", freshness);
    }
    if feed.key.is_empty() {
        report
            .error(file, "key", "empty-key", "the key is empty")
            .hint("say which columns of the source make a record the same record");
    }
    let allowed = Allowed::source();
    if let Some(only) = &feed.only {
        report.expression(file, "only", only, &allowed);
    }
    let lists = [
        ("key", &feed.key),
        ("version", &feed.version),
        ("names", &feed.names),
    ];
    for (list, texts) in lists {
        for (index, text) in texts.iter().enumerate() {
            report.expression(file, &format!("{list}/{index}"), text, &allowed);
        }
    }
}

/// What may be absent must be read by something, or a name that was misspelt would go unseen.
fn optional(report: &mut Report<'_>, file: &str, feed: &Feed) {
    let texts = feed
        .only
        .iter()
        .chain(&feed.key)
        .chain(&feed.version)
        .chain(&feed.names)
        .chain(feed.columns.values());
    let read: BTreeSet<String> = texts
        .filter_map(|text| Expression::parse(text, &Allowed::source()).ok())
        .flat_map(|expression| expression.columns().iter().cloned().collect::<Vec<_>>())
        .collect();
    for (index, name) in feed.optional.iter().enumerate() {
        if !read.contains(name) {
            report
                .error(
                    file,
                    &format!("optional/{index}"),
                    "unread-column",
                    format!("no expression of the feed reads the column `{name}`"),
                )
                .among(name, read.iter().map(String::as_str))
                .hint("name only what the feed reads, as the file writes it");
        }
    }
}

fn columns(report: &mut Report<'_>, file: &str, feed: &Feed, table: &TableView) {
    for (column, text) in &feed.columns {
        let path = format!("columns/{column}");
        if table.column(column).is_none() {
            report
                .error_at_key(
                    file,
                    &path,
                    "unknown-column",
                    format!("`{}` has no column `{column}`", table.name),
                )
                .among(column, table.names())
                .hint(if names::nearest(column, table.names()).is_some() {
                    "columns of your own are added in tables.yaml".to_owned()
                } else {
                    format!(
                        "the columns are {}; `tandem tables {}` says what each holds; columns of your own are added in tables.yaml",
                        table.names().collect::<Vec<_>>().join(", "),
                        table.name
                    )
                });
        }
        let expression = report.expression(file, &path, text, &Allowed::source());
        if column == "party" {
            constant_party(report, file, &path, expression.as_ref());
        }
        if table
            .column(column)
            .is_some_and(|column| column.use_ == ColumnUse::Customer)
            && expression.is_some_and(|one| one.columns().is_empty())
        {
            report
                .error(
                    file,
                    &path,
                    "constant-customer",
                    "every row would have the same customer",
                )
                .hint("leave the column out if the source does not name customers");
        }
    }
    if !feed.columns.contains_key(&table.at) {
        report
            .error(
                file,
                "columns",
                "missing-column",
                format!("the column `{}` is not mapped", table.at),
            )
            .hint(format!(
                "it is the instant at which a row of `{}` counts: without it no row has a day",
                table.name
            ));
    }
}

/// A party that is written out must be one.
fn constant_party(
    report: &mut Report<'_>,
    file: &str,
    path: &str,
    expression: Option<&Expression>,
) {
    let constant = expression
        .filter(|one| one.columns().is_empty())
        .and_then(|one| one.sql().strip_prefix('\'')?.strip_suffix('\''));
    if let Some(party) = constant {
        let parties = report.charter().partnership.parties.iter();
        report.known(
            file,
            path,
            ("unknown-party", "party"),
            party,
            parties.map(|party| party.party.as_str()),
        );
    }
}
