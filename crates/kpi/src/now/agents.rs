//! What agents are doing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lake::PARTY;

use super::NowAgents;
use super::looks::{AT, Newest, Seen, TEAMS};
use super::read::{text, texts, whole, wholes};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::range::just_after;

/// Party, site and team.
type Team = (String, Option<String>, Option<String>);

impl Engine {
    /// What the agents of each party are doing.
    pub(super) async fn agents(
        &self,
        seen: Seen<'_>,
        newest: &Newest,
    ) -> Result<Vec<NowAgents>, KpiError> {
        let Some(since) = newest.since() else {
            return Ok(Vec::new());
        };
        let names = [
            PARTY,
            "site",
            "team",
            AT,
            "agents_available",
            "agents_busy",
            "agents_wrap_up",
            "agents_on_break",
            "agents_elsewhere",
        ];
        let mut latest: BTreeMap<Team, (i64, [u64; 5])> = BTreeMap::new();
        let times = [(since, just_after(seen.at))];
        for batch in self.looked(seen, TEAMS, &names, &times).await? {
            let (parties, sites, teams) = (
                texts(&batch, PARTY)?,
                texts(&batch, "site")?,
                texts(&batch, "team")?,
            );
            let ats = wholes(&batch, AT)?;
            let states = [
                wholes(&batch, "agents_available")?,
                wholes(&batch, "agents_busy")?,
                wholes(&batch, "agents_wrap_up")?,
                wholes(&batch, "agents_on_break")?,
                wholes(&batch, "agents_elsewhere")?,
            ];
            for row in 0..batch.num_rows() {
                let Some(party) = text(&parties, row) else {
                    continue;
                };
                let at = ats.value(row);
                if !newest.is_of(&party, at) {
                    continue;
                }
                let counts = states
                    .each_ref()
                    .map(|state| whole(state, row).unwrap_or(0));
                let key = (party, text(&sites, row), text(&teams, row));
                let held = latest.entry(key).or_insert((at, counts));
                if at > held.0 {
                    *held = (at, counts);
                }
            }
        }
        let mut parties: BTreeMap<String, (i64, [u64; 5])> = BTreeMap::new();
        for ((party, ..), (at, counts)) in latest {
            let held = parties.entry(party).or_insert((at, [0; 5]));
            held.0 = held.0.min(at);
            held.1
                .iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
        let agents = parties.into_iter().filter_map(|(party, (at, counts))| {
            let [available, busy, wrap_up, on_break, elsewhere] = counts;
            Some(NowAgents {
                party,
                taken_at: Timestamp::from_microsecond(at).ok()?,
                available,
                busy,
                wrap_up,
                on_break,
                elsewhere,
            })
        });
        Ok(agents.collect())
    }
}
