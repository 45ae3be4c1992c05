//! A chat whose process dies between any two of its calls, whose table turns it away, whose LiveKit hangs or refuses: nothing
//! is half done, and nothing is lost that was answered.

use std::time::{Duration, Instant};

use harness::{Answer, Bearer, Fault, LiveKitFault, Proxy, Request, Rule, Setup, World};
use serde_json::{Value, json};

/// What dies in the midst of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Send,
    Delete,
    Clear,
    Ban,
}

fn path(rest: &str) -> String {
    format!("/api/chat/usr_alice{rest}")
}

struct Scene {
    world: World,
    proxies: std::collections::BTreeMap<&'static str, Proxy>,
    alice: Bearer,
}

impl Scene {
    async fn new() -> Self {
        let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
        let (world, proxies) = World::metered(Setup { variables, ..Setup::default() }).await;
        let alice = world.creator("alice").await;
        world.post("/api/stream/ingress").by(&alice).expect(201).await;
        world.livekit().push_to_room(&alice.id).unwrap();
        world.settle().await;
        Self { world, proxies, alice }
    }

    fn say(&self, who: &Bearer, text: &str, client_id: &str) -> Request<'_> {
        // Ids of one moment are in no order.
        self.world.clock().advance(1);
        self.world.post(&path("/messages")).by(who).json(&json!({"text": text, "clientId": client_id}))
    }

    fn request(&self, act: Act, bob: &Bearer, id: &str) -> Request<'_> {
        let world = &self.world;
        match act {
            Act::Send => self.say(bob, "another word", "c-2"),
            Act::Delete => world.delete(&path(&format!("/messages/{id}"))).by(&self.alice),
            Act::Clear => world.delete(&path("/messages")).by(&self.alice),
            Act::Ban => world.post(&path("/bans")).by(&self.alice).json(&json!({ "userId": bob.id })),
        }
    }

    /// Runs the act until it dies at a call; its answer, if it lived.
    async fn run(&self, act: Act, rule: Rule, bob: &Bearer, id: &str) -> Option<Answer> {
        let strikes = self.proxies["chat"].rule(rule);
        let dies = async {
            while strikes.count() == 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            // What is made before the death is made.
            tokio::time::sleep(Duration::from_millis(30)).await;
        };
        let answer = tokio::select! {
            answer = self.request(act, bob, id).send() => Some(answer),
            () = dies => None,
        };
        self.proxies["chat"].heal();
        answer
    }

    async fn history(&self) -> Vec<(String, Option<String>)> {
        self.world.caught_up().await;
        let answer = self.world.get(&path("/messages?limit=100")).by(&self.alice).expect(200).await;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let all = answer.data().as_array().unwrap().iter();
        all.map(|message| (text(&message["id"]).unwrap(), text(&message["text"]))).collect()
    }

    /// What stands of a word in the table of chats.
    async fn stands(&self, word: &str) -> bool {
        format!("{:?}", self.world.chat_items().await).contains(word)
    }

    /// Whether the act died there; whatever is so then is whole, and the act can be done once more.
    async fn survives(&self, act: Act, rule: Rule, number: u64) -> bool {
        let what = format!("{act:?}, {rule:?}");
        let bob = self.world.viewer(&format!("bob_{number}")).await;
        let word = format!("word-{number}-");
        let first = self.say(&bob, &word, "c-1").expect(201).await;
        let id = first.data()["id"].as_str().unwrap().to_owned();
        self.world.caught_up().await;
        self.world.clock().advance(1);
        let lived = self.run(act, rule, &bob, &id).await;
        let history = self.history().await;
        let found = history.iter().find(|(found, _)| *found == id);
        match found {
            // Taken out, or not: with its text, or without it anywhere.
            Some((_, Some(text))) => assert_eq!(*text, word, "{what}"),
            Some((_, None)) | None => assert!(!self.stands(&word).await, "{what}"),
        }
        if act == Act::Ban {
            let refused = self.say(&bob, "after a ban", "c-3").send().await;
            assert_eq!(refused.status == 403, found.is_none(), "{what}: {}", refused.body);
        }
        let again = self.request(act, &bob, &id).send().await;
        assert!([200, 201].contains(&again.status), "{what}: {}", again.body);
        let history = self.history().await;
        match act {
            Act::Send => {
                let said = again.data()["id"].as_str().unwrap();
                let of_bob = history.iter().filter(|(_, text)| text.as_deref() == Some("another word"));
                assert_eq!(of_bob.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), [said], "{what}");
                self.world.delete(&path("/messages")).by(&self.alice).expect(200).await;
            }
            Act::Delete => assert!(history.contains(&(id, None)), "{what}"),
            Act::Clear | Act::Ban => assert!(history.iter().all(|(found, _)| *found != id), "{what}"),
        }
        if act != Act::Send {
            assert!(!self.stands(&word).await, "{what}");
        }
        lived.is_none()
    }
}

/// Dies at each of its calls in turn, until it lives.
async fn dies_everywhere(act: Act) {
    let scene = Scene::new().await;
    let mut number = 0;
    for fault in [Fault::Hangs, Fault::HangsAfter] {
        let mut n = 0;
        while scene.survives(act, Rule::on_all(fault).after(n), number).await {
            (n, number) = (n + 1, number + 1);
            assert!(n < 20, "{act:?} never ends");
        }
        assert!(n >= 1, "{act:?} makes no call");
        number += 1;
    }
}

#[tokio::test]
async fn while_something_is_said() {
    dies_everywhere(Act::Send).await;
}

#[tokio::test]
async fn while_a_message_is_deleted() {
    dies_everywhere(Act::Delete).await;
}

#[tokio::test]
async fn while_a_chat_is_cleared() {
    dies_everywhere(Act::Clear).await;
}

