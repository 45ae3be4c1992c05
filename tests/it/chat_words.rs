//! Terms, reports, the pinned message and announcements of a chat.

use harness::{Answer, Bearer, World};
use serde_json::json;

const CHAT: &str = "/api/chat/usr_alice";

fn path(rest: &str) -> String {
    format!("{CHAT}{rest}")
}

async fn cast(world: &World) -> (Bearer, Bearer) {
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    world.stream_of(&alice).await;
    (alice, bob)
}

async fn said(world: &World, who: &Bearer, text: &str) -> String {
    let answer = world.post(&path("/messages")).by(who).json(&json!({ "text": text })).expect(201).await;
    world.caught_up().await;
    answer.data()["id"].as_str().unwrap().to_owned()
}

async fn term(world: &World, by: &Bearer, text: &str, action: &str) -> Answer {
    world.clock().advance(1);
    world.post(&path("/terms")).by(by).json(&json!({"text": text, "action": action})).send().await
}

#[tokio::test]
async fn a_term_that_finds_the_same_is_the_same() {
    let world = World::without_limits().await;
    let (alice, _) = cast(&world).await;
    let first = term(&world, &alice, " Spoiler* ", "BLOCK").await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!((&first.data()["text"], &first.data()["action"]), (&json!("Spoiler*"), &json!("BLOCK")));
    let again = term(&world, &alice, "spoiler*", "BLOCK").await;
    assert_eq!((again.status, again.data()), (200, first.data()));
    // The action given counts.
    let held = term(&world, &alice, "SPOILER*", "HOLD").await;
    assert_eq!((held.status, &held.data()["action"], &held.data()["text"]), (200, &json!("HOLD"), &json!("Spoiler*")));
    assert_eq!(term(&world, &alice, "spoiler", "HOLD").await.status, 201);
    let listed = world.get(&path("/terms")).by(&alice).expect(200).await;
    assert_eq!(listed.body["count"], 2);
    let id = held.data()["id"].as_str().unwrap();
    world.clock().advance(1);
    let gone = world.delete(&path(&format!("/terms/{id}"))).by(&alice).expect(200).await;
    assert_eq!(gone.body["message"], "Term removed");
    for id in [id, "a%23b", &"x".repeat(2_000)] {
        assert_eq!(world.delete(&path(&format!("/terms/{id}"))).by(&alice).expect(404).await.error(), "Term not found");
    }
    assert_eq!(world.get(&path("/terms")).by(&alice).expect(200).await.each("text"), ["spoiler"]);
    let invalid = term(&world, &alice, "**", "KILL").await;
    let fields: Vec<_> =
        invalid.body["details"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!((invalid.status, fields), (400, vec![json!("text"), json!("action")]));
    let log = world.get(&path("/log")).by(&alice).expect(200).await;
    assert_eq!(log.each("action"), ["TERM_REMOVED", "TERM_SET", "TERM_SET", "TERM_SET"]);
}

#[tokio::test]
async fn there_are_five_hundred_terms_at_most() {
    let world = World::without_limits().await;
    let (alice, _) = cast(&world).await;
    for n in 0..500 {
        assert_eq!(term(&world, &alice, &format!("word{n}"), "BLOCK").await.status, 201, "{n}");
    }
    let over = term(&world, &alice, "one more", "BLOCK").await;
    assert_eq!((over.status, over.error()), (409, "Limit reached"));
    // One that is there is no further one, and one that goes leaves its place.
    let known = term(&world, &alice, "WORD7", "BLOCK").await;
    assert_eq!(known.status, 200);
    let id = known.data()["id"].as_str().unwrap();
    world.delete(&path(&format!("/terms/{id}"))).by(&alice).expect(200).await;
    assert_eq!(term(&world, &alice, "one more", "BLOCK").await.status, 201);
    let host = domain::UserId::parse("usr_alice").unwrap();
    assert_eq!(world.app().store.all_terms(&host).await.unwrap().len(), 500);
}

#[tokio::test]
async fn a_reader_points_at_a_message_once() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let carol = world.viewer("carol").await;
    let id = said(&world, &bob, "something rude").await;
    let report = async |by: &Bearer, id: &str, reason: &str| {
        world.clock().advance(1);
        let path = path(&format!("/messages/{id}/reports"));
        world.post(&path).by(by).json(&json!({ "reason": reason })).send().await
    };
    let answer = report(&carol, &id, "Rude.").await;
    assert_eq!((answer.status, &answer.body["message"]), (202, &json!("Message reported")));
    assert_eq!(report(&carol, &id, "Very rude.").await.status, 202);
    assert_eq!(report(&alice, &id, "Rude, yes.").await.status, 202);
    for unknown in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "a%23b"] {
        assert_eq!(report(&carol, unknown, "Rude.").await.error(), "Message not found");
    }
    assert_eq!(report(&carol, &id, " ").await.status, 400);
    let reports = world.get(&path("/reports")).by(&alice).expect(200).await;
    assert_eq!(reports.each("reason"), ["Rude, yes.", "Rude."]);
    // Taken out, it can still be judged by who was told of it, and by nobody else.
    world.delete(&path(&format!("/messages/{id}"))).by(&bob).expect(200).await;
    world.caught_up().await;
    assert_eq!(report(&world.viewer("dora").await, &id, "Rude.").await.error(), "Message not found");
    let reports = world.get(&path("/reports")).by(&alice).expect(200).await;
    assert_eq!(reports.data()[0]["message"]["text"], "something rude");
    let of_carol = reports.data()[1]["id"].as_str().unwrap();
    let dismiss = path(&format!("/reports/{of_carol}/dismiss"));
    world.post(&dismiss).by(&carol).expect(403).await;
    assert_eq!(world.post(&dismiss).by(&alice).expect(200).await.body["message"], "Report dismissed");
    assert_eq!(world.post(&dismiss).by(&alice).expect(404).await.error(), "Report not found");
    assert_eq!(world.get(&path("/reports")).by(&alice).expect(200).await.each("reason"), ["Rude, yes."]);
}

