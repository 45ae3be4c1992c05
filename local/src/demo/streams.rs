//! The demo's streams: some are live on the stand-in, and watched.

use std::time::Duration;

use futures::future::try_join_all;
use http::Method;
use serde_json::json;
use stand_in::StandIn;

use super::people::{CREATORS, Creator};
use super::{Maker, picture};
use crate::trouble::{Context as _, Trouble};

/// Waits between looks at whether the last webhook was taken in, and how many looks.
const LOOKS: (Duration, usize) = (Duration::from_millis(20), 150);

impl<T: Fn(&str) -> Result<String, Trouble>> Maker<'_, T> {
    /// Titles and pictures for all, encoders and viewers for some. A stand-in forgets everything when it
    /// ends, so in a kept table all of them get a new key.
    pub(super) async fn streams(&self, stand_in: &StandIn) -> Result<(), Trouble> {
        try_join_all(CREATORS.iter().map(async |creator| {
            self.stream(creator).await?;
            match creator.viewers {
                Some(viewers) => self.live(stand_in, creator, viewers).await,
                None => Ok(()),
            }
        }))
        .await?;
        for creator in CREATORS.iter().filter(|creator| creator.viewers.is_some()) {
            self.shown(creator).await?;
        }
        Ok(())
    }

    async fn stream(&self, creator: &Creator) -> Result<(), Trouble> {
        let known = self.expect(&[200, 404], creator.username, Method::GET, "/api/stream/info", None).await?;
        if known["success"] == true && creator.viewers.is_none() {
            return Ok(());
        }
        self.expect(&[201], creator.username, Method::POST, "/api/stream/ingress", None).await?;
        if known["success"] == true {
            return Ok(());
        }
        let body = json!({
            "title": creator.title,
            "description": creator.description,
            "tags": creator.tags,
            "thumbnail": format!("{}{}", self.api, picture(&format!("{}-thumbnail", creator.username))),
        });
        self.expect(&[200], creator.username, Method::PUT, "/api/stream/info", Some(body)).await.map(drop)
    }

    async fn live(&self, stand_in: &StandIn, creator: &Creator, viewers: usize) -> Result<(), Trouble> {
        let room = format!("usr_{}", creator.username);
        stand_in.push_to_room(&room).context("demo data: the encoder")?;
        for number in 0..viewers {
            let body = json!({ "hostId": room, "guestName": format!("Guest {number}") });
            let answer = self.expect(&[200], "", Method::POST, "/api/viewer/token", Some(body)).await?;
            let token = answer["data"]["token"].as_str().unwrap_or_default();
            stand_in.join(token).context("demo data: a viewer")?;
        }
        Ok(())
    }

    /// Waits until the API shows it live. What never comes, a moved webhook address say, is no reason not to start.
    async fn shown(&self, creator: &Creator) -> Result<(), Trouble> {
        let path = format!("/api/viewer/stream/{}", creator.username);
        for _ in 0..LOOKS.1 {
            let answer = self.expect(&[200], "", Method::GET, &path, None).await?;
            if answer["data"]["isLive"] == true {
                break;
            }
            tokio::time::sleep(LOOKS.0).await;
        }
        Ok(())
    }
}
