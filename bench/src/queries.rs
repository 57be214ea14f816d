//! The ten queries.

use std::error::Error;

use calendar::Grain;
use kpi::{Answer, Moment, Question};

use crate::answers::{self, Rows};

/// A query: what is asked of Tandem, and what little is done with its answer to give what the peer's query gives.
pub struct Query {
    /// `Q1` to `Q10`.
    pub name: &'static str,
    /// What is asked.
    pub question: Question,
    /// From the answer to the peer's rows.
    pub finish: fn(&Answer) -> Rows,
}

/// All ten.
pub fn all() -> Result<Vec<Query>, Box<dyn Error>> {
    let ask = |kpis: &[&str], by: &[&str], grain: Option<Grain>| Question {
        kpis: kpis.iter().map(|name| (*name).to_owned()).collect(),
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        grain,
        ..Question::default()
    };
    let since =
        |question: Question, from: &str, to: Option<&str>| -> Result<Question, Box<dyn Error>> {
            Ok(Question {
                from: Some(from.parse::<Moment>()?),
                to: to.map(str::parse).transpose()?,
                ..question
            })
        };
    let query = |name, question, finish| Query {
        name,
        question,
        finish,
    };
    let pack = [
        "contacts",
        "fcr",
        "aht",
        "aht_p90",
        "asa",
        "sl",
        "transfer_rate",
        "escalation_rate",
        "csat",
        "nps",
        "cost_per_contact",
        "agents",
    ];
    Ok(vec![
        query(
            "Q1",
            ask(&["fcr"], &["party"], Some(Grain::Day)),
            answers::plain,
        ),
        query(
            "Q2",
            ask(
                &["aht_p50", "aht_p90", "aht_p95"],
                &["site", "channel"],
                None,
            ),
            answers::plain,
        ),
        query(
            "Q3",
            since(ask(&["csat"], &["team"], None), "2025-12-02", None)?,
            answers::plain,
        ),
        query(
            "Q4",
            since(
                ask(&["sl"], &["party"], Some(Grain::QuarterHour)),
                "2025-06-16",
                Some("2025-06-16"),
            )?,
            answers::plain,
        ),
        query(
            "Q5",
            ask(&["agents"], &["party"], Some(Grain::Week)),
            answers::values_only,
        ),
        query(
            "Q6",
            ask(&["transfer_rate"], &["contact_type"], None),
            answers::enough_and_highest_first,
        ),
        query(
            "Q7",
            ask(&pack, &["party"], Some(Grain::Month)),
            answers::values_only,
        ),
        query(
            "Q8",
            ask(&["aht_p50", "aht_p90"], &["agent"], None),
            answers::plain,
        ),
        query(
            "Q9",
            ask(&["fcr"], &["party", "contact_type", "channel"], None),
            answers::standardised,
        ),
        query(
            "Q10",
            ask(&["escalation_rate"], &["party"], Some(Grain::Day)),
            answers::rolling_30_days,
        ),
    ])
}
