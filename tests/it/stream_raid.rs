//! The routes of raids: start, cancel, now, settings; and what ends a raid while it counts down.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Time, UserId};
use harness::{Answer, Bearer, LiveKitFault, World};
use serde_json::{Value, json};
use store::{BroadcastItem, StreamItem};

const RAID: &str = "/api/stream/raid";
const SETTINGS: &str = "/api/stream/raid-settings";

/// A creator whose encoder sends.
pub async fn live(world: &World, name: &str) -> Bearer {
    let creator = world.creator(name).await;
    world.post("/api/stream/ingress").by(&creator).expect(201).await;
    world.livekit().push_to_room(&creator.id).unwrap();
    world.settle().await;
    creator
}

pub async fn start(world: &World, by: &Bearer, target: &str, delay: u32) -> Answer {
    world.post(RAID).by(by).json(&json!({"targetId": target, "delaySeconds": delay})).expect(201).await
}

async fn refused(world: &World, by: &Bearer, target: &str, status: u16) -> String {
    let answer = world.post(RAID).by(by).json(&json!({ "targetId": target })).expect(status).await;
    answer.error().to_owned()
}

async fn is_pending(world: &World, by: &Bearer) -> bool {
    world.get(RAID).by(by).send().await.status == 200
}

pub fn time(value: &Value) -> Time {
    value.as_str().unwrap().parse().unwrap()
}

/// What stands on the broadcast that is open, or was last.
pub async fn on_broadcast(world: &World, creator: &str, attribute: &str) -> Option<AttributeValue> {
    let keys = world.keys(&format!("STREAM#{creator}")).await;
    let broadcast = keys.iter().rev().find_map(|key| key.sk.strip_prefix("BROADCAST#")).unwrap();
    world.attribute(BroadcastItem::key(&UserId::parse(creator).unwrap(), broadcast), attribute).await
}

pub fn number(value: Option<&AttributeValue>) -> u32 {
    value.and_then(|value| value.as_n().ok()).map_or(0, |number| number.parse().unwrap())
}

#[tokio::test]
async fn a_raid_counts_down_is_told_and_can_be_cancelled() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    let viewer = world.watch("usr_alice", "Gus").await;
    assert_eq!(world.get(RAID).by(&alice).expect(404).await.error(), "No raid pending");
    let answer = world.post(RAID).by(&alice).json(&json!({"targetId": "usr_bob"})).expect(201).await;
    let now = world.clock().now();
    assert_eq!(answer.body["message"], "Raid started");
    let data = answer.data();
    assert_eq!(data["target"], json!({"id": "usr_bob", "username": "bob", "name": "bob", "image": null}));
    assert_eq!((time(&data["goesAt"]), &data["spreadSeconds"]), (now.plus_secs(90), &json!(5)));
    assert_eq!(world.get(RAID).by(&alice).expect(200).await.data(), data);

    // Told before the answer, with exactly the contract's fields.
    let told = json!({
        "id": data["id"], "targetId": "usr_bob", "targetUsername": "bob", "targetName": "bob",
        "goesAt": data["goesAt"], "spreadSeconds": 5,
    });
    assert_eq!(world.raid_told("usr_alice"), Some(told.clone()));
    // A change of the settings leaves it there.
    world.put("/api/stream/info").by(&alice).json(&json!({"title": "On we go"})).expect(200).await;
    assert_eq!(world.raid_told("usr_alice"), Some(told));

    assert_eq!(refused(&world, &alice, "usr_bob", 409).await, "Raid pending");
    let answer = world.delete(RAID).by(&alice).expect(200).await;
    assert_eq!((&answer.body["message"], &answer.data()["id"]), (&json!("Raid cancelled"), &data["id"]));
    assert_eq!(world.raid_told("usr_alice"), None);
    assert_eq!(world.delete(RAID).by(&alice).expect(404).await.error(), "No raid pending");
    assert!(!is_pending(&world, &alice).await);
    world.settle().await;
    assert_eq!(world.raid_told("usr_alice"), None);
    // Another one may follow at once.
    start(&world, &alice, "usr_bob", 10).await;
    world.livekit().leave(&viewer.sid);
}

