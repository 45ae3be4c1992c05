//! DELETE /api/vod/:vodId: nobody finds it any more, nothing of it is left, and nothing raises it.

use std::time::Duration;

use domain::UserId;
use domain::recording::{Visibility, VodState, vod_place};
use harness::{Bearer, LiveKitFault as Fault, World, keys};
use objects::{Objects, Place};
use serde_json::json;
use store::{Call, OutboxEntry};

use crate::recording_runs::{active, live_alice, minutes, recorded_alice, recording, vod_of, waiting};
use crate::vod_lists::vod;

async fn put(world: &World, keys: &[String]) {
    for key in keys {
        world.objects().put(key, b"media".to_vec(), "video/mp2t").await.unwrap();
    }
}

async fn listed(world: &World, prefix: &str) -> usize {
    world.objects().list_all(prefix).await.unwrap().len()
}

/// The outbox's entry that erases a Vod.
async fn erasing(world: &World, id: &str) -> Option<OutboxEntry> {
    world.app().store.entry(&Call::Erase { prefix: vod_place(id, "") }).await.unwrap()
}

/// Nobody finds it: neither its creator nor anybody else, by no route.
async fn assert_gone(world: &World, who: &Bearer, id: &str) {
    let path = format!("/api/vod/{id}");
    world.get(&path).expect(404).await;
    assert_eq!(world.get(&path).by(who).expect(404).await.error(), "Video not found");
    for change in [json!({"title": "Back"}), json!({"isKept": true}), json!({"isKept": false})] {
        world.patch(&path).by(who).json(&change).expect(404).await;
    }
    world.post(&format!("{path}/markers")).by(who).json(&json!({"text": "Here", "offset": 0})).expect(404).await;
    world.delete(&format!("{path}/markers/none")).by(who).expect(404).await;
    for list in [format!("/api/vod/creator/{}", who.id.trim_start_matches("usr_")), "/api/vod/mine".to_owned()] {
        let page = world.get(&list).by(who).expect(200).await;
        assert!(page.data().as_array().unwrap().iter().all(|vod| vod["id"] != *id), "{list}");
    }
}

#[tokio::test]
async fn its_creator_deletes_it_and_its_objects_are_erased_behind_it() {
    let world = World::with(recording()).await;
    let (alice, carol, bob) = (world.creator("alice").await, world.creator("carol").await, world.viewer("bob").await);
    let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let other = vod(&world, &alice, 2, VodState::Ready, Visibility::Public).await;
    let (path, place) = (format!("/api/vod/{id}"), vod_place(&id, ""));
    let objects: Vec<String> = (0..1_005).map(|n| format!("{place}run/s_{n:05}.ts")).collect();
    put(&world, &objects).await;
    put(&world, &[format!("{}run/s_00000.ts", vod_place(&other, "")), "c/ab/abcdef/00000.ts".to_owned()]).await;
    world.patch(&path).by(&alice).json(&json!({"isKept": true})).expect(200).await;
    for stranger in [&carol, &bob] {
        assert_eq!(world.delete(&path).by(stranger).expect(404).await.error(), "Video not found");
    }
    world.delete("/api/vod/none").by(&alice).expect(404).await;

    assert_eq!(world.delete(&path).by(&alice).expect(200).await.body["message"], "Video deleted");
    assert_gone(&world, &alice, &id).await;
    assert_eq!(world.delete(&path).by(&alice).expect(200).await.body["message"], "Video deleted", "again");
    world.delete(&path).by(&carol).expect(404).await;
    assert_eq!(world.app().store.kept_millis(&UserId::parse(&alice.id).unwrap()).await.unwrap(), 0);
    // Clips that are being made of it have their time.
    world.settle().await;
    assert_eq!(listed(&world, &place).await, 1_005);
    minutes(&world, 3).await;
    assert_eq!(listed(&world, &place).await, 0);
    // What was under way when it was erased is erased an hour later.
    put(&world, &objects[..2]).await;
    minutes(&world, 1).await;
    assert_eq!(listed(&world, &place).await, 2);
    world.clock().advance(3_600_000);
    minutes(&world, 1).await;
    assert_eq!((listed(&world, &place).await, erasing(&world, &id).await), (0, None));
    assert_eq!((listed(&world, &vod_place(&other, "")).await, listed(&world, "c/").await), (1, 1));
    let recording = world.app().store.recording_as_stored(&id).await.unwrap();
    let left = recording.vod.unwrap();
    assert_eq!((left.title.as_str(), left.description, recording.runs.len()), ("", None, 0));
}

#[tokio::test]
async fn an_administrator_deletes_anybodys_and_it_stands_in_the_log() {
    let world = World::with(recording()).await;
    let (alice, ada) = (world.creator("alice").await, world.admin("ada").await);
    let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Private).await;
    let path = format!("/api/vod/{id}");
    for _ in 0..2 {
        world.delete(&path).by(&ada).expect(200).await;
    }
    assert_gone(&world, &alice, &id).await;
    let log = world.get("/api/admin/audit").by(&ada).expect(200).await;
    let acts: Vec<_> = log.data().as_array().unwrap().iter().filter(|act| act["action"] == "VIDEO_DELETED").collect();
    let [act] = acts[..] else { panic!("{acts:?}") };
    assert_eq!((&act["itemId"], &act["userId"], &act["adminId"]), (&json!(id), &json!(alice.id), &json!(ada.id)));
}

