//! Moderators, VIPs, bans, unban requests and the log of a chat.

use harness::{Answer, Bearer, World};
use serde_json::{Value, json};

const CHAT: &str = "/api/chat/usr_alice";

fn path(rest: &str) -> String {
    format!("{CHAT}{rest}")
}

/// A creator with a stream, a moderator of theirs, and a viewer.
async fn cast(world: &World) -> (Bearer, Bearer, Bearer) {
    let (alice, mod_, bob) = (world.creator("alice").await, world.viewer("mod").await, world.viewer("bob").await);
    world.stream_of(&alice).await;
    world.put(&path("/moderators/usr_mod")).by(&alice).expect(200).await;
    (alice, mod_, bob)
}

/// Ids are in the order of time to the millisecond; what a test does one after another has to differ in it.
async fn say(world: &World, who: &Bearer, text: &str) -> Answer {
    world.clock().advance(1);
    world.post(&path("/messages")).by(who).json(&json!({"text": text})).send().await
}

async fn ban(world: &World, by: &Bearer, body: Value) -> Answer {
    world.clock().advance(1);
    world.post(&path("/bans")).by(by).json(&body).send().await
}

async fn texts(world: &World) -> Vec<String> {
    world.caught_up().await;
    let history = world.get(&path("/messages")).expect(200).await;
    history.each("text").iter().map(|text| (*text).to_owned()).collect()
}

async fn list(world: &World, rest: &str, by: &Bearer) -> Answer {
    world.get(&path(rest)).by(by).expect(200).await
}

#[tokio::test]
async fn a_ban_holds_from_the_next_message_and_takes_out_those_before() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    say(&world, &bob, "first").await;
    say(&world, &alice, "welcome").await;
    assert_eq!(texts(&world).await, ["first", "welcome"]);
    let answer = ban(&world, &mod_, json!({"userId": "usr_bob", "reason": "Spam"})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let data = answer.data().clone();
    assert_eq!(
        data,
        json!({"userId": "usr_bob", "until": null, "reason": "Spam", "by": "usr_mod", "createdAt": data["createdAt"]})
    );
    let refused = say(&world, &bob, "second").await;
    assert_eq!(
        (refused.status, refused.error(), &refused.body["code"]),
        (403, "You are banned from this chat", &json!("BANNED"))
    );
    assert_eq!(texts(&world).await, ["welcome"]);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([data]));
    let you = list(&world, "", &bob).await;
    assert_eq!((&you.data()["you"]["canWrite"], &you.data()["you"]["code"]), (&json!(false), &json!("BANNED")));

    world.clock().advance(1_001);
    let answer = world.delete(&path("/bans/usr_bob")).by(&mod_).expect(200).await;
    assert_eq!(answer.body["message"], "User unbanned");
    assert_eq!(say(&world, &bob, "third").await.status, 201);
    assert_eq!(texts(&world).await, ["welcome", "third"]);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([]));
    for who in ["usr_bob", "usr_nobody", "guest-1", "no%23id"] {
        let answer = world.delete(&path(&format!("/bans/{who}"))).by(&mod_).expect(404).await;
        assert_eq!(answer.error(), "User is not banned", "{who}");
    }
    let log = list(&world, "/log", &alice).await;
    assert_eq!(log.each("action"), ["UNBANNED", "BANNED", "MODERATOR_ADDED"]);
    assert_eq!(log.data()[1]["reason"], "Spam");
    assert_eq!((&log.data()[1]["by"], &log.data()[1]["userId"]), (&json!("usr_mod"), &json!("usr_bob")));
}

