//! POST /api/stream/markers: on the media of the video that is being recorded, whatever lay between its pushes.

use std::time::Duration;

use domain::UserId;
use domain::recording::{Marker, Markers, in_order, vod_id_of};
use harness::{Answer, Bearer, World};
use serde_json::{Value, json};

use crate::recording_runs::recording;

const MARKERS: &str = "/api/stream/markers";

/// A creator with a key, in a deployment that records.
async fn alice(is_recorded: bool) -> (World, Bearer) {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let wish = json!({"isRecorded": is_recorded});
    world.put("/api/stream/recording-settings").by(&alice).json(&wish).expect(200).await;
    world.settle().await;
    (world, alice)
}

/// Media flows.
async fn push(world: &World, who: &Bearer) {
    world.livekit().push_to_room(&who.id).unwrap();
    world.settle().await;
}

async fn vod_id(world: &World, who: &Bearer) -> String {
    let user_id = UserId::parse(&who.id).unwrap();
    let stream = world.app().store.stream(&user_id).await.unwrap().unwrap();
    vod_id_of(&user_id, &stream.media.broadcast.unwrap().id)
}

async fn mark(world: &World, who: &Bearer, marker: &Value, status: u16) -> Answer {
    world.post(MARKERS).by(who).json(marker).expect(status).await
}

#[tokio::test]
async fn now_is_where_a_player_finds_it_though_an_encoder_was_away() {
    let (world, alice) = alice(true).await;
    assert_eq!(mark(&world, &alice, &json!({"text": "Too soon"}), 409).await.error(), "Not live");
    push(&world, &alice).await;
    world.clock().advance(10_000);
    let first = mark(&world, &alice, &json!({"text": " The guest arrives ", "isChapter": true}), 201).await;
    let data = first.data();
    assert_eq!((&data["text"], &data["isChapter"]), (&json!("The guest arrives"), &json!(true)));
    // An egress begins a moment after its push, and ends with its last whole segment.
    let about = |answer: &Answer, seconds: f64| (answer.data()["offset"].as_f64().unwrap() - seconds).abs() < 4.0;
    assert!(about(&first, 10.0), "{}", first.body);

    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(mark(&world, &alice, &json!({"text": "Away"}), 409).await.error(), "Not live");
    world.clock().advance(20_000);
    push(&world, &alice).await;
    world.clock().advance(8_000);
    // Eighteen seconds of media, after thirty-eight seconds.
    let second = mark(&world, &alice, &json!({"text": "Back"}), 201).await;
    assert!(about(&second, 18.0), "{}", second.body);
    mark(&world, &alice, &json!({"text": "It begins", "offset": 1.5}), 201).await;

    let path = format!("/api/vod/{}", vod_id(&world, &alice).await);
    let texts = |answer: &Value| -> Vec<String> {
        let markers = answer["markers"].as_array().unwrap();
        markers.iter().map(|marker| marker["text"].as_str().unwrap().to_owned()).collect()
    };
    let expected = ["It begins", "The guest arrives", "Back"];
    assert_eq!(texts(world.get(&path).expect(200).await.data()), expected);
    // Lists have them too, and so has the video when it is finished.
    world.livekit().stop(&alice.id);
    world.settle().await;
    for _ in 0..2 {
        world.clock().advance(60_000);
        world.reconcile().await;
        world.settle().await;
    }
    for list in ["/api/vod/creator/alice", "/api/vod/mine"] {
        let page = world.get(list).by(&alice).expect(200).await;
        assert_eq!(
            (&page.data()[0]["state"], texts(&page.data()[0])),
            (&json!("READY"), expected.map(str::to_owned).to_vec())
        );
    }
}

/// The last runs of a creator are a page: of a broadcast that has more than that they tell nothing, and its recording does.
#[tokio::test]
async fn now_is_where_it_is_whether_the_last_runs_tell_or_not() {
    let (world, alice) = alice(true).await;
    let (store, user_id) = (&world.app().store, UserId::parse(&alice.id).unwrap());
    for pushes in 1..=11 {
        push(&world, &alice).await;
        world.clock().advance(6_000);
        let vod_id = vod_id(&world, &alice).await;
        let told = store.last_runs(&user_id).await.unwrap();
        assert_eq!(told.len(), if pushes <= 10 { pushes } else { 0 });
        assert!(told.iter().all(|run| run.vod_id == vod_id) && told.is_sorted_by(|newer, older| newer.id > older.id));
        let recording = store.recording(&vod_id).await.unwrap();
        let length = recording.vod.unwrap().length_millis(&recording.runs, world.clock().now());
        let marked = mark(&world, &alice, &json!({"text": "Now"}), 201).await;
        assert_eq!(marked.data()["offset"], json!(Duration::from_millis(length).as_secs_f64()), "{pushes}");
        world.livekit().stop(&alice.id);
        world.settle().await;
        world.clock().advance(6_000);
    }
}

#[tokio::test]
async fn what_is_not_recorded_has_no_moment_to_be_marked() {
    let (world, alice) = alice(false).await;
    push(&world, &alice).await;
    assert_eq!(mark(&world, &alice, &json!({"text": "On air"}), 409).await.error(), "Not recorded");
    // Turned off in the middle: this push is recorded no longer.
    let wish = |is: bool| json!({"isRecorded": is});
    world.put("/api/stream/recording-settings").by(&alice).json(&wish(true)).expect(200).await;
    push(&world, &alice).await;
    mark(&world, &alice, &json!({"text": "On air"}), 201).await;
    world.put("/api/stream/recording-settings").by(&alice).json(&wish(false)).expect(200).await;
    assert_eq!(mark(&world, &alice, &json!({"text": "On air"}), 409).await.error(), "Not recorded");
}

#[tokio::test]
async fn bad_fields_and_the_hundred_and_first_are_refused() {
    let (world, alice) = alice(true).await;
    push(&world, &alice).await;
    world.clock().advance(5_000);
    let bad = json!({"text": " ", "offset": -1, "isChapter": "yes"});
    assert_eq!(mark(&world, &alice, &bad, 400).await.fields(), ["text", "offset", "isChapter"]);
    assert_eq!(mark(&world, &alice, &json!({"text": "x".repeat(141)}), 400).await.fields(), ["text"]);
    let later = json!({"text": "What is to come", "offset": 60});
    assert_eq!(mark(&world, &alice, &later, 400).await.fields(), ["offset"]);

    let (store, user_id) = (&world.app().store, UserId::parse(&alice.id).unwrap());
    let vod_id = vod_id(&world, &alice).await;
    for n in 0..99 {
        let marker = Marker { offset_millis: 0, text: n.to_string(), is_chapter: false };
        let made = store.mark_vod(&vod_id, &user_id, None, &format!("{n:026}"), &marker).await.unwrap();
        assert_eq!(made, store::Marked::Done);
    }
    // Two at once: there is room for one.
    let marker = json!({"text": "The last"});
    let both = tokio::join!(
        world.post(MARKERS).by(&alice).json(&marker).send(),
        world.post(MARKERS).by(&alice).json(&marker).send()
    );
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(mark(&world, &alice, &marker, 409).await.error(), "Marker limit reached");
    let markers: Markers = store.vod(&vod_id).await.unwrap().unwrap().markers;
    assert_eq!(in_order(markers).len(), 100);
}
