//! POST /api/vod/:vodId/playback: who is told where a recording is played from.

use domain::Time;
use domain::recording::{Assembled, Visibility, VodState, opened};
use harness::{Answer, MEDIA_KEY, MEDIA_URL, World};
use serde_json::json;

use crate::vod_lists::vod;

fn path(vod_id: &str) -> String {
    format!("/api/vod/{vodId}/playback", vodId = vod_id)
}

/// What the CDN would show of an address that was answered, some seconds later.
fn shown(world: &World, answer: &Answer, later: i64) -> Option<String> {
    let url = answer.data()["url"].as_str().unwrap();
    let path = url.strip_prefix(MEDIA_URL).unwrap();
    opened(&[MEDIA_KEY.as_bytes()], path, world.clock().now().plus_secs(later)).map(str::to_owned)
}

#[tokio::test]
async fn who_may_watch_is_told_where_for_an_hour() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let ready = VodState::Ready;
    let public = vod(&world, &alice, 1, ready, Visibility::Public).await;
    let followers = vod(&world, &alice, 2, ready, Visibility::Followers).await;
    let private = vod(&world, &alice, 3, ready, Visibility::Private).await;

    let answer = world.post(&path(&public)).expect(200).await;
    let place = format!("v/{}/{public}/index.m3u8", &public[..2]);
    assert_eq!(shown(&world, &answer, 3_599), Some(place));
    assert_eq!(shown(&world, &answer, 3_600), None);
    let expires: Time = answer.data()["expiresAt"].as_str().unwrap().parse().unwrap();
    assert!(expires.millis_since(world.clock().now().plus_secs(3_600)).abs() <= 1_000);
    assert_eq!((&answer.data()["startOffset"], &answer.data()["duration"]), (&json!(0.0), &json!(61.5)));

    assert_eq!(world.post(&path(&followers)).expect(403).await.error(), "Followers only");
    assert_eq!(world.post(&path(&followers)).by(&bob).expect(403).await.error(), "Followers only");
    world.post(&path(&followers)).by(&alice).expect(200).await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    world.post(&path(&followers)).by(&bob).expect(200).await;

    assert_eq!(world.post(&path(&private)).expect(404).await.error(), "Video not found");
    assert_eq!(world.post(&path(&private)).by(&bob).expect(404).await.error(), "Video not found");
    world.post(&path(&private)).by(&alice).expect(200).await;
    assert_eq!(world.post(&path("none")).expect(404).await.error(), "Video not found");

    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert_eq!(world.post(&path(&public)).by(&bob).expect(404).await.error(), "Video not found");
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    assert_eq!(world.post(&path(&public)).expect(404).await.error(), "Video not found");
}

#[tokio::test]
async fn what_is_not_there_yet_is_not_ready() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    for (n, state) in (0..).zip([VodState::Recording, VodState::Processing, VodState::Failed]) {
        let vod_id = vod(&world, &alice, n, state, Visibility::Public).await;
        assert_eq!(world.post(&path(&vod_id)).expect(409).await.error(), "Video not ready", "{state:?}");
    }
}

#[tokio::test]
async fn a_picture_has_an_address_that_opens_nothing_else() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let vod_id = vod(&world, &alice, 1, VodState::Processing, Visibility::Followers).await;
    let app = world.app();
    let stored = app.store.vod(&vod_id).await.unwrap().unwrap();
    let found = Assembled { segments: 3, duration_millis: 12_000, bytes: 9, has_poster: true };
    assert!(app.store.save_recording(Some(&stored.assembled(&found)), &[]).await.unwrap());
    let answer = world.get(&format!("/api/vod/{vod_id}")).expect(200).await;
    let thumbnail = answer.data()["thumbnail"].as_str().unwrap();
    let opened = |path: &str| opened(&[MEDIA_KEY.as_bytes()], path, world.clock().now()).map(str::to_owned);
    let path = thumbnail.strip_prefix(MEDIA_URL).unwrap();
    assert_eq!(opened(path), Some(format!("v/{}/{vod_id}/poster.jpeg", &vod_id[..2])));
    assert_eq!(opened(&path.replace("poster.jpeg", "index.m3u8")), None);
}
