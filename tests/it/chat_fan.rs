//! What follows a message: the history whatever the stream does, and packets of a busy room.

use std::collections::BTreeSet;

use harness::rush::Rush;
use harness::{Bearer, Fault, Rule, World};
use serde_json::{Value, json};

const CHAT: &str = "/api/chat/usr_alice";

async fn live(world: &World) -> Bearer {
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    alice
}

async fn say(world: &World, who: &Bearer, text: &str) -> String {
    // Ids of one moment are in no order.
    world.clock().advance(1);
    let answer = world.post(&format!("{CHAT}/messages")).by(who).json(&json!({"text": text})).expect(201).await;
    answer.data()["id"].as_str().unwrap().to_owned()
}

fn packets(world: &World) -> Vec<Value> {
    let room = world.livekit().room("usr_alice").unwrap();
    let of_chat = room.data.iter().filter(|data| data.topic == "onair.chat" && data.sender.is_none());
    of_chat
        .map(|data| {
            assert!(data.bytes.len() <= 15_000);
            serde_json::from_slice(&data.bytes).unwrap()
        })
        .collect()
}

fn told(packets: &[Value]) -> Vec<String> {
    let events = packets.iter().flat_map(|packet| packet["ev"].as_array().unwrap());
    events.filter_map(|event| event["m"]["id"].as_str().map(str::to_owned)).collect()
}

async fn history(world: &World) -> Vec<String> {
    world.caught_up().await;
    let answer = world.get(&format!("{CHAT}/messages?limit=100")).expect(200).await;
    answer.each("id").into_iter().map(str::to_owned).collect()
}

