//! What deleting, clearing and banning leave behind: a line in the log, and no text, on no page, in no item.

use domain::UserId;
use domain::chat::{ChatMessage, LogAction, LogEntry};
use harness::{Bearer, Fault, Rule, Setup, World};
use serde_json::{Value, json};
use store::Framing;

const CHAT: &str = "/api/chat/usr_alice";

fn path(rest: &str) -> String {
    format!("{CHAT}{rest}")
}

fn host() -> UserId {
    UserId::parse("usr_alice").unwrap()
}

/// A creator who is live, and a viewer.
async fn cast(world: &World) -> (Bearer, Bearer) {
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    (alice, bob)
}

async fn say(world: &World, who: &Bearer, text: &str) -> ChatMessage {
    world.clock().advance(1);
    let answer = world.post(&path("/messages")).by(who).json(&json!({ "text": text })).send().await;
    assert!([201, 202].contains(&answer.status), "{}", answer.body);
    serde_json::from_value(answer.data().clone()).unwrap()
}

/// Events in the order in which they were sent, and to whom.
fn events(world: &World) -> Vec<(Value, Vec<String>)> {
    let room = world.livekit().room("usr_alice").unwrap();
    let of_chat = room.data.iter().filter(|data| data.topic == "onair.chat" && data.sender.is_none());
    let of_packet = |data: &stand_in::DataView| {
        let packet: Value = serde_json::from_slice(&data.bytes).unwrap();
        packet["ev"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| (event.clone(), data.identities.clone()))
            .collect::<Vec<_>>()
    };
    of_chat.flat_map(of_packet).collect()
}

fn kinds(world: &World) -> Vec<String> {
    events(world).iter().map(|(event, _)| event["t"].as_str().unwrap().to_owned()).collect()
}

async fn stands(world: &World, text: &str) -> bool {
    format!("{:?}", world.chat_items().await).contains(text)
}

#[tokio::test]
async fn the_log_has_what_moderators_took_out_and_changed() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let (rude, own) = (say(&world, &bob, "rude").await, say(&world, &bob, "a slip").await);
    world.caught_up().await;
    let delete = async |by: &Bearer, id: &str| {
        world.clock().advance(1);
        world.delete(&path(&format!("/messages/{id}"))).by(by).expect(200).await
    };
    delete(&bob, &own.id).await;
    delete(&alice, &rude.id).await;
    // Again, there is nothing more to tell.
    delete(&alice, &rude.id).await;
    world.clock().advance(1);
    world.put(&path("/settings")).by(&alice).json(&json!({"isUnique": true, "slowModeSeconds": 9})).expect(200).await;
    world.clock().advance(1);
    world.delete(&path("/messages")).by(&alice).expect(200).await;
    let log = world.get(&path("/log")).by(&alice).expect(200).await;
    assert_eq!(log.each("action"), ["CHAT_CLEARED", "SETTINGS_CHANGED", "MESSAGE_DELETED"]);
    assert_eq!(log.data()[1]["text"], "slowModeSeconds, isUnique");
    assert_eq!((&log.data()[2]["userId"], &log.data()[2]["subject"]), (&json!("usr_bob"), &json!(rude.id)));
    // What is refused leaves no line.
    let modes = json!({"isDirectChatAllowed": true});
    assert_eq!(world.put(&path("/settings")).by(&alice).json(&modes).expect(409).await.error(), "Modes are on");
    assert_eq!(world.get(&path("/log")).by(&alice).expect(200).await.each("action").len(), 3);
}

#[tokio::test]
async fn what_is_taken_out_is_pinned_no_more() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    for at in ["delete", "clear", "ban"] {
        let pinned = say(&world, &bob, &format!("pin me {at}")).await;
        world.caught_up().await;
        world.put(&path("/pinned")).by(&alice).json(&json!({"messageId": pinned.id})).expect(200).await;
        world.clock().advance(1);
        let request = match at {
            "delete" => world.delete(&path(&format!("/messages/{}", pinned.id))),
            "clear" => world.delete(&path("/messages")),
            _ => world.post(&path("/bans")).json(&json!({"userId": "usr_bob"})),
        };
        let answer = request.by(&alice).send().await;
        assert!([200, 201].contains(&answer.status), "{at}: {}", answer.body);
        assert_eq!(world.get(&path("")).expect(200).await.data()["pinned"], Value::Null, "{at}");
        let told = events(&world).into_iter().rfind(|(event, _)| event["t"] == "pin").unwrap();
        assert_eq!(told.0, json!({"t": "pin", "m": null}), "{at}");
        world.settle().await;
        assert!(!world.livekit().room("usr_alice").unwrap().metadata.contains("pin me"), "{at}");
    }
}

