//! Who is in a room, and what becomes of a push, beyond what the recordings show.

use std::time::Duration;

use livekit_api::access_token::VideoGrants;
use livekit_api::services::ingress::UpdateIngressOptions;
use livekit_protocol::IngressInput;
use serde_json::{Value, json};
use stand_in::Refused;

use crate::support::{KEY, Rig, sign_claims, token, viewer_token};

/// What an event says that tells pushes and connections apart.
fn summary(body: &Value) -> String {
    let state = &body["ingressInfo"]["state"];
    let parts = [
        &body["event"],
        &body["participant"]["identity"],
        &body["participant"]["disconnectReason"],
        &state["status"],
        &state["error"],
    ];
    parts.into_iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

async fn ends(rig: &Rig) -> Vec<String> {
    rig.stand_in.settled().await;
    let mut ends: Vec<_> = rig.receiver.arrivals().iter().map(|arrival| summary(&arrival.json())).collect();
    ends.retain(|end| end.starts_with("participant_left") || end.starts_with("ingress_ended"));
    ends.sort();
    ends
}

#[tokio::test]
async fn a_second_connection_of_an_identity_puts_the_first_one_out() {
    let rig = Rig::start().await;
    let bob = viewer_token("usr_alice", "usr_bob", "Bob");
    let first = rig.stand_in.join(&bob).unwrap();
    let second = rig.stand_in.join(&bob).unwrap();
    let third = rig.stand_in.reconnect(&second.sid).unwrap();
    assert_eq!((third.identity.as_str(), third.can_publish_data), ("usr_bob", true));
    assert!(!rig.stand_in.leave(&first.sid) && !rig.stand_in.leave(&second.sid));
    assert!(rig.stand_in.leave(&third.sid));
    assert!(rig.stand_in.reconnect(&third.sid).is_none());
    assert_eq!(
        ends(&rig).await,
        [
            "participant_left usr_bob CLIENT_INITIATED",
            "participant_left usr_bob DUPLICATE_IDENTITY",
            "participant_left usr_bob DUPLICATE_IDENTITY"
        ]
    );
}

#[tokio::test]
async fn a_whip_encoder_that_is_back_in_time_is_not_missed() {
    let rig = Rig::start().await;
    let info = rig.create_ingress(IngressInput::WhipInput, "usr_alice").await;
    rig.stand_in.push(&info.stream_key).unwrap();
    assert!(rig.stand_in.lose_encoder("usr_alice", Duration::from_secs(30)));
    rig.set_clock(5_000);
    rig.stand_in.push(&info.stream_key).unwrap();
    rig.set_clock(60_000);
    rig.stand_in.sweep();
    assert!(rig.stand_in.room("usr_alice").unwrap().is_live);
    assert_eq!(ends(&rig).await, ["participant_left usr_alice DUPLICATE_IDENTITY"]);
}

#[tokio::test]
async fn data_arrives_from_those_only_who_may_send_it() {
    let rig = Rig::start().await;
    let bob = rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    let mute = VideoGrants {
        room_join: true,
        room: "usr_alice".to_owned(),
        can_publish_data: Some(false),
        ..VideoGrants::default()
    };
    let eve = rig.stand_in.join(&token(mute, "usr_eve", "Eve")).unwrap();
    assert!(rig.stand_in.say(&bob.sid, "chat", "hello"));
    assert!(rig.stand_in.say(&eve.sid, "chat", "unheard"), "refused in silence");
    assert!(!rig.stand_in.say("PA_nobody", "chat", "hello"));
    let data = rig.stand_in.room("usr_alice").unwrap().data;
    let heard: Vec<_> =
        data.iter().map(|sent| (sent.sender.as_deref(), sent.topic.as_str(), &sent.bytes[..])).collect();
    assert_eq!(heard, [(Some("usr_bob"), "chat", &b"hello"[..])]);
}

#[tokio::test]
async fn absent_grants_are_what_livekit_makes_of_them() {
    let rig = Rig::start().await;
    let grants = VideoGrants { room_join: true, room: "usr_alice".to_owned(), ..Default::default() };
    let all = rig.stand_in.join(&token(grants.clone(), "usr_bob", "Bob")).unwrap();
    assert!(all.can_publish && all.can_subscribe && all.can_publish_data);
    let mute = VideoGrants { can_publish: Some(false), ..grants };
    assert!(!rig.stand_in.join(&token(mute, "usr_carol", "Carol")).unwrap().can_publish_data);

    // LiveKit's SDK does not even sign these.
    let refused = |video: Value, identity: &str| {
        let claims = json!({"iss": KEY, "exp": 9_000_000_000_i64, "sub": identity, "video": video});
        rig.stand_in.join(&sign_claims(&claims)).unwrap_err()
    };
    assert_eq!(refused(json!({"room": "usr_alice"}), "usr_bob"), Refused::MayNotJoin);
    assert_eq!(refused(json!({"roomJoin": true}), "usr_bob"), Refused::MayNotJoin);
    assert_eq!(refused(json!({"roomJoin": true, "room": "usr_alice"}), ""), Refused::MayNotJoin);
    assert!(matches!(rig.stand_in.join("garbage"), Err(Refused::BadToken(_))));
}

#[tokio::test]
async fn a_push_with_a_new_key_ends_the_one_with_the_old_key() {
    let rig = Rig::start().await;
    let old = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    rig.stand_in.push(&old.stream_key).unwrap();
    let new = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    let push = rig.stand_in.push_to_room("usr_alice").unwrap();
    assert_eq!(push.ingress_id, new.ingress_id);
    assert_eq!(
        ends(&rig).await,
        ["ingress_ended ENDPOINT_ERROR room disconnected", "participant_left usr_alice DUPLICATE_IDENTITY"]
    );
    let live: Vec<_> = rig.stand_in.ingresses().iter().map(|ingress| ingress.is_live).collect();
    assert_eq!(live, [false, true]);
    rig.api.ingress().delete_ingress(&old.ingress_id).await.unwrap();
    assert!(rig.stand_in.room("usr_alice").unwrap().is_live);
    assert_eq!(rig.stand_in.push(&old.stream_key), Err(Refused::UnknownKey));
}

#[tokio::test]
async fn an_update_of_a_live_ingress_kills_its_stream() {
    let rig = Rig::start().await;
    let info = rig.create_ingress(IngressInput::WhipInput, "usr_alice").await;
    rig.stand_in.push(&info.stream_key).unwrap();
    rig.api.ingress().update_ingress(&info.ingress_id, UpdateIngressOptions::default()).await.unwrap();
    assert_eq!(ends(&rig).await, ["ingress_ended", "participant_left usr_alice CLIENT_INITIATED"]);
    assert!(!rig.stand_in.ingresses()[0].is_live);
}

#[tokio::test]
async fn a_dead_workers_publisher_is_put_out_by_a_new_push_before_it_is_noticed() {
    let rig = Rig::start().await;
    let info = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    let first = rig.stand_in.push(&info.stream_key).unwrap();
    assert!(rig.stand_in.kill_worker_unnoticed("usr_alice", Duration::from_secs(20)));
    assert!(!rig.stand_in.stop("usr_alice"), "nobody is left to stop it");
    let ingress = &rig.stand_in.ingresses()[0];
    assert_eq!((ingress.status, ingress.is_live), ("ENDPOINT_PUBLISHING", false));
    assert_eq!(rig.stand_in.room("usr_alice").unwrap().participants[0].sid, first.sid);

    let second = rig.stand_in.push(&info.stream_key).unwrap();
    rig.set_clock(60_000);
    rig.stand_in.sweep();
    let room = rig.stand_in.room("usr_alice").unwrap();
    assert_eq!(room.participants.iter().map(|one| &one.sid).collect::<Vec<_>>(), [&second.sid]);
    assert_eq!(ends(&rig).await, ["participant_left usr_alice DUPLICATE_IDENTITY"]);
}

#[tokio::test]
async fn of_two_pushes_in_one_millisecond_the_later_one_started_later() {
    let rig = Rig::start().await;
    let info = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    for _ in 0..3 {
        rig.stand_in.push(&info.stream_key).unwrap();
    }
    rig.stand_in.settled().await;
    let starts: Vec<i64> = rig
        .receiver
        .arrivals()
        .iter()
        .filter_map(|arrival| arrival.json()["ingressInfo"]["state"]["startedAt"].as_str()?.parse().ok())
        .collect();
    assert_eq!(starts.len(), 3);
    assert!(starts.is_sorted_by(|one, next| one < next), "{starts:?}");
}

#[tokio::test]
async fn a_room_closes_when_it_was_empty_for_its_time() {
    let rig = Rig::start().await;
    rig.api.room().create_room("usr_alice", Default::default()).await.unwrap();
    let bob = rig.stand_in.join(&viewer_token("usr_bob", "usr_alice", "Alice")).unwrap();
    rig.stand_in.leave(&bob.sid);
    let open_after = |millis| {
        rig.set_clock(millis);
        rig.stand_in.sweep();
        rig.stand_in.rooms().into_iter().map(|room| room.name).collect::<Vec<_>>()
    };
    assert_eq!(open_after(19_999), ["usr_alice", "usr_bob"]);
    assert_eq!(open_after(20_000), ["usr_alice"]);
    assert_eq!(open_after(299_999), ["usr_alice"]);
    assert!(open_after(300_000).is_empty());
}