#[tokio::test]
async fn what_there_is_against_it_is_told_in_its_order() {
    let world = World::without_limits().await;
    let (alice, bob) = (world.creator("alice").await, world.creator("bob").await);
    for (body, fields) in [
        (json!({}), vec!["targetId"]),
        (json!({"targetId": 7, "delaySeconds": 9}), vec!["targetId", "delaySeconds"]),
        (json!({"targetId": "usr_bob", "delaySeconds": 91}), vec!["delaySeconds"]),
    ] {
        assert_eq!(world.post(RAID).by(&alice).json(&body).expect(400).await.fields(), fields);
    }
    assert_eq!(refused(&world, &alice, "usr_alice", 400).await, "You cannot raid yourself");
    for nobody in ["usr_nobody", "guest-1"] {
        assert_eq!(refused(&world, &alice, nobody, 404).await, "Host not found");
    }
    world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "NOBODY"})).expect(200).await;
    assert_eq!(refused(&world, &alice, "usr_bob", 403).await, "Raid not allowed");
    world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "EVERYONE"})).expect(200).await;
    assert_eq!(refused(&world, &alice, "usr_bob", 409).await, "Not live");
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room("usr_alice").unwrap();
    world.settle().await;
    assert_eq!(refused(&world, &alice, "usr_bob", 409).await, "Target is not live");
    world.post("/api/stream/ingress").by(&bob).expect(201).await;
    world.livekit().push_to_room("usr_bob").unwrap();
    world.settle().await;
    for (by, whom) in [(&alice, "usr_bob"), (&bob, "usr_alice")] {
        world.post(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
        assert_eq!(refused(&world, &alice, "usr_bob", 403).await, "Raid not allowed");
        world.delete(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
    }
    start(&world, &alice, "usr_bob", 10).await;
}

#[tokio::test]
async fn the_target_says_who_may() {
    let world = World::without_limits().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    let settings = |from: &str, least: Value| json!({"raidsFrom": from, "minFollowers": least});
    assert_eq!(world.get(SETTINGS).by(&bob).expect(200).await.data(), &settings("EVERYONE", json!(null)));
    let set = async |body: Value| world.put(SETTINGS).by(&bob).json(&body).expect(200).await;
    let answer = set(json!({"raidsFrom": "FOLLOWED"})).await;
    assert_eq!(answer.body["message"], "Raid settings updated successfully");
    assert_eq!(refused(&world, &alice, "usr_bob", 403).await, "Raid not allowed");
    // That alice follows bob is not what is asked for.
    world.post("/api/social/follow/usr_bob").by(&alice).expect(200).await;
    assert_eq!(refused(&world, &alice, "usr_bob", 403).await, "Raid not allowed");
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    assert_eq!(set(json!({"minFollowers": 2})).await.data(), &settings("FOLLOWED", json!(2)));
    assert_eq!(refused(&world, &alice, "usr_bob", 403).await, "Raid not allowed");
    let fan = world.viewer("fan").await;
    world.post("/api/social/follow/usr_alice").by(&fan).expect(200).await;
    start(&world, &alice, "usr_bob", 10).await;
    // Two changes at once both stand: each writes what it was given.
    tokio::join!(set(json!({"raidsFrom": "EVERYONE"})), set(json!({"minFollowers": 1})));
    assert_eq!(world.get(SETTINGS).by(&bob).expect(200).await.data(), &settings("EVERYONE", json!(1)));
    set(json!({"raidsFrom": "FOLLOWED"})).await;
    assert_eq!(set(json!({"minFollowers": null})).await.data(), &settings("FOLLOWED", json!(null)));
    assert_eq!(world.get(SETTINGS).by(&bob).expect(200).await.data(), &settings("FOLLOWED", json!(null)));

    assert_eq!(world.put(SETTINGS).by(&bob).json(&json!({})).expect(400).await.error(), "No settings provided");
    let bad = json!({"raidsFrom": "FRIENDS", "minFollowers": -1});
    assert_eq!(world.put(SETTINGS).by(&bob).json(&bad).expect(400).await.fields(), ["raidsFrom", "minFollowers"]);
}

#[tokio::test]
async fn whatever_it_hangs_on_cancels_it_at_once() {
    let world = World::without_limits().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    let ada = world.admin("ada").await;
    let raided = async || {
        start(&world, &alice, "usr_bob", 60).await;
        world.settle().await;
        assert!(is_pending(&world, &alice).await);
    };
    let is_cancelled = async |why: &str| {
        world.settle().await;
        assert!(!is_pending(&world, &alice).await, "{why}");
        assert_eq!(world.raid_told("usr_alice"), None, "{why}");
        let target = StreamItem::key(&UserId::parse("usr_bob").unwrap());
        assert_eq!(world.attribute(target, "raiders").await, None, "{why}: nothing is left on the target's stream");
    };
    raided().await;
    world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "NOBODY"})).expect(200).await;
    is_cancelled("the target's settings").await;
    world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "EVERYONE"})).expect(200).await;

    for (by, whom) in [(&alice, "usr_bob"), (&bob, "usr_alice")] {
        raided().await;
        world.post(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
        is_cancelled("a block").await;
        world.delete(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
    }
    // Of whom the target lets in: only whom they follow, only who has so many followers.
    let fan = world.viewer("fan").await;
    for (of, settings, why) in [
        (&bob, json!({"raidsFrom": "FOLLOWED"}), "the target's unfollow"),
        (&fan, json!({"raidsFrom": "EVERYONE", "minFollowers": 1}), "a follower who goes"),
    ] {
        world.post("/api/social/follow/usr_alice").by(of).expect(200).await;
        world.put(SETTINGS).by(&bob).json(&settings).expect(200).await;
        raided().await;
        world.delete("/api/social/follow/usr_alice").by(of).expect(200).await;
        is_cancelled(why).await;
    }
    world.put(SETTINGS).by(&bob).json(&json!({"minFollowers": null})).expect(200).await;
    for (who, why) in [(&alice, "the raider's end"), (&bob, "the target's end")] {
        raided().await;
        world.livekit().stop(&who.id);
        is_cancelled(why).await;
        world.livekit().push_to_room(&who.id).unwrap();
        world.settle().await;
    }
    raided().await;
    world.put(SETTINGS).by(&bob).json(&json!({"minFollowers": 0})).expect(200).await;
    world.settle().await;
    assert!(is_pending(&world, &alice).await, "what does not stand against it leaves it");
    world.post("/api/admin/creators/usr_bob/suspend").by(&ada).json(&json!({"reason": "x"})).expect(200).await;
    is_cancelled("a suspension").await;
}

#[tokio::test]
async fn what_project_missed_the_reconciler_sees() {
    let world = World::start().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    start(&world, &alice, "usr_bob", 90).await;
    // Whatever `project` makes of it: each minute a raid that counts down is looked at.
    world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "EVERYONE"})).expect(200).await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "FOLLOWED"})).expect(200).await;
    world.settle().await;
    assert!(is_pending(&world, &alice).await);
    world.delete("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    world.clock().advance(30_000);
    world.reconcile().await;
    world.settle().await;
    assert!(!is_pending(&world, &alice).await);
}

