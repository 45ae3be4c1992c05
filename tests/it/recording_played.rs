//! A broadcast of three pushes as its viewers play it: one playlist, every segment of it there, and none of another moment.
//! The stage `86-playlists` has ffmpeg play what this leaves in `ONAIR_PLAYLISTS`.

use std::path::Path;
use std::time::Duration;

use domain::recording::manifest::Playlist;
use domain::recording::{VodState, opened, vod_place};
use harness::{Answer, MEDIA_KEY, MEDIA_URL, World};
use runtime::config;

use super::recording_runs::{live_alice, minutes, stored};

/// What the CDN shows of the address that was answered.
async fn played(world: &World, answer: &Answer) -> (String, Playlist) {
    let path = answer.data()["url"].as_str().unwrap().strip_prefix(MEDIA_URL).unwrap().to_owned();
    let place = opened(&[MEDIA_KEY.as_bytes()], &path, world.clock().now()).unwrap().to_owned();
    let body = world.objects().get(&place).await.unwrap().unwrap_or_else(|| panic!("{place} is not there"));
    let playlist = Playlist::parse(&String::from_utf8(body).unwrap()).unwrap();
    (place.rsplit_once('/').unwrap().0.to_owned(), playlist)
}

/// Each segment is there, and begins where those of its run before it end.
async fn is_whole(world: &World, folder: &str, playlist: &Playlist) {
    let mut expected = Duration::ZERO;
    for segment in &playlist.segments {
        let media = world.objects().get(&format!("{folder}/{}", segment.name)).await.unwrap();
        let moment = stand_in::moment_of(&media.unwrap_or_else(|| panic!("{} is not there", segment.name))).unwrap();
        if segment.is_discontinuous {
            expected = Duration::ZERO;
        }
        assert_eq!(moment, expected, "{}", segment.name);
        expected += Duration::from_millis(segment.millis);
    }
}

#[tokio::test]
async fn three_pushes_are_played_as_one_while_they_go_on_and_afterwards() {
    let (world, alice, vod_id) = live_alice().await;
    let playback = format!("/api/vod/{vod_id}/playback");
    assert_eq!(world.post(&playback).expect(409).await.error(), "Video not ready");
    world.clock().advance(12_000);
    world.settle().await;
    let (folder, first) = played(&world, &world.post(&playback).expect(200).await).await;
    assert_eq!((first.segments.len(), first.is_ended), (3, false));
    is_whole(&world, &folder, &first).await;

    for (pause, lasts) in [(20_000, 10_000), (15_000, 30_000)] {
        world.livekit().stop(&alice.id);
        world.settle().await;
        world.clock().advance(pause);
        world.livekit().push_to_room(&alice.id).unwrap();
        world.settle().await;
        world.clock().advance(lasts);
        world.settle().await;
    }
    // The reconciler's minute joins them.
    world.clock().advance(31_000);
    world.settle().await;
    world.reconcile().await;
    world.settle().await;
    let (folder, growing) = played(&world, &world.post(&playback).expect(200).await).await;
    assert!(!growing.is_ended && growing.segments.len() > 15, "{growing:?}");
    let seams = |playlist: &Playlist| playlist.segments.iter().filter(|segment| segment.is_discontinuous).count();
    assert_eq!(seams(&growing), 2);
    is_whole(&world, &folder, &growing).await;
    // It is as fresh as what is uploaded, while nothing has it looked at.
    world.clock().advance(8_000);
    world.settle().await;
    world.reconcile().await;
    let (folder, fresh) = played(&world, &world.post(&playback).expect(200).await).await;
    assert_eq!(fresh.segments.len(), growing.segments.len() + 2);
    assert!(!fresh.is_ended && fresh.segments.starts_with(&growing.segments));
    is_whole(&world, &folder, &fresh).await;

    world.livekit().stop(&alice.id);
    world.settle().await;
    minutes(&world, 2).await;
    let (vod, runs) = stored(&world, &vod_id).await;
    assert_eq!((vod.state, runs.len()), (VodState::Ready, 3));
    let answer = world.post(&playback).expect(200).await;
    let (folder, whole) = played(&world, &answer).await;
    assert!(whole.is_ended && seams(&whole) == 2);
    assert_eq!(whole.segments.len(), vod.segments as usize);
    assert_eq!(whole.duration_millis(), vod.duration_millis);
    assert_eq!(answer.data()["duration"], Duration::from_millis(vod.duration_millis).as_secs_f64());
    is_whole(&world, &folder, &whole).await;
    // What was watched as it grew has grown by its end alone.
    let grown = world.objects().get(&vod_place(&vod_id, "event.m3u8")).await.unwrap().unwrap();
    let grown = Playlist::parse(&String::from_utf8(grown).unwrap()).unwrap();
    assert_eq!(grown.segments[..growing.segments.len()], growing.segments);
    assert!(grown.is_ended);

    if let Some(directory) = config::variable("ONAIR_PLAYLISTS") {
        leave(&world, &folder, Path::new(&directory)).await;
    }
}

/// Leaves all of it in a directory, and how many milliseconds there are to be.
async fn leave(world: &World, folder: &str, directory: &Path) {
    for object in world.objects().list_all(&format!("{folder}/")).await.unwrap() {
        let path = directory.join(object.key.strip_prefix(&format!("{folder}/")).unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, world.objects().get(&object.key).await.unwrap().unwrap()).unwrap();
    }
}
