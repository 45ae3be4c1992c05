//! Bob's clip of alice's recording.

use std::time::Duration;

use domain::UserId;
use domain::recording::vod_id_of;
use http::Method;
use serde_json::json;

use super::call;
use crate::functions::Functions;
use crate::trouble::Trouble;

/// Waits between looks at whether the recording can be played, and how many looks.
const LOOKS: (Duration, usize) = (Duration::from_secs(1), 60);
/// What it is called.
const TITLE: &str = "Four, five, six";
/// Where it ends, and how long it is, in seconds.
const OFFSET: f64 = 28.0;
const DURATION: f64 = 12.0;

/// Makes it as soon as the recording is put together, which is after the start; what there is already stays. `token` is
/// bob's.
///
/// # Errors
/// A call that the API refuses.
pub async fn make(functions: &Functions, token: &str) -> Result<(), Trouble> {
    let Ok(alice) = UserId::parse("usr_alice") else { return Ok(()) };
    let vod = vod_id_of(&alice, "demo_played");
    let path = format!("/api/vod/{vod}");
    for _ in 0..LOOKS.1 {
        let (_, found) = call(functions, None, Method::GET, &path, None).await?;
        if found["data"]["state"] == "READY" {
            break;
        }
        tokio::time::sleep(LOOKS.0).await;
    }
    let (_, mine) = call(functions, Some(token), Method::GET, "/api/clip/mine?limit=100", None).await?;
    if mine["data"].as_array().is_none_or(|clips| clips.iter().any(|clip| clip["title"] == TITLE)) {
        return Ok(());
    }
    let body = json!({ "vodId": vod, "offset": OFFSET, "duration": DURATION, "title": TITLE });
    match call(functions, Some(token), Method::POST, "/api/clip", Some(body)).await? {
        // It was deleted since, or its creator lets nobody clip it.
        (202 | 403 | 404, _) => Ok(()),
        (status, answer) => Err(Trouble::new(format_args!("the clip: {status} {}", answer["error"]))),
    }
}
