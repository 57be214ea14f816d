//! How it stands now: over a small lake whose answers can be worked out by hand.

use jiff::Timestamp;
use kpi::now::{CourseOf, NowAnswer, NowLine, Usual};
use kpi::{Basis, NowQuestion};
use serde_json::Value as Json;

use crate::operation::{Fact, Operation, charter, facts, harbor};

/// Monday 9 March 2026, ten o'clock in Amsterdam; winter time, as on the Mondays before.
const NOW: &str = "2026-03-09T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn monday(weeks_before: i64) -> Timestamp {
    at(NOW) - jiff::SignedDuration::from_hours(7 * 24 * weeks_before)
}

/// A look at a line: party, site, team, queue, when, waiting, longest, ready.
fn look(line: [&str; 4], at: Timestamp, waiting: u64, longest: Option<u64>) -> Fact {
    let [party, site, team, queue] = line;
    let mut fact = Fact::new();
    for (name, value) in [
        ("party", party),
        ("site", site),
        ("team", team),
        ("queue", queue),
    ] {
        fact.insert(name.to_owned(), value.into());
    }
    fact.insert("taken_at".to_owned(), at.to_string().into());
    fact.insert("waiting".to_owned(), waiting.to_string().into());
    fact.insert("agents_available".to_owned(), "1".into());
    let longest = longest.map_or(Json::Null, |longest| longest.to_string().into());
    fact.insert("longest_wait_seconds".to_owned(), longest);
    fact
}

const ALDER: [&str; 4] = ["alder", "lisbon", "lisbon_live", "voice_orders"];
const WRITTEN: [&str; 4] = ["alder", "lisbon", "lisbon_written", "email_orders"];
const BIRCH: [&str; 4] = ["birch", "manila", "manila_live", "voice_orders"];

/// Eight Mondays on which at this time 1 to 8 waited, for 10 to 80 seconds, and today, when it is longer at Alder.
fn looks(own_only: bool) -> Vec<Fact> {
    let mut facts = vec![
        look(ALDER, at(NOW), 3, Some(660)),
        look(WRITTEN, at(NOW), 40, Some(30_000)),
        // Closed since: it is no longer looked at.
        look(
            ["alder", "lisbon", "lisbon_live", "chat_orders"],
            at("2026-03-09T08:00:00Z"),
            1,
            Some(5),
        ),
    ];
    for weeks in 1..=8 {
        let waited = u64::try_from(weeks).unwrap();
        facts.push(look(ALDER, monday(weeks), waited, Some(10 * waited)));
        // At another time of day more wait: that says nothing about ten o'clock.
        let later = monday(weeks) + jiff::SignedDuration::from_hours(3);
        facts.push(look(ALDER, later, 90, Some(5_000)));
    }
    if !own_only {
        facts.push(look(BIRCH, at(NOW), 0, None));
        facts.extend((1..=8).map(|weeks| look(BIRCH, monday(weeks), 2, Some(20))));
    }
    facts
}