#[tokio::test]
async fn while_somebody_is_banned() {
    dies_everywhere(Act::Ban).await;
}

/// LiveKit hangs, refuses, answers nonsense: 201 in time, and the history is whole.
#[tokio::test]
async fn livekit_hangs_or_refuses() {
    let scene = Scene::new().await;
    let faults = [LiveKitFault::hang(), LiveKitFault::refuse("unavailable"), LiveKitFault::garbage()];
    let mut texts = vec![];
    for (n, fault) in faults.into_iter().enumerate() {
        let bob = scene.world.viewer(&format!("bob_{n}")).await;
        scene.world.livekit().fault(fault.on("SendData"));
        let begun = Instant::now();
        let text = format!("word {n}");
        scene.say(&bob, &text, "c").expect(201).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "{n}: {:?}", begun.elapsed());
        scene.world.livekit().heal();
        texts.push(Some(text));
    }
    let found: Vec<_> = scene.history().await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(found, texts);
}

/// The table of chats turns requests away: what passes is not seen; what lasts is a 503, and nothing of it stands.
#[tokio::test]
async fn the_table_of_chats_turns_requests_away() {
    let scene = Scene::new().await;
    let bob = scene.world.viewer("bob").await;
    scene.proxies["chat"].rule(Rule::on_all(Fault::Throttled).times(1));
    scene.say(&bob, "passes", "c-1").expect(201).await;
    scene.proxies["chat"].heal();
    scene.proxies["chat"].rule(Rule::on("UpdateItem", Fault::Throttled));
    let answer = scene.say(&bob, "lasts", "c-2").send().await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    scene.proxies["chat"].heal();
    for client_id in ["c-2", "c-2"] {
        let answer = scene.say(&bob, "lasts", client_id).send().await;
        assert!([200, 201].contains(&answer.status), "{}", answer.body);
    }
    // The worker is turned away, too.
    scene.proxies["chat_fan"].rule(Rule::on_all(Fault::Throttled).times(6));
    let texts: Vec<_> = scene.history().await.into_iter().filter_map(|(_, text)| text).collect();
    assert_eq!(texts, ["passes", "lasts"]);
}

/// A ban between two messages of a flood that runs in twenty tasks: none is accepted that was begun after its answer, and it
/// is in time with those before it.
#[tokio::test]
async fn a_ban_ends_a_running_flood() {
    let scene = Scene::new().await;
    let (world, bob) = (&scene.world, scene.world.viewer("bob").await);
    let token = world.post(&path("/token")).by(&bob).expect(200).await;
    let token = format!("Bearer {}", token.data()["chatToken"].as_str().unwrap());
    let banned = std::cell::Cell::new(false);
    let write = async |task: usize| {
        let (mut accepted, mut refused) = (0, 0);
        for n in 0..5 {
            // The allowance is whole again.
            world.clock().advance(1_600);
            let is_after = banned.get();
            let body = json!({"text": format!("{task} {n}")});
            let answer = world.post(&path("/messages")).header("authorization", &token).json(&body).send().await;
            assert!(!is_after || answer.status == 403, "accepted behind the ban: {}", answer.body);
            match answer.status {
                201 => accepted += 1,
                403 => refused += 1,
                other => assert_eq!(other, 429, "{}", answer.body),
            }
        }
        (accepted, refused)
    };
    let flood = futures::future::join_all((0..20).map(write));
    let ban = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        world.post(&path("/bans")).by(&scene.alice).json(&json!({"userId": "usr_bob"})).expect(201).await;
        banned.set(true);
    };
    let (counts, ()) = tokio::join!(flood, ban);
    let (accepted, refused) =
        counts.into_iter().fold((0, 0), |(a, r), (accepted, refused)| (a + accepted, r + refused));
    assert!(accepted > 0 && refused > 0, "{accepted} accepted, {refused} refused");
}

/// A worker that is cut short behind a frame's write, before it looked at what was taken out: the next attempt finishes it,
/// though it has more messages by then, and whatever came before or behind it has each once.
#[tokio::test]
async fn a_frame_that_was_cut_short_is_finished() {
    let (world, proxy) = World::behind_proxy().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let host = domain::UserId::parse("usr_alice").unwrap();
    let mut said: Vec<domain::chat::ChatMessage> = vec![];
    for n in 0..4 {
        world.clock().advance(1);
        let body = json!({"text": format!("word {n}")});
        let answer = world.post(&path("/messages")).by(&alice).json(&body).expect(201).await;
        said.push(serde_json::from_value(answer.data().clone()).unwrap());
    }
    let store = &world.app().store;
    let framing = store::Framing { is_sent: true, delay_seconds: None, kept_secs: 3_600 };
    store.delete_message(&host, &said[1], world.clock().now(), None).await.unwrap();
    let broken = proxy.rule(Rule::on("Query", Fault::Broken));
    store.write_frames(&host, said[..3].to_vec(), framing).await.unwrap_err();
    assert!(broken.count() > 0);
    proxy.heal();
    let stands = async || format!("{:?}", world.chat_items().await).matches("word 1").count();
    // On the frame, and on its writer's item no more: they said more since.
    assert_eq!(stands().await, 1);
    for messages in [&said[1..2], &said[..], &said[2..]] {
        store.write_frames(&host, messages.to_vec(), framing).await.unwrap();
        assert_eq!(stands().await, 0);
    }
    let answer = world.get(&path("/messages")).expect(200).await;
    let ids: Vec<&str> = said.iter().map(|message| message.id.as_str()).collect();
    assert_eq!((answer.each("id"), answer.each("state")), (ids, vec!["SENT", "DELETED", "SENT", "SENT"]));
}
