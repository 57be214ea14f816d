//! The feed's frame: its name, format, zone and spellings of nothing.

use std::collections::BTreeMap;

use formats::HeadType;

use super::{Plan, name};

use crate::about::About;
use crate::doubt::{Alternative, Doubt};
use crate::infer::instant::Instants;
use crate::infer::kind::{self, Facts, Kind, Reading};
use crate::sample::{Sample, Written};
use crate::write::{moment, sql, yaml};

/// Fills in what does not depend on the table.
pub(crate) fn frame(plan: &mut Plan, sample: &Sample, facts: &[Facts], about: &About) {
    name::free(plan, &sample.file, about);
    plan.format = format(&sample.written, sample);
    plan.encoding.clone_from(&sample.encoding);
    for note in &sample.notes {
        plan.doubt(Doubt::new(note.about, note.says.clone(), note.why.clone()));
    }
    apart(plan, sample, facts);
    nulls(plan, facts);
    zone(plan, facts, about);
}

/// Lines that are no rows are left out by what a column has in them.
fn apart(plan: &mut Plan, sample: &Sample, facts: &[Facts]) {
    let mut rules: Vec<String> = Vec::new();
    for line in &sample.apart {
        let Some(column) = facts.get(line.place).and_then(|one| one.sql.clone()) else {
            continue;
        };
        let cell = sql::text(&line.cell);
        let rule = if line.begins {
            format!("not starts_with(coalesce({column}, ''), {cell})")
        } else {
            format!("coalesce({column}, '') <> {cell}")
        };
        if sql::admitted(&rule) {
            rules.push(rule);
            plan.because("only", line.why.clone());
        }
    }
    plan.only = (!rules.is_empty()).then(|| rules.join(" and "));
}

fn format(written: &Written, sample: &Sample) -> String {
    match written {
        Written::Ndjson => "ndjson".to_owned(),
        Written::Json { records: None } => "json".to_owned(),
        Written::Json {
            records: Some(path),
        } => format!("{{ type: json, records: {} }}", quoted(path)),
        Written::Parquet => "parquet".to_owned(),
        Written::Arrow => "arrow".to_owned(),
        Written::Separated {
            delimiter,
            quote,
            escape,
            header,
            named,
            skip,
        } => {
            let tabs = *delimiter == '\t';
            let mut options = Vec::new();
            if !tabs && *delimiter != ',' {
                options.push(format!("delimiter: {}", character(*delimiter)));
            }
            if *quote != '"' {
                options.push(format!("quote: {}", character(*quote)));
            }
            if let Some(escape) = escape {
                options.push(format!("escape: {}", character(*escape)));
            }
            if *named || !*header {
                let names: Vec<String> = sample.columns().map(str::to_owned).collect();
                options.push(format!("header: {}", yaml::flow(&names)));
            }
            if *skip > 0 {
                options.push(format!("skip: {skip}"));
            }
            let word = if tabs { "tsv" } else { "csv" };
            if options.is_empty() {
                word.to_owned()
            } else {
                format!("{{ type: {word}, {} }}", options.join(", "))
            }
        }
    }
}

fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', "''"))
}

fn character(character: char) -> String {
    match character {
        '\'' => "\"'\"".to_owned(),
        '\\' | '"' => format!("'{character}'"),
        other if other.is_control() => format!("\"\\x{:02X}\"", u32::from(other)),
        other => format!("\"{other}\""),
    }
}

/// Spellings of nothing that hold for the whole file. One that is a word in another column is left to each column.
fn nulls(plan: &mut Plan, facts: &[Facts]) {
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in facts {
        for (word, count) in &one.null_words {
            let entry = found.entry(word).or_default();
            entry.0 += count;
            entry.1 += 1;
        }
    }
    for (word, (count, columns)) in found {
        if word.chars().any(sql::deceives) {
            continue;
        }
        let said = facts.iter().any(|one| {
            matches!(
                one.kind,
                Kind::Text | Kind::Choice | Kind::Identifier | Kind::FreeText | Kind::Boolean
            ) && one.values.iter().take(400).any(|(value, _)| value == word)
        });
        if !said {
            plan.because(
                "nulls",
                format!(
                    "`{word}` {count} {} in {columns} {}",
                    if count == 1 { "time" } else { "times" },
                    if columns == 1 { "column" } else { "columns" }
                ),
            );
            plan.nulls.push(word.to_owned());
        }
    }
}

/// The zone: none is needed when every instant says its offset.
fn zone(plan: &mut Plan, facts: &[Facts], about: &About) {
    let (mut local, mut zoned, mut zero) = (Vec::new(), 0, 0);
    // A day that is the same in every row, such as the version of a format, says nothing of a clock.
    let told = |one: &&Facts| one.kind != Kind::Day || one.distinct() > 1 || one.filled < 4;
    for one in facts.iter().filter(told) {
        match &one.reading {
            Reading::Instants(Instants::Epoch(_))
            | Reading::Native(HeadType::Instant { zoned: true }) => zoned += 1,
            Reading::Instants(Instants::Civil(civil)) if civil.zoned() => {
                zoned += 1;
                zero += usize::from(civil.all_zero);
            }
            Reading::Instants(Instants::Civil(_) | Instants::Serial { .. })
            | Reading::Clock(_)
            | Reading::Native(HeadType::Instant { zoned: false } | HeadType::Date) => {
                local.push(one.name.clone());
            }
            _ => {}
        }
    }
    if local.is_empty() {
        if zoned > 0 {
            plan.because(
                "zone",
                "every instant says its offset from UTC; no zone is needed",
            );
        }
        return;
    }
    let zone = if about.zone.is_empty() {
        "UTC"
    } else {
        &about.zone
    };
    plan.zone = Some(zone.to_owned());
    let list = local
        .iter()
        .take(3)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut doubt = Doubt::new(
        "zone",
        format!("times without an offset are taken to be of {zone}"),
        format!(
            "the file does not say whose clock {list} show{}; this is the partnership's{}",
            if local.len() == 1 { "s" } else { "" },
            if zoned > zero {
                ", while other columns say their offset"
            } else {
                ""
            }
        ),
    );
    if zone != "UTC" {
        doubt = doubt.or(Alternative::new("zone", "if the source writes UTC", "UTC"));
    }
    plan.doubt(doubt);
}

/// Offsets that are all zero beside the hours of a working day: some programs write UTC beside local times.
pub(crate) fn zero_offset(plan: &mut Plan, facts: &Facts, about: &str, known: &About) {
    if let Reading::Instants(Instants::Civil(civil)) = &facts.reading
        && civil.all_zero
        && civil.zoned()
        && known.zone != "UTC"
        && by_day(facts)
        && let Some(local) = moment::without_offset(facts, &plan.nulls)
    {
        plan.doubt(
            Doubt::new(
                about,
                "every offset is zero",
                "the hours are those of a working day; some programs write UTC beside local times",
            )
            .or(Alternative::new(
                about,
                format!("if the times are local ({})", known.zone),
                local,
            )),
        );
    }
}

/// Whether the hours are those of a working day: none between ten at night and five in the morning.
fn by_day(facts: &Facts) -> bool {
    let hours: Vec<i64> = facts
        .values
        .iter()
        .take(2_000)
        .filter_map(|(text, _)| kind::seconds_of(&facts.reading, text))
        .map(|seconds| seconds.rem_euclid(86_400) / 3_600)
        .collect();
    hours.len() >= 24
        && hours.iter().all(|hour| (5..22).contains(hour))
        && hours.iter().any(|hour| *hour != 0)
}
