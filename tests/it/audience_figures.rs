//! What is kept of a broadcast and its counts: what it costs, and what becomes of it at the end.

use domain::audience::{Day, Sample};
use domain::{Broadcast, Time, UserId};
use harness::{Bearer, Cost, Meter, World};
use services::ViewerCounts;
use store::{BroadcastItem, Connection, Consistency, DayItem, Store};

use crate::stream_raid::live;

struct Live {
    world: World,
    meter: Meter,
    alice: Bearer,
    room: UserId,
    broadcast: String,
}

fn identity(n: u32) -> String {
    if n.is_multiple_of(2) { format!("usr_{n}") } else { format!("guest-{n}") }
}

impl Live {
    async fn start() -> Self {
        let (world, meter) = World::behind_meter(vec![("RATE_LIMIT_SCALE", "0".to_owned())]).await;
        // Its counts fall into one bucket, whatever the time is, and so into one day.
        let bucket = Sample::bucket_of(world.clock().now()) + 1;
        world.at(Time::from_secs(bucket * 600 + 1));
        let alice = world.creator("alice").await;
        world.go_live(&alice).await;
        let room = world.stream_of(&alice).await;
        let broadcast = world.app().store.count(&room).await.unwrap().broadcast_id.unwrap();
        Self { world, meter, alice, room, broadcast }
    }

    fn store(&self) -> &Store {
        &self.world.app().store
    }

    async fn come(&self, who: std::ops::Range<u32>) {
        for n in who {
            let (sid, identity) = (format!("PA_{n}"), identity(n));
            let connection = Connection { room_sid: "RM_1", sid: &sid, identity: &identity };
            self.store().viewer_joined(&self.room, connection, self.world.clock().now()).await.unwrap();
        }
    }

    async fn go(&self, who: std::ops::Range<u32>) {
        for n in who {
            self.store().viewer_left(&self.room, &format!("PA_{n}"), "", self.world.clock().now()).await.unwrap();
        }
    }

    /// A count, 15 s after the last one, and what `project` makes it for.
    async fn count(&self) -> Cost {
        self.world.clock().advance(15_000);
        let now = self.world.clock().now();
        let asked = self.store().ask_for_count(&self.room, now).await.unwrap();
        assert_eq!(asked.again_at, None);
        let counts = ViewerCounts::new(self.store().clone());
        let (counted, cost) = self.meter.cost_of(counts.recount(&self.room, &asked.count, now)).await;
        counted.unwrap();
        cost
    }

    async fn end(&self) -> Broadcast {
        self.world.end_broadcast(&self.alice).await;
        self.world.caught_up().await;
        self.store().broadcast(&self.room, &self.broadcast, Consistency::Strong).await.unwrap().unwrap()
    }
}

/// Before there were figures a count of a live room wrote three units: the count twice, for its index, and the peak.
/// The sample stands in the peak's place.
#[tokio::test]
async fn up_to_sixty_present_a_count_writes_no_unit_more_than_before() {
    let live = Live::start().await;
    // Other engines have their own units; the figures are the same.
    let is_measured = live.world.is_on_embedded_engine();
    let mut there = 0;
    for present in [1, 20, 59, 60] {
        live.come(there..present).await;
        there = present;
        let cost = live.count().await;
        assert_eq!(cost.trips, 3, "{present} present: {cost}");
        assert!(cost.write == 3.0 || !is_measured, "{present} present: {cost}");
    }
    // However many others come: what is full is gone on with in another item.
    let mut writes = vec![];
    for _ in 0..30 {
        live.go(there - 60..there - 30).await;
        live.come(there..there + 30).await;
        there += 30;
        writes.push(live.count().await.write);
    }
    assert!(writes.iter().all(|write| *write == 3.0) || !is_measured, "{writes:?}");
    let broadcast = live.end().await;
    let summary = broadcast.summary.unwrap();
    assert_eq!((summary.unique_viewers, summary.guest_sessions, summary.peak_viewers), (480, 480, 60));
}

