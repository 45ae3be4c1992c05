//! POST /api/clip/:clipId/playback: who is told where a clip is played from, and what its picture opens.

use domain::clip::{ClipState, Made};
use domain::recording::{Visibility, VodState, opened, preview_place};
use domain::{Time, UserId};
use harness::{Answer, Bearer, MEDIA_KEY, MEDIA_URL, World};
use serde_json::{Value, json};

use crate::clip_lists::{clip, made};
use crate::clip_made::ready_vod;
use crate::recording_runs::recording;
use crate::vod_lists::vod;

fn path(clip_id: &str) -> String {
    format!("/api/clip/{clip_id}/playback")
}

/// What the CDN shows of an address at a moment.
fn shown(address: &Value, at: Time) -> Option<String> {
    let path = address.as_str().unwrap().strip_prefix(MEDIA_URL).unwrap();
    opened(&[MEDIA_KEY.as_bytes()], path, at).map(str::to_owned)
}

async fn refused(world: &World, clip_id: &str, who: Option<&Bearer>, status: u16) -> Answer {
    let request = world.post(&path(clip_id));
    let request = if let Some(who) = who { request.by(who) } else { request };
    request.expect(status).await
}

async fn show(world: &World, alice: &Bearer, vod_id: &str, visibility: &str) {
    let change = json!({"visibility": visibility});
    world.patch(&format!("/api/vod/{vod_id}")).by(alice).json(&change).expect(200).await;
}

#[tokio::test]
async fn who_may_watch_is_told_where_for_an_hour() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let id = clip(&world, &bob, &vod_id, 1, ClipState::Ready).await;
    let answer = world.post(&path(&id)).expect(200).await;
    let (url, now) = (&answer.data()["url"], world.clock().now());
    assert_eq!(shown(url, now.plus_secs(3_599)), Some(format!("c/{}/{id}/index.m3u8", &id[..2])));
    assert_eq!(shown(url, now.plus_secs(3_600)), None);
    assert_eq!((&answer.data()["startOffset"], &answer.data()["duration"]), (&json!(2.0), &json!(30.0)));
    // It opens nothing of its video.
    let of_vod =
        url.as_str().unwrap().replace(&format!("c/{}/{id}", &id[..2]), &format!("v/{}/{vod_id}", &vod_id[..2]));
    assert_eq!(shown(&json!(of_vod), now), None);
}

#[tokio::test]
async fn whoever_may_not_see_its_video_is_told_nothing_but_what_lets_them_in() {
    let world = World::start().await;
    let (alice, bob, carol) = (world.creator("alice").await, world.viewer("bob").await, world.viewer("carol").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let id = clip(&world, &bob, &vod_id, 1, ClipState::Ready).await;
    show(&world, &alice, &vod_id, "FOLLOWERS").await;
    // Its own author too: a clip is no more visible than its video.
    for who in [None, Some(&bob), Some(&carol)] {
        assert_eq!(refused(&world, &id, who, 403).await.error(), "Followers only");
    }
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    refused(&world, &id, Some(&bob), 200).await;
    refused(&world, &id, Some(&alice), 200).await;

    show(&world, &alice, &vod_id, "PRIVATE").await;
    for who in [None, Some(&bob)] {
        assert_eq!(refused(&world, &id, who, 404).await.error(), "Clip not found");
    }
    refused(&world, &id, Some(&alice), 200).await;

    show(&world, &alice, &vod_id, "PUBLIC").await;
    refused(&world, &id, None, 200).await;
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert_eq!(refused(&world, &id, Some(&bob), 404).await.error(), "Clip not found");
    for none in ["none", "not%20an%20id"] {
        assert_eq!(refused(&world, none, Some(&carol), 404).await.error(), "Clip not found");
    }
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    assert_eq!(refused(&world, &id, None, 404).await.error(), "Clip not found");
}

#[tokio::test]
async fn what_is_being_made_or_was_not_is_not_ready() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Followers).await;
    let making = clip(&world, &bob, &vod_id, 1, ClipState::Processing).await;
    let failed = clip(&world, &bob, &vod_id, 2, ClipState::Failed).await;
    // Who may see it learns first whether they may.
    assert_eq!(refused(&world, &making, Some(&bob), 403).await.error(), "Followers only");
    for id in [&making, &failed] {
        assert_eq!(refused(&world, id, Some(&alice), 409).await.error(), "Clip not ready");
    }
    world.delete(&format!("/api/clip/{failed}")).by(&alice).expect(200).await;
    assert_eq!(refused(&world, &failed, Some(&alice), 404).await.error(), "Clip not found");
}

