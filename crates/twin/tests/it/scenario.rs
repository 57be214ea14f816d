//! What is wrong with a scenario is told, with the place and what to do.

use twin::{Scenario, ScenarioError, Settings, Simulation};

use crate::harbor;

/// Harbor's scenario with `from` replaced by `to` is refused in these words.
#[track_caller]
fn check(from: &str, to: &str) -> String {
    let text = harbor::file("scenario.yaml");
    assert!(text.contains(from), "the scenario has no `{from}`");
    let error = refusal(&text.replacen(from, to, 1)).unwrap();
    assert!(!error.hint().is_empty());
    error.to_string()
}

fn refusal(text: &str) -> Option<ScenarioError> {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: 3,
        seed: 1,
    };
    Scenario::read(text)
        .and_then(|scenario| Simulation::new(&harbor::charter(), &scenario, settings))
        .err()
}

#[test]
fn names_are_found_in_the_charter() {
    insta::assert_snapshot!(check("answered_by: { inhouse: 0.62", "answered_by: { inhose: 0.62"), @"scenario.yaml, demand.languages.nl: there is no party `inhose`; there is alder, birch, inhouse");
    insta::assert_snapshot!(check("queues: { orders: voice_orders", "queues: { orders: voice_order"), @"scenario.yaml, channels.voice.queues: there is no queue `voice_order`; there is voice_orders, voice_technical, chat_orders, chat_technical, email_orders, email_technical, social_care");
    insta::assert_snapshot!(check("  stock_question: {", "  stock_questions: {"), @"scenario.yaml, contact_types: there is no contact type `stock_questions`; there is delivery_status, delivery_problem, order_change, stock_question, product_advice, fitting_help, electronics_fault, engine_parts, return_request, refund_status, invoice_question, payment_problem, warranty_claim, account_access, safety_recall");
    insta::assert_snapshot!(check("calendar: lisbon_hours", "calendar: lisboa_hours"), @"scenario.yaml, teams.lisbon_live.calendar: there is no calendar `lisboa_hours`; there is phone_hours, chat_hours, rotterdam_hours, lisbon_hours, manila_hours");
    insta::assert_snapshot!(check("reach: { party: birch }", "reach: { party: beech }"), @"scenario.yaml, changes.birch_solves_less.reach: there is no party `beech`; there is alder, birch, inhouse");
    insta::assert_snapshot!(check("  manila_written:", "  manila_writers:"), @"scenario.yaml, teams: there is no team `manila_writers`; there is rotterdam_live, rotterdam_written, lisbon_live, lisbon_written, manila_live, manila_written");
}

