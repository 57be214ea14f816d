//! `/api/proposals`: how the charter is changed by agreement.

pub mod body;
mod told;

use std::sync::Arc;

use access::Viewer;
use axum::Json;
use axum::extract::State;
use charter::difference::Files;
use ledger::{Command, Entry, Wanted, sees_proposal};

use self::body::{
    AmendedProposal, NewApproval, NewProposal, NewRemark, Proposal, ProposalPath, Proposals,
};
use self::told::Reader;
use crate::app::{App, Shared};
use crate::asked::{Named, Sent};
use crate::error::{ApiError, ChangeRefused, ErrorBody, Refused};
use crate::signed::Signed;

/// The proposals that concern the viewer, the newest first.
#[utoipa::path(
    get, path = "/api/proposals", operation_id = "list_proposals", tag = "decisions",
    responses((status = 200, description = "The proposals.", body = Proposals), Refused),
)]
pub(crate) async fn list_proposals(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Proposals>, ApiError> {
    let state = app.ledger.state();
    let reader = reader(&app, &viewer, &state);
    let proposals = state.proposals.values().rev();
    let mut heads = Vec::new();
    for one in proposals.filter(|one| sees_proposal(&viewer, one)) {
        heads.push(reader.head(one, &before(&app, one).await?));
    }
    Ok(Json(Proposals { proposals: heads }))
}

/// A proposal: what would be otherwise, whose agreement it needs and has, and what was said of it.
#[utoipa::path(
    get, path = "/api/proposals/{proposal}", operation_id = "get_proposal", tag = "decisions",
    params(ProposalPath),
    responses(
        (status = 200, description = "The proposal.", body = Proposal),
        (status = 404, description = "There is none that concerns the viewer.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn get_proposal(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(ProposalPath { proposal }): Named<ProposalPath>,
) -> Result<Json<Proposal>, ApiError> {
    whole(&app, &viewer, proposal).await.map(Json)
}

/// Propose that the charter be otherwise. Who may decide it alone has decided it.
///
/// Only by who sees every party's facts: the files name all parties.
#[utoipa::path(
    post, path = "/api/proposals", operation_id = "create_proposal", tag = "decisions",
    request_body = NewProposal,
    responses((status = 200, description = "The proposal.", body = Proposal), ChangeRefused),
)]
pub(crate) async fn create_proposal(
    State(app): State<Shared>,
    signed: Signed,
    Sent(asked): Sent<NewProposal>,
) -> Result<Json<Proposal>, ApiError> {
    may_write(&signed)?;
    let command = Command::Propose(Wanted {
        title: asked.title,
        why: asked.why,
        edits: asked.edits,
        base: asked.base,
        instead_of: asked.instead_of,
    });
    let entries = decided(&app, &signed.viewer, command).await?;
    let made = entries.iter().find(|entry| entry.kind == "proposal_made");
    let number = made.and_then(|made| made.subject.strip_prefix('P')?.parse().ok());
    let number = number.ok_or_else(|| ApiError::conflict("the proposal was not written"))?;
    whole(&app, &signed.viewer, number).await.map(Json)
}

/// Say something else in a proposal of one's own. What was agreed to is to be agreed to anew.
#[utoipa::path(
    put, path = "/api/proposals/{proposal}", operation_id = "amend_proposal", tag = "decisions",
    params(ProposalPath), request_body = AmendedProposal,
    responses((status = 200, description = "The proposal.", body = Proposal), ChangeRefused),
)]
pub(crate) async fn amend_proposal(
    State(app): State<Shared>,
    signed: Signed,
    Named(ProposalPath { proposal }): Named<ProposalPath>,
    Sent(AmendedProposal { why, edits }): Sent<AmendedProposal>,
) -> Result<Json<Proposal>, ApiError> {
    may_write(&signed)?;
    let command = Command::Amend {
        proposal,
        edits,
        why,
    };
    after(&app, &signed, proposal, command).await
}

/// Agree to a proposal. With the last agreement that it needs, it is in force.
#[utoipa::path(
    post, path = "/api/proposals/{proposal}/approval", operation_id = "approve_proposal", tag = "decisions",
    params(ProposalPath), request_body = NewApproval,
    responses((status = 200, description = "The proposal.", body = Proposal), ChangeRefused),
)]
pub(crate) async fn approve_proposal(
    State(app): State<Shared>,
    signed: Signed,
    Named(ProposalPath { proposal }): Named<ProposalPath>,
    Sent(NewApproval { digest }): Sent<NewApproval>,
) -> Result<Json<Proposal>, ApiError> {
    let command = Command::Approve { proposal, digest };
    after(&app, &signed, proposal, command).await
}

