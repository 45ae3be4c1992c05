//! DynamoDB throttling, failing, slow, gone, conflicting, and its answers lost after the write: what each
//! mutation answers, in time, and that the data is whole afterwards.

use std::time::Duration;

use domain::UserId;
use harness::{Bearer, Fault, Proxy, Request, Rule, World};
use serde_json::json;
use tokio::time::Instant;

/// A function's timeout, as the template has it.
const TIMEOUT: Duration = Duration::from_secs(10);

struct Cast {
    alice: Bearer,
    bob: Bearer,
    carol: Bearer,
    ada: Bearer,
}

impl Cast {
    async fn new(world: &World, take: &str) -> Self {
        let alice = world.creator(&format!("alice{take}")).await;
        let bob = world.viewer(&format!("bob{take}")).await;
        let carol = world.viewer(&format!("carol{take}")).await;
        let ada = world.admin("ada").await;
        Self { alice, bob, carol, ada }
    }

    /// Every mutation, in an order in which each succeeds, with its status.
    fn acts<'w>(&self, world: &'w World) -> Vec<(&'static str, Request<'w>, u16)> {
        let Self { alice, bob, carol, ada } = self;
        let (follow, block) = (format!("/api/social/follow/{}", alice.id), format!("/api/social/block/{}", bob.id));
        let suspend = format!("/api/admin/creators/{}/suspend", alice.id);
        let reinstate = format!("/api/admin/creators/{}/reinstate", alice.id);
        let approve = format!("/api/admin/applications/{}/approve", carol.id);
        let application = json!({"bio": "I stream every night.", "categories": ["ART"]});
        let ingress = "/api/stream/ingress";
        let title = json!({"title": "Late night"});
        vec![
            ("first key", world.post(ingress).by(alice), 201),
            ("another key", world.post(ingress).by(alice), 201),
            ("settings", world.put("/api/stream/info").by(alice).json(&title), 200),
            ("chat", world.put("/api/stream/chat-settings").by(alice).json(&json!({"isChatDelayed": true})), 200),
            ("follow", world.post(&follow).by(bob), 200),
            ("unfollow", world.delete(&follow).by(bob), 200),
            ("follow again", world.post(&follow).by(bob), 200),
            ("block", world.post(&block).by(alice), 200),
            ("unblock", world.delete(&block).by(alice), 200),
            (
                "rename",
                world.patch("/api/viewer/me").by(bob).json(&json!({"username": format!("{}_x", &bob.id[4..])})),
                200,
            ),
            ("application", world.post("/api/creator/application").by(carol).json(&application), 201),
            ("approve", world.post(&approve).by(ada), 200),
            ("delete key", world.delete(ingress).by(alice), 200),
            ("suspend", world.post(&suspend).by(ada).json(&json!({"reason": "Rules"})), 200),
            ("reinstate", world.post(&reinstate).by(ada), 200),
        ]
    }

    async fn is_whole(&self, world: &World, what: &str) {
        for _ in 0..3 {
            world.clock().advance(61_000);
            world.reconcile().await;
            world.settle().await;
        }
        let store = &world.app().store;
        let [alice, bob] = [&self.alice, &self.bob].map(|who| UserId::parse(&who.id).unwrap());
        let follows = u64::from(store.is_following(&bob, &alice).await.unwrap());
        assert_eq!(store.follower_total(&alice).await.unwrap(), follows, "{what}");
        assert_eq!(store.following_total(&bob).await.unwrap(), follows, "{what}");
        let stored = store.stream(&alice).await.unwrap().and_then(|stream| stream.ingress);
        let stored: Vec<_> = stored.into_iter().map(|ingress| ingress.ingress_id.to_string()).collect();
        let held = world.livekit().ingresses().into_iter().filter(|ingress| ingress.room == self.alice.id);
        assert_eq!(held.map(|ingress| ingress.ingress_id).collect::<Vec<_>>(), stored, "{what}");
        let total = store.directory_total(None).await.unwrap();
        assert_eq!(total, world.keys("DIR#ALL").await.len() as u64, "{what}: the directory's total");
    }
}

/// Sends a request; it is answered in time.
async fn in_time(what: &str, request: Request<'_>) -> harness::Answer {
    let started = Instant::now();
    let answer = request.send().await;
    assert!(started.elapsed() < TIMEOUT, "{what} took {:?}", started.elapsed());
    answer
}

async fn scene() -> (World, Proxy) {
    World::behind_proxy().await
}

