//! An API of the tests' own, that remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::Value;

/// What an API answers, by how often it was asked.
type Answers = Arc<dyn Fn(usize, &Asked) -> Response<Body> + Send + Sync>;

/// A request.
#[derive(Clone)]
pub struct Asked {
    pub method: Method,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    /// A header; empty where it was not sent.
    pub fn header(&self, name: &str) -> &str {
        let header = self.headers.get(name);
        header.map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON; null where there is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// An API of a test's own.
pub struct Api {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Api {
    /// One that answers by how often it was asked, and with which path and query.
    pub async fn start(
        answers: impl Fn(usize, &str) -> Response<Body> + Send + Sync + 'static,
    ) -> Self {
        Self::of(move |count, asked| answers(count, &asked.path)).await
    }

    /// One that answers by how often it was asked, and all that it was asked.
    pub async fn of(
        answers: impl Fn(usize, &Asked) -> Response<Body> + Send + Sync + 'static,
    ) -> Self {
        let answers: Answers = Arc::new(answers);
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let seen = Arc::clone(&asked);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().fallback(move |request: Request<Body>| {
            let (seen, answers) = (Arc::clone(&seen), Arc::clone(&answers));
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let asked = Asked {
                    method: parts.method,
                    path: parts.uri.path_and_query().unwrap().to_string(),
                    headers: parts.headers,
                    body: String::from_utf8(body.to_vec()).unwrap(),
                };
                let mut seen = seen.lock().unwrap();
                seen.push(asked.clone());
                answers(seen.len(), &asked)
            }
        });
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, asked }
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Path and query of the requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.requests()
            .into_iter()
            .map(|asked| asked.path)
            .collect()
    }

    /// A feed that asks it.
    pub fn feed(&self, path: &str, more: &str) -> String {
        format!(
            "{{ type: json, records: calls }}\npull:\n  url: http://{}{path}\n  every: 1 second\n{more}",
            self.address
        )
    }
}

pub fn answer(status: u16, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}