/// A process that dies behind its mark, or does not know yet what is pinned; and who pins what is gone by then.
#[tokio::test]
async fn what_a_process_left_pinned_is_taken_off_behind_it() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let (first, second) = (say(&world, &bob, "first").await, say(&world, &bob, "second").await);
    world.caught_up().await;
    world.put(&path("/pinned")).by(&alice).json(&json!({"messageId": first.id})).expect(200).await;
    let now = world.clock().now();
    for message in [&first, &second] {
        world.app().store.delete_message(&host(), message, now, None).await.unwrap();
    }
    world.caught_up().await;
    assert_eq!(world.get(&path("")).expect(200).await.data()["pinned"], Value::Null);
    assert_eq!(events(&world).last().unwrap().0, json!({"t": "pin", "m": null}));
    // Read before it was taken out, pinned afterwards.
    let entry = |action| LogEntry::new(format!("01ARZ3NDEKTSV4RRFFQ69G5F{action:?}"), host(), action, now);
    let store = &world.app().store;
    let pinned = store.pin(&host(), &second, &entry(LogAction::Pinned)).await.unwrap();
    assert_eq!(pinned, store::Pinned::Gone);
    let third = say(&world, &bob, "third").await;
    let before = domain::chat::id::first_at(third.sent_at.plus_millis(1));
    store.clear_chat(&host(), &before, &entry(LogAction::ChatCleared)).await.unwrap();
    assert_eq!(store.pin(&host(), &third, &entry(LogAction::Pinned)).await.unwrap(), store::Pinned::Gone);
    world.clock().advance(2);
    let fourth = say(&world, &bob, "fourth").await;
    assert_eq!(store.pin(&host(), &fourth, &entry(LogAction::Pinned)).await.unwrap(), store::Pinned::Done);
}

/// A frame is found though the message that it began with is gone.
#[tokio::test]
async fn the_rest_of_a_frame_can_be_taken_out() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let (first, second) = (say(&world, &bob, "the first").await, say(&world, &alice, "the second").await);
    let framing = Framing { is_sent: true, delay_seconds: None, kept_secs: 3_600 };
    world.app().store.write_frames(&host(), vec![first, second.clone()], framing).await.unwrap();
    world.post(&path("/bans")).by(&alice).json(&json!({"userId": "usr_bob"})).expect(201).await;
    world.caught_up().await;
    assert!(!stands(&world, "the first").await);
    world.delete(&path(&format!("/messages/{}", second.id))).by(&alice).expect(200).await;
    world.caught_up().await;
    assert!(!stands(&world, "the second").await);
}

/// A clearing takes the last words off those who said them, too.
#[tokio::test]
async fn a_clearing_leaves_no_text_with_its_writers() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    for (who, text) in [(&alice, "a word of hers"), (&bob, "a word of his")] {
        say(&world, who, text).await;
    }
    world.caught_up().await;
    world.clock().advance(1);
    world.delete(&path("/messages")).by(&alice).expect(200).await;
    world.caught_up().await;
    assert!(!stands(&world, "a word of").await);
}

/// A deletion that broke off took nothing out, and the next one does.
#[tokio::test]
async fn a_repeated_deletion_finishes_the_first() {
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
    let (world, proxies) = World::metered(Setup { variables, ..Default::default() }).await;
    let (alice, bob) = cast(&world).await;
    let message = say(&world, &bob, "a secret word").await;
    world.caught_up().await;
    let broken = proxies["chat"].rule(Rule::on("TransactWriteItems", Fault::Broken));
    let path = path(&format!("/messages/{}", message.id));
    let answer = world.delete(&path).by(&alice).send().await;
    assert!(answer.status >= 500 && broken.count() > 0, "{}", answer.status);
    assert!(!kinds(&world).contains(&"del".to_owned()));
    proxies["chat"].heal();
    assert!(stands(&world, "a secret word").await);
    world.delete(&path).by(&alice).expect(200).await;
    world.caught_up().await;
    assert!(!stands(&world, "a secret word").await);
    assert_eq!(kinds(&world).last().unwrap(), "del");
}

/// Whoever may not delete it does not wait for a message that nobody finds.
#[tokio::test]
async fn only_who_may_delete_it_waits_for_a_message() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    say(&world, &alice, "hello").await;
    world.caught_up().await;
    let unknown = domain::chat::id::first_at(world.clock().now());
    let begun = std::time::Instant::now();
    let answer = world.delete(&path(&format!("/messages/{unknown}"))).by(&bob).expect(404).await;
    assert_eq!(answer.error(), "Message not found");
    assert!(begun.elapsed() < std::time::Duration::from_millis(1_900), "{:?}", begun.elapsed());
}