/// What comes between the moment and the look changes nothing of a raid that went.
#[tokio::test]
async fn it_is_decided_on_what_was_so_when_it_went() {
    let world = World::without_limits().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    let raids = services::Raids::new(world.app().store.clone(), world.clock().clone());
    let raider = UserId::parse("usr_alice").unwrap();
    for what in ["settings", "a block", "an end"] {
        start(&world, &alice, "usr_bob", 10).await;
        world.clock().advance(11_000);
        match what {
            "settings" => _ = world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "NOBODY"})).expect(200).await,
            "a block" => _ = world.post("/api/social/block/usr_alice").by(&bob).expect(200).await,
            _ => _ = world.livekit().stop("usr_bob"),
        }
        // Whoever looks first: `project`, or this.
        world.settle().await;
        raids.look(&raider, None).await.unwrap();
        let stream = world.app().store.stream(&raider).await.unwrap().unwrap();
        assert!(stream.raid.is_some_and(|raid| raid.is_decided), "{what}: it went, and is not cancelled");
        world.put(SETTINGS).by(&bob).json(&json!({"raidsFrom": "EVERYONE"})).expect(200).await;
        world.delete("/api/social/block/usr_alice").by(&bob).send().await;
    }
}

#[tokio::test]
async fn now_lets_it_go_with_the_viewers_of_now() {
    let world = World::start().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    assert_eq!(world.post("/api/stream/raid/now").by(&alice).expect(404).await.error(), "No raid pending");
    start(&world, &alice, "usr_bob", 90).await;
    world.set_number(store::Count::key(&UserId::parse("usr_alice").unwrap()), "viewers", 3_000).await;
    world.clock().advance(1_000);
    let answer = world.post("/api/stream/raid/now").by(&alice).expect(200).await;
    let data = answer.data();
    assert_eq!(
        (time(&data["goesAt"]), &data["viewers"], &data["spreadSeconds"]),
        (world.clock().now(), &json!(3_000), &json!(6))
    );
    assert_eq!(world.raid_told("usr_alice").unwrap()["goesAt"], data["goesAt"]);
    for _ in 0..2 {
        assert!(!is_pending(&world, &alice).await);
        world.post("/api/stream/raid/now").by(&alice).expect(404).await;
        world.delete(RAID).by(&alice).expect(404).await;
        world.settle().await;
    }
    let out = on_broadcast(&world, "usr_alice", "raidOut").await.unwrap();
    let out = out.as_m().unwrap();
    assert_eq!((out["targetId"].as_s().unwrap().as_str(), number(out.get("viewers"))), ("usr_bob", 3_000));
    let figures = world.get("/api/analytics/broadcasts").by(&alice).expect(200).await;
    let told = json!({"targetId": "usr_bob", "viewers": 3_000, "goesAt": data["goesAt"]});
    assert_eq!(figures.data()[0]["raidOut"], told);

    // One that may not go any more goes nowhere.
    start(&world, &bob, "usr_alice", 90).await;
    world.put(SETTINGS).by(&alice).json(&json!({"raidsFrom": "NOBODY"})).expect(200).await;
    assert_eq!(world.post("/api/stream/raid/now").by(&bob).expect(404).await.error(), "No raid pending");
    assert_eq!(world.raid_told("usr_bob"), None);
}

