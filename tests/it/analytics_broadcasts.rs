//! GET /api/analytics/broadcasts and …/:broadcastId.

use domain::audience::Course;
use domain::{Time, UserId};
use harness::{Bearer, World};
use serde_json::{Value, json};
use services::ViewerCounts;
use store::{BroadcastItem, Store};

/// A broadcast of 1,000 s with two viewers for half of it; its id.
pub(crate) async fn broadcast(world: &World, creator: &Bearer) -> String {
    let room = world.stream_of(creator).await;
    let (store, counts) = (&world.app().store, ViewerCounts::new(world.app().store.clone()));
    world.go_live(creator).await;
    let id = store.count(&room).await.unwrap().broadcast_id.unwrap();
    for there in [&["usr_bob", "guest-1"][..], &[]] {
        counts.set_listed_count(&room, there, 0, world.clock().now()).await.unwrap();
        world.clock().advance(500_000);
    }
    world.end_broadcast(creator).await;
    id
}

async fn settle(store: &Store, room: &UserId, id: &str) {
    let course = store.course(room, id, store::Consistency::Strong, true).await.unwrap();
    store.settle(room, id, &course, 0).await.unwrap();
}

fn caller(world: &World, name: &str) -> Bearer {
    Bearer::new(name, world.clock().now())
}

#[tokio::test]
async fn figures_are_those_of_the_samples_before_and_after_they_are_stored() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    world.put("/api/stream/info").by(&alice).json(&json!({"title": "Night talk"})).expect(200).await;
    let id = broadcast(&world, &alice).await;
    world.put("/api/stream/info").by(&alice).json(&json!({"title": "Another"})).expect(200).await;
    let path = format!("/api/analytics/broadcasts/{id}");
    let before = world.get(&path).by(&alice).expect(200).await.data().clone();
    let listed = world.get("/api/analytics/broadcasts").by(&alice).expect(200).await;
    assert_eq!((&listed.data()[0], listed.body["count"].as_u64()), (&before, Some(1)));
    assert_eq!(before["id"], Value::from(id.clone()));
    let expected = json!({
        "id": id, "title": "Night talk", "startedAt": before["startedAt"], "endedAt": before["endedAt"], "liveSeconds": 1000,
        "peakViewers": 2, "averageViewers": 1.0, "watchSeconds": 1000, "uniqueViewers": 1, "guestSessions": 1,
        "followersGained": 0, "chatMessages": 0, "raidsIn": 0, "raidOut": null,
    });
    assert_eq!(before, expected);
    assert!(
        harness::is_time(before["startedAt"].as_str().unwrap())
            && harness::is_time(before["endedAt"].as_str().unwrap())
    );
    settle(&world.app().store, &room, &id).await;
    assert_eq!(world.get(&path).by(&alice).expect(200).await.data(), &before);
    assert_eq!(world.get("/api/analytics/broadcasts/latest").by(&alice).expect(200).await.data(), &before);
    // What others count for it.
    world.set_number(BroadcastItem::key(&room, &id), "chatMessages", 7).await;
    world.set_number(BroadcastItem::key(&room, &id), "raidsIn", 40).await;
    let after = world.get(&path).by(&alice).expect(200).await;
    assert_eq!((&after.data()["chatMessages"], &after.data()["raidsIn"]), (&json!(7), &json!(40)));
}

#[tokio::test]
async fn one_that_runs_has_its_figures_until_now() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    world.get("/api/analytics/broadcasts/latest").by(&alice).expect(404).await;
    world.go_live(&alice).await;
    world.caught_up().await;
    world.post(&format!("/api/social/follow/{}", alice.id)).by(&caller(&world, "bob")).expect(200).await;
    let counts = ViewerCounts::new(world.app().store.clone());
    counts.set_listed_count(&room, &["usr_bob", "usr_eve"], 0, world.clock().now()).await.unwrap();
    world.clock().advance(60_000);
    for path in ["/api/analytics/broadcasts/latest", "/api/analytics/broadcasts"] {
        let answer = world.get(path).by(&alice).expect(200).await;
        let figures = if path.ends_with("latest") { answer.data() } else { &answer.data()[0] };
        let told = ["endedAt", "liveSeconds", "watchSeconds", "peakViewers", "uniqueViewers", "followersGained"];
        let told: Vec<_> = told.into_iter().map(|name| figures[name].clone()).collect();
        assert_eq!(json!(told), json!([null, 60, 120, 2, 2, 1]), "{path}");
    }
    // Its window is over, and nobody has closed it: it is told to be over.
    let ended: Time = world.clock().now();
    let stream = world.app().store.stream(&room).await.unwrap().unwrap();
    let publish = stream.media.broadcast.unwrap().publish;
    let signal = domain::media::Signal::Ended { publish, at: ended };
    world.app().store.signal(&room, &signal, ended).await.unwrap().unwrap();
    world.clock().advance(30 * 60_000);
    let figures = world.get("/api/analytics/broadcasts/latest").by(&alice).expect(200).await;
    assert_eq!((&figures.data()["endedAt"], &figures.data()["liveSeconds"]), (&json!(ended), &json!(60)));
}