/// Refuse to agree, and say why: that ends the proposal.
#[utoipa::path(
    post, path = "/api/proposals/{proposal}/rejection", operation_id = "reject_proposal", tag = "decisions",
    params(ProposalPath), request_body = NewRemark,
    responses((status = 200, description = "The proposal.", body = Proposal), ChangeRefused),
)]
pub(crate) async fn reject_proposal(
    State(app): State<Shared>,
    signed: Signed,
    Named(ProposalPath { proposal }): Named<ProposalPath>,
    Sent(NewRemark { text }): Sent<NewRemark>,
) -> Result<Json<Proposal>, ApiError> {
    let command = Command::Reject {
        proposal,
        why: text,
    };
    after(&app, &signed, proposal, command).await
}

/// Say something of a proposal.
#[utoipa::path(
    post, path = "/api/proposals/{proposal}/remarks", operation_id = "remark_proposal", tag = "decisions",
    params(ProposalPath), request_body = NewRemark,
    responses((status = 200, description = "The proposal.", body = Proposal), ChangeRefused),
)]
pub(crate) async fn remark_proposal(
    State(app): State<Shared>,
    signed: Signed,
    Named(ProposalPath { proposal }): Named<ProposalPath>,
    Sent(NewRemark { text }): Sent<NewRemark>,
) -> Result<Json<Proposal>, ApiError> {
    after(&app, &signed, proposal, Command::Remark { proposal, text }).await
}

/// Take a proposal of one's own back.
#[utoipa::path(
    delete, path = "/api/proposals/{proposal}", operation_id = "withdraw_proposal", tag = "decisions",
    params(ProposalPath),
    responses((status = 200, description = "The proposal.", body = Proposal), ChangeRefused),
)]
pub(crate) async fn withdraw_proposal(
    State(app): State<Shared>,
    signed: Signed,
    Named(ProposalPath { proposal }): Named<ProposalPath>,
) -> Result<Json<Proposal>, ApiError> {
    after(&app, &signed, proposal, Command::Withdraw { proposal }).await
}

/// The charter's files name every party.
fn may_write(signed: &Signed) -> Result<(), ApiError> {
    signed.by_session("propose")?;
    if signed.viewer.sees_everything() {
        return Ok(());
    }
    Err(
        ApiError::forbidden("the charter's files are written by who sees every party's facts")
            .hint("say what should be otherwise to somebody of the client, who can propose it"),
    )
}

async fn after(
    app: &Shared,
    signed: &Signed,
    proposal: u64,
    command: Command,
) -> Result<Json<Proposal>, ApiError> {
    signed.by_session("decide")?;
    decided(app, &signed.viewer, command).await?;
    whole(app, &signed.viewer, proposal).await.map(Json)
}

/// Has it decided, and gives the entries.
async fn decided(app: &Shared, viewer: &Viewer, command: Command) -> Result<Vec<Entry>, ApiError> {
    let in_force = app
        .in_force
        .upgrade()
        .ok_or_else(|| ApiError::unavailable("the server is ending"))?;
    let (app, viewer) = (Arc::clone(app), viewer.clone());
    // A task of its own: once the ledger has it, what answers must follow, also when nobody waits for the answer any more.
    let entries = tokio::spawn(async move { in_force.decide(&app, &viewer, command).await })
        .await
        .map_err(|died| ApiError::internal(&died))??;
    Ok(entries)
}

async fn whole(app: &App, viewer: &Viewer, number: u64) -> Result<Proposal, ApiError> {
    let state = app.ledger.state();
    let proposal = state.proposals.get(&number);
    let proposal = proposal.filter(|one| sees_proposal(viewer, one));
    let proposal =
        proposal.ok_or_else(|| ApiError::unknown(format!("there is no proposal P{number}")))?;
    let before = before(app, proposal).await?;
    Ok(reader(app, viewer, &state).whole(proposal, &before))
}

/// The charter's files that a proposal would change.
async fn before(app: &App, proposal: &ledger::proposal::Proposal) -> Result<Files, ApiError> {
    let before = app.ledger.charter_at(proposal.since).await?;
    Ok(before.map(|(_, charter)| charter.files).unwrap_or_default())
}

fn reader<'a>(app: &'a App, viewer: &'a Viewer, state: &'a ledger::State) -> Reader<'a> {
    Reader {
        charter: app.charter(),
        viewer,
        state,
        now: app.now(),
    }
}
