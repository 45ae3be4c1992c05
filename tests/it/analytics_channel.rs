//! GET /api/analytics/channel and …/channel.csv.

use domain::audience::{Course, Day, Sample};
use harness::{Bearer, Meter, World};
use serde_json::json;
use store::Consistency;

use crate::analytics_broadcasts::broadcast;

#[tokio::test]
async fn every_day_is_told_and_all_together() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    let store = &world.app().store;
    let first = Day::of(world.clock().now()).plus(1);
    for hours in [0, 1, 48] {
        world.at(first.begins().plus_secs(hours * 3_600));
        let id = broadcast(&world, &alice).await;
        let course = store.course(&room, &id, Consistency::Strong, true).await.unwrap();
        store.settle(&room, &id, &course, 0).await.unwrap().unwrap();
    }
    let alice = Bearer::new("alice", world.clock().now());
    let path = format!("/api/analytics/channel?from={}&to={}", first.plus(-1), first.plus(2));
    let channel = world.get(&path).by(&alice).expect(200).await.data().clone();
    let day = |n: i64, broadcasts: u64, who: u64| {
        json!({
            "date": first.plus(n), "broadcasts": broadcasts, "liveSeconds": broadcasts * 1000, "watchSeconds": broadcasts * 1000,
            "peakViewers": who * 2, "uniqueViewers": who, "guestSessions": who, "followersGained": 0, "chatMessages": 0,
        })
    };
    assert_eq!(channel["days"], json!([day(-1, 0, 0), day(0, 2, 1), day(1, 0, 0), day(2, 1, 1)]));
    let mut totals = day(0, 3, 1);
    totals.as_object_mut().unwrap().remove("date");
    assert_eq!(channel["totals"], totals, "who watched on several days counts once");

    let csv = world.get(&path.replace("channel?", "channel.csv?")).by(&alice).expect(200).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let file = format!("attachment; filename=\"channel-{}-{}.csv\"", first.plus(-1), first.plus(2));
    assert_eq!(csv.header("content-disposition"), Some(file.as_str()));
    let lines: Vec<_> = csv.body.as_str().unwrap().split_terminator("\r\n").collect();
    assert_eq!(
        lines[0],
        "date,broadcasts,liveSeconds,watchSeconds,peakViewers,uniqueViewers,guestSessions,followersGained,chatMessages"
    );
    assert_eq!((lines.len(), lines[2]), (5, format!("{first},2,2000,2000,2,1,1,0,0").as_str()));
}

#[tokio::test]
async fn dates_have_their_rules() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let today = Day::of(world.clock().now());
    let days = |query: &str| {
        let path = format!("/api/analytics/channel{query}");
        let (world, alice) = (&world, &alice);
        async move {
            let answer = world.get(&path).by(alice).expect(200).await;
            let dates = answer.data()["days"].as_array().unwrap().clone();
            (dates.len(), dates[0]["date"].clone(), dates[dates.len() - 1]["date"].clone())
        }
    };
    assert_eq!(days("").await, (30, json!(today.plus(-29)), json!(today)));
    assert_eq!(days("?to=2026-02-28").await, (30, json!("2026-01-30"), json!("2026-02-28")));
    assert_eq!(days("?from=2024-02-28&to=2024-03-01").await.0, 3);
    assert_eq!(days(&format!("?from={}", today.plus(-3))).await, (4, json!(today.plus(-3)), json!(today)));
    assert_eq!(days("?from=2024-01-01&to=2024-12-31").await.0, 366);
    for (query, field) in [
        ("from=2024-01-01&to=2025-01-01", "to"),
        ("from=2026-02-02&to=2026-02-01", "to"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("to=2026-2-3", "to"),
    ] {
        for kind in ["channel", "channel.csv"] {
            let refused = world.get(&format!("/api/analytics/{kind}?{query}")).by(&alice).expect(400).await;
            assert_eq!((refused.error(), refused.fields()), ("Validation error", vec![field]), "{query}");
        }
    }
    let refused = world.get("/api/analytics/channel?from=x&to=y").by(&alice).expect(400).await;
    assert_eq!(refused.fields(), ["from", "to"]);
}

#[tokio::test]
async fn a_year_is_read_in_two_trips() {
    let (world, meter): (World, Meter) = World::behind_meter(vec![("RATE_LIMIT_SCALE", "0".to_owned())]).await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    world.go_live(&alice).await;
    let count = world.app().store.count(&room).await.unwrap();
    let (first, id) = (Day::of(world.clock().now()), count.broadcast_id.unwrap());
    let mut course = Course::default();
    course.note_sample(Sample { at: count.started_at.unwrap(), viewers: 1 });
    world.at(first.plus(365).begins().plus_secs(60));
    world.end_broadcast(&alice).await;
    world.app().store.settle(&room, &id, &course, 0).await.unwrap().unwrap();
    let alice = Bearer::new("alice", world.clock().now());
    let path = format!("/api/analytics/channel?from={first}&to={}", first.plus(365));
    let (year, cost) = meter.cost_of(world.get(&path).by(&alice).expect(200)).await;
    println!("a year of days: {cost}");
    assert!(cost.trips <= 2, "{cost}");
    let days = year.data()["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[200]["watchSeconds"]), (366, &json!(86_400)));
}