#[test]
fn values_make_sense() {
    insta::assert_snapshot!(check("format: 1", "format: 2"), @"scenario.yaml has format 2, this version of Tandem reads format 1");
    insta::assert_snapshot!(check("wrong_queue: 0.06", "wrong_queue: 6"), @"scenario.yaml, course.wrong_queue: expected a share from 0 to 1, found 6");
    insta::assert_snapshot!(check("talk_seconds: 225", "talk_seconds: -225"), @"scenario.yaml, channels.voice.talk_seconds: expected 0 or more, found -225");
    insta::assert_snapshot!(check("weekdays: [1.15, 1.05, 1.0, 0.98, 1.0, 0.75, 0]", "weekdays: [1, 1]"), @"scenario.yaml, channels.voice.weekdays: expected 7 weights, from Monday, found 2");
    insta::assert_snapshot!(check("starts: \"07:45\"", "starts: \"7 o'clock\""), @"scenario.yaml, teams.rotterdam_live.shifts: expected a time like 07:45, found 7 o'clock");
    // The line is that of the file, which changes with every field.
    let twice = check(
        "social_care: { urgency: 2, spare: 2 }",
        "chat_orders: { urgency: 2 }",
    );
    assert!(twice.starts_with("scenario.yaml:"), "{twice}");
    assert!(twice.contains("`chat_orders` is written twice"), "{twice}");
    insta::assert_snapshot!(check("demand:", "demands:"), @r"
    scenario.yaml:7:1: unknown field `demands`; nearest: `demand` [unknown-field]
      7 | demands:
        | ^
    ");
}

#[test]
fn a_change_that_would_never_act_is_refused() {
    insta::assert_snapshot!(check("reach: { party: birch }\n    onset: { days_before_end: 42 }", "reach: { party: birch, channel: chat }\n    onset: { days_before_end: 42 }"), @"scenario.yaml, changes.birch_evaluators_soften.reach: expected a party or nothing: agents and evaluators are absent or lenient as a whole, found another");
    insta::assert_snapshot!(check("parameter: resolution", "parameter: demand"), @"scenario.yaml, changes.birch_solves_less.reach: expected a channel, a contact type or nothing: who asks does not know who will answer, found another");
}

#[test]
fn a_queue_that_nobody_serves_is_refused() {
    let text = harbor::file("scenario.yaml");
    let (before, birch) = text.split_once("  manila_live:").unwrap();
    let birch = birch.replace("      voice_technical: { urgency: 0 }\n", "");
    let error = refusal(&format!("{before}  manila_live:{birch}")).unwrap();
    insta::assert_snapshot!(error, @"scenario.yaml, teams of birch: expected a team for every queue that its customers reach, found none for voice_technical");
}

#[test]
fn a_period_that_cannot_be_counted_is_refused() {
    for (until, days) in [
        ("2026-11-20", 0),
        ("2026-11-20", 4_000_000_000),
        ("1899-01-01", 5),
        ("9999-12-31", 2),
    ] {
        let settings = Settings {
            until: until.parse().unwrap(),
            days,
            seed: 1,
        };
        let refused = Simulation::new(&harbor::charter(), &harbor::scenario(), settings).err();
        assert!(
            matches!(refused, Some(ScenarioError::Period { .. })),
            "{until}, {days} days: {refused:?}"
        );
    }
}

#[test]
fn a_sink_that_fails_ends_the_run() {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: 3,
        seed: 1,
    };
    let simulation = Simulation::new(&harbor::charter(), &harbor::scenario(), settings).unwrap();
    let mut lines = 0;
    let mut sink = |_: &'static str, _: &str| {
        lines += 1;
        if lines < 10 {
            Ok(())
        } else {
            Err(std::io::Error::other("the disk is full"))
        }
    };
    let error = simulation.run(&mut sink, |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
    assert_eq!(lines, 10);
}

#[test]
fn what_the_world_has_besides_makes_sense() {
    let refused = |from: &str, to: &str, begins: &str| {
        let error = check(from, to);
        assert!(
            error.starts_with(&format!("scenario.yaml, {begins}")),
            "{error}"
        );
    };
    refused(
        "contact_types: [order_change], needed",
        "contact_types: [order_chang], needed",
        "knowledge.articles.change_an_order.contact_types: there is no contact type `order_chang`",
    );
    refused(
        "contact_types: [warranty_claim], needed: 0.5",
        "contact_types: [safety_recall], needed: 0.5",
        "knowledge.articles for safety_recall: expected shares that add up to no more than 1",
    );
    refused(
        "needed: 0.15, state: missing",
        "needed: 0.15, state: missing, since: { days_before_end: 3 }",
        "knowledge.articles.radios.since: expected a day only with `state: outdated`",
    );
    refused(
        "raised_by: { warranty_claim: 0.6,",
        "raised_by: { warranty_claim: 0.6, return_request: 0.6,",
        "back_office.tasks.book_refund.raised_by.return_request: expected shares that add up to no more than 1",
    );
    refused(
        "complain: 0.12",
        "complain: 12",
        "loyalty.complain: expected a share",
    );
    refused(
        "notice_days: 6",
        "notice_days: -6",
        "loyalty.notice_days: expected 0 or more",
    );
    refused(
        "{ share: 0.02 }",
        "{ share: 2 }",
        "transcripts.share: expected a share",
    );
    refused(
        "currency: PHP",
        "currency: PPH",
        "parties.birch.currency: there is no rate of exchange `PPH`; there is PHP",
    );
    refused(
        "starts: 0.0152",
        "starts: 0",
        "exchange.PHP.starts: expected a rate above 0",
    );
    refused(
        "{ agent_hours: 48000,",
        "{ agent_days: 48000,",
        "budgets.birch: there is no kind of cost `agent_days`; there is agent_hours, licences, site",
    );
    refused(
        "    onset: { days_before_end: 32 }",
        "    change: birch_solves_more",
        "signals.Shop 46: sizes are shown beside the picture: there is no change `birch_solves_more`",
    );
    refused(
        "    onset: { days_before_end: 32 }\n",
        "",
        "signals.Shop 46: sizes are shown beside the picture: expected either",
    );
    refused(
        "    onset: { days_before_end: 32 }\n",
        "    onset: { days_before_end: 32 }\n    value: .inf\n",
        "signals.Shop 46: sizes are shown beside the picture: expected a value that is a number, found inf",
    );
}
