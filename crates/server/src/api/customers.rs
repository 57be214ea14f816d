//! `/api/customers`: customers who ask to be forgotten, and accounts that are one customer's.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lake::{CustomerAsk, CustomerChange, CustomerRequest, Did, Secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::Shared;
use crate::asked::Sent;
use crate::error::{ApiError, ChangeRefused, QuestionRefused};
use crate::signed::Signed;

/// What is done with a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CustomerWhat {
    /// Nobody is to know any more whose rows they were.
    Forget,
    /// Two accounts are one customer's.
    Merge,
}

/// Who is meant. Identities are as the source writes them, in the column that feeds map to `customer`; they are hashed and
/// neither kept nor logged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerBody {
    /// What is done.
    what: CustomerWhat,
    /// The customer who is forgotten, or the account that goes.
    customer: String,
    /// The account that stays, of a merge.
    into: Option<String>,
    /// Why: it is kept, so without the customer's name. Not asked for where rows are only counted.
    reason: Option<String>,
}

/// Rows of a table that a request changed, or would change. None comes and none goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerChangeBody {
    /// The table; `set_aside` for rows that were set aside.
    pub table: String,
    /// How many.
    pub rows: u64,
    /// Of them, by the feed they came through.
    pub by_feed: BTreeMap<String, u64>,
    /// Version of the lake that has them changed; absent where they are only counted.
    pub version: Option<u64>,
}

/// A request, and what it came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerRequestBody {
    /// Its number, from 1.
    pub number: u64,
    /// What was done.
    pub did: CustomerDid,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who asked.
    pub by: String,
    /// Why, in their words.
    pub reason: String,
    /// Whether every table has been written anew. What comes is taken care of from the beginning.
    pub done: bool,
    /// Whether older versions that are still kept hold what was there before.
    pub held: bool,
    /// The rows that were there and changed, by table.
    pub changed: Vec<CustomerChangeBody>,
}

/// What a request did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerDid {
    /// A customer was forgotten.
    Forgotten,
    /// A customer became another one.
    Merged,
}

/// What was asked about customers.
///
/// For whoever may `ingest` and sees every party's rows. Customers are not named.
#[utoipa::path(
    get, path = "/api/customers/requests", operation_id = "list_customer_requests", tag = "customers",
    responses((status = 200, description = "The requests, newest first.", body = Vec<CustomerRequestBody>), QuestionRefused),
)]
pub(crate) async fn list_customer_requests(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Vec<CustomerRequestBody>>, ApiError> {
    let requests = app.engine.lake().customer_requests(&viewer)?;
    Ok(Json(requests.into_iter().map(request).collect()))
}

/// Forget a customer, or merge two.
///
/// For whoever may `ingest` and sees every party's rows. It cannot be taken back.
#[utoipa::path(
    post, path = "/api/customers/requests", operation_id = "create_customer_request", tag = "customers",
    request_body = CustomerBody,
    responses((status = 200, description = "What it came to.", body = CustomerRequestBody), ChangeRefused),
)]
pub(crate) async fn create_customer_request(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<CustomerBody>,
) -> Result<Json<CustomerRequestBody>, ApiError> {
    let reason = asked.reason.clone().unwrap_or_default();
    let done = app
        .engine
        .lake()
        .ask_about_customer(app.charter(), &viewer, &ask(asked)?, &reason, app.now())
        .await?;
    Ok(Json(request(done)))
}

/// Count the rows that a request would change, and change none.
///
/// For whoever may `ingest` and sees every party's rows.
#[utoipa::path(
    post, path = "/api/customers/counts", operation_id = "count_customer_request", tag = "customers",
    request_body = CustomerBody,
    responses((status = 200, description = "The rows, by table.", body = Vec<CustomerChangeBody>), ChangeRefused),
)]
pub(crate) async fn count_customer_request(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<CustomerBody>,
) -> Result<Json<Vec<CustomerChangeBody>>, ApiError> {
    let counted = app
        .engine
        .lake()
        .count_for_customer(app.charter(), &viewer, &ask(asked)?, app.now())
        .await?;
    let counted = counted.into_iter().map(|one| CustomerChangeBody {
        version: None,
        ..change(one)
    });
    Ok(Json(counted.collect()))
}

fn ask(asked: CustomerBody) -> Result<CustomerAsk, ApiError> {
    let customer = Secret::new(asked.customer);
    match (asked.what, asked.into) {
        (CustomerWhat::Forget, None) => Ok(CustomerAsk::Forget { customer }),
        (CustomerWhat::Merge, Some(into)) => Ok(CustomerAsk::Merge {
            customer,
            into: Secret::new(into),
        }),
        (CustomerWhat::Forget, Some(_)) => Err(ApiError::malformed(
            "`into` was sent, and who is forgotten becomes nobody",
        )),
        (CustomerWhat::Merge, None) => Err(ApiError::malformed(
            "`into` is missing: the account that stays",
        )),
    }
}

fn request(request: CustomerRequest) -> CustomerRequestBody {
    CustomerRequestBody {
        number: request.number,
        did: match request.did {
            Did::Forgotten => CustomerDid::Forgotten,
            Did::Merged => CustomerDid::Merged,
        },
        at: request.at,
        by: request.by,
        reason: request.reason,
        done: request.done,
        held: request.held,
        changed: request.changed.into_iter().map(change).collect(),
    }
}

fn change(change: CustomerChange) -> CustomerChangeBody {
    CustomerChangeBody {
        table: change.table,
        rows: change.rows,
        by_feed: change.by_feed,
        version: Some(change.version),
    }
}
