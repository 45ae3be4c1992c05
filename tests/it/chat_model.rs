//! Histories of random chats against a model: who says what, what is taken out, whom a ban keeps out, while the worker is
//! ended in the midst of its work and is handed changes twice, late ones too, and LiveKit is away.
//!
//! `PROPTEST_CASES=10000 IT the_histories_of_random_chats`, where IT is the test binary of a release build, plays ten thousand;
//! each process draws its own, so that two with half as many each share the work of two cores.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use domain::Time;
use domain::chat::id;
use harness::{Answer, Bearer, LiveKitFault, World};
use local::{Follower, TableStream, TakeIn};
use proptest::prelude::*;
use serde_json::{Value, json};
use table::change::{BatchFailures, TableEvent};

use crate::hostile_events::{runner, runtime};

/// Cases that the suite runs; `PROPTEST_CASES` asks for more of them.
const CASES: u32 = 10;
/// Stories that share a world: it keeps what they leave.
const OF_A_WORLD: u32 = 250;
/// A message is waited for so long after it was said, by whoever deletes it.
const YOUNG_SECS: i64 = 30;
/// Past the longest delay: nothing waits for the viewers any more.
const PAST_DELAYS: i64 = 6_001;
/// The host, a moderator, and viewers behind them.
const PEOPLE: u8 = 5;
const VIEWERS: u8 = 2;

#[derive(Debug, Clone)]
enum Step {
    Say {
        who: u8,
        text: u8,
        is_repeated: bool,
        is_livekit_away: bool,
    },
    Rules(u8),
    Ban {
        who: u8,
        seconds: Option<u8>,
        are_messages_kept: bool,
    },
    Unban(u8),
    /// Of a message; the worker may not have written it down yet.
    Delete {
        which: u8,
        is_early: bool,
    },
    Clear,
    Pass(u8),
    Follow(Way),
    /// What a guest reads now.
    Read,
}

/// How the worker is handed the next batch.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    /// The worker is ended so often, after so many answers of others.
    is_ended: u8,
    after: u8,
    is_twice: bool,
    /// The last batches come once more, behind it.
    is_again: bool,
}

fn story() -> impl Strategy<Value = (bool, Vec<Step>)> {
    let way = (0..3_u8, 0..24_u8, any::<bool>(), any::<bool>()).prop_map(|(is_ended, after, is_twice, is_again)| Way {
        is_ended,
        after,
        is_twice,
        is_again,
    });
    let say = (0..PEOPLE, 0..4_u8, prop::bool::weighted(0.15), prop::bool::weighted(0.05));
    let say =
        say.prop_map(|(who, text, is_repeated, is_livekit_away)| Step::Say { who, text, is_repeated, is_livekit_away });
    let ban = (VIEWERS..PEOPLE, prop::option::of(1..60_u8), any::<bool>());
    let step = prop_oneof![
        12 => say,
        2 => (0..9_u8).prop_map(Step::Rules),
        2 => ban.prop_map(|(who, seconds, are_messages_kept)| Step::Ban { who, seconds, are_messages_kept }),
        2 => (VIEWERS..PEOPLE).prop_map(Step::Unban),
        2 => (any::<u8>(), prop::bool::weighted(0.1)).prop_map(|(which, is_early)| Step::Delete { which, is_early }),
        1 => Just(Step::Clear),
        3 => (0..40_u8).prop_map(Step::Pass),
        3 => way.prop_map(Step::Follow),
        1 => Just(Step::Read),
    ];
    (prop::bool::weighted(0.05), prop::collection::vec(step, 1..32))
}

/// What the worker is handed next, and what it was handed last.
#[derive(Default)]
struct Fate {
    way: Way,
    last: Vec<TableEvent>,
}

/// Hands a batch in as its fate has it.
async fn hand_in(batch: TableEvent, take_in: TakeIn, fate: Arc<Mutex<Fate>>) -> BatchFailures {
    let (way, last) = {
        let mut fate = fate.lock().unwrap();
        (std::mem::take(&mut fate.way), fate.last.clone())
    };
    for _ in 0..way.is_ended {
        let mut work = pin!(take_in(batch.clone()));
        let mut left = way.after;
        std::future::poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            work.as_mut().poll(context).map(drop)
        })
        .await;
    }
    if way.is_twice {
        take_in(batch.clone()).await;
    }
    let failures = take_in(batch.clone()).await;
    if way.is_again {
        for before in last {
            take_in(before).await;
        }
    }
    let mut fate = fate.lock().unwrap();
    fate.last.push(batch);
    if fate.last.len() > 3 {
        fate.last.remove(0);
    }
    failures
}

