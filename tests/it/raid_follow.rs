//! Raids as viewers live them: players follow the room's metadata by themselves.

use domain::UserId;
use harness::{Bearer, World};
use serde_json::{Value, json};
use store::NewCount;

use crate::stream_raid::{live, number, on_broadcast, start, time};

/// So many guests watch; they came over some minutes, since they share an address.
async fn watched(world: &World, room: &str, guests: usize) {
    for n in 0..guests {
        if n % 100 == 0 {
            world.clock().advance(61_000);
            world.settle().await;
        }
        world.watch(room, "Gus").await;
        if n % 25 == 0 {
            world.livekit().settled().await;
        }
    }
    world.settle().await;
}

fn viewers(world: &World, room: &str) -> usize {
    let people = world.livekit().room(room).map(|room| room.participants).unwrap_or_default();
    people.iter().filter(|who| who.kind == "STANDARD").count()
}

/// The count of a room as of now.
async fn counted(world: &World, room: &str) -> u32 {
    world.clock().advance(16_000);
    let id = UserId::parse(room).unwrap();
    world.app().store.ask_for_count(&id, world.clock().now()).await.unwrap();
    world.caught_up().await;
    world.app().store.count(&id).await.unwrap().viewers
}

#[tokio::test]
async fn five_hundred_go_within_the_spread_and_nobody_before() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    let fans: Vec<Bearer> = vec![world.viewer("fan_1").await, world.viewer("fan_2").await];
    for fan in &fans {
        world.watch_as("usr_alice", fan).await;
    }
    watched(&world, "usr_alice", 498).await;
    assert_eq!(counted(&world, "usr_alice").await, 500);

    let answer = start(&world, &alice, "usr_bob", 90).await;
    let data = answer.data().clone();
    assert_eq!((&data["viewers"], &data["spreadSeconds"]), (&json!(500), &json!(5)));
    // All guests have one address, whose limit is 120 tokens a minute; 498 of them ask within 90 s.
    let users: Vec<&Bearer> = fans.iter().collect();
    let journeys = world.players_follow_raid("usr_alice", &users, async || {}).await;
    // When each goes is its player's matter; that each could is ours.
    assert_eq!(journeys.iter().filter(|journey| journey.arrived_at.is_some()).count(), 500);
    assert_eq!((viewers(&world, "usr_alice"), viewers(&world, "usr_bob")), (0, 500));

    world.clock().advance(16_000);
    world.settle().await;
    world.reconcile().await;
    world.settle().await;
    // The raid's viewers are those of when it went, whoever is left; who arrived is counted, each once.
    let out = on_broadcast(&world, "usr_alice", "raidOut").await.unwrap();
    assert_eq!(number(out.as_m().unwrap().get("viewers")), 500);
    assert_eq!(number(on_broadcast(&world, "usr_bob", "raidsIn").await.as_ref()), 500);
    assert_eq!((counted(&world, "usr_bob").await, counted(&world, "usr_alice").await), (500, 0));
}

#[tokio::test]
async fn a_count_that_was_made_while_they_left_is_not_the_raids() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    watched(&world, "usr_alice", 10).await;
    assert_eq!(counted(&world, "usr_alice").await, 10);
    let goes_at = time(&start(&world, &alice, "usr_bob", 10).await.data()["goesAt"]);
    // Asked for when all were there, and made when two had left.
    world.at(goes_at.plus_secs(1));
    let id = UserId::parse("usr_alice").unwrap();
    world.app().store.store_count(&id, NewCount::from(8), goes_at.plus_secs(-1)).await.unwrap();
    world.caught_up().await;
    let out = on_broadcast(&world, "usr_alice", "raidOut").await.unwrap();
    assert_eq!(number(out.as_m().unwrap().get("viewers")), 10);
}

#[tokio::test]
async fn a_raid_that_is_cancelled_takes_nobody_along() {
    let world = World::start().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    watched(&world, "usr_alice", 20).await;
    // They have their tokens, and see in time that the raid is gone.
    for why in ["the target goes offline", "the target blocks the raider", "the raider cancels it"] {
        start(&world, &alice, "usr_bob", 10).await;
        let journeys = world
            .players_follow_raid("usr_alice", &[], async || {
                match why {
                    "the target goes offline" => _ = world.livekit().stop("usr_bob"),
                    "the target blocks the raider" => {
                        world.post("/api/social/block/usr_alice").by(&bob).expect(200).await;
                    }
                    _ => _ = world.delete("/api/stream/raid").by(&alice).expect(200).await,
                }
                world.settle().await;
            })
            .await;
        assert!(journeys.len() == 20 && journeys.iter().all(|journey| journey.arrived_at.is_none()), "{why}");
        assert_eq!((viewers(&world, "usr_alice"), viewers(&world, "usr_bob")), (20, 0), "{why}");
        assert_eq!(on_broadcast(&world, "usr_alice", "raidOut").await, None, "{why}");
        world.clock().advance(61_000);
        if !world.livekit().room("usr_bob").is_some_and(|room| room.is_live) {
            world.livekit().push_to_room("usr_bob").unwrap();
        }
        world.settle().await;
        world.delete("/api/social/block/usr_alice").by(&bob).send().await;
    }
}

