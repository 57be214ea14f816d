//! `/api/partnership`: who works together, and the words they share.

use access::{Discretion, Places};
use axum::Json;
use axum::extract::State;
use charter::names::word;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Shared;
use crate::error::{ApiError, Refused};
use crate::signed::Signed;

/// The partnership, as far as the viewer may know it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnershipHead {
    /// Short name.
    pub partnership: String,
    /// Title for people.
    pub title: String,
    /// Why the parties work together.
    pub purpose: String,
    /// What matters most, ranked.
    pub priorities: Vec<String>,
    /// IANA time zone in which days are counted.
    pub zone: String,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// The client, and the parties whose rows are seen.
    pub parties: Vec<PartyHead>,
    /// Sites seen.
    pub sites: Vec<SiteHead>,
    /// Teams seen.
    pub teams: Vec<TeamHead>,
    /// Channels.
    pub channels: Vec<NamedHead>,
    /// What customers come for.
    pub contact_types: Vec<ContactTypeHead>,
    /// Waiting lines.
    pub queues: Vec<QueueHead>,
    /// Languages served, BCP 47.
    pub languages: Vec<String>,
    /// What is answered from when a question names no basis.
    #[schema(value_type = String, example = "1842·331")]
    pub basis: kpi::Basis,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartyHead {
    /// Short name; the value of the `party` column.
    pub party: String,
    /// Title for people.
    pub title: String,
    /// `client`, `in_house` or `provider`.
    pub kind: String,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SiteHead {
    /// Short name; the value of the `site` column.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The party whose site it is.
    pub party: String,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TeamHead {
    /// Short name; the value of the `team` column.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The site where it works.
    pub site: String,
}

/// A value of a dimension and its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedHead {
    /// Short name; the value in facts.
    pub name: String,
    /// Title for people.
    pub title: String,
}

/// A contact type.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContactTypeHead {
    /// Short name; the value of the `contact_type` column.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Work content relative to a plain contact (1.0).
    pub complexity: f64,
}

/// A waiting line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueueHead {
    /// Short name; the value of the `queue` column.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The channel that feeds it.
    pub channel: String,
}

/// The partnership.
#[utoipa::path(
    get, path = "/api/partnership", operation_id = "get_partnership", tag = "partnership",
    responses((status = 200, description = "The partnership, as far as the viewer may know it.", body = PartnershipHead), Refused),
)]
pub(crate) async fn get_partnership(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<PartnershipHead>, ApiError> {
    let charter = app.charter();
    let discretion = Discretion::of(charter, &viewer);
    let ledger = app.position();
    let basis = kpi::Basis {
        lake: app.engine.lake().version(),
        ledger,
    };
    let partnership = &charter.partnership;
    let taxonomy = &charter.taxonomy;
    let places = Places::of(charter, &viewer);
    let sites: Vec<SiteHead> = taxonomy
        .sites
        .iter()
        .filter(|site| places.has_site(site))
        .map(|site| SiteHead {
            name: site.site.clone(),
            title: site.title.clone(),
            party: site.party.clone(),
        })
        .collect();
    let teams = taxonomy
        .teams
        .iter()
        .filter(|team| sites.iter().any(|site| site.name == team.site) && places.has_team(team))
        .map(|team| TeamHead {
            name: team.team.clone(),
            title: team.title.clone(),
            site: team.site.clone(),
        })
        .collect();
    Ok(Json(PartnershipHead {
        partnership: partnership.partnership.clone(),
        title: discretion.sentences(&partnership.title),
        purpose: discretion.sentences(&partnership.purpose),
        priorities: partnership
            .priorities
            .iter()
            .map(|priority| discretion.sentences(priority))
            .filter(|priority| !priority.is_empty())
            .collect(),
        zone: partnership.zone.clone(),
        currency: partnership.currency.clone(),
        parties: partnership
            .parties
            .iter()
            .filter(|party| viewer.may_name(partnership, &party.party))
            .map(|party| PartyHead {
                party: party.party.clone(),
                title: party.title.clone(),
                kind: word(&party.kind),
            })
            .collect(),
        sites,
        teams,
        channels: taxonomy
            .channels
            .iter()
            .filter(|channel| discretion.may_show_channel(channel))
            .map(|channel| NamedHead {
                name: channel.channel.clone(),
                title: channel.title.clone(),
            })
            .collect(),
        contact_types: taxonomy
            .contact_types
            .iter()
            .filter(|contact_type| discretion.may_show_contact_type(contact_type))
            .map(|contact_type| ContactTypeHead {
                name: contact_type.contact_type.clone(),
                title: contact_type.title.clone(),
                complexity: contact_type.complexity,
            })
            .collect(),
        queues: taxonomy
            .queues
            .iter()
            // A queue that bears a party's name would give the party away.
            .filter(|queue| discretion.may_show_queue(taxonomy, queue))
            .map(|queue| QueueHead {
                name: queue.queue.clone(),
                title: queue.title.clone(),
                channel: queue.channel.clone(),
            })
            .collect(),
        languages: taxonomy.languages.clone(),
        basis,
    }))
}