#[tokio::test]
async fn what_is_said_while_a_ban_is_made_is_taken_out_or_refused() {
    let world = World::without_limits().await;
    let (_, mod_, bob) = cast(&world).await;
    let flood = async {
        let mut after = vec![];
        for n in 0..12 {
            after.push(say(&world, &bob, &format!("flood {n}")).await.status);
        }
        after
    };
    let (statuses, banned) = tokio::join!(flood, ban(&world, &mod_, json!({"userId": "usr_bob"})));
    assert_eq!(banned.status, 201);
    // Once refused, always refused: nothing is accepted behind the ban.
    let first = statuses.iter().position(|status| *status == 403).unwrap_or(statuses.len());
    assert!(statuses[first..].iter().all(|status| *status == 403), "{statuses:?}");
    assert_eq!(say(&world, &bob, "late").await.status, 403);
    assert_eq!(texts(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_timeout_ends_by_itself() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let answer = ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60, "areMessagesKept": true})).await;
    let until = answer.data()["until"].clone();
    let refused = say(&world, &bob, "hi").await;
    assert_eq!(
        (refused.status, refused.error(), &refused.body["code"], &refused.body["until"]),
        (403, "You are timed out", &json!("TIMED_OUT"), &until)
    );
    // A later one takes its place.
    world.clock().advance(1_000);
    ban(&world, &alice, json!({"userId": "usr_bob", "seconds": 10})).await;
    assert_eq!(list(&world, "/bans", &mod_).await.each("by"), ["usr_alice"]);
    world.clock().advance(10_001);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([]));
    world.delete(&path("/bans/usr_bob")).by(&mod_).expect(404).await;
    let bob = Bearer::new("bob", world.clock().now());
    assert_eq!(say(&world, &bob, "hi").await.status, 201);
    assert_eq!(list(&world, "/log", &mod_).await.each("action"), ["TIMED_OUT", "TIMED_OUT", "MODERATOR_ADDED"]);
}

#[tokio::test]
async fn who_may_ban_whom() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let (other, ada) = (world.viewer("other").await, world.admin("ada").await);
    world.put(&path("/moderators/usr_other")).by(&alice).expect(200).await;
    for (by, whom, status, error) in [
        (&bob, "usr_mod", 403, "Moderator access required"),
        (&mod_, "usr_mod", 400, "You cannot ban yourself"),
        (&mod_, "usr_alice", 403, "You cannot moderate this user"),
        (&ada, "usr_alice", 403, "You cannot moderate this user"),
        (&mod_, "usr_other", 403, "You cannot moderate this user"),
        (&mod_, "usr_nobody", 404, "User not found"),
        (&mod_, "no#id", 404, "User not found"),
    ] {
        let answer = ban(&world, by, json!({ "userId": whom })).await;
        assert_eq!((answer.status, answer.error()), (status, error), "{} bans {whom}", by.id);
    }
    assert_eq!(ban(&world, &mod_, json!({"seconds": 0})).await.status, 400);
    // The host bans a moderator, who is none from then on.
    assert_eq!(ban(&world, &alice, json!({"userId": "usr_other"})).await.status, 201);
    assert_eq!(ban(&world, &other, json!({"userId": "usr_bob"})).await.error(), "Moderator access required");
    assert_eq!(list(&world, "/moderators", &mod_).await.each("userId"), ["usr_mod"]);
    let answer = world.put(&path("/moderators/usr_other")).by(&alice).expect(409).await;
    assert_eq!(answer.error(), "User is banned");
    world.delete(&path("/bans/usr_other")).by(&alice).expect(200).await;
    world.put(&path("/moderators/usr_other")).by(&alice).expect(200).await;
}

#[tokio::test]
async fn a_guest_is_banned_with_their_address() {
    let world = World::without_limits().await;
    let (_, mod_, _) = cast(&world).await;
    let guest = async || {
        let answer = world.post(&path("/token")).json(&json!({"guestName": "Gina"})).expect(200).await;
        let data = answer.data();
        (format!("Bearer {}", data["chatToken"].as_str().unwrap()), data["identity"].as_str().unwrap().to_owned())
    };
    let say = async |token: &str, text: &str| {
        world.post(&path("/messages")).header("authorization", token).json(&json!({ "text": text })).send().await
    };
    let (token, identity) = guest().await;
    assert_eq!(say(&token, "hello").await.status, 201);
    assert_eq!(ban(&world, &mod_, json!({"userId": identity, "seconds": 600})).await.status, 201);
    assert_eq!(say(&token, "again").await.status, 403);
    let (another, _) = guest().await;
    assert_eq!(say(&another, "it is me").await.body["code"], "TIMED_OUT");
    world.delete(&path(&format!("/bans/{identity}"))).by(&mod_).expect(200).await;
    assert_eq!(say(&token, "thanks").await.status, 201);
    assert_eq!(say(&another, "thanks, too").await.status, 201);
}