#[tokio::test]
async fn a_clip_has_a_picture_of_its_own_that_opens_nothing_else() {
    let world = World::with(recording()).await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = ready_vod(&world, &alice).await;
    let thumbnail = async |id: &str| {
        let clip = world.get(&format!("/api/clip/{id}")).expect(200).await;
        clip.data()["thumbnail"].clone()
    };
    let ask = async || {
        let body = json!({"vodId": vod_id, "offset": 30, "duration": 10});
        let answer = world.post("/api/clip").by(&bob).json(&body).expect(202).await;
        world.settle().await;
        answer.data()["id"].as_str().unwrap().to_owned()
    };
    // Of a video without a picture there is none.
    let without = ask().await;
    assert_eq!(thumbnail(&without).await, json!(null));
    let poster = domain::recording::vod_place(&vod_id, "poster.jpeg");
    world.objects().put(&poster, b"a picture".to_vec(), "image/jpeg").await.unwrap();
    let id = ask().await;
    let (address, now) = (thumbnail(&id).await, world.clock().now());
    let place = format!("c/{}/{id}/poster.jpeg", &id[..2]);
    assert_eq!(shown(&address, now), Some(place.clone()));
    assert_eq!(world.objects().get(&place).await.unwrap().as_deref(), Some(&b"a picture"[..]));
    let other = address.as_str().unwrap().replace("poster.jpeg", "index.m3u8");
    assert_eq!(shown(&json!(other), now), None);
    // The clip's is its own: it stays when the video's goes.
    world.objects().delete(&[poster]).await.unwrap();
    assert!(world.objects().get(&place).await.unwrap().is_some());
    // Lists show the same.
    let list = world.get("/api/clip/creator/alice").expect(200).await;
    let of_list = list.data().as_array().unwrap().iter().find(|row| row["id"] == *id).unwrap();
    assert_eq!(of_list["thumbnail"], address);
}

/// Of what just happened the picture is the one that is sent at the time.
#[tokio::test]
async fn a_clip_of_now_takes_the_live_picture() {
    let (world, alice, _) = crate::recording_runs::live_alice().await;
    let bob = world.viewer("bob").await;
    world.clock().advance(60_000);
    world.settle().await;
    let live = preview_place(&UserId::parse(&alice.id).unwrap());
    let picture = world.objects().get(&live).await.unwrap().expect("egress uploads one");
    let body = json!({"hostId": alice.id, "duration": 10});
    let answer = world.post("/api/clip").by(&bob).json(&body).expect(202).await;
    let id = answer.data()["id"].as_str().unwrap().to_owned();
    world.clock().advance(12_000);
    world.settle().await;
    world.get(&format!("/api/clip/{id}")).expect(200).await;
    world.settle().await;
    world.reconcile().await;
    let clip = world.get(&format!("/api/clip/{id}")).expect(200).await;
    assert_eq!(clip.data()["state"], "READY");
    let place = shown(&clip.data()["thumbnail"], world.clock().now()).unwrap();
    let copied = world.objects().get(&place).await.unwrap().unwrap();
    // Another may have been uploaded meanwhile: it is one of the test card's.
    assert_eq!(&copied[..2], &picture[..2], "a JPEG");
    let made: Made = world.app().store.clip(&id).await.unwrap().unwrap().made.unwrap();
    assert!(made.has_poster && made.duration_millis <= 10_000);
}

/// A clip whose maker says that it has no picture shows none, and one that has shows it to whoever finds the clip.
#[tokio::test]
async fn a_followers_clip_shows_its_picture_in_lists() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Followers).await;
    let id = clip(&world, &bob, &vod_id, 1, ClipState::Processing).await;
    let stored = world.app().store.clip(&id).await.unwrap().unwrap();
    let made = Made { has_poster: true, ..made() };
    assert!(world.app().store.clip_made(&stored, &made).await.unwrap());
    let found = world.get(&format!("/api/clip/{id}")).expect(200).await;
    assert_eq!(found.data()["visibility"], "FOLLOWERS");
    let place = shown(&found.data()["thumbnail"], world.clock().now()).unwrap();
    assert_eq!(place, format!("c/{}/{id}/poster.jpeg", &id[..2]));
    show(&world, &alice, &vod_id, "PRIVATE").await;
    world.get(&format!("/api/clip/{id}")).expect(404).await;
}
