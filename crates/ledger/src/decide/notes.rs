//! Notes at points of KPIs.

use access::RowScope;
use charter::partnership::PartyKind;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Refusal;
use super::people::{name, text_of};
use crate::command::Asking;
use crate::event::{Event, NotePinned};

/// A note that is pinned.
pub(super) fn pinned(
    kpi: String,
    party: Option<String>,
    at: Date,
    text: &str,
    asking: &Asking<'_>,
) -> Result<Event, Refusal> {
    let text = text_of("note", text)?;
    check_day(at, asking.now)?;
    let rows = point(asking, party.as_deref())?;
    Ok(Event::NotePinned(NotePinned {
        kpi,
        party,
        rows,
        at,
        text,
        author_name: name(asking),
    }))
}

/// A year ahead suffices for what is known to come; beyond it, the year is a slip of the finger.
fn check_day(at: Date, now: Timestamp) -> Result<(), Refusal> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let days_ahead = (at - today).get_days();
    if at.year() < 1970 || days_ahead > 366 {
        return Err(Refusal::Invalid(format!(
            "a note cannot be pinned to {at}: days from 1970 to a year ahead are taken"
        )));
    }
    Ok(())
}

/// The rows behind the point as the author sees it.
fn point(asking: &Asking<'_>, party: Option<&str>) -> Result<RowScope, Refusal> {
    let Asking {
        viewer,
        partnership,
        ..
    } = asking;
    let Some(party) = party else {
        return match viewer.rows() {
            RowScope::Everything => Ok(RowScope::Everything),
            RowScope::Where(_) | RowScope::Nothing => Err(Refusal::NotYours(
                "a note about all parties is pinned by someone who sees all of them".to_owned(),
            )),
        };
    };
    let not_yours = || Refusal::NotYours(format!("you see no numbers of a party `{party}`"));
    let is_operation = partnership
        .parties
        .iter()
        .any(|one| one.party == party && one.kind != PartyKind::Client);
    let condition = |column: &str, value: &str| (column.to_owned(), value.to_owned());
    match viewer.rows() {
        _ if !is_operation => Err(not_yours()),
        RowScope::Everything => Ok(RowScope::Where(vec![condition("party", party)])),
        RowScope::Where(own) if own.contains(&condition("party", party)) => {
            // An agent's rows are among those of the agent's team and site, so that their leads see the note as well.
            let mut rows = own.clone();
            let person = partnership
                .people
                .iter()
                .find(|person| person.person == viewer.person());
            let (team, site) = person.map_or((None, None), |person| {
                (person.team.as_deref(), person.site.as_deref())
            });
            let has = |column: &str| own.iter().any(|(own, _)| own == column);
            if let Some(team) = team.filter(|_| has("agent")) {
                rows.push(condition("team", team));
            }
            if let Some(site) = site.filter(|_| has("agent") || has("team")) {
                rows.push(condition("site", site));
            }
            Ok(RowScope::Where(rows))
        }
        RowScope::Where(_) | RowScope::Nothing => Err(not_yours()),
    }
}
