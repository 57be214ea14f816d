//! `/api/rights`: who may decide what.

use access::{Discretion, Viewer};
use axum::Json;
use axum::extract::State;
use charter::Charter;
use charter::decisions::{Decision, Of, Part};
use jiff::Timestamp;
use ledger::Command;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{App, Shared};
use crate::asked::Sent;
use crate::error::{ApiError, ChangeRefused, Refused};
use crate::signed::Signed;

/// Who may decide what, as far as the viewer may know of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rights {
    /// The decisions, as the charter has them.
    pub decisions: Vec<DecisionRights>,
    /// The parts of the charter that no decision is about: who may administer decides them.
    pub not_agreed: Vec<String>,
    /// The rights to agree that are lent now.
    pub lent: Vec<LentRight>,
}

/// Somebody's right to agree, lent to a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LentRight {
    /// Whose right.
    pub from: String,
    /// Who has it meanwhile.
    pub to: String,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// To whom a right is lent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLoan {
    /// Short name of a colleague of the same party.
    pub to: String,
    /// Until when, at most 90 days ahead; a time that has passed ends what was lent to that person.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// The rights in a kind of decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DecisionRights {
    /// Short name.
    pub decision: String,
    /// What is decided.
    pub title: String,
    /// The parts of the charter that it is about.
    pub about: Vec<String>,
    /// Who may propose.
    pub propose: Vec<RoleHeld>,
    /// What must be agreed, all of it.
    pub approve: Vec<ApprovalNeeded>,
    /// Days within which it is decided.
    pub within_days: u16,
    /// Who is told when that time passes.
    pub tell: Vec<RoleHeld>,
    /// Who may decide it alone.
    pub alone: Vec<RoleHeld>,
}

/// An agreement that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApprovalNeeded {
    /// Who may give it.
    pub by: Vec<RoleHeld>,
    /// Of how many of them: `any_role`, `each_role` or `each_party`.
    pub of: String,
}

/// A role, and the people who hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoleHeld {
    /// Short name.
    pub role: String,
    /// Title.
    pub title: String,
    /// Names of the people who hold it, as far as the viewer may know of them. Nobody: it is vacant.
    pub people: Vec<String>,
}

/// Who may decide what.
#[utoipa::path(
    get, path = "/api/rights", operation_id = "get_rights", tag = "decisions",
    responses((status = 200, description = "The decision rights.", body = Rights), Refused),
)]
pub(crate) async fn get_rights(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Rights>, ApiError> {
    Ok(Json(rights(&app, &viewer)))
}

/// Lend the own rights to agree to a colleague, for a time.
///
/// A right that is lent is used once all the same, by the one or the other, and not for what who lent it proposed.
#[utoipa::path(
    post, path = "/api/rights/loans", operation_id = "create_loan", tag = "decisions",
    request_body = NewLoan,
    responses((status = 200, description = "The rights as they are now.", body = Rights), ChangeRefused),
)]
pub(crate) async fn create_loan(
    State(app): State<Shared>,
    signed: Signed,
    Sent(NewLoan { to, until }): Sent<NewLoan>,
) -> Result<Json<Rights>, ApiError> {
    signed.by_session("lend rights")?;
    let in_force = app
        .in_force
        .upgrade()
        .ok_or_else(|| ApiError::unavailable("the server is ending"))?;
    let lends = Command::Delegate { to, until };
    in_force.decide(&app, &signed.viewer, lends).await?;
    Ok(Json(rights(&app, &signed.viewer)))
}

fn rights(app: &App, viewer: &Viewer) -> Rights {
    let charter = app.charter();
    let decisions = charter.decisions.decisions.iter();
    let not_agreed = Part::ALL.into_iter();
    let not_agreed = not_agreed.filter(|part| charter.decisions.about(*part).is_none());
    let (state, now) = (app.ledger.state(), app.now());
    let people = &charter.partnership.people;
    let person = |name: &str| people.iter().find(|one| one.person == name);
    let lent = state.delegations.iter().filter(|one| one.holds(now));
    let lent = lent.filter_map(|one| {
        let (from, to) = (person(&one.from)?, person(&one.to)?);
        let known = viewer.may_name(&charter.partnership, &from.party);
        known.then(|| LentRight {
            from: from.name.clone(),
            to: to.name.clone(),
            until: one.until,
        })
    });
    Rights {
        decisions: decisions.map(|one| told(charter, viewer, one)).collect(),
        not_agreed: not_agreed.map(word).collect(),
        lent: lent.collect(),
    }
}

fn told(charter: &Charter, viewer: &Viewer, decision: &Decision) -> DecisionRights {
    let held = |roles: &[String]| {
        roles
            .iter()
            .filter_map(|role| held(charter, viewer, role))
            .collect()
    };
    DecisionRights {
        decision: decision.decision.clone(),
        title: Discretion::of(charter, viewer).sentences(&decision.title),
        about: decision.about.iter().copied().map(word).collect(),
        propose: held(&decision.propose),
        approve: decision
            .approve
            .iter()
            .map(|approval| ApprovalNeeded {
                by: held(&approval.by),
                of: match approval.of {
                    Of::AnyRole => "any_role",
                    Of::EachRole => "each_role",
                    Of::EachParty => "each_party",
                }
                .to_owned(),
            })
            .collect(),
        within_days: decision.within_days,
        tell: held(&decision.tell),
        alone: held(&decision.alone),
    }
}

/// A role of a side of which the viewer knows no party is not told.
pub(super) fn held(charter: &Charter, viewer: &Viewer, role: &str) -> Option<RoleHeld> {
    let partnership = &charter.partnership;
    let known = |party: &str| viewer.may_name(partnership, party);
    let role = partnership.roles.iter().find(|one| one.role == role)?;
    let side = role.side()?;
    if !charter.parties_of(side).any(|party| known(&party.party)) {
        return None;
    }
    let discretion = Discretion::of(charter, viewer);
    if discretion.holds_hidden(&role.role) || discretion.names_hidden(&role.title) {
        return None;
    }
    let people = partnership.people.iter();
    let people = people.filter(|one| one.roles.contains(&role.role) && known(&one.party));
    Some(RoleHeld {
        role: role.role.clone(),
        title: role.title.clone(),
        people: people.map(|one| one.name.clone()).collect(),
    })
}

/// The part as the charter writes it.
fn word(part: Part) -> String {
    serde_json::to_value(part)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}