#[tokio::test]
async fn pages_lead_through_all_broadcasts_newest_first() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    let mut ids = vec![];
    for _ in 0..7 {
        world.go_live(&alice).await;
        ids.insert(0, world.app().store.count(&room).await.unwrap().broadcast_id.unwrap());
        world.clock().advance(1_000);
        world.end_broadcast(&alice).await;
        world.app().store.settle(&room, &ids[0], &Course::default(), 0).await.unwrap();
    }
    for limit in [1, 2, 3, 7, 8] {
        let (mut seen, mut cursor) = (vec![], String::new());
        loop {
            let path = format!("/api/analytics/broadcasts?limit={limit}{cursor}");
            let page = world.get(&path).by(&alice).expect(200).await;
            seen.extend(page.each("id").into_iter().map(str::to_owned));
            assert_eq!(
                page.data().as_array().unwrap().len(),
                limit.min(7 - seen.len() + page.data().as_array().unwrap().len())
            );
            match page.next_cursor() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, ids, "by {limit}");
    }
    let first = world.get("/api/analytics/broadcasts?limit=1").by(&alice).expect(200).await;
    let cursor = first.next_cursor().unwrap();
    let carol = world.creator("carol").await;
    for (query, who) in [(format!("cursor={cursor}"), &carol), ("cursor=x".to_owned(), &alice)] {
        let refused = world.get(&format!("/api/analytics/broadcasts?{query}")).by(who).expect(400).await;
        assert_eq!(refused.error(), "Invalid cursor");
    }
    assert_eq!(world.get("/api/analytics/broadcasts?limit=101").by(&alice).expect(400).await.fields(), ["limit"]);
}

/// Nobody but the creator and administrators, whatever is asked for.
#[tokio::test]
async fn figures_are_the_creators_own_and_an_administrators() {
    let world = World::without_limits().await;
    let (alice, carol) = (world.creator("alice").await, world.creator("carol").await);
    let ada = world.admin("ada").await;
    let id = broadcast(&world, &alice).await;
    let carols = broadcast(&world, &carol).await;
    let (alice, carol, ada) = (caller(&world, "alice"), caller(&world, "carol"), caller(&world, &ada.id[4..]).admin());
    for ending in ["", "/viewers", "/viewers.csv"] {
        let path = format!("/api/analytics/broadcasts/{id}{ending}");
        world.get(&path).by(&alice).expect(200).await;
        for path in [path.clone(), format!("{path}?userId=usr_alice")] {
            assert_eq!(world.get(&path).by(&carol).expect(404).await.error(), "Broadcast not found");
        }
        world.get(&path).by(&ada).expect(403).await;
        world.get(&format!("{path}?userId=usr_alice")).by(&ada).expect(200).await;
        assert_eq!(
            world.get(&format!("{path}?userId=usr_carol")).by(&ada).expect(404).await.error(),
            "Broadcast not found"
        );
        for nobody in ["usr_nobody", "usr_ada", "%23"] {
            let refused = world.get(&format!("{path}?userId={nobody}")).by(&ada).expect(404).await;
            assert_eq!(refused.error(), "Creator not found");
        }
    }
    let listed = world.get("/api/analytics/broadcasts?userId=usr_alice").by(&carol).expect(200).await;
    assert_eq!(listed.each("id"), [&carols]);
    // Of a creator who may not stream any more, an administrator sees them still.
    let suspend = world.post("/api/admin/creators/usr_alice/suspend").by(&ada);
    suspend.json(&json!({"reason": "Rules"})).expect(200).await;
    world.get("/api/analytics/broadcasts").by(&alice).expect(403).await;
    world.get("/api/analytics/broadcasts?userId=usr_alice").by(&ada).expect(200).await;
    for odd in ["none", "..", "%2F", "%00", "2026%23x", &"x".repeat(900)] {
        world.get(&format!("/api/analytics/broadcasts/{odd}")).by(&carol).expect(404).await;
    }
}

/// From before there were figures: what its item has.
#[tokio::test]
async fn a_broadcast_without_samples_is_told_as_far_as_it_is_known() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    world.go_live(&alice).await;
    let id = world.app().store.count(&room).await.unwrap().broadcast_id.unwrap();
    world.clock().advance(90_000);
    world.end_broadcast(&alice).await;
    world.set_number(BroadcastItem::key(&room, &id), "peakViewers", 12).await;
    world.forget(BroadcastItem::key(&room, &id), "title").await;
    let figures = world.get("/api/analytics/broadcasts/latest").by(&alice).expect(200).await;
    let told: Vec<_> = ["liveSeconds", "peakViewers", "watchSeconds"].map(|name| figures.data()[name].clone()).into();
    assert_eq!(json!(told), json!([90, 12, 0]));
    assert_eq!(figures.data()["title"], json!(domain::UNTITLED));
}
