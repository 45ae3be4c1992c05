//! What the stand-in's egress leaves in the bucket.

use std::time::Duration;

use domain::recording::RunState;
use harness::{EgressEnd, EgressFault, World};

use super::recording_runs::{live_alice, minutes, states, stored};

/// The names below the first run, without their folder.
async fn names(world: &World, vod_id: &str) -> Vec<String> {
    let folder = folder(world, vod_id).await;
    let found = world.objects().list_all(&folder).await.unwrap();
    found.into_iter().map(|object| object.key[folder.len()..].to_owned()).collect()
}

async fn folder(world: &World, vod_id: &str) -> String {
    stored(world, vod_id).await.1[0].key().prefix()
}

async fn text(world: &World, vod_id: &str, name: &str) -> String {
    let key = format!("{}{name}", folder(world, vod_id).await);
    String::from_utf8(world.objects().get(&key).await.unwrap().unwrap()).unwrap()
}

async fn moment(world: &World, vod_id: &str, name: &str) -> Duration {
    let key = format!("{}{name}", folder(world, vod_id).await);
    stand_in::moment_of(&world.objects().get(&key).await.unwrap().unwrap()).unwrap()
}

#[tokio::test]
async fn a_push_leaves_its_segments_and_two_playlists() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(9_000);
    world.settle().await;
    assert_eq!(names(&world, &vod_id).await, ["event.m3u8", "live.m3u8", "s_00000.ts", "s_00001.ts"]);
    let told = text(&world, &vod_id, "event.m3u8").await;
    assert!(told.contains("s_00001.ts") && !told.contains("ENDLIST"), "{told}");
    world.clock().advance(2_500);
    world.livekit().stop(&alice.id);
    world.settle().await;

    let told = text(&world, &vod_id, "event.m3u8").await;
    assert!(told.ends_with("#EXTINF:3.500,\ns_00002.ts\n#EXT-X-ENDLIST\n"), "{told}");
    assert!(text(&world, &vod_id, "live.m3u8").await.ends_with("#EXT-X-ENDLIST\n"));
    for (n, name) in ["s_00000.ts", "s_00001.ts", "s_00002.ts"].into_iter().enumerate() {
        assert_eq!(moment(&world, &vod_id, name).await, Duration::from_secs(n as u64 * 4));
    }
    let runs = stored(&world, &vod_id).await.1;
    assert_eq!((runs[0].state, runs[0].segments, runs[0].duration_millis), (RunState::Complete, 3, 11_500));
    let sent = world.livekit().webhooks().into_iter().filter(|sent| sent.event.starts_with("egress"));
    let sent: Vec<String> = sent.map(|sent| sent.event).collect();
    assert_eq!(sent, ["egress_started", "egress_updated", "egress_updated", "egress_ended"]);
}

#[tokio::test]
async fn an_hour_is_uploaded_at_once() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(3_600_000);
    world.livekit().stop(&alice.id);
    world.livekit().settled().await;
    let names = names(&world, &vod_id).await;
    assert_eq!((names.len(), names.last().map(String::as_str)), (902, Some("s_00899.ts")));
    assert_eq!(moment(&world, &vod_id, "s_00899.ts").await, Duration::from_secs(3_596));
    assert_eq!(text(&world, &vod_id, "event.m3u8").await.matches("#EXTINF").count(), 900);
}

#[tokio::test]
async fn uploads_that_are_refused_end_it_and_the_push_is_recorded_anew() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(9_000);
    world.settle().await;
    assert!(world.livekit().refuse_uploads(&alice.id));
    world.clock().advance(4_000);
    world.settle().await;
    minutes(&world, 1).await;
    assert_eq!(states(&world, &vod_id).await, [RunState::Failed, RunState::Active]);
    let runs = stored(&world, &vod_id).await.1;
    assert_eq!(runs[0].segments, 2);
    assert!(runs[0].reason.as_deref().is_some_and(|why| why.contains("upload failed")), "{:?}", runs[0].reason);
    assert_eq!(names(&world, &vod_id).await, ["event.m3u8", "live.m3u8", "s_00000.ts", "s_00001.ts"]);
    assert!(!text(&world, &vod_id, "event.m3u8").await.contains("ENDLIST"));
}

#[tokio::test]
async fn a_worker_that_dies_leaves_what_it_had_uploaded() {
    let (world, alice, vod_id) = live_alice().await;
    world.clock().advance(10_000);
    assert!(world.livekit().kill_recorder(&alice.id));
    world.clock().advance(60_000);
    world.settle().await;
    assert_eq!(names(&world, &vod_id).await, ["event.m3u8", "live.m3u8", "s_00000.ts", "s_00001.ts"]);
    assert!(!text(&world, &vod_id, "event.m3u8").await.contains("ENDLIST"));
}

#[tokio::test]
async fn a_segment_may_be_longer_than_it_should() {
    let (world, alice) = super::recording_runs::recorded_alice().await;
    world.livekit().egress_fault(EgressFault::LongSegment);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let vod_id = super::recording_runs::vod_of(&world, &alice).await;
    world.clock().advance(16_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    let told = text(&world, &vod_id, "event.m3u8").await;
    assert!(told.contains("#EXT-X-TARGETDURATION:4\n") && told.contains("#EXTINF:8.000,\ns_00001.ts\n"), "{told}");
    assert_eq!(moment(&world, &vod_id, "s_00002.ts").await, Duration::from_secs(12));
}

#[tokio::test]
async fn one_that_ends_by_itself_leaves_an_end_where_it_ends_in_order() {
    for (how, state, segments, has_end) in
        [(EgressEnd::Fails, RunState::Failed, 2, false), (EgressEnd::ReachesLimit, RunState::Limit, 3, true)]
    {
        let (world, alice, vod_id) = live_alice().await;
        world.clock().advance(10_000);
        assert!(world.livekit().end_recorder(&alice.id, how));
        world.settle().await;
        // The push goes on, and is recorded by another.
        assert_eq!(states(&world, &vod_id).await, [state, RunState::Active]);
        let runs = stored(&world, &vod_id).await.1;
        assert_eq!(runs[0].segments, segments);
        assert_eq!(text(&world, &vod_id, "event.m3u8").await.contains("ENDLIST"), has_end);
        assert_eq!(names(&world, &vod_id).await.len(), usize::try_from(segments).unwrap() + 2);
    }
}
