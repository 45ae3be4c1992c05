//! GET and PUT /api/stream/info.

use harness::{World, time_or_fail};
use serde_json::json;

const INFO: &str = "/api/stream/info";

#[tokio::test]
async fn a_new_stream_has_the_defaults_of_the_contract() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let answer = world.get(INFO).by(&alice).expect(404).await;
    insta::assert_json_snapshot!("info_without_a_stream", answer.body);

    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let answer = world.get(INFO).by(&alice).expect(200).await;
    insta::assert_json_snapshot!("info_of_a_new_stream", answer.body, {
        ".data.ingressId" => "[ingress]",
        ".data.createdAt" => insta::dynamic_redaction(time_or_fail),
        ".data.updatedAt" => insta::dynamic_redaction(time_or_fail),
    });
}

#[tokio::test]
async fn what_is_given_changes_and_the_room_hears_of_it() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;

    let change = json!({
        "title": "  Höhö  ", "description": "two\nlines", "thumbnail": "https://example.com/a.png", "reconnectWindow": 0,
        "tags": ["Höhö", "chess"], "unknown": 1,
    });
    let answer = world.put(INFO).by(&alice).json(&change).expect(200).await;
    insta::assert_json_snapshot!("info_updated", answer.body, {
        ".data.ingressId" => "[ingress]",
        ".data.createdAt" => insta::dynamic_redaction(time_or_fail),
        ".data.updatedAt" => insta::dynamic_redaction(time_or_fail),
    });
    // Frontends put the answer in the place of what they knew.
    assert_eq!(answer.data(), world.get(INFO).by(&alice).expect(200).await.data());
    // Before the answer, not after it: nothing has run in between.
    let metadata = world.livekit().room(&alice.id).unwrap().metadata;
    insta::assert_snapshot!("room_metadata", metadata);

    let answer = world.put(INFO).by(&alice).json(&json!({"description": null, "thumbnail": null})).expect(200).await;
    assert_eq!(answer.data()["description"], json!(null));
    assert_eq!(answer.data()["thumbnail"], json!(null));
    assert_eq!(answer.data()["title"], "Höhö");
}

#[tokio::test]
async fn every_bad_field_is_told_at_once() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let answer = world.put(INFO).by(&alice).json(&json!({})).expect(400).await;
    assert_eq!(answer.error(), "No update data provided");
    let answer = world.put(INFO).by(&alice).json(&json!({"title": "x"})).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");

    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let bad = json!({
        "title": " ", "description": "x".repeat(1001), "thumbnail": "javascript:alert(1)", "reconnectWindow": 301,
    });
    let answer = world.put(INFO).by(&alice).json(&bad).expect(400).await;
    insta::assert_json_snapshot!("info_refused", answer.body);
    let bad = json!({"title": "x".repeat(201), "description": 7, "thumbnail": [], "reconnectWindow": 1.5});
    let answer = world.put(INFO).by(&alice).json(&bad).expect(400).await;
    assert_eq!(answer.fields(), ["title", "description", "thumbnail", "reconnectWindow"]);
}

#[tokio::test]
async fn tags_are_letters_and_digits_each_once_and_seen_by_everybody() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let put = async |tags: serde_json::Value, status: u16| {
        world.put(INFO).by(&alice).json(&json!({ "tags": tags })).expect(status).await
    };
    let seen = async || {
        let answer = world.get("/api/viewer/stream/alice").expect(200).await;
        answer.data()["tags"].clone()
    };
    assert_eq!(world.get(INFO).by(&alice).expect(200).await.data()["tags"], json!([]));
    assert_eq!(seen().await, json!([]));

    let ten = json!(["Chess", "東京", "Café", "4x4", "e", "f", "g", "h", "i", "x".repeat(25)]);
    assert_eq!(put(ten.clone(), 200).await.data()["tags"], ten, "as written");
    assert_eq!(seen().await, ten);
    // What breaks a rule is told by its place, and changes nothing.
    let bad = json!(["two words", 7, "", "chess", "CHESS", "#chess", "x".repeat(26), "\u{3164}"]);
    let places = ["tags[0]", "tags[1]", "tags[2]", "tags[4]", "tags[5]", "tags[6]", "tags[7]"];
    assert_eq!(put(bad, 400).await.fields(), places);
    let eleven: Vec<_> = (0..11).map(|n| format!("tag{n}")).collect();
    for bad in [json!(eleven), json!(null), json!("chess"), json!({})] {
        assert_eq!(put(bad, 400).await.fields(), ["tags"]);
    }
    assert_eq!(seen().await, ten);

    // Another change leaves them; an empty list clears.
    let title = json!({"title": "Night"});
    assert_eq!(world.put(INFO).by(&alice).json(&title).expect(200).await.data()["tags"], ten);
    assert_eq!(put(json!([]), 200).await.data()["tags"], json!([]));
    assert_eq!(seen().await, json!([]));
}
