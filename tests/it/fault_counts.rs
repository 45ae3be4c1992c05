//! How many watch, whatever is lost on the way.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::UserId;
use futures::StreamExt as _;
use harness::{Bearer, Webhook, World};
use serde_json::json;
use store::{BroadcastItem, Connection};
use webhook::Counted;

async fn live_alice(world: &World) -> Bearer {
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    alice
}

/// The peak of her broadcast, which ends by this.
async fn peak_of(world: &World, alice: &Bearer) -> Option<u32> {
    let stream = world.app().store.stream(&alice_id()).await.unwrap().unwrap();
    let broadcast = BroadcastItem::key(&alice_id(), &stream.media.broadcast.unwrap().id);
    world.clock().advance(1_000);
    world.end_broadcast(alice).await;
    world.caught_up().await;
    world.number(broadcast, "peakViewers").await
}

async fn shown(world: &World, who: &Bearer) -> u64 {
    world.get("/api/stream/status").by(who).expect(200).await.data()["viewerCount"].as_u64().unwrap()
}

/// A viewer's event, as LiveKit sends it.
fn event(world: &World, kind: &str, sid: &str) -> Webhook {
    Webhook::new(&json!({
        "event": kind, "id": format!("EV_{kind}_{sid}"), "createdAt": world.clock().now().as_secs().to_string(),
        "room": {"name": "usr_alice", "sid": "RM_1"},
        "participant": {"sid": sid, "identity": format!("guest-{sid}"), "state": "ACTIVE"},
    }))
}

fn alice_id() -> UserId {
    UserId::parse("usr_alice").unwrap()
}

/// A sequence of numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The events of a room come to two processes as they like.
#[tokio::test]
async fn while_events_come_the_count_is_at_most_15_seconds_behind() {
    let world = World::start().await;
    let alice = live_alice(&world).await;
    let (app, room, mut dice) = (world.app(), alice_id(), Dice(7));
    let counted = Counted::default();
    let (mut there, mut truths, mut came) = (vec![], BTreeMap::new(), 0);
    for second in 0..180_u64 {
        world.clock().advance(1_000);
        let now = world.clock().now();
        let leaves = !there.is_empty() && dice.roll(3) == 0;
        let (kind, sid) = if leaves {
            ("participant_left", there.remove(usize::try_from(dice.roll(there.len() as u64)).unwrap()))
        } else {
            came += 1;
            there.push(format!("PA_{came}"));
            ("participant_joined", format!("PA_{came}"))
        };
        truths.insert(second, there.len() as u64);
        // One process has a minute for itself, the other the seconds around it.
        if (second / 20) % 2 == 0 || dice.roll(5) == 0 {
            world.deliver(&event(&world, kind, &sid)).expect(200).await;
        } else {
            let connection = Connection { room_sid: "RM_1", sid: &sid, identity: "guest-x" };
            if leaves {
                app.store.viewer_left(&room, &sid, "guest-x", now).await.unwrap();
            } else {
                app.store.viewer_joined(&room, connection, now).await.unwrap();
            }
            counted.ask_if_stale(app, &room).await.unwrap();
        }
        world.caught_up().await;
        let shown = shown(&world, &alice).await;
        // A count runs beside the write of the event that caused it, and may be without it: a second.
        let mut lately = truths.range(second.saturating_sub(16)..=second).map(|(_, truth)| *truth);
        assert!(second < 2 || lately.any(|truth| truth == shown), "{shown} at {second}: {truths:?}");
    }
}

#[tokio::test]
async fn whatever_is_lost_the_count_is_exact_within_the_minute() {
    for lost in [vec!["participant_joined"], vec!["participant_left"], vec!["participant_joined", "participant_left"]] {
        let world = World::start().await;
        let alice = live_alice(&world).await;
        let mut dice = Dice(lost.len() as u64);
        let (mut there, mut peak) = (vec![], 0);
        for minute in 0..4 {
            for event in &lost {
                world.livekit().lose(event);
            }
            for n in 0..6 {
                if dice.roll(3) > 0 {
                    there.push(world.watch(&alice.id, &format!("g{minute}_{n}")).await);
                } else if let Some(gone) = there.pop() {
                    world.livekit().leave(&gone.sid);
                }
            }
            if minute == 1 {
                world.watch_as(&alice.id, &alice).await;
            }
            world.livekit().heal();
            world.settle().await;
            world.clock().advance(60_000);
            world.reconcile().await;
            peak = peak.max(there.len());
            assert_eq!(shown(&world, &alice).await, there.len() as u64, "{lost:?}, minute {minute}");
        }
        assert!(peak_of(&world, &alice).await >= Some(u32::try_from(peak).unwrap()));
    }
}

/// Four are counted, one of them is gone, and the host is there: the room's figures say four as well.
#[tokio::test]
async fn a_host_in_the_room_does_not_hide_a_lost_departure() {
    for is_known in [true, false] {
        let world = World::start().await;
        let alice = live_alice(&world).await;
        let first = world.watch(&alice.id, "g0").await;
        for n in 1..4 {
            world.watch(&alice.id, &format!("g{n}")).await;
        }
        world.settle().await;
        if is_known {
            world.watch_as(&alice.id, &alice).await;
        }
        world.settle().await;
        world.clock().advance(60_000);
        world.reconcile().await;
        assert_eq!(shown(&world, &alice).await, 4);

        world.livekit().lose("participant_left");
        world.livekit().leave(&first.sid);
        if !is_known {
            world.watch_as(&alice.id, &alice).await;
        }
        world.livekit().heal();
        world.settle().await;
        // Unknown, it takes the room's own minute of ten; known, the next one.
        for _ in 0..if is_known { 1 } else { 10 } {
            world.clock().advance(60_000);
            world.reconcile().await;
        }
        assert_eq!(shown(&world, &alice).await, 3, "known: {is_known}");
    }
}

