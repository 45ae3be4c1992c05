//! The path of a broadcast from the first key to the last frame, by each way in which an encoder connects.

use std::time::Duration;

use harness::{Bearer, Encoder, Key, Presence, Rights, Studio, Watcher, Way};
use serde_json::{Value, json};

/// An encoder begins to push and the API shows it (the old manual's bound).
const LIVE_WITHIN: Duration = Duration::from_secs(5);
/// Room for an encoder that a busy ingress worker refuses at first, and for a WHIP encoder that vanishes.
const PATIENCE: Duration = Duration::from_secs(60);
/// Viewers hear of a change so soon.
const SOON: Duration = Duration::from_secs(10);
/// A count may be 15 s old before it is made anew.
const COUNTED_WITHIN: Duration = Duration::from_secs(40);

#[tokio::test]
async fn an_rtmp_encoder_is_watched_to_the_end() {
    the_path(Way::Rtmp).await;
}

#[tokio::test]
async fn a_whip_encoder_is_watched_to_the_end() {
    the_path(Way::Whip).await;
}

async fn the_path(way: Way) {
    let studio = Studio::open().await;
    let (alice, bob) = (studio.creator("alice").await, studio.viewer("bob").await);
    let key = studio.key(&alice, way).await;
    let encoder = goes_live(&studio, &alice, &key).await;
    let started_at = status(&studio, &alice).await["startedAt"].clone();
    let watcher = is_watched(&studio, &alice, &bob).await;
    chat_settings_rule(&studio, &alice, &watcher).await;
    let encoder = vanishes_and_returns(&studio, &alice, &key, encoder).await;
    assert_eq!(status(&studio, &alice).await["startedAt"], started_at, "another broadcast");
    still_has_pictures(&studio, &watcher).await;
    is_put_out(&studio, &alice, &bob, watcher).await;
    ends_for_good(&studio, &alice, encoder).await;
}

async fn status(studio: &Studio, creator: &Bearer) -> Value {
    studio.world().get("/api/stream/status").by(creator).expect(200).await.data().clone()
}

async fn is_listed(studio: &Studio, creator: &Bearer) -> bool {
    let live = studio.world().get("/api/viewer/live?limit=100").expect(200).await;
    live.each("userId").contains(&creator.id.as_str())
}

async fn goes_live(studio: &Studio, alice: &Bearer, key: &Key) -> Encoder {
    assert_eq!(status(studio, alice).await["state"], "offline");
    assert!(!is_listed(studio, alice).await);
    let encoder = studio.push(key).await;
    studio.until(alice, "live", "push to live", PATIENCE).await;
    studio.eventually("live to listed", SOON, async || is_listed(studio, alice).await.then_some(())).await;
    let took = encoder.began().elapsed();
    assert!(took <= LIVE_WITHIN, "live and listed only {took:?} after the publish");
    encoder
}

/// A viewer gets pictures, is counted, and may not publish.
async fn is_watched(studio: &Studio, alice: &Bearer, bob: &Bearer) -> Watcher {
    let watcher = studio.watch(alice, bob).await;
    studio.eventually("join", SOON, async || (watcher.presence() == Presence::There).then_some(())).await;
    let rights = Rights { can_subscribe: true, can_publish: false, can_publish_data: true, hidden: false };
    assert_eq!(watcher.rights(), Some(rights));
    if studio.has_media() {
        studio.eventually("frames", SOON, async || watcher.frames().filter(|frames| *frames > 30)).await;
        studio.note("join to first frame", watcher.first_frame_after().unwrap());
    } else {
        assert_eq!(watcher.frames(), None, "no media on the stand-in");
    }
    assert!(!watcher.try_publish().await, "a viewer published");
    let counted = async || (status(studio, alice).await["viewerCount"] == 1).then_some(());
    studio.eventually("counted", COUNTED_WITHIN, counted).await;
    watcher
}