/// What stands, by the model.
#[derive(Default)]
struct Model {
    /// Everything that was taken: writer and text, by id.
    said: BTreeMap<String, (String, String)>,
    deleted: BTreeSet<String>,
    /// Up to which id all was taken out, of a writer or of everybody.
    gone: Vec<(Option<String>, String)>,
    /// Until when; `None`: for good.
    banned: BTreeMap<u8, Option<Time>>,
    /// Under which id of the client's somebody spoke last.
    last: BTreeMap<u8, (String, String)>,
    is_off: bool,
    is_emote_only: bool,
    delay: Option<u32>,
}

impl Model {
    fn is_gone(&self, id: &str) -> bool {
        let writer = &self.said[id].0;
        let takes =
            |(of, before): &(Option<String>, String)| of.as_ref().is_none_or(|of| of == writer) && id < &**before;
        self.gone.iter().any(takes)
    }

    fn history(&self) -> Vec<(String, Option<String>)> {
        let left = self.said.iter().filter(|(id, _)| !self.is_gone(id));
        left.map(|(id, (_, text))| (id.clone(), (!self.deleted.contains(id)).then(|| text.clone()))).collect()
    }

    fn banned(&self, who: u8, now: Time) -> Option<&'static str> {
        match self.banned.get(&who)? {
            None => Some("BANNED"),
            Some(until) => (*until > now).then_some("TIMED_OUT"),
        }
    }

    /// What keeps somebody out whatever limits say.
    fn refusal(&self, who: u8, is_emotes: bool, now: Time) -> Option<&'static str> {
        let is_moderator = who < VIEWERS;
        if self.is_off && !is_moderator {
            return Some("CHAT_OFF");
        }
        let is_kept = self.is_emote_only && !is_moderator && !is_emotes;
        self.banned(who, now).or(is_kept.then_some("EMOTE_ONLY"))
    }
}

struct Play<'w> {
    world: &'w World,
    stream: &'w TableStream,
    fate: &'w Arc<Mutex<Fate>>,
    host: String,
    is_live: bool,
    count: u32,
    model: Model,
}