#[tokio::test]
async fn two_who_raid_each_other_swap_their_viewers_once() {
    let world = World::start().await;
    let (alice, bob) = (live(&world, "alice").await, live(&world, "bob").await);
    watched(&world, "usr_alice", 3).await;
    watched(&world, "usr_bob", 2).await;
    let (there, back) = tokio::join!(start(&world, &alice, "usr_bob", 20), start(&world, &bob, "usr_alice", 20));
    assert_ne!(there.data()["id"], back.data()["id"]);
    world.settle().await;
    let identities = |room: &str| -> Vec<String> {
        let people = world.livekit().room(room).unwrap().participants;
        people.into_iter().filter(|who| who.kind == "STANDARD").map(|who| who.identity).collect()
    };
    let (of_alice, of_bob) = (identities("usr_alice"), identities("usr_bob"));
    let journeys = world.players_follow_raid("usr_alice", &[], async || {}).await;
    assert!(journeys.iter().all(|journey| of_alice.contains(&journey.identity) && journey.arrived_at.is_some()));
    // Whoever was in bob's room before its raid went goes; whoever came by a raid is told of one that went before.
    let raid = world.raid_told("usr_bob").unwrap();
    assert!(time(&raid["goesAt"]) <= world.clock().now());
    for identity in &of_bob {
        let people = world.livekit().room("usr_bob").unwrap().participants;
        let sid = people.iter().find(|who| who.identity == *identity).unwrap().sid.clone();
        let body = json!({"hostId": "usr_alice", "guestName": "Gus", "raidId": raid["id"]});
        let token = world.post("/api/viewer/token").json(&body).expect(200).await.data()["token"].clone();
        world.livekit().leave(&sid);
        world.livekit().join(token.as_str().unwrap()).unwrap();
    }
    world.settle().await;
    assert_eq!((viewers(&world, "usr_alice"), viewers(&world, "usr_bob")), (2, 3));
    assert_eq!(number(on_broadcast(&world, "usr_bob", "raidsIn").await.as_ref()), 3);
    assert_eq!(number(on_broadcast(&world, "usr_alice", "raidsIn").await.as_ref()), 2);
}

#[tokio::test]
async fn an_arrival_is_counted_once_however_often_it_is_told() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    let fan = world.viewer("fan").await;
    start(&world, &alice, "usr_bob", 10).await;
    let raid = world.raid_told("usr_alice").unwrap();
    let token = async |raid_id: &Value| {
        let body = json!({"hostId": "usr_bob", "raidId": raid_id});
        world.post("/api/viewer/token").by(&fan).json(&body).expect(200).await.data()["token"].clone()
    };
    let raids_in = async || {
        world.settle().await;
        number(on_broadcast(&world, "usr_bob", "raidsIn").await.as_ref())
    };
    // A raid that is none, or leads elsewhere, is passed over: an ordinary viewer.
    for other in [json!("01JDXY_usr_alice"), json!("x"), json!(""), json!(format!("{}x", raid["id"].as_str().unwrap()))]
    {
        world.livekit().join(token(&other).await.as_str().unwrap()).unwrap();
    }
    assert_eq!(raids_in().await, 0);
    let good = token(&raid["id"]).await;
    // Who does not wait for it did not come by it, nor who comes though it was cancelled.
    let early = world.livekit().join(good.as_str().unwrap()).unwrap();
    assert_eq!(raids_in().await, 0);
    world.livekit().leave(&early.sid);
    world.delete("/api/stream/raid").by(&alice).expect(200).await;
    world.clock().advance(11_000);
    let late = world.livekit().join(good.as_str().unwrap()).unwrap();
    assert_eq!(raids_in().await, 0);
    world.livekit().leave(&late.sid);

    start(&world, &alice, "usr_bob", 10).await;
    let raid = world.raid_told("usr_alice").unwrap();
    world.clock().advance(10_000);
    let good = token(&raid["id"]).await;
    let connection = world.livekit().join(good.as_str().unwrap()).unwrap();
    assert_eq!(raids_in().await, 1);
    // Their connection breaks and comes back; LiveKit tells again.
    let again = world.livekit().reconnect(&connection.sid).unwrap();
    for webhook in world.livekit().webhooks().iter().filter(|webhook| webhook.event == "participant_joined") {
        world.livekit().send_again(&webhook.id);
    }
    assert_eq!(raids_in().await, 1);
    world.livekit().leave(&again.sid);
    world.livekit().join(token(&raid["id"]).await.as_str().unwrap()).unwrap();
    assert_eq!(raids_in().await, 1);
    let bad = json!({"hostId": "usr_bob", "raidId": 7});
    assert_eq!(world.post("/api/viewer/token").by(&fan).json(&bad).expect(400).await.fields(), ["raidId"]);
}

