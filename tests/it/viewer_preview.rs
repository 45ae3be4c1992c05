//! The live picture: one of each stream that is live and recorded.

use harness::{Setup, World};
use serde_json::{Value, json};

use super::recording_runs::BUCKET;

/// Where viewers find recordings.
const CDN: &str = "https://media.example";

async fn live(world: &World, name: &str, is_recorded: bool) -> harness::Bearer {
    let creator = world.creator(name).await;
    world.post("/api/stream/ingress").by(&creator).expect(201).await;
    let wanted = json!({"isRecorded": is_recorded});
    world.put("/api/stream/recording-settings").by(&creator).json(&wanted).expect(200).await;
    world.livekit().push_to_room(&creator.id).unwrap();
    world.settle().await;
    creator
}

async fn preview(world: &World, name: &str) -> Value {
    world.get(&format!("/api/viewer/stream/{name}")).expect(200).await.data()["preview"].clone()
}

#[tokio::test]
async fn what_is_live_and_recorded_has_a_picture_that_is_there() {
    let variables = vec![(BUCKET.0, BUCKET.1.to_owned()), ("RECORDINGS_URL", format!("{CDN}/"))];
    let world = World::with(Setup { variables, ..Setup::default() }).await;
    let alice = live(&world, "alice", true).await;
    live(&world, "bob", false).await;
    let address = preview(&world, "alice").await;
    let place = address.as_str().and_then(|url| url.strip_prefix(CDN)?.strip_prefix('/')).unwrap().to_owned();
    assert!(place.starts_with("p/") && place.ends_with(".jpeg") && !place.contains("alice"), "{place}");
    let first = world.objects().get(&place).await.unwrap().unwrap();
    assert!(first.starts_with(&[0xFF, 0xD8]), "a JPEG");
    world.clock().advance(10_000);
    world.settle().await;
    let next = world.objects().get(&place).await.unwrap().unwrap();
    assert_ne!(next, first, "a new one takes its place");
    assert_eq!(preview(&world, "alice").await, address);
    assert_eq!(preview(&world, "bob").await, Value::Null);

    // In every list, too.
    world.clock().advance(21_000);
    for path in ["/api/viewer/live", "/api/viewer/search?q=alice"] {
        let answer = world.get(path).expect(200).await;
        let found = answer.data().as_array().unwrap().iter().find(|stream| stream["userId"] == alice.id.as_str());
        assert_eq!(found.unwrap()["preview"], address, "{path}");
    }

    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(preview(&world, "alice").await, Value::Null, "interrupted");
}

#[tokio::test]
async fn without_a_cdn_there_is_none() {
    let variables = vec![(BUCKET.0, BUCKET.1.to_owned()), ("RECORDINGS_URL", String::new())];
    let world = World::with(Setup { variables, ..Setup::default() }).await;
    live(&world, "alice", true).await;
    assert_eq!(preview(&world, "alice").await, Value::Null);
}
