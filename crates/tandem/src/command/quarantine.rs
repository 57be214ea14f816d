//! `tandem quarantine`: rows that were set aside, seen, put right, tried again and waived.

use std::collections::{BTreeMap, BTreeSet};

use access::Viewer;
use indicatif::ProgressBar;
use lake::{Fate, Lake, Meant, QuarantineQuestion, SetAsideRow, Standing, Step, Which, With};

use crate::cli::{Quarantine, QuarantineList, QuarantineMend, QuarantineWaive, Rows};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock, progress, whose_deed};

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
                standing: asked.standing.only(),
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
        0 => format!("no row {}", asked.standing.words()),
        1 => "1 row".to_owned(),
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
    let viewer = whose_deed::viewer(&charter, &asked.whose)?;
    let lake = asked.data.lake(&charter).await?;
    let mut meant = Meant {
        feed: asked.feed,
        which: which(asked.rows),
        after: None,
    };
    let mut course = Course::begin("trying again");
    loop {
        let at = clock::now();
        let step = lake.mend(&charter, &viewer, &meant, &with, at).await;
        let step = step.inspect_err(|_| course.stopped(output))?;
        for (id, fate) in &step.fates {
            if let Fate::SetAside { check, reason, .. } = fate {
                output.answer(&format!("{id}  {check}: {reason}\n"))?;
            }
        }
        for id in &step.gone {
            output.say(&format!("{id} does not wait"));
        }
        meant.after = course.went(step);
        if meant.after.is_none() {
            break;
        }
    }
    output.say(&match (course.tried, course.tried - course.done) {
        (0, _) => nothing_waits(&lake, &meant).await?,
        (1, 0) => "1 row tried, it passed".to_owned(),
        (1, _) => "1 row tried, it waits".to_owned(),
        (tried, 0) => format!("{tried} rows tried, all passed"),
        (tried, waits) => format!("{tried} rows tried, {} passed, {waits} wait", course.done),
    });
    for (check, rows) in course.most_first() {
        output.say(&format!("  {check}: {rows} wait"));
    }
    Ok(())
}

async fn waive(asked: QuarantineWaive, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let viewer = whose_deed::viewer(&charter, &asked.whose)?;
    let lake = asked.data.lake(&charter).await?;
    let mut meant = Meant {
        feed: asked.feed,
        which: which(asked.rows),
        after: None,
    };
    let mut course = Course::begin("waiving");
    loop {
        let step = lake.waive(&viewer, &meant, &asked.why, clock::now()).await;
        let step = step.inspect_err(|_| course.stopped(output))?;
        meant.after = course.went(step);
        if meant.after.is_none() {
            break;
        }
    }
    output.say(&match course.done {
        0 => nothing_waits(&lake, &meant).await?,
        1 => "1 row waived".to_owned(),
        rows => format!("{rows} rows waived"),
    });
    Ok(())
}

/// That no row waits, and where others do: the name of a check may be mistyped.
async fn nothing_waits(lake: &Lake, meant: &Meant) -> Result<String, Failure> {
    let counts = lake.set_aside_counts().await?;
    let waiting = counts
        .iter()
        .filter(|count| count.feed == meant.feed && count.standing == Standing::Waiting);
    let others: BTreeSet<&str> = waiting.map(|count| count.check.as_str()).collect();
    Ok(match &meant.which {
        Which::Check(check) if !others.is_empty() => {
            let others: Vec<&str> = others.into_iter().collect();
            format!(
                "no row waits under {check}; rows wait under {}",
                others.join(", ")
            )
        }
        _ => "no row waits".to_owned(),
    })
}

/// A deed over however many rows, step by step.
struct Course {
    bar: ProgressBar,
    tried: u64,
    done: u64,
    /// Check → rows that go on waiting under it.
    kept: BTreeMap<String, u64>,
}

impl Course {
    fn begin(what: &str) -> Self {
        Self {
            bar: progress::rows(what),
            tried: 0,
            done: 0,
            kept: BTreeMap::new(),
        }
    }

    /// Counts a step, and gives where the next one goes on.
    fn went(&mut self, step: Step) -> Option<String> {
        self.tried += step.tried();
        self.done += step.done;
        for kept in step.kept {
            *self.kept.entry(kept.check).or_default() += kept.rows;
        }
        self.bar.set_length(self.tried + step.left);
        self.bar.set_position(self.tried);
        if step.next.is_none() {
            self.bar.finish_and_clear();
        }
        step.next
    }

    /// What was done before a step failed stays done.
    fn stopped(&self, output: &mut Output) {
        self.bar.finish_and_clear();
        if self.done > 0 {
            output.say(&format!(
                "{} rows are done and stay so; the same command goes on with the others",
                self.done
            ));
        }
    }

    fn most_first(&self) -> Vec<(&String, u64)> {
        let mut kept: Vec<(&String, u64)> = self
            .kept
            .iter()
            .map(|(check, rows)| (check, *rows))
            .collect();
        kept.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        kept
    }
}

fn which(rows: Rows) -> Which {
    match rows.check {
        Some(check) => Which::Check(check),
        None if rows.id.is_empty() => Which::All,
        None => Which::Ids(rows.id),
    }
}
