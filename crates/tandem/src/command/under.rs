//! Which charter a question is asked under: the folder's, or the one that was in force at its basis.

use kpi::answer::{KpiHead, Row};
use kpi::{Answer, Basis, Engine};
use ledger::{CharterText, Ledger};
use serde::Serialize;

use crate::failure::Failure;

/// The ledger's position now, and the engine of the folder's charter with the entry since which one is in force.
pub fn now(engine: Engine, ledger: Option<&Ledger>) -> (u64, Engine) {
    let Some(ledger) = ledger else {
        return (0, engine);
    };
    let state = ledger.state();
    let since = state.charter.as_ref().map_or(0, |(since, _)| *since);
    (state.position, engine.in_force_since(since))
}

/// The engine of the charter that was in force at a basis, whatever the folder says by now.
///
/// # Errors
/// When the ledger or the charter of then cannot be read.
pub async fn then(
    now: &Engine,
    ledger: &Ledger,
    folder: &CharterText,
    basis: Basis,
) -> Result<Engine, Failure> {
    let position = basis.ledger.min(ledger.position());
    Ok(match ledger.charter_at(position).await? {
        Some((since, charter)) if charter.digest == folder.digest => {
            now.clone().in_force_since(since)
        }
        Some((since, charter)) => now.earlier(since, &charter.files)?,
        None => now.clone(),
    })
}

/// What is said beneath an answer that is on no basis.
pub const ON_NO_BASIS: &str = "not on a basis: the charter's folder is not in force; `tandem ingest` or `tandem serve` puts it in force";

/// What is said where the folder was changed and nothing put the change in force yet: the answer is of the folder's text, and a
/// basis would name another's.
pub fn not_in_force(ledger: Option<&Ledger>, folder: &CharterText) -> Option<String> {
    let state = ledger?.state();
    let (since, charter) = state.charter.as_ref()?;
    (charter.digest != folder.digest).then(|| {
        format!(
            "! the charter's folder is not what is in force since entry {since} of the ledger; this answers by the folder, and so on no basis (tandem ingest and tandem serve put the folder in force)"
        )
    })
}

/// An answer that is on no basis, as JSON: as any other, with null for its basis. Two numbers must never carry the same one.
#[derive(Serialize)]
struct OnNoBasis<'a> {
    basis: Option<Basis>,
    facts_to: &'a Option<jiff::Timestamp>,
    from: &'a jiff::Timestamp,
    to: &'a jiff::Timestamp,
    zone: &'a str,
    kpis: &'a [KpiHead],
    by: &'a [String],
    grain: &'a Option<String>,
    rows: &'a [Row],
}

/// The answer as JSON; `quotable` is whether its basis is that of the charter that it was given under.
///
/// # Errors
/// When it cannot be written.
pub fn json(answer: &Answer, quotable: bool) -> Result<String, serde_json::Error> {
    if quotable {
        return serde_json::to_string_pretty(answer);
    }
    // Every field by its name, so that one that is added is added here.
    let Answer {
        basis: _,
        facts_to,
        from,
        to,
        zone,
        kpis,
        by,
        grain,
        rows,
    } = answer;
    serde_json::to_string_pretty(&OnNoBasis {
        basis: None,
        facts_to,
        from,
        to,
        zone,
        kpis,
        by,
        grain,
        rows,
    })
}
