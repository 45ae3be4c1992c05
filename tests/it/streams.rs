//! Streams that start and stop by signals put to the store: for tests of lists that need many of them.

use domain::media::{Change, Publish, Signal};
use domain::{IngressId, Time, UserId};
use harness::{Answer, Bearer, World};

pub fn id(name: &str) -> UserId {
    UserId::parse(&format!("usr_{name}")).unwrap()
}

fn publish(name: &str, at: Time) -> Publish {
    Publish {
        ingress_id: IngressId::new(format!("IN_{name}")),
        resource_id: format!("RS_{name}_{at}"),
        started_nanos: at.as_millis() * 1_000_000,
    }
}

/// A creator with a stream that never was live.
pub async fn creator(world: &World, name: &str) -> Bearer {
    world.creator_with_ingress(&format!("usr_{name}"), &format!("IN_{name}")).await
}

/// The creator's encoder connects.
pub async fn go_live(world: &World, name: &str) {
    let now = world.clock().now();
    let signal = Signal::Started { publish: publish(name, now), told_at: Some(now) };
    assert!(world.app().store.signal(&id(name), &signal, now).await.unwrap().is_some(), "{name} goes live");
}

/// A creator who is live, with so many viewers.
pub async fn live(world: &World, name: &str, viewers: u32) -> Bearer {
    let bearer = creator(world, name).await;
    go_live(world, name).await;
    watched_by(world, name, viewers).await;
    bearer
}

/// The creator's encoder stops: the reconnect window opens.
pub async fn interrupt(world: &World, name: &str) {
    let now = world.clock().now();
    let stream = world.app().store.stream(&id(name)).await.unwrap().unwrap();
    let publish = stream.media.broadcast.unwrap().publish;
    let change = world.app().store.signal(&id(name), &Signal::Ended { publish, at: now }, now).await.unwrap();
    assert_eq!(change, Some(Change::Interrupt));
}

/// The broadcast ends by our own doing, without a window.
pub async fn cut(world: &World, name: &str) {
    let now = world.clock().now();
    assert!(world.app().store.signal(&id(name), &Signal::Cut { at: now }, now).await.unwrap().is_some());
}

/// So many watch; a count is made at most once a millisecond.
pub async fn watched_by(world: &World, name: &str, viewers: u32) {
    world.clock().advance(1);
    world.app().store.store_count(&id(name), viewers.into(), world.clock().now()).await.unwrap();
}

/// The usernames of a page.
pub fn names(answer: &Answer) -> Vec<&str> {
    let data = answer.data().as_array();
    data.into_iter().flatten().filter_map(|stream| stream["user"]["username"].as_str()).collect()
}

/// `path` and the cursor that goes on after a page.
pub fn after(path: &str, page: &Answer) -> String {
    format!("{path}&cursor={}", page.next_cursor().expect("another page"))
}
