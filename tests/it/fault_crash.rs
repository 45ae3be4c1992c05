//! A process that dies between any two of its calls, while a key is made, replaced or deleted, a user is
//! blocked, a creator is suspended. Whatever it left undone is done within minutes.

use std::time::Duration;

use domain::UserId;
use harness::{Answer, Bearer, Fault, LiveKitFault, Proxy, Request, Rule, World};
use serde_json::json;
use services::outbox::SWEEP_SECS;

const INGRESS: &str = "/api/stream/ingress";

/// What dies in the midst of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    FirstKey,
    Replace,
    Delete,
    Block,
    Suspend,
}

/// Where it dies.
#[derive(Debug, Clone, Copy)]
enum Death {
    /// Before its call of this number to DynamoDB is made.
    Before(u64),
    /// After that call was made, and before the answer came.
    After(u64),
    /// Before, or after, its call of this name to LiveKit.
    LiveKit(&'static str, bool),
}

struct Scene {
    world: World,
    proxy: Proxy,
}

impl Scene {
    async fn new() -> Self {
        let (world, proxy) = World::behind_proxy().await;
        Self { world, proxy }
    }

    /// An administrator; their token lives an hour, and the test longer.
    fn ada(&self) -> Bearer {
        Bearer::new("ada", self.world.clock().now()).admin()
    }

    /// A creator and a follower who watches, as the act finds them.
    async fn cast(&self, act: Act, number: u64) -> (Bearer, Bearer) {
        let world = &self.world;
        let alice = world.creator(&format!("alice{number}")).await;
        let bob = world.viewer(&format!("bob{number}")).await;
        world.post(&format!("/api/social/follow/{}", alice.id)).by(&bob).expect(200).await;
        if act != Act::FirstKey {
            world.post(INGRESS).by(&alice).expect(201).await;
            world.livekit().push_to_room(&alice.id).unwrap();
            world.settle().await;
            world.watch_as(&alice.id, &bob).await;
        }
        world.settle().await;
        (alice, bob)
    }

    fn request(&self, act: Act, alice: &Bearer, bob: &Bearer) -> Request<'_> {
        let world = &self.world;
        match act {
            Act::FirstKey | Act::Replace => world.post(INGRESS).by(alice),
            Act::Delete => world.delete(INGRESS).by(alice),
            Act::Block => world.post(&format!("/api/social/block/{}", bob.id)).by(alice),
            Act::Suspend => {
                let path = format!("/api/admin/creators/{}/suspend", alice.id);
                world.post(&path).by(&self.ada()).json(&json!({"reason": "Broke the rules"}))
            }
        }
    }

    /// Runs the act until it dies; its answer, if it lived.
    async fn run(&self, act: Act, death: Death, alice: &Bearer, bob: &Bearer) -> Option<Answer> {
        let strikes = match death {
            Death::Before(n) => Some(self.proxy.rule(Rule::on_all(Fault::Hangs).after(n))),
            Death::After(n) => Some(self.proxy.rule(Rule::on_all(Fault::HangsAfter).after(n))),
            Death::LiveKit(method, is_after) => {
                let fault = LiveKitFault::hang().on(method);
                self.world.livekit().fault(if is_after { fault.after_work() } else { fault });
                None
            }
        };
        let calls = || match death {
            Death::LiveKit(method, _) => {
                self.world.livekit().calls().iter().filter(|call| call.method == method).count()
            }
            Death::Before(_) | Death::After(_) => 0,
        };
        let calls_before = calls();
        let called = || strikes.as_ref().map_or_else(|| calls() > calls_before, |strikes| strikes.count() > 0);
        let dies = async {
            while !called() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            // What is made before the death is made.
            tokio::time::sleep(Duration::from_millis(60)).await;
        };
        let answer = tokio::select! {
            answer = self.request(act, alice, bob).send() => Some(answer),
            () = dies => None,
        };
        self.proxy.heal();
        self.world.livekit().heal();
        answer
    }

    /// Minutes pass: enough for a look at every creator, and for the two looks of an audit.
    async fn minutes_pass(&self) {
        for _ in 0..4 {
            self.world.settle().await;
            self.world.clock().advance((SWEEP_SECS + 1) * 1_000);
            self.world.reconcile().await;
        }
        self.world.settle().await;
    }

    fn held(&self, alice: &Bearer) -> Vec<String> {
        let all = self.world.livekit().ingresses().into_iter();
        all.filter(|ingress| ingress.room == alice.id).map(|ingress| ingress.ingress_id).collect()
    }

