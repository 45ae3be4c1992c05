//! `project`: a batch as a whole. What cannot be read, what is refused, what hangs.

use std::time::{Duration, Instant};

use domain::UserId;
use harness::{Fault, LiveKitFault, Rule, World};
use project::BatchFailures;
use serde_json::{Value, json};
use store::{Call, OutboxEntry};

fn profile(sequence: &str, id: &str, name: &str) -> Value {
    let image = |name: &str| {
        json!({
            "pk": {"S": format!("USER#{id}")}, "sk": {"S": "PROFILE"},
            "name": {"S": name}, "creatorStatus": {"S": "APPROVED"},
        })
    };
    json!({"dynamodb": {"SequenceNumber": sequence, "OldImage": image("before"), "NewImage": image(name)}})
}

async fn hand_in(world: &World, records: &[Value], within: Duration) -> BatchFailures {
    let batch = serde_json::from_value(json!({"Records": records})).unwrap();
    project::handle_within(world.functions().project(), batch, within).await
}

/// A deployment without the right, or without its table, is mended by people: nothing is passed over.
#[tokio::test]
async fn what_is_refused_comes_again_whatever_the_cause() {
    let (world, proxy) = World::behind_proxy().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    for fault in [Fault::Denied, Fault::NoTable, Fault::Invalid, Fault::Throttled, Fault::Broken] {
        proxy.rule(Rule::on("BatchGetItem", fault));
        let left = hand_in(&world, &[profile("7", &alice.id, "Later")], project::WITHIN).await;
        assert_eq!(left, BatchFailures::from("7".to_owned()), "{fault:?}");
        proxy.heal();
    }
}

/// Keys alone, as a stream of another kind has them: told in the log and counted; nothing to be done about it here.
#[tokio::test]
async fn a_record_without_images_holds_up_nobody() {
    let world = World::start().await;
    let keys = json!({"pk": {"S": "USER#usr_alice"}, "sk": {"S": "PROFILE"}});
    let blind = json!({"dynamodb": {"SequenceNumber": "1", "Keys": keys}});
    assert_eq!(hand_in(&world, &[blind], project::WITHIN).await, BatchFailures::none());
}

#[tokio::test]
async fn one_hanging_call_delays_nobody_else_and_the_rest_of_its_creator_comes_again() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.creator("bob").await);
    for creator in [&alice, &bob] {
        world.stream_of(creator).await;
        let name = json!({"name": "Present"});
        world.patch("/api/viewer/me").by(creator).json(&name).expect(200).await;
    }
    let user_id = UserId::parse(&alice.id).unwrap();
    let call = OutboxEntry::new(Call::SyncRoom { user_id: user_id.clone() }, world.clock().now(), &world.app().random);
    world.app().store.put_entry(&call).await.unwrap();
    let image = json!({
        "pk": {"S": "OUTBOX#0"}, "sk": {"S": format!("syncRoom#{user_id}")},
        "call": {"M": {"kind": {"S": "syncRoom"}, "userId": {"S": user_id.to_string()}}},
        "dueAt": {"S": call.due_at.to_string()}, "nonce": {"S": call.nonce}, "attempts": {"N": "0"},
    });
    let hangs = json!({"dynamodb": {"SequenceNumber": "1", "NewImage": image}});
    world.livekit().fault(LiveKitFault::hang());
    let records = [hangs, profile("2", &alice.id, "Present"), profile("3", &bob.id, "Present")];
    let begun = Instant::now();
    let left = hand_in(&world, &records, Duration::from_millis(1_500)).await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    // The call itself is put off in the table, for `reconcile`.
    assert_eq!(left, BatchFailures::from("2".to_owned()));
    let card = |id: &UserId| {
        let (store, id) = (world.app().store.clone(), id.clone());
        async move { store.stream(&id).await.unwrap().unwrap().card.name }
    };
    assert_eq!(card(&UserId::parse(&bob.id).unwrap()).await, "Present");
    assert_ne!(card(&user_id).await, "Present", "alice's come in their order");
}

/// A change that was put aside is made good by the round over all creators.
#[tokio::test]
async fn the_round_over_all_creators_makes_their_copies_anew() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    world.patch("/api/viewer/me").by(&alice).json(&json!({"name": "Renamed Person"})).expect(200).await;
    // Nobody follows the table here: its record is lost.
    for _ in 0..2 {
        world.clock().advance(61_000);
        world.reconcile().await;
    }
    let found = world.get("/api/viewer/search?q=renamed").expect(200).await;
    assert_eq!(found.data().as_array().unwrap().len(), 1);
    let id = UserId::parse(&alice.id).unwrap();
    assert_eq!(world.app().store.stream(&id).await.unwrap().unwrap().card.name, "Renamed Person");
}
