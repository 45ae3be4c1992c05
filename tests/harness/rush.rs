//! A rush into one chat: many writers at once, over the table's own stream and by the clock on the wall.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use domain::UserId;
use local::{Engine, Follower, TableStream, TakeIn};
use runtime::Clock;
use serde_json::json;
use table::change::{BatchFailures, TableEvent};

use crate::{Bearer, Meter, Setup, World};

/// What the table is away.
const DISTANCE: Duration = Duration::from_millis(5);
/// What a process knows of a room is so old at most, and the worker's look at the stream besides: then all know that the
/// room is busy.
const NOTICED: Duration = Duration::from_millis(2_500);
/// Lambda starts another worker so long after one died.
const RESTART: Duration = Duration::from_millis(250);
/// What is begun is answered so soon.
const PATIENCE: Duration = Duration::from_secs(60);
/// Of a page of the history.
const PAGE: usize = 100;

/// A rush.
#[derive(Debug, Clone, Copy)]
pub struct Rush {
    /// Who write, each as fast as the answers come and the limits let them.
    pub writers: u32,
    /// For how long.
    pub lasts: Duration,
    /// Whether each third batch of changes comes twice, and the worker dies in the midst of each fifth.
    pub is_rough: bool,
}

/// What became of it.
#[derive(Debug)]
pub struct Rushed {
    /// For how long they wrote.
    pub lasted: Duration,
    /// Messages that were answered 201.
    pub accepted: usize,
    /// Of these, missing in the history.
    pub missing: usize,
    /// In the history, and never answered 201.
    pub foreign: usize,
    /// Whether the history has each once, in the order of ids.
    pub is_in_order: bool,
    /// Packets until the room was known to be busy, and the most within a second afterwards.
    pub packets: [usize; 2],
    /// The key of which the most units were read within a second, and that to which the most were written.
    pub hottest: [(String, f64); 2],
    /// From the last answer until the history had all.
    pub behind: Duration,
}

impl Rush {
    /// As many as there may be, for a minute.
    pub const FULL: Self = Self { writers: 1_000, lasts: Duration::from_secs(60), is_rough: false };

    /// The full rush as it should be and a rough one, where `RUSH_FULL` asks for both: for figures, and not for each change.
    #[must_use]
    pub fn asked() -> Option<[Self; 2]> {
        std::env::var_os("RUSH_FULL").map(|_| Self::both())
    }

    /// The full rush as it should be, and a rough one.
    #[must_use]
    pub const fn both() -> [Self; 2] {
        [Self::FULL, Self { is_rough: true, ..Self::FULL }]
    }

    /// Lets them write.
    ///
    /// # Panics
    /// When a part of the world cannot be started, or answers what no writer is to be answered.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn run(self) -> Rushed {
        let engine = Engine::start_memory().await.expect("an engine");
        let meter = Meter::start(&engine.endpoint()).await;
        let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
        let setup = Setup { clock: Clock::system(), variables, ..Setup::default() };
        let world = World::over(Some(engine), meter.url(), &setup).await;
        let alice = world.creator("alice").await;
        world.post("/api/stream/ingress").by(&alice).expect(201).await;
        world.livekit().push_to_room(&alice.id).expect("a room");
        world.livekit().settled().await;
        let tokens = self.tokens(&world, &alice).await;
        let stream = self.follow(&world).await;
        meter.watch(DISTANCE);