#[tokio::test]
async fn it_is_told_for_ten_minutes_after_it_went_and_then_no_more() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    start(&world, &alice, "usr_bob", 10).await;
    world.settle().await;
    world.clock().advance(11_000);
    assert!(!is_pending(&world, &alice).await, "its time has come");
    // Nobody left, so that nobody asked for a count: the reconciler notes that it went.
    world.reconcile().await;
    world.settle().await;
    assert!(on_broadcast(&world, "usr_alice", "raidOut").await.is_some());
    assert!(world.raid_told("usr_alice").is_some());
    world.clock().advance(598_000);
    world.put("/api/stream/info").by(&alice).json(&json!({"title": "Still here"})).expect(200).await;
    world.settle().await;
    world.reconcile().await;
    assert!(world.raid_told("usr_alice").is_some());
    world.clock().advance(2_000);
    world.reconcile().await;
    assert_eq!(world.raid_told("usr_alice"), None);
}

#[tokio::test]
async fn livekit_away_delays_what_the_room_is_told() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    world.livekit().fault(LiveKitFault::close());
    start(&world, &alice, "usr_bob", 90).await;
    world.caught_up().await;
    world.livekit().heal();
    assert_eq!(world.raid_told("usr_alice"), None);
    world.clock().advance(10_000);
    world.reconcile().await;
    assert!(world.raid_told("usr_alice").is_some());
    world.livekit().fault(LiveKitFault::close());
    world.delete(RAID).by(&alice).expect(200).await;
    world.caught_up().await;
    world.livekit().heal();
    world.clock().advance(10_000);
    world.reconcile().await;
    assert_eq!(world.raid_told("usr_alice"), None);
}

#[tokio::test]
async fn ten_raids_in_ten_minutes() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    for _ in 0..10 {
        start(&world, &alice, "usr_bob", 10).await;
        world.delete(RAID).by(&alice).expect(200).await;
    }
    let body = json!({"targetId": "usr_bob"});
    assert_eq!(world.post(RAID).by(&alice).json(&body).expect(429).await.error(), "Too many requests");
    assert!(!is_pending(&world, &alice).await);
}
