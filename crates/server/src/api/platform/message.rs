//! What a platform's caller sends: a message that is signed, instead of a session.

use std::sync::Arc;

use access::webhook::Envelope;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::app::{App, Shared};
use crate::asked::parsed;
use crate::error::ApiError;
use crate::platform::Platform;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// A message that comes from who has the key, and is of now.
pub(crate) struct Message {
    pub platform: Arc<dyn Platform>,
    pub id: String,
    bytes: Bytes,
}

impl Message {
    /// What it says.
    pub fn says<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        parsed(&self.bytes)
    }

    /// The hash of it, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        use std::fmt::Write as _;
        Sha256::digest(&self.bytes)
            .iter()
            .fold(String::new(), |mut text, byte| {
                // Writing to a String cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}

impl FromRequest<Shared> for Message {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, ApiError> {
        let platform = Arc::clone(platform(app)?);
        let Some(key) = &app.platform_key else {
            return Err(ApiError::forbidden("this server takes no signed calls")
                .hint("set TANDEM_PLATFORM_KEY where it is served, and start it again"));
        };
        let headers = request.headers().clone();
        let bytes = Bytes::from_request(request, app).await.map_err(|refused| {
            if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiError::too_much("the body is larger than is taken")
            } else {
                ApiError::malformed(refused.body_text())
            }
        })?;
        let sent = Envelope {
            id: header(&headers, ID)?,
            timestamp: header(&headers, TIMESTAMP)?,
            signatures: header(&headers, SIGNATURE)?,
        };
        // Senders sign by the clock on the wall, whatever the time of the operation is.
        key.verify(sent, &bytes, app.wall_now()).map_err(|why| {
            ApiError::not_genuine(why.to_string()).hint(
                "sign `webhook-id.webhook-timestamp.body` with the shared key, as https://www.standardwebhooks.com says",
            )
        })?;
        Ok(Self {
            platform,
            id: sent.id.to_owned(),
            bytes,
        })
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, ApiError> {
    let sent = headers.get(name).and_then(|sent| sent.to_str().ok());
    sent.ok_or_else(|| {
        ApiError::not_genuine(format!("the header {name} is missing or cannot be read"))
            .hint("send webhook-id, webhook-timestamp and webhook-signature")
    })
}

/// What calls go to.
pub(super) fn platform(app: &App) -> Result<&Arc<dyn Platform>, ApiError> {
    app.platform.as_ref().ok_or_else(|| {
        ApiError::unknown("no platform takes calls here: this operation is not simulated")
            .hint("`tandem demo` serves one that is")
    })
}
