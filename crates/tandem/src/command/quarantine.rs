//! `tandem quarantine`: rows that were set aside, seen, put right, tried again and waived.

use std::collections::BTreeMap;

use access::Viewer;
use lake::{Fate, Mending, QuarantineQuestion, SetAsideRow, Which, With};

use crate::cli::{Quarantine, QuarantineList, QuarantineMend, QuarantineWaive, Rows};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

pub async fn run(asked: Quarantine, output: &mut Output) -> Result<(), Failure> {
    match asked {
        Quarantine::List(asked) => list(&asked, output).await,
        Quarantine::Mend(asked) => mend(asked, output).await,
        Quarantine::Waive(asked) => waive(asked, output).await,
    }
}

async fn list(asked: &QuarantineList, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let lake = asked.data.lake_to_read(&charter, &asked.charter).await?;
    let viewer = Viewer::operator(&charter.partnership);
    let found = lake
        .quarantine(
            &viewer,
            &QuarantineQuestion {
                feed: asked.feed.clone(),
                check: asked.check.clone(),
                standing: asked.standing.map(Into::into),
                limit: asked.limit,
                ..QuarantineQuestion::default()
            },
        )
        .await?;
    if asked.json {
        let text = serde_json::to_string_pretty(&found)
            .map_err(|error| Failure::internal("writing the rows", &error))?;
        return output.answer(&format!("{text}\n"));
    }
    for row in &found.rows {
        output.answer(&shown(row))?;
    }
    let shown = found.rows.len() as u64;
    output.say(&match found.total {
        0 => "no row was set aside".to_owned(),
        total if total == shown => format!("{total} rows"),
        total => format!("{shown} of {total} rows; --limit shows more"),
    });
    Ok(())
}

fn shown(row: &SetAsideRow) -> String {
    let mut text = format!(
        "{}  {}  {} line {}  {}\n  {}\n  {}\n  {}\n",
        row.id,
        row.feed,
        row.source,
        row.line,
        row.check,
        row.reason,
        row.hint,
        row.raw.replace('\n', "\n  ")
    );
    if let (Some(by), Some(words)) = (&row.resolved_by, &row.resolution) {
        text.push_str(&format!("  {} by {by}: {words}\n", row.standing.word()));
    }
    text
}

async fn mend(asked: QuarantineMend, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let with = match asked.text {
        Some(text) => With::Text(text),
        None if asked.set.is_empty() => With::AsTheyAre,
        None => With::Expressions(
            asked
                .set
                .iter()
                .map(|set| {
                    set.split_once('=')
                        .map(|(column, value)| (column.trim().to_owned(), value.trim().to_owned()))
                        .ok_or_else(|| {
                            Failure::refused(
                                format!("`{set}` sets nothing"),
                                "write a column of the source, `=` and an SQL expression, e.g. \"opened=replace(opened, '/', '-')\"",
                            )
                        })
                })
                .collect::<Result<BTreeMap<_, _>, Failure>>()?,
        ),
    };
    let lake = asked.data.lake(&charter).await?;
    let viewer = Viewer::operator(&charter.partnership);
    let mending = Mending {
        feed: asked.feed,
        which: which(asked.rows),
        with,
    };
    let mended = lake.mend(&charter, &viewer, &mending, clock::now()).await?;
    let waits: Vec<(&String, &Fate)> = mended
        .fates
        .iter()
        .filter(|(_, fate)| matches!(fate, Fate::SetAside { .. }))
        .collect();
    for (id, fate) in &waits {
        if let Fate::SetAside { check, reason, .. } = fate {
            output.answer(&format!("{id}  {check}: {reason}\n"))?;
        }
    }
    for id in &mended.gone {
        output.say(&format!("{id} does not wait"));
    }
    let tried = mended.fates.len();
    output.say(&match (tried, waits.len()) {
        (0, _) => "no row waits".to_owned(),
        (tried, 0) => format!("{tried} rows tried, all passed"),
        (tried, waits) => format!("{tried} rows tried, {} passed, {waits} wait", tried - waits),
    });
    Ok(())
}

async fn waive(asked: QuarantineWaive, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let lake = asked.data.lake(&charter).await?;
    let viewer = Viewer::operator(&charter.partnership);
    let which = which(asked.rows);
    let waived = lake
        .waive(&viewer, &asked.feed, &which, &asked.why, clock::now())
        .await?;
    output.say(&format!("{waived} rows waived"));
    Ok(())
}

fn which(rows: Rows) -> Which {
    match rows.check {
        Some(check) => Which::Check(check),
        None if rows.id.is_empty() => Which::All,
        None => Which::Ids(rows.id),
    }
}
