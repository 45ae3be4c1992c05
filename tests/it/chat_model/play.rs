//! Steps of a chat, each made of the API and of the model.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use domain::Time;
use domain::chat::id;
use harness::{Answer, Bearer, LiveKitFault, World};
use local::TableStream;
use serde_json::{Value, json};

use super::fate::Fate;
use super::model::Model;
use super::sequences::{Step, Way};

/// A message is waited for so long after it was said, by whoever deletes it.
const YOUNG_SECS: i64 = 30;
/// Past the longest delay: nothing waits for the viewers any more.
const PAST_DELAYS: i64 = 6_001;

/// A story under way.
pub(super) struct Play<'w> {
    pub(super) world: &'w World,
    pub(super) stream: &'w TableStream,
    pub(super) fate: &'w Arc<Mutex<Fate>>,
    pub(super) host: String,
    pub(super) is_live: bool,
    pub(super) count: u32,
    pub(super) model: Model,
}

impl Play<'_> {
    fn now(&self) -> Time {
        self.world.clock().now()
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/api/chat/usr_{}{rest}", self.host)
    }

    fn name(&self, who: u8) -> String {
        if who == 0 { self.host.clone() } else { format!("person_{who}") }
    }

    pub(super) fn bearer(&self, who: u8) -> Bearer {
        Bearer::new(&self.name(who), self.now())
    }

    /// The worker takes in what was written; nothing waits for viewers any more, so that there is an end to it.
    pub(super) async fn follow(&self, way: Way) {
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

    pub(super) async fn step(&mut self, step: Step) {
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

pub(super) fn messages(answer: &Answer) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let all = answer.data().as_array().unwrap().iter();
    all.map(|message| (text(&message["id"]).unwrap(), text(&message["text"]))).collect()
}
