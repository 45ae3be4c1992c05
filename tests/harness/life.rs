//! What happens beside requests: viewers come and go, webhooks arrive, the table's stream is followed,
//! minutes pass.

use std::time::Duration;

use domain::Time;
use serde_json::json;
use stand_in::Connection;

use crate::{Bearer, Recorded, World};

/// Webhooks cause writes, writes cause calls, calls cause webhooks: so many rounds are enough for the
/// longest chain (a suspension's) to end.
const ROUNDS: usize = 3;

impl World {
    /// Waits until LiveKit told everything and `project` took everything in.
    pub async fn settle(&self) {
        for _ in 0..ROUNDS {
            self.livekit().settled().await;
            self.caught_up().await;
        }
        self.livekit().settled().await;
    }

    /// The run of a minute; the two looks of the reconciler follow each other at once.
    ///
    /// # Panics
    /// When the run fails.
    #[expect(clippy::expect_used, reason = "a run that fails has failed the test")]
    pub async fn reconcile(&self) {
        reconcile::handle(self.functions().reconcile(), Duration::ZERO).await.expect("a run of reconcile");
    }

    /// Moves the clock to a moment, forwards or back.
    pub fn at(&self, moment: Time) {
        self.clock().advance(moment.millis_since(self.clock().now()));
    }

    /// A guest watches: a token from our API, then LiveKit's door.
    ///
    /// # Panics
    /// When either refuses.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn watch(&self, host: &str, name: &str) -> Connection {
        let body = json!({"hostId": host, "guestName": name});
        let answer = self.post("/api/viewer/token").json(&body).expect(200).await;
        self.livekit().join(answer.data()["token"].as_str().unwrap_or_default()).expect("an open door")
    }

    /// A user watches.
    ///
    /// # Panics
    /// When API or LiveKit refuses.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn watch_as(&self, host: &str, who: &Bearer) -> Connection {
        let answer = self.post("/api/viewer/token").by(who).json(&json!({"hostId": host})).expect(200).await;
        self.livekit().join(answer.data()["token"].as_str().unwrap_or_default()).expect("an open door")
    }

    /// Whether somebody in a room may send data now.
    ///
    /// # Panics
    /// When they are not in it.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn may_write(&self, room: &str, identity: &str) -> bool {
        let room = self.livekit().room(room).expect("a room");
        room.participants.iter().find(|who| who.identity == identity).expect("in the room").can_publish_data
    }

    /// Sends a recorded webhook, byte for byte.
    pub async fn deliver_recorded(&self, event: &Recorded) {
        self.post("/api/webhook/livekit")
            .header("content-type", "application/webhook+json")
            .header("authorization", &event.authorization)
            .body(event.body.clone())
            .expect(200)
            .await;
    }
}
