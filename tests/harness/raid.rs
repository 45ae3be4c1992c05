//! What players do when the room that they are in raids another: each by itself, as it reads the room's metadata.

use domain::{Time, UserId};
use serde_json::{Value, json};
use web::ChatClaims;

use crate::{Bearer, World};

/// Joins after which LiveKit's webhooks are waited for: its queue of a room is short.
const AT_ONCE: usize = 25;

/// How a viewer fared.
#[derive(Debug, Clone)]
pub struct Journey {
    /// Who they were in the raiding room.
    pub identity: String,
    /// When they came into the target's; `None`: they stayed, or were refused.
    pub arrived_at: Option<Time>,
}

/// What a player has set itself to do, and at which moment.
enum Step {
    Ask,
    Join,
}

impl World {
    /// The raid in a room's metadata.
    #[must_use]
    pub fn raid_told(&self, room: &str) -> Option<Value> {
        let metadata: Value = serde_json::from_str(&self.livekit().room(room)?.metadata).ok()?;
        Some(metadata["raid"].clone()).filter(|raid| !raid.is_null())
    }

    /// Every viewer in a room follows the raid that it is told, while the clock runs to the end of it: a token at a moment
    /// of their own in the countdown, and into the target's room at a moment of their own in the spread. Before each step
    /// they look whether the raid is still told. Users among them are these; the others are guests. `meanwhile` happens
    /// when all have their tokens, and before anybody goes.
    ///
    /// # Panics
    /// When the room is told of no raid.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn players_follow_raid(
        &self,
        room: &str,
        users: &[&Bearer],
        meanwhile: impl AsyncFnOnce(),
    ) -> Vec<Journey> {
        let raid = self.raid_told(room).expect("a raid");
        let (now, goes_at) = (self.clock().now(), time(&raid["goesAt"]));
        let (countdown, spread) =
            (goes_at.millis_since(now), raid["spreadSeconds"].as_i64().expect("a spread").saturating_mul(1_000));
        let host = format!("Host-{room}");
        let viewers: Vec<_> = self.livekit().room(room).expect("a room").participants;
        let viewers: Vec<_> =
            viewers.into_iter().filter(|who| who.kind == "STANDARD" && who.identity != host).collect();
        let mut steps = vec![];
        for n in 0..viewers.len() {
            steps.push((now.plus_millis(part(countdown, n, 618)), n, Step::Ask));
            steps.push((goes_at.plus_millis(part(spread, n, 414)), n, Step::Join));
        }
        steps.sort_by_key(|(at, ..)| *at);
        let mut journeys: Vec<_> =
            viewers.iter().map(|who| Journey { identity: who.identity.clone(), arrived_at: None }).collect();
        let mut tokens: Vec<Option<String>> = vec![None; viewers.len()];
        let mut meanwhile = Some(meanwhile);
        for (done, (at, n, step)) in steps.into_iter().enumerate() {
            if let Some(meanwhile) = meanwhile.take_if(|_| matches!(step, Step::Join)) {
                meanwhile().await;
            }
            if at > self.clock().now() {
                self.at(at);
            }
            if self.raid_told(room).is_none_or(|told| told["id"] != raid["id"]) {
                continue;
            }
            match step {
                Step::Ask => tokens[n] = self.ask_for_raid((room, &raid), &viewers[n].identity, users).await,
                Step::Join => {
                    let Some(token) = tokens[n].take() else { continue };
                    self.livekit().leave(&viewers[n].sid);
                    self.livekit().join(&token).expect("an open door");
                    journeys[n].arrived_at = Some(self.clock().now());
                }
            }
            if done % AT_ONCE == 0 {
                self.livekit().settled().await;
            }
        }
        self.livekit().settled().await;
        journeys
    }

    /// The chat token that a guest of a room has by their viewer token.
    ///
    /// # Panics
    /// When the secrets are away.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn chat_token_of(&self, room: &str, identity: &str) -> String {
        let (host, now) = (UserId::parse(room).expect("an id"), self.clock().now());
        let guest = ChatClaims::of_guest(&host, identity, "Gus", "an address".to_owned(), now);
        guest.sign(&self.app().secrets).await.expect("the secrets")
    }

    /// A player's own request for a token; `None` where it is refused.
    async fn ask_for_raid(&self, (room, raid): (&str, &Value), identity: &str, users: &[&Bearer]) -> Option<String> {
        let chat_token = self.chat_token_of(room, identity).await;
        let body =
            json!({"hostId": raid["targetId"], "guestName": "Gus", "raidId": raid["id"], "chatToken": chat_token});
        let request = self.post("/api/viewer/token").json(&body);
        let answer = match users.iter().find(|user| user.id == identity) {
            Some(user) => request.by(user).send().await,
            None => request.send().await,
        };
        (answer.status == 200).then(|| answer.data()["token"].as_str().unwrap_or_default().to_owned())
    }
}

/// A part of `whole` that differs from player to player, evenly over all of it.
fn part(whole: i64, n: usize, step: i64) -> i64 {
    let n = i64::try_from(n).unwrap_or_default();
    (n * step) % 1_000 * whole / 1_000
}

#[expect(clippy::expect_used, reason = "a test's own helper")]
fn time(value: &Value) -> Time {
    value.as_str().unwrap_or_default().parse().expect("a time")
}