#[tokio::test]
async fn a_message_is_pinned_and_told_and_shown() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let id = said(&world, &bob, "look here").await;
    let pin = async |id: &str| world.put(&path("/pinned")).by(&alice).json(&json!({"messageId": id})).send().await;
    let answer = pin(&id).await;
    assert_eq!((answer.status, &answer.data()["id"]), (200, &json!(id)), "{}", answer.body);
    let shown = world.get(&path("")).by(&bob).expect(200).await;
    assert_eq!(shown.data()["pinned"]["text"], "look here");
    let events = || {
        let room = world.livekit().room("usr_alice").unwrap();
        let packets = room.data.iter().filter(|data| data.topic == "onair.chat");
        let packets = packets.map(|data| serde_json::from_slice::<serde_json::Value>(&data.bytes).unwrap());
        packets.map(|packet| packet["ev"][0].clone()).collect::<Vec<_>>()
    };
    assert_eq!((&events().last().unwrap()["t"], &events().last().unwrap()["m"]["id"]), (&json!("pin"), &json!(id)));
    assert_eq!(pin("01ARZ3NDEKTSV4RRFFQ69G5FAV").await.error(), "Message not found");
    assert_eq!(pin("").await.status, 400);
    for _ in 0..2 {
        assert_eq!(world.delete(&path("/pinned")).by(&alice).expect(200).await.body["message"], "Message unpinned");
    }
    assert_eq!(events().last().unwrap(), &json!({"t": "pin", "m": null}));
    assert_eq!(world.get(&path("")).by(&bob).expect(200).await.data()["pinned"], json!(null));
}