#[tokio::test]
async fn a_ban_takes_the_grant_from_who_is_there() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    let guest = world.watch("usr_alice", "Gina").await;
    world.watch_as("usr_alice", &bob).await;
    world.settle().await;
    assert!(world.may_write("usr_alice", "usr_bob"));
    ban(&world, &mod_, json!({"userId": "usr_bob"})).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    assert!(
        world
            .livekit()
            .room("usr_alice")
            .unwrap()
            .participants
            .iter()
            .any(|who| who.sid == guest.sid && who.can_publish_data)
    );
    // What tells everybody their rights does not give it back.
    world.put("/api/stream/chat-settings").by(&alice).json(&json!({"isChatEnabled": true})).expect(200).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    // Nor does a token of now.
    world.watch_as("usr_alice", &bob).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    world.delete(&path("/bans/usr_bob")).by(&mod_).expect(200).await;
    world.settle().await;
    assert!(world.may_write("usr_alice", "usr_bob"));
}

#[tokio::test]
async fn one_is_a_moderator_or_a_vip_and_the_later_counts() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    world.clock().advance(1);
    let answer = world.put(&path("/vips/usr_mod")).by(&alice).expect(200).await;
    assert_eq!(answer.data(), &json!({"userId": "usr_mod", "role": "VIP"}));
    assert_eq!(list(&world, "/vips", &alice).await.each("userId"), ["usr_mod"]);
    assert_eq!(list(&world, "/moderators", &alice).await.data(), &json!([]));
    assert_eq!(world.get(&path("/vips")).by(&mod_).expect(403).await.error(), "Moderator access required");
    // Again changes nothing, and taking what is not there takes nothing.
    world.put(&path("/vips/usr_mod")).by(&alice).expect(200).await;
    world.delete(&path("/moderators/usr_mod")).by(&alice).expect(200).await;
    assert_eq!(list(&world, "", &mod_).await.data()["you"]["role"], "VIP");
    world.clock().advance(1);
    let answer = world.delete(&path("/vips/usr_mod")).by(&alice).expect(200).await;
    assert_eq!(answer.data(), &json!({"userId": "usr_mod", "role": null}));
    assert_eq!(list(&world, "", &mod_).await.data()["you"]["role"], "VIEWER");
    for rest in ["/moderators/usr_nobody", "/vips/no%23id"] {
        assert_eq!(world.put(&path(rest)).by(&alice).expect(404).await.error(), "User not found");
        assert_eq!(world.delete(&path(rest)).by(&alice).expect(404).await.error(), "User not found");
    }
    assert_eq!(world.put(&path("/vips/usr_bob")).by(&bob).expect(403).await.error(), "Host access required");
    let log = list(&world, "/log", &alice).await;
    assert_eq!(log.each("action"), ["VIP_REMOVED", "VIP_ADDED", "MODERATOR_ADDED"]);
}

#[tokio::test]
async fn there_are_a_hundred_moderators_at_most_and_none_is_counted_twice() {
    let world = World::without_limits().await;
    let (alice, ..) = cast(&world).await;
    for n in 0..99 {
        world.viewer(&format!("user_{n}")).await;
        world.put(&path(&format!("/moderators/usr_user_{n}"))).by(&alice).expect(200).await;
        world.put(&path(&format!("/moderators/usr_user_{n}"))).by(&alice).expect(200).await;
    }
    let answer = world.put(&path("/moderators/usr_bob")).by(&alice).expect(409).await;
    assert_eq!(answer.error(), "Limit reached");
    world.put(&path("/vips/usr_bob")).by(&alice).expect(200).await;
    // One that is another rank now, and one that is banned, leave their places.
    world.put(&path("/vips/usr_user_0")).by(&alice).expect(200).await;
    world.put(&path("/moderators/usr_bob")).by(&alice).expect(200).await;
    ban(&world, &alice, json!({"userId": "usr_user_1"})).await;
    world.put(&path("/moderators/usr_user_0")).by(&alice).expect(200).await;
    let first = list(&world, "/moderators?limit=60", &alice).await;
    let next = first.next_cursor().unwrap();
    let second = list(&world, &format!("/moderators?limit=60&cursor={next}"), &alice).await;
    assert_eq!(first.each("userId").len() + second.each("userId").len(), 100);
    assert_eq!(second.next_cursor(), None);
}

