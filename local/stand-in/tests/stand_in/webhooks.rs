//! Webhooks on their way: the signature, and LiveKit's rules of delivery.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use livekit_protocol::IngressInput;
use sha2::{Digest as _, Sha256};
use stand_in::Outcome;

use crate::support::{Receiver, Rig, SECRET, START, viewer_token};

#[tokio::test]
async fn a_signature_holds_by_an_independent_computation() {
    let rig = Rig::start().await;
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    rig.stand_in.settled().await;
    let arrivals = rig.receiver.arrivals();
    assert_eq!(arrivals.len(), 2);
    for arrival in arrivals {
        assert_eq!(arrival.headers["content-type"], "application/webhook+json");
        let token = arrival.headers["authorization"].to_str().unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        assert_eq!(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()), signature);
        let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["iss"], "devkey");
        assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(START / 1_000), Some(START / 1_000 + 300)));
        assert_eq!(claims["sha256"], STANDARD.encode(Sha256::digest(&arrival.body)));
    }
}

#[tokio::test]
async fn a_failing_delivery_is_repeated_as_it_was_and_in_order() {
    let rig = Rig::start().await;
    rig.receiver.answer_with(&[503, 429, 500, 200]);
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    let events = rig.events().await;
    let first = ["room_started"; 4].into_iter().chain(["participant_joined"]);
    assert_eq!(events, first.collect::<Vec<_>>());
    let arrivals = rig.receiver.arrivals();
    for again in &arrivals[1..4] {
        assert_eq!(again.headers["authorization"], arrivals[0].headers["authorization"], "signed once");
        assert_eq!(again.body, arrivals[0].body);
    }
    let sent = &rig.stand_in.webhooks()[0];
    assert_eq!((sent.attempts, sent.status, sent.outcome), (4, Some(200), Outcome::Delivered));
}

#[tokio::test]
async fn a_delivery_is_given_up_after_five_attempts() {
    let rig = Rig::start().await;
    rig.receiver.answer_with(&[503; 5]);
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    assert_eq!(rig.events().await.len(), 6);
    let sent = rig.stand_in.webhooks();
    assert_eq!((sent[0].attempts, sent[0].status, sent[0].outcome), (5, Some(503), Outcome::GivenUp));
    assert_eq!((sent[1].attempts, sent[1].outcome), (1, Outcome::Delivered));
}

#[tokio::test]
async fn any_other_4xx_and_501_count_as_delivered() {
    let rig = Rig::start().await;
    rig.receiver.answer_with(&[400, 501]);
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    assert_eq!(rig.events().await, ["room_started", "participant_joined"]);
    assert!(rig.stand_in.webhooks().iter().all(|sent| sent.attempts == 1 && sent.outcome == Outcome::Delivered));
}

#[tokio::test]
async fn a_dead_address_is_tried_and_does_not_hold_up_another_one() {
    let rig = Rig::start().await;
    let (second, url) = Receiver::start().await;
    rig.stand_in.set_webhook_urls(vec!["http://127.0.0.1:1/".to_owned(), url]);
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    rig.stand_in.settled().await;
    assert_eq!(second.events(), ["room_started", "participant_joined"]);
    let dead: Vec<_> = rig.stand_in.webhooks().into_iter().filter(|sent| sent.url.ends_with(":1/")).collect();
    assert!(dead.iter().all(|sent| (sent.attempts, sent.status, sent.outcome) == (5, None, Outcome::GivenUp)));
    assert_eq!(dead.len(), 2);
}

#[tokio::test]
async fn a_room_does_not_wait_for_its_ingress() {
    let rig = Rig::start_with(|options| options.retry_waits = vec![Duration::from_millis(300)]).await;
    let info = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    rig.receiver.answer_with(&[503; 2]);
    rig.stand_in.push(&info.stream_key).unwrap();
    let events = rig.events().await;
    // The first of each queue is refused once; the ones behind it wait for it, in order.
    let of_room: Vec<_> = events.iter().filter(|event| !event.starts_with("ingress")).collect();
    let room = ["room_started", "room_started", "participant_joined", "track_published", "track_published"];
    assert_eq!(of_room, room);
    assert_eq!(events.iter().filter(|event| *event == "ingress_started").count(), 2);
    assert!(events[..2].contains(&"ingress_started".to_owned()));
}

#[tokio::test]
async fn an_event_too_old_at_its_turn_is_dropped() {
    let rig = Rig::start_with(|options| {
        options.retry_waits = vec![Duration::from_millis(200)];
        options.event_max_age = Duration::from_millis(100);
    })
    .await;
    rig.receiver.answer_with(&[503]);
    rig.stand_in.join(&viewer_token("usr_alice", "usr_bob", "Bob")).unwrap();
    assert_eq!(rig.events().await, ["room_started", "room_started"]);
    let dropped = &rig.stand_in.webhooks()[1];
    assert_eq!((dropped.attempts, dropped.outcome), (0, Outcome::Dropped));
}

#[tokio::test]
async fn a_queue_holds_two_hundred() {
    let rig = Rig::start_with(|options| options.retry_waits = vec![Duration::from_millis(500)]).await;
    rig.receiver.answer_with(&[503]);
    for n in 0..220 {
        rig.stand_in.join(&viewer_token("usr_alice", &format!("guest-{n}"), "Gus")).unwrap();
    }
    rig.stand_in.settled().await;
    let sent = rig.stand_in.webhooks();
    let count = |outcome| sent.iter().filter(|webhook| webhook.outcome == outcome).count();
    assert_eq!(sent.len(), 221);
    // One is being delivered while two hundred wait, if its worker came to it before they were there.
    assert!((200..=201).contains(&count(Outcome::Delivered)), "{}", count(Outcome::Delivered));
    assert_eq!(count(Outcome::Delivered) + count(Outcome::Dropped), 221);
}

#[tokio::test]
async fn a_lost_event_can_come_late_and_any_event_twice() {
    let rig = Rig::start().await;
    let info = rig.create_ingress(IngressInput::RtmpInput, "usr_alice").await;
    rig.stand_in.lose("ingress_ended");
    rig.stand_in.push(&info.stream_key).unwrap();
    assert!(rig.stand_in.stop("usr_alice"));
    assert!(!rig.events().await.contains(&"ingress_ended".to_owned()));
    let lost = rig.stand_in.webhooks().into_iter().find(|sent| sent.outcome == Outcome::Lost).unwrap();
    assert_eq!(lost.event, "ingress_ended");
    for _ in 0..2 {
        assert!(rig.stand_in.send_again(&lost.id));
    }
    assert!(!rig.stand_in.send_again("EV_unknown"));
    let late = rig.events().await;
    assert_eq!(late.iter().filter(|event| *event == "ingress_ended").count(), 2);
    assert_eq!(rig.receiver.arrivals().pop().unwrap().body, lost.body);

    rig.stand_in.heal();
    rig.stand_in.push(&info.stream_key).unwrap();
    rig.stand_in.stop("usr_alice");
    assert_eq!(rig.events().await.iter().filter(|event| *event == "ingress_ended").count(), 3);
}
