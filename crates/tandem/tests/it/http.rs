//! As much HTTP as a script needs.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

/// Someone who is signed in.
pub struct Caller {
    address: String,
    cookie: String,
    csrf_token: String,
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
    try_call(address, method, path, headers, body).unwrap()
}

/// Makes one call to a server that may end at any moment; an answer counts only as a whole.
pub fn try_call(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> io::Result<Answered> {
    try_call_with_bytes(address, method, path, headers, body.as_bytes())
}

fn try_call_with_bytes(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> io::Result<Answered> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
    )?;
    stream.write_all(body)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let cut_off = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut_off)?;
    let lower = head.to_lowercase();
    assert!(
        !lower.contains("transfer-encoding"),
        "this reader knows whole bodies only: {head}"
    );
    let length = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    if length.is_some_and(|length| length.parse() != Ok(body.len())) {
        return Err(cut_off());
    }
    Ok(Answered {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// Tries to sign in.
pub fn sign_in(address: &str, email: &str, password: &str) -> Answered {
    let body = json!({ "email": email, "password": password }).to_string();
    let headers = "Content-Type: application/json\r\n";
    call(address, "POST", "/api/session", headers, &body)
}

impl Caller {
    /// The same person, at the address that the server has now.
    pub fn at(&self, address: &str) -> Self {
        Self {
            address: address.to_owned(),
            cookie: self.cookie.clone(),
            csrf_token: self.csrf_token.clone(),
        }
    }

    /// Sends a body, to a server that may end at any moment.
    pub fn try_post(&self, path: &str, headers: &str, body: &str) -> io::Result<Answered> {
        self.try_post_bytes(path, headers, body.as_bytes())
    }

    /// The same with a body that is no text.
    pub fn try_post_bytes(&self, path: &str, headers: &str, body: &[u8]) -> io::Result<Answered> {
        let headers = format!(
            "Cookie: {}\r\nX-CSRF-Token: {}\r\n{headers}",
            self.cookie, self.csrf_token
        );
        try_call_with_bytes(&self.address, "POST", path, &headers, body)
    }

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
        let session: Value = serde_json::from_str(&answered.body).unwrap();
        Self {
            address: address.to_owned(),
            cookie: cookie.unwrap().to_owned(),
            csrf_token: session["csrf_token"].as_str().unwrap().to_owned(),
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

    /// Puts a JSON body.
    pub fn put(&self, path: &str, body: &Value) -> Answered {
        let headers = format!(
            "Cookie: {}\r\nX-CSRF-Token: {}\r\nContent-Type: application/json\r\n",
            self.cookie, self.csrf_token
        );
        call(&self.address, "PUT", path, &headers, &body.to_string())
    }

    /// Calls a path without a body.
    pub fn calls(&self, method: &str, path: &str) -> Answered {
        let headers = format!(
            "Cookie: {}\r\nX-CSRF-Token: {}\r\n",
            self.cookie, self.csrf_token
        );
        call(&self.address, method, path, &headers, "")
    }

    /// What a browser would send along.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn get_json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).unwrap()
    }
}
