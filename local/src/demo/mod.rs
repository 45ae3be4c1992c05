//! Demo data, made through the API itself: what the functions refuse or make of it is what anybody
//! else would get.

mod chat;
pub mod clip;
mod people;
mod pictures;
mod streams;
pub mod vod;

pub use pictures::{is_known, picture, router};

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures::future::try_join_all;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};
use stand_in::StandIn;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use crate::functions::Functions;
use crate::gateway;
use crate::trouble::{Context as _, Trouble};
use people::{CREATORS, Creator};

/// Who is there, and as what.
pub const USERS: [(&str, &str); 4] = [
    ("alice", "approved creator"),
    ("bob", "viewer"),
    ("carol", "her creator application is pending"),
    (ADMIN, "admin"),
];

/// Who reviews the applications.
pub const ADMIN: &str = "ada";

/// How often a call is made that finds something away, and what is waited in between.
const ATTEMPTS: u32 = 10;
const BETWEEN: Duration = Duration::from_secs(1);

/// What the demo data is made with.
pub struct Maker<'a, T> {
    /// Answer the calls.
    pub functions: &'a Functions,
    /// Gives a user's bearer token.
    pub token: T,
    /// The gateway's address, for pictures.
    pub api: &'a str,
    /// Plays the encoders; with a real LiveKit nobody of the demo is live.
    pub stand_in: Option<&'a StandIn>,
}

impl<T: Fn(&str) -> Result<String, Trouble>> Maker<'_, T> {
    /// Makes what is missing, in a table that may have it already; what has become of it since stays.
    ///
    /// # Errors
    /// A call that the API refuses.
    pub async fn fill(&self) -> Result<(), Trouble> {
        try_join_all(USERS.iter().map(async |(username, _)| self.account(username, None).await)).await?;
        self.application("alice", "I build small games, live, and explain each step.", &["GAMING"]).await?;
        self.application("carol", "Piano in the evening, mostly Bach, sometimes not.", &["MUSIC"]).await?;
        try_join_all(CREATORS.iter().map(async |creator| {
            self.account(creator.username, Some(creator)).await?;
            self.application(creator.username, creator.bio, creator.categories).await
        }))
        .await?;
        // One after another: the directory has the newest first.
        for username in ["alice"].into_iter().chain(CREATORS.iter().map(|creator| creator.username)) {
            self.approval(username).await?;
        }
        self.follows().await?;
        match self.stand_in {
            Some(stand_in) => {
                self.streams(stand_in).await?;
                self.talks().await
            }
            None => Ok(()),
        }
    }

    /// The profile, made by the first call; a new one gets its picture, and a creator's also name and bio.
    async fn account(&self, username: &str, creator: Option<&Creator>) -> Result<(), Trouble> {
        let me = self.expect(&[200], username, Method::GET, "/api/viewer/me", None).await?;
        if !me["data"]["image"].is_null() {
            return Ok(());
        }
        let mut wanted = json!({ "image": format!("{}{}", self.api, picture(username)) });
        if let Some(creator) = creator {
            wanted["name"] = creator.name.into();
            wanted["bio"] = creator.bio.into();
        }
        self.expect(&[200], username, Method::PATCH, "/api/viewer/me", Some(wanted)).await.map(drop)
    }

    async fn application(&self, username: &str, bio: &str, categories: &[&str]) -> Result<(), Trouble> {
        let path = "/api/creator/application";
        let found = self.expect(&[200, 404], username, Method::GET, path, None).await?;
        if found["success"] == true {
            return Ok(());
        }
        let body = json!({ "bio": bio, "categories": categories });
        self.expect(&[201], username, Method::POST, path, Some(body)).await.map(drop)
    }

    async fn approval(&self, username: &str) -> Result<(), Trouble> {
        let found = self.expect(&[200], username, Method::GET, "/api/creator/application", None).await?;
        if found["data"]["status"] != "PENDING" {
            return Ok(());
        }
        let path = format!("/api/admin/applications/{}/approve", found["data"]["userId"].as_str().unwrap_or_default());
        self.expect(&[200], ADMIN, Method::POST, &path, None).await.map(drop)
    }

    /// Everybody follows some; bob has a row of people who are live.
    async fn follows(&self) -> Result<(), Trouble> {
        let everybody = USERS.iter().map(|(name, _)| *name).chain(CREATORS.iter().map(|creator| creator.username));
        try_join_all(everybody.enumerate().map(async |(index, follower)| {
            for (number, followed) in CREATORS.iter().enumerate() {
                if follower == followed.username || (index * 5 + number * 3) % 7 > number / 2 {
                    continue;
                }
                let path = format!("/api/social/follow/usr_{}", followed.username);
                // 400: already so.
                self.expect(&[200, 400], follower, Method::POST, &path, None).await?;
            }
            Ok(())
        }))
        .await
        .map(drop)
    }

    /// The answer to a call, which has to have one of these statuses. What is away for a moment is asked again: on a busy
    /// machine the table may not answer in time.
    async fn expect(
        &self,
        wanted: &[u16],
        username: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Trouble> {
        let token = if username.is_empty() { None } else { Some((self.token)(username)?) };
        let mut attempt = 1;
        let (status, answer) = loop {
            let answered = call(self.functions, token.as_deref(), method.clone(), path, body.clone()).await?;
            if answered.0 != 503 || attempt == ATTEMPTS {
                break answered;
            }
            attempt += 1;
            tokio::time::sleep(BETWEEN).await;
        };
        if wanted.contains(&status) {
            return Ok(answer);
        }
        Err(Trouble::new(format_args!("demo data: {path} answered {status} {}", answer["error"])))
    }
}

async fn call(
    functions: &Functions,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Result<(u16, Value), Trouble> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}")).context("demo data")?);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let event = gateway::event(&method, path, &headers, body.as_bytes(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    let group = gateway::route(path).group;
    let function = functions.get(group).ok_or_else(|| Trouble::new("demo data: no such function"))?;
    // Hundreds of lines that nobody waits for, before the ones that somebody does.
    let quiet = function.invoke(event, "demo").with_subscriber(NoSubscriber::default());
    let answer = quiet.await.context("demo data")?;
    let answer = gateway::response(answer).context("demo data")?;
    let status = answer.status().as_u16();
    Ok((status, serde_json::from_slice(answer.body()).context("demo data")?))
}
