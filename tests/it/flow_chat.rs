//! A chat as those in the room live it: what one says the others are told, and how soon; what moderators do arrives; and
//! nobody goes round the rules.

use std::time::{Duration, Instant};

use harness::{Bearer, Presence, Studio, Watcher, Way};
use serde_json::{Value, json};

use crate::flow_raid::went_live;

/// Whoever watches hears of a change so soon.
const SOON: Duration = Duration::from_secs(10);
/// Between two messages, so that the room stays calm: four a second are busy.
const CALM: Duration = Duration::from_millis(400);

pub(crate) async fn say(studio: &Studio, host: &Bearer, who: &Bearer, text: &str) -> String {
    let path = format!("/api/chat/{}/messages", host.id);
    let answer = studio.world().post(&path).by(who).json(&json!({ "text": text })).expect(201).await;
    answer.data()["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn there(studio: &Studio, who: &Watcher) {
    studio.awaited("join", SOON, async || (who.presence() == Presence::There).then_some(())).await;
}

/// The event of this kind that fits, once it is told; with when that was.
async fn told(studio: &Studio, who: &Watcher, kind: &str, fits: impl Fn(&Value) -> bool) -> (Instant, Value) {
    let look = async || {
        who.packets().into_iter().find_map(|packet| {
            let event = packet.events().iter().find(|event| event["t"] == kind && fits(event))?;
            Some((packet.at, event.clone()))
        })
    };
    studio.awaited(&format!("{kind} told"), SOON, look).await
}

/// The middle one and the one below which 95 of 100 are.
pub(crate) fn middle_and_most(mut took: Vec<Duration>) -> (Duration, Duration) {
    took.sort();
    let at = |part: usize| took[(took.len() * part / 100).min(took.len() - 1)];
    (at(50), at(95))
}

struct Room {
    studio: Studio,
    alice: Bearer,
    people: Vec<Bearer>,
    /// The host's, and the others' in their order.
    watchers: Vec<Watcher>,
}

/// A creator who is live and in their own room, and viewers.
async fn room(viewers: &[&str]) -> Room {
    let studio = Studio::open().await;
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    let encoder = studio.push(&key).await;
    went_live(&studio, &alice, encoder).await;
    let mut people = vec![alice.clone()];
    for name in viewers {
        people.push(studio.viewer(name).await);
    }
    let mut watchers = vec![];
    for who in &people {
        watchers.push(studio.watch(&alice, who).await);
    }
    for watcher in &watchers {
        there(&studio, watcher).await;
    }
    Room { studio, alice, people, watchers }
}

#[tokio::test]
async fn what_is_said_and_done_in_a_chat_is_told() {
    let Room { studio, alice, people, watchers } = room(&["bob", "carol"]).await;
    let messages = match (studio.has_media(), studio.is_full()) {
        (_, true) => 60,
        (true, false) => 12,
        (false, false) => 3,
    };
    let mut took = vec![];
    let mut last = String::new();
    for n in 0..messages {
        let from = n % people.len();
        let began = Instant::now();
        last = say(&studio, &alice, &people[from], &format!("message {n}")).await;
        for (to, watcher) in watchers.iter().enumerate() {
            let (at, event) = told(&studio, watcher, "msg", |event| event["m"]["id"] == last.as_str()).await;
            assert_eq!(event["m"]["text"], format!("message {n}"));
            if to != from {
                took.push(at.duration_since(began));
            }
        }
        if studio.has_media() {
            tokio::time::sleep(CALM.saturating_sub(began.elapsed())).await;
        }
    }
    if studio.has_media() {
        let (middle, most) = middle_and_most(took);
        studio.note(&format!("POST to packet, calm, p50 of {messages} messages"), middle);
        studio.note("POST to packet, calm, p95", most);
        assert!(most < Duration::from_secs(2), "a calm chat takes {most:?}");
    }
    moderation_is_told(&studio, &alice, &watchers[1], &last).await;
}

/// Pin, settings, deletion and clear, to somebody who watches; what holds is in the room's metadata too.
async fn moderation_is_told(studio: &Studio, alice: &Bearer, bob: &Watcher, message: &str) {
    let (world, path) = (studio.world(), |rest: &str| format!("/api/chat/{}{rest}", alice.id));
    let noted = async |kind: &str, fits: &dyn Fn(&Value) -> bool| {
        let began = Instant::now();
        let (at, event) = told(studio, bob, kind, fits).await;
        studio.note(&format!("{kind} told after its answer"), at.saturating_duration_since(began));
        event
    };
    // A calm room is told a moment before the history has it, which a pin is taken from, and waits for.
    world.put(&path("/pinned")).by(alice).json(&json!({ "messageId": message })).expect(200).await;
    noted("pin", &|event| event["m"]["id"] == message).await;
    let pinned = async || bob.metadata().to_string().contains(message).then_some(());
    studio.eventually("pin in the metadata", SOON, pinned).await;

    world.put(&path("/settings")).by(alice).json(&json!({"slowModeSeconds": 30})).expect(200).await;
    let event = noted("settings", &|event| event["settings"]["slowModeSeconds"] == 30).await;
    assert_eq!(event["settings"]["isDirectChatAllowed"], false, "slow mode takes the direct chat away");
    let silent = async || bob.rights().filter(|rights| !rights.can_publish_data);
    studio.eventually("slow mode to no direct chat", SOON, silent).await;

    world.delete(&path(&format!("/messages/{message}"))).by(alice).expect(200).await;
    noted("del", &|event| event["id"] == message).await;
    world.delete(&path("/messages")).by(alice).expect(200).await;
    noted("clear", &|_| true).await;
}

#[tokio::test]
async fn with_an_old_token_nobody_goes_round_the_chat() {
    let Room { studio, alice, people, watchers } = room(&["bob", "dora"]).await;
    let (host, bob) = (&watchers[0], &watchers[1]);
    assert_eq!(bob.rights().map(|rights| rights.can_publish_data), Some(true));
    let old = studio.token(&alice, &studio.viewer("carol").await, 200).await;

    let path = format!("/api/chat/{}/settings", alice.id);
    studio.world().put(&path).by(&alice).json(&json!({"isDirectChatAllowed": false})).expect(200).await;
    let carol = studio.watch_with(&old);
    there(&studio, &carol).await;
    for (who, name) in [(bob, "who is there"), (&carol, "who comes with an old token")] {
        let silent = async || who.rights().filter(|rights| !rights.can_publish_data);
        studio.eventually(&format!("direct chat off to no grant, {name}"), SOON, silent).await;
        who.send_chat("round the rules").await;
    }
    assert_eq!(host.rights().map(|rights| rights.can_publish_data), Some(true), "the host's own");
    // By the API both may, and what the host sends is heard: nothing else arrived before it.
    say(&studio, &alice, &people[1], "by the rules").await;
    told(&studio, &watchers[2], "msg", |event| event["m"]["text"] == "by the rules").await;
    host.send_chat("the host's own word").await;
    let heard = async || watchers[2].received().contains(&"the host's own word".to_owned()).then_some(());
    studio.eventually("the host is heard", SOON, heard).await;
    assert_eq!(watchers[2].received(), ["the host's own word"]);
}