#[tokio::test]
async fn the_peak_begins_with_those_who_waited() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let mut waiting = vec![];
    for n in 0..3 {
        waiting.push(world.watch(&alice.id, &format!("g{n}")).await);
    }
    world.settle().await;
    world.clock().advance(16_000);
    waiting.push(world.watch(&alice.id, "g3").await);
    world.settle().await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    world.reconcile().await;
    for gone in &waiting {
        world.livekit().leave(&gone.sid);
    }
    world.settle().await;
    world.clock().advance(60_000);
    world.reconcile().await;
    assert_eq!(shown(&world, &alice).await, 0);
    assert!(peak_of(&world, &alice).await >= Some(3), "a peak stays");
}

/// Presence is a set: in any order, and each event twice, it ends at the truth, and never below nothing.
#[tokio::test]
async fn presence_is_the_same_in_any_order() {
    let world = World::start().await;
    let (store, room, now) = (&world.app().store, alice_id(), world.clock().now());
    let mut dice = Dice(3);
    let mut events = vec![];
    let mut left = std::collections::HashSet::new();
    for n in 0..60 {
        let sid = format!("PA_{n}");
        events.extend([(sid.clone(), true), (sid.clone(), true)]);
        if dice.roll(2) == 0 {
            events.extend([(sid.clone(), false), (sid.clone(), false)]);
            left.insert(sid);
        }
    }
    for at in (1..events.len()).rev() {
        events.swap(at, usize::try_from(dice.roll(at as u64 + 1)).unwrap());
    }
    for (sid, joins) in events {
        if joins {
            let connection = Connection { room_sid: "RM_1", sid: &sid, identity: "guest-x" };
            store.viewer_joined(&room, connection, now).await.unwrap();
        } else {
            store.viewer_left(&room, &sid, "guest-x", now).await.unwrap();
        }
        assert!(store.count_present(&room).await.unwrap() <= 60);
    }
    assert_eq!(store.count_present(&room).await.unwrap() as usize, 60 - left.len());
}

/// Their departures were lost; one of them is in the room that was made anew meanwhile.
#[tokio::test]
async fn who_is_listed_in_a_room_that_finished_is_taken_out() {
    let world = World::start().await;
    let alice = live_alice(&world).await;
    for n in 0..40 {
        world.deliver(&event(&world, "participant_joined", &format!("PA_{n}"))).expect(200).await;
    }
    let anew = Connection { room_sid: "RM_2", sid: "PA_anew", identity: "guest-anew" };
    world.app().store.viewer_joined(&alice_id(), anew, world.clock().now()).await.unwrap();
    world.clock().advance(1_000);
    let finished = Webhook::new(&json!({
        "event": "room_finished", "id": "EV_finished", "createdAt": world.clock().now().as_secs().to_string(),
        "room": {"name": "usr_alice", "sid": "RM_1"},
    }));
    world.deliver(&finished).expect(200).await;
    world.caught_up().await;
    let present = world.app().store.present(&alice_id()).await.unwrap();
    assert_eq!(present.into_iter().map(|held| held.sid).collect::<Vec<_>>(), ["PA_anew"]);
    assert_eq!(shown(&world, &alice).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_joins_in_a_minute_make_no_hot_item() {
    const JOINS: u64 = 5_000;
    let (world, proxy) = World::behind_proxy().await;
    let alice = live_alice(&world).await;
    drop(proxy.take_writes());
    let joins = futures::stream::iter(0..JOINS).map(|n| {
        let world = &world;
        async move {
            world.clock().advance(60_000 / i64::try_from(JOINS).unwrap());
            world.deliver(&event(world, "participant_joined", &format!("PA_{n}"))).expect(200).await;
        }
    });
    // The clock runs faster than the one on the wall: `project` does not wait between two looks.
    let follow = async {
        loop {
            world.caught_up().await;
        }
    };
    tokio::select! {
        () = joins.buffer_unordered(16).collect::<()>() => {}
        () = follow => {}
    }
    world.caught_up().await;
    let writes = proxy.take_writes();

    let shown_then = shown(&world, &alice).await;
    assert!((JOINS * 44 / 60..=JOINS).contains(&shown_then), "{shown_then}: more than 15 s behind");
    world.clock().advance(15_000);
    world.deliver(&event(&world, "participant_left", "PA_0")).expect(200).await;
    world.caught_up().await;
    world.clock().advance(15_000);
    world.deliver(&event(&world, "participant_left", "PA_1")).expect(200).await;
    world.caught_up().await;
    let shown_now = shown(&world, &alice).await;
    assert!((JOINS - 2..JOINS).contains(&shown_now), "{shown_now}");

    // In one minute at most five counts, each of a lease and its result.
    let count = writes.get("COUNT#usr_alice/COUNT").copied().unwrap_or_default();
    assert!((2..=10).contains(&count), "{count} writes of the count");
    let hottest = writes.values().max().copied().unwrap_or_default();
    assert!(hottest <= 10, "an item was written {hottest} times");
    // A partition takes 1,000 writes a second.
    let mut partitions = BTreeMap::<&str, u64>::new();
    for (key, times) in &writes {
        *partitions.entry(key.split('/').next().unwrap()).or_default() += times;
    }
    let (partition, times) = partitions.into_iter().max_by_key(|(_, times)| *times).unwrap();
    assert!(times / Duration::from_secs(60).as_secs() < 100, "{partition}: {times} a minute");
}