const TEAMS: &str = "
party | site   | team           | taken_at             | agents_available | agents_busy | agents_wrap_up | agents_on_break | agents_elsewhere
alder | lisbon | lisbon_live    | 2026-03-09T09:00:00Z | 1                | 4           | 2              | 1               | 0
alder | lisbon | lisbon_written | 2026-03-09T09:00:00Z | 0                | 3           | 1              | 0               | 1
alder | lisbon | lisbon_live    | 2026-03-09T08:45:00Z | 9                | 9           | 9              | 9               | 9
";
const BIRCH_TEAM: &str = "
party | site   | team        | taken_at             | agents_available | agents_busy | agents_wrap_up | agents_on_break | agents_elsewhere
birch | manila | manila_live | 2026-03-09T09:00:00Z | 5                | 1           | 0              | 0               | 0
";
/// Open: under 4 hours two (one exactly now), exactly a day one, over a week one. Not open: solved, given up, contained by a
/// bot, and what comes later.
const CONTACTS: &str = "
party | site   | team           | queue        | channel | opened_at            | resolved_at          | outcome   | automated | queue_seconds
alder | lisbon | lisbon_written | email_orders | email   | 2026-03-09T09:00:00Z |                      |           | no        |
alder | lisbon | lisbon_written | email_orders | email   | 2026-03-09T06:00:00Z |                      |           | no        |
alder | lisbon | lisbon_written | email_orders | email   | 2026-03-08T09:00:00Z |                      | handled   | no        |
alder | lisbon | lisbon_written | email_orders | email   | 2026-02-20T09:00:00Z |                      | handled   | no        |
alder | lisbon | lisbon_live    | voice_orders | voice   | 2026-03-09T08:10:00Z | 2026-03-09T08:20:00Z | handled   | no        | 15
alder | lisbon | lisbon_live    | voice_orders | voice   | 2026-03-09T08:40:00Z |                      | abandoned | no        | 90
alder | lisbon | lisbon_live    | chat_orders  | chat    | 2026-03-09T08:50:00Z | 2026-03-09T08:50:00Z | contained | yes       | 0
alder | lisbon | lisbon_live    | voice_orders | voice   | 2026-03-09T09:30:00Z |                      |           | no        |
";
const BIRCH_CONTACTS: &str = "
party | site   | team        | queue        | channel | opened_at            | resolved_at | outcome | automated | queue_seconds
birch | manila | manila_live | voice_orders | voice   | 2026-03-09T08:59:00Z |             |         | no        |
";

/// On the Mondays before, so many came before ten as weeks lie between, and twenty after.
fn earlier() -> Vec<Fact> {
    let contact = |opened: Timestamp| -> Fact {
        let opened = opened.to_string();
        let cells = [
            ("party", "alder"),
            ("site", "lisbon"),
            ("team", "lisbon_live"),
            ("queue", "voice_orders"),
            ("channel", "voice"),
            ("opened_at", &opened),
            ("resolved_at", &opened),
            ("outcome", "handled"),
            ("automated", "no"),
            ("queue_seconds", "5"),
        ];
        cells
            .map(|(name, value)| (name.to_owned(), value.into()))
            .into_iter()
            .collect()
    };
    let minutes = jiff::SignedDuration::from_mins;
    let mut contacts = Vec::new();
    for weeks in 1..=8 {
        contacts.extend((0..weeks).map(|nth| contact(monday(weeks) - minutes(20 + nth))));
        contacts.extend((0..20).map(|nth| contact(monday(weeks) + minutes(5 + nth))));
    }
    contacts
}

async fn operation(own_only: bool) -> Operation {
    let operation = Operation::founded(charter(&harbor())).await;
    let mut contacts = facts(CONTACTS);
    contacts.extend(earlier());
    let mut teams = facts(TEAMS);
    if !own_only {
        contacts.extend(facts(BIRCH_CONTACTS));
        teams.extend(facts(BIRCH_TEAM));
    }
    operation.take_in("queue_snapshot", &looks(own_only)).await;
    operation.take_in("team_snapshot", &teams).await;
    operation.take_in("contact", &contacts).await;
    operation
}

async fn asked(operation: &Operation, person: &str, at: &str) -> NowAnswer {
    let question = NowQuestion {
        at: at.parse().unwrap(),
        basis: None,
    };
    let viewer = operation.person(person);
    operation.engine.now(&viewer, &question, 1).await.unwrap()
}

fn line<'a>(answer: &'a NowAnswer, party: &str, queue: &str) -> &'a NowLine {
    let mut lines = answer.lines.iter();
    lines
        .find(|line| line.party == party && line.queue == queue)
        .unwrap()
}

