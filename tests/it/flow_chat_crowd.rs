//! A chat in which many talk, and many come in the midst of it.
//!
//! The figures of 200 messages a second are those of a release build; on a machine where `it` is built so,
//! `REAL_FULL=1 REAL_IT=PATH tests/real flow_chat_crowd` runs it, where PATH is the `it` of
//! `cargo test --locked --release --workspace --test it --no-run`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use harness::{Bearer, Crowd, Packet, Presence, Studio, Watcher, Way};
use serde_json::{Value, json};

use crate::flow_chat::{middle_and_most, say, there};
use crate::flow_raid::went_live;

/// Who joins reads the history a second time after this (README, chat).
const SECOND_LOOK: Duration = Duration::from_secs(3);
/// So many talk at once.
const TALKERS: usize = 4;
/// One comes after the other.
const JOIN_EACH: Duration = Duration::from_millis(170);
/// Whoever comes is there so soon on a busy machine.
const JOINED_WITHIN: Duration = Duration::from_secs(20);
/// What was said is told so soon, at the latest.
const TOLD_WITHIN: Duration = Duration::from_secs(20);
/// Of a writer's messages each so many-th is a reply, which is shown however much is said.
const REPLY_EACH: usize = 10;
/// The host says something so often, which is shown, too.
const HOST_EACH: Duration = Duration::from_millis(500);

/// A live room, and those who may write in it, by chat tokens as players have them: the host, then so many viewers, each
/// of whom may say 20 messages in half a minute.
async fn room(studio: &Studio, writers: usize) -> (Bearer, Vec<String>) {
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    let encoder = studio.push(&key).await;
    went_live(studio, &alice, encoder).await;
    let mut people = vec![alice.clone()];
    for n in 0..writers {
        people.push(studio.viewer(&format!("writer_{n}")).await);
    }
    let mut tokens = vec![];
    for who in &people {
        let token = studio.world().post(&format!("/api/chat/{}/token", alice.id)).by(who).expect(200).await;
        tokens.push(format!("Bearer {}", token.data()["chatToken"].as_str().unwrap()));
    }
    (alice, tokens)
}

/// A message of the busy chat.
#[derive(Clone)]
struct Line {
    id: String,
    posted: Instant,
    answered: Duration,
    /// Whether it is shown however much is said.
    is_sure: bool,
}

/// One of the busy chat says this many messages, one each `pace`, the first at `from`. As people do, and players, the next
/// one is said when the last was answered: a client's id tells of the last message alone whether it stands.
async fn talks(
    studio: &Studio,
    alice: &Bearer,
    (token, name): (&str, usize),
    rounds: usize,
    (began, from, pace): (Instant, Duration, Duration),
) -> Vec<Line> {
    let is_host = name == 0;
    let mut said: Vec<Line> = vec![];
    for round in 0..rounds {
        let due = from + pace * u32::try_from(round).unwrap();
        tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
        // Not all of them reply in the same second: so many do not fit into its packets.
        let is_reply = (round + name) % REPLY_EACH == REPLY_EACH - 1;
        let reply_to = said.first().filter(|_| is_reply).map(|first| first.id.clone());
        let is_sure = is_host || reply_to.is_some();
        let text = format!("message {round} of {name}");
        let body = json!({"text": text, "clientId": format!("{name}-{round}"), "replyTo": reply_to});
        let posted = Instant::now();
        let id = say_again(studio, alice, token, &body).await;
        said.push(Line { id, posted, answered: posted.elapsed(), is_sure });
    }
    said
}

/// What a watcher was told.
#[derive(Default)]
struct Told {
    shown: BTreeMap<String, Instant>,
    /// Messages that the packets say were left out.
    skipped: u64,
    /// Packets that did not arrive: their numbers are missing.
    lost: u64,
}

impl Told {
    fn of(watcher: &Watcher) -> Self {
        let (mut told, mut numbers) = (Self::default(), BTreeMap::<String, BTreeSet<u64>>::new());
        for packet in watcher.packets() {
            told.skipped += packet.body["skipped"].as_u64().unwrap_or_default();
            told.shown.extend(packet.messages().map(|id| (id.to_owned(), packet.at)));
            let sender = packet.body["e"].as_str().unwrap().to_owned();
            numbers.entry(sender).or_default().insert(packet.body["n"].as_u64().unwrap());
        }
        let missing = |numbers: &BTreeSet<u64>| {
            numbers.last().unwrap() - numbers.first().unwrap() + 1 - u64::try_from(numbers.len()).unwrap()
        };
        told.lost = numbers.values().map(missing).sum();
        told
    }
}