#[tokio::test]
async fn what_passes_is_not_seen_by_the_caller() {
    let passing = [
        ("throttled", Rule::on_all(Fault::Throttled).every(3)),
        ("broken", Rule::on_all(Fault::Broken).every(3)),
        ("gone", Rule::on_all(Fault::Gone).every(3)),
        ("slow", Rule::on_all(Fault::Slow(Duration::from_millis(150)))),
        ("conflicts", Rule::on("TransactWriteItems", Fault::Conflict).every(2)),
        ("answers lost", Rule::on_all(Fault::AnswerLost).every(3)),
    ];
    for (fault, rule) in passing {
        // Nothing follows this table yet, whose calls would be struck in a request's place: of three attempts in a
        // row each third fails, and no more.
        let (world, proxy) = scene().await;
        let cast = Cast::new(&world, "").await;
        let strikes = proxy.rule(rule);
        for (act, request, status) in cast.acts(&world) {
            let what = format!("{act}, {fault}");
            let answer = in_time(&what, request).await;
            assert_eq!(answer.status, status, "{what}: {}", answer.body);
        }
        assert!(strikes.count() > 10, "{fault}: {}", strikes.count());
        proxy.heal();
        cast.is_whole(&world, fault).await;
    }
}

#[tokio::test]
async fn the_answer_to_each_single_write_may_be_lost() {
    let (world, proxy) = scene().await;
    for (take, write) in ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"].into_iter().enumerate() {
        let cast = Cast::new(&world, &take.to_string()).await;
        for (act, request, status) in cast.acts(&world) {
            proxy.rule(Rule::on(write, Fault::AnswerLost).times(1));
            let answer = in_time(act, request).await;
            assert_eq!(answer.status, status, "{act}, {write}: {}", answer.body);
            proxy.heal();
        }
        cast.is_whole(&world, write).await;
    }
}

#[tokio::test]
async fn what_lasts_is_answered_503_and_when_to_come_again() {
    let (world, proxy) = scene().await;
    let cast = Cast::new(&world, "").await;
    let lasting = [Fault::Throttled, Fault::Broken, Fault::Gone];
    for fault in lasting {
        proxy.rule(Rule::on_all(fault));
        for (act, request, _) in cast.acts(&world) {
            let what = format!("{act}, {fault:?}");
            let answer = in_time(&what, request).await;
            assert_eq!((answer.status, answer.error()), (503, "Service unavailable"), "{what}");
            let seconds: u64 = answer.header("retry-after").unwrap_or_default().parse().unwrap();
            assert!((1..=60).contains(&seconds), "{what}: {seconds}");
        }
        proxy.heal();
    }
    cast.is_whole(&world, "afterwards").await;
    // Nothing of it was done, and all of it can be.
    for (act, request, status) in cast.acts(&world) {
        let answer = request.send().await;
        assert_eq!(answer.status, status, "{act}: {}", answer.body);
    }
    cast.is_whole(&world, "at last").await;
}

/// Each call of the function waits for as long as one may, which together is longer than the function has.
#[tokio::test]
async fn a_table_that_hangs_is_answered_before_lambda_gives_up() {
    let (world, proxy) = scene().await;
    let cast = Cast::new(&world, "").await;
    for hung_after in [0, 1, 2] {
        let strikes = proxy.rule(Rule::on_all(Fault::Hangs).after(hung_after));
        let answers = futures::future::join_all(
            cast.acts(&world).into_iter().take(1).map(|(act, request, _)| in_time(act, request)),
        );
        for answer in answers.await {
            assert_eq!(answer.status, 503, "{}", answer.body);
            assert!(answer.header("retry-after").is_some());
        }
        assert!((1..=20).contains(&strikes.count()), "{} attempts", strikes.count());
        proxy.heal();
    }
    cast.is_whole(&world, "afterwards").await;
}

#[tokio::test]
async fn attempts_at_a_conflict_are_bounded_and_apart() {
    let (world, proxy) = scene().await;
    let cast = Cast::new(&world, "").await;
    let follow = format!("/api/social/follow/{}", cast.alice.id);
    let mut took = vec![];
    for _ in 0..3 {
        let strikes = proxy.rule(Rule::on("TransactWriteItems", Fault::Conflict));
        let started = Instant::now();
        let answer = in_time("follow", world.post(&follow).by(&cast.bob)).await;
        took.push(started.elapsed().as_millis());
        assert_eq!((answer.status, answer.header("retry-after").is_some()), (503, true));
        assert!((10..=14).contains(&strikes.count()), "{} attempts", strikes.count());
        proxy.heal();
    }
    took.dedup();
    assert!(took.len() > 1, "no jitter: {took:?} ms");
    world.post(&follow).by(&cast.bob).expect(200).await;
}
