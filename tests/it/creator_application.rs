//! The applicant's side: apply, see, be refused, apply anew.

use domain::{ApplicationStatus, UserId};
use harness::{Bearer, World, is_time};
use serde_json::{Value, json};

const APPLICATION: &str = "/api/creator/application";
const STATUS: &str = "/api/creator/application/status";

fn application() -> Value {
    json!({"bio": "  I paint with light.\nEvery night.  ", "categories": ["ART", "TALK"]})
}

#[tokio::test]
async fn an_application_is_sent_in_and_seen() {
    let world = World::start().await;
    let carol = Bearer::new("carol", world.clock().now());

    let none = world.get(APPLICATION).by(&carol).expect(404).await;
    assert_eq!(none.error(), "Application not found");
    let none = world.get(STATUS).by(&carol).expect(200).await;
    assert_eq!(*none.data(), json!({"hasApplication": false, "status": null, "submittedAt": null, "reviewedAt": null}));

    let sent = world.post(APPLICATION).by(&carol).json(&application()).expect(201).await;
    let data = sent.data();
    assert_eq!(data["userId"], carol.id);
    assert_eq!(data["status"], "PENDING");
    assert_eq!(data["bio"], "I paint with light.\nEvery night.", "as typed, trimmed");
    assert_eq!(data["categories"], json!(["ART", "TALK"]));
    assert!(data["submittedAt"].as_str().is_some_and(is_time));
    assert_eq!((&data["reviewedAt"], &data["rejectionReason"]), (&Value::Null, &Value::Null));
    assert!(data["id"].is_string());
    assert_eq!(data["createdAt"], data["submittedAt"]);
    let profile = json!({"bio": data["bio"], "categories": data["categories"], "profilePictureUrl": null});
    assert_eq!(data["profile"], profile);

    assert_eq!(world.get(APPLICATION).by(&carol).expect(200).await.data(), data);
    let status = world.get(STATUS).by(&carol).expect(200).await;
    assert_eq!(
        *status.data(),
        json!({"hasApplication": true, "status": "PENDING", "submittedAt": data["submittedAt"], "reviewedAt": null})
    );
}

#[tokio::test]
async fn a_form_may_nest_it_and_send_more() {
    let world = World::start().await;
    let picture = "https://images.example.com/carol.webp";
    let carol = Bearer::new("carol", world.clock().now()).claim("picture", picture);
    let bad = json!({"profile": {"bio": "short", "categories": ["ART", "WAR"]}});
    let refused = world.post(APPLICATION).by(&carol).json(&bad).expect(400).await;
    assert_eq!(refused.fields(), ["profile.bio", "profile.categories[1]"], "by the names that were sent");

    let form = json!({
        "profile": {"bio": "I paint with light.", "categories": ["ENTERTAINMENT", "LIFESTYLE"], "links": ["a"]},
        "acceptedTerms": true, "profilePictureUrl": "https://images.example.com/another.webp",
    });
    let sent = world.post(APPLICATION).by(&carol).json(&form).expect(201).await;
    let data = sent.data();
    assert_eq!((&data["bio"], &data["categories"]), (&json!("I paint with light."), &form["profile"]["categories"]));
    assert_eq!(data["profile"]["profilePictureUrl"], picture, "the applicant's own");

    // An administrator sees the same.
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let listed = world.get("/api/admin/applications").by(&ada).expect(200).await;
    assert_eq!(listed.data()[0]["profile"], data["profile"]);
    let approved = world.post("/api/admin/applications/usr_carol/approve").by(&ada).expect(200).await;
    assert_eq!(approved.data()["profile"], data["profile"]);
}

#[tokio::test]
async fn an_application_may_be_a_users_very_first_call() {
    let world = World::start().await;
    let carol = Bearer::new("carol", world.clock().now());
    world.post(APPLICATION).by(&carol).json(&application()).expect(201).await;
    let profile = world.app().store.profile(&UserId::parse(&carol.id).unwrap()).await.unwrap().unwrap();
    assert_eq!(profile.username.as_str(), "carol");
    assert_eq!(profile.creator_status, Some(ApplicationStatus::Pending));
}

#[tokio::test]
async fn every_field_is_refused_at_once() {
    let world = World::without_limits().await;
    let carol = Bearer::new("carol", world.clock().now());
    let refused = async |body: Value| {
        let answer = world.post(APPLICATION).by(&carol).json(&body).expect(400).await;
        assert_eq!(answer.error(), "Validation error");
        answer.fields().join(" ")
    };
    assert_eq!(refused(json!({})).await, "bio categories");
    assert_eq!(refused(json!({"bio": 7, "categories": "ART"})).await, "bio categories");
    assert_eq!(refused(json!({"bio": "         ninechars", "categories": []})).await, "bio categories");
    assert_eq!(
        refused(json!({"bio": "é".repeat(501), "categories": ["ART", "WAR", 7, "ART"]})).await,
        "bio categories[1] categories[2] categories[3]"
    );
    let six = json!(["GAMING", "MUSIC", "ART", "TECHNOLOGY", "EDUCATION", "SPORTS"]);
    assert_eq!(refused(json!({"bio": "a bell \u{7} rings", "categories": six})).await, "bio categories");
    assert_eq!(world.post(APPLICATION).expect(401).await.error(), "Authentication required");
    // What was refused left nothing behind; and a character is a character, whatever its bytes.
    let longest = json!({"bio": "é".repeat(500), "categories": ["ART"]});
    world.post(APPLICATION).by(&carol).json(&longest).expect(201).await;
}

#[tokio::test]
async fn one_application_a_user_and_a_new_one_after_a_rejection_only() {
    let world = World::start().await;
    let now = world.clock().now();
    let (carol, ada) = (Bearer::new("carol", now), Bearer::new("ada", now).admin());
    let apply = async |status: u16| world.post(APPLICATION).by(&carol).json(&application()).expect(status).await;
    let act = async |path: &str| {
        let path = format!("/api/admin/{path}");
        world.post(&path).by(&ada).json(&json!({"reason": "Too short"})).expect(200).await
    };
    apply(201).await;
    assert_eq!(apply(409).await.error(), "Application already submitted");

    act("applications/usr_carol/reject").await;
    let rejected = world.get(APPLICATION).by(&carol).expect(200).await;
    assert_eq!(rejected.data()["rejectionReason"], "Too short");
    assert!(rejected.data()["reviewedAt"].as_str().is_some_and(is_time));

    world.clock().advance(1_000);
    let anew = apply(201).await;
    assert_eq!(anew.data()["status"], "PENDING");
    assert_eq!((&anew.data()["reviewedAt"], &anew.data()["rejectionReason"]), (&Value::Null, &Value::Null));
    assert_ne!(anew.data()["submittedAt"], rejected.data()["submittedAt"]);

    act("applications/usr_carol/approve").await;
    assert_eq!(apply(409).await.error(), "Application already submitted");
    act("creators/usr_carol/suspend").await;
    assert_eq!(apply(409).await.error(), "Application already submitted");
}

#[tokio::test]
async fn two_at_once_are_one_application() {
    let world = World::start().await;
    let carol = Bearer::new("carol", world.clock().now());
    let (body, send) = (application(), || world.post(APPLICATION).by(&carol));
    let (one, other) = futures::join!(send().json(&body).send(), send().json(&body).send());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}