/// So many a second: those that are shown are shown soon, those that must be are, and those that are not are told of and in
/// the history.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_chat_is_told_soon() {
    let studio = Studio::open().await;
    let (writers, rounds) = match (studio.is_full(), studio.has_media()) {
        (true, _) => (200, 10),
        // As many as two slow cores take in this profile, beside LiveKit and an encoder.
        (false, true) => (20, 5),
        (false, false) => (30, 1),
    };
    let (alice, tokens) = room(&studio, writers).await;
    let a_second = if studio.is_full() { 200 } else { 50 };
    let watcher = studio.watch(&alice, &studio.viewer("bob").await).await;
    there(&studio, &watcher).await;

    let began = Instant::now();
    let (one, all) = (Duration::from_secs(1) / a_second, u32::try_from(writers).unwrap());
    let lasts = one * all * u32::try_from(rounds).unwrap();
    let said = join_all(tokens.iter().enumerate().map(|(n, token)| {
        let (studio, alice) = (&studio, &alice);
        let (rounds, from, pace) = match u32::try_from(n).unwrap().checked_sub(1) {
            None => ((lasts.as_millis() / HOST_EACH.as_millis()) as usize + 1, Duration::ZERO, HOST_EACH),
            Some(n) => (rounds, one * n, one * all),
        };
        async move { talks(studio, alice, (token.as_str(), n), rounds, (began, from, pace)).await }
    }))
    .await
    .concat();
    let took = began.elapsed();
    // Behind all of it, so that a packet that is missing is missed.
    let last = json!({"text": "the last word", "clientId": "last"});
    let last = say_again(&studio, &alice, &tokens[0], &last).await;
    let told = async || Some(Told::of(&watcher)).filter(|told| told.shown.contains_key(&last));
    let Told { shown, skipped, lost } = studio.eventually("all told or told of", TOLD_WITHIN, told).await;

    let total = said.len() + 1;
    let ids: BTreeSet<&str> = said.iter().map(|line| &*line.id).chain([&*last]).collect();
    assert_eq!(ids.len(), total);
    assert!(shown.keys().all(|id| ids.contains(id.as_str())));
    // A calm room is told a moment before the history has it.
    let kept = async || Some(history(&studio, &alice, None, total).await).filter(|kept| kept.len() == total);
    let kept: BTreeSet<String> = studio.awaited("all in the history", TOLD_WITHIN, kept).await.into_iter().collect();
    assert!(ids.iter().all(|id| kept.contains(*id)), "each is in the history once");
    if lost == 0 {
        assert_eq!(shown.len() as u64 + skipped, total as u64);
        let hidden = said.iter().filter(|line| line.is_sure && !shown.contains_key(&line.id)).count();
        assert_eq!(hidden, 0, "of the host's and the replies");
    }
    assert!(lost <= 2, "{lost} packets are missing, after which players read the history");

    if studio.has_media() {
        let rate = said.len() as f64 / took.as_secs_f64();
        let soon = said.iter().filter_map(|line| Some(shown.get(&line.id)?.saturating_duration_since(line.posted)));
        let (middle, most) = middle_and_most(soon.collect());
        let what = format!("{} shown, {skipped} left out, {lost} packets lost", shown.len());
        studio.note(&format!("POST to packet at {rate:.0} a second, {what}, p50"), middle);
        studio.note("POST to packet, busy, p95", most);
        let (answered, late) = middle_and_most(said.iter().map(|line| line.answered).collect());
        studio.note("POST to its answer, busy, p50", answered);
        studio.note("POST to its answer, busy, p95", late);
    }
}

/// Says it, and again where the service is too busy: with the same `clientId` it is said once.
async fn say_again(studio: &Studio, host: &Bearer, token: &str, body: &Value) -> String {
    let path = format!("/api/chat/{}/messages", host.id);
    let taken = async || {
        let answer = studio.world().post(&path).header("authorization", token).json(body).send().await;
        assert!([200, 201, 503].contains(&answer.status), "{} {}", answer.status, answer.body);
        answer.data()["id"].as_str().map(str::to_owned)
    };
    studio.awaited("a message taken", TOLD_WITHIN, taken).await
}