/// What a room was told of a moment ago is pinned and pointed at, though the history does not have it yet; whoever is blocked
/// waits for nothing.
#[tokio::test]
async fn what_was_said_just_now_is_found() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let (carol, dan) = (world.viewer("carol").await, world.viewer("dan").await);
    world.post("/api/social/block/usr_dan").by(&alice).expect(200).await;
    let say = world.post(&path("/messages")).by(&bob).json(&json!({"text": "look here"}));
    let id = say.expect(201).await.data()["id"].as_str().unwrap().to_owned();
    let pin = world.put(&path("/pinned")).by(&alice).json(&json!({ "messageId": id })).send();
    let report = |by| {
        let path = path(&format!("/messages/{id}/reports"));
        world.post(&path).by(by).json(&json!({"reason": "Rude."})).send()
    };
    let late = async {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        world.caught_up().await;
    };
    let (pinned, of_carol, of_dan, ()) = tokio::join!(pin, report(&carol), report(&dan), late);
    assert_eq!((pinned.status, &pinned.data()["text"]), (200, &json!("look here")), "{}", pinned.body);
    assert_eq!(of_carol.status, 202, "{}", of_carol.body);
    assert_eq!(of_dan.status, 404, "{}", of_dan.body);
}

#[tokio::test]
async fn an_announcement_is_set_apart_and_one_in_two_seconds() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    world.put(&path("/moderators/usr_bob")).by(&alice).expect(200).await;
    world.put(&path("/settings")).by(&alice).json(&json!({"isEmoteOnly": true})).expect(200).await;
    let announce = async |by: &Bearer, text: &str| {
        world.post(&path("/announcements")).by(by).json(&json!({ "text": text })).send().await
    };
    let answer = announce(&bob, "We begin at eight.").await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(
        (&answer.data()["kind"], &answer.data()["roles"], &answer.data()["userId"]),
        (&json!("ANNOUNCEMENT"), &json!(["MODERATOR"]), &json!("usr_bob"))
    );
    let soon = announce(&alice, "Now.").await;
    assert_eq!((soon.status, soon.error()), (429, "Too many requests"));
    assert_eq!(soon.header("retry-after"), Some("2"));
    world.clock().advance(2_000);
    assert_eq!(announce(&alice, "Now.").await.status, 201);
    world.caught_up().await;
    let history = world.get(&path("/messages")).expect(200).await;
    assert_eq!(history.each("text"), ["We begin at eight.", "Now."]);
    let stranger = world.viewer("stranger").await;
    assert_eq!(announce(&stranger, "Me!").await.error(), "Moderator access required");
    // Whoever is banned announces nothing, an administrator neither, and the log has what was said alone.
    let ada = world.admin("ada").await;
    world.post(&path("/bans")).by(&alice).json(&json!({"userId": "usr_ada"})).expect(201).await;
    world.clock().advance(2_000);
    let banned = announce(&ada, "Me!").await;
    assert_eq!(
        (banned.status, banned.error(), &banned.body["code"]),
        (403, "You are banned from this chat", &json!("BANNED"))
    );
    assert_eq!(announce(&alice, "Nobody took the turn.").await.status, 201);
    let log = world.get(&path("/log")).by(&alice).expect(200).await;
    let said: Vec<_> = log.data().as_array().unwrap().iter().filter(|line| line["action"] == "ANNOUNCED").collect();
    let said: Vec<_> = said.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(said, ["Nobody took the turn.", "Now.", "We begin at eight."]);
}

async fn send(world: &World, who: &Bearer, text: &str) -> Answer {
    world.clock().advance(1);
    world.post(&path("/messages")).by(who).json(&json!({ "text": text })).send().await
}