/// Many at once make a room busy: the handlers send no more, the worker sends in batches, in order, and the history has
/// all of it.
#[tokio::test]
async fn a_busy_room_is_told_in_batches() {
    let world = World::without_limits().await;
    live(&world).await;
    let mut viewers = vec![];
    for n in 0..24 {
        viewers.push(world.viewer(&format!("viewer_{n}")).await);
    }
    let mut ids = vec![];
    for viewer in &viewers {
        ids.push(say(&world, viewer, "one").await);
    }
    world.caught_up().await;
    // The worker may notice while the last ones are said, at the twenty-first at the earliest.
    let calm = packets(&world).len();
    assert!((21..=24).contains(&calm), "calm until it was noticed: {calm}");
    // What the handlers know of the room is two seconds old at most.
    world.clock().advance(2_100);
    let begun = std::time::Instant::now();
    for viewer in &viewers {
        ids.push(say(&world, viewer, "two").await);
    }
    assert_eq!(history(&world).await, ids);
    let packets = packets(&world);
    assert_eq!(told(&packets), ids);
    let (handler, worker) = (&packets[0]["e"], &packets[calm..]);
    assert!(worker.iter().all(|packet| packet["e"] != *handler), "the handlers send no more");
    let most = begun.elapsed().as_millis() / 250 + 2;
    assert!(worker.len() as u128 <= most, "{} packets, at most {most}", worker.len());
    // Under one name numbers go up by one.
    let numbers: Vec<_> = worker.iter().map(|packet| packet["n"].as_u64().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    // Calm again.
    world.clock().advance(30_000);
    say(&world, &viewers[0], "three").await;
    assert_eq!(self::packets(&world).len(), packets.len() + 1);
}

/// A change of the table may come twice: the history has each message once.
#[tokio::test]
async fn records_may_come_twice() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let ids = [say(&world, &alice, "a first word").await, say(&world, &alice, "a second").await];
    assert_eq!(history(&world).await, ids);
    for _ in 0..2 {
        world.follow_chats_again().await;
        assert_eq!(history(&world).await, ids);
    }
    world.delete(&format!("{CHAT}/messages/{}", ids[0])).by(&alice).expect(200).await;
    world.follow_chats_again().await;
    let answer = world.get(&format!("{CHAT}/messages")).expect(200).await;
    assert_eq!(answer.each("state"), ["DELETED", "SENT"]);
    let stored = world.chat_items().await;
    let left: Vec<_> = stored.iter().filter(|item| format!("{item:?}").contains("a first word")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// What is said while a broadcast is open is counted for it, once, though the changes come again and the table is away.
#[tokio::test]
async fn messages_are_counted_for_the_broadcast_once() {
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
    let (world, proxies) = World::metered(harness::Setup { variables, ..Default::default() }).await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    say(&world, &alice, "before it begins").await;
    world.caught_up().await;
    world.clock().advance(1_000);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let host = domain::UserId::parse("usr_alice").unwrap();
    let counted = async || {
        world.caught_up().await;
        let open = world.app().store.stream(&host).await.unwrap().unwrap().media.broadcast.unwrap();
        let consistency = table::Consistency::Strong;
        world.app().store.broadcast(&host, &open.id, consistency).await.unwrap().unwrap().chat_messages
    };
    let mut ids = vec![];
    for n in 0..6 {
        let viewer = world.viewer(&format!("viewer_{n}")).await;
        ids.push(say(&world, &viewer, "hello").await);
        ids.push(say(&world, &viewer, "and again").await);
    }
    assert_eq!(counted().await, 12);
    world.follow_chats_again().await;
    assert_eq!(counted().await, 12);
    // A deletion is nothing that was said, and what was said stays counted.
    world.delete(&format!("{CHAT}/messages/{}", ids[0])).by(&alice).expect(200).await;
    proxies["chat_fan"].rule(Rule::on("UpdateItem", Fault::AnswerLost).times(3));
    say(&world, &alice, "thanks").await;
    assert_eq!(counted().await, 13);
    world.follow_chats_again().await;
    assert_eq!(counted().await, 13);
}

/// A worker that cannot write is handed the changes again.
#[tokio::test]
async fn nothing_is_lost_when_the_table_turns_the_worker_away() {
    let (world, proxies) =
        World::metered(harness::Setup { variables: vec![("RATE_LIMIT_SCALE", "0".to_owned())], ..Default::default() })
            .await;
    let alice = live(&world).await;
    proxies["chat_fan"].rule(Rule::on("PutItem", Fault::Broken).times(3));
    let mut ids = BTreeSet::new();
    for n in 0..5 {
        ids.insert(say(&world, &alice, &format!("{n}")).await);
    }
    assert_eq!(history(&world).await.into_iter().collect::<BTreeSet<_>>(), ids);
}

/// Many write at once while changes come twice and the worker dies: each message is in the history once, and soon: what
/// takes its time, the room's packets, does not hold up what is written. `RUSH_FULL=1` with the test binary of a release build
/// lets a thousand write for a minute, twice, as `cargo measure chat` does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rush_is_kept_whole() {
    let few = Rush { writers: 50, lasts: std::time::Duration::from_secs(5), is_rough: true };
    let asked = Rush::asked().map_or_else(|| vec![few], Vec::from);
    for rush in asked {
        let seen = rush.run().await;
        println!("| {} | {} |", rush.is_rough, seen.cells().join(" | "));
        assert!(seen.accepted >= 50 && seen.missing == 0 && seen.foreign == 0 && seen.is_in_order, "{seen:?}");
        // Twenty by the handlers, as in a calm room, and four a second by the worker, until all know that it is busy.
        assert!(seen.packets[0] <= 20 + 4 * 3, "{seen:?}");
        let [read, written] = &seen.hottest;
        assert!(read.1 < 500.0 && written.1 < 500.0, "{seen:?}");
    }
}

/// Where LiveKit takes a number of calls a minute, no second has more than its part, whichever process sends, and the room
/// is told all the same.
#[tokio::test]
async fn packets_keep_to_the_limit_of_all_rooms() {
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned()), ("CHAT_SENDS_PER_MINUTE", "122".to_owned())];
    let clock = runtime::Clock::system();
    let world = World::with(harness::Setup { variables, clock, ..Default::default() }).await;
    live(&world).await;
    let mut viewers = vec![];
    for n in 0..12 {
        viewers.push(world.viewer(&format!("viewer_{n}")).await);
    }
    world.caught_up().await;
    let send = async |viewer: &Bearer| {
        let body = json!({"text": "hello"});
        let answer = world.post(&format!("{CHAT}/messages")).by(viewer).json(&body).expect(201).await;
        answer.data()["id"].as_str().unwrap().to_owned()
    };
    let mut ids = futures::future::join_all(viewers.iter().map(send)).await;
    world.caught_up().await;
    let calls = world.livekit().calls().into_iter().filter(|call| call.method == "SendData");
    let mut seconds = std::collections::BTreeMap::<i64, usize>::new();
    for call in calls {
        *seconds.entry(call.at_millis / 1_000).or_default() += 1;
    }
    // A call may arrive in the second behind that of its turn.
    let times: Vec<_> = seconds.into_iter().collect();
    assert!(times.iter().all(|(_, calls)| *calls <= 4), "{times:?}");
    assert!(times.iter().map(|(_, calls)| calls).sum::<usize>() < 12, "in batches: {times:?}");
    ids.sort();
    let mut told = told(&packets(&world));
    told.sort();
    assert_eq!(told, ids);
}
