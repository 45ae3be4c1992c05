//! Reviewing applications: the list, approval, rejection.

use domain::{Category, UserId};
use harness::{Bearer, World};
use serde_json::json;

const INGRESS: &str = "/api/stream/ingress";

async fn applicant(world: &World, name: &str) -> Bearer {
    let bearer = Bearer::new(name, world.clock().now());
    let body = json!({"bio": format!("I am {name}, and I stream."), "categories": ["MUSIC", "ART"]});
    world.post("/api/creator/application").by(&bearer).json(&body).expect(201).await;
    world.clock().advance(1_000);
    bearer
}

#[tokio::test]
async fn approval_counts_from_the_very_next_request() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let stranger = Bearer::new("dave", world.clock().now());
    let refused = world.get("/api/stream/info").by(&stranger).expect(403).await;
    assert_eq!(refused.error(), "Creator application required");
    assert_eq!(refused.body["applicationStatus"], serde_json::Value::Null);

    let carol = applicant(&world, "carol").await;
    let refused = world.post(INGRESS).by(&carol).expect(403).await;
    assert_eq!(refused.error(), "Creator approval required");
    assert_eq!(refused.body["applicationStatus"], "PENDING");

    let approved = world.post("/api/admin/applications/usr_carol/approve").by(&ada).expect(200).await;
    assert_eq!(approved.body["message"], "Application approved");
    assert_eq!(approved.data()["status"], "APPROVED");
    assert_eq!(approved.data()["userId"], "usr_carol");
    assert_eq!(approved.data()["reviewedAt"], world.clock().now().to_string());
    // Past the gate: she has no stream yet.
    assert_eq!(world.get("/api/stream/info").by(&carol).expect(404).await.error(), "Stream not found");
    let profile = world.app().store.profile(&UserId::parse("usr_carol").unwrap()).await.unwrap().unwrap();
    assert_eq!(profile.bio.as_deref(), Some("I am carol, and I stream."));
    assert_eq!(profile.categories, [Category::Music, Category::Art]);
    assert_eq!(profile.approved_at, Some(world.clock().now()));

    let again = world.post("/api/admin/applications/usr_carol/approve").by(&ada).expect(409).await;
    assert_eq!(again.error(), "Application already reviewed");
}

#[tokio::test]
async fn a_rejection_gives_its_reason() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let carol = applicant(&world, "carol").await;
    let reject = || world.post("/api/admin/applications/usr_carol/reject").by(&ada);
    assert_eq!(reject().expect(400).await.fields(), ["reason"]);
    assert_eq!(reject().json(&json!({"reason": "  "})).expect(400).await.fields(), ["reason"]);
    assert_eq!(reject().json(&json!({"reason": "x".repeat(501)})).expect(400).await.fields(), ["reason"]);

    let rejected = reject().json(&json!({"reason": " <b>Too</b> short "})).expect(200).await;
    assert_eq!(rejected.body["message"], "Application rejected");
    assert_eq!(rejected.data()["status"], "REJECTED");
    assert_eq!(rejected.data()["rejectionReason"], "<b>Too</b> short", "as typed, trimmed, escaped by nobody");
    let refused = world.post(INGRESS).by(&carol).expect(403).await;
    assert_eq!(refused.body["applicationStatus"], "REJECTED");

    let again = reject().json(&json!({"reason": "no"})).expect(409).await;
    assert_eq!(again.error(), "Application already reviewed");
    let approve = world.post("/api/admin/applications/usr_carol/approve").by(&ada).expect(409).await;
    assert_eq!(approve.error(), "Application already reviewed");
}

#[tokio::test]
async fn of_two_admins_at_once_one_is_refused() {
    let world = World::start().await;
    let now = world.clock().now();
    let (ada, grace) = (Bearer::new("ada", now).admin(), Bearer::new("grace", now).admin());
    for round in 0..10 {
        let name = format!("carol{round}");
        applicant(&world, &name).await;
        let path = format!("/api/admin/applications/usr_{name}");
        let (approve, reject) = (format!("{path}/approve"), format!("{path}/reject"));
        let reason = json!({"reason": "no"});
        let (one, other) =
            futures::join!(world.post(&approve).by(&ada).send(), world.post(&reject).by(&grace).json(&reason).send(),);
        let (winner, loser) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!((winner.status, loser.status), (200, 409), "{} {}", winner.body, loser.body);
        assert_eq!(loser.error(), "Application already reviewed");
        // What stands is what the one who was first said, and it was written down once.
        let audit = world.get("/api/admin/audit").by(&ada).expect(200).await;
        let of_this: Vec<_> = audit.each("userId").into_iter().filter(|id| *id == format!("usr_{name}")).collect();
        assert_eq!(of_this.len(), 1);
    }
}

