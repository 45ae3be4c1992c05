//! What `cargo dev` says when it is ready.

use std::fmt::Write as _;

use domain::Username;

use crate::gateway::Addresses;
use crate::settings::Settings;
use crate::trouble::Trouble;
use crate::{demo, token};

/// Defaults worth a word: who knows them can sign as anybody.
const SIGNING: [&str; 2] = ["JWT_SECRET", "LIVEKIT_API_SECRET"];

/// The text: addresses, users with their tokens, and lines of curl to paste. `bearer` gives a user's
/// token; `site` says how the site stands, `kept` where the data is kept, if it is, and `is_open` that others
/// than this machine reach it.
///
/// # Errors
/// A token that cannot be made.
pub(crate) fn banner(
    settings: &Settings,
    addresses: &Addresses,
    site: &str,
    kept: Option<&str>,
    with_demo: bool,
    is_open: bool,
    bearer: impl Fn(&str) -> Result<String, Trouble>,
) -> Result<String, Trouble> {
    let Addresses { api, dynamodb, table, s3, livekit, stand_in } = addresses;
    let mut text = String::new();
    // Writing to a String does not fail.
    let mut line = |words: std::fmt::Arguments<'_>| _ = writeln!(text, "{words}");
    line(format_args!("\nOnAir is ready.\n"));
    line(format_args!("  Site       {api}   {site}"));
    line(format_args!("  API        {api}   pages: {api}/docs {api}/watch"));
    line(format_args!("  DynamoDB   {dynamodb}   table {table}, {}", kept.unwrap_or("gone at the end")));
    if let Some(s3) = s3 {
        line(format_args!("  S3         {s3}   bucket {}", settings.bucket().unwrap_or_default()));
    }
    match stand_in {
        Some(url) => {
            line(format_args!("  LiveKit    {url}   a stand-in: it carries no media, and records a test card"));
        }
        None => {
            line(format_args!("  LiveKit    {livekit}   its webhooks have to reach {api}/api/webhook/livekit"));
        }
    }
    for name in SIGNING.into_iter().filter(|name| settings.given(name).is_none()) {
        line(format_args!("  {name} is not set: the development default is in use"));
    }
    line(format_args!("\n  A token for anybody: cargo dev token NAME [--role admin] [--expires 1h]"));
    if is_open {
        line(format_args!("\n  Whoever reaches this machine reaches the API, and knows the development secrets."));
    }
    if !with_demo {
        line(format_args!("\n  curl {api}/api/viewer/live\n"));
        return Ok(text);
    }
    line(format_args!("\nDemo users (their tokens are good for a day):\n"));
    for (name, what) in demo::USERS {
        line(format_args!("  {:<6} {:<10} {what}", name, id(name)?));
        line(format_args!("  {}\n", bearer(name)?));
    }
    line(format_args!("Paste, to begin with:\n"));
    line(format_args!("curl -X POST {api}/api/stream/ingress -H 'Authorization: Bearer {}'", bearer("alice")?));
    line(format_args!("curl {api}/api/viewer/live"));
    line(format_args!(
        "curl {api}/api/viewer/token -H 'Content-Type: application/json' -d '{{\"hostId\":\"{}\",\"guestName\":\"Gus\"}}'",
        id("alice")?
    ));
    if stand_in.is_some() {
        line(format_args!("\nAlice's encoder: cargo dev live alice, cargo dev offline alice."));
    }
    line(format_args!("Ctrl-C stops everything.\n"));
    Ok(text)
}

fn id(username: &str) -> Result<String, Trouble> {
    Username::parse(username).map(|name| token::user_id(&name)).map_err(Trouble::new)
}
