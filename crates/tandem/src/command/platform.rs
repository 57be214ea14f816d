//! `tandem platform`: signed calls to the platform that routes and staffs an operation, and their undo.

use std::error::Error as _;
use std::fs;
use std::time::Duration;

use access::webhook::WebhookKey;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use serde_json::{Value, json};

use crate::cli::{Platform, PlatformCall, PlatformUndo};
use crate::failure::Failure;
use crate::output::Output;
use crate::platform_key::{self, VARIABLE};
use crate::{chance, clock};

const CALLS: &str = "api/platform/calls";
/// Who has not answered by then is not going to.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// The version of what is sent.
const FORMAT: u32 = 1;

pub async fn run(asked: Platform, output: &mut Output) -> Result<(), Failure> {
    match asked {
        Platform::Call(asked) => call(&asked, output).await,
        Platform::Undo(asked) => undo(&asked, output).await,
    }
}

async fn call(asked: &PlatformCall, output: &mut Output) -> Result<(), Failure> {
    let key = key()?;
    let file = asked.lever.display();
    let text = fs::read_to_string(&asked.lever).map_err(|error| {
        Failure::refused(
            format!("{file}: {error}"),
            "name the file that says what is to be set",
        )
    })?;
    // JSON is YAML.
    let mut body: Value = serde_saphyr::from_str(&text).map_err(|error| {
        Failure::refused(
            format!("{file}: {error}"),
            "docs/platform-calls.md has examples",
        )
    })?;
    let Some(fields) = body.as_object_mut() else {
        return Err(Failure::refused(
            format!("{file} holds no fields"),
            "write `set` and `reason`; docs/platform-calls.md has examples",
        ));
    };
    fields
        .entry("format")
        .or_insert_with(|| Value::from(FORMAT));
    let id = match &asked.id {
        Some(id) => id.clone(),
        None => new_id()?,
    };
    let address = address(&asked.url, &[])?;
    let answered = send(&key, address, &id, &body).await?;
    let called = answered["call"].as_str().unwrap_or(&id);
    let until = match answered["until"].as_str() {
        Some(until) => format!("until {until}"),
        None => "until it is undone".to_owned(),
    };
    let from = answered["from"].as_str().unwrap_or("now");
    output.answer(&format!("{called}\n"))?;
    output.say(&format!(
        "In force from {from} {until}.\nUndo it with: tandem platform undo {} {called}",
        asked.url
    ));
    Ok(())
}

async fn undo(asked: &PlatformUndo, output: &mut Output) -> Result<(), Failure> {
    let key = key()?;
    let address = address(&asked.url, &[&asked.call, "undo"])?;
    let body = json!({ "format": FORMAT, "undo": asked.call });
    let answered = send(&key, address, &new_id()?, &body).await?;
    let at = answered["undone"]["at"].as_str().unwrap_or("now");
    output.answer(&format!("{}\n", asked.call))?;
    output.say(&format!("Undone at {at}."));
    Ok(())
}

fn key() -> Result<WebhookKey, Failure> {
    platform_key::of_the_environment()?.ok_or_else(|| {
        Failure::refused(
            format!("{VARIABLE} is not set"),
            "set it to the key that the server has; a new one is made with `openssl rand -base64 32`",
        )
    })
}

/// A name for a message that no other has.
fn new_id() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    chance::fill(&mut bytes)
        .map_err(|error| Failure::internal("no randomness to be had", &error))?;
    Ok(format!("call_{:032x}", u128::from_be_bytes(bytes)))
}

fn address(url: &str, further: &[&str]) -> Result<Url, Failure> {
    let wrong = || {
        Failure::refused(
            format!("`{url}` is no address of a platform"),
            "write it as http://127.0.0.1:8080",
        )
    };
    let mut address = Url::parse(url).map_err(|_| wrong())?;
    if !matches!(address.scheme(), "http" | "https") {
        return Err(wrong());
    }
    let mut path = address.path_segments_mut().map_err(|()| wrong())?;
    path.pop_if_empty().extend(CALLS.split('/')).extend(further);
    drop(path);
    Ok(address)
}

/// Signs a message and sends it. Answers what was answered.
async fn send(key: &WebhookKey, address: Url, id: &str, body: &Value) -> Result<Value, Failure> {
    let shown = address.origin().ascii_serialization();
    let unreachable = |error: reqwest::Error| {
        let error = error.without_url();
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            said.push_str(&format!(": {error}"));
            cause = error.source();
        }
        Failure::refused(
            format!("{shown} was not reached: {said}"),
            "see that it is served there and can be reached from this machine",
        )
    };
    // What is signed is for this address: it is not sent elsewhere.
    let client = Client::builder()
        .user_agent(concat!("tandem/", env!("CARGO_PKG_VERSION")))
        .timeout(ANSWERS_WITHIN)
        .redirect(Policy::none())
        .build()
        .map_err(unreachable)?;
    let body = body.to_string();
    let now = clock::now();
    let sending = client
        .post(address)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.as_second().to_string())
        .header("webhook-signature", key.sign(id, now, body.as_bytes()))
        .body(body);
    let answered = sending.send().await.map_err(unreachable)?;
    let status = answered.status();
    let bytes = answered.bytes().await.map_err(unreachable)?;
    let said: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if status == StatusCode::OK {
        return Ok(said);
    }
    let message = said["message"].as_str();
    Err(Failure::refused(
        message.map_or_else(|| format!("{shown} answered {status}"), str::to_owned),
        said["hint"]
            .as_str()
            .unwrap_or("see that Tandem is served there"),
    ))
}