#[tokio::test]
async fn of_a_large_room_a_sketch_is_written_once_a_minute() {
    let live = Live::start().await;
    live.come(0..130).await;
    let mut writes = vec![];
    for _ in 0..9 {
        writes.push(live.count().await.write);
    }
    if live.world.is_on_embedded_engine() {
        assert_eq!(writes, [4.0, 3.0, 3.0, 3.0, 4.0, 3.0, 3.0, 3.0, 4.0]);
    }
    live.go(0..100).await;
    live.count().await;
    let summary = live.end().await.summary.unwrap();
    assert_eq!((summary.unique_viewers, summary.guest_sessions, summary.peak_viewers), (65, 65, 130));
}

/// A count of the room's own list goes the way of all others: what it leaves for the next one is the same.
#[tokio::test]
async fn a_listed_count_is_kept_as_any_other() {
    let live = Live::start().await;
    let is_measured = live.world.is_on_embedded_engine();
    let counts = ViewerCounts::new(live.store().clone());
    let listed = async |who: std::ops::Range<u32>| {
        live.world.clock().advance(15_000);
        let there: Vec<String> = who.map(identity).collect();
        let there: Vec<&str> = there.iter().map(String::as_str).collect();
        let now = live.world.clock().now();
        let (made, cost) = live.meter.cost_of(counts.set_listed_count(&live.room, &there, 1, now)).await;
        made.unwrap();
        cost.write
    };
    let follower = Bearer::new("bob", live.world.clock().now());
    live.world.post(&format!("/api/social/follow/{}", live.alice.id)).by(&follower).expect(200).await;
    // What is full is gone on with in another item, and a sketch that it wrote is not written again.
    let mut writes = vec![];
    for n in 0..20 {
        writes.push(listed(n * 30..n * 30 + 60).await);
    }
    assert!(writes.iter().all(|write| *write == 3.0) || !is_measured, "{writes:?}");
    live.come(0..130).await;
    let writes = [listed(0..130).await, live.count().await.write, listed(0..130).await];
    assert!(writes == [4.0, 3.0, 3.0] || !is_measured, "{writes:?}");
    // The first one of a bucket looked at the followers.
    let course = live.store().course(&live.room, &live.broadcast, Consistency::Strong, true).await.unwrap();
    let summary = course.summary(course.samples()[0].at, live.world.clock().now(), Some(0));
    assert_eq!(summary.followers_gained, -1, "one followed then, and nobody does at the end");
}

/// Nobody comes or goes over midnight: whoever is there watched on both days.
#[tokio::test]
async fn who_watches_on_over_midnight_watched_on_both_days() {
    let world = World::without_limits().await;
    let first = Day::of(world.clock().now());
    let midnight = first.plus(1).begins();
    world.at(midnight.plus_secs(-900));
    let alice = live(&world, "alice").await;
    let room = UserId::parse(&alice.id).unwrap();
    let store = &world.app().store;
    world.watch_as(&alice.id, &world.viewer("bob").await).await;
    world.watch(&alice.id, "Gus").await;
    // Told before it is counted: whoever is told of later is of the next count, which is on the new day here.
    world.settle().await;
    world.clock().advance(20_000);
    store.ask_for_count(&room, world.clock().now()).await.unwrap();
    world.settle().await;
    // A minute in which the reconciler does not list the room anyway.
    let minute = if table::shard(&alice.id, 10) == 1 { 2 } else { 1 };
    world.at(midnight.plus_secs(minute * 60));
    world.reconcile().await;
    world.settle().await;
    world.clock().advance(60_000);
    world.end_broadcast(&alice).await;
    world.settle().await;
    let days = store.days(&room, first, first.plus(1)).await.unwrap().days;
    let told: Vec<_> = days.iter().map(|(_, day)| (day.unique_viewers, day.guest_sessions)).collect();
    assert_eq!(told, [(1, 1), (1, 1)]);
}