#[tokio::test]
async fn nobody_but_an_admin_reviews() {
    let world = World::start().await;
    let creator = world.creator("alice").await;
    applicant(&world, "carol").await;
    // Neither by a field of the request nor by being somebody.
    let body = json!({"reason": "no", "role": "admin"});
    let ada = Bearer::new("ada", world.clock().now()).admin();
    for path in [
        "/api/admin/applications/usr_carol/approve",
        "/api/admin/applications/usr_carol/reject",
        "/api/admin/creators/usr_alice/suspend",
        "/api/admin/creators/usr_alice/reinstate",
    ] {
        let refused = world.post(path).by(&creator).json(&body).expect(403).await;
        assert_eq!(refused.error(), "Admin access required");
        world.post(path).json(&body).expect(401).await;
    }
    for path in ["/api/admin/applications", "/api/admin/audit"] {
        assert_eq!(world.get(path).by(&creator).expect(403).await.error(), "Admin access required");
        world.get(path).expect(401).await;
    }
    // 403 comes before what is wrong with the body.
    world.post("/api/admin/applications/usr_carol/reject").by(&creator).expect(403).await;
    // And an admin is no creator by that.
    assert_eq!(world.post(INGRESS).by(&ada).expect(403).await.error(), "Creator application required");
}

#[tokio::test]
async fn who_never_applied_is_not_found() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let dave = Bearer::new("dave", world.clock().now());
    world.get("/api/creator/application/status").by(&dave).expect(200).await;
    let reason = json!({"reason": "no"});
    for id in ["usr_dave", "usr_nobody", "guest-1"] {
        for act in ["approve", "reject"] {
            let path = format!("/api/admin/applications/{id}/{act}");
            let missing = world.post(&path).by(&ada).json(&reason).expect(404).await;
            assert_eq!(missing.error(), "Application not found", "{path}");
        }
    }
    // 400 comes before 404.
    world.post("/api/admin/applications/usr_nobody/reject").by(&ada).expect(400).await;
}

#[tokio::test]
async fn applications_are_listed_oldest_first_by_status() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    for name in ["carol", "bob", "dave"] {
        applicant(&world, name).await;
    }
    let list = async |query: &str| {
        let path = format!("/api/admin/applications{query}");
        world.get(&path).by(&ada).expect(200).await
    };
    let first = list("?limit=2").await;
    assert_eq!(first.each("userId"), ["usr_carol", "usr_bob"]);
    assert_eq!(first.body["count"], 2);
    assert_eq!(first.data()[0]["user"]["username"], "carol");
    assert_eq!(first.data()[0]["categories"], json!(["MUSIC", "ART"]));
    let cursor = first.next_cursor().unwrap_or_default().to_owned();

    // The one that the cursor stands on is reviewed meanwhile, and another one comes.
    world.post("/api/admin/applications/usr_bob/approve").by(&ada).expect(200).await;
    applicant(&world, "erin").await;
    let second = list(&format!("?limit=2&cursor={cursor}")).await;
    assert_eq!(second.each("userId"), ["usr_dave", "usr_erin"]);
    assert_eq!(second.next_cursor(), None, "null on the last page, though it is full");
    assert_eq!(list("").await.each("userId"), ["usr_carol", "usr_dave", "usr_erin"]);
    assert_eq!(list("?status=APPROVED").await.each("userId"), ["usr_bob"]);
    assert_eq!(list("?status=REJECTED").await.each("userId"), Vec::<&str>::new());

    let foreign = format!("/api/admin/applications?status=APPROVED&cursor={cursor}");
    assert_eq!(world.get(&foreign).by(&ada).expect(400).await.error(), "Invalid cursor");
    let wrong = world.get("/api/admin/applications?status=pending&limit=0").by(&ada).expect(400).await;
    assert_eq!(wrong.fields(), ["status", "limit"]);
}
