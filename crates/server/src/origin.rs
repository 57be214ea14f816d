//! Where calls come from: the caller's address, and whether a browser sent them from our own pages.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

use crate::error::ApiError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How the server is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address that browsers show, such as `https://tandem.example.org`; what the `Host` header says when absent.
    pub public_url: Option<String>,
    /// Whether a proxy in front sets `X-Forwarded-For`; without one, anyone could.
    pub behind_proxy: bool,
}

impl Origin {
    /// Whether the session's cookie may be sent over https only.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }

    /// The caller's address.
    pub(crate) fn address(&self, parts: &Parts) -> IpAddr {
        // The last proxy's word counts; what stands before it may be the caller's own invention.
        let forwarded = self
            .behind_proxy
            .then(|| parts.headers.get_all(FORWARDED_FOR).iter().next_back())
            .flatten()
            .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        forwarded
            .or_else(|| {
                let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
                Some(peer.ip())
            })
            .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// Refuses a call that a browser says another site caused. Callers other than browsers say nothing, and pass.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        if let Some(site) = headers.get(SEC_FETCH_SITE)
            && !matches!(site.as_bytes(), b"same-origin" | b"none")
        {
            return Err(ApiError::cross_site("another site caused this call"));
        }
        if let Some(origin) = headers.get(header::ORIGIN)
            && !self.is_own(origin.to_str().unwrap_or_default(), headers)
        {
            return Err(ApiError::cross_site("this call comes from another origin"));
        }
        Ok(())
    }

    fn is_own(&self, origin: &str, headers: &HeaderMap) -> bool {
        if let Some(url) = &self.public_url {
            return origin.eq_ignore_ascii_case(url.trim_end_matches('/'));
        }
        let authority = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        authority
            .is_some_and(|authority| host.is_some_and(|host| authority.eq_ignore_ascii_case(host)))
    }
}