async fn history(world: &World) -> Vec<String> {
    world.caught_up().await;
    world.get(&path("/messages")).expect(200).await.each("text").iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn a_term_refuses_or_holds_however_it_is_disguised() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    assert_eq!(send(&world, &bob, "sp0ilers!").await.status, 201);
    term(&world, &alice, "spoiler*", "BLOCK").await;
    term(&world, &alice, "film", "HOLD").await;
    // What processes know of a room is two seconds old at most.
    world.clock().advance(2_001);
    for text in ["sp0ilers, again", "S P O I L E R", "a film full of spoilеrs"] {
        let refused = send(&world, &bob, text).await;
        assert_eq!(
            (refused.status, refused.error(), &refused.body["code"]),
            (403, "Message is not allowed", &json!("TERM")),
            "{text}"
        );
    }
    let held = send(&world, &bob, "a f.i.l.m").await;
    assert_eq!((held.status, &held.body["message"]), (202, &json!("Message held for review")), "{}", held.body);
    assert_eq!(held.data()["state"], "HELD");
    assert_eq!(send(&world, &bob, "filming and films").await.status, 201);
    // Host and moderators may say it.
    assert_eq!(send(&world, &alice, "no spoilers of the film").await.status, 201);
    assert_eq!(history(&world).await, ["sp0ilers!", "filming and films", "no spoilers of the film"]);
    // A term that goes lets through again.
    let terms = world.get(&path("/terms")).by(&alice).expect(200).await;
    for id in terms.each("id") {
        world.delete(&path(&format!("/terms/{id}"))).by(&alice).expect(200).await;
    }
    world.clock().advance(2_001);
    assert_eq!(send(&world, &bob, "spoilers").await.status, 201);
}