/// An approved message that is taken out afterwards stands nowhere, whether its writer said more meanwhile or not.
#[tokio::test]
async fn an_approved_message_can_be_taken_out_for_good() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    world.put(&path("/settings")).by(&alice).json(&json!({"autoModLevel": 1})).expect(200).await;
    world.clock().advance(2_001);
    for says_more in [false, true] {
        let held = say(&world, &bob, "kill yourself").await;
        if says_more {
            say(&world, &bob, "no, not you").await;
        }
        let approve = path(&format!("/held/{}/approve", held.id));
        let approved = world.post(&approve).by(&alice).expect(200).await;
        world.caught_up().await;
        let history = world.get(&path("/messages")).expect(200).await;
        assert!(history.each("text").contains(&"kill yourself"), "{says_more}");
        let id = approved.data()["id"].as_str().unwrap();
        let told = events(&world);
        assert!(told.iter().any(|(event, _)| event["t"] == "msg" && event["m"]["id"] == *id), "{says_more}");
        world.delete(&path(&format!("/messages/{id}"))).by(&alice).expect(200).await;
        world.caught_up().await;
        assert!(!stands(&world, "kill yourself").await, "{says_more}");
        world.clock().advance(31_000);
    }
}

/// What waited in the worker is not sent after it was cleared.
#[tokio::test]
async fn a_frame_that_comes_late_tells_nothing_that_is_gone() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    world.app().store.mark_busy(&host(), world.clock().now().plus_secs(60)).await.unwrap();
    world.clock().advance(2_001);
    say(&world, &bob, "soon gone").await;
    world.caught_up().await;
    let told = |world: &World| kinds(world).iter().filter(|kind| *kind == "msg").count();
    assert_eq!(told(&world), 1);
    world.clock().advance(1);
    world.delete(&path("/messages")).by(&alice).expect(200).await;
    world.follow_chats_again().await;
    assert_eq!(told(&world), 1);
}

/// A page all of whose messages are gone says where the history goes on.
#[tokio::test]
async fn a_page_of_what_is_gone_goes_on() {
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
    let (world, proxies) = World::metered(Setup { variables, ..Default::default() }).await;
    let (alice, bob) = cast(&world).await;
    say(&world, &alice, "old").await;
    let mut last = None;
    for n in 0..3 {
        last = Some(say(&world, &bob, &format!("gone {n}")).await);
    }
    world.caught_up().await;
    // The worker is behind: what is gone is still in the frames.
    proxies["chat_fan"].rule(Rule::on_all(Fault::Broken));
    world.post(&path("/bans")).by(&alice).json(&json!({"userId": "usr_bob"})).expect(201).await;
    let page = world.get(&path("/messages?limit=3")).expect(200).await;
    assert_eq!((page.data(), &page.body["pagination"]["after"]), (&json!([]), &json!(last.unwrap().id)));
    let before = page.body["pagination"]["before"].as_str().unwrap();
    let page = world.get(&path(&format!("/messages?limit=3&before={before}"))).expect(200).await;
    assert_eq!(page.each("text"), ["old"]);
    proxies["chat_fan"].heal();
}

/// The same id of the client's after its message was taken out is the same message, and after a ban a new one.
#[tokio::test]
async fn a_clients_id_outlives_its_message() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let body = json!({"text": "once", "clientId": "c-1"});
    let send = async || {
        world.clock().advance(1);
        world.post(&path("/messages")).by(&bob).json(&body).send().await
    };
    let first = send().await;
    world.caught_up().await;
    let id = first.data()["id"].as_str().unwrap().to_owned();
    world.delete(&path(&format!("/messages/{id}"))).by(&alice).expect(200).await;
    world.caught_up().await;
    let again = send().await;
    assert_eq!((again.status, &again.data()["id"]), (200, &json!(id)), "{}", again.body);
    assert_eq!((&again.data()["state"], &again.data()["text"]), (&json!("DELETED"), &Value::Null));
    world.post(&path("/bans")).by(&alice).json(&json!({"userId": "usr_bob"})).expect(201).await;
    world.clock().advance(31_000);
    world.delete(&path("/bans/usr_bob")).by(&alice).expect(200).await;
    let anew = send().await;
    assert_eq!(anew.status, 201, "{}", anew.body);
    assert_ne!(anew.data()["id"], json!(id));
}

/// Guests and administrators leave nothing behind for good.
#[tokio::test]
async fn who_speaks_without_a_rank_is_forgotten_in_time() {
    let world = World::without_limits().await;
    let (alice, _) = cast(&world).await;
    let ada = world.admin("ada").await;
    let token = world.post(&path("/token")).json(&json!({"guestName": "Gina"})).expect(200).await;
    let guest = format!("Bearer {}", token.data()["chatToken"].as_str().unwrap());
    let body = json!({"text": "hi"});
    world.post(&path("/messages")).header("authorization", &guest).json(&body).expect(201).await;
    for who in [&alice, &ada] {
        say(&world, who, "hello").await;
    }
    let items = world.chat_items().await;
    let chatters: Vec<_> = items.iter().filter(|item| item["pk"].as_s().unwrap().starts_with("CHATTER#")).collect();
    assert_eq!(chatters.len(), 3);
    assert!(chatters.iter().all(|item| item.contains_key("expiresAt")), "{chatters:?}");
}
