//! As much HTTP as a script needs.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

/// Someone who is signed in.
pub struct Caller {
    address: String,
    cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Makes one call on a connection of its own.
pub fn call(address: &str, method: &str, path: &str, headers: &str, body: &str) -> Answered {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        !head.to_lowercase().contains("transfer-encoding"),
        "this reader knows whole bodies only: {head}"
    );
    Answered {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Tries to sign in.
pub fn sign_in(address: &str, email: &str, password: &str) -> Answered {
    let body = json!({ "email": email, "password": password }).to_string();
    let headers = "Content-Type: application/json\r\n";
    call(address, "POST", "/api/session", headers, &body)
}

impl Caller {
    /// Signs in.
    #[track_caller]
    pub fn signed_in(address: &str, email: &str, password: &str) -> Self {
        let answered = sign_in(address, email, password);
        assert_eq!(answered.status, 200, "{answered:?}");
        let cookie = answered
            .head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|cookie| cookie.split(';').next());
        Self {
            address: address.to_owned(),
            cookie: cookie.unwrap().to_owned(),
        }
    }

    /// Reads a path; insists on an answer.
    #[track_caller]
    pub fn get(&self, path: &str) -> String {
        let headers = format!("Cookie: {}\r\n", self.cookie);
        let answered = call(&self.address, "GET", path, &headers, "");
        assert_eq!(answered.status, 200, "{answered:?}");
        answered.body
    }

    /// What a browser would send along.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn get_json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).unwrap()
    }
}
