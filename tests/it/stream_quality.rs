//! GET and PUT /api/stream/quality, and what LiveKit is told of it.

use harness::{Bearer, LiveKitFault, World};
use serde_json::{Value, json};

const QUALITY: &str = "/api/stream/quality";
const INGRESS: &str = "/api/stream/ingress";
const DEFAULT: &str = "H264_1080P_30FPS_3_LAYERS";
const SMALL: &str = "H264_540P_25FPS_2_LAYERS";

async fn set(world: &World, by: &Bearer, change: Value) -> Value {
    let answer = world.put(QUALITY).by(by).json(&change).expect(200).await;
    assert_eq!(answer.body["message"], "Quality updated");
    answer.data().clone()
}

/// The encodings of the ingresses that LiveKit has.
fn presets(world: &World) -> Vec<Option<&'static str>> {
    world.livekit().ingresses().iter().map(|ingress| ingress.preset).collect()
}

#[tokio::test]
async fn what_is_given_changes_and_the_rest_stays() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let quality = |preset: &str, transcoded: bool| json!({"preset": preset, "isWhipTranscoded": transcoded});
    assert_eq!(world.get(QUALITY).by(&alice).expect(200).await.data(), &quality("AUTO", false));
    assert_eq!(set(&world, &alice, json!({ "preset": SMALL })).await, quality(SMALL, false));
    assert_eq!(set(&world, &alice, json!({"isWhipTranscoded": true})).await, quality(SMALL, true));
    assert_eq!(world.get(QUALITY).by(&alice).expect(200).await.data(), &quality(SMALL, true));
    assert_eq!(set(&world, &alice, quality("AUTO", false)).await, quality("AUTO", false));
    assert_eq!(world.get(QUALITY).by(&alice).expect(200).await.data(), &quality("AUTO", false));

    let answer = world.put(QUALITY).by(&alice).json(&json!({})).expect(400).await;
    assert_eq!(answer.error(), "No settings provided");
    let bad = json!({"preset": "H264_4K", "isWhipTranscoded": "yes"});
    assert_eq!(world.put(QUALITY).by(&alice).json(&bad).expect(400).await.fields(), ["preset", "isWhipTranscoded"]);
}

/// Each writes what it was given, and nothing that it read before the other one wrote.
#[tokio::test]
async fn two_changes_at_once_both_stand() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    for transcoded in [true, false, true] {
        let (preset, whip) = if transcoded { (SMALL, true) } else { ("AUTO", false) };
        tokio::join!(
            set(&world, &alice, json!({ "preset": preset })),
            set(&world, &alice, json!({ "isWhipTranscoded": whip }))
        );
        let stands = world.get(QUALITY).by(&alice).expect(200).await;
        assert_eq!(stands.data(), &json!({"preset": preset, "isWhipTranscoded": whip}));
    }
    // What gives nothing changes nothing.
    assert_eq!(set(&world, &alice, json!({ "preset": null })).await["preset"], SMALL);
}

#[tokio::test]
async fn a_new_key_has_it_whatever_its_kind() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    set(&world, &alice, json!({ "preset": SMALL })).await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.settle().await;
    assert_eq!(presets(&world), [Some(SMALL)]);
    let whip = json!({"ingressType": "WHIP"});
    world.post(INGRESS).by(&alice).json(&whip).expect(201).await;
    world.settle().await;
    assert_eq!(presets(&world), [None], "WHIP passes through");
    // The key of now, at once: nobody sends by it.
    set(&world, &alice, json!({"isWhipTranscoded": true})).await;
    world.settle().await;
    assert_eq!(presets(&world), [Some(SMALL)]);
    set(&world, &alice, json!({"isWhipTranscoded": false})).await;
    world.settle().await;
    assert_eq!(presets(&world), [None]);
    assert!(world.keys("OUTBOX#").await.iter().all(|key| !key.sk.starts_with("shapeIngress")), "all are made");
}

#[tokio::test]
async fn a_live_push_is_left_alone_and_the_next_one_has_it() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    set(&world, &alice, json!({ "preset": SMALL })).await;
    world.settle().await;
    for _ in 0..3 {
        world.clock().advance(61_000);
        world.reconcile().await;
        world.settle().await;
    }
    assert_eq!((presets(&world), world.state_of(&alice).await), (vec![Some(DEFAULT)], "live".to_owned()));

    // The encoder stops and comes back within its window: no minute of the reconciler passes between.
    assert!(world.livekit().stop(&alice.id));
    world.settle().await;
    assert_eq!(presets(&world), [Some(SMALL)]);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!((presets(&world), world.state_of(&alice).await), (vec![Some(SMALL)], "live".to_owned()));
    assert!(world.keys("OUTBOX#").await.iter().all(|key| !key.sk.starts_with("shapeIngress")), "it is made");
}

#[tokio::test]
async fn livekit_away_delays_it() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().fault(LiveKitFault::close());
    set(&world, &alice, json!({ "preset": SMALL })).await;
    world.settle().await;
    assert_eq!(presets(&world), [Some(DEFAULT)]);
    world.livekit().heal();
    world.clock().advance(61_000);
    world.reconcile().await;
    assert_eq!(presets(&world), [Some(SMALL)]);
    // A key that goes takes what waits with it.
    set(&world, &alice, json!({ "preset": "AUTO" })).await;
    world.delete(INGRESS).by(&alice).expect(200).await;
    world.settle().await;
    assert_eq!(presets(&world), []);
    assert!(world.keys("OUTBOX#").await.iter().all(|key| !key.sk.starts_with("shapeIngress")));
}
