//! Webhooks that are rightly signed and say anything: LiveKit's own, changed at random.

use harness::{Webhook, World};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::hostile_events::{CASES, runner, runtime, value};

/// What is done to an event.
#[derive(Debug, Clone)]
enum Change {
    Replace(Index, Value),
    Remove(Index),
    Nothing,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), value()).prop_map(|(at, value)| Change::Replace(at, value)),
        2 => any::<Index>().prop_map(Change::Remove),
        1 => Just(Change::Nothing),
    ]
}

/// The pointers of every field of a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut into = |name: &str, value: &Value| {
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(pointer.clone());
        pointers(value, &pointer, found);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| into(name, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, value)| into(&n.to_string(), value)),
        _ => {}
    }
}

fn changed(mut event: Value, changes: &[Change]) -> Value {
    for change in changes {
        let mut found = vec![];
        pointers(&event, "", &mut found);
        if found.is_empty() {
            return event;
        }
        let pick = |at: &Index| found[at.index(found.len())].as_str();
        match change {
            Change::Nothing => {}
            Change::Replace(at, value) => *event.pointer_mut(pick(at)).unwrap() = value.clone(),
            Change::Remove(at) => {
                let (parent, name) = pick(at).rsplit_once('/').unwrap();
                if let Some(fields) = event.pointer_mut(parent).and_then(Value::as_object_mut) {
                    fields.remove(name);
                }
            }
        }
    }
    event
}

/// Every event of the recordings, once each kind and scenario.
fn recorded() -> Vec<(String, Value)> {
    use stand_in::recording::Recording;
    let mut events = vec![];
    for file in std::fs::read_dir(Recording::directory()).unwrap() {
        let recording = Recording::read(&file.unwrap().path()).unwrap();
        for event in &recording.events {
            events.push((recording.room.clone(), serde_json::from_str(&event.body).unwrap()));
        }
    }
    events
}

#[test]
fn every_signed_event_is_taken_or_refused() {
    let runtime = runtime();
    let world = runtime.block_on(World::start());
    let events = recorded();
    assert!(events.len() > 50);
    // Their room is a creator of ours, and their ingress the creator's.
    for (room, event) in &events {
        if let Some(ingress) = event["ingressInfo"]["ingressId"].as_str() {
            runtime.block_on(world.creator_with_ingress(room, ingress));
            break;
        }
    }
    let strategy = (prop::sample::select(events), prop::collection::vec(change(), 0..4));
    runner(CASES)
        .run(&strategy, |((_, event), changes)| {
            let event = changed(event, &changes);
            let answer = runtime.block_on(world.deliver(&Webhook::new(&event)).send());
            let is_fine = if event.is_object() { answer.status == 200 } else { matches!(answer.status, 200 | 400) };
            prop_assert!(is_fine, "{}: {} of {event}", answer.status, answer.body);
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_signed_body_is_answered() {
    let runtime = runtime();
    let world = runtime.block_on(World::start());
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    runner(100)
        .run(&bytes, |bytes| {
            let answer = runtime.block_on(world.deliver(&Webhook::raw(&bytes)).send());
            prop_assert!(matches!(answer.status, 200 | 400), "{}", answer.status);
            Ok(())
        })
        .unwrap();
}

/// Found by the test above on a day of its luck.
#[tokio::test]
async fn a_moment_at_the_end_of_time_is_taken() {
    let world = World::start().await;
    world.creator_with_ingress("usr_alice", "IN_1").await;
    for moment in [i64::MAX, i64::MIN, 253_402_300_799, 253_402_207_200, 253_402_207_201, -1] {
        let text = moment.to_string();
        for (name, key) in [("ingress_started", "startedAt"), ("ingress_ended", "endedAt")] {
            let mut event = serde_json::json!({
                "event": name, "id": format!("EV_{name}_{moment}"), "createdAt": text,
                "ingressInfo": {
                    "ingressId": "IN_1", "roomName": "usr_alice",
                    "state": {"resourceId": "RT_1", "startedAt": text, "updatedAt": text},
                },
            });
            event["ingressInfo"]["state"][key] = text.as_str().into();
            world.deliver(&Webhook::new(&event)).expect(200).await;
        }
        let event = serde_json::json!({
            "event": "participant_left", "id": format!("EV_left_{moment}"), "createdAt": moment,
            "room": {"name": "usr_alice"},
            "participant": {
                "sid": "PA_1", "identity": "usr_alice", "kind": "INGRESS",
                "attributes": {"ingress.ingressID": "IN_1", "ingress.resourceID": "RT_1"},
            },
        });
        world.deliver(&Webhook::new(&event)).expect(200).await;
    }
    world.get("/api/viewer/stream/alice").send().await;
}
