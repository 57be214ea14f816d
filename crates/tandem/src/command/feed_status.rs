//! `tandem feed status`: how the checks of feeds stand, in sentences.

use charter::Charter;
use charter::names::nearest;
use lake::{CheckStanding, Verdict};
use serde_json::json;

use crate::cli::FeedState;
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

pub async fn run(asked: &FeedState, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    if let Some(feed) = &asked.feed
        && !charter.feeds.contains_key(feed)
    {
        return Err(no_feed(&charter, feed));
    }
    let lake = asked.data.lake_to_read(&charter, &asked.charter).await?;
    let standings: Vec<CheckStanding> = lake
        .checks(&charter, clock::now())
        .await?
        .into_iter()
        .filter(|one| asked.feed.as_ref().is_none_or(|feed| *feed == one.feed))
        .collect();
    if asked.json {
        let all: Vec<_> = standings.iter().map(as_json).collect();
        let text = serde_json::to_string_pretty(&all)
            .map_err(|error| Failure::internal("writing the checks", &error))?;
        return output.answer(&format!("{text}\n"));
    }
    let mut text = String::new();
    for feed in charter.feeds.values() {
        let of_feed: Vec<&CheckStanding> = standings
            .iter()
            .filter(|one| one.feed == feed.feed)
            .collect();
        if !of_feed.is_empty() {
            text.push_str(&feed_text(&feed.title, &of_feed, asked.feed.is_some()));
        }
    }
    output.answer(&text)
}

fn no_feed(charter: &Charter, feed: &str) -> Failure {
    let known = charter.feeds.keys().map(String::as_str);
    Failure::refused(
        format!("no feed named `{feed}`"),
        match nearest(feed, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the feeds are {}", known.collect::<Vec<_>>().join(", ")),
        },
    )
}

/// A feed's checks, a line each: those that fail first. Of all feeds, what holds is one number.
fn feed_text(title: &str, standings: &[&CheckStanding], all: bool) -> String {
    let of = |verdict: Verdict| standings.iter().filter(move |one| one.verdict == verdict);
    let (failed, passed) = (of(Verdict::Failed).count(), of(Verdict::Passed).count());
    let mut text = format!(
        "{title} ({}): {}, {passed} passed, {} not judged\n",
        standings.first().map_or("", |one| one.feed.as_str()),
        if failed == 0 {
            "no check fails".to_owned()
        } else {
            format!("{failed} failed")
        },
        of(Verdict::NotJudged).count()
    );
    let shown: Vec<&&CheckStanding> = of(Verdict::Failed)
        .chain(of(Verdict::NotJudged).filter(|_| all))
        .chain(of(Verdict::Passed).filter(|_| all))
        .collect();
    let width = |of: fn(&CheckStanding) -> &str| {
        shown
            .iter()
            .map(|one| of(one).chars().count())
            .max()
            .unwrap_or_default()
    };
    let (verdicts, names) = (width(|one| words(one.verdict)), width(|one| &one.check));
    for one in shown {
        let since = match (one.verdict, one.since) {
            (Verdict::Failed, Some(since)) => {
                format!(" Since {}.", since.strftime("%Y-%m-%d %H:%M UTC"))
            }
            _ => String::new(),
        };
        text.push_str(&format!(
            "  {:verdicts$}  {:names$}  {}{since}\n",
            words(one.verdict),
            one.check,
            one.says
        ));
        if one.verdict == Verdict::Failed
            && let Some(hint) = &one.hint
        {
            text.push_str(&format!("  {:verdicts$}  {:names$}  {hint}\n", "", ""));
        }
    }
    text
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "FAILED",
        Verdict::NotJudged => "not judged",
    }
}

fn as_json(one: &CheckStanding) -> serde_json::Value {
    json!({
        "feed": one.feed,
        "check": one.check,
        "kind": one.kind,
        "severity": one.severity.word(),
        "verdict": one.verdict.word(),
        "n": one.n,
        "failed": one.failed,
        "since": one.since.map(|since| since.to_string()),
        "says": one.says,
        "hint": one.hint,
    })
}
