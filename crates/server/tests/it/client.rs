//! A caller that sends exactly the bytes it is told to, and shows every byte that comes back.

use std::net::SocketAddr;

use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A call to be made.
#[derive(Debug, Clone, Default)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answered {
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    pub body: String,
}

impl Call {
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            ..Self::default()
        }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn post(path: &str, body: &Json) -> Self {
        Self::new("POST", path).json(&body.to_string())
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A body that says it is JSON, whether it is or not.
    pub fn json(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self.header("Content-Type", "application/json")
    }

    /// A body of which nothing is said.
    pub fn bytes(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub async fn send(&self, to: SocketAddr) -> Answered {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n",
            self.method, self.path
        );
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        text.push_str("\r\n");
        text.push_str(&self.body);
        let mut stream = TcpStream::connect(to).await.unwrap();
        // A server that has heard enough may stop listening before all is said.
        let _ = stream.write_all(text.as_bytes()).await;
        let mut bytes = Vec::new();
        // Events are told for ever: the first is enough.
        while !is_event(&bytes) {
            match stream.read_buf(&mut bytes).await {
                Ok(read) if read > 0 => {}
                _ => break,
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Answered {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }
}

/// Whether these bytes are an answer of events, and the first one is whole.
fn is_event(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let parts = text.split_once("\r\n\r\n");
    parts.is_some_and(|(head, body)| {
        head.to_lowercase().contains("text/event-stream") && body.contains("\n\n")
    })
}

impl Answered {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The value of a header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// Status, kind and message of an error, in a line.
    pub fn told(&self) -> String {
        let body = self.json();
        format!(
            "{} {}: {}",
            self.status,
            body["kind"].as_str().unwrap_or_default(),
            body["message"].as_str().unwrap_or_default()
        )
    }
}
