//! What is found of a labelled set, and what is found that should not be. The set is made here from a seed, by
//! code that shares nothing with the rules: check digits are computed by tables and searches of its own.

mod contact;
mod draw;
mod identity;
mod language;
mod money;
mod negative;

use std::collections::BTreeMap;
use std::ops::Range;

use redaction::{Found, Kind, Redactor};

use crate::{COUNTRIES, redactor};
use draw::Draw;

const TEXTS: usize = 8_000;
const SEED: u64 = 20_240_506;

struct Text {
    country: &'static str,
    text: String,
    labels: Vec<(Kind, Range<usize>)>,
    names: Vec<String>,
}

const NAMES: &[&str] = &[
    "Jan van der Berg",
    "Anna Müller",
    "José Núñez",
    "Kasia Łukaszewicz",
    "Siobhán O'Neill",
    "Ruth Abiodun",
    "Dana Cohen",
    "Priya Ramaswamy",
    "Jean-Luc Moreau",
    "Søren Åkesson",
    "Giulia Dell'Acqua",
    "Tomás Araújo",
];

/// A name as somebody would write it: whole, in part, in capitals, without its diacritics.
fn written_name(name: &str, draw: &mut Draw) -> String {
    let first = name.split(' ').next().unwrap();
    match draw.below(5) {
        0 => first.to_owned(),
        1 => name.to_uppercase(),
        2 => name.to_lowercase(),
        3 => name
            .chars()
            .map(|c| match c {
                'é' => 'e',
                'á' => 'a',
                'ú' => 'u',
                'ñ' => 'n',
                'ü' => 'u',
                'ł' => 'l',
                'Ł' => 'L',
                'ø' => 'o',
                'Å' => 'A',
                other => other,
            })
            .collect(),
        _ => name.to_owned(),
    }
}

fn text(draw: &mut Draw) -> Text {
    let country = draw.pick(COUNTRIES);
    let language = language::of(country);
    let mut sentences: Vec<Sentence> = vec![];
    let mut names = vec![];
    let place = |template: &str, value: &str, kind: Option<Kind>| {
        let at = template.find("{}").unwrap();
        let label = kind.map(|kind| (kind, at..at + value.len()));
        (template.replacen("{}", value, 1), label)
    };
    for _ in 0..draw.between(0, 2) {
        let kind = draw.pick(&[
            Kind::Email,
            Kind::Phone,
            Kind::Phone,
            Kind::Card,
            Kind::Iban,
            Kind::NationalId,
            Kind::NationalId,
            Kind::Name,
        ]);
        let (value, templates) = match kind {
            Kind::Email => (contact::email(draw), language.email),
            Kind::Phone => (contact::phone(country, draw), language.phone),
            Kind::Card => (money::card(draw), language.card),
            Kind::Iban => (money::account(draw), language.account),
            Kind::NationalId => (identity::valid(country, draw).1, language.identity),
            _ => {
                let name = draw.pick(NAMES);
                names.push(name.to_owned());
                (written_name(name, draw), language.name)
            }
        };
        let unannounced = kind != Kind::Name && draw.one_in(4);
        let template = draw.pick(if unannounced {
            language.bare
        } else {
            templates
        });
        let called = identity::NAMES.iter().find(|it| it.0 == country).unwrap().1;
        let template = template.replace("<>", draw.pick(called));
        sentences.push(place(&template, &value, Some(kind)));
    }
    for _ in 0..draw.between(0, 2) {
        let value = if draw.one_in(2) {
            negative::reference(draw)
        } else {
            negative::other(country, draw)
        };
        let named = value.chars().all(|c| !c.is_alphabetic()) && draw.one_in(2);
        let templates = if named {
            language.reference
        } else {
            language.other
        };
        sentences.push(place(draw.pick(templates), &value, None));
    }
    sentences.push((draw.pick(language.chat).to_owned(), None));
    for at in (1..sentences.len()).rev() {
        sentences.swap(at, draw.below(at + 1));
    }
    let mut text = String::new();
    let mut labels = vec![];
    for (sentence, label) in sentences {
        if !text.is_empty() {
            // A sentence that does not end in a mark is a line of its own, as in a form.
            text += if text.ends_with(['.', '!', '?']) {
                " "
            } else {
                "\n"
            };
        }
        labels.extend(
            label.map(|(kind, range)| (kind, text.len() + range.start..text.len() + range.end)),
        );
        text += &sentence;
    }
    Text {
        country,
        text,
        labels,
        names,
    }
}

/// What became of the labels of one kind, and of what was found as that kind.
#[derive(Default, Clone, Copy)]
struct Score {
    labels: usize,
    /// Found as this kind, whole.
    found: usize,
    /// Replaced whole, as whatever kind.
    gone: usize,
    claims: usize,
    /// Claims that are exactly a label of this kind.
    right: usize,
}

impl Score {
    fn recall(self) -> f64 {
        self.found as f64 / self.labels as f64
    }

    fn precision(self) -> f64 {
        self.right as f64 / self.claims as f64
    }
}

