//! GET /api/analytics/broadcasts/:broadcastId/viewers and …/viewers.csv.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue::{Bs, S};
use domain::audience::{Sample, ViewerHash};
use domain::{Time, UserId};
use harness::{Bearer, World};
use runtime::aws;
use serde_json::json;
use store::SampleItem;
use table::client;

use crate::analytics_broadcasts::broadcast;

#[tokio::test]
async fn points_are_those_of_the_samples() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let id = broadcast(&world, &alice).await;
    let path = format!("/api/analytics/broadcasts/{id}/viewers");
    let chart = |query: &str| {
        let path = format!("{path}{query}");
        let (world, alice) = (&world, &alice);
        async move { world.get(&path).by(alice).expect(200).await.data().clone() }
    };
    let auto = chart("").await;
    assert_eq!((auto.clone(), &auto["resolution"]), (chart("?resolution=auto").await, &json!(15)));
    assert!((67..=68).contains(&auto["points"].as_array().unwrap().len()), "1,000 s, and what begins within a point");
    let minutes = chart("?resolution=60").await;
    let points = minutes["points"].as_array().unwrap();
    assert!((17..=18).contains(&points.len()), "{minutes}");
    assert_eq!((&points[1]["viewers"], &points[1]["max"]), (&json!(2), &json!(2)));
    assert_eq!((&points[15]["viewers"], &points[15]["max"]), (&json!(0), &json!(0)));
    assert!(points.iter().all(|point| harness::is_time(point["at"].as_str().unwrap())));
    assert_eq!(chart("?resolution=600.0").await["resolution"], json!(600));

    for wrong in ["14", "auto2", "-60", "60s", "3600"] {
        let refused = world.get(&format!("{path}?resolution={wrong}")).by(&alice).expect(400).await;
        assert_eq!((refused.error(), refused.fields()), ("Validation error", vec!["resolution"]), "{wrong}");
    }

    let csv = world.get(&format!("{path}.csv?resolution=600")).by(&alice).expect(200).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let attachment = csv.header("content-disposition").unwrap();
    assert!(attachment.starts_with("attachment; filename=\"viewers-20") && attachment.ends_with(".csv\""));
    let text = csv.body.as_str().unwrap();
    let mut lines = text.split("\r\n");
    assert_eq!(lines.next(), Some("at,viewers,max"));
    for (line, point) in lines.zip(chart("?resolution=600").await["points"].as_array().unwrap()) {
        assert_eq!(line, format!("{},{},{}", point["at"].as_str().unwrap(), point["viewers"], point["max"]));
    }
    assert_eq!(world.get(&format!("{path}.csv?resolution=1")).by(&alice).expect(400).await.fields(), ["resolution"]);
}

/// Fills a bucket as 40 counts of 60 who stay leave it.
async fn fill(world: &World, room: &UserId, id: &str, begins: Time) {
    let set = |members: Vec<Vec<u8>>| Bs(members.into_iter().map(Blob::new).collect());
    let samples = (0..40).map(|n| Sample { at: begins.plus_secs(n * 15), viewers: 60 }.to_bytes().to_vec());
    let users = (0..60).map(|n| ViewerHash::of(room, &format!("usr_{n}")).to_bytes().to_vec());
    let key = SampleItem::key(room, id, begins, 0);
    let put = client::dynamodb(world.table(), aws::http()).put_item().table_name(&world.table().name);
    let put = put.item(table::PK, S(key.pk.clone())).item(table::SK, S(key.sk.clone()));
    put.item("s", set(samples.collect())).item("u", set(users.collect())).send().await.unwrap();
}

#[tokio::test]
async fn a_day_is_read_in_two_trips_and_twenty_five_units() {
    let (world, meter) = World::behind_meter(vec![("RATE_LIMIT_SCALE", "0".to_owned())]).await;
    let alice = world.creator("alice").await;
    let room = world.stream_of(&alice).await;
    world.go_live(&alice).await;
    let id = world.app().store.count(&room).await.unwrap().broadcast_id.unwrap();
    let first = Sample::bucket_of(world.clock().now());
    for bucket in first..first + 144 {
        fill(&world, &room, &id, Time::from_secs(bucket * 600)).await;
    }
    world.clock().advance(24 * 60 * 60 * 1_000);
    let alice = Bearer::new("alice", world.clock().now());
    let path = format!("/api/analytics/broadcasts/{id}/viewers");
    let (chart, cost) = meter.cost_of(world.get(&path).by(&alice).expect(200)).await;
    println!("a chart of 24 h: {cost}");
    assert!(cost.trips <= 2 && (cost.read <= 25.0 || !world.is_on_embedded_engine()), "{cost}");
    let points = chart.data()["points"].as_array().unwrap();
    assert_eq!((&chart.data()["resolution"], &points[7]["viewers"]), (&json!(600), &json!(60)));
    assert!((144..=145).contains(&points.len()), "{}", points.len());
    // Too fine a resolution is refused, and not answered with another one.
    let refused = world.get(&format!("{path}?resolution=60")).by(&alice).expect(400).await;
    assert_eq!(refused.fields(), ["resolution"]);
}