#[tokio::test]
async fn a_banned_one_asks_once_a_ban() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let ask =
        async |text: &str| world.post(&path("/unban-requests")).by(&bob).json(&json!({ "text": text })).send().await;
    assert_eq!(ask("please").await.error(), "Not banned");
    ban(&world, &mod_, json!({"userId": "usr_bob", "reason": "Spam"})).await;
    assert_eq!(ask(" ").await.status, 400);
    let asked = ask("It was my brother.").await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    assert_eq!((&asked.data()["username"], &asked.data()["banReason"]), (&json!("bob"), &json!("Spam")));
    assert_eq!(ask("please!").await.error(), "Already requested");
    let id = asked.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(list(&world, "/unban-requests", &mod_).await.data(), &json!([asked.data()]));

    let decide = async |id: &str, how: &str| {
        world.clock().advance(1);
        let body = json!({"reason": "We looked."});
        world.post(&path(&format!("/unban-requests/{id}/{how}"))).by(&mod_).json(&body).send().await
    };
    assert_eq!(decide(&id, "deny").await.status, 200);
    for how in ["deny", "approve"] {
        assert_eq!(decide(&id, how).await.error(), "Already decided");
        assert_eq!(decide("01ARZ3NDEKTSV4RRFFQ69G5FAV", how).await.error(), "Unban request not found");
        assert_eq!(decide("a%23b", how).await.error(), "Unban request not found");
    }
    assert_eq!(ask("again").await.error(), "Already requested");
    assert_eq!(say(&world, &bob, "hi").await.status, 403);
    // Another ban may be asked about, and is taken away with the answer.
    world.clock().advance(1_000);
    ban(&world, &alice, json!({"userId": "usr_bob"})).await;
    let id = ask("please").await.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(decide(&id, "approve").await.status, 200);
    assert_eq!(say(&world, &bob, "thank you").await.status, 201);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([]));
    let log = list(&world, "/log", &alice).await;
    assert_eq!(log.each("action"), ["UNBAN_APPROVED", "BANNED", "UNBAN_DENIED", "BANNED", "MODERATOR_ADDED"]);
    assert_eq!(log.data()[0]["reason"], "We looked.");
}

#[tokio::test]
async fn a_request_about_an_older_ban_leaves_the_newer_one() {
    let world = World::without_limits().await;
    let (_, mod_, bob) = cast(&world).await;
    ban(&world, &mod_, json!({"userId": "usr_bob"})).await;
    let asked = world.post(&path("/unban-requests")).by(&bob).json(&json!({"text": "please"})).expect(201).await;
    world.clock().advance(1_000);
    ban(&world, &mod_, json!({"userId": "usr_bob", "reason": "Again"})).await;
    let id = asked.data()["id"].as_str().unwrap();
    world.post(&path(&format!("/unban-requests/{id}/approve"))).by(&mod_).expect(200).await;
    assert_eq!(say(&world, &bob, "hi").await.status, 403);
    assert_eq!(list(&world, "/bans", &mod_).await.each("reason"), ["Again"]);
}

/// What is told in the room: the first event of each packet, and to whom.
fn told(world: &World) -> Vec<(Value, Vec<String>)> {
    let room = world.livekit().room("usr_alice").unwrap();
    let of_chat = room.data.iter().filter(|data| data.topic == "onair.chat" && data.sender.is_none());
    let first = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap()["ev"][0].clone();
    of_chat.map(|data| (first(&data.bytes), data.identities.clone())).collect()
}

