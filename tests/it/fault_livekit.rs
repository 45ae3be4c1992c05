//! LiveKit refusing, hanging, answering 401 or garbage: what each route answers, in time, and that nothing is
//! lost.

use std::time::Duration;

use domain::UserId;
use harness::{Bearer, LiveKitFault as Fault, World};
use serde_json::json;
use tokio::time::Instant;

const INGRESS: &str = "/api/stream/ingress";
/// A function's timeout, as the template has it.
const TIMEOUT: Duration = Duration::from_secs(10);

fn faults() -> [(&'static str, Fault); 6] {
    [
        ("unavailable", Fault::refuse("unavailable")),
        ("refused", Fault::refuse("permission_denied")),
        ("401", Fault::unauthorized()),
        ("garbage", Fault::garbage()),
        ("closed", Fault::close()),
        ("hanging", Fault::hang()),
    ]
}

async fn timed<T>(what: &str, work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let done = work.await;
    assert!(started.elapsed() < TIMEOUT, "{what} took {:?}", started.elapsed());
    done
}

/// A creator who is live, with a viewer in the room.
async fn live(world: &World, name: &str) -> (Bearer, Bearer) {
    let alice = world.creator(name).await;
    let bob = world.viewer(&format!("{name}_fan")).await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    world.watch_as(&alice.id, &bob).await;
    (alice, bob)
}

#[tokio::test]
async fn answers_are_right_and_in_time_and_the_rest_follows() {
    let world = World::without_limits().await;
    let ada = world.admin("ada").await;
    for (number, (what, fault)) in faults().into_iter().enumerate() {
        let (creates, _) = live(&world, &format!("creates{number}")).await;
        let (deletes, _) = live(&world, &format!("deletes{number}")).await;
        let (changes, fan) = live(&world, &format!("changes{number}")).await;
        let (blocks, blocked) = live(&world, &format!("blocks{number}")).await;
        let (suspended, _) = live(&world, &format!("suspended{number}")).await;
        world.settle().await;
        let key_before = world.get("/api/stream/info").by(&creates).expect(200).await.data()["ingressId"].clone();

        world.livekit().fault(fault);
        let block = format!("/api/social/block/{}", blocked.id);
        let suspend = format!("/api/admin/creators/{}/suspend", suspended.id);
        let (created, ..) = tokio::join!(
            timed(what, world.post(INGRESS).by(&creates).expect(500)),
            timed(what, world.delete(INGRESS).by(&deletes).expect(200)),
            timed(what, async {
                let quiet = json!({"isChatEnabled": false});
                world.put("/api/stream/chat-settings").by(&changes).json(&quiet).expect(200).await;
            }),
            timed(what, world.post(&block).by(&blocks).expect(200)),
            timed(what, world.post(&suspend).by(&ada).json(&json!({"reason": "Rules"})).expect(200)),
        );
        assert_eq!(created.error(), "Failed to create ingress", "{what}");
        let key = world.get("/api/stream/info").by(&creates).expect(200).await.data()["ingressId"].clone();
        assert_eq!(key, key_before, "{what}: the old key is kept");
        // Nobody is shown offline because LiveKit cannot be asked.
        world.reconcile().await;
        assert_eq!(world.state_of(&changes).await, "live", "{what}");

        world.livekit().heal();
        for _ in 0..3 {
            world.clock().advance(61_000);
            world.reconcile().await;
            world.settle().await;
        }
        for who in [&creates, &deletes, &changes, &blocks, &suspended] {
            let stream = world.app().store.stream(&UserId::parse(&who.id).unwrap()).await.unwrap();
            let stored = stream.and_then(|stream| stream.ingress).map(|ingress| ingress.ingress_id.to_string());
            let held = world.livekit().ingresses().into_iter().filter(|ingress| ingress.room == who.id);
            let held: Vec<_> = held.map(|ingress| ingress.ingress_id).collect();
            assert_eq!(held, Vec::from_iter(stored), "{what}, {}", who.id);
        }
        assert!(!world.may_write(&changes.id, &fan.id), "{what}: the chat is shut");
        let people = world.livekit().room(&blocks.id).unwrap().participants;
        assert!(people.iter().all(|who| who.identity != blocked.id), "{what}: put out");
        assert!(world.livekit().room(&suspended.id).is_none(), "{what}: the room is gone");
        assert_eq!(world.state_of(&changes).await, "live", "{what}");
    }
}

#[tokio::test]
async fn an_ingress_that_was_made_though_no_answer_came_is_found_and_deleted() {
    for fault in [Fault::close(), Fault::garbage(), Fault::refuse("internal")] {
        let world = World::start().await;
        let alice = world.creator("alice").await;
        world.livekit().fault(fault.on("CreateIngress").after_work().times(1));
        world.post(INGRESS).by(&alice).expect(500).await;
        assert_eq!(world.livekit().ingresses().len(), 1, "made, and unknown to us");
        for _ in 0..3 {
            world.clock().advance(61_000);
            world.reconcile().await;
            world.settle().await;
        }
        assert!(world.livekit().ingresses().is_empty());
    }
}