        let begun = Instant::now();
        let before = world.livekit().calls().len();
        let writers = tokens.iter().map(|token| self.write(&world, token, begun));
        let accepted: Vec<String> = futures::future::join_all(writers).await.concat();
        let ended = Instant::now();
        stream.caught_up().await;
        let (behind, hottest) = (ended.elapsed(), meter.hottest());
        meter.distance(Duration::ZERO);
        let history = history(&world).await;
        let (said, stands): (BTreeSet<_>, BTreeSet<_>) = (accepted.iter().collect(), history.iter().collect());
        Rushed {
            lasted: self.lasts,
            accepted: accepted.len(),
            missing: said.difference(&stands).count(),
            foreign: stands.difference(&said).count(),
            is_in_order: history.windows(2).all(|pair| pair[0] < pair[1]),
            packets: packets(&world, before),
            hottest,
            behind,
        }
    }

    /// Each writer's chat token.
    async fn tokens(self, world: &World, alice: &Bearer) -> Vec<String> {
        let mut tokens = vec![];
        for n in 0..self.writers {
            let writer = world.viewer(&format!("writer_{n}")).await;
            let token = world.post(&format!("/api/chat/{}/token", alice.id)).by(&writer).expect(200).await;
            tokens.push(format!("Bearer {}", token.data()["chatToken"].as_str().unwrap_or_default()));
        }
        tokens
    }

    #[expect(clippy::expect_used, reason = "a test's own helper")]
    async fn follow(self, world: &World) -> TableStream {
        let chat_fan = Follower::chat_fan(world.table(), world.functions().chat_fan().clone());
        let batches = Arc::new(AtomicUsize::new(0));
        let chat_fan = chat_fan.by_way_of(move |batch, take_in| {
            let number = batches.fetch_add(1, Ordering::SeqCst);
            Box::pin(
                async move { if self.is_rough { roughly(number, batch, take_in).await } else { take_in(batch).await } },
            )
        });
        let stream = TableStream::start(world.table(), chat_fan, None).await.expect("the table's stream");
        stream.caught_up().await;
        stream
    }

    /// Writes until the time is over, and the last one's answer is known. Returns the ids that were answered.
    async fn write(self, world: &World, token: &str, begun: Instant) -> Vec<String> {
        let (mut ids, mut n, mut is_open) = (vec![], 0, false);
        while is_open || begun.elapsed() < self.lasts {
            assert!(begun.elapsed() < self.lasts + PATIENCE, "no answer to {n}");
            let text = format!("{n}, and some words as people write them in a chat");
            let body = json!({"text": text, "clientId": n.to_string()});
            let path = "/api/chat/usr_alice/messages";
            let answer = world.post(path).header("authorization", token).json(&body).send().await;
            // Whether it stands is not known: once more, under the same id of the client's.
            is_open = answer.status == 503;
            match answer.status {
                200 | 201 => {
                    ids.push(answer.data()["id"].as_str().unwrap_or_default().to_owned());
                    n += 1;
                }
                429 => {
                    let secs = answer.header("retry-after").and_then(|secs| secs.parse().ok()).unwrap_or(1);
                    tokio::time::sleep(Duration::from_secs(secs)).await;
                }
                503 => {}
                other => panic!("{other}: {}", answer.body),
            }
        }
        ids
    }
}

impl Rushed {
    /// The columns of [`Self::cells`].
    pub const COLUMNS: [&str; 9] = [
        "accepted",
        "a second",
        "missing",
        "in order, each once",
        "packets until it was busy",
        "most packets a second then",
        "hottest key written, units a second",
        "hottest key read",
        "whole after s",
    ];

    /// What is told of it.
    #[must_use]
    pub fn cells(&self) -> [String; 9] {
        let [read, written] = self.hottest.each_ref().map(|(key, units)| format!("`{key}` {units:.0}"));
        [
            self.accepted.to_string(),
            format!("{:.0}", self.accepted as f64 / self.lasted.as_secs_f64()),
            self.missing.to_string(),
            if self.is_in_order && self.foreign == 0 { "yes" } else { "no" }.to_owned(),
            self.packets[0].to_string(),
            self.packets[1].to_string(),
            written,
            read,
            format!("{:.1}", self.behind.as_secs_f64()),
        ]
    }
}

/// Hands a batch in as Lambda does when things go wrong.
async fn roughly(number: usize, batch: TableEvent, take_in: TakeIn) -> BatchFailures {
    if number % 5 == 4 {
        // It dies behind some answers of others, before it takes the next one in.
        let mut work = pin!(take_in(batch.clone()));
        let mut left = number % 13 + 1;
        std::future::poll_fn(|context| {
            left -= 1;
            if left == 0 { Poll::Ready(()) } else { work.as_mut().poll(context).map(drop) }
        })
        .await;
        tokio::time::sleep(RESTART).await;
    }
    if number % 3 == 2 {
        take_in(batch.clone()).await;
    }
    take_in(batch).await
}

/// All ids of the history, page by page.
async fn history(world: &World) -> Vec<String> {
    let (mut ids, mut after) = (vec![], domain::chat::id::first_at(domain::Time::from_secs(0)));
    loop {
        let path = format!("/api/chat/usr_alice/messages?limit={PAGE}&after={after}");
        let page = world.get(&path).expect(200).await;
        let found = page.each("id");
        let Some(last) = found.last() else { return ids };
        after = (*last).to_owned();
        ids.extend(found.into_iter().map(str::to_owned));
    }
}

/// Packets into the room until it was known to be busy, and the most within a second from then on.
fn packets(world: &World, before: usize) -> [usize; 2] {
    let host = UserId::parse("usr_alice").map(String::from).unwrap_or_default();
    let calls = world.livekit().calls();
    let sent = calls.iter().skip(before).filter(|call| call.method == "SendData" && call.subject == host);
    let times: Vec<i64> = sent.map(|call| call.at_millis).collect();
    let busy_at = times.first().map_or(0, |first| first + i64::try_from(NOTICED.as_millis()).unwrap_or_default());
    let (calm, busy): (Vec<i64>, Vec<i64>) = times.into_iter().partition(|at| *at < busy_at);
    let most = busy.iter().map(|from| busy.iter().filter(|at| (*from..from + 1_000).contains(at)).count()).max();
    [calm.len(), most.unwrap_or_default()]
}
