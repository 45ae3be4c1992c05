//! Demo data, made through the API itself: what the functions refuse or make of it is what anybody
//! else would get.

use std::net::{IpAddr, Ipv4Addr};

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};

use crate::functions::Functions;
use crate::gateway;
use crate::trouble::{Context as _, Trouble};

/// Who is there, and as what.
pub const USERS: [(&str, &str); 4] = [
    ("alice", "approved creator"),
    ("bob", "viewer"),
    ("carol", "her creator application is pending"),
    (ADMIN, "admin"),
];

/// Who reviews the applications.
pub const ADMIN: &str = "ada";

/// Makes what is missing of the demo users, in a table that may have them already; what has become of
/// them since stays. `token` gives each user's bearer token.
///
/// # Errors
/// A call that the API refuses.
pub async fn fill(functions: &Functions, token: impl Fn(&str) -> Result<String, Trouble>) -> Result<(), Trouble> {
    let call = async |who: &str, method: Method, path: &str, body: Option<Value>| {
        call(functions, &token(who)?, method, path, body).await
    };
    for (username, _) in USERS {
        let (status, answer) = call(username, Method::GET, "/api/viewer/me", None).await?;
        expect(&[200], status, "/api/viewer/me", &answer)?;
    }
    for (username, bio, category) in [
        ("alice", "I build small games, live, and explain each step.", "GAMING"),
        ("carol", "Piano in the evening, mostly Bach, sometimes not.", "MUSIC"),
    ] {
        let (status, answer) = call(username, Method::GET, "/api/creator/application", None).await?;
        if expect(&[200, 404], status, "/api/creator/application", &answer)? == 404 {
            let body = json!({ "bio": bio, "categories": [category] });
            let (status, answer) = call(username, Method::POST, "/api/creator/application", Some(body)).await?;
            expect(&[201], status, "/api/creator/application", &answer)?;
        }
    }
    let (_, answer) = call("alice", Method::GET, "/api/creator/application", None).await?;
    if answer["data"]["status"] == "PENDING" {
        let path = format!("/api/admin/applications/{}/approve", answer["data"]["userId"].as_str().unwrap_or_default());
        let (status, answer) = call(ADMIN, Method::POST, &path, None).await?;
        expect(&[200], status, &path, &answer)?;
    }
    Ok(())
}

fn expect(wanted: &[u16], status: u16, path: &str, answer: &Value) -> Result<u16, Trouble> {
    if wanted.contains(&status) {
        return Ok(status);
    }
    Err(Trouble::new(format_args!("demo data: {path} answered {status} {}", answer["error"])))
}

async fn call(
    functions: &Functions,
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Result<(u16, Value), Trouble> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}")).context("demo data")?);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let event = gateway::event(&method, path, &headers, body.as_bytes(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    let answer = functions.invoke(gateway::route(path).group, event).await.context("demo data")?;
    let answer = gateway::response(answer).context("demo data")?;
    let status = answer.status().as_u16();
    Ok((status, serde_json::from_slice(answer.body()).context("demo data")?))
}
