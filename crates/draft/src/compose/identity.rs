//! The key and the version, with their reasons.

use super::Plan;
use crate::choose::identity::{Key, Versions};
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind, Reading};
use crate::sample::Sample;
use crate::write::{expression, moment, sql, yaml};

/// Writes the key and the version.
pub(crate) fn write(
    plan: &mut Plan,
    facts: &[Facts],
    sample: &Sample,
    key: &Key,
    versions: &Versions,
    wider: Option<Vec<usize>>,
) {
    let rows = sample.rows;
    let sql_of = |places: &[usize]| -> Vec<String> {
        places
            .iter()
            .filter_map(|place| facts.get(*place)?.sql.clone())
            .collect()
    };
    // A part that is empty in some rows is an empty text there: a row without a part of its key would be set aside.
    let filled = |places: &[usize]| -> Vec<String> {
        places
            .iter()
            .filter_map(|place| facts.get(*place))
            .filter_map(|one| {
                let sql = one.sql.clone()?;
                Some(match &one.reading {
                    _ if one.nulls == 0 && sample.complete => sql,
                    Reading::Native(_) => format!("coalesce(cast({sql} as varchar), '')"),
                    _ => format!("coalesce({sql}, '')"),
                })
            })
            .collect()
    };
    let name = |place: usize| {
        facts
            .get(place)
            .map(|one| one.name.clone())
            .unwrap_or_default()
    };
    match key {
        Key::One(place) => {
            plan.key = sql_of(&[*place]);
            plan.because(
                "key",
                format!(
                    "`{}` is {} and never comes twice in the {rows} rows seen",
                    name(*place),
                    match facts.get(*place).map_or(0, |one| one.nulls) {
                        0 => "never empty".to_owned(),
                        1 => "empty in 1 row".to_owned(),
                        nulls => format!("empty in {nulls} rows"),
                    }
                ),
            );
            if let Some(nulls) = facts
                .get(*place)
                .map(|one| one.nulls)
                .filter(|nulls| *nulls > 0)
            {
                plan.doubt(Doubt::new(
                    "key",
                    format!("rows without `{}` are set aside", name(*place)),
                    format!("{nulls} of the {rows} rows seen have none; a line of totals has none, a record should"),
                ));
            }
            if let Some(wider) = wider.filter(|_| {
                facts
                    .get(*place)
                    .is_some_and(|one| one.kind == Kind::Integer)
            }) {
                plan.doubt(
                    Doubt::new(
                        "key",
                        format!("`{}` is taken to tell records apart in all of the file", name(*place)),
                        "only the head of the file was seen, and a number may begin again on another day or line",
                    )
                    .or(Alternative::new(
"key",
"if it does",
yaml::flow(&sql_of(&wider)),
)),
                );
            }
            if rows < 20 {
                plan.doubt(Doubt::new(
                    "key",
                    format!("`{}` is taken to tell records apart", name(*place)),
                    format!("only {rows} rows were seen; it may come again in a longer file"),
                ));
            }
        }
        Key::Repeats(place) => {
            plan.key = sql_of(&[*place]);
            plan.because(
                "key",
                format!("`{}` comes again each time the record changes; the latest version of it stands", name(*place)),
            );
            let mut each = sql_of(&[*place]);
            each.extend(sql_of(
                &[versions.counter, versions.updated]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>(),
            ));
            plan.doubt(
                Doubt::new(
                    "key",
                    "one record a changing thing, not one a change",
                    format!(
                        "several rows have the same `{}` and differ in their version",
                        name(*place)
                    ),
                )
                .or(Alternative::new(
                    "key",
                    "if each change is a fact of its own",
                    yaml::flow(&each),
                )),
            );
        }
        Key::Several(places, added) => {
            plan.key = sql_of(places);
            let needed: Vec<String> = places
                .iter()
                .take(places.len() - added)
                .map(|place| format!("`{}`", name(*place)))
                .collect();
            plan.because(
                "key",
                format!(
                    "no column alone tells the rows apart; {} together do, in the {rows} rows seen",
                    needed.join(", ")
                ),
            );
            if *added > 0 {
                plan.because("key", "the others are added because an identifier may come back on another day or line");
            }
            plan.doubt(Doubt::new(
                "key",
                "several columns together are taken for the key",
                "look whether the source has one identifier; a key that is too narrow loses rows, one too wide doubles records that change",
            ));
        }
        Key::Narrowed(places, added) => {
            plan.key = filled(places);
            if *added > 0 {
                let needed = places.iter().take(places.len() - added);
                let needed: Vec<String> =
                    needed.map(|place| format!("`{}`", name(*place))).collect();
                plan.because(
                    "key",
                    format!(
                        "{} tell the {rows} rows seen apart; the others are added because rows that were not seen may be equal in these",
                        needed.join(", ")
                    ),
                );
            }
            plan.doubt(Doubt::new(
                "key",
                "nothing in the file names a record: the key is put together from columns that tell its rows apart",
                "two rows that are equal in them count once, and a row that changes in one of them counts twice; look whether the source can export an identifier",
            ));
        }
    }
    if plan.key.is_empty() {
        plan.key = vec!["''".to_owned()];
        plan.doubt(Doubt::new(
            "key",
            "there is no key",
            "no column has a name that an expression can use",
        ));
    }
    if let Some(counter) = versions.counter.and_then(|place| facts.get(place))
        && let Some(text) = expression::number(counter, &plan.nulls, "bigint")
    {
        plan.version.push(text);
        plan.because("version", format!("`{}` counts the changes", counter.name));
    }
    if let Some(updated) = versions.updated.and_then(|place| facts.get(place))
        && let Some(text) = moment::instant(updated, &plan.nulls, None)
    {
        plan.version.push(text);
        plan.because(
            "version",
            format!("`{}` says when it last changed", updated.name),
        );
    }
    plan.version.retain(|text| sql::admitted(text));
    if plan.version.is_empty() {
        plan.doubt(Doubt::new(
            "version",
            "there is no version",
            "no column counts changes or says when a row last changed; if the source ever corrects a row, the order of arrival does not tell which one counts",
        ));
    }
}
