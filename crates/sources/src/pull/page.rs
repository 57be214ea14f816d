//! What a page says. Pure.

use blake3::Hash;
use charter::pull::{Pull, Since, at};
use serde_json::Value;

use super::client::Answer;
use super::failed::Failed;
use super::keyset;
use super::place::{Place, Where};
use super::request::{Request, first};
use super::value::{brief, compared, instants, order, text};

/// What a page says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    /// How many records it has.
    pub records: usize,
    /// What tells them from those of other pages.
    pub digest: Hash,
    /// Where it goes on.
    pub after: Place,
}

/// What a page that was read at `place` says.
pub(super) fn read(
    pull: &Pull,
    records: Option<&str>,
    place: &Place,
    asked: &Request,
    answer: &Answer,
) -> Result<Page, Failed> {
    let document = &answer.document;
    let records = match records.map_or(Some(document), |path| at(document, path)) {
        Some(Value::Array(records)) => records.as_slice(),
        // An answer without content.
        _ if document.is_null() => &[],
        _ => {
            let place = records.map_or("the page".to_owned(), |path| {
                format!("`{path}` in the page")
            });
            let address = asked.shown();
            let cause = format!("{address}: {place} is no list of records");
            return Err(Failed::again(
                cause,
                "See that `format.records` names where the API puts the records.",
            ));
        }
    };
    let next = following(pull, place, asked, answer, records)?;
    let mut reached = place.reached.clone();
    if let Some(since) = &pull.since {
        let said = since.from.as_deref().and_then(|path| at(document, path));
        let newest = since
            .newest
            .as_deref()
            .map(|path| records.iter().filter_map(move |record| at(record, path)));
        for value in said.into_iter().filter(|value| text(value).is_some()) {
            reached = Some(value.clone());
        }
        let newest = newest.into_iter().flatten();
        let newest: Vec<&Value> = newest.filter(|value| text(value).is_some()).collect();
        for value in counting(since, place, asked, newest)? {
            if reached
                .as_ref()
                .is_none_or(|reached| order(value, reached).is_gt())
            {
                reached = Some(value.clone());
            }
        }
    }
    let here = Place {
        next,
        reached,
        ..place.clone()
    };
    let after = if here.ended() {
        here.end(pull.since.as_ref())
    } else {
        here
    };
    Ok(Page {
        records: records.len(),
        digest: blake3::hash(&serde_json::to_vec(records).unwrap_or_default()),
        after,
    })
}

/// The page after this one.
fn following(
    pull: &Pull,
    place: &Place,
    asked: &Request,
    answer: &Answer,
    records: &[Value],
) -> Result<Option<Where>, Failed> {
    let Some(next) = &pull.next else {
        return Ok(None);
    };
    let document = &answer.document;
    let end = next.end.as_deref().and_then(|path| at(document, path));
    if end == Some(&Value::Bool(true)) {
        return Ok(None);
    }
    if let Some(full) = next.full {
        return keyset::after(pull, full, place, asked, records);
    }
    let said =
        |path: &Option<String>| at(document, path.as_deref()?).filter(|said| text(said).is_some());
    let following = if next.page.is_some() {
        let here = match place.next {
            Some(Where::Page(page)) => page,
            _ => first(next),
        };
        let step = next.step.unwrap_or(1);
        (!records.is_empty()).then(|| Where::Page(here.saturating_add(step)))
    } else if next.cursor.is_some() {
        said(&next.cursor).cloned().map(Where::Cursor)
    } else {
        let there = if next.link {
            answer.next.clone()
        } else {
            said(&next.url).and_then(text)
        };
        // An API that names the page just read would be read for ever.
        let same = |there: &String| asked.url.join(there).is_ok_and(|there| there == asked.url);
        if next.end.is_some() && !records.is_empty() && there.as_ref().is_some_and(same) {
            let cause = format!(
                "{}: the page names itself as the next one, and says that it is not the last",
                asked.shown()
            );
            let hint = "There may be more records with one value than a page holds. Ask the API for larger pages, or for its cursors.";
            return Err(Failed::later(cause, hint));
        }
        // What is relative is so to the page that says it.
        let whole = |there: String| asked.url.join(&there).map_or(there, String::from);
        (there.filter(|there| !same(there))).map(|there| Where::Url(whole(there)))
    };
    Ok(following.filter(|following| place.next.as_ref() != Some(following)))
}