impl Play<'_> {
    fn now(&self) -> Time {
        self.world.clock().now()
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/chat/usr_{}{rest}", self.host)
    }

    fn name(&self, who: u8) -> String {
        if who == 0 { self.host.clone() } else { format!("person_{who}") }
    }

    fn bearer(&self, who: u8) -> Bearer {
        Bearer::new(&self.name(who), self.now())
    }

    /// The worker takes in what was written; nothing waits for viewers any more, so that there is an end to it.
    async fn follow(&self, way: Way) {
        self.fate.lock().unwrap().way = way;
        self.world.clock().advance(PAST_DELAYS);
        self.stream.caught_up().await;
    }

    async fn say(&mut self, who: u8, text: u8, is_repeated: bool, is_livekit_away: bool) {
        // Ids of one moment are in no order.
        self.world.clock().advance(1);
        self.count += 1;
        let now = self.now();
        let before = self.model.last.get(&who).cloned().filter(|_| is_repeated);
        let client_id = before.as_ref().map_or_else(|| format!("c-{}", self.count), |(client_id, _)| client_id.clone());
        let is_emotes = text == 0;
        let text = if is_emotes { "\u{1F600}".repeat(self.count as usize % 7 + 1) } else { format!("word {text}") };
        let body = json!({"text": text, "clientId": client_id});
        if is_livekit_away {
            self.world.livekit().fault(LiveKitFault::close().on("SendData"));
        }
        let send = async || self.world.post(&self.path("/messages")).by(&self.bearer(who)).json(&body).send().await;
        let mut answer = send().await;
        while answer.status == 503 {
            // A busy machine: whether it stands is not known, and the same id of the client's finds out.
            answer = send().await;
        }
        self.world.livekit().heal();
        let code = answer.body["code"].as_str().unwrap_or_default();
        if let Some((_, first)) = before {
            assert_eq!((answer.status, &answer.data()["id"]), (200, &json!(first)), "{}", answer.body);
        } else if let Some(refusal) = self.model.refusal(who, is_emotes, now) {
            assert_eq!(code, refusal, "{}", answer.body);
        } else if [200, 201].contains(&answer.status) {
            let id = answer.data()["id"].as_str().unwrap().to_owned();
            self.model.last.insert(who, (client_id, id.clone()));
            self.model.said.insert(id, (format!("usr_{}", self.name(who)), text));
        } else {
            assert!(["DUPLICATE", "SLOW_MODE", "TOO_FAST"].contains(&code), "{}", answer.body);
        }
    }

    async fn set_rules(&mut self, which: u8) {
        let rules = match which {
            0 => json!({"isChatEnabled": false}),
            1 | 2 => json!({"isChatEnabled": true}),
            3 => json!({"isEmoteOnly": true}),
            4 => json!({"isEmoteOnly": false}),
            5 => json!({"slowModeSeconds": 3}),
            6 => json!({"slowModeSeconds": null}),
            7 => json!({"delaySeconds": 4}),
            _ => json!({"delaySeconds": null}),
        };
        let put = self.world.put(&self.path("/settings")).by(&self.bearer(1)).json(&rules);
        let now = put.expect(200).await.data().clone();
        self.model.is_off = now["isChatEnabled"] == false;
        self.model.is_emote_only = now["isEmoteOnly"] == true;
        self.model.delay = now["delaySeconds"].as_u64().map(|seconds| u32::try_from(seconds).unwrap());
        // What processes know of a room is two seconds old at most.
        self.world.clock().advance(2_001);
    }

    async fn ban(&mut self, who: u8, seconds: Option<u8>, are_messages_kept: bool) {
        // Bans of one moment are one.
        self.world.clock().advance(1);
        let (now, whom) = (self.now(), format!("usr_{}", self.name(who)));
        let body = json!({"userId": whom, "seconds": seconds, "areMessagesKept": are_messages_kept});
        self.world.post(&self.path("/bans")).by(&self.bearer(1)).json(&body).expect(201).await;
        self.model.banned.insert(who, seconds.map(|seconds| now.plus_secs(i64::from(seconds))));
        if !are_messages_kept {
            self.model.last.remove(&who);
            self.model.gone.push((Some(whom), id::first_at(now.plus_secs(1))));
        }
    }

    async fn unban(&mut self, who: u8) {
        let is_banned = self.model.banned(who, self.now()).is_some();
        let path = self.path(&format!("/bans/usr_{}", self.name(who)));
        let answer = self.world.delete(&path).by(&self.bearer(0)).send().await;
        assert_eq!(answer.status, if is_banned { 200 } else { 404 }, "{}", answer.body);
        self.model.banned.remove(&who);
    }

    async fn delete(&mut self, which: u8, is_early: bool) {
        let Some(id) = self.model.said.keys().nth(usize::from(which) % self.model.said.len().max(1)).cloned() else {
            return;
        };
        if self.model.is_gone(&id) {
            // What is not found, and may have been said just now, is waited for.
            self.world.clock().advance(1_000 * (YOUNG_SECS + 1));
        }
        let path = self.path(&format!("/messages/{id}"));
        let delete = async || self.world.delete(&path).by(&self.bearer(0)).send().await;
        // What is older and not written down is waited for by nobody.
        let is_young = id::sent_at(&id).is_some_and(|at| at > self.now().plus_secs(-YOUNG_SECS));
        let answer = if is_early && is_young {
            tokio::join!(delete(), self.follow(Way::default())).0
        } else {
            self.follow(Way::default()).await;
            delete().await
        };
        assert_eq!(answer.status, if self.model.is_gone(&id) { 404 } else { 200 }, "{}", answer.body);
        if answer.status == 200 {
            self.model.deleted.insert(id);
        }
    }

    async fn clear(&mut self) {
        self.world.delete(&self.path("/messages")).by(&self.bearer(1)).expect(200).await;
        self.model.gone.push((None, id::first_at(self.now().plus_millis(1))));
    }

    /// A guest is shown nothing that is gone, and nothing too early.
    async fn read(&self) {
        let answer = self.world.get(&self.path("/messages?limit=100")).expect(200).await;
        let until = self.now().plus_secs(-self.model.delay.map_or(0, i64::from));
        let history: BTreeMap<_, _> = self.model.history().into_iter().collect();
        for (id, text) in messages(&answer) {
            assert_eq!(history.get(&id), Some(&text), "{id}");
            assert!(id::sent_at(&id).unwrap() <= until, "{id} is shown too early");
        }
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Say { who, text, is_repeated, is_livekit_away } => {
                self.say(who, text, is_repeated, is_livekit_away && self.is_live).await;
            }
            Step::Rules(which) => self.set_rules(which).await,
            Step::Ban { who, seconds, are_messages_kept } => self.ban(who, seconds, are_messages_kept).await,
            Step::Unban(who) => self.unban(who).await,
            Step::Delete { which, is_early } => self.delete(which, is_early).await,
            Step::Clear => self.clear().await,
            Step::Pass(seconds) => self.world.clock().advance(i64::from(seconds) * 1_000),
            Step::Follow(way) => self.follow(way).await,
            Step::Read => self.read().await,
        }
    }
}