/// `project` had its tries at the end of a broadcast, and its record is among the dead letters.
#[tokio::test]
async fn the_daily_round_finds_a_broadcast_without_figures() {
    let live = Live::start().await;
    for _ in 0..25 {
        live.world.clock().advance(60_000);
        live.world.end_broadcast(&live.alice).await;
        live.world.clock().advance(60_000);
        live.world.go_live(&live.alice).await;
    }
    let without = async || {
        let all = live.store().broadcasts(&live.room, None, 100).await.unwrap().items;
        all.iter().filter(|broadcast| broadcast.summary.is_none()).count()
    };
    live.world.reconcile().await;
    assert_eq!(without().await, 26, "they are `project`'s");
    live.world.clock().advance(3 * 60 * 60 * 1_000);
    live.world.reconcile().await;
    assert_eq!(without().await, 0, "the last one was over as well: LiveKit has no such room");
}

/// Waves of 2,500, of whom 500 stay: 10,000 different ones, of the room's own list.
#[tokio::test]
async fn ten_thousand_are_told_apart_within_two_percent() {
    let live = Live::start().await;
    let counts = ViewerCounts::new(live.store().clone());
    for from in (0..10_000).step_by(2_000) {
        live.world.clock().advance(61_000);
        let there: Vec<String> = (from.max(500) - 500..from + 2_000).map(|n| format!("usr_{n}")).collect();
        let there: Vec<&str> = there.iter().map(String::as_str).collect();
        counts.set_listed_count(&live.room, &there, 0, live.world.clock().now()).await.unwrap();
    }
    let summary = live.end().await.summary.unwrap();
    assert!(summary.unique_viewers.abs_diff(10_000) <= 200, "{}", summary.unique_viewers);
    assert_eq!((summary.guest_sessions, summary.peak_viewers), (0, 2_500));
}

/// By the table's stream, as in life: who waited, who came, who followed; over midnight, and another one after it.
#[tokio::test]
async fn a_broadcast_that_is_over_gets_its_figures_and_its_days_get_theirs() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    let store = &world.app().store;
    let first = Day::of(world.clock().now());
    let follow = async |name: &str| {
        let path = format!("/api/social/follow/{}", alice.id);
        world.post(&path).by(&Bearer::new(name, world.clock().now())).expect(200).await;
    };
    world.put("/api/stream/info").by(&alice).json(&serde_json::json!({"title": "Night talk"})).expect(200).await;
    world.at(first.plus(1).begins().plus_secs(-900));
    let count = async || {
        store.ask_for_count(&room, world.clock().now()).await.unwrap();
        world.caught_up().await;
    };
    let come = async |sid: &str, identity: &str| {
        let connection = Connection { room_sid: "RM_1", sid, identity };
        store.viewer_joined(&room, connection, world.clock().now()).await.unwrap();
    };
    come("PA_0", "usr_bob").await;
    count().await;
    world.clock().advance(300_000);
    world.go_live(&alice).await;
    world.caught_up().await;
    let id = store.count(&room).await.unwrap().broadcast_id.unwrap();
    follow("bob").await;
    world.clock().advance(300_000);
    come("PA_1", "guest-1").await;
    count().await;
    world.at(first.plus(1).begins().plus_secs(600));
    store.viewer_left(&room, "PA_1", "guest-1", world.clock().now()).await.unwrap();
    count().await;
    follow("eve").await;
    world.clock().advance(100_000);
    let ended_at = world.clock().now();
    world.end_broadcast(&alice).await;
    world.caught_up().await;

    let broadcast = store.broadcast(&room, &id, Consistency::Strong).await.unwrap().unwrap();
    let summary = broadcast.summary.unwrap();
    let live = u64::try_from(ended_at.millis_since(broadcast.started_at)).unwrap();
    assert_eq!((broadcast.title.as_deref(), broadcast.peak_viewers), (Some("Night talk"), 2));
    assert_eq!((summary.live_millis, summary.peak_viewers), (live, 2));
    // One all the time, and a second one from 300 s after the start to 600 s after midnight.
    let second = broadcast.started_at.plus_secs(300).max(first.plus(1).begins().plus_secs(-300).plus_millis(1));
    let both = u64::try_from(first.plus(1).begins().plus_secs(600).millis_since(second)).unwrap();
    assert_eq!(summary.watch_millis, live + both);
    assert_eq!((summary.unique_viewers, summary.guest_sessions, summary.followers_gained), (1, 1, 2));

    let days = store.days(&room, first, first.plus(1)).await.unwrap();
    let told: Vec<_> =
        days.days.iter().map(|(_, day)| (day.broadcasts, day.unique_viewers, day.guest_sessions)).collect();
    assert_eq!(told, [(1, 1, 1), (0, 1, 0)]);
    assert_eq!(days.days.iter().map(|(_, day)| day.watch_millis).sum::<u64>(), summary.watch_millis);
    assert_eq!(days.days.iter().map(|(_, day)| day.followers_gained).sum::<i64>(), 2);

    // A second one of the day: whoever watched both counts once.
    world.clock().advance(60_000);
    world.go_live(&alice).await;
    world.caught_up().await;
    world.clock().advance(60_000);
    count().await;
    world.clock().advance(30_000);
    world.end_broadcast(&alice).await;
    world.caught_up().await;
    let days = store.days(&room, first.plus(1), first.plus(1)).await.unwrap();
    assert_eq!((days.days[0].1.broadcasts, days.days[0].1.unique_viewers), (1, 1));
    assert_eq!(days.watchers.users.count(), 1);
    assert_eq!(world.number(DayItem::key(&room, first.plus(1)), "broadcasts").await, Some(1));
}