fn score<'r>(texts: &[Text], redactor: impl Fn(&str) -> &'r Redactor) -> BTreeMap<Kind, Score> {
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    for Text {
        country,
        text,
        labels,
        names,
    } in texts
    {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let found = redactor(country).redact(text, &names).found;
        let holds = |found: &Found, range: &Range<usize>| {
            found.range.start <= range.start && range.end <= found.range.end
        };
        for (kind, range) in labels {
            let score = scores.entry(*kind).or_default();
            score.labels += 1;
            let whole = || found.iter().filter(|it| holds(it, range));
            score.gone += usize::from(whole().count() > 0);
            let ok = whole().any(|it| it.kind == *kind);
            score.found += usize::from(ok);
            if !ok {
                report("missed", country, *kind, &text[range.clone()], text);
            }
        }
        for it in &found {
            let score = scores.entry(it.kind).or_default();
            score.claims += 1;
            let right = labels
                .iter()
                .any(|(kind, range)| *kind == it.kind && *range == it.range);
            score.right += usize::from(right);
            if !right {
                report("wrong", country, it.kind, &text[it.range.clone()], text);
            }
        }
    }
    scores
}

/// A sentence, and what of it is to be found.
type Sentence = (String, Option<(Kind, Range<usize>)>);

/// Said on request only: `REDACTION_REPORT=1`.
fn report(what: &str, country: &str, kind: Kind, value: &str, text: &str) {
    if option_env!("REDACTION_REPORT").is_some() {
        println!(
            "{what} {country} {kind:?} «{value}» in «{}»",
            text.replace('\n', " ⏎ ")
        );
    }
}

fn table(title: &str, scores: &BTreeMap<Kind, Score>) {
    println!(
        "{title}\n\n| kind | labels | recall | replaced | claims | precision |\n|---|---:|---:|---:|---:|---:|"
    );
    for (kind, score) in scores {
        let gone = score.gone as f64 / score.labels as f64;
        println!(
            "| {} | {} | {:.4} | {gone:.4} | {} | {:.4} |",
            kind.tag(),
            score.labels,
            score.recall(),
            score.claims,
            score.precision(),
        );
    }
}

fn texts() -> Vec<Text> {
    let mut draw = Draw::new(SEED);
    (0..TEXTS).map(|_| text(&mut draw)).collect()
}

#[test]
fn recall_and_precision_by_kind() {
    let texts = texts();
    let own: BTreeMap<_, _> = COUNTRIES.iter().map(|&it| (it, redactor(&[it]))).collect();
    let scores = score(&texts, |country| &own[country]);
    table("each text with its own country's rules", &scores);
    assert_floors(
        &scores,
        &[
            (Kind::Email, 0.98, 0.999),
            (Kind::Iban, 0.98, 0.999),
            (Kind::Card, 0.98, 0.999),
            (Kind::NationalId, 0.98, 0.995),
            (Kind::Phone, 0.98, 0.985),
            (Kind::Name, 0.98, 0.999),
        ],
    );

    let all = redactor(COUNTRIES);
    let scores = score(&texts, |_| &all);
    table("every text with every country's rules", &scores);
    assert_floors(
        &scores,
        &[
            (Kind::Email, 0.98, 0.999),
            (Kind::Iban, 0.98, 0.999),
            (Kind::Card, 0.98, 0.999),
            (Kind::NationalId, 0.98, 0.93),
            (Kind::Phone, 0.98, 0.89),
            (Kind::Name, 0.98, 0.999),
        ],
    );
}

fn assert_floors(scores: &BTreeMap<Kind, Score>, floors: &[(Kind, f64, f64)]) {
    for (kind, recall, precision) in floors {
        let score = scores[kind];
        assert!(
            score.recall() >= *recall,
            "{kind:?}: recall {}",
            score.recall()
        );
        assert!(
            score.precision() >= *precision,
            "{kind:?}: precision {}",
            score.precision()
        );
    }
}

/// Megabytes a second on one core: text without a digit, the labelled set, and its texts without labels.
#[test]
#[ignore = "a measurement; run it alone and in release"]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn throughput() {
    let texts = texts();
    let chat: Vec<String> = COUNTRIES
        .iter()
        .cycle()
        .take(TEXTS)
        .map(|it| language::of(it).chat.join(" "))
        .collect();
    let named: Vec<&str> = vec!["Priya Ramaswamy", "Jan van der Berg"];
    let clean = || {
        texts
            .iter()
            .filter(|it| it.labels.is_empty())
            .map(|it| &*it.text)
    };
    let measure = |what: &str, countries: &[&str], names: &[&str], rows: Vec<&str>| {
        let redactor = redactor(countries);
        let bytes: usize = rows.iter().map(|it| it.len()).sum();
        let began = std::time::Instant::now();
        let (mut found, mut seconds) = (0, f64::INFINITY);
        // The fastest round: whatever else the machine does only ever makes one slower.
        while began.elapsed().as_secs() < 3 {
            let round = std::time::Instant::now();
            found = rows
                .iter()
                .map(|it| redactor.redact(it, names).found.len())
                .sum();
            seconds = round.elapsed().as_secs_f64().min(seconds);
        }
        println!(
            "| {what} | {} | {} | {:.0} | {found} | {:.1} | {:.0} |",
            countries.len(),
            names.len(),
            bytes as f64 / rows.len() as f64,
            bytes as f64 / seconds / 1e6,
            rows.len() as f64 / seconds / 1e3,
        );
    };
    println!(
        "| rows | countries | names | bytes a row | found | MB/s | thousand rows/s |\n|---|---:|---:|---:|---:|---:|---:|"
    );
    for (countries, names) in [
        (&["nl", "de"][..], &[][..]),
        (&["nl", "de"], &named),
        (COUNTRIES, &named),
    ] {
        measure(
            "no digits",
            countries,
            names,
            chat.iter().map(|it| &**it).collect(),
        );
        measure(
            "numbers, nothing personal",
            countries,
            names,
            clean().collect(),
        );
        measure(
            "the labelled set",
            countries,
            names,
            texts.iter().map(|it| &*it.text).collect(),
        );
    }
}