/// What a viewer sends arrives or does not, as the settings say while it watches.
async fn chat_settings_rule(studio: &Studio, alice: &Bearer, bob: &Watcher) {
    let carol = studio.viewer("carol").await;
    let carol = studio.watch(alice, &carol).await;
    studio.eventually("a second join", SOON, async || (carol.presence() == Presence::There).then_some(())).await;
    let heard = async |text: &str| {
        let arrived = async || carol.received().contains(&text.to_owned()).then_some(());
        studio.eventually("chat arrives", SOON, arrived).await;
    };
    bob.send_chat("at first").await;
    heard("at first").await;
    chat(studio, alice, bob, &json!({"isChatEnabled": false}), false).await;
    bob.send_chat("while chat is off").await;
    chat(studio, alice, bob, &json!({"isChatEnabled": true}), true).await;
    bob.send_chat("while it is on").await;
    heard("while it is on").await;
    chat(studio, alice, bob, &json!({"isChatFollowersOnly": true}), false).await;
    bob.send_chat("among followers").await;
    chat(studio, alice, bob, &json!({"isChatFollowersOnly": false}), true).await;
    bob.send_chat("among all").await;
    heard("among all").await;
    // A sender's data arrive in order: what was refused would have come in between.
    assert_eq!(carol.received(), ["at first", "while it is on", "among all"]);
    carol.leave().await;
}

async fn chat(studio: &Studio, alice: &Bearer, viewer: &Watcher, settings: &Value, may_write: bool) {
    studio.world().put("/api/stream/chat-settings").by(alice).json(settings).expect(200).await;
    let told = async || viewer.rights().filter(|rights| rights.can_publish_data == may_write);
    let rights = studio.eventually("chat settings to permission", SOON, told).await;
    let expected = Rights { can_subscribe: true, can_publish: false, can_publish_data: may_write, hidden: false };
    assert_eq!(rights, expected, "the whole set is sent each time");
    let metadata = async || settings.as_object()?.iter().all(|(k, v)| viewer.metadata()[k] == *v).then_some(());
    studio.eventually("metadata", SOON, metadata).await;
}

/// The encoder is killed and started again: one broadcast all the while.
async fn vanishes_and_returns(studio: &Studio, alice: &Bearer, key: &Key, encoder: Encoder) -> Encoder {
    encoder.kill();
    studio.until(alice, "interrupted", "kill to interrupted", PATIENCE).await;
    let shown = status(studio, alice).await;
    assert_eq!(shown["isLive"], false);
    let encoder = studio.push(key).await;
    studio.until(alice, "live", "return to live", PATIENCE).await;
    encoder
}

async fn still_has_pictures(studio: &Studio, watcher: &Watcher) {
    assert_eq!(watcher.presence(), Presence::There, "the interruption put the viewer out");
    if let Some(before) = watcher.frames() {
        let more = async || watcher.frames().filter(|now| *now > before + 15);
        studio.eventually("return to pictures", SOON, more).await;
    }
}

/// The creator blocks the viewer, who is put out and gets no new token.
async fn is_put_out(studio: &Studio, alice: &Bearer, bob: &Bearer, watcher: Watcher) {
    studio.world().post(&format!("/api/social/block/{}", bob.id)).by(alice).expect(200).await;
    let out = async || (watcher.presence() != Presence::There).then(|| watcher.presence());
    let out = studio.eventually("block to out", SOON, out).await;
    assert_eq!(out, Presence::Out("PARTICIPANT_REMOVED".to_owned()));
    assert_eq!(studio.token(alice, bob, 403).await.error(), "You are blocked by this creator");
    assert_eq!(status(studio, alice).await["state"], "live");
}

/// The encoder stops, and does not come back within the window.
async fn ends_for_good(studio: &Studio, alice: &Bearer, encoder: Encoder) {
    studio.world().put("/api/stream/info").by(alice).json(&json!({"reconnectWindow": 3})).expect(200).await;
    encoder.stop().await;
    studio.until(alice, "interrupted", "stop to interrupted", PATIENCE).await;
    studio.until(alice, "offline", "interrupted to offline", SOON).await;
    let shown = status(studio, alice).await;
    assert_eq!((&shown["startedAt"], &shown["viewerCount"]), (&json!(null), &json!(0)));
    studio.eventually("offline to unlisted", SOON, async || (!is_listed(studio, alice).await).then_some(())).await;
    studio.remains("offline", async || status(studio, alice).await["state"] == "offline").await;
}
