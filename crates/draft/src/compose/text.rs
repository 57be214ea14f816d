//! The plan as YAML.

use super::{Plan, contact};
use crate::doubt::Doubt;
use crate::infer::kind::{Facts, Kind};
use crate::profile;
use crate::sample::Sample;
use crate::write::yaml::{self, Text};

/// More columns than this are not listed.
const LISTED: usize = 150;

pub(crate) fn write(plan: &Plan, sample: &Sample, facts: &[Facts]) -> String {
    let mut text = Text::default();
    let file = yaml::cut(&sample.file, 80);
    text.comment(
        0,
        "",
        &format!("Drafted from {file}, {} of {} columns. What begins with `?` is a doubt: settle it and take the line away.", looked_at(sample), facts.len()),
    );
    doubts(&mut text, plan, "feed", 0);
    text.line(&format!("feed: {}", plan.name));
    text.line(&format!("title: {}", yaml::scalar(&plan.title)));
    part(&mut text, plan, "table", Some(plan.table.clone()));
    for about in ["header", "skip", "line ends", "rows", "members"] {
        doubts(&mut text, plan, about, 0);
    }
    part(&mut text, plan, "format", Some(plan.format.clone()));
    part(
        &mut text,
        plan,
        "encoding",
        plan.encoding.as_deref().map(yaml::scalar),
    );
    part(
        &mut text,
        plan,
        "zone",
        plan.zone.as_deref().map(yaml::scalar),
    );
    part(
        &mut text,
        plan,
        "nulls",
        (!plan.nulls.is_empty()).then(|| yaml::flow_quoted(&plan.nulls)),
    );
    part(
        &mut text,
        plan,
        "only",
        plan.only.as_deref().map(yaml::scalar),
    );
    text.blank();
    part(&mut text, plan, "key", Some(list(&plan.key)));
    part(
        &mut text,
        plan,
        "version",
        (!plan.version.is_empty()).then(|| list(&plan.version)),
    );
    text.blank();
    text.line("columns:");
    for line in &plan.columns {
        text.comment(2, "", &line.why);
        let about = format!("columns.{}", line.column);
        doubts(&mut text, plan, &about, 2);
        also(&mut text, plan, &about);
        text.line(&format!(
            "  {}: {}",
            line.column,
            yaml::scalar(&line.expression)
        ));
    }
    let written: Vec<String> = plan
        .columns
        .iter()
        .map(|line| format!("columns.{}", line.column))
        .collect();
    for doubt in &plan.doubts {
        if doubt.about.starts_with("columns.") && !written.contains(&doubt.about) {
            one(&mut text, doubt, 2);
        }
    }
    if !plan.checks.is_empty() {
        text.blank();
        text.line("checks:");
        for check in &plan.checks {
            text.line(&format!("  - check: {}", check.name));
            text.line(&format!("    {}", check.rule));
            if let Some(severity) = check.severity {
                text.line(&format!("    severity: {severity}"));
            }
            text.line(&format!("    hint: {}", yaml::scalar(check.hint)));
        }
    }
    left_over(&mut text, plan, facts);
    text.finish()
}

/// Which rows were looked at: a draft from the beginning of a file says so.
fn looked_at(sample: &Sample) -> String {
    let rows = yaml::grouped(sample.rows);
    if sample.complete {
        return format!("all {rows} rows");
    }
    match sample.bytes {
        Some(bytes) => format!("the first {rows} rows ({})", yaml::bytes(bytes)),
        None => format!("the first {rows} rows"),
    }
}

fn part(text: &mut Text, plan: &Plan, name: &str, value: Option<String>) {
    for (_, why) in plan.reasons.iter().filter(|(part, _)| *part == name) {
        text.comment(0, "", &format!("{name}: {why}"));
    }
    doubts(text, plan, name, 0);
    if let Some(value) = value {
        text.line(&format!("{name}: {value}"));
    }
}

fn doubts(text: &mut Text, plan: &Plan, about: &str, indent: usize) {
    for doubt in plan.doubts.iter().filter(|doubt| doubt.about == about) {
        one(text, doubt, indent);
    }
}

fn one(text: &mut Text, doubt: &Doubt, indent: usize) {
    text.comment(
        indent,
        "? ",
        &format!("{}: {}.", upper(&doubt.says), doubt.why),
    );
    for alternative in &doubt.alternatives {
        text.comment(indent, "? ", &format!("Instead, {}:", alternative.says));
        let name = alternative.path.rsplit('.').next().unwrap_or_default();
        // Lists are YAML already; expressions become a value.
        let value = if alternative.path == "key" || alternative.path == "version" {
            alternative.value.clone()
        } else {
            yaml::scalar(&alternative.value)
        };
        text.option(indent, &format!("{name}: {value}"));
    }
}

/// What the answer to a doubt about another column writes here.
fn also(text: &mut Text, plan: &Plan, about: &str) {
    for doubt in &plan.doubts {
        for alternative in &doubt.alternatives {
            for (path, value) in alternative.also.iter().filter(|(path, _)| path == about) {
                let of = doubt.about.rsplit('.').next().unwrap_or_default();
                let name = path.rsplit('.').next().unwrap_or_default();
                text.comment(2, "? ", &format!("As for `{of}`, {}:", alternative.says));
                text.option(2, &format!("{name}: {}", yaml::scalar(value)));
            }
        }
    }
}

fn upper(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn list(texts: &[String]) -> String {
    let line = yaml::flow(texts);
    if line.len() <= 100 {
        return line;
    }
    texts
        .iter()
        .map(|one| format!("\n  - {}", yaml::scalar(one)))
        .collect()
}

fn left_over(text: &mut Text, plan: &Plan, facts: &[Facts]) {
    let rest = contact::left_over(plan, facts);
    if rest.is_empty() {
        return;
    }
    text.blank();
    doubts(text, plan, "left over", 0);
    text.comment(0, "", "Columns of the source that are not mapped. A column of your own is added in tables.yaml first.");
    for (_, one) in rest.iter().take(LISTED) {
        text.comment(0, "  ", &told(one));
    }
    if rest.len() > LISTED {
        text.comment(0, "  ", &format!("and {} more", rest.len() - LISTED));
    }
}

fn told(facts: &Facts) -> String {
    let name = yaml::cut(&facts.name, 60);
    let kind = match facts.kind {
        Kind::Empty => "empty",
        Kind::Text => "text",
        Kind::FreeText => "free text",
        Kind::Choice => "one of a few",
        Kind::Identifier => "identifier",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Money => "money",
        Kind::Percent => "percent",
        Kind::Boolean => "yes or no",
        Kind::Instant => "instant",
        Kind::Day => "day",
        Kind::TimeOfDay => "time of day",
        Kind::Duration => "length of time",
        Kind::List => "list",
    };
    let mut line = format!("{name} · {kind}");
    if let Some(personal) = facts.personal {
        return format!(
            "{line} · PERSONAL: looks like {}; do not map it to a plain column",
            personal.words()
        );
    }
    if facts.kind != Kind::Empty {
        line = format!(
            "{line} · {} distinct · e.g. {}",
            facts.distinct(),
            profile::examples(facts, 3).join(" · ")
        );
    }
    if facts.sql.is_none() {
        line = format!("{line} · its name cannot be written in an expression");
    }
    line
}