/// The raider starts another while the viewers of the one before are on their way.
#[tokio::test]
async fn who_comes_by_an_earlier_raid_is_counted_too() {
    let world = World::start().await;
    let alice = live(&world, "alice").await;
    for target in ["bob", "carol"] {
        live(&world, target).await;
    }
    let fan = world.viewer("fan").await;
    let token = async |host: &str| {
        let raid = world.raid_told("usr_alice").unwrap();
        let body = json!({"hostId": host, "raidId": raid["id"]});
        world.post("/api/viewer/token").by(&fan).json(&body).expect(200).await.data()["token"].clone()
    };
    start(&world, &alice, "usr_bob", 10).await;
    let to_bob = token("usr_bob").await;
    world.clock().advance(10_000);
    start(&world, &alice, "usr_carol", 10).await;
    let to_carol = token("usr_carol").await;
    world.clock().advance(1_000);
    let arrived = world.livekit().join(to_bob.as_str().unwrap()).unwrap();
    world.settle().await;
    assert_eq!(number(on_broadcast(&world, "usr_bob", "raidsIn").await.as_ref()), 1);
    world.livekit().leave(&arrived.sid);
    // One that was cancelled is none, whatever follows it.
    world.delete("/api/stream/raid").by(&alice).expect(200).await;
    start(&world, &alice, "usr_bob", 10).await;
    world.clock().advance(10_000);
    world.livekit().join(to_carol.as_str().unwrap()).unwrap();
    world.settle().await;
    assert_eq!(number(on_broadcast(&world, "usr_carol", "raidsIn").await.as_ref()), 0);
}

#[tokio::test]
async fn without_a_raid_an_address_has_its_limit() {
    let world = World::start().await;
    let (alice, _bob) = (live(&world, "alice").await, live(&world, "bob").await);
    live(&world, "carol").await;
    start(&world, &alice, "usr_bob", 90).await;
    world.clock().advance(61_000);
    let raid = world.raid_told("usr_alice").unwrap()["id"].clone();
    let ask = async |host: &str, raid_id: &Value| {
        let body = json!({"hostId": host, "guestName": "Gus", "raidId": raid_id});
        world.post("/api/viewer/token").json(&body).send().await.status
    };
    for _ in 0..120 {
        assert_eq!(ask("usr_bob", &json!("none")).await, 200);
    }
    assert_eq!(ask("usr_bob", &json!("none")).await, 429);
    assert_eq!(ask("usr_carol", &raid).await, 429, "the raid leads elsewhere");
    for _ in 0..130 {
        assert_eq!(ask("usr_bob", &raid).await, 200);
    }
    // Strangers can take what those share who do not say who they are; nobody's own.
    let mut refused = 0;
    while refused < 30 {
        refused = if ask("usr_bob", &raid).await == 429 { refused + 1 } else { 0 };
    }
    let ask_as = async |room: &str, identity: &str| {
        let chat_token = world.chat_token_of(room, identity).await;
        let body = json!({"hostId": "usr_bob", "guestName": "Gus", "raidId": raid, "chatToken": chat_token});
        world.post("/api/viewer/token").json(&body).send().await.status
    };
    for n in 0..40 {
        assert_eq!(ask_as("usr_alice", &format!("guest-{n}")).await, 200);
    }
    assert_eq!(ask_as("usr_alice", "guest-7").await, 429, "once a raid and identity");
    assert_eq!(ask_as("usr_carol", "guest-50").await, 429, "another room's");
    assert_eq!(ask_as("usr_alice", "usr_fan").await, 429, "a user has a limit of their own");
    // The id of a raid that is none, however long, is passed over.
    let chat_token = world.chat_token_of("usr_alice", "guest-60").await;
    for none in [format!("{}_usr_alice", "x".repeat(3_000)), "01ARZ3NDEKTSV4RRFFQ69G5FAV_usr_alice".to_owned()] {
        let body = json!({"hostId": "usr_bob", "guestName": "Gus", "raidId": none, "chatToken": chat_token});
        assert_eq!(world.post("/api/viewer/token").json(&body).send().await.status, 429, "{none}");
    }
    world.delete("/api/stream/raid").by(&alice).expect(200).await;
    assert_eq!(ask("usr_bob", &raid).await, 429, "it is cancelled");
    assert_eq!(ask_as("usr_alice", "guest-70").await, 429, "it is cancelled");
}
