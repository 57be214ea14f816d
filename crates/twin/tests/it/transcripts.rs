//! Transcripts hold what the truth beside them says: whose words, in which language and mood, with which personal data.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use redaction::{Kind, Redactor, Settings as Redaction};
use serde_json::Value;
use twin::transcript::{Personal, Sentiment, TrueTranscript};
use twin::{Scenario, Settings, Simulation, Sink, TRANSCRIPTS_TRUTH};

use crate::harbor::{self, Exports, number, text};

#[derive(Default)]
struct Kept {
    messages: BTreeMap<String, Vec<Value>>,
    tickets: BTreeMap<String, Value>,
    truth: Vec<TrueTranscript>,
}

impl Sink for Kept {
    fn line(&mut self, feed: &'static str, json: &str) -> io::Result<()> {
        assert_ne!(feed, TRANSCRIPTS_TRUTH, "the truth is not among the facts");
        if feed == "messages" {
            let message: Value = serde_json::from_str(json).unwrap();
            let of = self.messages.entry(text(&message, "ticket").to_owned());
            of.or_default().push(message);
        } else if feed == "contacts" {
            let ticket: Value = serde_json::from_str(json).unwrap();
            let name = text(&ticket, "ticket").to_owned();
            self.tickets.insert(name, ticket);
        }
        Ok(())
    }

    fn truth(&mut self, name: &'static str, json: &str) -> io::Result<()> {
        assert_eq!(name, TRANSCRIPTS_TRUTH);
        self.truth.push(serde_json::from_str(json).unwrap());
        Ok(())
    }
}

fn scenario(share: f64) -> Scenario {
    let mut scenario = harbor::scenario();
    scenario.transcripts.as_mut().unwrap().share = share;
    scenario
}

fn kept() -> Kept {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: 7,
        seed: 37,
    };
    let mut kept = Kept::default();
    let simulation = Simulation::new(&harbor::charter(), &scenario(0.2), settings).unwrap();
    simulation.run(&mut kept, |_| {}).unwrap();
    kept
}

#[test]
fn a_transcript_is_of_its_contact() {
    let kept = kept();
    assert!(kept.truth.len() > 1_500, "only {}", kept.truth.len());
    assert_eq!(kept.truth.len(), kept.messages.len());
    let handled = kept
        .tickets
        .values()
        .filter(|t| t["handle"].is_number())
        .count() as f64;
    let share = kept.truth.len() as f64 / handled;
    assert!(
        (share - 0.2).abs() < 4.0 * (0.16 / handled).sqrt(),
        "a share of {share}"
    );
    for truth in &kept.truth {
        let ticket = &kept.tickets[&truth.ticket];
        assert_eq!(truth.intent, text(ticket, "reason"));
        assert_eq!(truth.language, text(ticket, "lang"));
        assert_eq!(truth.solved, text(ticket, "solved_first") == "yes");
        let messages = &kept.messages[&truth.ticket];
        assert!((3..=8).contains(&messages.len()));
        assert_eq!(text(&messages[0], "sender"), "customer");
        let sent = messages.iter().map(|m| harbor::seconds(m, "sent").unwrap());
        assert!(sent.is_sorted());
        for message in messages {
            assert_eq!(text(message, "vendor"), text(ticket, "vendor"));
            assert!(harbor::seconds(message, "sent") >= harbor::seconds(ticket, "opened"));
            let said = text(message, "text");
            assert!(!said.contains(['{', '}']) && !said.contains("  "), "{said}");
            assert_eq!(number(message, "words"), said.split(' ').count() as f64);
        }
    }
}

#[test]
fn customers_say_many_different_things() {
    let kept = kept();
    let said: Vec<&str> = kept
        .messages
        .values()
        .take(1_000)
        .map(|messages| text(&messages[0], "text"))
        .collect();
    let different: BTreeSet<&str> = said.iter().copied().collect();
    assert!(
        different.len() > 700,
        "{} different openings",
        different.len()
    );
    for language in ["nl", "de", "en"] {
        let moods: BTreeSet<Sentiment> = (kept.truth.iter())
            .filter(|truth| truth.language == language)
            .map(|truth| truth.sentiment)
            .collect();
        assert_eq!(moods.len(), 3, "{language}");
    }
}

/// What is said in the end differs by mood: who reads the words can know it.
#[test]
fn moods_have_words_of_their_own() {
    let kept = kept();
    let mut words: BTreeMap<&str, BTreeSet<Sentiment>> = BTreeMap::new();
    for truth in &kept.truth {
        let last = kept.messages[&truth.ticket].last().unwrap();
        words
            .entry(text(last, "text"))
            .or_default()
            .insert(truth.sentiment);
        let stars = truth.felt;
        match truth.sentiment {
            Sentiment::Negative => assert!(stars <= 2.5),
            Sentiment::Neutral => assert!((2.49..=3.5).contains(&stars)),
            Sentiment::Positive => assert!(stars >= 3.49),
        }
    }
    assert!(words.values().all(|moods| moods.len() == 1));
}

#[test]
fn redaction_finds_the_personal_data_that_were_planted() {
    let kept = kept();
    let countries = ["nl", "de", "gb"].map(|country| country.parse().unwrap());
    let redactor = Redactor::new(&Redaction {
        countries: countries.into(),
    })
    .unwrap();
    let mut planted: BTreeMap<Personal, (u32, u32)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut texts = BTreeMap::new();
    for message in kept.messages.values().flatten() {
        texts.insert(text(message, "message"), text(message, "text"));
    }
    for (truth, personal) in
        (kept.truth.iter()).flat_map(|t| t.personal.iter().map(move |p| (t, p)))
    {
        let said = texts[&*personal.message];
        let value = &said[personal.from..personal.to];
        let kind = match personal.kind {
            Personal::Email => Kind::Email,
            Personal::Phone => Kind::Phone,
            Personal::Iban => Kind::Iban,
            Personal::Card => Kind::Card,
            Personal::Order => {
                assert!(value.starts_with("SO-"), "{value}");
                continue;
            }
            Personal::Name => {
                let owner = text(&kept.tickets[&truth.ticket], "requester").replace('.', " ");
                assert!(
                    owner.starts_with(&value.to_lowercase()),
                    "{value} of {owner}"
                );
                continue;
            }
        };
        let found = redactor.redact(said, &[]).found;
        let found = found
            .iter()
            .any(|found| found.kind == kind && found.range == (personal.from..personal.to));
        let (all, hits) = planted.entry(personal.kind).or_default();
        *all += 1;
        *hits += u32::from(found);
        if !found {
            missed.push(said);
        }
    }
    assert_eq!(planted.len(), 4);
    for (kind, (all, hits)) in planted {
        assert!(all > 50, "only {all} of {kind:?}");
        assert!(
            f64::from(hits) >= 0.98 * f64::from(all),
            "{hits} of {all} of {kind:?}; missed {:?}",
            missed.iter().take(20).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_is_kept_changes_nothing_else() {
    let mut without = harbor::scenario();
    without.transcripts = None;
    let [without, mut with] = [without, scenario(0.5)].map(|s| Exports::of(&s, 3, 5).records);
    assert!(
        with.remove("messages")
            .is_some_and(|messages| messages.len() > 2_000)
    );
    assert!(without == with);
}
