//! What LiveKit tells, and the counts that follow from it.

use domain::audience::{BUCKET_SECS, Sample};
use domain::{Time, UserId};
use serde_json::json;
use services::ViewerCounts;
use store::Connection;

use super::cast::{Cast, user};
use super::push::Push;
use super::till::Till;

/// After a change of a room's rules no token of before is alive any more.
const TOKENS_DIE_MILLIS: i64 = 11 * 60 * 1_000;

pub(super) async fn webhooks(till: &mut Till<'_>, cast: &Cast) {
    let world = till.world;
    till.ring("health", world.get("/api/webhook/livekit/health"), 200).await;
    let info = world.get("/api/stream/info").by(&cast.star).expect(200).await;
    let ingress = info.data()["ingressId"].as_str().unwrap_or_default().to_owned();
    let push = Push { room: cast.star.id.clone(), ingress, millis: world.clock().now().as_millis() };
    till.ring("receive_webhook: ingress_started", world.deliver(&push.started()), 200).await;
    // The rules of her room changed above, so each joining is looked at: the dearest of a process that knows nothing.
    let changed = "receive_webhook: participant_joined after a change of rules";
    till.ring(changed, world.deliver(&push.viewer("participant_joined", 3)), 200).await;
    world.clock().advance(TOKENS_DIE_MILLIS);
    till.ring("receive_webhook: asks for a count", world.deliver(&push.viewer("participant_joined", 1)), 200).await;
    till.ring("receive_webhook: participant_joined", world.deliver(&push.viewer("participant_joined", 2)), 200).await;
    till.ring("receive_webhook: participant_left", world.deliver(&push.viewer("participant_left", 2)), 200).await;
    till.ring("receive_webhook: repeated", world.deliver(&push.viewer("participant_left", 2)), 200).await;
    counts(till, &user(&cast.star)).await;
    till.ring("receive_webhook: ingress_ended", world.deliver(&push.ended()), 200).await;
    till.ring("receive_webhook: room_finished", world.deliver(&push.event("room_finished", &json!({}))), 200).await;
}

/// What `project` makes of a count that was asked for.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn counts(till: &mut Till<'_>, room: &UserId) {
    let (world, store) = (till.world, &till.world.app().store);
    let counts = ViewerCounts::new(store.clone());
    let bucket = Sample::bucket_of(world.clock().now()) + 1;
    world.at(Time::from_secs(bucket * BUCKET_SECS));
    for (what, others) in
        [("first count of ten minutes", 0), ("count", 0), ("count of a large room, with a sketch", 70)]
    {
        for n in 0..others {
            let connection = Connection { room_sid: "RM_1", sid: &format!("PA_{n}"), identity: &format!("guest-{n}") };
            store.viewer_joined(room, connection, world.clock().now()).await.expect("the table");
        }
        world.clock().advance(15_000);
        let last = store.count(room).await.expect("the table");
        let (counted, cost) = till.meter.cost_of(counts.recount(room, &last, world.clock().now())).await;
        counted.expect("a count");
        till.measured.push((format!("receive_webhook: the {what}, made by project"), cost));
    }
}
