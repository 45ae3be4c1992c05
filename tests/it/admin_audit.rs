//! The audit: who, what, on whom, when and why, newest first.

use harness::{Bearer, World, is_time};
use serde_json::{Value, json};

#[tokio::test]
async fn the_audit_tells_it_all_in_order() {
    let world = World::start().await;
    let now = world.clock().now();
    let (ada, grace) = (Bearer::new("ada", now).admin(), Bearer::new("grace", now).admin());
    let carol = Bearer::new("carol", world.clock().now());
    let apply = async || {
        world.clock().advance(1_000);
        let body = json!({"bio": "I stream every night.", "categories": ["ART"]});
        world.post("/api/creator/application").by(&carol).json(&body).expect(201).await
    };
    let act = async |admin: &Bearer, path: &str, reason: &str, status: u16| {
        world.clock().advance(1_000);
        let path = format!("/api/admin/{path}");
        world.post(&path).by(admin).json(&json!({"reason": reason})).expect(status).await
    };
    let empty = world.get("/api/admin/audit").by(&ada).expect(200).await;
    assert_eq!((empty.body["count"].clone(), empty.next_cursor()), (json!(0), None));

    apply().await;
    act(&ada, "applications/usr_carol/reject", "too short", 200).await;
    apply().await;
    act(&grace, "applications/usr_carol/approve", "", 200).await;
    act(&ada, "creators/usr_carol/suspend", "rules", 200).await;
    act(&ada, "creators/usr_carol/suspend", "rules", 409).await;
    act(&grace, "creators/usr_carol/reinstate", "", 200).await;

    let all = world.get("/api/admin/audit").by(&ada).expect(200).await;
    let told: Vec<Value> = all
        .data()
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| {
            assert!(entry["at"].as_str().is_some_and(is_time));
            json!([entry["adminId"], entry["action"], entry["userId"], entry["reason"]])
        })
        .collect();
    assert_eq!(
        json!(told),
        json!([
            ["usr_grace", "CREATOR_REINSTATED", "usr_carol", null],
            ["usr_ada", "CREATOR_SUSPENDED", "usr_carol", "rules"],
            ["usr_grace", "APPLICATION_APPROVED", "usr_carol", null],
            ["usr_ada", "APPLICATION_REJECTED", "usr_carol", "too short"],
        ]),
        "what was refused is not among them"
    );

    // Page by page the same, and what comes meanwhile comes before.
    let mut ids = vec![];
    let mut query = "?limit=3".to_owned();
    loop {
        let page = world.get(&format!("/api/admin/audit{query}")).by(&ada).expect(200).await;
        ids.extend(page.each("id").into_iter().map(str::to_owned));
        let Some(cursor) = page.next_cursor() else { break };
        act(&ada, "creators/usr_carol/suspend", "again", if ids.len() == 3 { 200 } else { 409 }).await;
        query = format!("?limit=3&cursor={cursor}");
    }
    assert_eq!(ids, all.each("id"));
    let foreign = world.get("/api/admin/audit?cursor=abc").by(&ada).expect(400).await;
    assert_eq!(foreign.error(), "Invalid cursor");
}
