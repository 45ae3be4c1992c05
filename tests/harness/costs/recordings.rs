//! Recordings, and the videos that they become.

use domain::clip::{Clip, Made, Range, Wish};
use domain::recording::{Assembled, Run, Vod, VodState};
use serde_json::json;

use super::cast::{Cast, MANY, user};
use super::push::Push;
use super::till::Till;
use crate::Bearer;

/// Where a world that is measured records to.
pub const BUCKET: &str = "onair-recordings";

/// A push that is recorded, where the world records.
#[expect(clippy::expect_used, reason = "a test's own helper")]
pub(super) async fn recordings(till: &mut Till<'_>, cast: &Cast) {
    let (world, store) = (till.world, &till.world.app().store);
    let reel = world.creator("reel").await;
    let key = world.post("/api/stream/ingress").by(&reel).expect(201).await;
    let wanted = json!({"isRecorded": true});
    world.put("/api/stream/recording-settings").by(&reel).json(&wanted).expect(200).await;
    let ingress = key.data()["ingressId"].as_str().unwrap_or_default().to_owned();
    let push = Push { room: reel.id.clone(), ingress, millis: world.clock().now().as_millis() };
    till.ring("receive_webhook: ingress_started, recorded", world.deliver(&push.started()), 200).await;
    let stream = store.stream(&user(&reel)).await.expect("the table").expect("a stream");
    let open = stream.media.broadcast.clone().expect("a broadcast");
    let vod = Vod::of(&stream, &open);
    let run = Run::new(&vod.id, &vod.user_id, &open.publish, 1, world.clock().now());
    store.begin_run(&vod, &run, true).await.expect("the table");
    let told = |event: &str, status: &str| {
        let output = json!({"filenamePrefix": format!("{}s", run.key().prefix()), "s3": {"bucket": BUCKET}});
        let nanos = (world.clock().now().as_millis() * 1_000_000).to_string();
        let info = json!({"egressId": "EG_reel", "roomName": reel.id, "status": status, "updatedAt": nanos,
            "startedAt": nanos, "participant": {"segmentOutputs": [output]}});
        push.event(event, &json!({"egressInfo": info}))
    };
    let active = told("egress_updated", "EGRESS_ACTIVE");
    till.ring("receive_webhook: egress_updated", world.deliver(&active), 200).await;
    let marker = json!({"text": "The guest arrives"});
    till.ring("create_marker", world.post("/api/stream/markers").by(&reel).json(&marker), 201).await;
    let ended = told("egress_ended", "EGRESS_COMPLETE");
    till.ring("receive_webhook: egress_ended", world.deliver(&ended), 200).await;
    let now = json!({"hostId": reel.id});
    till.ring("create_clip", world.post("/api/clip").by(&cast.ada).json(&now), 202).await;
}

/// A creator's recordings, more than a page of them.
#[expect(clippy::expect_used, reason = "a test's own helper")]
pub(super) async fn vods(till: &mut Till<'_>, cast: &Cast) {
    let (world, store) = (till.world, &till.world.app().store);
    let reel = world.creator("reel_two").await;
    world.go_live(&reel).await;
    let stream = store.stream(&user(&reel)).await.expect("the table").expect("a stream");
    let mut open = stream.media.broadcast.clone().expect("a broadcast");
    let mut path = String::new();
    for n in 0..MANY {
        open.id = format!("b{n:03}");
        open.started_at = world.clock().now().plus_secs(i64::try_from(n).unwrap_or_default());
        let vod = Vod::of(&stream, &open);
        let run = Run::new(&vod.id, &vod.user_id, &open.publish, 1, open.started_at);
        store.begin_run(&vod, &run, true).await.expect("the table");
        path = format!("/api/vod/{}", vod.id);
    }
    till.ring_list("list_my_vods", "/api/vod/mine", Some(&reel)).await;
    till.ring_list("list_creator_vods", "/api/vod/creator/reel_two", None).await;
    till.ring("list_creator_vods: known caller", world.get("/api/vod/creator/reel_two").by(&cast.ada), 200).await;
    till.ring("get_vod", world.get(&path), 200).await;
    let preview = path.replace("/api/vod/", "/api/viewer/preview/video/");
    till.ring("get_preview: video", world.get(&preview), 200).await;
    till.ring("get_vod: known caller", world.get(&path).by(&cast.ada), 200).await;
    let marker = json!({"text": "The guest arrives", "offset": 0});
    let made = world.post(&format!("{path}/markers")).by(&reel).json(&marker);
    let made = till.ring("create_vod_marker", made, 201).await;
    let made = format!("{path}/markers/{}", made.data()["id"].as_str().unwrap_or_default());
    till.ring("delete_vod_marker", world.delete(&made).by(&reel), 200).await;
    till.ring("update_vod: kept", world.patch(&path).by(&reel).json(&json!({"isKept": true})), 200).await;
    let watched = store.vod(path.trim_start_matches("/api/vod/")).await.expect("the table").expect("a recording");
    let found = Assembled { segments: 9, duration_millis: 36_000, bytes: 1, has_poster: true };
    store.save_recording(Some(&watched.assembled(&found)), &[]).await.expect("the table");
    let playback = format!("{path}/playback");
    till.ring("create_playback", world.post(&playback), 200).await;
    till.ring("create_playback: known caller", world.post(&playback).by(&cast.ada), 200).await;
    clips(till, cast, &reel, path.rsplit('/').next().unwrap_or_default()).await;
    till.ring("update_vod", world.patch(&path).by(&reel).json(&json!({"title": "The last night"})), 200).await;
    till.ring("delete_vod", world.delete(&path).by(&reel), 200).await;
}

