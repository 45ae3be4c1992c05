//! POST /api/clip: who makes a clip of what, and what it is until it is made.

use domain::UserId;
use domain::clip::{Clip, MADE_WITHIN_SECS, Range, Wish};
use domain::recording::{ClipsBy, Visibility, VodState};
use harness::{Bearer, World};
use serde_json::{Value, json};
use store::ClipBegun;

use crate::recording_runs::live_alice;
use crate::vod_lists::vod;

/// A clip of what just happened at somebody's.
fn now(host: &Bearer) -> Value {
    json!({"hostId": host.id, "title": "That goal", "duration": 20})
}

#[tokio::test]
async fn a_clip_of_now_is_taken_in_and_found_while_it_is_made() {
    let (world, alice, vod_id) = live_alice().await;
    let bob = world.viewer("bob").await;
    world.clock().advance(60_000);
    let answer = world.post("/api/clip").by(&bob).json(&now(&alice)).expect(202).await;
    assert_eq!(answer.body["message"], "Clip is being made");
    let clip = answer.data();
    assert_eq!(
        (&clip["kind"], &clip["state"], &clip["title"]),
        (&json!("CLIP"), &json!("PROCESSING"), &json!("That goal"))
    );
    assert_eq!((&clip["vodId"], &clip["visibility"]), (&json!(vod_id), &json!("PUBLIC")));
    assert_eq!((&clip["duration"], &clip["thumbnail"]), (&json!(20.0), &json!(null)));
    // From 14 s before the button to 6 s after it, by the recorder's clock.
    let offset = clip["offset"].as_f64().unwrap();
    assert!((44.0..48.0).contains(&offset), "{offset}");
    assert_eq!((&clip["author"]["username"], &clip["user"]["username"]), (&json!("bob"), &json!("alice")));
    let path = format!("/api/clip/{}", clip["id"].as_str().unwrap());
    assert_eq!(world.get(&path).expect(200).await.data(), clip);
    let usual = world.post("/api/clip").by(&bob).json(&json!({"hostId": "usr_alice"})).expect(202).await;
    assert_eq!((&usual.data()["duration"], &usual.data()["title"]), (&json!(30.0), &json!("Untitled Stream")));
}

#[tokio::test]
async fn a_clip_of_a_video_ends_at_its_offset() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    // 61.5 s long.
    let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let wanted = |offset: f64| json!({"vodId": id, "offset": offset, "duration": 10.5});
    let clip = world.post("/api/clip").by(&bob).json(&wanted(50.25)).expect(202).await;
    assert_eq!((&clip.data()["offset"], &clip.data()["duration"]), (&json!(39.75), &json!(10.5)));
    assert_eq!(clip.data()["title"], "Recording 1");
    // Of its beginning it is as long as there is something.
    let clip = world.post("/api/clip").by(&bob).json(&wanted(6.0)).expect(202).await;
    assert_eq!((&clip.data()["offset"], &clip.data()["duration"]), (&json!(0.0), &json!(6.0)));
    let refused = world.post("/api/clip").by(&bob).json(&wanted(61.6)).expect(400).await;
    assert_eq!(refused.fields(), ["offset"]);
    let none = json!({"vodId": "none", "offset": 30});
    assert_eq!(world.post("/api/clip").by(&bob).json(&none).expect(404).await.error(), "Video not found");
    let failed = vod(&world, &alice, 2, VodState::Failed, Visibility::Public).await;
    let failed = json!({"vodId": failed, "offset": 30});
    assert_eq!(world.post("/api/clip").by(&bob).json(&failed).expect(409).await.error(), "Not recorded");
}