/// Deleted in the middle of its broadcast: what records it stops, an encoder that comes back begins no other, and the next
/// broadcast does.
#[tokio::test]
async fn what_is_being_recorded_is_stopped_and_not_begun_anew() {
    let (world, alice, id) = live_alice().await;
    world.clock().advance(10_000);
    world.delete(&format!("/api/vod/{id}")).by(&alice).expect(200).await;
    world.settle().await;
    assert_eq!((active(&world), world.state_of(&alice).await.as_str()), (0, "live"));
    let marker = json!({"text": "Here"});
    let answer = world.post("/api/stream/markers").by(&alice).json(&marker).expect(409).await;
    assert_eq!(answer.error(), "Not recorded");
    // Its last segments came with its end.
    put(&world, &[format!("{}run/s_00002.ts", vod_place(&id, ""))]).await;
    minutes(&world, 3).await;
    assert_eq!((listed(&world, &vod_place(&id, "")).await, active(&world)), (0, 0));

    world.livekit().stop(&alice.id);
    world.settle().await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    minutes(&world, 1).await;
    assert_eq!((vod_of(&world, &alice).await, active(&world)), (id.clone(), 0));
    assert_eq!(world.livekit().egresses().len(), 1);
    assert_gone(&world, &alice, &id).await;

    world.livekit().stop(&alice.id);
    world.settle().await;
    minutes(&world, 3).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(active(&world), 1);
    let next = vod_of(&world, &alice).await;
    assert_ne!(next, id);
    world.get(&format!("/api/vod/{next}")).by(&alice).expect(200).await;
}

#[tokio::test]
async fn webhooks_that_come_late_raise_nothing() {
    let (world, alice, id) = live_alice().await;
    world.clock().advance(10_000);
    world.delete(&format!("/api/vod/{id}")).by(&alice).expect(200).await;
    world.settle().await;
    minutes(&world, 3).await;
    let sent: Vec<_> = world.livekit().webhooks().into_iter().filter(|sent| sent.event.starts_with("egress")).collect();
    assert!(sent.len() >= 3, "{sent:?}");
    put(&world, &[format!("{}run/s_00002.ts", vod_place(&id, ""))]).await;
    for (n, webhook) in sent.iter().chain(sent.iter().rev()).enumerate() {
        let again = webhook.body.replace(&webhook.id, &format!("EV_again_{n}"));
        world.deliver(&harness::Webhook::raw(again.as_bytes())).expect(200).await;
        world.settle().await;
    }
    minutes(&world, 62).await;
    let alice = Bearer::new("alice", world.clock().now());
    assert_gone(&world, &alice, &id).await;
    assert_eq!((listed(&world, &vod_place(&id, "")).await, active(&world), waiting(&world).await), (0, 0, vec![]));
}

/// Neither the answer of the start nor a webhook is there when it is deleted.
#[tokio::test]
async fn an_egress_that_nobody_knows_of_yet_is_found_and_stopped() {
    let (world, alice) = recorded_alice().await;
    world.livekit().fault(Fault::close().on("StartParticipantEgress").times(1).after_work());
    for lost in ["egress_started", "egress_updated", "egress_ended"] {
        world.livekit().lose(lost);
    }
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let id = vod_of(&world, &alice).await;
    assert_eq!(active(&world), 1);
    world.livekit().fault(Fault::close());
    world.delete(&format!("/api/vod/{id}")).by(&alice).expect(200).await;
    world.settle().await;
    assert_gone(&world, &alice, &id).await;
    world.livekit().heal();
    minutes(&world, 12).await;
    assert_eq!((active(&world), waiting(&world).await), (0, vec![]));
    assert_gone(&world, &alice, &id).await;
}

#[tokio::test]
async fn a_bucket_that_is_away_delays_it_and_loses_nothing() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    put(&world, &[format!("{}run/s_00000.ts", vod_place(&id, ""))]).await;
    world.delete(&format!("/api/vod/{id}")).by(&alice).expect(200).await;
    world.clock().advance(121_000);
    let nowhere = Place {
        bucket: "onair-recordings".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some("http://127.0.0.1:1".to_owned()),
    };
    let away = Objects::new(nowhere, keys("away"));
    let (store, livekit) = (world.app().store.clone(), world.app().livekit.clone());
    let outbox = services::Outbox::new(store, livekit, Some(away), world.clock().clone());
    let entry = erasing(&world, &id).await.unwrap();
    let until = tokio::time::Instant::now() + Duration::from_secs(10);
    assert!(!outbox.make(&entry, until).await.unwrap());
    let left = erasing(&world, &id).await.unwrap();
    assert_eq!((left.attempts, listed(&world, &vod_place(&id, "")).await), (1, 1));
    minutes(&world, 1).await;
    assert_eq!(listed(&world, &vod_place(&id, "")).await, 0);
}

/// A prefix that is wrong by a fault of ours must not take the bucket with it.
#[tokio::test]
async fn nothing_larger_than_one_video_is_ever_erased() {
    let world = World::with(recording()).await;
    put(&world, &["v/ab/abcdef/run/s_00000.ts".to_owned(), "c/ab/abcdef/00000.ts".to_owned()]).await;
    for prefix in ["", "v/", "v/ab/", "v/ab/abc"] {
        let entry =
            OutboxEntry::new(Call::Erase { prefix: prefix.to_owned() }, world.clock().now(), &world.app().random);
        world.app().store.put_entry(&entry).await.unwrap();
    }
    world.settle().await;
    world.clock().advance(3_000);
    world.reconcile().await;
    assert_eq!(listed(&world, "").await, 2);
}