/// Clips of a video that is ready, more than a page of them.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn clips(till: &mut Till<'_>, cast: &Cast, reel: &Bearer, vod_id: &str) {
    let (world, store) = (till.world, &till.world.app().store);
    let known = store.vod(vod_id).await.expect("the table").expect("a video");
    let ready = Vod { state: VodState::Ready, duration_millis: 600_000, ..known };
    assert!(store.save_recording(Some(&ready), &[]).await.expect("the table"));
    let mut last = String::new();
    for n in 0..MANY {
        let at = world.clock().now().plus_secs(i64::try_from(n).unwrap_or_default());
        let wish = Wish::Media { ranges: vec![Range { from_millis: 10_000, to_millis: 40_000 }] };
        let clip = Clip::new(&format!("clip {n}"), &ready, &user(&cast.ada), "A clip", wish, at);
        store.begin_clip(&clip, 0, at).await.expect("the table");
        let made = Made {
            edit: 0,
            playlist: 0,
            offset_millis: 10_000,
            start_offset_millis: 0,
            duration_millis: 30_000,
            has_poster: false,
        };
        assert!(store.clip_made(&clip, &made).await.expect("the table"));
        last = format!("/api/clip/{}", clip.id);
    }
    till.ring_list("list_my_clips", "/api/clip/mine", Some(&cast.ada)).await;
    till.ring_list("list_creator_clips", "/api/clip/creator/reel_two", None).await;
    till.ring("list_creator_clips: known caller", world.get("/api/clip/creator/reel_two").by(&cast.ada), 200).await;
    till.ring("get_clip", world.get(&last), 200).await;
    let preview = last.replace("/api/clip/", "/api/viewer/preview/clip/");
    till.ring("get_preview: clip", world.get(&preview), 200).await;
    let playback = format!("{last}/playback");
    till.ring("create_clip_playback", world.post(&playback), 200).await;
    till.ring("create_clip_playback: known caller", world.post(&playback).by(&cast.ada), 200).await;
    till.ring("get_clip: known caller", world.get(&last).by(&cast.ada), 200).await;
    till.ring("update_clip", world.patch(&last).by(&cast.ada).json(&json!({"title": "That goal"})), 200).await;
    let moved = json!({"start": 12, "end": 30});
    till.ring("update_clip: moved", world.patch(&last).by(&cast.ada).json(&moved), 200).await;
    till.ring("delete_clip", world.delete(&last).by(&cast.ada), 200).await;
    let of_video = json!({"vodId": vod_id, "offset": 60});
    let made = till.ring("create_clip: of a video", world.post("/api/clip").by(&cast.ada).json(&of_video), 202).await;
    let path = format!("/api/clip/{}", made.data()["id"].as_str().unwrap_or_default());
    till.ring("get_clip: being made", world.get(&path).by(&cast.ada), 200).await;
    let best = json!({"title": "The best", "ranges": [{"start": 0, "end": 30}, {"start": 60, "end": 90}]});
    let highlights = format!("/api/vod/{vod_id}/highlights");
    till.ring("create_highlight", world.post(&highlights).by(reel).json(&best), 201).await;
}
