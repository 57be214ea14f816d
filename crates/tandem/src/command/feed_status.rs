//! `tandem feed status`: how the checks of feeds stand and what was refused as a whole, in sentences.

use std::collections::BTreeMap;

use access::Viewer;
use charter::Charter;
use charter::names::nearest;
use lake::{CheckStanding, Lake, Refusals, Verdict};
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
    let meant = |feed: &str| asked.feed.as_ref().is_none_or(|one| one == feed);
    let (lake, refused) = match asked.data.lake_there(&charter).await? {
        Some(lake) => {
            let refused = refused(&lake, &charter, &meant).await?;
            (Some(lake), refused)
        }
        None => (None, BTreeMap::new()),
    };
    // A feed that refused all that came so far has something to tell.
    let lake = match lake {
        Some(lake) if !refused.is_empty() => lake,
        _ => asked.data.lake_to_read(&charter, &asked.charter).await?,
    };
    let standings: Vec<CheckStanding> = lake
        .checks(&charter, clock::now())
        .await?
        .into_iter()
        .filter(|one| meant(&one.feed))
        .collect();
    if asked.json {
        let told = json!({
            "checks": standings.iter().map(as_json).collect::<Vec<_>>(),
            "refusals": refused,
        });
        let text = serde_json::to_string_pretty(&told)
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
        if let Some(refused) = refused.get(&feed.feed) {
            text.push_str(&refused_text(refused, asked.feed.is_some()));
        }
    }
    output.answer(&text)
}

/// Feed → what it refused, where it refused anything.
async fn refused(
    lake: &Lake,
    charter: &Charter,
    meant: &impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, Refusals>, Failure> {
    let viewer = Viewer::operator(&charter.partnership);
    let mut refused = BTreeMap::new();
    for feed in charter.feeds.keys().filter(|feed| meant(feed)) {
        let of_feed = lake.refusals(&viewer, feed).await?;
        if !of_feed.refusals.is_empty() || of_feed.damaged.is_some() {
            refused.insert(feed.clone(), of_feed);
        }
    }
    Ok(refused)
}

/// What a feed refused and what has not come in well since; of one feed, all that is known.
fn refused_text(refused: &Refusals, all: bool) -> String {
    let mut text = String::new();
    let open = refused.refusals.iter().filter(|one| !one.settled).count();
    if open > 0 {
        text.push_str(&format!("  refused as a whole, and not in since: {open}\n"));
    }
    for one in refused.refusals.iter().filter(|one| all || !one.settled) {
        let often = match one.times {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        let who = one
            .who
            .as_ref()
            .map_or(String::new(), |who| format!(", by {who}"));
        text.push_str(&format!(
            "  {}  {} ({}{who}{often}){}\n    {}\n    {}\n",
            one.at.strftime("%Y-%m-%d %H:%M UTC"),
            one.name,
            one.way.word(),
            if one.settled { ", in since" } else { "" },
            one.says,
            one.hint,
        ));
    }
    if let Some(damaged) = &refused.damaged {
        text.push_str(&format!("  {damaged}\n"));
    }
    text
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