#[tokio::test]
async fn each_refusal_has_its_text() {
    let (world, alice, _) = live_alice().await;
    let (bob, carol) = (world.viewer("bob").await, world.creator("carol").await);
    let refused = async |who: &Bearer, body: &Value, status: u16| {
        world.post("/api/clip").by(who).json(body).expect(status).await.error().to_owned()
    };
    let settings = async |of: Value| {
        world.put("/api/stream/recording-settings").by(&alice).json(&of).expect(200).await;
    };
    assert_eq!(refused(&bob, &json!({"hostId": "usr_nobody"}), 404).await, "Host not found");
    assert_eq!(refused(&bob, &json!({"hostId": bob.id}), 404).await, "Host not found");
    assert_eq!(refused(&bob, &now(&carol), 409).await, "Not live");
    world.go_live(&carol).await;
    assert_eq!(refused(&bob, &now(&carol), 409).await, "Not recorded");

    settings(json!({"clipsBy": "FOLLOWERS"})).await;
    assert_eq!(refused(&bob, &now(&alice), 403).await, "Followers only");
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    world.post("/api/clip").by(&bob).json(&now(&alice)).expect(202).await;
    world.post("/api/clip").by(&alice).json(&now(&alice)).expect(202).await;
    settings(json!({"clipsBy": "NOBODY"})).await;
    assert_eq!(refused(&bob, &now(&alice), 403).await, "Clips are off");
    assert_eq!(refused(&alice, &now(&alice), 403).await, "Clips are off");
    settings(json!({"clipsBy": "EVERYONE"})).await;
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert_eq!(refused(&bob, &now(&alice), 403).await, "You are blocked by this creator");
    assert_eq!(refused(&bob, &json!({"vodId": "none", "offset": 30}), 404).await, "Video not found");

    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    assert_eq!(refused(&carol, &now(&alice), 404).await, "Host not found");
}

/// Of a video the write holds to what stands between the two, and refuses what reading it would.
#[tokio::test]
async fn each_refusal_of_a_clip_of_a_video_has_its_text() {
    let (world, alice, vod_id) = live_alice().await;
    let (bob, carol) = (world.viewer("bob").await, world.viewer("carol").await);
    world.clock().advance(60_000);
    let clip = async |who: &Bearer, offset: u32, status: u16| {
        let wanted = json!({"vodId": vod_id, "offset": offset});
        let answer = world.post("/api/clip").by(who).json(&wanted).expect(status).await;
        if status == 202 { answer.data()["visibility"].clone() } else { json!(answer.error()) }
    };
    let settings = async |clips_by: &str| {
        let settings = json!({"clipsBy": clips_by});
        world.put("/api/stream/recording-settings").by(&alice).json(&settings).expect(200).await;
    };
    let show = async |visibility: &str| {
        let change = json!({"visibility": visibility});
        world.patch(&format!("/api/vod/{vod_id}")).by(&alice).json(&change).expect(200).await;
    };
    settings("FOLLOWERS").await;
    assert_eq!(clip(&bob, 30, 403).await, "Followers only");
    assert_eq!(clip(&alice, 30, 202).await, "PUBLIC");
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    assert_eq!(clip(&bob, 30, 202).await, "PUBLIC");
    settings("NOBODY").await;
    assert_eq!(
        (clip(&bob, 30, 403).await, clip(&alice, 30, 403).await),
        (json!("Clips are off"), json!("Clips are off"))
    );
    settings("EVERYONE").await;
    show("FOLLOWERS").await;
    assert_eq!((clip(&carol, 30, 403).await, clip(&bob, 30, 202).await), (json!("Followers only"), json!("FOLLOWERS")));
    show("PRIVATE").await;
    assert_eq!((clip(&bob, 30, 404).await, clip(&alice, 30, 202).await), (json!("Video not found"), json!("PRIVATE")));
    show("PUBLIC").await;
    // A moment that it does not have is told to whoever may make clips of it.
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    for offset in [30, 600] {
        assert_eq!(clip(&bob, offset, 403).await, "You are blocked by this creator");
    }
    let none = json!({"vodId": vod_id, "offset": 600});
    assert_eq!(world.post("/api/clip").by(&carol).json(&none).expect(400).await.fields(), ["offset"]);
    assert_eq!(clip(&carol, 30, 202).await, "PUBLIC");

    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    for offset in [30, 600] {
        assert_eq!(clip(&carol, offset, 404).await, "Video not found");
    }
}

/// What was refused left nothing behind: no clip, and none counted into the channel's minute.
#[tokio::test]
async fn a_write_that_is_refused_for_a_right_makes_nothing() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let (store, now) = (&world.app().store, world.clock().now());
    let known = store.vod(&id).await.unwrap().unwrap();
    let author = UserId::parse(&bob.id).unwrap();
    let wish = Wish::Media { ranges: vec![Range { from_millis: 0, to_millis: 30_000 }] };
    let clip = Clip::new("one", &known, &author, "A clip", wish, now);
    let begin = async |clips_by: ClipsBy| store.begin_clip_unread(&clip, clips_by, 1, now).await.unwrap();
    // Everybody makes clips of it, and bob follows nobody.
    assert!(matches!(begin(ClipsBy::Followers).await, ClipBegun::Unlike(None)));
    world.stream_of(&alice).await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    assert!(matches!(begin(ClipsBy::Followers).await, ClipBegun::Unlike(Some(ClipsBy::Everyone))));
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert!(matches!(begin(ClipsBy::Everyone).await, ClipBegun::Unlike(None)));
    assert!(store.clip(&clip.id).await.unwrap().is_none());
    world.delete("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert!(matches!(begin(ClipsBy::Everyone).await, ClipBegun::Done));
}

