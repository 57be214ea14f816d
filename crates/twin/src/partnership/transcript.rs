//! What was said in a contact: a few turns, put together from phrases and made-up data.

use std::ops::Range;

use super::contact::Contact;
use super::lines::Message;
use super::numbers::Number;
use super::personal::made_up;
use super::phrases::{Language, one_of};
use super::run::Run;
use crate::chance::Chance;
use crate::engine::AgentId;
use crate::moment::Moment;
use crate::sink::TRANSCRIPTS_TRUTH;
use crate::transcript::{Personal, Sentiment, TruePersonal, TrueTranscript};

/// Share of customers that say at once how they feel.
const SAYS_MOOD: f64 = 0.6;
/// Share of agents that ask for something else as well, where something else is of use.
const ASKS_TWICE: f64 = 0.5;

/// What somebody said.
#[derive(Debug)]
struct Turn {
    sender: &'static str,
    text: String,
    personal: Option<(Personal, Range<usize>)>,
    /// It is the answer to what was asked.
    answers: bool,
}

/// What a transcript is about.
struct About<'a> {
    phrases: &'a Language,
    language: &'a str,
    contact_type: &'a str,
    wanted: &'a [Personal],
    customer: u32,
    sentiment: Sentiment,
    solved: bool,
    given: f64,
}

impl Run {
    /// Keeps what was said, of a share of contacts, and what is true of it.
    pub(super) fn keeps_transcript(
        &mut self,
        contact: &Contact,
        agent: AgentId,
        felt: f64,
        now: Moment,
    ) {
        let world = &self.world;
        let (Some(spec), Some(phrases)) = (&world.scenario.transcripts, &world.phrases) else {
            return;
        };
        if contact.opened < world.period.start || !self.chances.transcripts.happens(spec.share) {
            return;
        }
        let language = &*world.languages[contact.language].name;
        let contact_type = &*world.contact_types[contact.contact_type].name;
        let Some(phrases) = phrases.of(language).zip(Some(phrases)) else {
            return;
        };
        let about = About {
            phrases: phrases.0,
            language,
            contact_type,
            wanted: phrases.1.wanted(contact_type),
            customer: contact.customer,
            sentiment: Sentiment::of(felt),
            solved: contact.solved_first == Some(true),
            given: spec.given,
        };
        let turns = about.turns(&mut self.chances.transcripts);
        let span = contact.talk_seconds + contact.hold_seconds;
        let begun = now.plus(-span - contact.wrap_seconds);
        let begun = begun.max(contact.answered.unwrap_or(begun));
        let team = &world.teams[world.agents[agent].team];
        let ticket = Number("H", contact.number);
        let canned = contact.canned.then(|| format!("reply_{contact_type}"));
        let mut personal = Vec::new();
        let count = turns.len() as f64;
        for (nth, turn) in (1_u32..).zip(&turns) {
            let message = format!("{ticket}-{nth}");
            let line = Message {
                message: &message,
                ticket,
                vendor: &world.parties[contact.party].name,
                centre: &team.site,
                squad: &team.name,
                handler: &world.agents[agent].name,
                via: &world.channels[contact.channel].spec.via,
                sender: turn.sender,
                sent: begun.plus(span * (f64::from(nth) - 0.5) / count),
                canned: canned.as_deref().filter(|_| turn.answers),
                words: turn.text.split_whitespace().count(),
                text: &turn.text,
            };
            self.export.write("messages", &line);
            if let Some((kind, range)) = &turn.personal {
                personal.push(TruePersonal {
                    message,
                    kind: *kind,
                    from: range.start,
                    to: range.end,
                });
            }
        }
        let truth = TrueTranscript {
            ticket: ticket.to_string(),
            language: language.to_owned(),
            intent: contact_type.to_owned(),
            sentiment: about.sentiment,
            felt: (felt * 100.0).round() / 100.0,
            solved: about.solved,
            personal,
        };
        self.export.write(TRANSCRIPTS_TRUTH, &truth);
    }
}

impl About<'_> {
    fn turns(&self, chance: &mut Chance) -> Vec<Turn> {
        let phrases = self.phrases;
        let mut opening = one_of(&phrases.hello, chance).to_owned();
        add(
            &mut opening,
            one_of(phrases.asks(self.contact_type), chance),
        );
        if chance.happens(SAYS_MOOD) {
            add(&mut opening, one_of(phrases.mood(self.sentiment), chance));
        }
        let mut turns = vec![said("customer", opening)];
        for (nth, kind) in self.wanted.iter().enumerate() {
            if nth > 0 && !chance.happens(ASKS_TWICE) {
                break;
            }
            let mut asks = String::new();
            if nth == 0 {
                asks.push_str(one_of(&phrases.agent_hello, chance));
            }
            add(&mut asks, of_kind(&phrases.agent_asks, *kind, chance));
            turns.push(said("agent", asks));
            turns.push(self.gives(*kind, chance));
        }
        let answers = if self.solved {
            &phrases.solved
        } else {
            &phrases.unsolved
        };
        turns.push(Turn {
            answers: true,
            ..said("agent", one_of(answers, chance).to_owned())
        });
        let closing = one_of(phrases.closing(self.sentiment), chance);
        turns.push(said("customer", closing.to_owned()));
        turns
    }

    /// The customer gives what was asked for, or does not.
    fn gives(&self, kind: Personal, chance: &mut Chance) -> Turn {
        if !chance.happens(self.given) {
            let refuses = one_of(&self.phrases.no_detail, chance);
            return said("customer", refuses.to_owned());
        }
        let phrase = of_kind(&self.phrases.details, kind, chance);
        let value = made_up(kind, self.customer, self.language, chance);
        let (before, after) = match (phrase.find('{'), phrase.find('}')) {
            (Some(opens), Some(closes)) => (&phrase[..opens], &phrase[closes + 1..]),
            _ => (phrase, ""),
        };
        let range = before.len()..before.len() + value.len();
        Turn {
            personal: Some((kind, range)),
            ..said("customer", format!("{before}{value}{after}"))
        }
    }
}

fn of_kind<'a>(
    phrases: &'a std::collections::BTreeMap<Personal, Vec<String>>,
    kind: Personal,
    chance: &mut Chance,
) -> &'a str {
    phrases.get(&kind).map_or("", |of| one_of(of, chance))
}

fn said(sender: &'static str, text: String) -> Turn {
    Turn {
        sender,
        text,
        personal: None,
        answers: false,
    }
}

fn add(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}
