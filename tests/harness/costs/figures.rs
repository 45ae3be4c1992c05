//! A creator's figures, and what they are made by.

use domain::audience::Course;
use domain::{Time, UserId};
use serde_json::json;

use super::cast::{MANY, user};
use super::till::Till;
use crate::Bearer;

/// Hands a change of a broadcast to `project`.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn projected(till: &mut Till<'_>, what: &str, room: &UserId, id: &str, ended_at: Option<Time>) {
    let keys = json!({"pk": {"S": format!("STREAM#{room}")}, "sk": {"S": format!("BROADCAST#{id}")}});
    let mut image = keys.clone();
    image["id"] = json!({"S": id});
    image["startedAt"] = json!({"S": id.split('_').next()});
    if let Some(ended_at) = ended_at {
        image["endedAt"] = json!({"S": ended_at});
    }
    let batch = json!({"Records": [{"dynamodb": {"SequenceNumber": "1", "Keys": keys, "NewImage": image}}]});
    let batch = serde_json::from_value(batch).expect("a batch");
    let project = till.world.functions().project();
    let (done, cost) = till.meter.cost_of(project::handle(project, batch)).await;
    assert_eq!(done, project::BatchFailures::none(), "{what}");
    till.measured.push((format!("receive_webhook: {what}, made by project"), cost));
}

/// Of a creator with a page and one more of broadcasts that are over, and then one that runs.
#[expect(clippy::expect_used, reason = "a test's own helper")]
pub(super) async fn analytics(till: &mut Till<'_>) {
    let (world, store) = (till.world, &till.world.app().store);
    let creator = Bearer::new("creator_05", world.clock().now());
    let room = user(&creator);
    for n in 0..MANY {
        if n > 0 {
            world.go_live(&creator).await;
        }
        let open = store.count(&room).await.expect("the table").broadcast_id.expect("live");
        if n == 0 {
            projected(till, "a beginning noted", &room, &open, None).await;
        }
        world.clock().advance(1_000);
        world.end_broadcast(&creator).await;
        if n == 0 {
            projected(till, "figures of what is over", &room, &open, Some(world.clock().now())).await;
            continue;
        }
        store.settle(&room, &open, &Course::default(), 0).await.expect("the table").expect("figures");
    }
    till.ring_list("list_broadcasts", "/api/analytics/broadcasts", Some(&creator)).await;
    let newest = store.broadcasts(&room, None, 1).await.expect("the table").items[0].id.clone();
    let path = format!("/api/analytics/broadcasts/{newest}");
    let get = |path: &str| world.get(path).by(&creator);
    till.ring("get_broadcast", get(&path), 200).await;
    till.ring("get_viewers", get(&format!("{path}/viewers")), 200).await;
    till.ring("get_viewers_csv", get(&format!("{path}/viewers.csv")), 200).await;
    till.ring("get_channel", get("/api/analytics/channel"), 200).await;
    till.ring("get_channel_csv", get("/api/analytics/channel.csv"), 200).await;
    world.go_live(&creator).await;
    till.ring("list_broadcasts: one runs", get("/api/analytics/broadcasts"), 200).await;
    till.ring("get_broadcast: runs", get("/api/analytics/broadcasts/latest"), 200).await;
}