#[tokio::test]
async fn a_held_message_waits_until_it_is_decided_on() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    world.put(&path("/settings")).by(&alice).json(&json!({"autoModLevel": 1})).expect(200).await;
    world.clock().advance(2_001);
    let body = json!({"text": "kill yourself", "clientId": "c-1"});
    let first = world.post(&path("/messages")).by(&bob).json(&body).expect(202).await;
    let again = world.post(&path("/messages")).by(&bob).json(&body).expect(202).await;
    assert_eq!(first.data(), again.data());
    assert_eq!(send(&world, &bob, "damn").await.status, 201);
    let second = send(&world, &bob, "k.y.s").await;
    assert_eq!(second.status, 202);
    assert_eq!(history(&world).await, ["damn"]);
    let held = world.get(&path("/held")).by(&alice).expect(200).await;
    assert_eq!(
        (held.each("text"), held.each("cause")),
        (vec!["kill yourself", "k.y.s"], vec!["HOSTILITY", "HOSTILITY"])
    );
    world.get(&path("/held")).by(&bob).expect(403).await;

    let decide = async |id: &serde_json::Value, how: &str| {
        world.clock().advance(1);
        world.post(&path(&format!("/held/{}/{how}", id.as_str().unwrap()))).by(&alice).send().await
    };
    let approved = decide(&first.data()["id"], "approve").await;
    assert_eq!((approved.status, &approved.data()["state"]), (200, &json!("SENT")), "{}", approved.body);
    assert_eq!((&approved.data()["userId"], &approved.data()["clientId"]), (&json!("usr_bob"), &json!("c-1")));
    let denied = decide(&second.data()["id"], "deny").await;
    assert_eq!(
        (denied.status, &denied.data()["state"], &denied.data()["text"]),
        (200, &json!("DELETED"), &json!(null))
    );
    for id in [&first.data()["id"], &second.data()["id"]] {
        for how in ["approve", "deny"] {
            assert_eq!(decide(id, how).await.error(), "Already decided");
        }
    }
    assert_eq!(decide(&json!("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "approve").await.error(), "Message not found");
    assert_eq!(world.get(&path("/held")).by(&alice).expect(200).await.data(), &json!([]));
    assert_eq!(history(&world).await, ["damn", "kill yourself"]);
    // A text that was turned down stands nowhere any more.
    let items = format!("{:?}", world.chat_items().await);
    assert!(!items.contains("k.y.s") && items.contains("kill yourself"));
    // What was let through can be taken out like any other.
    let id = approved.data()["id"].as_str().unwrap();
    world.clock().advance(1);
    world.delete(&path(&format!("/messages/{id}"))).by(&alice).expect(200).await;
    assert_eq!(history(&world).await, ["damn"]);
    assert!(!format!("{:?}", world.chat_items().await).contains("kill yourself"));
    let log = world.get(&path("/log")).by(&alice).expect(200).await;
    assert_eq!(log.each("action"), ["MESSAGE_DELETED", "HELD_DENIED", "HELD_APPROVED", "SETTINGS_CHANGED"]);
}

/// What waited for too long, and what is too old for the history, is gone, though the table may have it for a day more.
#[tokio::test]
async fn what_is_too_old_is_gone() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    let old = said(&world, &bob, "old news").await;
    term(&world, &alice, "film", "HOLD").await;
    world.clock().advance(2_001);
    let held = send(&world, &bob, "the film").await.data()["id"].as_str().unwrap().to_owned();
    let report = path(&format!("/messages/{old}/reports"));
    world.post(&report).by(&alice).json(&json!({"reason": "Rude."})).expect(202).await;
    let later = async |hours: i64| {
        world.clock().advance(hours * 3_600_000 + 1);
        Bearer::new("alice", world.clock().now())
    };
    let alice = later(1).await;
    assert_eq!(world.get(&path("/held")).by(&alice).expect(200).await.data(), &json!([]));
    for how in ["approve", "deny"] {
        let path = path(&format!("/held/{held}/{how}"));
        assert_eq!(world.post(&path).by(&alice).expect(404).await.error(), "Message not found");
    }
    let pin = async |by: &Bearer| world.put(&path("/pinned")).by(by).json(&json!({"messageId": old})).send().await;
    assert_eq!(pin(&alice).await.status, 200);
    let alice = later(24).await;
    assert_eq!(world.get(&path("/messages")).expect(200).await.data(), &json!([]));
    assert_eq!(pin(&alice).await.error(), "Message not found");
    world.delete(&path(&format!("/messages/{old}"))).by(&alice).expect(404).await;
    // Reports are kept for a month, and the log for three.
    assert_eq!(world.get(&path("/reports")).by(&alice).expect(200).await.body["count"], 1);
    let alice = later(30 * 24).await;
    assert_eq!(world.get(&path("/reports")).by(&alice).expect(200).await.body["count"], 0);
    assert_eq!(world.get(&path("/log")).by(&alice).expect(200).await.each("action"), ["PINNED", "TERM_SET"]);
    let alice = later(60 * 24).await;
    assert_eq!(world.get(&path("/log")).by(&alice).expect(200).await.body["count"], 0);
}

#[tokio::test]
async fn who_is_banned_meanwhile_is_not_let_through() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    term(&world, &alice, "film", "HOLD").await;
    world.clock().advance(2_001);
    let held = send(&world, &bob, "the film").await;
    world.post(&path("/bans")).by(&alice).json(&json!({"userId": "usr_bob"})).expect(201).await;
    // Banned, nothing of theirs waits anew.
    assert_eq!(send(&world, &bob, "the film").await.status, 403);
    let approve = path(&format!("/held/{}/approve", held.data()["id"].as_str().unwrap()));
    assert_eq!(world.post(&approve).by(&alice).expect(409).await.error(), "User is banned");
    world.clock().advance(1_001);
    world.delete(&path("/bans/usr_bob")).by(&alice).expect(200).await;
    world.post(&approve).by(&alice).expect(200).await;
    assert_eq!(history(&world).await, ["the film"]);
}

/// A decision is told to the writer, the host and every moderator.
#[tokio::test]
async fn moderators_hear_what_was_decided() {
    let world = World::without_limits().await;
    let (alice, bob) = cast(&world).await;
    world.viewer("mod").await;
    world.put(&path("/moderators/usr_mod")).by(&alice).expect(200).await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    term(&world, &alice, "film", "HOLD").await;
    world.clock().advance(2_001);
    let held = send(&world, &bob, "the film").await;
    let deny = path(&format!("/held/{}/deny", held.data()["id"].as_str().unwrap()));
    world.post(&deny).by(&alice).expect(200).await;
    let room = world.livekit().room("usr_alice").unwrap();
    let of = |kind: &str| {
        let is = |data: &&stand_in::DataView| {
            serde_json::from_slice::<serde_json::Value>(&data.bytes).unwrap()["ev"][0]["t"] == kind
        };
        let told = room.data.iter().filter(|data| data.topic == "onair.chat").find(is).unwrap();
        told.identities.iter().cloned().collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(of("held"), ["usr_bob", "Host-usr_alice", "usr_mod"].map(String::from).into());
    assert_eq!(of("decided"), of("held"));
}