/// A day takes two writes of a transaction, which takes 100: a broadcast of a season is settled in pieces.
#[tokio::test]
async fn a_broadcast_of_a_season_is_settled_too() {
    let live = Live::start().await;
    let first = Day::of(live.world.clock().now());
    let counts = ViewerCounts::new(live.store().clone());
    for _ in 0..85 {
        live.world.clock().advance(24 * 60 * 60 * 1_000);
        counts.set_listed_count(&live.room, &["usr_bob", "guest-1"], 0, live.world.clock().now()).await.unwrap();
    }
    let broadcast = live.end().await;
    let summary = broadcast.summary.unwrap();
    let days = live.store().days(&live.room, first, first.plus(90)).await.unwrap();
    assert_eq!(days.days.len(), 86);
    assert_eq!(days.days.iter().map(|(_, day)| day.watch_millis).sum::<u64>(), summary.watch_millis);
    assert_eq!((summary.unique_viewers, days.watchers.guests.count()), (1, 1));
}

/// Two of a creator's broadcasts that end at one moment, both told twice: each is in its day once.
#[tokio::test]
async fn broadcasts_that_are_settled_at_once_lose_nothing() {
    let live = Live::start().await;
    live.world.end_broadcast(&live.alice).await;
    live.world.clock().advance(1_000);
    live.world.go_live(&live.alice).await;
    let second = live.store().count(&live.room).await.unwrap().broadcast_id.unwrap();
    live.world.clock().advance(1_000);
    live.world.end_broadcast(&live.alice).await;
    let course = domain::audience::Course::default();
    let ids = [&live.broadcast, &second, &live.broadcast, &second];
    let settled = ids.map(|id| live.store().settle(&live.room, id, &course, 0));
    let settled = futures::future::try_join_all(settled).await.unwrap();
    assert_eq!(settled.into_iter().flatten().count(), 2);
    let day = Day::of(live.world.clock().now());
    assert_eq!(live.world.number(DayItem::key(&live.room, day), "broadcasts").await, Some(2));
    assert!(live.world.number(BroadcastItem::key(&live.room, &second), "peakViewers").await.is_some());
}