    /// LiveKit has what is stored, and nothing else.
    async fn is_whole(&self, what: &str, alice: &Bearer, bob: &Bearer) {
        let store = &self.world.app().store;
        let id = UserId::parse(&alice.id).unwrap();
        let stream = store.stream(&id).await.unwrap();
        let stored = stream.as_ref().and_then(|stream| stream.ingress.as_ref());
        let stored: Vec<String> = stored.iter().map(|ingress| ingress.ingress_id.to_string()).collect();
        assert_eq!(self.held(alice), stored, "{what}");
        let bob_id = UserId::parse(&bob.id).unwrap();
        let follows = u64::from(store.is_following(&bob_id, &id).await.unwrap());
        assert_eq!(store.follower_total(&id).await.unwrap(), follows, "{what}");
        assert_eq!(store.following_total(&bob_id).await.unwrap(), follows, "{what}");
    }

    /// The same once more, and it is done.
    async fn again(&self, what: &str, act: Act, alice: &Bearer, bob: &Bearer) {
        let world = &self.world;
        let answer = self.request(act, alice, bob).send().await;
        let is_done = match act {
            Act::FirstKey | Act::Replace => answer.status == 201,
            Act::Delete => answer.status == 200,
            Act::Block => answer.status == 200 || answer.error() == "User is already blocked",
            Act::Suspend => answer.status == 200 || answer.error() == "Creator already suspended",
        };
        assert!(is_done, "{what}: {} {}", answer.status, answer.body);
        self.minutes_pass().await;
        self.is_whole(what, alice, bob).await;
        match act {
            Act::FirstKey | Act::Replace => {
                world.livekit().push(answer.data()["streamKey"].as_str().unwrap()).unwrap();
                world.settle().await;
                assert_eq!(world.state_of(alice).await, "live", "{what}");
            }
            Act::Delete => assert_eq!(world.state_of(alice).await, "offline", "{what}"),
            Act::Block => {
                let people = world.livekit().room(&alice.id).map(|room| room.participants).unwrap_or_default();
                assert!(people.iter().all(|who| who.identity != bob.id), "{what}: in the room");
            }
            Act::Suspend => {
                assert!(world.livekit().room(&alice.id).is_none(), "{what}: the room");
                let audit = world.get("/api/admin/audit?limit=100").by(&self.ada()).expect(200).await;
                let acts = audit.data().as_array().unwrap().iter();
                let acts = acts.filter(|entry| {
                    entry["action"] == "CREATOR_SUSPENDED" && entry.to_string().contains(&format!("\"{}\"", alice.id))
                });
                assert_eq!(acts.count(), 1, "{what}: {}", audit.body);
            }
        }
    }

    /// Whether the act died there.
    async fn survives(&self, act: Act, death: Death, number: u64) -> bool {
        let what = format!("{act:?}, {death:?}");
        let (alice, bob) = self.cast(act, number).await;
        let lived = self.run(act, death, &alice, &bob).await;
        self.minutes_pass().await;
        self.is_whole(&what, &alice, &bob).await;
        self.again(&what, act, &alice, &bob).await;
        lived.is_none()
    }
}

/// Dies at each of its calls in turn, until it lives.
async fn dies_everywhere(act: Act, calls: &[&'static str]) {
    let scene = Scene::new().await;
    let mut number = 0;
    for death in [Death::Before as fn(u64) -> Death, Death::After] {
        let mut n = 0;
        while scene.survives(act, death(n), number).await {
            (n, number) = (n + 1, number + 1);
            assert!(n < 30, "{act:?} never ends");
        }
        assert!(n >= 2, "{act:?} makes {n} calls");
        number += 1;
    }
    for call in calls {
        for is_after in [false, true] {
            assert!(scene.survives(act, Death::LiveKit(call, is_after), number).await, "{act:?} calls {call}");
            number += 1;
        }
    }
}

#[tokio::test]
async fn while_the_first_key_is_made() {
    dies_everywhere(Act::FirstKey, &["CreateIngress"]).await;
}

#[tokio::test]
async fn while_a_key_is_replaced() {
    dies_everywhere(Act::Replace, &["CreateIngress"]).await;
}

#[tokio::test]
async fn while_a_key_is_deleted() {
    dies_everywhere(Act::Delete, &[]).await;
}

#[tokio::test]
async fn while_a_user_is_blocked() {
    dies_everywhere(Act::Block, &["RemoveParticipant"]).await;
}

#[tokio::test]
async fn while_a_creator_is_suspended() {
    dies_everywhere(Act::Suspend, &[]).await;
}
