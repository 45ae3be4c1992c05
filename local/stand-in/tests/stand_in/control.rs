//! What `cargo dev live` and the like do from another process.

use livekit_protocol::IngressInput;
use serde_json::{Value, json};

use crate::calls::reqwest_client;
use crate::support::{Rig, viewer_token};

async fn post(rig: &Rig, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}/stand-in/{path}", rig.stand_in.url());
    let answer = reqwest_client().post(url).json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_room_goes_live_and_offline() {
    let rig = Rig::start().await;
    let none = post(&rig, "live/usr_alice", &Value::Null).await;
    assert_eq!(none, (404, json!({"error": "no ingress publishes to this room"})));
    let info = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    let offline = post(&rig, "offline/usr_alice", &Value::Null).await;
    assert_eq!(offline, (409, json!({"error": "no push is live in this room"})));

    let (status, push) = post(&rig, "live/usr_alice", &Value::Null).await;
    assert_eq!((status, &push["ingressId"]), (200, &json!(info.ingress_id)));
    assert!(push["resourceId"].as_str().unwrap().starts_with("RT_"));
    let again = post(&rig, "live/usr_alice", &Value::Null).await;
    assert_eq!(again, (409, json!({"error": "a push is live in this room"})));
    assert!(rig.stand_in.room("usr_alice").unwrap().is_live);
    assert_eq!(post(&rig, "offline/usr_alice", &Value::Null).await, (200, json!({"room": "usr_alice"})));
    assert!(!rig.stand_in.room("usr_alice").unwrap().is_live);
}

#[tokio::test]
async fn viewers_come_and_go() {
    let rig = Rig::start().await;
    let (status, connection) = post(&rig, "join", &json!({"token": viewer_token("usr_alice", "usr_bob", "Bob")})).await;
    assert_eq!((status, &connection["identity"], &connection["canPublish"]), (200, &json!("usr_bob"), &json!(false)));
    assert_eq!(post(&rig, "join", &json!({"token": "garbage"})).await.0, 401);

    let url = format!("{}/stand-in/rooms", rig.stand_in.url());
    let rooms: Value = reqwest_client().get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!((&rooms[0]["name"], &rooms[0]["isLive"]), (&json!("usr_alice"), &json!(false)));
    assert_eq!(rooms[0]["participants"][0]["sid"], connection["sid"]);

    let leave = json!({"sid": connection["sid"]});
    assert_eq!(post(&rig, "leave", &leave).await, (200, leave.clone()));
    assert_eq!(post(&rig, "leave", &leave).await.0, 404);
}
