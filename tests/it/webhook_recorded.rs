//! Every sequence that was recorded from a real server gives the state that its scenario says.

use domain::UserId;
use harness::{Bearer, Recording, World};

/// One recording on a world of its own: its key, its clock, its creator and ingress.
struct Played {
    world: World,
    recording: Recording,
    creator: Bearer,
}

impl Played {
    async fn load(name: &str) -> Self {
        let recording = Recording::read(name);
        let world = World::of_recording(&recording).await;
        let creator = world.creator_with_ingress(&recording.room, &recording.ingress_id).await;
        Self { world, recording, creator }
    }

    /// Delivers the events up to `after_ms` of the recording, at their own times.
    async fn until(&mut self, after_ms: i64) -> String {
        self.deliver(after_ms).await;
        self.world.at(self.recording.start.plus_millis(after_ms));
        self.state().await
    }

    /// Delivers what is left; the clock stands at the last event.
    async fn deliver_the_rest(&mut self) -> String {
        self.deliver(i64::MAX).await;
        self.state().await
    }

    async fn deliver(&mut self, after_ms: i64) {
        for event in self.recording.take_until(after_ms) {
            self.world.at(event.at);
            self.world.deliver_recorded(&event).await;
        }
    }

    async fn state(&self) -> String {
        self.world.state_of(&self.creator).await
    }

    async fn started_at(&self) -> serde_json::Value {
        let status = self.world.get("/api/stream/status").by(&self.creator).expect(200).await;
        status.data()["startedAt"].clone()
    }

    /// Who is in the room, counted now: what the API shows may be 15 s old.
    async fn viewers(&self) -> u32 {
        let room = UserId::parse(&self.creator.id).unwrap();
        self.world.app().store.count_present(&room).await.unwrap()
    }

    /// After the last event: interrupted, then offline when the window is over.
    async fn ends_interrupted(mut self) {
        assert_eq!(self.deliver_the_rest().await, "interrupted");
        self.world.clock().advance(60_000);
        assert_eq!(self.state().await, "offline");
    }
}

#[tokio::test]
async fn a_run_by_rtmp_and_its_end() {
    let mut played = Played::load("rtmp-run-and-stop").await;
    assert_eq!(played.until(3_000).await, "live");
    let started = played.started_at().await;
    assert_eq!(played.until(8_000).await, "live");
    assert_eq!(played.viewers().await, 2, "usr_bob and guest-1 watch");
    assert_eq!(played.started_at().await, started);
    played.until(12_000).await;
    assert_eq!(played.state().await, "live");
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_run_by_whip_and_its_end() {
    let mut played = Played::load("whip-run-and-stop").await;
    assert_eq!(played.until(8_000).await, "live");
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_whip_encoder_that_vanishes_is_missed_half_a_minute_later() {
    let mut played = Played::load("whip-encoder-killed").await;
    assert_eq!(played.until(37_000).await, "live", "nothing told of the end yet");
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_killed_encoder_that_returns_goes_on_with_its_broadcast() {
    let mut played = Played::load("encoder-killed-and-back").await;
    assert_eq!(played.until(7_000).await, "live");
    let started = played.started_at().await;
    assert_eq!(played.until(13_000).await, "interrupted");
    assert_eq!(played.until(21_000).await, "live");
    assert_eq!(played.started_at().await, started);
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_second_encoder_takes_over_and_nothing_ends() {
    let mut played = Played::load("second-encoder-same-key").await;
    assert_eq!(played.until(5_000).await, "live");
    let started = played.started_at().await;
    assert_eq!(played.until(15_000).await, "live");
    assert_eq!(played.started_at().await, started);
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_dead_worker_never_tells_of_the_end_and_the_publisher_left_does() {
    let mut played = Played::load("ingress-worker-killed").await;
    assert_eq!(played.until(7_000).await, "live");
    assert_eq!(played.deliver_the_rest().await, "interrupted");
}

#[tokio::test]
async fn a_deleted_ingress_ends_by_the_publisher_that_left() {
    let mut played = Played::load("ingress-deleted-while-live").await;
    assert_eq!(played.until(6_000).await, "live");
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_deleted_room_ends_the_publish() {
    let mut played = Played::load("room-deleted-while-live").await;
    assert_eq!(played.until(6_000).await, "live");
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_removed_publisher_ends_the_publish() {
    let mut played = Played::load("publisher-removed").await;
    assert_eq!(played.until(6_000).await, "live");
    played.ends_interrupted().await;
}

#[tokio::test]
async fn a_refused_push_never_was_live() {
    let mut played = Played::load("push-refused-busy-server").await;
    assert_eq!(played.deliver_the_rest().await, "offline");
}

#[tokio::test]
async fn twice_and_backwards_shows_nothing_else_at_the_end() {
    for name in ["rtmp-run-and-stop", "encoder-killed-and-back", "second-encoder-same-key", "publisher-removed"] {
        let mut played = Played::load(name).await;
        let events = played.recording.take_until(i64::MAX);
        played.world.at(events.last().unwrap().at);
        for event in events.iter().rev().chain(&events) {
            played.world.deliver_recorded(event).await;
        }
        // Told backwards, an older publish may be left whose end nobody will tell: the room's own list does.
        played.world.reconcile().await;
        assert_ne!(played.state().await, "live", "{name}");
        played.world.clock().advance(61_000);
        assert_eq!(played.state().await, "offline", "{name}");
    }
}
