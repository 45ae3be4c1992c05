//! `cargo dev live` and `cargo dev offline`: the stand-in of a running `cargo dev` behaves as if a
//! creator's encoder had connected or stopped.

use std::time::Duration;

use domain::Username;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, StatusCode};
use runtime::https;
use serde_json::Value;

use crate::gateway::Addresses;
use crate::trouble::{Context as _, Trouble};

/// What the encoder does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoder {
    /// It connects.
    Connects,
    /// It stops.
    Stops,
}

/// Waits between looks at whether the webhook was taken in, and how many looks.
const LOOKS: (Duration, usize) = (Duration::from_millis(100), 50);

/// Has the encoder of `username` do it, and waits until the API shows it. Returns the line to print.
///
/// # Errors
/// `cargo dev` is not running on this port, or with a real LiveKit; no stream key; live already, or not
/// live.
pub async fn encoder(encoder: Encoder, username: &Username, port: u16) -> Result<String, Trouble> {
    let http = https::client();
    let Ok(answer) = http.get(format!("http://127.0.0.1:{port}/_dev")).send().await else {
        return Err(Trouble::new(format_args!(
            "cargo dev is not running on port {port}: start it, or give its --port"
        )));
    };
    let Ok(addresses) = answer.json::<Addresses>().await else {
        return Err(Trouble::new(format_args!("what runs on port {port} is not cargo dev: give its --port")));
    };
    let Some(stand_in) = &addresses.stand_in else {
        return Err(Trouble::new("a real LiveKit is in use: go live with an encoder (OBS, ffmpeg) and the stream key"));
    };
    let no_key =
        || Trouble::new(format_args!("{username} has no stream key: create one first (POST /api/stream/ingress)"));
    let stream = stream(&http, &addresses, username).await?.ok_or_else(no_key)?;
    let room = stream["userId"].as_str().unwrap_or_default();
    let verb = if encoder == Encoder::Connects { "live" } else { "offline" };
    let url = format!("{stand_in}/stand-in/{verb}/{}", utf8_percent_encode(room, NON_ALPHANUMERIC));
    let answer = http.post(url).send().await.context("the LiveKit stand-in")?;
    match (answer.status(), encoder) {
        (status, _) if status.is_success() => {}
        (StatusCode::NOT_FOUND, _) => return Err(no_key()),
        (StatusCode::CONFLICT, Encoder::Connects) => {
            return Err(Trouble::new(format_args!("{username} is live already")));
        }
        (StatusCode::CONFLICT, Encoder::Stops) => return Err(Trouble::new(format_args!("{username} is not live"))),
        (status, _) => return Err(Trouble::new(format_args!("the LiveKit stand-in answered {status}"))),
    }
    shown(&http, &addresses, username, encoder).await
}

/// Waits until the webhook was taken in, so that whoever looks next sees what was done.
async fn shown(http: &Client, addresses: &Addresses, username: &Username, encoder: Encoder) -> Result<String, Trouble> {
    for _ in 0..LOOKS.1 {
        let stream = stream(http, addresses, username).await?.unwrap_or_default();
        if stream["isLive"] == (encoder == Encoder::Connects) {
            return Ok(format!("{username}: {}", stream["state"].as_str().unwrap_or_default()));
        }
        tokio::time::sleep(LOOKS.0).await;
    }
    let what = if encoder == Encoder::Connects { "connected" } else { "stopped" };
    Ok(format!("{username}: the encoder {what}, and its webhook has not arrived: where does LIVEKIT_WEBHOOK_URL lead?"))
}

/// The stream as the API shows it; `None` without one.
async fn stream(http: &Client, addresses: &Addresses, username: &Username) -> Result<Option<Value>, Trouble> {
    let url = format!("{}/api/viewer/stream/{username}", addresses.api);
    let answer = http.get(url).send().await.context("cargo dev")?;
    let status = answer.status();
    let mut body: Value = answer.json().await.context("cargo dev")?;
    match status {
        StatusCode::OK => Ok(Some(body["data"].take())),
        StatusCode::NOT_FOUND => Ok(None),
        _ => Err(Trouble::new(format_args!("cargo dev answered {status} {}", body["error"]))),
    }
}