/// The values of records by which a feed goes on. One that cannot be compared with where the feed is, such as `n/a` among
/// times, would lie beyond all that come later; its record is taken in, and it says nothing of where.
fn counting<'a>(
    since: &Since,
    place: &Place,
    asked: &Request,
    values: Vec<&'a Value>,
) -> Result<Vec<&'a Value>, Failed> {
    let timed = since.written.is_some() || since.behind.is_some();
    let before = Value::from(place.since.as_deref().unwrap_or_default());
    let counts = |value: &&Value| match timed {
        true => instants(value, value).is_some(),
        false => compared(&before, value).is_some(),
    };
    if values.iter().any(&counts) {
        return Ok(values.into_iter().filter(counts).collect());
    }
    match values.first() {
        Some(value) if timed => {
            let path = since.newest.as_deref().unwrap_or_default();
            let cause = format!(
                "{}: `{path}` is `{}`, which is no instant",
                asked.shown(),
                brief(value)
            );
            Err(Failed::later(
                cause,
                "With `as` or `behind`, `since.newest` in the feed's `pull` has to name a time.",
            ))
        }
        _ => Ok(values),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use charter::pull::Since;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// An API with records, each with the second at which it was changed.
    #[derive(Debug, Clone)]
    struct Api {
        /// Most records of a page.
        size: usize,
        /// Oldest first, or newest first.
        oldest_first: bool,
        /// Which of those of one second comes first: another at each request.
        ties: u64,
        changed: Vec<i64>,
    }

    impl Api {
        /// The records from a second on, as a page.
        fn page(&self, since: i64, asked: usize) -> Value {
            let mut records: Vec<(i64, u64, usize)> = (self.changed.iter().enumerate())
                .filter(|(_, at)| **at >= since)
                .map(|(id, at)| {
                    let order = if self.oldest_first { *at } else { -*at };
                    let tie = (id as u64 + 1).wrapping_mul(self.ties.rotate_left(asked as u32));
                    (order, tie, id)
                })
                .collect();
            records.sort_unstable();
            let records = records.iter().take(self.size);
            records
                .map(|(_, _, id)| json!({"id": id, "at": self.changed[*id]}))
                .collect()
        }
    }

    fn pull(full: usize, behind: i64) -> Pull {
        Pull {
            url: "https://api.example.org/calls?from={since}".to_owned(),
            body: None,
            every: "1 minute".to_owned(),
            headers: std::collections::BTreeMap::new(),
            basic: None,
            next: Some(charter::pull::Next {
                full: u32::try_from(full).ok(),
                ..Default::default()
            }),
            since: Some(Since {
                newest: Some("at".to_owned()),
                start: "0".to_owned(),
                behind: (behind > 0).then(|| format!("{behind} seconds")),
                ..Since::default()
            }),
            rate: None,
            retries: 0,
        }
    }

    /// A round from a place on: which records were read, and what went wrong.
    fn round(pull: &Pull, api: &Api, place: &mut Place) -> (BTreeSet<u64>, Option<String>) {
        let mut seen = BTreeSet::new();
        let mut asked = 0;
        loop {
            let request = Request::at(pull, place).unwrap();
            let since = request.url.query().unwrap().strip_prefix("from=").unwrap();
            let page = api.page(since.parse().unwrap(), asked);
            let read = match read(pull, None, place, &request, &answer(&page)) {
                Ok(read) => read,
                Err(failed) => return (seen, Some(failed.cause)),
            };
            let ids = page.as_array().unwrap().iter();
            seen.extend(ids.map(|record| record["id"].as_u64().unwrap()));
            *place = read.after;
            if place.ended() {
                return (seen, None);
            }
            asked += 1;
            assert!(asked <= api.changed.len(), "{api:?} has no end");
        }
    }

    fn answer(page: &Value) -> Answer {
        Answer {
            document: page.clone(),
            bytes: Vec::new(),
            next: None,
        }
    }

    fn since(place: &Place) -> i64 {
        place.since.as_deref().unwrap().parse().unwrap()
    }

    #[test]
    fn what_is_no_time_among_times_says_nothing_of_where() {
        let check = |behind, values: &[Value], expect: Result<&str, &str>| {
            let mut pull = pull(0, behind);
            pull.next = None;
            if let Some(since) = &mut pull.since {
                since.start = "2026-03-01 00:00:00".to_owned();
            }
            let place = Place::committed(None, &pull);
            let request = Request::at(&pull, &place).unwrap();
            let records: Value = values.iter().map(|at| json!({"id": 1, "at": at})).collect();
            let read = read(&pull, None, &place, &request, &answer(&records));
            let came = read.as_ref().map(|page| page.after.since.as_deref());
            let came = came.map_err(|failed| failed.cause.as_str());
            match expect {
                Ok(since) => assert_eq!(came, Ok(Some(since)), "{values:?}"),
                Err(words) => assert!(came.unwrap_err().ends_with(words), "{values:?}"),
            }
        };
        let time = "2026-03-02 10:00:00";
        for behind in [0, 60] {
            check(behind, &[json!(time), json!("n/a")], Ok(time));
            check(
                behind,
                &[json!("NaN"), json!(time), json!("unknown")],
                Ok(time),
            );
        }
        check(
            60,
            &[json!("n/a")],
            Err("`at` is `n/a`, which is no instant"),
        );
    }

    proptest! {
        #[test]
        fn every_record_is_asked_for_or_it_is_said_why_not(
            size in 2_usize..7,
            oldest_first in prop::bool::weighted(0.8),
            ties in any::<u64>(),
            behind in 0_i64..6,
            changed in prop::collection::vec(0_i64..30, 0..40),
            later in prop::collection::vec(0_i64..6, 0..9),
        ) {
            let mut api = Api { size, oldest_first, ties, changed };
            let pull = pull(size, behind);
            let mut place = Place::committed(None, &pull);
            let (seen, wrong) = round(&pull, &api, &mut place);
            match wrong {
                None => prop_assert_eq!(seen.len(), api.changed.len()),
                Some(cause) => {
                    prop_assert!(cause.contains("a full page"), "{}", cause);
                    return Ok(());
                }
            }
            // Records that come late, by as much as the next round begins behind, are in the next round; it goes not backwards.
            let reached = since(&place);
            prop_assert_eq!(reached, api.changed.iter().copied().max().unwrap_or(0));
            let before = api.changed.len();
            api.changed.extend(later.iter().map(|later| reached - behind + later));
            let (seen, wrong) = round(&pull, &api, &mut place);
            if wrong.is_none() {
                prop_assert!((before..api.changed.len()).all(|id| seen.contains(&(id as u64))));
            }
            prop_assert!(since(&place) >= reached);
        }

        #[test]
        fn pages_of_a_second_that_are_never_full_are_always_read(
            size in 2_usize..7,
            ties in any::<u64>(),
            gaps in prop::collection::vec(1_i64..4, 0..40),
        ) {
            // Fewer records of one second than a page holds.
            let changed = gaps.iter().scan(0, |at, gap| { *at += gap - 1; Some(*at) });
            let mut changed: Vec<i64> = changed.collect();
            let mut of_second = 0;
            let mut last = None;
            changed.retain(|at| {
                of_second = if last == Some(*at) { of_second + 1 } else { 1 };
                last = Some(*at);
                of_second < size
            });
            let api = Api { size, oldest_first: true, ties, changed };
            let pull = pull(size, 0);
            let mut place = Place::committed(None, &pull);
            let (seen, wrong) = round(&pull, &api, &mut place);
            prop_assert_eq!(wrong, None);
            prop_assert_eq!(seen.len(), api.changed.len());
        }
    }

    #[test]
    fn a_full_page_that_leads_nowhere_is_said() {
        let check = |asked: &[i64], page: &[i64], expect: &str| {
            let pull = pull(2, 0);
            let mut place = Place::committed(None, &pull);
            for newest in asked {
                place.next = Some(Where::From((*newest).into()));
            }
            let page: Value = page.iter().map(|at| json!({"at": at})).collect();
            let request = Request::at(&pull, &place).unwrap();
            let failed = read(&pull, None, &place, &request, &answer(&page)).unwrap_err();
            assert!(failed.cause.contains(expect), "{failed:?}");
            assert!(!failed.hint.is_empty());
        };
        check(&[], &[5, 5], "all 2 records of a full page have the `at` 5");
        check(&[], &[5, 4], "oldest first");
        check(&[9], &[3, 9], "a full page goes no further");
        check(&[9], &[3, 5], "a full page goes no further");
    }

    #[test]
    fn a_page_that_names_itself_is_the_last_or_it_is_said() {
        let mut pull = pull(2, 0);
        let check = |pull: &Pull, end: bool, ends: Option<bool>| {
            let place = Place::committed(None, pull);
            let request = Request::at(pull, &place).unwrap();
            let page = json!({"next": "/calls?from=0", "end": end, "calls": [{"at": 1}]});
            let read = read(pull, Some("calls"), &place, &request, &answer(&page));
            let said = read.map(|page| page.after.ended());
            assert_eq!(said.as_ref().ok(), ends.as_ref(), "{said:?}");
        };
        let next = |end: Option<&str>| charter::pull::Next {
            url: Some("next".to_owned()),
            end: end.map(str::to_owned),
            ..Default::default()
        };
        pull.next = Some(next(None));
        check(&pull, false, Some(true));
        pull.next = Some(next(Some("end")));
        check(&pull, true, Some(true));
        check(&pull, false, None);
    }
}