/// All of the history behind a message, or its last `most`, oldest first.
async fn history(studio: &Studio, host: &Bearer, after: Option<&str>, most: usize) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    let mut query = after.map_or_else(|| "limit=100".to_owned(), |after| format!("limit=100&after={after}"));
    while found.len() < most {
        let path = format!("/api/chat/{}/messages?{query}", host.id);
        let answer = studio.world().get(&path).expect(200).await;
        let page: Vec<String> = answer.each("id").into_iter().map(str::to_owned).collect();
        if page.is_empty() {
            break;
        }
        query = match after {
            Some(_) => format!("limit=100&after={}", page[page.len() - 1]),
            None => format!("limit=100&before={}", page[0]),
        };
        found = if after.is_some() { [found, page].concat() } else { [page, found].concat() };
    }
    found
}

/// What was said, and when that was answered.
type Said = Mutex<Vec<(String, Instant)>>;

/// Comes in while others talk, reads the history as the README says, and waits until they know all that had been said when they
/// looked last. Returns how many messages that were.
async fn comes(studio: &Studio, crowd: &Crowd<'_>, alice: &Bearer, said: &Said, n: usize) -> usize {
    let body = json!({"hostId": alice.id, "guestName": format!("Guest {n}")});
    let address = [198, 51, 100, u8::try_from(n % 200).unwrap()];
    let token = studio.world().post("/api/viewer/token").from_ip(address).json(&body).expect(200).await;
    let watcher = crowd.join(&token).await;
    let is_there = async || (watcher.presence() == Presence::There).then_some(());
    studio.awaited("a join", JOINED_WITHIN, is_there).await;
    let path = format!("/api/chat/{}/messages?limit=50", alice.id);
    let answer = studio.world().get(&path).from_ip(address).expect(200).await;
    let first: Vec<String> = answer.each("id").into_iter().map(str::to_owned).collect();
    tokio::time::sleep(SECOND_LOOK).await;
    let until = Instant::now();
    let second = history(studio, alice, first.last().map(String::as_str), usize::MAX).await;
    let read: BTreeSet<&String> = first.iter().chain(&second).collect();
    let due: Vec<String> = {
        let said = said.lock().unwrap();
        said.iter()
            .filter(|(id, at)| first.first().is_none_or(|first| id >= first) && at < &until)
            .map(|(id, _)| id.clone())
            .collect()
    };
    let knows_all = async || {
        let packets = watcher.packets();
        let heard: BTreeSet<&str> = packets.iter().flat_map(Packet::messages).collect();
        due.iter().all(|id| read.contains(id) || heard.contains(id.as_str())).then_some(())
    };
    studio.awaited("a joiner to know all", TOLD_WITHIN, knows_all).await;
    watcher.leave().await;
    due.len()
}

#[tokio::test]
async fn who_comes_in_the_midst_of_it_misses_nothing() {
    let studio = Studio::open().await;
    let (joins, writers) = match (studio.is_full(), studio.has_media()) {
        (true, _) => (100, 40),
        (false, true) => (10, 10),
        (false, false) => (3, 4),
    };
    let (alice, tokens) = room(&studio, writers).await;
    let crowd = studio.crowd();
    say(&studio, &alice, &alice, "the first word").await;
    let (said, done) = (Said::default(), AtomicBool::new(false));
    // Each waits for its answers, which take longer on a busy machine: several talk at once.
    let talker = async |of: usize| {
        for n in 0.. {
            if done.load(Ordering::SeqCst) {
                break;
            }
            let began = Instant::now();
            let number = n * TALKERS + of;
            let body = json!({"text": format!("message {number}"), "clientId": number.to_string()});
            let id = say_again(&studio, &alice, &tokens[1 + number % writers], &body).await;
            said.lock().unwrap().push((id, Instant::now()));
            // Calm for a while, then busy, then calm again: packets come by the handler, then by the worker.
            let pause = if n / 5 % 2 == 0 { 1_200 } else { 320 };
            tokio::time::sleep(Duration::from_millis(pause).saturating_sub(began.elapsed())).await;
        }
    };
    let talk = join_all((0..TALKERS).map(talker));
    let come = async {
        let (studio, crowd, alice, said) = (&studio, &crowd, &alice, &said);
        let known = join_all((0..joins).map(|n| async move {
            tokio::time::sleep(JOIN_EACH * u32::try_from(n).unwrap()).await;
            comes(studio, crowd, alice, said, n).await
        }))
        .await;
        done.store(true, Ordering::SeqCst);
        known
    };
    let (_, known) = tokio::join!(talk, come);
    let (due, total) = (known.iter().sum::<usize>(), said.lock().unwrap().len());
    assert!(known.iter().all(|due| *due >= 3), "too little was said to miss any: {known:?}");
    println!("{joins} joins during {total} messages; {due} were to be known, none was missed");
}