fn course<'a>(answer: &'a NowAnswer, kpi: &str, party: Option<&str>) -> &'a CourseOf {
    let mut courses = answer.today.iter();
    let course = courses.find(|course| course.kpi.kpi == kpi).unwrap();
    let mut of = course.of.iter();
    of.find(|of| of.party.as_deref() == party).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_answered_can_be_worked_out_by_hand() {
    let operation = operation(false).await;
    let answer = asked(&operation, "mara_roos", NOW).await;
    assert_eq!(answer.as_of, Some(at(NOW)));
    assert!(!answer.stale);
    assert_eq!(answer.compared.days.len(), 8);
    assert_eq!(answer.compared.days[0].to_string(), "2026-03-02");

    let queues: Vec<_> = answer
        .lines
        .iter()
        .map(|line| (line.queue.as_str(), line.party.as_str()))
        .collect();
    assert_eq!(
        queues,
        [
            ("voice_orders", "alder"),
            ("voice_orders", "birch"),
            ("email_orders", "alder")
        ]
    );
    let alder = line(&answer, "alder", "voice_orders");
    assert_eq!(
        (
            alder.waiting,
            alder.longest_wait_seconds,
            alder.agents_available
        ),
        (Some(3), Some(660.0), Some(1))
    );
    // Type 7 of 10 to 80: 17, 45, 73.
    let usual = Usual {
        n: 8,
        low: 17.0,
        median: 45.0,
        high: 73.0,
        most: 80.0,
    };
    assert_eq!(alder.usual_longest_wait_seconds, Some(usual));
    assert_eq!(alder.usual_waiting.unwrap().most, 8.0);
    assert!(alder.unusual);
    let birch = line(&answer, "birch", "voice_orders");
    assert_eq!(
        (birch.waiting, birch.longest_wait_seconds, birch.unusual),
        (Some(0), None, false)
    );
    // Never looked at before: nothing is usual, and nothing out of it.
    let written = line(&answer, "alder", "email_orders");
    assert_eq!((written.usual_waiting, written.unusual), (None, false));
    assert_eq!(
        answer.headline,
        "Voice · Orders at Alder: one waits longer than at this time on any of the last eight Mondays (3 wait, the longest for 11 minutes)."
    );

    let agents: Vec<_> = answer
        .agents
        .iter()
        .map(|one| {
            (
                one.party.as_str(),
                [
                    one.available,
                    one.busy,
                    one.wrap_up,
                    one.on_break,
                    one.elsewhere,
                ],
            )
        })
        .collect();
    assert_eq!(
        agents,
        [("alder", [1, 7, 3, 1, 1]), ("birch", [5, 1, 0, 0, 0])]
    );

    let backlog = answer.backlog.as_ref().unwrap();
    assert_eq!(backlog.ages.len(), 5);
    assert_eq!(backlog.parties[0].open, [2, 0, 1, 0, 1], "alder's");
    assert_eq!(backlog.parties[1].open, [1, 0, 0, 0, 0], "birch's");

    // Today's: those since midnight that wanted a person, before now.
    let all = course(&answer, "contacts_offered", None);
    assert_eq!(all.so_far.value, Some(3.0 + 1.0));
    let own = course(&answer, "contacts_offered", Some("alder"));
    assert_eq!(own.so_far.value, Some(3.0));
    // 1 to 8 came by now on the Mondays before.
    let usual = own.usual_so_far.unwrap();
    assert_eq!((usual.n, usual.median, usual.most), (8, 4.5, 8.0));
    let point = |time: &str| {
        own.points
            .iter()
            .find(|point| point.start == at(time))
            .unwrap()
    };
    let half = point("2026-03-09T08:30:00Z");
    assert_eq!(
        (half.value, half.over, half.usual.map(|usual| usual.median)),
        (Some(1.0), true, Some(4.5))
    );
    let to_come = point("2026-03-09T09:00:00Z");
    assert_eq!(
        (
            to_come.value,
            to_come.over,
            to_come.usual.map(|usual| usual.median)
        ),
        (None, false, Some(20.0))
    );
    let given_up = course(&answer, "abandon_rate", Some("alder"));
    assert_eq!((given_up.so_far.value, given_up.so_far.n), (Some(50.0), 2));
    assert!(given_up.points.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sees_one_party_is_told_nothing_of_another() {
    let together = operation(false).await;
    let alone = operation(true).await;
    let sent = |mut answer: NowAnswer| {
        answer.basis = Basis { lake: 0, ledger: 0 };
        serde_json::to_value(answer).unwrap()
    };
    for person in ["ines_carvalho", "rui_matos", "beatriz_lopes", "sofia_brito"] {
        let told = sent(asked(&together, person, NOW).await);
        assert_eq!(told, sent(asked(&alone, person, NOW).await), "{person}");
        assert!(
            !told.to_string().to_lowercase().contains("birch"),
            "{person}: {told}"
        );
    }
    // A team's lead sees its lines and its people; who sees their own work alone, neither.
    let lead = asked(&together, "beatriz_lopes", NOW).await;
    let queues: Vec<_> = lead.lines.iter().map(|line| line.queue.as_str()).collect();
    assert_eq!(queues, ["email_orders"]);
    assert_eq!(lead.agents[0].busy, 3);
    let agent = asked(&together, "sofia_brito", NOW).await;
    assert!(agent.lines.is_empty() && agent.agents.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_old_is_called_old_and_what_is_missing_missing() {
    let operation = operation(false).await;
    let later = asked(&operation, "mara_roos", "2026-03-09T18:00:00Z").await;
    assert!(later.stale);
    assert_eq!(
        later.as_of,
        Some(at(NOW)),
        "of its own lines, not of the present"
    );
    assert_eq!(
        later.headline,
        "How it stands now is not known: the lines were last looked at on Monday 9 March, 10:00."
    );
    // One party falls silent: what is said of it is old, and nothing is judged by it.
    let on = look(BIRCH, at("2026-03-09T09:30:00Z"), 1, Some(10));
    operation.take_in("queue_snapshot", &[on]).await;
    let partly = asked(&operation, "mara_roos", "2026-03-09T09:31:00Z").await;
    assert!(!partly.stale && line(&partly, "alder", "voice_orders").stale);
    assert!(!line(&partly, "alder", "voice_orders").unusual);
    assert_eq!(
        partly.headline,
        "Nothing is out of the usual. Voice: 1 waits, for 10 seconds. How it stands at Alder is not known: no look has come for more than twenty minutes."
    );
    // Before all of it was looked at.
    let before = asked(&operation, "mara_roos", "2026-03-09T08:00:00Z").await;
    assert_eq!(before.as_of, Some(at("2026-03-09T08:00:00Z")));
    assert_eq!(line(&before, "alder", "chat_orders").waiting, Some(1));

    let empty = Operation::founded(charter(&harbor())).await;
    let answer = asked(&empty, "mara_roos", NOW).await;
    assert_eq!(answer.headline, "No facts have arrived yet.");
    assert!(answer.lines.is_empty() && answer.today.is_empty() && answer.as_of.is_none());
    let contacts = facts(CONTACTS);
    empty.take_in_at("contact", &contacts, NOW).await;
    let answer = asked(&empty, "mara_roos", NOW).await;
    assert_eq!(
        answer.headline,
        "How many wait now is not known: no feed tells it."
    );
    assert_eq!(
        answer.backlog.unwrap().parties[0].open.iter().sum::<u64>(),
        4
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_holiday_is_held_against_no_day_and_no_day_against_a_holiday() {
    let operation = Operation::founded(charter(&harbor())).await;
    let first = look(ALDER, at("2026-05-04T08:00:00Z"), 1, Some(5));
    let easter = look(ALDER, at("2026-04-06T08:00:00Z"), 1, Some(5));
    operation.take_in("queue_snapshot", &[first, easter]).await;
    // Four weeks after Easter Monday, and one after King's Day.
    let answer = asked(&operation, "mara_roos", "2026-05-04T08:00:00Z").await;
    assert_eq!(answer.compared.holidays, 2);
    assert_eq!(answer.compared.days.len(), 8);
    let answer = asked(&operation, "mara_roos", "2026-04-06T08:00:00Z").await;
    assert_eq!(answer.compared.holiday.as_deref(), Some("Easter Monday"));
    assert!(answer.compared.days.is_empty());
    assert!(
        answer.headline.starts_with("Today is a holiday"),
        "{}",
        answer.headline
    );
}