fn messages(answer: &Answer) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let all = answer.data().as_array().unwrap().iter();
    all.map(|message| (text(&message["id"]).unwrap(), text(&message["text"]))).collect()
}

/// A world with people in it, for some stories one after the other.
struct Stage {
    world: World,
    stream: TableStream,
    fate: Arc<Mutex<Fate>>,
    played: u32,
}

impl Stage {
    async fn new() -> Self {
        let (world, fate) = (World::without_limits().await, Arc::new(Mutex::new(Fate::default())));
        for who in 1..PEOPLE {
            world.viewer(&format!("person_{who}")).await;
        }
        let handed = fate.clone();
        let chat_fan = Follower::chat_fan(world.table(), world.functions().chat_fan().clone());
        let chat_fan = chat_fan.by_way_of(move |batch, take_in| Box::pin(hand_in(batch, take_in, handed.clone())));
        let stream = TableStream::start(world.table(), chat_fan, None).await.unwrap();
        Self { world, stream, fate, played: 0 }
    }

    async fn play(&mut self, (is_live, steps): &(bool, Vec<Step>)) {
        self.played += 1;
        let host = format!("host_{}", self.played);
        let Self { world, stream, fate, .. } = self;
        let alice = world.creator(&host).await;
        if *is_live {
            world.post("/api/stream/ingress").by(&alice).expect(201).await;
            world.livekit().push_to_room(&alice.id).unwrap();
            world.livekit().settled().await;
        } else {
            world.stream_of(&alice).await;
        }
        let mona = format!("/api/chat/usr_{host}/moderators/usr_person_1");
        world.put(&mona).by(&alice).expect(200).await;
        let mut play = Play { world, stream, fate, host, is_live: *is_live, count: 0, model: Model::default() };
        for step in steps {
            play.step(step.clone()).await;
        }
        play.follow(Way { is_twice: true, is_again: true, ..Way::default() }).await;
        for who in [None, Some(play.bearer(0))] {
            let request = world.get(&play.path("/messages?limit=100"));
            let answer = match &who {
                Some(who) => request.by(who),
                None => request,
            };
            assert_eq!(messages(&answer.expect(200).await), play.model.history());
        }
    }
}

#[test]
fn the_histories_of_random_chats_are_those_of_a_model() {
    let runtime = runtime();
    let (stage, count) = (RefCell::new(runtime.block_on(Stage::new())), std::cell::Cell::new(0_u32));
    let told = runner(CASES).run(&story(), |story| {
        let mut stage = stage.borrow_mut();
        runtime.block_on(async {
            if stage.played == OF_A_WORLD {
                *stage = Stage::new().await;
                println!("{} stories were played", count.get());
            }
            stage.play(&story).await;
        });
        count.set(count.get() + 1);
        Ok(())
    });
    told.unwrap_or_else(|failed| panic!("{failed}"));
}
