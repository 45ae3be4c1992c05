//! A stream key, asked for again under the same Idempotency-Key.

use harness::{Answer, Bearer, World};

const INGRESS: &str = "/api/stream/ingress";

async fn post(world: &World, by: &Bearer, key: &str, status: u16) -> Answer {
    world.post(INGRESS).by(by).header("idempotency-key", key).expect(status).await
}

#[tokio::test]
async fn the_same_key_is_shown_again_while_its_ingress_lives() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let first = post(&world, &alice, "key-1", 201).await;
    let again = post(&world, &alice, "key-1", 201).await;
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(world.livekit().ingresses().len(), 1);
}

#[tokio::test]
async fn a_key_that_is_gone_is_not_shown() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    post(&world, &alice, "key-1", 201).await;
    let second = post(&world, &alice, "key-2", 201).await;
    world.settle().await;
    let replaced = post(&world, &alice, "key-1", 409).await;
    assert_eq!(replaced.error(), "Stream key was replaced or deleted");
    assert_eq!(post(&world, &alice, "key-2", 201).await.body, second.body);

    world.delete(INGRESS).by(&alice).expect(200).await;
    assert_eq!(post(&world, &alice, "key-2", 409).await.error(), "Stream key was replaced or deleted");
}