/// The stream says for whom new videos are, and not for whom this one is by now: the write finds out.
#[tokio::test]
async fn a_clip_is_for_those_for_whom_its_video_is_by_now() {
    let (world, alice, vod_id) = live_alice().await;
    let bob = world.viewer("bob").await;
    let path = format!("/api/vod/{vod_id}");
    let clip = async |who: &Bearer, status: u16| {
        let answer = world.post("/api/clip").by(who).json(&now(&alice)).expect(status).await;
        if status == 202 { answer.data()["visibility"].clone() } else { json!(answer.error()) }
    };
    world.patch(&path).by(&alice).json(&json!({"visibility": "FOLLOWERS"})).expect(200).await;
    assert_eq!(clip(&bob, 403).await, "Followers only");
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    assert_eq!(clip(&bob, 202).await, "FOLLOWERS");
    world.patch(&path).by(&alice).json(&json!({"visibility": "PRIVATE"})).expect(200).await;
    assert_eq!(clip(&bob, 409).await, "Not recorded");
    let of_video = json!({"vodId": vod_id, "offset": 5});
    assert_eq!(world.post("/api/clip").by(&bob).json(&of_video).expect(404).await.error(), "Video not found");
    assert_eq!(clip(&alice, 202).await, "PRIVATE");
}

#[tokio::test]
async fn one_key_makes_one_clip_and_a_caller_makes_ten_a_minute() {
    let (world, alice, _) = live_alice().await;
    let bob = world.viewer("bob").await;
    let mut ids = vec![];
    for key in ["one", "one", "two"] {
        let request = world.post("/api/clip").by(&bob).header("idempotency-key", key).json(&now(&alice));
        ids.push(request.expect(202).await.data()["id"].clone());
    }
    assert!(ids[0] == ids[1] && ids[1] != ids[2]);
    for _ in 0..7 {
        world.post("/api/clip").by(&bob).json(&now(&alice)).expect(202).await;
    }
    assert_eq!(world.post("/api/clip").by(&bob).json(&now(&alice)).expect(429).await.error(), "Too many requests");
    world.clock().advance(60_000);
    world.post("/api/clip").by(&bob).json(&now(&alice)).expect(202).await;
}

#[tokio::test]
async fn a_channel_has_sixty_clips_a_minute_whoever_makes_them() {
    let (world, alice, _) = live_alice().await;
    // On a whole minute, so that all of them are of one.
    world.clock().advance(60_000 - world.clock().now().as_millis().rem_euclid(60_000));
    for n in 0..6 {
        let viewer = world.viewer(&format!("v{n}")).await;
        for _ in 0..10 {
            world.post("/api/clip").by(&viewer).json(&now(&alice)).expect(202).await;
        }
    }
    let late = world.viewer("late").await;
    let answer = world.post("/api/clip").by(&late).json(&now(&alice)).expect(429).await;
    let wait: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    world.clock().advance(wait * 1_000);
    world.post("/api/clip").by(&late).json(&now(&alice)).expect(202).await;
}

/// Whoever was to make it may never come: the time alone ends the waiting.
#[tokio::test]
async fn one_that_nobody_made_has_failed_within_two_minutes() {
    let (world, alice, _) = live_alice().await;
    let bob = world.viewer("bob").await;
    let clip = world.post("/api/clip").by(&bob).json(&now(&alice)).expect(202).await;
    let path = format!("/api/clip/{}", clip.data()["id"].as_str().unwrap());
    world.clock().advance(MADE_WITHIN_SECS * 1_000 - 1);
    assert_eq!(world.get(&path).expect(200).await.data()["state"], "PROCESSING");
    world.clock().advance(1);
    let late = world.get(&path).expect(200).await;
    assert_eq!((&late.data()["state"], &late.data()["reason"]), (&json!("FAILED"), &json!("It took too long")));
}