async fn go_live(world: &World, alice: &Bearer) {
    world.post("/api/stream/ingress").by(alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
}

/// A block and a ban stand beside each other: neither ends the other, nor takes its place.
#[tokio::test]
async fn a_block_and_a_ban_are_two_things() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let token = world.post(&path("/token")).by(&bob).expect(200).await;
    let token = format!("Bearer {}", token.data()["chatToken"].as_str().unwrap());
    let code = async || {
        world.clock().advance(1);
        let request = world.post(&path("/messages")).header("authorization", &token);
        request.json(&json!({"text": "hi"})).send().await.body["code"].clone()
    };
    let (block, unban) = ("/api/social/block/usr_bob", path("/bans/usr_bob"));
    ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60})).await;
    assert_eq!(code().await, "TIMED_OUT");
    world.post(block).by(&alice).expect(200).await;
    assert_eq!(code().await, "BANNED");
    assert_eq!(list(&world, "/bans", &mod_).await.each("userId"), ["usr_bob"]);
    world.delete(block).by(&alice).expect(200).await;
    assert_eq!(code().await, "TIMED_OUT");
    world.post(block).by(&alice).expect(200).await;
    world.delete(&unban).by(&mod_).expect(200).await;
    assert_eq!(code().await, "BANNED");
    ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 1})).await;
    world.clock().advance(1_001);
    // The timeout is over, the block is not.
    assert_eq!(code().await, "BANNED");
    assert_eq!(world.delete(&unban).by(&mod_).expect(404).await.error(), "User is not banned");
    world.delete(block).by(&alice).expect(200).await;
    assert_eq!(code().await, Value::Null);
}

#[tokio::test]
async fn a_timeout_gives_the_grant_back_when_it_is_over() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    go_live(&world, &alice).await;
    world.watch_as("usr_alice", &bob).await;
    world.settle().await;
    ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60})).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    world.clock().advance(61_000);
    world.reconcile().await;
    assert!(world.may_write("usr_alice", "usr_bob"));
}

/// A guest whose address is banned gets no grant under another name.
#[tokio::test]
async fn a_banned_address_gets_no_grant() {
    let world = World::without_limits().await;
    let (alice, mod_, _) = cast(&world).await;
    go_live(&world, &alice).await;
    let body = json!({"hostId": "usr_alice", "guestName": "Gina"});
    let gina = world.post("/api/viewer/token").json(&body).expect(200).await;
    let token = format!("Bearer {}", gina.data()["chatToken"].as_str().unwrap());
    world.post(&path("/messages")).header("authorization", &token).json(&json!({"text": "hi"})).expect(201).await;
    ban(&world, &mod_, json!({"userId": gina.data()["identity"]})).await;
    let again = world.watch("usr_alice", "Georgina").await;
    let room = world.livekit().room("usr_alice").unwrap();
    let georgina = room.participants.iter().find(|who| who.sid == again.sid).unwrap().identity.clone();
    assert!(!world.may_write("usr_alice", &georgina));
    // Nor when everybody is told their rights, until the ban is taken away.
    let tell_rights = async || {
        world.put("/api/stream/chat-settings").by(&alice).json(&json!({"isChatEnabled": true})).expect(200).await;
        world.settle().await;
    };
    tell_rights().await;
    assert!(!world.may_write("usr_alice", &georgina));
    let unban = path(&format!("/bans/{}", gina.data()["identity"].as_str().unwrap()));
    world.delete(&unban).by(&mod_).expect(200).await;
    tell_rights().await;
    assert!(world.may_write("usr_alice", &georgina));
}

/// Who gets a rank, a ban, or is unbanned is told so, and nobody else.
#[tokio::test]
async fn who_is_acted_on_is_told_what_they_are() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    go_live(&world, &alice).await;
    let last = || {
        let (event, to) = told(&world).pop().unwrap();
        assert_eq!((&event["t"], to), (&json!("you"), vec!["usr_bob".to_owned()]), "{event}");
        event["you"].clone()
    };
    let is = |role: &str, code: Value, until: &Value| json!({"identity": "usr_bob", "role": role, "canWrite": code.is_null(), "code": code, "until": until});
    world.put(&path("/vips/usr_bob")).by(&alice).expect(200).await;
    assert_eq!(last(), is("VIP", Value::Null, &Value::Null));
    world.delete(&path("/vips/usr_bob")).by(&alice).expect(200).await;
    assert_eq!(last(), is("VIEWER", Value::Null, &Value::Null));
    let banned = ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60})).await;
    assert_eq!(last(), is("VIEWER", json!("TIMED_OUT"), &banned.data()["until"]));
    world.put(&path("/settings")).by(&alice).json(&json!({"followersOnlyMinutes": 0})).expect(200).await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    world.delete(&path("/bans/usr_bob")).by(&mod_).expect(200).await;
    assert_eq!(last(), is("VIEWER", Value::Null, &Value::Null));
}
